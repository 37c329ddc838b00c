//! Puts a product on a shelf by the words of its name, since the file knows no categories. Called by `files`.
//! It guesses, and need not be right: a catalogue of this size only has to have a tree.

/// Words of a name, and the shelf in Russian and English. The first row with a word of the name counts.
const SHELVES: &[(&[&str], &str, &str)] = &[
    (&["CHRISTMAS", "ADVENT", "XMAS", "REINDEER", "SANTA", "SNOWFLAKE"], "Праздники / Рождество", "Holidays / Christmas"),
    (&["EASTER", "EGG", "EGGS", "CHICK", "BUNNY"], "Праздники / Пасха", "Holidays / Easter"),
    (&["PARTY", "BIRTHDAY", "BUNTING", "GARLAND", "BALLOON", "BALLOONS"], "Праздники / Для вечеринки", "Holidays / Party"),
    (
        &["NECKLACE", "NECKLACES", "BRACELET", "EARRINGS", "RING", "BROOCH", "CHARM"],
        "Украшения / Бижутерия",
        "Jewellery / Costume jewellery",
    ),
    (&["HAIR", "TIARA"], "Украшения / Для волос", "Jewellery / For the hair"),
    (&["BAG", "BAGS", "SHOPPER", "RUCKSACK", "BACKPACK", "PURSE"], "Аксессуары / Сумки", "Accessories / Bags"),
    (&["UMBRELLA", "PARASOL", "SCARF", "GLOVES", "SLIPPERS"], "Аксессуары / Одежда", "Accessories / To wear"),
    (&["CANDLE", "CANDLES", "T-LIGHT", "T-LIGHTS", "LANTERN", "INCENSE"], "Дом / Свечи", "Home / Candles"),
    (&["LIGHT", "LIGHTS", "LAMP", "LAMPSHADE", "TORCH"], "Дом / Свет", "Home / Lights"),
    (&["CUSHION", "THROW", "BLANKET", "RUG", "DOORMAT", "CURTAIN", "QUILT"], "Дом / Текстиль", "Home / Textiles"),
    (&["CLOCK", "MIRROR", "FRAME", "SIGN", "PICTURE", "PHOTO", "ART"], "Дом / На стену", "Home / For the wall"),
    (
        &["HOOK", "HANGER", "DRAWER", "KNOB", "CABINET", "SHELF", "STOOL", "CHAIR"],
        "Дом / Мебель и крючки",
        "Home / Furniture and hooks",
    ),
    (&["BOX", "BOXES", "BASKET", "STORAGE", "TIN", "TINS"], "Дом / Хранение", "Home / Storage"),
    (
        &["MUG", "MUGS", "CUP", "CUPS", "TEACUP", "BEAKER", "GLASS", "TUMBLER"],
        "Кухня / Чашки и стаканы",
        "Kitchen / Cups and glasses",
    ),
    (&["PLATE", "PLATES", "BOWL", "BOWLS", "TRAY", "CAKESTAND", "DISH", "JUG"], "Кухня / Посуда", "Kitchen / Tableware"),
    (&["CAKE", "BAKING", "JELLY", "MOULD", "MOULDS", "CAKES", "CUPCAKE"], "Кухня / Выпечка", "Kitchen / Baking"),
    (&["TEA", "APRON", "TOWEL", "TOWELS", "KITCHEN", "CUTLERY", "LUNCH", "JAR", "BOTTLE"], "Кухня / Прочее", "Kitchen / Other"),
    (
        &["GARDEN", "PLANT", "PLANTER", "WATERING", "BIRDHOUSE", "FEEDER", "POT"],
        "Сад / Всё для сада",
        "Garden / All for the garden",
    ),
    (&["FLOWER", "FLOWERS", "ROSE", "ROSES", "WREATH"], "Сад / Цветы", "Garden / Flowers"),
    (
        &["CARD", "CARDS", "WRAP", "RIBBON", "RIBBONS", "TISSUE", "NAPKINS"],
        "Бумага / Открытки и упаковка",
        "Paper / Cards and wrapping",
    ),
    (&["NOTEBOOK", "PENCIL", "PENCILS", "PEN", "STICKERS", "PAPER", "JOURNAL"], "Бумага / Канцтовары", "Paper / Stationery"),
    (&["TOY", "TOYS", "GAME", "DOLL", "DOLLY", "SOLDIER", "PUPPET", "PUZZLE", "CHILDRENS"], "Детям / Игрушки", "Children / Toys"),
    (&["SPACEBOY", "BABY", "NURSERY", "GIRL", "GIRLS", "BOYS"], "Детям / Детская", "Children / Nursery"),
];

/// The path of a shelf in Russian and in English; what fits nowhere stands among the gifts by its first letter.
pub fn shelf(name: &str) -> (String, String) {
    let words: Vec<String> = name.split([' ', ',', '.', '/', '+', '&']).map(str::to_uppercase).collect();
    let known = SHELVES.iter().find(|(signs, ..)| words.iter().any(|word| signs.contains(&word.as_str())));
    if let Some((_, ru, en)) = known {
        return ((*ru).to_owned(), (*en).to_owned());
    }
    let letter = name.chars().find(|sign| sign.is_alphabetic()).map_or('A', |sign| sign.to_ascii_uppercase());
    (format!("Подарки / {letter}"), format!("Gifts / {letter}"))
}

#[cfg(test)]
mod tests {
    use super::shelf;

    #[test]
    fn a_word_decides_and_else_the_first_letter() {
        assert_eq!(shelf("WHITE HANGING HEART T-LIGHT HOLDER").1, "Home / Candles");
        assert_eq!(shelf("SET/6 MUGS, POLKADOT").0, "Кухня / Чашки и стаканы");
        assert_eq!(shelf("50'S WICKER HEART"), ("Подарки / S".to_owned(), "Gifts / S".to_owned()));
    }
}
