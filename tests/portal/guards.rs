//! What stands around every door: forged requests, safe headers, caches, odd bodies, two faces of errors.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use orderly::access::Role;
use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::trade::{ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::kit::{Engine, client};
use crate::on_both;
use crate::sign_in::Bare;

/// A request in its own words; the answer to its end.
async fn say(url: &str, text: String) -> String {
    let place = url.trim_start_matches("http://").to_owned();
    actix_web::rt::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(place).expect("the house answers");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
        stream.write_all(text.as_bytes()).expect("the request is sent");
        let (mut answer, mut part) = (Vec::new(), [0u8; 4096]);
        while let Ok(n) = stream.read(&mut part) {
            if n == 0 {
                break;
            }
            answer.extend_from_slice(&part[..n]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .expect("an answer")
}

/// The status of an answer in its own words.
fn status_of(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no status: {answer}"))
}

/// Somebody by cookie with these headers and no others.
async fn ask(client: &Client, method: Method, path: &str, headers: &[(&str, &str)], body: Option<(&str, &str)>) -> Told {
    let mut request = client.http.request(method, format!("{}{path}", client.url)).header("accept-language", "en");
    if let Some(cookie) = &client.cookie {
        request = request.header("cookie", cookie);
    }
    if let Some(token) = &client.token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some((media_type, text)) = body {
        request = request.header("content-type", media_type).body(text.to_owned());
    }
    read(request.send().await.expect("an answer")).await
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// A path of the table with things of the small trade in it.
fn concrete(path: &str, order: &str) -> String {
    path.replace("{number}", if path.contains("contracts") { "A-1" } else { order })
        .replace("{code}", "ALFA")
        .replace("{sku}", "DR-1")
        .replace("{token}", "nothing")
        .replace("{kind}", "warehouses")
}

/// Fields with which a form would do something.
fn fields(path: &str) -> &'static str {
    match path {
        "/language" => "lang=ru&next=%2F",
        "/company" => "code=ALFA",
        "/company/representations" => "permit=no",
        "/company/people" => "login=sever%40alfa.example&partner_admin=yes",
        "/company/people/blocks" => "login=sever%40alfa.example&is_blocked=true",
        "/company/invitations" | "/partners/{code}/invitations" => "email=new%40alfa.example&buyer=yes",
        "/staff/invitations" => "email=new%40seller.example&manager=yes",
        "/company/roles" => "name=Forged&orders.read=company",
        "/profile" => "name=Forged&lang=ru",
        "/profile/sessions" => "others=yes",
        "/password" => "login=sever%40alfa.example",
        "/cart/lines" => "sku=DR-1&quantity=3",
        "/cart/lines/removal" => "sku=DR-2",
        "/cart/choice" => "contract=A-2",
        "/cart/aside" => "name=Forged",
        "/lists" => "name=Forged&source=nothing",
        "/orders" => "key=forged&agreed_total=1000000",
        "/partners/{code}/people" => "login=new%40alfa.example&name=New&buyer=yes",
        "/partners/{code}/people/links" => "login=sever%40alfa.example",
        "/partners/{code}/people/blocks" => "login=sever%40alfa.example&is_blocked=true",
        "/partners/{code}/discounts" => "code=F&name=F&name_en=F&to=partner&on=all&off=percent&value=50&valid_from=2020-01-01",
        "/clients/{code}/representations" => "reason=forged",
        "/staff" => "login=new%40seller.example&name=New&manager=yes",
        "/staff/links" => "login=manager%40seller.example",
        "/staff/blocks" => "login=manager%40seller.example&is_blocked=true",
        "/stock/{sku}" => "warehouse=MSK&on_hand=1",
        "/imports" => "kind=warehouses&mode=all_or_nothing&text=code%2Cname%0AFORGED%2CForged",
        _ => "",
    }
}

/// Everything that a forged form could have changed, as one text to compare.
async fn state_of(house: &House) -> Vec<i64> {
    let mut counts = Vec::new();
    for sql in [
        "SELECT count(*) FROM journal",
        "SELECT count(*) FROM cart_line",
        "SELECT count(*) FROM sales_order WHERE state <> 'cancelled'",
        "SELECT count(*) FROM account WHERE language = 'en' AND NOT is_blocked",
        "SELECT count(*) FROM session WHERE ended_at IS NULL",
        "SELECT count(*) FROM one_time_link",
        "SELECT count(*) FROM invitation",
        "SELECT count(*) FROM custom_role",
        "SELECT count(*) FROM mail_choice",
        "SELECT count(*) FROM job",
        "SELECT count(*) FROM representation",
        "SELECT count(*) FROM partner WHERE may_be_represented",
        "SELECT count(*) FROM discount",
        "SELECT count(*) FROM warehouse",
        "SELECT count(*) FROM movement",
        "SELECT count(*) FROM cart WHERE contract_id IS NOT NULL",
        "SELECT count(*) FROM shopping_list",
    ] {
        counts.push(house.sql_i64(sql).await);
    }
    counts
}

async fn an_order(house: &House, login: &str) -> String {
    let told = house.api(login).await.order("guards", json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await.expect(201);
    told.json()["number"].as_str().expect("a number").to_owned()
}

/// The safe headers that stand on every answer, whatever it is.
fn assert_safe(what: &str, told: &Told) {
    let csp = told.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "script-src 'self'",
        "style-src 'self'",
    ] {
        assert!(csp.contains(part), "{what}: {part} is not in {csp:?}");
    }
    for never in ["unsafe", "*", "data:", "http"] {
        assert!(!csp.contains(never), "{what}: {csp}");
    }
    assert_eq!(told.header("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(told.header("referrer-policy"), "same-origin", "{what}");
    assert_eq!(told.header("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(told.header("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(!told.header("permissions-policy").is_empty(), "{what}");
    assert!(!told.header("cache-control").is_empty(), "{what}");
    assert!(!told.header("x-request-id").is_empty(), "{what}");
    for name in ["server", "x-powered-by", "access-control-allow-origin", "via", "x-debug"] {
        assert!(told.headers.get(name).is_none(), "{what}: {name} {}", told.header(name));
    }
    for word in ["diesel", "SQLITE", "panicked", "RUST_BACKTRACE", "/home/", ".rs:"] {
        assert!(!told.text.contains(word), "{what} tells {word}: {}", told.text);
    }
}

/// What breaks the policy against inline code on a page.
fn inline_code(page: &str) -> Option<String> {
    for tag in page.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        let is_bare_script = tag.starts_with("script") && !tag.contains(" src=\"/assets/");
        let has_style = tag.starts_with("style") || tag.contains(" style=");
        let has_handler = tag.split(' ').any(|word| word.starts_with("on") && word.contains("=\""));
        let is_foreign = ["src=\"", "action=\"", "href=\""].iter().any(|name| {
            tag.split_once(name)
                .is_some_and(|(_, rest)| rest.starts_with("http") || rest.starts_with("//") || rest.starts_with("javascript:"))
        });
        if is_bare_script || has_style || has_handler || is_foreign {
            return Some(tag.to_owned());
        }
    }
    None
}

/// Somebody who has a right, of the partner's side where possible.
fn holder(right: orderly::access::Right) -> &'static str {
    let sides = [(Role::PartnerAdmin, ALFA_ADMIN), (Role::Administrator, ADMINISTRATOR)];
    sides.iter().find(|(role, _)| role.rights().has(right)).map(|(_, login)| *login).expect("somebody has every right")
}

on_both! {
    async fn a_forged_form_changes_nothing(house: House) {
        let order = an_order(&house, SEVER).await;
        let mut clients: HashMap<&str, (Client, String)> = HashMap::new();
        for login in [ALFA_ADMIN, ADMINISTRATOR] {
            let client = house.browser(login).await;
            let token = hidden(&client.look("/api").await.expect(200).text, "csrf");
            assert!(token.len() >= 32, "{token}");
            clients.insert(login, (client, token));
        }
        let strangers = hidden(&house.browser(BETA).await.look("/api").await.expect(200).text, "csrf");
        assert_ne!(strangers, clients[ALFA_ADMIN].1);
        let before = state_of(&house).await;
        let table = orderly::app::routes().table();
        // The way out of a letter is posted by mail programs: its address is its own proof, and does nothing but that.
        let is_form = |path: &str| !path.starts_with("/api/") && path != "/mail/{token}";
        let forms: Vec<_> = table.iter().filter(|line| line.method == "POST" && is_form(line.path)).collect();
        assert!(forms.len() > 15, "{}", forms.len());
        for line in forms {
            let (client, token) = &clients[holder(line.right)];
            let path = concrete(line.path, &order);
            let own = format!("csrf={token}&{}", fields(line.path));
            let of_stranger = format!("csrf={strangers}&{}", fields(line.path));
            let twice = format!("csrf={strangers}&csrf={token}&{}", fields(line.path));
            let site = |value: &'static str| vec![("sec-fetch-site", value)];
            let origin = |value: &'static str| vec![("origin", value)];
            let cases = [
                ("no token", site("same-origin"), fields(line.path).to_owned()),
                ("an empty token", site("same-origin"), format!("csrf=&{}", fields(line.path))),
                ("another session's token", site("same-origin"), of_stranger),
                ("two tokens, the first a stranger's", site("same-origin"), twice),
                ("from another site", site("cross-site"), own.clone()),
                ("from a neighbour's site", site("same-site"), own.clone()),
                ("from a foreign origin", origin("https://evil.example"), own.clone()),
                ("from nowhere", origin("null"), own.clone()),
            ];
            for (what, headers, body) in cases {
                let told = ask(client, Method::POST, &path, &headers, Some((FORM, &body))).await;
                assert_eq!(told.status.as_u16(), 403, "{path}: {what}: {}", told.text);
                assert_safe(what, &told);
            }
            let told = ask(client, Method::POST, &path, &[("sec-fetch-site", "same-origin")], Some(("text/plain", fields(line.path)))).await;
            assert!(told.status.is_client_error(), "{path} as text: {}", told.status);
        }
        assert_eq!(state_of(&house).await, before);
        // The same form with its own token is served.
        let (client, token) = &clients[ALFA_ADMIN];
        let body = format!("csrf={token}&sku=DR-1&quantity=3");
        ask(client, Method::POST, "/cart/lines", &[("origin", house.url.as_str())], Some((FORM, &body))).await.expect(303);
        assert_ne!(state_of(&house).await, before);
        house.close().await;
    }

    async fn a_foreign_page_cannot_sign_anybody_in_or_call_the_api(house: House) {
        let visitor = house.visitor();
        let body = json!({"login": SEVER, "password": "anything at all"}).to_string();
        for headers in [[("origin", "https://evil.example")], [("sec-fetch-site", "cross-site")]] {
            let told = ask(&visitor, Method::POST, "/api/v1/sessions", &headers, Some((JSON, &body))).await;
            assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (403, "foreign_origin"));
        }
        // A cookie is nobody at the API, so no page can borrow it.
        let browser = house.browser(SEVER).await;
        let order = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]}).to_string();
        let told = ask(&browser, Method::POST, "/api/v1/orders", &[("sec-fetch-site", "same-origin"), ("idempotency-key", "k")], Some((JSON, &order))).await;
        assert_eq!(told.status.as_u16(), 401);
        for origin in ["https://evil.example", "null", house.url.as_str()] {
            let told = ask(&browser, Method::GET, "/catalogue", &[("origin", origin)], None).await;
            assert!(told.headers.get("access-control-allow-origin").is_none());
        }
        let preflight = ask(&visitor, Method::OPTIONS, "/api/v1/orders", &[("origin", "https://evil.example"), ("access-control-request-method", "POST")], None).await;
        assert!(preflight.status.is_client_error() && preflight.headers.get("access-control-allow-methods").is_none());
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        house.close().await;
    }

    async fn safe_headers_stand_on_every_kind_of_answer(house: House) {
        let (sever, browser, visitor) = (house.api(SEVER).await, house.browser(SEVER).await, house.visitor());
        let tag = browser.look("/catalogue").await.expect(200).header("etag");
        assert!(!tag.is_empty());
        let line = "/api/v1/cart/lines/GL-5";
        let answers = [
            (200, visitor.look("/sign-in").await),
            (200, browser.look("/catalogue").await),
            (200, sever.look("/api/v1/products").await),
            (200, visitor.look("/healthz").await),
            (200, visitor.look("/readyz").await),
            (200, visitor.look("/api/openapi.json").await),
            (303, visitor.look("/orders").await),
            (304, ask(&browser, Method::GET, "/catalogue", &[("if-none-match", &tag)], None).await),
            (400, visitor.look("/sign-in?next=%00").await),
            (400, sever.look("/api/v1/products?cursor=nonsense").await),
            (401, visitor.look("/api/v1/me").await),
            (401, Client::bearer(&house.url, "nonsense".into()).look("/api/v1/me").await),
            (403, browser.look("/staff").await),
            (403, sever.look("/api/v1/stock/DR-1").await),
            (404, visitor.look("/nowhere").await),
            (404, browser.look("/products/XX-9").await),
            (404, sever.look("/api/v1/products/XX-9").await),
            (404, visitor.look("/api/v1/nowhere").await),
            (404, visitor.look("/assets/000000000000/app.js").await),
            (404, visitor.look("/assets/../Cargo.toml").await),
            (405, ask(&browser, Method::POST, "/catalogue", &[("sec-fetch-site", "same-origin")], Some((FORM, "a=b"))).await),
            (405, ask(&sever, Method::PATCH, "/api/v1/orders", &[], None).await),
            (410, visitor.look("/links/nothing").await),
            (415, ask(&sever, Method::PUT, line, &[], Some(("text/plain", "{\"quantity\":\"5\"}"))).await),
            (422, sever.set(line, json!({"quantity": "7"})).await),
            (422, browser.fill("/cart", "/cart/lines", &[("sku", "GL-5"), ("quantity", "7")]).await),
        ];
        for (status, told) in &answers {
            assert_eq!(told.status.as_u16(), *status, "{}", told.text);
            assert_safe(&status.to_string(), told);
            let media_type = told.header("content-type");
            assert!(!media_type.starts_with("text/html") || media_type.contains("charset=utf-8"), "{media_type}");
            assert!(*status == 304 || told.text.is_empty() || !media_type.is_empty(), "{status} without a type");
        }
        assert!(answers[7].1.text.is_empty(), "304 has no body");
        let page = visitor.look("/sign-in").await.text;
        let style = page.split_once("href=\"/assets/").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| format!("/assets/{name}")).unwrap();
        let asset = visitor.look(&style).await.expect(200);
        assert_safe("an asset", &asset);
        assert!(asset.header("cache-control").contains("immutable") && asset.header("content-type").starts_with("text/css"));
        house.close().await;
    }

    async fn no_page_has_inline_code_or_foreign_addresses(house: House) {
        let order = an_order(&house, SEVER).await;
        house.api(SEVER).await.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        let canary = "<img src=x onerror=alert(1)>\"'><a id=main>";
        house.api(SEVER).await.order("canary", json!({"lines": [{"sku": "DR-1", "quantity": "1"}], "comment": canary, "your_number": "\"><b>"})).await.expect(201);
        let again = format!("/orders/{order}/reorder");
        let order = format!("/orders/{order}");
        let pages: [(Option<&str>, Vec<&str>); 6] = [
            (None, vec!["/password", "/sign-in", "/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/api", "/api/problems", "/nowhere"]),
            (Some(SEVER), vec!["/", "/catalogue", "/catalogue?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/products/DR-1", "/cart", "/orders", "/orders?q=%22%20onclick%3D%22x", &order, &again, "/requested", "/profile", "/company/representations", "/staff"]),
            (Some(AGENT), vec!["/clients", "/clients?q=%22%3E%3Cscript%3E", "/partners", "/partners/ALFA", "/orders", "/requested"]),
            (Some(ADMINISTRATOR), vec!["/partners", "/partners/ALFA", "/staff", "/imports", "/stock", "/stock/DR-1", &order]),
            (Some(WAREHOUSE), vec!["/stock", "/stock/DR-1", "/orders", &order]),
            (Some(ALFA_ADMIN), vec!["/", "/company/people", "/company/roles", "/company/representations", "/orders", &order]),
        ];
        for (login, paths) in &pages {
            let client = match login {
                Some(login) => house.browser(login).await,
                None => house.visitor(),
            };
            for path in paths {
                let told = client.look(path).await;
                assert!(told.header("content-type").starts_with("text/html"), "{login:?} {path}: {}", told.status);
                assert_eq!(inline_code(&told.text), None, "{login:?} {path}");
                assert!(!told.text.contains("<script>") && !told.text.contains("<img src=x"), "{login:?} {path}");
            }
        }
        house.close().await;
    }

    async fn nothing_with_a_price_is_kept_by_a_shared_cache(house: House) {
        let order = an_order(&house, SEVER).await;
        let agent = house.api(AGENT).await;
        agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
        let asking: Vec<(Client, Client)> = vec![
            (house.browser(SEVER).await, house.api(SEVER).await),
            (house.browser(MANAGER).await, house.api(MANAGER).await),
            (house.browser(ADMINISTRATOR).await, house.api(ADMINISTRATOR).await),
            (house.browser(AGENT).await, house.api(AGENT).await.on_behalf_of("ALFA")),
        ];
        let table = orderly::app::routes().table();
        let revalidated = ["/catalogue", "/products/{sku}", "/api/v1/products", "/api/v1/products/{sku}", "/api/v1/products/{sku}/price", "/api/v1/categories"];
        let mut seen = 0;
        for line in table.iter().filter(|line| line.method == "GET") {
            for (browser, program) in &asking {
                let client = if line.path.starts_with("/api/v1/") { program } else { browser };
                let path = concrete(line.path, &order);
                // A stream has no end: its headers tell.
                if line.path.ends_with("/stream") {
                    let answer = client.get(&path).await;
                    assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
                    continue;
                }
                let told = client.look(&path).await;
                let control = told.header("cache-control");
                if ["/api/openapi.json", "/receipt.html"].contains(&line.path) {
                    assert!(!told.text.contains("3920"), "{} knows no price", line.path);
                    continue;
                }
                assert!(!control.contains("public") && !control.contains("s-maxage"), "{}: {control}", line.path);
                if revalidated.contains(&line.path) && told.status.as_u16() == 200 {
                    seen += 1;
                    assert_eq!(control, "private, no-cache", "{}", line.path);
                    assert!(!told.header("etag").is_empty(), "{}", line.path);
                    let vary = told.header("vary").to_lowercase();
                    let all: String = told.headers.get_all("vary").iter().map(|v| v.to_str().unwrap().to_lowercase()).collect();
                    for name in ["cookie", "authorization", "accept-language"] {
                        assert!(all.contains(name), "{}: {vary}", line.path);
                    }
                } else {
                    assert_eq!(control, "no-store", "{} {}", line.path, told.status);
                }
            }
        }
        assert!(seen >= revalidated.len(), "{seen}");
        house.close().await;
    }

    async fn a_known_page_is_not_sent_again_and_never_to_another_buyer(house: House) {
        let (sever, yug) = (house.api(SEVER).await, house.api(YUG).await);
        let pairs = [
            (sever.clone(), yug.clone(), "/api/v1/products"),
            (sever.clone(), yug.clone(), "/api/v1/products/DR-1/price"),
            (sever.clone(), house.api(BETA).await, "/api/v1/categories"),
            (house.browser(SEVER).await, house.browser(YUG).await, "/catalogue"),
            (house.browser(SEVER).await, house.browser(BETA).await, "/products/DR-1"),
        ];
        for (one, other, path) in pairs {
            let (mine, theirs) = (one.look(path).await.expect(200), other.look(path).await.expect(200));
            let tag = mine.header("etag");
            assert_ne!(tag, theirs.header("etag"), "{path}");
            assert_ne!(mine.text, theirs.text, "{path}");
            let again = ask(&one, Method::GET, path, &[("if-none-match", &tag)], None).await;
            assert_eq!((again.status.as_u16(), again.text.as_str(), again.header("etag")), (304, "", tag.clone()), "{path}");
            let listed = format!("\"other\", {tag}");
            assert_eq!(ask(&one, Method::GET, path, &[("if-none-match", &listed)], None).await.status.as_u16(), 304, "{path}");
            let foreign = ask(&other, Method::GET, path, &[("if-none-match", &tag)], None).await;
            assert_eq!(foreign.status.as_u16(), 200, "{path}");
            assert_eq!(foreign.text, theirs.text, "{path}");
        }
        // What has changed is sent anew.
        let tag = sever.look("/api/v1/products/DR-1").await.expect(200).header("etag");
        sever.order("etag", json!({"lines": [{"sku": "DR-1", "quantity": "1"}]})).await.expect(201);
        ask(&sever, Method::GET, "/api/v1/products/DR-1", &[("if-none-match", &tag)], None).await.expect(200);
        house.close().await;
    }

    async fn a_cache_between_two_buyers_mixes_nothing(house: House) {
        // A proxy that keeps what it may: neither private nor no-store, by address alone.
        let mut kept: HashMap<&str, String> = HashMap::new();
        let (sever, beta) = (house.api(SEVER).await, house.api(BETA).await);
        let (sever_page, beta_page) = (house.browser(SEVER).await, house.browser(BETA).await);
        for _ in 0..2 {
            for path in ["/api/v1/products", "/api/v1/products/DR-1/price", "/api/v1/cart", "/api/v1/me", "/catalogue", "/products/DR-1", "/cart", "/"] {
                let clients = if path.starts_with("/api") { [&sever, &beta] } else { [&sever_page, &beta_page] };
                for client in clients {
                    let direct = client.look(path).await.expect(200);
                    let control = direct.header("cache-control");
                    let shown = kept.get(path).cloned().unwrap_or_else(|| direct.text.clone());
                    assert!(shown == direct.text, "{path} shows another's page");
                    if !["private", "no-store"].iter().any(|word| control.contains(word)) {
                        kept.insert(path, direct.text);
                    }
                }
            }
        }
        assert!(kept.is_empty(), "{:?}", kept.keys());
        house.close().await;
    }

    async fn a_body_that_is_too_large_is_refused_before_it_is_read(house: House) {
        let token = house.session_for(SEVER).await;
        let head = |path: &str, media_type: &str, length: usize| {
            format!("POST {path} HTTP/1.1\r\nHost: portal\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k\r\nAccept-Language: en\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
        };
        let big = say(&house.url, head("/api/v1/orders", JSON, 3_000_000)).await;
        assert_eq!(status_of(&big), 413, "{big}");
        assert!(big.contains("application/problem+json") && big.contains("too_large") && big.contains("frame-ancestors 'none'"), "{big}");
        let big = say(&house.url, head("/sign-in", FORM, 3_000_000)).await;
        assert_eq!(status_of(&big), 413, "{big}");
        assert!(big.contains("text/html"), "{big}");
        house.close().await;
    }

    async fn the_api_takes_json_as_json_only(house: House) {
        let (sever, administrator) = (house.api(SEVER).await, house.administrator().await);
        let order = "{\"lines\":[{\"sku\":\"DR-1\",\"quantity\":\"1\"}]}";
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""] {
            let told = ask(&sever, Method::POST, "/api/v1/orders", &[("idempotency-key", "k")], Some((media_type, order))).await;
            assert_eq!((told.status.as_u16(), told.problem().0.as_str()), (415, "not_json"), "{media_type}");
        }
        let told = ask(&administrator, Method::POST, "/api/v1/imports/warehouses", &[], Some((JSON, "[]"))).await;
        assert_eq!(told.status.as_u16(), 415);
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        ask(&sever, Method::POST, "/api/v1/orders", &[("idempotency-key", "k")], Some(("application/json; charset=utf-8", order))).await.expect(201);
        house.close().await;
    }

    async fn odd_bodies_are_refused_with_field_and_reason(house: House) {
        let sever = house.api(SEVER).await;
        let line = |line: &str| format!("{{\"lines\":[{line}]}}");
        let cases = [
            (line("{\"sku\":\"DR-1\",\"quantity\":\"1\",\"price\":\"1\"}"), "unknown_field", "/lines/0/price"),
            ("{\"lines\":[{\"sku\":\"DR-1\",\"quantity\":\"1\"}],\"state\":\"confirmed\"}".into(), "unknown_field", "/state"),
            ("{\"lines\":[{\"sku\":\"DR-1\",\"quantity\":\"1\"}],\"__proto__\":{}}".into(), "unknown_field", "/__proto__"),
            (line("{\"sku\":\"DR-1\",\"sku\":\"DR-2\",\"quantity\":\"1\"}"), "duplicate", "/lines/0/sku"),
            ("{\"lines\":[],\"lines\":[]}".into(), "duplicate", "/lines"),
            (line("{\"sku\":\"DR-1\"}"), "missing", "/lines/0/quantity"),
            (line("{\"quantity\":\"1\"}"), "missing", "/lines/0/sku"),
            (line("{\"sku\":\"DR-1\",\"quantity\":1}"), "wrong_type", "/lines/0/quantity"),
            (line("{\"sku\":\"DR-1\",\"quantity\":1.0}"), "wrong_type", "/lines/0/quantity"),
            (line("{\"sku\":\"DR-1\",\"quantity\":true}"), "wrong_type", "/lines/0/quantity"),
            (line("{\"sku\":\"DR-1\",\"quantity\":null}"), "wrong_type", "/lines/0/quantity"),
            (line("{\"sku\":\"DR-1\",\"quantity\":[]}"), "wrong_type", "/lines/0/quantity"),
            (line("{\"sku\":7,\"quantity\":\"1\"}"), "wrong_type", "/lines/0/sku"),
            (line("\"DR-1\""), "wrong_type", "/lines/0"),
            ("{\"lines\":\"DR-1\"}".into(), "wrong_type", "/lines"),
            ("{\"lines\":[{\"sku\":\"DR-1\",\"quantity\":\"1\"}],\"from_cart\":\"yes\"}".into(), "wrong_type", "/from_cart"),
            (line("{\"sku\":\"DR-1\",\"quantity\":\"1.0001\"}"), "too_many_decimals", "/lines/0/quantity"),
            (line("{\"sku\":\"DR-1\",\"quantity\":\"99999999999999999999\"}"), "out_of_range", "/lines/0/quantity"),
        ];
        for (body, code, field) in &cases {
            let told = ask(&sever, Method::POST, "/api/v1/orders", &[("idempotency-key", "k")], Some((JSON, body))).await;
            assert!(told.status.is_client_error(), "{body}: {} {}", told.status, told.text);
            let problem = told.json();
            assert_eq!((problem["errors"][0]["code"].as_str(), problem["errors"][0]["field"].as_str()), (Some(*code), Some(*field)), "{body}: {problem}");
            let reason = problem["errors"][0]["message"].as_str().unwrap_or_default();
            assert!(reason.len() > 10 && !reason.contains("error-") && !reason.contains('`') && !reason.contains("expected"), "{body}: {reason}");
        }
        for quantity in ["0", "-1", "0.5", "1e3", "", " ", "NaN", "1,5", "0x10", "٣"] {
            let body = json!({"lines": [{"sku": "DR-1", "quantity": quantity}]});
            let told = sever.order("q", body).await;
            assert!(told.status.is_client_error(), "{quantity:?}: {}", told.text);
            assert_eq!(told.json()["errors"][0]["field"], "/lines/0/quantity", "{quantity:?}: {}", told.text);
        }
        for body in ["", "{", "{\"lines\":", "[]]", "{}{}", "\u{feff}{}", "nonsense", "{\"lines\":[{\"sku\":\"DR\\u0000\",\"quantity\":\"1\"}]}"] {
            let told = ask(&sever, Method::POST, "/api/v1/orders", &[("idempotency-key", "k")], Some((JSON, body))).await;
            assert!([400, 422].contains(&told.status.as_u16()), "{body:?}: {}", told.status);
            assert!(!told.problem().0.is_empty());
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(ask(&sever, Method::POST, "/api/v1/orders", &[("idempotency-key", "k")], Some((JSON, &deep))).await.status.is_client_error());
        assert_eq!(house.sql_i64("SELECT count(*) FROM sales_order").await, 0);
        house.close().await;
    }

    async fn odd_queries_are_refused_with_field_and_reason(house: House) {
        let sever = house.api(SEVER).await;
        for (path, field) in [
            ("/api/v1/products?surprise=1", "surprise"),
            ("/api/v1/products?limit=5&limit=6", "limit"),
            ("/api/v1/products?limit=abc", "limit"),
            ("/api/v1/products?limit=0", "limit"),
            ("/api/v1/products?limit=201", "limit"),
            ("/api/v1/products?limit=-1", "limit"),
            ("/api/v1/products?limit=99999999999999999999", "limit"),
            ("/api/v1/products/DR-1/price?quantity=abc", "quantity"),
            ("/api/v1/products/DR-1/price?quantity=0", "quantity"),
            ("/api/v1/orders?from=yesterday", "from"),
            ("/api/v1/orders?state=unheard-of", "state"),
            ("/api/v1/requested-items?limit=x", "limit"),
        ] {
            let told = sever.look(path).await;
            assert!([400, 422].contains(&told.status.as_u16()), "{path}: {}", told.status);
            let errors = &told.json()["errors"][0];
            assert_eq!(errors["field"].as_str().unwrap_or_default().trim_start_matches('/'), field, "{path}: {}", told.text);
            assert!(!errors["message"].as_str().unwrap_or_default().is_empty(), "{path}");
        }
        for cursor in ["nonsense", "%25", "bnVsbA", "WzEsMl0"] {
            let told = sever.look(&format!("/api/v1/products?cursor={cursor}")).await.expect(400);
            assert_eq!(told.problem().0, "bad_cursor", "{cursor}");
        }
        house.close().await;
    }

    async fn a_zero_byte_is_refused_everywhere(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        for path in ["/api/v1/products?q=a%00b", "/api/v1/products/DR%00", "/api/v1/orders/%00", "/api/v1/orders?q=%00", "/api/v1/partners/AL%00FA"] {
            assert_eq!(sever.look(path).await.expect(400).problem().0, "malformed", "{path}");
        }
        for path in ["/catalogue?q=%00", "/products/%00", "/orders?q=%00", "/orders?product=%00", "/%00"] {
            browser.look(path).await.expect(400);
        }
        let json = "{\"lines\":[{\"sku\":\"DR-1\",\"quantity\":\"1\"}],\"comment\":\"a\\u0000b\"}";
        ask(&sever, Method::POST, "/api/v1/orders", &[("idempotency-key", "k")], Some((JSON, json))).await.expect(400);
        let token = hidden(&browser.look("/cart").await.expect(200).text, "csrf");
        let form = format!("csrf={token}&sku=DR-1%00&quantity=1");
        ask(&browser, Method::POST, "/cart/lines", &[("sec-fetch-site", "same-origin")], Some((FORM, &form))).await.expect(400);
        let administrator = house.administrator().await;
        let told = ask(&administrator, Method::POST, "/api/v1/imports/warehouses", &[], Some(("text/csv", "code,name\nA\0B,C\n"))).await;
        assert!(told.status.is_client_error(), "{}", told.text);
        house.close().await;
    }

    async fn other_methods_find_no_door(house: House) {
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        for method in ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "FOO", "OPTIONS"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            for (client, path) in [(&browser, "/catalogue"), (&browser, "/orders"), (&sever, "/api/v1/products"), (&sever, "/api/v1/orders")] {
                let told = ask(client, method.clone(), path, &[("sec-fetch-site", "same-origin"), ("x-canary", "echo-me")], None).await;
                assert_eq!(told.status.as_u16(), 405, "{method} {path}");
                let allowed = told.header("allow");
                assert!(allowed.split(", ").any(|one| one == "GET"), "{path}: {allowed}");
                assert!(allowed.split(", ").all(|one| one != method.as_str()), "{path}: {allowed}");
                assert!(!told.text.contains("echo-me"));
            }
            let told = ask(&browser, method.clone(), "/nowhere", &[("sec-fetch-site", "same-origin")], None).await;
            assert_eq!(told.status.as_u16(), 404, "{method}");
        }
        // What changes something is not reached by GET.
        let order = an_order(&house, SEVER).await;
        let before = state_of(&house).await;
        let table = orderly::app::routes().table();
        let reads: Vec<&str> = table.iter().filter(|line| line.method == "GET").map(|line| line.path).collect();
        for line in table.iter().filter(|line| line.method != "GET" && !reads.contains(&line.path)) {
            let client = if line.path.starts_with("/api/") { &sever } else { &browser };
            let told = client.look(&format!("{}?{}", concrete(line.path, &order), fields(line.path))).await;
            assert_eq!(told.status.as_u16(), 405, "{}", line.path);
        }
        assert_eq!(state_of(&house).await, before);
        house.close().await;
    }

    async fn head_answers_as_get_without_a_body(house: House) {
        let browser = house.browser(SEVER).await;
        for path in ["/catalogue", "/orders", "/profile"] {
            let told = ask(&browser, Method::HEAD, path, &[], None).await;
            assert_eq!((told.status.as_u16(), told.text.as_str()), (200, ""), "{path}");
            assert_safe(path, &told);
        }
        house.close().await;
    }

    async fn a_problem_has_its_shape_and_the_language_asked_for(house: House) {
        let mut sever = house.api(SEVER).await;
        let both = [
            ("ru-RU,ru;q=0.9,en;q=0.5", "Такой страницы или записи нет.", "Исправьте отмеченное"),
            ("en-GB,en;q=0.9,ru;q=0.5", "There is no such page or record.", "Please correct what is listed"),
        ];
        for (language, not_found, invalid) in both {
            sever.language = language.into();
            let told = sever.look("/api/v1/orders/999999").await.expect(404);
            assert_eq!(told.header("content-type"), "application/problem+json");
            let problem = told.json();
            assert_eq!((problem["code"].as_str(), problem["status"].as_u64()), (Some("not_found"), Some(404)));
            assert_eq!(problem["type"], "/api/problems#not_found");
            assert_eq!(problem["instance"], format!("urn:request:{}", told.header("x-request-id")));
            assert_eq!(problem["title"], not_found);
            let problem = sever.set("/api/v1/cart/lines/GL-5", json!({"quantity": "7"})).await.expect(422).json();
            assert!(problem["title"].as_str().unwrap().contains(invalid), "{problem}");
            let error = &problem["errors"][0];
            assert_eq!(error["field"], "/quantity");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains('5') && message.contains("10"), "it offers 5 and 10: {message}");
            assert_eq!(message.chars().any(|c| ('а'..='я').contains(&c)), language.starts_with("ru"), "{message}");
            assert_eq!(problem["detail"], error["message"]);
        }
        let anonymous = house.visitor().look("/api/v1/me").await.expect(401);
        assert_eq!((anonymous.header("content-type").as_str(), anonymous.problem().0.as_str()), ("application/problem+json", "sign_in_required"));
        let product = |language: &str| {
            let mut client = sever.clone();
            client.language = language.into();
            async move { client.look("/api/v1/products/DR-1").await.expect(200).json() }
        };
        let (ru, en) = (product("ru").await, product("en").await);
        assert_eq!((ru["name"].as_str(), en["name"].as_str()), (Some("Дрель ударная Вектор 750 Вт"), Some("Impact drill Vector 750 W")));
        assert_eq!(ru["price"], en["price"], "figures have no language");
        house.close().await;
    }

    async fn an_answer_carries_its_own_request_id(house: House) {
        let visitor = house.visitor();
        let told = ask(&visitor, Method::GET, "/api/v1/nowhere", &[("x-request-id", "chosen-by-the-caller")], None).await;
        assert_ne!(told.header("x-request-id"), "chosen-by-the-caller");
        assert_ne!(told.header("x-request-id"), visitor.look("/api/v1/nowhere").await.header("x-request-id"));
        let spoofed = ask(&visitor, Method::GET, "/sign-in", &[("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "https"), ("forwarded", "host=evil.example")], None).await;
        assert!(!spoofed.text.contains("evil.example"));
        let office = house.browser(ADMINISTRATOR).await;
        let token = hidden(&office.look("/partners/ALFA").await.expect(200).text, "csrf");
        let form = format!("csrf={token}&login=sever%40alfa.example");
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")];
        let told = ask(&office, Method::POST, "/partners/ALFA/people/links", &headers, Some((FORM, &form))).await.expect(200);
        assert!(told.text.contains(&format!("{}/links/", house.url)) && !told.text.contains("evil.example"), "a link leads to the house");
        house.close().await;
    }

    async fn a_file_name_behind_a_page_deceives_no_cache(house: House) {
        let order = an_order(&house, SEVER).await;
        let browser = house.browser(SEVER).await;
        for tail in ["/x.css", ";.js", "%0a.css", "/app.js", ".css"] {
            let told = browser.look(&format!("/orders/{order}{tail}")).await;
            assert_eq!(told.status.as_u16(), 404, "{tail}");
            assert_eq!(told.header("cache-control"), "no-store");
        }
        house.close().await;
    }

    async fn the_script_and_the_style_are_the_same_for_everybody(house: House) {
        let page = house.visitor().look("/sign-in").await.text;
        for part in page.split("\"/assets/").skip(1) {
            let path = format!("/assets/{}", part.split('"').next().unwrap());
            let mine = client::read(house.browser(SEVER).await.get(&path).await).await.expect(200);
            assert_eq!(mine.text, house.visitor().look(&path).await.expect(200).text, "{path}");
            assert!(!mine.text.contains("innerHTML") && !mine.text.contains("eval("), "{path}");
        }
        house.close().await;
    }
}

async fn told_over_tls(engine: Engine) {
    let house = Bare::open(engine, Some("https://portal.example"));
    for path in ["/sign-in", "/orders", "/nowhere", "/api/v1/me", "/healthz"] {
        let told = house.visitor().look(path).await;
        let hsts = told.header("strict-transport-security");
        let seconds: i64 = hsts
            .split(';')
            .next()
            .and_then(|age| age.strip_prefix("max-age="))
            .and_then(|age| age.parse().ok())
            .unwrap_or_default();
        assert!(seconds >= 31_536_000 && hsts.contains("includeSubDomains"), "{path}: {hsts}");
    }
    let told =
        ask(&house.visitor(), Method::POST, "/sign-in", &[("origin", "http://portal.example")], Some((FORM, "login=a"))).await;
    assert_eq!(told.status.as_u16(), 403, "the same name without TLS is another origin");
    house.close().await;
}

mod a_house_behind_tls_says_so_on_every_answer {
    use super::*;
    #[actix_web::test]
    async fn sqlite() {
        told_over_tls(Engine::Sqlite).await;
    }
    #[actix_web::test]
    async fn postgres() {
        told_over_tls(Engine::Postgres).await;
    }
}
