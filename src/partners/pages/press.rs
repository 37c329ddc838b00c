//! Parts that the pages of people, invitations and roles share: a button that is a form of its own, and a form folded away beside
//! what it changes.

use maud::{Markup, html};

use crate::platform::web::Voice;
use crate::platform::web::layout::csrf_field;

/// A button that posts which thing is meant, and nothing that people type.
pub(super) struct Press<'a> {
    /// Where it posts.
    pub path: &'a str,
    /// The field that says which thing, and its value.
    pub which: (&'a str, &'a str),
    /// One more field, hidden.
    pub beside: Option<(&'a str, &'a str)>,
    /// What happens, in words.
    pub words: &'a str,
    /// What the thing is called: for those who hear the page.
    pub about: &'a str,
    /// Whether it takes something away.
    pub is_danger: bool,
}

impl Press<'_> {
    /// The form of the button.
    pub(super) fn draw(&self, token: &str) -> Markup {
        let (field, value) = self.which;
        html! {
            form method="post" action=(self.path) data-once {
                (csrf_field(token))
                @if let Some((name, value)) = self.beside { input type="hidden" name=(name) value=(value); }
                button.button--small.button--danger[self.is_danger] type="submit" name=(field) value=(value) aria-label={ (self.words) ": " (self.about) } { (self.words) }
            }
        }
    }
}

/// A form that is folded away under "Change" beside what it changes.
pub(super) fn changing(l: Voice, is_open: bool, form: &Markup) -> Markup {
    html! { details open[is_open] { summary { (l.say("people-change")) } (form) } }
}
