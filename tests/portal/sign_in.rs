//! Signing in and out: passwords, tries that wait, sessions that end, the language, one-time links, the first administrator.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use orderly::access::Gate;
use orderly::access::accounts::links;
use orderly::app;
use orderly::platform::db::{Database, Durability, Opening};
use orderly::platform::post::Post;
use orderly::platform::values::{Clock, Moment};
use orderly::platform::web::guard::Outside;
use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::kit::Engine;
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::engine::Place;
use crate::kit::trade::{ADMINISTRATOR, BETA, MANAGER, SEVER, YUG};
use crate::on_both;

const WORDS: &str = "correct horse battery staple";
const OTHER_WORDS: &str = "four calm rivers flow by night";
const WAIT: i64 = 15 * 60;

/// A house in which nobody has an account, at an address of one's choice.
pub struct Bare {
    /// Where it really listens.
    pub url: String,
    /// Its gate.
    pub gate: Arc<Gate>,
    clock: Arc<AtomicI64>,
    server: actix_web::dev::ServerHandle,
    _place: Place,
}

impl Bare {
    /// A fresh one; people are told that it is at `base_url`, or at its real address.
    pub fn open(engine: Engine, base_url: Option<&str>) -> Self {
        let place = Place::fresh(engine);
        let clock = Arc::new(AtomicI64::new(Moment::now().micros()));
        let opening = Opening {
            address: place.address(),
            readers_at: None,
            durability: Durability::Trial,
            connections: 4,
            clock: Clock::Set(clock.clone()),
        };
        let gate =
            app::gate(Database::open(opening).expect("the database opens"), b"a secret of the tests, long enough for anybody");
        let post = Arc::new(
            Post::folder(place.folder().join("outbox"), "Orderly <orderly@seller.example>").expect("a folder for letters"),
        );
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let outside = Outside { base_url: base_url.unwrap_or(&url).to_owned(), trusted_proxies: Vec::new(), is_trial: false };
        let server =
            app::serve(&app::House { gate: gate.clone(), outside, post, workers: 1 }, listener).expect("the server starts");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { url, gate, clock, server: handle, _place: place }
    }

    /// Somebody whom nobody knows.
    pub fn visitor(&self) -> Client {
        Client::cookie(&self.url, None)
    }

    /// Ends it.
    pub async fn close(self) {
        self.server.stop(false).await;
    }
}

/// The value of a cookie that an answer sets.
fn cookie_of(told: &Told, name: &str) -> Option<String> {
    let set = told.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|cookie| cookie.strip_prefix(&format!("{name}=")))
        .map(|rest| rest.split(';').next().unwrap_or_default().to_owned())
        .next()
}

/// The path of the one-time link that a page shows.
fn link_on(page: &str) -> String {
    let token = page.split_once("/links/").and_then(|(_, rest)| rest.split_once('"')).map(|(token, _)| token.to_owned());
    format!("/links/{}", token.unwrap_or_else(|| panic!("no one-time link: {page}")))
}

/// A one-time link that the administrator makes on the partner's page.
async fn link_for(house: &House, partner: &str, login: &str) -> String {
    let office = house.browser(ADMINISTRATOR).await;
    let page = format!("/partners/{partner}");
    link_on(&office.fill(&page, &format!("{page}/people/links"), &[("login", login)]).await.expect(200).text)
}

async fn staff_link_for(house: &House, login: &str) -> String {
    let office = house.browser(ADMINISTRATOR).await;
    link_on(&office.fill("/staff", "/staff/links", &[("login", login)]).await.expect(200).text)
}

async fn use_link(house: &House, link: &str, password: &str) -> Told {
    house.visitor().fill(link, link, &[("new_password", password)]).await
}

async fn give_password(house: &House, partner: &str, login: &str, password: &str) {
    let link = link_for(house, partner, login).await;
    assert_eq!(use_link(house, &link, password).await.expect(303).location(), "/sign-in?done=password");
}

async fn try_page(house: &House, login: &str, password: &str) -> Told {
    house.visitor().fill("/sign-in", "/sign-in", &[("login", login), ("password", password)]).await
}

async fn try_api(url: &str, login: &str, password: &str) -> Told {
    Client::cookie(url, None).send("/api/v1/sessions", json!({"login": login, "password": password})).await
}

/// An answer without what differs from request to request: its id and the login that was typed.
fn shape(told: &Told, login: &str) -> (u16, Vec<String>, String, String) {
    let mut names: Vec<String> = told.headers.keys().map(|name| name.as_str().to_owned()).collect();
    names.sort();
    let id = told.header("x-request-id");
    assert!(!id.is_empty());
    (told.status.as_u16(), names, told.header("retry-after"), told.text.replace(&id, "ID").replace(login, "LOGIN"))
}

/// Whether a session is dead within a second.
async fn ends_within_a_second(client: &Client) -> bool {
    for _ in 0..10 {
        if client.look("/api/v1/me").await.status.as_u16() == 401 {
            return true;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    false
}

on_both! {
    async fn a_buyer_signs_in_and_lands_on_her_companys_page(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        let told = try_page(&house, SEVER, WORDS).await.expect(303);
        assert_eq!(told.location(), "/");
        let set = told.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap().to_owned()).find(|c| c.starts_with("__Host-orderly=")).unwrap();
        for part in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
            assert!(set.contains(part), "{part}: {set}");
        }
        assert!(!set.contains("Domain") && set.len() < 4096, "{set}");
        let token = cookie_of(&told, "__Host-orderly").unwrap();
        assert!(!told.text.contains(&token));
        let home = Client::cookie(&house.url, Some(token)).look("/").await.expect(200);
        assert!(home.text.contains("ООО «Альфа»") && home.text.contains("A-1"), "{}", home.text);
        house.close().await;
    }

    async fn a_program_signs_in_and_is_told_who_it_is_and_until_when(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        let told = try_api(&house.url, "  SEVER@ALFA.example ", WORDS).await.expect(201);
        assert_eq!(told.header("cache-control"), "no-store");
        let session = told.json();
        assert_eq!((session["user"]["login"].as_str(), session["user"]["name"].as_str()), (Some(SEVER), Some("Ирина Северова")));
        assert_eq!(session["user"]["roles"], json!(["buyer"]));
        assert_eq!(session["user"]["partner"]["code"], "ALFA");
        assert_eq!(session["expires_at"], house.now().plus_seconds(30 * 24 * 3600).to_string());
        let me = Client::bearer(&house.url, session["token"].as_str().unwrap().to_owned()).look("/api/v1/me").await.expect(200).json();
        assert_eq!(me["login"], SEVER);

        let link = staff_link_for(&house, MANAGER).await;
        use_link(&house, &link, OTHER_WORDS).await.expect(303);
        let session = try_api(&house.url, MANAGER, OTHER_WORDS).await.expect(201).json();
        assert_eq!(session["expires_at"], house.now().plus_seconds(12 * 3600).to_string(), "staff work half a day");
        assert!(session["user"]["partner"].is_null());
        house.close().await;
    }

    async fn after_five_wrong_tries_the_account_waits_and_nobody_learns_whether_it_exists(house: House) {
        let unknown = "nobody@nowhere.example";
        give_password(&house, "ALFA", SEVER, WORDS).await;
        give_password(&house, "ALFA", YUG, OTHER_WORDS).await;
        for _ in 0..5 {
            let (known, stranger) = (try_api(&house.url, SEVER, "not the password").await, try_api(&house.url, unknown, "not the password").await);
            assert_eq!(known.status.as_u16(), 401);
            assert_eq!(known.problem().0, "wrong_credentials");
            assert_eq!(shape(&known, SEVER), shape(&stranger, unknown));
        }
        let (known, stranger) = (try_api(&house.url, SEVER, WORDS).await, try_api(&house.url, unknown, WORDS).await);
        assert_eq!(known.status.as_u16(), 429, "even the right password waits");
        assert_eq!(known.problem().0, "too_many_tries");
        assert_eq!(known.header("retry-after"), WAIT.to_string());
        assert_eq!(shape(&known, SEVER), shape(&stranger, unknown));
        try_api(&house.url, YUG, OTHER_WORDS).await.expect(201);
        house.pass_seconds(WAIT - 10);
        assert_eq!(try_api(&house.url, SEVER, WORDS).await.expect(429).header("retry-after"), "10");
        house.pass_seconds(11);
        try_api(&house.url, SEVER, WORDS).await.expect(201);
        house.close().await;
    }

    async fn the_page_tells_no_more_than_the_api(house: House) {
        let unknown = "nobody@nowhere.example";
        give_password(&house, "ALFA", SEVER, WORDS).await;
        for _ in 0..5 {
            let (known, stranger) = (try_page(&house, SEVER, "not the password").await, try_page(&house, unknown, "not the password").await);
            assert_eq!(known.status.as_u16(), 401);
            assert!(known.text.contains("The e-mail or the password is not right"), "{}", known.text);
            assert_eq!(shape(&known, SEVER), shape(&stranger, unknown));
        }
        let (known, stranger) = (try_page(&house, SEVER, WORDS).await, try_page(&house, unknown, WORDS).await);
        assert_eq!(known.status.as_u16(), 429);
        assert!(known.text.contains("15 minutes"), "{}", known.text);
        assert_eq!(shape(&known, SEVER), shape(&stranger, unknown));
        house.pass_seconds(WAIT + 1);
        try_page(&house, SEVER, WORDS).await.expect(303);
        house.close().await;
    }

    async fn a_page_that_asks_to_wait_says_how_long_to_programs_too(house: House) {
        for _ in 0..5 {
            try_page(&house, SEVER, "not the password").await.expect(401);
        }
        assert_eq!(try_page(&house, SEVER, "not the password").await.expect(429).header("retry-after"), WAIT.to_string());
        house.close().await;
    }

    async fn a_right_password_forgets_the_wrong_tries_before_it(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        for _ in 0..2 {
            for _ in 0..4 {
                try_api(&house.url, SEVER, "not the password").await.expect(401);
            }
            try_api(&house.url, SEVER, WORDS).await.expect(201);
        }
        house.close().await;
    }

    async fn a_forged_address_does_not_give_more_tries(house: House) {
        let visitor = house.visitor();
        for n in 0..6 {
            let mut request = visitor.request(Method::POST, "/api/v1/sessions").json(&json!({"login": SEVER, "password": "not the password"}));
            for name in ["x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip"] {
                request = request.header(name, if name == "forwarded" { format!("for=10.0.0.{n}") } else { format!("10.0.0.{n}") });
            }
            let told = read(request.send().await.unwrap()).await;
            assert_eq!(told.status.as_u16(), if n < 5 { 401 } else { 429 }, "try {n}");
        }
        house.close().await;
    }

    async fn signing_out_kills_the_session_wherever_its_token_went(house: House) {
        let token = house.session_for(SEVER).await;
        let (browser, program) = (Client::cookie(&house.url, Some(token.clone())), Client::bearer(&house.url, token));
        let elsewhere = house.api(SEVER).await;
        browser.look("/profile").await.expect(200);
        program.look("/api/v1/me").await.expect(200);
        let told = browser.fill("/profile", "/sign-out", &[]).await.expect(303);
        assert_eq!(told.location(), "/sign-in");
        assert_eq!(cookie_of(&told, "__Host-orderly").as_deref(), Some(""));
        assert!(told.header("clear-site-data").contains("storage"));
        assert_eq!(browser.look("/profile").await.expect(303).location(), "/sign-in?next=%2Fprofile");
        assert_eq!(program.look("/api/v1/me").await.expect(401).header("www-authenticate"), "Bearer");
        assert_eq!(program.look("/api/v1/me").await.problem().0, "sign_in_required");
        elsewhere.look("/api/v1/me").await.expect(200);
        elsewhere.delete("/api/v1/sessions/current").await;
        elsewhere.look("/api/v1/me").await.expect(401);
        house.close().await;
    }

    async fn a_session_that_nobody_uses_ends(house: House) {
        let sever = house.api(SEVER).await;
        sever.look("/api/v1/me").await.expect(200);
        house.pass_seconds(8 * 3600 + 1);
        assert!(ends_within_a_second(&sever).await);
        house.close().await;
    }

    async fn a_blocked_persons_open_session_ends_within_a_second(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        let (sever, colleague) = (house.api(SEVER).await, house.api(YUG).await);
        sever.look("/api/v1/me").await.expect(200);
        let office = house.browser(ADMINISTRATOR).await;
        let block = |is_blocked: &'static str| [("login", SEVER), ("is_blocked", is_blocked)];
        office.fill("/partners/ALFA", "/partners/ALFA/people/blocks", &block("true")).await.expect(303);
        assert!(ends_within_a_second(&sever).await);
        let refused = try_api(&house.url, SEVER, WORDS).await;
        assert_eq!(refused.problem().0, "wrong_credentials");
        assert_eq!(shape(&refused, SEVER), shape(&try_api(&house.url, "nobody@nowhere.example", WORDS).await, "nobody@nowhere.example"));
        colleague.look("/api/v1/me").await.expect(200);
        office.fill("/partners/ALFA", "/partners/ALFA/people/blocks", &block("false")).await.expect(303);
        try_api(&house.url, SEVER, WORDS).await.expect(201);
        sever.look("/api/v1/me").await.expect(401);
        house.close().await;
    }

    async fn a_write_of_a_blocked_person_is_refused_at_once(house: House) {
        let (sever, office) = (house.api(SEVER).await, house.browser(ADMINISTRATOR).await);
        sever.look("/api/v1/me").await.expect(200);
        office.fill("/partners/ALFA", "/partners/ALFA/people/blocks", &[("login", SEVER), ("is_blocked", "true")]).await.expect(303);
        sever.order("blocked-1", json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await.expect(401);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        house.close().await;
    }

    async fn the_language_is_chosen_by_the_browser_the_visitor_and_the_person(house: House) {
        let mut visitor = house.visitor();
        for (accepted, lang) in [("ru-RU,ru;q=0.9", "ru"), ("en-GB", "en"), ("de", "ru")] {
            visitor.language = accepted.into();
            let page = visitor.look("/sign-in").await.expect(200);
            assert!(page.text.contains(&format!("<html lang=\"{lang}\">")), "{accepted}");
        }
        visitor.language = "en".into();
        let told = visitor.fill("/sign-in", "/language", &[("lang", "ru"), ("next", "/sign-in?next=%2Forders")]).await.expect(303);
        assert_eq!(told.location(), "/sign-in?next=%2Forders");
        visitor.cookie = Some(format!("orderly_lang={}", cookie_of(&told, "orderly_lang").unwrap()));
        assert!(visitor.look("/sign-in").await.expect(200).text.contains("Электронная почта"));
        visitor.fill("/sign-in", "/language", &[("lang", "de")]).await.expect(422);

        let sever = house.browser(SEVER).await;
        assert!(sever.look("/orders").await.expect(200).text.contains("<html lang=\"en\">"));
        assert_eq!(sever.fill("/orders", "/language", &[("lang", "ru"), ("next", "/orders")]).await.expect(303).location(), "/orders");
        assert!(sever.look("/orders").await.expect(200).text.contains("<html lang=\"ru\">"));
        assert!(house.browser(SEVER).await.look("/cart").await.expect(200).text.contains("<html lang=\"ru\">"), "kept with the account");
        house.close().await;
    }

    async fn a_session_planted_before_signing_in_is_not_adopted(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        let invented = Client::cookie(&house.url, Some("invented-by-somebody".into()));
        let told = invented.fill("/sign-in", "/sign-in", &[("login", SEVER), ("password", WORDS)]).await.expect(303);
        let token = cookie_of(&told, "__Host-orderly").unwrap();
        assert_ne!(token, "invented-by-somebody");
        invented.look("/profile").await.expect(303);

        let planted = house.session_for(BETA).await;
        let victim = Client::cookie(&house.url, Some(planted.clone()));
        let told = victim.fill("/profile", "/sign-in", &[("login", SEVER), ("password", WORDS)]).await.expect(303);
        let fresh = cookie_of(&told, "__Host-orderly").unwrap();
        assert!(fresh != planted && fresh != token);
        assert_eq!(Client::bearer(&house.url, fresh).look("/api/v1/me").await.expect(200).json()["login"], SEVER);
        Client::bearer(&house.url, planted).look("/api/v1/me").await.expect(401);
        house.close().await;
    }

    async fn after_signing_in_one_is_led_to_paths_of_the_house_only(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        let odd = [
            "//evil.example", "/\\evil.example", "\\/evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)",
            "/\r\nset-cookie: a=b", "/\t/evil.example", "orders", " /orders", "",
        ];
        for (next, leads_to) in odd.iter().map(|odd| (*odd, "/")).chain([("/orders?q=1", "/orders?q=1"), ("/cart", "/cart")]) {
            let told = house.visitor().fill("/sign-in", "/sign-in", &[("login", SEVER), ("password", WORDS), ("next", next)]).await.expect(303);
            assert_eq!(told.location(), leads_to, "{next:?}");
            assert_eq!(told.headers.get_all("set-cookie").iter().filter(|c| c.to_str().unwrap().starts_with("a=")).count(), 0);
        }
        let sever = house.browser(SEVER).await;
        assert_eq!(sever.look("/sign-in?next=%2F%2Fevil.example").await.expect(303).location(), "/");
        assert_eq!(sever.fill("/profile", "/language", &[("lang", "en"), ("next", "//evil.example")]).await.expect(303).location(), "/");
        house.close().await;
    }

    async fn a_password_is_changed_with_the_current_one_and_ends_other_sessions(house: House) {
        give_password(&house, "ALFA", SEVER, WORDS).await;
        let (here, elsewhere) = (house.browser(SEVER).await, house.api(SEVER).await);
        elsewhere.look("/api/v1/me").await.expect(200);
        let change = |current: &'static str, new: &'static str| [("current_password", current), ("new_password", new)];
        let wrong = here.fill("/profile", "/profile/password", &change("not the password", OTHER_WORDS)).await.expect(422);
        assert!(wrong.text.contains("The current password is not right"), "{}", wrong.text);
        here.fill("/profile", "/profile/password", &[("new_password", OTHER_WORDS)]).await.expect(422);
        here.fill("/profile", "/profile/password", &change(WORDS, "too short")).await.expect(422);
        try_api(&house.url, SEVER, WORDS).await.expect(201);
        elsewhere.look("/api/v1/me").await.expect(200);
        let done = here.fill("/profile", "/profile/password", &change(WORDS, OTHER_WORDS)).await.expect(200);
        assert!(done.text.contains("The password is changed"), "{}", done.text);
        assert!(ends_within_a_second(&elsewhere).await);
        here.look("/profile").await.expect(200);
        try_api(&house.url, SEVER, WORDS).await.expect(401);
        try_api(&house.url, SEVER, OTHER_WORDS).await.expect(201);
        house.close().await;
    }

    async fn passwords_are_taken_as_typed_long_ones_too(house: House) {
        let link = link_for(&house, "ALFA", SEVER).await;
        for (weak, told) in [("elevenchars", "at least 12"), ("Password1234", "easy to guess"), ("sever-2026-winter", "easy to guess")] {
            assert!(use_link(&house, &link, weak).await.expect(422).text.contains(told), "{weak}");
        }
        let long = "ж".repeat(128);
        use_link(&house, &link, &long).await.expect(303);
        try_api(&house.url, SEVER, &long).await.expect(201);
        for near in [long.to_uppercase(), format!("{long} "), "ж".repeat(127)] {
            try_api(&house.url, SEVER, &near).await.expect(401);
        }
        give_password(&house, "ALFA", SEVER, "sixteenlowercase").await;
        house.close().await;
    }

    async fn a_one_time_link_works_once_until_a_newer_one_and_for_a_day(house: House) {
        let (older, newer) = (link_for(&house, "ALFA", SEVER).await, link_for(&house, "ALFA", SEVER).await);
        assert_ne!(older, newer);
        assert!(older.len() >= "/links/".len() + 22, "at least 128 bits");
        house.visitor().look(&older).await.expect(410);
        let signed_in = house.api(SEVER).await;
        use_link(&house, &newer, WORDS).await.expect(303);
        assert!(ends_within_a_second(&signed_in).await, "a password set anew ends what was open");
        house.visitor().look(&newer).await.expect(410);
        house.visitor().fill("/sign-in", &newer, &[("new_password", OTHER_WORDS)]).await.expect(410);
        try_api(&house.url, SEVER, OTHER_WORDS).await.expect(401);
        let late = link_for(&house, "ALFA", SEVER).await;
        house.pass_seconds(24 * 3600 + 1);
        house.visitor().look(&late).await.expect(410);
        assert_eq!(house.sql_i64("SELECT count(*) FROM one_time_link WHERE length(token_hash) <> 64").await, 0, "only hashes are kept");
        house.close().await;
    }

    async fn one_link_used_by_many_at_once_sets_one_password(house: House) {
        let link = link_for(&house, "ALFA", SEVER).await;
        let visitor = house.visitor();
        let csrf = hidden(&visitor.look(&link).await.expect(200).text, "csrf");
        let passwords: Vec<String> = (0..6).map(|n| format!("a password of attempt {n}")).collect();
        let tries = passwords.iter().map(|password| {
            let form = [("csrf", csrf.clone()), ("new_password", password.clone())];
            let request = visitor.request(Method::POST, &link).form(&form);
            async move { read(request.send().await.unwrap()).await.status.as_u16() }
        });
        let statuses = futures_util::future::join_all(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
        assert_eq!(statuses.iter().filter(|status| **status == 410).count(), 5, "{statuses:?}");
        let winner = statuses.iter().position(|status| *status == 303).unwrap();
        try_api(&house.url, SEVER, &passwords[winner]).await.expect(201);
        house.close().await;
    }

    async fn altered_and_unsigned_tokens_are_nobodys(house: House) {
        use base64::Engine;
        let base64 = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let token = house.session_for(SEVER).await;
        let parts: Vec<&str> = token.split('.').collect();
        let claims: serde_json::Value = serde_json::from_slice(&base64.decode(parts[1]).unwrap()).unwrap();
        for word in ["role", "right", "partner", "sever"] {
            assert!(!claims.to_string().contains(word), "the token tells {word}: {claims}");
        }
        let mut later = claims.clone();
        later["exp"] = json!(9_999_999_999i64);
        let later = base64.encode(later.to_string());
        let none = |alg: &str| base64.encode(format!("{{\"typ\":\"JWT\",\"alg\":\"{alg}\"}}"));
        let mut forged = vec![
            format!("{}.{later}.{}", parts[0], parts[2]),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{}", parts[0], parts[1]),
            format!("{}.{}.{}", none("HS384"), parts[1], parts[2]),
            "ork_nothing".into(),
            "x".repeat(5000),
        ];
        forged.extend(["none", "None", "nOnE", ""].map(|alg| format!("{}.{}.", none(alg), parts[1])));
        for token in forged {
            let told = Client::bearer(&house.url, token.clone()).look("/api/v1/me").await;
            assert_eq!(told.status.as_u16(), 401, "{token}");
            Client::cookie(&house.url, Some(token)).look("/profile").await.expect(303);
        }
        // A cookie opens pages only, and a query opens nothing.
        Client::cookie(&house.url, Some(token.clone())).look("/api/v1/me").await.expect(401);
        Client::bearer(&house.url, token.clone()).look("/profile").await.expect(303);
        let in_query = house.visitor().look(&format!("/api/v1/me?token={token}&access_token={token}")).await;
        assert_eq!(in_query.status.as_u16(), 401);
        house.close().await;
    }
}

async fn the_first_administrator(engine: Engine) {
    let house = Bare::open(engine, None);
    try_api(&house.url, "admin", "admin").await.expect(401);
    let first = format!("/links/{}", links::first_administrator(&house.gate).await.unwrap().expect("nobody is there yet"));
    let second = format!("/links/{}", links::first_administrator(&house.gate).await.unwrap().expect("nobody is there yet"));
    let late = format!("/links/{}", links::first_administrator(&house.gate).await.unwrap().expect("nobody is there yet"));
    assert!(house.visitor().look(&first).await.expect(200).text.contains("First administrator"));
    let be =
        |login: &'static str, password: &'static str| [("login", login), ("name", "Анна Белова"), ("new_password", password)];
    let visitor = house.visitor();
    visitor.fill(&first, &first, &be("no address", WORDS)).await.expect(422);
    visitor.fill(&first, &first, &be("anna@seller.example", "short")).await.expect(422);
    visitor.fill(&first, &first, &[("new_password", WORDS)]).await.expect(422);
    assert_eq!(
        visitor.fill(&first, &first, &be("anna@seller.example", WORDS)).await.expect(303).location(),
        "/sign-in?done=password"
    );
    visitor.fill("/sign-in", &first, &be("again@seller.example", WORDS)).await.expect(410);
    visitor.fill("/sign-in", &second, &be("other@seller.example", WORDS)).await.expect(410);
    assert!(links::first_administrator(&house.gate).await.unwrap().is_none(), "somebody is there");
    let session = try_api(&house.url, "anna@seller.example", WORDS).await.expect(201).json();
    assert_eq!(session["user"]["roles"], json!(["administrator"]));
    assert_eq!(session["user"]["name"], "Анна Белова");
    try_api(&house.url, "other@seller.example", WORDS).await.expect(401);
    house.clock.fetch_add((24 * 3600 + 1) * 1_000_000, Ordering::AcqRel);
    visitor.look(&late).await.expect(410);
    house.close().await;
}

async fn a_first_administrator_without_a_name(engine: Engine) {
    let house = Bare::open(engine, None);
    let link = format!("/links/{}", links::first_administrator(&house.gate).await.unwrap().expect("nobody is there yet"));
    let visitor = house.visitor();
    let nameless = [("login", "anna@seller.example"), ("name", " "), ("new_password", WORDS)];
    visitor.fill(&link, &link, &nameless).await.expect(422);
    assert!(links::first_administrator(&house.gate).await.unwrap().is_some(), "nobody was made");
    house.close().await;
}

mod the_first_administrators_link_works_once_and_only_while_nobody_has_an_account {
    use super::*;
    #[actix_web::test]
    async fn sqlite() {
        the_first_administrator(Engine::Sqlite).await;
    }
    #[actix_web::test]
    async fn postgres() {
        the_first_administrator(Engine::Postgres).await;
    }
}

mod the_first_administrator_has_a_name {
    use super::*;
    #[actix_web::test]
    async fn sqlite() {
        a_first_administrator_without_a_name(Engine::Sqlite).await;
    }
    #[actix_web::test]
    async fn postgres() {
        a_first_administrator_without_a_name(Engine::Postgres).await;
    }
}
