//! The forms that make a standing order from a cart, a list or an order, and that change one.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::lists;
use super::standing::{back, id_of};
use crate::access::frame::see_other;
use crate::access::permission::marks::PlaceOrders;
use crate::access::{May, Routes};
use crate::orders::Source;
use crate::orders::quick::{self, parse};
use crate::orders::standing::schedule::{LAST_OF_ALL, WEEKDAYS};
use crate::orders::standing::{self, Change, NewStanding, Opened, PricePolicy, Schedule};
use crate::partners::Address;
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, Params, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/standing-orders/new", new_page);
    routes.post("/standing-orders", make);
    routes.get("/standing-orders/{id}/change", change_page);
    routes.post("/standing-orders/{id}", change);
}

/// When it repeats, in words.
pub(super) fn schedule_words(l: Voice, schedule: &Schedule) -> String {
    match schedule {
        Schedule::Weekly { days } => {
            let days: Vec<String> = days.iter().map(|day| l.say(&format!("standing-day-{day}"))).collect();
            l.tell(&say!("standing-weekly", days = days.join(", ")))
        }
        Schedule::Monthly { day } => l.tell(&say!("standing-monthly", day = i64::from(*day))),
        Schedule::MonthEnd => l.say("standing-month-end"),
    }
}

/// At which prices, in words.
pub(super) fn policy_words(l: Voice, policy: PricePolicy) -> String {
    l.say(&format!("standing-policy-{policy}"))
}

/// What a new one is made of, as another page asks for it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    list: String,
    #[serde(default)]
    order: String,
}

async fn new_page(may: May<PlaceOrders>, Params(asked): Params<Asked>) -> Answer<HttpResponse> {
    let typed = Typed { list: asked.list, order: asked.order, ..Typed::default() };
    draw_new(&may, &typed, None).await
}

/// The form as it was sent.
#[derive(Default)]
struct Typed {
    name: String,
    list: String,
    order: String,
    address: String,
    repeats: String,
    days: Vec<String>,
    day: String,
    starts_on: String,
    ends_on: String,
    policy: String,
    text: String,
}

impl Typed {
    fn of(fields: Vec<(String, String)>) -> Answer<Self> {
        let mut typed = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => typed.name = value,
                "list" => typed.list = value,
                "order" => typed.order = value,
                "address" => typed.address = value,
                "repeats" => typed.repeats = value,
                "days" => typed.days.push(value),
                "day" => typed.day = value,
                "starts_on" => typed.starts_on = value,
                "ends_on" => typed.ends_on = value,
                "price_policy" => typed.policy = value,
                "text" => typed.text = value,
                _ => {
                    let message = say!("error-field-unknown", name = &name);
                    return Err(No::invalid(format!("/{name}"), "unknown_field", message));
                }
            }
        }
        Ok(typed)
    }

    fn of_opened(opened: &Opened) -> Self {
        let row = &opened.row;
        let (repeats, days, day) = match &row.schedule {
            Schedule::Weekly { days } => ("weekly", days.clone(), String::new()),
            Schedule::Monthly { day } => ("monthly", Vec::new(), day.to_string()),
            Schedule::MonthEnd => ("month_end", Vec::new(), String::new()),
        };
        let lines = opened.outlook.lines.iter().map(|line| format!("{}\t{}", line.kept.sku, line.kept.quantity.plain()));
        Self {
            name: row.name.clone(),
            repeats: repeats.to_owned(),
            days,
            day,
            ends_on: row.ends_on.map(|day| day.to_string()).unwrap_or_default(),
            policy: row.policy.to_string(),
            text: lines.collect::<Vec<_>>().join("\n"),
            ..Self::default()
        }
    }

    fn schedule(&self) -> Schedule {
        match self.repeats.as_str() {
            "monthly" => Schedule::Monthly { day: self.day.trim().parse().unwrap_or_default() },
            "month_end" => Schedule::MonthEnd,
            _ => Schedule::Weekly { days: self.days.clone() },
        }
    }

    fn policy(&self) -> PricePolicy {
        PricePolicy::parse(&self.policy).unwrap_or(PricePolicy::Current)
    }

    fn source(&self) -> Answer<Source> {
        match (self.list.as_str(), self.order.as_str()) {
            ("", "") => Ok(Source::Cart),
            ("", order) => Ok(Source::Order(order.to_owned())),
            (list, _) => Ok(Source::List(lists::id_of(list)?)),
        }
    }
}

async fn draw_new(may: &May<PlaceOrders>, typed: &Typed, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let addresses = may.read((), standing::addresses).await?;
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/standing-orders" { (l.say("standing-title")) } }
        div.page-head { div { h1 { (l.say("standing-new")) } p { (from_words(l, typed)) } } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        form.card.form method="post" action="/standing-orders" data-once {
            (csrf_field(&may.form_token()))
            input type="hidden" name="list" value=(typed.list); input type="hidden" name="order" value=(typed.order);
            (fields(l, typed))
            div.field { label for="starts_on" { (l.say("standing-starts")) } input id="starts_on" name="starts_on" type="date" value=(typed.starts_on); }
            (address_field(l, typed, &addresses))
            div.actions { button.button--primary type="submit" { (l.say("standing-make")) } }
        }
    };
    Ok(may.page_at("/standing-orders", l.say("standing-new"), &body, no))
}

fn from_words(l: Voice, typed: &Typed) -> String {
    match (typed.list.as_str(), typed.order.as_str()) {
        ("", "") => l.say("standing-from-cart"),
        ("", order) => l.tell(&say!("standing-from-order", number = order)),
        _ => l.say("standing-from-list"),
    }
}

/// What a new one and a changed one have in common.
fn fields(l: Voice, typed: &Typed) -> Markup {
    let repeats = if typed.repeats.is_empty() { "weekly" } else { typed.repeats.as_str() };
    html! {
        div.field { label for="name" { (l.say("list-name")) } input id="name" name="name" maxlength="80" required value=(typed.name); }
        fieldset.field--wide {
            legend { (l.say("standing-schedule")) }
            div.check { input type="radio" id="weekly" name="repeats" value="weekly" checked[repeats == "weekly"]; label for="weekly" { (l.say("standing-every-week")) } }
            div.row { @for (word, _) in WEEKDAYS { div.check { input type="checkbox" id=(word) name="days" value=(word) checked[typed.days.iter().any(|day| day == word)]; label for=(word) { (l.say(&format!("standing-day-{word}"))) } } } }
            div.check { input type="radio" id="monthly" name="repeats" value="monthly" checked[repeats == "monthly"]; label for="monthly" { (l.say("standing-every-month")) } }
            div.field { label for="day" { (l.tell(&say!("standing-day-of-month", last = i64::from(LAST_OF_ALL)))) } input.qty id="day" name="day" inputmode="numeric" value=(typed.day); }
            div.check { input type="radio" id="month_end" name="repeats" value="month_end" checked[repeats == "month_end"]; label for="month_end" { (l.say("standing-month-end")) } }
        }
        div.field { label for="ends_on" { (l.say("standing-ends")) } input id="ends_on" name="ends_on" type="date" value=(typed.ends_on); }
        div.field { label for="price_policy" { (l.say("standing-policy")) }
            select id="price_policy" name="price_policy" { @for policy in PricePolicy::ALL { option value=(policy) selected[typed.policy == policy.as_str()] { (policy_words(l, *policy)) } } } }
    }
}

fn address_field(l: Voice, typed: &Typed, addresses: &[Address]) -> Markup {
    html! {
        @if addresses.len() > 1 { div.field { label for="address" { (l.say("order-delivery")) }
            select id="address" name="address" { option value="" { (l.say("standing-usual-address")) } @for address in addresses { option value=(address.name) selected[typed.address == address.name] { (address.name) } } } } }
    }
}

async fn make(may: May<PlaceOrders>, Form(sent): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let typed = Typed::of(sent)?;
    let outcome = match wanted(&typed) {
        Ok(new) => may.write(new, standing::make).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(id) => Ok(see_other(&format!("/standing-orders/{id}"))),
        Err(no @ No::Refused(_)) => draw_new(&may, &typed, Some(&no)).await,
        Err(failed) => Err(failed),
    }
}

fn wanted(typed: &Typed) -> Answer<NewStanding> {
    Ok(NewStanding {
        name: typed.name.clone(),
        source: typed.source()?,
        address: Some(typed.address.clone()).filter(|name| !name.is_empty()),
        schedule: typed.schedule(),
        starts_on: day(&typed.starts_on, "/starts_on")?,
        ends_on: day(&typed.ends_on, "/ends_on")?,
        policy: typed.policy(),
    })
}

async fn change_page(may: May<PlaceOrders>, id: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let id = id_of(&id)?;
    let opened = may.read(id, standing::open).await?;
    let typed = Typed::of_opened(&opened);
    let path = format!("/standing-orders/{id}");
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/standing-orders" { (l.say("standing-title")) } a href=(path) { (opened.row.name) } }
        div.page-head { div { h1 { (l.say("standing-change")) } } }
        form.card.form method="post" action=(path) data-once {
            (csrf_field(&may.form_token()))
            (fields(l, &typed))
            div.field.field--wide { label for="text" { (l.say("standing-lines")) }
                textarea.mono id="text" name="text" rows="8" spellcheck="false" aria-describedby="text-hint" { "\n" (typed.text) }
                span.hint id="text-hint" { (l.tell(&say!("quick-text-hint", count = parse::MOST_ROWS))) } }
            div.actions { button.button--primary type="submit" { (l.say("list-save")) } a.button href=(path) { (l.say("standing-back")) } }
        }
    };
    Ok(may.page(l.say("standing-change"), &body))
}

async fn change(may: May<PlaceOrders>, id: web::Path<String>, Form(sent): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let typed = Typed::of(sent)?;
    let opened = may.read(id, standing::open).await?;
    let before = Typed::of_opened(&opened);
    let is_same_text = typed.text.split_whitespace().eq(before.text.split_whitespace());
    let source = if is_same_text {
        Ok(None)
    } else {
        quick::rows_of_text(&typed.text, Some(may.voice().lang)).map(|rows| Some(Source::Rows(rows)))
    };
    let outcome = match (source, day(&typed.ends_on, "/ends_on")) {
        (Ok(source), Ok(ends_on)) => {
            let change = Change {
                id,
                name: Some(typed.name.clone()),
                schedule: Some(typed.schedule()).filter(|schedule| *schedule != opened.row.schedule),
                ends_on: Some(ends_on).filter(|ends_on| *ends_on != opened.row.ends_on),
                policy: Some(typed.policy()),
                source,
            };
            may.write(change, standing::change).await
        }
        (Err(no), _) | (_, Err(no)) => Err(no),
    };
    back(&may, id, outcome).await
}
