//! Every field of a page's form that names something, by everybody who is shown the form: another's name in it looks exactly like one
//! that nothing has, and one's own does not. The fields are read from the pages themselves, and from the forms of the matrix; one that
//! comes is tried without being named here. Tables that companies load are tried so as well.

use std::collections::{BTreeMap, BTreeSet};

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::json;

use super::asking::form;
use super::callers::{CALLERS, Caller, Sessions, Side, is_api};
use super::foreign::{Foreign, What};
use super::own::{BUYERS, NOT_FOR_OTHERS, invite, session};
use super::page::forms;
use super::sheet::{Sheet, door, essence, leads, looks_like, send, token};
use super::things::Things;
use super::world::{BETA_ADMIN, World};
use super::{Outcome, outcome};
use crate::House;
use crate::blocks::day;
use crate::kit::client::Told;
use crate::kit::trade::{ADMINISTRATOR, ALFA_ADMIN, BETA, OPERATOR, SEVER};
use crate::on_both;

/// Forms with a field that names something and is not tried here, and why it need not be.
const NOT_HERE: &[(&str, &str, &str)] = &[
    ("/sign-in", "login", "every login is answered alike, as the tests of signing in show"),
    ("/password", "login", "every login is answered alike, as the tests of the profile show"),
    ("/people/erasure", "login", "whoever may ask reaches every person"),
    ("/staff", "login", "a name that is given"),
    ("/partners/{code}/people", "login", "a name that is given; somebody may belong to several companies"),
    ("/quotes/{number}/versions", "unit", "a unit of measure"),
    ("/profile/mail", "invoices", "letters that are wanted"),
];

/// Fields that a page shows only where there is something to choose from; they are sent all the same.
const CHOSEN: &[(&str, &str)] = &[("/cart/choice", "contract"), ("/cart/choice", "address"), ("/lists", "order")];

/// Fields of forms in which a name of one's own does no more than one that nothing has: for whom, and why.
const NO_FURTHER: &[(&str, &str, &[&str], &str)] = &[
    ("/cart/lines/removal", "sku", BUYERS, "to take out of one's own cart what is not there is no fault"),
    ("/company", "code", &["agent", "on_behalf"], "our own people belong to no company"),
    ("/lists/{id}/lines", "sku", &["approver", "other_approver", "on_behalf"], "who shares a list does not change it"),
    ("/orders/{number}/edit", "address", &["manager", "administrator"], "a draft keeps whatever is typed"),
    ("/standing-orders", "list", &["on_behalf"], NOT_FOR_OTHERS),
    ("/standing-orders", "order", &["on_behalf"], NOT_FOR_OTHERS),
];

/// What a field of a form names; none where it names nothing.
fn named(door: &str, field: &str) -> Option<What> {
    if NOT_HERE.iter().any(|(other, name, _)| (*other, *name) == (door, field)) {
        return None;
    }
    Some(match field {
        "sku" if door.ends_with("/promises") || door.ends_with("/shipments") => What::SkuOfOrder,
        "sku" | "product" => What::Sku,
        "contract" => What::Contract,
        "address" | "delivery_address" => What::Address,
        "partner" => What::Partner,
        "person" | "login" => What::Person,
        "unit" if door == "/partners/{code}/people" => What::UnitId,
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

/// A field of a form that was tried by somebody, and what he was told of the name that nothing has.
struct Tried {
    caller: Caller,
    side: Side,
    sheet: Sheet,
    field: String,
    what: What,
    unknown: (&'static str, Told),
}

impl Tried {
    /// What fills the cart comes first, then what changes things, then what takes them away; at last what people may, and
    /// the roles that they had.
    fn turn(&self) -> u8 {
        let path = self.sheet.door.path;
        match path {
            "/cart/lines" => 0,
            "/company/people" => 4,
            "/company/roles/removals" => 5,
            _ if path.ends_with("/blocks") => 3,
            _ if path.ends_with("/removal") || path.ends_with("/removals") || path.ends_with("/withdrawals") => 2,
            _ => 1,
        }
    }
}

struct Run<'h> {
    house: &'h House,
    names: &'h Foreign,
    world: &'h World,
    sessions: Sessions<'h>,
    table: Vec<Line>,
    /// The doors, fields and callers that were tried, with how the door answered.
    tried: BTreeMap<(&'static str, String, &'static str), u16>,
    /// Those of them that write.
    written: Vec<Tried>,
    /// The fields in which somebody's own name did no more than one that nothing has.
    no_further: BTreeSet<(&'static str, String, &'static str)>,
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
            let Some(what) = named(sheet.door.path, field) else { continue };
            let Some((foreign, unknown)) = self.names.foreign(what, side) else { continue };
            let who = (sheet.door.path, field.clone(), caller.name());
            if self.tried.contains_key(&who) {
                continue;
            }
            let client = self.sessions.at(caller, &sheet.door).await;
            let key = format!("{}-{}", self.tried.len(), caller.name());
            let token = token(&client).await;
            // What is done in spite of the name is done once: the answer is that to the name before it or to the one after.
            let before = send(&client, &token, sheet, field, unknown, &format!("{key}-1")).await;
            let theirs = send(&client, &token, sheet, field, &foreign, &format!("{key}-2")).await;
            let after = send(&client, &token, sheet, field, unknown, &format!("{key}-3")).await;
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
            if sheet.door.method != "GET" {
                let (sheet, field, unknown) = (sheet.clone(), field.clone(), (unknown, after));
                self.written.push(Tried { caller, side, sheet, field, what, unknown });
            }
        }
    }

    /// Everybody who writes sends the forms with names of his own.
    async fn with_own(&mut self) {
        let mut written = std::mem::take(&mut self.written);
        written.sort_by_key(Tried::turn);
        for (n, one) in written.iter().enumerate() {
            let own = self.own_name(n, one).await;
            let client = self.sessions.at(one.caller, &one.sheet.door).await;
            let (token, (nobodys, before)) = (token(&client).await, &one.unknown);
            let told = send(&client, &token, &one.sheet, &one.field, &own, &format!("own-{n}")).await;
            let mut is_alike = told.status == before.status && leads(&told, &own) == leads(before, nobodys);
            if is_alike {
                // Beside what is refused a page shows what others have done meanwhile.
                let now = send(&client, &token, &one.sheet, &one.field, nobodys, &format!("own-{n}-0")).await;
                is_alike = looks_like((&told, &own), (&now, nobodys));
            }
            self.sessions.after(&one.sheet.door);
            let who = (one.sheet.door.path, one.field.clone(), one.caller.name());
            println!("{:<46}{:<12}{:<16}own {} unknown {}", who.0, who.1, who.2, told.status.as_u16(), before.status.as_u16());
            let is_answered = !matches!(outcome(&told), Outcome::SignedOut | Outcome::Broken);
            assert!(is_answered, "{who:?} {own}: {} {}", told.status, told.text);
            if is_alike {
                self.no_further.insert(who);
            }
        }
    }

    /// A name with which the same is done; what is taken away is made for it.
    async fn own_name(&self, n: usize, one: &Tried) -> String {
        let is_of_staff = one.sheet.door.path.starts_with("/staff");
        match (one.what, one.caller.login()) {
            (What::Session, Some(login)) => session(self.house, login).await,
            (What::Invitation, _) => {
                let partner = (!is_of_staff).then_some(self.own(one.caller, &one.sheet.door).partner);
                invite(self.house, partner, &format!("form.{n}")).await
            }
            (What::Person, _) if is_of_staff => OPERATOR.to_owned(),
            (what, _) => self.names.own(what, one.side),
        }
    }
}

/// Whose forms are read: everybody's who has something of his own.
fn readers() -> Vec<(Caller, Side)> {
    CALLERS.into_iter().filter_map(|caller| Some((caller, caller.side()?))).collect()
}

on_both! {
    async fn anothers_name_in_a_form_looks_like_what_does_not_exist(house: House) {
        let world = World::narrowed(&house).await;
        let names = Foreign::of(&house, &world).await;
        let sessions = Sessions::of(&house, &world);
        let table = orderly::app::routes().table();
        let mut run = Run { house: &house, names: &names, world: &world, sessions, table, tried: BTreeMap::new(), written: Vec::new(), no_further: BTreeSet::new(), wrong: Vec::new() };
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
        let idle: Vec<&str> = readers().into_iter().map(|(caller, _)| caller.name()).filter(|name| run.tried.keys().all(|(.., who)| who != name)).collect();
        assert_eq!(idle, ["machine"], "a machine is nobody at a page; everybody else is shown a form with a name in it");
        for (what, sql, count) in [
            ("addresses and contracts of others in carts", "SELECT count(*) FROM cart c JOIN contract k ON k.id = c.contract_id WHERE k.partner_id <> c.partner_id", 0),
            ("orders of one's company at another's contract", "SELECT count(*) FROM sales_order o JOIN contract k ON k.id = o.contract_id WHERE k.partner_id <> o.partner_id", 0),
            ("links made", "SELECT count(*) FROM one_time_link", 0),
            ("invitations withdrawn", "SELECT count(*) FROM invitation WHERE withdrawn_at IS NOT NULL", 0),
        ] {
            assert_eq!(house.sql_i64(sql).await, count, "{what}");
        }
        run.with_own().await;
        let listed = NO_FURTHER.iter().flat_map(|(door, field, callers, _)| callers.iter().map(|who| (*door, (*field).to_owned(), *who)));
        let listed: BTreeSet<_> = listed.collect();
        let held: Vec<_> = run.no_further.difference(&listed).collect();
        let gone: Vec<_> = listed.difference(&run.no_further).collect();
        assert!(held.is_empty() && gone.is_empty(), "no further with their own: {held:?}; listed, and further: {gone:?}");
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
