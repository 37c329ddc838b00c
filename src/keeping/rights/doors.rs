//! Sessions and one-time links against their records: nobody comes in as another than he who signed in, and no password is set by a
//! link that was never made. Both pass, so that a record without its row is nothing.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::AT_ONCE;
use crate::access::reach::{AccountId, SessionId};
use crate::access::stands;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::secret;
use crate::records::verify::legible::Pages;
use crate::records::verify::{Layer, Report, Seen};

/// What the records say of ways in.
#[derive(Debug, Default)]
pub(super) struct Proof {
    /// Whose a session is; what the program trusts by itself has no record.
    sessions: HashMap<SessionId, (Option<i64>, AccountId)>,
    /// Links, by what their tokens are known by.
    links: HashSet<String>,
    /// Accounts of which an earlier program made links without telling which.
    untold: HashSet<AccountId>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let text = |name: &str| seen.facts.get(name).and_then(Value::as_str);
        let Some(account) = text("account").and_then(AccountId::parse) else { return };
        match seen.kind {
            "session.began" => {
                if let Some(session) = text("session").and_then(SessionId::parse) {
                    self.sessions.insert(session, (seen.place, account));
                }
            }
            "link.made" => match text("token") {
                Some(token) => {
                    self.links.insert(token.to_owned());
                }
                None => {
                    self.untold.insert(account);
                }
            },
            _ => {}
        }
    }

    /// Compares the rows with what the records say.
    pub fn check(self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let mut pages = Pages::of("session", ("session", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::sessions, |(id, _): &(SessionId, AccountId)| id.number(), report)? {
            for (id, account) in rows {
                report.rows += 1;
                let Some((place, whose)) = self.sessions.get(&id).filter(|(_, whose)| *whose != account) else { continue };
                let object = format!("session {id}: of {}", named(tx, account)?);
                report.find(Layer::Rows, *place, object, whose.to_string(), account.to_string());
            }
        }
        let mut pages = Pages::of("one_time_link", ("link", "id"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, stands::links, |(id, ..): &(i64, String, AccountId)| *id, report)? {
            for (_, hash, account) in rows {
                report.rows += 1;
                if !self.untold.contains(&account) && !self.links.contains(&secret::token_hash(&hash)) {
                    let object = format!("link for the password of {}", named(tx, account)?);
                    report.find(Layer::Rows, None, object, "a record", "none");
                }
            }
        }
        Ok(())
    }
}

/// A person by his login.
fn named(tx: &mut Tx, account: AccountId) -> Answer<String> {
    Ok(stands::login_of(tx, account)?.unwrap_or_else(|| account.to_string()))
}
