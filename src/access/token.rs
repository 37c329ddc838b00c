//! Session tokens: JWT signed with HMAC-SHA256, naming a session and nothing else. Rights are never inside.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::reach::SessionId;
use crate::platform::error::{Answer, No};
use crate::platform::secret;
use crate::platform::values::Moment;

const ISSUER: &str = "orderly";
const AUDIENCE: &str = "orderly-session";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    typ: String,
    sid: SessionId,
    nbf: i64,
    exp: i64,
}

/// The keys made from the house's secret, one for each purpose.
pub struct Keys {
    signing: EncodingKey,
    checking: DecodingKey,
    forms: Vec<u8>,
    papers: Vec<u8>,
    mailed: Vec<u8>,
    choices: Vec<u8>,
}

/// A one-time link that is sent by mail. The database keeps its hash and, for the letter's job, what it is made of together with the
/// house's secret; the link itself stands in the letter alone.
#[derive(Debug, Clone)]
pub struct Mailed {
    /// What the link is made of.
    pub nonce: String,
    /// What is kept to know it by.
    pub hash: String,
}

impl Keys {
    /// From the house's secret.
    pub fn new(house_secret: &[u8]) -> Self {
        let session = secret::sign(house_secret, "orderly/session-token/1");
        Self {
            signing: EncodingKey::from_secret(session.as_bytes()),
            checking: DecodingKey::from_secret(session.as_bytes()),
            forms: secret::sign(house_secret, "orderly/form-token/1").into_bytes(),
            papers: secret::sign(house_secret, "orderly/paper/1").into_bytes(),
            mailed: secret::sign(house_secret, "orderly/mailed-link/1").into_bytes(),
            choices: secret::sign(house_secret, "orderly/mail-choice/1").into_bytes(),
        }
    }

    /// A token for a session.
    pub fn issue(&self, session: SessionId, from: Moment, until: Moment) -> Answer<String> {
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            typ: "session".into(),
            sid: session,
            nbf: from.micros() / 1_000_000,
            exp: until.micros() / 1_000_000,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signing).map_err(No::failed)
    }

    /// The session a token names, when the signature, the algorithm, issuer, audience and purpose are ours.
    /// Times are compared with the clock of business, which the session row does anyway.
    pub fn read(&self, token: &str, now: Moment) -> Option<SessionId> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "aud", "iss"]);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &self.checking, &validation).ok()?.claims;
        let seconds = now.micros() / 1_000_000;
        (claims.typ == "session" && claims.nbf <= seconds + 5 && seconds < claims.exp).then_some(claims.sid)
    }

    /// A check value for what leaves the house and may come back: whoever has not the secret cannot make one. 32 letters.
    pub fn seal(&self, text: &str) -> String {
        secret::sign(&self.papers, text).chars().take(32).collect()
    }

    /// A fresh link to be sent by mail.
    pub fn fresh_link(&self) -> Answer<Mailed> {
        let nonce = secret::token()?;
        let hash = secret::token_hash(&self.mailed_link(&nonce));
        Ok(Mailed { nonce, hash })
    }

    /// The token of a link that is sent by mail.
    pub fn mailed_link(&self, nonce: &str) -> String {
        secret::sign(&self.mailed, nonce)
    }

    /// What proves that a letter let its reader leave a topic.
    pub fn way_out(&self, reader: &str, topic: &str) -> String {
        secret::sign(&self.choices, &format!("{reader} {topic}"))
    }

    /// The hidden token of a session's forms.
    pub fn form_token(&self, session: Option<SessionId>) -> String {
        secret::sign(&self.forms, &session.map_or_else(|| "visitor".to_owned(), |s| s.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    fn keys() -> Keys {
        Keys::new(b"a secret of at least thirty-two characters")
    }

    #[test]
    fn a_token_names_its_session_while_it_lasts() {
        let (session, now) = (SessionId::from_number(42), Moment::now());
        let token = keys().issue(session, now, now.plus_seconds(60)).unwrap();
        assert_eq!(keys().read(&token, now), Some(session));
        assert_eq!(keys().read(&token, now.plus_seconds(61)), None);
        assert_eq!(keys().read(&token, now.plus_seconds(-60)), None);
        assert_eq!(Keys::new(b"another secret of thirty-two characters!").read(&token, now), None);
    }

    #[test]
    fn altered_unsigned_and_foreign_tokens_name_nothing() {
        let now = Moment::now();
        let token = keys().issue(SessionId::from_number(1), now, now.plus_seconds(60)).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let none = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0";
        for odd in [
            format!("{none}.{}.", parts[1]),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}A.{}", parts[0], parts[1], parts[2]),
            String::new(),
            "..".into(),
        ] {
            assert_eq!(keys().read(&odd, now), None, "{odd}");
        }
        let other = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            typ: "reset".into(),
            sid: SessionId::from_number(1),
            nbf: 0,
            exp: i64::MAX,
        };
        let reset = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &other, &keys().signing).unwrap();
        assert_eq!(keys().read(&reset, now), None);
    }
}
