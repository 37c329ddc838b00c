//! The sections of the dashboard: a chart, and the table behind it. The chart is for the eye; the table has the same figures with
//! the ways to their rows.

use maud::{Markup, html};

use crate::insight::chart::{self, Bar, Words};
use crate::insight::figures::{Age, Debt, Figure, Figures, Stretch, Trade};
use crate::insight::period::{Period, Step};
use crate::platform::values::Currency;
use crate::platform::web::{Voice, components, paths};
use crate::say;

/// How many letters of a chart's figures are spoken.
const SPOKEN: usize = 400;

fn section(l: Voice, id: &str, head: &Markup, charts: &Markup, table: &Markup) -> Markup {
    html! {
        section.card aria-labelledby=(id) {
            (head)
            (charts)
            details { summary { (l.say("dashboard-table")) } div.table-wrap.table-wrap--scroll { table.table { (table) } } }
        }
    }
}

fn head(id: &str, title: &str, figure: Option<(&str, String)>) -> Markup {
    html! {
        h2 id=(id) { (title) }
        @if let Some((address, text)) = figure { p.figure { a href=(address) { (text) } } }
    }
}

fn address(figure: Figure, query: &[(&str, &str)]) -> String {
    components::link("/dashboard/rows", &[[("figure", figure.as_str())].as_slice(), query].concat())
}

/// The same for rows of some days.
fn address_of(figure: Figure, days: Period, query: &[(&str, &str)]) -> String {
    let (from, to) = (days.from.to_string(), days.until.to_string());
    address(figure, &[[("from", from.as_str()), ("to", to.as_str())].as_slice(), query].concat())
}

/// Bars with a title; a sentence where there are none.
fn bars(l: Voice, id: &str, title: &str, all: &[Bar]) -> Markup {
    let desc: String =
        all.iter().map(|bar| format!("{}: {}; ", bar.label, bar.shown)).collect::<String>().chars().take(SPOKEN).collect();
    html! {
        @if all.is_empty() { p.muted { (l.say("dashboard-nothing")) } } @else { (chart::bars(Words { id, title, desc: desc.trim_end_matches("; ") }, all)) }
    }
}

/// Orders over the period: how many, and what they come to in each currency.
pub(super) fn trade(l: Voice, seen: &Figures) -> Markup {
    let (trade, whole) = (&seen.trade, seen.period);
    let title = l.say(match whole.step() {
        Step::Day => "dashboard-orders-day",
        Step::Week => "dashboard-orders-week",
        Step::Month => "dashboard-orders-month",
    });
    let all = l.tell(&say!("dashboard-orders-count", count = trade.orders()));
    let counts: Vec<i64> = trade.stretches.iter().map(|stretch| stretch.orders).collect();
    let figure = address_of(Figure::Orders, whole, &[]);
    let charts = html! {
        (over_time(l, "c-orders", &title, (&all, &figure), &counts, trade))
        @for (at, (currency, total)) in trade.currencies.iter().zip(&trade.totals).enumerate() {
            @let sums: Vec<i64> = trade.stretches.iter().map(|stretch| stretch.sums.get(at).map_or(0, |sum| sum.steps())).collect();
            (over_time(l, &format!("c-sum-{}", currency.code()), &l.tell(&say!("dashboard-sums", currency = currency.code())),
                (&l.money(*total, *currency), &address_of(Figure::Orders, whole, &[("currency", currency.code())])), &sums, trade))
        }
    };
    let table = html! {
        thead { tr { th { (l.say("dashboard-days")) } th.num { (l.say("dashboard-orders")) } @for currency in &trade.currencies { th.num { (currency.code()) } } } }
        tbody { @for stretch in trade.stretches.iter().filter(|stretch| stretch.orders > 0) { (stretch_row(l, trade, stretch)) } }
    };
    section(l, "orders", &head("orders", &title, Some((figure.as_str(), all.clone()))), &charts, &table)
}

fn over_time(l: Voice, id: &str, title: &str, (total, rows): (&str, &str), values: &[i64], trade: &Trade) -> Markup {
    let ends = trade.stretches.first().zip(trade.stretches.last());
    html! {
        figure {
            figcaption.row.row--apart { span { (title) } b.num { a href=(rows) { (total) } } }
            (chart::columns(Words { id, title, desc: total }, values))
            @if let Some((first, last)) = ends { p.row.row--apart.muted { small { (l.day(first.days.from)) } small { (l.day(last.days.until)) } } }
        }
    }
}

fn stretch_row(l: Voice, trade: &Trade, stretch: &Stretch) -> Markup {
    let days = stretch.days;
    html! {
        tr {
            th.nowrap scope="row" { (l.day(days.from)) @if days.until > days.from { " – " (l.day(days.until)) } }
            td.num { a href=(address_of(Figure::Orders, days, &[])) { (stretch.orders) } }
            @for (currency, sum) in trade.currencies.iter().zip(&stretch.sums) {
                td.num { @if sum.is_positive() { a href=(address_of(Figure::Orders, days, &[("currency", currency.code())])) { (l.money(*sum, *currency)) } } @else { "—" } }
            }
        }
    }
}

/// An age in words.
pub(super) fn age(l: Voice, age: Age) -> String {
    l.say(match age {
        Age::NotDue => "dashboard-age-not-due",
        Age::To30 => "dashboard-age-30",
        Age::To60 => "dashboard-age-60",
        Age::To90 => "dashboard-age-90",
        Age::Beyond => "dashboard-age-beyond",
    })
}

fn tone(age: Age) -> &'static str {
    match age {
        Age::NotDue => "",
        Age::To30 => "warn",
        Age::To60 | Age::To90 | Age::Beyond => "bad",
    }
}

/// What is owed today, by age; each currency by itself.
pub(super) fn debt(l: Voice, seen: &Figures) -> Markup {
    let title = l.say("dashboard-debt");
    let charts = html! {
        @if seen.debt.is_empty() { p.muted { (l.say("dashboard-no-debt")) } }
        @for debt in &seen.debt {
            @let all: Vec<Bar> = debt.ages.iter().map(|(own, _, sum)| Bar { label: age(l, *own), value: sum.steps(), shown: l.money(*sum, debt.currency), tone: tone(*own) }).collect();
            (bars(l, &format!("c-debt-{}", debt.currency.code()), &format!("{title}, {}", debt.currency.code()), &all))
        }
    };
    let table = html! {
        thead { tr { th { (l.say("dashboard-age")) } th.num { (l.say("dashboard-invoices")) } th.num { (l.say("insight-amount")) } } }
        @for debt in &seen.debt { tbody { @for row in &debt.ages { (debt_row(l, debt, *row)) } } }
    };
    section(l, "debt", &head("debt", &title, None), &charts, &table)
}

fn debt_row(l: Voice, debt: &Debt, (own, count, sum): (Age, i64, crate::platform::values::Money)) -> Markup {
    let address = address(Figure::Debt, &[("age", own.as_str()), ("currency", debt.currency.code())]);
    html! {
        tr {
            th scope="row" { (age(l, own)) }
            td.num { a href=(address) { (count) } }
            td.num { a href=(address) { (l.money(sum, debt.currency)) } }
        }
    }
}

/// Contracts whose shipments are blocked today.
pub(super) fn blocked(l: Voice, seen: &Figures) -> Markup {
    let title = l.say("dashboard-blocked");
    let causes = [
        ("overdue", "dashboard-blocked-overdue", seen.blocked.overdue),
        ("manual", "dashboard-blocked-manual", seen.blocked.manual),
    ];
    let bar =
        |(_, name, count): &(&str, &str, i64)| Bar { label: l.say(name), value: *count, shown: count.to_string(), tone: "bad" };
    let all: Vec<Bar> = causes.iter().map(bar).collect();
    let charts = html! { @if seen.blocked.contracts > 0 { (bars(l, "c-blocked", &title, &all)) } @else { p.muted { (l.say("dashboard-no-blocks")) } } };
    let table = html! {
        thead { tr { th { (l.say("dashboard-cause")) } th.num { (l.say("dashboard-contracts")) } } }
        tbody { @for (cause, name, count) in causes { tr {
            th scope="row" { (l.say(name)) }
            td.num { a href=(address(Figure::Blocked, &[("cause", cause)])) { (count) } }
        } } }
    };
    let figure = l.tell(&say!("dashboard-contracts-count", count = seen.blocked.contracts));
    section(l, "blocked", &head("blocked", &title, Some(("/blocks", figure))), &charts, &table)
}

/// Who ordered most, in each currency.
pub(super) fn top(l: Voice, seen: &Figures) -> Markup {
    let title = l.say("dashboard-top");
    let charts = html! {
        @if seen.top.is_empty() { p.muted { (l.say("dashboard-nothing")) } }
        @for (currency, clients) in &seen.top {
            @let all: Vec<Bar> = clients.iter().map(|sold| Bar { label: sold.client.name.clone(), value: sold.sum.steps(), shown: l.money(sold.sum, *currency), tone: "" }).collect();
            (bars(l, &format!("c-top-{}", currency.code()), &format!("{title}, {}", currency.code()), &all))
        }
    };
    let table = html! {
        thead { tr { th { (l.say("insight-client")) } th.num { (l.say("dashboard-orders")) } th.num { (l.say("insight-amount")) } } }
        @for (currency, clients) in &seen.top { tbody { @for sold in clients { tr {
            th scope="row" { a href=(paths::partner(&sold.client.code)) { (sold.client.name) } }
            @let rows = behind_client(seen.period, &sold.client.code, *currency);
            td.num { a href=(rows) { (sold.orders) } }
            td.num { a href=(rows) { (l.money(sold.sum, *currency)) } }
        } } } }
    };
    section(l, "top", &head("top", &title, None), &charts, &table)
}

fn behind_client(days: Period, code: &str, currency: Currency) -> String {
    address_of(Figure::Orders, days, &[("partner", code), ("currency", currency.code())])
}

/// Who is silent today, the longest beside the usual interval first.
pub(super) fn silent(l: Voice, seen: &Figures) -> Markup {
    let title = l.say("dashboard-silent");
    let shown = || seen.silent.iter().take(crate::insight::figures::SHOWN);
    let since = |days: i64| l.tell(&say!("dashboard-days-count", count = days));
    let all: Vec<Bar> = shown()
        .map(|silent| Bar { label: silent.client.name.clone(), value: silent.percent, shown: since(silent.since), tone: "warn" })
        .collect();
    let table = html! {
        thead { tr { th { (l.say("insight-client")) } th { (l.say("dashboard-last-order")) } th.num { (l.say("dashboard-since")) } th.num { (l.say("dashboard-usual")) } } }
        tbody { @for silent in shown() { tr {
            th scope="row" { a href=(paths::partner(&silent.client.code)) { (silent.client.name) } }
            td { a href=(components::link("/orders", &[("partner", &silent.client.code)])) { (l.day(silent.last)) } }
            td.num { (since(silent.since)) }
            td.num { (since(silent.usual)) }
        } } }
    };
    let figure = l.tell(&say!("dashboard-clients-count", count = seen.silent.len()));
    let address = address(Figure::Silent, &[]);
    let charts = html! { p.muted { (l.say("dashboard-silent-hint")) } (bars(l, "c-silent", &title, &all)) };
    section(l, "silent", &head("silent", &title, Some((address.as_str(), figure))), &charts, &table)
}

/// What was wanted most and could not be had.
pub(super) fn unmet(l: Voice, seen: &Figures) -> Markup {
    let (title, unmet) = (l.say("dashboard-unmet"), &seen.unmet);
    let all: Vec<Bar> = unmet
        .top
        .iter()
        .map(|demand| Bar { label: demand.wanted.clone(), value: demand.times, shown: demand.times.to_string(), tone: "" })
        .collect();
    let table = html! {
        thead { tr { th { (l.say("dashboard-wanted")) } th.num { (l.say("dashboard-times")) } th.num { (l.say("dashboard-wishes")) } } }
        tbody { @for demand in &unmet.top { tr {
            th scope="row" { (demand.wanted) }
            @let rows = address_of(Figure::Wanted, seen.period, &[("wanted", &demand.key)]);
            td.num { a href=(rows) { (demand.times) } }
            td.num { a href=(rows) { (demand.wishes) } }
        } } }
    };
    let figure = l.tell(&say!("dashboard-wishes-count", count = unmet.wishes));
    let address = address_of(Figure::Wanted, seen.period, &[]);
    let charts = bars(l, "c-unmet", &title, &all);
    section(l, "unmet", &head("unmet", &title, Some((address.as_str(), figure))), &charts, &table)
}
