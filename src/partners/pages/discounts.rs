//! Personal discounts on a partner's page: what the partner, its people and its contracts have, and giving one.

use actix_web::{HttpResponse, web};
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::card::{Done, Seen, Told, dates, draw};
use super::{Typed, is_about_form};
use crate::access::accounts::people::{self, Put};
use crate::access::frame::see_other;
use crate::access::permission::marks::{ManageDiscounts, ReadPartners};
use crate::access::reach::AccountId;
use crate::access::{Act, May, PartnerId, Recorded};
use crate::catalogue;
use crate::partners::{ContractId, Partner, company, contract};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::{Percent, UnitPrice};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, components};
use crate::pricing::discount::{Off, Subject};
use crate::pricing::grant::{self, NewDiscount, Recipient};
use crate::pricing::store::{self as prices, DiscountRecord};
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

/// A discount with the words of what it is on.
pub(super) struct Given {
    record: DiscountRecord,
    item: String,
}

/// Whose discounts the page shows: the partner's, its contracts' and its people's, as seen there already.
pub(super) struct Holders {
    pub(super) partner: PartnerId,
    pub(super) contracts: Vec<ContractId>,
    pub(super) people: Vec<AccountId>,
}

/// The discounts of a partner within reach.
pub(super) fn look(act: &mut Act<'_, ManageDiscounts>, holders: &Holders) -> Answer<Vec<Given>> {
    if !act.reach().holds(holders.partner) {
        return Err(No::not_found());
    }
    let mut records = prices::discounts_of_partner(act.tx(), holders.partner, &holders.contracts)?;
    records.extend(prices::discounts_of_people(act.tx(), &holders.people)?);
    let categories = catalogue::store::categories(act.tx())?;
    let products: Vec<i64> = records.iter().filter_map(|record| record.product_id).collect();
    let skus = catalogue::store::skus(act.tx(), &products)?;
    let item = |record: &DiscountRecord| {
        let category = record.category_id.and_then(|id| categories.iter().find(|c| c.id.number() == id)).map(|c| c.path.clone());
        let product =
            record.product_id.and_then(|id| skus.iter().find(|(product, _)| product.number() == id)).map(|(_, sku)| sku.clone());
        product.or(category).unwrap_or_default()
    };
    Ok(records.into_iter().map(|record| Given { item: item(&record), record }).collect())
}

/// Gives a discount of this partner; the code of somebody else's discount is refused.
fn put(act: &mut Act<'_, ManageDiscounts>, (code, form): &(String, DiscountForm)) -> Answer<Recorded<Put>> {
    let reach = act.reach();
    let partner = company::find(act.tx(), reach, code)?.ok_or_else(No::not_found)?;
    let to = recipient(act, &partner, &form.to)?;
    let new = NewDiscount {
        code: form.code.trim().to_owned(),
        name: form.name.trim().to_owned(),
        name_en: form.name_en.trim().to_owned(),
        to,
        on: subject(act, form)?,
        off: off(form)?,
        valid_from: day("valid_from", &form.valid_from)?.ok_or_else(|| bad_day("valid_from"))?,
        valid_until: day("valid_until", &form.valid_until)?,
    };
    if let Some(old) = prices::discount_by_code(act.tx(), &new.code)?
        && !is_of(&old, to)
    {
        return Err(No::invalid("code", "taken", say!("discount-code-taken")));
    }
    let put = grant::put(act, &new)?;
    Ok(act.pass(put))
}

fn is_of(record: &DiscountRecord, to: Recipient) -> bool {
    match to {
        Recipient::Partner(partner) => record.partner_id == Some(partner),
        Recipient::Person(account) => record.account_id == Some(account),
        Recipient::Contract(contract, _) => record.contract_id == Some(contract),
    }
}

fn recipient(act: &mut Act<'_, ManageDiscounts>, partner: &Partner, to: &str) -> Answer<Recipient> {
    let found = match to.split_once(':') {
        None if to == "partner" => Some(Recipient::Partner(partner.id)),
        Some(("contract", number)) => {
            contract::find(act.tx(), partner.id, number)?.map(|c| Recipient::Contract(c.id, partner.id))
        }
        Some(("person", login)) => people::member(act.tx(), partner.id, login)?.map(Recipient::Person),
        _ => None,
    };
    found.ok_or_else(|| No::invalid("to", "unknown", say!("discount-to-unknown")))
}

fn subject(act: &mut Act<'_, ManageDiscounts>, form: &DiscountForm) -> Answer<Subject> {
    let item = form.item.trim();
    match form.on.as_str() {
        "all" => Ok(Subject::All),
        "category" => catalogue::store::category_by_code(act.tx(), item)?
            .map(|category| Subject::Category(category.id.number()))
            .ok_or_else(|| No::invalid("item", "unknown", say!("discount-category-unknown", code = item))),
        "product" => catalogue::store::product_by_sku(act.tx(), item)?
            .map(|product| Subject::Product(product.number()))
            .ok_or_else(|| No::invalid("item", "unknown", say!("discount-product-unknown", sku = item))),
        _ => Err(No::invalid("on", "unknown", say!("discount-on-unknown"))),
    }
}

fn off(form: &DiscountForm) -> Answer<Off> {
    let digits: String = form.value.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    let digits = digits.trim_end_matches('%');
    let off =
        if form.off == "amount" { UnitPrice::parse(digits).map(Off::Amount) } else { Percent::parse(digits).map(Off::Percent) };
    off.map_err(|_| No::invalid("value", "not_number", say!("discount-value-bad")))
}

fn day(field: &str, typed: &str) -> Answer<Option<NaiveDate>> {
    match typed.trim() {
        "" => Ok(None),
        typed => NaiveDate::parse_from_str(typed, "%Y-%m-%d").map(Some).map_err(|_| bad_day(field)),
    }
}

fn bad_day(field: &str) -> No {
    No::invalid(field, "not_day", say!("discount-day-bad"))
}

pub(super) async fn give(
    may: May<ManageDiscounts>,
    code: web::Path<String>,
    Form(form): Form<DiscountForm>,
) -> Answer<HttpResponse> {
    let code = code.into_inner();
    match (may.write((code.clone(), form.clone()), put).await, may.also::<ReadPartners>()) {
        (Ok(put), _) => Ok(see_other(&components::link(&format!("/partners/{code}"), &[("done", Done::of(put).as_str())]))),
        (Err(no), Some(reader)) if is_about_form(&no) => {
            let told = Told { discount: Typed { form, no: Some(no) }, ..Told::default() };
            draw(&reader, code, &told).await
        }
        (Err(no), _) => Err(no),
    }
}

pub(super) fn section(may: &May<ReadPartners>, seen: &Seen, given: &[Given], told: &Told) -> Markup {
    let l = may.lang();
    html! {
        @if given.is_empty() { section.empty { p { (l.say("discount-none")) } } } @else {
            div.table-wrap { table.table.table--stack {
                caption { (l.say("discount-list-title")) }
                thead { tr {
                    th { (l.say("discount-code")) } th { (l.say("discount-name")) } th { (l.say("discount-to")) } th { (l.say("discount-on")) }
                    th.num { (l.say("discount-off")) } th { (l.say("discount-dates")) }
                } }
                tbody { @for discount in given { @let (record, item) = (&discount.record, &discount.item); tr {
                    th.nowrap scope="row" { (record.code) }
                    td data-label=(l.say("discount-name")) { @if l == Lang::Ru { (record.name) } @else { (record.name_en) } }
                    td data-label=(l.say("discount-to")) { (whose(l, seen, record)) }
                    td data-label=(l.say("discount-on")) { @if item.is_empty() { (l.say("discount-on-all")) } @else { (item) } }
                    td.num data-label=(l.say("discount-off")) { (taken_off(l, record)) }
                    td data-label=(l.say("discount-dates")) { (dates(l, record.valid_from, record.valid_until)) }
                } } }
            } }
        }
        (form(may, seen, &told.discount))
    }
}

fn whose(l: Lang, seen: &Seen, record: &DiscountRecord) -> String {
    let person = record.account_id.and_then(|id| seen.people.iter().find(|person| person.account == id));
    let contract = record.contract_id.and_then(|id| seen.card.contracts.iter().find(|contract| contract.id == id));
    match (person, contract) {
        (Some(person), _) => person.name.clone(),
        (None, Some(contract)) => l.tell(&say!("discount-to-contract", number = &contract.number)),
        (None, None) => l.say("discount-to-partner"),
    }
}

fn taken_off(l: Lang, record: &DiscountRecord) -> String {
    match (record.percent, record.amount) {
        (Some(percent), _) => l.percent(percent),
        (None, Some(amount)) => l.tell(&say!("discount-per-unit", amount = l.number(amount.decimal().normalize()))),
        (None, None) => String::new(),
    }
}

fn form(may: &May<ReadPartners>, seen: &Seen, typed: &Typed<DiscountForm>) -> Markup {
    let (l, form, faults) = (may.lang(), &typed.form, typed.faults());
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
        form.card.form method="post" action={ "/partners/" (seen.card.partner.code) "/discounts" } data-once {
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
                (components::fault(l, faults, "item"))
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

fn to_field(l: Lang, seen: &Seen, form: &DiscountForm) -> Markup {
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

fn choice(l: Lang, name: &str, label: &str, chosen: &str, options: &[(&str, &str)]) -> Markup {
    html! {
        div.field {
            label for={ "discount-" (name) } { (l.say(label)) }
            select id={ "discount-" (name) } name=(name) { @for (value, key) in options { option value=(value) selected[*value == chosen] { (l.say(key)) } } }
        }
    }
}

fn day_field(l: Lang, faults: &[Fault], name: &str, label: &str, value: &str) -> Markup {
    html! {
        div.field {
            label for={ "discount-" (name) } { (l.say(label)) }
            input id={ "discount-" (name) } name=(name) type="date" value=(value) required[name == "valid_from"];
            (components::fault(l, faults, name))
        }
    }
}
