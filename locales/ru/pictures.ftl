# Изображения товаров.

picture-title = Изображение
picture-none-yet = У этого товара пока нет изображения.
picture-file = Файл изображения
picture-file-hint = PNG, JPEG или WebP, до 2 МБ. Прежнее изображение будет заменено.
picture-hang = Сохранить изображение
picture-take-down = Убрать изображение
picture-none-chosen = Выберите файл изображения.
picture-unknown = Такой файл показать нельзя: сохраните изображение в PNG, JPEG или WebP.
picture-other-type = В Content-Type указано «{ $told }», а это { $found }.
picture-too-large = Изображение больше { $megabytes } МБ. Уменьшите его и отправьте ещё раз.
stock-done-hung = Изображение сохранено: покупатели видят его рядом с товаром.
stock-done-kept = Это изображение уже стояло у товара.
stock-done-bare = Теперь у товара нет изображения.
