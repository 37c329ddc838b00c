//! Pages of blocks: the section that a contract's money page holds, with the forms to block and
//! release. The office's list is in the file beside.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::is_about_form;
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::{BlockShipments, ReadMoney};
use crate::access::{May, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::typed::day;
use crate::platform::web::{Form, Voice, components, paths};
use crate::receivables::Sums;
use crate::receivables::block::{self, Block, BlockId, Cause, EndsWhen, Why};
use crate::receivables::gate::Verdict;
use crate::receivables::outlook::{self, Outlook, Shown};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/contracts/{number}/blocks", begin);
    routes.get("/contracts/{number}/blocks", of_contract);
    routes.post("/contracts/{number}/blocks/{id}/release", release);
}

/// What stops a contract's shipments and what did, with the forms for whoever may block. `form_token` is empty for those who may not.
pub fn section(l: Voice, seen: &Outlook, form_token: &str) -> Markup {
    filled(l, seen, form_token, &BlockForm::default())
}

fn filled(l: Voice, seen: &Outlook, form_token: &str, typed: &BlockForm) -> Markup {
    let may_block = !form_token.is_empty();
    html! {
        section.stack id="blocks" {
            (state(l, &seen.verdict))
            @for shown in seen.in_force() { (card(l, seen, shown, form_token)) }
            @if may_block { (begin_form(l, &seen.held.number, form_token, typed)) }
            @if seen.past().next().is_some() { (history(l, seen)) }
        }
    }
}

/// Whether goods leave, in one polite sentence.
fn state(l: Voice, verdict: &Verdict) -> Markup {
    match verdict.warning(Sums::Told) {
        Some(warning) => html! {
            div.notice.notice--warn role="status" {
                b { (l.say("block-stopped")) }
                p { (l.tell(&warning)) }
                (invoices(l, verdict))
            }
        },
        None => components::notice("ok", &l.say("block-free")),
    }
}

fn invoices(l: Voice, verdict: &Verdict) -> Markup {
    html! {
        @if let Some(cure) = verdict.cure.as_ref().filter(|cure| !cure.invoices.is_empty()) {
            p { (l.say("block-cure-invoices")) " "
                @for (i, number) in cure.invoices.iter().enumerate() { @if i > 0 { ", " } a href={ "/invoices/" (paths::step(number)) } { (number) } } }
        }
    }
}

fn card(l: Voice, seen: &Outlook, shown: &Shown, form_token: &str) -> Markup {
    let block = &shown.block;
    html! {
        div.card {
            div.row.row--apart {
                h3 { (cause(l, block, seen.is_staff)) }
                span.badge.badge--bad { (l.say("block-in-force")) }
            }
            dl.facts {
                div { (components::fact(&l.say("block-since"), &l.moment(block.began_at))) }
                div { (components::fact(&l.say("block-ends"), &end(l, block))) }
                @if seen.is_staff {
                    div { (components::fact(&l.say("block-by"), &who(l, shown.began_by.as_deref()))) }
                    div { (components::fact(&l.say("block-reason"), &block.reason)) }
                }
            }
            @if !form_token.is_empty() { (release_form(l, &seen.held.number, block.id, form_token)) }
        }
    }
}

/// Why it began, without anybody's words; to the client politely.
pub(super) fn cause(l: Voice, block: &Block, is_staff: bool) -> String {
    l.say(match block.cause {
        Cause::Overdue => "block-cause-overdue",
        Cause::Manual if is_staff => "block-cause-manual",
        Cause::Manual => "block-cause-hold",
    })
}

/// What ends it.
pub(super) fn end(l: Voice, block: &Block) -> String {
    l.tell(&block.condition())
}

fn who(l: Voice, name: Option<&str>) -> String {
    name.map_or_else(|| l.say("block-by-itself"), str::to_owned)
}

fn history(l: Voice, seen: &Outlook) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            caption { (l.say("block-history")) }
            thead { tr {
                th { (l.say("block-cause")) } th { (l.say("block-since")) } th { (l.say("block-ended")) } th { (l.say("block-why")) }
                @if seen.is_staff { th { (l.say("block-reason")) } }
            } }
            tbody { @for shown in seen.past() { (past(l, seen.is_staff, shown)) } }
        } }
    }
}

fn past(l: Voice, is_staff: bool, shown: &Shown) -> Markup {
    let block = &shown.block;
    let Some(ended) = &block.ended else { return html! {} };
    let why = l.say(match ended.why {
        Why::Settled => "block-why-settled",
        Why::Time => "block-why-time",
        Why::Release => "block-why-release",
    });
    html! {
        tr {
            th scope="row" { (cause(l, block, is_staff)) }
            td data-label=(l.say("block-since")) { (l.moment(block.began_at)) @if is_staff { br; span.muted { (who(l, shown.began_by.as_deref())) } } }
            td data-label=(l.say("block-ended")) { (l.moment(ended.at)) @if is_staff { br; span.muted { (who(l, shown.ended_by.as_deref())) } } }
            td data-label=(l.say("block-why")) { (why) @if is_staff { @if let Some(words) = &ended.reason { br; span.muted { (words) } } } }
            @if is_staff { td data-label=(l.say("block-reason")) { (block.reason) } }
        }
    }
}

/// A block as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockForm {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    ends: String,
    #[serde(default)]
    until: String,
}

impl BlockForm {
    fn wish(&self, contract: String) -> Answer<block::NewBlock> {
        let ends_when = EndsWhen::parse(&self.ends).unwrap_or(EndsWhen::ByHand);
        let until = match ends_when {
            EndsWhen::Until => day(&self.until, "until")?,
            EndsWhen::OverduePaid | EndsWhen::DebtPaid | EndsWhen::ByHand => None,
        };
        Ok(block::NewBlock { contract, reason: self.reason.clone(), until, ends_when: Some(ends_when) })
    }
}

fn begin_form(l: Voice, number: &str, form_token: &str, typed: &BlockForm) -> Markup {
    html! {
        details.card open[!typed.reason.is_empty()] {
            summary { (l.say("block-begin")) }
            form.form method="post" action={ (paths::contract(number)) "/blocks" } data-once {
                (csrf_field(form_token))
                div.field {
                    label for="block-reason" { (l.say("block-reason")) }
                    textarea id="block-reason" name="reason" rows="2" maxlength="500" required aria-describedby="block-reason-hint" { (typed.reason) }
                    span.hint id="block-reason-hint" { (l.say("block-reason-hint")) }
                }
                div.field {
                    label for="block-ends" { (l.say("block-ends")) }
                    select id="block-ends" name="ends" {
                        @for ends in [EndsWhen::ByHand, EndsWhen::Until, EndsWhen::OverduePaid, EndsWhen::DebtPaid] {
                            option value=(ends.as_str()) selected[typed.ends == ends.as_str()] { (l.say(&format!("block-choice-{}", ends.as_str()))) }
                        }
                    }
                }
                div.field {
                    label for="block-until" { (l.say("block-until")) }
                    input id="block-until" name="until" type="date" value=(typed.until);
                }
                div.actions { button.button--danger type="submit" { (l.say("block-begin-button")) } }
            }
        }
    }
}

/// Why a block is released, as it is typed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseForm {
    reason: String,
}

/// The form that releases one block.
pub(super) fn release_form(l: Voice, number: &str, id: BlockId, form_token: &str) -> Markup {
    html! {
        details {
            summary { (l.say("block-release")) }
            form.form method="post" action={ (paths::contract(number)) "/blocks/" (id) "/release" } data-once {
                (csrf_field(form_token))
                div.field {
                    label for={ "release-" (id) } { (l.say("block-release-reason")) }
                    input id={ "release-" (id) } name="reason" maxlength="500" autocomplete="off" required;
                }
                div.actions { button type="submit" { (l.say("block-release-button")) } }
            }
        }
    }
}

/// The token for the forms of this section; empty for somebody who may not block.
pub fn form_token(may: &May<ReadMoney>) -> String {
    if may.actor().may(Right::BlockShipments) { may.form_token() } else { String::new() }
}

async fn of_contract(may: May<ReadMoney>, number: web::Path<String>) -> Answer<HttpResponse> {
    draw(&may, number.into_inner(), None).await
}

/// The blocks of one contract alone; what was refused stands above them.
async fn draw(may: &May<ReadMoney>, number: String, refused: Option<(&BlockForm, &No)>) -> Answer<HttpResponse> {
    let l = may.voice();
    let seen = may.read(number, outlook::of_contract).await?;
    let title = l.tell(&say!("block-title", number = &seen.held.number));
    let token = form_token(may);
    let blank = BlockForm::default();
    let typed = refused.map_or(&blank, |(typed, _)| typed);
    let body = html! {
        nav.crumbs aria-label=(l.say("block-path")) { a href="/money" { (l.say("money-title")) } a href=(paths::contract(&seen.held.number)) { (seen.held.number) } }
        div.page-head { h1 { (title) } }
        @if let Some((_, no)) = refused { (components::refusal(l, no)) }
        (filled(l, &seen, &token, typed))
    };
    Ok(in_status(may.page(title, &body), refused.map(|(_, no)| no)))
}

async fn begin(may: May<BlockShipments>, number: web::Path<String>, Form(form): Form<BlockForm>) -> Answer<HttpResponse> {
    let number = number.into_inner();
    let outcome = match form.wish(number.clone()) {
        Ok(wish) => may.write(wish, block::begin).await,
        Err(no) => Err(no),
    };
    after(&may, number, &form, outcome.map(|_| ())).await
}

async fn release(
    may: May<BlockShipments>,
    path: web::Path<(String, String)>,
    Form(form): Form<ReleaseForm>,
) -> Answer<HttpResponse> {
    let (number, id) = path.into_inner();
    let block = BlockId::parse(&id).ok_or_else(No::not_found)?;
    let wish = block::Release { contract: number.clone(), block, reason: form.reason };
    let outcome = may.write(wish, block::release).await;
    after(&may, number, &BlockForm::default(), outcome).await
}

/// Back to the contract's blocks, or the page again with what was refused.
async fn after(may: &May<BlockShipments>, number: String, typed: &BlockForm, outcome: Answer<()>) -> Answer<HttpResponse> {
    match (outcome, may.also::<ReadMoney>()) {
        (Ok(()), _) => Ok(see_other(&format!("{}/blocks", paths::contract(&number)))),
        (Err(no), Some(reader)) if is_about_form(&no) => draw(&reader, number, Some((typed, &no))).await,
        (Err(no), _) => Err(no),
    }
}
