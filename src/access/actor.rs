//! The actor: who asks, with which rights, within which reach, for which company, on whose behalf.

use chrono_tz::Tz;

use super::permission::{Right, Rights};
use super::reach::{AccountId, KeyId, PartnerId, Reach, RepresentationId, SessionId, UnitId};
use super::role;
use crate::platform::values::Moment;
use crate::platform::web::Lang;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Nobody we know.
    Visitor,
    /// A person with a session.
    Person(Person),
    /// A machine with a key.
    Machine {
        /// Its key.
        key: KeyId,
        /// The person who made the key and answers for it.
        answerable: AccountId,
        /// The key's name.
        name: String,
    },
    /// The program itself: jobs, imports from the command line.
    System(&'static str),
}

/// A signed-in person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub account: AccountId,
    /// The session.
    pub session: SessionId,
    /// The e-mail he signs in with.
    pub login: String,
    /// The name.
    pub name: String,
    /// The language of his pages.
    pub lang: Lang,
    /// Grows with every change of his rights.
    pub epoch: i64,
    /// The words of his roles, for people and programs to read.
    pub roles: Vec<&'static str>,
    /// The companies he may choose among.
    pub companies: Vec<Company>,
}

/// A company somebody acts for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Its id.
    pub id: PartnerId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The unit the person is bound to there.
    pub unit: Option<UnitId>,
}

/// Why an agent acts for a client, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errand {
    /// The representation.
    pub representation: RepresentationId,
    /// The reason he gave.
    pub reason: String,
    /// When it ends by itself.
    pub ends_at: Moment,
}

/// Whoever asks, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub who: Who,
    /// What he may.
    pub rights: Rights,
    /// What he can touch.
    pub reach: Reach,
    /// Where a right of his reaches otherwise within his company: deeper, or less deep.
    pub reaches: Vec<(Right, Reach)>,
    /// The company he acts for now.
    pub company: Option<Company>,
    /// The representation under which an agent acts for that company.
    pub representation: Option<RepresentationId>,
    /// Why he does, and until when.
    pub errand: Option<Errand>,
    /// The time zone in which moments are told to him: his own choice, or the seller's.
    pub zone: Tz,
    /// The seller's time zone.
    pub home: Tz,
}

impl Actor {
    /// Nobody we know.
    pub fn visitor(zone: Tz) -> Self {
        Self::without_company(Who::Visitor, role::VISITOR, Reach::Nothing, zone)
    }

    /// The program itself, with every right and every partner in reach.
    pub fn system(name: &'static str, zone: Tz) -> Self {
        Self::without_company(Who::System(name), Rights::of(Right::ALL), Reach::Everything, zone)
    }

    /// Somebody who acts for no company.
    pub(super) fn without_company(who: Who, rights: Rights, reach: Reach, zone: Tz) -> Self {
        let reaches = Vec::new();
        Self { who, rights, reach, reaches, company: None, representation: None, errand: None, zone, home: zone }
    }

    /// Whether he has a right.
    pub fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }

    /// What he can touch by one right.
    pub fn reach_of(&self, right: Right) -> &Reach {
        self.reaches.iter().find(|(known, _)| *known == right).map_or(&self.reach, |(_, reach)| reach)
    }

    /// Whether he is one of us, and not of a client nor acting for one.
    pub fn is_ours(&self) -> bool {
        self.reach.is_ours()
    }

    /// The signed-in person, if it is one.
    pub fn person(&self) -> Option<&Person> {
        match &self.who {
            Who::Person(person) => Some(person),
            _ => None,
        }
    }

    /// The account that answers for what he does.
    pub fn account(&self) -> Option<AccountId> {
        match &self.who {
            Who::Person(person) => Some(person.account),
            Who::Machine { answerable, .. } => Some(*answerable),
            Who::Visitor | Who::System(_) => None,
        }
    }

    /// By what he came, as the journal names it: his session, or the key of a machine; ids only. The program came by nothing.
    pub fn device(&self) -> Option<String> {
        match &self.who {
            Who::Person(person) => Some(person.session.to_string()),
            Who::Machine { key, .. } => Some(key.to_string()),
            Who::Visitor | Who::System(_) => None,
        }
    }

    /// How the journal names him: ids only.
    pub fn mark(&self) -> String {
        let who = match &self.who {
            Who::Visitor => "visitor".to_owned(),
            Who::Person(person) => person.account.to_string(),
            Who::Machine { key, .. } => key.to_string(),
            Who::System(name) => format!("system:{name}"),
        };
        match (&self.representation, &self.company) {
            (Some(representation), Some(company)) => format!("{who} for {} under {representation}", company.id),
            _ => who,
        }
    }
}
