//! Personal discounts on a partner's page: what the partner, its people and its contracts have, and giving one.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::card::{Done, Seen, Told, dates, draw};
use super::{Typed, is_about_form};
use crate::access::May;
use crate::access::frame::see_other;
use crate::access::permission::marks::{ManageDiscounts, ReadPartners};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Voice, components, paths, typed};
use crate::pricing::discount::Off;
use crate::pricing::of_partner::{self, Given, On, To, Wish};
use crate::pricing::store::DiscountRecord;
use crate::say;

/// A discount as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DiscountForm {
    code: String,
    name: String,
    name_en: String,
    /// `partner`, `contract:NUMBER` or `person:LOGIN`.
    to: String,
    /// `all`, `category` or `product`.
    on: String,
    /// The category's code or the article number.
    item: String,
    /// `percent` or `amount`.
    off: String,
    value: String,
    valid_from: String,
    valid_until: String,
}

impl DiscountForm {
    /// A form not yet filled in, for one of the partner's people where a login is given.
    pub(super) fn for_person(login: Option<String>) -> Self {
        Self { to: login.map(|login| format!("person:{login}")).unwrap_or_default(), ..Self::default() }
    }

    fn wish(&self, lang: Lang) -> Answer<Wish> {
        Ok(Wish {
            code: self.code.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            to: self.to()?,
            on: On::typed(&self.on, &self.item)?,
            off: Off::typed(lang, &self.off, &self.value)?,
            valid_from: typed::needed_day(&self.valid_from, "valid_from")?,
            valid_until: typed::day(&self.valid_until, "valid_until")?,
        })
    }

    fn to(&self) -> Answer<To> {
        match self.to.split_once(':') {
            None if self.to == "partner" => Ok(To::Partner),
            Some(("contract", number)) => Ok(To::Contract(number.to_owned())),
            Some(("person", login)) => Ok(To::Person(login.to_owned())),
            _ => Err(No::invalid("to", "unknown", say!("discount-to-unknown"))),
        }
    }
}

pub(super) async fn give(
    may: May<ManageDiscounts>,
    code: web::Path<String>,
    Form(form): Form<DiscountForm>,
) -> Answer<HttpResponse> {
    let code = code.into_inner();
    let outcome = match form.wish(may.voice().lang) {
        Ok(wish) => may.write((code.clone(), wish), of_partner::give).await,
        Err(no) => Err(no),
    };
    match (outcome, may.also::<ReadPartners>()) {
        (Ok(put), _) => Ok(see_other(&components::link(&paths::partner(&code), &[("done", Done::of(put).as_str())]))),
        (Err(no), Some(reader)) if is_about_form(&no) => {
            let told = Told { discount: Typed { form, no: Some(no) }, ..Told::default() };
            draw(&reader, code, &told).await
        }
        (Err(no), _) => Err(no),
    }
}

pub(super) fn section(may: &May<ReadPartners>, seen: &Seen, given: &[Given], told: &Told) -> Markup {
    let l = may.voice();
    html! {
        @if given.is_empty() { section.empty { p { (l.say("discount-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("discount-list-title")) }
                thead { tr {
                    th { (l.say("discount-code")) } th { (l.say("discount-name")) } th { (l.say("discount-to")) } th { (l.say("discount-on")) }
                    th.num { (l.say("discount-off")) } th { (l.say("discount-dates")) }
                } }
                tbody { @for discount in given { @let (record, item) = (&discount.record, item(discount)); tr {
                    th.nowrap scope="row" { (record.code) }
                    td data-label=(l.say("discount-name")) { @if l.lang == Lang::Ru { (record.name) } @else { (record.name_en) } }
                    td data-label=(l.say("discount-to")) { (whose(l, seen, record)) }
                    td data-label=(l.say("discount-on")) { @if item.is_empty() { (l.say("discount-on-all")) } @else { (item) } }
                    td.num data-label=(l.say("discount-off")) { (taken_off(l, record)) }
                    td data-label=(l.say("discount-dates")) { (dates(l, record.valid_from, record.valid_until)) }
                } } }
            } }
        }
        p { a href=(components::link("/discount-codes", &[("partner", seen.card.partner.code.as_str())])) { (l.say("codes-of-partner")) } }
        (form(may, seen, &told.discount))
    }
}

/// The words of what a discount is on; none for everything.
fn item(given: &Given) -> &str {
    let category = given.category.as_ref().map(|category| category.path.as_str());
    given.sku.as_deref().or(category).unwrap_or_default()
}

fn whose(l: Voice, seen: &Seen, record: &DiscountRecord) -> String {
    let person = record.account_id.and_then(|id| seen.people.iter().find(|person| person.account == id));
    let contract = record.contract_id.and_then(|id| seen.card.contracts.iter().find(|contract| contract.id == id));
    match (person, contract) {
        (Some(person), _) => person.name.clone(),
        (None, Some(contract)) => l.tell(&say!("discount-to-contract", number = &contract.number)),
        (None, None) => l.say("discount-to-partner"),
    }
}

fn taken_off(l: Voice, record: &DiscountRecord) -> String {
    match (record.percent, record.amount) {
        (Some(percent), _) => l.percent(percent),
        (None, Some(amount)) => l.tell(&say!("discount-per-unit", amount = l.number(amount.decimal().normalize()))),
        (None, None) => String::new(),
    }
}

fn form(may: &May<ReadPartners>, seen: &Seen, typed: &Typed<DiscountForm>) -> Markup {
    let (l, form, faults) = (may.voice(), &typed.form, typed.faults());
    let line = |name: &str, key: &str, value: &str, longest: u32| {
        let id = format!("discount-{name}");
        html! {
            div.field {
                label for=(id) { (l.say(key)) }
                input id=(id) name=(name) value=(value) maxlength=(longest) autocomplete="off" required;
                (components::fault(l, faults, name))
            }
        }
    };
    html! {
        form.card.form id="discounts" method="post" action={ (paths::partner(&seen.card.partner.code)) "/discounts" } data-once {
            (csrf_field(&may.form_token()))
            h2 { (l.say("discount-give")) }
            (line("code", "discount-code", &form.code, 60))
            (line("name", "discount-name-ru", &form.name, 200))
            (line("name_en", "discount-name-en", &form.name_en, 200))
            (to_field(l, seen, form))
            (choice(l, "on", "discount-on", &form.on, &[("all", "discount-on-all"), ("category", "discount-on-category"), ("product", "discount-on-product")]))
            div.field {
                label for="discount-item" { (l.say("discount-item")) }
                input id="discount-item" name="item" value=(form.item) maxlength="100" autocomplete="off" aria-describedby="discount-item-h";
                span.hint id="discount-item-h" { (l.say("discount-item-hint")) }
                @for field in ["category", "sku"] { (components::fault(l, faults, field)) }
            }
            (choice(l, "off", "discount-off", &form.off, &[("percent", "discount-off-percent"), ("amount", "discount-off-amount")]))
            div.field {
                label for="discount-value" { (l.say("discount-value")) }
                input id="discount-value" name="value" value=(form.value) inputmode="decimal" maxlength="20" autocomplete="off" required;
                @for field in ["value", "percent", "amount"] { (components::fault(l, faults, field)) }
            }
            (day_field(l, faults, "valid_from", "discount-valid-from", &form.valid_from))
            (day_field(l, faults, "valid_until", "discount-valid-until", &form.valid_until))
            div.actions { button.button--primary type="submit" { (l.say("discount-give-button")) } }
        }
    }
}

fn to_field(l: Voice, seen: &Seen, form: &DiscountForm) -> Markup {
    let option = |value: String, name: &str| html! { option value=(value) selected[form.to == value] { (name) } };
    html! {
        div.field {
            label for="discount-to" { (l.say("discount-to")) }
            select id="discount-to" name="to" {
                (option("partner".to_owned(), &l.say("discount-to-partner")))
                @if !seen.card.contracts.is_empty() {
                    optgroup label=(l.say("contract-list-title")) { @for contract in &seen.card.contracts { (option(format!("contract:{}", contract.number), &contract.number)) } }
                }
                @if !seen.people.is_empty() {
                    optgroup label=(l.say("person-list-title")) { @for person in &seen.people { (option(format!("person:{}", person.login), &person.name)) } }
                }
            }
        }
    }
}

fn choice(l: Voice, name: &str, label: &str, chosen: &str, options: &[(&str, &str)]) -> Markup {
    html! {
        div.field {
            label for={ "discount-" (name) } { (l.say(label)) }
            select id={ "discount-" (name) } name=(name) { @for (value, key) in options { option value=(value) selected[*value == chosen] { (l.say(key)) } } }
        }
    }
}

fn day_field(l: Voice, faults: &[Fault], name: &str, label: &str, value: &str) -> Markup {
    html! {
        div.field {
            label for={ "discount-" (name) } { (l.say(label)) }
            input id={ "discount-" (name) } name=(name) type="date" value=(value) required[name == "valid_from"];
            (components::fault(l, faults, name))
        }
    }
}
