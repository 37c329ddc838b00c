//! The demo: a believable trade in a database of its own, its accounts printed, its year of orders, shipments and payments by the same verbs
//! that everybody uses. It listens on this machine only.

mod changes;
mod credit_notes;
mod deeds;
mod fill;
mod history;
mod lists;
mod own_numbers;
mod people;
mod quotes;
mod scenes;
mod visitors;
pub mod world;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::command::serve;
use crate::platform::config::{Settings, write_private};
use crate::platform::web::Lang;

/// What `demo` can be told.
#[derive(Debug, Clone, Args)]
pub struct Wishes {
    /// Where to listen; on this machine only.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The folder of the demo's data.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// The language of the demo's people.
    #[arg(long, default_value = "ru")]
    lang: Tongue,
    /// Throw the data of an earlier demo away.
    #[arg(long)]
    fresh: bool,
    /// How to print the accounts.
    #[arg(long, default_value = "table")]
    format: Format,
    /// Let a buyer or two walk through the portal, so that the live page lives.
    #[arg(long)]
    visitors: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    Ru,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// One line of JSON, for programs.
    Json,
}

/// An account of the demo, with the password that only this file knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// What the person is there for.
    pub role: String,
    /// The partner's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// The name to sign in with.
    pub login: String,
    /// The password.
    pub password: String,
}

/// Fills the data folder where it is empty, prints the accounts, and serves.
pub fn run(wishes: &Wishes) -> Result<(), String> {
    if !wishes.listen.ip().is_loopback() {
        return Err("the demo's passwords are printed, so it listens on this machine only: --listen 127.0.0.1:PORT".into());
    }
    if wishes.fresh && wishes.data.join("accounts.json").exists() {
        std::fs::remove_dir_all(&wishes.data).map_err(|e| format!("cannot throw away {}: {e}", wishes.data.display()))?;
    }
    crate::platform::telemetry::start_quietly();
    let settings = settings(wishes);
    let file = wishes.data.join("accounts.json");
    actix_web::rt::System::new().block_on(async {
        let opened = serve::open(&settings)?;
        let accounts = match read_accounts(&file)? {
            Some(accounts) => accounts,
            None => {
                let lang = if matches!(wishes.lang, Tongue::Ru) { Lang::Ru } else { Lang::En };
                let accounts = fill::fill(&opened.house.gate, lang).await.map_err(|e| format!("filling the demo: {e}"))?;
                let text = serde_json::to_string_pretty(&accounts).map_err(|e| e.to_string())?;
                write_private(&file, &text)?;
                accounts
            }
        };
        let (url, format) = (opened.base_url.clone(), wishes.format);
        let gate = opened.house.gate.clone();
        let walking = if wishes.visitors { Some(opened.listener.local_addr().map_err(|e| e.to_string())?) } else { None };
        actix_web::rt::spawn(async move {
            wait_until_it_answers(&url).await;
            if let Some(address) = walking {
                visitors::let_walk(&gate, address, &accounts);
            }
            println!("{}", told(&url, &accounts, format));
        });
        serve::run(opened).await
    })
}

fn settings(wishes: &Wishes) -> Settings {
    Settings {
        database_url: None,
        database_url_file: None,
        database_read_url: None,
        listen: wishes.listen,
        public_url: None,
        metrics_listen: None,
        data_dir: wishes.data.clone(),
        secret: None,
        secret_file: None,
        smtp_url: None,
        mail_from: "Оптима Трейд <orders@optima.example>".into(),
        trusted_proxies: Vec::new(),
        connections: 8,
        signer: None,
        witness: Vec::new(),
        development: true,
    }
}

fn read_accounts(file: &Path) -> Result<Option<Vec<Account>>, String> {
    if !file.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(file).map_err(|e| format!("cannot read {}: {e}", file.display()))?;
    serde_json::from_str(&text).map(Some).map_err(|e| format!("{}: {e}; --fresh begins anew", file.display()))
}

async fn wait_until_it_answers(url: &str) {
    let address = url.trim_start_matches("http://").to_owned();
    for _ in 0..200 {
        if tokio::net::TcpStream::connect(&address).await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

fn told(url: &str, accounts: &[Account], format: Format) -> String {
    if format == Format::Json {
        return serde_json::json!({"url": url, "accounts": accounts}).to_string();
    }
    let mut out = format!("\nOrderly: {url}\n\n{:<15} {:<8} {:<32} password\n", "role", "partner", "login");
    for account in accounts {
        let partner = account.partner.as_deref().unwrap_or("");
        out.push_str(&format!("{:<15} {partner:<8} {:<32} {}\n", account.role, account.login, account.password));
    }
    out
}
