# Partners
partner-list-title = Partners
partner-list-lede = The companies we sell to. Search by name or code.
partner-list-empty = No such partners.
partner-search = Name or code
partner-find = Find
partner-path = Path
partner-code = Code
partner-code-is = Code { $code }
partner-code-bad = A partner's code is 1 to 40 Latin letters, digits, hyphens and underscores.
partner-name = Name
partner-facts = Company
partner-inn = INN
partner-kpp = KPP
partner-ogrn = OGRN
partner-bic = BIC
partner-account = Bank account
partner-legal-address = Registered address
partner-manager = Manager
partner-unit = Unit
partner-units = Units
partner-stock-display = Stock shown as
partner-stock-exact = exact quantity
partner-stock-level = plenty, low, none
partner-stock-yes_no = in stock or not
partner-stock-hidden = not shown
partner-agents = Orders by our agents
partner-agents-may = allowed
partner-agents-may-not = forbidden by the client
partner-orders = Orders
partner-requested = Requested items
partner-addresses = Delivery addresses
partner-addresses-none = No delivery addresses yet.
partner-address = Address
partner-address-name = Name
partner-address-default = default
partner-delivery = Delivery method
partner-delivery-cost = Delivery cost
partner-clients-title = My clients
partner-clients-lede = To order for a client, give a reason: the client's administrator will see it. Acting on their behalf ends by itself after 8 hours.
partner-clients-empty = No clients found. If they should be here, ask an administrator: the office assigns clients to agents.
partner-forbids-agents = forbids orders by agents
partner-represent = On the client's behalf
partner-represent-reason = Reason, for example: order by phone
partner-represent-begin = Act

requisite-bad = { $name ->
    [inn] The INN does not pass its check: compare the digits.
    [kpp] The KPP does not pass its check: it has 9 characters.
    [ogrn] The OGRN does not pass its check: compare the digits.
    [bic] The BIC does not pass its check: it has 9 digits.
    [account] The bank account does not fit the BIC: compare both.
   *[other] The requisite “{ $name }” does not pass its check.
}

# Contracts
contract-list-title = Contracts
contract-none = No contracts yet.
contract-number = Number
contract-price-list = Price list
contract-dates = Valid
contract-from = from { $from }, open-ended
contract-from-until = { $from } – { $until }
contract-payment = Payment
contract-prepaid = prepaid
contract-net = { $days ->
    [one] net { $days } day
   *[other] net { $days } days
}
contract-assortment = Assortment
contract-assortment-all = everything
contract-assortment-categories = by category
contract-assortment-products = by product list
contract-minimum = Minimum order
contract-state = State
contract-in-force = in force
contract-not-begun = not begun yet
contract-ended = ended
contract-ends-before-start = A contract cannot end before it begins.
contract-no-warehouse = Name at least one warehouse: the contract's goods come from there.
contract-net-days = Payment terms are 1 to 365 days.
contract-grace-days = Days of grace are a whole number from 0 to 365.
contract-no-items = The assortment is limited, but no category and no product is listed.
contract-of-another = A contract of this number already belongs to another partner or is in another currency.

# People
person-list-title = People
person-none = Nobody yet.
person-name = Name
person-login = E-mail to sign in with
person-phone = Telephone
person-roles = Roles
person-lang = Language
person-unit-any = the whole company
person-unit-unknown = The partner has no such unit.
person-access = Access
person-is-blocked = blocked
person-block = Block
person-unblock = Unblock
person-make-link = One-time link
person-link = One-time link
person-link-made = The link for { $login } is ready
person-link-once = It is shown once, lasts 24 hours and lets its holder set a password. Send it to this person only.
person-add = Add a person
person-add-hint = People set their own password by a one-time link: make one after adding. If the login exists already, its name, telephone and roles are updated.
person-add-button = Add
person-done-added = Added.
person-done-changed = Changes saved.
person-done-unchanged = Nothing to change: it was so already.
person-done-blocked = Blocked; open sessions have ended.
person-done-unblocked = Unblocked.
person-login-not-email = Signing in takes an e-mail address, for example anna@company.com.
person-name-bad = Give a name of at most 200 characters.
person-phone-bad = A telephone is at most 40 characters on one line.
person-roles-wrong-side = Choose at least one role: a partner's role for a partner's person, one of ours for our staff.
person-own-account = You cannot block yourself: ask another administrator.

staff-title = Our staff
staff-lede = Who of us works here, and what they may do.
staff-add = Add one of our staff

# Discounts
discount-list-title = Personal discounts
discount-none = No personal discounts yet.
discount-give = Give a discount
discount-give-button = Give the discount
discount-code = Code
discount-name = Name
discount-name-ru = Name in Russian
discount-name-en = Name in English
discount-to = For
discount-to-partner = the whole partner
discount-to-contract = contract { $number }
discount-to-unknown = Choose who gets the discount: the partner, one of its contracts or people.
discount-not-one-recipient = Give one of them only: a contract or a person.
discount-on = On
discount-on-all = everything
discount-on-category = a category
discount-on-product = a product
discount-on-unknown = Choose what the discount is on: everything, a category or a product.
discount-not-one-subject = Give one of them only: a category or a product.
discount-item = Category code or SKU
discount-item-hint = Leave empty for a discount on everything
discount-category-unknown = There is no category with the code “{ $code }”.
discount-product-unknown = There is no product with the SKU “{ $sku }”.
discount-off = Discount
discount-off-percent = percent of the price
discount-off-amount = amount off each unit
discount-value = How much
discount-value-bad = Give a number: a percent to two decimals, or an amount to four.
discount-per-unit = { $amount } per unit
discount-dates = Valid
discount-valid-from = Valid from
discount-valid-until = Valid until
discount-code-taken = Another discount already has this code.

# Stock
stock-title = Stock
stock-lede = What lies in the warehouses, what is promised to orders, and what can still be sold.
stock-search = Name, SKU, barcode
stock-find = Find
stock-empty = No such products.
stock-none-yet = No stock figure of this product yet.
stock-path = Path
stock-product = Product
stock-warehouse = Warehouse
stock-on-hand = On hand
stock-reserved = Reserved
stock-available = Available
stock-known-at = As of
stock-expected-figure = Expected
stock-expected-on = Expected on
stock-expected-hint = Empty: leave as it was; 0: no longer expected
stock-book = Book a figure
stock-book-button = Book
stock-choose-warehouse = Choose a warehouse
stock-counted = Counted
stock-counted-at = Counted at
stock-counted-at-hint = Empty: now
stock-in-future = A stock figure cannot be of the future.
stock-not-quantity = Give the quantity as a number with at most three decimals.
stock-not-moment = Give a date and a time.
stock-done-booked = Booked.
stock-done-short = Booked. Less lies there now than is promised to orders, or more has left since the count than was counted.
stock-done-unchanged = Nothing to change: the figure was so already.
stock-movements = Movements
stock-movements-none = No movements yet.
stock-moved-at = When
stock-moved = Quantity
stock-movement = Movement
stock-movement-adjustment = adjustment
stock-movement-shipment = shipment
stock-source = Source
stock-source-figure = booked figure
stock-source-import = import
warehouse-unknown = There is no warehouse with the code “{ $code }”.

# Machines' keys
key-name-missing = Name the key: which program it is for.
key-unknown-scope = There is no such right, or machines are not given it.
