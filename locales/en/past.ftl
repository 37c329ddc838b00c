### A contract on any date: prices, discounts and limit as they were.

past-short = Terms on a date
past-title = Contract { $number }: terms on a date
past-lede = Prices, discounts and the limit in force at that moment. They come from the history of changes, which is verified against the log of records.
past-at = Date and time
past-person = Buyer (e-mail)
past-sku = Article number
past-product = Product
past-quantity = Quantity
past-list-price = List price
past-price = Client’s price
past-no-price = there was no price
past-tiers = Price by quantity
past-tier = { $quantity } or more: { $price }
past-moment = Limit on { $moment }
past-terms = Terms of prices
past-list = Price list
past-policy = Discounts
past-policy-best = the best one applied
past-policy-cumulative = they were added up
past-no-discounts = There were no personal discounts.
past-prices = Prices at that moment
past-no-prices = There were no prices at that moment.
past-no-contract = The contract did not exist yet at that moment.
past-future = Enter a date and time in the past.
past-not-moment = Enter a date and time, for example 05/03/2026 14:32.
past-person-unknown = This client has no such buyer.
