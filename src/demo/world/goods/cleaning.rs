//! Cleaning and hygiene: detergents, paper, mops and cloths, refuse sacks.

use super::table::*;

const CHISTODEY: Brand = brand(("Чистодей", "Chistodey"), RUSSIA, 100);
const SANIVER: Brand = brand(("Санивер", "Saniver"), BELARUS, 94);
const BLESKANIA: Brand = brand(("Блескания", "Bleskania"), TURKEY, 118);

const BOTTLES: Size = litres(&[("0,5", 40, 52), ("1", 64, 102), ("5", 240, 500)]);
const SCENTS: Size = choice(
    ("Отдушка", "Fragrance"),
    &[("аромат лимона", "lemon scent", 100), ("аромат хвои", "pine scent", 100), ("без запаха", "unscented", 97)],
);

pub const TRADE: Trade = Trade {
    name: ("Уборка и гигиена", "Cleaning and hygiene"),
    shelves: &[
        Shelf { name: ("Моющие средства", "Detergents"), prefix: "DT", kinds: DETERGENTS },
        Shelf { name: ("Бумажная продукция", "Paper hygiene"), prefix: "PH", kinds: PAPER },
        Shelf { name: ("Уборочный инвентарь", "Cleaning equipment"), prefix: "CE", kinds: EQUIPMENT },
        Shelf { name: ("Мешки для мусора", "Refuse sacks"), prefix: "RS", kinds: SACKS },
    ],
};

const DETERGENTS: &[Kind] = &[
    kind("Средство для мытья посуды", "Washing-up liquid", PIECE, 170, 1_000)
        .made(&[CHISTODEY, SANIVER])
        .sized(&[BOTTLES, SCENTS]),
    kind("Средство для мытья полов", "Floor cleaner", PIECE, 220, 1_000).made(&[CHISTODEY, BLESKANIA]).sized(&[BOTTLES, SCENTS]),
    kind("Средство для стёкол и зеркал", "Glass and mirror cleaner", PIECE, 160, 560)
        .made(&[CHISTODEY, SANIVER, BLESKANIA])
        .lot(12)
        .sized(&[choice(
            ("Исполнение", "Version"),
            &[("с распылителем", "with trigger spray", 100), ("запасной флакон", "refill bottle", 82)],
        )])
        .facts(&[(("Объём", "Volume"), ("500 мл", "500 ml"))]),
    kind("Мыло жидкое", "Liquid soap", PIECE, 210, 1_000).made(&[CHISTODEY, SANIVER, BLESKANIA]).sized(&[
        BOTTLES,
        choice(("Отдушка", "Fragrance"), &[("аромат алоэ", "aloe scent", 100), ("без запаха", "unscented", 96)]),
    ]),
];

const PAPER: &[Kind] = &[
    kind("Бумага туалетная", "Toilet paper", PACK, 190, 780).made(&[CHISTODEY, SANIVER, BLESKANIA]).sized(&[
        weighed(("Слои", "Ply"), &[("2 слоя", "2-ply", 88, 90), ("3 слоя", "3-ply", 116, 125)]),
        measure(("В упаковке", "Pack size"), ("рул.", "rolls"), &[("4", 58, 52), ("8", 108, 104), ("12", 152, 156)]),
    ]),
    kind("Полотенца бумажные листовые", "Folded paper towels", PACK, 125, 360)
        .made(&[CHISTODEY, SANIVER, BLESKANIA])
        .lot(5)
        .sized(&[
            choice(("Сложение", "Fold"), &[("V-сложение", "V-fold", 96), ("Z-сложение", "Z-fold", 110)]),
            choice(("Слои", "Ply"), &[("1 слой", "1-ply", 78), ("2 слоя", "2-ply", 112)]),
        ])
        .facts(&[(("Листов", "Sheets"), ("200", "200"))]),
    kind("Полотенца бумажные в рулоне", "Paper towel roll", ROLL, 310, 900)
        .made(&[CHISTODEY, SANIVER])
        .sized(&[metres("Длина намотки", "Roll length", &[("100", 72, 68), ("150", 100, 100), ("280", 148, 175)])])
        .facts(&[(("Слои", "Ply"), ("2 слоя", "2-ply"))]),
    kind("Салфетки бумажные", "Paper napkins", PACK, 82, 170).made(&[CHISTODEY, SANIVER]).sized(&[
        centimetres("Размер", "Dimensions", &[("24×24", 78, 75), ("33×33", 122, 130)]),
        colour(&[("белый", "white", 92), ("бордовый", "burgundy", 108), ("зелёный", "green", 106)]),
    ]),
];

const EQUIPMENT: &[Kind] = &[
    kind("Швабра с насадкой из микрофибры", "Microfibre flat mop", PIECE, 890, 850).made(&[CHISTODEY, SANIVER, BLESKANIA]).sized(
        &[
            centimetres("Ширина", "Width", &[("40", 92, 94), ("50", 108, 110)]),
            choice(
                ("Исполнение", "Version"),
                &[("рукоятка алюминиевая", "aluminium handle", 112), ("рукоятка стальная", "steel handle", 94)],
            ),
        ],
    ),
    kind("Щётка для пола", "Floor broom", PIECE, 360, 520).made(&[CHISTODEY, SANIVER]).sized(&[
        centimetres("Ширина", "Width", &[("28", 82, 84), ("40", 112, 118)]),
        choice(("Исполнение", "Version"), &[("щетина мягкая", "soft bristles", 100), ("щетина жёсткая", "stiff bristles", 98)]),
    ]),
    kind("Салфетка из микрофибры", "Microfibre cloth", PIECE, 75, 45).made(&[CHISTODEY, SANIVER, BLESKANIA]).sized(&[
        centimetres("Размер", "Dimensions", &[("30×30", 84, 80), ("40×40", 118, 130)]),
        colour(&[("синий", "blue", 100), ("красный", "red", 100), ("жёлтый", "yellow", 100)]),
    ]),
    kind("Тележка уборочная", "Cleaning trolley", PIECE, 8_900, 9_500).made(&[CHISTODEY, BLESKANIA]).sized(&[weighed(
        ("Вёдра", "Buckets"),
        &[
            ("1 ведро на 20 л", "one 20 l bucket", 72, 72),
            ("2 ведра по 20 л", "two 20 l buckets", 100, 100),
            ("2 ведра по 25 л", "two 25 l buckets", 114, 108),
        ],
    )]),
];

const SACKS: &[Kind] = &[
    kind("Мешки для мусора рулонные", "Refuse sacks on a roll", ROLL, 145, 360)
        .made(&[CHISTODEY, SANIVER, BLESKANIA])
        .lot(5)
        .sized(&[
            litres(&[("30", 42, 30), ("60", 72, 65), ("120", 128, 140)]),
            choice(("Плотность", "Thickness"), &[("12 мкм", "12 µm", 84), ("20 мкм", "20 µm", 122)]),
        ]),
    kind("Мешки для мусора с завязками", "Drawstring refuse sacks", ROLL, 190, 320).made(&[CHISTODEY, SANIVER]).sized(&[
        litres(&[("30", 62, 55), ("60", 100, 100), ("120", 168, 185)]),
        colour(&[("чёрный", "black", 100), ("синий", "blue", 102)]),
    ]),
    kind("Мешки строительные полипропиленовые", "Woven rubble sacks", PACK, 240, 650)
        .made(&[CHISTODEY, SANIVER])
        .sized(&[
            centimetres("Размер", "Dimensions", &[("50×90", 84, 82), ("55×95", 100, 100), ("55×105", 112, 114)]),
            colour(&[("белый", "white", 124), ("зелёный", "green", 88)]),
        ])
        .facts(&[(("В упаковке", "Pack size"), ("10 шт.", "10 pcs"))]),
];
