//! Every field and every parameter of the API that names something, asked by everybody who may open its door: another's name in it looks
//! exactly like one that nothing has, and where something is written one's own does not. Which there are is read out of the description,
//! so that one that comes is tried here or stands here with the reason why not. The table of what was asked is printed, and kept in
//! `target/access_fields.txt`.

use std::collections::BTreeSet;
use std::fmt::Write;

use orderly::access::routes::Line;
use serde_json::{Value, json};

use super::callers::{CALLERS, Caller, Sessions, Side};
use super::foreign::Foreign;
use super::own::NOT_FOR_OTHERS;
use super::tries::{IT, STANDING, Try, of_buyers, of_companies, of_lists, of_office};
use super::world::World;
use crate::House;
use crate::blocks::day;
use crate::kit::client::Told;
use crate::on_both;
use crate::openapi::{fields, parameters};

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/access_fields.txt");

/// Names of fields and parameters that name something.
const NAMING: &[&str] = &[
    "sku",
    "skus",
    "code",
    "contract",
    "partner",
    "person",
    "login",
    "list",
    "order",
    "unit",
    "role",
    "warehouse",
    "invoice",
    "invoices",
    "delivery_address",
    "address",
    "category",
    "number",
    "product",
];

/// Fields and parameters that are not tried here, and why they need not be.
const NOT_HERE: &[(&str, &str, &str, &str)] = &[
    ("GET", "/api/v1/activity/stream", "partner", "it never ends; it asks as /api/v1/activity does"),
    ("GET", "/api/v1/discount-codes", "partner", "whoever may ask reaches every partner"),
    ("GET", "/api/v1/limit-requests", "contract", "whoever may ask reaches every contract"),
    ("GET", "/api/v1/picking", "warehouse", "warehouses are the house's own"),
    ("GET", "/api/v1/products", "category", "categories are the house's own; their goods are those of the contract"),
    ("GET", "/api/v1/products/facets", "category", "categories are the house's own; their goods are those of the contract"),
    ("GET", "/api/v1/promises", "warehouse", "warehouses are the house's own"),
    ("GET", "/api/v1/shipments", "warehouse", "warehouses are the house's own"),
    ("POST", "/api/v1/discount-codes", "category", "whoever may ask sees all goods"),
    ("POST", "/api/v1/discount-codes", "code", "a name that is given"),
    ("POST", "/api/v1/discount-codes", "partner", "whoever may ask reaches every partner"),
    ("POST", "/api/v1/discount-codes", "sku", "whoever may ask sees all goods"),
    ("POST", "/api/v1/erasures", "login", "whoever may ask reaches every person"),
    ("POST", "/api/v1/keys", "partner", "whoever may ask reaches every partner"),
    (
        "PUT",
        "/api/v1/orders/{number}/draft",
        "lines[].sku",
        "whoever may ask sees all goods, and is told which the contract lacks",
    ),
    ("POST", "/api/v1/orders/{number}/shipments", "warehouse", "warehouses are the house's own"),
    ("POST", "/api/v1/partners/{code}/discounts", "category", "whoever may ask sees all goods"),
    ("POST", "/api/v1/partners/{code}/discounts", "code", "a name that is given"),
    ("POST", "/api/v1/partners/{code}/discounts", "sku", "whoever may ask sees all goods"),
    ("POST", "/api/v1/partners/{code}/people", "login", "a name that is given; somebody may belong to several companies"),
    ("POST", "/api/v1/password-resets", "login", "every login is answered alike, as the tests of the profile show"),
    ("POST", "/api/v1/payments", "contract", "whoever may ask reaches every contract"),
    ("POST", "/api/v1/quotes/{number}/versions", "lines[].sku", "whoever may ask sees all goods"),
    ("POST", "/api/v1/quotes/{number}/versions", "lines[].unit", "a unit of measure"),
    ("POST", "/api/v1/sessions", "login", "every login is answered alike, as the tests of signing in show"),
    ("POST", "/api/v1/staff", "login", "a name that is given"),
    ("PUT", "/api/v1/stock/{sku}", "warehouse", "warehouses are the house's own"),
];

/// Fields that are written and in which a name of one's own does no more than one that nothing has: for whom, and why.
const NO_FURTHER: &[(&str, &str, &str, &[&str], &str)] = &[
    ("POST", STANDING, "delivery_address", &["on_behalf"], NOT_FOR_OTHERS),
    ("POST", STANDING, "list", &["on_behalf"], NOT_FOR_OTHERS),
    ("POST", STANDING, "order", &["on_behalf"], NOT_FOR_OTHERS),
    ("POST", "/api/v1/staff/invitations", "role", &["manager", "administrator"], NOT_FOR_STAFF),
    ("POST", "/api/v1/staff/invitations", "unit", &["manager", "administrator"], NOT_FOR_STAFF),
];

const NOT_FOR_STAFF: &str = "the roles and units of companies are for their own people";

/// An answer without what is the request's own: of a list what stands in it.
fn essence(told: &Told, it: &str) -> String {
    let text = told.text.replace(&told.header("x-request-id"), "ID").replace(it, "NAME");
    let read: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    if read["items"].is_array() { read["items"].to_string() } else { text }
}

/// An answer as far as it is compared: its status, and what it says.
type Answered = (u16, String);

/// What has been tried, and what was found.
struct Run<'h> {
    names: &'h Foreign,
    world: &'h World,
    sessions: Sessions<'h>,
    table: String,
    /// The fields in which somebody's own name did no more than one that nothing has.
    no_further: BTreeSet<(&'static str, &'static str, &'static str, &'static str)>,
    wrong: Vec<String>,
}

impl Run<'_> {
    /// Everybody who may opens the door with another's name; then with his own whoever writes, and of whoever reads one of each side.
    async fn through(&mut self, n: usize, one: &Try, line: &Line) {
        let mut asked: Vec<(Side, Caller, Answered)> = Vec::new();
        for caller in CALLERS.into_iter().filter(|caller| caller.rights(line).has(line.right)) {
            let Some(side) = caller.side() else { continue };
            if let Some((foreign, unknown)) = self.names.foreign(one.what, side) {
                let unknown = self.hidden(n, one, line, caller, (foreign.as_str(), unknown)).await;
                asked.push((side, caller, unknown));
            }
        }
        assert!(!asked.is_empty(), "{} {} {}: nobody was asked", one.method, one.door, one.field);
        let mut sides: Vec<Side> = Vec::new();
        for (side, caller, unknown) in asked {
            let is_first = !sides.contains(&side);
            sides.push(side);
            if one.is_writing() || (one.is_done && is_first) {
                self.own(n, one, line, (side, caller), &unknown, one.is_done && is_first).await;
            }
        }
    }

    /// The door with one's own name, which is told apart from one that nothing has; whoever is the first of his side gets all done.
    async fn own(
        &mut self,
        n: usize,
        one: &Try,
        line: &Line,
        (side, caller): (Side, Caller),
        unknown: &Answered,
        is_to_be_done: bool,
    ) {
        let own = self.names.own(one.what, side);
        let (client, path) = (self.sessions.at(caller, line).await, self.path(caller, line));
        let told = one.ask(&client, &path, &own, (&format!("o-{n}"), side)).await;
        let row = one.row(caller);
        let _ = writeln!(self.table, "{row} own {}", told.status.as_u16());
        if (is_to_be_done && !told.status.is_success()) || told.status.is_server_error() {
            self.wrong.push(format!("{row} own {own}: {} {}", told.status, told.text));
        }
        if one.is_writing() && (told.status.as_u16(), essence(&told, &own)) == *unknown {
            self.no_further.insert((one.method, one.door, one.field, caller.name()));
        }
    }

    /// The door with another's name and with one that nothing has; what was said to the latter.
    async fn hidden(&mut self, n: usize, one: &Try, line: &Line, caller: Caller, names: (&str, &str)) -> Answered {
        let ((foreign, unknown), side) = (names, caller.side().expect("a side"));
        let (client, path) = (self.sessions.at(caller, line).await, self.path(caller, line));
        let hidden = one.ask(&client, &path, foreign, (&format!("f-{n}-{}", caller.name()), side)).await;
        let missing = one.ask(&client, &path, unknown, (&format!("u-{n}-{}", caller.name()), side)).await;
        let row = one.row(caller);
        let (theirs, nobodys) = (hidden.status.as_u16(), missing.status.as_u16());
        let _ = writeln!(self.table, "{row} another's {theirs}  unknown {nobodys}");
        let is_asked = ![401, 403, 405].contains(&theirs) && !hidden.status.is_server_error();
        let told = essence(&missing, unknown);
        if !(is_asked && theirs == nobodys && essence(&hidden, foreign) == told) {
            let found = format!("another's, {foreign}: {theirs} {}\n  unknown: {nobodys} {}", hidden.text, missing.text);
            self.wrong.push(format!("{row} {path}\n  {found}"));
        }
        (nobodys, told)
    }

    fn path(&self, caller: Caller, line: &Line) -> String {
        self.names.own_things(self.world, caller, line).path(line).expect("a path")
    }
}

on_both! {
    async fn anothers_name_in_any_field_looks_like_what_does_not_exist(house: House) {
        let world = World::narrowed(&house).await;
        let names = Foreign::of(&house, &world).await;
        let paid = json!({"contract": "A-1", "amount": "1.00", "currency": "RUB", "paid_on": day(&house, 0), "reference": "F", "invoices": [IT]});
        let tries: Vec<Try> = [of_buyers(), of_lists(), of_office(paid), of_companies()].into_iter().flatten().collect();
        let known: BTreeSet<(String, String, String)> = NOT_HERE
            .iter()
            .map(|(method, door, field, _)| (method, door, field))
            .chain(tries.iter().map(|one| (&one.method, &one.door, &one.field)))
            .map(|(method, door, field)| ((*method).to_owned(), (*door).to_owned(), (*field).to_owned()))
            .collect();
        let mut described = fields(NAMING);
        described.extend(parameters(NAMING));
        let forgotten: Vec<_> = described.difference(&known).collect();
        let gone: Vec<_> = known.difference(&described).collect();
        assert!(forgotten.is_empty() && gone.is_empty(), "not tried: {forgotten:?}; not there any more: {gone:?}");

        let doors = orderly::app::routes().table();
        let mut run = Run { names: &names, world: &world, sessions: Sessions::of(&house, &world), table: String::new(), no_further: BTreeSet::new(), wrong: Vec::new() };
        for (n, one) in tries.iter().enumerate() {
            let line = doors.iter().find(|line| line.method == one.method && line.path == one.door).expect("a door");
            run.through(n, one, line).await;
        }
        println!("{}", run.table);
        std::fs::write(TABLE, &run.table).expect("the table is kept");
        assert!(run.wrong.is_empty(), "{}", run.wrong.join("\n"));
        let listed = NO_FURTHER.iter().flat_map(|(method, door, field, callers, _)| callers.iter().map(|who| (*method, *door, *field, *who)));
        let listed: BTreeSet<_> = listed.collect();
        let held: Vec<_> = run.no_further.difference(&listed).collect();
        let gone: Vec<_> = listed.difference(&run.no_further).collect();
        assert!(held.is_empty() && gone.is_empty(), "no further with their own: {held:?}; listed, and further: {gone:?}");
        house.leave().await;
    }
}
