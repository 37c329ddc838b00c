//! Editing an order in the office: what somebody has typed is kept as his draft, with what it would do to money and stock, until he
//! applies it. Nothing of the order changes before that; then all of it, or nothing. What costs the buyer more waits for him.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::amend::{self, Effect};
use super::change::{self, Change, ChangeState, Outcome, Wish};
use super::difference::{self, Difference};
use super::held::{self, Held};
use super::order::Order;
use super::revision::{Editor, RevisedLine, Revision};
use super::{cart, promise, store};
use crate::access::permission::marks::EditOrders;
use crate::access::{Act, Actor, Part, Reach, Recorded, Right};
use crate::partners::{Address, address};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::secret;
use crate::platform::values::{Money, text};
use crate::say;

/// What somebody has typed so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The order's version that he saw.
    pub version: i64,
    /// What the order shall become.
    pub revision: Revision,
}

/// A draft, with the order and what it would do.
#[derive(Debug)]
pub struct Opened {
    /// The order as it stands.
    pub order: Order,
    /// The draft; one that changes nothing, where nobody has typed anything.
    pub draft: Draft,
    /// Whether something was typed.
    pub is_kept: bool,
    /// What is different since the draft was begun.
    pub since: Vec<Difference>,
    /// What it would do, or why it cannot be; none where nothing was typed.
    pub effect: Option<Result<Effect, No>>,
    /// The addresses that could be chosen.
    pub addresses: Vec<Address>,
    /// The change that waits for an answer, if any.
    pub waiting: Option<Change>,
    /// Whether he may agree prices.
    pub may_price: bool,
}

/// Who edits: only who may give discounts may agree a price.
fn editor(actor: &Actor) -> Editor {
    if actor.may(Right::ManageDiscounts) { Editor::Pricer } else { Editor::Office }
}

/// An order as somebody of the office edits it.
pub fn look(act: &mut Act<'_, EditOrders>, number: &String) -> Answer<Opened> {
    let (reach, account, editor) = (act.reach().clone(), act.account()?, editor(act.actor()));
    let tx = act.tx();
    let held = Held::seen(tx, &reach, number)?;
    let order = held.order.clone();
    let kept = store::draft(tx, order.id, account)?;
    let is_kept = kept.is_some();
    let draft = kept.unwrap_or(Draft { version: order.version, revision: Revision::default() });
    let since = match store::version(tx, order.id, draft.version)?.filter(|_| draft.version != order.version) {
        Some(old) => difference::between(&old, &order),
        None => Vec::new(),
    };
    let of_order = Reach::Own { partner: held.kept.partner, part: held.kept.unit.map(Part::Unit) };
    let addresses = address::of_partner(tx, held.kept.partner, &of_order)?;
    let waiting = store::changes(tx, order.id, 1)?.into_iter().find(|change| change.state.is_waiting());
    let effect = match (is_kept, change::check_changeable(&order)) {
        (_, Err(no)) => Some(Err(no)),
        (true, Ok(())) => Some(refused_or(amend::effect(tx, held, &draft.revision, editor))?),
        (false, Ok(())) => None,
    };
    let may_price = editor == Editor::Pricer;
    Ok(Opened { order, draft, is_kept, since, effect, addresses, waiting, may_price })
}

/// A refusal is told beside the draft; a failure is one.
fn refused_or(effect: Answer<Effect>) -> Answer<Result<Effect, No>> {
    match effect {
        Err(failed @ No::Failed(_)) => Err(failed),
        told => Ok(told),
    }
}

/// Keeps what somebody has typed, whatever it would do: only its texts must fit.
pub fn keep(act: &mut Act<'_, EditOrders>, (number, draft): &(String, Draft)) -> Answer<Recorded<()>> {
    let (reach, account) = (act.reach().clone(), act.account()?);
    let tx = act.tx();
    let (order, _) = store::find(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    check_texts(&draft.revision)?;
    if store::version(tx, order.id, draft.version)?.is_none() {
        return Err(No::invalid("/version", "unknown", say!("change-unknown-version")));
    }
    store::put_draft(tx, order.id, account, draft)?;
    Ok(act.pass(()))
}

fn check_texts(revision: &Revision) -> Answer<()> {
    if revision.lines.len() > cart::MOST_LINES {
        return Err(No::invalid("/lines", "out_of_range", say!("order-lines-count", count = cart::MOST_LINES)));
    }
    let unfit = |field: String| No::invalid(field, "bad_text", say!("change-bad-text"));
    for (row, line) in revision.lines.iter().enumerate() {
        text::required_line(&line.sku, 100).map_err(|_| unfit(format!("/lines/{row}/sku")))?;
        text::line(line.reason.as_deref().unwrap_or_default(), 300).map_err(|_| unfit(format!("/lines/{row}/reason")))?;
    }
    if let Some(terms) = &revision.terms {
        text::paragraph(terms.comment.as_deref().unwrap_or_default(), 2000).map_err(|_| unfit("/comment".into()))?;
        text::line(terms.address.as_deref().unwrap_or_default(), 100).map_err(|_| unfit("/address".into()))?;
    }
    Ok(())
}

/// Throws a draft away; the order stays as it is.
pub fn discard(act: &mut Act<'_, EditOrders>, number: &String) -> Answer<Recorded<()>> {
    let (reach, account) = (act.reach().clone(), act.account()?);
    let tx = act.tx();
    let (order, _) = store::find(tx, reach.partners(), reach.part(), number)?.ok_or_else(No::not_found)?;
    store::delete_draft(tx, order.id, account)?;
    Ok(act.pass(()))
}

/// That a draft is applied.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Application {
    /// The order's number.
    pub order: String,
    /// The total that was shown; another one is not applied unseen.
    pub total: Option<Money>,
    /// Why, in words for the buyer.
    pub reason: Option<String>,
}

/// Applies somebody's draft: at once, or after the buyer has agreed where it costs him more, or after the warehouse has, where it has begun.
pub fn apply(act: &mut Act<'_, EditOrders>, new: &Application) -> Answer<Recorded<Outcome>> {
    let (reach, account, actor) = (act.reach().clone(), act.account()?, held::name_of(act.actor()));
    let editor = editor(act.actor());
    let reason = new.reason.as_deref().filter(|text| !text.trim().is_empty()).map(promise::checked_reason).transpose()?;
    let tx = act.tx();
    let held = Held::take(tx, &reach, &new.order)?;
    let draft = store::draft(tx, held.order.id, account)?;
    let draft = draft.ok_or_else(|| No::conflict("no_draft", say!("change-no-draft")))?;
    change::check_changeable(&held.order)?;
    change::check_nothing_asked(tx, &held)?;
    amend::check_version(tx, &held.order, draft.version)?;
    let plan = amend::plan(tx, &held, &draft.revision, editor)?;
    if let Some(shown) = new.total.filter(|shown| *shown != plan.order.total) {
        let (was, now) = ((shown, held.order.currency), (plan.order.total, held.order.currency));
        let refusal = Refusal::new(Kind::Conflict, "total_changed", say!("change-total-other", was = was, now = now));
        return Err(refusal.with("agreed_total", shown).with("total", plan.order.total).into());
    }
    note_prices(act, &held, &draft.revision.lines)?;
    store::delete_draft(act.tx(), held.order.id, account)?;
    let wish = Wish { revision: draft.revision, reason, is_office: true };
    if plan.order.total > held.order.total {
        change::put(act, held, plan, &wish, ChangeState::AskedBuyer)
    } else if held.order.state.is_in_work() {
        change::put(act, held, plan, &wish, ChangeState::Asked)
    } else {
        change::make(act, held, plan, &wish, &actor)
    }
}

/// Who agreed which price is a record of its own; the words why stand beside the change that was made, and here as a commitment.
fn note_prices(act: &mut Act<'_, EditOrders>, held: &Held, lines: &[RevisedLine]) -> Answer<()> {
    let why = |line: &RevisedLine| line.reason.as_deref().map(|reason| secret::commitment(&held.kept.salt, reason));
    let agreed: Vec<_> =
        lines.iter().filter_map(|line| Some(json!({"sku": line.sku, "price": line.unit_price?, "why": why(line)}))).collect();
    if agreed.is_empty() {
        return Ok(());
    }
    let facts = json!({"order": held.order.number, "currency": held.order.currency, "prices": agreed});
    act.note("order.prices_agreed", Some(held.kept.partner), facts)
}
