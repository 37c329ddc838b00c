### The log of records: its state, the receipt of an order.

menu-records = Log of records

records-title = Log of records
records-lede = Every order, discount, block and payment is written to a log that can only be continued. Each second the new records are sealed with a signature whose key is kept outside the database.

records-is-whole = Sealed
records-is-waiting = Being sealed
records-is-late = Not sealed in time
records-is-silent = The signer is silent
records-is-unsealed = Not being sealed
records-is-keyless = The key of the log is gone
records-is-set_back = Records are missing
records-is-forgotten = The signer has lost its memory

records-means-whole = Every record is sealed. None of them can be changed, removed or moved unnoticed: the command “orderly verify” shows it.
records-means-waiting = The last records wait for the next second. There is nothing to do.
records-means-late = Records have been waiting for their seal for more than a minute. Orders are accepted and stored, but not protected yet. Check that the portal and the signer are running, and look at the portal’s log.
records-means-silent = The signer does not answer. Orders are accepted and stored; seals and the promises in receipts will follow when it answers. Start “orderly signer” and check the address in ORDERLY_SIGNER.
records-means-unsealed = Nobody seals records on this node. Set up a signer and restart the portal.
records-means-keyless = Records are sealed, and the key of the log is not in the portal’s folder. Orders are accepted and stored, but not sealed. Put the signer folder back from its copy; no restart is needed. If it is lost, “orderly signer reopen” goes on with a new key, and everybody who checks the log sees that.
records-means-set_back = The signer has signed records that the database does not hold: the database was replaced by an old copy, or records were deleted. New records are not sealed. Keep the database as it is, run “orderly verify” and bring back the latest backup. If there is no newer one, “orderly signer reopen” goes on from the last seal in the database, and everybody who checks the log sees that break.
records-means-forgotten = More records are sealed in the database than the signer remembers: its folder was replaced by an old copy or an empty one. New records are not sealed until that is settled. Give it its folder back. If it is lost, “orderly signer reopen” goes on from the last seal in the database, and everybody who checks the log sees that break.
records-unwatched = The witness has not confirmed the log for a long time. Check that it is running and that its address can be reached.
records-signer-inside = The key of the log lies in the portal’s folder. Whoever gets into this server gets the key as well. For real work keep it apart: run “orderly signer” as another user or on protected storage, and set ORDERLY_SIGNER.

records-count = Records
records-sealed = Sealed
records-sealed-at = { $count }, last on { $at }
records-never = never yet
records-unsealed = Waiting for a seal
records-unsealed-since = { $count }, the earliest from { $at }
records-none = none
records-witness = Witness
records-witnessed = { $who } has confirmed { $count } records, { $at }
records-no-witness = not set up: without a second observer only receipts at partners reveal a forgery made with the key
records-witness-silent = has not answered yet

records-keys = Keys
records-signer = Signer
records-signer-apart = a process of its own
records-signer-here = inside the portal
records-log = Name of the log
records-key = Key of the log
records-no-changes = The key has never been changed.
records-changed-at = Date
records-old-key = Old
records-new-key = New
records-after = After record
records-why = Reason
records-rotated = planned change
records-compromised = revoked: may have come into other hands
records-key-advice = Keep the key of the log where nobody with access to the server can change it: in a contract, in the mail of two owners. The log and its receipts are checked by it.

records-checkpoint = Last seal
records-checkpoint-advice = Copy it to a safe place once a day. With it “orderly verify --checkpoint” shows that nothing has gone missing since.

## The receipt of an order

receipt-link = Receipt
receipt-path = Path
receipt-title = Receipt of order { $number }
receipt-lede = Proof of what was recorded, and on which terms. It can be checked without us.
receipt-is-sealed = The order is recorded and sealed. The receipt file proves it to anybody who has the key of the log.
receipt-is-promised = The order is recorded and promised, not yet proved: the receipt holds the signed promise to seal it. The proof follows in a second: reload the page.
receipt-is-written = The order is recorded and not signed for yet. The proof will be in the receipt once it is sealed: look again in a minute.
receipt-download = Download the receipt
receipt-checker = Download the checking page
receipt-how = How to check it
receipt-how-more = Download the receipt and the checking page, open the page from your disk and choose the receipt file. No network is needed. Compare the key that is shown with the one you have kept. If a single digit of the receipt is changed, the page names it.
receipt-version = Version of the order
receipt-total = Total
receipt-place = Place in the log
receipt-leaf = Hash of the record
receipt-key = Key of the log
receipt-witnesses = Confirmations by witnesses
