### Договор на любую дату: цены, скидки и лимит, какими они были.

as-on-short = Условия на дату
as-on-title = Договор { $number }: условия на дату
as-on-lede = Цены, скидки и лимит, действовавшие в указанный момент. Данные берутся из истории изменений и сверяются с журналом записей.
as-on-at = Дата и время
as-on-person = Покупатель (эл. почта)
as-on-sku = Артикул
as-on-product = Товар
as-on-quantity = Количество
as-on-list-price = Цена по прайс-листу
as-on-price = Цена клиента
as-on-no-price = цены не было
as-on-tiers = Цена от количества
as-on-tier = от { $quantity } — { $price }
as-on-moment = Лимит на { $moment }
as-on-terms = Условия цен
as-on-list = Прайс-лист
as-on-policy = Скидки
as-on-policy-best = действовала лучшая из скидок
as-on-policy-cumulative = скидки суммировались
as-on-no-discounts = Персональных скидок не было.
as-on-prices = Цены на этот момент
as-on-no-prices = Цен на этот момент не было.
as-on-no-contract = В этот момент договора ещё не было.
as-on-future = Укажите прошедшие дату и время.
as-on-not-moment = Укажите дату и время, например 05.03.2026 14:32.
as-on-person-unknown = У этого клиента нет такого покупателя.
