### Сборка, отгрузки, накладные, обещанные сроки, недопоставка, отмена во время сборки.

menu-picking = Сборка
menu-shipments = Отгрузки
menu-promises = Обещанные сроки

## Почему заказ не отгружается

order-on-hold = Заказ принят, но отгрузить его пока нельзя.
on-hold-overdue = По договору есть просроченные счета.
on-hold-blocked = Отгрузка по договору запрещена.
on-hold-not_prepaid = Заказ ещё не оплачен полностью.

## Сборка

picking-warehouses = Склады
picking-choose = Выберите склад.
picking-empty = С этого склада сейчас отгружать нечего.
picking-stopped = Отгружать нельзя
picking-stopped-help = Товар в резерве, но отгружать его сейчас нельзя: причина указана у каждого заказа. Запрет снимает менеджер или бухгалтер.
picking-reserved = К сборке
picking-to-ship = Отгрузить
picking-to-ship-of = Сколько отгрузить: { $name }
picking-begin = Начать сборку
picking-end = Прекратить сборку
picking-ship = Отгрузить
picking-rest = Если что-то остаётся
picking-rest-day = Новый срок для остатка
picking-rest-reason = Причина
picking-shipped-note = Отгрузка № { $number } записана.
picking-wrong-state = Сделать это уже нельзя: заказ изменился. Откройте список заново.
picking-cancellation-asked = Покупатель просит отменить этот заказ.
picking-cancellation-help = Пока вы не ответите, отгрузки не будет. Если согласиться, отменится всё, что ещё не отгружено.
picking-cancellation-yes = Согласиться: отменить неотгруженное
picking-cancellation-reason = Почему отменить нельзя
picking-cancellation-no = Отказать и собирать дальше

## Отгрузка: отказы

ship-wrong-state = По этому заказу отгружать нечего: он отменён, завершён или ещё не подтверждён.
ship-cancellation-asked = Покупатель попросил отменить этот заказ. Сначала ответьте ему.
ship-nothing-reserved = На этом складе для заказа ничего не зарезервировано.
ship-no-lines = Укажите количество хотя бы в одной строке.
ship-not-positive = { $sku }: количество для отгрузки должно быть больше нуля.
ship-not-whole = { $sku }: этот товар отгружается только целыми единицами.
ship-not-reserved = { $sku }: для заказа здесь зарезервировано не больше { $most }.
ship-more-than-reserved = Нельзя отгрузить больше, чем зарезервировано для заказа на этом складе.
ship-not-on-hand = Ничего не отгружено: на складе лежит меньше, чем нужно.
ship-line-not-on-hand = { $sku }: к отгрузке { $asked }, на складе { $there }. Отгрузите меньше или исправьте остаток.

## Отгрузки и накладные

shipments-order = Заказ
shipments-warehouse = Склад
shipments-empty = Отгрузок пока нет или под эти условия ни одна не подходит.
shipment-title = Накладная № { $number }
shipment-of = К заказу № { $order }, отгружено { $at }
shipment-note = Накладная
shipment-left = Отгружено
shipment-invoice = Счёт
shipment-quantity = Отгруженное количество
shipment-open = Ещё не отгружено
shipment-seller = Поставщик
shipment-recipient = Получатель
shipment-by = Отгрузил
shipment-given = Отпустил
shipment-taken = Получил

## Ход заказа

order-promised = Срок
order-documents = Документы
order-document-invoice = Счёт
order-document-proforma = Счёт на предоплату
order-line-shipped = Отгружено: { $quantity } ({ $days })
order-line-open = Ещё не отгружено: { $quantity }
order-line-cancelled = Отменено: { $quantity }
order-line-awaited = Ожидает поступления: { $quantity }
order-placed-part = Заказано то, что было в наличии; остальное сохранено в ваших запросах.
order-nothing-there = Заказ не оформлен: сейчас из него ничего нет в наличии.

order-was-shipped = Отгрузка
order-was-picking = Сборка начата
order-was-picking_stopped = Сборка прекращена
order-was-promised = Срок изменён
order-was-arrived = Поступил товар для заказа
order-was-cancellation_asked = Покупатель попросил отменить
order-was-cancellation_refused = В отмене отказано

## Отмена во время сборки

order-cancel-ask = Заказ уже собирают, поэтому сначала спросим склад. Пока он не ответит, отгрузки не будет.
order-cancellation-waits = Заказ просят отменить. Его собирают: склад ответит.
order-cancellation-refused = Отменить заказ не получилось: { $reason }
order-shipped-not-cancellable = Заказ отгружен, отменить его уже нельзя. Чтобы вернуть товар, обратитесь к менеджеру за возвратом: назовите номер заказа и что возвращаете.
cancellation-not-asked = Отменить этот заказ никто не просил, или ответ уже дан.

## Обещанные сроки

promise-by = отгрузка до { $day }
promise-none = срок пока не известен
promise-history = История обещанных сроков
promise-when = Когда
promise-reason = Причина
promise-by-whom = Кто
promise-why-placed = При оформлении заказа
promise-why-rest = Остаток после отгрузки
promise-why-arrived = Товар поступил
promise-change = Обещать другой срок
promise-all-lines = Все неотгруженные строки
promise-day-hint = Оставьте пустым, если срок не известен.
promise-reason-hint = Покупатель прочтёт её на странице заказа и в письме.
promise-save = Обещать
promise-changed-note = Новый срок обещан, покупателю ушло письмо.
promise-unknown-line = { $sku }: такой строки в заказе нет.
promise-nothing-open = В этом заказе всё отгружено или отменено, обещать нечего.
promise-reason-missing = Укажите причину, до 300 знаков.
promise-bad-day = Дата не подходит: не раньше сегодняшней и не позже чем через год.

promises-lede = Отгруженные строки против обещанного срока, по складам.
promises-kept = В срок
promises-late = С опозданием
promises-unpromised = Без срока
promises-share = Доля в срок

## Когда товара не хватает

cart-choose-part = Заказать то, что есть
cart-choose-backorder = Заказать всё, остальное потом
cart-choose-notice = Сообщить о поступлении
cart-noted = Записали: когда товар поступит, придёт письмо.

## Письма

letter-order-shipped = Заказ № { $number }: товар отгружен
letter-order-promised = Заказ № { $number }: новый срок
letter-order-arrived = Заказ № { $number }: товар поступил
letter-cancellation-refused = Заказ № { $number } отменить не получилось
letter-shipment = Накладная № { $number }, { $at }
letter-still-open = Ещё не отгружено
letter-reason = Причина: { $reason }
letter-total-fell = Пока вы оформляли заказ, сумма снизилась: вы согласились на { $was }, заказ оформлен на { $now }.
letter-there-again = { $sku } снова в наличии
letter-there-again-help = Вы просили сообщить. Товар за вами не зарезервирован: закажите, пока он есть.
