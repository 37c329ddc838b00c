//! Keys with scopes, for machines: the accounting system, a partner's procurement system.

use diesel::prelude::*;
use serde_json::json;

use super::permission::marks::ManageKeys;
use super::permission::{Right, Rights};
use super::reach::KeyId;
use super::stands::KeyRow;
use super::store::{api_key, company_by_code};
use super::{Act, Recorded, role};
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::text;
use crate::say;

/// A key to be made.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// What for.
    pub name: String,
    /// Which rights.
    pub scopes: Vec<Right>,
    /// For this partner only.
    pub partner: Option<String>,
}

/// Makes a key; answers its token, which is told nowhere else.
pub fn make(act: &mut Act<'_, ManageKeys>, new: &NewKey) -> Answer<Recorded<String>> {
    let name = text::required_line(&new.name, 100).map_err(|_| No::invalid("/name", "missing", say!("key-name-missing")))?;
    let most = if new.partner.is_some() { role::PARTNER_MACHINE } else { role::MACHINE };
    if new.scopes.is_empty() || !most.covers(Rights::of(&new.scopes)) {
        return Err(No::invalid("/scopes", "unknown_scope", say!("key-unknown-scope")));
    }
    let partner = match &new.partner {
        Some(code) => Some(company_by_code(act.tx(), code)?.ok_or_else(No::not_found)?.id),
        None => None,
    };
    let (id, created_by, now) = (act.tx().new_id::<KeyId>(), act.account()?, act.moment());
    let token = format!("ork_{}", secret::token()?);
    let scopes: Vec<&str> = new.scopes.iter().map(|right| right.as_str()).collect();
    let key = KeyRow {
        id,
        name,
        token_hash: secret::token_hash(&token),
        scopes: scopes.join(" "),
        partner,
        by: created_by,
        created_at: now,
        ended_at: None,
    };
    diesel::insert_into(api_key::table)
        .values((
            api_key::id.eq(key.id),
            api_key::name.eq(&key.name),
            api_key::token_hash.eq(&key.token_hash),
            api_key::scopes.eq(&key.scopes),
            api_key::partner_id.eq(key.partner),
            api_key::created_by.eq(key.by),
            api_key::created_at.eq(key.created_at),
        ))
        .execute(act.tx().link())?;
    act.record("key.made", partner, json!({"key": id, "scopes": scopes, "stands": key.facts()}), token)
}
