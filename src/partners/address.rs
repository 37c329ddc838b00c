//! Delivery addresses: where to, how, and what it costs. A unit sees its own and the company's common ones.

use super::{PartnerId, UnitId, store};
use crate::access::accounts::people::Put;
use crate::access::permission::marks::ManagePartners;
use crate::access::{Act, Reach};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::{Money, text};
use crate::say;

crate::typed_id!(
    /// A delivery address.
    AddressId, "adr"
);

/// A delivery address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Its id.
    pub id: AddressId,
    /// The name it is chosen by.
    pub name: String,
    /// The address itself.
    pub address: String,
    /// How goods get there.
    pub delivery_method: String,
    /// What that costs, with VAT.
    pub delivery_cost: Money,
    /// Whether it is taken when none is chosen.
    pub is_default: bool,
    /// The unit it belongs to, if any.
    pub unit: Option<UnitId>,
}

/// An address as given.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NewAddress {
    /// Whose.
    pub partner: PartnerId,
    /// The unit it belongs to, if any.
    pub unit: Option<UnitId>,
    /// The name it is chosen by.
    pub name: String,
    /// The address itself.
    pub address: String,
    /// How goods get there.
    pub delivery_method: String,
    /// What that costs, with VAT.
    pub delivery_cost: Money,
    /// Whether it is taken when none is chosen.
    pub is_default: bool,
}

/// Makes or changes the address of a name.
pub fn put(act: &mut Act<'_, ManagePartners>, new: &NewAddress) -> Answer<Put> {
    let missing = |field: &'static str| No::invalid(field, "missing", say!("error-field-missing", name = field));
    text::required_line(&new.name, 100).map_err(|_| missing("name"))?;
    text::required_line(&new.address, 500).map_err(|_| missing("address"))?;
    if new.delivery_cost < Money::ZERO {
        return Err(No::invalid("delivery_cost", "out_of_range", say!("error-out-of-range")));
    }
    let put = store::put_address(act.tx(), new)?;
    if put != Put::Unchanged {
        let salt = store::salt(act.tx(), new.partner)?;
        if let Some(row) = store::addresses(act.tx(), new.partner, None)?.into_iter().find(|row| row.name == new.name) {
            act.note("address.put", Some(new.partner), facts(&row, &salt))?;
        }
    }
    Ok(put)
}

/// What the journal keeps of an address: where somebody works is his own affair, so that stands there as commitments.
pub(super) fn facts(row: &Address, salt: &[u8]) -> serde_json::Value {
    let kept = |word: &str| secret::commitment(salt, word);
    serde_json::json!({
        "address": row.id, "name": kept(&row.name), "place": kept(&row.address), "method": kept(&row.delivery_method),
        "delivery_cost": row.delivery_cost, "is_default": row.is_default, "unit": row.unit,
    })
}

/// The addresses of a partner that lie within reach, the default first.
pub(crate) fn of_partner(tx: &mut Tx, partner: PartnerId, reach: &Reach) -> Answer<Vec<Address>> {
    if !reach.holds(partner) {
        return Ok(Vec::new());
    }
    store::addresses(tx, partner, reach.unit())
}
