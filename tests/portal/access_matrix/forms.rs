//! Every field of a page's form that names something, by everybody who is shown the form: another's name in it looks exactly like one
//! that nothing has. The fields are read from the pages themselves, and from the forms of the matrix; one that comes is tried without
//! being named here. Tables that companies load are tried so as well.

use std::collections::{BTreeMap, BTreeSet};

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::json;

use super::asking::form;
use super::callers::{CALLERS, Caller, Sessions, Side, is_api};
use super::foreign::{Foreign, What};
use super::page::forms;
use super::things::Things;
use super::world::{BETA_ADMIN, World};
use crate::House;
use crate::blocks::day;
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::trade::{ADMINISTRATOR, ALFA_ADMIN, BETA, SEVER};
use crate::on_both;

/// Forms with a field that names something and is not tried here, and why it need not be.
const NOT_HERE: &[(&str, &str, &str)] = &[
    ("/sign-in", "login", "every login is answered alike, as the tests of signing in show"),
    ("/password", "login", "every login is answered alike, as the tests of the profile show"),
    ("/people/erasure", "login", "whoever may ask reaches every person"),
    ("/staff", "login", "a name that is given"),
    ("/partners/{code}/people", "login", "a name that is given; somebody may belong to several companies"),
    ("/quotes/{number}/versions", "unit", "a unit of measure"),
];

/// What else must stand in a form, so that a field in it counts.
const BESIDE: &[(&str, &str, (&str, &str))] = &[("/lists", "order", ("source", "order"))];

/// Fields that a page shows only where there is something to choose from; they are sent all the same.
const CHOSEN: &[(&str, &str)] = &[("/cart/choice", "contract"), ("/cart/choice", "address"), ("/lists", "order")];

/// What a field of a form names; none where it names nothing.
fn named(door: &str, field: &str) -> Option<What> {
    if NOT_HERE.iter().any(|(other, name, _)| (*other, *name) == (door, field)) {
        return None;
    }
    Some(match field {
        "sku" if door.ends_with("/promises") || door.ends_with("/shipments") => What::SkuOfOrder,
        "sku" | "product" => What::Sku,
        "contract" => What::Contract,
        "address" => What::Address,
        "partner" => What::Partner,
        "person" | "login" => What::Person,
        "unit" => What::Unit,
        "role" => What::Role,
        "list" => What::List,
        "order" => What::Order,
        "invoices" => What::Invoice,
        "code" if door == "/company" => What::Partner,
        "code" if door == "/cart/code" => What::Code,
        "number" if door.contains("own-numbers") => What::OwnNumber,
        "id" if door.contains("/roles/") => What::Role,
        "id" if door.contains("invitations") => What::Invitation,
        "id" if door.contains("sessions") => What::Session,
        _ => return None,
    })
}

/// A form that somebody is shown, or that the matrix has for a door.
struct Sheet {
    door: Line,
    /// Where it is sent.
    action: String,
    fields: Vec<(String, String)>,
}

/// The line of the table that a path is of.
fn door<'t>(table: &'t [Line], method: &str, path: &str) -> Option<&'t Line> {
    let path = path.split('?').next().unwrap_or(path);
    let is_at = |line: &&Line| {
        let (known, asked): (Vec<&str>, Vec<&str>) = (line.path.split('/').collect(), path.split('/').collect());
        known.len() == asked.len() && known.iter().zip(&asked).all(|(known, asked)| known == asked || known.starts_with('{'))
    };
    let mut all: Vec<&Line> = table.iter().filter(|line| line.method == method).filter(is_at).collect();
    // `/lists/new` is no list.
    all.sort_by_key(|line| line.path.matches('{').count());
    all.first().copied()
}

/// A page without what is its request's own.
fn essence(told: &Told, name: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let percent = encoded.replace('+', "%20");
    let mut text = told.text.replace(&told.header("x-request-id"), "ID");
    for shape in [name, &encoded, &percent] {
        text = text.replace(shape, "NAME");
    }
    for field in ["csrf", "key"] {
        let mark = format!("name=\"{field}\" value=\"");
        let mut parts = text.split(&mark);
        let first = parts.next().unwrap_or_default().to_owned();
        text = parts.fold(first, |text, part| text + &mark + part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    text
}

/// Where an answer leads, without the id of what was made.
fn leads(told: &Told, name: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let place = told.location().replace(&encoded, "NAME").replace(name, "NAME");
    match place.rsplit_once('/') {
        Some((before, last)) if last.contains(|c: char| c.is_ascii_digit()) => before.to_owned(),
        _ => place.clone(),
    }
}

fn looks_like(a: (&Told, &str), b: (&Told, &str)) -> bool {
    // A list beside the form may have either name anyway.
    let whole = |told: &Told, name: &str, other: &str| essence(told, name).replace(other, "NAME");
    a.0.status == b.0.status && leads(a.0, a.1) == leads(b.0, b.1) && whole(a.0, a.1, b.1) == whole(b.0, b.1, a.1)
}

struct Run<'h> {
    names: &'h Foreign,
    world: &'h World,
    sessions: Sessions<'h>,
    table: Vec<Line>,
    /// The doors, fields and callers that were tried, with how the door answered.
    tried: BTreeMap<(&'static str, String, &'static str), u16>,
    wrong: Vec<String>,
}

impl Run<'_> {
    fn own(&self, caller: Caller, line: &Line) -> Things {
        self.names.own_things(self.world, caller, line)
    }

    /// The forms of all pages that the caller finds, and those of the matrix for doors whose forms he is not shown just now.
    async fn sheets(&mut self, caller: Caller) -> Vec<Sheet> {
        let mut all = Vec::new();
        let may = |line: &&Line| !is_api(line) && !line.path.ends_with("/stream") && caller.rights(line).has(line.right);
        let open: Vec<Line> = self.table.iter().filter(may).cloned().collect();
        for line in open.iter().filter(|line| line.method == "GET") {
            let Some(path) = self.own(caller, line).path(line) else { continue };
            let told = self.sessions.at(caller, line).await.look(&path).await;
            if told.status.as_u16() != 200 || !told.header("content-type").starts_with("text/html") {
                continue;
            }
            for found in forms(&told.text) {
                let action = if found.action.is_empty() { path.clone() } else { found.action };
                if let Some(line) = door(&self.table, &found.method, &action) {
                    all.push(Sheet { door: line.clone(), action, fields: found.fields });
                }
            }
        }
        for line in open.iter().filter(|line| line.method == "POST") {
            let fields = form(line.path).iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let Some(action) = self.own(caller, line).path(line) else { continue };
            for (_, field) in CHOSEN.iter().filter(|(door, _)| *door == line.path) {
                let fields = vec![((*field).to_owned(), String::new())];
                all.push(Sheet { door: line.clone(), action: action.clone(), fields });
            }
            all.push(Sheet { door: line.clone(), action, fields });
        }
        all
    }

    /// Each field of a form that names something, once for each caller.
    async fn through(&mut self, caller: Caller, side: Side, sheet: &Sheet) {
        let fields: BTreeSet<&String> = sheet.fields.iter().map(|(name, _)| name).collect();
        for field in fields {
            let Some((foreign, unknown)) = named(sheet.door.path, field).and_then(|what| self.names.foreign(what, side)) else {
                continue;
            };
            let who = (sheet.door.path, field.clone(), caller.name());
            if self.tried.contains_key(&who) {
                continue;
            }
            let client = self.sessions.at(caller, &sheet.door).await;
            let key = format!("{}-{}", self.tried.len(), caller.name());
            // What is done in spite of the name is done once: the answer is that to the name before it or to the one after.
            let before = send(&client, sheet, field, unknown, &format!("{key}-1")).await;
            let theirs = send(&client, sheet, field, &foreign, &format!("{key}-2")).await;
            let after = send(&client, sheet, field, unknown, &format!("{key}-3")).await;
            self.sessions.after(&sheet.door);
            let it = (&theirs, foreign.as_str());
            let is_alike = looks_like(it, (&before, unknown)) || looks_like(it, (&after, unknown));
            self.tried.insert(who, theirs.status.as_u16());
            if !is_alike || theirs.status.is_server_error() {
                let (place, answer) = (theirs.location(), essence(&theirs, &foreign));
                self.wrong.push(format!(
                    "{} {} {} {field}={foreign}: {} {place}\n{answer}\n  unknown, {unknown}: {} {}\n{}",
                    caller.name(),
                    sheet.door.method,
                    sheet.action,
                    theirs.status,
                    after.status,
                    after.location(),
                    essence(&after, unknown)
                ));
            }
        }
    }
}

/// The form with a name in a field; what is left empty in it is in order as far as its own words go.
async fn send(client: &Client, sheet: &Sheet, field: &str, it: &str, key: &str) -> Told {
    let name: String = form_urlencoded::byte_serialize(it.as_bytes()).collect();
    if sheet.door.method == "GET" {
        let path = sheet.action.split('?').next().unwrap_or(&sheet.action);
        return client.look(&format!("{path}?{field}={name}")).await;
    }
    let mut fields = sheet.fields.clone();
    for (name, value) in form(sheet.door.path) {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, typed)) if typed.is_empty() => (*value).clone_into(typed),
            Some(_) => {}
            None => fields.push(((*name).to_owned(), (*value).to_owned())),
        }
    }
    let is_beside = |(door, of, _): &&(&str, &str, (&str, &str))| (*door, *of) == (sheet.door.path, field);
    let mut more: Vec<(&str, &str)> = BESIDE.iter().filter(is_beside).map(|(.., beside)| *beside).collect();
    more.extend([(field, it), ("key", key)]);
    for (name, value) in more {
        match fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, typed)) => value.clone_into(typed),
            None if name == "key" => {}
            None => fields.push((name.to_owned(), value.to_owned())),
        }
    }
    let token = hidden(&client.look("/api").await.text, "csrf");
    fields.retain(|(name, _)| name != "csrf");
    fields.push(("csrf".to_owned(), token));
    read(client.request(Method::POST, &sheet.action).form(&fields).send().await.expect("an answer")).await
}

/// Whose forms are read: an approver is shown what a buyer is.
fn readers() -> Vec<(Caller, Side)> {
    let all = CALLERS.into_iter().filter(|caller| *caller != Caller::Machine && !caller.name().ends_with("approver"));
    all.filter_map(|caller| Some((caller, caller.side()?))).collect()
}

on_both! {
    async fn anothers_name_in_a_form_looks_like_what_does_not_exist(house: House) {
        let world = World::narrowed(&house).await;
        let names = Foreign::of(&house, &world).await;
        let sessions = Sessions::of(&house, &world);
        let table = orderly::app::routes().table();
        let mut run = Run { names: &names, world: &world, sessions, table, tried: BTreeMap::new(), wrong: Vec::new() };
        for (caller, side) in readers() {
            for sheet in run.sheets(caller).await {
                run.through(caller, side, &sheet).await;
            }
        }
        for ((door, field, who), status) in &run.tried {
            println!("{door:<46}{field:<12}{who:<16}{status}");
        }
        assert!(run.wrong.is_empty(), "{}", run.wrong.join("\n\n"));
        let fields: BTreeSet<(&str, &str)> = run.tried.keys().map(|(door, field, _)| (*door, field.as_str())).collect();
        for known in [("/cart/choice", "contract"), ("/cart/choice", "address"), ("/company", "code"), ("/partners/{code}/messages", "person"), ("/payments", "invoices"), ("/lists", "order")] {
            assert!(fields.contains(&known), "{known:?} was not read: {fields:?}");
        }
        assert!(run.tried.len() > 80, "{}", run.tried.len());
        for (what, sql, count) in [
            ("addresses and contracts of others in carts", "SELECT count(*) FROM cart c JOIN contract k ON k.id = c.contract_id WHERE k.partner_id <> c.partner_id", 0),
            ("orders of one's company at another's contract", "SELECT count(*) FROM sales_order o JOIN contract k ON k.id = o.contract_id WHERE k.partner_id <> o.partner_id", 0),
            ("links made", "SELECT count(*) FROM one_time_link", 0),
            ("invitations withdrawn", "SELECT count(*) FROM invitation WHERE withdrawn_at IS NOT NULL", 0),
        ] {
            assert_eq!(house.sql_i64(sql).await, count, "{what}");
        }
        house.leave().await;
    }

    async fn anothers_name_in_a_table_looks_like_what_does_not_exist(house: House) {
        let world = World::narrowed(&house).await;
        let names = Foreign::of(&house, &world).await;
        // What companies load themselves: article numbers that they are not shown.
        for (side, admin, buyer) in [(Side::Alfa, ALFA_ADMIN, SEVER), (Side::Beta, BETA_ADMIN, BETA)] {
            let (admin, browser, buyer) = (house.api(admin).await, house.browser(buyer).await, house.api(buyer).await);
            let (foreign, unknown) = names.foreign(What::Sku, side).expect("a product");
            // Quantities of many goods, whose fields are called by the article numbers.
            for action in ["/cart/lines/many", "/catalogue/sums"] {
                let (theirs, nobodys) = (format!("q.{foreign}"), format!("q.{unknown}"));
                let theirs = browser.fill("/api", action, &[("back", "/catalogue"), (theirs.as_str(), "1")]).await;
                let missing = browser.fill("/api", action, &[("back", "/catalogue"), (nobodys.as_str(), "1")]).await;
                assert!(looks_like((&theirs, &foreign), (&missing, unknown)), "{action}: {} {}\n{} {}", theirs.status, theirs.text, missing.status, missing.text);
            }
            let own = |sku: &str| format!("sku;number\n{sku};N-1\n");
            let load = async |sku: &str| admin.bring(Method::POST, "/api/v1/own-numbers", "text/csv", own(sku).as_bytes()).await;
            let (theirs, missing) = (load(&foreign).await, load(unknown).await);
            assert!(looks_like((&theirs, &foreign), (&missing, unknown)), "{}\n{}", theirs.text, missing.text);
            for path in ["/api/v1/quick-order", "/api/v1/lists", "/api/v1/standing-orders"] {
                let typed = |sku: &str| match path {
                    "/api/v1/quick-order" => json!({"text": format!("{sku} 1")}),
                    "/api/v1/lists" => json!({"name": "Typed", "text": format!("{sku} 1")}),
                    _ => json!({"name": "Typed", "text": format!("{sku} 1"), "schedule": {"repeats": "month_end"}}),
                };
                let (theirs, missing) = (buyer.send(path, typed(&foreign)).await, buyer.send(path, typed(unknown)).await);
                assert!(looks_like((&theirs, &foreign), (&missing, unknown)), "{path}: {}\n{}", theirs.text, missing.text);
            }
        }
        // What the office loads: each thing only through the partner that it belongs to, and nothing of a table that names another's.
        let office = house.api(ADMINISTRATOR).await;
        let paid = format!("contract,amount,paid_on,reference,invoices\nA-1,1.00,{},Table,$it\n", day(&house, 0));
        for (kind, what, table) in [
            ("people", What::Unit, "login,name,partner,unit,roles,language\ntable@alfa.example,Т,ALFA,$it,buyer,en\n"),
            ("addresses", What::Unit, "partner,name,address,unit,delivery_method,delivery_cost,default\nALFA,Table,A,$it,Самовывоз,0,no\n"),
            ("payments", What::Invoice, paid.as_str()),
        ] {
            let (foreign, unknown) = names.foreign(what, Side::Office).expect("another's");
            let path = format!("/api/v1/imports/{kind}?mode=all_or_nothing");
            let bring = async |it: &str| office.bring(Method::POST, &path, "text/csv", table.replace("$it", it).as_bytes()).await;
            let (theirs, missing) = (bring(&foreign).await, bring(unknown).await);
            assert!(looks_like((&theirs, &foreign), (&missing, unknown)), "{kind}: {} {}\n{} {}", theirs.status, theirs.text, missing.status, missing.text);
        }
        for (what, sql) in [
            ("people", "SELECT count(*) FROM account WHERE login = 'table@alfa.example'"),
            ("addresses", "SELECT count(*) FROM address WHERE name = 'Table'"),
            ("payments", "SELECT count(*) FROM payment WHERE reference = 'Table'"),
        ] {
            assert_eq!(house.sql_i64(sql).await, 0, "{what} of a table that names another's");
        }
        house.leave().await;
    }
}

#[test]
fn a_path_is_of_the_line_that_says_it_most_plainly() {
    let table = orderly::app::routes().table();
    let path = |method: &str, path: &str| door(&table, method, path).map(|line| line.path);
    assert_eq!(path("POST", "/orders/100001/changes?step=1"), Some("/orders/{number}/changes"));
    assert_eq!(path("GET", "/orders"), Some("/orders"));
    assert_eq!(path("GET", "/nowhere/at/all/of/them"), None);
}
