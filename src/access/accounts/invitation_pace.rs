//! How often invitations are sent: nobody's mailbox is filled, and no account becomes a sender of letters to the whole world. Counted
//! like wrong tries to sign in. Called by whatever sends an invitation, in its transaction.

use super::failures_store;
use crate::access::Act;
use crate::access::permission::Permission;
use crate::platform::error::{Answer, Kind, Refusal};
use crate::platform::secret;
use crate::say;

/// So many letters one account sends in a row, and so many go to one mailbox; then it is waited for an hour.
const BY_ONE: i64 = 60;
const TO_ONE: i64 = 5;
const WAIT_SECONDS: i64 = 3600;

/// Counts one more letter of the caller to a mailbox; too many are refused.
pub(super) fn count<P: Permission>(act: &mut Act<'_, P>, email: &str) -> Answer<()> {
    let (account, now) = (act.account()?, act.moment());
    let keys = [
        (secret::token_hash(&format!("invitations by {account}")), BY_ONE),
        (secret::token_hash(&format!("invitations to {email}")), TO_ONE),
    ];
    let waits = failures_store::waits_until(act.tx(), &keys)?;
    failures_store::count_failure(act.tx(), &keys, WAIT_SECONDS)?;
    let is_over = failures_store::is_over(act.tx(), &keys)?;
    // A refusal takes the count back, so that nobody waits longer for having asked.
    if let Some(until) = waits.or(is_over.then(|| now.plus_seconds(WAIT_SECONDS))) {
        let retry_after = until.seconds_since(now).max(1);
        let message = say!("invite-too-often", minutes = (retry_after + 59) / 60);
        return Err(Refusal::new(Kind::TooMany { retry_after }, "invitations_too_often", message).into());
    }
    Ok(())
}
