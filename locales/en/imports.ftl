# Import of tables: the page, the report, reasons for refusal.

import-title = Import
import-lede = Paste a table from your accounting system: the first line names the columns, then one record per row. Importing the same file again changes nothing.
import-kind = What to import
import-kind-warehouses = Warehouses
import-kind-products = Products and categories
import-kind-prices = Price list prices
import-kind-stock = Stock
import-kind-partners = Partners
import-kind-people = People
import-kind-addresses = Delivery addresses
import-kind-contracts = Contracts
import-kind-contract-prices = Contract prices
import-kind-discounts = Personal discounts
import-kind-opening-balances = Opening balances
import-mode = If a row has an error
import-mode-all_or_nothing = Import nothing
import-mode-skip_bad = Skip the row and import the others
import-text = Table
import-text-hint = Columns separated by semicolons, commas or tabs, up to 1 MB of text. For a larger file use the API or the command orderly import.
import-dry-run = Only check, store nothing
import-button = Import
import-columns = Columns
import-columns-lede = Copy the line of names into the first line of your table. Optional columns may be left out: an empty cell takes the usual value. Separate lists inside a cell with “|”.
import-columns-required = Required: { $names }

import-tried-well = No errors: the file can be imported. Nothing has been stored yet.
import-tried-badly = Some rows have errors. Nothing has been stored yet.
import-done = Imported.
import-done-in-part = Imported, except the rows with errors.
import-refused = Nothing was imported. Rows with errors: { $count }. Correct them, or choose “Skip the row and import the others”.
import-rehearsed = This was only a check; nothing was stored.
import-rows = Rows in the table
import-added = Added
import-changed = Changed
import-unchanged = Unchanged
import-refused-rows = Rows with errors
import-refused-caption = Rows with errors
import-line = Line
import-column = Column
import-reason = Reason
import-more-refused = { $count ->
    [one] and { $count } more error
   *[other] and { $count } more errors
}
import-not-csv = Send the table as text/csv.

import-unreadable-empty = The table is empty.
import-unreadable-too-large = The file is larger than { $megabytes } MB. Split it into parts.
import-unreadable-not-text = This is not a text table. Save it as CSV.
import-unreadable-utf16 = The file is encoded as UTF-16. Save it as “CSV UTF-8”.
import-unreadable-encoding = Line { $line }: the encoding is not recognised. Save the file as UTF-8 or windows-1251.
import-unreadable-control-character = Line { $line }: a control character that does not belong in a table.
import-unreadable-no-header = The first line does not name the columns.
import-unreadable-too-many-columns = There are more than { $limit } columns.
import-unreadable-unnamed-column = Column { $column } has no name.
import-unreadable-duplicate-column = The column “{ $name }” is there twice.
import-unreadable-missing-column = The required column “{ $name }” is missing.
import-unreadable-unknown-column = Unknown columns: { $names }. Check their names, or remove them.
import-unreadable-cell-too-large = Line { $line }, column { $column }: the cell is too long. A closing quote may be lost.
import-unreadable-unclosed-quote = Line { $line }: a quote is opened and never closed. The file may be incomplete.
import-unreadable-ragged-row = Line { $line }: { $found } cells for { $expected } columns. The file may be incomplete.
import-unreadable-too-many-rows = There are more than { $limit } rows. Split the file into parts.

import-cell-missing = The value is missing.
import-cell-not-number = This is not a number. Write, for example, 1234.50.
import-cell-too-many-decimals = Too many decimal places.
import-cell-out-of-range = The value is out of range.
import-cell-not-day = This is not a date. Write 2026-01-31 or 31.01.2026.
import-cell-not-moment = This is neither a date nor a time. Write 2026-01-31 or 2026-01-31T09:00:00+03:00.
import-cell-not-yes-no = Write “yes” or “no”.
import-cell-not-one-of = There is no such value. Possible: { $words }.
import-cell-formula = Formulas are not imported. Paste the value.
import-cell-too-long = The text is too long.
import-cell-control-character = The text contains an invisible control character.

import-duplicate-row = The same record is already in line { $line } of this table.
import-ends-before-start = The last day is before the first.
import-bad-path = Separate categories with a slash, for example “Инструмент / Дрели”: at most eight levels.
import-category-depth = The English path must have as many levels as the Russian one.
import-bad-attribute = Write attributes like this: Colour=red|Length=2 m.
import-attribute-count = There must be as many English attributes as Russian ones, in the same order.
import-not-whole = A product measured in “{ $unit }” is sold in whole numbers.
import-unknown-measure = There is no such unit of measure. Possible: { $units }, their English names, or an OKEI code.
import-unknown-currency = There is no such currency. Write three letters, for example RUB.
import-list-currency = The price list “{ $list }” does not exist yet: give a currency to create it.
import-other-currency = The price list is kept in another currency: { $currency }.
import-other-tier = The price list has another kind of tiers: { $tier }.
import-expected-missing = Say how much is expected, too.
import-in-future = The figure is of a time that has not come yet.
import-not-email = A login is an e-mail address.
import-not-staff = { $login } is not one of our staff.
import-unit-without-partner = Only a partner has units: name the partner.
import-roles-wrong-side = A partner’s person takes a partner’s roles, our staff take ours.
import-bad-payment = Write prepaid, or net 14 (days of credit, 1 to 365).
import-items-missing = List the categories or SKUs.
import-items-not-expected = The discount or contract covers everything: no list is needed here.
import-not-one-recipient = Give exactly one: a partner, a person or a contract.
import-percent-or-amount = Give exactly one: a percentage or an amount.

import-unknown-product = There is no product with SKU { $sku }.
import-unknown-warehouse = There is no warehouse with code { $code }.
import-unknown-partner = There is no partner with code { $code }.
import-unknown-unit = The partner has no unit “{ $name }”.
import-unknown-list = There is no price list “{ $list }”.
import-unknown-contract = There is no contract { $number }.
import-unknown-category = There is no category “{ $path }”.
import-unknown-login = There is no person with login { $login }.
