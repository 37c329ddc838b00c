### Запрошенные товары: что хотели заказать и не смогли.

requested-title = Запрошенные товары
requested-mine = Чего мы не нашли
requested-lede = Что искали или хотели заказать и не смогли. Это видит наш офис и может предложить замену.
requested-empty = Пока пусто: всё, что искали, нашлось.
requested-wanted = Что искали
requested-reason = Почему не получилось
requested-partner = Партнёр
requested-person = Кто искал
requested-times = Сколько раз
requested-last = Последний раз
requested-not_found = Нет в ассортименте
requested-out_of_stock = Не хватило на складе
requested-not_in_contract = Не входит в договор
