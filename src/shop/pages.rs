//! The buyer's pages: start and product card; the list with its order form, search and the comparison stand in the files beside.

pub(super) mod compare;
mod filters;
pub(super) mod list;
mod order_form;
mod rows;
mod search;

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::offer::{self, Offer};
use super::refused::Refused;
use super::{pictures, why};
use crate::access::frame::see_other;
use crate::access::permission::marks::{SeeCatalogue, Visit};
use crate::access::{May, Right, Routes};
use crate::catalogue::{self, Category, Shown};
use crate::orders::pages::changed;
use crate::partners::{Contract, StockDisplay, VatMode};
use crate::platform::error::Answer;
use crate::platform::values::Quantity;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Frame, Lang, Params, Voice, components};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/", start);
    routes.get("/products/{sku}", product_page);
    search::routes(routes);
    list::routes(routes);
    order_form::routes(routes);
    compare::routes(routes);
}

/// Everybody's first page: where his day begins.
async fn start(may: May<Visit>) -> Answer<HttpResponse> {
    let actor = may.actor();
    let Some(person) = actor.person() else { return Ok(see_other("/sign-in")) };
    if actor.company.is_none() && !person.companies.is_empty() {
        return Ok(see_other("/company"));
    }
    if let Some(may) = may.also::<SeeCatalogue>().filter(|may| may.actor().company.is_some()) {
        return super::pages::home(may).await;
    }
    for (right, path) in [
        (Right::SeeDay, "/day"),
        (Right::ManagePartners, "/partners"),
        (Right::Represent, "/clients"),
        (Right::ReadPartners, "/partners"),
        (Right::ReadStock, "/stock"),
        (Right::ReadOrders, "/orders"),
        (Right::ReadMoney, "/money"),
    ] {
        if actor.may(right) {
            return Ok(see_other(path));
        }
    }
    Ok(see_other("/profile"))
}

/// A buyer's company page: his contract, his manager, the ways on.
pub(super) async fn home(may: May<SeeCatalogue>) -> Answer<HttpResponse> {
    let l = may.voice();
    let is_filling = may.actor().may(Right::FillCart);
    let (contract, partner, standing, cart) = may
        .read((), move |act, ()| {
            let contract = crate::orders::cart::chosen_contract(act)?;
            let partner = crate::partners::store::partner(act.tx(), contract.partner)?;
            let standing = crate::receivables::standing(act.tx(), contract.id)?;
            let cart = if is_filling { Some(crate::orders::cart::look(act, &())?) } else { None };
            Ok((contract, partner, standing, cart))
        })
        .await?;
    let money = |amount| l.money(amount, contract.currency);
    let body = html! {
        div.page-head { div { h1 { (partner.name) } p { (l.tell(&say!("home-contract", number = &contract.number, from = contract.valid_from))) } } }
        @if let Some(cart) = &cart { (changed::on_first_page(l, cart, &may.form_token())) }
        div.cards {
            section.card { h2 { (l.say("home-order")) }
                div.actions { a.button.button--primary href="/catalogue" { (l.say("home-catalogue")) } a.button href="/quick-order" { (l.say("menu-quick-order")) } a.button href="/cart" { (l.say("shell-cart")) } }
                p { a href="/orders" { (l.say("home-orders")) } " · " a href="/requested" { (l.say("requested-mine")) } } }
            section.card { h2 { (l.say("home-terms")) } dl.facts {
                div { (components::fact(&l.say("home-payment"), &payment_words(l, &contract))) }
                div { (components::fact(&l.say("home-vat"), &l.say(if contract.vat_mode == VatMode::Included { "vat-mode-included" } else { "vat-mode-on-top" }))) }
                @if let Some(left) = standing.available(contract.payment) { div { (components::fact(&l.say("home-credit-left"), &money(left))) } }
                @if contract.minimum_order.is_positive() { div { (components::fact(&l.say("home-minimum"), &money(contract.minimum_order))) } }
            } }
            @if let Some((name, phone)) = &partner.manager {
                section.card { h2 { (l.say("home-manager")) } p { (name) }
                    @if let Some(phone) = phone { p { a href={ "tel:" (phone.replace([' ', '(', ')', '-'], "")) } { (phone) } } } }
            }
        }
    };
    Ok(may.page(partner.name.clone(), &body))
}

fn payment_words(l: Voice, contract: &Contract) -> String {
    match contract.payment {
        crate::partners::Payment::Prepaid => l.say("payment-prepaid"),
        crate::partners::Payment::Net => l.tell(&say!("payment-net", days = contract.net_days)),
    }
}

/// The category above another.
fn above<'c>(all: &'c [Category], category: &Category) -> Option<&'c Category> {
    all.iter().find(|above| Some(above.id) == category.parent)
}

/// The way from the whole catalogue down to a category.
fn crumbs(l: Voice, all: &[Category], last: Option<&Category>) -> Markup {
    let mut line: Vec<&Category> = std::iter::successors(last, |category| above(all, category)).collect();
    line.reverse();
    html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) {
            a href="/catalogue" { (l.say("catalogue-title")) }
            @for category in line { a href={ "/catalogue?category=" (category.code) } { (category.name_in(l.lang)) } }
        }
    }
}

/// Stock as the partner may see it, with the time of the figure.
pub(crate) fn stock(l: Voice, shown: &Shown, unit: &str) -> Markup {
    let (tone, text) = match (shown.mode, shown.available, shown.level) {
        (StockDisplay::Hidden, ..) => return html! {},
        (_, Some(available), _) if available.is_positive() => {
            (if available < Quantity::whole(20) { "low" } else { "ok" }, format!("{}\u{a0}{unit}", l.quantity(available)))
        }
        (_, Some(_), _) => ("none", l.say("stock-none")),
        (_, None, Some("much" | "yes")) => ("ok", l.say(&format!("stock-{}", shown.level.unwrap_or_default()))),
        (_, None, Some("little")) => ("low", l.say("stock-little")),
        _ => ("none", l.say("stock-none")),
    };
    let as_of = shown.as_of.map(|at| l.tell(&say!("stock-as-of", at = at)));
    if shown.is_stale {
        return components::stock(tone, &text, &as_of.unwrap_or_default(), &l.say("fresh-old"));
    }
    let expected = shown.expected_on.filter(|_| tone != "ok").map(|day| l.tell(&say!("stock-expected", day = day)));
    components::stock(tone, &text, &expected.or(as_of).unwrap_or_default(), "")
}

fn price(l: Voice, offer: &Offer, contract: &Contract) -> Markup {
    let Some(quote) = &offer.quote else { return html! { span.muted { (l.say("price-on-request")) } } };
    let list = quote.list_price.filter(|list| *list > quote.unit_price);
    let tier = quote.next_tier.filter(|tier| tier.unit_price < quote.unit_price);
    components::price(&components::Price {
        now: l.price(quote.unit_price, quote.currency),
        off: list.map(|_| format!("−{}", l.percent(quote.discount_percent))),
        list: list.map(|list| l.price(list, quote.currency)),
        hint: tier.map(|tier| {
            l.tell(&say!("price-next-tier", quantity = tier.from_quantity, price = (tier.unit_price, quote.currency)))
        }),
        why: Some(why::fold_out(l, quote, offer.product.vat_rate, contract.vat_mode)),
    })
}

/// The form that puts a product into the cart. Where a quantity was refused, every form tells the way back to its page.
fn add_form(l: Voice, offer: &Offer, token: &str, refused: Option<&Refused>) -> Markup {
    let product = &offer.product;
    let here = refused.filter(|refused| refused.sku == product.sku);
    let quantity = here.map_or_else(|| l.typed(product.smallest().decimal().normalize()), |refused| refused.typed.clone());
    html! {
        @if offer.quote.is_some() {
            form.add method="post" action="/cart/lines" data-swap="#notices" {
                (csrf_field(token))
                input type="hidden" name="sku" value=(product.sku);
                @if let Some(refused) = refused { input type="hidden" name="back" value=(refused.back); }
                input.qty name="quantity" inputmode="decimal" autocomplete="off" value=(quantity)
                    aria-invalid=[here.map(|_| "true")] aria-describedby=[here.map(|_| "refused")]
                    aria-label=(l.tell(&say!("catalogue-quantity-of", unit = product.unit_name(l.lang), name = product.name_in(l.lang))));
                span.unit { (product.unit_name(l.lang)) }
                button.button--primary type="submit" { (l.say("catalogue-add")) }
            }
            @if let Some(refused) = here { (refused.beside(l)) }
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Added {
    #[serde(default)]
    added: String,
}

/// Says what was just put into the cart, with the way there, or why it was not taken.
fn notices(l: Voice, sku: &str, refused: Option<&Refused>) -> Markup {
    html! {
        div id="notices" role="status" {
            @if let Some(refused) = refused { (refused.notice(l, None)) }
            @else if !sku.is_empty() { div.notice.notice--ok { (l.tell(&say!("catalogue-added", sku = sku))) " " a href="/cart" { (l.say("catalogue-to-cart")) } } }
        }
    }
}

async fn product_page(
    may: May<SeeCatalogue>,
    request: HttpRequest,
    sku: web::Path<String>,
    Params(just): Params<Added>,
) -> Answer<HttpResponse> {
    let (frame, body) = draw_product(&may, sku.into_inner(), &just.added, None).await?;
    Ok(may.revalidated(&request, &frame, &body))
}

/// A product's page, also with a quantity that was refused on it.
pub(super) async fn draw_product(
    may: &May<SeeCatalogue>,
    sku: String,
    added: &str,
    refused: Option<&Refused>,
) -> Answer<(Frame, Markup)> {
    let l = may.voice();
    let asked = (sku, None);
    let ((contract, offer), categories, own) = may
        .read(asked, |act, asked| {
            let card = offer::card(act, asked)?;
            let own = catalogue::own_number::name_of(act, card.1.product.id)?;
            Ok((card, offer::categories(act, &())?, own))
        })
        .await?;
    let product = &offer.product;
    let category = categories.iter().find(|category| category.id == product.category);
    let unit = product.unit_name(l.lang);
    let body = html! {
        (crumbs(l, &categories, category))
        div.page-head { div { h1 { (product.name_in(l.lang)) } p { (components::article(l, &product.sku, own.as_deref())) @if let Some(code) = &product.barcode { " · " (code) } } } }
        (notices(l, added, refused))
        div.with-summary {
            section.price-box id="price-box" aria-label=(l.say("product-price")) {
                @match &offer.quote { None => p { (l.say("price-on-request")) }, Some(quote) => {
                    @if let Some(list) = quote.list_price.filter(|list| *list > quote.unit_price) { div { s.price-old { (l.price(list, quote.currency)) } " " span.price-off { "−" (l.percent(quote.discount_percent)) } } }
                    p.price { (l.price(quote.unit_price, quote.currency)) " " small { (l.tell(&say!("product-per-unit", unit = unit))) } }
                    p.muted { (why::vat_words(l, product.vat_rate, contract.vat_mode)) }
                } }
                p { (stock(l, &offer.stock, unit)) }
                (add_form(l, &offer, &may.form_token(), refused))
                p { a href=(components::link("/lists", &[("sku", product.sku.as_str())])) { (l.say("list-add-product")) } }
                @if product.multiple > Quantity::whole(1) || product.moq > Quantity::whole(1) {
                    p.hint { (l.tell(&say!("product-rule", minimum = product.smallest(), multiple = product.multiple))) }
                }
                @if let Some(quote) = &offer.quote {
                    @if !quote.tiers.is_empty() {
                        table.tiers { thead { tr { th scope="col" { (l.say("product-quantity")) } th scope="col" { (l.say("catalogue-price")) } } }
                            tbody { @for tier in &quote.tiers { tr { td { (l.tell(&say!("product-from", quantity = tier.from_quantity))) } td { (l.price(tier.unit_price, quote.currency)) } } } } }
                    }
                    (why::fold_out(l, quote, product.vat_rate, contract.vat_mode))
                }
            }
            div.stack {
                @if let Some(picture) = product.picture { (pictures::large(picture, product.name_in(l.lang))) }
                section.card { h2 { (l.say("product-about")) } dl.facts {
                    @for attribute in &product.attributes() { div { @let (name, value) = match l.lang { Lang::Ru => (&attribute.name, &attribute.value), Lang::En => (&attribute.name_en, &attribute.value_en) }; (components::fact(name, value)) } }
                    @if product.weight_grams > 0 { div { (components::fact(&l.say("product-weight"), &l.tell(&say!("weight-kg", kilograms = l.number(product.weight(Quantity::whole(1)).normalize()))))) } }
                } }
                @if !offer.warehouses.is_empty() {
                    div.table-wrap { table.table { caption { (l.say("product-warehouses")) }
                        tbody { @for (row, shown) in &offer.warehouses { tr { td { (if l.lang == Lang::Ru { &row.name } else { &row.name_en }) } td { (stock(l, shown, unit)) } } } }
                    } }
                }
            }
        }
    };
    Ok((may.frame(product.name_in(l.lang).to_owned()), body))
}
