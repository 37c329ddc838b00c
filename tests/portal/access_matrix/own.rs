//! The other side of what is hidden: whoever may use a door that writes gets further there with a name of his own in the path than with
//! one that nothing has. A door that refused everything would hide as well as one that knows whose a thing is.

use std::collections::BTreeSet;
use std::fmt::Write;

use orderly::access::routes::Line;
use serde_json::json;

use super::asking::{knock, knock_about};
use super::callers::{CALLERS, Caller, Sessions, Side, is_api};
use super::things::Things;
use super::world::{BETA_CUSTOM, CUSTOM, World, keep, text, write};
use super::{Outcome, outcome};
use crate::House;
use crate::kit::client::{Client, Told};
use crate::kit::trade::{MANAGER, OPERATOR};

/// Whoever fills a cart.
pub(super) const BUYERS: &[&str] =
    &["buyer", "approver", "partner_admin", "other_buyer", "other_approver", "other_admin", "on_behalf"];
const OURS: &[&str] = &["agent", "on_behalf", "manager", "accountant", "warehouse", "operator", "administrator"];
const OURS_AND_MACHINES: &[&str] =
    &["agent", "on_behalf", "manager", "accountant", "warehouse", "operator", "administrator", "machine"];
const WITHOUT_A_CHANGE: &[&str] = &["buyer", "other_buyer", "other_approver", "other_admin", "other_custom"];

pub(super) const NOT_FOR_OTHERS: &str = "nobody makes a standing order for somebody else";
const NOT_WRITTEN_TO: &str = "messages are written to people of partners";
const NO_PERSON: &str = "a machine has neither views nor sessions";
const NO_AGENT: &str = "nobody is assigned to the administrator";
const NO_CHANGE: &str = "of the orders that he reaches none waits for an answer";

/// Doors at which a name of one's own does no more than one that nothing has: for whom, and why.
const NO_FURTHER: &[(&str, &[&str], &str)] = &[
    ("DELETE /api/v1/cart/lines/{sku}", BUYERS, "to take out of one's own cart what is not there is no fault"),
    ("DELETE /api/v1/me/sessions/{id}", &["machine"], NO_PERSON),
    ("DELETE /api/v1/views/{id}", &["machine"], NO_PERSON),
    ("PUT /api/v1/views/{id}", &["machine"], NO_PERSON),
    ("POST /api/v1/messages/{id}/answers", OURS_AND_MACHINES, NOT_WRITTEN_TO),
    ("POST /api/v1/messages/{id}/seen", OURS_AND_MACHINES, NOT_WRITTEN_TO),
    ("POST /messages/{id}/answers", OURS, NOT_WRITTEN_TO),
    ("POST /messages/{id}/seen", OURS, NOT_WRITTEN_TO),
    ("POST /api/v1/orders/{number}/changes/{id}/answers", WITHOUT_A_CHANGE, NO_CHANGE),
    ("POST /orders/{number}/changes/{id}/answers", WITHOUT_A_CHANGE, NO_CHANGE),
    ("POST /api/v1/partners/{code}/representations", &["administrator"], NO_AGENT),
    ("POST /clients/{code}/representations", &["administrator"], NO_AGENT),
    ("PUT /api/v1/products/{sku}/picture", &["administrator"], "what is no picture is refused before its product is looked for"),
];

/// Everybody at each door that writes and has a name in its path, with one of his own and with one that nothing has.
pub(super) async fn expect_further(house: &House, world: &World) {
    let mut table = orderly::app::routes().table();
    let api = table.iter().find(|line| is_api(line)).cloned().expect("a door of the API");
    table.retain(|line| line.method != "GET" && line.path.contains('{'));
    table.sort_by_key(turn);
    let mut run = Run { house, world, sessions: Sessions::of(house, world), api, rows: String::new(), same: BTreeSet::new() };
    for (n, line) in table.iter().enumerate() {
        run.at_door(n, line).await;
    }
    println!("{}", run.rows);
    let listed = NO_FURTHER.iter().flat_map(|(door, callers, _)| callers.iter().map(|who| ((*door).to_owned(), *who)));
    let listed: BTreeSet<(String, &str)> = listed.collect();
    let held: Vec<_> = run.same.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&run.same).collect();
    assert!(held.is_empty() && gone.is_empty(), "no further with their own: {held:?}; listed, and further: {gone:?}");
}

/// What takes things away comes after what changes them; who is blocked asks for nothing afterwards.
fn turn(line: &Line) -> u8 {
    let is_of_people = line.path.contains("/people") || line.path.contains("/staff/{login}");
    let ends = |words: &[&str]| words.iter().any(|word| line.path.ends_with(word));
    if is_of_people {
        return if ends(&["/block", "/blocks"]) { 3 } else { 2 };
    }
    u8::from(line.method == "DELETE" || ends(&["/removal", "/withdrawals"]))
}

struct Run<'h> {
    house: &'h House,
    world: &'h World,
    sessions: Sessions<'h>,
    /// Any door of the API, where things are made.
    api: Line,
    rows: String,
    /// Who is told the same at which door.
    same: BTreeSet<(String, &'static str)>,
}

impl Run<'_> {
    async fn at_door(&mut self, n: usize, line: &Line) {
        let (door, nowhere) = (format!("{} {}", line.method, line.path), Things::unknown().path(line).expect("a path"));
        // People of one side are told the same of what does not exist.
        let mut missing: Vec<(Side, Told)> = Vec::new();
        let _ = write!(self.rows, "{door:<58}");
        for caller in CALLERS.into_iter().filter(|caller| caller.rights(line).has(line.right)) {
            let Some(side) = caller.side() else { continue };
            let own = self.own(caller, line, n).await;
            let path = own.path(line).expect("a path");
            // Neither a link's word nor a kind of table is anybody's.
            if path == nowhere {
                continue;
            }
            let client = self.sessions.at(caller, line).await;
            if missing.iter().all(|(known, _)| *known != side) {
                missing.push((side, knock(&client, line, &nowhere).await));
            }
            let told = knock_about(&client, line, &path, &own).await;
            self.sessions.after(line);
            let unknown = missing.iter().find(|(known, _)| *known == side).map(|(_, told)| told).expect("an answer");
            let _ = write!(self.rows, " {} {}/{}", caller.name(), told.status.as_u16(), unknown.status.as_u16());
            let is_answered = !matches!(outcome(&told), Outcome::SignedOut | Outcome::Broken);
            assert!(is_answered, "{} {door} {path}: {} {}", caller.name(), told.status, told.text);
            if !is_further(&told, unknown) {
                self.same.insert((door.clone(), caller.name()));
            }
        }
        self.rows.push('\n');
    }

    /// What a door is asked about: things of the caller's company, and what belongs to one person or is taken away made for him.
    async fn own(&mut self, caller: Caller, line: &Line, n: usize) -> Things {
        let (own, path) = (self.world.own(caller), line.path);
        let is_beta = caller.side() == Some(Side::Beta);
        let Some(login) = caller.login() else { return own };
        if path.contains("/changes/{id}") && !is_beta {
            let (order, change) = self.world.asked_change();
            return Things { order: order.to_owned(), change: change.to_owned(), ..own };
        }
        if path.contains("/invitations/") && !path.contains("{token}") {
            let partner = (!path.contains("/staff/")).then_some(own.partner);
            return Things { invitation: invite(self.house, partner, &format!("{n}.{}", caller.name())).await, ..own };
        }
        if path.contains("/staff/{login}") {
            return Things { login: OPERATOR, ..own };
        }
        if path.contains("/people") {
            return Things { login: if is_beta { BETA_CUSTOM } else { CUSTOM }, ..own };
        }
        if path.contains("/messages/{id}") && !OURS.contains(&caller.name()) {
            let message = write(&self.house.api(MANAGER).await, own.partner, login).await;
            return Things { message, ..own };
        }
        if path.contains("/me/sessions/") {
            return Things { session: session(self.house, login).await, ..own };
        }
        let client = self.sessions.at(caller, &self.api).await;
        if path.contains("/lists/{id}") {
            return Things { list: list(&client, n).await, ..own };
        }
        if path.contains("/cart/aside/") {
            return Things { aside: put_aside(&client, n).await, ..own };
        }
        if path.contains("/views/{id}") {
            return Things { view: keep(&client).await, ..own };
        }
        own
    }
}

/// Whether what was answered says that the thing is there: by the status, or of two refusals by what is refused.
fn is_further(own: &Told, unknown: &Told) -> bool {
    let is_problem = |told: &Told| told.header("content-type").starts_with("application/problem+json");
    own.status != unknown.status || (is_problem(own) && is_problem(unknown) && own.problem() != unknown.problem())
}

/// Invites somebody to a partner, or to the staff; the id of the invitation.
pub(super) async fn invite(house: &House, partner: Option<&str>, name: &str) -> String {
    let (whose, role) = partner.map_or(("staff".to_owned(), "operator"), |code| (format!("partners/{code}"), "buyer"));
    let (path, email) = (format!("/api/v1/{whose}/invitations"), format!("{}@own.example", name.replace('_', "-")));
    let guest = json!({"email": email, "roles": [role], "language": "en"});
    text(&house.administrator().await.send(&path, guest).await.expect(201).json()["id"])
}

/// Has somebody sign in; the id of the session.
pub(super) async fn session(house: &House, login: &str) -> String {
    let sessions = house.api(login).await.look("/api/v1/me/sessions").await.expect(200).json();
    text(&sessions["items"][0]["id"])
}

async fn list(client: &Client, n: usize) -> String {
    let list = json!({"name": format!("Own {n}"), "text": "DR-1 1"});
    text(&client.send("/api/v1/lists", list).await.expect(201).json()["list"]["id"])
}

async fn put_aside(client: &Client, n: usize) -> String {
    client.set("/api/v1/cart/lines/DR-1", json!({"quantity": "1"})).await.expect(200);
    text(&client.send("/api/v1/cart/aside", json!({"name": format!("Own {n}")})).await.expect(201).json()["id"])
}

#[test]
fn two_refusals_are_told_apart_by_what_they_refuse() {
    let told = |status: u16, code: &str| {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("content-type", "application/problem+json".parse().expect("a type"));
        let status = reqwest::StatusCode::from_u16(status).expect("a status");
        Told { status, headers, text: json!({"code": code, "errors": []}).to_string() }
    };
    assert!(is_further(&told(409, "task_done"), &told(404, "not_found")));
    assert!(is_further(&told(422, "missing"), &told(422, "unknown")));
    assert!(!is_further(&told(404, "not_found"), &told(404, "not_found")));
}
