//! What stands beside and above the list: the category tree, the switches and attributes that narrow it, chips that take one of them
//! away again, the choice between table and cards. All of it links and one form of the method GET.

use maud::{Markup, html};

use super::super::asked::{ATTRIBUTE, Asked, View};
use super::super::offer::Before;
use super::list::{Look, SIZES};
use crate::catalogue::facet::FacetValue;
use crate::catalogue::{Category, Facet};
use crate::platform::web::Voice;
use crate::say;

/// So many attributes are offered, each with so many of its values: those that most goods have, and what is chosen.
const ATTRIBUTES: usize = 6;
const VALUES: usize = 12;

/// The category tree; where no category is open, folded below its top.
pub(super) fn tree(l: Voice, all: &[Category], current: &str) -> Markup {
    let open = all.iter().find(|c| c.code == current);
    let open_top = open.map(|c| c.parent.unwrap_or(c.id));
    html! {
        details {
            summary { (l.say("catalogue-categories")) }
            ul.tree {
                li { a href="/catalogue" aria-current=[current.is_empty().then_some("page")] { (l.say("catalogue-all")) } }
                @for top in all.iter().filter(|c| c.parent.is_none()) {
                    li {
                        a href={ "/catalogue?category=" (top.code) } aria-current=[(top.code == current).then_some("page")] { (top.name_in(l.lang)) }
                        @if open_top == Some(top.id) {
                            ul { @for below in all.iter().filter(|c| c.parent == Some(top.id)) {
                                li { a href={ "/catalogue?category=" (below.code) } aria-current=[(below.code == current).then_some("page")] { (below.name_in(l.lang)) } }
                            } }
                        }
                    }
                }
            }
        }
    }
}

/// The form that narrows the list.
pub(super) fn panel(l: Voice, asked: &Asked, facets: &[Facet], sees_stock: bool) -> Markup {
    let ordered = asked.query.ordered;
    let is_chosen = |facet: &Facet| facet.values.iter().any(|value| value.is_chosen);
    let shown = facets.iter().enumerate().filter(|(at, facet)| *at < ATTRIBUTES || is_chosen(facet)).map(|(_, facet)| facet);
    html! {
        details {
            summary { (l.say("filter-title")) }
            form.facets method="get" action="/catalogue" {
                @for (name, value) in [("q", &asked.query.q), ("category", &asked.query.category)] { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
                @if asked.query.literal { input type="hidden" name="literal" value="true"; }
                @if sees_stock { (check(&l.say("filter-stock"), "stock", "in", asked.query.stock.is_some(), None)) }
                div.field { label for="ordered" { (l.say("filter-ordered")) }
                    select id="ordered" name="ordered" data-auto-submit {
                        option value="" { (l.say("filter-ordered-any")) }
                        @for before in Before::ALL { option value=(before.as_str()) selected[ordered == Some(*before)] { (l.say(&format!("filter-ordered-{before}"))) } }
                    }
                }
                @for facet in shown {
                    fieldset {
                        legend { (facet.name_in(l.lang)) }
                        @for value in &leading(facet) { (check(value.value_in(l.lang), &format!("{ATTRIBUTE}{}", facet.name_in(l.lang)), value.value_in(l.lang), value.is_chosen, Some(value.count))) }
                    }
                }
                div.actions.without-js { button type="submit" { (l.say("filter-show")) } }
            }
        }
    }
}

fn check(text: &str, name: &str, value: &str, is_checked: bool, count: Option<usize>) -> Markup {
    html! {
        label.pick { input type="checkbox" name=(name) value=(value) checked[is_checked] data-auto-submit; span { (text) } @if let Some(count) = count { small { (count) } } }
    }
}

/// The values that most goods have, and those that are chosen, in their own order.
fn leading(facet: &Facet) -> Vec<&FacetValue> {
    let mut counts: Vec<usize> = facet.values.iter().map(|value| value.count).collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let least = counts.get(VALUES - 1).copied().unwrap_or_default();
    // Of those that have just as many as the last that finds room, the first ones do.
    let mut room = VALUES - counts.iter().take(VALUES).filter(|count| **count > least).count();
    let is_leading = |value: &&FacetValue| {
        let finds_room = value.count == least && room > 0;
        room -= usize::from(finds_room);
        value.count > least || finds_room || value.is_chosen
    };
    facet.values.iter().filter(is_leading).collect()
}

/// What narrows the list now, each with the way back.
pub(super) fn chips(l: Voice, asked: &Asked) -> Markup {
    let chip = |text: String, link: String| {
        let title = l.tell(&say!("filter-remove", what = &text));
        html! { li { a.chip href=(link) title=(title) { (text) span aria-hidden="true" { " ×" } } } }
    };
    html! {
        @if asked.is_narrowed() {
            ul.chips aria-label=(l.say("filter-now")) {
                @if let Some(stock) = asked.query.stock { (chip(l.say("filter-stock"), asked.link_without("stock", stock.as_str()))) }
                @if let Some(before) = asked.query.ordered { (chip(l.say(&format!("filter-ordered-{before}")), asked.link_without("ordered", before.as_str()))) }
                @for chosen in &asked.attributes { @for value in &chosen.values {
                    (chip(format!("{}: {value}", chosen.name), asked.link_without(&format!("{ATTRIBUTE}{}", chosen.name), value)))
                } }
                li { a href=(asked.without_choices().link(&[])) { (l.say("filter-clear")) } }
            }
        }
    }
}

/// Table or cards, and how many at once.
pub(super) fn look(l: Voice, asked: &Asked, now: Look) -> Markup {
    html! {
        nav.look aria-label=(l.say("look-title")) {
            @for view in View::ALL {
                a href=(asked.link(&[("view", view.as_str())])) aria-current=[(now.view == *view).then_some("true")] { (l.say(&format!("look-{view}"))) }
            }
            span { (l.say("look-size")) }
            @for size in SIZES {
                a href=(asked.link(&[("size", size.to_string().as_str())])) aria-current=[(now.size == size).then_some("true")] { (size) }
            }
        }
    }
}
