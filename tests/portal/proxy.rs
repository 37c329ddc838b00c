//! A real nginx that keeps answers by their address alone, in front of the house: whatever it keeps, nobody ever sees
//! another's price.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::kit::client::{Client, Told, hidden, read};
use crate::kit::trade::{BETA, SEVER, YUG};
use crate::on_both;
use crate::reading::{figure, number, one};

/// nginx keeps what it may by address alone, as a careless set-up does, and passes on whether somebody has an answer already.
const SETTINGS: &str = r#"
daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path passing;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    proxy_cache_path kept keys_zone=kept:1m;
    server {
        listen 127.0.0.1:PORT;
        location / {
            proxy_pass HOUSE;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
            proxy_set_header If-None-Match $http_if_none_match;
            proxy_cache kept;
            proxy_cache_key $request_uri;
            proxy_cache_valid 200 1m;
            add_header X-Cache-Status $upstream_cache_status always;
        }
    }
}
"#;

/// A running nginx with a folder of its own; both are gone when the test ends.
struct Proxy {
    url: String,
    folder: PathBuf,
    process: Child,
}

impl Proxy {
    async fn before(house: &House) -> Self {
        let program = program();
        // The free port may be taken by somebody else before nginx takes it.
        for _ in 0..5 {
            let port = free_port();
            let folder = folder();
            let settings = SETTINGS.replace("PORT", &port.to_string()).replace("HOUSE", &house.url);
            std::fs::write(folder.join("nginx.conf"), settings).expect("the settings are written");
            let process = start(&program, &folder);
            let mut proxy = Self { url: format!("http://127.0.0.1:{port}"), folder, process };
            if proxy.answers(port).await {
                return proxy;
            }
        }
        panic!("nginx does not start: see what it says above");
    }

    /// Waits until it listens; false when it has ended instead.
    async fn answers(&mut self, port: u16) -> bool {
        for _ in 0..200 {
            if let Some(status) = self.process.try_wait().expect("the state of nginx") {
                let said = std::fs::read_to_string(self.folder.join("said")).unwrap_or_default();
                println!("nginx ended with {status}: {said}");
                return false;
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return true;
            }
            actix_web::rt::time::sleep(Duration::from_millis(25)).await;
        }
        false
    }

    /// The same person with the proxy between him and the house.
    fn between(&self, client: &Client) -> Client {
        Client { url: self.url.clone(), ..client.clone() }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// nginx where it is found; it lives in sbin, which an ordinary user's PATH may lack.
fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from));
    let found = folders.map(|folder| folder.join("nginx")).find(|program| program.is_file());
    found.expect("this test needs nginx: install it, on Debian and Ubuntu by `apt-get install nginx-light`")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn folder() -> PathBuf {
    let mut noise = [0u8; 8];
    getrandom::fill(&mut noise).expect("random bytes");
    let name: String = noise.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = std::env::temp_dir().join("orderly-tests").join(format!("nginx_{}_{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for nginx");
    folder
}

fn start(program: &Path, folder: &Path) -> Child {
    let said = std::fs::File::create(folder.join("said")).expect("a file for what nginx says");
    // nginx takes its folder as a prefix: with a slash at the end.
    let prefix = format!("{}/", folder.display());
    Command::new(program)
        .args(["-p", &prefix, "-c", &format!("{prefix}nginx.conf")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(said)
        .spawn()
        .expect("nginx starts")
}

/// GET under a condition.
async fn ask(client: &Client, path: &str, tag: &str) -> Told {
    read(client.request(Method::GET, path).header("if-none-match", tag).send().await.expect("an answer")).await
}

/// What an answer shows, without the key of the cart's form, which is new every time.
fn shown(told: &Told) -> String {
    let key = hidden(&told.text, "key");
    if key.is_empty() { told.text.clone() } else { told.text.replace(&key, "KEY") }
}

/// Somebody as a browser and as a program, each straight and through the proxy, with the price of a drill for him.
struct Buyer {
    login: &'static str,
    straight: [Client; 2],
    through: [Client; 2],
    drill: &'static str,
}

impl Buyer {
    /// With three drills in his cart and one that he has ordered.
    async fn at(house: &House, proxy: &Proxy, login: &'static str, drill: &'static str) -> Self {
        let (browser, program) = (house.browser(login).await, house.api(login).await);
        program.order("proxy", one("DR-1", "1")).await.expect(201);
        program.set("/api/v1/cart/lines/DR-1", json!({"quantity": "3"})).await.expect(200);
        let through = [proxy.between(&browser), proxy.between(&program)];
        Self { login, straight: [browser, program], through, drill }
    }

    fn straight(&self, path: &str) -> &Client {
        &self.straight[usize::from(path.starts_with("/api/"))]
    }

    fn through(&self, path: &str) -> &Client {
        &self.through[usize::from(path.starts_with("/api/"))]
    }
}

const PATHS: &[&str] = &[
    "/",
    "/catalogue",
    "/catalogue?q=drill",
    "/products/DR-1",
    "/cart",
    "/orders",
    "/api/v1/products",
    "/api/v1/products?q=drill",
    "/api/v1/products/DR-1",
    "/api/v1/products/DR-1/price",
    "/api/v1/products/DR-1/price?quantity=3",
    "/api/v1/cart",
    "/api/v1/orders",
    "/api/v1/me",
];

/// Three rounds of the same addresses, each buyer after the other, with the tag of what the other has just got.
async fn each_sees_his_own(buyers: [&Buyer; 2]) {
    for path in PATHS {
        let mut own = Vec::new();
        for buyer in buyers {
            own.push(shown(&buyer.straight(path).look(path).await.expect(200)));
        }
        assert_ne!(own[0], own[1], "{path}: both see the same, which proves nothing");
        let mut tag_of_other = String::new();
        for round in 0..3 {
            for (buyer, own) in buyers.iter().zip(&own) {
                let told = buyer.through(path).look(path).await.expect(200);
                assert_ne!(told.header("x-cache-status"), "HIT", "{} {path}: the proxy keeps it", buyer.login);
                assert_eq!(&shown(&told), own, "{} {path}, round {round}", buyer.login);
                if !tag_of_other.is_empty() {
                    let told = ask(buyer.through(path), path, &tag_of_other).await.expect(200);
                    assert_eq!(&shown(&told), own, "{} {path} with another's tag", buyer.login);
                }
                tag_of_other = told.header("etag");
                if !tag_of_other.is_empty() {
                    let known = ask(buyer.through(path), path, &tag_of_other).await.expect(304);
                    assert_eq!((known.text.as_str(), known.header("etag")), ("", tag_of_other.clone()), "{} {path}", buyer.login);
                }
            }
        }
    }
}

/// Both at once, many times: no answer goes to the wrong one.
async fn each_sees_his_own_price_at_once(buyers: [&Buyer; 2]) {
    let path = "/api/v1/products/DR-1/price";
    let asking = (0..40).map(|i| {
        let buyer = buyers[i % 2];
        async move { (buyer, buyer.through(path).look(path).await.expect(200)) }
    });
    for (buyer, told) in join_all(asking).await {
        assert_eq!(figure(&told.json()["unit_price"]), number(buyer.drill), "{}", buyer.login);
    }
}

/// What is the same for everybody is kept, and given to whoever asks next: the cache works.
async fn what_is_public_is_kept(proxy: &Proxy, buyers: [&Buyer; 2]) {
    let page = buyers[0].through("/catalogue").look("/catalogue").await.expect(200).text;
    let mut assets: Vec<String> =
        page.split("\"/assets/").skip(1).map(|rest| format!("/assets/{}", rest.split('"').next().unwrap_or_default())).collect();
    assets.sort();
    assets.dedup();
    assert!(assets.len() >= 2, "a style and a script: {assets:?}");
    for path in assets.iter().map(String::as_str).chain(["/api/openapi.json"]) {
        let first = buyers[0].through(path).look(path).await.expect(200);
        let second = buyers[1].through(path).look(path).await.expect(200);
        assert_eq!(
            (first.header("x-cache-status"), second.header("x-cache-status")),
            ("MISS".to_owned(), "HIT".to_owned()),
            "{path}"
        );
        assert_eq!(first.text, second.text, "{path}");
        assert!(second.header("cache-control").starts_with("public"), "{path}");
    }
    let kept = std::fs::read_dir(proxy.folder.join("kept")).expect("the folder of the cache").count();
    assert_eq!(kept, assets.len() + 1, "what is public lies there, and nothing else");
}

on_both! {
    async fn buyers_of_two_companies_never_see_each_others_prices_through_a_cache(house: House) {
        let proxy = Proxy::before(&house).await;
        let sever = Buyer::at(&house, &proxy, SEVER, "3920").await;
        // Four thousand less 5 %.
        let beta = Buyer::at(&house, &proxy, BETA, "3800").await;
        each_sees_his_own([&sever, &beta]).await;
        each_sees_his_own_price_at_once([&sever, &beta]).await;
        what_is_public_is_kept(&proxy, [&sever, &beta]).await;
        house.close().await;
    }

    async fn buyers_of_one_company_never_see_each_others_prices_through_a_cache(house: House) {
        let proxy = Proxy::before(&house).await;
        let sever = Buyer::at(&house, &proxy, SEVER, "3920").await;
        let yug = Buyer::at(&house, &proxy, YUG, "4000").await;
        each_sees_his_own([&sever, &yug]).await;
        each_sees_his_own_price_at_once([&yug, &sever]).await;
        what_is_public_is_kept(&proxy, [&yug, &sever]).await;
        house.close().await;
    }

    async fn somebody_who_is_not_signed_in_gets_nothing_from_the_cache(house: House) {
        let proxy = Proxy::before(&house).await;
        let sever = Buyer::at(&house, &proxy, SEVER, "3920").await;
        for path in PATHS.iter().filter(|path| **path != "/") {
            sever.through(path).look(path).await.expect(200);
            let nobody = proxy.between(&house.visitor()).look(path).await;
            let is_api = path.starts_with("/api/");
            assert_eq!(nobody.status.as_u16(), if is_api { 401 } else { 303 }, "{path}: {}", nobody.text);
            assert!(is_api || nobody.location().starts_with("/sign-in"), "{path}: {}", nobody.location());
            assert!(!nobody.text.contains("DR-1"), "{path}: {}", nobody.text);
        }
        house.close().await;
    }
}
