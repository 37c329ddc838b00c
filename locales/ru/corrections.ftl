### Корректировки: проведённый счёт не меняют, его уменьшают отдельным документом.

correction-title = Корректировка (уменьшение) № { $number } от { $day }
correction-to = К счёту № { $invoice } от { $day }
correction-done = Корректировка проведена. Изменить её нельзя.
correction-number = Номер
correction-invoice = Счёт
correction-reason = Основание
correction-by = Провёл
correction-lines = Уменьшение по строкам счёта
correction-cheaper = только цена
correction-total = Всего уменьшение
correction-notes = Корректировки этого счёта
correction-credited = Уменьшено корректировками
correction-wanted = К оплате с учётом корректировок
correction-whole = Счёт скорректирован полностью: оплачивать нечего.
correction-form = Корректировка (уменьшение)
correction-hint = Заполните строки, которые меняются: количество, если товар не принят, или сумму с НДС, если уменьшается цена. Основание увидит клиент. Проведённую корректировку изменить нельзя.
correction-left = Осталось
correction-quantity = Снять количество
correction-amount = Снять сумму с НДС
correction-button = Провести корректировку
correction-not-correctable = Корректировкой уменьшают только счёт за отгрузку: счёт на предоплату меняется вместе с заказом, начальный остаток исправляют новым импортом.
correction-no-lines = Укажите хотя бы одну строку: количество или сумму.
correction-nothing = Сумма корректировки должна быть больше нуля.
correction-unknown-line = В счёте нет строки { $line }.
correction-line-twice = Строка { $line } указана дважды.
correction-one-of-two = Строка { $line }: укажите либо количество, либо сумму.
correction-not-positive = Строка { $line }: число должно быть больше нуля.
correction-too-many = Строка { $line }: осталось только { $left }, снять больше нельзя.
correction-not-whole = Строка { $line }: количество должно быть целым.
correction-not-number = Строка { $line }: не удалось прочитать число.
correction-more = Показаны не все корректировки, а только первые { $count }.
correction-too-much = Строка { $line }: осталось только { $left }, снять больше нельзя.

statement-kind-credit_note = Корректировка (уменьшение)
timeline-credit-note-posted = Корректировка { $number } к счёту { $invoice } на { $sum }: { $reason }
live-kind-credit_note_posted = Проведена корректировка
