### Живая страница: кто на линии, что делают клиенты, открытые корзины, что записано о самом человеке.

menu-live = Онлайн
live-title = Клиенты онлайн
live-lede = Что клиенты делают на портале прямо сейчас. Хранится { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}; каждый видит, что записано о нём.
live-refresh = Обновить
live-partner = Клиент, код
live-kind = Что произошло
live-kind-all = Всё
live-mine = Мои клиенты
live-show = Показать
live-online = { $count ->
    [0] На линии никого
    [one] На линии { $count } человек
    [few] На линии { $count } человека
   *[other] На линии { $count } человек
}
live-nobody = За последние { $minutes } мин. никто ничего не делал.
live-who = Клиент
live-agent-for = агент { $person } за клиента { $client }
live-where = Где сейчас
live-cart = Корзина
live-last = Последнее действие
live-act = Действия
live-open-cart = Корзина
live-write = Написать
live-discount = Скидка
live-limit = Лимит
live-call = Позвонить
live-feed = Лента
live-when = Когда
live-what = Что
live-sum = Сумма
live-empty = Пока ничего. Новые события появятся здесь сами.
live-minutes = Считать на линии столько минут после последнего действия
live-minutes-save = Сохранить
live-minutes-bad = От 1 до { $most } минут.
live-kind-bad = Такого вида событий нет. Пример: order.placed.

## Что произошло

live-kind-page = Страница
live-kind-search = Ищет:
live-kind-search_empty = Искал и не нашёл:
live-kind-cart = Корзина, строк:
live-kind-refused = Отказ
live-kind-signed_in = Вход
live-kind-signed_out = Выход
live-kind-order_placed = Оформлен заказ
live-kind-order_cancelled = Отменён заказ
live-kind-order_cancellation_asked = Просит отменить заказ
live-kind-order_shipped = Отгрузка по заказу
live-kind-invoice_issued = Выставлен счёт
live-kind-payment_booked = Поступила оплата, договор
live-kind-payment_reversed = Оплата отменена, договор
live-kind-block_began = Отгрузки остановлены, договор
live-kind-block_ended = Снят запрет отгрузки, договор
live-kind-limit_asked = Запрошен лимит, договор
live-kind-representation_began = Агент действует от имени клиента
live-kind-representation_ended = Агент закончил действовать от имени клиента
live-kind-representation_refused = Клиент не разрешает агенту действовать от его имени
live-kind-client_message = Сообщение

## Страницы

live-page-home = Главная
live-page-catalogue = Каталог
live-page-product = Товар
live-page-cart = Корзина
live-page-order = Заказ
live-page-orders = Заказы
live-page-shipments = Отгрузки
live-page-requested = Запросы
live-page-money = Взаиморасчёты
live-page-messages = Сообщения
live-page-other = Другая страница

## Отказы

live-refused-stock_short = не хватает на складе
live-refused-over_credit_limit = превышен кредитный лимит
live-refused-total_changed = сумма выросла
live-refused-below_minimum_order = меньше минимального заказа
live-refused-below_minimum = меньше минимального количества
live-refused-off_multiple = не кратно упаковке
live-refused-not_whole = нужно целое число
live-refused-not_positive = количество не больше нуля
live-refused-no_price = нет цены
live-refused-unknown_product = такого товара нет в договоре
live-refused-no_contract = нет действующего договора
live-refused-contract_not_in_force = договор не действует
live-refused-cart_empty = корзина пуста
live-refused-too_many_lines = слишком много строк
live-refused-not_cancellable = заказ уже нельзя отменить
live-refused-cancellation_asked = отмена ждёт ответа
live-refused-shipment_blocked = отгрузки остановлены

## Открытые корзины

live-carts-title = Открытые корзины
live-carts-lede = По ценам, которые видел клиент. Каждый просмотр записывается, и владелец корзины его видит.
live-carts-none = Ни у кого из сотрудников клиента в корзине ничего нет.
live-cart-changed = Последнее изменение { $at }
live-cart-empty = Корзина пуста.
live-seen-price = Цена, которую видел
live-added = Добавлено

## Что записано обо мне

own-title = Что записано обо мне
own-lede = Какие страницы вы открываете, что ищете, что кладёте в корзину и в чём портал отказал. Это видит ваш менеджер, чтобы помочь быстрее. Хранится { $days ->
    [one] { $days } день
    [few] { $days } дня
   *[other] { $days } дней
}; заказы и документы хранятся дольше.
own-looked = Кто смотрел
own-looked-none = Никто не смотрел вашу корзину, не писал вам и не звонил.
own-opened-cart = смотрел вашу корзину
own-wrote = написал вам
own-called = звонил вам
own-tasks = Задачи наших сотрудников по вашим действиям
own-task-cart = Ваша корзина давно лежит без заказа
own-task-search = Вы несколько раз искали и не нашли
own-task-refused = Портал несколько раз вам отказал
own-task-answer = Вы ответили на сообщение
own-task-other = Связаться с вами
own-acts = Ваши действия
own-none = Ничего не записано.
own-company = Компания
