//! Packaging: boxes, tape, film and bags.

use super::table::*;

const UPAKOVIT: Brand = brand(("Упаковит", "Upakovit"), RUSSIA, 100);
const BOKSAR: Brand = brand(("Боксарь", "Boksar"), BELARUS, 95);
const TARIVA: Brand = brand(("Тарива", "Tariva"), CHINA, 84);

pub const TRADE: Trade = Trade {
    name: ("Упаковка", "Packaging"),
    shelves: &[
        Shelf { name: ("Коробки", "Boxes"), prefix: "BX", kinds: BOXES },
        Shelf { name: ("Клейкая лента", "Adhesive tape"), prefix: "TP", kinds: TAPE },
        Shelf { name: ("Плёнка и пакеты", "Film and bags"), prefix: "FB", kinds: FILM },
    ],
};

const BOXES: &[Kind] = &[
    kind("Короб картонный четырёхклапанный", "Cardboard shipping box", PIECE, 48, 360).made(&[UPAKOVIT, BOKSAR]).lot(10).sized(
        &[
            millimetres(
                "Размер",
                "Dimensions",
                &[
                    ("250×200×150", 52, 45),
                    ("300×200×200", 68, 62),
                    ("400×300×200", 100, 100),
                    ("500×300×300", 138, 150),
                    ("600×400×400", 225, 250),
                ],
            ),
            choice(("Картон", "Board"), &[("Т-22", "T-22", 92), ("Т-24", "T-24", 108), ("П-32", "P-32", 178)]),
        ],
    ),
    kind("Коробка почтовая самосборная", "Self-locking mailing box", PIECE, 32, 110).made(&[UPAKOVIT, BOKSAR, TARIVA]).sized(&[
        millimetres("Размер", "Dimensions", &[("170×120×50", 62, 52), ("220×160×80", 100, 100), ("310×230×100", 158, 185)]),
        colour(&[("белый", "white", 116), ("бурый", "brown", 94)]),
    ]),
    kind("Коробка архивная с крышкой", "Archive box with lid", PIECE, 190, 620)
        .made(&[UPAKOVIT, BOKSAR])
        .lot(5)
        .sized(&[millimetres("Размер", "Dimensions", &[("325×260×245", 92, 94), ("400×320×295", 122, 132)])]),
];

const TAPE: &[Kind] = &[
    kind("Лента упаковочная клейкая", "Packing tape", ROLL, 92, 190).made(&[UPAKOVIT, BOKSAR, TARIVA]).lot(12).sized(&[
        weighed(
            ("Размер", "Dimensions"),
            &[
                ("48 мм × 50 м", "48 mm × 50 m", 78, 74),
                ("48 мм × 66 м", "48 mm × 66 m", 100, 98),
                ("72 мм × 66 м", "72 mm × 66 m", 148, 146),
            ],
        ),
        colour(&[("прозрачный", "clear", 100), ("коричневый", "brown", 101)]),
    ]),
    kind("Лента двусторонняя", "Double-sided tape", ROLL, 165, 150)
        .made(&[UPAKOVIT, TARIVA])
        .sized(&[
            millimetres("Ширина", "Width", &[("25", 62, 55), ("38", 88, 82), ("50", 112, 108)]),
            choice(
                ("Основа", "Carrier"),
                &[("полипропилен", "polypropylene", 82), ("ткань", "cloth", 124), ("вспененный полиэтилен", "foam", 138)],
            ),
        ])
        .facts(&[(("Длина", "Length"), ("10 м", "10 m"))]),
    kind("Лента армированная", "Duct tape", ROLL, 260, 320)
        .made(&[UPAKOVIT, TARIVA])
        .sized(&[
            metres("Длина", "Length", &[("10", 46, 42), ("25", 88, 90), ("50", 152, 170)]),
            colour(&[("серый", "grey", 100), ("чёрный", "black", 102)]),
        ])
        .facts(&[(("Ширина", "Width"), ("48 мм", "48 mm"))]),
    kind("Диспенсер для упаковочной ленты", "Packing tape dispenser", PIECE, 420, 390)
        .made(&[UPAKOVIT, BOKSAR])
        .sized(&[millimetres("Ширина ленты", "Tape width", &[("50", 92, 92), ("75", 126, 124)])]),
];

const FILM: &[Kind] = &[
    kind("Плёнка стрейч ручная", "Hand stretch film", ROLL, 480, 2_200)
        .made(&[UPAKOVIT, BOKSAR, TARIVA])
        .sized(&[kilos(&[("1,2", 62, 60), ("2", 100, 100)]), colour(&[("прозрачный", "clear", 100), ("чёрный", "black", 108)])])
        .facts(&[(("Толщина", "Thickness"), ("20 мкм", "20 µm"))]),
    kind("Плёнка воздушно-пузырчатая", "Bubble wrap", ROLL, 1_250, 3_600).made(&[UPAKOVIT, TARIVA]).sized(&[
        metres("Ширина", "Width", &[("0,5", 52, 50), ("1,2", 118, 120)]),
        metres("Длина", "Length", &[("25", 54, 50), ("50", 100, 100), ("100", 188, 200)]),
    ]),
    kind("Пакеты с замком", "Zip-lock bags", PACK, 160, 260)
        .made(&[UPAKOVIT, BOKSAR, TARIVA])
        .lot(5)
        .sized(&[centimetres(
            "Размер",
            "Dimensions",
            &[("7×10", 42, 32), ("10×15", 72, 66), ("15×20", 108, 128), ("20×25", 156, 208), ("25×35", 235, 350)],
        )])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
    kind("Пакеты курьерские", "Courier bags", PACK, 390, 520)
        .made(&[UPAKOVIT, BOKSAR])
        .sized(&[
            millimetres("Размер", "Dimensions", &[("150×210", 52, 45), ("240×320", 100, 100), ("400×500", 215, 250)]),
            choice(("Карман", "Pocket"), &[("с карманом", "with pocket", 112), ("без кармана", "without pocket", 98)]),
        ])
        .facts(&[(("В упаковке", "Pack size"), ("50 шт.", "50 pcs"))]),
];
