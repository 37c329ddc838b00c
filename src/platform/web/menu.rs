//! The menu of a page: a row of links for whoever has few of them, groups that fold out for whoever has many. Called by the frame.
//! It works without a script; one group is open at a time.

use maud::{Markup, html};

use super::layout::{Frame, MenuItem};

/// So many entries stand in one row.
const FLAT: usize = 7;

/// The whole menu. Whoever shops has a row however long it is: he shall see at once where everything lies.
pub(super) fn menu(frame: &Frame) -> Markup {
    let l = frame.lang;
    let is_shopping = frame.signed.as_ref().is_some_and(|signed| signed.is_shopping);
    html! {
        @if frame.menu.len() <= FLAT || is_shopping {
            nav.menu aria-label=(l.say("shell-menu")) { @for item in &frame.menu { (link(frame, item)) } }
        } @else {
            nav.menu data-groups aria-label=(l.say("shell-menu")) {
                details.menu-all {
                    summary { (l.say("menu-all")) }
                    div { @for (name, items) in groups(&frame.menu) { (group(frame, name, &items)) } }
                }
            }
        }
    }
}

fn link(frame: &Frame, item: &MenuItem) -> Markup {
    html! { a href=(item.path) aria-current=[is_current(item.path, &frame.path).then_some("page")] { (frame.lang.say(item.label)) } }
}

/// A group that folds out; of one entry the entry itself.
fn group(frame: &Frame, name: &str, items: &[&MenuItem]) -> Markup {
    let is_here = items.iter().any(|item| is_current(item.path, &frame.path));
    html! {
        @if let [only] = items { (link(frame, only)) } @else {
            details.menu-group name="menu" {
                summary aria-current=[is_here.then_some("true")] { (frame.lang.say(name)) }
                div { @for item in items { (link(frame, item)) } }
            }
        }
    }
}

/// Entries by their group, in the order in which the groups are met.
fn groups(menu: &[MenuItem]) -> Vec<(&'static str, Vec<&MenuItem>)> {
    let mut groups: Vec<(&'static str, Vec<&MenuItem>)> = Vec::new();
    for item in menu {
        match groups.iter_mut().find(|(name, _)| *name == item.group) {
            Some((_, items)) => items.push(item),
            None => groups.push((item.group, vec![item])),
        }
    }
    groups
}

fn is_current(item: &str, path: &str) -> bool {
    path == item || (item != "/" && path.strip_prefix(item).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::web::Lang;

    fn frame(menu: Vec<MenuItem>) -> Frame {
        Frame {
            lang: Lang::En,
            title: String::new(),
            path: "/stock/DR-1".to_owned(),
            here: "/stock/DR-1".to_owned(),
            menu,
            signed: None,
            banner: None,
            csrf: String::new(),
            search: String::new(),
            face: std::sync::Arc::default(),
        }
    }

    fn entry(path: &'static str, label: &'static str, group: &'static str) -> MenuItem {
        MenuItem { path, label, group }
    }

    #[test]
    fn few_entries_are_a_row_and_many_are_groups_with_the_way_marked() {
        let mut entries = vec![entry("/day", "menu-day", "menu-group-work")];
        let row = menu(&frame(entries.clone())).into_string();
        assert!(row.contains("<a href=\"/day\">") && !row.contains("<details"), "{row}");
        entries
            .extend([entry("/picking", "menu-picking", "menu-group-stock"), entry("/stock", "menu-stock", "menu-group-stock")]);
        let paths = ["/staff", "/settings", "/imports", "/rules", "/tasks"];
        entries.extend(paths.map(|path| entry(path, "menu-staff", "menu-group-house")));
        let many = menu(&frame(entries)).into_string();
        assert!(
            many.contains("<a href=\"/stock\" aria-current=\"page\">") && many.contains("<summary aria-current=\"true\">"),
            "{many}"
        );
        // One entry alone is no group: it stands between them.
        assert!(many.contains("<div><a href=\"/day\">"), "{many}");
        assert_eq!((many.matches("name=\"menu\"").count(), many.matches("aria-current").count()), (2, 2), "{many}");
    }

    #[test]
    fn a_page_below_an_entry_belongs_to_it() {
        assert!(is_current("/stock", "/stock") && is_current("/stock", "/stock/DR-1"));
        assert!(!is_current("/stock", "/stocks") && !is_current("/", "/stock"));
    }
}
