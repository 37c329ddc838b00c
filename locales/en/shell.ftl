### The frame of pages, the menu, refusals of every room, VAT, units, the description of the API.

## Frame

shell-skip = Skip to content
shell-search = Name, article number or barcode
shell-find = Search
shell-cart = Cart
shell-cart-hint = Lines in the cart, and what the goods come to at the prices you saw; without delivery
shell-menu = Sections
shell-sign-out = Sign out
shell-pages = Pages of the list
shell-first-page = Back to start
shell-next-page = Next

## Menu

menu-catalogue = Catalogue
menu-clients = My clients
menu-orders = Orders
menu-partners = Partners
menu-stock = Stock
menu-requested = Requested items
menu-company = Company
menu-staff = Staff
menu-imports = Import

## Refusals of every room

error-not-found = There is no such page or record.
error-forbidden = Your account has no right to do this. If you need it, ask your administrator.
error-sign-in = Please sign in to go on.
error-busy = The system is busy right now. Please repeat in a few seconds.
error-failed = It did not work: a fault on our side, and it is on record. Please try again a little later.
error-invalid = Some of this cannot be accepted. Please correct what is listed and send it again.
error-malformed = The request is malformed and could not be read.
error-method = This address does not accept such requests.
error-not-json = JSON with the header Content-Type: application/json is needed.
error-too-large = The request is too large. Please shorten it or split it into parts.
error-foreign-origin = The request came from another site and was not carried out. Please open the page here and repeat.
error-form-token = The form is out of date: the page was open for long, or the sign-in has changed. Please open the page again and send the form once more.
error-field-missing = The field “{ $name }” is not filled in.
error-field-unknown = There is no field “{ $name }” here.
error-field-duplicate = The field “{ $name }” is given twice.
error-too-many-decimals = Too many decimal places.
error-out-of-range = The value is outside the allowed range.
error-wrong-type = The value is of the wrong kind, for example text instead of a number.
error-bad-cursor = The list cannot be continued from this link. Please open it from the start.
error-bad-limit = From 1 to 200 rows can be had at a time.
error-key-required = An idempotency key (Idempotency-Key) is needed: 1 to 128 ASCII characters without spaces and quotes. When you repeat, send the same key.
error-key-reused = Other content was already sent with this idempotency key. Take a new key for a new act, or open the page again.
error-request = Request number:
error-home = To the start page

## VAT

vat-included = The price includes { $rate } VAT
vat-on-top = { $rate } VAT is added on top
vat-none = No VAT
vat-mode-included = Included in prices
vat-mode-on-top = Added on top

## Units

weight-kg = { $kilograms } kg

## Description of the API

api-title = API for programs
api-lede = The addresses that programs call, and what they answer. The full description in the OpenAPI format:
api-problems-title = Refusals of the API
api-problems-lede = A refusal comes as application/problem+json. The members title and detail explain it in words, errors names the fields that do not fit, code is stable and meant for programs. By the value of instance we can find the request in our log.
error-taken = Somebody else did this a moment ago. Reload the page and see whether it is still needed.
menu-settings = Settings
settings-title = Settings
settings-lede = Your own company. Every change stays in the journal.
settings-name = Name
settings-name-hint = As your partners know you
settings-zone = Time zone
settings-zone-hint = For example Europe/Moscow: days of prices and documents are days there
settings-currency = Accounting currency
settings-currency-hint = Three letters, for example RUB
settings-phone = Telephone
settings-phone-hint = For those who cannot sign in
settings-grace = Days of grace
settings-grace-hint = An overdue debt stops shipments after so many days; a contract may say otherwise
settings-dispatch = Days of dispatch
settings-dispatch-hint = Goods in stock leave within so many working days
settings-days-bad = Days are a whole number from 0 to 365.
settings-save = Save
settings-zone-unknown = There is no such time zone. An example: Asia/Yekaterinburg.
settings-currency-unknown = There is no such currency. An example: RUB.
