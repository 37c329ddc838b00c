### Корзина, оформление, заказы, повтор заказа, письма о заказах.

## Корзина

cart-contract = По договору { $number }
cart-empty = Корзина пуста
cart-empty-help = Добавьте товары из каталога: они останутся здесь до оформления заказа.
cart-sum = Сумма
cart-recount = Пересчитать
cart-remove = Убрать
cart-remove-of = Убрать из корзины: { $name }
cart-choose-contract = Договор
cart-choose-address = Адрес доставки
cart-choose = Выбрать
cart-details = Оформление заказа
cart-totals = Итоги
cart-goods-net = Товары без НДС
cart-goods = Товары, { $count ->
        [one] { $count } позиция
        [few] { $count } позиции
       *[other] { $count } позиций
    }
cart-place = Оформить заказ на { $total }
cart-credit-left = Доступно по лимиту задолженности: { $left }
cart-prepaid = По договору предоплата: товар отгружается после оплаты.
cart-changed-help = Заказ не оформлен. Посмотрите, что изменилось: если новая сумма подходит, оформите его ещё раз.
cart-not-allowed = { $sku }: больше не входит в ассортимент вашего договора. Уберите его из заказа или спросите менеджера.
cart-no-price = { $sku }: цены пока нет, заказать нельзя. Уберите его из заказа и запросите цену у менеджера.
cart-choices = Каких-то товаров сейчас не хватает. Измените количество или выберите:
cart-short-exact = { $sku }: доступно { $available }. Закажите меньше, возьмите что есть, оставьте остаток на потом или попросите сообщить о поступлении.
cart-short = { $sku }: столько сейчас нет. Закажите меньше, возьмите что есть, оставьте остаток на потом или попросите сообщить о поступлении.
cart-below-minimum = Товаров меньше, чем на минимальную сумму заказа { $minimum }. Добавьте товаров, чтобы оформить заказ.
cart-over-limit = Заказ больше доступного по лимиту задолженности: осталось { $available }. Уменьшите его, оплатите счета или обратитесь к менеджеру.
cart-too-many-lines = В корзину помещается не больше { $count ->
        [one] { $count } строки
       *[other] { $count } строк
    }. Оформите эти товары и начните новый заказ.
contract-none-in-force = У вашей компании нет действующего договора, поэтому цены и заказы недоступны. Обратитесь к вашему менеджеру.

## Оформление заказа

order-requested-on = Желаемая дата поставки
order-your-number = Номер у покупателя
order-your-number-hint = Номер заявки в вашем учёте: по нему заказ легко найти.
order-comment = Комментарий
order-cart-empty = Корзина пуста. Добавьте товары и оформите заказ.
order-lines-count = В заказе должно быть от 1 до { $count ->
        [one] { $count } строки
       *[other] { $count } строк
    }.
order-lines-or-cart = Передайте либо строки заказа (lines), либо from_cart: true. Нужно ровно одно из двух.
order-bad-text = Текст слишком длинный или содержит недопустимые знаки. Номер до 60 знаков, комментарий до 2000.
order-bad-day = Дата не подходит. Нужен день календаря, а для поставки не раньше сегодняшнего и не позже чем через год.
order-unknown-contract = Договора с таким номером у вашей компании нет.
order-contract-ended = Этот договор сейчас не действует. Выберите другой или обратитесь к вашему менеджеру.
order-unknown-address = Такого адреса доставки нет. Выберите один из адресов вашей компании.
order-unknown-product = { $sku }: такого товара в вашем каталоге нет. Проверьте артикул.
order-below-minimum = Заказ не оформлен: товаров меньше, чем на минимальную сумму заказа { $minimum }. Добавьте товаров.
order-over-limit = Заказ не оформлен: его сумма { $total } больше доступного по лимиту задолженности { $left }. Уменьшите заказ, оплатите счета или обратитесь к менеджеру.
order-short = Заказ не оформлен: не всех товаров хватает на складе.
order-total-changed = Сумма заказа выросла: было { $was }, стало { $now }

## Заказ

order-title = Заказ № { $number }
order-version = Версия { $version }, оформлен { $at }
order-placed-note = Заказ № { $number } принят. Подтверждение придёт на вашу почту.
order-placed-lower = Пока вы оформляли, цены снизились: заказ принят по меньшей сумме.
order-cancelled-note = Заказ № { $number } отменён, резерв на складе снят.
order-again = Заказать снова
order-cancel = Отменить заказ
order-cancel-sure = Резерв на складе снимется сразу. Вернуть отменённый заказ нельзя, можно заказать снова.
order-cancel-yes = Да, отменить заказ
order-partner = Партнёр
order-placed-by = Кто оформил
order-on-behalf = { $person }, от имени клиента { $company }
order-contract = Договор
order-delivery = Доставка
order-net = Сумма без НДС
order-vat = НДС
order-vat-inside = В том числе НДС
order-total = Итого
order-story = История заказа
order-not-cancellable = Отменить этот заказ здесь уже нельзя: его собирают или он завершён. Обратитесь к вашему менеджеру.
order-changed-meanwhile = Заказ за это время изменился. Откройте его заново и повторите.

order-state-awaiting_approval = Ждёт согласования
order-state-confirmed = Подтверждён
order-state-picking = Собирается
order-state-partly_shipped = Отгружен частично
order-state-shipped = Отгружен
order-state-closed = Закрыт
order-state-cancelled = Отменён
order-state-rejected = Отклонён

order-was-placed = Заказ оформлен
order-was-cancelled = Заказ отменён

## Список заказов

orders-search = Номер заказа или номер у покупателя
orders-state = Состояние
orders-any-state = Любое
orders-from = С даты
orders-to = По дату
orders-product = Артикул товара
orders-filter = Показать
orders-number = Номер
orders-placed = Оформлен
orders-empty = Заказов пока нет или под эти условия ни один не подходит.

## Заказать снова

again-title = Снова по заказу № { $number }
again-lede = Прежний заказ по сегодняшним ценам, правилам и остаткам. В корзину попадёт всё, что можно заказать.
again-changed = Что изменилось
again-same = Без изменений
again-add = Добавить в корзину
again-back = Вернуться к заказу
again-nothing = Сейчас из этого заказа ничего нельзя заказать. Спросите менеджера или поищите замену в каталоге.
again-not_allowed = Не входит в договор
again-no_price = Нет цены
again-price = Другая цена
again-quantity = Количество округлено до кратности
again-stock_short = Не хватает на складе

## Письма

letter-order-placed = Заказ № { $number } принят
letter-order-cancelled = Заказ № { $number } отменён
