//! Tools: drills, rotary hammers, grinders and saws, hand tools, measuring tools, bits and discs.

use super::table::*;

const VECTOR: Brand = brand(("Вектор", "Vector"), RUSSIA, 100);
const TORVIK: Brand = brand(("Торвик", "Torvik"), CHINA, 84);
const KREMDOR: Brand = brand(("Кремдор", "Kremdor"), TURKEY, 128);

const BATTERIES: Size =
    weighed(("Комплектация", "Supplied with"), &[("1 АКБ", "1 battery", 100, 100), ("2 АКБ", "2 batteries", 132, 130)]);

pub const TRADE: Trade = Trade {
    name: ("Инструмент", "Tools"),
    shelves: &[
        Shelf { name: ("Дрели", "Drills"), prefix: "DR", kinds: DRILLS },
        Shelf { name: ("Перфораторы", "Rotary hammers"), prefix: "RH", kinds: HAMMERS },
        Shelf { name: ("Шлифмашины и пилы", "Grinders and saws"), prefix: "GS", kinds: GRINDERS },
        Shelf { name: ("Ручной инструмент", "Hand tools"), prefix: "HT", kinds: HAND },
        Shelf { name: ("Измерительный инструмент", "Measuring tools"), prefix: "MT", kinds: MEASURING },
        Shelf { name: ("Свёрла и диски", "Bits and discs"), prefix: "BD", kinds: BITS },
    ],
};

const DRILLS: &[Kind] = &[
    kind("Дрель-шуруповёрт аккумуляторная", "Cordless drill driver", PIECE, 5_900, 1_300)
        .model("ДА", "DA")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[
            measure(("Напряжение", "Voltage"), ("В", "V"), &[("12", 72, 80), ("16", 88, 92), ("18", 100, 100), ("20", 118, 108)]),
            BATTERIES,
        ])
        .facts(&[(("Тип двигателя", "Motor"), ("бесщёточный", "brushless"))]),
    kind("Дрель ударная", "Impact drill", PIECE, 4_100, 1_900)
        .model("ДУ", "DU")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[power(&[("600", 82, 88), ("750", 100, 100), ("850", 116, 108), ("1050", 142, 125)])])
        .facts(&[(("Патрон", "Chuck"), ("ключевой, 13 мм", "keyed, 13 mm"))]),
    kind("Дрель безударная", "Rotary drill", PIECE, 3_200, 1_500)
        .model("ДБ", "DB")
        .made(&[VECTOR, TORVIK])
        .sized(&[power(&[("400", 84, 85), ("550", 100, 100), ("650", 115, 108)])])
        .facts(&[(("Патрон", "Chuck"), ("быстрозажимной, 10 мм", "keyless, 10 mm"))]),
    kind("Дрель-миксер низкооборотная", "Low-speed mixing drill", PIECE, 6_300, 3_600)
        .model("ДМ", "DM")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[power(&[("850", 78, 82), ("1050", 100, 100), ("1400", 132, 130), ("1600", 158, 150)])])
        .facts(&[(("Шпиндель", "Spindle"), ("М14", "M14"))]),
];

const HAMMERS: &[Kind] = &[
    kind("Перфоратор сетевой", "Rotary hammer", PIECE, 7_800, 3_100)
        .model("ПС", "PS")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[power(&[("650", 78, 82), ("800", 100, 100), ("1100", 138, 150), ("1500", 190, 205)])])
        .facts(&[(("Хвостовик", "Shank"), ("SDS-plus", "SDS-plus"))]),
    kind("Перфоратор аккумуляторный", "Cordless rotary hammer", PIECE, 9_400, 2_600)
        .model("ПА", "PA")
        .made(&[VECTOR, KREMDOR])
        .sized(&[measure(("Напряжение", "Voltage"), ("В", "V"), &[("18", 100, 100), ("20", 116, 108)]), BATTERIES])
        .facts(&[(("Хвостовик", "Shank"), ("SDS-plus", "SDS-plus"))]),
    kind("Молоток отбойный электрический", "Electric demolition hammer", PIECE, 16_500, 7_200)
        .model("МО", "MO")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[power(&[("1100", 74, 78), ("1500", 100, 100), ("1700", 132, 145)])])
        .facts(&[(("Хвостовик", "Shank"), ("SDS-max", "SDS-max"))]),
];

const GRINDERS: &[Kind] = &[
    kind("Машина шлифовальная угловая", "Angle grinder", PIECE, 4_200, 2_100)
        .model("МУ", "MU")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[
            power(&[("750", 84, 85), ("900", 100, 100), ("1200", 132, 120)]),
            millimetres("Диаметр диска", "Disc diameter", &[("115", 98, 98), ("125", 100, 100), ("150", 118, 108)]),
        ]),
    kind("Машина шлифовальная вибрационная", "Orbital sander", PIECE, 3_100, 1_600)
        .model("МВ", "MV")
        .made(&[VECTOR, TORVIK])
        .sized(&[power(&[("180", 80, 82), ("240", 100, 100), ("300", 122, 112)])])
        .facts(&[(("Подошва", "Pad"), ("90×187 мм", "90×187 mm"))]),
    kind("Лобзик электрический", "Jigsaw", PIECE, 3_900, 2_200)
        .model("ЛЭ", "LE")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[power(&[("550", 84, 88), ("650", 100, 100), ("800", 124, 112)])])
        .facts(&[(("Маятниковый ход", "Pendulum action"), ("4 ступени", "4 stages"))]),
    kind("Пила дисковая", "Circular saw", PIECE, 6_400, 4_000)
        .model("ПД", "PD")
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[power(&[("1200", 82, 86), ("1500", 100, 100), ("1800", 122, 114), ("2000", 135, 122)])])
        .facts(&[(("Посадка диска", "Bore"), ("20 мм", "20 mm"))]),
];

const HAND: &[Kind] = &[
    kind("Молоток слесарный с деревянной рукояткой", "Wooden-handled engineer's hammer", PIECE, 380, 500)
        .made(&[VECTOR, TORVIK])
        .lot(5)
        .sized(&[measure(
            ("Масса бойка", "Head weight"),
            ("г", "g"),
            &[("300", 78, 85), ("500", 100, 145), ("800", 132, 220), ("1000", 155, 270)],
        )])
        .facts(&[(("Боёк", "Head"), ("кованая сталь", "forged steel"))]),
    kind("Отвёртка крестовая", "Cross-head screwdriver", PIECE, 165, 95)
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[choice(
            ("Жало", "Tip"),
            &[
                ("PH1×75 мм", "PH1×75 mm", 85),
                ("PH2×100 мм", "PH2×100 mm", 100),
                ("PH2×150 мм", "PH2×150 mm", 115),
                ("PH3×150 мм", "PH3×150 mm", 140),
            ],
        )])
        .facts(&[(("Сталь", "Steel"), ("хромванадиевая", "chrome vanadium"))]),
    kind("Ключ комбинированный", "Combination spanner", PIECE, 190, 110)
        .made(&[VECTOR, KREMDOR])
        .sized(&[millimetres(
            "Размер зева",
            "Jaw size",
            &[
                ("8", 62, 40),
                ("10", 70, 55),
                ("13", 88, 80),
                ("17", 115, 130),
                ("19", 130, 165),
                ("22", 165, 220),
                ("24", 190, 265),
            ],
        )])
        .facts(&[(("Покрытие", "Finish"), ("хром", "chrome"))]),
    kind("Плоскогубцы комбинированные", "Combination pliers", PIECE, 520, 290)
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[millimetres("Длина", "Length", &[("160", 88, 80), ("180", 100, 100), ("200", 114, 122)])])
        .facts(&[(("Рукоятки", "Handles"), ("двухкомпонентные", "two-component"))]),
    kind("Ножовка по дереву", "Wood saw", PIECE, 640, 420)
        .made(&[VECTOR, TORVIK])
        .sized(&[millimetres("Длина полотна", "Blade length", &[("400", 90, 90), ("450", 100, 100), ("500", 112, 110)])])
        .facts(&[(("Зуб", "Teeth"), ("закалённый, 3D", "hardened, 3D"))]),
];

const MEASURING: &[Kind] = &[
    kind("Рулетка измерительная", "Tape measure", PIECE, 290, 220)
        .made(&[VECTOR, TORVIK, KREMDOR])
        .lot(5)
        .sized(&[metres("Длина", "Length", &[("3", 62, 55), ("5", 100, 100), ("7,5", 142, 150), ("10", 190, 200)])])
        .facts(&[(("Корпус", "Case"), ("обрезиненный", "rubberised"))]),
    kind("Уровень строительный алюминиевый", "Aluminium spirit level", PIECE, 760, 450)
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[millimetres(
            "Длина",
            "Length",
            &[("400", 62, 58), ("600", 80, 80), ("800", 100, 105), ("1000", 124, 130), ("1500", 185, 190)],
        )])
        .facts(&[(("Глазки", "Vials"), ("3 шт.", "3 pcs"))]),
    kind("Угольник столярный", "Try square", PIECE, 340, 260).made(&[VECTOR, TORVIK]).sized(&[millimetres(
        "Длина",
        "Length",
        &[("250", 82, 85), ("300", 100, 100), ("350", 118, 115)],
    )]),
    kind("Дальномер лазерный", "Laser distance meter", PIECE, 4_300, 140)
        .model("ЛД", "LD")
        .made(&[VECTOR, KREMDOR])
        .sized(&[metres("Дальность", "Range", &[("30", 72, 95), ("50", 100, 100), ("80", 145, 105), ("100", 178, 108)])])
        .facts(&[(("Погрешность", "Accuracy"), ("±2 мм", "±2 mm"))]),
    kind("Штангенциркуль цифровой", "Digital caliper", PIECE, 1_650, 240)
        .made(&[VECTOR, KREMDOR])
        .sized(&[millimetres("Диапазон", "Range", &[("0–150", 100, 100), ("0–200", 138, 125), ("0–300", 215, 170)])])
        .facts(&[(("Цена деления", "Resolution"), ("0,01 мм", "0.01 mm"))]),
];

const BITS: &[Kind] = &[
    kind("Сверло по металлу", "Metal drill bit", PIECE, 95, 30)
        .made(&[VECTOR, TORVIK, KREMDOR])
        .lot(10)
        .sized(&[millimetres(
            "Диаметр",
            "Diameter",
            &[("3", 48, 20), ("4", 55, 35), ("5", 70, 60), ("6", 85, 90), ("8", 130, 180), ("10", 195, 310)],
        )])
        .facts(&[(("Сталь", "Steel"), ("быстрорежущая", "high-speed steel"))]),
    kind("Бур SDS-plus по бетону", "SDS-plus masonry bit", PIECE, 180, 110)
        .made(&[VECTOR, KREMDOR])
        .lot(5)
        .sized(&[millimetres(
            "Размер",
            "Dimensions",
            &[("6×110", 62, 60), ("6×160", 75, 75), ("8×160", 90, 105), ("10×160", 108, 140), ("12×260", 168, 270)],
        )])
        .facts(&[(("Наконечник", "Tip"), ("твёрдый сплав", "carbide"))]),
    kind("Диск отрезной по металлу", "Metal cutting disc", PIECE, 58, 60)
        .made(&[VECTOR, TORVIK])
        .lot(10)
        .sized(&[millimetres(
            "Размер",
            "Dimensions",
            &[("115×1,0", 82, 48), ("125×1,0", 90, 55), ("125×1,6", 100, 85), ("150×1,6", 128, 120), ("230×2,0", 230, 330)],
        )])
        .facts(&[(("Посадка", "Bore"), ("22,23 мм", "22.23 mm"))]),
    kind("Диск алмазный сегментный", "Segmented diamond disc", PIECE, 690, 190)
        .made(&[VECTOR, TORVIK, KREMDOR])
        .sized(&[millimetres("Диаметр", "Diameter", &[("115", 82, 78), ("125", 100, 100), ("180", 190, 230), ("230", 265, 410)])])
        .facts(&[(("Резка", "Cutting"), ("сухая", "dry"))]),
];
