//! Who made the versions of an order, when, and by which keys it belongs to others: held against its records. Called by the proof of
//! this room; it reads only.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::order::Order;
use super::record;
use super::store::{Promised, ProofRow, ProofVersion};
use super::words::makes;
use crate::access::reach::AccountId;
use crate::partners::ContractId;
use crate::platform::secret;
use crate::records::verify::compare::difference;
use crate::records::verify::{Layer, Report, Seen, Telling};

/// What stands in other rooms and is needed to compare some orders.
pub(super) struct Known<'e> {
    /// The numbers of contracts.
    pub contracts: HashMap<ContractId, String>,
    /// The salts of those who made versions.
    pub salts: HashMap<AccountId, Vec<u8>>,
    /// Who was erased.
    pub erased: &'e Erased,
}

/// Who was erased, as the records tell.
#[derive(Debug, Default)]
pub(super) struct Erased {
    accounts: HashSet<String>,
    /// Whether an earlier program erased one of them: that took the names of namesakes with his.
    is_earlier: bool,
}

impl Erased {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        if seen.kind != "account.erased" {
            return;
        }
        self.accounts.extend(seen.facts.get("account").and_then(Value::as_str).map(str::to_owned));
        self.is_earlier |= seen.form == FIRST;
    }

    /// Whether an account was erased.
    pub fn has(&self, account: &str) -> bool {
        self.accounts.contains(account)
    }

    /// Whether a name is what an earlier program put in the place of a namesake's.
    pub fn took(&self, name: &str) -> bool {
        let head = name.split(FOR).next().unwrap_or_default();
        self.is_earlier && (head == NOBODY || self.has(head))
    }
}

/// What earlier programs put in the place of a name that a namesake had too.
const NOBODY: &str = "—";
/// What stands between a person and the company he acted for.
const FOR: &str = " → ";
/// The form of the records of earlier programs.
const FIRST: i64 = 1;

impl Known<'_> {
    /// A salt that is not there any more: nothing is held against whoever it tells of, if he was erased.
    pub fn unsalted(&self, account: AccountId, object: &str, report: &mut Report) {
        if self.erased.has(&account.to_string()) {
            report.unchecked += 1;
        } else {
            report.find(Layer::Rows, None, format!("{object} (salt)"), "a salt", "none, and nobody was erased");
        }
    }

    /// A name in a row against what its record keeps of it; an older record keeps nothing. The name of whoever was erased is gone,
    /// and earlier programs took that of a namesake with it.
    pub fn name(&self, kept: Option<&Value>, name: &str, (place, object): (Option<i64>, &str), report: &mut Report) {
        let Some(kept) = kept else { return };
        let object = format!("{object} (actor)");
        self.one_of(&[kept], name, (place, object.as_str()), report);
    }

    /// The same where several records of one moment may be meant: the name is what one of them keeps.
    pub fn one_of(&self, kept: &[&Value], name: &str, (place, object): (Option<i64>, &str), report: &mut Report) {
        if self.erased.took(name) || kept.iter().any(|kept| self.erased.has(account_in(kept))) {
            report.unchecked += 1;
            return;
        }
        let is_it = |kept: &Value| {
            let salt = AccountId::parse(account_in(kept)).and_then(|account| self.salts.get(&account));
            let found = secret::commitment(salt.map(Vec::as_slice).unwrap_or_default(), name);
            kept.get("name").and_then(Value::as_str) == Some(found.as_str())
        };
        if !kept.iter().any(|kept| is_it(kept)) {
            report.find(Layer::Rows, place, object, "the name as it was recorded", name);
        }
    }

    /// Whose order a document says it is, against whoever made its first version; that name is held to its record.
    pub fn placed_by(&self, document: &Order, placer: Option<&str>, (place, object): (Option<i64>, &str), report: &mut Report) {
        let Some(placer) = placer else { return };
        let found = acted(&document.placed_by, document.on_behalf_of.as_deref());
        if found != placer && !self.erased.took(&found) && !self.erased.took(placer) {
            report.find(Layer::Rows, place, format!("{object}: placed_by (name)"), placer, found);
        }
    }
}

/// Whose name a record keeps.
pub(super) fn account_in(by: &Value) -> &str {
    by.get("account").and_then(Value::as_str).unwrap_or_default()
}

/// Who did it for whom, as the history of an order shows it.
pub(super) fn acted(name: &str, company: Option<&str>) -> String {
    company.map_or_else(|| name.to_owned(), |company| format!("{name}{FOR}{company}"))
}

/// The keys beside the snapshot, as the snapshot names them.
pub(super) fn keys(row: &ProofRow, order: &Order, known: &Known<'_>) -> [(&'static str, String, String); 2] {
    let contract = known.contracts.get(&row.contract).cloned().unwrap_or_default();
    let unit = |is_there: bool| if is_there { "one" } else { "none" }.to_owned();
    [("contract", order.contract.number.clone(), contract), ("unit", unit(order.unit.is_some()), unit(row.unit.is_some()))]
}

/// The same as the record of the placing has them; older records know them by name alone.
pub(super) fn of_keys(row: &ProofRow, told: &[Telling], report: &mut Report) {
    let Some(first) = told.iter().find(|telling| telling.kind == "order.placed") else { return };
    let Some(kept) = first.facts.get("keys") else { return };
    let found = record::keys(row.contract, row.unit, row.representation);
    if let Some((path, expected, found)) = difference(kept, &found) {
        report.find(Layer::Rows, first.place, format!("order {} ({path})", row.number), expected, found);
    }
}

/// What each version says of itself: when it was made, what was done, by whom.
pub(super) fn of_makers(row: &ProofRow, versions: &[ProofVersion], told: &[Telling], known: &Known<'_>, report: &mut Report) {
    for version in versions {
        let of_it = |telling: &&Telling| telling.version == version.version && makes(&telling.kind, &version.what).is_some();
        let Some(maker) = told.iter().find(of_it) else { continue };
        let object = format!("order {}, version {}", row.number, version.version);
        if makes(&maker.kind, &version.what) == Some(false) {
            report.find(Layer::Rows, maker.place, format!("{object} (what)"), maker.kind.clone(), version.what.clone());
        }
        if version.at != maker.at {
            report.find(Layer::Rows, maker.place, format!("{object} (at)"), maker.at.to_string(), version.at.to_string());
        }
        known.name(maker.facts.get("by"), &version.actor, (maker.place, object.as_str()), report);
    }
}

/// Who placed an order, as its first version names him; nothing where the record of that is older and names nobody.
pub(super) fn placer<'v>(versions: &'v [ProofVersion], told: &[Telling]) -> Option<&'v str> {
    told.iter().find(|telling| telling.version == 1 && telling.kind == "order.placed")?.facts.get("by")?;
    versions.iter().find(|version| version.version == 1).map(|version| version.actor.as_str())
}

/// Whoever promises makes a version of the order at that moment, and the name of the one is that of the other. Who made older versions
/// nobody knows, and the names of their promises are not asked.
pub(super) fn of_promises(
    row: &ProofRow,
    versions: &[ProofVersion],
    (told, promised): (&[Telling], &[Promised]),
    known: &Known<'_>,
    report: &mut Report,
) {
    for (at, actor) in promised {
        let makers: Vec<&ProofVersion> = versions.iter().filter(|version| version.at == *at).collect();
        if makers.is_empty() {
            let object = format!("order {}, promise of {at}", row.number);
            report.find(Layer::Rows, None, object, "a version of that moment", "none");
            continue;
        }
        if makers.iter().any(|maker| maker.actor == *actor || known.erased.took(&maker.actor)) || known.erased.took(actor) {
            continue;
        }
        let is_kept =
            |maker: &&&ProofVersion| told.iter().any(|one| one.version == maker.version && one.facts.get("by").is_some());
        if let Some(maker) = makers.iter().find(is_kept) {
            let object = format!("order {}, promise of {at} (actor)", row.number);
            report.find(Layer::Rows, None, object, maker.actor.clone(), actor.clone());
        }
    }
}
