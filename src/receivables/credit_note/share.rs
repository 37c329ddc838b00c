//! What a credit note takes off the lines of an invoice: so much of the goods, shared as the invoice itself shares a line, or so much of
//! its money, with its share of the VAT. Pure; rounded half away from zero, and whoever takes the last of a line takes what is left.

use serde::Serialize;

use crate::partners::VatMode;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::message::Message;
use crate::platform::values::scaled::Unfit;
use crate::platform::values::{Currency, Money, Quantity, Unit};
use crate::receivables::invoice::{BillLine, Invoice};
use crate::say;

/// What is wanted of a line: goods or money, one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewLine {
    /// The line of the invoice, from 1; the delivery stands behind the last of the goods.
    pub line: i64,
    /// So much comes back, or never came.
    pub quantity: Option<Quantity>,
    /// So much becomes the line cheaper, with VAT.
    pub amount: Option<Money>,
}

/// A part of a line: what a note takes off it, or what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// How much of the goods.
    pub quantity: Quantity,
    /// Without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// With VAT.
    pub gross: Money,
}

impl Part {
    /// A whole line.
    pub fn of(line: &BillLine) -> Self {
        Self { quantity: line.quantity, net: line.net, vat: line.vat, gross: line.gross }
    }

    /// What both come to.
    pub fn plus(self, other: Self) -> Result<Self, Unfit> {
        Ok(Self {
            quantity: self.quantity.plus(other.quantity)?,
            net: self.net.plus(other.net)?,
            vat: self.vat.plus(other.vat)?,
            gross: self.gross.plus(other.gross)?,
        })
    }

    /// What is left without another part.
    pub fn minus(self, other: Self) -> Result<Self, Unfit> {
        Ok(Self {
            quantity: self.quantity.minus(other.quantity)?,
            net: self.net.minus(other.net)?,
            vat: self.vat.minus(other.vat)?,
            gross: self.gross.minus(other.gross)?,
        })
    }
}

/// What is left of a line, and how parts of it are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// What is left.
    pub part: Part,
    /// How its price stands to VAT.
    pub mode: VatMode,
    /// Whether only whole quantities make sense.
    pub is_counted: bool,
}

impl Left {
    /// A line of which nothing was taken yet. What has no unit, as the delivery, is counted.
    pub fn of(line: &BillLine) -> Self {
        let is_counted = line.unit.is_empty() || Unit::by_okei(&line.unit).is_some_and(|unit| unit.is_piecewise);
        Self { part: Part::of(line), mode: mode(line), is_counted }
    }

    /// Whether so much of it makes sense. All that is left does, whatever it is.
    fn is_fit(&self, quantity: Quantity) -> bool {
        !self.is_counted || quantity.is_whole() || quantity == self.part.quantity
    }
}

/// How a line's price stands to VAT: documents do not say it, but price times quantity is what the line was shared by. Where it is as far
/// from both sums, there is either no VAT or a kopeck of it that was rounded up inside.
fn mode(line: &BillLine) -> VatMode {
    // In steps of a price times steps of a quantity, of which a kopeck holds 100 000.
    let worth = i128::from(line.unit_price.steps()) * i128::from(line.quantity.steps());
    let away = |sum: Money| worth.abs_diff(i128::from(sum.steps()) * 100_000);
    if away(line.net) < away(line.gross) { VatMode::OnTop } else { VatMode::Included }
}

/// What is left of every line of an invoice, the delivery behind the goods, when earlier notes have taken their parts.
pub fn left(invoice: &Invoice, taken: &[(i64, Part)]) -> Result<Vec<Left>, Unfit> {
    let whole = invoice.lines.iter().chain(&invoice.delivery).map(Left::of);
    (1i64..)
        .zip(whole)
        .map(|(line, whole)| {
            let mut own = taken.iter().filter(|(known, _)| *known == line);
            let part = own.try_fold(whole.part, |left, (_, part)| left.minus(*part))?;
            Ok(Left { part, ..whole })
        })
        .collect()
}

/// So much of the goods: its share of what is left of the line. The sum by which the line is priced and the VAT are shared, as on the
/// invoice; the third follows from them.
fn by_quantity(Left { part: left, mode, .. }: Left, quantity: Quantity) -> Result<Part, Unfit> {
    if quantity >= left.quantity {
        return Ok(left);
    }
    let of = |whole| share(whole, quantity.steps(), left.quantity.steps());
    let vat = of(left.vat)?;
    let (net, gross) = match mode {
        VatMode::Included => {
            let gross = of(left.gross)?;
            (gross.minus(vat)?, gross)
        }
        VatMode::OnTop => {
            let net = of(left.net)?;
            (net, net.plus(vat)?)
        }
    };
    Ok(Part { quantity, net, vat, gross })
}

/// So much of the money, with its share of the VAT.
fn by_amount(left: Part, gross: Money) -> Result<Part, Unfit> {
    if gross >= left.gross {
        return Ok(Part { quantity: Quantity::ZERO, ..left });
    }
    let vat = share(left.vat, gross.steps(), left.gross.steps())?;
    Ok(Part { quantity: Quantity::ZERO, net: gross.minus(vat)?, vat, gross })
}

/// A part of an amount that is not below nothing, rounded half away from zero.
fn share(whole: Money, part: i64, of: i64) -> Result<Money, Unfit> {
    let (whole, part, of) = (i128::from(whole.steps()), i128::from(part), i128::from(of));
    let steps = (2 * whole * part + of).checked_div(2 * of).ok_or(Unfit::OutOfRange)?;
    i64::try_from(steps).map(Money::from_steps).map_err(|_| Unfit::OutOfRange)
}

/// What a note takes off each line that it names, by what is left of them and in the order of the invoice's lines; never more than
/// that, and never nothing in all.
pub fn take(left: &[Left], wanted: &[NewLine], currency: Currency) -> Answer<Vec<(i64, Part)>> {
    if wanted.is_empty() {
        return Err(No::invalid("lines", "missing", say!("correction-no-lines")));
    }
    let (mut taken, mut faults): (Vec<(i64, Part)>, Vec<Fault>) = (Vec::new(), Vec::new());
    for (at, new) in wanted.iter().enumerate() {
        if taken.iter().any(|(line, _)| *line == new.line) {
            faults.push(fault(at, "/line", "duplicate", say!("correction-line-twice", line = new.line)));
            continue;
        }
        match part(left, new, currency)? {
            Ok(part) => taken.push((new.line, part)),
            Err((field, code, message)) => faults.push(fault(at, field, code, message)),
        }
    }
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    if !total(&taken)?.gross.is_positive() {
        return Err(No::invalid("lines", "nothing", say!("correction-nothing")));
    }
    taken.sort_by_key(|(line, _)| *line);
    Ok(taken)
}

/// What the parts of lines come to.
pub fn total(parts: &[(i64, Part)]) -> Result<Part, Unfit> {
    parts.iter().try_fold(Part::default(), |sum, (_, part)| sum.plus(*part))
}

fn fault(at: usize, field: &str, code: &'static str, message: Message) -> Fault {
    Fault { field: format!("lines/{at}{field}"), code, message }
}

/// What does not fit of a line: the field behind it, the code, the reason.
type Odd = (&'static str, &'static str, Message);

fn part(left: &[Left], new: &NewLine, currency: Currency) -> Answer<Result<Part, Odd>> {
    let line = new.line;
    let place = line.checked_sub(1).and_then(|place| usize::try_from(place).ok());
    let Some(known) = place.and_then(|place| left.get(place)).copied() else {
        return Ok(Err(("/line", "unknown", say!("correction-unknown-line", line = line))));
    };
    let left = known.part;
    Ok(match (new.quantity, new.amount) {
        (Some(quantity), None) if !quantity.is_positive() => {
            Err(("/quantity", "out_of_range", say!("correction-not-positive", line = line)))
        }
        (Some(quantity), None) if quantity > left.quantity => {
            Err(("/quantity", "too_much", say!("correction-too-many", line = line, left = left.quantity)))
        }
        (Some(quantity), None) if !known.is_fit(quantity) => {
            Err(("/quantity", "not_whole", say!("correction-not-whole", line = line)))
        }
        (Some(quantity), None) => Ok(by_quantity(known, quantity)?),
        (None, Some(amount)) if !amount.is_positive() => {
            Err(("/amount", "out_of_range", say!("correction-not-positive", line = line)))
        }
        (None, Some(amount)) if amount > left.gross => {
            Err(("/amount", "too_much", say!("correction-too-much", line = line, left = (left.gross, currency))))
        }
        (None, Some(amount)) => Ok(by_amount(left, amount)?),
        (None, None) | (Some(_), Some(_)) => Err(("", "one_of_two", say!("correction-one-of-two", line = line))),
    })
}

#[cfg(test)]
#[path = "share_tests.rs"]
mod tests;
