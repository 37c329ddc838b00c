### What the depth of somebody's role lets him only look at.

order-only-look = Your role lets you look at this order. Whoever placed it or your company’s administrator can change or cancel it.
quote-only-look = Your role lets you look at this quote. Whoever asked for it or your company’s administrator can answer it.
