### The live page: who is on line, what clients do, open carts, what is recorded about oneself.

menu-live = Live
live-title = Clients live
live-lede = What clients do in the portal, as they do it. Kept for { $days } days; everybody can see what is recorded about himself.
live-refresh = Refresh
live-partner = Client, code
live-kind = What happened
live-kind-all = Everything
live-mine = My clients
live-show = Show
live-online = { $count ->
    [0] On line: nobody
    [one] On line: { $count } person
   *[other] On line: { $count } people
}
live-nobody = Nobody has done anything in the last { $minutes ->
    [one] minute
   *[other] { $minutes } minutes
}.
live-who = Client
live-agent-for = agent { $person } for client { $client }
live-where = Where now
live-cart = Cart
live-last = Last step
live-act = Actions
live-open-cart = Open cart
live-write = Write
live-discount = Discount
live-limit = Limit
live-call = Call
live-feed = Feed
live-when = When
live-what = What
live-sum = Sum
live-empty = Nothing yet. New events appear here by themselves.
live-minutes = On line for so many minutes after the last step
live-minutes-save = Save
live-minutes-bad = From 1 to { $most } minutes.
live-kind-bad = There is no such kind of event. An example: order.placed.

## What happened

live-kind-page = Page
live-kind-search = Searched:
live-kind-search_empty = Searched in vain:
live-kind-cart = Cart, lines:
live-kind-refused = Refused
live-kind-signed_in = Signed in
live-kind-signed_out = Signed out
live-kind-order_placed = Placed order
live-kind-order_cancelled = Order cancelled
live-kind-order_cancellation_asked = Asks to cancel order
live-kind-order_shipped = Order shipped
live-kind-invoice_issued = Invoice issued
live-kind-payment_booked = Payment booked, contract
live-kind-payment_reversed = Payment reversed, contract
live-kind-block_began = Shipments blocked, contract
live-kind-block_ended = A shipment block ended, contract
live-kind-limit_asked = Higher limit requested, contract
live-kind-representation_began = An agent began to act for the client
live-kind-representation_ended = The agent stopped acting for the client
live-kind-representation_refused = An agent may not act for this client
live-kind-client_message = Message

## Pages

live-page-home = Start page
live-page-catalogue = Catalogue
live-page-product = Product
live-page-cart = Cart
live-page-order = Order
live-page-orders = Orders
live-page-shipments = Shipments
live-page-requested = Requested items
live-page-money = Money
live-page-messages = Messages
live-page-other = Another page

## Refusals

live-refused-stock_short = not enough in stock
live-refused-over_credit_limit = over the credit limit
live-refused-total_changed = the total has risen
live-refused-below_minimum_order = below the minimum order
live-refused-below_minimum = below the minimum quantity
live-refused-off_multiple = not a multiple of the pack
live-refused-not_whole = not a whole number
live-refused-not_positive = quantity not above zero
live-refused-no_price = no price
live-refused-unknown_product = no such product in the contract
live-refused-no_contract = no contract in force
live-refused-contract_not_in_force = the contract has ended
live-refused-cart_empty = the cart is empty
live-refused-too_many_lines = too many lines
live-refused-not_cancellable = the order can no longer be cancelled
live-refused-cancellation_asked = a cancellation waits for an answer
live-refused-shipment_blocked = shipments are blocked

## Open carts

live-carts-title = Open carts
live-carts-lede = At the prices the client saw. Every look is recorded, and the owner of the cart sees it.
live-carts-none = Nobody of this client has anything in the cart.
live-cart-changed = Last changed { $at }
live-cart-empty = The cart is empty.
live-seen-price = Price seen
live-added = Put in

## What is recorded about oneself

own-title = What is recorded about me
own-lede = Which pages you open, what you search for, what you put into the cart and what is refused. Your manager sees it and can help sooner. It is kept for { $days } days; orders and documents are kept longer.
own-looked = Who looked
own-looked-none = Nobody has looked into your cart, written to you or called you.
own-opened-cart = looked into your cart
own-wrote = wrote to you
own-called = called you
own-tasks = Tasks for our staff because of what you did
own-task-cart = Your cart has been lying for some time
own-task-search = You searched several times and found nothing
own-task-refused = The portal refused you something several times
own-task-answer = You answered a message
own-task-other = To get in touch with you
own-acts = What you did
own-none = Nothing is recorded.
own-company = Company
