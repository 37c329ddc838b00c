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
use crate::measure::{ORDERING_WHILE_ROLLING, REQUESTS_WHILE_ROLLING, count, figure};
use crate::program::{Program, free_port};
use crate::world::World;

/// The settings that are deployed, with another node, and with what only a machine of its own has replaced: names, ports, TLS, folders.
fn settings(folder: &str, nodes: [&str; 2], port: u16) -> String {
    let own: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|what| format!("    {what}_temp_path {folder}/{what};\n"))
        .collect();
    let ours = [
        ("http {\n", format!("http {{\n{own}")),
        ("server portal:8080 max_fails=0;", nodes.map(|node| format!("server {node} max_fails=0;")).join(" ")),
        ("listen 80 default_server;", format!("listen 127.0.0.1:{};", free_port())),
        ("listen 443 ssl http2 default_server;", format!("listen 127.0.0.1:{port};")),
        ("error_log /var/log/nginx/", format!("error_log {folder}/")),
        ("access_log /var/log/nginx/access.log portal;", "access_log off;".to_owned()),
    ];
    let mut settings: String =
        DEPLOYED.lines().filter(|line| !line.trim().starts_with("ssl_")).map(|line| format!("{line}\n")).collect();
    for (deployed, here) in ours {
        assert_eq!(settings.matches(deployed).count(), 1, "deploy/nginx.conf no longer says «{deployed}»");
        settings = settings.replace(deployed, &here);
    }
    settings
}

const DEPLOYED: &str = include_str!("../../deploy/nginx.conf");
const LOOKING: usize = 4;

/// nginx with a folder of its own.
struct Proxy {
    url: String,
    process: Child,
}

impl Proxy {
    async fn before(nodes: [&Program; 2], folder: &Path) -> Option<Self> {
        let program = program()?;
        let port = free_port();
        let nodes = nodes.map(|node| node.url.trim_start_matches("http://"));
        let here = folder.display().to_string();
        std::fs::write(folder.join("nginx.conf"), settings(&here, nodes, port)).expect("the settings are written");
        let process = Command::new(program)
            .args(["-p", &here, "-c", &format!("{here}/nginx.conf")])
            .args(["-g", &format!("daemon off; master_process off; pid {here}/nginx.pid;")])
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

/// Somebody who looks again and again until it is over; what he was told instead of what he asked for.
async fn looks(client: &Client, is_over: &Cell<bool>, asked: &Cell<usize>) -> Vec<String> {
    let mut failed = Vec::new();
    while !is_over.get() {
        asked.set(asked.get() + 1);
        let told = client.request(reqwest::Method::GET, "/api/v1/products?limit=5").send().await;
        match told {
            Ok(answer) if answer.status().as_u16() == 200 => {}
            Ok(answer) => failed.push(format!("{} {}", answer.status(), answer.text().await.unwrap_or_default())),
            Err(why) => failed.push(why.to_string()),
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
    let load = Load::of(0);
    let (is_over, asked) = (Cell::new(false), Cell::new(0));
    let mut restarts = 0;
    let World { program, buyers, warehouse, .. } = &mut world;
    let lookers: Vec<Client> = buyers.iter().take(LOOKING).cloned().collect();
    let restarting = async {
        while restarts < 4 || asked.get() + load.asked.get() < count(REQUESTS_WHILE_ROLLING) {
            for node in [&mut *program, &mut second] {
                sleep(Duration::from_millis(500)).await;
                node.tell("TERM");
                let status = node.ended(Duration::from_secs(15)).await;
                assert!(status.is_some_and(|status| status.success()), "a node did not end well: {status:?}");
                node.start_again().await;
                restarts += 1;
            }
        }
        load.end();
    };
    let looking = join_all(lookers.iter().map(|client| looks(client, &is_over, &asked)));
    let ordering = async {
        join(load.run(&buyers[..count(ORDERING_WHILE_ROLLING)], warehouse), restarting).await;
        is_over.set(true);
    };
    let (failed, ()) = join(looking, ordering).await;
    let failed = failed.concat();
    figure(
        Engine::Postgres,
        "rolling restart of two nodes behind nginx",
        &format!("{restarts} restarts, {} of {} looks failed; {}", failed.len(), asked.get(), load.told()),
    );
    assert!(failed.is_empty(), "looks that failed: {failed:?}");
    assert!(load.unanswered.borrow().is_empty(), "orders and shipments had to be asked again: {}", load.told());
    drop(proxy);
    second.kill();
    world.prove(&load).await;
}
