//! Settings: flags before the environment before defaults, checked at start, told with their origin and masked.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Args, parser::ValueSource};

use super::db::Address;

/// What `serve` can be told.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// Where the data is: `sqlite:PATH` or `postgres://…`. Default: orderly.sqlite in the data folder.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// A file that holds the address, where it holds a password.
    #[arg(long, env = "DATABASE_URL_FILE")]
    pub database_url_file: Option<PathBuf>,
    /// A replica of PostgreSQL, from which everything is read that is not changed at once. Default: the database itself.
    #[arg(long, env = "DATABASE_READ_URL", hide_env_values = true)]
    pub database_read_url: Option<String>,
    /// Where to listen; elsewhere than on this machine only with an https address.
    #[arg(long, env = "ORDERLY_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address people type, for example `https://orders.example.com`. Default: http:// and the listening address.
    #[arg(long, env = "ORDERLY_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Where Prometheus may read metrics; off when not given.
    #[arg(long, env = "ORDERLY_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// The folder of the database, the secret, the list of the erased, letters without a mail server, and the log's key without a signer.
    #[arg(long, env = "ORDERLY_DATA_DIR", default_value = "data")]
    pub data_dir: PathBuf,
    /// The secret that signs sessions: at least 32 characters. Default: made at first start in the data folder.
    #[arg(long, env = "ORDERLY_SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// A file that holds the secret.
    #[arg(long, env = "ORDERLY_SECRET_FILE")]
    pub secret_file: Option<PathBuf>,
    /// `smtp://user:password@host:port`; without it letters go to the folder `outbox` in the data folder.
    #[arg(long, env = "ORDERLY_SMTP_URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The sender of letters.
    #[arg(long, env = "ORDERLY_MAIL_FROM", default_value = "Orderly <orderly@localhost.localdomain>")]
    pub mail_from: String,
    /// Addresses of proxies whose X-Forwarded-For is believed, separated by commas.
    #[arg(long, env = "ORDERLY_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// Database connections for reading and for writing.
    #[arg(long, env = "ORDERLY_CONNECTIONS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=500))]
    pub connections: u32,
    /// The socket of the process that signs the log; without it the key is in the data folder.
    #[arg(long, env = "ORDERLY_SIGNER")]
    pub signer: Option<PathBuf>,
    /// Addresses of witnesses of the log, separated by commas: `http://host:port`, or `KEY@http://host:port` to check their word.
    #[arg(long, env = "ORDERLY_WITNESS", value_delimiter = ',')]
    pub witness: Vec<String>,
    /// Open the style guide at /styleguide, and tell in the foot of each page its bytes and the server's time.
    #[arg(long, env = "ORDERLY_DEVELOPMENT")]
    pub development: bool,
}

impl Settings {
    /// The database's address.
    pub fn database(&self) -> Result<Address, String> {
        let url = match (&self.database_url, &self.database_url_file) {
            (Some(_), Some(_)) => return Err("give DATABASE_URL or DATABASE_URL_FILE, not both".into()),
            (Some(url), None) => url.clone(),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(|e| format!("DATABASE_URL_FILE {}: {e}", file.display()))?;
                text.trim().to_owned()
            }
            (None, None) => format!("sqlite:{}", self.data_dir.join("orderly.sqlite").display()),
        };
        Address::parse(&url).map_err(String::from)
    }

    /// The address people type, without a slash at the end.
    pub fn base_url(&self) -> String {
        self.public_url.as_deref().map_or_else(|| format!("http://{}", self.listen), |url| url.trim_end_matches('/').to_owned())
    }

    /// Checks what can be checked before anything is opened; the error says what to do.
    pub fn check(&self) -> Result<(), String> {
        self.database()?;
        let base = self.base_url();
        let has_host =
            base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).is_some_and(|rest| !rest.is_empty());
        if !has_host {
            return Err("ORDERLY_PUBLIC_URL must begin with https:// (or http:// on this machine)".into());
        }
        if !self.listen.ip().is_loopback() && !base.starts_with("https://") {
            return Err(format!(
                "listening on {} without an https address: browsers would not keep the session cookie. Set ORDERLY_PUBLIC_URL=https://… \
                 and put a TLS proxy before it, or listen on 127.0.0.1",
                self.listen
            ));
        }
        if self.secret.is_some() && self.secret_file.is_some() {
            return Err("give ORDERLY_SECRET or ORDERLY_SECRET_FILE, not both".into());
        }
        if self.secret.as_ref().is_some_and(|s| s.len() < 32) {
            return Err("ORDERLY_SECRET must have at least 32 characters: openssl rand -base64 32 makes one".into());
        }
        Ok(())
    }

    /// The secret: from the environment, from its file, or made once in the data folder.
    pub fn secret(&self) -> Result<Vec<u8>, String> {
        if let Some(secret) = &self.secret {
            return Ok(secret.as_bytes().to_vec());
        }
        let file = self.secret_file.clone().unwrap_or_else(|| self.data_dir.join("secret"));
        if !file.exists() && self.secret_file.is_none() {
            std::fs::create_dir_all(&self.data_dir).map_err(|e| format!("cannot make {}: {e}", self.data_dir.display()))?;
            let fresh = super::secret::token().map_err(|e| e.to_string())?;
            write_private(&file, &fresh)?;
        }
        let secret = std::fs::read_to_string(&file).map_err(|e| format!("cannot read the secret {}: {e}", file.display()))?;
        let secret = secret.trim().as_bytes().to_vec();
        if secret.len() < 32 {
            return Err(format!("the secret in {} has fewer than 32 characters", file.display()));
        }
        Ok(secret)
    }
}

/// Writes a file that only its owner can read.
pub fn write_private(path: &std::path::Path, text: &str) -> Result<(), String> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
    file.write_all(text.as_bytes()).map_err(|e| format!("cannot write {}: {e}", path.display()))
}

/// Each setting with its value and where it came from; secrets masked.
pub fn show(settings: &Settings, matches: &ArgMatches) -> String {
    let known = Settings::augment_args(clap::Command::new("settings"));
    let mut out: String = known
        .get_arguments()
        .map(|setting| {
            let name = setting.get_id().as_str();
            let origin = match matches.value_source(name) {
                Some(ValueSource::CommandLine) => "flag",
                Some(ValueSource::EnvVariable) => "environment",
                _ => "default",
            };
            line(name, &told(settings, matches, setting), origin)
        })
        .collect();
    out.push_str(&match std::env::var("ORDERLY_LOG") {
        Ok(level) => line("log", &level, "environment"),
        Err(_) => line("log", "info for serve, signer and witness, else warn", "default"),
    });
    out
}

/// A setting's value in force, as it may be seen.
fn told(settings: &Settings, matches: &ArgMatches, setting: &Arg) -> String {
    let name = setting.get_id().as_str();
    let given = || -> Vec<String> {
        let raw = matches.try_get_raw(name).ok().flatten();
        raw.map(|values| values.map(|value| value.to_string_lossy().into_owned()).collect()).unwrap_or_default()
    };
    match name {
        "database_url" => settings.database().map_or_else(|e| e, |a| a.masked()),
        "database_read_url" => {
            settings.database_read_url.as_deref().and_then(|u| Address::parse(u).ok()).map_or(String::new(), |a| a.masked())
        }
        "public_url" => settings.base_url(),
        _ if setting.is_hide_env_values_set() && !given().is_empty() => "********".to_owned(),
        _ => given().join(","),
    }
}

fn line(name: &str, value: &str, origin: &str) -> String {
    format!("{name:<18} {value:<48} {origin}\n")
}
