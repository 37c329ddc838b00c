# Tables of the office: quotes, promises, limit requests, tasks, staff, discount codes.

quote-who-asked = Requested by
promises-outcome = Promise
promises-lines = Shipped lines
promises-any = All
limit-answer = Answer
limit-answered-by = Answered by
limit-answered-at = Answered
task-person = Contact person
task-made = Created
staff-state = Account
staff-state-open = active
codes-most = Uses allowed
