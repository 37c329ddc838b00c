## The portal's words and people's own; dates in fields

error-own-word = “{ $word }” is a mark that the portal itself uses. Give the reason in your own words.
error-not-day = Give a date, for example 2026-03-31 or 31.03.2026.
