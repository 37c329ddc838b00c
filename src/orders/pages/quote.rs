//! The page of one quote: what was asked, what is offered with its lines and its differences, and what can be done with it now:
//! accept, decline, ask again. What our people do stands in the file beside.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::quote_answer;
use super::quotes::badge;
use crate::access::frame::see_other;
use crate::access::permission::marks::{PlaceOrders, ReadOrders};
use crate::access::{Act, IdempotencyKey, May, Right, Routes};
use crate::orders::quote::accept::{self, Acceptance};
use crate::orders::quote::difference::{self, Change, Difference};
use crate::orders::quote::request::{self, LONGEST};
use crate::orders::quote::{Quotation, QuoteLine, QuoteState, Version, end, look};
use crate::orders::shortage::Shortage;
use crate::partners::{Address, address};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Money, Quantity, UnitPrice};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, Params, Voice, components, paths};
use crate::pricing::Step;
use crate::say;
use crate::shop::why;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/quotes/{number}", page);
    routes.post("/quotes/{number}/acceptances", accept);
    routes.post("/quotes/{number}/declines", decline);
    routes.post("/quotes/{number}/requests", ask_again);
}

crate::words! {
    /// What has just been done to the quote.
    pub enum Done {
        /// It was asked for.
        Asked = "asked",
        /// A version was offered.
        Offered = "offered",
        /// A version waits for a second person.
        Waits = "waits",
        /// A second person said yes or no.
        Said = "said",
        /// It was declined.
        Declined = "declined",
        /// It was taken back.
        Withdrawn = "withdrawn",
    }
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    done: Option<Done>,
    /// The delivery address that was chosen, by name.
    #[serde(default)]
    address: String,
}

/// What somebody typed, to stand there again.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Accepted {
    key: String,
    version: i64,
    agreed_total: String,
    delivery_address: Option<String>,
    #[serde(default)]
    requested_on: String,
    #[serde(default)]
    your_number: String,
    #[serde(default)]
    comment: String,
    #[serde(default)]
    shortage: Option<Shortage>,
}

async fn page(may: May<ReadOrders>, number: web::Path<String>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    show(&may, number.into_inner(), &query, &Accepted::default(), None).await
}

/// The page with what was refused.
pub(super) async fn again(may: &May<ReadOrders>, number: String, no: &No) -> Answer<HttpResponse> {
    show(may, number, &Query::default(), &Accepted::default(), Some(no)).await
}

fn addresses(act: &mut Act<'_, PlaceOrders>, (): &()) -> Answer<Vec<Address>> {
    let (company, reach) = (act.company()?.id, act.reach());
    address::of_partner(act.tx(), company, reach)
}

async fn show(may: &May<ReadOrders>, number: String, query: &Query, typed: &Accepted, no: Option<&No>) -> Answer<HttpResponse> {
    let (l, actor) = (may.voice(), may.actor());
    let quote = may.read(number, look::look).await?;
    let ordering = may.also::<PlaceOrders>().filter(|_| quote.may_order);
    let only_looks =
        actor.company.is_some() && actor.may(Right::PlaceOrders) && ordering.is_none() && quote.listed.state.is_open();
    let is_offered = quote.listed.state == QuoteState::Offered;
    let addresses = match ordering.as_ref().filter(|_| is_offered) {
        Some(ordering) => ordering.read((), addresses).await?,
        None => Vec::new(),
    };
    let (token, key) = (may.form_token(), IdempotencyKey::fresh()?);
    let title = l.tell(&say!("quote-title", number = &quote.listed.number));
    let is_staff = actor.is_ours();
    let floors = is_staff && (actor.may(Right::ManageDiscounts) || actor.may(Right::SetLimits));
    let body = html! {
        nav.crumbs aria-label=(l.say("quote-path")) { a href="/quotes" { (l.say("menu-quotes")) } span { (quote.listed.number) } }
        div id="notices" role="status" { @if let Some(done) = query.done { (components::notice("ok", &l.say(&format!("quote-done-{}", done.as_str())))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        div.page-head { div { h1 { (title) " " (badge(l, quote.listed.state)) } p { (l.tell(&say!("quote-asked-by", name = &quote.listed.asked_by, at = quote.listed.asked_at))) } } }
        div.stack {
            (facts(l, &quote, is_staff))
            @if let Some(version) = quote.offer() { (shown(l, &quote, version, floors)) } @else { (wished(l, &quote, floors)) }
            @if ordering.is_some() {
                @if let Some(version) = quote.offer().filter(|_| is_offered) { (accept_form(l, &quote, version, &addresses, &(query, typed, no), (&token, &key))) }
                @if quote.listed.state.is_open() && quote.listed.state != QuoteState::Expired { (ending(l, &quote, "declines", "quote-decline", &token)) }
                @else { (again_form(l, &quote, &token, &key)) }
            }
            @if only_looks { p.hint { (l.say("quote-only-look")) } }
            @if is_staff { (quote_answer::acts(l, actor, &quote, &token)) }
            (history(l, &quote, floors))
        }
    };
    Ok(may.page_at(&format!("/quotes/{}", quote.listed.number), title, &body, no))
}

fn facts(l: Voice, quote: &Quotation, is_staff: bool) -> Markup {
    let listed = &quote.listed;
    html! {
        section.card { dl.facts {
            @if is_staff { div { dt { (l.say("requested-partner")) } dd { a href=(paths::partner(&listed.partner.code)) { (listed.partner.name) } } } }
            div { (components::fact(&l.say("quote-on-behalf"), quote.on_behalf_of.as_deref().unwrap_or_default())) }
            div { (components::fact(&l.say("quote-contract"), &quote.contract)) }
            div { (components::fact(&l.say("quote-term"), &listed.valid_until.map(|day| l.day(day)).unwrap_or_default())) }
            @if let Some(number) = &quote.order { div { dt { (l.say("quote-order")) } dd { a href={ "/orders/" (number) } { (number) } } } }
            @if let Some(number) = &quote.follows { div { dt { (l.say("quote-follows")) } dd { a href={ "/quotes/" (number) } { (number) } } } }
            div { (components::fact(&l.say("quote-reason"), quote.reason.as_deref().unwrap_or_default())) }
        }
        @if !quote.message.is_empty() { p { (components::lines(&quote.message)) } } }
    }
}

fn wished(l: Voice, quote: &Quotation, floors: bool) -> Markup {
    html! { section { h2 { (l.say("quote-wished")) } (lines(l, quote, &quote.wished, None, floors)) } }
}

/// A version with its lines, what it comes to and what is different from the one before.
fn shown(l: Voice, quote: &Quotation, version: &Version, floors: bool) -> Markup {
    html! {
        section {
            h2 { (l.tell(&say!("quote-version", version = version.version))) }
            p.muted { (l.tell(&say!("quote-version-made", name = &version.actor, at = version.made_at))) " " (l.tell(&say!("quote-until", day = version.valid_until))) }
            @if let Some(note) = &version.note { p { (components::lines(note)) } }
            (lines(l, quote, &version.lines, Some(version), floors))
            (differences(l, quote, version))
        }
    }
}

fn lines(l: Voice, quote: &Quotation, lines: &[QuoteLine], version: Option<&Version>, floors: bool) -> Markup {
    let money = |amount: Money| l.money(amount, quote.listed.currency);
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th.pos { "№" } th { (l.say("catalogue-product")) } th.num { (l.say("product-quantity")) } th.num { (l.say("catalogue-price")) } th.num { (l.say("order-vat")) } th.num { (l.say("cart-sum")) } } }
            tbody { @for (at, line) in lines.iter().enumerate() { tr {
                td.num.pos { (at + 1) }
                td { span.name { (line.name_in(l.lang)) } @if let Some(sku) = &line.sku { br; span.sku { (sku) } } }
                td.num data-label=(l.say("product-quantity")) { (l.quantity(line.quantity)) " " (l.unit(&line.unit)) }
                td.num data-label=(l.say("catalogue-price")) { div { (price(l, quote, line, version, floors)) } }
                td.num data-label=(l.say("order-vat")) { (money(line.amounts.vat)) }
                td.num data-label=(l.say("cart-sum")) { (money(line.amounts.sum)) }
            } } }
            @if let Some(version) = version { tfoot {
                tr { th.num colspan="5" scope="row" { (l.say("order-net")) } td.num { (money(version.net)) } }
                tr { th.num colspan="5" scope="row" { (l.say("order-vat")) } td.num { (money(version.vat)) } }
                tr { th.num colspan="5" scope="row" { (l.say("quote-total")) } td.num { (money(version.total)) } }
            } }
        } }
    }
}

/// The price of a line with how it came to be; nothing where there was none yet.
fn price(l: Voice, quote: &Quotation, line: &QuoteLine, version: Option<&Version>, floors: bool) -> Markup {
    let currency = quote.listed.currency;
    let step = version.map(|version| Step::Quoted {
        quote: quote.listed.number.clone(),
        version: version.version,
        until: version.valid_until,
        price: line.unit_price,
    });
    html! {
        @if line.unit_price.is_positive() { (l.price(line.unit_price, currency)) } @else { span.muted { (l.say("quote-no-price")) } }
        @if let Some(step) = step {
            @if let Some(percent) = line.below_usual() { " " span.badge.badge--ok { (l.tell(&say!("quote-below", percent = percent))) } }
            details.why name="why" { summary { (l.say("why-summary")) } div.why-body {
                (why::steps(l, std::slice::from_ref(&step), line.unit_price, currency))
                @if let Some(usual) = line.usual_price { p.muted { (l.tell(&say!("quote-usual", price = (usual, currency)))) } }
                @if let Some(floor) = line.floor.filter(|_| floors) { p.muted { (l.tell(&say!("quote-floor", price = (floor, currency)))) } }
                p.muted { (why::vat_words(l, line.vat_rate, quote.vat_mode)) }
            } }
        }
    }
}

/// What is different from the version before it, or from what was asked for.
fn differences(l: Voice, quote: &Quotation, version: &Version) -> Markup {
    let told = difference::between(quote.before(version.version), &version.lines);
    html! { @if !told.is_empty() { section.changes { h3 { (l.say(if version.version == 1 { "quote-differs-request" } else { "quote-differs" })) } ul { @for one in &told { (changed(l, quote, one)) } } } } }
}

fn changed(l: Voice, quote: &Quotation, told: &Difference) -> Markup {
    let said = |quantity: Option<Quantity>, price: Option<UnitPrice>| {
        let quantity = quantity.map(|quantity| l.quantity(quantity));
        let price = price.map(|price| l.price(price, quote.listed.currency));
        [quantity, price].into_iter().flatten().collect::<Vec<_>>().join(" × ")
    };
    let is_worse = match told.change {
        Change::Removed => true,
        Change::Added => false,
        Change::Changed => told.price > told.price_was,
    };
    html! {
        li class=[is_worse.then_some("is-worse")] {
            span { @if let Some(sku) = &told.sku { span.sku { (sku) } " " } (told.name_in(l.lang)) " " (l.say(&format!("quote-line-{}", told.change))) }
            " "
            span { @if told.change != Change::Added { del { (said(told.quantity_was, told.price_was)) } } " " @if told.change != Change::Removed { ins { (said(told.quantity, told.price)) } } }
        }
    }
}

/// The earlier versions and the request, folded away.
fn history(l: Voice, quote: &Quotation, floors: bool) -> Markup {
    let others = quote.versions.iter().rev().filter(|version| Some(version.version) != quote.offered);
    html! {
        @for version in others {
            details.card { summary { b { (l.tell(&say!("quote-version", version = version.version))) } ", " (l.moment(version.made_at)) @if version.needs_second { " · " (quote_answer::of_second(l, version)) } }
                (shown(l, quote, version, floors)) }
        }
        @if quote.offer().is_some() { details.card { summary { b { (l.say("quote-wished")) } } (lines(l, quote, &quote.wished, None, floors)) } }
    }
}

fn accept_form(
    l: Voice,
    quote: &Quotation,
    version: &Version,
    addresses: &[Address],
    (query, typed, no): &(&Query, &Accepted, Option<&No>),
    (token, key): (&str, &str),
) -> Markup {
    let named = Some(query.address.as_str()).filter(|name| !name.is_empty()).or(typed.delivery_address.as_deref());
    let chosen = addresses.iter().find(|one| Some(one.name.as_str()) == named);
    let chosen = chosen.or(addresses.iter().find(|one| one.is_default)).or(addresses.first());
    let delivery = chosen.map_or(Money::ZERO, |one| one.delivery_cost);
    // A total that was refused as another is agreed to as it is now.
    let told = match no {
        Some(No::Refused(refusal)) if refusal.code == "total_changed" => {
            refusal.more.get("total").and_then(|total| total.as_str())
        }
        _ => None,
    };
    let total = told.and_then(|total| Money::parse(total).ok()).or(version.total.plus(delivery).ok()).unwrap_or(version.total);
    let money = |amount: Money| l.money(amount, quote.listed.currency);
    html! {
        @if addresses.len() > 1 {
            form.card.form method="get" action={ "/quotes/" (quote.listed.number) } {
                div.field { label for="address" { (l.say("cart-choose-address")) } select id="address" name="address" data-auto-submit { @for one in addresses {
                    option value=(one.name) selected[chosen.is_some_and(|chosen| chosen.id == one.id)] { (one.name) ", " (one.delivery_method) @if one.delivery_cost.is_positive() { " · " (money(one.delivery_cost)) } } } } }
                div.actions.without-js { button type="submit" { (l.say("cart-choose")) } }
            }
        }
        form.card.form id="accept" method="post" action={ "/quotes/" (quote.listed.number) "/acceptances" } data-once {
            (csrf_field(token))
            input type="hidden" name="key" value=(key);
            input type="hidden" name="version" value=(version.version);
            input type="hidden" name="agreed_total" value=(total);
            h2 { (l.tell(&say!("quote-accept-title", version = version.version))) }
            @if let Some(one) = chosen { p { b { (one.name) } ": " (one.address) " · " (one.delivery_method) @if delivery.is_positive() { " · " (money(delivery)) } } input type="hidden" name="delivery_address" value=(one.name); }
            div.field { label for="requested_on" { (l.say("order-requested-on")) } input id="requested_on" name="requested_on" type="date" value=(typed.requested_on); }
            div.field { label for="your_number" { (l.say("order-your-number")) } input id="your_number" name="your_number" maxlength="60" value=(typed.your_number); }
            div.field { label for="shortage" { (l.say("quote-shortage")) } select id="shortage" name="shortage" {
                option value="refuse" { (l.say("quote-shortage-refuse")) }
                option value="backorder" selected[typed.shortage == Some(Shortage::Backorder)] { (l.say("quote-shortage-backorder")) } } }
            div.field.field--wide { label for="comment" { (l.say("order-comment")) } textarea id="comment" name="comment" maxlength="2000" { (typed.comment) } }
            div.actions { button.button--primary type="submit" { (l.tell(&say!("quote-accept", total = (total, quote.listed.currency)))) } }
        }
    }
}

/// A form that ends the quote and says why.
pub(super) fn ending(l: Voice, quote: &Quotation, act: &str, key: &str, token: &str) -> Markup {
    html! {
        details.card { summary { (l.say(key)) }
            form.form method="post" action={ "/quotes/" (quote.listed.number) "/" (act) } data-once {
                (csrf_field(token))
                div.field.field--wide { label for={ "why-" (act) } { (l.say("quote-reason")) } input id={ "why-" (act) } name="reason" maxlength=(LONGEST) required; }
                div.actions { button type="submit" { (l.say(key)) } }
            }
        }
    }
}

fn again_form(l: Voice, quote: &Quotation, token: &str, key: &str) -> Markup {
    html! {
        form.card.form method="post" action={ "/quotes/" (quote.listed.number) "/requests" } data-once {
            (csrf_field(token))
            input type="hidden" name="key" value=(key);
            p { (l.say("quote-again-help")) }
            div.actions { button.button--primary type="submit" { (l.say("quote-again")) } }
        }
    }
}

/// The page again with a refusal, where it is about this quote; other refusals have pages of their own.
async fn refused<T>(
    may: &May<PlaceOrders>,
    number: String,
    typed: &Accepted,
    outcome: Answer<T>,
) -> Answer<Result<T, HttpResponse>> {
    match outcome {
        Ok(done) => Ok(Ok(done)),
        Err(no @ No::Refused(_)) if no.code() != "not_found" => {
            let reading = may.also::<ReadOrders>().ok_or_else(No::forbidden)?;
            show(&reading, number, &Query::default(), typed, Some(&no)).await.map(Err)
        }
        Err(no) => Err(no),
    }
}

async fn accept(may: May<PlaceOrders>, number: web::Path<String>, Form(form): Form<Accepted>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = accept_typed(&may, number.clone(), &form).await;
    match refused(&may, number, &form, outcome).await? {
        Ok(order) => Ok(see_other(&format!("/orders/{order}?placed=1"))),
        Err(page) => Ok(page),
    }
}

async fn accept_typed(may: &May<PlaceOrders>, number: String, form: &Accepted) -> Answer<String> {
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let requested_on = day(&form.requested_on, "/requested_on")?;
    let agreed =
        Money::parse(&form.agreed_total).map_err(|_| No::invalid("agreed_total", "wrong_type", say!("error-wrong-type")))?;
    let new = Acceptance {
        number,
        version: form.version,
        agreed_total: Some(agreed),
        delivery_address: form.delivery_address.clone(),
        requested_on,
        your_number: Some(form.your_number.clone()),
        comment: Some(form.comment.clone()),
        shortage: form.shortage.unwrap_or_default(),
    };
    Ok(may.write_once("quotes.accepted", &key, new, accept::accept).await?.value.number)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    pub(super) reason: String,
}

async fn decline(may: May<PlaceOrders>, number: web::Path<String>, Form(form): Form<Why>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = may.write((number.clone(), form.reason), end::decline).await;
    match refused(&may, number.clone(), &Accepted::default(), outcome).await? {
        Ok(()) => Ok(see_other(&format!("/quotes/{number}?done=declined"))),
        Err(page) => Ok(page),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Key {
    key: String,
}

async fn ask_again(may: May<PlaceOrders>, number: web::Path<String>, Form(form): Form<Key>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let outcome = may.write_once("quotes.again", &key, number.clone(), request::ask_again).await;
    match refused(&may, number, &Accepted::default(), outcome).await? {
        Ok(asked) => Ok(see_other(&format!("/quotes/{}?done=asked", asked.value))),
        Err(page) => Ok(page),
    }
}
