### Способы доставки, у которых есть имя на обоих языках.

delivery-pickup = Самовывоз
delivery-delivery = Доставка
delivery-own_door = Наш транспорт до двери
delivery-carrier = Транспортная компания
delivery-carrier_terminal = Транспортная компания до терминала
delivery-carrier_door = Транспортная компания до двери
delivery-courier = Курьер
delivery-post = Почта
