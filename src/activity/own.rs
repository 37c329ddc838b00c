//! What is recorded about a person, for that person: his own acts, who looked into his cart, who wrote to him, who called him,
//! and the tasks that our people were given because of what he did.

use super::feed::{self, Event};
use super::{carts, feed_store, own_store};
use crate::access::Act;
use crate::access::permission::marks::BeSomebody;
use crate::access::reach::AccountId;
use crate::platform::error::{Answer, No};
use crate::platform::journal;
use crate::platform::values::Moment;

const GLANCES: usize = 200;
const TASKS: i64 = 200;
/// So many records of a company are looked through: most are about others.
const LOOKED_THROUGH: i64 = 1000;
/// The kind of the record of a call.
pub const CALLED: &str = "client.call";
const TOLD: &[&str] = &[carts::OPENED, "client.message", CALLED];

/// Somebody who looked, wrote or called.
#[derive(Debug, Clone, PartialEq)]
pub struct Glance {
    /// When.
    pub at: Moment,
    /// Who, by name.
    pub by: String,
    /// The kind of its record: `client.cart_opened`, `client.message`, `client.call`.
    pub kind: String,
}

/// A task that our people were given because of what somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// When it was made.
    pub at: Moment,
    /// The kind of the rule that made it, or `answer`.
    pub kind: String,
}

/// What is recorded about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Own {
    /// His acts, the latest first.
    pub acts: Vec<Event>,
    /// The place before which there is more.
    pub next: Option<i64>,
    /// Who looked into his cart, who wrote to him and who called him, the latest first.
    pub glances: Vec<Glance>,
    /// The tasks about him, the latest first.
    pub tasks: Vec<Task>,
}

/// Where to begin, and how many acts.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// Before this place.
    pub before: Option<i64>,
    /// How many.
    pub limit: i64,
}

/// What is recorded about the caller.
pub fn look(act: &mut Act<'_, BeSomebody>, pages: &Pages) -> Answer<Own> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    let mut acts = feed_store::of_person(act.tx(), person.account, pages.before, pages.limit + 1)?;
    let limit = usize::try_from(pages.limit).unwrap_or_default();
    let has_more = acts.len() > limit;
    acts.truncate(limit);
    let next = acts.last().filter(|_| has_more).map(|last| last.n);
    let mut found = Vec::new();
    for company in &person.companies {
        let records = journal::of_partner(act.tx(), company.id.number(), TOLD, LOOKED_THROUGH)?;
        found.extend(records.into_iter().filter(|record| is_about(&record.body, person.account)));
    }
    found.sort_by_key(|record| std::cmp::Reverse(record.id));
    let author = |actor: &str| actor.split(' ').next().and_then(AccountId::parse);
    let authors: Vec<AccountId> = found.iter().filter_map(|record| author(&record.actor)).collect();
    let names = feed_store::names(act.tx(), &authors)?;
    let glances = found
        .into_iter()
        .filter(|record| author(&record.actor) != Some(person.account))
        .take(GLANCES)
        .map(|record| {
            let name = author(&record.actor).and_then(|id| names.iter().find(|(known, _)| *known == id));
            Glance { at: record.at, by: name.map(|(_, name)| name.clone()).unwrap_or_default(), kind: record.kind }
        })
        .collect();
    let tasks = own_store::tasks(act.tx(), person.account, TASKS)?;
    Ok(Own { acts, next, glances, tasks })
}

/// Whether a record's facts name this person.
fn is_about(body: &[u8], person: AccountId) -> bool {
    let facts = feed::facts(body);
    let name = person.to_string();
    ["account", "person", "to"].iter().any(|field| facts.get(*field).and_then(|value| value.as_str()) == Some(name.as_str()))
}
