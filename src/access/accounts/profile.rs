//! One's own profile: name, telephone, language, clocks; and one's sessions, which can be ended one by one or all but this one.

use serde_json::json;

use super::{profile_store, store};
use crate::access::permission::marks::BeSomebody;
use crate::access::reach::SessionId;
use crate::access::{Act, Recorded, stands};
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::{Moment, text};
use crate::platform::web::Lang;
use crate::say;

/// What a person can change of himself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The name.
    pub name: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// The language of pages and letters.
    pub lang: Option<Lang>,
    /// The time zone he is told moments in; none for the seller's.
    pub zone: Option<String>,
}

/// A session that stands.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its id.
    pub id: SessionId,
    /// What the browser or program said it is.
    pub user_agent: String,
    /// When it began.
    pub began_at: Moment,
    /// When it was used last, to the minute.
    pub seen_at: Moment,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

/// Who asks, as he can change himself.
pub fn look(act: &mut Act<'_, BeSomebody>, (): &()) -> Answer<Profile> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    profile_store::profile(act.tx(), person.account)
}

/// Changes oneself.
pub fn change(act: &mut Act<'_, BeSomebody>, new: &Profile) -> Answer<Recorded<()>> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    let name = text::required_line(&new.name, 200).map_err(|_| No::invalid("name", "bad_name", say!("person-name-bad")))?;
    let phone = text::line(new.phone.as_deref().unwrap_or_default(), 40)
        .map_err(|_| No::invalid("phone", "bad_phone", say!("person-phone-bad")))?;
    let zone = match new.zone.as_deref().map(str::trim).filter(|zone| !zone.is_empty()) {
        Some(zone) if zone.parse::<chrono_tz::Tz>().is_err() => {
            return Err(No::invalid("time_zone", "unknown", say!("settings-zone-unknown")));
        }
        zone => zone.map(str::to_owned),
    };
    let lang = Some(new.lang.unwrap_or(person.lang));
    let kept = Profile { name, phone: Some(phone).filter(|phone| !phone.is_empty()), lang, zone };
    let was = profile_store::profile(act.tx(), person.account)?;
    if was == kept {
        return Ok(act.pass(()));
    }
    profile_store::put(act.tx(), person.account, &kept)?;
    let salt = store::salt_of(act.tx(), person.account)?;
    let stands = stands::of(act.tx(), person.account)?;
    let facts = json!({
        "account": person.account, "name": secret::commitment(&salt, &kept.name),
        "phone": kept.phone.as_ref().map(|phone| secret::commitment(&salt, phone)), "language": kept.lang, "time_zone": kept.zone,
        "stands": stands,
    });
    act.record("account.changed", None, facts, ())
}

/// One's own sessions that stand, the last used first.
pub fn sessions(act: &mut Act<'_, BeSomebody>, (): &()) -> Answer<Vec<Open>> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    let mut open = profile_store::sessions(act.tx(), person.account)?;
    for session in &mut open {
        session.is_this = session.id == person.session;
    }
    Ok(open)
}

/// Ends one of one's own sessions.
pub fn end_session(act: &mut Act<'_, BeSomebody>, id: &SessionId) -> Answer<Recorded<()>> {
    let account = act.actor().person().ok_or_else(No::not_found)?.account;
    if !sessions(act, &())?.iter().any(|open| open.id == *id) {
        return Err(No::not_found());
    }
    store::end_session(act.tx(), *id)?;
    act.record("session.ended", None, json!({"account": account, "session": id}), ())
}

/// Ends all of one's own sessions but this one; answers which.
pub fn end_others(act: &mut Act<'_, BeSomebody>, (): &()) -> Answer<Recorded<Vec<SessionId>>> {
    let person = act.actor().person().ok_or_else(No::not_found)?;
    let others: Vec<SessionId> = sessions(act, &())?.iter().filter(|open| !open.is_this).map(|open| open.id).collect();
    store::end_sessions(act.tx(), person.account, Some(person.session))?;
    let facts = json!({"account": person.account, "sessions": others});
    act.record("session.others_ended", None, facts, others)
}
