//! Invitations against their records, both ways: whom to, to what, by whom, until when, and whether one is open still. Records of
//! earlier programs do not tell of each that was withdrawn, nor of those that went with somebody who was erased.

use serde_json::{Value, json};

use super::AT_ONCE;
use crate::access::stands::{self, InvitationRow};
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::records::verify::legible::Pages;
use crate::records::verify::told::Told;
use crate::records::verify::{Report, Seen};

/// What the records say of invitations.
#[derive(Debug, Default)]
pub(super) struct Proof {
    told: Told,
    /// Whether somebody was erased by an earlier program: which invitations went with him it did not tell.
    is_untold: bool,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let invitation = seen.facts.get("invitation").and_then(Value::as_str);
        match (seen.kind, invitation) {
            ("invitation.made" | "invitation.sent", Some(id)) if seen.facts.get("stands").is_some() => {
                self.told.put(id, seen.place, seen.facts.get("stands").cloned().unwrap_or_default());
            }
            ("invitation.made", Some(id)) => {
                let fact = |name: &str| seen.facts.get(name).cloned().unwrap_or_default();
                let members = json!({
                    "roles": fact("roles"), "role": fact("role"), "unit": fact("unit"), "partner": seen.partner, "is_open": true,
                });
                self.told.put(id, seen.place, members);
            }
            ("invitation.accepted" | "invitation.withdrawn", Some(id)) => {
                self.told.add(id, seen.place, json!({"is_open": false}));
            }
            ("account.erased", _) => match seen.facts.get("invitations").and_then(Value::as_array) {
                Some(gone) => gone.iter().filter_map(Value::as_str).for_each(|id| self.told.forget(id)),
                None => self.is_untold = true,
            },
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("invitation", ("invitation", "email"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::invitations, |row: &InvitationRow| row.id.number(), report)? {
            for row in &rows {
                let key = row.id.to_string();
                if !row.is_open && self.told.member(&key, "token").is_none() {
                    self.told.doubt(&key, &["is_open"]);
                }
                self.told.hold(&key, &format!("invitation of {} ({})", row.email, row.id), &row.facts(), report);
            }
        }
        if !self.is_untold {
            self.told.end("invitation", report);
        }
        Ok(())
    }
}
