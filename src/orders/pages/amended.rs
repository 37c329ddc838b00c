//! What is different about an order, as its pages show it: the list of differences, what a change would do, the change that waits for an
//! answer with the forms that give it. Called by the pages of the order, of changing it, of editing it and of picking.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::order::again_with;
use crate::access::frame::see_other;
use crate::access::permission::marks::ReadOrders;
use crate::access::{May, Right, Routes};
use crate::orders::amend::Effect;
use crate::orders::api::changes::{GivenAnswer, give};
use crate::orders::change::{Change, ChangeState};
use crate::orders::change_letter::words;
use crate::orders::difference::{Aspect, Difference, Side};
use crate::orders::history::Story;
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::web::changes::{self, DifferenceKind};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/orders/{number}/changes/{id}/answers", answer);
}

/// What is different, in the one look that all panels of changes have.
pub(super) fn list<'d>(l: Voice, differences: impl IntoIterator<Item = &'d Difference>, currency: Currency) -> Markup {
    let told: Vec<changes::Difference> = differences.into_iter().map(|one| told(l, one, currency)).collect();
    changes::table(l, &told)
}

fn told(l: Voice, one: &Difference, currency: Currency) -> changes::Difference {
    let side = |side: &Option<Side>| side.as_ref().map(|side| words(l, one.aspect, side, currency)).unwrap_or_default();
    let subject = match &one.sku {
        Some(sku) => format!("{} {sku}", one.name_in(l.lang)),
        None => about_all(l, one.aspect),
    };
    let (before, after) = (side(&one.before), side(&one.after));
    changes::Difference { subject, kind: kind(one.aspect), before, after, is_better: is_better(one), agree: None }
}

/// What a difference is about when it is about no line.
pub(super) fn about_all(l: Voice, aspect: Aspect) -> String {
    l.say(if aspect == Aspect::Delivery { "changes-delivery" } else { "changes-order" })
}

/// The panel's word for what is different.
pub(super) fn kind(aspect: Aspect) -> DifferenceKind {
    match aspect {
        Aspect::Added => DifferenceKind::Added,
        Aspect::Cancelled => DifferenceKind::Removed,
        Aspect::Quantity => DifferenceKind::Quantity,
        Aspect::Price | Aspect::Delivery => DifferenceKind::Price,
        Aspect::Shipped => DifferenceKind::Shipped,
        Aspect::Address => DifferenceKind::Address,
        Aspect::Day => DifferenceKind::Date,
        Aspect::Comment => DifferenceKind::Comment,
        Aspect::State => DifferenceKind::State,
        Aspect::Total => DifferenceKind::Total,
    }
}

/// Whether whoever pays gains by it.
fn is_better(one: &Difference) -> bool {
    match (&one.before, &one.after) {
        (Some(Side::Money(before)), Some(Side::Money(after))) => after < before,
        (Some(Side::Price(before)), Some(Side::Price(after))) => after < before,
        _ => false,
    }
}

/// What a change would do: what is different, the total, what is left of the credit limit, what is short.
pub(super) fn effect(l: Voice, effect: &Effect) -> Markup {
    let currency = effect.before.currency;
    let money = |amount| l.money(amount, currency);
    let is_same_total = !effect.differences.iter().any(|one| one.aspect == Aspect::Total);
    html! {
        h2 id="changes-h" { (l.say("change-effect")) }
        (list(l, &effect.differences, currency))
        @if is_same_total { p { (l.say("change-same-total")) " " b { (money(effect.after.total)) } } }
        @if let Some(left) = effect.credit_left { p.muted { (l.tell(&say!("change-credit-left", left = (left, currency)))) } }
        @for sku in &effect.short { p.fault { (l.tell(&say!("change-short-of", sku = sku))) } }
    }
}

/// The change of an order that waits for an answer, or the last answer where it was no.
pub(super) fn panel(l: Voice, may: &May<ReadOrders>, story: &Story) -> Markup {
    let Some(change) = &story.change else { return html! {} };
    let (actor, currency) = (may.actor(), story.order.currency);
    let action = format!("/orders/{}/changes/{}/answers", story.order.number, change.id);
    let is_buyer = story.may_change;
    let (title, is_asked) = match change.state {
        ChangeState::AskedBuyer => ("change-panel-proposed", is_buyer),
        ChangeState::Asked => ("change-panel-asked", actor.may(Right::ShipOrders)),
        ChangeState::Refused => return refused(l, change),
        ChangeState::Applied | ChangeState::Withdrawn => return html! {},
    };
    let is_own = if change.is_office { actor.may(Right::EditOrders) } else { is_buyer };
    html! {
        section.changes aria-labelledby="changes-h" {
            h2 id="changes-h" { (l.say(title)) }
            p.muted { (change.asked_by) " · " (l.moment(change.asked_at)) }
            @if let Some(reason) = &change.reason { p { (l.tell(&say!("change-why", reason = reason))) } }
            (list(l, &change.differences, currency))
            @if is_asked { (answers(l, &action, &may.form_token(), &[])) }
            @else { p { (l.say(if change.state == ChangeState::Asked { "change-waits-warehouse" } else { "change-waits-buyer" })) } }
            @if is_own {
                form method="post" action=(action) data-once { (csrf_field(&may.form_token())) button.button--small type="submit" name="answer" value="withdraw" { (l.say("change-withdraw")) } }
            }
        }
    }
}

fn refused(l: Voice, change: &Change) -> Markup {
    let reason = change.answer.as_deref().unwrap_or_default();
    components::notice("warn", &l.tell(&say!("change-refused-note", at = change.asked_at, reason = reason)))
}

/// The two answers: yes, or no with a reason. More fields go with both.
pub(super) fn answers(l: Voice, action: &str, token: &str, more: &[(&str, &str)]) -> Markup {
    let hidden = html! { (csrf_field(token)) @for (name, value) in more { input type="hidden" name=(name) value=(value); } };
    html! {
        form method="post" action=(action) data-once { (hidden) button.button--primary type="submit" name="answer" value="agree" { (l.say("change-agree")) } }
        form method="post" action=(action) data-once {
            (hidden)
            div.field { label { (l.say("change-refuse-reason")) " " input name="reason" maxlength="300" required; } }
            div.actions { button type="submit" name="answer" value="refuse" { (l.say("change-refuse")) } }
        }
    }
}

/// What the warehouse is asked about: the goods, without sums.
pub(super) fn goods(l: Voice, change: &Change, currency: Currency) -> Markup {
    let of_goods = change.differences.iter().filter(|one| one.aspect.is_of_goods());
    html! {
        @if let Some(reason) = &change.reason { p { (l.tell(&say!("change-why", reason = reason))) } }
        (list(l, of_goods, currency))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    answer: GivenAnswer,
    #[serde(default)]
    reason: String,
    /// The warehouse whose list it was answered on.
    #[serde(default)]
    warehouse: String,
}

async fn answer(may: May<ReadOrders>, path: web::Path<(String, String)>, Form(given): Form<Given>) -> Answer<HttpResponse> {
    let (number, id) = path.into_inner();
    let reason = Some(given.reason).filter(|reason| !reason.trim().is_empty());
    match give(&may, number.clone(), &id, given.answer, reason).await {
        Ok(_) if !given.warehouse.is_empty() => {
            Ok(see_other(&components::link("/picking", &[("warehouse", given.warehouse.as_str())])))
        }
        Ok(outcome) => {
            let done = if outcome.state == ChangeState::Applied { "changed" } else { "change_answered" };
            Ok(see_other(&components::link(&format!("/orders/{number}"), &[("done", done)])))
        }
        Err(no @ No::Refused(_)) if no.code() != "not_found" => again_with(&may, number, &no).await,
        Err(no) => Err(no),
    }
}
