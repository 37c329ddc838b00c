### A contract on any date: prices, discounts and limit as they were.

as-on-short = Terms on a date
as-on-title = Contract { $number }: terms on a date
as-on-lede = Prices, discounts and the limit in force at that moment. They come from the history of changes, which is verified against the log of records.
as-on-at = Date and time
as-on-person = Buyer (e-mail)
as-on-sku = Article number
as-on-product = Product
as-on-quantity = Quantity
as-on-list-price = List price
as-on-price = Client’s price
as-on-no-price = there was no price
as-on-tiers = Price by quantity
as-on-tier = { $quantity } or more: { $price }
as-on-moment = Limit on { $moment }
as-on-terms = Terms of prices
as-on-list = Price list
as-on-policy = Discounts
as-on-policy-best = the best one applied
as-on-policy-cumulative = they were added up
as-on-no-discounts = There were no personal discounts.
as-on-prices = Prices at that moment
as-on-no-prices = There were no prices at that moment.
as-on-no-contract = The contract did not exist yet at that moment.
as-on-future = Enter a date and time in the past.
as-on-not-moment = Enter a date and time, for example 05/03/2026 14:32.
as-on-person-unknown = This client has no such buyer.
