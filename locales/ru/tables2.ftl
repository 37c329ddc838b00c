# Таблицы офиса: предложения, обещания, запросы лимитов, задачи, сотрудники, промокоды.

quote-who-asked = Кто запросил
promises-outcome = Обещание
promises-lines = Отгруженные строки
promises-any = Все
limit-answer = Ответ
limit-answered-by = Кто ответил
limit-answered-at = Когда ответили
task-person = Контактное лицо
task-made = Поставлена
staff-state = Учётная запись
staff-state-open = действует
codes-most = Сколько раз можно использовать
