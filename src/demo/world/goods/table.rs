//! How the tables of the trades are written: a trade has shelves, a shelf has kinds, a kind comes from several makers in several sizes.
//! The files beside it hold the tables; `making` turns them into goods. Nothing here is drawn by chance.

pub const PIECE: &str = "шт";
pub const PACK: &str = "упак";
pub const METRE: &str = "м";
pub const KILO: &str = "кг";
pub const ROLL: &str = "рул";
pub const SET: &str = "компл";
pub const PAIR: &str = "пара";

/// The same words in Russian and in English.
pub type Words = (&'static str, &'static str);

pub const RUSSIA: Words = ("Россия", "Russia");
pub const BELARUS: Words = ("Беларусь", "Belarus");
pub const CHINA: Words = ("Китай", "China");
pub const TURKEY: Words = ("Турция", "Türkiye");

/// A group of categories, such as «Инструмент».
pub struct Trade {
    pub name: Words,
    pub shelves: &'static [Shelf],
}

/// A category that holds goods. The prefix begins its SKUs; without one they are five digits.
pub struct Shelf {
    pub name: Words,
    pub prefix: &'static str,
    pub kinds: &'static [Kind],
}

/// Who makes it; dearer or cheaper than the table says, in percent.
pub struct Brand {
    pub name: Words,
    pub country: Words,
    pub price: u64,
}

pub const fn brand(name: Words, country: Words, price: u64) -> Brand {
    Brand { name, country, price }
}

/// One sort of goods: every maker offers it in every combination of its sizes.
pub struct Kind {
    pub name: Words,
    pub unit: &'static str,
    pub roubles: u64,
    pub grams: u64,
    pub brands: &'static [Brand],
    pub sizes: &'static [Size],
    /// Name and value of what all of them have in common.
    pub facts: &'static [(Words, Words)],
    /// Letters before the first size in the name of the model: «ДА» makes «ДА-18».
    pub model: Option<Words>,
    /// Ordered from so many, in steps of so many.
    pub lot: u32,
    pub vat: &'static str,
}

/// The price and the weight are those of a size that says 100.
pub const fn kind(ru: &'static str, en: &'static str, unit: &'static str, roubles: u64, grams: u64) -> Kind {
    Kind { name: (ru, en), unit, roubles, grams, brands: &[], sizes: &[], facts: &[], model: None, lot: 1, vat: "standard" }
}

impl Kind {
    pub const fn made(mut self, brands: &'static [Brand]) -> Self {
        self.brands = brands;
        self
    }

    pub const fn sized(mut self, sizes: &'static [Size]) -> Self {
        self.sizes = sizes;
        self
    }

    pub const fn facts(mut self, facts: &'static [(Words, Words)]) -> Self {
        self.facts = facts;
        self
    }

    pub const fn model(mut self, ru: &'static str, en: &'static str) -> Self {
        self.model = Some((ru, en));
        self
    }

    pub const fn lot(mut self, lot: u32) -> Self {
        self.lot = lot;
        self
    }

    pub const fn reduced(mut self) -> Self {
        self.vat = "reduced";
        self
    }
}

/// What a kind varies by: its attribute's name, what leads the value in the name of the goods, and the values.
pub struct Size {
    pub name: Words,
    pub lead: Words,
    pub values: Values,
}

/// Each value with its price and its weight, in percent of the kind's.
pub enum Values {
    /// In this unit; a decimal comma becomes a point in English.
    Measured(Words, &'static [(&'static str, u64, u64)]),
    /// In words, which change the price only.
    Named(&'static [(&'static str, &'static str, u64)]),
    /// In words, which change the price and the weight.
    Weighed(&'static [(&'static str, &'static str, u64, u64)]),
}

pub const fn measure(name: Words, unit: Words, values: &'static [(&'static str, u64, u64)]) -> Size {
    Size { name, lead: ("", ""), values: Values::Measured(unit, values) }
}

pub const fn choice(name: Words, values: &'static [(&'static str, &'static str, u64)]) -> Size {
    Size { name, lead: ("", ""), values: Values::Named(values) }
}

pub const fn weighed(name: Words, values: &'static [(&'static str, &'static str, u64, u64)]) -> Size {
    Size { name, lead: ("", ""), values: Values::Weighed(values) }
}

/// A colour in the name agrees with nothing: «цвет белый».
pub const fn colour(values: &'static [(&'static str, &'static str, u64)]) -> Size {
    choice(("Цвет", "Colour"), values).led("цвет ", "")
}

impl Size {
    pub const fn led(mut self, ru: &'static str, en: &'static str) -> Self {
        self.lead = (ru, en);
        self
    }
}

type Figures = &'static [(&'static str, u64, u64)];

pub const fn power(values: Figures) -> Size {
    measure(("Мощность", "Power"), ("Вт", "W"), values)
}

pub const fn millimetres(ru: &'static str, en: &'static str, values: Figures) -> Size {
    measure((ru, en), ("мм", "mm"), values)
}

pub const fn centimetres(ru: &'static str, en: &'static str, values: Figures) -> Size {
    measure((ru, en), ("см", "cm"), values)
}

pub const fn metres(ru: &'static str, en: &'static str, values: Figures) -> Size {
    measure((ru, en), ("м", "m"), values)
}

pub const fn litres(values: Figures) -> Size {
    measure(("Объём", "Volume"), ("л", "l"), values)
}

pub const fn millilitres(values: Figures) -> Size {
    measure(("Объём", "Volume"), ("мл", "ml"), values)
}

pub const fn kilos(values: Figures) -> Size {
    measure(("Фасовка", "Net weight"), ("кг", "kg"), values)
}

pub const fn pieces(values: Figures) -> Size {
    measure(("В упаковке", "Pack size"), ("шт.", "pcs"), values)
}
