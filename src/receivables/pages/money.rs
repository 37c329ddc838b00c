//! The page of money of a company: its own contracts with limit, debt and ways on. The office's list is in the file beside.

use actix_web::HttpResponse;
use maud::{Markup, html};

use crate::access::permission::marks::ReadMoney;
use crate::access::{May, Right};
use crate::partners::Payment;
use crate::platform::error::Answer;
use crate::platform::values::{Currency, Money};
use crate::platform::web::{Voice, components, paths};
use crate::receivables::gate::Verdict;
use crate::receivables::ledger::Sums;
use crate::receivables::outlook;
use crate::receivables::overview::{self, Filter, Seen};
use crate::receivables::statement::Ageing;
use crate::say;

/// A company's own contracts, each on a card.
pub(super) async fn own(may: &May<ReadMoney>) -> Answer<HttpResponse> {
    let l = may.voice();
    let filter = Filter { limit: 200, ..Filter::default() };
    let seen = may
        .read(filter, |act, filter| {
            let mut found = Vec::new();
            for seen in overview::contracts(act, filter)? {
                let verdict = if seen.is_blocked { Some(outlook::of_contract(act, &seen.debtor.number)?.verdict) } else { None };
                found.push((seen, verdict));
            }
            Ok(found)
        })
        .await?;
    let actor = may.actor();
    let whole = actor.company.as_ref().filter(|_| actor.reach_of(Right::ReadMoney).part().is_none());
    let code = whole.map(|company| company.code.clone()).unwrap_or_default();
    let body = html! {
        div.page-head {
            div { h1 { (l.say("money-title")) } p { (l.say("money-lede-own")) } }
            div.actions {
                a.button href="/invoices" { (l.say("money-invoices")) }
                a.button href="/payments" { (l.say("money-payments")) }
                @if !code.is_empty() { a.button href={ (paths::partner(&code)) "/statement" } { (l.say("money-statement")) } }
            }
        }
        @if seen.is_empty() { section.empty { p { (l.say("money-none")) } } }
        div.stack { @for (seen, verdict) in &seen { (own_card(l, seen, verdict.as_ref())) } }
    };
    Ok(may.page(l.say("money-title"), &body))
}

fn own_card(l: Voice, seen: &Seen, verdict: Option<&Verdict>) -> Markup {
    let number = &seen.debtor.number;
    html! {
        section.card {
            div.row.row--apart {
                h2 { a href=(paths::contract(number)) { (l.tell(&say!("money-contract", number = number))) } }
                (badges(l, seen))
            }
            @if let Some(warning) = verdict.and_then(|verdict| verdict.warning(Sums::Told)) { (components::notice("warn", &l.tell(&warning))) }
            (figures(l, seen))
            (ageing(l, &seen.ageing, seen.debtor.currency))
            (ways(l, number))
        }
    }
}

/// Where to go on from a contract.
pub(super) fn ways(l: Voice, number: &str) -> Markup {
    let of_contract = |path: &str| components::link(path, &[("contract", number)]);
    html! {
        div.actions {
            a.button.button--small href=(of_contract("/invoices")) { (l.say("money-invoices")) }
            a.button.button--small href=(of_contract("/payments")) { (l.say("money-payments")) }
            a.button.button--small href={ (paths::contract(number)) "/statement" } { (l.say("money-statement")) }
        }
    }
}

/// What a contract's state is, in a word or two.
pub(super) fn badges(l: Voice, seen: &Seen) -> Markup {
    html! {
        span.row {
            @if seen.debtor.payment == Payment::Prepaid { span.badge.badge--plain { (l.say("money-prepaid")) } }
            @if seen.is_blocked { span.badge.badge--bad { (l.say("money-blocked")) } }
            @if seen.overdue.is_positive() { span.badge.badge--warn { (l.say("money-overdue")) } }
            @if !seen.is_blocked && !seen.overdue.is_positive() { span.badge.badge--ok { (l.say("money-well")) } }
        }
    }
}

/// The figures of a contract.
pub(super) fn figures(l: Voice, seen: &Seen) -> Markup {
    let (debtor, currency) = (&seen.debtor, seen.debtor.currency);
    let money = |amount: Money| l.money(amount, currency);
    let is_prepaid = debtor.payment == Payment::Prepaid;
    let limit = debtor.standing.limit.map_or_else(|| l.say("money-no-limit"), money);
    let fact = |key: &str, value: String| html! { div { (components::fact(&l.say(key), &value)) } };
    html! {
        dl.facts {
            (fact("money-debt", money(seen.debt)))
            (fact("money-overdue-sum", money(seen.overdue)))
            @if !is_prepaid {
                (fact("money-limit", limit))
                (fact("money-exposure", money(debtor.standing.exposure)))
                @if let Some(available) = debtor.available() { (fact("money-available", money(available))) }
            }
            @if seen.to_prepay.is_positive() { (fact("money-to-prepay", money(seen.to_prepay))) }
            @if seen.advance.is_positive() { (fact("money-advance", money(seen.advance))) }
        }
    }
}

/// What is owed by age; nothing where nothing is owed.
pub(super) fn ageing(l: Voice, ageing: &Ageing, currency: Currency) -> Markup {
    let is_owing = ageing.buckets().iter().any(|(_, amount)| *amount != Money::ZERO);
    html! {
        @if is_owing {
            div.table-wrap.table-wrap--scroll { table.table.table--stack {
                caption { (l.say("ageing-title")) }
                thead { tr { @for (key, _) in ageing.buckets() { th.num scope="col" { (l.say(key)) } } } }
                tbody { tr { @for (key, amount) in ageing.buckets() { td.num data-label=(l.say(key)) { (l.money(amount, currency)) } } } }
            } }
        }
    }
}
