//! Garden: watering, garden tools, soil and fertilisers.

use super::table::*;

const GRYADKIN: Brand = brand(("Грядкин", "Gryadkin"), RUSSIA, 100);
const SADOLYUB: Brand = brand(("Садолюб", "Sadolyub"), BELARUS, 92);
const ROSELIA: Brand = brand(("Розелия", "Roselia"), TURKEY, 118);

pub const TRADE: Trade = Trade {
    name: ("Сад и огород", "Garden"),
    shelves: &[
        Shelf { name: ("Полив", "Watering"), prefix: "WT", kinds: WATERING },
        Shelf { name: ("Садовый инструмент", "Garden tools"), prefix: "GT", kinds: TOOLS },
        Shelf { name: ("Грунты и удобрения", "Soil and fertilisers"), prefix: "SF", kinds: SOIL },
        Shelf { name: ("Горшки и кашпо", "Pots and planters"), prefix: "PO", kinds: POTS },
    ],
};

const WATERING: &[Kind] = &[
    kind("Шланг поливочный армированный", "Reinforced garden hose", PIECE, 1_650, 3_800)
        .made(&[GRYADKIN, SADOLYUB, ROSELIA])
        .sized(&[
            weighed(("Диаметр", "Diameter"), &[("1/2\"", "1/2\"", 82, 80), ("3/4\"", "3/4\"", 134, 150)]),
            metres("Длина", "Length", &[("15", 62, 60), ("25", 100, 100), ("50", 188, 200)]),
        ]),
    kind("Лейка садовая", "Watering can", PIECE, 320, 480).made(&[GRYADKIN, SADOLYUB]).lot(5).sized(&[
        litres(&[("5", 72, 68), ("8", 100, 100), ("10", 116, 122)]),
        colour(&[("зелёный", "green", 100), ("синий", "blue", 100)]),
    ]),
    kind("Пистолет-распылитель", "Garden spray gun", PIECE, 390, 190).made(&[GRYADKIN, ROSELIA]).sized(&[choice(
        ("Режимы", "Spray modes"),
        &[("1 режим", "1 mode", 66), ("4 режима", "4 modes", 94), ("8 режимов", "8 modes", 126)],
    )]),
    kind("Опрыскиватель помповый", "Pump sprayer", PIECE, 890, 950).made(&[GRYADKIN, SADOLYUB, ROSELIA]).sized(&[litres(&[
        ("1,5", 42, 38),
        ("5", 100, 100),
        ("8", 138, 138),
    ])]),
];

const TOOLS: &[Kind] = &[
    kind("Лопата штыковая", "Digging spade", PIECE, 690, 1_700)
        .made(&[GRYADKIN, SADOLYUB, ROSELIA])
        .sized(&[choice(
            ("Исполнение", "Version"),
            &[("черенок деревянный", "wooden handle", 88), ("черенок металлический", "steel handle", 112)],
        )])
        .facts(&[(("Полотно", "Blade"), ("рельсовая сталь", "rail steel"))]),
    kind("Грабли витые", "Bow rake", PIECE, 480, 900).made(&[GRYADKIN, SADOLYUB]).lot(5).sized(&[choice(
        ("Зубцы", "Tines"),
        &[
            ("10 зубцов", "10 tines", 88),
            ("12 зубцов", "12 tines", 98),
            ("14 зубцов", "14 tines", 110),
            ("16 зубцов", "16 tines", 122),
        ],
    )]),
    kind("Секатор", "Secateurs", PIECE, 760, 240).made(&[GRYADKIN, SADOLYUB, ROSELIA]).sized(&[
        millimetres("Длина", "Length", &[("180", 88, 88), ("210", 108, 112)]),
        choice(("Тип реза", "Cutting action"), &[("плоскостной", "bypass", 100), ("контактный", "anvil", 94)]),
    ]),
    kind("Тачка садовая", "Wheelbarrow", PIECE, 4_300, 11_500).made(&[GRYADKIN, ROSELIA]).sized(&[
        litres(&[("65", 84, 86), ("85", 104, 106), ("110", 134, 128)]),
        choice(("Колёса", "Wheels"), &[("1 колесо", "1 wheel", 94), ("2 колеса", "2 wheels", 116)]),
    ]),
];

const SOIL: &[Kind] = &[
    kind("Грунт универсальный питательный", "All-purpose potting soil", PIECE, 210, 9_500)
        .made(&[GRYADKIN, SADOLYUB])
        .lot(5)
        .sized(&[litres(&[("5", 38, 25), ("10", 62, 50), ("25", 112, 125), ("50", 190, 250)])]),
    kind("Грунт для рассады и овощей", "Seedling and vegetable soil", PIECE, 230, 9_500)
        .made(&[GRYADKIN, SADOLYUB])
        .sized(&[litres(&[("5", 38, 25), ("10", 62, 50), ("25", 112, 125), ("50", 190, 250)])]),
    kind("Удобрение минеральное гранулированное", "Granular mineral fertiliser", PIECE, 165, 1_020)
        .made(&[GRYADKIN, SADOLYUB, ROSELIA])
        .sized(&[
            choice(
                ("Назначение", "Use"),
                &[("для овощей", "for vegetables", 100), ("для газона", "for lawns", 108), ("для цветов", "for flowers", 110)],
            ),
            kilos(&[("1", 100, 100), ("3", 268, 300)]),
        ]),
    kind("Торф верховой нейтрализованный", "Neutralised peat", PIECE, 260, 10_000)
        .made(&[GRYADKIN, SADOLYUB])
        .sized(&[litres(&[("10", 48, 30), ("40", 118, 120), ("60", 158, 180)])]),
];

const POTS: &[Kind] = &[
    kind("Горшок цветочный с поддоном", "Flower pot with saucer", PIECE, 190, 260)
        .made(&[GRYADKIN, SADOLYUB, ROSELIA])
        .lot(5)
        .sized(&[
            litres(&[("1,2", 58, 48), ("2,5", 88, 88), ("5", 142, 165)]),
            colour(&[("белый", "white", 100), ("терракота", "terracotta", 98), ("антрацит", "anthracite", 108)]),
        ]),
    kind("Ящик балконный", "Balcony planter", PIECE, 340, 620).made(&[GRYADKIN, SADOLYUB]).sized(&[
        centimetres("Длина", "Length", &[("40", 72, 68), ("60", 100, 100), ("80", 132, 136)]),
        colour(&[("белый", "white", 100), ("терракота", "terracotta", 98)]),
    ]),
    kind("Кашпо подвесное", "Hanging planter", PIECE, 280, 290)
        .made(&[GRYADKIN, ROSELIA])
        .sized(&[litres(&[("2", 78, 74), ("4", 118, 124)]), colour(&[("белый", "white", 100), ("графит", "graphite", 106)])]),
];
