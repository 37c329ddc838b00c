### Requested items: what somebody wanted to order and could not.

requested-title = Requested items
requested-mine = What we could not get
requested-lede = What people searched for or wanted to order, and could not. The office sees it and may offer a replacement.
requested-empty = Nothing yet: whatever was searched for was found.
requested-wanted = What was wanted
requested-reason = Why it failed
requested-partner = Partner
requested-person = Who wanted it
requested-times = Times
requested-last = Last time
requested-not_found = Not found in your assortment
requested-out_of_stock = Not enough in stock
requested-not_in_contract = Not in the contract
