### Показатели, сегодняшний день и строки, из которых они сложены.

menu-day = Сегодня
menu-dashboard = Показатели

## Строки

insight-path = Путь
insight-none = Сейчас здесь пусто.
insight-what = Что
insight-client = Клиент
insight-when = Дата
insight-amount = Сумма
insight-note = Примечание
insight-disputed = Клиент не согласен
insight-times = { $times ->
    [one] спросили { $times } раз
    [few] спросили { $times } раза
   *[many] спросили { $times } раз
}
insight-shortage = { $warehouse }: в резерве { $reserved }, на складе { $on_hand }
insight-silent = { $since ->
    [one] { $since } день
    [few] { $since } дня
   *[many] { $since } дней
} без заказов; обычно раз в { $usual ->
    [one] { $usual } день
    [few] { $usual } дня
   *[many] { $usual } дней
}
insight-task-cart_idle = Забытая корзина
insight-task-search_vain = Поиски без результата
insight-task-no_order = Давно нет заказов
insight-task-refused = Несколько отказов подряд
insight-task-answer = Ответить клиенту
insight-task-other = Задача

## Показатели

dashboard-title = Показатели
dashboard-lede = С { $from } по { $until }
dashboard-today = На сегодня
dashboard-period = Период
dashboard-month = 30 дней
dashboard-quarter = 90 дней
dashboard-year = Год
dashboard-from = С
dashboard-to = По
dashboard-show = Показать
dashboard-period-bad = Период должен начинаться раньше, чем заканчивается, и лежать между 2000 и 2100 годом.
dashboard-period-long = Слишком длинный период: не больше { $days ->
    [one] { $days } дня
    [few] { $days } дней
   *[many] { $days } дней
}.
dashboard-table = Таблицей
dashboard-nothing = За этот период ничего нет.
dashboard-days = Дни
dashboard-orders = Заказы
dashboard-orders-day = Заказы по дням
dashboard-orders-week = Заказы по неделям
dashboard-orders-month = Заказы по месяцам
dashboard-orders-count = { $count ->
    [one] { $count } заказ
    [few] { $count } заказа
   *[many] { $count } заказов
}
dashboard-sums = Сумма заказов, { $currency }
dashboard-debt = Долг по срокам
dashboard-no-debt = Никто ничего не должен.
dashboard-age = Просрочка
dashboard-age-not-due = Срок не наступил
dashboard-age-30 = 1–30 дней
dashboard-age-60 = 31–60 дней
dashboard-age-90 = 61–90 дней
dashboard-age-beyond = Больше 90 дней
dashboard-invoices = Счета
dashboard-blocked = Договоры с запретом отгрузки
dashboard-blocked-overdue = Просроченный долг
dashboard-blocked-manual = Запретил менеджер
dashboard-no-blocks = Отгрузки не запрещены ни по одному договору.
dashboard-cause = Причина
dashboard-contracts = Договоры
dashboard-contracts-count = { $count ->
    [one] { $count } договор
    [few] { $count } договора
   *[many] { $count } договоров
}
dashboard-top = Крупнейшие клиенты
dashboard-silent = Замолчавшие клиенты
dashboard-silent-hint = Те, кто не заказывает в полтора раза дольше обычного и больше.
dashboard-clients-count = { $count ->
    [one] { $count } клиент
    [few] { $count } клиента
   *[many] { $count } клиентов
}
dashboard-days-count = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
dashboard-last-order = Последний заказ
dashboard-since = Молчит
dashboard-usual = Обычный промежуток
dashboard-unmet = Неудовлетворённый спрос
dashboard-wanted = Что спрашивали
dashboard-times = Раз
dashboard-wishes = Запросы
dashboard-wishes-count = { $count ->
    [one] { $count } запрос
    [few] { $count } запроса
   *[many] { $count } запросов
}
dashboard-figure-orders = Заказы
dashboard-figure-debt = Долг
dashboard-figure-blocked = Договоры с запретом отгрузки
dashboard-figure-silent = Замолчавшие клиенты
dashboard-figure-wanted = Запрошенные товары

## Сегодня

day-title = Сегодня
day-lede = Что ждёт вас сейчас, самое срочное сверху.
day-empty = Срочных дел нет
day-empty-more = Ни задач, ни задержек, ни долгов, которые ждали бы вас сейчас.
day-whose = Чьи клиенты
day-whose-mine = Мои клиенты
day-whose-all = Все клиенты
day-matter = Что
day-count = Сколько
day-matter-tasks_overdue = Просроченные задачи
day-matter-cancellations = Просьбы отменить заказ
day-matter-limit_requests = Просьбы о кредитном лимите
day-matter-promises_late = Заказы, не отгруженные к обещанной дате
day-matter-shortages = В резерве больше, чем на складе
day-matter-orders_held = Заказы, задержанные запретом отгрузки
day-matter-contracts_blocked = Договоры с запретом отгрузки
day-matter-invoices_overdue = Просроченные счета
day-matter-tasks_today = Задачи на сегодня
day-matter-clients_silent = Замолчавшие клиенты
day-matter-wanted_today = Новые запрошенные товары за сегодня
