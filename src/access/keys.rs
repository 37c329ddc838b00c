//! Keys with scopes, for machines: the accounting system, a partner's procurement system. Made, listed and ended by whoever manages them.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use serde_json::json;

use super::permission::marks::ManageKeys;
use super::permission::{Right, Rights};
use super::reach::{AccountId, KeyId};
use super::stands::KeyRow;
use super::store::{account, api_key, company_by_code, partner};
use super::{Act, PartnerId, Recorded, role};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::{Moment, text};
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

/// A key that was made.
pub struct Made {
    /// Its id.
    pub id: KeyId,
    /// Its token, which is told nowhere else.
    pub token: String,
}

/// A key without its token.
#[derive(Debug, Clone)]
pub struct Key {
    /// Its id.
    pub id: KeyId,
    /// What for.
    pub name: String,
    /// Its rights by their words.
    pub scopes: Vec<String>,
    /// The code of the only partner it is for.
    pub partner: Option<String>,
    /// Who made it and answers for it, by name.
    pub by: String,
    /// When it was made.
    pub made_at: Moment,
    /// When it was ended.
    pub ended_at: Option<Moment>,
}

/// Makes a key.
pub fn make(act: &mut Act<'_, ManageKeys>, new: &NewKey) -> Answer<Recorded<Made>> {
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
    act.record("key.made", partner, json!({"key": id, "scopes": scopes, "stands": key.facts()}), Made { id, token })
}

type Row = (KeyId, String, String, Option<PartnerId>, AccountId, Moment, Option<Moment>);

/// The keys within reach, those that have ended among them; the latest first.
pub fn list(act: &mut Act<'_, ManageKeys>, (): &()) -> Answer<Vec<Key>> {
    let reach = act.reach().partners();
    let tx = act.tx();
    let rows = within(tx, reach, None)?;
    let names = names(tx, rows.iter().map(|row| row.4).collect())?;
    let codes = codes(tx, rows.iter().filter_map(|row| row.3).collect())?;
    let key = |(id, name, scopes, partner, by, made_at, ended_at): Row| Key {
        id,
        name,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        partner: partner.and_then(|partner| codes.get(&partner).cloned()),
        by: names.get(&by).cloned().unwrap_or_default(),
        made_at,
        ended_at,
    };
    Ok(rows.into_iter().map(key).collect())
}

/// Ends a key: it opens nothing any more, and stays in the list. One that has ended stays as it ended.
pub fn end(act: &mut Act<'_, ManageKeys>, id: &KeyId) -> Answer<Recorded<()>> {
    let (reach, now) = (act.reach().partners(), act.moment());
    let found = within(act.tx(), reach, Some(*id))?;
    let partner = found.first().ok_or_else(No::not_found)?.3;
    let ended = diesel::update(api_key::table.filter(api_key::id.eq(*id).and(api_key::ended_at.is_null())))
        .set(api_key::ended_at.eq(Some(now)))
        .execute(act.tx().link())?;
    if ended == 0 {
        return Ok(act.pass(()));
    }
    act.record("key.ended", partner, json!({"key": id, "ended_at": now}), ())
}

/// The names of keys, each with the account that answers for it.
pub(crate) fn named(tx: &mut Tx, ids: &[KeyId]) -> Answer<HashMap<KeyId, (String, AccountId)>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(KeyId, String, AccountId)> = api_key::table
        .filter(api_key::id.eq_any(ids.to_vec()))
        .select((api_key::id, api_key::name, api_key::created_by))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(id, name, by)| (id, (name, by))).collect())
}

/// All keys, or the one of an id, of some partners.
fn within(tx: &mut Tx, partners: Option<Vec<PartnerId>>, id: Option<KeyId>) -> Answer<Vec<Row>> {
    let mut query = api_key::table
        .order(api_key::id.desc())
        .select((
            api_key::id,
            api_key::name,
            api_key::scopes,
            api_key::partner_id,
            api_key::created_by,
            api_key::created_at,
            api_key::ended_at,
        ))
        .into_boxed();
    if let Some(partners) = partners {
        query = query.filter(api_key::partner_id.eq_any(partners.into_iter().map(Some).collect::<Vec<_>>()));
    }
    if let Some(id) = id {
        query = query.filter(api_key::id.eq(id));
    }
    Ok(query.load(tx.link())?)
}

fn names(tx: &mut Tx, ids: BTreeSet<AccountId>) -> Answer<HashMap<AccountId, String>> {
    let rows: Vec<(AccountId, String)> =
        account::table.filter(account::id.eq_any(ids)).select((account::id, account::name)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}

fn codes(tx: &mut Tx, ids: BTreeSet<PartnerId>) -> Answer<HashMap<PartnerId, String>> {
    let rows: Vec<(PartnerId, String)> =
        partner::table.filter(partner::id.eq_any(ids)).select((partner::id, partner::code)).load(tx.link())?;
    Ok(rows.into_iter().collect())
}
