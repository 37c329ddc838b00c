//! Partners with their units and agents, and addresses, as they stand: a page at a time in the order of ids, for whoever compares them
//! with the records.

use std::collections::HashMap;

use super::places::{AddressRow, address_columns, address_of};
use super::*;

/// A partner in the words of its row.
#[derive(Debug, Clone)]
pub(in crate::partners) struct Standing {
    pub id: PartnerId,
    pub code: String,
    pub name: String,
    pub name_key: String,
    pub requisites: Requisites,
    pub manager: Option<AccountId>,
    pub stock_display: String,
    pub may_be_represented: bool,
    pub salt: Vec<u8>,
    pub units: Vec<(UnitId, String)>,
    pub agents: Vec<AccountId>,
}

type Six = (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
type Row = (PartnerId, (String, String, String), Six, Option<AccountId>, String, bool, Vec<u8>);

/// So many partners behind an id.
pub(in crate::partners) fn standing(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<Standing>> {
    let rows: Vec<Row> = partner::table
        .filter(partner::id.gt(after))
        .order(partner::id)
        .limit(at_most)
        .select((
            partner::id,
            (partner::code, partner::name, partner::name_key),
            (partner::inn, partner::kpp, partner::ogrn, partner::bic, partner::account, partner::legal_address),
            partner::manager_id,
            partner::stock_display,
            partner::may_be_represented,
            partner::salt,
        ))
        .load(tx.link())?;
    let ids: Vec<PartnerId> = rows.iter().map(|row| row.0).collect();
    let (mut units, mut agents) = (units_of(tx, ids.clone())?, agents_of(tx, ids)?);
    let standing = |(id, (code, name, name_key), r, manager, stock_display, may_be_represented, salt): Row| Standing {
        id,
        code,
        name,
        name_key,
        requisites: Requisites { inn: r.0, kpp: r.1, ogrn: r.2, bic: r.3, account: r.4, legal_address: r.5 },
        manager,
        stock_display,
        may_be_represented,
        salt,
        units: units.remove(&id).unwrap_or_default(),
        agents: agents.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(standing).collect())
}

fn units_of(tx: &mut Tx, ids: Vec<PartnerId>) -> Answer<HashMap<PartnerId, Vec<(UnitId, String)>>> {
    let rows: Vec<(PartnerId, UnitId, String)> = unit::table
        .filter(unit::partner_id.eq_any(ids))
        .order(unit::id)
        .select((unit::partner_id, unit::id, unit::name))
        .load(tx.link())?;
    let mut found: HashMap<PartnerId, Vec<(UnitId, String)>> = HashMap::new();
    for (partner, id, name) in rows {
        found.entry(partner).or_default().push((id, name));
    }
    Ok(found)
}

fn agents_of(tx: &mut Tx, ids: Vec<PartnerId>) -> Answer<HashMap<PartnerId, Vec<AccountId>>> {
    let rows: Vec<(PartnerId, AccountId)> = assignment::table
        .filter(assignment::partner_id.eq_any(ids))
        .order((assignment::partner_id, assignment::agent_id))
        .select((assignment::partner_id, assignment::agent_id))
        .load(tx.link())?;
    let mut found: HashMap<PartnerId, Vec<AccountId>> = HashMap::new();
    for (partner, agent) in rows {
        found.entry(partner).or_default().push(agent);
    }
    Ok(found)
}

/// An address with whose it is.
#[derive(Debug, Clone)]
pub(in crate::partners) struct StandingAddress {
    pub partner: PartnerId,
    pub address: Address,
}

/// So many addresses behind an id.
pub(in crate::partners) fn standing_addresses(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<StandingAddress>> {
    let rows: Vec<(PartnerId, AddressRow)> = address::table
        .filter(address::id.gt(after))
        .order(address::id)
        .limit(at_most)
        .select((address::partner_id, address_columns!()))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(partner, row)| StandingAddress { partner, address: address_of(row) }).collect())
}
