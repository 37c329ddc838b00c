//! Import of tables: a file is read and checked outside any transaction, then put in place by parts of a thousand rows.
//! Called by the page, the API and the command line. A file imported twice changes nothing the second time.
//!
//! A row says everything about its thing: what it leaves out gets the column's default. Kinds that touch partners, people
//! or discounts ask for the fitting right besides [`Import`]; the others are open to keys of machines too.

mod addresses;
mod balances;
mod bank;
mod contracts;
mod discounts;
mod names;
mod outcome;
mod own_numbers;
mod partners;
mod payments;
mod people;
mod prices;
mod products;
mod read;
mod report;
mod sheet;
mod stock;
mod warehouses;

use std::future::Future;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;

pub use report::{Refused, Report};
pub use sheet::{Sheet, header, parse, required};

use crate::access::permission::marks::Import;
use crate::access::{Act, May, Recorded};
use crate::catalogue::search;
use crate::platform::error::{self, Answer, No, Refusal};
use crate::platform::values::clock::HOME_ZONE;
use crate::platform::web::{Lang, Voice};
use crate::say;
use outcome::Outcome;

crate::words! {
    /// What a file brings, in the order in which files lean on each other.
    pub enum Kind {
        /// Our warehouses.
        Warehouses = "warehouses",
        /// Products with their categories.
        Products = "products",
        /// Prices of price lists.
        Prices = "prices",
        /// Stock figures.
        Stock = "stock",
        /// Client companies.
        Partners = "partners",
        /// People, ours and the partners'.
        People = "people",
        /// Delivery addresses.
        Addresses = "addresses",
        /// Contracts.
        Contracts = "contracts",
        /// Prices agreed in contracts.
        ContractPrices = "contract-prices",
        /// Personal discounts.
        Discounts = "discounts",
        /// What partners owe at the start.
        OpeningBalances = "opening-balances",
        /// Payments that came.
        Payments = "payments",
        /// The same out of a statement of the bank.
        ClientBank = "client-bank",
        /// What partners call our products.
        OwnNumbers = "own-numbers",
    }
}

impl Kind {
    /// Whether it is a table with named columns; a statement of the bank has its own format.
    pub fn is_table(self) -> bool {
        self != Kind::ClientBank
    }
}

crate::words! {
    /// What one bad row does to the others.
    pub enum Mode {
        /// Nothing is stored unless every row is good.
        AllOrNothing = "all_or_nothing",
        /// Good rows are stored, bad ones are told.
        SkipBad = "skip_bad",
    }
}

/// How a file is to be imported.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// What it brings.
    pub kind: Kind,
    /// What a bad row does.
    pub mode: Mode,
    /// Whether everything is only tried: checked against the database, and undone.
    pub is_dry_run: bool,
    /// In which the reasons in the report are told.
    pub voice: Voice,
}

impl Wish {
    /// Whether all rows stand in one transaction.
    fn is_whole(&self) -> bool {
        self.is_dry_run || self.mode == Mode::AllOrNothing
    }
}

/// A part of a file on its way into the database.
pub struct Job {
    wish: Wish,
    sheet: Arc<Sheet>,
    part: Range<usize>,
    done: Arc<AtomicUsize>,
}

/// Rows that are looked up, compared and written together.
const ROWS: usize = 1000;
/// How often progress is told.
const PACE: Duration = Duration::from_millis(100);
/// The code by which a tried import comes back undone.
const REHEARSED: &str = "import_rehearsed";

/// Imports a file and tells what became of it. `progress` is told rows done and rows in all, about ten times a second.
///
/// With [`Mode::AllOrNothing`] and a bad row nothing is stored and the answer is the refusal `import_refused`,
/// whose member `report` is the [`Report`]. With [`Mode::SkipBad`] each thousand rows are committed for themselves.
/// A dry run always answers with the report and stores nothing.
pub async fn run(
    may: &May<Import>,
    wish: Wish,
    bytes: impl AsRef<[u8]> + Send + 'static,
    progress: Option<&dyn Fn(usize, usize)>,
) -> Answer<Report> {
    // A statement of the bank always holds what is none of ours to book: that is told and stops nothing.
    let wish = if wish.kind.is_table() { wish } else { Wish { mode: Mode::SkipBad, ..wish } };
    let sheet = tokio::task::spawn_blocking(move || parse(wish.kind, bytes.as_ref())).await.map_err(No::failed)??;
    let (sheet, done) = (Arc::new(sheet), Arc::new(AtomicUsize::new(0)));
    let all = 0..sheet.count();
    let parts = if wish.is_whole() { vec![all.clone()] } else { parts(all.clone()) };
    let mut report = Report::begun(&sheet, wish);
    for part in parts {
        let job = Job { wish, sheet: sheet.clone(), part, done: done.clone() };
        report.add(rehearsed(watched(may.write(job, apply), &done, all.end, progress).await)?);
    }
    if let Some(tell) = progress {
        tell(all.end, all.end);
    }
    report.sort();
    Ok(report)
}

/// Puts the rows of a part in place; answers with what became of them. The rows that could not be read are told by [`run`].
pub fn apply(act: &mut Act<'_, Import>, job: &Job) -> Answer<Recorded<Report>> {
    let mut report = Report::blank(job.wish);
    for part in parts(job.part.clone()) {
        let mut outcome = Outcome::default();
        job.sheet.put(act, part.clone(), &mut outcome)?;
        if outcome.added + outcome.changed > 0 {
            let (kind, rows, sha256) = (job.wish.kind, part.len(), job.sheet.sha256());
            let (added, changed, written) = (outcome.added, outcome.changed, std::mem::take(&mut outcome.told));
            let mut facts = json!({"kind": kind, "rows": rows, "added": added, "changed": changed, "sha256": sha256});
            if let Some(members) = facts.as_object_mut().filter(|_| !written.is_empty()) {
                members.insert("written".to_owned(), written.into());
            }
            // None is told as well: records of earlier programs say nothing of categories.
            if let Some(members) = facts.as_object_mut().filter(|_| kind == Kind::Products) {
                members.insert("categories".to_owned(), std::mem::take(&mut outcome.categories).into());
            }
            act.note("import.applied", None, facts)?;
            if kind == Kind::Products {
                search::note_change(act.tx())?;
            }
        }
        report.count(outcome, job.wish.voice);
        job.done.store(part.end, Ordering::Relaxed);
    }
    if job.wish.is_dry_run {
        // An error undoes what was tried; only the report comes back.
        return Err(Refusal::new(error::Kind::Conflict, REHEARSED, say!("import-rehearsed")).with("report", report).into());
    }
    if job.wish.mode == Mode::AllOrNothing && (job.sheet.has_faults() || !report.refused.is_empty()) {
        return Err(refused(job, report));
    }
    Ok(act.pass(report))
}

/// Puts a small table in place, all or nothing, within an act that is under way: for what is tried and undone.
pub(crate) fn bring(act: &mut Act<'_, Import>, (kind, table): &(Kind, String)) -> Answer<Recorded<Report>> {
    let voice = Voice { lang: Lang::En, zone: HOME_ZONE };
    let wish = Wish { kind: *kind, mode: Mode::AllOrNothing, is_dry_run: false, voice };
    let sheet = Arc::new(parse(*kind, table.as_bytes())?);
    apply(act, &Job { wish, part: 0..sheet.count(), sheet, done: Arc::default() })
}

/// A part cut into pieces that are worked on together.
fn parts(whole: Range<usize>) -> Vec<Range<usize>> {
    whole.clone().step_by(ROWS).map(|start| start..whole.end.min(start.saturating_add(ROWS))).collect()
}

fn refused(job: &Job, part: Report) -> No {
    let mut report = Report::begun(&job.sheet, job.wish);
    report.add(part);
    (report.added, report.changed) = (0, 0);
    report.sort();
    let message = say!("import-refused", count = report.refused_rows().to_string());
    Refusal::new(error::Kind::Invalid, "import_refused", message).with("report", report).into()
}

fn rehearsed(answer: Answer<Report>) -> Answer<Report> {
    match answer {
        Err(No::Refused(mut refusal)) if refusal.code == REHEARSED => {
            let report = refusal.more.remove("report").ok_or_else(|| No::failed("a tried import left no report"))?;
            Ok(serde_json::from_value(report)?)
        }
        answer => answer,
    }
}

async fn watched<T>(
    work: impl Future<Output = Answer<T>>,
    done: &AtomicUsize,
    all: usize,
    progress: Option<&dyn Fn(usize, usize)>,
) -> Answer<T> {
    let mut work = std::pin::pin!(work);
    loop {
        tokio::select! {
            answer = &mut work => return answer,
            () = tokio::time::sleep(PACE) => {
                if let Some(tell) = progress {
                    tell(done.load(Ordering::Relaxed), all);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_cut_into_thousands() {
        assert_eq!(parts(0..0), Vec::<Range<usize>>::new());
        assert_eq!(parts(0..1000).len(), 1);
        assert_eq!(parts(1000..3001), vec![1000..2000, 2000..3000, 3000..3001]);
    }

    #[test]
    fn a_tried_import_comes_back_as_its_report() {
        let voice = Voice { lang: crate::platform::web::Lang::En, zone: crate::platform::values::clock::HOME_ZONE };
        let wish = Wish { kind: Kind::Stock, mode: Mode::SkipBad, is_dry_run: true, voice };
        let mut report = Report::blank(wish);
        report.added = 3;
        let undone = Refusal::new(error::Kind::Conflict, REHEARSED, say!("import-rehearsed")).with("report", &report);
        assert_eq!(rehearsed(Err(undone.into())).unwrap(), report);
        assert_eq!(rehearsed(Err(No::forbidden())).unwrap_err().code(), "forbidden");
    }
}
