//! Turns the tables of the trades into goods: every maker and size of every kind, thinned out as a real assortment is.
//! Called by `goods` alone.

use super::super::random::Random;
use super::Good;
use super::table::{Brand, Kind, Shelf, Size, Trade, Values, Words};

/// One value of one size, as it stands in names and among the attributes.
#[derive(Clone)]
struct Step {
    name: Words,
    value: (String, String),
    label: (String, String),
    price: u64,
    weight: u64,
}

/// A combination that could be sold: what it is, who makes it, and a value of each of its sizes.
pub struct Offer {
    trade: &'static Trade,
    shelf: &'static Shelf,
    kind: &'static Kind,
    brand: &'static Brand,
    steps: Vec<Step>,
}

/// Every combination of the tables, in their order.
pub fn offers(trades: &'static [Trade]) -> Vec<Offer> {
    let mut offers = Vec::new();
    for trade in trades {
        for shelf in trade.shelves {
            for kind in shelf.kinds {
                for brand in kind.brands {
                    let of = |steps| Offer { trade, shelf, kind, brand, steps };
                    offers.extend(combinations(kind.sizes).into_iter().map(of));
                }
            }
        }
    }
    offers
}

/// Exactly `count` of the offers, or all if they are fewer; each as likely to stay as any other.
pub fn thin_out(offers: Vec<Offer>, count: u64, random: &mut Random) -> Vec<Offer> {
    let mut left = u64::try_from(offers.len()).unwrap_or(u64::MAX);
    let mut wanted = count.min(left);
    let mut kept = Vec::new();
    for offer in offers {
        if random.below(left) < wanted {
            kept.push(offer);
            wanted -= 1;
        }
        left -= 1;
    }
    kept
}

impl Offer {
    pub fn prefix(&self) -> &'static str {
        self.shelf.prefix
    }

    /// The goods of this offer; `serial` is below 100 000 and theirs alone.
    pub fn good(&self, sku: String, serial: u64) -> Good {
        let (name, name_en) = self.names();
        Good {
            sku,
            name,
            name_en,
            category: format!("{} / {}", self.trade.name.0, self.shelf.name.0),
            category_en: format!("{} / {}", self.trade.name.1, self.shelf.name.1),
            unit: self.kind.unit,
            moq: self.kind.lot,
            multiple: self.kind.lot,
            vat: self.kind.vat,
            barcode: barcode(self.brand, serial),
            weight_grams: self.weight(),
            attributes: self.attributes(),
            price_kopecks: self.price(),
        }
    }

    /// «Type Maker MD-18, size, size» in Russian and in English.
    fn names(&self) -> (String, String) {
        let mut ru = format!("{} {}", self.kind.name.0, self.brand.name.0);
        let mut en = format!("{} {}", self.kind.name.1, self.brand.name.1);
        if let Some(model) = self.kind.model {
            let number: String = self.steps.first().map(digits).unwrap_or_default();
            ru.push_str(&format!(" {}-{number}", model.0));
            en.push_str(&format!(" {}-{number}", model.1));
        }
        for step in &self.steps {
            ru.push_str(", ");
            ru.push_str(&step.label.0);
            en.push_str(", ");
            en.push_str(&step.label.1);
        }
        (ru, en)
    }

    fn attributes(&self) -> Vec<(&'static str, &'static str, String, String)> {
        let own = |name: Words, value: Words| (name.0, name.1, value.0.to_owned(), value.1.to_owned());
        let mut attributes = vec![own(("Бренд", "Brand"), self.brand.name)];
        attributes.extend(self.steps.iter().map(|step| (step.name.0, step.name.1, step.value.0.clone(), step.value.1.clone())));
        attributes.extend(self.kind.facts.iter().map(|&(name, value)| own(name, value)));
        if attributes.len() < 5 {
            attributes.push(own(("Страна производства", "Country of origin"), self.brand.country));
        }
        attributes
    }

    fn weight(&self) -> u32 {
        let grams = self.steps.iter().fold(self.kind.grams, |grams, step| grams * step.weight / 100);
        u32::try_from(grams.max(1)).unwrap_or(u32::MAX)
    }

    /// In kopecks: the table's price for this maker and these sizes, rounded as price lists are.
    fn price(&self) -> u64 {
        let made = self.kind.roubles * self.brand.price;
        let sized = self.steps.iter().fold(made, |price, step| price * step.price / 100);
        let to = match sized {
            0..10_000 => 10,
            10_000..100_000 => 50,
            100_000..1_000_000 => 1_000,
            _ => 10_000,
        };
        (sized / to).max(1) * to
    }
}

/// What a model is numbered by: the first figure of its first size.
fn digits(step: &Step) -> String {
    step.value.0.chars().take_while(char::is_ascii_digit).collect()
}

/// One value of each size, in every way; a single empty one when there are no sizes.
fn combinations(sizes: &'static [Size]) -> Vec<Vec<Step>> {
    sizes.iter().fold(vec![Vec::new()], |rows, size| {
        let longer = |row: &Vec<Step>| steps(size).into_iter().map(|step| [row.as_slice(), &[step]].concat()).collect::<Vec<_>>();
        rows.iter().flat_map(longer).collect()
    })
}

fn steps(size: &'static Size) -> Vec<Step> {
    let named = |ru: &str, en: &str, price, weight| step(size, (ru.to_owned(), en.to_owned()), price, weight);
    match size.values {
        Values::Measured(unit, values) => {
            let measured = |&(figure, price, weight): &(&str, u64, u64)| {
                let value = (format!("{figure} {}", unit.0), format!("{} {}", figure.replace(',', "."), unit.1));
                step(size, value, price, weight)
            };
            values.iter().map(measured).collect()
        }
        Values::Named(values) => values.iter().map(|&(ru, en, price)| named(ru, en, price, 100)).collect(),
        Values::Weighed(values) => values.iter().map(|&(ru, en, price, weight)| named(ru, en, price, weight)).collect(),
    }
}

fn step(size: &'static Size, value: (String, String), price: u64, weight: u64) -> Step {
    let label = (format!("{}{}", size.lead.0, value.0), format!("{}{}", size.lead.1, value.1));
    Step { name: size.name, value, label, price, weight }
}

/// EAN-13: 460 for Russia, four digits of the maker, five of the goods, the check digit.
fn barcode(brand: &Brand, serial: u64) -> String {
    let maker = brand.name.1.bytes().fold(7_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 9_000) + 1_000;
    let body = format!("460{maker:04}{serial:05}");
    let check = check_digit(&body);
    format!("{body}{check}")
}

/// From the left, every second digit counts three times; the check digit fills the sum up to a full ten.
fn check_digit(body: &str) -> u32 {
    let sum: u32 = body
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, times)| digit * times)
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::check_digit;

    #[test]
    fn the_check_digit_is_that_of_the_standard() {
        assert_eq!(check_digit("400638133393"), 1);
        assert_eq!(check_digit("460123456789"), 3);
    }
}
