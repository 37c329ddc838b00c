//! Goods beside each other on a page, each with its field; what differs is marked.

use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::super::compare::{self, Compared, MOST, traits};
use super::super::offer::Offer;
use super::super::refused::Refused;
use super::{add_form, price, stock};
use crate::access::permission::marks::SeeCatalogue;
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Quantity;
use crate::platform::web::{Frame, Voice, components, paths};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/compare", page);
}

async fn page(may: May<SeeCatalogue>, request: HttpRequest) -> Answer<HttpResponse> {
    let (frame, body) = draw(&may, &compare::named(request.query_string()), None).await?;
    Ok(may.page_in(&frame, &body))
}

/// The page, also with a quantity that was refused on it.
pub(in crate::shop) async fn draw(
    may: &May<SeeCatalogue>,
    skus: &[String],
    refused: Option<&Refused>,
) -> Answer<(Frame, Markup)> {
    let l = may.voice();
    let compared = may.read(skus.to_vec(), compare::look).await?;
    let body = html! {
        nav.crumbs aria-label=(l.say("catalogue-path")) { a href="/catalogue" { (l.say("catalogue-title")) } }
        div.page-head { div { h1 { (l.say("compare-title")) } p { (l.tell(&say!("compare-lede", count = MOST))) } } }
        div id="notices" role="status" {
            @if let Some(refused) = refused { (refused.notice(l, None)) }
            @if compared.is_cut { (components::notice("warn", &l.tell(&say!("compare-cut", count = MOST)))) }
        }
        @if compared.offers.is_empty() {
            section.empty { h2 { (l.say("compare-empty")) } p { (l.say("compare-empty-help")) } p { a.button.button--primary href="/catalogue" { (l.say("home-catalogue")) } } }
        } @else { (table(l, &compared, &may.form_token(), refused)) }
    };
    Ok((may.frame(l.say("compare-title")), body))
}

fn table(l: Voice, compared: &Compared, token: &str, refused: Option<&Refused>) -> Markup {
    let offers = &compared.offers;
    let unit = |offer: &Offer| offer.product.unit_name(l.lang);
    html! {
        div.table-wrap.table-wrap--scroll { table.table.table--compare {
            thead { tr { td {} @for offer in offers { th scope="col" { a.name href=(paths::product(&offer.product.sku)) { (offer.product.name_in(l.lang)) } br; span.sku { (offer.product.sku) } } } } }
            tbody {
                (line(l, "catalogue-price", offers, |offer| offer.quote.as_ref().map(|quote| quote.unit_price), |offer| html! { div { (price(l, offer, &compared.contract)) } }))
                (line(l, "compare-tiers", offers, tiers_of, |offer| tiers(l, offer)))
                (line(l, "catalogue-stock", offers, |offer| (offer.stock.available, offer.stock.level), |offer| stock(l, &offer.stock, unit(offer))))
                (line(l, "compare-lot", offers, |offer| (offer.product.smallest(), offer.product.multiple), |offer| html! {
                    (l.tell(&say!("compare-lot-of", minimum = offer.product.smallest(), multiple = offer.product.multiple, unit = unit(offer))))
                }))
                (line(l, "product-weight", offers, |offer| offer.product.weight_grams, |offer| html! {
                    @if offer.product.weight_grams > 0 { (l.tell(&say!("weight-kg", kilograms = l.number(offer.product.weight(Quantity::whole(1)).normalize())))) }
                }))
                @for known in &traits(offers, l.lang) {
                    tr.is-differing[known.differs()] { th scope="row" { (known.name) }
                        @for value in &known.values { td { @match value { Some(value) => { (value) } None => { span.muted { "—" } } } } } }
                }
                tr { th scope="row" { (l.say("catalogue-order")) } @for offer in offers { td { (add_form(l, offer, token, refused)) } } }
            }
        } }
    }
}

/// A line of the table; marked where the goods are not alike in it.
fn line<K: PartialEq>(
    l: Voice,
    name: &str,
    offers: &[Offer],
    of: impl Fn(&Offer) -> K,
    cell: impl Fn(&Offer) -> Markup,
) -> Markup {
    let kinds: Vec<K> = offers.iter().map(of).collect();
    let differs = kinds.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    html! { tr.is-differing[differs] { th scope="row" { (l.say(name)) } @for offer in offers { td { (cell(offer)) } } } }
}

fn tiers_of(offer: &Offer) -> Vec<crate::pricing::Tier> {
    offer.quote.as_ref().map(|quote| quote.tiers.clone()).unwrap_or_default()
}

fn tiers(l: Voice, offer: &Offer) -> Markup {
    html! {
        @match &offer.quote {
            Some(quote) if !quote.tiers.is_empty() => { @for tier in &quote.tiers { div { (l.tell(&say!("price-next-tier", quantity = tier.from_quantity, price = (tier.unit_price, quote.currency)))) } } }
            _ => { span.muted { "—" } }
        }
    }
}
