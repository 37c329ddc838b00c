### Serving clients: messages, notes, calls, tasks, rules, the time line.

menu-tasks = Tasks
menu-messages = Messages
menu-rules = Rules

## Messages

message-write = Write
message-write-title = Write to the client
message-write-hint = The person sees it on the next page and gets it by mail.
message-person = To
message-person-unknown = The client has no such person.
message-text = Message
message-text-empty = Please write something.
message-text-bad = At most { $max } characters, without control characters.
message-send = Send
message-nobody = The client has nobody to write to yet.
message-call = Call
message-call-text = What was said (may stay empty)
message-call-record = Record the call
message-note = Note
message-note-text = Only our staff read it
message-note-keep = Keep the note
message-open-cart = Open cart
message-offer-discount = Offer a discount
message-ask-limit = Contracts and limits
message-latest = Latest messages
message-done-message = The message is sent.
message-done-note = The note is kept.
message-done-call = The call is recorded.
message-seen = Seen
message-seen-at = seen { $at }
message-unseen = not seen yet
message-answer = Answer
message-answer-sent = Your answer is sent.
message-from = { $name }, { $at }
message-list-title = Messages
message-list-lede = What we wrote to you, and what you answered.
message-list-empty = There are no messages yet.
message-letter-subject = { $seller }: a message from { $name }
message-letter-answer = To answer, open your messages:

## Tasks

task-list-title = Tasks
task-list-lede = The most urgent first. Each ends with what came of it.
task-list-empty = Nothing to do here.
task-mine = Mine
task-all = All
task-whose-unknown = Tasks are “mine” or “all”.
task-what = What
task-due = Until
task-overdue = overdue
task-owner = Who
task-nobody = anybody
task-outcome = Outcome
task-finish = Done
task-done-now = The task is done.
task-done-already = This task is done already.
task-about-cart-idle = A cart worth { $sum } has not been touched for { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
task-about-search-vain = Searched in vain { $count ->
    [one] { $count } time
   *[other] { $count } times
} in a day, last for “{ $words }”
task-about-no-order = No order for { $count ->
    [one] { $count } day
   *[other] { $count } days
}; usually one every { $usual ->
    [one] { $usual } day
   *[other] { $usual } days
}
task-about-refused = Refused { $count ->
    [one] { $count } time
   *[other] { $count } times
} in a day, last: { $what }
task-about-answer = The client has answered

## Rules

rule-list-title = Rules
rule-list-lede = What is found becomes a task for the client’s manager, else its agent, else for anybody.
rule-done = The rule is saved.
rule-kind = What to look for
rule-kind-cart_idle = A full cart lies untouched
rule-kind-search_vain = Searches in vain
rule-kind-no_order = No order for too long
rule-kind-refused = Refused again and again
rule-is-on = on
rule-is-off = off
rule-makes-tasks = Makes tasks
rule-amount = Worth at least
rule-minutes = Untouched for, minutes
rule-times = Times a day
rule-percent = Share of the usual interval, %
rule-due-minutes = Time for the task, minutes
rule-figure-bad = This figure does not fit the rule.
rule-keep = Save
rule-try = Try on last month
rule-add = Add a rule
rule-add-hint = Fill in only what belongs to the rule: worth and minutes for carts, times for searches and refusals, share for orders.
rule-add-button = Add
rule-trial-title = Trial
rule-trial-found = In the last { $days } days: tasks { $count }, clients { $clients }.
rule-trial-empty = The rule would have found nothing.
rule-trial-when = When
rule-trial-more = And { $count } more.

## Time line

timeline-title = Time line
timeline-whole = Whole time line
timeline-filters = What to show
timeline-empty = Nothing has happened yet.
timeline-whom = to { $name }
timeline-group-unknown = There is no such group on the time line.
timeline-group-all = All
timeline-group-acts = In the portal
timeline-group-orders = Orders
timeline-group-shipments = Shipments
timeline-group-invoices = Invoices
timeline-group-payments = Payments
timeline-group-blocks = Blocks
timeline-group-messages = Messages and calls
timeline-group-requests = Requests
timeline-group-notes = Notes
timeline-group-behalf = On behalf
timeline-group-terms = Terms
timeline-order-placed = Order { $number } placed, { $sum }
timeline-order-cancelled = Order { $number } cancelled
timeline-order-cancellation-asked = Cancelling of order { $number } asked for
timeline-order-cancellation-refused = Cancelling of order { $number } refused
timeline-order-promised = Order { $number }: promised for { $until }, { $reason }
timeline-order-picking-begun = Picking of order { $number } begun
timeline-order-picking-stopped = Picking of order { $number } stopped
timeline-order-shipped = Shipment { $number } left
timeline-invoice-issued = Invoice { $invoice } issued, { $sum }
timeline-invoice-deferred = Invoice { $invoice } deferred until { $until }: { $reason }
timeline-invoice-disputed = Invoice { $invoice } disputed: { $reason }
timeline-invoice-settled = Dispute over invoice { $invoice } settled
timeline-balance-owed = Opening balance of contract { $contract }: { $sum } owed to us
timeline-balance-advance = Opening balance of contract { $contract }: { $sum } paid in advance
timeline-payment-booked = Payment of { $sum } booked, { $reason }
timeline-payment-reversed = Payment of { $sum } reversed: { $reason }
timeline-block-began = Shipments of contract { $contract } blocked: { $reason }
timeline-block-ended = Shipments of contract { $contract } released: { $reason }
timeline-message = Message
timeline-answer = Answer of the client
timeline-call = Call
timeline-note = Note
timeline-cart-opened = Looked at the cart
timeline-task-done = Task done
timeline-limit-asked = A limit of { $sum } asked for contract { $contract }: { $reason }
timeline-limit-answered = Request for a limit of contract { $contract } answered: { $reason }
timeline-limit-changed = Limit of contract { $contract }: { $sum }
timeline-discount-granted = Discount { $name } given
timeline-contract-put = Contract { $number } changed
timeline-behalf-began = An agent acts for the client
timeline-behalf-ended = The agent no longer acts for the client
timeline-behalf-permitted = The client decided whether agents may act for it
timeline-act-page = Opened: { $page } { $what }
timeline-act-search = Searched for “{ $what }”
timeline-act-search-empty = Searched in vain for “{ $what }”
timeline-act-cart = Cart: { $sum }
timeline-act-refused = Refused: { $what }
timeline-act-signed-in = Signed in
timeline-act-signed-out = Signed out
timeline-page-catalogue = catalogue
timeline-page-product = product
timeline-page-cart = cart
timeline-page-order = order
timeline-page-orders = orders
timeline-page-requested = requested items
timeline-page-money = money
timeline-page-home = start page
timeline-page-shipments = shipments
timeline-page-messages = messages
timeline-page-other = another page
timeline-refused-stock = not enough in stock
timeline-refused-credit = over the credit limit
timeline-refused-total = the total had changed
timeline-refused-minimum = below the minimum order
timeline-refused-quantity = a quantity that cannot be ordered
timeline-refused-contract = not under the contract
timeline-refused-cancelling = cannot be cancelled now
timeline-refused-blocked = shipments are blocked
timeline-refused-other = another reason
