//! The cart's page: lines, totals, delivery, and the button that orders.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use maud::{Markup, html};
use serde::Deserialize;

use super::aside::panel as aside_panel;
use super::back::{back, with_note};
use super::{changed, code, quotes};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{FillCart, PlaceOrders, SeeCatalogue};
use crate::access::{IdempotencyKey, May, Right, Routes};
use crate::orders::aside;
use crate::orders::cart::{self, Cart, CartLine, Choice, SetLine};
use crate::orders::place::{self, NewOrder};
use crate::orders::shortage::{CHOICES, Shortage};
use crate::orders::{seen, wishes};
use crate::partners::{VatMode, delivery};
use crate::platform::error::{Answer, No};
use crate::platform::message::Message;
use crate::platform::values::Money;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, InCart, Params, Voice, components, paths};
use crate::say;
use crate::shop::refused::{self, Refused};
use crate::shop::why;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/cart", page);
    routes.post("/cart/lines", put_line);
    routes.post("/cart/lines/removal", remove_line);
    routes.post("/cart/choice", choose);
    routes.post("/cart/seen", see);
    routes.post("/cart/notices", want_notices);
    routes.post("/orders", place_order);
}

/// What has just been done, as the page that did it tells.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Just {
    #[serde(default)]
    noted: String,
}

async fn page(may: May<FillCart>, Params(just): Params<Just>) -> Answer<HttpResponse> {
    show(&may, &Typed { is_noted: !just.noted.is_empty(), ..Typed::default() }, None).await
}

/// The cart with a discount code that was refused, in its field.
pub(super) async fn with_code(may: &May<FillCart>, code: String, no: &No) -> Answer<HttpResponse> {
    show(may, &Typed { code, ..Typed::default() }, Some(no)).await
}

/// The cart with the message of a request for a quote that was refused.
pub(super) async fn with_message(may: &May<FillCart>, message: String, no: &No) -> Answer<HttpResponse> {
    show(may, &Typed { message, ..Typed::default() }, Some(no)).await
}

/// What somebody typed into the order form, to stand there again.
#[derive(Default)]
struct Typed {
    your_number: String,
    requested_on: String,
    comment: String,
    /// A discount code that was refused.
    code: String,
    /// What he wrote with a request for a quote that was refused.
    message: String,
    /// Whether he has just asked to be told when goods are there.
    is_noted: bool,
    /// A quantity that was refused, in the field of its line.
    quantity: Option<Refused>,
}

async fn show(may: &May<FillCart>, typed: &Typed, no: Option<&No>) -> Answer<HttpResponse> {
    let l = may.voice();
    let no = no.or(typed.quantity.as_ref().map(|refused| &refused.no));
    let (cart, aside) = may.read((), |act, ()| Ok((cart::look(act, &())?, aside::all(act, &())?))).await?;
    let key = IdempotencyKey::fresh()?;
    let body = html! {
        div.page-head { div { h1 { (l.say("shell-cart")) } p { (l.tell(&say!("cart-contract", number = &cart.contract.number))) } } }
        div id="notices" role="status" { @if typed.is_noted { (components::notice("ok", &l.say("cart-noted"))) } @if let Some(no) = no { (changed::refused(l, no, &cart)) } }
        @if cart.lines.is_empty() {
            section.empty { h2 { (l.say("cart-empty")) } p { (l.say("cart-empty-help")) } p { a.button.button--primary href="/catalogue" { (l.say("home-catalogue")) } } }
        } @else {
            @if no.is_none() { (changed::on_cart(l, &cart, &may.form_token())) }
            div.with-summary {
                div.stack {
                    div.stack id="lines" { (warnings(l, &cart)) (choices(l, &cart, no, &may.form_token())) (lines(l, &cart, typed, &may.form_token())) }
                    (order_form(l, &cart, typed, &may.form_token(), &key))
                    (code::form(l, &cart, &typed.code, &may.form_token()))
                    @if may.actor().may(Right::PlaceOrders) { (quotes::ask_form(l, &may.form_token(), &key, &typed.message)) }
                }
                (summary(l, &cart))
            }
        }
        (aside_panel(l, &aside, !cart.lines.is_empty(), &may.form_token()))
        @if !cart.lines.is_empty() && may.actor().may(Right::PlaceOrders) { div.actions { a.button href="/standing-orders/new" { (l.say("standing-make-from")) } } }
    };
    // A refused form stands at another address; the way back from here is the cart.
    let mut frame = may.frame(l.say("shell-cart"));
    frame.path = "/cart".to_owned();
    if let Some(signed) = &mut frame.signed {
        let sum = Some((cart.goods.sum, cart.contract.currency));
        signed.head.cart = Some(InCart { lines: cart.lines.len(), sum });
    }
    let mut answer = in_status(may.page_in(&frame, &body), no);
    if let Some(no) = no {
        crate::activity::watch::refused(&mut answer, no);
    }
    Ok(answer)
}

/// What can be chosen instead when stock does not suffice: told as soon as it is seen, and again when the order was refused for it.
/// The first two send the order form.
fn choices(l: Voice, cart: &Cart, no: Option<&No>, token: &str) -> Markup {
    let told = match no {
        Some(No::Refused(refusal)) => refusal.more.get("choices").and_then(|c| c.as_array()),
        _ => None,
    };
    let offered: Vec<&str> = match told {
        Some(told) => told.iter().filter_map(|choice| choice.as_str()).collect(),
        None if cart.warnings.iter().any(|warning| warning.code == "stock_short") => CHOICES.to_vec(),
        None => Vec::new(),
    };
    html! {
        @if !offered.is_empty() {
            section.card {
                p { (l.say("cart-choices")) }
                div.actions {
                    @for choice in offered.iter().filter(|choice| **choice != "notice") {
                        button type="submit" form="place" name="shortage" value=(choice) { (l.say(&format!("cart-choose-{choice}"))) }
                    }
                    @if offered.contains(&"notice") { form method="post" action="/cart/notices" data-once { (csrf_field(token)) button type="submit" { (l.say("cart-choose-notice")) } } }
                }
            }
        }
    }
}

fn warnings(l: Voice, cart: &Cart) -> Markup {
    let general: Vec<_> = cart.warnings.iter().filter(|w| w.sku.is_none()).collect();
    html! { @for warning in general { (components::notice("warn", &l.tell(&warning.message))) } }
}

fn lines(l: Voice, cart: &Cart, typed: &Typed, token: &str) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("catalogue-product")) } th.num { (l.say("catalogue-price")) } th.num { (l.say("product-quantity")) } th.num { (l.say("cart-sum")) } th { span.unseen { (l.say("cart-remove")) } } } }
            tbody { @for line in &cart.lines { (row(l, cart, line, typed.quantity.as_ref(), token)) } }
        } }
    }
}

fn row(l: Voice, cart: &Cart, line: &CartLine, refused: Option<&Refused>, token: &str) -> Markup {
    let (product, currency) = (&line.priced.product, cart.contract.currency);
    let refused = refused.filter(|refused| refused.sku == product.sku);
    let quantity = refused.map_or_else(|| l.typed(line.priced.quantity.decimal().normalize()), |refused| refused.typed.clone());
    let faults: Vec<_> = cart.warnings.iter().filter(|w| w.sku.as_deref() == Some(product.sku.as_str())).collect();
    html! {
        tr class=[(!line.is_allowed).then_some("is-off")] {
            td {
                @if line.is_allowed { a.name href=(paths::product(&product.sku)) { (product.name_in(l.lang)) } } @else { span.name { (product.name_in(l.lang)) } }
                br; (components::article(l, &product.sku, line.own_number.as_deref()))
                @for warning in faults { p.fault { (l.tell(&warning.message)) } }
                @if let Some(day) = line.promised_on { br; small.muted title=[(!line.is_day_firm).then(|| l.say("fresh-promise-why"))] { (l.tell(&promise_words(line, day))) } }
            }
            td.num data-label=(l.say("catalogue-price")) {
                @if let Some(quote) = &line.priced.quote {
                    div { (l.price(quote.unit_price, currency))
                        (why::fold_out(l, quote, product.vat_rate, cart.contract.vat_mode))
                        @if let Some(tier) = quote.next_tier.filter(|tier| tier.unit_price < quote.unit_price) { span.tier-hint { (l.tell(&say!("price-next-tier", quantity = tier.from_quantity, price = (tier.unit_price, currency)))) } } }
                }
            }
            td.num data-label=(l.say("product-quantity")) {
                form.add method="post" action="/cart/lines" data-swap="#lines, #summary" {
                    (csrf_field(token))
                    input type="hidden" name="sku" value=(product.sku);
                    input type="hidden" name="back" value="/cart";
                    input.qty name="quantity" inputmode="decimal" value=(quantity) data-auto-submit
                        aria-invalid=[refused.map(|_| "true")] aria-describedby=[refused.map(|_| "refused")]
                        aria-label=(l.tell(&say!("catalogue-quantity-of", unit = product.unit_name(l.lang), name = product.name_in(l.lang))));
                    span.unit { (product.unit_name(l.lang)) }
                    button.button--small.without-js type="submit" { (l.say("cart-recount")) }
                }
                @if let Some(refused) = refused { (refused.beside(l)) }
            }
            td.num data-label=(l.say("cart-sum")) { b { (l.money(line.priced.amounts.sum, currency)) } }
            td.num {
                form method="post" action="/cart/lines/removal" data-swap="#lines, #summary" {
                    (csrf_field(token))
                    button.button--quiet.button--small type="submit" name="sku" value=(product.sku) aria-label=(l.tell(&say!("cart-remove-of", name = product.name_in(l.lang)))) { (l.say("cart-remove")) }
                }
            }
        }
    }
}

/// A day as far as it can be promised.
fn promise_words(line: &CartLine, day: NaiveDate) -> Message {
    if line.is_day_firm { say!("promise-by", day = day) } else { say!("fresh-promise", day = day) }
}

fn order_form(l: Voice, cart: &Cart, typed: &Typed, token: &str, key: &str) -> Markup {
    html! {
        @if cart.contracts.len() > 1 || cart.addresses.len() > 1 {
            form.card.form method="post" action="/cart/choice" {
                (csrf_field(token))
                @if cart.contracts.len() > 1 { div.field { label for="contract" { (l.say("cart-choose-contract")) }
                    select id="contract" name="contract" data-auto-submit { @for c in &cart.contracts { option value=(c.number) selected[c.id == cart.contract.id] { (c.number) } } } } }
                @if cart.addresses.len() > 1 { div.field { label for="address" { (l.say("cart-choose-address")) }
                    select id="address" name="address" data-auto-submit { @for a in &cart.addresses {
                        option value=(a.name) selected[cart.address.as_ref().is_some_and(|x| x.id == a.id)] { (a.name) ", " (delivery::name(l.lang, &a.delivery_method)) @if a.delivery_cost.is_positive() { " · " (l.money(a.delivery_cost, cart.contract.currency)) } } } } } }
                div.actions.without-js { button type="submit" { (l.say("cart-choose")) } }
            }
        }
        form.card.form id="place" method="post" action="/orders" data-once data-keep="place" {
            (csrf_field(token))
            input type="hidden" name="key" value=(key);
            h2 { (l.say("cart-details")) }
            @if let Some(address) = &cart.address { p { b { (address.name) } ": " (address.address) " · " (delivery::name(l.lang, &address.delivery_method)) } input type="hidden" name="delivery_address" value=(address.name); }
            div.field { label for="requested_on" { (l.say("order-requested-on")) } input id="requested_on" name="requested_on" type="date" value=(typed.requested_on) min=(cart.contract.day); }
            div.field { label for="your_number" { (l.say("order-your-number")) } input id="your_number" name="your_number" maxlength="60" value=(typed.your_number) aria-describedby="your-hint"; span.hint id="your-hint" { (l.say("order-your-number-hint")) } }
            div.field.field--wide { label for="comment" { (l.say("order-comment")) } textarea id="comment" name="comment" maxlength="2000" { (typed.comment) } }
        }
    }
}

fn summary(l: Voice, cart: &Cart) -> Markup {
    let money = |amount: Money| l.money(amount, cart.contract.currency);
    let left = cart.standing.available(cart.contract.payment);
    html! {
        aside.summary id="summary" aria-label=(l.say("cart-totals")) {
            h2 { (l.say("cart-totals")) }
            input type="hidden" name="agreed_total" value=(cart.total) form="place";
            dl.totals {
                @if cart.contract.vat_mode == VatMode::OnTop { div { dt { (l.say("cart-goods-net")) } dd { (money(cart.goods.net)) } } }
                div { dt { (l.tell(&say!("cart-goods", count = cart.lines.len()))) } dd { (money(cart.goods.gross)) } }
                @if let Some(address) = &cart.address { div { dt { (delivery::name(l.lang, &address.delivery_method)) } dd { (money(cart.delivery.gross)) } } }
                div { dt { (l.say("order-vat-inside")) } dd { (money(cart.vat)) } }
                @if !cart.weight.is_zero() { div { dt { (l.say("product-weight")) } dd { (l.tell(&say!("weight-kg", kilograms = l.number(cart.weight.round_dp(1).normalize())))) } } }
                div.total { dt { (l.say("order-total")) } dd { (money(cart.total)) } }
            }
            div.actions { button.button--primary type="submit" form="place" { (l.tell(&say!("cart-place", total = (cart.total, cart.contract.currency)))) } }
            @if let Some(left) = left { p.muted { small { (l.tell(&say!("cart-credit-left", left = (left, cart.contract.currency)))) } } }
            @if cart.contract.payment == crate::partners::Payment::Prepaid { p.muted { small { (l.say("cart-prepaid")) } } }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    sku: String,
    quantity: String,
    #[serde(default)]
    back: String,
}

async fn put_line(may: May<FillCart>, request: actix_web::HttpRequest, Form(form): Form<Line>) -> Answer<HttpResponse> {
    let outcome = match may.voice().read_quantity(&form.quantity) {
        Some(quantity) => may.write(SetLine { sku: form.sku.clone(), quantity }, cart::set_line).await,
        None => Err(No::invalid("quantity", "wrong_type", say!("quantity-not-number"))),
    };
    match outcome {
        Ok(()) => Ok(see_other(&with_note(&back(&request, &form.back), &form.sku))),
        Err(no @ No::Refused(_)) => {
            again(&may, Refused { back: back(&request, &form.back), sku: form.sku, typed: form.quantity, no }).await
        }
        Err(failed) => Err(failed),
    }
}

/// The page on which a refused quantity was typed, with what was typed: the shop's, or the cart.
async fn again(may: &May<FillCart>, refused: Refused) -> Answer<HttpResponse> {
    if let Some(shop) = may.also::<SeeCatalogue>()
        && let Some(page) = refused::page_again(&shop, &refused).await?
    {
        return Ok(page);
    }
    show(may, &Typed { quantity: Some(refused), ..Typed::default() }, None).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Removal {
    sku: String,
}

async fn remove_line(may: May<FillCart>, Form(form): Form<Removal>) -> Answer<HttpResponse> {
    may.write(form.sku, cart::remove_line).await?;
    Ok(see_other("/cart"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    #[serde(default)]
    back: String,
}

async fn see(may: May<FillCart>, Form(form): Form<Seen>) -> Answer<HttpResponse> {
    may.write((), seen::note).await?;
    Ok(see_other(if form.back == "/" { "/" } else { "/cart" }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    contract: Option<String>,
    address: Option<String>,
}

async fn choose(may: May<FillCart>, Form(form): Form<Chosen>) -> Answer<HttpResponse> {
    may.write(Choice { contract: form.contract, address: form.address }, cart::choose).await?;
    Ok(see_other("/cart"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderForm {
    key: String,
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

async fn want_notices(may: May<FillCart>, Form(()): Form<()>) -> Answer<HttpResponse> {
    may.write(None, wishes::want).await?;
    Ok(see_other("/cart?noted=1"))
}

async fn place_order(may: May<PlaceOrders>, Form(form): Form<OrderForm>) -> Answer<HttpResponse> {
    match place(&may, &form).await {
        Ok(placed) => {
            let note = match &placed.value {
                placed if placed.is_part => "?placed=part",
                placed if placed.is_lower => "?placed=lower",
                _ => "?placed=1",
            };
            Ok(see_other(&format!("/orders/{}{note}", placed.value.number)))
        }
        Err(no @ No::Refused(_)) => {
            let filling = may.also::<FillCart>().ok_or_else(No::forbidden)?;
            let typed = Typed {
                your_number: form.your_number,
                requested_on: form.requested_on,
                comment: form.comment,
                ..Typed::default()
            };
            show(&filling, &typed, Some(&no)).await
        }
        Err(failed) => Err(failed),
    }
}

async fn place(may: &May<PlaceOrders>, form: &OrderForm) -> Answer<crate::access::Once<place::Placed>> {
    let requested_on = day(&form.requested_on, "/requested_on")?;
    let key = IdempotencyKey::parse(&form.key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let new = NewOrder {
        lines: None,
        agreed_total: Some(
            Money::parse(&form.agreed_total).map_err(|_| No::invalid("agreed_total", "wrong_type", say!("error-wrong-type")))?,
        ),
        contract: None,
        delivery_address: form.delivery_address.clone(),
        requested_on,
        your_number: Some(form.your_number.clone()),
        comment: Some(form.comment.clone()),
        shortage: form.shortage.unwrap_or_default(),
    };
    may.write_once("orders", &key, new, place::place).await
}
