//! Words without result in the database: the published view of wishes, counted by words and client.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::words::OfClient;
use crate::access::PartnerId;
use crate::platform::db::Tx;
use crate::platform::error::Answer;

diesel::table! {
    view_wish (id) {
        id -> BigInt, wanted -> Text, wanted_key -> Text, reason -> Text, times -> BigInt, last_at -> BigInt, partner_id -> BigInt,
        partner_code -> Text, partner_name -> Text,
    }
}

/// At most so many, the most wanted first.
const MOST: i64 = 5_000;

/// What clients searched for in vain. What was out of stock was found.
pub(super) fn by_client(tx: &mut Tx, partners: Option<Vec<PartnerId>>) -> Answer<Vec<OfClient>> {
    let query = view_wish::table
        .filter(view_wish::reason.ne("out_of_stock"))
        .group_by((view_wish::wanted_key, view_wish::partner_code, view_wish::partner_name))
        .select((
            view_wish::wanted_key,
            sql::<Text>("MAX(wanted)"),
            view_wish::partner_code,
            view_wish::partner_name,
            sql::<BigInt>("CAST(SUM(times) AS BIGINT)"),
            diesel::dsl::max(view_wish::last_at),
        ));
    let mut query = query.into_boxed();
    if let Some(partners) = partners {
        query = query.filter(view_wish::partner_id.eq_any(partners));
    }
    Ok(query
        .order((sql::<BigInt>("SUM(times)").desc(), view_wish::wanted_key, view_wish::partner_code))
        .limit(MOST)
        .load(tx.link())?)
}
