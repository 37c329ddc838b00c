### Договор на любую дату: цены, скидки и лимит, какими они были.

past-short = Условия на дату
past-title = Договор { $number }: условия на дату
past-lede = Цены, скидки и лимит, действовавшие в указанный момент. Данные берутся из истории изменений и сверяются с журналом записей.
past-at = Дата и время
past-person = Покупатель (эл. почта)
past-sku = Артикул
past-product = Товар
past-quantity = Количество
past-list-price = Цена по прайс-листу
past-price = Цена клиента
past-no-price = цены не было
past-tiers = Цена от количества
past-tier = от { $quantity } — { $price }
past-moment = Лимит на { $moment }
past-terms = Условия цен
past-list = Прайс-лист
past-policy = Скидки
past-policy-best = действовала лучшая из скидок
past-policy-cumulative = скидки суммировались
past-no-discounts = Персональных скидок не было.
past-prices = Цены на этот момент
past-no-prices = Цен на этот момент не было.
past-no-contract = В этот момент договора ещё не было.
past-future = Укажите прошедшие дату и время.
past-not-moment = Укажите дату и время, например 05.03.2026 14:32.
past-person-unknown = У этого клиента нет такого покупателя.
