### Picking, shipments, delivery notes, promised dates, back-orders, cancelling during picking.

menu-picking = Picking
menu-shipments = Shipments
menu-promises = Promised dates

## Why an order does not ship

order-on-hold = The order is accepted, but cannot be shipped yet.
on-hold-overdue = There are overdue invoices under the contract.
on-hold-blocked = Shipments under the contract are blocked.
on-hold-not_prepaid = The order has not been paid in full yet.

## Picking

picking-warehouses = Warehouses
picking-choose = Choose a warehouse.
picking-empty = Nothing to ship from this warehouse now.
picking-stopped = Not to be shipped
picking-stopped-help = The goods are reserved, but may not leave now; each order says why. The manager or the accountant lifts a block.
picking-reserved = To pick
picking-to-ship = Ship
picking-to-ship-of = How much to ship: { $name }
picking-begin = Begin picking
picking-end = Stop picking
picking-ship = Ship
picking-rest = If something stays behind
picking-rest-day = New date for the rest
picking-rest-reason = Reason
picking-shipped-note = Shipment { $number } is recorded.
picking-wrong-state = This is no longer possible: the order has changed. Please open the list again.
picking-cancellation-asked = The buyer asks to cancel this order.
picking-cancellation-help = Nothing is shipped until you answer. If you agree, everything that has not left is cancelled.
picking-cancellation-yes = Agree: cancel what is open
picking-cancellation-reason = Why it cannot be cancelled
picking-cancellation-no = Refuse and go on picking

## Shipping: refusals

ship-wrong-state = This order has nothing to ship: it is cancelled, finished or not confirmed yet.
ship-cancellation-asked = The buyer has asked to cancel this order. Answer the question first.
ship-nothing-reserved = Nothing is reserved for this order in this warehouse.
ship-no-lines = Enter a quantity for at least one line.
ship-not-positive = { $sku }: the quantity to ship must be above zero.
ship-not-whole = { $sku }: this product is shipped in whole units only.
ship-not-reserved = { $sku }: at most { $most } is reserved for this order here.
ship-more-than-reserved = More than is reserved for this order in this warehouse cannot be shipped.
ship-not-on-hand = Nothing was shipped: the warehouse holds less than is needed.
ship-line-not-on-hand = { $sku }: { $asked } to ship, { $there } on hand. Ship less or correct the stock figure.

## Shipments and delivery notes

shipments-order = Order
shipments-warehouse = Warehouse
shipments-empty = There are no shipments yet, or none that match.
shipment-title = Delivery note { $number }
shipment-of = To order { $order }, shipped { $at }
shipment-note = Delivery note
shipment-left = Shipped
shipment-invoice = Invoice
shipment-quantity = Shipped quantity
shipment-open = Still to come
shipment-seller = Supplier
shipment-recipient = Recipient
shipment-by = Shipped by
shipment-given = Handed over
shipment-taken = Received

## The order's progress

order-promised = Promised
order-documents = Documents
order-document-invoice = Invoice
order-document-proforma = Pro-forma invoice
order-line-shipped = Shipped: { $quantity } ({ $days })
order-line-open = Still to come: { $quantity }
order-line-cancelled = Cancelled: { $quantity }
order-line-awaited = On back-order: { $quantity }
order-placed-part = What was in stock has been ordered; the rest is kept in your requested items.
order-nothing-there = The order was not placed: nothing of it is in stock now.

order-was-shipped = Shipped
order-was-picking = Picking begun
order-was-picking_stopped = Picking stopped
order-was-promised = Promised date changed
order-was-arrived = Goods have come in for the order
order-was-cancellation_asked = Buyer asked to cancel
order-was-cancellation_refused = Cancellation refused

## Cancelling during picking

order-cancel-ask = The warehouse is already picking the order, so it will be asked first. Until it answers, nothing is shipped.
order-cancellation-waits = Somebody has asked to cancel this order. The warehouse is picking it and will answer.
order-cancellation-refused = The order could not be cancelled: { $reason }
order-shipped-not-cancellable = The order has been shipped and can no longer be cancelled. To send goods back, ask your manager for a return: give the order number and what you return.
cancellation-not-asked = Nobody has asked to cancel this order, or it has been answered already.

## Promised dates

promise-by = ships by { $day }
promise-none = date not known yet
promise-history = History of promised dates
promise-when = When
promise-reason = Reason
promise-by-whom = Who
promise-why-placed = When the order was placed
promise-why-rest = The rest after a shipment
promise-why-arrived = Goods have come in
promise-change = Promise another date
promise-all-lines = All open lines
promise-day-hint = Leave it empty if the date is not known.
promise-reason-hint = The buyer reads it on the order page and in the letter.
promise-save = Promise
promise-changed-note = The new date is promised. The buyer is written to.
promise-unknown-line = { $sku }: there is no such line in the order.
promise-nothing-open = Nothing of this order is open, so there is nothing to promise.
promise-reason-missing = Give the reason, up to 300 characters.
promise-bad-day = The date does not fit: it must be neither before today nor more than a year ahead.

promises-lede = Shipped lines against the date that was promised, by warehouse.
promises-kept = Kept
promises-late = Late
promises-unpromised = Without a date
promises-share = Share kept

## When stock is short

cart-choose-part = Order what there is
cart-choose-backorder = Order all, the rest later
cart-choose-notice = Tell me when it is there
cart-noted = Noted: you will get a letter when the goods have come in.

## Letters

letter-order-shipped = Order { $number }: goods have been shipped
letter-order-promised = Order { $number }: new date
letter-order-arrived = Order { $number }: goods have come in
letter-cancellation-refused = Order { $number } could not be cancelled
letter-shipment = Delivery note { $number }, { $at }
letter-still-open = Still to come
letter-reason = Reason: { $reason }
letter-total-fell = While you were ordering, the total fell: you agreed to { $was }, the order was placed for { $now }.
letter-there-again = { $sku } is in stock again
letter-there-again-help = You asked us to tell you. It is not reserved for you: please order while it lasts.
