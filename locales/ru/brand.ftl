### Как портал выглядит: имя, цвета, логотип; когда остатки считаются устаревшими; подвал демонстрации.

brand-title = Оформление
brand-name = Имя в шапке
brand-name-hint = Пусто: Orderly
brand-name-too-long = Имя в шапке не длиннее { $count } знаков.
brand-accent = Цвет ссылок и кнопок, светлая тема
brand-accent-dark = Цвет ссылок и кнопок, тёмная тема
brand-accent-hint = Например, #0b5f80. Пусто: как в программе
brand-not-colour = Цвет пишется шестью знаками, например #0b5f80.
brand-low-contrast = Текст этого цвета не везде прочтут: контраст { $ratio } : 1, нужно не меньше 4,5 : 1. Ближайший подходящий цвет: { $nearest }.
brand-logo = Логотип
brand-logo-now = Логотип сейчас
brand-logo-hint = PNG, JPEG или WebP до { $kilobytes } КБ. В шапке высотой 28 пикселей
brand-logo-none = Убрать логотип
brand-logo-too-large = Логотип больше { $kilobytes } КБ. Уменьшите его: он приходит с первой же страницей.
brand-by-light = На светлом
brand-by-dark = На тёмном
brand-look = Заказать

fresh-hours = Остатки устаревают через, часов
fresh-hours-hint = Позже страница предупреждает об этом и не обещает твёрдых дат. 0: никогда
fresh-hours-bad = Часы — целое число от 0 до { $most }.
fresh-old = данные устарели
fresh-promise = отгрузка предположительно до { $day }
fresh-promise-why = Дата предположительная: остатки давно не обновлялись.
