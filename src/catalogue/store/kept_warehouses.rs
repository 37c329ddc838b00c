//! Warehouses as records tell them, for the import that records them and for whoever compares them afterwards.

use super::*;

/// A warehouse as records tell it: its code, and by what its names and address are known again. Nothing where there is none of the code.
pub(crate) fn kept_warehouse(tx: &mut Tx, code: &str) -> Answer<Option<serde_json::Value>> {
    Ok(kept_warehouses(tx)?.into_iter().find(|(known, _)| known == code).map(|(_, facts)| facts))
}

/// Every warehouse with its code, as records tell it.
pub(crate) fn kept_warehouses(tx: &mut Tx) -> Answer<Vec<(String, serde_json::Value)>> {
    let kept = |(id, code, name, name_en, address): (WarehouseId, String, String, String, String)| {
        let who = crate::platform::secret::token_hash(&serde_json::json!([name, name_en, address]).to_string());
        let facts = serde_json::json!({"warehouse": id, "code": code, "who": who});
        (code, facts)
    };
    Ok(warehouses(tx)?.into_iter().map(kept).collect())
}
