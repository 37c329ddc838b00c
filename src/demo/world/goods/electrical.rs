//! Electrical goods: cable, sockets and switches, lamps, fittings, circuit breakers.

use super::table::*;

const VOLTARA: Brand = brand(("Вольтара", "Voltara"), RUSSIA, 100);
const ISKROMIR: Brand = brand(("Искромир", "Iskromir"), BELARUS, 90);
const LUMERIS: Brand = brand(("Люмерис", "Lumeris"), CHINA, 82);
const AMPERIA: Brand = brand(("Амперия", "Amperia"), TURKEY, 125);

const FRAMES: Size =
    colour(&[("белый", "white", 100), ("кремовый", "cream", 102), ("графит", "graphite", 118), ("шампань", "champagne", 122)]);
const LIGHT: Size = choice(
    ("Свет", "Light"),
    &[
        ("тёплый 3000 К", "warm 3000 K", 100),
        ("нейтральный 4000 К", "neutral 4000 K", 100),
        ("холодный 6500 К", "cool 6500 K", 99),
    ],
)
.led("свет ", "");

pub const TRADE: Trade = Trade {
    name: ("Электротовары", "Electrical"),
    shelves: &[
        Shelf { name: ("Кабель и провод", "Cable and wire"), prefix: "CB", kinds: CABLE },
        Shelf { name: ("Розетки и выключатели", "Sockets and switches"), prefix: "SW", kinds: SOCKETS },
        Shelf { name: ("Лампы", "Lamps"), prefix: "LM", kinds: LAMPS },
        Shelf { name: ("Светильники", "Light fittings"), prefix: "LF", kinds: FITTINGS },
        Shelf { name: ("Автоматика и щиты", "Breakers and boards"), prefix: "EB", kinds: BREAKERS },
    ],
};

const CABLE: &[Kind] = &[
    kind("Кабель силовой медный негорючий", "Flame-retardant copper power cable", METRE, 92, 150)
        .made(&[VOLTARA, ISKROMIR])
        .lot(10)
        .sized(&[measure(
            ("Сечение", "Cross-section"),
            ("мм²", "mm²"),
            &[("2×1,5", 52, 62), ("2×2,5", 78, 85), ("3×1,5", 72, 84), ("3×2,5", 112, 118), ("3×4", 170, 170), ("5×4", 282, 280)],
        )])
        .facts(&[(("Напряжение", "Voltage"), ("660 В", "660 V"))]),
    kind("Провод установочный гибкий", "Flexible installation wire", METRE, 28, 32).made(&[VOLTARA, ISKROMIR]).lot(10).sized(&[
        measure(
            ("Сечение", "Cross-section"),
            ("мм²", "mm²"),
            &[("1,5", 72, 65), ("2,5", 112, 100), ("4", 178, 150), ("6", 262, 215)],
        ),
        colour(&[("синий", "blue", 100), ("белый", "white", 100), ("жёлто-зелёный", "yellow-green", 102)]),
    ]),
    kind("Кабель для передачи данных", "Network cable", METRE, 32, 42)
        .made(&[VOLTARA, LUMERIS])
        .lot(10)
        .sized(&[choice(
            ("Категория", "Category"),
            &[("UTP 5e", "UTP 5e", 82), ("FTP 5e", "FTP 5e", 108), ("UTP 6", "UTP 6", 128)],
        )])
        .facts(&[(("Жила", "Conductor"), ("медь", "copper"))]),
    kind("Удлинитель бытовой", "Extension lead", PIECE, 690, 620).made(&[VOLTARA, LUMERIS]).sized(&[
        metres("Длина", "Length", &[("1,5", 70, 65), ("3", 100, 100), ("5", 138, 145)]),
        choice(("Гнёзда", "Sockets"), &[("3 гнезда", "3 sockets", 92), ("5 гнёзд", "5 sockets", 118)]),
    ]),
];

const SOCKETS: &[Kind] = &[
    kind("Розетка одноместная с заземлением", "Single earthed socket", PIECE, 210, 90)
        .made(&[VOLTARA, ISKROMIR, AMPERIA])
        .lot(5)
        .sized(&[FRAMES])
        .facts(&[(("Ток", "Current"), ("16 А", "16 A"))]),
    kind("Розетка двухместная с заземлением", "Double earthed socket", PIECE, 330, 150)
        .made(&[VOLTARA, ISKROMIR, AMPERIA])
        .sized(&[FRAMES])
        .facts(&[(("Ток", "Current"), ("16 А", "16 A"))]),
    kind("Выключатель одноклавишный", "One-gang switch", PIECE, 190, 80)
        .made(&[VOLTARA, ISKROMIR, AMPERIA])
        .lot(5)
        .sized(&[FRAMES])
        .facts(&[(("Ток", "Current"), ("10 А", "10 A"))]),
    kind("Выключатель двухклавишный", "Two-gang switch", PIECE, 240, 90)
        .made(&[VOLTARA, ISKROMIR, AMPERIA])
        .sized(&[FRAMES])
        .facts(&[(("Ток", "Current"), ("10 А", "10 A"))]),
    kind("Рамка универсальная", "Universal frame", PIECE, 85, 40).made(&[VOLTARA, AMPERIA]).sized(&[
        weighed(("Посты", "Gangs"), &[("2 поста", "2 gangs", 100, 100), ("3 поста", "3 gangs", 145, 145)]),
        colour(&[("белый", "white", 100), ("графит", "graphite", 120)]),
    ]),
];

const LAMPS: &[Kind] = &[
    kind("Лампа светодиодная «груша» E27", "Pear-shaped LED bulb E27", PIECE, 96, 55)
        .made(&[VOLTARA, LUMERIS])
        .lot(10)
        .sized(&[power(&[("7", 82, 80), ("10", 100, 100), ("15", 138, 135), ("20", 190, 170)]), LIGHT]),
    kind("Лампа светодиодная «свеча» E14", "Candle-shaped LED bulb E14", PIECE, 88, 35)
        .made(&[VOLTARA, LUMERIS])
        .sized(&[power(&[("5", 88, 92), ("7", 100, 100), ("9", 118, 108)]), LIGHT]),
    kind("Лампа светодиодная трубчатая T8", "LED tube T8", PIECE, 240, 190)
        .made(&[VOLTARA, ISKROMIR])
        .lot(5)
        .sized(&[millimetres("Длина", "Length", &[("600", 78, 60), ("1200", 112, 110), ("1500", 165, 140)])])
        .facts(&[(("Цоколь", "Base"), ("G13", "G13"))]),
];

const FITTINGS: &[Kind] = &[
    kind("Прожектор светодиодный", "LED floodlight", PIECE, 790, 480)
        .model("ПР", "PR")
        .made(&[VOLTARA, LUMERIS, AMPERIA])
        .sized(&[power(&[("20", 58, 55), ("30", 74, 75), ("50", 100, 100), ("100", 188, 195), ("150", 272, 290)])])
        .facts(&[(("Степень защиты", "Protection"), ("IP65", "IP65"))]),
    kind("Панель светодиодная потолочная", "LED ceiling panel", PIECE, 1_150, 1_400)
        .made(&[VOLTARA, LUMERIS])
        .sized(&[
            power(&[("36", 100, 100), ("40", 108, 100), ("48", 124, 106)]),
            choice(("Свет", "Light"), &[("нейтральный 4000 К", "neutral 4000 K", 100), ("холодный 6500 К", "cool 6500 K", 100)])
                .led("свет ", ""),
        ])
        .facts(&[(("Размер", "Dimensions"), ("595×595 мм", "595×595 mm"))]),
    kind("Светильник линейный пылевлагозащищённый", "Weatherproof linear fitting", PIECE, 980, 900)
        .made(&[VOLTARA, ISKROMIR, LUMERIS])
        .sized(&[millimetres("Длина", "Length", &[("600", 68, 60), ("1200", 100, 100), ("1500", 132, 125)])])
        .facts(&[(("Степень защиты", "Protection"), ("IP65", "IP65"))]),
    kind("Фонарь аккумуляторный ручной", "Rechargeable hand torch", PIECE, 860, 310)
        .made(&[ISKROMIR, LUMERIS])
        .sized(&[power(&[("3", 72, 80), ("5", 100, 100), ("10", 158, 140)])])
        .facts(&[(("Зарядка", "Charging"), ("USB-C", "USB-C"))]),
    kind("Светильник настольный на струбцине", "Clamp desk lamp", PIECE, 1_480, 1_100)
        .made(&[LUMERIS, AMPERIA])
        .sized(&[colour(&[("белый", "white", 100), ("чёрный", "black", 100), ("серебристый", "silver", 106)])])
        .facts(&[(("Мощность", "Power"), ("9 Вт", "9 W"))]),
];

const BREAKERS: &[Kind] = &[
    kind("Выключатель автоматический", "Circuit breaker", PIECE, 230, 120)
        .made(&[VOLTARA, ISKROMIR, AMPERIA])
        .sized(&[
            weighed(
                ("Полюса", "Poles"),
                &[("1 полюс", "1 pole", 100, 100), ("2 полюса", "2 poles", 205, 200), ("3 полюса", "3 poles", 310, 300)],
            ),
            measure(
                ("Номинальный ток", "Rated current"),
                ("А", "A"),
                &[("10", 98, 100), ("16", 98, 100), ("25", 100, 100), ("40", 118, 105)],
            ),
        ])
        .facts(&[(("Характеристика", "Curve"), ("C", "C"))]),
    kind("Выключатель дифференциальный", "Residual current device", PIECE, 1_050, 210)
        .made(&[VOLTARA, AMPERIA])
        .sized(&[measure(
            ("Номинальный ток", "Rated current"),
            ("А", "A"),
            &[("25", 96, 100), ("40", 100, 100), ("63", 128, 104)],
        )])
        .facts(&[(("Ток утечки", "Leakage current"), ("30 мА", "30 mA"))]),
    kind("Щиток распределительный навесной", "Surface-mounted distribution board", PIECE, 620, 540)
        .made(&[VOLTARA, ISKROMIR])
        .sized(&[weighed(
            ("Модули", "Modules"),
            &[
                ("4 модуля", "4 modules", 48, 48),
                ("8 модулей", "8 modules", 72, 74),
                ("12 модулей", "12 modules", 100, 100),
                ("24 модуля", "24 modules", 182, 185),
            ],
        )])
        .facts(&[(("Степень защиты", "Protection"), ("IP41", "IP41"))]),
];
