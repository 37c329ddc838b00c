### The catalogue as an order form: quantity fields, sums, tier hints, filters, the look of the list, comparison.

## The form

sheet-put-all = Add all to cart
sheet-put = { $count ->
        [one] The cart is up to date: { $count } line.
       *[other] The cart is up to date: { $count } lines.
    }
sheet-refused = { $count ->
        [one] { $count } line was not taken: please correct its quantity.
       *[other] { $count } lines were not taken: please correct their quantities.
    }
sheet-nothing = Enter a quantity beside at least one product.
sheet-none = Enter quantities beside the products you need: the total appears here.
sheet-total = { $count ->
        [one] { $count } line for
       *[other] { $count } lines for
    }
sheet-take = { $quantity } { $unit }
sheet-short-of = Only { $there } in stock now.
sheet-short = There is not that much in stock now.
sheet-hint = { $more } { $unit } more: −{ $percent }%
sheet-hint-above = { $more } { $unit } more, then −{ $percent }%
sheet-hint-from = from { $from } { $unit }: −{ $percent }%
sheet-ordered = ordered { $day }, { $quantity } { $unit }
sheet-keys = Keys: “/” goes to the search, Enter and ↓ to the next quantity, ↑ to the one before, Tab through all fields and buttons.

## The look of the list

look-title = Look of the list
look-rows = Table
look-cards = Cards
look-size = Per page

## Filters

filter-title = Filters
filter-stock = In stock only
filter-ordered = Ordered before
filter-ordered-any = Show all products
filter-ordered-first = Previously ordered first
filter-ordered-only = Previously ordered only
filter-show = Show
filter-now = Filters in use
filter-remove = Remove the filter: { $what }
filter-clear = Clear filters
filter-nothing = Nothing fits the chosen filters
filter-bad = There is no such filter: open the catalogue and choose again.
filter-stock-hidden = Stock is not shown under your contract, so lists cannot be narrowed by it.

## Comparison

compare-title = Compare products
compare-lede = Up to { $count ->
        [one] { $count } product
       *[other] { $count } products
    } beside each other: price, availability and attributes. Differences are highlighted.
compare-cut = { $count ->
        [one] Only { $count } product can be compared: the first is shown.
       *[other] At most { $count } products can be compared: the first ones are shown.
    }
compare-empty = Nothing to compare yet
compare-empty-help = Tick products in the catalogue and press “Compare ticked”.
compare-marked = Compare ticked
compare-tick = Tick for comparison: { $name }
compare-short = compare
compare-tiers = Volume prices
compare-lot = Minimum and multiple
compare-lot-of = from { $minimum } { $unit }, in steps of { $multiple }
