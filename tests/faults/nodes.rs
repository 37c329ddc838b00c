//! Two nodes behind a real nginx, restarted one after the other while people order and look: nobody notices.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all};

use crate::kit::Engine;
use crate::kit::client::Client;
use crate::load::Load;
use crate::measure::{count, figure};
use crate::program::{Program, free_port};
use crate::world::World;

/// As in `deploy/nginx.conf`: only what did not reach a node, or may be repeated by its method, goes to the other one.
const SETTINGS: &str = r#"
daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 1024; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path passing;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    upstream portal {
        server FIRST max_fails=1 fail_timeout=2s;
        server SECOND max_fails=1 fail_timeout=2s;
        keepalive 32;
    }
    server {
        listen 127.0.0.1:PORT;
        proxy_http_version 1.1;
        proxy_connect_timeout 2s;
        proxy_next_upstream error timeout;
        proxy_next_upstream_tries 2;
        proxy_set_header Host $http_host;
        proxy_set_header Connection "";
        location / {
            error_page 502 504 =503 @away;
            proxy_pass http://portal;
        }
        location @away {
            internal;
            add_header Retry-After 5 always;
            return 503 "away";
        }
    }
}
"#;

/// nginx with a folder of its own.
struct Proxy {
    url: String,
    process: Child,
}

impl Proxy {
    async fn before(nodes: [&Program; 2], folder: &Path) -> Option<Self> {
        let program = program()?;
        let port = free_port();
        let address = |node: &Program| node.url.trim_start_matches("http://").to_owned();
        let settings = SETTINGS.replace("PORT", &port.to_string());
        let settings = settings.replace("FIRST", &address(nodes[0])).replace("SECOND", &address(nodes[1]));
        std::fs::write(folder.join("nginx.conf"), settings).expect("the settings are written");
        let prefix = format!("{}/", folder.display());
        let process = Command::new(program)
            .args(["-p", &prefix, "-c", &format!("{prefix}nginx.conf")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx starts");
        let proxy = Self { url: format!("http://127.0.0.1:{port}"), process };
        for _ in 0..200 {
            if reqwest::get(format!("{}/healthz", proxy.url)).await.is_ok_and(|answer| answer.status().as_u16() == 200) {
                return Some(proxy);
            }
            sleep(Duration::from_millis(25)).await;
        }
        panic!("nginx does not answer: {}", std::fs::read_to_string(folder.join("error.log")).unwrap_or_default());
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// nginx where it is found; it lives in sbin, which an ordinary user's PATH may lack.
fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin", "/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join("nginx")).find(|program| program.is_file())
}

/// Somebody who looks again and again until it is over; how often he was not answered.
async fn looks(client: &Client, is_over: &Cell<bool>, asked: &Cell<usize>) -> usize {
    let mut failed = 0;
    while !is_over.get() {
        asked.set(asked.get() + 1);
        let told = client.request(reqwest::Method::GET, "/api/v1/products?limit=5").send().await;
        if !told.is_ok_and(|answer| answer.status().as_u16() == 200) {
            failed += 1;
        }
    }
    failed
}

#[actix_web::test]
async fn a_rolling_restart_behind_nginx_is_noticed_by_nobody() {
    let mut world = World::begin(Engine::Postgres).await;
    let folder = world.place.folder().join("second");
    std::fs::create_dir_all(&folder).expect("a folder for the second node");
    let mut second = Program::start(&world.place.url(), &folder, 8).await;
    let proxy = Proxy::before([&world.program, &second], &folder).await;
    let proxy = proxy.expect("this test needs nginx: install it, on Debian and Ubuntu by `apt-get install nginx-light`");
    for client in world.buyers.iter_mut().chain([&mut world.warehouse]) {
        client.url.clone_from(&proxy.url);
    }
    let load = Load::of(count(400, 20_000));
    let (is_over, asked) = (Cell::new(false), Cell::new(0));
    let World { program, buyers, warehouse, .. } = &mut world;
    let lookers: Vec<Client> = buyers.iter().take(8).cloned().collect();
    let restarting = async {
        for _ in 0..count(2, 20) {
            for node in [&mut *program, &mut second] {
                sleep(Duration::from_millis(500)).await;
                node.tell("TERM");
                let status = node.ended(Duration::from_secs(15)).await;
                assert!(status.is_some_and(|status| status.success()), "a node did not end well: {status:?}");
                node.start_again().await;
                // nginx believes for two seconds that a node is away.
                sleep(Duration::from_millis(2_300)).await;
            }
        }
        load.end();
    };
    let looking = join_all(lookers.iter().map(|client| looks(client, &is_over, &asked)));
    let ordering = async {
        join(load.run(buyers, warehouse), restarting).await;
        is_over.set(true);
    };
    let (failed, ()) = join(looking, ordering).await;
    let failed: usize = failed.iter().sum();
    figure(
        Engine::Postgres,
        "rolling restart of two nodes behind nginx",
        &format!("{failed} of {} looks failed; {}", asked.get(), load.told()),
    );
    assert_eq!(failed, 0, "looks that failed of {}", asked.get());
    drop(proxy);
    second.kill();
    world.prove(&load).await;
}
