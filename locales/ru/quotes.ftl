### Коммерческие предложения: запрос, ответ, согласование, принятие, письма.

menu-quotes = Предложения
quotes-lede = Запросы цен и ответы на них. Запросить предложение можно из корзины.
quotes-empty = Предложений пока нет.
why-quoted = Цена по предложению { $quote }, версия { $version }, действует до { $until } включительно

quote-state-asked = Ждёт ответа
quote-state-awaiting_second = Ждёт второго согласования
quote-state-offered = Предложено
quote-state-expired = Срок истёк
quote-state-accepted = Принято
quote-state-declined = Отклонено
quote-state-withdrawn = Отозвано

quote-done-asked = Запрос отправлен менеджеру. Ответ придёт письмом и появится на этой странице.
quote-done-offered = Предложение отправлено покупателю.
quote-done-waits = Версия сохранена и ждёт согласования второго сотрудника. Покупатель её пока не видит.
quote-done-said = Решение записано.
quote-done-declined = Предложение отклонено.
quote-done-withdrawn = Предложение отозвано.

## Запрос

quote-ask = Запросить предложение
quote-ask-help = Менеджер получит состав корзины и ваше сообщение, а вы получите цены со сроком действия. Корзина останется как есть.
quote-message = Сообщение менеджеру
quote-ask-button = Отправить запрос
quote-asked = Запрошено
quote-asked-by = { $name }, { $at }
quote-wished = Что запрошено
quote-no-price = цены нет
quote-on-behalf = От имени
quote-contract = Договор
quote-order = Заказ
quote-follows = Повторный запрос по
quote-reason = Причина
quote-path = Путь
quote-title = Предложение { $number }
quote-text-bad = Текст слишком длинный (до { $most } знаков) или содержит недопустимые знаки.
quote-reason-missing = Напишите причину.

## Предложение

quote-version = Версия { $version }
quote-version-made = { $name }, { $at }.
quote-until = Действует до { $day } включительно.
quote-term = Действует до
quote-total = Итого с НДС без доставки
quote-below = на { $percent } ниже обычной цены
quote-usual = Обычная цена по договору: { $price }
quote-floor = Минимальная цена: { $price }
quote-differs = Что изменилось по сравнению с прошлой версией
quote-differs-request = Что изменилось по сравнению с запросом
quote-line-added = добавлено
quote-line-removed = убрано
quote-line-changed = изменено

quote-accept-title = Принять версию { $version }
quote-accept = Принять и заказать на { $total }
quote-shortage = Если чего-то не хватит на складе
quote-shortage-refuse = Не заказывать, показать, чего нет
quote-shortage-backorder = Заказать, остаток поставить позже
quote-decline = Отклонить
quote-again = Запросить снова
quote-again-help = Этой версией воспользоваться уже нельзя. Отправьте те же строки ещё раз: менеджер назначит цены и новый срок.

quote-accepted-already = По этому предложению уже оформлен заказ { $order }.
quote-closed = Предложение уже закрыто, изменить его нельзя. Запросите новое.
quote-not-offered = Ответа на запрос ещё нет. Менеджер назначит цены и срок.
quote-outdated = Версия { $version } устарела: сейчас действует версия { $current }. Посмотрите, что изменилось, и примите её.
quote-second-late = Срок этой версии истёк { $until }: согласовать её уже нельзя. Нужна новая версия с другим сроком.
quote-expired = Срок предложения истёк { $until }. Запросите его снова: менеджер назначит новый срок.
quote-version-unknown = Версии { $version } у этого предложения нет.
quote-not-in-part = Предложение принимается целиком. Недостающее можно поставить позже: выберите это в форме.
quote-waits = Этот запрос ещё ждёт ответа.
quote-in-force = Это предложение ещё действует: его можно принять.
quote-nothing-left = Ничего из этого предложения по вашему договору больше заказать нельзя. Обратитесь к менеджеру.

## Ответ менеджера

quote-answer = Ответить
quote-answer-title = Ответ на запрос { $number }
quote-send = Отправить предложение
quote-withdraw = Отозвать
quote-note = Примечание для покупателя
quote-unit = Единица
quote-unit-price = Цена за единицу
quote-known = Для сравнения
quote-sku = Артикул
quote-free = Строка своими словами
quote-rows-help = Чтобы убрать строку, очистите количество. Цены пишите так, как в договоре: с НДС внутри или без него.
quote-alone = Без второго согласования можно дать цену не ниже минимальной и не больше чем на { $percent } ниже цены клиента. Товар без обеих этих цен согласуют всегда.
quote-vat-standard = Основная ставка НДС
quote-vat-reduced = Пониженная ставка НДС
quote-vat-zero = НДС 0 %
quote-vat-none = Без НДС
quote-price-bad = Цена должна быть больше нуля.
quote-product-unknown = { $sku }: такого товара в договоре клиента нет. Проверьте артикул или предложите строку своими словами.
quote-product-twice = { $sku } стоит дважды. Объедините строки.
quote-name-bad = Напишите, что предлагается: от 1 до { $most } знаков.
quote-unit-bad = Такой единицы измерения нет.
quote-vat-bad = Ставка НДС должна быть standard, reduced, zero или none.
quote-quantity-bad = Количество должно быть больше нуля, а штучное целым.
quote-not-number = Строка { $line }: нужно число, например 1250,50.
quote-sku-or-words = В строке нужен либо артикул (sku), либо слова (name) с единицей и ставкой НДС.
quote-nothing-to-pay = Предложение ничего не стоит: проверьте цены и количества.
quote-term-bad = Срок должен быть днём календаря: не раньше сегодняшнего и не позже чем через год.
quote-changed = Тем временем сделана версия { $version }. Посмотрите её и ответьте ещё раз.

## Второе согласование

quote-second-title = Согласовать версию { $version }
quote-second-help = Цены выходят за предел того, что один сотрудник может дать сам. Покупатель увидит версию только после согласования.
quote-second-grant = Согласовать
quote-second-refuse = Не согласовать
quote-second-yes = согласовано: { $name }, { $reason }
quote-second-no = не согласовано: { $name }, { $reason }
quote-second-waits = ждёт согласования
quote-nobody-waits = Согласования здесь никто не ждёт.
quote-same-person = Согласовать должен другой сотрудник, а не тот, кто назначил цены.
quote-limit-title = Предел самостоятельной скидки
quote-limit-help = Цену ниже этого предела или ниже минимальной должен согласовать второй сотрудник; так же и цену товара, у которого своей цены нет.
quote-limit-percent = Ниже цены клиента, %
quote-limit-save = Сохранить предел
quote-limit-set = Предел сохранён.
quote-limit-bad = Предел должен быть числом от 0 до 100.

## Письма и ленты

letter-quote-asked = Запрос цен { $number }, { $partner }
letter-quote-offered = Предложение { $number } готово
letter-quote-declined = Предложение { $number } отклонено, { $partner }
letter-quote-withdrawn = Предложение { $number } отозвано
live-kind-quote_asked = Запрошено предложение
live-kind-quote_offered = Отправлено предложение
live-kind-quote_accepted = Принято предложение
live-kind-quote_declined = Отклонено предложение
day-matter-quotes_asked = Запросы предложений
day-matter-quotes_to_agree = Предложения на согласовании
timeline-group-quotes = Предложения
timeline-quote-asked = Запрошено предложение { $number }
timeline-quote-awaiting-second = Предложение { $number } ждёт второго согласования
timeline-quote-second-refused = Версия предложения { $number } не согласована
timeline-quote-offered = Отправлено предложение { $number } на { $sum }, до { $until }
timeline-quote-accepted = Принято предложение { $number }, заказ { $order }
timeline-quote-declined = Отклонено предложение { $number }
timeline-quote-withdrawn = Отозвано предложение { $number }
