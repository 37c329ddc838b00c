//! Plumbing: taps and mixers, pipes and fittings, waste traps and hoses, valves and filters.

use super::table::*;

const AKVELIS: Brand = brand(("Аквелис", "Akvelis"), RUSSIA, 100);
const GIDROLAD: Brand = brand(("Гидролад", "Gidrolad"), BELARUS, 91);
const RODVENT: Brand = brand(("Родвент", "Rodvent"), TURKEY, 122);

const FINISHES: Size =
    choice(("Покрытие", "Finish"), &[("хром", "chrome", 100), ("чёрный матовый", "matt black", 124), ("сатин", "satin", 116)]);
const INCHES: Size = weighed(
    ("Резьба", "Thread"),
    &[("1/2\"", "1/2\"", 70, 65), ("3/4\"", "3/4\"", 100, 100), ("1\"", "1\"", 158, 175), ("1 1/4\"", "1 1/4\"", 255, 290)],
);
const PIPE: Size =
    millimetres("Диаметр", "Diameter", &[("20", 48, 45), ("25", 70, 70), ("32", 100, 110), ("40", 160, 175), ("50", 250, 270)]);

pub const TRADE: Trade = Trade {
    name: ("Сантехника", "Plumbing"),
    shelves: &[
        Shelf { name: ("Смесители", "Mixers"), prefix: "MX", kinds: MIXERS },
        Shelf { name: ("Трубы и фитинги", "Pipes and fittings"), prefix: "PF", kinds: PIPES },
        Shelf { name: ("Сифоны и подводка", "Traps and hoses"), prefix: "TH", kinds: TRAPS },
        Shelf { name: ("Краны и фильтры", "Valves and filters"), prefix: "VF", kinds: VALVES },
    ],
};

const MIXERS: &[Kind] = &[
    kind("Смеситель для кухни", "Kitchen mixer", PIECE, 3_400, 1_500).made(&[AKVELIS, GIDROLAD, RODVENT]).sized(&[
        choice(
            ("Исполнение", "Version"),
            &[
                ("излив поворотный", "swivel spout", 100),
                ("излив гибкий", "flexible spout", 118),
                ("излив выдвижной", "pull-out spout", 158),
            ],
        ),
        FINISHES,
    ]),
    kind("Смеситель для раковины", "Basin mixer", PIECE, 2_600, 1_100)
        .made(&[AKVELIS, GIDROLAD, RODVENT])
        .sized(&[FINISHES])
        .facts(&[(("Картридж", "Cartridge"), ("керамический, 35 мм", "ceramic, 35 mm"))]),
    kind("Смеситель для ванны с душем", "Bath and shower mixer", PIECE, 4_300, 2_300)
        .made(&[AKVELIS, GIDROLAD, RODVENT])
        .sized(&[FINISHES])
        .facts(&[(("Картридж", "Cartridge"), ("керамический, 40 мм", "ceramic, 40 mm"))]),
    kind("Лейка душевая", "Shower head", PIECE, 620, 220)
        .made(&[AKVELIS, RODVENT])
        .sized(&[choice(
            ("Режимы", "Spray modes"),
            &[("1 режим", "1 mode", 72), ("3 режима", "3 modes", 100), ("5 режимов", "5 modes", 128)],
        )])
        .facts(&[(("Диаметр", "Diameter"), ("100 мм", "100 mm"))]),
];

const PIPES: &[Kind] = &[
    kind("Труба полипропиленовая армированная", "Reinforced polypropylene pipe", METRE, 148, 260)
        .made(&[AKVELIS, GIDROLAD, RODVENT])
        .lot(10)
        .sized(&[PIPE])
        .facts(&[(("Давление", "Pressure rating"), ("PN25", "PN25"))]),
    kind("Угол полипропиленовый 90°", "Polypropylene elbow 90°", PIECE, 26, 38).made(&[AKVELIS, GIDROLAD]).lot(10).sized(&[PIPE]),
    kind("Тройник полипропиленовый", "Polypropylene tee", PIECE, 34, 52).made(&[AKVELIS, GIDROLAD]).lot(10).sized(&[PIPE]),
    kind("Муфта полипропиленовая", "Polypropylene coupling", PIECE, 19, 28).made(&[AKVELIS, GIDROLAD]).sized(&[PIPE]),
    kind("Труба канализационная", "Drainage pipe", PIECE, 310, 900).made(&[GIDROLAD, RODVENT]).sized(&[
        millimetres("Диаметр", "Diameter", &[("50", 62, 55), ("110", 142, 150)]),
        metres("Длина", "Length", &[("0,5", 55, 50), ("1", 100, 100), ("2", 190, 200)]),
    ]),
];

const TRAPS: &[Kind] = &[
    kind("Сифон бутылочный для раковины", "Bottle trap for basin", PIECE, 360, 310)
        .made(&[AKVELIS, GIDROLAD, RODVENT])
        .sized(&[choice(
            ("Исполнение", "Version"),
            &[("выпуск 1 1/4\"", "outlet 1 1/4\"", 100), ("выпуск 1 1/2\"", "outlet 1 1/2\"", 108)],
        )])
        .facts(&[(("Материал", "Material"), ("полипропилен", "polypropylene"))]),
    kind("Сифон для кухонной мойки", "Kitchen sink trap", PIECE, 480, 420).made(&[AKVELIS, GIDROLAD]).sized(&[choice(
        ("Исполнение", "Version"),
        &[("одинарный", "single", 100), ("двойной", "double", 162), ("с переливом", "with overflow", 128)],
    )]),
    kind("Подводка гибкая для воды", "Flexible water connector", PIECE, 165, 120)
        .made(&[AKVELIS, GIDROLAD, RODVENT])
        .lot(5)
        .sized(&[centimetres(
            "Длина",
            "Length",
            &[("30", 78, 72), ("40", 86, 82), ("60", 100, 100), ("80", 120, 124), ("100", 138, 148)],
        )])
        .facts(&[(("Резьба", "Thread"), ("1/2\"", "1/2\""))]),
    kind("Шланг душевой", "Shower hose", PIECE, 430, 280).made(&[AKVELIS, RODVENT]).sized(&[
        metres("Длина", "Length", &[("1,5", 100, 100), ("1,75", 112, 115), ("2", 124, 130)]),
        choice(("Оплётка", "Sheath"), &[("сталь", "steel", 100), ("ПВХ", "PVC", 72)]),
    ]),
];

const VALVES: &[Kind] = &[
    kind("Кран шаровой", "Ball valve", PIECE, 420, 230)
        .made(&[AKVELIS, GIDROLAD, RODVENT])
        .lot(5)
        .sized(&[INCHES, choice(("Рукоятка", "Handle"), &[("рычаг", "lever handle", 100), ("бабочка", "butterfly handle", 96)])])
        .facts(&[(("Материал", "Material"), ("латунь", "brass"))]),
    kind("Клапан обратный", "Check valve", PIECE, 380, 190)
        .made(&[AKVELIS, RODVENT])
        .sized(&[INCHES])
        .facts(&[(("Материал", "Material"), ("латунь", "brass"))]),
    kind("Фильтр магистральный", "Line water filter", PIECE, 1_450, 1_300).made(&[AKVELIS, GIDROLAD]).sized(&[
        weighed(("Типоразмер", "Size"), &[("10SL", "10SL", 100, 100), ("10BB", "10BB", 178, 190), ("20BB", "20BB", 265, 280)]),
        choice(
            ("Исполнение", "Version"),
            &[("прозрачная колба", "clear housing", 104), ("непрозрачная колба", "opaque housing", 100)],
        ),
    ]),
    kind("Картридж из вспененного полипропилена", "Polypropylene filter cartridge", PIECE, 140, 110)
        .made(&[AKVELIS, GIDROLAD])
        .lot(5)
        .sized(&[measure(
            ("Тонкость очистки", "Filtration"),
            ("мкм", "µm"),
            &[("1", 112, 100), ("5", 100, 100), ("10", 96, 100), ("20", 94, 100)],
        )])
        .facts(&[(("Типоразмер", "Size"), ("10SL", "10SL"))]),
];
