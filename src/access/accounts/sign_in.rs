//! Signing in and out, choosing a company, one's own language and password.

use std::net::IpAddr;

use super::failures_store;
use super::password;
use super::store;
use crate::access::permission::marks::{BeSomebody, Visit};
use crate::access::{Act, May, PartnerId, Recorded, reach::SessionId, stands};
use crate::platform::error::{Answer, Kind, No, Refusal};
use crate::platform::journal::{self, Entry};
use crate::platform::secret;
use crate::platform::values::Moment;
use crate::platform::web::Lang;
use crate::say;

const TRIES_AT_ONE_ADDRESS: i64 = 5;
const TRIES_EVERYWHERE: i64 = 50;
const WAIT_SECONDS: i64 = 15 * 60;
const TURN: std::time::Duration = std::time::Duration::from_secs(2);
const STAFF_SECONDS: i64 = 12 * 3600;
const PARTNER_SECONDS: i64 = 30 * 24 * 3600;

/// What somebody typed to sign in.
pub struct Credentials {
    /// E-mail.
    pub login: String,
    /// Password.
    pub password: String,
    /// The caller's address.
    pub ip: IpAddr,
    /// What his browser says it is.
    pub user_agent: String,
}

/// A session that has begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The session.
    pub session: SessionId,
    /// Its end at the latest.
    pub expires_at: Moment,
    /// The signed token that names it.
    pub token: String,
}

struct Try {
    keys: [(String, i64); 2],
    account: Option<crate::access::reach::AccountId>,
    /// The hash that was compared, which must still be the account's.
    checked: Option<String>,
    is_right: bool,
    user_agent: String,
}

/// Signs in: looks, hashes outside any transaction, then begins a session or counts the failure.
pub async fn sign_in(may: &May<Visit>, credentials: Credentials) -> Answer<Begun> {
    let key = super::login_key(&credentials.login);
    let keys = [
        (secret::token_hash(&format!("{key}\n{}", credentials.ip)), TRIES_AT_ONE_ADDRESS),
        (secret::token_hash(&key), TRIES_EVERYWHERE),
    ];
    let asked = keys.clone();
    // The look comes after the wait for a turn, and the failure is counted before the turn is given back:
    // many tries at once are still counted one by one.
    let turn = tokio::time::timeout(TURN, may.gate().hashing.acquire()).await.map_err(|_| No::busy())?.map_err(No::failed)?;
    let known = may.read((), move |act, ()| store::credentials(act.tx(), &key, &asked)).await?;
    if let Some(until) = known.waits_until {
        return Err(must_wait(until, may.gate().clock().now()));
    }
    let (hash, typed) = (known.password_hash.clone(), credentials.password);
    let is_right = tokio::task::spawn_blocking(move || password::is_right(&typed, hash.as_deref())).await.map_err(No::failed)?;
    let attempt = Try {
        keys,
        account: known.account,
        checked: known.password_hash,
        is_right,
        user_agent: credentials.user_agent.chars().take(200).collect(),
    };
    let begun = may.write(attempt, begin).await;
    drop(turn);
    let (session, from, expires_at) = begun?;
    let token = may.gate().keys.issue(session, from, expires_at)?;
    Ok(Begun { session, expires_at, token })
}

fn begin(act: &mut Act<'_, Visit>, attempt: &Try) -> Answer<Recorded<(SessionId, Moment, Moment)>> {
    let account = match attempt.account {
        Some(account) if attempt.is_right && store::current_hash(act.tx(), account)? == attempt.checked => Some(account),
        _ => None,
    };
    let Some(account) = account else {
        let keys = attempt.keys.clone();
        let refusal = Refusal::new(Kind::SignIn, "wrong_credentials", say!("sign-in-wrong"));
        return Err(refusal.leaving(move |tx| failures_store::count_failure(tx, &keys, WAIT_SECONDS)).into());
    };
    failures_store::forget_failures(act.tx(), &attempt.keys)?;
    let seconds = if store::is_staff(act.tx(), account)? { STAFF_SECONDS } else { PARTNER_SECONDS };
    let (from, until) = (act.moment(), act.moment().plus_seconds(seconds));
    let session = store::begin_session(act.tx(), account, until, &attempt.user_agent)?;
    act.note("session.began", None, serde_json::json!({"account": account, "session": session}))?;
    Ok(act.pass((session, from, until)))
}

/// Ends the caller's session.
pub async fn sign_out(may: &May<BeSomebody>) -> Answer<()> {
    let Some(session) = may.actor().person().map(|p| p.session) else { return Ok(()) };
    may.write(session, |act, session| {
        store::end_session(act.tx(), *session)?;
        act.record("session.ended", None, serde_json::json!({"session": session}), ())
    })
    .await?;
    may.gate().sessions.forget(session);
    Ok(())
}

/// Chooses the company to act for, among the caller's own.
pub async fn choose_company(may: &May<BeSomebody>, code: &str) -> Answer<()> {
    let person = may.actor().person().ok_or_else(No::forbidden)?;
    let company = person.companies.iter().find(|c| c.code == code).ok_or_else(No::not_found)?;
    let (session, partner) = (person.session, company.id);
    may.write((session, partner), |act, (session, partner): &(SessionId, PartnerId)| {
        store::set_company(act.tx(), *session, *partner)?;
        Ok(act.pass(()))
    })
    .await?;
    may.gate().sessions.forget(session);
    Ok(())
}

/// Keeps the language of the caller's pages and letters.
pub async fn choose_language(may: &May<BeSomebody>, lang: Lang) -> Answer<()> {
    let Some(person) = may.actor().person() else { return Ok(()) };
    let session = person.session;
    may.write(lang, |act, lang| {
        let account = act.account()?;
        store::set_language(act.tx(), account, *lang)?;
        Ok(act.pass(()))
    })
    .await?;
    may.gate().sessions.forget(session);
    Ok(())
}

/// Changes the caller's password; his other sessions end.
pub async fn change_password(may: &May<BeSomebody>, current: String, new: String) -> Answer<()> {
    let person = may.actor().person().ok_or_else(No::forbidden)?.clone();
    if let Some((code, message)) = password::objection(&new, &person.login) {
        return Err(No::invalid("new_password", code, message));
    }
    let account = person.account;
    // A stolen session must not become a place to guess the password.
    let keys = [(secret::token_hash(&format!("password of {account}")), TRIES_AT_ONE_ADDRESS)];
    let permit = tokio::time::timeout(TURN, may.gate().hashing.acquire()).await.map_err(|_| No::busy())?.map_err(No::failed)?;
    let asked = keys.clone();
    let login = person.login.clone();
    let found = may.read((), move |act, ()| store::credentials(act.tx(), &login, &asked)).await?;
    if let Some(until) = found.waits_until {
        return Err(must_wait(until, may.gate().clock().now()));
    }
    let known = found.password_hash;
    let hash = tokio::task::spawn_blocking(move || {
        if password::is_right(&current, known.as_deref()) { password::hash(&new).map(Some) } else { Ok(None) }
    })
    .await
    .map_err(No::failed)??;
    let Some(hash) = hash else {
        return may.write(keys, refuse_password).await;
    };
    drop(permit);
    may.write((person.clone(), hash), |act, (person, hash)| {
        store::set_password(act.tx(), person.account, hash)?;
        store::end_sessions(act.tx(), person.account, Some(person.session))?;
        let stands = stands::of(act.tx(), person.account)?;
        act.record("password.changed", None, serde_json::json!({"account": person.account, "stands": stands}), ())
    })
    .await?;
    may.gate().sessions.forget(person.session);
    Ok(())
}

/// The refusal of a try that comes too soon.
pub(super) fn must_wait(until: Moment, now: Moment) -> No {
    let retry_after = until.seconds_since(now).max(1);
    let message = say!("sign-in-wait", minutes = (retry_after + 59) / 60);
    Refusal::new(Kind::TooMany { retry_after }, "too_many_tries", message).into()
}

fn refuse_password(_: &mut Act<'_, BeSomebody>, keys: &[(String, i64); 1]) -> Answer<Recorded<()>> {
    let keys = keys.clone();
    let refusal =
        Refusal::new(Kind::Invalid, "invalid", say!("error-invalid")).fault("current_password", "wrong", say!("password-wrong"));
    Err(refusal.leaving(move |tx| failures_store::count_failure(tx, &keys, WAIT_SECONDS)).into())
}

/// The actor of a session that has just begun.
pub async fn actor(may: &May<Visit>, session: SessionId) -> Answer<crate::access::Actor> {
    let found = may.gate().look(move |tx| crate::access::store::actor_of(tx, session)).await?;
    found.map(|(actor, _)| actor).ok_or_else(No::sign_in)
}

/// A session for somebody whom the program itself trusts: for trials and for the demo's own history, never behind a door.
pub async fn trusted_session(gate: &std::sync::Arc<crate::access::Gate>, login: &str) -> Answer<String> {
    let login = super::login_key(login);
    let (session, from, until) = gate
        .tend(move |tx| {
            let account = store::find_account(tx, &login)?.ok_or_else(No::not_found)?;
            let (from, until) = (tx.moment(), tx.moment().plus_seconds(PARTNER_SECONDS));
            Ok((store::begin_session(tx, account, until, "trusted")?, from, until))
        })
        .await?;
    gate.keys.issue(session, from, until)
}

/// Who gives passwords in the demo, as the journal names him.
const DEMO: &str = "system:demo";

/// Gives somebody a password by its hash, and a language: for the demo, never behind a door.
pub(crate) async fn give_password(gate: &std::sync::Arc<crate::access::Gate>, login: &str, hash: &str, lang: Lang) -> Answer<()> {
    let (login, hash) = (super::login_key(login), hash.to_owned());
    gate.tend(move |tx| {
        let account = store::find_account(tx, &login)?.ok_or_else(No::not_found)?;
        store::set_language(tx, account, lang)?;
        store::set_password(tx, account, &hash)?;
        let facts = serde_json::json!({"account": account, "stands": stands::of(tx, account)?});
        journal::write(tx, DEMO, &Entry { kind: "password.changed", partner: None, facts })?;
        Ok(())
    })
    .await
}

/// Keeps the language that somebody had chosen before he signed in.
pub async fn keep_language(may: &May<Visit>, session: SessionId, lang: Lang) -> Answer<()> {
    may.write((session, lang), |act, (session, lang)| {
        store::set_language_of_session(act.tx(), *session, *lang)?;
        Ok(act.pass(()))
    })
    .await
}
