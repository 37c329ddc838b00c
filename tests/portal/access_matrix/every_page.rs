//! Every page of the house, opened by everybody who may open it, in both languages: it weighs little, asks nothing of a foreign host,
//! shows no name of a sentence and, in English, no Russian word of its own. A page that comes into the table of routes is walked
//! without being named here.

use std::collections::{BTreeMap, BTreeSet};

use orderly::access::routes::Line;
use reqwest::Method;
use serde_json::json;

use super::callers::{CALLERS, Caller, Side, at_the_door, is_api};
use super::world::World;
use crate::House;
use crate::kit::Client;
use crate::kit::Engine;
use crate::kit::client::Told;
use crate::kit::shelves;
use crate::kit::trade::SEVER;
use crate::languages::{names_among, rooms, sentences, shown};

const PAGE: usize = 8_000;
const CATALOGUE: usize = 10_000;
const FIRST_VIEW: usize = 30_000;
const SCRIPTS: usize = 12_000;
const STYLES: usize = 12_000;
/// Open where the house is tried out only; it shows every part of every page at once.
const GUIDE: &str = "/styleguide";

/// The lines of the table behind which pages may be: not the API, nothing that never ends.
fn pages() -> Vec<Line> {
    let table = orderly::app::routes().table();
    table.into_iter().filter(|line| line.method == "GET" && !is_api(line) && !line.path.ends_with("/stream")).collect()
}

/// What must be asked of a page that shows nothing of itself.
fn question(path: &str) -> &'static str {
    match path {
        "/dashboard/rows" => "?figure=orders",
        "/day/rows" => "?matter=tasks_today",
        "/picking" => "?warehouse=MSK",
        "/suggestions" => "?q=drill",
        _ => "",
    }
}

/// Full shelves, a cart and a dozen orders of ten lines.
async fn furnish(house: &House) {
    shelves::fill(house).await;
    let sever = house.api(SEVER).await;
    let goods: Vec<String> = (0..10_u32).map(|n| shelves::sku(usize::try_from(n % 6).expect("a family"), n + 1)).collect();
    let lines: Vec<_> = goods.iter().map(|sku| json!({"sku": sku, "quantity": "1"})).collect();
    for n in 0..12 {
        sever.order(&format!("walk-{n}"), json!({"lines": lines, "comment": "Please call first"})).await.expect(201);
    }
    for sku in &goods {
        sever.set(&format!("/api/v1/cart/lines/{sku}"), json!({"quantity": "3"})).await.expect(200);
    }
}

/// The caller with a browser in a language.
async fn reader(house: &House, world: &World, caller: Caller, lang: &str) -> Client {
    let page = pages().into_iter().next().expect("a page");
    let mut client = at_the_door(house, world, caller, &page).await;
    client.language = lang.to_owned();
    if caller != Caller::Visitor {
        client.fill("/api", "/language", &[("lang", lang), ("next", "/")]).await.expect(303);
    }
    client
}

/// How many bytes come when a browser asks.
async fn weight(client: &Client, path: &str) -> usize {
    let request = client.request(Method::GET, path).header("accept-encoding", "br");
    request.send().await.expect("an answer").bytes().await.expect("a body").len()
}

/// The addresses of the house's own files on a page.
fn assets(page: &str) -> BTreeSet<String> {
    page.split('"').filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect()
}

/// Places on a page that lead a browser to another host.
fn foreign(page: &str) -> Vec<String> {
    let marks = ["src=\"", "href=\"", "action=\"", "url("];
    let found = marks.iter().flat_map(|mark| page.split(mark).skip(1));
    let strange = found.filter(|rest| rest.starts_with("http") || rest.starts_with("//"));
    strange.map(|rest| rest.chars().take(60).collect()).collect()
}

/// The page without the words of elements that say themselves that they are Russian, or code.
fn in_the_language_of_the_page(page: &str) -> String {
    let is_other = |part: &str| {
        let tag = part.split('>').next().unwrap_or_default();
        tag.contains(" lang=\"ru\"") || tag == "code" || tag.starts_with("code ")
    };
    let parts = page.split('<').enumerate().filter(|(nth, part)| *nth == 0 || part.starts_with("html") || !is_other(part));
    parts.map(|(_, part)| part).collect::<Vec<_>>().join("<")
}

fn russian_words(text: &str) -> BTreeSet<String> {
    let is_russian = |c: char| ('\u{400}'..='\u{4ff}').contains(&c);
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.contains(is_russian)).map(str::to_owned).collect()
}

/// The Russian words that are people's names.
async fn names_of_people(house: &House) -> BTreeSet<String> {
    let (administrator, mut names) = (house.administrator().await, BTreeSet::new());
    for partner in ["ALFA", "BETA", "GAMMA"] {
        names.extend(russian_words(&administrator.look(&format!("/api/v1/partners/{partner}/people")).await.expect(200).text));
    }
    names
}

/// What the walk finds.
struct Walk<'h> {
    house: &'h House,
    known: BTreeMap<String, String>,
    rooms: BTreeSet<String>,
    people: BTreeSet<String>,
    /// The weights of files by their addresses.
    files: BTreeMap<String, usize>,
    /// The lines behind which somebody found something.
    seen: BTreeSet<&'static str>,
    pages: usize,
    faults: Vec<String>,
}

impl Walk<'_> {
    async fn open(&mut self, client: &Client, line: &Line, path: &str, lang: &str, who: &str) {
        let told = client.look(path).await;
        if told.status.as_u16() != 200 {
            return;
        }
        self.seen.insert(line.path);
        // Parts of pages, tables and pictures are no pages.
        if !told.header("content-type").starts_with("text/html") || !told.text.starts_with("<!DOCTYPE html>") {
            return;
        }
        self.pages += 1;
        let mut found = self.heavy(client, line, path, &told).await;
        found.extend(foreign(&told.text).into_iter().map(|place| format!("a foreign host: {place}")));
        found.extend(self.words(&told, lang));
        self.faults.extend(found.into_iter().map(|fault| format!("{who} {lang} {path}: {fault}")));
    }

    async fn heavy(&mut self, client: &Client, line: &Line, path: &str, told: &Told) -> Vec<String> {
        let mut around = 0;
        for address in assets(&told.text) {
            if !self.files.contains_key(&address) {
                let bytes = weight(&self.house.visitor(), &address).await;
                self.files.insert(address.clone(), bytes);
            }
            around += self.files[&address];
        }
        let page = weight(client, path).await;
        let budget = match line.path {
            "/catalogue" => CATALOGUE,
            GUIDE => FIRST_VIEW.saturating_sub(around),
            _ => PAGE,
        };
        let mut found = Vec::new();
        if page > budget {
            found.push(format!("{page} bytes, more than {budget}"));
        }
        if page + around > FIRST_VIEW {
            found.push(format!("a first view of {} bytes, more than {FIRST_VIEW}", page + around));
        }
        found
    }

    fn words(&self, told: &Told, lang: &str) -> Vec<String> {
        let text = shown(&in_the_language_of_the_page(&told.text));
        let mut found: Vec<String> = names_among(&text, &self.rooms, &self.known);
        if !told.text.contains(&format!("<html lang=\"{lang}\">")) {
            found.push("another language".to_owned());
        }
        if lang == "en" {
            found.extend(russian_words(&text).difference(&self.people).cloned());
        }
        found
    }
}

async fn walk_everywhere(house: House) {
    let world = World::of(&house).await;
    furnish(&house).await;
    let known = sentences("en");
    let mut walk = Walk {
        house: &house,
        rooms: rooms(&known),
        known,
        people: names_of_people(&house).await,
        files: BTreeMap::new(),
        seen: BTreeSet::new(),
        pages: 0,
        faults: Vec::new(),
    };
    // Of the second company its buyer: the others see the same pages as those of the first.
    let is_walker = |caller: &Caller| caller.side() != Some(Side::Beta) || caller.name() == "other_buyer";
    for caller in CALLERS.into_iter().filter(is_walker) {
        for lang in ["ru", "en"] {
            let client = reader(&house, &world, caller, lang).await;
            for line in pages().into_iter().filter(|line| caller.rights(line).has(line.right)) {
                let path = world.own(caller).path(&line).expect("a path") + question(line.path);
                walk.open(&client, &line, &path, lang, caller.name()).await;
            }
        }
    }
    let Walk { seen, files, pages: walked, mut faults, .. } = walk;
    let all = |ending: &str| files.iter().filter(|(name, _)| name.ends_with(ending)).map(|(_, bytes)| bytes).sum::<usize>();
    let (scripts, styles) = (all(".js"), all(".css"));
    println!("{walked} pages; scripts {scripts} bytes, styles {styles}");
    if scripts == 0 || scripts > SCRIPTS {
        faults.push(format!("all scripts together are {scripts} bytes, allowed are {SCRIPTS}"));
    }
    if styles == 0 || styles > STYLES {
        faults.push(format!("all styles together are {styles} bytes, allowed are {STYLES}"));
    }
    // What a letter or a one-time link leads to is opened by whoever holds its word.
    let unseen: Vec<_> =
        pages().into_iter().map(|line| line.path).filter(|path| !seen.contains(path) && !path.contains("{token}")).collect();
    assert!(unseen.is_empty(), "nobody found anything at {unseen:?}");
    assert!(walked > 300, "{walked} pages");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    house.close().await;
}

mod every_page_is_light_and_speaks_the_language_of_its_reader {
    use super::*;

    #[actix_web::test]
    async fn sqlite() {
        walk_everywhere(House::with_latin_trade(Engine::Sqlite).await).await;
    }

    #[actix_web::test]
    async fn postgres() {
        walk_everywhere(House::with_latin_trade(Engine::Postgres).await).await;
    }
}

#[test]
fn a_russian_word_is_found_where_a_page_does_not_say_that_it_is_russian() {
    let page = "<html lang=\"en\"><p>Order Заказ</p><button lang=\"ru\">Русский</button><code>order-total</code><b title=\"Итого\">1</b>";
    let text = shown(&in_the_language_of_the_page(page));
    assert_eq!(russian_words(&text).into_iter().collect::<Vec<_>>(), ["Заказ", "Итого"]);
    assert!(!text.contains("order-total"));
    assert_eq!(foreign("<a href=\"https://x.example/\"><img src=\"/a\"><a href=\"//y\">").len(), 2);
}
