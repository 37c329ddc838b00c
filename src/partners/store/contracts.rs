//! Contracts with their assortments and warehouses, in the database.

use super::*;

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
    (Money, Option<i64>),
);

/// Contracts of some partners, by number, looked at today.
pub(in crate::partners) fn contracts(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    number: Option<&str>,
) -> Answer<Vec<Contract>> {
    contract_page(tx, partners, number, None, 2000)
}

/// The same behind a number, at most so many.
pub(in crate::partners) fn contract_page(
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
            (contract::minimum_order, contract::grace_days),
        ))
        .load(tx.link())?;
    Ok(rows
        .into_iter()
        .map(|(id, number, partner, currency, list, valid, assortment, payment, discounts, vat_mode, rest)| Contract {
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
            minimum_order: rest.0,
            grace_days: rest.1,
            day,
        })
        .collect())
}

/// A contract by its number, with all that was given for it.
pub(in crate::partners) fn contract_by_number(tx: &mut Tx, number: &str) -> Answer<Option<(ContractId, NewContract)>> {
    let Some(c) = contracts(tx, None, Some(number))?.into_iter().next() else { return Ok(None) };
    let mut items: Vec<i64> = match c.assortment {
        Assortment::All => Vec::new(),
        Assortment::Categories => contract_category::table
            .filter(contract_category::contract_id.eq(c.id))
            .select(contract_category::category_id)
            .load(tx.link())?,
        Assortment::Products => contract_product::table
            .filter(contract_product::contract_id.eq(c.id))
            .select(contract_product::product_id)
            .load(tx.link())?,
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
        grace_days: c.grace_days,
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
pub(in crate::partners) fn insert_contract(tx: &mut Tx, new: &NewContract) -> Answer<()> {
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
            contract::grace_days.eq(new.grace_days),
        ))
        .execute(tx.link())?;
    put_lists(tx, id, new)
}

/// Changes a contract.
pub(in crate::partners) fn update_contract(tx: &mut Tx, id: ContractId, new: &NewContract) -> Answer<()> {
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
            contract::grace_days.eq(new.grace_days),
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
            .values((
                contract_warehouse::contract_id.eq(id),
                contract_warehouse::warehouse_id.eq(*warehouse),
                contract_warehouse::rank.eq(rank),
            ))
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

/// Ids of many contracts' numbers, each with its partner.
pub(crate) fn contract_ids(
    tx: &mut Tx,
    numbers: &[String],
) -> Answer<std::collections::HashMap<String, (ContractId, PartnerId)>> {
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
