//! The panel «what changed»: one look for everything that is not as it was seen last, before and after side by side. Pages of the
//! cart, of ordering again and of the first page after a while fill it; it decides nothing and sends nothing.

use maud::{Markup, html};

use super::Voice;
use super::components::badge;
use crate::say;

crate::words! {
    /// What is different.
    pub enum DifferenceKind {
        /// The price of one unit, or of a service such as delivery.
        Price = "price",
        /// How much can be ordered or was agreed.
        Quantity = "quantity",
        /// Stock.
        Stock = "stock",
        /// A promised or expected day.
        Date = "date",
        /// A rule of the contract or of the product.
        Rule = "rule",
        /// Where it goes.
        Address = "address",
        /// What the whole comes to.
        Total = "total",
        /// It is not there any more.
        Removed = "removed",
        /// It was not there before.
        Added = "added",
        /// How much has left.
        Shipped = "shipped",
        /// Where it is in its life.
        State = "state",
        /// What somebody adds in words.
        Comment = "comment",
    }
}

/// One thing that is different, told in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is about: a product, the delivery, the order.
    pub subject: String,
    /// What of it is different.
    pub kind: DifferenceKind,
    /// How it was; empty where there is nothing to compare with.
    pub before: String,
    /// How it is.
    pub after: String,
    /// Whether the reader gains by it.
    pub is_better: bool,
    /// The value of a checkbox named `agree`, where each difference is agreed to by itself.
    pub agree: Option<String>,
}

impl Difference {
    /// How it looks: a gain, a loss, or neither.
    fn tone(&self) -> &'static str {
        match self.kind {
            DifferenceKind::Quantity
            | DifferenceKind::Rule
            | DifferenceKind::Address
            | DifferenceKind::Added
            | DifferenceKind::Shipped
            | DifferenceKind::State
            | DifferenceKind::Comment => "plain",
            _ if self.is_better => "ok",
            _ => "warn",
        }
    }

    fn row_class(&self) -> Option<&'static str> {
        match self.tone() {
            "ok" => Some("is-better"),
            "warn" => Some("is-worse"),
            _ => None,
        }
    }
}

/// Everything that changed under a title: a table, on a narrow screen cards. Nothing when nothing changed. Where differences are
/// agreed to one by one, the caller puts the panel into his form.
pub fn what_changed(l: Voice, title: &str, differences: &[Difference]) -> Markup {
    panel(l, title, "", differences, &html! {})
}

/// The same with a word of help under the title, and what can be done about it at the end.
pub fn panel(l: Voice, title: &str, help: &str, differences: &[Difference], below: &Markup) -> Markup {
    html! {
        @if !differences.is_empty() {
            section.changes aria-label=(title) {
                h2 { (title) }
                @if !help.is_empty() { p.muted { (help) } }
                (below)
                (table(l, differences))
            }
        }
    }
}

/// The table alone, for a panel that says more of its own.
pub fn table(l: Voice, differences: &[Difference]) -> Markup {
    let is_agreed = differences.iter().any(|difference| difference.agree.is_some());
    html! {
        div.table-wrap { table.table.table--stack {
            thead { tr {
                th scope="col" { (l.say("changes-subject")) } th scope="col" { (l.say("changes-kind")) }
                th.num scope="col" { (l.say("changes-before")) } th.num scope="col" { (l.say("changes-after")) }
                @if is_agreed { th scope="col" { (l.say("changes-agree")) } }
            } }
            tbody { @for difference in differences { (row(l, difference, is_agreed)) } }
        } }
    }
}

fn row(l: Voice, difference: &Difference, is_agreed: bool) -> Markup {
    html! {
        tr class=[difference.row_class()] {
            th scope="row" { (difference.subject) }
            td { (badge(difference.tone(), &l.say(&format!("changes-kind-{}", difference.kind)))) }
            td.num data-label=(l.say("changes-before")) { @if !difference.before.is_empty() { del { (difference.before) } } }
            td.num data-label=(l.say("changes-after")) { ins { (difference.after) } }
            @if is_agreed { td { @if let Some(value) = &difference.agree { (agreement(l, difference, value)) } } }
        }
    }
}

fn agreement(l: Voice, difference: &Difference, value: &str) -> Markup {
    html! {
        label.check {
            input type="checkbox" name="agree" value=(value) aria-label=(l.tell(&say!("changes-agree-to", subject = &difference.subject)));
            span { (l.say("changes-agree")) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Lang;

    fn difference(kind: DifferenceKind, is_better: bool, agree: Option<&str>) -> Difference {
        let (subject, before, after) = ("Drill <1>".to_owned(), "3,920.00 ₽".to_owned(), "4,018.00 ₽".to_owned());
        Difference { subject, kind, before, after, is_better, agree: agree.map(str::to_owned) }
    }

    fn told(differences: &[Difference]) -> String {
        what_changed(Voice { lang: Lang::En, zone: chrono_tz::UTC }, "Prices have changed", differences).into_string()
    }

    #[test]
    fn before_and_after_stand_side_by_side() {
        let page = told(&[difference(DifferenceKind::Price, false, None)]);
        for part in ["Prices have changed", "Drill &lt;1&gt;", "<del>3,920.00 ₽</del>", "<ins>4,018.00 ₽</ins>", "is-worse"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("checkbox") && !page.contains("changes-"), "{page}");
        assert!(told(&[difference(DifferenceKind::Stock, true, None)]).contains("is-better"));
    }

    #[test]
    fn each_difference_can_be_agreed_to_by_itself() {
        let page =
            told(&[difference(DifferenceKind::Price, false, Some("DR-1")), difference(DifferenceKind::Address, false, None)]);
        assert_eq!(page.matches("name=\"agree\" value=\"DR-1\"").count(), 1, "{page}");
        assert_eq!(page.matches("type=\"checkbox\"").count(), 1, "{page}");
    }

    #[test]
    fn nothing_changed_is_nothing_shown() {
        assert_eq!(told(&[]), "");
    }

    #[test]
    fn every_kind_has_its_word_in_both_languages() {
        for kind in DifferenceKind::ALL {
            let key = format!("changes-kind-{kind}");
            for lang in [Lang::Ru, Lang::En] {
                assert_ne!(lang.say(&key), key, "{lang}");
            }
        }
    }
}
