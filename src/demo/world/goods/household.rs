//! Household goods: storage boxes, kitchenware, buckets and basins.

use super::table::*;

const DOMOVITA: Brand = brand(("Домовита", "Domovita"), RUSSIA, 100);
const UYUTEYA: Brand = brand(("Уютея", "Uyuteya"), BELARUS, 93);
const LADOSHA: Brand = brand(("Ладоша", "Ladosha"), CHINA, 80);

const PLASTICS: Size =
    colour(&[("белый", "white", 100), ("серый", "grey", 100), ("мятный", "mint", 103), ("бежевый", "beige", 100)]);
const STEEL: (Words, Words) = (("Материал", "Material"), ("нержавеющая сталь", "stainless steel"));
const PLASTIC: (Words, Words) = (("Материал", "Material"), ("полипропилен", "polypropylene"));

pub const TRADE: Trade = Trade {
    name: ("Хозтовары", "Household goods"),
    shelves: &[
        Shelf { name: ("Хранение", "Storage"), prefix: "ST", kinds: STORAGE },
        Shelf { name: ("Посуда и кухня", "Kitchenware"), prefix: "KW", kinds: KITCHEN },
        Shelf { name: ("Вёдра и тазы", "Buckets and basins"), prefix: "BB", kinds: BUCKETS },
        Shelf { name: ("Элементы питания", "Batteries"), prefix: "BT", kinds: BATTERIES },
    ],
};

const STORAGE: &[Kind] = &[
    kind("Контейнер для хранения с крышкой", "Storage box with lid", PIECE, 490, 900)
        .made(&[DOMOVITA, UYUTEYA])
        .sized(&[litres(&[("5", 42, 38), ("10", 66, 62), ("20", 100, 100), ("40", 162, 175)]), PLASTICS])
        .facts(&[PLASTIC]),
    kind("Ящик складской", "Stackable bin", PIECE, 330, 640)
        .made(&[DOMOVITA, LADOSHA])
        .sized(&[
            litres(&[("3,8", 62, 60), ("9,4", 112, 118)]),
            colour(&[("синий", "blue", 100), ("красный", "red", 100), ("жёлтый", "yellow", 100)]),
        ])
        .facts(&[PLASTIC]),
    kind("Стеллаж металлический разборный", "Knock-down steel shelving", SET, 3_900, 12_000)
        .made(&[DOMOVITA, UYUTEYA])
        .sized(&[
            weighed(("Полки", "Shelves"), &[("4 полки", "4 shelves", 100, 100), ("5 полок", "5 shelves", 120, 118)]),
            centimetres("Ширина", "Width", &[("70", 90, 88), ("100", 112, 116)]),
        ])
        .facts(&[(("Нагрузка на полку", "Load per shelf"), ("100 кг", "100 kg"))]),
];

const KITCHEN: &[Kind] = &[
    kind("Кастрюля с крышкой", "Saucepan with lid", PIECE, 1_450, 1_300)
        .made(&[DOMOVITA, UYUTEYA, LADOSHA])
        .sized(&[litres(&[("1,5", 68, 65), ("2,8", 100, 100), ("4,5", 138, 142), ("6", 172, 175)])])
        .facts(&[STEEL]),
    kind("Сковорода с антипригарным покрытием", "Non-stick frying pan", PIECE, 1_180, 950)
        .made(&[DOMOVITA, LADOSHA])
        .sized(&[centimetres("Диаметр", "Diameter", &[("20", 72, 68), ("24", 92, 90), ("26", 104, 105), ("28", 118, 122)])])
        .facts(&[(("Покрытие", "Coating"), ("каменная крошка", "stone effect"))]),
    kind("Нож кухонный", "Kitchen knife", PIECE, 340, 130)
        .made(&[DOMOVITA, LADOSHA])
        .sized(&[centimetres("Длина клинка", "Blade length", &[("9", 58, 50), ("13", 78, 75), ("15", 92, 92), ("20", 122, 135)])])
        .facts(&[STEEL]),
    kind("Кружка фарфоровая", "Porcelain mug", PIECE, 165, 310).made(&[DOMOVITA, UYUTEYA]).sized(&[
        millilitres(&[("250", 88, 86), ("350", 108, 112)]),
        colour(&[("белый", "white", 92), ("синий", "blue", 106), ("терракота", "terracotta", 108)]),
    ]),
    kind("Доска разделочная", "Chopping board", PIECE, 420, 700).made(&[DOMOVITA, UYUTEYA]).sized(&[
        centimetres("Размер", "Dimensions", &[("20×30", 78, 72), ("25×35", 100, 100), ("30×40", 132, 142)]),
        choice(("Материал", "Material"), &[("бамбук", "bamboo", 116), ("бук", "beech", 128), ("пластик", "plastic", 62)]),
    ]),
];

const BUCKETS: &[Kind] = &[
    kind("Ведро хозяйственное пластиковое", "Plastic household bucket", PIECE, 190, 480)
        .made(&[DOMOVITA, UYUTEYA, LADOSHA])
        .lot(5)
        .sized(&[litres(&[("5", 62, 58), ("8", 82, 80), ("10", 100, 100), ("12", 114, 118)])])
        .facts(&[PLASTIC]),
    kind("Ведро оцинкованное", "Galvanised bucket", PIECE, 420, 1_050)
        .made(&[DOMOVITA, UYUTEYA])
        .sized(&[litres(&[("9", 90, 90), ("12", 108, 114), ("15", 126, 138)])])
        .facts(&[(("Материал", "Material"), ("оцинкованная сталь", "galvanised steel"))]),
    kind("Таз круглый", "Round basin", PIECE, 240, 520).made(&[DOMOVITA, LADOSHA]).lot(5).sized(&[
        litres(&[("8", 68, 66), ("12", 100, 100), ("18", 142, 148)]),
        colour(&[("белый", "white", 100), ("голубой", "light blue", 100)]),
    ]),
    kind("Корзина для бумаг", "Waste paper basket", PIECE, 260, 450).made(&[DOMOVITA, UYUTEYA]).sized(&[
        litres(&[("10", 88, 90), ("14", 112, 115)]),
        colour(&[("чёрный", "black", 100), ("серый", "grey", 100), ("бежевый", "beige", 102)]),
    ]),
];

const BATTERIES: &[Kind] = &[
    kind("Батарейки щелочные", "Alkaline batteries", PACK, 210, 95).made(&[DOMOVITA, UYUTEYA, LADOSHA]).lot(12).sized(&[
        weighed(
            ("Типоразмер", "Size"),
            &[("AA", "AA", 100, 100), ("AAA", "AAA", 96, 50), ("C", "C", 178, 280), ("D", "D", 235, 580)],
        ),
        pieces(&[("2", 62, 55), ("4", 112, 110)]),
    ]),
    kind("Аккумуляторы никель-металлгидридные", "Ni-MH rechargeable batteries", PACK, 620, 62)
        .made(&[DOMOVITA, LADOSHA])
        .sized(&[
            weighed(("Типоразмер", "Size"), &[("AA", "AA", 100, 100), ("AAA", "AAA", 82, 48)]),
            measure(("Ёмкость", "Capacity"), ("мА·ч", "mAh"), &[("900", 84, 80), ("1100", 92, 90), ("2100", 116, 110)]),
        ])
        .facts(&[(("В упаковке", "Pack size"), ("2 шт.", "2 pcs"))]),
];
