# What lies and does not lie in the warehouse

picking-missing = Reserved, but not on the shelf; it cannot leave before it comes in:
on-hold-not_on_hand = None of the goods lie in the warehouse now.
