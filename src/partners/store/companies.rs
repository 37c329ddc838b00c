//! Partners and who looks after them, in the database.

use super::*;
use crate::platform::db::Link;

type PartnerRow = (
    PartnerId,
    String,
    String,
    (Option<String>, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>),
    StockDisplay,
    bool,
    (Option<String>, Option<String>),
);

fn partner_of((id, code, name, r, stock_display, may_be_represented, (manager, phone)): PartnerRow) -> Partner {
    let requisites = Requisites { inn: r.0, kpp: r.1, ogrn: r.2, bic: r.3, account: r.4, legal_address: r.5 };
    Partner { id, code, name, requisites, stock_display, may_be_represented, manager: manager.map(|name| (name, phone)) }
}

macro_rules! partner_columns {
    () => {
        (
            partner::id,
            partner::code,
            partner::name,
            (partner::inn, partner::kpp, partner::ogrn, partner::bic, partner::account, partner::legal_address),
            partner::stock_display,
            partner::may_be_represented,
            (account_card::name.nullable(), account_card::phone.nullable()),
        )
    };
}

/// Partners within reach.
pub(in crate::partners) fn partners(tx: &mut Tx, reach: &Reach, filter: &Filter) -> Answer<Vec<Partner>> {
    let mut query = partner::table
        .left_join(account_card::table.on(partner::manager_id.eq(account_card::id.nullable())))
        .select(partner_columns!())
        .into_boxed();
    if let Some(partners) = reach.partners() {
        query = query.filter(partner::id.eq_any(partners));
    }
    for word in text::fold(&filter.words).split(' ').filter(|w| !w.is_empty()) {
        query = query.filter(partner::name_key.like(text::like_pattern(word)).escape('\\'));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        PartnersBy::Name => in_order!(query, partner::name_key, partner::id, is_descending, after),
        PartnersBy::Code => in_order!(query, partner::code, partner::id, is_descending, after),
    };
    let rows: Vec<PartnerRow> = query.limit(filter.limit).load(tx.link())?;
    Ok(rows.into_iter().map(partner_of).collect())
}

/// A partner by its code.
pub(in crate::partners) fn partner_by_code(tx: &mut Tx, code: &str) -> Answer<Option<Partner>> {
    let row: Option<PartnerRow> = partner::table
        .left_join(account_card::table.on(partner::manager_id.eq(account_card::id.nullable())))
        .filter(partner::code.eq(code))
        .select(partner_columns!())
        .first(tx.link())
        .optional()?;
    Ok(row.map(partner_of))
}

/// A partner by its id.
pub(crate) fn partner(tx: &mut Tx, id: PartnerId) -> Answer<Partner> {
    let row: PartnerRow = partner::table
        .left_join(account_card::table.on(partner::manager_id.eq(account_card::id.nullable())))
        .filter(partner::id.eq(id))
        .select(partner_columns!())
        .first(tx.link())?;
    Ok(partner_of(row))
}

/// The sort key by which a partner stands in lists; searching uses it too.
pub(crate) fn name_key(name: &str, code: &str) -> String {
    text::fold(&format!("{name} {code}"))
}

/// Holds a partner until the end of the transaction, so that units and agents are put by one at a time. Orders do not wait for it.
fn hold_partner(tx: &mut Tx, code: &str) -> Answer<()> {
    if let Link::Postgres(conn) = tx.link() {
        let row = partner::table.filter(partner::code.eq(code)).select(partner::id);
        row.for_no_key_update().load::<PartnerId>(conn)?;
    }
    Ok(())
}

/// Makes or changes a partner; units and agents with it.
pub(in crate::partners) fn put_partner(tx: &mut Tx, new: &NewPartner) -> Answer<(PartnerId, Put)> {
    let now = tx.moment();
    hold_partner(tx, &new.code)?;
    let known = partner_by_code(tx, &new.code)?;
    let r = &new.requisites;
    let (id, mut put) = match known {
        Some(old) => {
            let manager: Option<AccountId> =
                partner::table.filter(partner::id.eq(old.id)).select(partner::manager_id).first(tx.link())?;
            let is_same =
                old.name == new.name && old.requisites == *r && old.stock_display == new.stock_display && manager == new.manager;
            (old.id, if is_same { Put::Unchanged } else { Put::Changed })
        }
        None => (tx.new_id::<PartnerId>(), Put::Added),
    };
    let columns = (
        partner::name.eq(&new.name),
        partner::name_key.eq(name_key(&new.name, &new.code)),
        (
            partner::inn.eq(&r.inn),
            partner::kpp.eq(&r.kpp),
            partner::ogrn.eq(&r.ogrn),
            partner::bic.eq(&r.bic),
            partner::account.eq(&r.account),
            partner::legal_address.eq(&r.legal_address),
        ),
        partner::manager_id.eq(new.manager),
        partner::stock_display.eq(new.stock_display),
    );
    match put {
        Put::Added => {
            diesel::insert_into(partner::table)
                .values((
                    partner::id.eq(id),
                    partner::code.eq(&new.code),
                    partner::may_be_represented.eq(true),
                    partner::salt.eq(crate::platform::secret::random::<32>()?.to_vec()),
                    partner::created_at.eq(now),
                    columns.0,
                    columns.1,
                    columns.2.0,
                    columns.2.1,
                    columns.2.2,
                    columns.2.3,
                    columns.2.4,
                    columns.2.5,
                    columns.3,
                    columns.4,
                ))
                .execute(tx.link())?;
        }
        Put::Changed => {
            diesel::update(partner::table.filter(partner::id.eq(id))).set(columns).execute(tx.link())?;
        }
        Put::Unchanged => {}
    }
    let grew = put_units(tx, id, &new.units)? | put_agents(tx, id, &new.agents)?;
    if grew && put == Put::Unchanged {
        put = Put::Changed;
    }
    Ok((id, put))
}

fn put_agents(tx: &mut Tx, partner: PartnerId, agents: &[AccountId]) -> Answer<bool> {
    let here = assignment::table.filter(assignment::partner_id.eq(partner));
    let mut old: Vec<AccountId> = here.select(assignment::agent_id).load(tx.link())?;
    let mut new = agents.to_vec();
    old.sort();
    new.sort();
    new.dedup();
    if old == new {
        return Ok(false);
    }
    diesel::delete(here).execute(tx.link())?;
    for agent in new {
        diesel::insert_into(assignment::table)
            .values((assignment::agent_id.eq(agent), assignment::partner_id.eq(partner)))
            .execute(tx.link())?;
    }
    Ok(true)
}

/// Ids of many partners' codes.
pub(crate) fn partner_ids(tx: &mut Tx, codes: &[String]) -> Answer<std::collections::HashMap<String, PartnerId>> {
    let mut found = std::collections::HashMap::new();
    for chunk in codes.chunks(500) {
        let rows: Vec<(String, PartnerId)> =
            partner::table.filter(partner::code.eq_any(chunk.to_vec())).select((partner::code, partner::id)).load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

/// The partners an agent has.
pub(in crate::partners) fn assigned_to(tx: &mut Tx, agent: AccountId) -> Answer<Vec<PartnerId>> {
    Ok(assignment::table.filter(assignment::agent_id.eq(agent)).select(assignment::partner_id).load(tx.link())?)
}

/// Codes and names of some partners.
pub(in crate::partners) fn partner_names(tx: &mut Tx, ids: &[PartnerId]) -> Answer<Vec<(PartnerId, String, String)>> {
    Ok(partner::table
        .filter(partner::id.eq_any(ids.to_vec()))
        .select((partner::id, partner::code, partner::name))
        .load(tx.link())?)
}

/// The warehouses of some contracts, each contract's in its order of preference.
pub(in crate::partners) fn warehouses_of(tx: &mut Tx, contracts: &[ContractId]) -> Answer<Vec<(ContractId, WarehouseId)>> {
    Ok(contract_warehouse::table
        .filter(contract_warehouse::contract_id.eq_any(contracts.to_vec()))
        .order((contract_warehouse::contract_id, contract_warehouse::rank))
        .select((contract_warehouse::contract_id, contract_warehouse::warehouse_id))
        .load(tx.link())?)
}

/// How stock is shown to a partner.
pub(in crate::partners) fn stock_display(tx: &mut Tx, id: PartnerId) -> Answer<StockDisplay> {
    Ok(partner::table.filter(partner::id.eq(id)).select(partner::stock_display).first(tx.link())?)
}

/// The salt of a partner's commitments.
pub(in crate::partners) fn salt(tx: &mut Tx, id: PartnerId) -> Answer<Vec<u8>> {
    Ok(partner::table.filter(partner::id.eq(id)).select(partner::salt).first(tx.link())?)
}

/// Who of ours manages a partner.
pub(in crate::partners) fn manager_of(tx: &mut Tx, id: PartnerId) -> Answer<Option<AccountId>> {
    Ok(partner::table.filter(partner::id.eq(id)).select(partner::manager_id).first(tx.link())?)
}

/// Forgets that somebody looked after clients: they have no manager, and no agent, until there is another.
pub(crate) fn forget_keeper(tx: &mut Tx, account: AccountId) -> Answer<()> {
    diesel::update(partner::table.filter(partner::manager_id.eq(Some(account))))
        .set(partner::manager_id.eq(None::<AccountId>))
        .execute(tx.link())?;
    diesel::delete(assignment::table.filter(assignment::agent_id.eq(account))).execute(tx.link())?;
    Ok(())
}
