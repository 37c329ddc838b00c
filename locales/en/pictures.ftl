# Pictures of products.

picture-title = Picture
picture-none-yet = No picture of this product yet.
picture-file = Picture file
picture-file-hint = PNG, JPEG or WebP, up to 2 MB. It replaces the picture before it.
picture-hang = Save picture
picture-take-down = Remove picture
picture-none-chosen = Choose a picture file.
picture-unknown = This file is not a picture that can be shown. Save it as PNG, JPEG or WebP.
picture-other-type = Content-Type says “{ $told }”, but this is { $found }.
picture-too-large = The picture is larger than { $megabytes } MB. Make it smaller and send it again.
stock-done-hung = The picture is saved: buyers see it beside the product.
stock-done-kept = This picture was there already.
stock-done-bare = The product has no picture now.
