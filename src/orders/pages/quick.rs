//! Quick order: codes typed, pasted or brought as a file; the report of all rows with what could be ordered instead; the way into the
//! cart for those that can. Whatever is refused, what was typed stands in the form again.

use std::collections::HashMap;

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::quick_report;
use crate::access::frame::see_other;
use crate::access::permission::marks::FillCart;
use crate::access::{IdempotencyKey, May, Right, Routes};
use crate::orders::order_form::{self, SeenForm};
use crate::orders::quick::{self, Report, State, TypedRow, Wish, parse};
use crate::platform::error::{Answer, No};
use crate::platform::values::Quantity;
use crate::platform::web::layout::csrf_field;
use crate::platform::web::{Form, Params, Upload, Voice, components};
use crate::say;

const PATH: &str = "/quick-order";
/// Lines with a field for the code and one for the quantity.
const LINES: usize = 5;

pub(super) fn routes(routes: &mut Routes) {
    routes.get(PATH, page);
    routes.post(PATH, check);
    routes.post("/quick-order/cart", put);
    routes.post("/quick-order/file", file);
    routes.post(quick_report::CSV, table);
    routes.get("/quick-order/suggestions", suggestions);
}

/// What has just been done, as the page that did it tells.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Just {
    /// So many products were put into the cart.
    put: Option<usize>,
}

/// What stands in the form, and what is told above it.
#[derive(Default)]
struct Page {
    text: String,
    /// Whether the text is another than what was typed, so that nothing kept in the browser may take its place.
    is_rewritten: bool,
    report: Option<Report>,
    /// Which page of a long report.
    at: usize,
    /// The order form that the rows came with.
    form: Option<SeenForm>,
    put: Option<usize>,
    no: Option<No>,
}

async fn page(may: May<FillCart>, Params(just): Params<Just>) -> Answer<HttpResponse> {
    draw(&may, &Page { put: just.put, is_rewritten: just.put.is_some(), ..Page::default() }).await
}

async fn draw(may: &May<FillCart>, page: &Page) -> Answer<HttpResponse> {
    let l = may.voice();
    // For the head of the page alone.
    may.read((), |_, ()| Ok(())).await?;
    let (token, key) = (may.form_token(), IdempotencyKey::fresh()?);
    let body = html! {
        div.page-head { div { h1 { (l.say("quick-title")) } p { (l.say("quick-lede")) } } @if may.actor().may(Right::ReadCompany) { div.actions { a.button href="/company/own-numbers" { (l.say("quick-own-numbers")) } } } }
        div id="notices" role="status" {
            @if let Some(lines) = page.put { div.notice.notice--ok { (l.tell(&say!("quick-put", count = lines))) " " a href="/cart" { (l.say("catalogue-to-cart")) } } }
            @if let Some(no) = &page.no { (components::refusal(l, no)) }
        }
        @if page.is_rewritten { span hidden data-kept-clear=(PATH) {} }
        div.stack {
            form.stack id="quick" method="post" action=(PATH) data-keep="quick" data-once {
                (csrf_field(&token))
                input type="hidden" name="key" value=(key);
                @if let Some(report) = &page.report {
                    @if let Some(form) = &page.form { input type="hidden" name="form" value=(form.packed(report)); }
                    (quick_report::report(l, report, page.at))
                }
                (fields(l, page))
            }
            (file_form(l, &token))
        }
    };
    let mut answer = may.page_at(PATH, l.say("quick-title"), &body, page.no.as_ref());
    if let Some(no) = &page.no {
        crate::activity::watch::refused(&mut answer, no);
    }
    Ok(answer)
}

fn fields(l: Voice, page: &Page) -> Markup {
    let good = page.report.as_ref().map_or(0, |report| report.goods().len());
    html! {
        section.card.form {
            div.field.field--wide {
                label for="text" { (l.say(if page.report.is_some() { "quick-text-again" } else { "quick-text" })) }
                textarea.mono id="text" name="text" rows="10" spellcheck="false" autocomplete="off" aria-describedby="text-hint" { "\n" (page.text) }
                span.hint id="text-hint" { (l.tell(&say!("quick-text-hint", count = parse::MOST_ROWS))) }
            }
            fieldset.field--wide {
                legend { (l.say("quick-lines")) }
                @for n in 1..=LINES { (line(l, n)) }
                datalist id="suggested" {}
            }
            div.actions {
                button.button--primary[good == 0] type="submit" { (l.say("quick-check")) }
                @if good > 0 { button.button--primary type="submit" formaction="/quick-order/cart" { (l.tell(&say!("quick-put-good", count = good))) } }
            }
        }
    }
}

fn line(l: Voice, n: usize) -> Markup {
    html! {
        div.row.quick-line {
            input name={ "code" (n) } maxlength="60" autocomplete="off" spellcheck="false" list="suggested" data-suggest="/quick-order/suggestions"
                placeholder=(l.say("quick-code")) aria-label=(l.tell(&say!("quick-code-of", line = n)));
            input.qty name={ "quantity" (n) } inputmode="decimal" placeholder=(l.say("product-quantity")) autocomplete="off" aria-label=(l.tell(&say!("quick-quantity-of", line = n)));
        }
    }
}

fn file_form(l: Voice, token: &str) -> Markup {
    html! {
        form.card.form method="post" action="/quick-order/file" enctype="multipart/form-data" data-once {
            (csrf_field(token))
            div.field.field--wide {
                label for="file" { (l.say("quick-file")) }
                input id="file" type="file" name="file" accept=".csv,.tsv,.txt,.xlsx" required aria-describedby="file-hint";
                span.hint id="file-hint" { (l.say("quick-file-hint")) }
            }
            div.actions { button type="submit" { (l.say("quick-file-check")) } a.button href="/order-form.xlsx" { (l.say("order-form-get")) } }
        }
    }
}

/// The form as it was sent.
#[derive(Default)]
struct Typed {
    text: String,
    key: String,
    page: usize,
    form: String,
    codes: HashMap<String, String>,
    quantities: HashMap<String, String>,
    /// Rows by their lines, with the quantity that was chosen and what was typed there.
    choices: Vec<(u64, String)>,
}

impl Typed {
    fn of(fields: Vec<(String, String)>) -> Answer<Self> {
        let mut typed = Self::default();
        for (name, value) in fields {
            let unknown = || No::invalid(format!("/{name}"), "unknown_field", say!("error-field-unknown", name = &name));
            let (word, number) =
                name.split_at_checked(name.trim_end_matches(|c: char| c.is_ascii_digit()).len()).ok_or_else(unknown)?;
            match (word, number.parse::<u64>()) {
                ("text", Err(_)) => typed.text = value,
                ("key", Err(_)) => typed.key = value,
                ("page", Err(_)) => typed.page = value.parse().unwrap_or_default(),
                ("form", Err(_)) => typed.form = value,
                ("code", Ok(_)) => _ = typed.codes.insert(number.to_owned(), value),
                ("quantity", Ok(_)) => _ = typed.quantities.insert(number.to_owned(), value),
                ("choice", Ok(row)) => typed.choices.push((row, value)),
                _ => return Err(unknown()),
            }
        }
        Ok(typed)
    }

    /// The text with the single lines below it.
    fn whole(&self) -> String {
        let mut whole = self.text.trim_end().to_owned();
        for n in (1..=LINES).map(|n| n.to_string()) {
            let cell = |cells: &HashMap<String, String>| cells.get(&n).map(|cell| cell.trim().to_owned()).unwrap_or_default();
            let (code, quantity) = (cell(&self.codes), cell(&self.quantities));
            if !code.is_empty() || !quantity.is_empty() {
                if !whole.is_empty() {
                    whole.push('\n');
                }
                whole.push_str(format!("{code}\t{quantity}").trim_end());
            }
        }
        whole
    }

    /// The quantities that were chosen for rows that still stand as they stood.
    fn chosen(&self, rows: &[TypedRow]) -> Vec<(u64, Quantity)> {
        let chosen = self.choices.iter().filter_map(|(row, value)| {
            let (quantity, stood) = value.split_once('|')?;
            let stands = rows.iter().any(|typed| typed.number == *row && typed.typed == stood);
            Quantity::parse(quantity).ok().filter(|_| stands).map(|quantity| (*row, quantity))
        });
        chosen.collect()
    }
}

/// The rows of what was typed, with the choices made; and the text that stands for them.
async fn rows(may: &May<FillCart>, typed: &Typed) -> Answer<(Vec<TypedRow>, String)> {
    let (whole, lang) = (typed.whole(), Some(may.voice().lang));
    let rows = quick::rows_of_text(&whole, lang)?;
    let choices = typed.chosen(&rows);
    if choices.is_empty() {
        return Ok((rows, whole));
    }
    let report = may.read(rows.clone(), quick::check).await?;
    let text = as_text(&quick::chosen(&report, rows, &choices));
    Ok((quick::rows_of_text(&text, lang)?, text))
}

fn as_text(rows: &[TypedRow]) -> String {
    rows.iter().map(TypedRow::as_line).collect::<Vec<_>>().join("\n")
}

async fn check(may: May<FillCart>, Form(fields): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let typed = Typed::of(fields)?;
    match rows(&may, &typed).await {
        Ok((rows, text)) => {
            let is_rewritten = text.trim() != typed.text.trim();
            let form = SeenForm::unpacked(&typed.form);
            let report = may.read((rows, form.clone()), order_form::check).await?;
            draw(&may, &Page { text, is_rewritten, report: Some(report), at: typed.page, form, ..Page::default() }).await
        }
        Err(no) => again(&may, typed.whole(), no).await,
    }
}

/// The whole report as a table to keep.
async fn table(may: May<FillCart>, Form(fields): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let typed = Typed::of(fields)?;
    match rows(&may, &typed).await {
        Ok((rows, _)) => {
            let report = may.read((rows, SeenForm::unpacked(&typed.form)), order_form::check).await?;
            Ok(quick_report::file(may.voice(), &report))
        }
        Err(no) => again(&may, typed.whole(), no).await,
    }
}

/// The page again with what was typed and why it was refused.
async fn again(may: &May<FillCart>, text: String, no: No) -> Answer<HttpResponse> {
    match no {
        No::Refused(_) => draw(may, &Page { text, is_rewritten: true, no: Some(no), ..Page::default() }).await,
        failed => Err(failed),
    }
}

async fn put(may: May<FillCart>, Form(fields): Form<Vec<(String, String)>>) -> Answer<HttpResponse> {
    let typed = Typed::of(fields)?;
    let outcome = match rows(&may, &typed).await {
        Ok((rows, text)) => put_rows(&may, &typed.key, rows, text).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(page) if page.report.is_none() => {
            let put = page.put.unwrap_or_default().to_string();
            Ok(see_other(&components::link(PATH, &[("put", &put)])))
        }
        Ok(page) => draw(&may, &page).await,
        Err(no) => again(&may, typed.whole(), no).await,
    }
}

/// Puts the good rows into the cart, once for one key; the bad ones stay in the form. Without a report nothing has stayed.
async fn put_rows(may: &May<FillCart>, key: &str, rows: Vec<TypedRow>, text: String) -> Answer<Page> {
    let key = IdempotencyKey::parse(key).ok_or_else(|| No::invalid("key", "missing", say!("error-key-required")))?;
    let report = may.read(rows.clone(), quick::check).await?;
    let wish = Wish { rows: rows.clone(), is_only_good: true };
    let put = match may.write_once("quick", &key, wish, quick::put).await {
        Ok(once) => once.value.lines,
        Err(no) if no.code() == quick::BAD_ROWS => {
            return Ok(Page { text, is_rewritten: true, report: Some(report), no: Some(no), ..Page::default() });
        }
        Err(no) => return Err(no),
    };
    let is_bad = |number: u64| report.rows.iter().any(|row| row.number == number && row.state() == State::Bad);
    let left: Vec<TypedRow> = rows.into_iter().filter(|row| is_bad(row.number)).collect();
    if left.is_empty() {
        return Ok(Page { put: Some(put), ..Page::default() });
    }
    let text = as_text(&left);
    let report = may.read(quick::rows_of_text(&text, Some(may.voice().lang))?, quick::check).await?;
    Ok(Page { text, is_rewritten: true, report: Some(report), put: Some(put), ..Page::default() })
}

/// A form that says nothing but that it was sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn file(may: May<FillCart>, Upload(sent): Upload<Nothing>) -> Answer<HttpResponse> {
    let Nothing {} = sent.fields;
    let rows = match sent.file {
        Some(file) => tokio::task::spawn_blocking(move || quick::rows_of_file(&file.bytes)).await.map_err(No::failed)?,
        None => Err(No::invalid("/file", "missing", say!("quick-no-file"))),
    };
    match rows {
        Ok((rows, form)) => {
            let text = as_text(&rows);
            let form = form.map(|form| form.seen(|text| may.seal(text)));
            let report = may.read((quick::rows_of_text(&text, Some(may.voice().lang))?, form.clone()), order_form::check).await?;
            draw(&may, &Page { text, is_rewritten: true, report: Some(report), form, ..Page::default() }).await
        }
        Err(no @ No::Refused(_)) => draw(&may, &Page { no: Some(no), ..Page::default() }).await,
        Err(failed) => Err(failed),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Letters {
    #[serde(default)]
    q: String,
}

/// What may be meant by letters, as the options of a list: for the script alone, the page works without.
async fn suggestions(may: May<FillCart>, Params(letters): Params<Letters>) -> Answer<HttpResponse> {
    let l = may.voice();
    let words: String = letters.q.trim().chars().take(100).collect();
    let found = if words.chars().count() < 2 { Vec::new() } else { may.read((l.lang, words), quick::suggest).await? };
    let options = html! { @for product in &found { option value=(product.sku) { (product.name_in(l.lang)) } } };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(options.into_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> Answer<Typed> {
        Typed::of(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn the_lines_stand_below_the_text() {
        let typed = typed(&[
            ("text", "A 1\r\n"),
            ("code1", "B"),
            ("quantity1", "2,5"),
            ("code2", ""),
            ("quantity2", ""),
            ("code3", "C"),
            ("key", "k"),
        ]);
        assert_eq!(typed.unwrap().whole(), "A 1\nB\t2,5\nC");
        for odd in ["code", "text1", "choice", "other"] {
            assert!(Typed::of(vec![(odd.to_owned(), String::new())]).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_choice_holds_for_the_row_it_was_made_for() {
        let typed = typed(&[("text", "A 7"), ("choice1", "10|A 7"), ("choice2", "5|B 3"), ("choice3", "x|A 7")]).unwrap();
        let rows = quick::rows_of_text(&typed.whole(), None).unwrap();
        assert_eq!(typed.chosen(&rows), [(1, Quantity::whole(10))]);
        let changed = quick::rows_of_text("A 8", None).unwrap();
        assert_eq!(typed.chosen(&changed), []);
    }
}
