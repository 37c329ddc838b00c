//! Office supplies: paper and exercise books, pens and markers, folders and archives, desk supplies.

use super::table::*;

const KANTSELAD: Brand = brand(("Канцелад", "Kantselad"), RUSSIA, 100);
const SKREPYSH: Brand = brand(("Скрепыш", "Skrepysh"), BELARUS, 88);
const BYURUM: Brand = brand(("Бюрум", "Byurum"), TURKEY, 120);

const INKS: Size =
    colour(&[("синий", "blue", 100), ("чёрный", "black", 100), ("красный", "red", 100), ("зелёный", "green", 100)]);
const COVERS: Size = colour(&[("синий", "blue", 100), ("чёрный", "black", 100), ("красный", "red", 102), ("серый", "grey", 100)]);

pub const TRADE: Trade = Trade {
    name: ("Канцтовары", "Office supplies"),
    shelves: &[
        Shelf { name: ("Бумага и тетради", "Paper and notebooks"), prefix: "PP", kinds: PAPER },
        Shelf { name: ("Письменные принадлежности", "Writing instruments"), prefix: "WR", kinds: PENS },
        Shelf { name: ("Папки и архивация", "Folders and filing"), prefix: "FL", kinds: FOLDERS },
        Shelf { name: ("Настольные принадлежности", "Desk supplies"), prefix: "DS", kinds: DESK },
    ],
};

const PAPER: &[Kind] = &[
    kind("Бумага офисная белая", "White office paper", PACK, 410, 2_500)
        .made(&[KANTSELAD, SKREPYSH, BYURUM])
        .lot(5)
        .sized(&[
            weighed(("Формат", "Format"), &[("А4", "A4", 100, 100), ("А3", "A3", 205, 200)]),
            choice(
                ("Качество", "Quality"),
                &[("класс А", "grade A", 116), ("класс В", "grade B", 106), ("класс С", "grade C", 98)],
            ),
        ])
        .facts(&[(("Листов", "Sheets"), ("500", "500"))]),
    kind("Тетрадь школьная", "School exercise book", PIECE, 24, 55)
        .made(&[KANTSELAD, SKREPYSH])
        .lot(10)
        .reduced()
        .sized(&[
            weighed(
                ("Листы", "Leaves"),
                &[
                    ("12 листов", "12 leaves", 62, 60),
                    ("18 листов", "18 leaves", 84, 85),
                    ("24 листа", "24 leaves", 106, 110),
                    ("48 листов", "48 leaves", 205, 215),
                ],
            ),
            choice(("Линовка", "Ruling"), &[("клетка", "squared", 100), ("линейка", "lined", 100)]),
        ])
        .facts(&[(("Формат", "Format"), ("А5", "A5"))]),
    kind("Альбом для рисования", "Drawing pad", PIECE, 92, 180)
        .made(&[KANTSELAD, SKREPYSH, BYURUM])
        .lot(10)
        .reduced()
        .sized(&[weighed(
            ("Листы", "Leaves"),
            &[("20 листов", "20 leaves", 72, 70), ("32 листа", "32 leaves", 100, 100), ("40 листов", "40 leaves", 122, 125)],
        )])
        .facts(&[(("Формат", "Format"), ("А4", "A4"))]),
    kind("Блокнот на гребне", "Spiral notepad", PIECE, 130, 160).made(&[KANTSELAD, BYURUM]).sized(&[
        weighed(("Формат", "Format"), &[("А5", "A5", 100, 100), ("А6", "A6", 68, 52)]),
        choice(("Листы", "Leaves"), &[("40 листов", "40 leaves", 82), ("80 листов", "80 leaves", 128)]),
    ]),
];

const PENS: &[Kind] = &[
    kind("Ручка шариковая", "Ballpoint pen", PIECE, 24, 9)
        .made(&[KANTSELAD, SKREPYSH, BYURUM])
        .lot(12)
        .sized(&[INKS])
        .facts(&[(("Толщина линии", "Line width"), ("0,7 мм", "0.7 mm"))]),
    kind("Ручка гелевая", "Gel pen", PIECE, 42, 11)
        .made(&[KANTSELAD, SKREPYSH, BYURUM])
        .sized(&[INKS])
        .facts(&[(("Толщина линии", "Line width"), ("0,5 мм", "0.5 mm"))]),
    kind("Маркер перманентный", "Permanent marker", PIECE, 62, 20)
        .made(&[KANTSELAD, BYURUM])
        .sized(&[INKS, millimetres("Толщина линии", "Line width", &[("1", 84, 80), ("3", 100, 100)])]),
    kind("Текстовыделитель", "Highlighter", PIECE, 48, 15)
        .made(&[KANTSELAD, SKREPYSH])
        .lot(5)
        .sized(&[colour(&[
            ("жёлтый", "yellow", 100),
            ("зелёный", "green", 100),
            ("розовый", "pink", 100),
            ("оранжевый", "orange", 100),
        ])])
        .facts(&[(("Наконечник", "Tip"), ("скошенный", "chisel"))]),
    kind("Карандаш чернографитный с ластиком", "Graphite pencil with eraser", PIECE, 18, 6)
        .made(&[KANTSELAD, SKREPYSH])
        .lot(12)
        .sized(&[choice(("Твёрдость", "Hardness"), &[("HB", "HB", 100), ("2B", "2B", 104), ("2H", "2H", 104)])]),
];

const FOLDERS: &[Kind] = &[
    kind("Папка-регистратор", "Lever arch file", PIECE, 260, 420)
        .made(&[KANTSELAD, SKREPYSH, BYURUM])
        .sized(&[millimetres("Корешок", "Spine", &[("50", 92, 90), ("75", 108, 112)]), COVERS]),
    kind("Папка-скоросшиватель", "Report file", PIECE, 38, 55)
        .made(&[KANTSELAD, SKREPYSH])
        .lot(10)
        .sized(&[COVERS])
        .facts(&[(("Формат", "Format"), ("А4", "A4"))]),
    kind("Папка на резинках", "Elastic folder", PIECE, 110, 120)
        .made(&[KANTSELAD, BYURUM])
        .lot(5)
        .sized(&[COVERS])
        .facts(&[(("Формат", "Format"), ("А4", "A4"))]),
    kind("Файлы-вкладыши перфорированные", "Punched pockets", PACK, 240, 380).made(&[KANTSELAD, SKREPYSH]).sized(&[
        choice(("Плотность", "Thickness"), &[("30 мкм", "30 µm", 72), ("45 мкм", "45 µm", 118)]),
        pieces(&[("50", 62, 55), ("100", 112, 110)]),
    ]),
];

const DESK: &[Kind] = &[
    kind("Степлер", "Stapler", PIECE, 420, 210).made(&[KANTSELAD, SKREPYSH, BYURUM]).sized(&[
        choice(("Скобы", "Staples"), &[("скобы № 10", "staples No. 10", 72), ("скобы № 24/6", "staples No. 24/6", 112)]),
        colour(&[("чёрный", "black", 100), ("синий", "blue", 100)]),
    ]),
    kind("Дырокол", "Hole punch", PIECE, 560, 340)
        .made(&[KANTSELAD, BYURUM])
        .sized(&[weighed(
            ("Пробивает", "Capacity"),
            &[
                ("до 10 листов", "up to 10 sheets", 62, 55),
                ("до 20 листов", "up to 20 sheets", 92, 95),
                ("до 40 листов", "up to 40 sheets", 165, 260),
            ],
        )])
        .facts(&[(("Отверстий", "Holes"), ("2", "2"))]),
    kind("Скрепки канцелярские", "Paper clips", PACK, 62, 60)
        .made(&[KANTSELAD, SKREPYSH])
        .lot(10)
        .sized(&[millimetres("Длина", "Length", &[("25", 72, 62), ("28", 84, 78), ("50", 152, 190)])])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
    kind("Блок для заметок самоклеящийся", "Sticky notes", PIECE, 68, 70).made(&[KANTSELAD, BYURUM]).sized(&[
        millimetres("Размер", "Dimensions", &[("51×51", 66, 50), ("76×76", 104, 100)]),
        colour(&[("жёлтый", "yellow", 100), ("голубой", "light blue", 102), ("розовый", "pink", 102)]),
    ]),
    kind("Лоток горизонтальный", "Letter tray", PIECE, 290, 420).made(&[KANTSELAD, SKREPYSH]).sized(&[colour(&[
        ("чёрный", "black", 100),
        ("серый", "grey", 100),
        ("прозрачный", "clear", 108),
    ])]),
    kind("Калькулятор настольный", "Desktop calculator", PIECE, 980, 190).made(&[KANTSELAD, BYURUM]).sized(&[choice(
        ("Разряды", "Digits"),
        &[("12 разрядов", "12 digits", 92), ("14 разрядов", "14 digits", 112), ("16 разрядов", "16 digits", 134)],
    )]),
];
