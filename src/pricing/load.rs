//! Brings what the price function must know out of the database, for many products in one statement each.

use std::collections::HashMap;

use super::discount::Discount;
use super::store::{self, PriceRecord, Whose};
use super::terms::{Goods, PriceRow, Terms, TierKind};
use crate::access::reach::AccountId;
use crate::catalogue::Product;
use crate::partners::Contract;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::memory;

/// The terms of a contract for a partner's person on the contract's day.
pub(crate) fn terms(tx: &mut Tx, contract: &Contract, account: Option<AccountId>) -> Answer<Terms> {
    let whose = Whose { partner: contract.partner, account, contract: contract.id };
    let key = format!("terms {whose:?} {}", contract.day);
    let (list_code, tier, discounts) =
        memory::recall(tx, key, |tx| store::list_and_discounts(tx, contract.list, &whose, contract.day))?;
    Ok(assembled(contract, (list_code, tier), discounts))
}

/// The terms of a contract with the code and the way of steps of its list, and with the discounts that count.
pub(super) fn assembled(contract: &Contract, (list_code, tier): (String, TierKind), discounts: Vec<Discount>) -> Terms {
    Terms {
        contract_number: contract.number.clone(),
        contract_owner: contract.id.number(),
        list: contract.list,
        list_code,
        currency: contract.currency,
        tier,
        vat_mode: contract.vat_mode,
        policy: contract.discount_policy,
        discounts_on_contract_price: contract.discounts_on_contract_price,
        discounts,
        day: contract.day,
    }
}

/// Products with their price rows in force, in the order given. One statement.
pub(crate) fn goods(tx: &mut Tx, terms: &Terms, products: &[Product]) -> Answer<Vec<Goods>> {
    let ids: Vec<i64> = products.iter().map(|p| p.id.number()).collect();
    let records =
        if ids.is_empty() { Vec::new() } else { store::rows(tx, &[terms.list.number(), terms.contract_owner], &ids, terms.day)? };
    let mut by_product: HashMap<i64, Vec<PriceRecord>> = HashMap::new();
    for record in records {
        by_product.entry(record.product_id).or_default().push(record);
    }
    Ok(products
        .iter()
        .map(|product| Goods {
            product: product.id.number(),
            categories: product.categories.clone(),
            vat_rate: product.vat_rate,
            rows: in_force(by_product.remove(&product.id.number()).unwrap_or_default(), terms.contract_owner),
        })
        .collect())
}

/// Of rows for the same quantity the one that began last.
pub(super) fn in_force(mut records: Vec<PriceRecord>, contract_owner: i64) -> Vec<PriceRow> {
    records.sort_by_key(|r| (r.owner_id, r.from_quantity, std::cmp::Reverse(r.valid_from)));
    records.dedup_by_key(|r| (r.owner_id, r.from_quantity));
    records
        .into_iter()
        .map(|r| PriceRow {
            is_contract: r.owner_id == contract_owner,
            from_quantity: r.from_quantity,
            valid_until: r.valid_until,
            price: r.unit_price,
            floor: r.floor,
        })
        .collect()
}
