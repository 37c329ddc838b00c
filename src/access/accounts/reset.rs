//! A forgotten password: whoever gives a login is answered the same way in the same time, whether or not it is anybody's. The rest is
//! the queue's: it keeps a link for an hour and writes to the owner of the mailbox.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::links::{self, Purpose};
use super::{failures_store, sign_in, store};
use crate::access::permission::marks::Visit;
use crate::access::reach::AccountId;
use crate::access::{Act, May, Recorded, letters};
use crate::platform::error::Answer;
use crate::platform::queue;
use crate::platform::secret;

const LINK_SECONDS: i64 = 3600;
/// So often within an hour for one login, and from one address.
const ASKED_FOR_ONE: i64 = 3;
const ASKED_FROM_ONE: i64 = 30;
const WAIT_SECONDS: i64 = 3600;

/// What the job says: whose password, and what its link is made of together with the house's secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The account; none where the login is nobody's.
    pub account: Option<AccountId>,
    /// What the link is made of.
    pub nonce: String,
}

/// Asks for a link for the owner of a login.
pub async fn ask(may: &May<Visit>, login: &str, ip: IpAddr) -> Answer<()> {
    let key = super::login_key(login);
    let keys = vec![
        (secret::token_hash(&format!("reset of {key}")), ASKED_FOR_ONE),
        (secret::token_hash(&format!("reset from {ip}")), ASKED_FROM_ONE),
    ];
    let asked = (key.clone(), keys.clone());
    let known = may.read(asked, |act, (key, keys)| store::credentials(act.tx(), key, keys)).await?;
    if let Some(until) = known.waits_until {
        return Err(sign_in::must_wait(until, may.gate().clock().now()));
    }
    let about = About { account: known.account, nonce: secret::token()? };
    may.write((about, keys), |act, (about, keys)| {
        failures_store::count_failure(act.tx(), keys, WAIT_SECONDS)?;
        queue::enqueue(act.tx(), letters::RESET, about)?;
        Ok(act.pass(()))
    })
    .await
}

/// Keeps the link of a letter that is about to be sent; earlier links of the account end. Again changes nothing.
pub fn keep(act: &mut Act<'_, Visit>, (account, token): &(AccountId, String)) -> Answer<Recorded<()>> {
    let hash = secret::token_hash(token);
    if store::has_link(act.tx(), &hash)? {
        return Ok(act.pass(()));
    }
    store::keep_link(act.tx(), &hash, Purpose::SetPassword, Some(*account), LINK_SECONDS)?;
    act.record("link.made", None, links::made(*account, &hash), ())
}
