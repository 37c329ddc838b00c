### Взаиморасчёты: счета, оплаты, сверка, лимиты.

## Взаиморасчёты

menu-money = Взаиморасчёты
money-title = Взаиморасчёты
money-path = Путь по страницам
money-lede = Кто сколько должен, что просрочено и сколько осталось от лимита.
money-lede-own = Задолженность, лимит и оплаты вашей компании по каждому договору.
money-none = Договоров здесь нет.
money-contract = Договор { $number }
money-contract-number = Договор
money-partner = Партнёр
money-partner-code = Код партнёра
money-currency = Валюта
money-day = Дата
money-when = Когда
money-who = Кто
money-by-program = Система
money-reason = Причина
money-reason-missing = Укажите причину, до 500 знаков.
money-from = С
money-to = По
money-show = Показать
money-state = Состояние
money-figures = Взаиморасчёты по договору
money-debt = Задолженность
money-overdue = Есть просрочка
money-overdue-sum = Просрочено
money-limit = Лимит задолженности
money-no-limit = без ограничения
money-exposure = Долг и неотгруженные заказы
money-available = Доступно по лимиту
money-to-prepay = К предоплате
money-advance = Аванс
money-prepaid = Предоплата
money-blocked = Отгрузка приостановлена
money-well = Без просрочки
money-terms-prepaid = Предоплата
money-terms-net = Отсрочка { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }
money-invoices = Счета
money-payments = Оплаты
money-statement = Сверка
money-limit-requests = Запросы лимита
money-only = Показывать
money-only-all = Все договоры
money-only-blocked = С приостановленной отгрузкой
money-only-overdue = С просрочкой
money-done-limit_set = Лимит установлен.
money-done-limit_asked = Запрос отправлен: его рассмотрит бухгалтерия.
money-not-amount = Укажите сумму числом, не больше двух знаков после запятой.

## Задолженность по срокам

ageing-title = Задолженность по срокам
ageing-not-due = Срок не наступил
ageing-30 = 1–30 дней
ageing-60 = 31–60 дней
ageing-90 = 61–90 дней
ageing-beyond = Больше 90 дней

## Счета

invoice-list-title = Счета
invoice-list-empty = Счетов нет. Измените условия отбора.
invoice-number = Номер
invoice-issued = Выставлен
invoice-due = Оплатить до
invoice-open = Осталось оплатить
invoice-state = Состояние
invoice-any-state = Любое
invoice-state-open = К оплате
invoice-state-overdue = Просрочен
invoice-state-paid = Оплачен
invoice-state-disputed = Спорный
invoice-state-void = Аннулирован
invoice-kind = Вид
invoice-any-kind = Любой
invoice-kind-invoice = За отгрузку
invoice-kind-proforma = На предоплату
invoice-kind-opening = Начальный остаток
invoice-title = Счёт № { $number } от { $day }
invoice-title-proforma = Счёт на предоплату № { $number } от { $day }
invoice-title-opening = Начальный остаток № { $number } на { $day }
invoice-opening-words = Задолженность, перенесённая из прежнего учёта
invoice-to-pay = Осталось оплатить { $sum } до { $due }
invoice-nothing-to-pay = Оплачивать нечего.
invoice-void-words = Заказ отменён или изменён: этот счёт не оплачивайте.
invoice-done = Изменено.
invoice-seller = Поставщик
invoice-buyer = Покупатель
invoice-inn = ИНН / КПП
invoice-address = Адрес
invoice-order = Заказ
invoice-your-number = Номер у покупателя
invoice-shipment = Отгрузка
invoice-lines = Товары и услуги
invoice-goods = Наименование
invoice-quantity = Количество
invoice-price = Цена
invoice-net = Без НДС
invoice-rate = Ставка НДС
invoice-no-vat = Без НДС
invoice-ordered-rate = в заказе { $rate }
invoice-vat = НДС
invoice-gross = Сумма с НДС
invoice-total-net = Итого без НДС
invoice-total-vat = Итого НДС
invoice-total = Всего к оплате
invoice-payments = Оплаты этого счёта
invoice-paid = Оплачено
deferral-form = Дать отсрочку
deferral-until = Новый срок
deferral-was = Прежний срок
deferral-button = Перенести срок
deferral-history = Отсрочки
deferral-nothing = По этому счёту оплачивать нечего: отсрочка не нужна.
deferral-bad-day = Новый срок должен быть позже нынешнего ({ $due }), не раньше сегодняшнего дня и не дальше года.
dispute-form = Отметить спор
dispute-title = Спорный счёт
dispute-reason = С чем не согласен клиент
dispute-button = Отметить спор
dispute-settle = Спор урегулирован
dispute-none = Спора по этому счёту нет.
dispute-nothing = По этому счёту оплачивать нечего: спорить не о чем.

## Оплаты

payment-list-title = Оплаты
payment-list-empty = Оплат нет. Измените условия отбора.
payment-form = Провести оплату
payment-book = Провести
payment-day = Дата оплаты
payment-amount = Сумма
payment-reference = Назначение
payment-reference-hint = Номер платёжного поручения или то, что написал банк
payment-reference-bad = Укажите назначение одной строкой, до 200 знаков.
payment-invoices = Счета
payment-invoices-hint = Номера через запятую. Если не указать, оплата закроет самые старые счета.
payment-went = Что оплачено
payment-undo = Сторно
payment-undo-words = Оплата останется в учёте, рядом появится обратная запись. Оплаченные счета снова станут открытыми.
payment-undo-button = Сторнировать
payment-is-reversal = Сторно
payment-is-reversed = Сторнирована
payment-done-booked = Оплата проведена.
payment-done-reversed = Оплата сторнирована.
payment-source-hand = Вручную
payment-source-table = Из таблицы
payment-source-bank = Из банка
payment-source-opening = Начальный остаток
payment-unknown-contract = Договора с таким номером нет.
payment-unknown-invoice = Счёта { $number } по этому договору нет.
payment-amount-positive = Сумма оплаты должна быть больше нуля.
payment-other-currency = Договор ведётся в другой валюте: { $currency }.
payment-in-future = Дата оплаты ещё не наступила.
payment-reason-missing = Укажите причину сторно, до 500 знаков.
payment-not-reversible = Эту запись сторнировать нельзя: начальный остаток исправляют новым импортом, обратную запись не отменяют.
payment-already-reversed = Эта оплата уже сторнирована.

## Сверка

statement-title = Сверка взаиморасчётов
statement-parties = { $seller } и { $partner }, с { $from } по { $to }
statement-of = Договор { $contracts }, { $currency }
statement-csv = Скачать таблицу
statement-what = Операция
statement-document = Документ
statement-debit = Дебет
statement-credit = Кредит
statement-balance = Остаток
statement-opening = Остаток на начало { $day }
statement-closing = Остаток на конец { $day }
statement-turnover = Обороты за период
statement-advance = Не зачтено в оплату документов: { $sum }
statement-kind-opening = Начальный остаток
statement-kind-invoice = Отгрузка, счёт
statement-kind-payment = Оплата
statement-kind-reversal = Сторно оплаты
statement-csv-opening = Остаток на начало
statement-csv-closing = Обороты и остаток на конец
statement-bad-period = Период не подходит: начало не позже конца, длина до трёх лет.

## Лимиты

limit-title = Лимит задолженности
limit-set-sum = Лимит
limit-set-hint = Оставьте пустым, чтобы снять ограничение
limit-set-button = Установить лимит
limit-ask-sum = Нужный лимит
limit-ask-hint = Запрос увидит бухгалтерия
limit-ask-button = Запросить лимит
limit-history = История лимита
limit-by-import = Загрузка договоров
limit-by-key = по ключу «{ $key }»
limit-was = Было
limit-becomes = Стало
limit-requests-lede = Кто просит изменить лимит и почему. Согласованный лимит действует сразу.
limit-requests-none = Запросов нет.
limit-any-state = Любое
limit-request-waiting = Ждёт ответа
limit-request-granted = Согласован
limit-request-refused = Отклонён
limit-asked = Запрошено
limit-asked-by = Кто просит
limit-answer-sum = Согласовать лимит
limit-grant = Согласовать
limit-refuse = Отклонить
limit-answered = Ответ записан.
limit-answer-of = { $by }, { $at }:
limit-asked-already = По этому договору уже есть запрос, который ждёт ответа.
limit-answered-already = На этот запрос уже ответили.
limit-unchanged = Такой лимит уже действует.
limit-below-nothing = Лимит не может быть меньше нуля.
limit-answer-refused-with-limit = Сумма нужна, только если лимит согласован.
