//! The page of discount codes: those there are, how often each was used, and making one. Of one partner, where it is named.

mod code_table;

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use self::code_table::{TABLE, list};
use super::code::{self, LONGEST, NewCode};
use super::discount::Off;
use super::of_partner::On;
use crate::access::accounts::people::Put;
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::ManageDiscounts;
use crate::access::views::{self, Listing};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, Fault, Kind, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Pairs};
use crate::platform::web::{Form, Lang, Params, Voice, components, paths, typed};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/discount-codes", page);
    routes.get("/discount-codes.csv", code_table::csv);
    routes.get("/discount-codes.xlsx", code_table::xlsx);
    routes.post("/discount-codes", put);
}

crate::words! {
    /// What has just been done on this page.
    pub enum Done {
        /// A new code.
        Added = "added",
        /// A code is different now.
        Changed = "changed",
        /// It was so already.
        Unchanged = "unchanged",
    }
}

/// A code as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Typed {
    code: String,
    name: String,
    name_en: String,
    partner: String,
    person: String,
    /// `all`, `category` or `product`.
    on: String,
    /// The category's code or the article number.
    item: String,
    /// `percent` or `amount`.
    off: String,
    value: String,
    valid_from: String,
    valid_until: String,
    /// How many orders; nothing for any number.
    uses_most: String,
    /// `yes` when each partner may use it once.
    once_each: String,
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Typed {
    fn wish(&self, lang: Lang) -> Answer<NewCode> {
        Ok(NewCode {
            code: self.code.clone(),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            partner: some(&self.partner),
            person: some(&self.person),
            on: On::typed(&self.on, &self.item)?,
            off: Off::typed(lang, &self.off, &self.value)?,
            valid_from: typed::needed_day(&self.valid_from, "valid_from")?,
            valid_until: typed::day(&self.valid_until, "valid_until")?,
            uses_most: self.uses(lang)?,
            is_once_each: self.once_each == "yes",
        })
    }

    fn uses(&self, lang: Lang) -> Answer<Option<i64>> {
        let unfit = || No::invalid("uses_most", "not_number", say!("code-uses-bad"));
        some(&self.uses_most).map(|text| lang.read_whole(&text).ok_or_else(unfit)).transpose()
    }
}

async fn page(may: May<ManageDiscounts>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Codes, &TABLE, view).await;
    }
    let typed = Typed { partner: asked.text("partner").to_owned(), ..Typed::default() };
    draw(&may, &asked, &typed, None).await
}

async fn put(may: May<ManageDiscounts>, Form(typed): Form<Typed>) -> Answer<HttpResponse> {
    let outcome = match typed.wish(may.voice().lang) {
        Ok(wish) => may.write(wish, code::put).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(put) => {
            let done = match put {
                Put::Added => Done::Added,
                Put::Changed => Done::Changed,
                Put::Unchanged => Done::Unchanged,
            };
            Ok(see_other(&components::link("/discount-codes", &[("partner", typed.partner.trim()), ("done", done.as_str())])))
        }
        Err(no) if matches!(&no, No::Refused(refusal) if matches!(refusal.kind, Kind::Invalid | Kind::Conflict)) => {
            let asked = TABLE.ask(views::eyes(&may), Vec::new())?;
            draw(&may, &asked, &typed, Some(&no)).await
        }
        Err(no) => Err(no),
    }
}

async fn draw(may: &May<ManageDiscounts>, asked: &Asked, typed: &Typed, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let (list, partner, done) = (list(may, asked).await?, asked.text("partner"), Done::parse(asked.text("done")));
    let title = l.say("codes-title");
    let body = html! {
        nav.crumbs aria-label=(l.say("codes-path")) {
            @if partner.is_empty() { a href="/partners" { (l.say("menu-partners")) } } @else { a href=(paths::partner(partner)) { (partner) } }
            span { (title) }
        }
        div.page-head { div { h1 { (title) } p { (l.say("codes-lede")) } } }
        div id="notices" role="status" { @if let Some(done) = done { (components::notice("ok", &l.say(&format!("codes-done-{}", done.as_str())))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (list)
        (form(may, typed, no))
    };
    Ok(in_status(may.page(title, &body), no))
}

fn form(may: &May<ManageDiscounts>, typed: &Typed, no: Option<&No>) -> Markup {
    let l = may.voice();
    let faults: &[Fault] = match no {
        Some(No::Refused(refusal)) => &refusal.faults,
        _ => &[],
    };
    let line = |name: &str, key: &str, value: &str, is_needed: bool| field(l, faults, (name, "text"), key, value, is_needed);
    let date = |name: &str, key: &str, value: &str| field(l, faults, (name, "date"), key, value, name == "valid_from");
    html! {
        form.card.form id="code" method="post" action="/discount-codes" data-once {
            (csrf_field(&may.form_token()))
            h2 { (l.say("codes-give")) }
            (line("code", "codes-code", &typed.code, true))
            (line("name", "discount-name-ru", &typed.name, true))
            (line("name_en", "discount-name-en", &typed.name_en, true))
            (line("partner", "codes-partner", &typed.partner, false))
            (line("person", "codes-person", &typed.person, false))
            (choice(l, "on", "discount-on", &typed.on, &[("all", "discount-on-all"), ("category", "discount-on-category"), ("product", "discount-on-product")]))
            (line("item", "discount-item", &typed.item, false))
            @for field in ["category", "sku"] { (components::fault(l, faults, field)) }
            (choice(l, "off", "discount-off", &typed.off, &[("percent", "discount-off-percent"), ("amount", "discount-off-amount")]))
            (line("value", "discount-value", &typed.value, true))
            @for field in ["percent", "amount"] { (components::fault(l, faults, field)) }
            (date("valid_from", "discount-valid-from", &typed.valid_from))
            (date("valid_until", "discount-valid-until", &typed.valid_until))
            (line("uses_most", "codes-uses-most", &typed.uses_most, false))
            (choice(l, "once_each", "codes-each", &typed.once_each, &[("", "codes-each-any"), ("yes", "codes-once-each")]))
            p.muted { (l.say("codes-where")) }
            div.actions { button.button--primary type="submit" { (l.say("codes-give-button")) } }
        }
    }
}

fn field(l: Voice, faults: &[Fault], (name, kind): (&str, &str), key: &str, value: &str, is_needed: bool) -> Markup {
    let longest = if name == "code" { LONGEST } else { 200 };
    html! {
        div.field {
            label for={ "code-" (name) } { (l.say(key)) }
            input id={ "code-" (name) } name=(name) type=(kind) value=(value) maxlength=[(kind == "text").then_some(longest)] autocomplete="off" required[is_needed];
            (components::fault(l, faults, name))
        }
    }
}

fn choice(l: Voice, name: &str, label: &str, chosen: &str, options: &[(&str, &str)]) -> Markup {
    html! {
        div.field {
            label for={ "code-" (name) } { (l.say(label)) }
            select id={ "code-" (name) } name=(name) { @for (value, key) in options { option value=(value) selected[*value == chosen] { (l.say(key)) } } }
        }
    }
}
