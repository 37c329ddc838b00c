//! Fasteners: screws, bolts and nuts, anchors and plugs. They keep the old five-digit numbers of the card index.

use super::table::*;

const SKOBAR: Brand = brand(("Скобарь", "Skobar"), RUSSIA, 100);
const TVERDIN: Brand = brand(("Твердин", "Tverdin"), BELARUS, 92);
const DURBIS: Brand = brand(("Дюрбис", "Durbis"), CHINA, 80);

const PACK_SIZES: Size = pieces(&[("100", 100, 100), ("500", 440, 500)]);

pub const TRADE: Trade = Trade {
    name: ("Крепёж", "Fasteners"),
    shelves: &[
        Shelf { name: ("Саморезы", "Screws"), prefix: "SC", kinds: SCREWS },
        Shelf { name: ("Болты и гайки", "Bolts and nuts"), prefix: "BN", kinds: BOLTS },
        Shelf { name: ("Анкеры и дюбели", "Anchors and plugs"), prefix: "", kinds: ANCHORS },
    ],
};

const SCREWS: &[Kind] = &[
    kind("Саморез по дереву жёлтый", "Yellow wood screw", PACK, 150, 230)
        .made(&[SKOBAR, TVERDIN])
        .sized(&[
            millimetres(
                "Размер",
                "Dimensions",
                &[
                    ("3,5×25", 68, 55),
                    ("3,5×35", 82, 72),
                    ("4×40", 100, 100),
                    ("4×50", 122, 124),
                    ("5×60", 175, 205),
                    ("5×80", 228, 268),
                ],
            ),
            PACK_SIZES,
        ])
        .facts(&[(("Шлиц", "Drive"), ("PZ2", "PZ2"))]),
    kind("Саморез кровельный с шайбой", "Roofing screw with washer", PACK, 420, 640)
        .made(&[SKOBAR, DURBIS])
        .sized(&[
            millimetres(
                "Размер",
                "Dimensions",
                &[("4,8×29", 88, 88), ("4,8×35", 100, 100), ("4,8×51", 128, 135), ("5,5×19", 92, 86)],
            ),
            colour(&[("цинк", "zinc", 92), ("шоколад", "chocolate", 100), ("зелёный мох", "moss green", 100)]),
        ])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
    kind("Гвоздь строительный", "Common nail", KILO, 118, 1_000).made(&[SKOBAR, TVERDIN]).lot(5).sized(&[millimetres(
        "Размер",
        "Dimensions",
        &[
            ("2,5×50", 108, 100),
            ("3×70", 103, 100),
            ("3×80", 101, 100),
            ("4×100", 100, 100),
            ("4×120", 100, 100),
            ("5×150", 98, 100),
        ],
    )]),
];

const BOLTS: &[Kind] = &[
    kind("Болт с шестигранной головкой", "Hex head bolt", PACK, 330, 1_250)
        .made(&[SKOBAR, TVERDIN, DURBIS])
        .sized(&[weighed(
            ("Размер", "Dimensions"),
            &[
                ("М6×30", "M6×30", 58, 38),
                ("М6×50", "M6×50", 72, 58),
                ("М8×40", "M8×40", 90, 92),
                ("М8×60", "M8×60", 108, 125),
                ("М10×60", "M10×60", 158, 205),
                ("М10×80", "M10×80", 186, 258),
                ("М12×80", "M12×80", 252, 395),
            ],
        )])
        .facts(&[(("Класс прочности", "Strength class"), ("8.8", "8.8")), (("В упаковке", "Pack size"), ("50 шт.", "50 pcs"))]),
    kind("Гайка шестигранная", "Hex nut", PACK, 210, 620)
        .made(&[SKOBAR, TVERDIN])
        .sized(&[weighed(
            ("Резьба", "Thread"),
            &[
                ("М5", "M5", 48, 22),
                ("М6", "M6", 62, 40),
                ("М8", "M8", 100, 82),
                ("М10", "M10", 165, 185),
                ("М12", "M12", 230, 275),
                ("М16", "M16", 410, 530),
            ],
        )])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
    kind("Шайба плоская", "Flat washer", PACK, 120, 300)
        .made(&[SKOBAR, DURBIS])
        .sized(&[weighed(
            ("Резьба", "Thread"),
            &[("М6", "M6", 62, 33), ("М8", "M8", 100, 62), ("М10", "M10", 150, 120), ("М12", "M12", 205, 185)],
        )])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
    kind("Шпилька резьбовая", "Threaded rod", PIECE, 96, 390).made(&[SKOBAR, TVERDIN]).sized(&[
        weighed(("Резьба", "Thread"), &[("М8", "M8", 72, 80), ("М10", "M10", 100, 128), ("М12", "M12", 148, 185)]),
        metres("Длина", "Length", &[("1", 100, 100), ("2", 195, 200)]),
    ]),
];

const ANCHORS: &[Kind] = &[
    kind("Анкерный болт с гайкой", "Sleeve anchor with nut", PIECE, 24, 70)
        .made(&[SKOBAR, DURBIS])
        .lot(10)
        .sized(&[millimetres(
            "Размер",
            "Dimensions",
            &[
                ("8×65", 52, 42),
                ("8×85", 62, 52),
                ("10×100", 100, 100),
                ("12×100", 138, 150),
                ("12×130", 165, 185),
                ("16×150", 290, 330),
            ],
        )])
        .facts(&[(("Покрытие", "Finish"), ("жёлтый цинк", "yellow zinc"))]),
    kind("Дюбель распорный", "Wall plug", PACK, 110, 120)
        .made(&[SKOBAR, TVERDIN, DURBIS])
        .lot(5)
        .sized(&[millimetres(
            "Размер",
            "Dimensions",
            &[("5×25", 55, 40), ("6×30", 68, 58), ("8×40", 100, 100), ("10×50", 152, 190)],
        )])
        .facts(&[
            (("Материал", "Material"), ("полипропилен", "polypropylene")),
            (("В упаковке", "Pack size"), ("100 шт.", "100 pcs")),
        ]),
    kind("Дюбель-гвоздь с потайным бортиком", "Countersunk hammer-in plug", PACK, 260, 540)
        .made(&[SKOBAR, TVERDIN])
        .sized(&[millimetres(
            "Размер",
            "Dimensions",
            &[("6×40", 70, 62), ("6×60", 88, 85), ("8×60", 115, 128), ("8×80", 140, 160), ("8×100", 172, 195)],
        )])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
    kind("Дюбель для теплоизоляции с пластиковым гвоздём", "Insulation anchor with plastic nail", PACK, 540, 900)
        .made(&[TVERDIN, DURBIS])
        .sized(&[millimetres(
            "Размер",
            "Dimensions",
            &[("10×90", 78, 75), ("10×120", 100, 100), ("10×140", 118, 116), ("10×160", 136, 132)],
        )])
        .facts(&[(("В упаковке", "Pack size"), ("100 шт.", "100 pcs"))]),
];
