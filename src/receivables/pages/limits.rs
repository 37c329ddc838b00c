//! The page of limits that were asked for, for those who answer.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{PAGE, Refused, amount, cut, in_status, is_about_form, some};
use crate::access::frame::see_other;
use crate::access::permission::marks::SetLimits;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::ids::Id;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Voice, components, cursor};
use crate::receivables::limit::{self, LimitAnswer, LimitRequest, LimitRequestId, RequestFilter, RequestState};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/limit-requests", list);
    routes.post("/limit-requests/{id}/answers", answer);
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Query {
    #[serde(default)]
    state: String,
    #[serde(default)]
    contract: String,
    cursor: Option<String>,
    done: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AnswerForm {
    grant: String,
    #[serde(default)]
    limit: String,
    #[serde(default)]
    reason: String,
}

async fn list(may: May<SetLimits>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, &query, None).await
}

async fn draw(
    may: &May<SetLimits>,
    query: &Query,
    refused: Option<&Refused<(LimitRequestId, AnswerForm)>>,
) -> Answer<HttpResponse> {
    let l = may.voice();
    let filter = RequestFilter {
        state: RequestState::parse(&query.state),
        contract: some(&query.contract),
        before: cursor::read(query.cursor.as_deref())?.map(|(_, id)| Id::from_number(id)),
        limit: PAGE + 1,
    };
    let (found, has_more) = cut(may.read(filter, limit::requests).await?);
    let here = [("state", query.state.as_str()), ("contract", query.contract.as_str())];
    let next = found.last().filter(|_| has_more).map(|last| {
        let at = cursor::encode("", last.id.number());
        components::link("/limit-requests", &[here.as_slice(), &[("cursor", at.as_str())]].concat())
    });
    let first = query.cursor.as_ref().map(|_| components::link("/limit-requests", &here));
    let no = refused.map(|refused| &refused.no);
    let token = may.form_token();
    let typed = |id: LimitRequestId| refused.map(|refused| &refused.form).filter(|(of, _)| *of == id).map(|(_, form)| form);
    let body = html! {
        nav.crumbs aria-label=(l.say("money-path")) { a href="/money" { (l.say("money-title")) } span { (l.say("money-limit-requests")) } }
        div.page-head { div { h1 { (l.say("money-limit-requests")) } p { (l.say("limit-requests-lede")) } } }
        div id="notices" role="status" { @if query.done.is_some() { (components::notice("ok", &l.say("limit-answered"))) } }
        @if let Some(no) = no { (components::refusal(l, no)) }
        (filters(l, query))
        @if found.is_empty() { section.empty { p { (l.say("limit-requests-none")) } } }
        div.stack { @for request in &found { (card(l, request, &token, typed(request.id))) } }
        (components::pager(l, first.as_deref(), next.as_deref()))
    };
    Ok(in_status(may.page(l.say("money-limit-requests"), &body), no))
}

fn filters(l: Voice, query: &Query) -> Markup {
    html! {
        form.filters method="get" action="/limit-requests" {
            div.field { label for="state" { (l.say("money-state")) } select id="state" name="state" {
                option value="" { (l.say("limit-any-state")) }
                @for state in RequestState::ALL { option value=(state) selected[state.as_str() == query.state] { (l.say(&format!("limit-request-{state}"))) } }
            } }
            div.field { label for="contract" { (l.say("money-contract-number")) } input id="contract" name="contract" value=(query.contract) maxlength="60"; }
            button type="submit" { (l.say("money-show")) }
        }
    }
}

fn card(l: Voice, request: &LimitRequest, token: &str, typed: Option<&AnswerForm>) -> Markup {
    let money = |amount| l.money(amount, request.currency);
    let tone = match request.state {
        RequestState::Waiting => "info",
        RequestState::Granted => "ok",
        RequestState::Refused => "plain",
    };
    let limit = request.limit.map_or_else(|| l.say("money-no-limit"), money);
    html! {
        section.card {
            div.row.row--apart {
                h2 { a href={ "/contracts/" (request.contract) } { (request.contract) } ", " a href={ "/partners/" (request.partner.0) } { (request.partner.1) } }
                span class={ "badge badge--" (tone) } { (l.say(&format!("limit-request-{}", request.state))) }
            }
            dl.facts {
                div { (components::fact(&l.say("limit-asked"), &money(request.asked))) }
                div { (components::fact(&l.say("money-limit"), &limit)) }
                div { (components::fact(&l.say("money-exposure"), &money(request.exposure))) }
                div { (components::fact(&l.say("limit-asked-by"), &request.asked_by)) }
                div { (components::fact(&l.say("money-when"), &l.moment(request.asked_at))) }
            }
            p { (request.reason) }
            @if request.state == RequestState::Waiting { (answer_form(l, request, token, typed)) } @else { (answered(l, request)) }
        }
    }
}

fn answered(l: Voice, request: &LimitRequest) -> Markup {
    let by = request.answered_by.as_deref().unwrap_or_default();
    html! {
        @if let (Some(words), Some(at)) = (&request.answer, request.answered_at) {
            p.muted { (l.tell(&say!("limit-answer-of", by = by, at = at))) " " (words) }
        }
    }
}

fn answer_form(l: Voice, request: &LimitRequest, token: &str, typed: Option<&AnswerForm>) -> Markup {
    let id = request.id;
    let asked = l.typed(request.asked.decimal());
    let limit = typed.map_or(asked.as_str(), |form| form.limit.as_str());
    let reason = typed.map(|form| form.reason.as_str()).unwrap_or_default();
    html! {
        form.form method="post" action={ "/limit-requests/" (id) "/answers" } data-once {
            (csrf_field(token))
            div.field { label for={ "limit-" (id) } { (l.say("limit-answer-sum")) } input id={ "limit-" (id) } name="limit" value=(limit) inputmode="decimal" maxlength="30"; }
            div.field { label for={ "reason-" (id) } { (l.say("money-reason")) } input id={ "reason-" (id) } name="reason" value=(reason) maxlength="500" autocomplete="off" required; }
            div.actions {
                button.button--primary type="submit" name="grant" value="yes" { (l.say("limit-grant")) }
                button type="submit" name="grant" value="no" { (l.say("limit-refuse")) }
            }
        }
    }
}

fn checked(id: LimitRequestId, form: &AnswerForm) -> Answer<LimitAnswer> {
    let is_granted = form.grant == "yes";
    let limit = if is_granted && some(&form.limit).is_some() { Some(amount(&form.limit, "limit")?) } else { None };
    Ok(LimitAnswer { id, is_granted, limit, reason: form.reason.clone() })
}

async fn answer(may: May<SetLimits>, id: web::Path<String>, Form(form): Form<AnswerForm>) -> Answer<HttpResponse> {
    let id = LimitRequestId::parse(&id).ok_or_else(No::not_found)?;
    let outcome = match checked(id, &form) {
        Ok(wish) => may.write(wish, limit::answer).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other("/limit-requests?done=1")),
        Err(no) if is_about_form(&no) => draw(&may, &Query::default(), Some(&Refused { form: (id, form), no })).await,
        Err(no) => Err(no),
    }
}
