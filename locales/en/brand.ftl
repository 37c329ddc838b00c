### How the portal looks: name, colours, logo; when stock figures are old; the foot of the demo.

brand-title = Appearance
brand-name = Name in the head
brand-name-hint = Empty: Orderly
brand-name-too-long = The name in the head has at most { $count } letters.
brand-accent = Colour of links and buttons, light theme
brand-accent-dark = Colour of links and buttons, dark theme
brand-accent-hint = For example #0b5f80. Empty: as the program has it
brand-not-colour = A colour is written in six digits, for example #0b5f80.
brand-low-contrast = Text in this colour cannot be read everywhere: its contrast is { $ratio } : 1, and it needs at least 4.5 : 1. The nearest colour that does: { $nearest }.
brand-logo = Logo
brand-logo-now = The logo now
brand-logo-hint = PNG, JPEG or WebP up to { $kilobytes } KB. It is shown 28 pixels high
brand-logo-none = Remove the logo
brand-logo-too-large = The logo is larger than { $kilobytes } KB. Make it smaller: it comes with the very first page.
brand-by-light = On light
brand-by-dark = On dark
brand-look = Order

fresh-hours = Stock figures are old after, hours
fresh-hours-hint = From then on the page says so and promises no firm dates. 0: never
fresh-hours-bad = Hours are a whole number from 0 to { $most }.
fresh-old = figures are out of date
fresh-promise = probably ships by { $day }
fresh-promise-why = The date is not firm: the stock figures have not been updated for a while.
