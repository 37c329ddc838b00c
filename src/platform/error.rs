//! The few ways to say no. A refusal is an answer for the caller and stores nothing but what it carries;
//! a failure is ours, is logged, and tells the caller nothing.

use super::db::Tx;
use super::message::Message;

/// What every verb, look and part answers.
pub type Answer<T> = Result<T, No>;

/// No.
#[derive(Debug)]
pub enum No {
    /// The caller asked for what cannot be.
    Refused(Box<Refusal>),
    /// Something of ours broke.
    Failed(Failure),
}

/// The kinds of refusal, each with its HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 400: the request itself is malformed.
    Malformed,
    /// 401: nobody is signed in.
    SignIn,
    /// 403: signed in, and not allowed.
    Forbidden,
    /// 404: no such thing within reach.
    NotFound,
    /// 405: the address exists, the method does not.
    Method,
    /// 408, 413, 415 and the like, as the transport says.
    Transport(u16),
    /// 409: the state of things does not allow it.
    Conflict,
    /// 410: was there, has ended.
    Gone,
    /// 412: changed since it was read.
    Stale,
    /// 422: fields do not fit.
    Invalid,
    /// 429: too many tries.
    TooMany {
        /// Seconds to wait.
        retry_after: i64,
    },
    /// 503: busy or the outcome is unknown; repeat with the same key.
    Busy,
}

/// One field that does not fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// JSON pointer or form field, for example `/lines/0/quantity`.
    pub field: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// The reason for people.
    pub message: Message,
}

/// What stays written although the act was refused: wrong sign-ins, forbidden tries, unmet demand.
pub type Trace = Box<dyn Fn(&mut Tx) -> Answer<()> + Send>;

/// A refusal in full.
pub struct Refusal {
    /// Which kind.
    pub kind: Kind,
    /// A stable word for programs, for example `stock_short`.
    pub code: &'static str,
    /// The reason for people.
    pub message: Message,
    /// Fields that do not fit.
    pub faults: Vec<Fault>,
    /// More members of the problem document.
    pub more: serde_json::Map<String, serde_json::Value>,
    /// What is written after the rollback.
    pub traces: Vec<Trace>,
}

/// Something of ours that broke.
#[derive(Debug)]
pub enum Failure {
    /// The database said an error we have no answer for.
    Database(diesel::result::Error),
    /// Anything else, in words for the log.
    Other(String),
}

impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} {:?} {:?}", self.kind, self.code, self.message, self.faults)
    }
}

impl Refusal {
    /// Of this kind, with this code and sentence.
    pub fn new(kind: Kind, code: &'static str, message: Message) -> Self {
        Self { kind, code, message, faults: Vec::new(), more: serde_json::Map::new(), traces: Vec::new() }
    }

    /// With one more field that does not fit.
    #[must_use]
    pub fn fault(mut self, field: impl Into<String>, code: &'static str, message: Message) -> Self {
        self.faults.push(Fault { field: field.into(), code, message });
        self
    }

    /// With one more member in the problem document.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or(serde_json::Value::Null);
        self.more.insert(name.to_owned(), value);
        self
    }

    /// With something that stays written.
    #[must_use]
    pub fn leaving(mut self, trace: impl Fn(&mut Tx) -> Answer<()> + Send + 'static) -> Self {
        self.traces.push(Box::new(trace));
        self
    }
}

impl No {
    /// No such thing within the caller's reach.
    pub fn not_found() -> Self {
        Refusal::new(Kind::NotFound, "not_found", Message::plain("error-not-found")).into()
    }

    /// Not allowed.
    pub fn forbidden() -> Self {
        Refusal::new(Kind::Forbidden, "forbidden", Message::plain("error-forbidden")).into()
    }

    /// Nobody is signed in.
    pub fn sign_in() -> Self {
        Refusal::new(Kind::SignIn, "sign_in_required", Message::plain("error-sign-in")).into()
    }

    /// Too much at once, or the outcome is unknown.
    pub fn busy() -> Self {
        Refusal::new(Kind::Busy, "busy", Message::plain("error-busy")).into()
    }

    /// There is no room left where the data lies: nothing can be stored until there is.
    pub fn no_room() -> Self {
        Refusal::new(Kind::Busy, "no_room", Message::plain("error-no-room")).into()
    }

    /// The state of things does not allow it.
    pub fn conflict(code: &'static str, message: Message) -> Self {
        Refusal::new(Kind::Conflict, code, message).into()
    }

    /// One field does not fit.
    pub fn invalid(field: impl Into<String>, code: &'static str, message: Message) -> Self {
        Refusal::new(Kind::Invalid, "invalid", Message::plain("error-invalid")).fault(field, code, message).into()
    }

    /// Several fields do not fit.
    pub fn faults(faults: Vec<Fault>) -> Self {
        let mut refusal = Refusal::new(Kind::Invalid, "invalid", Message::plain("error-invalid"));
        refusal.faults = faults;
        refusal.into()
    }

    /// The same with its fields as JSON pointers, for doors to verbs that serve forms as well.
    #[must_use]
    pub fn pointed(self) -> Self {
        match self {
            No::Refused(mut refusal) => {
                for fault in refusal.faults.iter_mut().filter(|fault| !fault.field.starts_with('/')) {
                    fault.field.insert(0, '/');
                }
                No::Refused(refusal)
            }
            failed @ No::Failed(_) => failed,
        }
    }

    /// A failure in words for the log.
    pub fn failed(why: impl std::fmt::Display) -> Self {
        No::Failed(Failure::Other(why.to_string()))
    }

    /// Whether something was read that is none of what may stand there: a day that is no day, a word that stands for nothing.
    pub fn is_illegible(&self) -> bool {
        matches!(self, No::Failed(Failure::Database(diesel::result::Error::DeserializationError(_))))
    }

    /// Whether whoever asked is to come again: nothing is known to be stored.
    pub fn is_busy(&self) -> bool {
        self.code() == "busy"
    }

    /// The refusal's code, for tests and for callers that treat one refusal apart.
    pub fn code(&self) -> &'static str {
        match self {
            No::Refused(refusal) => refusal.code,
            No::Failed(_) => "failed",
        }
    }
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        No::Refused(Box::new(refusal))
    }
}

impl From<diesel::result::Error> for No {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => No::not_found(),
            other => No::Failed(Failure::Database(other)),
        }
    }
}

impl From<super::values::scaled::Unfit> for No {
    fn from(unfit: super::values::scaled::Unfit) -> Self {
        Refusal::new(Kind::Invalid, "out_of_range", Message::plain("error-out-of-range")).with("reason", unfit.to_string()).into()
    }
}

impl From<serde_json::Error> for No {
    fn from(error: serde_json::Error) -> Self {
        No::failed(error)
    }
}

impl std::fmt::Display for No {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            No::Refused(refusal) => write!(f, "{refusal:?}"),
            No::Failed(Failure::Database(error)) => write!(f, "database: {error}"),
            No::Failed(Failure::Other(why)) => f.write_str(why),
        }
    }
}

impl std::error::Error for No {}

impl Kind {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Kind::Malformed => 400,
            Kind::SignIn => 401,
            Kind::Forbidden => 403,
            Kind::NotFound => 404,
            Kind::Method => 405,
            Kind::Transport(status) => status,
            Kind::Conflict => 409,
            Kind::Gone => 410,
            Kind::Stale => 412,
            Kind::Invalid => 422,
            Kind::TooMany { .. } => 429,
            Kind::Busy => 503,
        }
    }
}
