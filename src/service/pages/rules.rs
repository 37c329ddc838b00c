//! The rules that watch over clients: their figures, switching them on and off, trying them on last month.

use actix_web::{HttpResponse, web};
use maud::{Markup, html};
use serde::Deserialize;

use super::{about, faults, is_about_form};
use crate::access::May;
use crate::access::frame::see_other;
use crate::access::permission::marks::ManageRules;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Lang, Params, Voice, components, paths};
use crate::say;
use crate::service::RuleId;
use crate::service::rule::{self, Kind, NewRule, Rule};
use crate::service::trial::{self, TRIAL_DAYS, Trial};

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    done: Option<String>,
}

/// A rule as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RuleForm {
    kind: String,
    amount: String,
    minutes: String,
    times: String,
    percent: String,
    due_minutes: String,
    is_on: Option<String>,
}

impl RuleForm {
    fn of(l: Voice, rule: &Rule) -> Self {
        let figure = |figure: Option<i64>| figure.map(|figure| figure.to_string()).unwrap_or_default();
        Self {
            kind: rule.kind.as_str().to_owned(),
            amount: rule.amount.map(|amount| l.typed(amount.decimal())).unwrap_or_default(),
            minutes: figure(rule.minutes),
            times: figure(rule.times),
            percent: figure(rule.percent),
            due_minutes: rule.due_minutes.to_string(),
            is_on: rule.is_on.then(|| "yes".to_owned()),
        }
    }

    fn rule(&self, lang: Lang) -> Answer<NewRule> {
        let amount = match self.amount.trim() {
            "" => None,
            typed => Some(lang.read_money(typed).ok_or_else(|| bad("amount"))?),
        };
        Ok(NewRule {
            amount,
            minutes: figure(lang, "minutes", &self.minutes)?,
            times: figure(lang, "times", &self.times)?,
            percent: figure(lang, "percent", &self.percent)?,
            due_minutes: figure(lang, "due_minutes", &self.due_minutes)?.unwrap_or_default(),
            is_on: self.is_on.is_some(),
        })
    }
}

fn figure(lang: Lang, field: &str, typed: &str) -> Answer<Option<i64>> {
    match typed.trim().trim_end_matches('%') {
        "" => Ok(None),
        typed => lang.read_whole(typed).map(Some).ok_or_else(|| bad(field)),
    }
}

fn bad(field: &str) -> No {
    No::invalid(field, "bad_figure", say!("rule-figure-bad"))
}

/// A form that was refused: the rule it is of, none for a new one.
struct Typed {
    id: Option<RuleId>,
    form: RuleForm,
    no: No,
}

pub(super) async fn page(may: May<ManageRules>, Params(query): Params<Query>) -> Answer<HttpResponse> {
    draw(&may, query.done.is_some(), None).await
}

async fn draw(may: &May<ManageRules>, is_done: bool, typed: Option<&Typed>) -> Answer<HttpResponse> {
    let l = may.voice();
    let rules = may.read((), rule::list).await?;
    let title = l.say("rule-list-title");
    let body = html! {
        div.page-head { div { h1 { (title) } p { (l.say("rule-list-lede")) } } }
        @if is_done { (components::notice("ok", &l.say("rule-done"))) }
        @if let Some(typed) = typed { (components::refusal(l, &typed.no)) }
        div.stack {
            @for rule in &rules { (card(may, rule, typed.filter(|typed| typed.id == Some(rule.id)))) }
            (new_form(may, typed.filter(|typed| typed.id.is_none())))
        }
    };
    Ok(may.page_at("/rules", title, &body, typed.map(|typed| &typed.no)))
}

fn name(l: Voice, kind: Kind) -> String {
    l.say(&format!("rule-kind-{kind}"))
}

fn card(may: &May<ManageRules>, rule: &Rule, typed: Option<&Typed>) -> Markup {
    let l = may.voice();
    let form = typed.map_or_else(|| RuleForm::of(l, rule), |typed| typed.form.clone());
    let faults = faults(typed.map(|typed| &typed.no));
    html! {
        form.card.form method="post" action={ "/rules/" (rule.id) } data-once {
            (csrf_field(&may.form_token()))
            h2 { (name(l, rule.kind)) " " @if rule.is_on { span.badge.badge--ok { (l.say("rule-is-on")) } } @else { span.badge.badge--plain { (l.say("rule-is-off")) } } }
            @for field in fields(rule.kind) { (input(l, &rule.id.to_string(), field, &form, faults)) }
            (switch(l, &rule.id.to_string(), form.is_on.is_some()))
            div.actions {
                button.button--primary type="submit" { (l.say("rule-keep")) }
                a.button href={ "/rules/" (rule.id) "/trial" } { (l.say("rule-try")) }
            }
        }
    }
}

/// The fields of a kind, each with its label.
fn fields(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::CartIdle => &[("amount", "rule-amount"), ("minutes", "rule-minutes"), ("due_minutes", "rule-due-minutes")],
        Kind::SearchVain | Kind::Refused => &[("times", "rule-times"), ("due_minutes", "rule-due-minutes")],
        Kind::NoOrder => &[("percent", "rule-percent"), ("due_minutes", "rule-due-minutes")],
    }
}

fn input(l: Voice, of: &str, (field, label): &(&'static str, &'static str), form: &RuleForm, faults: &[Fault]) -> Markup {
    let value = match *field {
        "amount" => &form.amount,
        "minutes" => &form.minutes,
        "times" => &form.times,
        "percent" => &form.percent,
        _ => &form.due_minutes,
    };
    html! {
        div.field {
            label for={ (of) "-" (field) } { (l.say(label)) }
            input id={ (of) "-" (field) } name=(field) value=(value) inputmode="decimal" maxlength="20" autocomplete="off";
            (components::fault(l, faults, field))
        }
    }
}

fn switch(l: Voice, of: &str, is_on: bool) -> Markup {
    html! {
        div.check {
            input type="checkbox" id={ (of) "-on" } name="is_on" value="yes" checked[is_on];
            label for={ (of) "-on" } { (l.say("rule-makes-tasks")) }
        }
    }
}

fn new_form(may: &May<ManageRules>, typed: Option<&Typed>) -> Markup {
    let l = may.voice();
    let (empty, of) = (RuleForm::default(), "new");
    let form = typed.map_or(&empty, |typed| &typed.form);
    let faults = faults(typed.map(|typed| &typed.no));
    let all = [
        ("amount", "rule-amount"),
        ("minutes", "rule-minutes"),
        ("times", "rule-times"),
        ("percent", "rule-percent"),
        ("due_minutes", "rule-due-minutes"),
    ];
    html! {
        details open[typed.is_some()] {
            summary { (l.say("rule-add")) }
            form.card.form method="post" action="/rules" data-once {
                (csrf_field(&may.form_token()))
                div.field {
                    label for="new-kind" { (l.say("rule-kind")) }
                    select id="new-kind" name="kind" { @for kind in Kind::ALL { option value=(kind.as_str()) selected[kind.as_str() == form.kind] { (name(l, *kind)) } } }
                }
                @for field in &all { (input(l, of, field, form, faults)) }
                p.hint.field--wide { (l.say("rule-add-hint")) }
                (switch(l, of, form.is_on.is_some()))
                div.actions { button type="submit" { (l.say("rule-add-button")) } }
            }
        }
    }
}

fn id_of(path: &str) -> Answer<RuleId> {
    RuleId::parse(path).ok_or_else(No::not_found)
}

pub(super) async fn add(may: May<ManageRules>, Form(form): Form<RuleForm>) -> Answer<HttpResponse> {
    let kind = Kind::parse(&form.kind).ok_or_else(|| bad("kind"));
    let outcome = match (kind, form.rule(may.voice().lang)) {
        (Ok(kind), Ok(new)) => may.write((kind, new), rule::add).await.map(|_| ()),
        (Err(no), _) | (_, Err(no)) => Err(no),
    };
    answered(&may, None, form, outcome).await
}

pub(super) async fn put(may: May<ManageRules>, id: web::Path<String>, Form(form): Form<RuleForm>) -> Answer<HttpResponse> {
    let id = id_of(&id)?;
    let outcome = match form.rule(may.voice().lang) {
        Ok(new) => may.write((id, new), rule::put).await,
        Err(no) => Err(no),
    };
    answered(&may, Some(id), form, outcome).await
}

async fn answered(may: &May<ManageRules>, id: Option<RuleId>, form: RuleForm, outcome: Answer<()>) -> Answer<HttpResponse> {
    match outcome {
        Ok(()) => Ok(see_other("/rules?done=1")),
        Err(no) if is_about_form(&no) => draw(may, false, Some(&Typed { id, form, no })).await,
        Err(no) => Err(no),
    }
}

pub(super) async fn trial(may: May<ManageRules>, id: web::Path<String>) -> Answer<HttpResponse> {
    let l = may.voice();
    let trial = may.read(id_of(&id)?, trial::trial).await?;
    let title = l.say("rule-trial-title");
    let body = html! {
        nav.crumbs aria-label=(l.say("partner-path")) { a href="/rules" { (l.say("rule-list-title")) } span { (title) } }
        div.page-head { div {
            h1 { (name(l, trial.rule.kind)) }
            p { (l.tell(&say!("rule-trial-found", days = TRIAL_DAYS, count = trial.count, clients = trial.clients))) }
        } }
        @if trial.rows.is_empty() { section.empty { p { (l.say("rule-trial-empty")) } } } @else { (rows(l, &trial)) }
    };
    let mut frame = may.frame(title);
    frame.path = "/rules".to_owned();
    Ok(may.page_in(&frame, &body))
}

fn rows(l: Voice, trial: &Trial) -> Markup {
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr { th { (l.say("task-what")) } th { (l.say("money-partner")) } th { (l.say("rule-trial-when")) } } }
            tbody { @for row in &trial.rows { tr {
                td { (about(l, trial.rule.kind.as_str(), &row.about)) }
                td data-label=(l.say("money-partner")) { a.name href=(paths::partner(&row.partner.0)) { (row.partner.1) } @if let Some(person) = &row.person { br; (person) } }
                td data-label=(l.say("rule-trial-when")) { (l.moment(row.at)) }
            } } }
        } }
        @if trial.count > trial.rows.len() { p.muted { (l.tell(&say!("rule-trial-more", count = trial.count - trial.rows.len()))) } }
    }
}
