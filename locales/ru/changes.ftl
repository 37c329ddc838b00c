### Панель «что изменилось»: одна на корзину, повторный заказ, возвращение после перерыва.

changes-subject = Позиция
changes-kind = Что изменилось
changes-before = Было
changes-after = Стало
changes-agree = Согласен
changes-agree-to = Согласен: { $subject }
changes-kind-price = Цена
changes-kind-quantity = Количество
changes-kind-stock = Наличие
changes-kind-date = Дата
changes-kind-rule = Условие
changes-kind-address = Адрес
changes-kind-total = Итог
changes-kind-removed = Убрано
changes-kind-added = Добавлено
changes-kind-shipped = Отгружено
changes-kind-state = Состояние
changes-kind-comment = Комментарий
changes-order = Заказ

## Возвращение после перерыва

changes-since-title = С прошлого раза в вашей корзине изменилось
changes-since-help = Цены и наличие на сегодня. Заказ оформляется уже по ним.
changes-since-seen = Понятно
changes-since-cart = Открыть корзину
changes-not-allowed = больше не входит в договор
changes-no-price = цены пока нет
changes-little = столько сейчас нет
changes-delivery = Доставка
