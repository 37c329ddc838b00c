### Quotes: asking, answering, agreeing, accepting, letters.

menu-quotes = Quotes
quotes-lede = Requests for prices and the answers to them. Request a quote from your cart.
quotes-empty = There are no quotes yet.
why-quoted = Price of quote { $quote }, version { $version }, valid until { $until }

quote-state-asked = Waiting for an answer
quote-state-awaiting_second = Waiting for a second approval
quote-state-offered = Offered
quote-state-expired = Expired
quote-state-accepted = Accepted
quote-state-declined = Declined
quote-state-withdrawn = Withdrawn

quote-done-asked = Your request is with the manager. The answer comes by mail and appears on this page.
quote-done-offered = The quote has been sent to the buyer.
quote-done-waits = The version is saved and waits for a second person. The buyer does not see it yet.
quote-done-said = Your decision is recorded.
quote-done-declined = The quote is declined.
quote-done-withdrawn = The quote is withdrawn.

## Asking

quote-ask = Request a quote
quote-ask-help = The manager gets the contents of your cart and your message; you get prices with a term. The cart stays as it is.
quote-message = Message to the manager
quote-ask-button = Send the request
quote-asked = Requested
quote-asked-by = { $name }, { $at }
quote-wished = What was requested
quote-no-price = no price
quote-on-behalf = On behalf of
quote-contract = Contract
quote-order = Order
quote-follows = Requested again after
quote-reason = Reason
quote-path = Path
quote-title = Quote { $number }
quote-text-bad = The text is too long (up to { $most } characters) or holds characters that are not allowed.
quote-reason-missing = Write the reason.

## The offer

quote-version = Version { $version }
quote-version-made = { $name }, { $at }.
quote-until = Valid until { $day }.
quote-term = Valid until
quote-total = Total with VAT, without delivery
quote-below = { $percent } below the usual price
quote-usual = Usual price under the contract: { $price }
quote-floor = Floor price: { $price }
quote-differs = What changed since the version before
quote-differs-request = What differs from the request
quote-line-added = added
quote-line-removed = removed
quote-line-changed = changed

quote-accept-title = Accept version { $version }
quote-accept = Accept and order for { $total }
quote-shortage = If something is not in stock
quote-shortage-refuse = Do not order, show what is missing
quote-shortage-backorder = Order, deliver the rest later
quote-decline = Decline
quote-again = Request again
quote-again-help = This version can no longer be used. Send the same lines again: the manager sets prices and a new term.

quote-accepted-already = This quote is order { $order } already.
quote-closed = This quote is closed and cannot be changed. Request a new one.
quote-not-offered = There is no answer to this request yet. The manager will set prices and a term.
quote-outdated = Version { $version } is out of date: version { $current } is offered now. See what changed and accept that one.
quote-second-late = This version expired on { $until } and can no longer be approved. It needs a new version with another term.
quote-expired = The quote expired on { $until }. Request it again: the manager will set a new term.
quote-version-unknown = This quote has no version { $version }.
quote-not-in-part = A quote is accepted as a whole. What is missing can be delivered later: choose so in the form.
quote-waits = This request is still waiting for an answer.
quote-in-force = This quote is still valid: you can accept it.
quote-nothing-left = Nothing of this quote can be ordered under your contract any more. Ask your manager.

## The manager's answer

quote-answer = Answer
quote-answer-title = Answer to request { $number }
quote-send = Send the quote
quote-withdraw = Withdraw
quote-note = Note to the buyer
quote-unit = Unit
quote-unit-price = Unit price
quote-known = For comparison
quote-sku = Article number
quote-free = A line in your own words
quote-rows-help = To remove a line, clear its quantity. Write prices as the contract has them: with VAT inside or without it.
quote-alone = Without a second person you may go down to the floor price and no more than { $percent } below the client’s price. A product that has neither price must always be approved.
quote-vat-standard = Standard VAT rate
quote-vat-reduced = Reduced VAT rate
quote-vat-zero = VAT 0%
quote-vat-none = No VAT
quote-price-bad = The price must be above zero.
quote-product-unknown = { $sku }: the client’s contract has no such product. Check the article number or offer a line in your own words.
quote-product-twice = { $sku } stands here twice. Join the lines.
quote-name-bad = Say what is offered: 1 to { $most } characters.
quote-unit-bad = There is no such unit of measure.
quote-vat-bad = The VAT rate must be standard, reduced, zero or none.
quote-quantity-bad = The quantity must be above zero, and whole for what is counted in pieces.
quote-not-number = Line { $line }: a number is needed, for example 1250.50.
quote-sku-or-words = A line needs either an article number (sku) or words (name) with a unit and a VAT rate.
quote-nothing-to-pay = The quote comes to nothing: check prices and quantities.
quote-term-bad = The term must be a calendar day, not before today and not more than a year ahead.
quote-changed = Version { $version } was made meanwhile. Look at it and answer again.

## The second person

quote-second-title = Approve version { $version }
quote-second-help = The prices go beyond what one person may offer. The buyer sees the version only after it is approved.
quote-second-grant = Approve
quote-second-refuse = Do not approve
quote-second-yes = approved by { $name }: { $reason }
quote-second-no = not approved by { $name }: { $reason }
quote-second-waits = waiting for approval
quote-nobody-waits = Nothing is waiting for approval here.
quote-same-person = Somebody else must approve, not the person who set the prices.
quote-limit-title = Discount limit for one person
quote-limit-help = A price below this limit or below the floor must be approved by a second person, and so must a product without a price of its own.
quote-limit-percent = Below the client’s price, %
quote-limit-save = Save the limit
quote-limit-set = The limit is saved.
quote-limit-bad = The limit must be a number from 0 to 100.

## Letters and time lines

letter-quote-asked = Quote { $number } requested, { $partner }
letter-quote-offered = Quote { $number } is ready
letter-quote-declined = Quote { $number } declined, { $partner }
letter-quote-withdrawn = Quote { $number } withdrawn
live-kind-quote_asked = Requested quote
live-kind-quote_offered = Sent quote
live-kind-quote_accepted = Accepted quote
live-kind-quote_declined = Declined quote
day-matter-quotes_asked = Quotes requested
day-matter-quotes_to_agree = Quotes waiting for approval
timeline-group-quotes = Quotes
timeline-quote-asked = Quote { $number } requested
timeline-quote-awaiting-second = Quote { $number } waits for a second approval
timeline-quote-second-refused = A version of quote { $number } was not approved
timeline-quote-offered = Quote { $number } sent for { $sum }, until { $until }
timeline-quote-accepted = Quote { $number } accepted, order { $order }
timeline-quote-declined = Quote { $number } declined
timeline-quote-withdrawn = Quote { $number } withdrawn
