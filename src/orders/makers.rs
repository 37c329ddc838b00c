//! Who made the versions of an order, when, and by which keys it belongs to others: held against its records. Called by the proof of
//! this room; it reads only.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::order::Order;
use super::record;
use super::store::{ProofRow, ProofVersion};
use crate::access::reach::AccountId;
use crate::partners::ContractId;
use crate::platform::secret;
use crate::records::verify::compare::difference;
use crate::records::verify::{Layer, Report, Telling};

/// What stands in other rooms and is needed to compare some orders.
pub(super) struct Known<'e> {
    /// The numbers of contracts.
    pub contracts: HashMap<ContractId, String>,
    /// The salts of those who made versions.
    pub salts: HashMap<AccountId, Vec<u8>>,
    /// Who was erased.
    pub erased: &'e HashSet<String>,
}

/// What earlier programs put in the place of a name that a namesake had too.
const NOBODY: &str = "—";

impl Known<'_> {
    /// A salt that is not there any more: nothing is held against whoever it tells of, if he was erased.
    pub fn unsalted(&self, account: AccountId, object: &str, report: &mut Report) {
        if self.erased.contains(&account.to_string()) {
            report.unchecked += 1;
        } else {
            report.find(Layer::Rows, None, format!("{object} (salt)"), "a salt", "none, and nobody was erased");
        }
    }

    /// A name in a row against what its record keeps of it; an older record keeps nothing. The name of whoever was erased is gone,
    /// and earlier programs took that of a namesake with it.
    pub fn name(&self, kept: Option<&Value>, name: &str, (place, object): (Option<i64>, &str), report: &mut Report) {
        let Some(kept) = kept else { return };
        let account = kept.get("account").and_then(Value::as_str).unwrap_or_default();
        let head = name.split(" → ").next().unwrap_or_default();
        if self.erased.contains(account) || self.erased.contains(head) || (head == NOBODY && !self.erased.is_empty()) {
            report.unchecked += 1;
            return;
        }
        let salt = AccountId::parse(account).and_then(|account| self.salts.get(&account));
        let found = secret::commitment(salt.map(Vec::as_slice).unwrap_or_default(), name);
        if kept.get("name").and_then(Value::as_str) != Some(found.as_str()) {
            report.find(Layer::Rows, place, format!("{object} (actor)"), "the name as it was recorded", name);
        }
    }
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

/// Whether a record of a kind makes a version of which it is said that this was done; nothing where it makes none.
pub(super) fn makes(kind: &str, what: &str) -> Option<bool> {
    match kind.strip_prefix("order.")? {
        "promised" => Some(matches!(what, "promised" | "arrived")),
        "picking_begun" => Some(what == "picking"),
        word @ ("placed"
        | "shipped"
        | "cancelled"
        | "cancellation_asked"
        | "cancellation_refused"
        | "picking_stopped"
        | "changed") => Some(word == what),
        _ => None,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_makes_a_version_says_what_was_done() {
        assert_eq!(makes("order.placed", "placed"), Some(true));
        assert_eq!(makes("order.placed", "promised"), Some(false));
        assert_eq!(makes("order.promised", "arrived"), Some(true));
        assert_eq!(makes("order.picking_begun", "picking"), Some(true));
        assert_eq!(makes("order.picking_begun", "picking_stopped"), Some(false));
        assert_eq!(makes("order.picking_stopped", "picking_stopped"), Some(true));
        assert_eq!(makes("order.change_asked", "placed"), None);
        assert_eq!(makes("quote.offered", "placed"), None);
    }
}
