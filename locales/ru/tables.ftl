# Таблицы: сортировка, столбцы, файлы; сохранённые виды.

table-columns = Столбцы
table-apply = Показать
table-csv = Скачать CSV
table-xlsx = Скачать Excel
table-unknown-order = По этому столбцу таблица не сортируется.
table-unknown-choice = Отобрать по «{ $value }» нельзя: такого значения нет.
table-too-long = В файл помещается не больше { $count ->
        [one] { $count } строки
       *[other] { $count } строк
    }. Сузьте отбор, например по датам.
stock-sku = Артикул
stock-unit = Единица
payment-booked = Проведён
requested-quantity = Количество

view-title = Сохранённые виды
view-lede = Отбор, порядок и столбцы таблиц под вашими названиями.
view-none = Сохранённых видов пока нет. Отберите строки в любой таблице и нажмите «Сохранить вид».
view-save = Сохранить вид
view-save-button = Сохранить
view-manage = Изменить виды
view-name = Название
view-name-of = Название вида «{ $name }»
view-table = Таблица
view-whose = Чей
view-change = Изменить
view-own = Ваш
view-shared = общий
view-share = Показывать коллегам
view-by = Сохранил(а) { $name }
view-rename = Сохранить
view-remove = Удалить
view-remove-of = Удалить вид «{ $name }»
view-partly = Вид открыт не полностью: часть отбора или столбцов больше не существует и пропущена.
view-bad-name = Название вида: от 1 до { $count ->
        [one] { $count } знака
       *[other] { $count } знаков
    }.
view-name-taken = Вид «{ $name }» у вас уже есть. Выберите другое название.
view-bad-query = Такой отбор сохранить нельзя.
view-unknown-table = Видов этой таблицы вам не сохранить.
view-not-shared = Общими видами делятся только сотрудники продавца.
view-too-many = Сохранить можно не больше { $count ->
        [one] { $count } вида
       *[other] { $count } видов
    }. Удалите ненужные.
