### Поиск: что искали вместо набранного, подсказки, что не нашлось.

search-instead = Показаны результаты для «{ $words }».
search-literal = Искать точно «{ $words }»
search-too-short = Слишком короткий запрос: напишите хотя бы три знака.
search-hint-fewer = Оставьте одно-два главных слова: «дрель», «саморез 4×50».
search-hint-code = Наберите часть артикула или последние цифры штрихкода.
search-hint-category = Откройте категорию слева и посмотрите, что в ней есть.
search-tell-me = Сообщить, когда появится
search-asked = Просьба записана. Менеджер видит её и сообщит вам, когда товар появится.
search-awaited = Просят сообщить
search-category = категория
search-suggested = Подсказки
search-vain-title = Запросы без результата
search-vain-lede = Что искали и не нашли: сколько раз и какие клиенты.
search-vain-table = Скачать таблицу
search-vain-clients = Клиенты
search-vain-code = Код партнёра
search-vain-of-client = Из них этот партнёр
