//! Partners with their units, agents and addresses against their records, both ways: each stands as it was put last. Called by whoever
//! verifies; it reads only.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use super::store::{self, Standing, StandingAddress};
use super::{address, company};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::values::ids;
use crate::records::verify::legible::Pages;
use crate::records::verify::told::Told;
use crate::records::verify::{Layer, Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 500;

/// What the records say of partners.
#[derive(Debug, Default)]
pub struct Proof {
    partners: Told,
    /// Names of units by partner, which older records tell without their ids: units are never taken away.
    units: HashMap<String, BTreeSet<String>>,
    addresses: Told,
    /// Partners of whose addresses an older record tells without saying which.
    untold: BTreeSet<String>,
    erased: BTreeSet<String>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        match (seen.kind, seen.partner) {
            ("partner.put", Some(partner)) => self.put(partner, seen),
            ("representation.permitted", Some(partner)) => {
                let may = seen.facts.get("is_permitted").cloned().unwrap_or_default();
                self.partners.add(partner, seen.place, json!({"may_be_represented": may}));
            }
            ("address.put", Some(partner)) => self.put_address(partner, seen),
            ("account.erased", _) => {
                self.erased.extend(seen.facts.get("account").and_then(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }

    fn put(&mut self, partner: &str, seen: &Seen<'_>) {
        let mut told = seen.facts.clone();
        if let Some(members) = told.as_object_mut() {
            let names = members.remove("units");
            let names = names.as_ref().and_then(Value::as_array).into_iter().flatten();
            let ids = members.get("unit_ids").and_then(Value::as_array);
            // A program of before that still runs beside this one adds units without their ids.
            if ids.is_none() {
                self.partners.doubt(partner, &["unit_ids"]);
            }
            let names = names.chain(ids.into_iter().flatten().filter_map(|unit| unit.get(1))).filter_map(Value::as_str);
            self.units.entry(partner.to_owned()).or_default().extend(names.map(str::to_owned));
            if let Some(agents) = members.get_mut("agents").and_then(Value::as_array_mut) {
                agents.sort_by_key(Value::to_string);
                agents.dedup();
            }
            if self.partners.member(partner, "may_be_represented").is_none() {
                members.insert("may_be_represented".to_owned(), Value::Bool(true));
            }
        }
        self.partners.add(partner, seen.place, told);
    }

    fn put_address(&mut self, partner: &str, seen: &Seen<'_>) {
        let Some(id) = seen.facts.get("address").and_then(Value::as_str) else {
            self.untold.insert(partner.to_owned());
            return;
        };
        let mut told = seen.facts.clone();
        if let Some(members) = told.as_object_mut() {
            members.remove("address");
            members.insert("partner".to_owned(), Value::String(partner.to_owned()));
        }
        self.addresses.put(id, seen.place, told);
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut codes = HashMap::new();
        let mut salts = HashMap::new();
        let mut pages = Pages::of("partner", ("partner", "code"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::standing, |row: &Standing| row.id.number(), report)? {
            for row in rows {
                self.partner(&row, report)?;
                codes.insert(row.id, row.code);
                salts.insert(row.id, row.salt);
            }
        }
        let mut pages = Pages::of("address", ("address", "id"), AT_ONCE);
        while let Some(rows) =
            pages.turn(tx, store::standing_addresses, |row: &StandingAddress| row.address.id.number(), report)?
        {
            for row in rows {
                let (code, salt) = (codes.get(&row.partner), salts.get(&row.partner));
                let (code, salt) = (code.map(String::as_str), salt.map(Vec::as_slice));
                self.address(&row, code.unwrap_or_default(), salt.unwrap_or_default(), report);
            }
        }
        self.partners.end("partner", report);
        self.addresses.end("address", report);
        Ok(())
    }

    fn partner(&mut self, row: &Standing, report: &mut Report) -> Answer<()> {
        let key = ids::encode(row.id.number());
        let object = format!("partner {}", row.code);
        self.forget_erased(&key);
        let mut agents: Vec<Value> = row.agents.iter().map(|agent| json!(agent)).collect();
        agents.sort_by_key(Value::to_string);
        if self.partners.has(&key) && self.partners.member(&key, "unit_ids").is_none() {
            self.units_of(&key, &object, row, report);
        }
        let found = json!({
            "code": row.code, "who": company::who(&row.salt, &row.name, &row.requisites)?, "manager": row.manager, "agents": agents,
            "stock_display": row.stock_display, "unit_ids": company::kept_units(&row.salt, &row.units),
            "may_be_represented": row.may_be_represented,
        });
        self.partners.hold(&key, &object, &found, report);
        let name_key = store::name_key(&row.name, &row.code);
        if row.name_key != name_key {
            report.find(Layer::Rows, None, format!("{object}: name_key"), name_key, row.name_key.clone());
        }
        Ok(())
    }

    /// Whoever was erased looks after nobody any more.
    fn forget_erased(&mut self, key: &str) {
        let is_erased = |who: &Value| who.as_str().is_some_and(|who| self.erased.contains(who));
        let manager = self.partners.member(key, "manager").is_some_and(is_erased).then_some(Value::Null);
        let agents: Option<Vec<Value>> = self.partners.member(key, "agents").and_then(Value::as_array).map(|agents| {
            let left = agents.iter().filter(|who| !is_erased(who));
            left.cloned().collect()
        });
        self.partners.change(key, "manager", manager);
        self.partners.change(key, "agents", agents.map(Value::Array));
    }

    /// The names of units against those that older records tell.
    fn units_of(&self, key: &str, object: &str, row: &Standing, report: &mut Report) {
        let kept = company::kept_units(&row.salt, &row.units);
        let kept = kept.as_array().into_iter().flatten();
        let found: BTreeSet<&str> = kept.filter_map(|unit| unit.get(1).and_then(Value::as_str)).collect();
        let told: BTreeSet<&str> = self.units.get(key).into_iter().flatten().map(String::as_str).collect();
        if found != told {
            let (expected, found) = (format!("{} as they were put", told.len()), format!("{} units", found.len()));
            report.find(Layer::Rows, None, format!("{object}: units"), expected, found);
        }
    }

    fn address(&mut self, row: &StandingAddress, code: &str, salt: &[u8], report: &mut Report) {
        let (key, partner) = (row.address.id.to_string(), ids::encode(row.partner.number()));
        if !self.addresses.has(&key) && self.untold.contains(&partner) {
            report.rows += 1;
            return;
        }
        let mut found = address::facts(&row.address, salt);
        if let Some(members) = found.as_object_mut() {
            members.insert("partner".to_owned(), Value::String(partner));
        }
        let object = format!("partner {code}: address {}", row.address.name);
        self.addresses.hold(&key, &object, &found, report);
    }
}
