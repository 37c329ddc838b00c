//! The signer as a process of its own: a socket in a folder that only its owner can enter, a line of JSON each way.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::{Ask, Desk, Reply};

/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest line.
const LONGEST: u64 = 256 * 1024;

/// Asks the signer at a socket.
pub fn ask(path: &Path, ask: &Ask) -> Result<Reply, String> {
    let told = |error: std::io::Error| format!("the signer at {}: {error}", path.display());
    let mut stream = UnixStream::connect(path).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE))).map_err(told)?;
    let mut line = serde_json::to_vec(ask).map_err(|e| e.to_string())?;
    line.push(b'\n');
    stream.write_all(&line).map_err(told)?;
    let mut answer = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut answer).map_err(told)?;
    serde_json::from_str(&answer).map_err(|e| format!("the signer at {}: {e}", path.display()))
}

/// A socket to answer at, for its owner or for his group as well. One that a process left behind is taken over; one that somebody
/// answers at is not.
pub fn listen(path: &Path, is_for_group: bool) -> Result<UnixListener, String> {
    let told = |error: std::io::Error| format!("cannot listen at {}: {error}", path.display());
    if path.exists() {
        if UnixStream::connect(path).is_ok() {
            return Err(format!("another signer answers at {}", path.display()));
        }
        std::fs::remove_file(path).map_err(told)?;
    }
    let listener = UnixListener::bind(path).map_err(told)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(if is_for_group { 0o660 } else { 0o600 })).map_err(told)?;
    Ok(listener)
}

/// Answers at a socket until the process ends, each caller on a thread of his own.
pub fn serve(listener: &UnixListener, desk: &Arc<Desk>) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        let desk = desk.clone();
        std::thread::spawn(move || {
            if let Err(error) = answer(stream, &desk) {
                tracing::warn!(%error, "a caller was not answered");
            }
        });
    }
}

fn answer(stream: UnixStream, desk: &Desk) -> std::io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut out = stream.try_clone()?;
    let mut line = String::new();
    BufReader::new(stream.take(LONGEST)).read_line(&mut line)?;
    let reply = match serde_json::from_str::<Ask>(&line) {
        Ok(ask) => desk.answer(&ask),
        Err(error) => Reply::Failed { why: error.to_string() },
    };
    let mut bytes = serde_json::to_vec(&reply)?;
    bytes.push(b'\n');
    out.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_at_the_socket_is_answered_by_the_desk() {
        let folder = std::env::temp_dir().join(format!("orderly-socket-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let desk = Arc::new(Desk::open(&folder, Some("example.com/log")).unwrap());
        let path = folder.join("socket");
        let listener = listen(&path, false).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let serving = desk.clone();
        std::thread::spawn(move || serve(&listener, &serving));
        match ask(&path, &Ask::Last).unwrap() {
            Reply::Last(last) => assert_eq!(last, desk.last().unwrap()),
            other => panic!("{other:?}"),
        }
        let mut stream = UnixStream::connect(&path).unwrap();
        stream.write_all(b"nonsense\n").unwrap();
        let mut told = String::new();
        stream.read_to_string(&mut told).unwrap();
        assert!(told.contains("failed"), "{told}");
        assert!(listen(&path, true).is_err(), "two signers of one key");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
