//! Who may do what, against the records, both ways: accounts with their roles and passwords, sessions and links, roles that companies
//! made, keys of programs, invitations and representations; and who we are ourselves. Called by whoever verifies; it reads only.

mod doors;
mod house;
mod invitations;
mod machines;
mod people;
mod representations;

use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::legible::alone;
use crate::records::verify::{Report, Seen};

/// Rows compared at once.
const AT_ONCE: i64 = 500;

/// What the records say of rights.
#[derive(Debug, Default)]
pub(super) struct Proof {
    people: people::Proof,
    doors: doors::Proof,
    machines: machines::Proof,
    invitations: invitations::Proof,
    representations: representations::Proof,
    house: house::Proof,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        self.people.look(seen);
        self.doors.look(seen);
        self.machines.look(seen);
        self.invitations.look(seen);
        self.representations.look(seen);
        self.house.look(seen);
    }

    /// Compares the rows with what the records say, each part by itself.
    pub fn check(self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let Self { people, doors, machines, invitations, representations, house } = self;
        alone(tx, "the rows of people", report, |tx, report| people.check(tx, report))?;
        alone(tx, "the rows of sessions and links", report, |tx, report| doors.check(tx, report))?;
        alone(tx, "the rows of keys and roles", report, |tx, report| machines.check(tx, report))?;
        alone(tx, "the rows of invitations", report, |tx, report| invitations.check(tx, report))?;
        alone(tx, "the rows of representations", report, |tx, report| representations.check(tx, report))?;
        alone(tx, "the rows of our own company", report, |tx, report| house.check(tx, report))
    }
}
