### Changing orders: by the buyer, by the office, the warehouse's answer; what changed.

## What changed

change-aspect-added = added
change-aspect-cancelled = no longer wanted
change-aspect-quantity = quantity
change-aspect-price = price
change-aspect-shipped = shipped
change-aspect-address = Delivery address
change-aspect-delivery = Delivery cost
change-aspect-requested_on = Requested date
change-aspect-comment = Comment
change-aspect-state = State
change-aspect-total = Total
change-since = The order has changed and is version { $version } now. What is different:
change-effect = What will change
change-same-total = The total stays the same:
change-credit-left = Left of the credit limit: { $left }
change-short-of = { $sku }: there is not so much in stock now, so the change will not go through.

## Changing by the buyer

change-button = Change order
change-title = Change order { $number }
change-lede = Enter how much of each product you want altogether. Changed lines are priced at today’s prices, the others stay as they are.
change-lede-asks = The warehouse is already picking the order, so it will be asked first. Until it answers, nothing is shipped.
change-ordered = In the order now
change-wanted = Wanted altogether
change-wanted-of = How much is wanted altogether: { $name }
change-left = Shipped: { $quantity }
change-zero-help = 0 cancels whatever of the line has not been shipped.
change-reason = Reason (optional)
change-preview = See what will change
change-send = Change the order, total { $total }
change-done-note = The order is changed and is version { $version } now. The differences were sent by mail.

## Question and answer

change-panel-asked = The warehouse is asked to change the order
change-panel-proposed = Your manager proposes to change the order
change-why = Reason: { $reason }
change-waits-warehouse = The warehouse is picking the order and will answer. Until then nothing is shipped.
change-waits-buyer = The total would grow, so the buyer decides. Until he answers, the order stays as it is.
change-agree = Agree
change-refuse = Refuse
change-refuse-reason = Why not
change-withdraw = Withdraw
change-refused-note = The change of { $at } was refused: { $reason }
change-picking-asked = A change of this order is asked for.
change-picking-help = Nothing is shipped until you answer. If you agree, pick the new quantities.

## Editing in the office

change-edit-button = Edit order
change-edit-title = Edit order { $number }
change-edit-lede = The order does not change until you apply the draft. What you enter is kept on the server and only you see it.
change-edit-waiting = An earlier change still waits for an answer. A new proposal to the buyer replaces it.
change-edit-lines-help = To add a product, enter its article number in an empty row. An agreed price needs a reason.
change-edit-asks = The total grows: the buyer has to agree first, and until then the order stays as it is.
change-edit-asks-warehouse = The warehouse is already picking the order, so it will be asked first.
change-edit-at-once = The draft is applied at once and as a whole; the buyer gets a letter with the differences.
change-edit-reason = Reason for the buyer (optional)
change-edit-keep = Save and calculate
change-edit-apply = Apply
change-edit-discard = Discard the draft
change-add-sku = Article number
change-price = Agreed price
change-price-of = Agreed price: { $name }
change-price-why = Reason for the price
change-price-why-of = Reason for the price: { $name }
why-agreed = Price agreed for this order

## Refusals

change-unchanged = Nothing is different: enter another quantity or other terms.
change-nothing-left = Nothing would be left of the order. If you do not want any of it, cancel the order.
change-order-ended = This order is cancelled or rejected and cannot be changed. Please place a new one.
change-already-shipped = What has been shipped can no longer be changed. To send goods back, ask your manager for a return: give the order number and what you return.
change-line-shipped = { $sku }: { $shipped } shipped
change-line-has-left = { $sku }: a part ({ $shipped }) has left at the agreed price. You may take less of the rest; for more, please place a new order.
change-address-after-shipment = A part of the order has been shipped, so the delivery address stays.
change-waits = The warehouse has already been asked about a change of this order. Wait for its answer or withdraw the question.
change-answered = This change has been answered or withdrawn already.
change-line-twice = { $sku }: the line is given twice.
change-below-nothing = { $sku }: a quantity is never below zero.
change-price-below-nothing = { $sku }: the price must be above zero.
change-price-not-number = The price must be a number, for example 1250.50.
change-price-reason = { $sku }: an agreed price needs a reason.
change-below-floor = { $sku }: no price below the floor of { $floor } can be agreed.
change-unknown-product = { $sku }: there is no such product in the contract.
change-not-allowed = { $sku }: no longer in the contract, so not more than before can be had.
change-no-price = { $sku }: there is no price now, so not more than before can be had.
change-contract-ended = The contract is not in force now: the order can only be made smaller or cancelled.
change-terms-changed = The contract has treated VAT differently since. Cancel the order and place it anew.
change-payment-changed = The contract has had other terms of payment since, so this order cannot grow. Please place a new order for the rest.
change-below-minimum = The goods would come to less than the minimum order of { $minimum }.
change-over-limit = The order was not changed: it takes { $more } more, and { $left } is left of the credit limit. Pay invoices or talk to your manager.
change-short = The order was not changed: not all goods are in stock.
change-line-short = { $sku }: { $more } more is not in stock now. Please take less.
change-line-short-exact = { $sku }: { $more } more wanted, { $available } available.
change-total-grew = The total would grow: { $was } is agreed, it comes to { $now }. See what will change and agree to the new total.
change-total-other = While you were looking, the total became another: it was { $was }, it is { $now } now. Look again and apply.
change-no-draft = There is no draft: save it first.
change-unknown-address = The partner has no such delivery address.
change-unknown-version = This order has no such version.
change-bad-text = The text is too long or contains characters that are not allowed. A reason has up to 300 characters, a comment up to 2000.

## Letters, history, feed

letter-order-changed = Order { $number } has been changed
letter-change-proposed = Order { $number }: your agreement is needed
letter-change-refused = Order { $number } could not be changed
letter-change-answer = The total would grow, so you decide: agree or refuse on the page of the order. Until you answer, the order stays as it is.
order-was-changed = Order changed
promise-why-changed = The order was changed
behalf-changed = changed order
live-kind-order_changed = Order changed
live-kind-order_change_asked = Asks to change order
timeline-order-changed = Order { $number } changed, { $sum }
timeline-order-change-asked = Order { $number }: a change is asked for, the warehouse will answer
timeline-order-change-proposed = Order { $number }: a change is proposed to the buyer
timeline-order-change-refused = Order { $number }: the change was refused
timeline-order-change-withdrawn = Order { $number }: the change was withdrawn
