//! What the trade is shown with: prices and how they came to be, stock and its age, rows to order from, sums, what changed, charts,
//! the strip of somebody who acts for another.

use maud::{Markup, html};

use super::basics::day;
use super::part;
use crate::insight::chart::{self, Bar, Words};
use crate::platform::values::{Currency, Moment, Money, Percent, Quantity, UnitPrice};
use crate::platform::web::changes::{self, Difference, DifferenceKind};
use crate::platform::web::layout::strip;
use crate::platform::web::{Banner, Voice, components};
use crate::pricing::{Step, VatMode};
use crate::say;
use crate::shop::why;

pub(super) fn parts(l: Voice, token: &str) -> Markup {
    html! {
        (part(l, "styleguide-price", &prices(l)))
        (part(l, "styleguide-stock", &stock(l)))
        h2 { (l.say("styleguide-table")) }
        (table(l))
        (part(l, "styleguide-tiers", &tiers(l)))
        (part(l, "styleguide-facts", &facts(l)))
        (changes::what_changed(l, &l.say("styleguide-changes"), &differences(l, false)))
        form method="get" action="/styleguide" {
            (changes::what_changed(l, &l.say("styleguide-changes-agree"), &differences(l, true)))
            div.actions { button.button--primary type="submit" { (l.say("brand-look")) } }
        }
        (part(l, "styleguide-charts", &charts(l)))
        (part(l, "styleguide-behalf", &behalf(l, token)))
    }
}

fn price(text: &str) -> UnitPrice {
    UnitPrice::parse(text).unwrap_or_default()
}

fn money(l: Voice, text: &str) -> String {
    l.money(Money::parse(text).unwrap_or_default(), Currency::ROUBLE)
}

/// How a price came to be, folded.
fn why_so(l: Voice) -> Markup {
    let name = |id: &str| l.say(id);
    let steps = [
        Step::ListPrice { list: "OPT".into(), price: price("4000") },
        Step::Tier { from_quantity: Quantity::whole(10), price: price("3800") },
        Step::Discount {
            code: "SG".into(),
            name: name("styleguide-discount"),
            name_en: name("styleguide-discount"),
            percent: Percent::parse("2").ok(),
            amount: None,
            price: price("3724"),
        },
        Step::Limited { price: price("3724") },
    ];
    html! {
        details.why name="why" {
            summary { (l.say("why-summary")) }
            div.why-body { (why::steps(l, &steps, price("3724"), Currency::ROUBLE)) p.muted { (why::vat_words(l, Percent::parse("22").ok(), VatMode::Included)) } p.muted { (l.tell(&say!("why-valid-until", day = day()))) } }
        }
    }
}

fn prices(l: Voice) -> Markup {
    let shown = components::Price {
        now: l.price(price("3724"), Currency::ROUBLE),
        list: Some(l.price(price("4000"), Currency::ROUBLE)),
        off: Some(format!("−{}", l.percent(Percent::parse("6.9").unwrap_or_default()))),
        hint: Some(l.tell(&say!("price-next-tier", quantity = Quantity::whole(50), price = (price("3610"), Currency::ROUBLE)))),
        why: Some(why_so(l)),
    };
    let plain = components::Price { now: l.price(price("88.8888"), Currency::ROUBLE), ..components::Price::default() };
    html! { p { (components::price(&shown)) } p { (components::price(&plain)) } p.muted { (l.say("price-on-request")) } }
}

fn stock(l: Voice) -> Markup {
    let as_of = l.tell(&say!("stock-as-of", at = Moment::start_of(day(), l.zone)));
    let expected = l.tell(&say!("stock-expected", day = day()));
    let amount = |figure: i64| format!("{}\u{a0}{}", l.quantity(Quantity::whole(figure)), l.say("styleguide-goods-unit"));
    html! {
        dl.facts {
            div { dt { (l.say("styleguide-stock-exact")) } dd { (components::stock("ok", &amount(140), &as_of, "")) } }
            div { dt { (l.say("styleguide-stock-low")) } dd { (components::stock("low", &amount(3), &expected, "")) } }
            div { dt { (l.say("styleguide-stock-none")) } dd { (components::stock("none", &l.say("stock-none"), &expected, "")) } }
            div { dt { (l.say("styleguide-stock-level")) } dd { (components::stock("ok", &l.say("stock-much"), &as_of, "")) } }
            div { dt { (l.say("styleguide-stock-old")) } dd { (components::stock("ok", &amount(140), &as_of, &l.say("fresh-old"))) } }
        }
    }
}

fn table(l: Voice) -> Markup {
    let rows = [
        ("DR-1", "styleguide-goods-drill", "12", "3724", "44688.00", ""),
        ("GL-5", "styleguide-goods-gloves", "7", "49.90", "349.30", "styleguide-row-refused"),
        ("CB-1", "styleguide-goods-cable", "0.5", "88.8888", "44.44", ""),
    ];
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th.pos scope="col" { "№" } th scope="col" { (l.say("catalogue-product")) } th.num scope="col" { (l.say("product-quantity")) } th.num scope="col" { (l.say("catalogue-price")) } th.num scope="col" { (l.say("cart-sum")) } } }
            tbody {
                @for (at, (sku, name, quantity, unit_price, sum, fault)) in (1..).zip(rows) { tr {
                    td.num.pos { (at) }
                    td { a.name href="/styleguide" { (l.say(name)) } br; span.sku { (sku) } }
                    td.num data-label=(l.say("product-quantity")) { (row_form(l, sku, quantity, fault)) }
                    td.num data-label=(l.say("catalogue-price")) { div { (l.price(price(unit_price), Currency::ROUBLE)) (why_so(l)) } }
                    td.num data-label=(l.say("cart-sum")) { b { (money(l, sum)) } }
                } }
                tr.is-off { td.num.pos { "4" } td { span.name { (l.say("styleguide-goods-gone")) } br; span.sku { "XX-9" } p.fault { (l.say("changes-not-allowed")) } } td {} td {} td {} }
            }
            tfoot {
                tr { th.num colspan="4" scope="row" { (l.say("order-net")) } td.num { (money(l, "36952.25")) } }
                tr { th.num colspan="4" scope="row" { (l.say("order-vat")) } td.num { (money(l, "8129.49")) } }
                tr { th.num colspan="4" scope="row" { (l.say("order-total")) } td.num { (money(l, "45081.74")) } }
            }
        } }
    }
}

fn row_form(l: Voice, sku: &str, quantity: &str, fault: &str) -> Markup {
    html! {
        form.add method="get" action="/styleguide" {
            input.qty inputmode="decimal" value=(quantity) aria-label={ (l.say("product-quantity")) ", " (sku) } aria-invalid=[(!fault.is_empty()).then_some("true")];
            span.unit { (l.say("styleguide-goods-unit")) }
            button.button--primary type="submit" { (l.say("catalogue-add")) }
        }
        @if !fault.is_empty() { p.fault { (l.say(fault)) } }
    }
}

fn tiers(l: Voice) -> Markup {
    html! {
        table.tiers {
            thead { tr { th scope="col" { (l.say("product-quantity")) } th scope="col" { (l.say("catalogue-price")) } } }
            tbody { @for (from, unit_price, is_now) in [(1, "3920", false), (10, "3724", true), (50, "3610", false)] {
                tr class=[is_now.then_some("is-now")] { td { (l.tell(&say!("product-from", quantity = Quantity::whole(from)))) } td { (l.price(price(unit_price), Currency::ROUBLE)) } }
            } }
        }
        dl.totals {
            div { dt { (l.say("order-net")) } dd { (money(l, "36952.25")) } }
            div { dt { (l.say("order-vat")) } dd { (money(l, "8129.49")) } }
            div.total { dt { (l.say("order-total")) } dd { (money(l, "45081.74")) } }
        }
    }
}

fn facts(l: Voice) -> Markup {
    html! {
        dl.facts {
            div { (components::fact(&l.say("order-contract"), "A-1")) }
            div { (components::fact(&l.say("home-payment"), &l.tell(&say!("payment-net", days = 30i64)))) }
            div { (components::fact(&l.say("home-credit-left"), &money(l, "955312.00"))) }
            div { (components::fact(&l.say("order-comment"), &l.say("styleguide-form-comment"))) }
        }
    }
}

fn differences(l: Voice, is_agreed: bool) -> Vec<Difference> {
    let drill = l.say("styleguide-goods-drill");
    let of = |subject: &str, kind: DifferenceKind, (before, after): (String, String), is_better: bool| Difference {
        subject: subject.to_owned(),
        kind,
        before,
        after,
        is_better,
        agree: is_agreed.then(|| kind.to_string()),
    };
    let unit = |figure: &str| format!("{figure} {}", l.say("styleguide-goods-unit"));
    let prices = |before: &str, after: &str| (l.price(price(before), Currency::ROUBLE), l.price(price(after), Currency::ROUBLE));
    let days = (l.day(day()), l.day(day() + chrono::Days::new(7)));
    let words = |before: &str, after: &str| (l.say(before), l.say(after));
    vec![
        of(&drill, DifferenceKind::Price, prices("3920", "4018"), false),
        of(&l.say("styleguide-goods-cable"), DifferenceKind::Price, prices("88.8888", "84"), true),
        of(&l.say("styleguide-goods-gloves"), DifferenceKind::Quantity, (unit("7"), unit("10")), false),
        of(&drill, DifferenceKind::Stock, (unit("12"), unit("3")), false),
        of(&drill, DifferenceKind::Date, days, false),
        of(&l.say("order-contract"), DifferenceKind::Rule, words("payment-prepaid", "styleguide-rule-net"), true),
        of(&l.say("order-delivery"), DifferenceKind::Address, words("styleguide-address-one", "styleguide-address-two"), false),
        of(&l.say("styleguide-goods-gone"), DifferenceKind::Removed, (unit("5"), l.say("changes-not-allowed")), false),
        of(&l.say("styleguide-goods-bit"), DifferenceKind::Added, (String::new(), unit("1")), false),
        of(&l.say("order-total"), DifferenceKind::Total, (money(l, "45081.74"), money(l, "46257.74")), false),
    ]
}

fn charts(l: Voice) -> Markup {
    let bar = |label: &str, value: i64, tone: &'static str| Bar {
        label: l.say(label),
        value,
        shown: l.money(Money::from_steps(value * 100_000), Currency::ROUBLE),
        tone,
    };
    let bars =
        [bar("styleguide-chart-due", 310, ""), bar("styleguide-chart-late", 31, "warn"), bar("styleguide-chart-bad", 9, "bad")];
    let (orders, debts) = (l.say("styleguide-chart-orders"), l.say("styleguide-chart-debts"));
    html! {
        h3 { (orders) }
        (chart::columns(Words { id: "sg-days", title: &orders, desc: &orders }, &[3, 7, 4, 0, 0, 9, 6, 8, 5, 7, 0, 1, 12, 6]))
        h3 { (debts) }
        (chart::bars(Words { id: "sg-debts", title: &debts, desc: &debts }, &bars))
    }
}

fn behalf(l: Voice, token: &str) -> Markup {
    let banner = Banner {
        title: l.tell(&say!("behalf-banner", company = l.say("styleguide-company"))),
        text: l.tell(&say!("behalf-banner-agent", agent = l.say("styleguide-agent"))),
        errand: l.tell(&say!(
            "behalf-banner-errand",
            until = Moment::start_of(day(), l.zone),
            reason = l.say("styleguide-errand")
        )),
        action: "/representations/current/end",
        button: l.say("behalf-end"),
    };
    strip(token, &banner)
}
