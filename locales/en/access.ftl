### Sign-in, profile, passwords, links, choice of company, acting on a client's behalf, roles.

## Sign-in

sign-in-title = Sign in
sign-in-login = E-mail
sign-in-password = Password
sign-in-button = Sign in
sign-in-wrong = The e-mail or the password is not right. Please check the keyboard layout and Caps Lock.
sign-in-wait = Too many attempts to sign in. Please try again in { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }.

## Profile and password

profile-title = Profile
profile-roles = Roles
profile-password = Change of password
profile-password-current = Current password
profile-password-new = New password
profile-password-change = Change password
profile-password-changed = The password is changed. Your other devices will have to sign in again.
password-hint = At least 12 characters. A phrase of several words works best.
password-too-short = The password is too short: at least { $count ->
        [one] { $count } character is needed
       *[other] { $count } characters are needed
    }.
password-too-long = The password is too long. A phrase of several words is enough.
password-too-common = This password is easy to guess: it is widely used or contains your login. Please think of another.
password-wrong = The current password is not right.

## One-time links

link-title = New password
link-first-title = First administrator
link-button = Save
link-done = Your password is set. Sign in with it.
link-gone = The link was already used, or its time is over. Please ask for a new one where you got it.

## Choice of company

company-choose = Choose a company
company-current = You are working for this company now.
company-enter = Work for this company
company-none = Your account does not belong to any company yet. Please ask your manager.

## On behalf of a client

behalf-banner = You are acting on behalf of a client: { $company }
behalf-banner-agent = Staff member: { $agent }. Orders and records keep both names.
behalf-banner-errand = Until { $until }. Reason: { $reason }
behalf-end = Stop
behalf-reason-missing = Please give a reason of at most 300 characters: the client will see it.
behalf-forbidden = The client has forbidden acting on their behalf. The attempt is recorded, and the client sees it. The client's administrator can permit it again.
behalf-log = Acts on the company's behalf
behalf-log-lede = Who of the seller's staff acted on behalf of your company, when and why.
behalf-log-empty = Nobody has acted on behalf of your company.
behalf-permitted = The seller's staff may act on behalf of your company. Every time is recorded below.
behalf-not-permitted = Acting on behalf of your company is forbidden. Attempts are recorded below.
behalf-done-permitted = Done: staff may act on behalf of your company again.
behalf-done-forbidden = Done: nobody may act on behalf of your company. Whoever was acting just now no longer can.
behalf-permit = Permit
behalf-forbid = Forbid
behalf-agent = Staff member
behalf-reason = Reason
behalf-began = Began
behalf-ended = Ended
behalf-was-refused = refused

## Roles

role-buyer = Buyer
role-approver = Approver
role-partner_admin = Partner administrator
role-agent = Field agent
role-manager = Office manager
role-accountant = Accountant
role-warehouse = Warehouse
role-operator = Operator
role-administrator = Administrator
person-last-administrator = This is the last administrator: appoint another one first.
person-last-partner-admin = This is the last administrator of a partner company: appoint another one first.
person-last-approver = This is the last approver of a partner company: appoint another one first.
person-other-side = This account is on the other side: nobody can be staff and a buyer at once. Make another account.
behalf-ordered = placed order
behalf-cancelled = cancelled order
behalf-choose-client = First choose the client on whose behalf you act, under “My clients”.
