//! Changing an order that stands: what it would become, and making it so. One heart for the buyer's change, the picker's answer, the
//! office's edit and the buyer's agreement; each of them decides before whether it may be. All of it, or nothing at all.

use serde_json::json;

use super::difference::{self, Difference};
use super::held::Held;
use super::order::{Delivery, Order};
use super::restock::Renewed;
use super::revision::{self, Editor, RevisedTerms, Revision};
use super::words::{Deed, PromiseWord, Why};
use super::{State, billing, cart, place, promise, reprice, restock, store};
use crate::access::{Part, Reach};
use crate::catalogue::reservation::Short;
use crate::catalogue::{ProductId, stock};
use crate::partners::{self, Contract, Payment, StockDisplay, address};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::values::{Money, Quantity, text};
use crate::pricing::vat;
use crate::receivables::{Standing, Sums};
use crate::{receivables, say};

/// What an order would become.
pub(super) struct Plan {
    /// The order as it would be, with its old version.
    pub order: Order,
    /// The products of its lines, in their order.
    pub products: Vec<ProductId>,
    /// What would be different.
    pub differences: Vec<Difference>,
}

/// What became of an order.
pub(super) struct Amended {
    /// Its version before.
    pub version: i64,
    /// Its total before.
    pub was: Money,
    /// What is different.
    pub differences: Vec<Difference>,
}

/// What an order would become: quantities checked, changed lines priced anew, totals made. Nothing is written.
pub(super) fn plan(tx: &mut Tx, held: &Held, revision: &Revision, editor: Editor) -> Answer<Plan> {
    let mut products = store::products_of(tx, held.order.id)?;
    let mut order = held.order.clone();
    let meant = revision::meant(&held.order, revision, editor)?;
    reprice::lines(tx, held, &meant, &mut order, &mut products)?;
    if let Some(terms) = revision.terms.as_ref().filter(|_| editor != Editor::Buyer) {
        set_terms(tx, held, terms, &mut order)?;
    }
    order.recount()?;
    if order.lines.len() > cart::MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = cart::MOST_LINES)));
    }
    if !order.has_open() && !order.has_left() {
        return Err(No::conflict("nothing_left", say!("change-nothing-left")));
    }
    check_minimum(held, &order)?;
    // Who pays beforehand by now has no limit to keep, and who did not when he ordered has no pro-forma: nothing would cover it.
    if order.total > held.order.total && order.is_prepaid() != (held.contract.payment == Payment::Prepaid) {
        return Err(No::conflict("terms_changed", say!("change-payment-changed")));
    }
    let differences = difference::between(&held.order, &order);
    if differences.is_empty() {
        return Err(No::invalid("/lines", "unchanged", say!("change-unchanged")));
    }
    Ok(Plan { order, products, differences })
}

/// Other terms: an address of the partner that the order's own unit may use, a day that can be, a text that fits.
fn set_terms(tx: &mut Tx, held: &Held, terms: &RevisedTerms, order: &mut Order) -> Answer<()> {
    let comment = terms.comment.as_deref().map(|comment| text::paragraph(comment, 2000)).transpose();
    let comment = comment.map_err(|_| No::invalid("/comment", "bad_text", say!("order-bad-text")))?;
    order.comment = comment.filter(|comment| !comment.is_empty());
    if terms.requested_on != order.requested_on {
        place::check_day(terms.requested_on, held.contract.day)?;
        order.requested_on = terms.requested_on;
    }
    let is_other = |name: &&String| order.delivery.as_ref().is_none_or(|to| to.name != **name);
    let Some(name) = terms.address.as_ref().filter(is_other) else { return Ok(()) };
    if order.has_left() {
        return Err(No::conflict("already_shipped", say!("change-address-after-shipment")));
    }
    let reach = Reach::Own { partner: held.kept.partner, part: held.kept.unit.map(Part::Unit) };
    let found = address::of_partner(tx, held.kept.partner, &reach)?.into_iter().find(|address| address.name == *name);
    let to = found.ok_or_else(|| No::invalid("/address", "unknown", say!("change-unknown-address")))?;
    let cost = cart::delivery_amounts(tx, &held.contract, Some(&to))?;
    order.delivery =
        Some(Delivery { name: to.name, address: to.address, method: to.delivery_method, cost: cost.gross, vat: cost.vat });
    Ok(())
}

/// An order does not fall below the contract's minimum; once something has left, what is open may be given up all the same.
fn check_minimum(held: &Held, after: &Order) -> Answer<()> {
    let goods = |order: &Order| vat::total(order.lines.iter().map(|line| line.amounts())).map(|goods| goods.gross);
    let (was, is, least) = (goods(&held.order)?, goods(after)?, held.contract.minimum_order);
    if after.has_left() || is >= least || is >= was {
        return Ok(());
    }
    let minimum = (least, held.order.currency);
    Err(No::conflict("below_minimum_order", say!("change-below-minimum", minimum = minimum)))
}

/// Makes the order what was planned: credit, stock, promised days, version, pro-forma. Whatever else was asked about it is over.
pub(super) fn carry_out(tx: &mut Tx, held: &mut Held, plan: Plan, actor: &str, sums: Sums) -> Answer<Amended> {
    let Plan { mut order, products, differences } = plan;
    let (version, was) = (held.order.version, held.order.total);
    let more = order.total.minus(was)?;
    if more != Money::ZERO
        && let Err(standing) = receivables::commit(tx, &held.contract, &order.number, more)?
    {
        return Err(over_limit(&held.contract, more, &standing, sums));
    }
    let renewed: Renewed = match restock::restock(tx, &held.contract, &held.order, &mut order, &products)? {
        Ok(renewed) => renewed,
        Err(short) => return Err(not_enough(tx, held, &order, &products, &short)?),
    };
    held.order = order;
    if !held.order.has_open() {
        held.become_state(State::Shipped)?;
    }
    held.keep(tx, actor, Deed::Changed)?;
    store::write_changed(tx, &held.order, &products)?;
    promise::enter(tx, &held.order, &renewed, &Why::Word(PromiseWord::Changed), actor)?;
    if held.order.is_prepaid() && differences.iter().any(|one| one.aspect.is_of_money()) {
        renew_proforma(tx, held, more)?;
    }
    store::withdraw_changes(tx, held.order.id, actor)?;
    Ok(Amended { version, was, differences })
}

/// The pro-forma of what is still to leave; where nothing is, the old one wants so much less.
fn renew_proforma(tx: &mut Tx, held: &Held, more: Money) -> Answer<()> {
    if !held.order.has_open() {
        return receivables::shrink_proforma(tx, held.order.id.number(), Money::ZERO.minus(more)?);
    }
    let earlier = store::left_so_far(tx, held.order.id)?;
    let bill = billing::bill_of_rest(tx, held, &earlier)?;
    receivables::renew_proforma(tx, &held.contract, &bill)?;
    Ok(())
}

fn over_limit(contract: &Contract, more: Money, standing: &Standing, sums: Sums) -> No {
    let (left, currency) = (standing.available(contract.payment).unwrap_or(Money::ZERO), contract.currency);
    let message = say!("change-over-limit", more = (more, currency), left = (left, currency));
    receivables::over_limit(standing, sums, message)
}

/// The refusal when there is not enough: with what there is, as the partner may see it.
fn not_enough(tx: &mut Tx, held: &Held, order: &Order, products: &[ProductId], short: &[Short]) -> Answer<No> {
    let display = partners::store::partner(tx, held.kept.partner)?.stock_display;
    let mut refusal = Refusal::new(Kind::Conflict, "stock_short", say!("change-short"));
    let mut told = Vec::new();
    for missing in short {
        let found = order.lines.iter().zip(products).find(|(_, product)| **product == missing.product);
        let Some((line, _)) = found else { continue };
        let there = Quantity::from_steps(missing.rows.iter().map(|row| row.available().steps()).sum());
        let available = (display == StockDisplay::Exact).then_some(there);
        let message = match available {
            Some(available) => say!("change-line-short-exact", sku = &line.sku, more = missing.asked, available = available),
            None => say!("change-line-short", sku = &line.sku, more = missing.asked),
        };
        refusal = refusal.fault(format!("/lines/{}", line.sku), "stock_short", message);
        told.push(json!({"sku": line.sku, "asked": missing.asked, "available": available}));
    }
    Ok(refusal.with("lines", told).into())
}

/// What a change would do to money and stock, for whoever is about to make it.
#[derive(Debug, Clone)]
pub struct Effect {
    /// The order as it is.
    pub before: Order,
    /// The order as it would be.
    pub after: Order,
    /// What would be different.
    pub differences: Vec<Difference>,
    /// What would be left of the credit limit; none without one.
    pub credit_left: Option<Money>,
    /// Lines of which more is wanted than is there now, by article number.
    pub short: Vec<String>,
}

/// What a change would do. Nothing is written or held, so it may be otherwise when the change is made.
pub(super) fn effect(tx: &mut Tx, held: Held, revision: &Revision, editor: Editor) -> Answer<Effect> {
    let plan = plan(tx, &held, revision, editor)?;
    let more = plan.order.total.minus(held.order.total)?;
    let standing = receivables::standing(tx, held.contract.id)?;
    let credit_left = standing.available(held.contract.payment).map(|left| left.minus(more)).transpose()?;
    let growths = restock::growths(&held.order, &plan.order, &plan.products);
    let wanted: Vec<ProductId> = growths.iter().map(|(_, product, _)| *product).collect();
    let rows = stock::of_contract(tx, &held.contract, &wanted)?;
    let is_short = |(at, product, more): &(usize, ProductId, Quantity)| {
        let there: i64 = rows.iter().filter(|row| row.product == *product).map(|row| row.available().steps()).sum();
        plan.order.lines.get(*at).filter(|_| there < more.steps()).map(|line| line.sku.clone())
    };
    let short = growths.iter().filter_map(is_short).collect();
    Ok(Effect { before: held.order, after: plan.order, differences: plan.differences, credit_left, short })
}

/// What there is to be agreed to: not more than was shown, and without that not more than the order was.
pub(super) fn check_agreed(before: &Order, plan: &Plan, agreed: Option<Money>) -> Answer<()> {
    let most = agreed.unwrap_or(before.total);
    if plan.order.total <= most {
        return Ok(());
    }
    let (was, now) = ((most, before.currency), (plan.order.total, before.currency));
    let told: Vec<_> = plan.differences.iter().map(Difference::told).collect();
    let refusal = Refusal::new(Kind::Conflict, "total_changed", say!("change-total-grew", was = was, now = now));
    Err(refusal.with("agreed_total", most).with("total", plan.order.total).with("differences", told).into())
}

/// What somebody changes is the order that he saw: when it is another by now, he is told what is different.
pub(super) fn check_version(tx: &mut Tx, order: &Order, seen: i64) -> Answer<()> {
    if order.version == seen {
        return Ok(());
    }
    let old = store::version(tx, order.id, seen)?;
    Err(moved_on(order, &old.map(|old| difference::between(&old, order)).unwrap_or_default()))
}

/// The same for who agreed to a change: what leaves meanwhile is no other order.
pub(super) fn check_terms(tx: &mut Tx, order: &Order, seen: i64) -> Answer<()> {
    let Some(old) = store::version(tx, order.id, seen)?.filter(|_| order.version != seen) else { return Ok(()) };
    let found: Vec<Difference> = difference::between(&old, order).into_iter().filter(|one| one.aspect.is_of_terms()).collect();
    if found.is_empty() { Ok(()) } else { Err(moved_on(order, &found)) }
}

fn moved_on(order: &Order, differences: &[Difference]) -> No {
    let told: Vec<_> = differences.iter().map(Difference::told).collect();
    let refusal = Refusal::new(Kind::Conflict, "order_changed", say!("order-changed-meanwhile"));
    refusal.with("version", order.version).with("differences", told).into()
}
