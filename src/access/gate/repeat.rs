//! Verbs that are done once, whatever is repeated: what [`May::write`] is, under a key the caller made.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{May, check_again, run};
use crate::access::act::{Act, Recorded};
use crate::access::actor::Who;
use crate::access::once::{self, Claim, IdempotencyKey, Once};
use crate::access::permission::Permission;
use crate::platform::error::Answer;

impl<P: Permission> May<P> {
    /// Runs a verb once under the caller's key; a repetition is answered with the first outcome.
    pub async fn write_once<I, T>(
        &self,
        route: &'static str,
        key: &IdempotencyKey,
        input: I,
        verb: impl for<'t> Fn(&mut Act<'t, P>, &I) -> Answer<Recorded<T>> + Send + Sync + 'static,
    ) -> Answer<Once<T>>
    where
        I: Serialize + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let company = self.actor.company.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
        let owner = match &self.actor.who {
            Who::Person(person) => format!("{}/{company}", person.account),
            _ => format!("{}/{company}", self.actor.mark()),
        };
        let claim = Claim::new(owner, route, key, &input)?;
        self.seen.doubt();
        let actor = self.actor.clone();
        self.gate
            .db
            .write(move |tx| {
                check_again(tx, &actor)?;
                if let Some(value) = once::recall(tx, &claim)? {
                    return Ok(Once { value, is_replayed: true });
                }
                let value = run(tx, &actor, &input, &verb)?;
                once::remember(tx, &claim, &value)?;
                Ok(Once { value, is_replayed: false })
            })
            .await
    }
}
