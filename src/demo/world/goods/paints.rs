//! Paints: wall paints, enamels and varnishes, primers and fillers, painters' tools, foams and sealants.

use super::table::*;

const PALITAR: Brand = brand(("Палитарь", "Palitar"), RUSSIA, 100);
const LAVERNO: Brand = brand(("Лаверно", "Laverno"), TURKEY, 126);
const KRASKODAR: Brand = brand(("Краскодар", "Kraskodar"), BELARUS, 86);

const TINS: Size = litres(&[("0,9", 44, 38), ("2,7", 100, 100), ("9", 290, 325)]);
const ENAMELS: Size = colour(&[
    ("белый", "white", 100),
    ("чёрный", "black", 98),
    ("красный", "red", 106),
    ("синий", "blue", 104),
    ("зелёный", "green", 102),
    ("жёлтый", "yellow", 106),
]);

pub const TRADE: Trade = Trade {
    name: ("Лаки и краски", "Paints"),
    shelves: &[
        Shelf {
            name: ("Краски интерьерные и фасадные", "Interior and facade paints"), prefix: "PN", kinds: PAINTS
        },
        Shelf { name: ("Эмали и лаки", "Enamels and varnishes"), prefix: "EV", kinds: ENAMEL },
        Shelf { name: ("Грунты и шпатлёвки", "Primers and fillers"), prefix: "PR", kinds: PRIMERS },
        Shelf { name: ("Малярный инструмент", "Painters' tools"), prefix: "PT", kinds: BRUSHES },
        Shelf { name: ("Пены и герметики", "Foams and sealants"), prefix: "FS", kinds: SEALANTS },
    ],
};

const PAINTS: &[Kind] = &[
    kind("Краска для стен и потолков матовая", "Matt wall and ceiling paint", PIECE, 1_150, 4_100)
        .made(&[PALITAR, LAVERNO, KRASKODAR])
        .sized(&[
            TINS,
            colour(&[("белый", "white", 100), ("слоновая кость", "ivory", 106), ("светло-серый", "light grey", 106)]),
        ]),
    kind("Краска моющаяся для кухни и ванной", "Washable kitchen and bathroom paint", PIECE, 1_620, 4_000)
        .made(&[PALITAR, LAVERNO])
        .sized(&[TINS, choice(("Колеровка", "Tinting base"), &[("база А", "base A", 100), ("база С", "base C", 92)])]),
    kind("Краска фасадная атмосферостойкая", "Weatherproof facade paint", PIECE, 1_480, 4_200)
        .made(&[PALITAR, LAVERNO, KRASKODAR])
        .sized(&[TINS])
        .facts(&[(("Основа", "Binder"), ("акриловая", "acrylic"))]),
];

const ENAMEL: &[Kind] = &[
    kind("Эмаль алкидная универсальная", "All-purpose alkyd enamel", PIECE, 390, 1_050)
        .made(&[PALITAR, KRASKODAR])
        .sized(&[kilos(&[("0,9", 100, 100), ("1,9", 196, 205)]), ENAMELS]),
    kind("Эмаль аэрозольная", "Spray enamel", PIECE, 245, 400)
        .made(&[PALITAR, LAVERNO])
        .lot(12)
        .sized(&[ENAMELS])
        .facts(&[(("Объём", "Volume"), ("520 мл", "520 ml"))]),
    kind("Лак паркетный полиуретановый", "Polyurethane floor varnish", PIECE, 1_900, 2_700)
        .made(&[PALITAR, LAVERNO])
        .sized(&[TINS, choice(("Блеск", "Sheen"), &[("глянцевый", "gloss", 100), ("матовый", "matt", 104)])]),
];

const PRIMERS: &[Kind] = &[
    kind("Грунтовка глубокого проникновения", "Deep-penetration primer", PIECE, 390, 5_200)
        .made(&[PALITAR, LAVERNO, KRASKODAR])
        .sized(&[litres(&[("1", 32, 21), ("5", 100, 100), ("10", 178, 200)])])
        .facts(&[(("Расход", "Coverage"), ("0,1 л/м²", "0.1 l/m²"))]),
    kind("Грунт-эмаль по ржавчине", "Rust-converting primer enamel", PIECE, 460, 1_050).made(&[PALITAR, KRASKODAR]).sized(&[
        kilos(&[("0,9", 100, 100), ("2,7", 275, 290)]),
        colour(&[("серый", "grey", 100), ("коричневый", "brown", 100), ("чёрный", "black", 102)]),
    ]),
    kind("Шпатлёвка финишная готовая", "Ready-mixed finishing filler", PIECE, 420, 5_300)
        .made(&[PALITAR, LAVERNO, KRASKODAR])
        .sized(&[kilos(&[("1,5", 42, 32), ("5", 100, 100), ("15", 252, 298), ("25", 370, 490)])]),
    kind("Шпатлёвка гипсовая сухая", "Dry gypsum filler", PIECE, 310, 15_100).made(&[PALITAR, KRASKODAR]).sized(&[kilos(&[
        ("5", 42, 34),
        ("15", 100, 100),
        ("25", 148, 166),
    ])]),
    kind("Антисептик для дерева", "Wood preservative", PIECE, 980, 2_800)
        .made(&[PALITAR, LAVERNO])
        .sized(&[TINS, colour(&[("сосна", "pine", 100), ("орех", "walnut", 100), ("палисандр", "rosewood", 102)])]),
];

const BRUSHES: &[Kind] = &[
    kind("Кисть плоская", "Flat brush", PIECE, 110, 60)
        .made(&[PALITAR, LAVERNO, KRASKODAR])
        .lot(12)
        .sized(&[millimetres(
            "Ширина",
            "Width",
            &[("25", 48, 45), ("38", 64, 62), ("50", 82, 80), ("75", 125, 130), ("100", 172, 180)],
        )])
        .facts(&[(("Щетина", "Bristles"), ("смешанная", "mixed"))]),
    kind("Валик малярный с рукояткой", "Paint roller with handle", PIECE, 260, 210).made(&[PALITAR, LAVERNO]).sized(&[
        millimetres("Ширина", "Width", &[("100", 62, 60), ("180", 92, 92), ("240", 112, 115)]),
        choice(
            ("Покрытие", "Cover"),
            &[("микрофибра", "microfibre", 100), ("полиакрил", "polyacrylic", 84), ("велюр", "velour", 96)],
        ),
    ]),
    kind("Шпатель фасадный нержавеющий", "Stainless filling knife", PIECE, 280, 190)
        .made(&[PALITAR, KRASKODAR])
        .sized(&[millimetres(
            "Ширина",
            "Width",
            &[("60", 48, 42), ("100", 62, 60), ("200", 92, 92), ("350", 132, 140), ("450", 160, 172)],
        )])
        .facts(&[(("Рукоятка", "Handle"), ("двухкомпонентная", "two-component"))]),
    kind("Лента малярная бумажная", "Paper masking tape", ROLL, 115, 130).made(&[PALITAR, KRASKODAR]).sized(&[
        millimetres("Ширина", "Width", &[("25", 58, 55), ("38", 82, 82), ("48", 100, 104)]),
        metres("Длина", "Length", &[("25", 62, 55), ("50", 112, 110)]),
    ]),
    kind("Ванночка малярная", "Paint tray", PIECE, 120, 180).made(&[PALITAR, LAVERNO]).lot(5).sized(&[millimetres(
        "Размер",
        "Dimensions",
        &[("150×290", 74, 70), ("330×350", 128, 140)],
    )]),
];

const SEALANTS: &[Kind] = &[
    kind("Пена монтажная профессиональная", "Gun-grade expanding foam", PIECE, 420, 880)
        .made(&[PALITAR, LAVERNO, KRASKODAR])
        .lot(12)
        .sized(&[
            millilitres(&[("650", 84, 86), ("850", 108, 106)]),
            choice(("Сезон", "Season"), &[("летняя", "summer", 100), ("зимняя", "winter", 108)]),
        ]),
    kind("Герметик силиконовый", "Silicone sealant", PIECE, 260, 330)
        .made(&[PALITAR, LAVERNO])
        .sized(&[
            choice(("Назначение", "Use"), &[("универсальный", "universal", 92), ("санитарный", "sanitary", 106)]),
            colour(&[("белый", "white", 100), ("прозрачный", "clear", 100), ("серый", "grey", 104)]),
        ])
        .facts(&[(("Объём", "Volume"), ("280 мл", "280 ml"))]),
    kind("Клей монтажный", "Construction adhesive", PIECE, 230, 420).made(&[PALITAR, KRASKODAR]).sized(&[
        choice(("Основа", "Base"), &[("акриловый", "acrylic", 88), ("каучуковый", "rubber", 112)]),
        millilitres(&[("200", 72, 65), ("300", 104, 98)]),
    ]),
    kind("Пистолет для герметика", "Sealant gun", PIECE, 540, 480).made(&[PALITAR, LAVERNO, KRASKODAR]).sized(&[choice(
        ("Корпус", "Body"),
        &[("скелетный", "skeleton", 72), ("полукорпусный", "half-body", 100), ("трубчатый", "tubular", 165)],
    )]),
];
