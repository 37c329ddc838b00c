### The menu of our staff: the groups that its pages stand in.

menu-all = Menu
menu-group-work = Work
menu-group-sales = Sales
menu-group-clients = Clients
menu-group-stock = Warehouse
menu-group-money = Money
menu-group-house = Setup
