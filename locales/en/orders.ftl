### Cart, checkout, orders, ordering again, letters about orders.

## Cart

cart-contract = Under contract { $number }
cart-empty = The cart is empty
cart-empty-help = Add products from the catalogue: they stay here until you place the order.
cart-sum = Amount
cart-recount = Recalculate
cart-remove = Remove
cart-remove-of = Remove from the cart: { $name }
cart-choose-contract = Contract
cart-choose-address = Delivery address
cart-choose = Choose
cart-details = Order details
cart-totals = Totals
cart-goods-net = Goods without VAT
cart-goods = Goods, { $count ->
        [one] { $count } line
       *[other] { $count } lines
    }
cart-place = Place order for { $total }
cart-credit-left = Available credit: { $left }
cart-prepaid = The contract asks for prepayment: goods are shipped once they are paid.
cart-changed-help = The order was not placed. Please look at what has changed: if the new total suits you, place it again.
cart-not-allowed = { $sku }: no longer in the assortment of your contract. Take it out of the order or ask your manager.
cart-no-price = { $sku }: there is no price yet, so it cannot be ordered. Take it out of the order and ask your manager for a price.
cart-choices = There is not enough of some goods now. Change the quantity, or choose:
cart-short-exact = { $sku }: { $available } available. Order less, take what there is, leave the rest for later, or be told when it comes.
cart-short = { $sku }: there is not that much now. Order less, take what there is, leave the rest for later, or be told when it comes.
cart-below-minimum = The goods come to less than the minimum order of { $minimum }. Add products to place the order.
cart-over-limit = The order is above your available credit: { $available } is left. Make it smaller, pay invoices or ask your manager.
cart-too-many-lines = The cart holds at most { $count ->
        [one] { $count } line
       *[other] { $count } lines
    }. Place these products and begin a new order.
contract-none-in-force = Your company has no contract in force, so there are no prices and no orders. Please ask your manager.

## Checkout

order-requested-on = Requested delivery date
order-your-number = Buyer's reference
order-your-number-hint = The number of your own purchase order: it makes this order easy to find.
order-comment = Comment
order-cart-empty = The cart is empty. Add products and place the order.
order-lines-count = An order must have from 1 to { $count ->
        [one] { $count } line
       *[other] { $count } lines
    }.
order-lines-or-cart = Send either the lines of the order (lines) or from_cart: true. Exactly one of the two is needed.
order-bad-text = The text is too long or has characters that are not allowed. Reference up to 60 characters, comment up to 2000.
order-bad-day = The date does not fit. It must be a calendar day, and for delivery neither before today nor more than a year ahead.
order-unknown-contract = Your company has no contract with this number.
order-contract-ended = This contract is not in force now. Please choose another or ask your manager.
order-unknown-address = There is no such delivery address. Please choose one of your company's addresses.
order-unknown-product = { $sku }: there is no such product in your catalogue. Please check the article number.
order-below-minimum = The order was not placed: the goods come to less than the minimum order of { $minimum }. Please add products.
order-over-limit = The order was not placed: its total of { $total } is above your available credit of { $left }. Make it smaller, pay invoices or ask your manager.
order-short = The order was not placed: there is not enough in stock for every line.
order-total-changed = The total of the order has risen: it was { $was }, it is { $now } now

## Order

order-title = Order { $number }
order-version = Version { $version }, placed { $at }
order-placed-note = Order { $number } is placed. The confirmation goes to your e-mail.
order-placed-lower = Prices fell while you were ordering: the order was taken at the lower total.
order-cancelled-note = Order { $number } is cancelled; its goods are no longer reserved.
order-again = Order again
order-cancel = Cancel order
order-cancel-sure = The stock reserved for it is released at once. A cancelled order cannot be restored, only ordered again.
order-cancel-yes = Yes, cancel the order
order-partner = Partner
order-placed-by = Placed by
order-on-behalf = { $person }, on behalf of { $company }
order-contract = Contract
order-delivery = Delivery
order-net = Total without VAT
order-vat = VAT
order-vat-inside = VAT included
order-total = Total
order-story = History of the order
order-not-cancellable = This order can no longer be cancelled here: it is being picked, or it is finished. Please ask your manager.
order-changed-meanwhile = The order has changed in the meantime. Please open it again and repeat.

order-state-awaiting_approval = Awaiting approval
order-state-confirmed = Confirmed
order-state-picking = Being picked
order-state-partly_shipped = Partly shipped
order-state-shipped = Shipped
order-state-closed = Closed
order-state-cancelled = Cancelled
order-state-rejected = Rejected

order-was-placed = Order placed
order-was-cancelled = Order cancelled

## List of orders

orders-search = Order number or buyer's reference
orders-state = Status
orders-any-state = Any
orders-from = From
orders-to = To
orders-product = Article number
orders-filter = Show
orders-number = Number
orders-placed = Placed
orders-empty = There are no orders yet, or none that match.

## Order again

again-title = Order { $number } again
again-lede = The earlier order at today's prices, rules and stock. Everything that can be ordered goes into the cart.
again-changed = What has changed
again-same = No change
again-add = Add to cart
again-back = Back to the order
again-nothing = Nothing of this order can be ordered now. Ask your manager or look for a replacement in the catalogue.
again-not_allowed = Not in the contract
again-no_price = No price
again-price = Other price
again-quantity = Quantity rounded to the order multiple
again-stock_short = Not enough in stock

## Letters

letter-order-placed = Order { $number } is placed
letter-order-cancelled = Order { $number } is cancelled
