### Каталог как бланк заказа: поля количества, суммы, подсказки цен от количества, фильтры, вид списка, сравнение.

## Бланк

sheet-put-all = Положить всё в корзину
sheet-put = { $count ->
        [one] Корзина обновлена: { $count } позиция.
        [few] Корзина обновлена: { $count } позиции.
       *[other] Корзина обновлена: { $count } позиций.
    }
sheet-refused = { $count ->
        [one] { $count } позиция не принята: исправьте количество.
        [few] { $count } позиции не приняты: исправьте количество.
       *[other] { $count } позиций не принято: исправьте количество.
    }
sheet-nothing = Введите количество хотя бы у одного товара.
sheet-none = Введите количество у нужных товаров: сумма появится здесь.
sheet-total = { $count ->
        [one] { $count } позиция на
        [few] { $count } позиции на
       *[other] { $count } позиций на
    }
sheet-take = { $quantity } { $unit }
sheet-short-of = Сейчас в наличии { $there }.
sheet-short = Столько сейчас нет в наличии.
sheet-hint = ещё { $more } { $unit }: −{ $percent } %
sheet-hint-above = ещё { $more } { $unit }, а дальше −{ $percent } %
sheet-hint-from = от { $from } { $unit }: −{ $percent } %
sheet-ordered = заказывали { $day }, { $quantity } { $unit }
sheet-keys = Клавиши: «/» — к поиску, Enter и ↓ — к следующему количеству, ↑ — к предыдущему, Tab — по всем полям и кнопкам.

## Вид списка

look-title = Вид списка
look-rows = Таблица
look-cards = Карточки
look-size = По

## Фильтры

filter-title = Фильтры
filter-stock = Только в наличии
filter-ordered = Что уже заказывали
filter-ordered-any = Показывать все товары
filter-ordered-first = Сначала заказанные раньше
filter-ordered-only = Только заказанные раньше
filter-show = Показать
filter-now = Выбранные фильтры
filter-remove = Убрать фильтр: { $what }
filter-clear = Сбросить фильтры
filter-nothing = Под выбранные фильтры ничего не подходит
filter-bad = Такого фильтра нет: откройте каталог и выберите заново.
filter-stock-hidden = Остатки по вашему договору не показываются, поэтому по ним нельзя отбирать.

## Сравнение

compare-title = Сравнение товаров
compare-lede = До { $count ->
        [one] { $count } товара
       *[other] { $count } товаров
    } рядом: цена, наличие и характеристики. Отличия выделены.
compare-cut = { $count ->
        [one] Сравнить можно не больше { $count } товара: показан первый.
       *[other] Сравнить можно не больше { $count } товаров: показаны первые.
    }
compare-empty = Сравнивать пока нечего
compare-empty-help = Отметьте товары в каталоге и нажмите «Сравнить отмеченные».
compare-marked = Сравнить отмеченные
compare-tick = Отметить для сравнения: { $name }
compare-short = сравнить
compare-tiers = Цены от количества
compare-lot = Минимум и кратность
compare-lot-of = от { $minimum } { $unit }, кратно { $multiple }
