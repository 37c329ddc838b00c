### What a letter and a printed order say of the receipt.

# $leaf: the hash of the record; $checker: the address of the checking page.
receipt-line = Record: { $leaf } – check it at { $checker }
