//! `orderly serve`: opens the database, says how to make the first administrator, and answers until it is told to end.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::access::Gate;
use crate::access::accounts::links;
use crate::access::permission::marks::ManageAccounts;
use crate::app::{self, House};
use crate::platform::config::Settings;
use crate::platform::db::{Address, Beside, Database, Durability, Opening};
use crate::platform::post::Post;
use crate::platform::telemetry;
use crate::platform::values::Clock;
use crate::platform::web::guard::Outside;
use crate::records::witness::client::Witness;
use crate::records::{self, Sealer, Signer};

/// So long the process waits for its threads when all is said and done.
const LAST: Duration = Duration::from_millis(500);

/// A house with what it listens on.
pub struct Opened {
    /// The house.
    pub house: House,
    /// Where requests come in.
    pub listener: TcpListener,
    /// The address people type.
    pub base_url: String,
    /// Where this node keeps the list of the erased, and letters that nobody takes.
    pub data_dir: PathBuf,
}

/// Opens the database alone, for commands that stand beside a portal.
pub fn open_gate(settings: &Settings) -> Result<Arc<Gate>, String> {
    open_gate_with(settings, &settings.secret()?)
}

/// The same under another secret, for a command that issues nothing.
pub fn open_gate_with(settings: &Settings, secret: &[u8]) -> Result<Arc<Gate>, String> {
    let opening = Opening {
        address: settings.database()?,
        readers_at: None,
        durability: Durability::Required,
        connections: settings.connections,
        clock: Clock::System,
    };
    let db = Database::open(opening)?;
    Ok(app::gate(db, secret))
}

/// Makes a one-time link for somebody and prints it.
pub fn link(settings: &Settings, login: &str) -> Result<(), String> {
    telemetry::start_quietly();
    let gate = open_gate(settings)?;
    let token = actix_web::rt::System::new()
        .block_on(gate.system::<ManageAccounts>("command line").write(login.to_owned(), links::make))
        .map_err(|no| no.to_string())?;
    println!("{}/links/{token}", settings.base_url());
    Ok(())
}

/// Opens everything that the settings name.
pub fn open(settings: &Settings) -> Result<Opened, String> {
    settings.check()?;
    let secret = settings.secret()?;
    let readers_at = settings.database_read_url.as_deref().map(Address::parse).transpose()?;
    let opening = Opening {
        address: settings.database()?,
        readers_at,
        durability: Durability::Required,
        connections: settings.connections,
        clock: Clock::System,
    };
    let listener = TcpListener::bind(settings.listen).map_err(|e| format!("cannot listen on {}: {e}", settings.listen))?;
    let listen = listener.local_addr().map_err(|e| e.to_string())?;
    let base_url = if settings.public_url.is_some() { settings.base_url() } else { format!("http://{listen}") };
    let db = Database::open(opening)?;
    let is_sealed = is_sealed(&settings.database()?)?;
    let post = match settings.smtp_url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => Post::smtp(url, &settings.mail_from)?,
        None => Post::folder(settings.data_dir.join("outbox"), &settings.mail_from)?,
    };
    let outside =
        Outside { base_url: base_url.clone(), trusted_proxies: settings.trusted_proxies.clone(), is_trial: settings.development };
    let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let gate = app::gate(db, &secret);
    records::sealer::stand(&gate, sealer(settings, is_sealed)?);
    let house = House { gate, outside, post: Arc::new(post), workers };
    Ok(Opened { house, listener, base_url, data_dir: settings.data_dir.clone() })
}

/// Whether there is a checkpoint: then the log has a key, wherever that is.
fn is_sealed(address: &Address) -> Result<bool, String> {
    let mut beside = Beside::open(address)?;
    records::state::sealed(beside.tx()).map(|sealed| sealed > 0).map_err(|no| no.to_string())
}

/// Who seals the log, by the settings. A key is made with a new log, and never for one that is sealed.
fn sealer(settings: &Settings, is_sealed: bool) -> Result<Arc<Sealer>, String> {
    let (socket, folder) = (settings.signer.as_deref(), settings.data_dir.join("signer"));
    let signer = if is_sealed { Signer::of_sealed(socket, &folder)? } else { Signer::open(socket, &folder)? };
    if !signer.has_key() {
        tracing::error!(folder = %folder.display(), "the log is sealed and its key is gone: nothing is sealed until the folder is back; `orderly doctor` says what leads out");
    }
    if !signer.is_apart() {
        tracing::warn!("the log's key is in the data folder of the portal; `orderly signer` and ORDERLY_SIGNER keep it apart");
    }
    let witnesses = settings.witness.iter().map(|text| Witness::parse(text)).collect::<Result<_, _>>()?;
    Ok(Sealer::new(signer, witnesses))
}

/// Runs the portal until it is told to end.
pub fn serve(settings: Settings) -> Result<(), String> {
    telemetry::start_logging();
    let opened = open(&settings)?;
    let metrics = telemetry::start_metrics();
    actix_web::rt::System::new().block_on(async move {
        say_first_link(&opened.house.gate, &opened.base_url).await?;
        if let (Some(listen), Some(handle)) = (settings.metrics_listen, metrics) {
            let server = app::serve_metrics(handle, listen).map_err(|e| format!("cannot listen on {listen}: {e}"))?;
            actix_web::rt::spawn(server);
        }
        let outcome = run(opened).await;
        end_soon(outcome.is_ok());
        outcome
    })
}

/// Threads that stand still in a database do not keep the process: nobody waits for them any more, and a commit that the server has
/// goes on there.
fn end_soon(is_well: bool) {
    let end = move || {
        std::thread::sleep(LAST);
        tracing::warn!("the database stands still; the process ends without waiting for it");
        std::process::exit(i32::from(!is_well));
    };
    if let Err(error) = std::thread::Builder::new().name("end".into()).spawn(end) {
        tracing::warn!(%error, "the process ends when the database lets it");
    }
}

/// Answers and tends until the process is told to end.
pub async fn run(opened: Opened) -> Result<(), String> {
    let Opened { house, listener, base_url, data_dir } = opened;
    tracing::info!(url = %base_url, "serving");
    let server = app::serve(&house, listener).map_err(|e| e.to_string())?;
    let tending = actix_web::rt::spawn(app::tend(house.gate.clone(), house.post.clone(), base_url));
    let following = actix_web::rt::spawn(app::follow_erasures(house.gate.clone(), data_dir));
    let outcome = server.await.map_err(|e| e.to_string());
    tending.abort();
    following.abort();
    // What was acknowledged is sealed before the process ends, if that is quick.
    let settled = tokio::time::timeout(Duration::from_secs(2), records::sealer::settle(&house.gate)).await;
    if !matches!(settled, Ok(Ok(_))) {
        tracing::warn!("the last records are sealed at the next start");
    }
    outcome
}

async fn say_first_link(gate: &Arc<Gate>, base_url: &str) -> Result<(), String> {
    if let Some(token) = links::first_administrator(gate).await.map_err(|e| e.to_string())? {
        println!("No accounts yet. This link makes the administrator, once, within 24 hours:\n{base_url}/links/{token}");
        std::io::stdout().flush().map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Asks the portal of these settings whether it is ready.
pub fn healthcheck(settings: &Settings) -> Result<(), String> {
    let mut listen = settings.listen;
    if listen.ip().is_unspecified() {
        listen.set_ip(std::net::IpAddr::from([127, 0, 0, 1]));
    }
    let told = |e: std::io::Error| format!("{listen}: {e}");
    let mut stream = std::net::TcpStream::connect_timeout(&listen, Duration::from_secs(3)).map_err(told)?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).map_err(told)?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").map_err(told)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(told)?;
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(answer.lines().next().unwrap_or("no answer").to_owned()) }
}
