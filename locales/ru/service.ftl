### Работа с клиентами: сообщения, заметки, звонки, задачи, правила, лента.

menu-tasks = Задачи
menu-messages = Сообщения
menu-rules = Правила

## Сообщения

message-write = Написать
message-write-title = Написать клиенту
message-write-hint = Сотрудник клиента увидит сообщение на следующей странице и получит его по почте.
message-person = Кому
message-person-unknown = У клиента нет такого сотрудника.
message-text = Сообщение
message-text-empty = Напишите что-нибудь.
message-text-bad = Не больше { $max } знаков, без управляющих символов.
message-send = Отправить
message-nobody = У клиента пока некому писать.
message-call = Звонок
message-call-text = О чём договорились (можно не заполнять)
message-call-record = Записать звонок
message-note = Заметка
message-note-text = Её видят только наши сотрудники
message-note-keep = Сохранить заметку
message-open-cart = Открыть корзину
message-offer-discount = Предложить скидку
message-ask-limit = Договоры и лимиты
message-latest = Последние сообщения
message-done-message = Сообщение отправлено.
message-done-note = Заметка сохранена.
message-done-call = Звонок записан.
message-seen = Прочитано
message-seen-at = прочитано { $at }
message-unseen = ещё не прочитано
message-answer = Ответить
message-answer-sent = Ответ отправлен.
message-from = { $name }, { $at }
message-list-title = Сообщения
message-list-lede = Что мы вам писали и что вы ответили.
message-list-empty = Сообщений пока нет.
message-letter-subject = { $seller }: сообщение от { $name }
message-letter-answer = Ответить можно на странице сообщений:

## Задачи

task-list-title = Задачи
task-list-lede = Сначала самые срочные. Каждая закрывается итогом.
task-list-empty = Дел нет.
task-mine = Мои
task-all = Все
task-whose-unknown = Задачи бывают «mine» (мои) и «all» (все).
task-what = Что
task-due = Срок
task-overdue = просрочена
task-owner = Кто
task-nobody = любой
task-outcome = Итог
task-finish = Готово
task-done-now = Задача закрыта.
task-done-already = Эта задача уже закрыта.
task-about-cart-idle = Корзина на { $sum } лежит без движения { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
   *[other] { $count } минут
}
task-about-search-vain = За день искали впустую { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[other] { $count } раз
}, последнее: «{ $words }»
task-about-no-order = Нет заказов { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
}; обычно заказ раз в { $usual ->
    [one] { $usual } день
    [few] { $usual } дня
   *[other] { $usual } дней
}
task-about-refused = За день получили отказ { $count ->
    [one] { $count } раз
    [few] { $count } раза
   *[other] { $count } раз
}, последний: { $what }
task-about-answer = Клиент ответил

## Правила

rule-list-title = Правила
rule-list-lede = Найденное становится задачей менеджеру клиента, иначе его агенту, иначе — любому.
rule-done = Правило сохранено.
rule-kind = Что искать
rule-kind-cart_idle = Полная корзина лежит без движения
rule-kind-search_vain = Ищут и не находят
rule-kind-no_order = Давно нет заказов
rule-kind-refused = Отказ за отказом
rule-is-on = включено
rule-is-off = выключено
rule-makes-tasks = Ставит задачи
rule-amount = Стоимость не меньше
rule-minutes = Без движения, минут
rule-times = Раз за день
rule-percent = Доля обычного промежутка, %
rule-due-minutes = Срок задачи, минут
rule-figure-bad = Это число не подходит к правилу.
rule-keep = Сохранить
rule-try = Проверить на прошлом месяце
rule-add = Добавить правило
rule-add-hint = Заполните только нужное: стоимость и минуты — для корзин, число раз — для поисков и отказов, долю — для заказов.
rule-add-button = Добавить
rule-trial-title = Проверка
rule-trial-found = За последние { $days } дн.: задач — { $count }, клиентов — { $clients }.
rule-trial-empty = Правило ничего бы не нашло.
rule-trial-when = Когда
rule-trial-more = И ещё { $count }.

## Лента

timeline-title = Лента
timeline-whole = Вся лента
timeline-filters = Что показать
timeline-empty = Пока ничего не произошло.
timeline-whom = для: { $name }
timeline-group-unknown = В ленте нет такого раздела.
timeline-group-all = Всё
timeline-group-acts = В портале
timeline-group-orders = Заказы
timeline-group-shipments = Отгрузки
timeline-group-invoices = Счета
timeline-group-payments = Платежи
timeline-group-blocks = Блокировки
timeline-group-messages = Сообщения и звонки
timeline-group-requests = Запросы
timeline-group-notes = Заметки
timeline-group-behalf = От имени клиента
timeline-group-terms = Условия
timeline-order-placed = Заказ { $number } оформлен, { $sum }
timeline-order-cancelled = Заказ { $number } отменён
timeline-order-cancellation-asked = Просят отменить заказ { $number }
timeline-order-cancellation-refused = В отмене заказа { $number } отказано
timeline-order-promised = Заказ { $number }: обещан на { $until }, { $reason }
timeline-order-picking-begun = Начата сборка заказа { $number }
timeline-order-picking-stopped = Сборка заказа { $number } прекращена
timeline-order-shipped = Отгрузка { $number } ушла
timeline-invoice-issued = Счёт { $invoice } выставлен, { $sum }
timeline-invoice-deferred = Счёт { $invoice } отсрочен до { $until }: { $reason }
timeline-invoice-disputed = Счёт { $invoice } оспорен: { $reason }
timeline-invoice-settled = Спор по счёту { $invoice } урегулирован
timeline-balance-owed = Начальный остаток по договору { $contract }: долг клиента { $sum }
timeline-balance-advance = Начальный остаток по договору { $contract }: аванс клиента { $sum }
timeline-payment-booked = Платёж { $sum } проведён, { $reason }
timeline-payment-reversed = Платёж { $sum } сторнирован: { $reason }
timeline-block-began = Отгрузки по договору { $contract } заблокированы: { $reason }
timeline-block-ended = Отгрузки по договору { $contract } разблокированы: { $reason }
timeline-message = Сообщение
timeline-answer = Ответ клиента
timeline-call = Звонок
timeline-note = Заметка
timeline-cart-opened = Смотрели корзину
timeline-task-done = Задача закрыта
timeline-limit-asked = Просят лимит { $sum } по договору { $contract }: { $reason }
timeline-limit-answered = Ответ на запрос лимита по договору { $contract }: { $reason }
timeline-limit-changed = Лимит по договору { $contract }: { $sum }
timeline-discount-granted = Дана скидка { $name }
timeline-contract-put = Изменён договор { $number }
timeline-behalf-began = Агент действует от имени клиента
timeline-behalf-ended = Агент больше не действует от имени клиента
timeline-behalf-permitted = Клиент решил, могут ли агенты действовать от его имени
timeline-act-page = Открыли: { $page } { $what }
timeline-act-search = Искали «{ $what }»
timeline-act-search-empty = Искали впустую «{ $what }»
timeline-act-cart = Корзина: { $sum }
timeline-act-refused = Отказ: { $what }
timeline-act-signed-in = Вход
timeline-act-signed-out = Выход
timeline-page-catalogue = каталог
timeline-page-product = товар
timeline-page-cart = корзина
timeline-page-order = заказ
timeline-page-orders = заказы
timeline-page-requested = запрошенные товары
timeline-page-money = деньги
timeline-page-home = главная
timeline-page-shipments = отгрузки
timeline-page-messages = сообщения
timeline-page-other = другая страница
timeline-refused-stock = не хватает на складе
timeline-refused-credit = превышен кредитный лимит
timeline-refused-total = сумма изменилась
timeline-refused-minimum = меньше минимального заказа
timeline-refused-quantity = такое количество заказать нельзя
timeline-refused-contract = нет по договору
timeline-refused-cancelling = сейчас отменить нельзя
timeline-refused-blocked = отгрузки заблокированы
timeline-refused-other = другая причина
