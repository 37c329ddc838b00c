### The buyer's start page, catalogue, product card, prices and how they came to be, availability.

## Start page

home-contract = Contract { $number }, in force since { $from }
home-order = Order
home-catalogue = Open the catalogue
home-orders = My orders
home-terms = Contract terms
home-payment = Payment
home-vat = VAT
home-credit-left = Available credit
home-minimum = Minimum order
home-manager = Your manager
payment-prepaid = Prepayment
payment-net = Net { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

## Catalogue

catalogue-title = Catalogue
catalogue-prices = Your assortment and prices under contract { $number }, { $currency }
catalogue-found = Search: “{ $words }”
catalogue-vat-included = VAT included
catalogue-vat-on-top = without VAT: it is added on top
catalogue-categories = Categories
catalogue-all = All products
catalogue-path = Path in the catalogue
catalogue-product = Product
catalogue-stock = Availability
catalogue-price = Price
catalogue-order = Order
catalogue-add = Add to cart
catalogue-quantity-of = Quantity, { $unit }: { $name }
catalogue-empty = There are no products here under your contract yet.
catalogue-nothing = Nothing found for “{ $words }”
catalogue-nothing-kept = We have noted what you searched for, and your manager will see it. Try another name or article number.
search-too-long = The search is too long: please keep it to 100 characters.

## Product card

product-price = Price and order
product-per-unit = / { $unit }
product-rule = Minimum order quantity { $minimum }, order multiple { $multiple }
product-quantity = Quantity
product-from = from { $quantity }
product-about = About the product
product-weight = Weight
product-warehouses = Availability by warehouse

## Prices

price-on-request = Price on request
price-next-tier = from { $quantity } at { $price }

## Why this price

why-summary = Why this price
why-list = Price from price list { $list }
why-contract = Contract price ({ $contract })
why-tier = Tier price from { $quantity }
why-tier-parts = Tier price by parts: { $parts }
why-discount-percent = Personal discount “{ $name }”, { $percent }
why-discount-amount = Personal discount “{ $name }”, { $amount }
why-limited = Discount limited
why-your-price = Your price
why-valid-until = The price holds until the end of { $day }.

## Quantity

quantity-not-number = The quantity must be a number, for example 12 or 2.5.
quantity-unorderable = { $sku }: this quantity cannot be ordered. Minimum order quantity { $minimum }, order multiple { $multiple }. The nearest that fit: { $first } or { $second }.

## Availability

stock-none = Out of stock
stock-much = Plenty
stock-little = Few left
stock-yes = In stock
stock-expected = expected on { $day }
stock-as-of = as of { $at }
catalogue-added = { $sku } is in the cart.
catalogue-to-field = To the quantity
catalogue-to-cart = Go to the cart
quantity-not-positive = { $sku }: the quantity must be above zero, for example { $first }.
quantity-not-whole = { $sku } is sold in whole units. The nearest quantities are { $first } and { $second }.
