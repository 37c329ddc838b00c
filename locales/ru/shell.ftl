### Рамка страниц, меню, общие отказы, НДС, единицы, описание API.

## Рамка

shell-skip = Перейти к содержанию
shell-search = Название, артикул или штрихкод
shell-find = Найти
shell-cart = Корзина
shell-cart-hint = Строк в корзине и сумма товаров по ценам, которые вы видели; без доставки
shell-menu = Разделы
shell-sign-out = Выйти
shell-pages = Страницы списка
shell-first-page = В начало
shell-next-page = Дальше

## Меню

menu-catalogue = Каталог
menu-clients = Мои клиенты
menu-orders = Заказы
menu-partners = Партнёры
menu-stock = Остатки
menu-requested = Запрошенные товары
menu-company = Компания
menu-staff = Сотрудники
menu-imports = Импорт

## Отказы, общие для всех комнат

error-not-found = Такой страницы или записи нет.
error-forbidden = На это у вашей учётной записи нет прав. Если они нужны, обратитесь к администратору.
error-sign-in = Войдите, чтобы продолжить.
error-busy = Система сейчас занята. Повторите через несколько секунд.
error-failed = Не получилось: сбой на нашей стороне, он записан. Попробуйте ещё раз чуть позже.
error-invalid = Не всё заполнено верно. Исправьте отмеченное и отправьте ещё раз.
error-malformed = Запрос составлен неверно, прочитать его не удалось.
error-method = Этот адрес такие запросы не принимает.
error-not-json = Нужен JSON с заголовком Content-Type: application/json.
error-too-large = Слишком большой запрос. Сократите его или разделите на части.
error-foreign-origin = Запрос пришёл с другого сайта и не выполнен. Откройте страницу здесь и повторите.
error-form-token = Форма устарела: страница открыта давно или вход сменился. Откройте страницу заново и отправьте форму ещё раз.
error-field-missing = Не заполнено поле «{ $name }».
error-field-unknown = Поля «{ $name }» здесь нет.
error-field-duplicate = Поле «{ $name }» указано дважды.
error-too-many-decimals = Слишком много знаков после запятой.
error-out-of-range = Значение вне допустимых пределов.
error-wrong-type = Значение не того вида, например текст вместо числа.
error-bad-cursor = Продолжения списка по этой ссылке нет. Откройте список с начала.
error-bad-limit = За один раз можно получить от 1 до 200 строк.
error-key-required = Нужен ключ идемпотентности (Idempotency-Key): от 1 до 128 знаков ASCII без пробелов и кавычек. При повторе посылайте тот же ключ.
error-key-reused = С этим ключом идемпотентности уже отправлено другое содержание. Для нового действия возьмите новый ключ или откройте страницу заново.
error-request = Номер обращения:
error-home = На главную

## НДС

vat-included = НДС { $rate } включён в цену
vat-on-top = НДС { $rate } начисляется сверху
vat-none = Без НДС
vat-mode-included = Включён в цены
vat-mode-on-top = Начисляется сверху

## Единицы

weight-kg = { $kilograms } кг

## Описание API

api-title = API для программ
api-lede = Адреса, по которым обращаются программы, и что они отвечают. Полное описание в формате OpenAPI:
api-problems-title = Отказы API
api-problems-lede = Отказ приходит как application/problem+json. Поля title и detail объясняют его словами, errors называет поля, которые не подошли, code постоянен и предназначен программам. По значению instance мы найдём запрос в журнале.
error-taken = Кто-то успел сделать это раньше. Обновите страницу и посмотрите, нужно ли ещё.
menu-settings = Настройки
settings-title = Настройки
settings-lede = Ваша собственная компания. Каждое изменение остаётся в журнале.
settings-name = Название
settings-name-hint = Как вас знают партнёры
settings-zone = Часовой пояс
settings-zone-hint = Например, Europe/Moscow: по нему считаются дни цен и документов
settings-currency = Валюта учёта
settings-currency-hint = Три буквы, например RUB
settings-phone = Телефон
settings-phone-hint = Для тех, кто не может войти
settings-grace = Льготные дни
settings-grace-hint = Через столько дней просрочка останавливает отгрузки; в договоре может быть указано иначе
settings-dispatch = Дни на отгрузку
settings-dispatch-hint = За столько рабочих дней отгружается товар, который есть на складе
settings-days-bad = Дни — целое число от 0 до 365.
settings-save = Сохранить
settings-zone-unknown = Такого часового пояса нет. Пример: Asia/Yekaterinburg.
settings-currency-unknown = Такой валюты нет. Пример: RUB.
