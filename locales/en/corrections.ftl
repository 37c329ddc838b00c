### Credit notes: a posted invoice is never changed, another document takes something off it.

correction-title = Credit note { $number } of { $day }
correction-to = To invoice { $invoice } of { $day }
correction-done = The credit note is posted. It cannot be changed any more.
correction-number = Number
correction-invoice = Invoice
correction-reason = Reason
correction-by = Posted by
correction-lines = What is taken off the invoice, line by line
correction-cheaper = price only
correction-total = Total credited
correction-notes = Credit notes to this invoice
correction-credited = Taken off by credit notes
correction-wanted = To be paid after credit notes
correction-whole = The whole invoice was credited: nothing is left to be paid.
correction-form = Credit note
correction-hint = Fill in the lines that change: a quantity where goods were not accepted, or an amount with VAT where the price comes down. The client sees the reason. A posted credit note cannot be changed.
correction-left = Left
correction-quantity = Quantity to credit
correction-amount = Amount to credit, with VAT
correction-button = Post the credit note
correction-not-correctable = Only an invoice for a shipment takes a credit note: a pro-forma changes with its order, and an opening balance is corrected by a new import.
correction-no-lines = Name at least one line, with a quantity or an amount.
correction-nothing = A credit note must come to more than zero.
correction-unknown-line = The invoice has no line { $line }.
correction-line-twice = Line { $line } is named twice.
correction-one-of-two = Line { $line }: give either a quantity or an amount.
correction-not-positive = Line { $line }: the figure must be above zero.
correction-too-many = Line { $line }: only { $left } is left, no more can be credited.
correction-not-whole = Line { $line }: only a whole quantity can be credited.
correction-not-number = Line { $line }: the figure cannot be read.
correction-more = The first { $count } credit notes are shown; there are more.
correction-too-much = Line { $line }: only { $left } is left, no more can be credited.

statement-kind-credit_note = Credit note
timeline-credit-note-posted = Credit note { $number } to invoice { $invoice }, { $sum }: { $reason }
live-kind-credit_note_posted = Credit note posted
