### Быстрый заказ; артикулы покупателя; набранное после конца сеанса.

menu-quick-order = Быстрый заказ

## Быстрый заказ

quick-title = Быстрый заказ
quick-lede = Вставьте список из таблицы или письма, загрузите файл или наберите по одному. Подходят наши артикулы, ваши артикулы и штрихкоды.
quick-text = Список
quick-text-again = Список: исправьте прямо здесь
quick-text-hint = В строке — код и количество через табуляцию, точку с запятой, запятую или пробел. Без количества берётся минимальная партия. До { $count } строк.
quick-lines = По одному
quick-code = Артикул или название
quick-code-of = Товар в строке { $line }
quick-quantity-of = Количество в строке { $line }
quick-check = Проверить
quick-put-good = { $count ->
        [one] Положить в корзину { $count } позицию
        [few] Положить в корзину { $count } позиции
       *[other] Положить в корзину { $count } позиций
    }
quick-put = { $count ->
        [one] { $count } позиция в корзине.
        [few] { $count } позиции в корзине.
       *[other] { $count } позиций в корзине.
    }
quick-file = Файл
quick-file-hint = CSV или первый лист XLSX, до 2000 строк и 5 МБ. Если первая строка — названия столбцов («Артикул», «Количество»), порядок столбцов любой.
quick-file-check = Загрузить и проверить
quick-no-file = Выберите файл.
quick-own-numbers = Ваши артикулы
quick-nothing = Здесь нет ни одной строки: вставьте список, наберите товары или выберите файл.
quick-too-many-rows = Строк больше { $count }. Разделите список на части.
quick-none-good = Ни одну из строк заказать нельзя. Причина указана у каждой.
quick-bad-rows = { $count ->
        [one] { $count } строку заказать нельзя. Исправьте её или возьмите только подходящие.
        [few] { $count } строки заказать нельзя. Исправьте их или возьмите только подходящие.
       *[other] { $count } строк заказать нельзя. Исправьте их или возьмите только подходящие.
    }
quick-no-code = Нет кода товара.
quick-ambiguous = { $code }: под этим кодом несколько товаров ({ $skus }). Укажите артикул.
quick-wrong-quantity = «{ $typed }» — не количество. Пишите, например, 12 или 2,5.
quick-other-unit = { $sku }: товар считается в «{ $unit }», а написано «{ $typed }». Напишите количество в «{ $unit }».
quick-added-up = Тот же товар, что в строке { $row }: количество прибавлено к ней.
quick-added-to-bad = Тот же товар, что в строке { $row }: исправьте её.
quick-short-exact = { $sku }: сейчас в наличии { $available }. Что делать с остальным, выберете в корзине.
quick-short = { $sku }: столько сейчас нет. Что делать, выберете в корзине.
quick-text-or-lines = Передайте либо text, либо lines — что-то одно.
quick-unknown-format = Строки передаются как JSON, text/csv, text/plain или книга XLSX.
quick-report = Что получилось
quick-counts = Строк { $rows }: подходит { $good }, не подходит { $bad }.
quick-page = Страница { $page } из { $pages }. Строки, которые нельзя заказать, стоят первыми.
quick-page-before = Предыдущие строки
quick-page-after = Следующие строки
quick-csv = Все строки (CSV)
quick-typed = Набрано
quick-total = Итого с НДС
quick-state-ok = Подходит
quick-state-added = Прибавлено
quick-state-bad = Не подходит
quick-offers-of = Сколько взять вместо этого, строка { $row }

## Артикулы покупателя

own-number-yours = Ваш артикул: { $number }
own-number-title = Ваши артикулы
own-number-lede = Как вы сами называете наши товары. По этим артикулам товары находятся в поиске и быстром заказе, они печатаются в ваших документах.
own-number-number = Ваш артикул
own-number-search = Артикул или название
own-number-empty = Здесь пока нет ни одного артикула или ни один не подходит.
own-number-remove = Убрать
own-number-remove-of = Убрать артикул { $number }
own-number-file = Файл
own-number-file-hint = CSV или первый лист XLSX со столбцами «Артикул» и «Ваш артикул», до 10 000 строк.
own-number-text = Или таблица текстом
own-number-only-good = Загрузить подходящие строки, даже если в других ошибки
own-number-preview = Посмотреть, что изменится
own-number-apply = Загрузить
own-number-preview-title = Что изменится
own-number-effect = Что будет
own-number-effect-added = Добавится
own-number-effect-changed = Изменится
own-number-effect-unchanged = Без изменений
own-number-effect-refused = Не подходит
own-number-more = { $count ->
        [one] и ещё { $count } строка
        [few] и ещё { $count } строки
       *[other] и ещё { $count } строк
    }
own-number-loaded = Артикулы загружены.
own-number-removed = Артикул убран.
own-number-count = В таблице должно быть от 1 до { $count } строк.
own-number-bad = Артикул — от 1 до { $longest } знаков в одну строку.
own-number-refused = { $count ->
        [one] Ничего не загружено: { $count } строка не подходит. Исправьте её или загрузите только подходящие.
        [few] Ничего не загружено: { $count } строки не подходят. Исправьте их или загрузите только подходящие.
       *[other] Ничего не загружено: { $count } строк не подходят. Исправьте их или загрузите только подходящие.
    }
import-kind-own-numbers = Артикулы партнёров

## Сеанс закончился, пока форма была открыта

kept-waiting = Сеанс закончился. Войдите ещё раз: набранное сохранено и вернётся к вам.
kept-title = Вы снова вошли
kept-lede = Вот что вы набрали. Проверьте и отправьте ещё раз: пока ничего не отправлено.
kept-typed = Набрано
kept-agreed = Сумма, с которой вы согласились
kept-send = Отправить
kept-leave = Не отправлять
