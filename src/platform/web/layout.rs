//! The frame around every page: head, menu, banner, foot. Doors fill a [`Frame`]; the shell knows no room.

use std::sync::Arc;

use maud::{DOCTYPE, Markup, html};

use super::{Face, Lang, assets, components, menu};
use crate::platform::values::{Currency, Money};

/// An entry of the menu.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    /// Where it leads.
    pub path: &'static str,
    /// The key of its name.
    pub label: &'static str,
    /// The key of its group's name.
    pub group: &'static str,
}

/// Who is signed in, for the head of the page.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The account's id, so that text kept in the browser never crosses people.
    pub account: String,
    /// The person.
    pub name: String,
    /// The company, where one is chosen.
    pub company: Option<String>,
    /// Whether the head offers search and cart.
    pub is_shopping: bool,
    /// What was read for it together with the page.
    pub head: Head,
}

/// What the head of a page tells of what changes: read together with the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// What lies in the cart; none where nobody looked.
    pub cart: Option<InCart>,
    /// A message that he has not seen yet.
    pub posted: Option<Posted>,
}

/// A message from our staff, on every page until its reader says that he has seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// Its id, as addresses show it.
    pub id: String,
    /// Who wrote it and when, told in the reader's language.
    pub title: String,
    /// Its text, or the beginning of a long one.
    pub text: String,
}

/// What lies in a cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InCart {
    /// How many lines.
    pub lines: usize,
    /// What they come to at the prices shown when they were put in, as the contract's prices stand to VAT; without delivery.
    pub sum: Option<(Money, Currency)>,
}

/// A strip across every page, for an agent who acts for a client.
#[derive(Debug, Clone)]
pub struct Banner {
    /// What it says first.
    pub title: String,
    /// What it says then.
    pub text: String,
    /// Until when and why; cut short where there is no room.
    pub errand: String,
    /// Where its button posts to.
    pub action: &'static str,
    /// What its button says.
    pub button: String,
}

/// Everything around the body of a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of the page.
    pub lang: Lang,
    /// How the house shows itself.
    pub face: Arc<Face>,
    /// The title.
    pub title: String,
    /// The path of this page, to mark the menu and come back after a change of language.
    pub path: String,
    /// Where to come back to after a change of language.
    pub here: String,
    /// The menu.
    pub menu: Vec<MenuItem>,
    /// Who is signed in.
    pub signed: Option<Signed>,
    /// The strip, if any.
    pub banner: Option<Banner>,
    /// The hidden token of forms.
    pub csrf: String,
    /// What was searched for, to stay in the field.
    pub search: String,
}

/// The hidden field that every form carries.
pub fn csrf_field(token: &str) -> Markup {
    html! { input type="hidden" name="csrf" value=(token); }
}

/// The whole page.
pub fn page(frame: &Frame, body: &Markup) -> Markup {
    let l = frame.lang;
    html! {
        (DOCTYPE)
        html lang=(l.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (frame.title) " · " (frame.face.name) }
                link rel="stylesheet" href=(assets::address("style.css"));
                @if let Some(theme) = &frame.face.theme { link rel="stylesheet" href=(theme.address()); }
                link rel="icon" type="image/svg+xml" href=(assets::address("icon.svg"));
                script src=(assets::address("app.js")) defer {}
            }
            body data-user=(frame.signed.as_ref().map(|s| s.account.as_str()).unwrap_or_default()) {
                a.skip href="#main" { (l.say("shell-skip")) }
                (head(frame))
                @if let Some(banner) = &frame.banner { (strip(&frame.csrf, banner)) }
                main.page id="main" {
                    @if let Some(posted) = frame.signed.as_ref().and_then(|signed| signed.head.posted.as_ref()) { (message(frame, posted)) }
                    (body)
                }
                footer.foot { span { (frame.face.name) } @if !frame.csrf.is_empty() { (language_switch(frame)) } }
            }
        }
    }
}

fn head(frame: &Frame) -> Markup {
    let l = frame.lang;
    html! {
        header.top {
            (brand(&frame.face))
            @if let Some(signed) = &frame.signed {
                @if signed.is_shopping {
                    form.top-search action="/catalogue" method="get" role="search" aria-label=(l.say("shell-find")) {
                        input type="search" name="q" value=(frame.search) maxlength="100" aria-label=(l.say("shell-search")) placeholder=(l.say("shell-search"));
                        button type="submit" { (l.say("shell-find")) }
                    }
                }
                div.top-user {
                    div.who { b { a href="/profile" { (signed.name) } } @if let Some(company) = &signed.company { span { (company) } } }
                    @if signed.is_shopping { (cart_link(l, signed.head.cart.as_ref())) }
                    form action="/sign-out" method="post" { (csrf_field(&frame.csrf)) button.button--quiet.button--small type="submit" { (l.say("shell-sign-out")) } }
                }
            }
            @if !frame.menu.is_empty() { (menu::menu(frame)) }
        }
    }
}

fn brand(face: &Face) -> Markup {
    html! {
        a.brand href="/" {
            @match &face.logo {
                Some(logo) => { img src=(logo.address()) alt="" height="28"; }
                None => { img src=(assets::address("icon.svg")) alt="" width="28" height="28"; }
            }
            span { (face.name) }
        }
    }
}

fn message(frame: &Frame, posted: &Posted) -> Markup {
    let l = frame.lang;
    html! {
        section.notice.notice--ok aria-label=(posted.title) {
            b { (posted.title) }
            p { (components::lines(&posted.text)) }
            form.row action={ "/messages/" (posted.id) "/seen" } method="post" {
                (csrf_field(&frame.csrf))
                input type="hidden" name="next" value=(if frame.here == "/" { &frame.path } else { &frame.here });
                button.button--small type="submit" { (l.say("message-seen")) }
                a.button.button--quiet.button--small href="/messages" { (l.say("message-answer")) }
            }
        }
    }
}

fn cart_link(l: Lang, cart: Option<&InCart>) -> Markup {
    let cart = cart.filter(|cart| cart.lines > 0);
    html! {
        a.cart-link id="cart-link" href="/cart" title=[cart.map(|_| l.say("shell-cart-hint"))] {
            (l.say("shell-cart"))
            @if let Some(cart) = cart {
                " " span.count { (cart.lines) }
                @if let Some((sum, currency)) = cart.sum { " " span.cart-sum { (l.money(sum, currency)) } }
            }
        }
    }
}

/// The strip of somebody who acts for another, with the button that ends it.
pub fn strip(csrf: &str, banner: &Banner) -> Markup {
    html! {
        div.banner.banner--behalf role="status" {
            b { (banner.title) } span { (banner.text) } span.errand title=(banner.errand) { (banner.errand) }
            form action=(banner.action) method="post" { (csrf_field(csrf)) button.button--small type="submit" { (banner.button) } }
        }
    }
}

fn language_switch(frame: &Frame) -> Markup {
    html! {
        form.lang action="/language" method="post" {
            (csrf_field(&frame.csrf))
            input type="hidden" name="next" value=(if frame.here == "/" { &frame.path } else { &frame.here });
            @for (lang, name) in [(Lang::Ru, "Русский"), (Lang::En, "English")] {
                @if lang == frame.lang { span aria-current="true" lang=(lang.as_str()) { (name) } }
                @else { button.button--quiet.button--small type="submit" name="lang" value=(lang.as_str()) lang=(lang.as_str()) { (name) } }
            }
        }
    }
}
