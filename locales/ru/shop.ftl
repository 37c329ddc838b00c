### Главная покупателя, каталог, карточка товара, цены и их объяснение, наличие.

## Главная

home-contract = Договор { $number }, действует с { $from }
home-order = Заказать
home-catalogue = Открыть каталог
home-orders = Мои заказы
home-terms = Условия договора
home-payment = Оплата
home-vat = НДС
home-credit-left = Доступно по лимиту задолженности
home-minimum = Минимальная сумма заказа
home-manager = Ваш менеджер
payment-prepaid = Предоплата
payment-net = Отсрочка { $days ->
        [one] { $days } день
        [few] { $days } дня
       *[other] { $days } дней
    }

## Каталог

catalogue-title = Каталог
catalogue-prices = Ваш ассортимент и цены по договору { $number }, { $currency }
catalogue-found = Поиск: «{ $words }»
catalogue-vat-included = с НДС
catalogue-vat-on-top = без НДС: он начисляется сверху
catalogue-categories = Категории
catalogue-all = Все товары
catalogue-path = Путь в каталоге
catalogue-product = Товар
catalogue-stock = Наличие
catalogue-price = Цена
catalogue-order = Заказать
catalogue-add = В корзину
catalogue-quantity-of = Количество, { $unit }: { $name }
catalogue-empty = Здесь пока нет товаров по вашему договору.
catalogue-nothing = По запросу «{ $words }» ничего не нашлось
catalogue-nothing-kept = Мы записали, что вы искали, и менеджер это увидит. Попробуйте другое название или артикул.
search-too-long = Слишком длинный запрос: оставьте не больше 100 знаков.

## Карточка товара

product-price = Цена и заказ
product-per-unit = / { $unit }
product-rule = Минимальная партия { $minimum }, кратность { $multiple }
product-quantity = Количество
product-from = от { $quantity }
product-about = О товаре
product-weight = Вес
product-warehouses = Наличие по складам

## Цены

price-on-request = Цена по запросу
price-next-tier = от { $quantity } по { $price }

## Почему такая цена

why-summary = Почему такая цена
why-list = Цена по прайс-листу { $list }
why-contract = Договорная цена ({ $contract })
why-tier = Цена от количества { $quantity }
why-tier-parts = Цена от количества по частям: { $parts }
why-discount-percent = Персональная скидка «{ $name }», { $percent }
why-discount-amount = Персональная скидка «{ $name }», { $amount }
why-limited = Скидка ограничена
why-your-price = Ваша цена
why-valid-until = Цена действует по { $day } включительно.

## Количество

quantity-not-number = Количество должно быть числом, например 12 или 2,5.
quantity-unorderable = { $sku }: такое количество заказать нельзя. Минимальная партия { $minimum }, кратность { $multiple }. Ближайшие подходящие: { $first } или { $second }.

## Наличие

stock-none = Нет в наличии
stock-much = Много
stock-little = Мало
stock-yes = В наличии
stock-expected = ожидается { $day }
stock-as-of = на { $at }
catalogue-added = { $sku } в корзине.
catalogue-to-field = К полю с количеством
catalogue-to-cart = Перейти в корзину
quantity-not-positive = { $sku }: количество должно быть больше нуля, например { $first }.
quantity-not-whole = { $sku } продаётся целыми единицами. Ближайшие количества: { $first } или { $second }.
