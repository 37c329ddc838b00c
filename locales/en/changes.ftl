### The panel “what changed”: one for the cart, for ordering again, for coming back after a while.

changes-subject = Item
changes-kind = What changed
changes-before = Before
changes-after = Now
changes-agree = Agree
changes-agree-to = Agree: { $subject }
changes-kind-price = Price
changes-kind-quantity = Quantity
changes-kind-stock = Availability
changes-kind-date = Date
changes-kind-rule = Condition
changes-kind-address = Address
changes-kind-total = Total
changes-kind-removed = Removed
changes-kind-added = Added
changes-kind-shipped = Shipped
changes-kind-state = State
changes-kind-comment = Comment
changes-order = Order

## Coming back after a while

changes-since-title = What has changed in your cart since last time
changes-since-help = Prices and availability as of today. An order is placed at these.
changes-since-seen = Got it
changes-since-cart = Open the cart
changes-not-allowed = no longer in the contract
changes-no-price = no price yet
changes-little = not that much now
changes-delivery = Delivery
