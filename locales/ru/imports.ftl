# Импорт таблиц: страница, отчёт, причины отказа.

import-title = Импорт
import-lede = Выберите файл из учётной системы или вставьте таблицу: первая строка — названия столбцов, дальше по одной записи в строке. Повторный импорт того же файла ничего не меняет.
import-kind = Что загружаем
import-kind-warehouses = Склады
import-kind-products = Товары и категории
import-kind-prices = Цены прайс-листов
import-kind-stock = Остатки
import-kind-partners = Партнёры
import-kind-people = Сотрудники
import-kind-addresses = Адреса доставки
import-kind-contracts = Договоры
import-kind-contract-prices = Цены по договорам
import-kind-discounts = Персональные скидки
import-kind-opening-balances = Начальные остатки расчётов
import-mode = Если в строке ошибка
import-mode-all_or_nothing = Не загружать ничего
import-mode-skip_bad = Пропустить строку и загрузить остальные
import-file = Файл
import-file-hint = CSV в UTF-8 или windows-1251 либо первый лист книги XLSX (до 20 000 строк), до 20 МБ. Файл побольше загрузите через API или командой orderly import.
import-file-again = Браузер не запоминает файл: чтобы загрузить «{ $name }», выберите его ещё раз.
import-text = Или таблица текстом
import-text-hint = Столбцы через точку с запятой, запятую или табуляцию, до 1 МБ текста.
import-two-tables = Таблица нужна одна: выберите файл или вставьте текст, но не то и другое.
import-no-table = Выберите файл или вставьте таблицу.
import-dry-run = Только проверить, ничего не записывая
import-button = Загрузить
import-columns = Столбцы
import-columns-lede = Скопируйте строку названий в первую строку таблицы. Необязательные столбцы можно убрать: вместо пустой ячейки берётся обычное значение. Списки внутри ячейки разделяйте знаком «|».
import-columns-required = Обязательные: { $names }

import-tried-well = Ошибок нет, файл можно загружать. Пока ничего не записано.
import-tried-badly = Есть строки с ошибками. Пока ничего не записано.
import-done = Загружено.
import-done-in-part = Загружено, кроме строк с ошибками.
import-refused = Ничего не загружено: строк с ошибками — { $count }. Исправьте их или выберите «Пропустить строку и загрузить остальные».
import-rehearsed = Это была только проверка, ничего не записано.
import-rows = Строк в таблице
import-added = Добавлено
import-changed = Изменено
import-unchanged = Без изменений
import-refused-rows = Строк с ошибками
import-refused-caption = Строки с ошибками
import-line = Строка
import-column = Столбец
import-reason = Причина
import-more-refused = { $count ->
    [one] и ещё { $count } ошибка
    [few] и ещё { $count } ошибки
   *[other] и ещё { $count } ошибок
}
import-not-csv = Таблица передаётся как text/csv или как книга XLSX.

import-unreadable-empty = Таблица пуста.
import-unreadable-too-large = Файл больше { $megabytes } МБ. Разделите его на части.
import-unreadable-not-text = Файл не читается как таблица. Сохраните её в формате CSV или XLSX.
import-unreadable-utf16 = Файл в кодировке UTF-16. Сохраните его как «CSV UTF-8».
import-unreadable-encoding = Строка { $line }: не удалось определить кодировку. Сохраните файл в UTF-8 или windows-1251.
import-unreadable-control-character = Строка { $line }: служебный символ, которого в таблице быть не должно.
import-unreadable-no-header = В первой строке нет названий столбцов.
import-unreadable-too-many-columns = Столбцов больше { $limit }.
import-unreadable-unnamed-column = У столбца { $column } нет названия.
import-unreadable-duplicate-column = Столбец «{ $name }» встречается дважды.
import-unreadable-missing-column = Нет обязательного столбца «{ $name }».
import-unreadable-unknown-column = Неизвестные столбцы: { $names }. Проверьте названия или уберите эти столбцы.
import-unreadable-cell-too-large = Строка { $line }, столбец { $column }: ячейка слишком длинная. Возможно, потеряна закрывающая кавычка.
import-unreadable-unclosed-quote = Строка { $line }: кавычка открыта и не закрыта. Возможно, файл передан не целиком.
import-unreadable-ragged-row = Строка { $line }: ячеек { $found }, а столбцов { $expected }. Возможно, файл передан не целиком.
import-unreadable-too-many-rows = Строк больше { $limit }. Разделите файл на части.

import-cell-missing = Значение не указано.
import-cell-not-number = Это не число. Пишите, например, 1234,50.
import-cell-too-many-decimals = Слишком много знаков после запятой.
import-cell-out-of-range = Недопустимая величина.
import-cell-not-day = Это не дата. Пишите 2026-01-31 или 31.01.2026.
import-cell-not-moment = Это не дата и не время. Пишите 2026-01-31 или 2026-01-31T09:00:00+03:00.
import-cell-not-yes-no = Напишите «да» или «нет».
import-cell-not-one-of = Такого значения нет. Возможные: { $words }.
import-cell-formula = Формулы не загружаются. Вставьте значение.
import-cell-too-long = Текст слишком длинный.
import-cell-control-character = В тексте есть невидимый служебный символ.

import-duplicate-row = Такая запись уже есть в строке { $line } этой таблицы.
import-ends-before-start = Последний день раньше первого.
import-bad-path = Укажите категории через косую черту, например «Инструмент / Дрели»: не больше восьми уровней.
import-sku-made-to-order = Артикулы, начинающиеся с «Q~», заняты товарами под заказ из коммерческих предложений. Выберите другой.
import-category-depth = В английском пути столько же уровней, сколько в русском.
import-bad-attribute = Пишите характеристики так: Цвет=красный|Длина=2 м.
import-attribute-count = Английских характеристик столько же, сколько русских, и в том же порядке.
import-not-whole = Товар в единице «{ $unit }» продаётся целыми числами.
import-unknown-measure = Такой единицы измерения нет. Возможные: { $units }, или код ОКЕИ.
import-unknown-currency = Такой валюты нет. Укажите три буквы, например RUB.
import-list-currency = Прайс-листа «{ $list }» ещё нет: чтобы создать его, укажите валюту.
import-other-currency = Прайс-лист ведётся в другой валюте: { $currency }.
import-other-tier = У прайс-листа другой вид ступеней: { $tier }.
import-expected-missing = Укажите и сколько ожидается.
import-in-future = Остаток указан на время, которое ещё не наступило.
import-not-email = Логин — это адрес электронной почты.
import-not-staff = { $login } — не наш сотрудник.
import-unit-without-partner = Подразделение бывает только у партнёра: укажите партнёра.
import-roles-wrong-side = У сотрудника партнёра — роли партнёра, у нашего сотрудника — наши.
import-bad-payment = Пишите prepaid (предоплата) или net 14 (отсрочка в днях, от 1 до 365).
import-items-missing = Перечислите категории или артикулы.
import-items-not-expected = Скидка или договор действует на всё: список здесь не нужен.
import-not-one-recipient = Укажите что-то одно: партнёра, сотрудника или договор.
import-percent-or-amount = Укажите что-то одно: процент или сумму.

import-unknown-product = Товара с артикулом { $sku } нет.
import-unknown-warehouse = Склада с кодом { $code } нет.
import-unknown-partner = Партнёра с кодом { $code } нет.
import-unknown-unit = У партнёра нет подразделения «{ $name }».
import-unknown-list = Прайс-листа «{ $list }» нет.
import-unknown-contract = Договора { $number } нет.
import-unknown-category = Категории «{ $path }» нет.
import-unknown-login = Сотрудника с логином { $login } нет.
import-kind-payments = Оплаты
import-kind-client-bank = Выписка банка (1CClientBankExchange)
import-bank-not-this-format = Это не выписка банка в формате 1CClientBankExchange: первая строка другая.
import-bank-unfinished = Файл обрывается: то, что начато в строке { $line }, не закончено. Выгрузите его из банка ещё раз.
import-bank-no-account = В файле не указан расчётный счёт, по которому сделана выписка.
import-bank-not-incoming = Не поступление на наш счёт: пропущено.
import-bank-unplaced = Договор не найден: в назначении его нет, а по ИНН плательщика действующих договоров нет. Проведите оплату вручную.
import-bank-ambiguous = Подходит несколько договоров. Проведите оплату вручную.
