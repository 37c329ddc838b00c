### Erasing a person.

erase-title = Erase a person
erase-lede = For somebody who left or asks to be forgotten. It cannot be undone.
# $name, $login: the person.
erase-whom = { $name }, { $login }, is going to be erased.
erase-what-goes = Gone for good: name, e-mail, telephone, password, open sessions, cart, drafts, personal lists and views, what this person did in the portal.
erase-what-stays = Kept, because accounting and the log of the records need them: orders, quotes, invoices and payments. A pseudonym stands in them instead of the name. What somebody wrote in a comment or a message stays as it is.
erase-reason = Reason
erase-reason-hint = For example: “request of 12 March”. Do not name the person here.
erase-reason-missing = Say why this person is erased.
erase-reason-bad = The reason is at most { $most } characters long and has no control characters.
erase-button = Erase for good
erase-link = Erase
# $pseudonym: what stands in documents instead of the name.
erase-done = The person is erased. In documents the name is now { $pseudonym }.
