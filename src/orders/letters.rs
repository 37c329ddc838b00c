//! Letters about orders: confirmation and cancellation, in the language of the person who placed it. Called by the queue.

use maud::html;
use serde::Deserialize;

use super::order::Order;
use super::store;
use crate::access::Act;
use crate::access::accounts::people;
use crate::access::permission::marks::ReadOrders;
use crate::platform::error::{Answer, No};
use crate::platform::post::Letter;
use crate::platform::web::Lang;
use crate::say;

/// The kind of these jobs.
pub const KIND: &str = "order-letter";

/// What a job says.
#[derive(Debug, Clone, Deserialize)]
pub struct About {
    /// The order's number.
    pub order: String,
    /// `placed`, `cancelled`.
    pub what: String,
}

/// The letter of a job; none when there is nobody to write to.
pub fn letter(act: &mut Act<'_, ReadOrders>, (about, base_url): &(About, String)) -> Answer<Option<Letter>> {
    let (order, kept) = store::find(act.tx(), None, None, &about.order)?.ok_or_else(No::not_found)?;
    let Some(to) = people::correspondent(act.tx(), kept.placed_by)? else { return Ok(None) };
    let l = to.lang;
    let subject = l.tell(&match about.what.as_str() {
        "cancelled" => say!("letter-order-cancelled", number = &order.number),
        _ => say!("letter-order-placed", number = &order.number),
    });
    let link = format!("{base_url}/orders/{}", order.number);
    let id = format!("{}.{}.{}", order.id, order.version, about.what);
    Ok(Some(Letter {
        to: to.login,
        name: to.name,
        text: plain(&order, l, &subject, &link),
        html: rich(&order, l, &subject, &link),
        subject,
        id,
    }))
}

fn plain(order: &Order, l: Lang, subject: &str, link: &str) -> String {
    let mut text = format!("{subject}\n{}\n\n", order.partner.name);
    for line in &order.lines {
        let (quantity, sum) = (l.quantity(line.quantity), l.money(line.sum, order.currency));
        text.push_str(&format!(
            "{}  {}  {quantity} × {} = {sum}\n",
            line.sku,
            line.name_in(l),
            l.price(line.unit_price, order.currency)
        ));
    }
    text.push_str(&format!("\n{}: {}\n", l.say("order-total"), l.money(order.total, order.currency)));
    text.push_str(&format!("{}: {}\n\n{link}\n", l.say("order-vat-inside"), l.money(order.vat, order.currency)));
    text
}

fn rich(order: &Order, l: Lang, subject: &str, link: &str) -> String {
    html! {
        h1 { (subject) }
        p { (order.partner.name) }
        table {
            @for line in &order.lines { tr {
                td { (line.sku) } td { (line.name_in(l)) } td { (l.quantity(line.quantity)) }
                td { (l.price(line.unit_price, order.currency)) } td { (l.money(line.sum, order.currency)) }
            } }
        }
        p { b { (l.say("order-total")) ": " (l.money(order.total, order.currency)) } }
        p { (l.say("order-vat-inside")) ": " (l.money(order.vat, order.currency)) }
        p { a href=(link) { (link) } }
    }
    .into_string()
}
