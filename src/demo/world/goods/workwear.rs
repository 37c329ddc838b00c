//! Workwear and protection: suits and jackets, footwear, gloves, protective equipment and first aid.

use super::table::*;

const NADEZHNIK: Brand = brand(("Надёжник", "Nadezhnik"), RUSSIA, 100);
const PROTEGA: Brand = brand(("Протега", "Protega"), BELARUS, 94);
const STALNOR: Brand = brand(("Стальнор", "Stalnor"), TURKEY, 124);

const CLOTHES: Size = choice(
    ("Размер", "Size"),
    &[
        ("44–46", "44–46", 100),
        ("48–50", "48–50", 100),
        ("52–54", "52–54", 100),
        ("56–58", "56–58", 104),
        ("60–62", "60–62", 108),
    ],
)
.led("размер ", "size ");
const SHOES: Size = choice(
    ("Размер", "Size"),
    &[("40", "40", 100), ("41", "41", 100), ("42", "42", 100), ("43", "43", 100), ("44", "44", 100), ("45", "45", 102)],
)
.led("размер ", "size ");
const HANDS: Size =
    choice(("Размер", "Size"), &[("8", "8", 100), ("9", "9", 100), ("10", "10", 102), ("11", "11", 104)]).led("размер ", "size ");
const S1P: (Words, Words) = (("Подносок", "Toecap"), ("композитный, 200 Дж", "composite, 200 J"));

pub const TRADE: Trade = Trade {
    name: ("Спецодежда и защита", "Workwear and protection"),
    shelves: &[
        Shelf { name: ("Костюмы и куртки", "Suits and jackets"), prefix: "WW", kinds: CLOTHING },
        Shelf { name: ("Рабочая обувь", "Work footwear"), prefix: "WF", kinds: FOOTWEAR },
        Shelf { name: ("Перчатки", "Gloves"), prefix: "GL", kinds: GLOVES },
        Shelf { name: ("Средства защиты", "Protective equipment"), prefix: "PE", kinds: PROTECTION },
    ],
};

const CLOTHING: &[Kind] = &[
    kind("Костюм рабочий летний", "Summer work suit", SET, 2_900, 1_300)
        .made(&[NADEZHNIK, PROTEGA])
        .sized(&[CLOTHES, colour(&[("синий", "blue", 100), ("серый", "grey", 100)])])
        .facts(&[(("Ткань", "Fabric"), ("смесовая, 210 г/м²", "polycotton, 210 g/m²"))]),
    kind("Куртка рабочая утеплённая", "Insulated work jacket", PIECE, 4_600, 1_700)
        .made(&[NADEZHNIK, STALNOR])
        .sized(&[CLOTHES])
        .facts(&[(("Утеплитель", "Insulation"), ("синтепон, 2 слоя", "polyester wadding, 2 layers"))]),
    kind("Полукомбинезон рабочий", "Work bib overall", PIECE, 2_100, 800)
        .made(&[NADEZHNIK, PROTEGA])
        .sized(&[CLOTHES])
        .facts(&[(("Ткань", "Fabric"), ("смесовая, 240 г/м²", "polycotton, 240 g/m²"))]),
    kind("Жилет сигнальный", "High-visibility vest", PIECE, 240, 140)
        .made(&[NADEZHNIK, PROTEGA])
        .lot(5)
        .sized(&[CLOTHES, colour(&[("лимонный", "lime", 100), ("оранжевый", "orange", 100)])]),
];

const FOOTWEAR: &[Kind] = &[
    kind("Ботинки рабочие кожаные", "Leather work boots", PAIR, 3_400, 1_350)
        .made(&[NADEZHNIK, PROTEGA, STALNOR])
        .sized(&[SHOES])
        .facts(&[S1P]),
    kind("Полуботинки рабочие летние", "Summer work shoes", PAIR, 2_700, 1_050)
        .made(&[NADEZHNIK, STALNOR])
        .sized(&[SHOES])
        .facts(&[S1P]),
    kind("Сапоги резиновые", "Rubber boots", PAIR, 1_250, 1_900)
        .made(&[NADEZHNIK, PROTEGA])
        .sized(&[SHOES])
        .facts(&[(("Высота", "Height"), ("36 см", "36 cm"))]),
    kind("Ботинки утеплённые с мехом", "Fur-lined winter boots", PAIR, 4_800, 1_600)
        .made(&[NADEZHNIK, STALNOR])
        .sized(&[SHOES])
        .facts(&[(("Подкладка", "Lining"), ("искусственный мех", "faux fur"))]),
];

const GLOVES: &[Kind] = &[
    kind("Перчатки трикотажные с ПВХ-точкой", "Knitted gloves with PVC dots", PAIR, 28, 45)
        .made(&[NADEZHNIK, PROTEGA])
        .lot(10)
        .sized(&[choice(
            ("Класс вязки", "Gauge"),
            &[("7 класс", "7 gauge", 104), ("10 класс", "10 gauge", 96), ("13 класс", "13 gauge", 118)],
        )]),
    kind("Перчатки с нитриловым обливом", "Nitrile-coated gloves", PAIR, 96, 60)
        .made(&[NADEZHNIK, PROTEGA, STALNOR])
        .lot(12)
        .sized(&[HANDS])
        .facts(&[(("Основа", "Liner"), ("хлопок", "cotton"))]),
    kind("Перчатки спилковые комбинированные", "Split leather rigger gloves", PAIR, 240, 150)
        .made(&[NADEZHNIK, STALNOR])
        .sized(&[HANDS]),
    kind("Перчатки нитриловые одноразовые", "Disposable nitrile gloves", PACK, 520, 380)
        .made(&[NADEZHNIK, PROTEGA])
        .sized(&[
            choice(("Размер", "Size"), &[("S", "S", 100), ("M", "M", 100), ("L", "L", 100), ("XL", "XL", 104)])
                .led("размер ", "size "),
            colour(&[("синий", "blue", 100), ("чёрный", "black", 108)]),
        ])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
];

const PROTECTION: &[Kind] = &[
    kind("Каска защитная", "Safety helmet", PIECE, 390, 360)
        .made(&[NADEZHNIK, PROTEGA])
        .lot(5)
        .sized(&[colour(&[
            ("белый", "white", 104),
            ("оранжевый", "orange", 100),
            ("синий", "blue", 100),
            ("жёлтый", "yellow", 100),
        ])])
        .facts(&[(("Оголовье", "Harness"), ("храповик", "ratchet"))]),
    kind("Очки защитные открытые", "Safety spectacles", PIECE, 185, 45).made(&[NADEZHNIK, STALNOR]).lot(5).sized(&[choice(
        ("Исполнение", "Version"),
        &[
            ("линзы прозрачные", "clear lenses", 100),
            ("линзы жёлтые", "yellow lenses", 108),
            ("линзы тёмные", "dark lenses", 110),
        ],
    )]),
    kind("Респиратор с клапаном", "Valved respirator", PIECE, 96, 18).made(&[NADEZHNIK, PROTEGA, STALNOR]).lot(10).sized(&[
        choice(("Класс защиты", "Protection class"), &[("FFP1", "FFP1", 72), ("FFP2", "FFP2", 100), ("FFP3", "FFP3", 162)]),
    ]),
    kind("Наушники противошумные", "Ear defenders", PIECE, 760, 240).made(&[NADEZHNIK, PROTEGA, STALNOR]).sized(&[measure(
        ("Защита от шума", "Noise reduction"),
        ("дБ", "dB"),
        &[("24", 74, 84), ("28", 100, 100), ("32", 138, 118)],
    )]),
    kind("Аптечка первой помощи для предприятий", "Workplace first aid kit", SET, 1_450, 1_100)
        .made(&[NADEZHNIK, PROTEGA])
        .reduced()
        .sized(&[weighed(
            ("Футляр", "Case"),
            &[
                ("сумка", "soft bag", 92, 90),
                ("пластиковый чемодан", "plastic case", 112, 120),
                ("металлический шкаф", "steel cabinet", 215, 420),
            ],
        )]),
    kind("Бинт медицинский нестерильный", "Non-sterile gauze bandage", PIECE, 38, 32)
        .made(&[NADEZHNIK, PROTEGA])
        .lot(10)
        .reduced()
        .sized(&[weighed(
            ("Размер", "Dimensions"),
            &[("5 м × 10 см", "5 m × 10 cm", 78, 75), ("7 м × 14 см", "7 m × 14 cm", 124, 130)],
        )]),
    kind("Пластырь бактерицидный", "Adhesive plasters", PACK, 68, 25)
        .made(&[NADEZHNIK, PROTEGA])
        .lot(10)
        .reduced()
        .sized(&[pieces(&[("10", 58, 55), ("20", 100, 100), ("50", 205, 240)])]),
];
