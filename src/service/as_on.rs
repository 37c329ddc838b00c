//! What a client's prices and limit were at any past moment, as the records prove them: for whoever answers a client's question about
//! an order of that time. It reads only, and makes no price of its own.

use crate::access::Act;
use crate::access::accounts::people;
use crate::access::permission::marks::ReadMoney;
use crate::partners::contract;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Quantity};
use crate::platform::web::sort::Place;
use crate::pricing::as_on::{self as pricing, Then};
use crate::receivables::{Debtor, limit, overview};
use crate::say;

/// So many seconds ahead is the minute that is still going on.
const MINUTE: i64 = 60;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The contract's number.
    pub number: String,
    /// The moment; now where nothing is said.
    pub at: Option<Moment>,
    /// The person of the client whose own discounts count, by login.
    pub person: Option<String>,
    /// This product only, by its article number.
    pub sku: Option<String>,
    /// How much would be bought; the least that can be ordered where nothing is said.
    pub quantity: Option<Quantity>,
    /// Behind which product to begin.
    pub after: Option<Place>,
    /// How many products.
    pub limit: i64,
}

/// A contract as it was.
#[derive(Debug, Clone)]
pub struct AsOn {
    /// Whose it is, and where it stands now.
    pub debtor: Debtor,
    /// The moment.
    pub at: Moment,
    /// Its limit, and what it owed and had been promised.
    pub money: limit::Then,
    /// Its terms and prices; nothing where the contract was not there yet.
    pub prices: Option<Then>,
}

/// A contract within reach as it was at a moment.
pub fn look(act: &mut Act<'_, ReadMoney>, asked: &Asked) -> Answer<AsOn> {
    let debtor = overview::contract(act, &asked.number)?.debtor;
    let at = past(asked.at, act.moment())?;
    let is_narrow = !act.actor().is_ours();
    let tx = act.tx();
    let account = match asked.person.as_deref() {
        None => None,
        Some(login) => {
            let person = people::member(tx, debtor.partner, login)?;
            Some(person.ok_or_else(|| No::invalid("person", "unknown", say!("past-person-unknown")))?)
        }
    };
    let money = limit::as_on(tx, &debtor, at)?;
    let today = contract::find(tx, debtor.partner, &debtor.number)?.ok_or_else(No::not_found)?;
    let prices = match contract::as_on(tx, &today, at)? {
        None => None,
        Some(then) => {
            let asked = pricing::Asked {
                at,
                account,
                is_narrow,
                sku: asked.sku.clone(),
                quantity: asked.quantity,
                after: asked.after.clone(),
                limit: asked.limit,
            };
            Some(pricing::prices(tx, &then, &asked)?)
        }
    };
    Ok(AsOn { debtor, at, money, prices })
}

/// A moment that is not ahead; the end of the minute that goes on is now.
fn past(asked: Option<Moment>, now: Moment) -> Answer<Moment> {
    match asked {
        None => Ok(now),
        Some(at) if at <= now => Ok(at),
        Some(at) if at.seconds_since(now) < MINUTE => Ok(now),
        Some(_) => Err(No::invalid("at", "future", say!("past-future"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_moment_is_ahead_but_the_minute_that_goes_on() {
        let now = Moment::from_micros(1_700_000_000_000_000);
        assert_eq!(past(None, now).unwrap(), now);
        assert_eq!(past(Some(now.plus_seconds(-1)), now).unwrap(), now.plus_seconds(-1));
        assert_eq!(past(Some(now.plus_seconds(59)), now).unwrap(), now);
        assert!(past(Some(now.plus_seconds(60)), now).is_err());
    }
}
