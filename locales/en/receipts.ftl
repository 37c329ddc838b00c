### What a letter and a printed order say of the receipt, and what its page says where nothing is proved.

# $leaf: the hash of the record; $checker: the address of the checking page.
receipt-line = Record: { $leaf } – check it at { $checker }
receipt-is-unproved = The order is recorded and there is a seal over it, but its signature cannot be confirmed here right now: the signer does not answer, or the key of that seal was revoked. Look again in a minute.
receipt-is-broken = What is kept of this order does not agree with what was signed. Download the receipt, keep it together with the confirmation you were sent, and tell your manager at once.
