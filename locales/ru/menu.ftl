### Меню сотрудников: разделы, по которым разложены страницы.

menu-all = Меню
menu-group-work = Работа
menu-group-sales = Продажи
menu-group-clients = Клиенты
menu-group-stock = Склад
menu-group-money = Деньги
menu-group-house = Настройка
