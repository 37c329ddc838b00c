//! Limits that were asked for, for those who answer: filtered, sorted, kept as views, taken away as a file.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{PAGE, Refused, amount, is_about_form, some};
use crate::access::frame::{in_status, see_other};
use crate::access::permission::marks::SetLimits;
use crate::access::views::{self, Listing};
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::formats::Cell;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::table::{Asked, Column, Eyes, Filter as Part, Format, Kind, Pairs, Stand, Table};
use crate::platform::web::{Form, Lang, Params, Sort, Voice, components, paths};
use crate::receivables::limit::{self, LimitAnswer, LimitRequest, LimitRequestId, RequestFilter, RequestState, RequestsBy};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/limit-requests", list);
    routes.get("/limit-requests.csv", csv);
    routes.get("/limit-requests.xlsx", xlsx);
    routes.post("/limit-requests/{id}/answers", answer);
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

/// Who looks: his token, and what he typed where it was refused.
struct Reader {
    l: Voice,
    token: String,
    typed: Option<(LimitRequestId, AnswerForm)>,
}

type Col = Column<LimitRequest, Reader>;

static TABLE: Table<LimitRequest, Reader> = Table {
    path: "/limit-requests",
    title: "money-limit-requests",
    filters: &[Part::one_of("state", |word| RequestState::parse(word).is_some()), Part::words("contract")],
    once: &["done"],
    usual: "-when",
    is_off: |_| false,
    columns: &[
        Col::new("contract", "money-contract-number", Kind::Code, |_, row| Cell::text(&row.contract)).sorted().drawn(contract),
        Col::new("partner_code", "money-partner-code", Kind::Code, |_, row| Cell::text(&row.partner.0)).at(Stand::InFiles),
        Col::new("partner", "money-partner", Kind::Text, |_, row| Cell::text(&row.partner.1)).sorted().drawn(partner),
        Col::new("asked", "limit-asked", Kind::Money, |_, row| Cell::Money(row.asked))
            .sorted()
            .drawn(|reader, row| html! { (reader.l.money(row.asked, row.currency)) }),
        Col::new("limit", "money-limit", Kind::Money, |_, row| Cell::or_empty(row.limit, Cell::Money)).drawn(limit_now),
        Col::new("exposure", "money-exposure", Kind::Money, |_, row| Cell::Money(row.exposure))
            .drawn(|reader, row| html! { (reader.l.money(row.exposure, row.currency)) }),
        Col::new("currency", "money-currency", Kind::Code, |_, row| Cell::text(row.currency.code())).at(Stand::InFiles),
        Col::new("asked_by", "limit-asked-by", Kind::Text, |_, row| Cell::text(&row.asked_by)),
        Col::new("when", "money-when", Kind::Moment, |reader, row| Cell::moment(reader.l, row.asked_at))
            .sorted()
            .drawn(|reader, row| html! { (reader.l.moment(row.asked_at)) }),
        Col::new("reason", "money-reason", Kind::Text, |_, row| Cell::text(&row.reason)),
        Col::new("state", "money-state", Kind::Badge, |reader, row| {
            Cell::Text(reader.l.say(&format!("limit-request-{}", row.state)))
        })
        .sorted()
        .drawn(state),
        Col::new("answer", "limit-answer", Kind::Text, |_, row| Cell::or_empty(row.answer.clone(), Cell::Text))
            .at(Stand::InFiles),
        Col::new("answered_by", "limit-answered-by", Kind::Text, |_, row| Cell::or_empty(row.answered_by.clone(), Cell::Text))
            .at(Stand::InFiles),
        Col::new("answered", "limit-answered-at", Kind::Moment, |reader, row| {
            Cell::or_empty(row.answered_at, |at| Cell::moment(reader.l, at))
        })
        .at(Stand::InFiles),
        Col::deed("deed", "limit-answer", deed),
    ],
};

fn contract(_: &Reader, row: &LimitRequest) -> Markup {
    html! { a href=(paths::contract(&row.contract)) { (row.contract) } }
}

fn partner(_: &Reader, row: &LimitRequest) -> Markup {
    html! { a href=(paths::partner(&row.partner.0)) { (row.partner.1) } }
}

fn limit_now(reader: &Reader, row: &LimitRequest) -> Markup {
    let l = reader.l;
    html! { (row.limit.map_or_else(|| l.say("money-no-limit"), |limit| l.money(limit, row.currency))) }
}

fn state(reader: &Reader, row: &LimitRequest) -> Markup {
    let tone = match row.state {
        RequestState::Waiting => "info",
        RequestState::Granted => "ok",
        RequestState::Refused => "plain",
    };
    components::badge(tone, &reader.l.say(&format!("limit-request-{}", row.state)))
}

/// The form that answers, or the answer that was given.
fn deed(reader: &Reader, row: &LimitRequest) -> Markup {
    match row.state {
        RequestState::Waiting => {
            let typed = reader.typed.as_ref().filter(|(of, _)| *of == row.id);
            answer_form(reader.l, row, &reader.token, typed.map(|(_, form)| form))
        }
        RequestState::Granted | RequestState::Refused => answered(reader.l, row),
    }
}

fn filter(asked: &Asked) -> Answer<RequestFilter> {
    let sort = Sort::asked(Some(asked.sort()), RequestsBy::parse)?;
    Ok(RequestFilter {
        state: RequestState::parse(asked.text("state")),
        contract: asked.some("contract"),
        sort,
        after: sort.after(asked.cursor())?,
        limit: PAGE + 1,
    })
}

async fn list(may: May<SetLimits>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    let asked = TABLE.ask(views::eyes(&may), pairs)?;
    if let Some(view) = asked.view() {
        return views::open(&may, Listing::Limits, &TABLE, view).await;
    }
    draw(&may, &asked, None).await
}

async fn draw(
    may: &May<SetLimits>,
    asked: &Asked,
    refused: Option<Refused<(LimitRequestId, AnswerForm)>>,
) -> Answer<HttpResponse> {
    let (l, eyes) = (may.voice(), Eyes { does_deeds: true, ..views::eyes(may) });
    let filter = filter(asked)?;
    let sort = filter.sort;
    let found = may.read(filter, limit::requests).await?;
    let (found, next) = sort.cut(found, PAGE, |request| request.place(sort.by));
    let (typed, no) = refused.map_or((None, None), |refused| (Some(refused.form), Some(refused.no)));
    let reader = Reader { l, token: may.form_token(), typed };
    let bar = views::bar(may, Listing::Limits, asked).await?;
    let body = html! {
        nav.crumbs aria-label=(l.say("money-path")) { a href="/money" { (l.say("money-title")) } span { (l.say("money-limit-requests")) } }
        div.page-head { div { h1 { (l.say("money-limit-requests")) } p { (l.say("limit-requests-lede")) } } }
        div id="notices" role="status" { @if !asked.text("done").is_empty() { (components::notice("ok", &l.say("limit-answered"))) } }
        @if let Some(no) = &no { (components::refusal(l, no)) }
        (TABLE.filter_form(eyes, asked, &fields(l, asked), "money-show"))
        (bar)
        @if found.is_empty() { section.empty { p { (l.say("limit-requests-none")) } } } @else { (TABLE.draw(eyes, asked, &reader, &found)) }
        (TABLE.pager(l, asked, next.as_deref()))
    };
    Ok(in_status(may.page(l.say("money-limit-requests"), &body), no.as_ref()))
}

fn fields(l: Voice, asked: &Asked) -> Markup {
    html! {
        div.field { label for="state" { (l.say("money-state")) } select id="state" name="state" {
            option value="" { (l.say("limit-any-state")) }
            @for state in RequestState::ALL { option value=(state) selected[state.as_str() == asked.text("state")] { (l.say(&format!("limit-request-{state}"))) } }
        } }
        div.field { label for="contract" { (l.say("money-contract-number")) } input id="contract" name="contract" value=(asked.text("contract")) maxlength="60"; }
    }
}

async fn csv(may: May<SetLimits>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Csv).await
}

async fn xlsx(may: May<SetLimits>, Params(pairs): Params<Pairs>) -> Answer<HttpResponse> {
    file(&may, pairs, Format::Xlsx).await
}

async fn file(may: &May<SetLimits>, pairs: Pairs, format: Format) -> Answer<HttpResponse> {
    let eyes = views::eyes(may);
    let asked = TABLE.ask(eyes, pairs)?;
    let found = may.read(filter(&asked)?, limit::all_requests).await?;
    TABLE.file(format, eyes, asked, Reader { l: eyes.l, token: String::new(), typed: None }, found).await
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

fn checked(lang: Lang, id: LimitRequestId, form: &AnswerForm) -> Answer<LimitAnswer> {
    let is_granted = form.grant == "yes";
    let limit = if is_granted && some(&form.limit).is_some() { Some(amount(lang, &form.limit, "limit")?) } else { None };
    Ok(LimitAnswer { id, is_granted, limit, reason: form.reason.clone() })
}

async fn answer(may: May<SetLimits>, id: web::Path<String>, Form(form): Form<AnswerForm>) -> Answer<HttpResponse> {
    let id = LimitRequestId::parse(&id).ok_or_else(No::not_found)?;
    let outcome = match checked(may.voice().lang, id, &form) {
        Ok(wish) => may.write(wish, limit::answer).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => Ok(see_other("/limit-requests?done=1")),
        Err(no) if is_about_form(&no) => {
            let asked = TABLE.ask(views::eyes(&may), Vec::new())?;
            draw(&may, &asked, Some(Refused { form: (id, form), no })).await
        }
        Err(no) => Err(no),
    }
}
