//! `orderly signer`: the log's key and its memory as a process of its own, the change of that key, and the way out where key or
//! database were put back. `orderly witness`: the word of another machine.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::platform::db::{Address, Beside};
use crate::records::keys::{PublicKey, Purpose};
use crate::records::signer::Desk;
use crate::records::signer::desk::Sealed;
use crate::records::{state, witness};

/// What `signer` can be told.
#[derive(Debug, Clone, Args)]
pub struct Wishes {
    #[command(subcommand)]
    what: Option<What>,
    /// The folder of the key and of what was signed last. Keep it where the database is not.
    #[arg(long, env = "ORDERLY_SIGNER_STATE", default_value = "signer", global = true)]
    state: PathBuf,
    /// Where to answer; `socket` in that folder when not given. The portal is told by ORDERLY_SIGNER.
    #[arg(long)]
    socket: Option<PathBuf>,
    /// Let the group of this process ask as well, where the portal runs as another user of that group.
    #[arg(long)]
    group: bool,
    /// The log's name, given once, when the key is made: an address without its scheme is usual.
    #[arg(long)]
    name: Option<String>,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Make a new key that follows the present one, with the signed word of both. The portal goes on with it by itself.
    Rotate {
        /// Say that the old key may have come into other hands.
        #[arg(long)]
        compromised: bool,
    },
    /// Print the present key, to be pinned by whoever verifies; where there is none, one is made.
    Key,
    /// Go on from the last seal of a database that was put back, or with a new key where the old one is lost. It is stated, signed,
    /// and `verify` tells it as a break.
    Reopen(Reopen),
}

#[derive(Debug, Clone, Args)]
struct Reopen {
    /// How many records the last seal of that database holds: said again, so that nobody goes back further than he means to.
    #[arg(long, value_name = "SIZE")]
    after: u64,
    /// Why, in one line; everybody who verifies reads it.
    #[arg(long)]
    reason: String,
    /// A file with that last seal, as the page of the records shows it; where the database cannot be reached from here.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// The database: `sqlite:PATH` or `postgres://…`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Reopen {
    /// What the log is to go on from.
    fn sealed(&self) -> Result<Sealed, String> {
        match (&self.checkpoint, &self.database_url) {
            (Some(file), _) => {
                let note = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
                Ok(Sealed { note: Some(note), statements: Vec::new() })
            }
            (None, Some(url)) => {
                let mut beside = Address::parse(url).and_then(|address| Beside::open(&address))?;
                state::to_go_on_from(beside.tx()).map_err(|no| no.to_string())
            }
            (None, None) => Err("which log is to go on? Give --database-url, or --checkpoint with its last seal".into()),
        }
    }
}

/// Signs until the process is told to end, or changes the key.
pub fn run(wishes: &Wishes) -> Result<(), String> {
    crate::platform::telemetry::start_logging();
    let is_new = Desk::known(&wishes.state).is_none();
    let desk = Desk::open(&wishes.state, wishes.name.as_deref())?;
    if is_new {
        tracing::warn!(folder = %wishes.state.display(), "a new key was made; a log that another key has sealed goes on with it after `orderly signer reopen`");
    }
    match &wishes.what {
        Some(What::Rotate { compromised }) => {
            println!("{}", desk.rotate(*compromised)?);
            Ok(())
        }
        Some(What::Reopen(reopen)) => {
            println!("{}", desk.reopen(reopen.after, &reopen.sealed()?, &reopen.reason)?);
            Ok(())
        }
        Some(What::Key) => {
            println!("{}", desk.last()?.key);
            Ok(())
        }
        None => serve(desk, wishes),
    }
}

#[cfg(unix)]
fn serve(desk: Desk, wishes: &Wishes) -> Result<(), String> {
    use crate::records::signer::socket;

    let path = wishes.socket.clone().unwrap_or_else(|| wishes.state.join("socket"));
    let listener = socket::listen(&path, wishes.group)?;
    let last = desk.last()?;
    tracing::info!(socket = %path.display(), key = %last.key, records = last.size, "signing");
    socket::serve(&listener, &Arc::new(desk));
    Ok(())
}

#[cfg(not(unix))]
fn serve(_: Desk, _: &Wishes) -> Result<(), String> {
    Err("a signer of its own needs a system with sockets in the file system".into())
}

/// What `witness` can be told.
#[derive(Debug, Clone, Args)]
pub struct Watching {
    /// The folder of the witness's key and of what it has seen.
    #[arg(long, default_value = "witness")]
    state: PathBuf,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8085")]
    listen: SocketAddr,
    /// The key of a log to watch, as a verifier key. May be given again.
    #[arg(long = "log-key", required = true, value_parser = log_key)]
    log_key: Vec<PublicKey>,
    /// The witness's name, given once, when its key is made.
    #[arg(long)]
    name: Option<String>,
}

pub(super) fn log_key(text: &str) -> Result<PublicKey, String> {
    let key = PublicKey::parse(text).filter(|key| key.purpose == Purpose::Log);
    key.ok_or_else(|| "a verifier key of a log: name+id+key".to_owned())
}

/// Watches until the process is told to end.
pub fn watch(watching: &Watching) -> Result<(), String> {
    crate::platform::telemetry::start_logging();
    let desk = witness::desk::Desk::open(&watching.state, watching.name.as_deref(), watching.log_key.clone())?;
    let listener =
        std::net::TcpListener::bind(watching.listen).map_err(|e| format!("cannot listen on {}: {e}", watching.listen))?;
    println!("{}", desk.key());
    tracing::info!(listen = %watching.listen, key = %desk.key(), logs = watching.log_key.len(), "watching");
    actix_web::rt::System::new().block_on(async move {
        let server = witness::server::serve(Arc::new(desk), listener).map_err(|e| e.to_string())?;
        server.await.map_err(|e| e.to_string())
    })
}
