### Изменение заказов: покупателем, офисом, ответ склада; что изменилось.

## Что изменилось

change-aspect-added = добавлено
change-aspect-cancelled = больше не нужно
change-aspect-quantity = количество
change-aspect-price = цена
change-aspect-shipped = отгружено
change-aspect-address = Адрес доставки
change-aspect-delivery = Стоимость доставки
change-aspect-requested_on = Желаемая дата поставки
change-aspect-comment = Комментарий
change-aspect-state = Состояние
change-aspect-total = Итого
change-since = Заказ изменился, теперь это версия { $version }. Что стало другим:
change-effect = Что изменится
change-same-total = Сумма остаётся прежней:
change-credit-left = Останется по лимиту задолженности: { $left }
change-short-of = { $sku }: столько сейчас нет на складе, изменение не пройдёт.

## Изменение заказа покупателем

change-button = Изменить заказ
change-title = Изменить заказ № { $number }
change-lede = Укажите, сколько всего нужно каждого товара. Изменённые строки считаются по сегодняшним ценам, остальные не меняются.
change-lede-asks = Склад уже собирает заказ, поэтому сначала ответит он. До ответа ничего не отгружается.
change-ordered = Сейчас в заказе
change-wanted = Нужно всего
change-wanted-of = Сколько нужно всего: { $name }
change-left = Отгружено: { $quantity }
change-zero-help = 0 отменяет всё, что в строке ещё не отгружено.
change-reason = Причина (необязательно)
change-preview = Посмотреть, что изменится
change-send = Изменить заказ, итого { $total }
change-done-note = Заказ изменён, теперь это версия { $version }. Разница отправлена письмом.

## Вопрос и ответ

change-panel-asked = Склад просят изменить заказ
change-panel-proposed = Менеджер предлагает изменить заказ
change-why = Причина: { $reason }
change-waits-warehouse = Склад собирает заказ и ответит. До ответа ничего не отгружается.
change-waits-buyer = Сумма вырастет, поэтому решает покупатель. До его ответа заказ остаётся прежним.
change-agree = Согласиться
change-refuse = Отказать
change-refuse-reason = Почему нет
change-withdraw = Отозвать
change-refused-note = На изменение от { $at } ответили отказом: { $reason }
change-picking-asked = Заказ просят изменить.
change-picking-help = Пока вы не ответите, ничего не отгружается. Если согласитесь, собирайте по-новому.

## Правка в офисе

change-edit-button = Править заказ
change-edit-title = Правка заказа № { $number }
change-edit-lede = Заказ не меняется, пока вы не примените правку. Набранное хранится на сервере и видно только вам.
change-edit-waiting = Предыдущее изменение ещё ждёт ответа. Новое предложение покупателю заменит его.
change-edit-lines-help = Чтобы добавить товар, впишите артикул в пустую строку. Согласованной цене нужна причина.
change-edit-asks = Сумма вырастет: сначала согласиться должен покупатель, до этого заказ не изменится.
change-edit-asks-warehouse = Склад уже собирает заказ: сначала ответит он.
change-edit-at-once = Правка применится сразу и целиком, покупатель получит письмо с разницей.
change-edit-reason = Причина для покупателя (необязательно)
change-edit-keep = Сохранить и посчитать
change-edit-apply = Применить
change-edit-discard = Удалить черновик
change-add-sku = Артикул
change-price = Согласованная цена
change-price-of = Согласованная цена: { $name }
change-price-why = Причина цены
change-price-why-of = Причина цены: { $name }
why-agreed = Цена согласована для этого заказа

## Отказы

change-unchanged = Изменений нет: укажите другое количество или другие условия.
change-nothing-left = В заказе ничего не осталось бы. Если он не нужен целиком, отмените его.
change-order-ended = Этот заказ отменён или отклонён, изменить его нельзя. Оформите новый.
change-already-shipped = Отгруженное уже не изменить. Чтобы вернуть товар, оформите возврат у менеджера: назовите номер заказа и что возвращаете.
change-line-shipped = { $sku }: отгружено { $shipped }
change-line-has-left = { $sku }: часть ({ $shipped }) уже отгружена по согласованной цене. Остаток можно уменьшить; если нужно больше, оформите новый заказ.
change-address-after-shipment = Часть заказа уже отгружена, адрес доставки не меняется.
change-waits = Об изменении этого заказа уже спросили склад. Дождитесь ответа или отзовите вопрос.
change-answered = На это изменение уже ответили, или его отозвали.
change-line-twice = { $sku }: строка указана дважды.
change-below-nothing = { $sku }: количество не бывает меньше нуля.
change-price-below-nothing = { $sku }: цена должна быть больше нуля.
change-price-not-number = Цена должна быть числом, например 1250,50.
change-price-reason = { $sku }: для согласованной цены нужна причина.
change-below-floor = { $sku }: ниже минимальной цены { $floor } согласовать нельзя.
change-unknown-product = { $sku }: такого товара в договоре нет.
change-not-allowed = { $sku }: больше не входит в ассортимент договора, поэтому больше прежнего взять нельзя.
change-no-price = { $sku }: цены сейчас нет, поэтому больше прежнего взять нельзя.
change-contract-ended = Договор сейчас не действует: заказ можно только уменьшить или отменить.
change-terms-changed = В договоре с тех пор изменился порядок НДС. Отмените заказ и оформите его заново.
change-payment-changed = В договоре с тех пор изменились условия оплаты: этот заказ не может стать дороже. Оформите на остальное новый заказ.
change-below-minimum = Товаров осталось бы меньше, чем на минимальную сумму заказа { $minimum }.
change-over-limit = Заказ не изменён: нужно ещё { $more }, а по лимиту задолженности доступно { $left }. Оплатите счета или обратитесь к менеджеру.
change-short = Заказ не изменён: не всех товаров хватает на складе.
change-line-short = { $sku }: ещё { $more } сейчас нет. Возьмите меньше.
change-line-short-exact = { $sku }: нужно ещё { $more }, доступно { $available }.
change-total-grew = Сумма выросла бы: согласовано { $was }, выходит { $now }. Посмотрите, что изменится, и согласитесь с новой суммой.
change-total-other = Пока вы смотрели, сумма стала другой: было { $was }, теперь { $now }. Посмотрите ещё раз и примените.
change-no-draft = Черновика нет: сначала сохраните его.
change-unknown-address = Такого адреса доставки у партнёра нет.
change-unknown-version = Такой версии у этого заказа нет.
change-bad-text = Текст слишком длинный или содержит недопустимые знаки. Причина до 300 знаков, комментарий до 2000.

## Письма, история, лента

letter-order-changed = Заказ № { $number } изменён
letter-change-proposed = Заказ № { $number }: нужно ваше согласие
letter-change-refused = Заказ № { $number }: изменить не получилось
letter-change-answer = Сумма выросла бы, поэтому решаете вы: согласитесь или откажитесь на странице заказа. До вашего ответа заказ остаётся прежним.
order-was-changed = Заказ изменён
promise-why-changed = Заказ изменили
behalf-changed = изменён заказ
live-kind-order_changed = Изменён заказ
live-kind-order_change_asked = Просит изменить заказ
timeline-order-changed = Заказ { $number } изменён, { $sum }
timeline-order-change-asked = Заказ { $number }: просят изменить, ответит склад
timeline-order-change-proposed = Заказ { $number }: покупателю предложено изменение
timeline-order-change-refused = Заказ { $number }: изменение отклонено
timeline-order-change-withdrawn = Заказ { $number }: изменение отозвано
