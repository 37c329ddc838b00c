### The dashboard, the day, and the rows behind their figures.

menu-day = Today
menu-dashboard = Dashboard

## Rows

insight-path = Path
insight-none = There is nothing here now.
insight-what = What
insight-client = Client
insight-when = Date
insight-amount = Amount
insight-note = Note
insight-disputed = Disputed by the client
insight-times = { $times ->
    [one] wanted once
   *[other] wanted { $times } times
}
insight-shortage = { $warehouse }: { $reserved } reserved, { $on_hand } on hand
insight-silent = { $since ->
    [one] { $since } day
   *[other] { $since } days
} without an order; as a rule every { $usual ->
    [one] day
   *[other] { $usual } days
}
insight-task-cart_idle = Cart left lying
insight-task-search_vain = Searches in vain
insight-task-no_order = No order for long
insight-task-refused = Refused several times
insight-task-answer = Answer the client
insight-task-other = Task

## The dashboard

dashboard-title = Dashboard
dashboard-lede = From { $from } to { $until }
dashboard-today = As of today
dashboard-period = Period
dashboard-month = 30 days
dashboard-quarter = 90 days
dashboard-year = Year
dashboard-from = From
dashboard-to = To
dashboard-show = Show
dashboard-period-bad = The period must begin before it ends, between the years 2000 and 2100.
dashboard-period-long = The period is too long: at most { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
dashboard-table = As a table
dashboard-nothing = Nothing in this period.
dashboard-days = Days
dashboard-orders = Orders
dashboard-orders-day = Orders by day
dashboard-orders-week = Orders by week
dashboard-orders-month = Orders by month
dashboard-orders-count = { $count ->
    [one] { $count } order
   *[other] { $count } orders
}
dashboard-sums = Order value, { $currency }
dashboard-debt = Debt by age
dashboard-no-debt = Nobody owes anything.
dashboard-age = Overdue by
dashboard-age-not-due = Not due yet
dashboard-age-30 = 1–30 days
dashboard-age-60 = 31–60 days
dashboard-age-90 = 61–90 days
dashboard-age-beyond = More than 90 days
dashboard-invoices = Invoices
dashboard-blocked = Blocked contracts
dashboard-blocked-overdue = Overdue debt
dashboard-blocked-manual = By a manager
dashboard-no-blocks = No contract is blocked.
dashboard-cause = Cause
dashboard-contracts = Contracts
dashboard-contracts-count = { $count ->
    [one] { $count } contract
   *[other] { $count } contracts
}
dashboard-top = Top clients
dashboard-silent = Silent clients
dashboard-silent-hint = Those who have not ordered for one and a half of their usual interval or longer.
dashboard-clients-count = { $count ->
    [one] { $count } client
   *[other] { $count } clients
}
dashboard-days-count = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
dashboard-last-order = Last order
dashboard-since = Silent for
dashboard-usual = Usual interval
dashboard-unmet = Unmet demand
dashboard-wanted = Wanted
dashboard-times = Times
dashboard-wishes = Requests
dashboard-wishes-count = { $count ->
    [one] { $count } request
   *[other] { $count } requests
}
dashboard-figure-orders = Orders
dashboard-figure-debt = Debt
dashboard-figure-blocked = Blocked contracts
dashboard-figure-silent = Silent clients
dashboard-figure-wanted = Requested items

## The day

day-title = Today
day-lede = What needs you now, the most urgent first.
day-empty = Nothing needs you
day-empty-more = No task, no delay and no debt waits for you at the moment.
day-whose = Whose clients
day-whose-mine = My clients
day-whose-all = All clients
day-matter = What
day-count = How many
day-matter-tasks_overdue = Overdue tasks
day-matter-cancellations = Cancellations asked for
day-matter-limit_requests = Credit limits asked for
day-matter-promises_late = Orders past their promised date
day-matter-shortages = More reserved than on hand
day-matter-orders_held = Orders held by a block
day-matter-contracts_blocked = Blocked contracts
day-matter-invoices_overdue = Overdue invoices
day-matter-tasks_today = Tasks due today
day-matter-clients_silent = Silent clients
day-matter-wanted_today = New requested items today
