//! Every page of the house, asked as nobody's browser asks: with odd names in the path, odd values behind the question mark and odd fields
//! in forms. Each is answered, none by a failure, and nothing that was sent comes back as part of a page. A page that comes into the
//! table of routes is asked without being named here. The API's doors are asked so by `scripts/schemathesis`.

use std::collections::BTreeSet;

use orderly::access::routes::Line;
use reqwest::Method;

use super::asking::form;
use super::callers::{CALLERS, Caller, at_the_door, is_api};
use super::things::Things;
use super::world::World;
use crate::House;
use crate::kit::client::{Client, Told, hidden, read};
use crate::on_both;

/// How often a page is asked, and a form sent, by each of two callers: `ORDERLY_ODD` times as often where somebody says so.
const LOOKS: usize = 6;
const FORMS: usize = 4;

fn times() -> usize {
    std::env::var("ORDERLY_ODD").ok().map_or(1, |times| times.parse().expect("a number"))
}

/// What is found in a page only if it was let in as it is.
const MARK: &str = "<i id=odd>";

/// Names behind a question mark that no link of a page may show.
const NAMES: &[&str] = &[
    "q",
    "sort",
    "cursor",
    "limit",
    "state",
    "from",
    "to",
    "partner",
    "contract",
    "order",
    "person",
    "warehouse",
    "kind",
    "sku",
    "category",
    "quantity",
    "at",
    "view",
    "columns",
    "groups",
    "figure",
    "matter",
    "next",
    "after",
    "before",
    "version",
    "product",
    "stock",
    "attr.Power",
    "ordered_only",
    "literal",
    "whose",
    "only",
    "outcome",
    "table",
    "lang",
    "page",
    "until",
    "day",
];

fn values() -> Vec<String> {
    let short = [
        "",
        " ",
        "0",
        "-1",
        "1",
        "999999999999999999999999",
        "9223372036854775807",
        "-9223372036854775808",
        "1e400",
        "NaN",
        "0.00000001",
        "1,000",
        "2,5",
        "2026-13-45",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "+262142-12-31",
        "2026-03-01T10:00:00Z",
        "'",
        "\\",
        "%",
        "_",
        "%00",
        "\0",
        "\r\n",
        "\u{202e}",
        "\u{feff}",
        "🦀",
        "ё",
        "null",
        "true",
        "on",
        "[]",
        "{}",
        "-",
        ".",
        "..",
        "../../etc/passwd",
        "http://elsewhere.example/",
        "//elsewhere.example",
        "DR-1",
        "A-1",
        "ALFA",
        "-total",
        "total",
        "ord_0000000000000",
        "blk_zzzzzzzzzzzzz",
        "AAAA",
        "eyJrIjoiIiwiaSI6MX0",
    ];
    let mut all: Vec<String> = short.map(str::to_owned).into();
    all.extend([format!("\"'>{MARK}"), "x".repeat(5_000), "1".repeat(400), "я ".repeat(700)]);
    all
}

/// Dice that fall the same way in every run.
struct Dice {
    state: u64,
    values: Vec<String>,
}

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state % u64::try_from(end.max(1)).unwrap()).unwrap()
    }

    fn value(&mut self) -> String {
        let at = self.below(self.values.len());
        self.values[at].clone()
    }

    fn name(&mut self, names: &[String]) -> String {
        let at = self.below(names.len() + 1);
        names.get(at).cloned().unwrap_or_else(|| self.value())
    }

    /// A path with what is there, with what is not, or with what is odd.
    fn path(&mut self, line: &Line, own: &Things) -> String {
        let known = match self.below(3) {
            0 => own.path(line),
            1 => Things::unknown().path(line),
            _ => None,
        };
        known.unwrap_or_else(|| {
            let parts: Vec<String> =
                line.path.split('/').map(|part| if part.starts_with('{') { self.part() } else { part.to_owned() }).collect();
            parts.join("/")
        })
    }

    /// A part of a path; never one that leads elsewhere.
    fn part(&mut self) -> String {
        let value = self.value();
        let value: String = value.chars().take(500).collect();
        if ["", ".", ".."].contains(&value.as_str()) { "%20".to_owned() } else { encoded(&value).replace('+', "%20") }
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// What stands between a mark and the next quote, all over a page.
fn after<'p>(page: &'p str, mark: &str) -> Vec<&'p str> {
    page.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The names of the fields of a page, and those in the addresses of its links.
fn names_of(page: &str) -> Vec<String> {
    let of_links =
        after(page, "href=\"").into_iter().filter_map(|link| link.split_once('?')).flat_map(|(_, query)| query.split('&'));
    let of_links = of_links.map(|pair| pair.trim_start_matches("amp;").split('=').next().unwrap_or_default());
    let mut names: BTreeSet<String> = of_links.chain(after(page, " name=\"")).map(str::to_owned).collect();
    names.extend(NAMES.iter().map(|name| (*name).to_owned()));
    names.remove("csrf");
    names.into_iter().collect()
}

/// Two of those who may: the first and the last, in a browser.
fn askers(line: &Line) -> Vec<Caller> {
    let may = |caller: &&Caller| !matches!(caller, Caller::Machine | Caller::OnBehalf) && caller.rights(line).has(line.right);
    let all: Vec<Caller> = CALLERS.iter().filter(may).copied().collect();
    let mut two: Vec<Caller> = all.first().into_iter().chain(all.last()).copied().collect();
    two.dedup();
    two
}

async fn look(client: &Client, path: &str, names: &[String], dice: &mut Dice) -> (String, Told) {
    let pairs: Vec<String> =
        (0..dice.below(4)).map(|_| format!("{}={}", encoded(&dice.name(names)), encoded(&dice.value()))).collect();
    let asked = format!("{path}?{}", pairs.join("&"));
    let told = client.look(&asked).await;
    (asked, told)
}

/// A form with one or two odd fields among those that are in order.
async fn send(client: &Client, line: &Line, path: &str, token: &str, dice: &mut Dice) -> (String, Told) {
    let mut fields: Vec<(String, String)> =
        form(line.path).iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    for _ in 0..=dice.below(2) {
        let at = dice.below(fields.len() + 1);
        let value = dice.value();
        match fields.get_mut(at) {
            Some(field) => field.1 = value,
            None => {
                let at = dice.below(NAMES.len());
                fields.push((NAMES[at].to_owned(), value));
            }
        }
    }
    let asked = format!("{path} {fields:?}");
    fields.push(("csrf".to_owned(), token.to_owned()));
    let method = Method::from_bytes(line.method.as_bytes()).expect("a method");
    let told = read(client.request(method, path).form(&fields).send().await.expect("an answer")).await;
    (asked, told)
}

on_both! {
    async fn no_page_breaks_whatever_is_asked_of_it(house: House) {
        let world = World::of(&house).await;
        let mut dice = Dice { state: 0x9e37_79b9_7f4a_7c15, values: values() };
        let (mut wrong, mut asked) = (Vec::new(), 0);
        let table = orderly::app::routes().table();
        for line in table.iter().filter(|line| !is_api(line) && !line.path.ends_with("/stream")) {
            for caller in askers(line) {
                let client = at_the_door(&house, &world, caller, line).await;
                let own = world.own(caller);
                let mut answers = Vec::new();
                if line.method == "GET" {
                    let plain = own.path(line).unwrap_or_else(|| line.path.to_owned());
                    let names = names_of(&client.look(&plain).await.text);
                    for _ in 0..LOOKS * times() {
                        let path = dice.path(line, &own);
                        answers.push(look(&client, &path, &names, &mut dice).await);
                    }
                } else {
                    let token = hidden(&client.look("/api").await.text, "csrf");
                    for _ in 0..FORMS * times() {
                        let path = dice.path(line, &own);
                        answers.push(send(&client, line, &path, &token, &mut dice).await);
                    }
                }
                asked += answers.len();
                for (question, told) in answers {
                    let is_page = told.header("content-type").starts_with("text/html");
                    if told.status.is_server_error() || (is_page && told.text.contains(MARK)) {
                        wrong.push(format!("{} {} {question}: {}\n{}", caller.name(), line.method, told.status, told.text));
                    }
                }
            }
        }
        println!("figure: odd requests at pages | {asked} asked, {} broke", wrong.len());
        assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n\n"));
        assert!(asked > 1_000, "{asked}");
        // Whoever asked oddly has left nothing behind that does not hold together.
        house.close().await;
    }
}
