//! Changing an order by the buyer: a form with quantities, what that would do, and sending it. The page works without any script:
//! the first button shows the effect, the second sends what was shown.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};

use super::amended;
use crate::access::frame::see_other;
use crate::access::permission::marks::PlaceOrders;
use crate::access::{IdempotencyKey, May, Routes};
use crate::orders::amend::Effect;
use crate::orders::change::{self, Ask, ChangeState};
use crate::orders::difference::Aspect;
use crate::orders::order::{Order, OrderLine};
use crate::orders::place::NewLine;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Quantity};
use crate::platform::web::changes::{Difference, what_changed};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/orders/{number}/change", page);
    routes.post("/orders/{number}/changes", send);
}

/// What was typed into the form.
#[derive(Default)]
struct Typed {
    version: i64,
    quantities: Vec<(String, String)>,
    reason: String,
    agreed_total: String,
    key: String,
    is_sending: bool,
}

fn typed(fields: Vec<(String, String)>) -> Answer<Typed> {
    let (mut typed, mut sku) = (Typed::default(), String::new());
    for (name, value) in fields {
        match name.as_str() {
            "version" => typed.version = value.parse().unwrap_or_default(),
            "sku" => sku = value,
            "quantity" => typed.quantities.push((std::mem::take(&mut sku), value)),
            "reason" => typed.reason = value,
            "agreed_total" => typed.agreed_total = value,
            "key" => typed.key = value,
            "step" => typed.is_sending = value == "send",
            _ => return Err(No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name))),
        }
    }
    Ok(typed)
}

/// A quantity as somebody types it in a language.
pub(super) fn quantity_of(lang: Lang, text: &str) -> Answer<Quantity> {
    lang.read_quantity(text).ok_or_else(|| No::invalid("quantity", "wrong_type", say!("quantity-not-number")))
}

/// What is asked for: only the lines whose quantity is another than the order's.
fn ask_of(lang: Lang, order: &Order, typed: &Typed) -> Answer<Ask> {
    let mut lines = Vec::new();
    for (sku, text) in typed.quantities.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let quantity = quantity_of(lang, text)?;
        let is_same = order.lines.iter().any(|line| line.sku == *sku && line.wanted() == quantity);
        if !is_same {
            lines.push(NewLine { sku: sku.clone(), quantity });
        }
    }
    let agreed_total = Some(typed.agreed_total.as_str()).filter(|total| !total.is_empty()).map(Money::parse).transpose();
    let agreed_total = agreed_total.map_err(|_| No::invalid("agreed_total", "wrong_type", say!("error-wrong-type")))?;
    let reason = Some(typed.reason.clone()).filter(|reason| !reason.trim().is_empty());
    Ok(Ask { order: order.number.clone(), version: typed.version, lines, reason, agreed_total })
}

async fn page(may: May<PlaceOrders>, number: web::Path<String>) -> Answer<HttpResponse> {
    let order = may.read(number.into_inner(), change::changeable).await?;
    show(&may, &order, &Typed::default(), None, None)
}

async fn send(
    may: May<PlaceOrders>,
    number: web::Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Answer<HttpResponse> {
    let order = may.read(number.into_inner(), change::changeable).await?;
    let typed = typed(fields)?;
    let ask = match ask_of(may.voice().lang, &order, &typed) {
        Ok(ask) => ask,
        Err(no) => return show(&may, &order, &typed, None, Some(&no)),
    };
    let refused = if typed.is_sending {
        let key = IdempotencyKey::parse(&typed.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
        match may.write_once("changes", &key, ask.clone(), change::ask).await {
            Ok(done) => {
                let word = if done.value.state == ChangeState::Asked { "change_asked" } else { "changed" };
                return Ok(see_other(&components::link(&format!("/orders/{}", order.number), &[("done", word)])));
            }
            Err(no @ No::Refused(_)) => Some(no),
            Err(failed) => return Err(failed),
        }
    } else {
        None
    };
    // What was refused is shown with what it would do now: what grew can be agreed to there.
    let order = may.read(order.number, change::changeable).await?;
    let again = Ask { version: if refused.is_some() { order.version } else { ask.version }, ..ask };
    match may.read(again, change::preview).await {
        Ok(effect) => show(&may, &order, &typed, Some(&effect), refused.as_ref()),
        Err(no @ No::Refused(_)) => show(&may, &order, &typed, None, Some(refused.as_ref().unwrap_or(&no))),
        Err(failed) => Err(failed),
    }
}

fn show(may: &May<PlaceOrders>, order: &Order, typed: &Typed, effect: Option<&Effect>, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let key = IdempotencyKey::fresh()?;
    let title = l.tell(&say!("change-title", number = &order.number));
    let back = format!("/orders/{}", order.number);
    let ended = change::check_changeable(order).err();
    let help = if order.state.is_in_work() { "change-lede-asks" } else { "change-lede" };
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say(help)) } } a.button href=(back) { (l.say("again-back")) } }
        @if let Some(no) = no { (refusal(l, no, order)) }
        @if let Some(ended) = &ended { (components::refusal(l, ended)) }
        @else {
            form.stack method="post" action={ (back) "/changes" } data-once {
                (csrf_field(&may.form_token()))
                input type="hidden" name="version" value=(order.version);
                input type="hidden" name="key" value=(key);
                (lines(l, order, typed))
                div.field.field--wide { label for="reason" { (l.say("change-reason")) } input id="reason" name="reason" maxlength="300" value=(typed.reason); }
                @if let Some(effect) = effect {
                    section.changes aria-labelledby="changes-h" {
                        (amended::effect(l, effect))
                        input type="hidden" name="agreed_total" value=(effect.after.total);
                        div.actions { button.button--primary type="submit" name="step" value="send" { (l.tell(&say!("change-send", total = (effect.after.total, order.currency)))) } }
                    }
                }
                div.actions { button class=[effect.is_none().then_some("button--primary")] type="submit" name="step" value="preview" { (l.say("change-preview")) } }
            }
        }
    };
    let mut answer = may.page_at(&back, title, &body, no);
    if let Some(no) = no {
        crate::activity::watch::refused(&mut answer, no);
    }
    Ok(answer)
}

/// What was refused; of an order that is another by now, also what is different about it.
pub(super) fn refusal(l: Voice, no: &No, order: &Order) -> Markup {
    let more = match no {
        No::Refused(refusal) if refusal.code == "order_changed" => refusal.more.get("differences").and_then(|all| all.as_array()),
        _ => None,
    };
    let told: Vec<Difference> = more.into_iter().flatten().filter_map(|one| told(l, one)).collect();
    html! {
        (components::refusal(l, no))
        (what_changed(l, &l.tell(&say!("change-since", version = order.version)), &told))
    }
}

/// A difference as a refusal carries it.
fn told(l: Voice, one: &serde_json::Value) -> Option<Difference> {
    let aspect = Aspect::parse(one.get("what").and_then(|v| v.as_str())?)?;
    let sku = one.get("sku").and_then(|v| v.as_str()).map(str::to_owned);
    Some(Difference {
        subject: sku.unwrap_or_else(|| amended::about_all(l, aspect)),
        kind: amended::kind(aspect),
        before: side(l, one, "before"),
        after: side(l, one, "after"),
        is_better: false,
        agree: None,
    })
}

/// A side of a difference as a refusal carries it; the word of a state in words.
fn side(l: Voice, one: &serde_json::Value, name: &str) -> String {
    let plain = one.get(name).and_then(|v| v.as_str()).unwrap_or_default();
    let is_state = one.get("what").and_then(|v| v.as_str()) == Some("state");
    if is_state { l.say(&format!("order-state-{plain}")) } else { plain.to_owned() }
}

fn lines(l: Voice, order: &Order, typed: &Typed) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("catalogue-product")) } th.num { (l.say("catalogue-price")) } th.num { (l.say("change-ordered")) } th.num { (l.say("change-wanted")) } th.num { (l.say("cart-sum")) } } }
            tbody { @for line in &order.lines { (row(l, order, line, typed)) } }
        } }
        p.muted { (l.say("change-zero-help")) }
    }
}

fn row(l: Voice, order: &Order, line: &OrderLine, typed: &Typed) -> Markup {
    let known = typed.quantities.iter().find(|(sku, _)| *sku == line.sku);
    let value = known.map_or_else(|| line.wanted().plain(), |(_, text)| text.clone());
    let unit = l.unit(&line.unit);
    html! {
        tr {
            td { span.name { (line.name_in(l.lang)) } br; span.sku { (line.sku) }
                @if line.shipped.is_positive() { br; small.muted { (l.tell(&say!("change-left", quantity = line.shipped))) } } }
            td.num data-label=(l.say("catalogue-price")) { (l.price(line.unit_price, order.currency)) }
            td.num data-label=(l.say("change-ordered")) { (l.quantity(line.wanted())) " " (unit) }
            td.num data-label=(l.say("change-wanted")) {
                input type="hidden" name="sku" value=(line.sku);
                input.qty name="quantity" inputmode="decimal" value=(value) aria-label=(l.tell(&say!("change-wanted-of", name = line.name_in(l.lang))));
            }
            td.num data-label=(l.say("cart-sum")) { (l.money(line.sum, order.currency)) }
        }
    }
}
