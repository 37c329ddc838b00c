//! What letters about changes of an order say: what is different since, what is proposed, what was refused and why.
//! Called by [`super::letters`], which puts the greeting and the link around it.

use super::difference::{self, Aspect, Difference, Side};
use super::letters::{About, Contents};
use super::order::Order;
use super::store;
use super::words::Occasion;
use crate::access::Act;
use crate::access::permission::marks::ReadOrders;
use crate::platform::error::Answer;
use crate::platform::values::Currency;
use crate::platform::web::Voice;
use crate::say;

/// What such a letter says.
pub(super) fn contents(act: &mut Act<'_, ReadOrders>, order: &Order, about: &About, l: Voice) -> Answer<Contents> {
    let tx = act.tx();
    let mut body = Contents::default();
    let mut differences = Vec::new();
    if let Some(id) = about.change
        && let Some(change) = store::change(tx, order.id, id)?
    {
        body.above
            .extend(change.reason.filter(|_| about.reason.is_none()).map(|why| l.tell(&say!("letter-reason", reason = why))));
        differences = change.differences;
    } else if let (Some(since), Some(version)) = (about.since, about.version)
        && let (Some(old), Some(new)) = (store::version(tx, order.id, since)?, store::version(tx, order.id, version)?)
    {
        differences = difference::between(&old, &new);
    }
    if let Some(reason) = &about.reason {
        body.above.push(l.tell(&say!("letter-reason", reason = reason)));
    }
    if about.what == Occasion::ChangeProposed {
        body.above.push(l.say("letter-change-answer"));
    }
    for one in &differences {
        row(&mut body, one, order.currency, l);
    }
    Ok(body)
}

/// A line of the order as a row, what is about the whole of it as a sentence below.
fn row(body: &mut Contents, one: &Difference, currency: Currency, l: Voice) {
    let what = l.say(&format!("change-aspect-{}", one.aspect));
    let said = format!("{what}: {}", sides(l, one, currency));
    match &one.sku {
        Some(sku) => body.rows.push((sku.clone(), one.name_in(l.lang).to_owned(), said)),
        None => body.below.push(said),
    }
}

/// How it was and how it is: `2 → 3`.
fn sides(l: Voice, one: &Difference, currency: Currency) -> String {
    let known: Vec<String> =
        [&one.before, &one.after].into_iter().flatten().map(|side| words(l, one.aspect, side, currency)).collect();
    known.join(" → ")
}

/// One side in words.
pub(super) fn words(l: Voice, aspect: Aspect, side: &Side, currency: Currency) -> String {
    match side {
        Side::Quantity(quantity) => l.quantity(*quantity),
        Side::Price(price) => l.price(*price, currency),
        Side::Money(amount) => l.money(*amount, currency),
        Side::Day(day) => l.day(*day),
        Side::Text(state) if aspect == Aspect::State => l.say(&format!("order-state-{state}")),
        Side::Text(text) => text.clone(),
    }
}
