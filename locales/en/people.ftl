### People: invitations, a company's own roles, profile and sessions, the choice of letters, a forgotten password.

menu-people = People

## People of one's own company

people-title = People of the company
people-lede = Who works in the portal for your company, and what they may do. Changes hold at once.
people-change = Change
people-done-invited = The invitation is on its way.
people-done-sent = The invitation is on its way again. The earlier link is dead.
people-done-withdrawn = The invitation is withdrawn; the link in the letter is dead.
people-done-changed = Changes saved; they hold already.
people-done-unchanged = Nothing to change: it was so already.
people-done-blocked = Access to the company is closed.
people-done-unblocked = Access to the company is open again.

## Invitations

invite-form-title = Invite somebody
invite-form-hint = They get a letter with a link that lasts 7 days and works once. They set their own name and password.
invite-send = Send the invitation
invite-list-title = Invitations that are not accepted yet
invite-by = Invited by
invite-until = Valid until
invite-ended = expired
invite-again = Send again
invite-withdraw = Withdraw
invite-already-member = This person is on the list already: change the roles there.
invite-too-often = Too many invitations in a row, from you or to this e-mail. The next one can be sent in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.
invite-too-many = { $count } invitations are open already: withdraw those you do not need.
invite-title = Invitation
invite-offer = { $company } invites you to the ordering portal. Your roles: { $roles }.
invite-offer-staff = You are invited to the ordering portal as staff. Your roles: { $roles }.
invite-known = { $email } can sign in to the portal already. Sign in with it to accept the invitation.
invite-other-session = The invitation was sent to { $email }, and you are signed in as { $login }. Sign out and open the link in the letter again.
invite-another-person = The invitation was sent to { $email }. Sign in with that address to accept it.
invite-sign-in-first = This address can sign in to the portal already. Sign in and open the link in the letter again.
invite-join = Accept the invitation
invite-accept = Accept and set the password
invite-done = The invitation is accepted. Sign in with your e-mail and the new password.
invite-gone = The invitation was used or withdrawn, or has expired. Ask for a new one.
invite-letter-subject = Invitation to the ordering portal: { $company }
invite-letter-text = { $company } invites you to the ordering portal.
invite-letter-staff-subject = Invitation to the portal: { $company }
invite-letter-staff-text = { $company } invites you to work in the ordering portal.
invite-letter-help = Open the link to accept the invitation. It lasts 7 days and works once.
invite-letter-note = If you did not expect this letter, do not open the link: nothing happens without you.

## The company's own roles

role-custom = The company's role
role-none = none
role-path = You are here
role-list-title = The company's roles
role-lede = Roles that your company has put together itself of single rights. Give them instead of the ready-made roles or beside them.
role-list-empty = No roles of your own yet. Make the first one, for example "Accountant": invoices and payments only.
role-new = A new role
role-name = Name
role-rights = Rights
role-hint = What is needed besides is added: whoever places orders sees the catalogue and at least his own orders. For somebody bound to no unit, "of the unit" means "only their own".
role-holders = { $count ->
        [0] nobody has it
        [one] { $count } person has it
       *[other] { $count } people have it
    }
role-remove = Remove the role
role-done-made = The role is made.
role-done-changed = The role is changed. For those who have it the change holds already.
role-done-removed = The role is removed.
role-name-bad = Give the role a name of at most { $count } characters.
role-name-taken = There is a role of that name already.
role-rights-missing = Choose at least one right.
role-right-not-listed = Roles of a company cannot hold such a right.
role-right-lacking = You cannot give or take more than you may do yourself.
role-depth-unknown = Choose for the right: only their own, their unit's, or the whole company's.
role-unknown = The company has no such role.
role-in-use = Somebody has this role, or an open invitation offers it. Take it away there first.
role-too-many = There are { $count } roles already: remove those you do not need.

right-catalogue_see = See the catalogue, prices and stock
right-cart_fill = Fill a cart
right-orders_place = Place orders
right-orders_read = See orders and shipments
right-orders_cancel = Cancel orders
right-requested_read = See requested goods
right-money_read = See invoices, payments and debts
right-company_read = See the company's details
right-company_run = Manage people and roles
depth-none = no
depth-own = only their own
depth-unit = of the unit
depth-company = of the whole company

## Profile and sessions

profile-oneself = About you
profile-zone = Time zone
profile-zone-home = the seller's
profile-save = Save
profile-done-saved = Your profile is saved.
profile-done-mail = Your choice of letters is saved.
profile-done-ended = The session has ended.
profile-sessions = Where you are signed in
profile-device = Device
profile-device-unknown = unknown device
profile-session-began = Signed in
profile-session-seen = Last active
profile-session-this = this session
profile-session-end = End
profile-sessions-end-others = End all but this one

## Letters

mail-title = Letters
mail-lede = What to write to you about
mail-always = Letters about your password and invitations always come.
mail-topic-orders = Orders: confirmation, cancelling, answers
mail-topic-shipments = Shipments and promised dates
mail-topic-invoices = Invoices, payment reminders, shipment blocks
mail-topic-messages = Messages from your manager
mail-topic-notices = Goods back in stock
mail-topic-quotes = Quotes
mail-why = You got this letter because you chose such letters in the ordering portal.
mail-settings = Choose your letters
mail-leave = No more letters like this
mail-leave-button = Stop these letters
mail-left = Done: no more letters like this. You can have them back in your profile.
mail-way-gone = The link is incomplete or damaged. Open it from the letter as a whole, or choose your letters in your profile.
letter-invoice = Invoice { $number }
letter-invoice-text = An invoice has been issued for a shipment of order { $order }.
letter-proforma = Pro-forma invoice { $number }
letter-proforma-text = A pro-forma invoice has been issued for order { $order }. The goods leave when it is paid.
letter-invoice-due = Due on { $day }.
letter-invoice-sum = To be paid
letter-invoice-farewell = The whole invoice is in the portal.

## A forgotten password

reset-forgotten = Forgot your password?
reset-title = Forgot your password?
reset-lede = Give the e-mail you sign in with: we send a link to set a new password.
reset-button = Send the link
reset-asked = If this address can sign in, a letter is on its way. The link lasts one hour. No letter? Look into your spam folder or ask your manager.
reset-back = Back to signing in
reset-letter-subject = A new password for the ordering portal
reset-letter-text = Somebody, most likely you, asked to set a new password for the ordering portal.
reset-letter-help = Open the link and set the password. It lasts one hour and works once; your open sessions end.
reset-letter-note = If it was not you, do nothing: the password stays as it is.
