### Search: what was searched for instead, suggestions, what was not found.

search-instead = Showing results for “{ $words }”.
search-literal = Search exactly for “{ $words }”
search-too-short = Too short to search for: type at least three characters.
search-hint-fewer = Keep one or two main words: “drill”, “screw 4×50”.
search-hint-code = Type a part of the article number or the last digits of the barcode.
search-hint-category = Open a category on the left and see what is in it.
search-tell-me = Tell me when it is there
search-asked = Your request is noted. Your manager sees it and will tell you when the product is there.
search-awaited = Waits to be told
search-category = category
search-suggested = Suggestions
search-vain-title = Searches without result
search-vain-lede = What was searched for and not found: how often, and by which clients.
search-vain-table = Download the table
search-vain-clients = Clients
search-vain-code = Partner code
search-vain-of-client = Of these by this partner
