//! The glance: what the head of a page tells its reader beside the page itself, such as what lies in his cart. It is read in
//! the same view of the data as the page, once for a request, and only for a person who looks at pages.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::actor::Actor;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::web::Head;

/// Reads it. Put together by the house, which knows every room; it must stay a small statement or two.
pub type Glance = fn(&mut Tx, &Actor) -> Answer<Head>;

/// What was read for one request; shared by all the rights that the request is served under.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    head: Head,
    is_fresh: bool,
}

impl Seen {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read; nothing before the first look.
    pub(super) fn head(&self) -> Head {
        self.known().head.clone()
    }

    /// Whether it was read since the last change.
    pub(super) fn is_fresh(&self) -> bool {
        self.known().is_fresh
    }

    pub(super) fn keep(&self, head: Head) {
        *self.known() = Known { head, is_fresh: true };
    }

    /// Something is about to change: the next look reads it anew.
    pub(super) fn doubt(&self) {
        self.known().is_fresh = false;
    }
}
