//! Units and delivery addresses in the database.

use super::*;

pub(in crate::partners) fn put_units(tx: &mut Tx, partner: PartnerId, names: &[String]) -> Answer<bool> {
    let known = units(tx, partner)?;
    let mut grew = false;
    for name in names.iter().filter(|name| !known.iter().any(|(_, known)| known == *name)) {
        let id = tx.new_id::<UnitId>();
        diesel::insert_into(unit::table)
            .values((unit::id.eq(id), unit::partner_id.eq(partner), unit::name.eq(name)))
            .execute(tx.link())?;
        grew = true;
    }
    Ok(grew)
}

/// A partner's units, by name.
pub(crate) fn units(tx: &mut Tx, partner: PartnerId) -> Answer<Vec<(UnitId, String)>> {
    Ok(unit::table.filter(unit::partner_id.eq(partner)).order(unit::name).select((unit::id, unit::name)).load(tx.link())?)
}

/// A unit's name.
pub(in crate::partners) fn unit_name(tx: &mut Tx, id: UnitId) -> Answer<String> {
    Ok(unit::table.filter(unit::id.eq(id)).select(unit::name).first(tx.link())?)
}

pub(super) type AddressRow = (AddressId, String, String, String, Money, bool, Option<UnitId>);

macro_rules! address_columns {
    () => {
        (
            address::id,
            address::name,
            address::place,
            address::delivery_method,
            address::delivery_cost,
            address::is_default,
            address::unit_id,
        )
    };
}
pub(super) use address_columns;

pub(super) fn address_of((id, name, address, delivery_method, delivery_cost, is_default, unit): AddressRow) -> Address {
    Address { id, name, address, delivery_method, delivery_cost, is_default, unit }
}

/// A partner's addresses that a unit may use, the default first.
pub(in crate::partners) fn addresses(tx: &mut Tx, partner: PartnerId, of_unit: Option<UnitId>) -> Answer<Vec<Address>> {
    let mut query = address::table.filter(address::partner_id.eq(partner)).into_boxed();
    if let Some(unit) = of_unit {
        query = query.filter(address::unit_id.is_null().or(address::unit_id.eq(Some(unit))));
    }
    let rows: Vec<AddressRow> =
        query.order((address::is_default.desc(), address::name)).select(address_columns!()).load(tx.link())?;
    Ok(rows.into_iter().map(address_of).collect())
}

/// Makes or changes the address of a name.
pub(in crate::partners) fn put_address(tx: &mut Tx, new: &NewAddress) -> Answer<Put> {
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
