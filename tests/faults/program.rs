//! The program as a process of its own: started, told to end, killed, started again on the same port.

use std::fs::OpenOptions;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;

use crate::kit;

/// A node of the portal.
pub struct Program {
    /// Its address.
    pub url: String,
    port: u16,
    database: String,
    folder: PathBuf,
    connections: u32,
    more: Vec<(&'static str, String)>,
    child: Option<Child>,
}

impl Program {
    /// Starts it on this database, with letters and log in this folder; it answers when this does.
    pub async fn start(database: &str, folder: &Path, connections: u32) -> Self {
        Self::start_with(database, folder, connections, Vec::new()).await
    }

    /// The same with more settings in its environment.
    pub async fn start_with(database: &str, folder: &Path, connections: u32, more: Vec<(&'static str, String)>) -> Self {
        let port = free_port();
        let mut program = Self {
            url: format!("http://127.0.0.1:{port}"),
            port,
            database: database.to_owned(),
            folder: folder.to_owned(),
            connections,
            more,
            child: None,
        };
        program.start_again().await;
        program
    }

    /// Starts it again where it was; answers how long that took.
    pub async fn start_again(&mut self) -> Duration {
        let begun = Instant::now();
        for _ in 0..5 {
            self.spawn();
            if self.answers().await {
                return begun.elapsed();
            }
        }
        panic!("the program does not start: {}", self.said());
    }

    fn spawn(&mut self) {
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("program.log")).expect("a file for the log");
        let own = |name: &str| name.starts_with("ORDERLY_") || name.starts_with("DATABASE_") || name == "RUST_LOG";
        // A file that may not grow must be told by an error of the write, and not by the signal that would end the program.
        let child = Command::new("bash")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_orderly"), "serve"])
            .args(["--database-url", &self.database, "--listen", &format!("127.0.0.1:{}", self.port)])
            .args(["--connections", &self.connections.to_string(), "--data-dir"])
            .arg(&self.folder)
            .env_clear()
            .envs(std::env::vars().filter(|(name, _)| !own(name)))
            .env("ORDERLY_SECRET", kit::SECRET)
            .env("ORDERLY_LOG", "warn")
            .envs(self.more.iter().map(|(name, value)| (*name, value.as_str())))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        self.child = Some(child);
    }

    /// Waits until it answers; false when it has ended instead.
    async fn answers(&mut self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(40) {
            if let Some(child) = self.child.as_mut()
                && child.try_wait().expect("the state of the program").is_some()
            {
                return false;
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                let health = reqwest::get(format!("{}/healthz", self.url)).await;
                if health.is_ok_and(|answer| answer.status().as_u16() == 200) {
                    return true;
                }
            }
            sleep(Duration::from_millis(20)).await;
        }
        false
    }

    /// Ends it at once, as a power cut of the process.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Its number among the processes.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// Sends it a signal.
    pub fn tell(&self, signal: &str) {
        signal_to(self.pid(), signal);
    }

    /// Waits until it has ended by itself; none when it has not in that time.
    pub async fn ended(&mut self, within: Duration) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < within {
            if let Some(status) = self.child.as_mut().and_then(|child| child.try_wait().expect("the state of the program")) {
                self.child = None;
                return Some(status);
            }
            sleep(Duration::from_millis(20)).await;
        }
        None
    }

    /// The end of its log.
    pub fn said(&self) -> String {
        let log = std::fs::read_to_string(self.folder.join("program.log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines.iter().skip(lines.len().saturating_sub(30)).copied().collect::<Vec<_>>().join("\n")
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("the program said: {}", self.said());
        }
        self.kill();
    }
}

/// Sends a signal to a process of ours.
pub fn signal_to(pid: u32, signal: &str) {
    assert!(pid > 0, "no process to tell");
    let told = Command::new("kill").args(["-s", signal, &pid.to_string()]).status().expect("kill runs");
    assert!(told.success(), "SIG{signal} was not taken");
}

/// A port below those that the system gives to callers: a caller whose server is away would otherwise meet itself there.
pub fn free_port() -> u16 {
    for _ in 0..200 {
        let mut noise = [0u8; 2];
        getrandom::fill(&mut noise).expect("random bytes");
        let port = 20_000 + u16::from_le_bytes(noise) % 12_000;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no free port between 20,000 and 32,000");
}
