### Quick order; the buyer's part numbers; what was typed when the session ended.

menu-quick-order = Quick order

## Quick order

quick-title = Quick order
quick-lede = Paste a list from a spreadsheet or a letter, upload a file, or type products one by one. Our article numbers, your part numbers and barcodes all work.
quick-text = List
quick-text-again = List: correct it right here
quick-text-hint = One line each: a code and a quantity with a tab, semicolon, comma or space between them. Without a quantity the minimum is taken. Up to { $count } lines.
quick-lines = One by one
quick-code = Article number or name
quick-code-of = Product in line { $line }
quick-quantity-of = Quantity in line { $line }
quick-check = Check
quick-put-good = { $count ->
        [one] Add { $count } product to the cart
       *[other] Add { $count } products to the cart
    }
quick-put = { $count ->
        [one] { $count } product is in the cart.
       *[other] { $count } products are in the cart.
    }
quick-file = File
quick-file-hint = CSV or the first sheet of an XLSX workbook, up to 2,000 rows and 5 MB. When the first row names the columns (“SKU”, “Quantity”), they may stand in any order.
quick-file-check = Upload and check
quick-no-file = Choose a file.
quick-own-numbers = Your part numbers
quick-nothing = There is not a single row: paste a list, type products or choose a file.
quick-too-many-rows = There are more than { $count } rows. Divide the list into parts.
quick-none-good = None of the rows can be ordered. Each one tells why.
quick-bad-rows = { $count ->
        [one] { $count } row cannot be ordered. Correct it, or take only the good ones.
       *[other] { $count } rows cannot be ordered. Correct them, or take only the good ones.
    }
quick-no-code = There is no product code.
quick-ambiguous = { $code }: several products go by this code ({ $skus }). Please give the article number.
quick-wrong-quantity = “{ $typed }” is not a quantity. Write, for example, 12 or 2.5.
quick-other-unit = { $sku } is counted in “{ $unit }”, not in “{ $typed }”. Write the quantity in “{ $unit }”.
quick-added-up = The same product as in row { $row }: the quantity was added to it.
quick-added-to-bad = The same product as in row { $row }: correct that one.
quick-short-exact = { $sku }: { $available } available now. In the cart you choose what happens to the rest.
quick-short = { $sku }: there is not that much now. In the cart you choose what to do.
quick-text-or-lines = Send either text or lines, just one of them.
quick-unknown-format = Send the rows as JSON, text/csv, text/plain or an XLSX workbook.
quick-report = What came of it
quick-counts = Rows: { $rows }. Can be ordered: { $good }, cannot: { $bad }.
quick-page = Page { $page } of { $pages }. Rows that cannot be ordered come first.
quick-page-before = Previous rows
quick-page-after = Next rows
quick-csv = All rows (CSV)
quick-typed = Typed
quick-total = Total with VAT
quick-state-ok = Good
quick-state-added = Added up
quick-state-bad = Not possible
quick-offers-of = How much to take instead, row { $row }

## The buyer's part numbers

own-number-yours = Your part number: { $number }
own-number-title = Your part numbers
own-number-lede = What you call our products yourselves. They are found by these numbers in search and quick order, and your documents show them.
own-number-number = Your part number
own-number-search = Number or name
own-number-empty = There are no part numbers here yet, or none that match.
own-number-remove = Remove
own-number-remove-of = Remove the part number { $number }
own-number-file = File
own-number-file-hint = CSV or the first sheet of an XLSX workbook with the columns “SKU” and “Number”, up to 10,000 rows.
own-number-text = Or the table as text
own-number-only-good = Load good rows even if others have errors
own-number-preview = See what would change
own-number-apply = Load
own-number-preview-title = What would change
own-number-effect = What happens
own-number-effect-added = Is added
own-number-effect-changed = Is changed
own-number-effect-unchanged = No change
own-number-effect-refused = Not possible
own-number-more = { $count ->
        [one] and { $count } more row
       *[other] and { $count } more rows
    }
own-number-loaded = The part numbers are loaded.
own-number-removed = The part number is removed.
own-number-count = The table must have from 1 to { $count } rows.
own-number-bad = A part number has from 1 to { $longest } characters on one line.
own-number-refused = { $count ->
        [one] Nothing was loaded: { $count } row is not possible. Correct it, or load only the good ones.
       *[other] Nothing was loaded: { $count } rows are not possible. Correct them, or load only the good ones.
    }
import-kind-own-numbers = Part numbers of partners

## The session ended while a form was open

kept-waiting = Your session has ended. Sign in again: what you typed is kept and comes back to you.
kept-title = You are signed in again
kept-lede = This is what you typed. Look at it and send it again: nothing has been sent yet.
kept-typed = Typed
kept-agreed = Total you agreed to
kept-send = Send
kept-leave = Do not send
