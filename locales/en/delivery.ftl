### Ways of delivery that have a name in both languages.

delivery-pickup = Customer pickup
delivery-delivery = Delivery
delivery-own_door = Our own transport, to the door
delivery-carrier = Carrier
delivery-carrier_terminal = Carrier, to the terminal
delivery-carrier_door = Carrier, to the door
delivery-courier = Courier
delivery-post = Post
