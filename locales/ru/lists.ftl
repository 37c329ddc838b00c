### Списки, отложенные корзины, бланк заказа, регулярные заказы.

menu-lists = Списки
menu-standing-orders = Регулярные заказы

list-title = Списки товаров
list-lede = То, что вы заказываете часто, под своим названием. Цены и остатки — на момент, когда вы открываете список.
list-none = Списков пока нет
list-none-help = Составьте список из корзины, из прежнего заказа или из вставленных строк.
list-name = Название
list-lines = Строк
list-owner = Чей
list-own = Ваш
list-changed = Изменён
list-shared = Общий
list-share = Открыть моему подразделению
list-new = Новый список
list-source = Составить из
list-source-cart = Корзины
list-source-text = Строк ниже
list-source-order = Заказа
list-source-nothing = Пока пустой
list-order = Номер заказа
list-text = Строки
list-make = Составить список
list-make-from = Составить список
list-priced = Цены договора { $number } на { $day }
list-put = { $count ->
    [one] { $count } строка в корзине.
    [few] { $count } строки в корзине.
   *[many] { $count } строк в корзине.
}
list-empty = В списке пока ничего нет
list-empty-help = Добавьте товары ниже, из каталога или с карточки товара.
list-choose = Выбрать
list-choose-one = Выбрать: { $name }
list-choose-some = Отметьте строки, которые нужно положить в корзину.
list-all-to-cart = Положить всё в корзину
list-chosen-to-cart = Положить отмеченное
list-nothing-possible = Сейчас из этого списка ничего нельзя заказать.
list-add-line = Добавить товар
list-add-product = В список
list-add-sku = Добавить { $sku }
list-save-line = Добавить
list-settings = Название и доступ
list-save = Сохранить
list-remove = Удалить список
list-bad-name = Назовите не длиннее { $count } знаков.
list-name-taken = Список «{ $name }» у вас уже есть.
list-too-many = Не больше { $count }. Удалите ненужное.
list-too-many-lines = В списке не больше { $count } строк.
list-one-source = Укажите что-то одно, из чего составить.

aside-title = Отложенные корзины
aside-name = Название корзины
aside-put = Отложить эту корзину
aside-back = Вернуть
aside-swap = Вернуть, а нынешнюю отложить
aside-lines = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[many] { $count } строк
}
aside-made-name = Корзина от

order-form-get = Бланк заказа (XLSX)
order-form-sku = Артикул
order-form-own = Ваш артикул
order-form-barcode = Штрихкод
order-form-name = Наименование
order-form-unit = Ед.
order-form-minimum = Минимум
order-form-step = Кратность
order-form-price = Цена
order-form-vat = НДС
order-form-stock = Остаток
order-form-day = Цены на
order-form-quantity = Количество
order-form-price-changed = С { $day } цена изменилась: была { $was }, теперь { $now }.
order-form-price-edited = Цена в вашем файле { $was }, сегодняшняя — { $now }; действует сегодняшняя.
order-form-other-contract = Бланк составлен по договору { $form }, а цены здесь — по договору { $contract }.

standing-title = Регулярные заказы
standing-lede = Товары, которые заказываются по календарю. За два дня придёт письмо о том, что будет заказано.
standing-none = Регулярных заказов пока нет
standing-none-help = Составьте из корзины, списка или прежнего заказа.
standing-new = Новый регулярный заказ
standing-make = Создать регулярный заказ
standing-make-from = Сделать регулярным
standing-from-cart = Из товаров вашей корзины
standing-from-list = Из товаров списка
standing-from-order = Из товаров заказа № { $number }
standing-schedule = Повторяется
standing-every-week = Каждую неделю по дням
standing-every-month = Каждый месяц
standing-day-of-month = Число месяца, от 1 до { $last }
standing-weekly = Каждую неделю: { $days }
standing-monthly = Каждый месяц { $day }-го числа
standing-month-end = В последний день каждого месяца
standing-day-mon = пн
standing-day-tue = вт
standing-day-wed = ср
standing-day-thu = чт
standing-day-fri = пт
standing-day-sat = сб
standing-day-sun = вс
standing-starts = Не раньше
standing-ends = Последний день
standing-policy = Цены
standing-policy-current = Цены дня заказа
standing-policy-original = Прежние цены, если цены дня выше
standing-usual-address = Обычный адрес
standing-lines = Товары
standing-next = Ближайшая дата
standing-state = Состояние
standing-state-active = Действует
standing-state-paused = Приостановлен
standing-state-ended = Завершён
standing-skipped = пропуск
standing-skip = Пропустить ближайшую дату
standing-unskip = Не пропускать
standing-change = Изменить
standing-back = Назад
standing-to-active = Возобновить
standing-to-paused = Приостановить
standing-to-ended = Завершить
standing-outlook = Что было бы заказано сегодня
standing-changed = Что изменилось с прошлого раза
standing-runs = Прошедшие даты
standing-outcome-placed = Заказ оформлен
standing-outcome-refused = Заказа нет
standing-outcome-skipped = Пропущено
standing-outcome-missed = Не состоялось
standing-different-price = цена была { $was }, стала { $now }
standing-different-kept = сохранена цена { $kept }, сегодняшняя — { $now }
standing-different-quantity = количество { $was } станет { $now }
standing-different-stock = не хватает на складе, остальное — под заказ
standing-different-no-price = нет цены, не войдёт
standing-different-not-allowed = не входит в договор, не войдёт
standing-comment = Регулярный заказ «{ $name }»
standing-nothing = Ничего из этих товаров сейчас нельзя заказать.
standing-not-in-person = Регулярный заказ создаёт сотрудник компании под своим именем.
standing-has-ended = Этот регулярный заказ завершён. Создайте новый.
standing-not-active = Ближайшей даты нет: заказ приостановлен или завершён.
standing-too-many = Не больше { $count } регулярных заказов.
standing-bad-schedule = Выберите дни недели или число месяца от 1 до 28.
standing-bad-start = Первый день — не раньше завтрашнего и в пределах года.
standing-bad-end = Заказ закончился бы раньше первой даты.
standing-letter-notice = Регулярный заказ «{ $name }» { $day }
standing-letter-notice-text = { $day } мы оформим для вас этот заказ. По сегодняшним ценам — { $total }.
standing-letter-notice-help = До этого дня заказ можно изменить, пропустить дату или приостановить его.
standing-letter-placed = Регулярный заказ «{ $name }»: оформлен заказ № { $number }
standing-letter-placed-text = Сумма заказа — { $total }.
standing-letter-refused = Регулярный заказ «{ $name }»: { $day } заказ не оформлен
standing-letter-refused-help = На эту дату мы больше не пробуем. Закажите вручную; следующая дата остаётся.
standing-letter-about = Регулярный заказ «{ $name }»
standing-letter-missed = Заказ на { $day } не оформлен: в этот день наш сервис не работал. Следующая дата остаётся.
standing-letter-paused = Регулярный заказ «{ $name }» приостановлен: его автор больше не может заказывать. Если он нужен, создайте его заново от своего имени.

why-kept = Сохранена цена от { $since }

timeline-standing-made = Создан регулярный заказ, договор { $contract }
timeline-standing-changed = Изменён регулярный заказ, договор { $contract }
timeline-standing-passed = Дата регулярного заказа пропущена, договор { $contract }
timeline-standing-refused = Регулярный заказ не удалось оформить, договор { $contract }: { $reason }
timeline-standing-paused = Регулярный заказ приостановлен: автор больше не может заказывать, договор { $contract }
