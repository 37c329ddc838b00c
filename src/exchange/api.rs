//! The API's door for imports: the file is the body, the answer is the report.

use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::imports::{self, Kind, Mode, Wish};
use crate::access::permission::marks::Import;
use crate::access::{May, Routes};
use crate::platform::error::{self, Answer, No, Refusal};
use crate::platform::formats;
use crate::platform::web::{Params, body};
use crate::say;

/// The greatest file.
const LIMIT: usize = 64 * 1024 * 1024;

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/api/v1/imports/{kind}", import);
}

/// How a file is to be imported.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    dry_run: Option<String>,
    mode: Option<Mode>,
}

/// Import a file
#[utoipa::path(post, path = "/api/v1/imports/{kind}", tag = "imports",
    params(("kind" = String, Path, description = "`warehouses`, `products`, `prices`, `stock`, `partners`, `people`, `addresses`, `contracts`, `contract-prices`, `discounts`, `opening-balances`, `payments`, `own-numbers` or `client-bank`"),
        ("dry_run" = Option<bool>, Query, description = "Only try: check against the database and store nothing"),
        ("mode" = Option<String>, Query, description = "`all_or_nothing` (unless told) or `skip_bad`")),
    request_body(content = String, content_type = "text/csv", description = "The table: a header in English or Russian, then rows; UTF-8 or windows-1251; `;`, `,` or tab between cells; at most 64 MiB; or the first sheet of a workbook, as application/vnd.openxmlformats-officedocument.spreadsheetml.sheet. For `client-bank` the file of the bank, `1CClientBankExchange`, as text/plain too: what is none of ours to book is told and left"),
    responses((status = 200, description = "What became of the rows", body = imports::Report),
        (status = 400, description = "No readable table"), (status = 413, description = "Too large"), (status = 415, description = "Not text/csv"),
        (status = 422, description = "Unknown or missing columns; or, with `all_or_nothing`, bad rows: code `import_refused`, the member `report` tells them")))]
pub async fn import(
    may: May<Import>,
    kind: web::Path<String>,
    Params(asked): Params<Asked>,
    request: HttpRequest,
    payload: web::Payload,
) -> Answer<HttpResponse> {
    let kind = Kind::parse(&kind).ok_or_else(No::not_found)?;
    let is_dry_run = is_yes(asked.dry_run.as_deref())?;
    let is_fit = |told: &str| {
        let other = if kind.is_table() { formats::XLSX } else { "text/plain" };
        told.eq_ignore_ascii_case("text/csv") || told.eq_ignore_ascii_case(other)
    };
    if !is_fit(request.content_type()) {
        return Err(Refusal::new(error::Kind::Transport(415), "not_csv", say!("import-not-csv")).into());
    }
    let bytes = body::whole(payload, LIMIT).await?;
    let wish = Wish { kind, mode: asked.mode.unwrap_or(Mode::AllOrNothing), is_dry_run, voice: may.voice() };
    Ok(HttpResponse::Ok().json(imports::run(&may, wish, bytes, None).await?))
}

fn is_yes(word: Option<&str>) -> Answer<bool> {
    match word {
        Some("true" | "1" | "yes") => Ok(true),
        None | Some("" | "false" | "0" | "no") => Ok(false),
        Some(_) => Err(No::invalid("/dry_run", "wrong_type", say!("error-wrong-type"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dry_run_is_asked_for_in_plain_words() {
        assert!(is_yes(Some("true")).unwrap() && is_yes(Some("1")).unwrap());
        assert!(!is_yes(None).unwrap() && !is_yes(Some("false")).unwrap());
        assert_eq!(is_yes(Some("maybe")).unwrap_err().code(), "invalid");
    }
}
