//! «Why this price»: the steps of a price in words, for pages. The floor itself is never told.

use maud::{Markup, html};

use crate::platform::values::{Currency, Percent, UnitPrice};
use crate::platform::web::{Lang, Voice};
use crate::pricing::{Quote, Step, VatMode};
use crate::say;

/// The fold-out with every step, the VAT and until when the price is known to hold.
pub fn fold_out(l: Voice, quote: &Quote, rate: Option<Percent>, mode: VatMode) -> Markup {
    html! {
        details.why name="why" {
            summary { (l.say("why-summary")) }
            div.why-body {
                (steps(l, &quote.steps, quote.unit_price, quote.currency))
                p.muted { (vat_words(l, rate, mode)) }
                @if let Some(day) = quote.valid_until { p.muted { (l.tell(&say!("why-valid-until", day = day))) } }
            }
        }
    }
}

/// The steps alone, as kept on an order line.
pub fn steps(l: Voice, steps: &[Step], price: UnitPrice, currency: Currency) -> Markup {
    html! {
        ol.steps {
            @for step in steps { li { span { (words(l, step, currency)) } span { (l.price(step.price(), currency)) } } }
            li { span { b { (l.say("why-your-price")) } } span { b { (l.price(price, currency)) } } }
        }
    }
}

fn words(l: Voice, step: &Step, currency: Currency) -> String {
    match step {
        Step::ListPrice { list, .. } => l.tell(&say!("why-list", list = list)),
        Step::ContractPrice { contract, .. } => l.tell(&say!("why-contract", contract = contract)),
        Step::Tier { from_quantity, .. } => l.tell(&say!("why-tier", quantity = *from_quantity)),
        Step::TierParts { parts, .. } => {
            let parts: Vec<String> =
                parts.iter().map(|part| format!("{} × {}", l.quantity(part.quantity), l.price(part.price, currency))).collect();
            l.tell(&say!("why-tier-parts", parts = parts.join(" + ")))
        }
        Step::Discount { name, name_en, percent, amount, .. } => {
            let name = if l.lang == Lang::Ru { name } else { name_en };
            match (percent, amount) {
                (Some(percent), _) => l.tell(&say!("why-discount-percent", name = name, percent = *percent)),
                (None, Some(amount)) => l.tell(&say!("why-discount-amount", name = name, amount = (*amount, currency))),
                (None, None) => name.clone(),
            }
        }
        Step::Limited { .. } => l.say("why-limited"),
        Step::Agreed { .. } => l.say("why-agreed"),
        Step::Quoted { quote, version, until, .. } => {
            l.tell(&say!("why-quoted", quote = quote, version = *version, until = *until))
        }
        Step::Kept { since, .. } => l.tell(&say!("why-kept", since = *since)),
    }
}

/// VAT in words: inside, on top, or none.
pub fn vat_words(l: Voice, rate: Option<Percent>, mode: VatMode) -> String {
    match (rate, mode) {
        (None, _) => l.say("vat-none"),
        (Some(rate), VatMode::Included) => l.tell(&say!("vat-included", rate = rate)),
        (Some(rate), VatMode::OnTop) => l.tell(&say!("vat-on-top", rate = rate)),
    }
}
