//! The log of a whole database: verified with the rows of the trade beside it, and held against what an archive says of it.
//! Called by `orderly verify`, and by every restore before it keeps anything.

use super::manifest::Manifest;
use super::{rights, sums};
use crate::platform::db::{Address, Alone, Beside, Tx, apart};
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::records::checkpoint::{Checkpoint, Extent};
use crate::records::keys::{Keys, PublicKey};
use crate::records::note::Note;
use crate::records::verify::erased::Erased;
use crate::records::verify::legible::alone;
use crate::records::verify::outside::Gathered;
use crate::records::verify::{Anchor, Layer, Outside, Passed, Report, held, pass};
use crate::{catalogue, orders, partners, pricing, receivables};

/// Findings that are told when an archive is refused.
const TOLD: usize = 5;

/// The records, and then the rows of each room, in one view of the data, each by itself: what cannot be read is a finding and hides nothing.
pub fn verify(tx: &mut Tx, outside: &Outside, report: &mut Report) -> Answer<()> {
    let (mut of_orders, mut of_blocks) = (orders::proof::Proof::default(), receivables::proof::Proof::default());
    let (mut of_prices, mut erased) = (pricing::proof::Proof::default(), Erased::default());
    let (mut of_contracts, mut of_goods) = (partners::proof::Proof::default(), catalogue::proof::Proof::default());
    let (mut of_partners, mut of_rights) = (partners::company_proof::Proof::default(), rights::Proof::default());
    let read = apart(tx, |tx| {
        pass(tx, outside, |seen| {
            of_orders.look(seen);
            of_blocks.look(seen);
            of_prices.look(seen);
            of_contracts.look(seen);
            of_goods.look(seen);
            of_partners.look(seen);
            of_rights.look(seen);
            erased.look(seen);
        })
    })?;
    let passed = match read {
        Ok((found, passed)) => {
            *report = found;
            passed
        }
        Err(why) => {
            report.find(Layer::Records, None, "the log", "what can be read", why);
            Passed::default()
        }
    };
    report.unchecked += erased.unchecked();
    alone(tx, "the rows of orders, quotes and shipments", report, |tx, report| of_orders.check(tx, &passed, report))?;
    alone(tx, "the rows of money and blocks", report, |tx, report| of_blocks.check(tx, report))?;
    alone(tx, "the rows of prices and discounts", report, |tx, report| of_prices.check(tx, report))?;
    alone(tx, "the rows of contracts", report, |tx, report| of_contracts.check(tx, report))?;
    alone(tx, "the rows of goods and stock", report, |tx, report| of_goods.check(tx, report))?;
    of_rights.check(tx, report)?;
    alone(tx, "the rows of partners and addresses", report, |tx, report| of_partners.check(tx, report))?;
    sums::check(tx, report)
}

/// The records and the rows of a database, and then what it does of itself; beside the program, running or stopped.
pub fn beside(address: &Address, gathered: &Gathered) -> Result<Report, String> {
    let mut report = records_and_rows(address, gathered)?;
    guards(address, &mut report);
    Ok(report)
}

/// The log of a database with the rows of the trade, and then what was brought along beside it, in one view of the data. What did not fit
/// already when it was gathered is not told again. Where the database fails, what was found until then is told all the same.
pub fn records_and_rows(address: &Address, gathered: &Gathered) -> Result<Report, String> {
    let mut beside = Beside::open(address).map_err(|error| error.0)?;
    let mut report = Report::default();
    match verify(beside.tx(), &gathered.outside, &mut report) {
        Ok(()) => report.is_read = true,
        Err(no) => report.doubt(no.to_string()),
    }
    match apart(beside.tx(), |tx| held::compare(tx, gathered, Moment::now(), &mut report)) {
        Ok(Ok(())) => {}
        Ok(Err(why)) => report.find(Layer::Checkpoints, None, "what was brought along", "what can be read", why),
        Err(no) if report.is_read => report.doubt(no.to_string()),
        Err(_) => {}
    }
    Ok(report)
}

/// What the database does of itself. It accuses no record: what acts is told in a layer of its own, what lies beside is noted.
fn guards(address: &Address, report: &mut Report) {
    match Alone::look_at(address).and_then(|mut db| db.strange()) {
        Ok(strange) => {
            for odd in strange.acting {
                report.find(Layer::Guards, None, odd.object, odd.expected, odd.found);
            }
            strange.idle.iter().for_each(|odd| report.note(format!("beside the program's own: {}", odd.object)));
            if let Some(why) = strange.partial {
                report.note(format!("only the triggers were held against the program's own: {why}"));
            }
        }
        Err(error) => report.note(format!("what the database does of itself was not held against the program's own: {error}")),
    }
}

/// What an archive brings along for whoever verifies: its checkpoint, signed by a key that counts, or by one whose log such a key has
/// opened again from there. The keys are those that somebody pins, or else the one in the archive itself.
pub(super) fn outside(manifest: &Manifest, pinned: &[PublicKey]) -> Result<Outside, String> {
    let own = manifest.key.as_deref().map(|text| PublicKey::parse(text).ok_or("the key in it is none"));
    let trusted: Vec<PublicKey> = if pinned.is_empty() { own.transpose()?.into_iter().collect() } else { pinned.to_vec() };
    // One that is left out may be the one by which a key was revoked.
    let changes: Option<Vec<Note>> = manifest.key_changes.iter().map(|text| Note::parse(text)).collect();
    let changes = changes.ok_or("a statement of the signer in it cannot be read")?;
    let mut outside = Outside { trusted, changes, may_wait: true, ..Outside::default() };
    let Some(written) = &manifest.checkpoint else {
        if pinned.is_empty() {
            return Ok(outside);
        }
        return Err("it has no checkpoint that the key could vouch for".into());
    };
    let read = Note::parse(written).and_then(|note| Checkpoint::parse(&note.text).map(|read| (note, read)));
    let (note, read) = read.ok_or("its checkpoint cannot be read")?;
    let keys = Keys::of(&outside.trusted, &outside.changes);
    let is_signed = note.signed_by(&keys.for_size(read.size)).is_some_and(|key| key.name == read.origin);
    // Where the log was opened again and nothing is sealed since, the new key vouches for what the lost one has signed.
    let extent = Extent { size: read.size, root: read.root };
    let is_vouched_for = || keys.reopenings(&outside.changes).iter().any(|told| told.after == extent);
    if !outside.trusted.is_empty() && !is_signed && !is_vouched_for() {
        return Err(format!("its checkpoint of {} records is not signed by a key that counts", read.size));
    }
    let previous = read.previous.map(|previous| previous.size);
    outside.anchors.push(Anchor { name: "the backup".into(), size: read.size, root: read.root, previous });
    Ok(outside)
}

/// Refuses a log that is not the one an archive tells of. Rows of the trade that contradict their records are no reason, nor are records
/// that stand among those of another time: they were so when they were backed up, and are told.
pub(super) fn expect_own(report: &Report, manifest: &Manifest) -> Result<(), String> {
    let of_log: Vec<String> = report
        .findings
        .iter()
        .filter(|finding| !matches!(finding.layer, Layer::Rows | Layer::Times | Layer::Guards))
        .map(ToString::to_string)
        .collect();
    if !of_log.is_empty() {
        let told = of_log.iter().take(TOLD).cloned().collect::<Vec<_>>().join("; ");
        let more = of_log.len().saturating_sub(TOLD);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        return Err(format!("its log does not verify: {told}{more}"));
    }
    if report.records != manifest.journal.records {
        return Err(format!("it has {} records, and its manifest tells of {}", report.records, manifest.journal.records));
    }
    Ok(())
}
