//! Once only: an act under a key the caller made is done once, whatever is repeated and however late. The key, what was asked and the
//! outcome are a row of the act's own transaction, which is never swept, but for what only fills a cart.

use actix_web::HttpResponseBuilder;
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::gate::Gate;
use crate::platform::db::{Link, Tx};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::say;

diesel::table! {
    done_once (owner, route, key) { owner -> Text, route -> Text, key -> Text, fingerprint -> Text, outcome -> Text, at -> BigInt }
}

diesel::table! {
    idempotency (owner, route, key) { owner -> Text, route -> Text, key -> Text, fingerprint -> Text, outcome -> Text, at -> BigInt }
}

/// Acts that may happen anew when their keys are as old as this: a cart that is filled again is no order yet.
const PASSING: [&str; 1] = ["quick"];
const KEPT_SECONDS: i64 = 30 * 24 * 3600;

/// A key the caller made and keeps until it has the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// 1 to 128 visible ASCII characters, quotes of a structured field taken off.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
        let is_good = (1..=128).contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_graphic() && b != b'"');
        is_good.then(|| Self(bare.to_owned()))
    }

    /// The one a program sent with its request.
    pub fn of(request: &actix_web::HttpRequest) -> Answer<Self> {
        let told = request.headers().get("idempotency-key").and_then(|v| v.to_str().ok());
        let missing = || Refusal::new(Kind::Malformed, "idempotency_key_required", say!("error-key-required")).into();
        told.and_then(Self::parse).ok_or_else(missing)
    }

    /// A fresh one, for a form.
    pub fn fresh() -> Answer<String> {
        secret::random::<16>().map(|b| secret::hex(&b))
    }
}

/// An outcome, and whether it is a repetition.
#[derive(Debug, Clone)]
pub struct Once<T> {
    /// What the act answered the first time.
    pub value: T,
    /// Whether this time it was only told again.
    pub is_replayed: bool,
}

impl<T> Once<T> {
    /// An answer that says in its head where it is only told again.
    pub fn answer(&self, mut answer: HttpResponseBuilder) -> HttpResponseBuilder {
        if self.is_replayed {
            answer.insert_header(("Idempotency-Replayed", "true"));
        }
        answer
    }
}

/// What identifies an act: whose, where, under which key, about what. Inputs and outcomes stay readable for ever: what is added to one
/// has a default, and is left out of the input's JSON where nobody gave it, or an old act sent again would be another one.
#[derive(Debug, Clone)]
pub struct Claim {
    pub(super) owner: String,
    pub(super) route: &'static str,
    pub(super) key: String,
    pub(super) fingerprint: String,
}

impl Claim {
    /// For this owner, route, key and input.
    pub fn new(owner: String, route: &'static str, key: &IdempotencyKey, input: &impl Serialize) -> Answer<Self> {
        let fingerprint = secret::hex(&Sha256::digest(serde_json::to_vec(input)?));
        Ok(Self { owner, route, key: key.0.clone(), fingerprint })
    }
}

/// What either table has under a claim: the fingerprint and the outcome.
macro_rules! kept {
    ($table:ident, $tx:expr, $claim:expr) => {
        $table::table
            .filter($table::owner.eq(&$claim.owner).and($table::route.eq($claim.route)).and($table::key.eq(&$claim.key)))
            .select(($table::fingerprint, $table::outcome))
            .first::<(String, String)>($tx.link())
            .optional()?
    };
}

/// Puts an outcome under a claim into either table.
macro_rules! keep {
    ($table:ident, $tx:expr, $claim:expr, $outcome:expr) => {{
        let at: Moment = $tx.moment();
        diesel::insert_into($table::table)
            .values((
                $table::owner.eq(&$claim.owner),
                $table::route.eq($claim.route),
                $table::key.eq(&$claim.key),
                $table::fingerprint.eq(&$claim.fingerprint),
                $table::outcome.eq($outcome),
                $table::at.eq(at),
            ))
            .execute($tx.link())?;
    }};
}

/// The outcome of an earlier act under this claim. A second sender at the same moment waits here for the first.
pub(super) fn recall<T: DeserializeOwned>(tx: &mut Tx, claim: &Claim) -> Answer<Option<T>> {
    if let Link::Postgres(conn) = tx.link() {
        let digest = Sha256::digest(format!("{}\n{}\n{}", claim.owner, claim.route, claim.key).as_bytes());
        let lock = digest.iter().take(8).fold(0i64, |acc, b| (acc << 8) | i64::from(*b));
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<diesel::sql_types::BigInt, _>(lock).execute(conn)?;
    }
    let found = match kept!(done_once, tx, claim) {
        // Also acts from before there was a table that is never swept.
        None => kept!(idempotency, tx, claim),
        found => found,
    };
    match found {
        None => Ok(None),
        Some((fingerprint, outcome)) if fingerprint == claim.fingerprint => Ok(Some(serde_json::from_str(&outcome)?)),
        Some(_) => Err(No::from(Refusal::new(Kind::Invalid, "idempotency_key_reused", say!("error-key-reused")))),
    }
}

/// Keeps the outcome in the act's own transaction.
pub(super) fn remember(tx: &mut Tx, claim: &Claim, outcome: &impl Serialize) -> Answer<()> {
    let outcome = serde_json::to_string(outcome)?;
    if PASSING.contains(&claim.route) {
        keep!(idempotency, tx, claim, &outcome);
    } else {
        keep!(done_once, tx, claim, &outcome);
    }
    Ok(())
}

/// Forgets what is older than thirty days and may happen anew; answers how much that was.
pub async fn forget_old(gate: &Gate) -> Answer<usize> {
    let forget = |tx: &mut Tx| -> Answer<usize> {
        let before = tx.moment().plus_seconds(-KEPT_SECONDS);
        let old = idempotency::table.filter(idempotency::at.lt(before).and(idempotency::route.eq_any(PASSING.to_vec())));
        Ok(diesel::delete(old).execute(tx.link())?)
    };
    gate.tend(forget).await
}
