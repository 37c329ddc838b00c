### Money: invoices, payments, statements, limits.

## Money

menu-money = Money
money-title = Money
money-path = Path through the pages
money-lede = Who owes how much, what is overdue and what is left of the limit.
money-lede-own = What your company owes, its limit and its payments under each contract.
money-none = There are no contracts here.
money-contract = Contract { $number }
money-contract-number = Contract
money-partner = Partner
money-partner-code = Partner code
money-currency = Currency
money-day = Date
money-when = When
money-who = Who
money-by-program = The system
money-reason = Reason
money-reason-missing = Give a reason of up to 500 characters.
money-from = From
money-to = To
money-show = Show
money-state = State
money-figures = Money under the contract
money-debt = Owed
money-overdue = Overdue
money-overdue-sum = Overdue
money-limit = Credit limit
money-no-limit = no limit
money-exposure = Owed and committed
money-available = Available credit
money-to-prepay = To be prepaid
money-advance = Advance
money-prepaid = Prepaid
money-blocked = Shipments on hold
money-well = In order
money-terms-prepaid = Payment before shipment
money-terms-net = Payment within { $days ->
        [one] { $days } day
       *[other] { $days } days
    }
money-invoices = Invoices
money-payments = Payments
money-statement = Statement
money-limit-requests = Limit requests
money-only = Which
money-only-all = All contracts
money-only-blocked = With shipments on hold
money-only-overdue = With overdue debt
money-done-limit_set = The limit is set.
money-done-limit_asked = The request has been sent to the accountants.
money-not-amount = Give the amount as a number with at most two decimals.

## Debt by age

ageing-title = Debt by age
ageing-not-due = Not due yet
ageing-30 = 1–30 days
ageing-60 = 31–60 days
ageing-90 = 61–90 days
ageing-beyond = Over 90 days

## Invoices

invoice-list-title = Invoices
invoice-list-empty = There are no invoices. Try other filters.
invoice-number = Number
invoice-issued = Issued
invoice-due = Due
invoice-open = To be paid
invoice-state = State
invoice-any-state = Any
invoice-state-open = To be paid
invoice-state-overdue = Overdue
invoice-state-paid = Paid
invoice-state-disputed = Disputed
invoice-state-void = Void
invoice-kind = Kind
invoice-any-kind = Any
invoice-kind-invoice = For a shipment
invoice-kind-proforma = Pro-forma
invoice-kind-opening = Opening balance
invoice-title = Invoice { $number } of { $day }
invoice-title-proforma = Pro-forma invoice { $number } of { $day }
invoice-title-opening = Opening balance { $number } as of { $day }
invoice-opening-words = Debt brought forward from earlier books
invoice-to-pay = { $sum } to be paid by { $due }
invoice-nothing-to-pay = Nothing is left to be paid.
invoice-void-words = The order was cancelled or changed: do not pay this invoice.
invoice-done = Changed.
invoice-seller = Seller
invoice-buyer = Buyer
invoice-inn = INN / KPP
invoice-address = Address
invoice-order = Order
invoice-your-number = Buyer's number
invoice-shipment = Shipment
invoice-lines = Goods and services
invoice-goods = Description
invoice-quantity = Quantity
invoice-price = Price
invoice-net = Net
invoice-rate = VAT rate
invoice-no-vat = No VAT
invoice-ordered-rate = { $rate } when ordered
invoice-vat = VAT
invoice-gross = With VAT
invoice-total-net = Net total
invoice-total-vat = VAT total
invoice-total = Total
invoice-payments = Payments of this invoice
invoice-paid = Paid
deferral-form = Grant more days
deferral-until = New due date
deferral-was = Due before
deferral-button = Move the due date
deferral-history = Days granted
deferral-nothing = Nothing is owed on this invoice, so there is nothing to defer.
deferral-bad-day = The new date must be later than the present one ({ $due }), not in the past, and at most a year ahead.
dispute-form = Note a dispute
dispute-title = Disputed invoice
dispute-reason = What the client does not agree with
dispute-button = Note the dispute
dispute-settle = The dispute is settled
dispute-none = This invoice is not in dispute.
dispute-nothing = Nothing is owed on this invoice, so there is nothing to dispute.

## Payments

payment-list-title = Payments
payment-list-empty = There are no payments. Try other filters.
payment-form = Book a payment
payment-book = Book
payment-day = Paid on
payment-amount = Amount
payment-reference = Reference
payment-reference-hint = The number of the payment order, or what the bank wrote
payment-reference-bad = Give a reference in one line of up to 200 characters.
payment-invoices = Invoices
payment-invoices-hint = Numbers with commas between them. Without any the oldest invoices are paid first.
payment-went = What it paid
payment-undo = Undo
payment-undo-words = The payment stays on record with a reversal beside it. What it paid will be open again.
payment-undo-button = Undo the payment
payment-is-reversal = Reversal
payment-is-reversed = Reversed
payment-done-booked = The payment is booked.
payment-done-reversed = The payment is undone.
payment-source-hand = By hand
payment-source-table = From a table
payment-source-bank = From the bank
payment-source-opening = Opening balance
payment-unknown-contract = There is no contract of this number.
payment-unknown-invoice = There is no invoice { $number } under this contract.
payment-amount-positive = The amount must be above zero.
payment-other-currency = The contract is kept in another currency: { $currency }.
payment-in-future = The day of the payment is in the future.
payment-reason-missing = Give a reason for undoing it, of up to 500 characters.
payment-not-reversible = This record cannot be undone: an opening balance is corrected by a new import, and a reversal stays.
payment-already-reversed = This payment has been undone already.

## Statement of account

statement-title = Statement of account
statement-parties = { $seller } and { $partner }, { $from } to { $to }
statement-of = Contract { $contracts }, { $currency }
statement-csv = Download as a table
statement-what = Movement
statement-document = Document
statement-debit = Debit
statement-credit = Credit
statement-balance = Balance
statement-opening = Balance at the start of { $day }
statement-closing = Balance at the end of { $day }
statement-turnover = Movements of the period
statement-advance = Paid and not taken by any document: { $sum }
statement-kind-opening = Opening balance
statement-kind-invoice = Shipment, invoice
statement-kind-payment = Payment
statement-kind-reversal = Payment undone
statement-csv-opening = Opening balance of the period
statement-csv-closing = Movements and closing balance
statement-bad-period = This period does not work: it must not end before it begins, nor be longer than three years.

## Limits

limit-title = Credit limit
limit-set-sum = Limit
limit-set-hint = Leave it empty for no limit
limit-set-button = Set the limit
limit-ask-sum = Limit needed
limit-ask-hint = The accountants will see the request
limit-ask-button = Ask for the limit
limit-history = Changes of the limit
limit-by-import = Import of contracts
limit-by-key = with the key “{ $key }”
limit-was = Was
limit-becomes = Became
limit-requests-lede = Who asks for another limit, and why. A limit that is granted takes effect at once.
limit-requests-none = There are no requests.
limit-any-state = Any
limit-request-waiting = Waiting
limit-request-granted = Granted
limit-request-refused = Refused
limit-asked = Asked for
limit-asked-by = Asked by
limit-answer-sum = Limit to grant
limit-grant = Grant
limit-refuse = Refuse
limit-answered = The answer is recorded.
limit-answer-of = { $by }, { $at }:
limit-asked-already = A request for this contract is waiting for its answer already.
limit-answered-already = This request has been answered already.
limit-unchanged = This is the limit already.
limit-below-nothing = A limit cannot be below zero.
limit-answer-refused-with-limit = A sum is given only with a limit that is granted.
