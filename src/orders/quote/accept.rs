//! Accepting a version of a quote: it becomes an order at its prices by the one way orders are made, in one transaction. An older
//! version, one whose term has passed and a quote that is an order already are refused with what there is instead.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::taken::{self, Taken};
use super::{QuoteLine, QuoteState, Version, difference};
use crate::access::permission::marks::PlaceOrders;
use crate::access::{Act, Recorded};
use crate::catalogue::to_order::{self, ToOrder};
use crate::catalogue::{self, ProductId};
use crate::orders::make::{self, Deal, Made, Orderer};
use crate::orders::place::{Placed, agreed, check_day, checked_texts, delivery_address};
use crate::orders::priced::PricedLine;
use crate::orders::shortage::Shortage;
use crate::orders::words::Occasion;
use crate::orders::{letters, record, store};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, Kind, No, Refusal};
use crate::platform::values::{Money, Unit};
use crate::pricing::{Quoted, amounts, as_quoted};
use crate::say;

/// What a buyer who is refused for short stock may choose instead: a quote is not cut.
const CHOICES: [&str; 1] = ["backorder"];

/// A version that somebody accepts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Acceptance {
    /// The quote's number.
    pub number: String,
    /// The version he has seen.
    pub version: i64,
    /// The total with VAT and delivery that he saw and agreed to; without it the version's own total holds for the goods.
    pub agreed_total: Option<Money>,
    /// A delivery address by its name.
    pub delivery_address: Option<String>,
    /// The day he wishes it.
    pub requested_on: Option<NaiveDate>,
    /// His own number.
    pub your_number: Option<String>,
    /// What he adds.
    pub comment: Option<String>,
    /// What shall be done where stock does not suffice; a part is no choice.
    #[serde(default)]
    pub shortage: Shortage,
}

/// Accepts a version; answers the order it has become.
pub fn accept(act: &mut Act<'_, PlaceOrders>, new: &Acceptance) -> Answer<Recorded<Placed>> {
    let (company, account) = (act.company()?.clone(), act.account()?);
    let (your_number, comment) = checked_texts(new.your_number.as_deref(), new.comment.as_deref())?;
    if new.shortage == Shortage::Part {
        return Err(No::invalid("/shortage", "not_one_of", say!("quote-not-in-part")));
    }
    let (actor, reach) = (act.actor(), act.reach());
    let by = Orderer::of(actor, &company, account);
    let tx = act.tx();
    let mut taken = Taken::take_to_order(tx, actor, &new.number)?;
    let version = in_force(tx, &taken, new.version)?;
    let contract = taken.contract.clone();
    if !contract.is_in_force() {
        return Err(No::conflict("contract_not_in_force", say!("order-contract-ended")));
    }
    check_day(new.requested_on, contract.day)?;
    let lines = priced(tx, &taken, &version)?;
    let address = delivery_address(tx, company.id, reach, new.delivery_address.as_deref(), None)?;
    let worth = make::worth(tx, &contract, &lines, address.as_ref())?;
    // A rate of VAT may have changed since; whoever names a version alone agrees to no more for its goods than it says.
    let told = version.total.plus(worth.delivery.gross)?;
    let agreed_total = Some(new.agreed_total.unwrap_or(told));
    let is_lower = agreed(tx, agreed_total, worth, &contract, None, &lines)?;
    // The order is of the unit that asked, whoever of the company accepts.
    let by = Orderer { unit: taken.row.unit.or(by.unit), ..by };
    let deal = Deal {
        lines,
        worth,
        address,
        requested_on: new.requested_on,
        your_number,
        comment,
        shortage: new.shortage,
        choices: &CHOICES,
    };
    let Made { order, facts } = make::make(tx, &by, &contract, deal)?;
    taken.row.state = QuoteState::Accepted;
    taken.row.order = Some(order.number.clone());
    store::change_quote(tx, &taken.row)?;
    letters::about(tx, &order, Occasion::Placed, |about| about.agreed = agreed_total.filter(|_| is_lower))?;
    let mut accepted = taken::facts(&taken.row);
    record::add(&mut accepted, "accepted", json!({"version": version.version, "account": account}));
    act.note("order.placed", Some(company.id), facts)?;
    act.record("quote.accepted", Some(company.id), accepted, Placed { number: order.number, is_lower, is_part: false })
}

/// The version that is accepted, if it is the one that can be.
fn in_force(tx: &mut Tx, taken: &Taken, version: i64) -> Answer<Version> {
    let row = &taken.row;
    match row.state.told(row.offered, row.valid_until, taken.contract.day, false) {
        QuoteState::Accepted => {
            let order = row.order.as_deref().unwrap_or_default();
            let refusal = Refusal::new(Kind::Conflict, "quote_accepted", say!("quote-accepted-already", order = order));
            return Err(refusal.with("order", order).into());
        }
        QuoteState::Declined | QuoteState::Withdrawn => return Err(No::conflict("quote_closed", say!("quote-closed"))),
        QuoteState::Asked | QuoteState::AwaitingSecond => {
            return Err(No::conflict("quote_not_offered", say!("quote-not-offered")));
        }
        QuoteState::Offered | QuoteState::Expired => {}
    }
    let versions = offered_versions(tx, taken)?;
    let now = versions.iter().find(|known| Some(known.version) == row.offered);
    let now = now.ok_or_else(|| No::failed("a quote without its version"))?;
    if version != now.version {
        let seen = versions.iter().find(|known| known.version == version);
        return Err(outdated(seen, now, version));
    }
    if now.valid_until < taken.contract.day {
        let until = now.valid_until;
        let refusal = Refusal::new(Kind::Conflict, "quote_expired", say!("quote-expired", until = until));
        return Err(refusal.with("valid_until", until).with("ask_again", format!("/quotes/{}/requests", row.number)).into());
    }
    Ok(now.clone())
}

/// The versions up to the one that was offered last, with their lines; those that nobody was offered are not among them.
fn offered_versions(tx: &mut Tx, taken: &Taken) -> Answer<Vec<Version>> {
    let (mut versions, approvals) = (store::quote_versions(tx, taken.row.id)?, store::quote_approvals(tx, taken.row.id)?);
    let is_granted = |number: i64| approvals.iter().any(|(version, said)| *version == number && said.is_granted);
    versions.retain(|version| !version.needs_second || is_granted(version.version));
    for (number, line) in store::quote_lines(tx, taken.row.id)? {
        if let Some(version) = versions.iter_mut().find(|version| version.version == number) {
            version.lines.push(line);
        }
    }
    Ok(versions)
}

/// The refusal of a version that is not the last one offered, with what is different in that.
fn outdated(seen: Option<&Version>, now: &Version, named: i64) -> No {
    let Some(seen) = seen else { return No::invalid("/version", "unknown", say!("quote-version-unknown", version = named)) };
    let message = say!("quote-outdated", version = seen.version, current = now.version);
    Refusal::new(Kind::Conflict, "quote_outdated", message)
        .with("version", now.version)
        .with("valid_until", now.valid_until)
        .with("total_was", seen.total)
        .with("total", now.total)
        .with("differences", difference::between(&seen.lines, &now.lines))
        .into()
}

/// The version's lines as an order takes them, each at its quoted price; what is in free words becomes goods got for this order.
fn priced(tx: &mut Tx, taken: &Taken, version: &Version) -> Answer<Vec<PricedLine>> {
    let contract = &taken.contract;
    let made = made_to_order(tx, taken, version)?;
    let mut made = made.into_iter();
    let ids: Vec<Option<ProductId>> = version.lines.iter().map(|line| line.product.or_else(|| made.next())).collect();
    let known: Vec<ProductId> = ids.iter().flatten().copied().collect();
    let found = catalogue::store::by_ids(tx, contract.id, contract.day, &known)?;
    let (mut lines, mut faults) = (Vec::with_capacity(version.lines.len()), Vec::new());
    for (line, id) in version.lines.iter().zip(ids) {
        let product =
            found.iter().find(|(product, is_allowed)| Some(product.id) == id && (*is_allowed || line.product.is_none()));
        let Some((product, _)) = product else {
            let sku = line.sku.as_deref().unwrap_or_default();
            let message = say!("cart-not-allowed", sku = sku);
            faults.push(Fault { field: format!("/lines/{sku}"), code: "not_allowed", message });
            continue;
        };
        let quoted = Quoted {
            quote: taken.row.number.clone(),
            version: version.version,
            until: version.valid_until,
            price: line.unit_price,
        };
        lines.push(PricedLine {
            quote: Some(as_quoted(&quoted, line.list_price, contract.currency)),
            amounts: amounts(line.unit_price, line.quantity, product.vat_rate, contract.vat_mode)?,
            product: product.clone(),
            quantity: line.quantity,
            floor: None,
            is_to_order: line.product.is_none(),
        });
    }
    if faults.is_empty() { Ok(lines) } else { Err(No::faults(faults)) }
}

/// Makes goods of the lines in free words; their article numbers tell the quote and the place of the line.
fn made_to_order(tx: &mut Tx, taken: &Taken, version: &Version) -> Answer<Vec<ProductId>> {
    let free = |(place, line): (usize, &QuoteLine)| {
        let unit = Unit::by_okei(&line.unit).ok_or_else(|| No::failed("a line in a unit that nobody knows"))?;
        let sku = to_order::sku(&taken.row.number, place);
        Ok(ToOrder { sku, name: line.name.clone(), unit, vat_code: line.vat_code.clone() })
    };
    let lines = (1usize..).zip(&version.lines).filter(|(_, line)| line.product.is_none());
    let goods = lines.map(free).collect::<Answer<Vec<ToOrder>>>()?;
    to_order::add(tx, &goods)
}

#[cfg(test)]
mod tests {
    use super::super::limit::tests::line;
    use super::*;
    use crate::access::reach::AccountId;
    use crate::platform::values::ids::Id;
    use crate::platform::values::{Moment, UnitPrice};

    fn version(number: i64, price: i64) -> Version {
        Version {
            version: number,
            made_at: Moment::from_micros(0),
            account: AccountId::from_number(1),
            actor: String::new(),
            valid_until: "2026-05-01".parse().unwrap(),
            note: None,
            net: Money::from_steps(price),
            vat: Money::ZERO,
            total: Money::from_steps(price),
            needs_second: false,
            approval: None,
            lines: vec![QuoteLine { unit_price: UnitPrice::from_steps(price), ..line(price, None, None) }],
        }
    }

    #[test]
    fn an_older_version_is_refused_with_what_is_different_now() {
        let (first, second) = (version(1, 100), version(2, 90));
        let No::Refused(refusal) = outdated(Some(&first), &second, 1) else { panic!("a failure") };
        assert_eq!((refusal.code, refusal.more["version"].as_i64()), ("quote_outdated", Some(2)));
        assert_eq!(refusal.more["differences"].as_array().map(Vec::len), Some(1));
        let No::Refused(refusal) = outdated(None, &second, 7) else { panic!("a failure") };
        assert_eq!(refusal.faults[0].code, "unknown");
    }
}
