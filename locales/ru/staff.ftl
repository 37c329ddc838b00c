# Партнёры
partner-list-title = Партнёры
partner-list-lede = Компании, которым мы продаём. Ищите по названию или коду.
partner-list-empty = Таких партнёров нет.
partner-search = Название или код
partner-find = Найти
partner-path = Путь
partner-code = Код
partner-code-is = Код { $code }
partner-code-bad = Код партнёра: от 1 до 40 латинских букв, цифр, дефисов и подчёркиваний.
partner-name = Название
partner-facts = О компании
partner-inn = ИНН
partner-kpp = КПП
partner-ogrn = ОГРН
partner-bic = БИК
partner-account = Расчётный счёт
partner-legal-address = Юридический адрес
partner-manager = Менеджер
partner-unit = Подразделение
partner-units = Подразделения
partner-stock-display = Показ остатков
partner-stock-exact = точное количество
partner-stock-level = много, мало, нет
partner-stock-yes_no = есть или нет
partner-stock-hidden = не показываются
partner-agents = Заказы агента от имени клиента
partner-agents-may = разрешены
partner-agents-may-not = запрещены клиентом
partner-orders = Заказы
partner-requested = Запрошенные товары
partner-addresses = Адреса доставки
partner-addresses-none = Адресов доставки пока нет.
partner-address = Адрес
partner-address-name = Название
partner-address-default = основной
partner-delivery = Способ доставки
partner-delivery-cost = Стоимость доставки
partner-clients-title = Мои клиенты
partner-clients-lede = Чтобы заказать за клиента, укажите причину: её увидит администратор клиента. Полномочия закончатся сами через 8 часов.
partner-clients-empty = Клиентов не нашлось. Если они должны быть здесь, спросите администратора: клиентов агенту назначает офис.
partner-forbids-agents = запретил заказы агента
partner-represent = От имени клиента
partner-represent-reason = Причина: например, заказ по телефону
partner-represent-begin = Действовать

requisite-bad = { $name ->
    [inn] ИНН не проходит проверку: сверьте цифры.
    [kpp] КПП не проходит проверку: нужно 9 знаков.
    [ogrn] ОГРН не проходит проверку: сверьте цифры.
    [bic] БИК не проходит проверку: нужно 9 цифр.
    [account] Расчётный счёт не подходит к БИК: сверьте оба.
   *[other] Реквизит «{ $name }» не проходит проверку.
}

# Договоры
contract-list-title = Договоры
contract-none = Договоров пока нет.
contract-number = Номер
contract-price-list = Прайс-лист
contract-dates = Срок
contract-from = с { $from }, бессрочно
contract-from-until = { $from } – { $until }
contract-payment = Оплата
contract-prepaid = предоплата
contract-net = { $days ->
    [one] отсрочка { $days } день
    [few] отсрочка { $days } дня
   *[many] отсрочка { $days } дней
}
contract-assortment = Ассортимент
contract-assortment-all = весь
contract-assortment-categories = по категориям
contract-assortment-products = по списку товаров
contract-minimum = Минимальный заказ
contract-state = Состояние
contract-in-force = действует
contract-not-begun = ещё не начался
contract-ended = закончился
contract-ends-before-start = Договор не может закончиться раньше, чем начался.
contract-no-warehouse = Укажите хотя бы один склад: с него пойдут товары по договору.
contract-net-days = Отсрочка платежа: от 1 до 365 дней.
contract-grace-days = Льготные дни — целое число от 0 до 365.
contract-no-items = Ассортимент ограничен, но ни одной категории и ни одного товара не указано.
contract-of-another = Договор с этим номером уже есть у другого партнёра или в другой валюте.

# Люди
person-list-title = Сотрудники
person-none = Сотрудников пока нет.
person-name = Имя
person-login = Эл. почта для входа
person-phone = Телефон
person-roles = Роли
person-lang = Язык
person-unit-any = вся компания
person-unit-unknown = Такого подразделения у партнёра нет.
person-access = Доступ
person-is-blocked = вход закрыт
person-block = Закрыть вход
person-unblock = Открыть вход
person-make-link = Одноразовая ссылка
person-link = Одноразовая ссылка
person-link-made = Ссылка для { $login } готова
person-link-once = Она показана один раз, действует 24 часа и позволяет задать пароль. Отправьте её только этому человеку.
person-add = Добавить сотрудника
person-add-hint = Пароль человек задаст сам по одноразовой ссылке: сделайте её после добавления. Если такой вход уже есть, обновятся имя, телефон и роли.
person-add-button = Добавить
person-done-added = Добавлено.
person-done-changed = Изменения сохранены.
person-done-unchanged = Менять нечего: всё уже так и есть.
person-done-blocked = Вход закрыт, открытые сеансы завершены.
person-done-unblocked = Вход снова открыт.
person-login-not-email = Для входа нужен адрес электронной почты, например anna@company.ru.
person-name-bad = Укажите имя: не больше 200 знаков.
person-phone-bad = Телефон: не больше 40 знаков в одну строку.
person-roles-wrong-side = Выберите хотя бы одну роль: для сотрудника партнёра роль партнёра, для нашего сотрудника нашу.
person-own-account = Закрыть вход самому себе нельзя: попросите другого администратора.

staff-title = Наши сотрудники
staff-lede = Кто из нас работает в системе и что ему разрешено.
staff-add = Добавить нашего сотрудника

# Скидки
discount-list-title = Персональные скидки
discount-none = Персональных скидок пока нет.
discount-give = Дать скидку
discount-give-button = Дать скидку
discount-code = Код
discount-name = Название
discount-name-ru = Название по-русски
discount-name-en = Название по-английски
discount-to = Кому
discount-to-partner = всему партнёру
discount-to-contract = по договору № { $number }
discount-to-unknown = Выберите, кому дать скидку: партнёру, его договору или сотруднику.
discount-not-one-recipient = Выберите что-то одно: договор или сотрудника.
discount-on = На что
discount-on-all = на всё
discount-on-category = на категорию
discount-on-product = на товар
discount-on-unknown = Выберите, на что скидка: на всё, на категорию или на товар.
discount-not-one-subject = Выберите что-то одно: категорию или товар.
discount-item = Код категории или артикул
discount-item-hint = Для скидки на всё оставьте пустым
discount-category-unknown = Категории с кодом «{ $code }» нет.
discount-product-unknown = Товара с артикулом «{ $sku }» нет.
discount-off = Скидка
discount-off-percent = процент от цены
discount-off-amount = сумма с единицы товара
discount-value = Сколько
discount-value-bad = Укажите число: процент с двумя знаками после запятой или сумму с четырьмя.
discount-per-unit = { $amount } с единицы
discount-dates = Срок
discount-valid-from = Действует с
discount-valid-until = Действует по
discount-code-taken = Этот код уже занят другой скидкой.

# Остатки
stock-title = Остатки
stock-lede = Что лежит на складах, сколько в резерве под заказы и сколько ещё можно продать.
stock-search = Название, артикул, штрихкод
stock-find = Найти
stock-empty = Таких товаров нет.
stock-none-yet = Остаток этого товара ещё не учитывался.
stock-path = Путь
stock-product = Товар
stock-warehouse = Склад
stock-on-hand = На складе
stock-reserved = В резерве
stock-available = Доступно
stock-known-at = На момент
stock-expected-figure = Ожидается
stock-expected-on = Дата поступления
stock-expected-hint = Пусто: оставить как было; 0: больше не ожидается
stock-book = Записать остаток
stock-book-button = Записать
stock-choose-warehouse = Выберите склад
stock-counted = Посчитано
stock-counted-at = Когда посчитано
stock-counted-at-hint = Пусто: сейчас
stock-in-future = Остаток нельзя записать будущим временем.
stock-not-quantity = Укажите количество числом, не точнее трёх знаков после запятой.
stock-not-moment = Укажите дату и время.
stock-done-booked = Остаток записан.
stock-done-short = Остаток записан. На складе теперь меньше, чем в резерве под заказы, или после подсчёта отгружено больше, чем насчитали.
stock-done-unchanged = Менять нечего: остаток уже такой.
stock-movements = Движения
stock-movements-none = Движений пока нет.
stock-moved-at = Когда
stock-moved = Количество
stock-movement = Движение
stock-movement-adjustment = уточнение остатка
stock-movement-shipment = отгрузка
stock-source = Откуда
stock-source-figure = запись остатка
stock-source-import = загрузка файла
warehouse-unknown = Склада с кодом «{ $code }» нет.

# Ключи программ
key-name-missing = Назовите ключ: для какой программы он.
key-unknown-scope = Такого права нет, или программам его не дают.
