# Tables: sorting, columns, files; saved views.

table-columns = Columns
table-apply = Show
table-csv = Download CSV
table-xlsx = Download Excel
table-unknown-order = The table cannot be sorted by this column.
table-unknown-choice = The table cannot be narrowed by “{ $value }”: there is no such value.
table-too-long = A file holds at most { $count ->
        [one] { $count } row
       *[other] { $count } rows
    }. Narrow the filter, for example by date.
stock-sku = SKU
stock-unit = Unit
payment-booked = Booked
requested-quantity = Quantity

view-title = Saved views
view-lede = Filters, order and columns of tables under names of your own.
view-none = No saved views yet. Filter any table and press “Save view”.
view-save = Save view
view-save-button = Save
view-manage = Edit views
view-name = Name
view-name-of = Name of the view “{ $name }”
view-table = Table
view-whose = Whose
view-change = Change
view-own = Yours
view-shared = shared
view-share = Show to colleagues
view-by = Saved by { $name }
view-rename = Save
view-remove = Delete
view-remove-of = Delete the view “{ $name }”
view-partly = The view is not complete: part of its filter or columns no longer exists and was left out.
view-bad-name = The name of a view is 1 to { $count ->
        [one] { $count } character
       *[other] { $count } characters
    } long.
view-name-taken = You already have a view “{ $name }”. Choose another name.
view-bad-query = This filter cannot be saved.
view-unknown-table = You cannot save views of this table.
view-not-shared = Only the seller's staff share views.
view-too-many = You can save at most { $count ->
        [one] { $count } view
       *[other] { $count } views
    }. Delete those you no longer need.
