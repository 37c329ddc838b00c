//! Partners, units, addresses and contracts in the database.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::address::NewAddress;
use super::company::{Filter, NewPartner, Requisites};
use super::contract::NewContract;
use super::{
    Address, AddressId, Assortment, Contract, ContractId, DiscountPolicy, Partner, PartnerId, Payment, PriceListId, StockDisplay, UnitId,
    VatMode, WarehouseId,
};
use crate::access::Reach;
use crate::access::accounts::people::Put;
use crate::access::reach::AccountId;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Money, text};
use crate::seller;

diesel::table! {
    partner (id) {
        id -> BigInt, code -> Text, name -> Text, name_key -> Text, inn -> Nullable<Text>, kpp -> Nullable<Text>, ogrn -> Nullable<Text>,
        bic -> Nullable<Text>, account -> Nullable<Text>, legal_address -> Nullable<Text>, manager_id -> Nullable<BigInt>,
        stock_display -> Text, may_be_represented -> Bool, created_at -> BigInt,
    }
}
diesel::table! { unit (id) { id -> BigInt, partner_id -> BigInt, name -> Text } }
diesel::table! { assignment (agent_id, partner_id) { agent_id -> BigInt, partner_id -> BigInt } }
diesel::table! {
    address (id) {
        id -> BigInt, partner_id -> BigInt, unit_id -> Nullable<BigInt>, name -> Text, place -> Text, delivery_method -> Text,
        delivery_cost -> BigInt, is_default -> Bool,
    }
}
diesel::table! {
    contract (id) {
        id -> BigInt, number -> Text, partner_id -> BigInt, currency -> Text, price_list_id -> BigInt, valid_from -> Date,
        valid_until -> Nullable<Date>, assortment -> Text, payment -> Text, net_days -> BigInt, discount_policy -> Text,
        discounts_on_contract_price -> Bool, vat_mode -> Text, minimum_order -> BigInt,
    }
}
diesel::table! { contract_warehouse (contract_id, warehouse_id) { contract_id -> BigInt, warehouse_id -> BigInt, rank -> BigInt } }
diesel::table! { contract_category (contract_id, category_id) { contract_id -> BigInt, category_id -> BigInt } }
diesel::table! { contract_product (contract_id, product_id) { contract_id -> BigInt, product_id -> BigInt } }
// The accounts' room owns this table; here only what a manager's visiting card says.
diesel::table! { account_card (id) { id -> BigInt, name -> Text, phone -> Nullable<Text> } }
diesel::allow_tables_to_appear_in_same_query!(partner, account_card);

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

/// Partners within reach, by name.
pub(super) fn partners(tx: &mut Tx, reach: &Reach, filter: &Filter) -> Answer<Vec<Partner>> {
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
    if let Some((key, id)) = &filter.after {
        query = query.filter(partner::name_key.gt(key.clone()).or(partner::name_key.eq(key.clone()).and(partner::id.gt(*id))));
    }
    let rows: Vec<PartnerRow> = query.order((partner::name_key, partner::id)).limit(filter.limit).load(tx.link())?;
    Ok(rows.into_iter().map(partner_of).collect())
}

/// A partner by its code.
pub(super) fn partner_by_code(tx: &mut Tx, code: &str) -> Answer<Option<Partner>> {
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

/// Makes or changes a partner; units and agents with it.
pub(super) fn put_partner(tx: &mut Tx, new: &NewPartner) -> Answer<(PartnerId, Put)> {
    let now = tx.moment();
    let known = partner_by_code(tx, &new.code)?;
    let r = &new.requisites;
    let (id, mut put) = match known {
        Some(old) => {
            let manager: Option<AccountId> = partner::table.filter(partner::id.eq(old.id)).select(partner::manager_id).first(tx.link())?;
            let is_same = old.name == new.name && old.requisites == *r && old.stock_display == new.stock_display && manager == new.manager;
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
                    partner::created_at.eq(now),
                    columns.0,
                    columns.1,
                    columns.2 .0,
                    columns.2 .1,
                    columns.2 .2,
                    columns.2 .3,
                    columns.2 .4,
                    columns.2 .5,
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

fn put_units(tx: &mut Tx, partner: PartnerId, names: &[String]) -> Answer<bool> {
    let known = units(tx, partner)?;
    let mut grew = false;
    for name in names.iter().filter(|name| !known.iter().any(|(_, known)| known == *name)) {
        let id = tx.new_id::<UnitId>();
        diesel::insert_into(unit::table).values((unit::id.eq(id), unit::partner_id.eq(partner), unit::name.eq(name))).execute(tx.link())?;
        grew = true;
    }
    Ok(grew)
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

/// A partner's units, by name.
pub(crate) fn units(tx: &mut Tx, partner: PartnerId) -> Answer<Vec<(UnitId, String)>> {
    Ok(unit::table.filter(unit::partner_id.eq(partner)).order(unit::name).select((unit::id, unit::name)).load(tx.link())?)
}

/// A unit's name.
pub(super) fn unit_name(tx: &mut Tx, id: UnitId) -> Answer<String> {
    Ok(unit::table.filter(unit::id.eq(id)).select(unit::name).first(tx.link())?)
}

type AddressRow = (AddressId, String, String, String, Money, bool, Option<UnitId>);

/// A partner's addresses that a unit may use, the default first.
pub(super) fn addresses(tx: &mut Tx, partner: PartnerId, of_unit: Option<UnitId>) -> Answer<Vec<Address>> {
    let mut query = address::table.filter(address::partner_id.eq(partner)).into_boxed();
    if let Some(unit) = of_unit {
        query = query.filter(address::unit_id.is_null().or(address::unit_id.eq(Some(unit))));
    }
    let rows: Vec<AddressRow> = query
        .order((address::is_default.desc(), address::name))
        .select((
            address::id,
            address::name,
            address::place,
            address::delivery_method,
            address::delivery_cost,
            address::is_default,
            address::unit_id,
        ))
        .load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(id, name, address, delivery_method, delivery_cost, is_default, unit)| Address {
            id,
            name,
            address,
            delivery_method,
            delivery_cost,
            is_default,
            unit,
        })
        .collect())
}

/// Makes or changes the address of a name.
pub(super) fn put_address(tx: &mut Tx, new: &NewAddress) -> Answer<Put> {
    let known = addresses(tx, new.partner, None)?.into_iter().find(|old| old.name == new.name);
    let columns = (
        address::unit_id.eq(new.unit),
        address::place.eq(&new.address),
        address::delivery_method.eq(&new.delivery_method),
        address::delivery_cost.eq(new.delivery_cost),
        address::is_default.eq(new.is_default),
    );
    let put = match known {
        Some(old)
            if old.unit == new.unit
                && old.address == new.address
                && old.delivery_method == new.delivery_method
                && old.delivery_cost == new.delivery_cost
                && old.is_default == new.is_default =>
        {
            return Ok(Put::Unchanged);
        }
        Some(old) => {
            diesel::update(address::table.filter(address::id.eq(old.id))).set(columns).execute(tx.link())?;
            Put::Changed
        }
        None => {
            let id = tx.new_id::<AddressId>();
            let (unit, text, method, cost, is_default) = columns;
            diesel::insert_into(address::table)
                .values((
                    address::id.eq(id),
                    address::partner_id.eq(new.partner),
                    address::name.eq(&new.name),
                    unit,
                    text,
                    method,
                    cost,
                    is_default,
                ))
                .execute(tx.link())?;
            Put::Added
        }
    };
    Ok(put)
}

type ContractRow = (
    ContractId,
    String,
    PartnerId,
    Currency,
    PriceListId,
    (NaiveDate, Option<NaiveDate>),
    Assortment,
    (Payment, i64),
    (DiscountPolicy, bool),
    VatMode,
    Money,
);

/// Contracts of some partners, by number, looked at today.
pub(super) fn contracts(tx: &mut Tx, partners: Option<Vec<PartnerId>>, number: Option<&str>) -> Answer<Vec<Contract>> {
    contract_page(tx, partners, number, None, 2000)
}

/// The same behind a number, at most so many.
pub(super) fn contract_page(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    number: Option<&str>,
    after: Option<String>,
    limit: i64,
) -> Answer<Vec<Contract>> {
    let now = tx.moment();
    let day = seller::day_of(tx, now)?;
    let mut query = contract::table.into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    if let Some(number) = number {
        query = query.filter(contract::number.eq(number.to_owned()));
    }
    if let Some(after) = after {
        query = query.filter(contract::number.gt(after));
    }
    let rows: Vec<ContractRow> = query
        .order(contract::number)
        .limit(limit)
        .select((
            contract::id,
            contract::number,
            contract::partner_id,
            contract::currency,
            contract::price_list_id,
            (contract::valid_from, contract::valid_until),
            contract::assortment,
            (contract::payment, contract::net_days),
            (contract::discount_policy, contract::discounts_on_contract_price),
            contract::vat_mode,
            contract::minimum_order,
        ))
        .load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(id, number, partner, currency, list, valid, assortment, payment, discounts, vat_mode, minimum_order)| Contract {
            id,
            number,
            partner,
            currency,
            list,
            valid_from: valid.0,
            valid_until: valid.1,
            assortment,
            payment: payment.0,
            net_days: payment.1,
            discount_policy: discounts.0,
            discounts_on_contract_price: discounts.1,
            vat_mode,
            minimum_order,
            day,
        })
        .collect())
}

/// A contract by its number, with all that was given for it.
pub(super) fn contract_by_number(tx: &mut Tx, number: &str) -> Answer<Option<(ContractId, NewContract)>> {
    let Some(c) = contracts(tx, None, Some(number))?.into_iter().next() else { return Ok(None) };
    let mut items: Vec<i64> = match c.assortment {
        Assortment::All => Vec::new(),
        Assortment::Categories => {
            contract_category::table.filter(contract_category::contract_id.eq(c.id)).select(contract_category::category_id).load(tx.link())?
        }
        Assortment::Products => {
            contract_product::table.filter(contract_product::contract_id.eq(c.id)).select(contract_product::product_id).load(tx.link())?
        }
    };
    items.sort_unstable();
    let warehouses = warehouses(tx, c.id)?;
    let given = NewContract {
        number: c.number,
        partner: c.partner,
        currency: c.currency,
        list: c.list,
        valid_from: c.valid_from,
        valid_until: c.valid_until,
        assortment: c.assortment,
        items,
        payment: c.payment,
        net_days: c.net_days,
        discount_policy: c.discount_policy,
        discounts_on_contract_price: c.discounts_on_contract_price,
        vat_mode: c.vat_mode,
        warehouses,
        minimum_order: c.minimum_order,
    };
    Ok(Some((c.id, given)))
}

/// The contract's warehouses in order of preference.
pub(crate) fn warehouses(tx: &mut Tx, id: ContractId) -> Answer<Vec<WarehouseId>> {
    Ok(contract_warehouse::table
        .filter(contract_warehouse::contract_id.eq(id))
        .order(contract_warehouse::rank)
        .select(contract_warehouse::warehouse_id)
        .load(tx.link())?)
}

/// Makes a contract.
pub(super) fn insert_contract(tx: &mut Tx, new: &NewContract) -> Answer<()> {
    let id = tx.new_id::<ContractId>();
    diesel::insert_into(contract::table)
        .values((
            contract::id.eq(id),
            contract::number.eq(&new.number),
            contract::partner_id.eq(new.partner),
            contract::currency.eq(new.currency),
            contract::price_list_id.eq(new.list),
            contract::valid_from.eq(new.valid_from),
            contract::valid_until.eq(new.valid_until),
            contract::assortment.eq(new.assortment),
            contract::payment.eq(new.payment),
            contract::net_days.eq(new.net_days),
            contract::discount_policy.eq(new.discount_policy),
            contract::discounts_on_contract_price.eq(new.discounts_on_contract_price),
            contract::vat_mode.eq(new.vat_mode),
            contract::minimum_order.eq(new.minimum_order),
        ))
        .execute(tx.link())?;
    put_lists(tx, id, new)
}

/// Changes a contract.
pub(super) fn update_contract(tx: &mut Tx, id: ContractId, new: &NewContract) -> Answer<()> {
    diesel::update(contract::table.filter(contract::id.eq(id)))
        .set((
            contract::price_list_id.eq(new.list),
            contract::valid_from.eq(new.valid_from),
            contract::valid_until.eq(new.valid_until),
            contract::assortment.eq(new.assortment),
            contract::payment.eq(new.payment),
            contract::net_days.eq(new.net_days),
            contract::discount_policy.eq(new.discount_policy),
            contract::discounts_on_contract_price.eq(new.discounts_on_contract_price),
            contract::vat_mode.eq(new.vat_mode),
            contract::minimum_order.eq(new.minimum_order),
        ))
        .execute(tx.link())?;
    diesel::delete(contract_warehouse::table.filter(contract_warehouse::contract_id.eq(id))).execute(tx.link())?;
    diesel::delete(contract_category::table.filter(contract_category::contract_id.eq(id))).execute(tx.link())?;
    diesel::delete(contract_product::table.filter(contract_product::contract_id.eq(id))).execute(tx.link())?;
    put_lists(tx, id, new)
}

fn put_lists(tx: &mut Tx, id: ContractId, new: &NewContract) -> Answer<()> {
    for (rank, warehouse) in (0i64..).zip(&new.warehouses) {
        diesel::insert_into(contract_warehouse::table)
            .values((contract_warehouse::contract_id.eq(id), contract_warehouse::warehouse_id.eq(*warehouse), contract_warehouse::rank.eq(rank)))
            .execute(tx.link())?;
    }
    for item in &new.items {
        match new.assortment {
            Assortment::All => return Err(No::failed("an unlimited assortment lists nothing")),
            Assortment::Categories => diesel::insert_into(contract_category::table)
                .values((contract_category::contract_id.eq(id), contract_category::category_id.eq(*item)))
                .execute(tx.link())?,
            Assortment::Products => diesel::insert_into(contract_product::table)
                .values((contract_product::contract_id.eq(id), contract_product::product_id.eq(*item)))
                .execute(tx.link())?,
        };
    }
    Ok(())
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

/// The units of many partners, by partner and name.
pub(crate) fn unit_ids(tx: &mut Tx, partners: &[PartnerId]) -> Answer<std::collections::HashMap<(PartnerId, String), UnitId>> {
    let mut found = std::collections::HashMap::new();
    for chunk in partners.chunks(500) {
        let rows: Vec<(PartnerId, String, UnitId)> = unit::table
            .filter(unit::partner_id.eq_any(chunk.to_vec()))
            .select((unit::partner_id, unit::name, unit::id))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(partner, name, id)| ((partner, name), id)));
    }
    Ok(found)
}

/// Ids of many contracts' numbers, each with its partner.
pub(crate) fn contract_ids(tx: &mut Tx, numbers: &[String]) -> Answer<std::collections::HashMap<String, (ContractId, PartnerId)>> {
    let mut found = std::collections::HashMap::new();
    for chunk in numbers.chunks(500) {
        let rows: Vec<(String, ContractId, PartnerId)> = contract::table
            .filter(contract::number.eq_any(chunk.to_vec()))
            .select((contract::number, contract::id, contract::partner_id))
            .load(tx.link())?;
        found.extend(rows.into_iter().map(|(number, id, partner)| (number, (id, partner))));
    }
    Ok(found)
}

/// The partners an agent has.
pub(super) fn assigned_to(tx: &mut Tx, agent: AccountId) -> Answer<Vec<PartnerId>> {
    Ok(assignment::table.filter(assignment::agent_id.eq(agent)).select(assignment::partner_id).load(tx.link())?)
}

/// Codes and names of some partners.
pub(super) fn partner_names(tx: &mut Tx, ids: &[PartnerId]) -> Answer<Vec<(PartnerId, String, String)>> {
    Ok(partner::table.filter(partner::id.eq_any(ids.to_vec())).select((partner::id, partner::code, partner::name)).load(tx.link())?)
}

/// The warehouses of some contracts, each contract's in its order of preference.
pub(super) fn warehouses_of(tx: &mut Tx, contracts: &[ContractId]) -> Answer<Vec<(ContractId, WarehouseId)>> {
    Ok(contract_warehouse::table
        .filter(contract_warehouse::contract_id.eq_any(contracts.to_vec()))
        .order((contract_warehouse::contract_id, contract_warehouse::rank))
        .select((contract_warehouse::contract_id, contract_warehouse::warehouse_id))
        .load(tx.link())?)
}

/// How stock is shown to a partner.
pub(super) fn stock_display(tx: &mut Tx, id: PartnerId) -> Answer<StockDisplay> {
    Ok(partner::table.filter(partner::id.eq(id)).select(partner::stock_display).first(tx.link())?)
}
