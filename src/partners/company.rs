//! Partners: the client companies, and who of us looks after them.

use serde_json::json;

use super::{PartnerId, UnitId, store};
use crate::access::accounts::people::Put;
use crate::access::permission::marks::{ManagePartners, ReadPartners};
use crate::access::reach::AccountId;
use crate::access::{Act, Reach};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::memory;
use crate::platform::secret;
use crate::platform::values::text;
use crate::platform::web::Sort;
use crate::platform::web::sort::Place;
use crate::say;

crate::words! {
    /// How stock is shown to a partner.
    pub enum StockDisplay {
        /// The figure.
        Exact = "exact",
        /// Much, little, none.
        Level = "level",
        /// There or not.
        YesNo = "yes_no",
        /// Not at all.
        Hidden = "hidden",
    }
}

/// A client company.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its requisites.
    pub requisites: Requisites,
    /// How stock is shown to it.
    pub stock_display: StockDisplay,
    /// Whether agents may act for it.
    pub may_be_represented: bool,
    /// The manager's name and telephone, if it has one.
    pub manager: Option<(String, Option<String>)>,
}

/// What identifies a company on paper. Checked when given, kept as texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Requisites {
    /// ИНН.
    pub inn: Option<String>,
    /// КПП.
    pub kpp: Option<String>,
    /// ОГРН.
    pub ogrn: Option<String>,
    /// БИК.
    pub bic: Option<String>,
    /// The account at that bank.
    pub account: Option<String>,
    /// The registered address.
    pub legal_address: Option<String>,
}

impl Requisites {
    /// Every requisite that does not pass its check.
    pub fn faults(&self) -> Vec<Fault> {
        use super::requisites::{BankAccount, Bic, Inn, Kpp, Ogrn};
        let fault =
            |field: &str| Fault { field: field.into(), code: "bad_requisite", message: say!("requisite-bad", name = field) };
        let fails = |value: &Option<String>, is_good: &dyn Fn(&str) -> bool| value.as_deref().is_some_and(|v| !is_good(v));
        let mut faults = Vec::new();
        if fails(&self.inn, &|v| Inn::parse(v).is_ok()) {
            faults.push(fault("inn"));
        }
        if fails(&self.kpp, &|v| Kpp::parse(v).is_ok()) {
            faults.push(fault("kpp"));
        }
        if fails(&self.ogrn, &|v| Ogrn::parse(v).is_ok()) {
            faults.push(fault("ogrn"));
        }
        let bic = self.bic.as_deref().map(Bic::parse);
        if matches!(bic, Some(Err(_))) {
            faults.push(fault("bic"));
        }
        if let Some(account) = &self.account {
            let is_good = matches!(&bic, Some(Ok(bic)) if BankAccount::parse(account, bic).is_ok());
            if !is_good {
                faults.push(fault("account"));
            }
        }
        faults
    }
}

/// A partner as given by an import or a page.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NewPartner {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its requisites.
    pub requisites: Requisites,
    /// Its units' names; units are never taken away.
    pub units: Vec<String>,
    /// Its manager.
    pub manager: Option<AccountId>,
    /// Its agents.
    pub agents: Vec<AccountId>,
    /// How stock is shown to it.
    pub stock_display: StockDisplay,
}

/// Makes or changes the partner of a code.
pub fn put(act: &mut Act<'_, ManagePartners>, new: &NewPartner) -> Answer<(PartnerId, Put)> {
    let mut faults = new.requisites.faults();
    let is_code =
        (1..=40).contains(&new.code.len()) && new.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !is_code {
        faults.push(Fault { field: "code".into(), code: "bad_code", message: say!("partner-code-bad") });
    }
    if text::required_line(&new.name, 300).is_err() {
        faults.push(Fault { field: "name".into(), code: "missing", message: say!("error-field-missing", name = "name") });
    }
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let (id, put) = store::put_partner(act.tx(), new)?;
    if put != Put::Unchanged {
        let (salt, units) = (store::salt(act.tx(), id)?, store::units(act.tx(), id)?);
        act.note("partner.put", Some(id), facts(new, &salt, &units)?)?;
    }
    Ok((id, put))
}

/// What the journal keeps: a sole trader's name, numbers and address are personal, so they stand there as commitments.
/// All units that the company has by then are told with their ids.
fn facts(new: &NewPartner, salt: &[u8], all: &[(UnitId, String)]) -> Answer<serde_json::Value> {
    let units: Vec<String> = new.units.iter().map(|unit| secret::commitment(salt, unit)).collect();
    Ok(json!({
        "code": new.code, "who": who(salt, &new.name, &new.requisites)?, "units": units, "manager": new.manager,
        "agents": new.agents, "stock_display": new.stock_display, "unit_ids": kept_units(salt, all),
    }))
}

/// The commitment to a company's name and requisites.
pub(super) fn who(salt: &[u8], name: &str, requisites: &Requisites) -> Answer<String> {
    Ok(secret::commitment(salt, &serde_json::to_string(&(name, requisites))?))
}

/// Units by their ids, with commitments to their names, in the order of ids.
pub(super) fn kept_units(salt: &[u8], units: &[(UnitId, String)]) -> serde_json::Value {
    let mut kept: Vec<(UnitId, String)> = units.iter().map(|(id, name)| (*id, secret::commitment(salt, name))).collect();
    kept.sort();
    json!(kept)
}

/// The partners within reach whose name or code holds the words, by name, from a cursor on.
pub fn list(act: &mut Act<'_, ReadPartners>, filter: &Filter) -> Answer<Vec<Partner>> {
    let reach = act.reach().clone();
    store::partners(act.tx(), &reach, filter)
}

crate::words! {
    /// By what partners are sorted.
    pub enum PartnersBy {
        /// The name.
        Name = "name",
        /// The code.
        Code = "code",
    }
}

impl Default for Sort<PartnersBy> {
    fn default() -> Self {
        Sort::up(PartnersBy::Name)
    }
}

/// Which partners, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Words of the name or the code.
    pub words: String,
    /// In which order.
    pub sort: Sort<PartnersBy>,
    /// Behind which partner to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// One partner by its code, if it is within reach.
pub(crate) fn find(tx: &mut Tx, reach: &Reach, code: &str) -> Answer<Option<Partner>> {
    Ok(store::partner_by_code(tx, code)?.filter(|partner| reach.holds(partner.id)))
}

/// Whom a list is narrowed to by a code in any case of letters; nothing where no code is given. A code of nobody within reach narrows
/// it to nobody: the list is empty, whether there is such a partner or not.
pub(crate) fn narrowed_to(tx: &mut Tx, reach: &Reach, code: &str) -> Answer<Option<Vec<PartnerId>>> {
    if code.trim().is_empty() {
        return Ok(None);
    }
    let named = store::partner_ids(tx, &text::spellings(code))?;
    Ok(Some(named.into_values().filter(|partner| reach.holds(*partner)).collect()))
}

/// One partner by its code.
pub fn look(act: &mut Act<'_, ReadPartners>, code: &String) -> Answer<Partner> {
    let reach = act.reach().clone();
    find(act.tx(), &reach, code)?.ok_or_else(No::not_found)
}

/// A unit's name.
pub(crate) fn unit_name(tx: &mut Tx, unit: UnitId) -> Answer<String> {
    store::unit_name(tx, unit)
}

/// How stock is shown to a partner.
pub(crate) fn stock_display(tx: &mut Tx, partner: PartnerId) -> Answer<StockDisplay> {
    memory::recall(tx, format!("display {partner}"), |tx| store::stock_display(tx, partner))
}

/// Who of ours manages a partner, if anybody does.
pub(crate) fn manager_of(tx: &mut Tx, partner: PartnerId) -> Answer<Option<AccountId>> {
    store::manager_of(tx, partner)
}
