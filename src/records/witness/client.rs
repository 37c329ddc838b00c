//! Asking a witness for its word (C2SP tlog-witness), over plain HTTP: what goes there is signed and no secret.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use crate::platform::error::{Answer, No};
use crate::records::checkpoint::{Checkpoint, in_base64};
use crate::records::keys::{PublicKey, Purpose};
use crate::records::merkle::Hash;
use crate::records::note::{Line, Note};

const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read.
const LONGEST: u64 = 64 * 1024;

/// A witness: where it is, and its key where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Its address, `http://host:port` with a path or without.
    pub url: String,
    /// Its key; without one its word is kept and not checked.
    pub key: Option<PublicKey>,
}

impl Witness {
    /// From `http://…` or `KEY@http://…`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (key, url) = match text.rsplit_once('@') {
            Some((key, url)) => (Some(PublicKey::parse(key).ok_or_else(|| format!("{key} is no verifier key"))?), url),
            None => (None, text),
        };
        if key.as_ref().is_some_and(|key| key.purpose != Purpose::Witness) {
            return Err(format!("{text}: that key is not a witness's"));
        }
        if !url.starts_with("http://") {
            return Err(format!("{url}: a witness is asked over http://; a tunnel may lead there"));
        }
        Ok(Self { url: url.trim_end_matches('/').to_owned(), key })
    }
}

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It has seen the checkpoint.
    Cosigned(Vec<Line>),
    /// It holds a checkpoint of another size.
    Holds(u64),
}

/// Shows a checkpoint to a witness.
pub async fn add_checkpoint(witness: Witness, old: u64, proof: Vec<Hash>, note: String) -> Answer<Told> {
    let ask = move || {
        let mut body = format!("old {old}\n");
        proof.iter().for_each(|hash| body.push_str(&format!("{}\n", in_base64(hash))));
        body.push('\n');
        body.push_str(&note);
        let answer = request("POST", &format!("{}/add-checkpoint", witness.url), &body)?;
        told(&witness, &note, &answer)
    };
    tokio::task::spawn_blocking(ask).await.map_err(No::failed)?.map_err(No::failed)
}

fn read(witness: &Witness, note: &str, status: u16, text: &str) -> Result<Told, String> {
    match status {
        200 => {
            let text_signed = Note::parse(note).map(|note| note.text).unwrap_or_default();
            let lines: Vec<Line> = text.lines().filter_map(Line::parse).collect();
            let is_its = |line: &Line| witness.key.as_ref().is_none_or(|key| line.is_by(key, &text_signed));
            let lines: Vec<Line> = lines.into_iter().filter(|line| line.seconds().is_some() && is_its(line)).collect();
            if lines.is_empty() { Err("its answer is not signed by its key".into()) } else { Ok(Told::Cosigned(lines)) }
        }
        409 => text.trim().parse().map(Told::Holds).map_err(|_| "it holds another root of the same size".to_owned()),
        other => Err(format!("it answered {other}: {}", text.chars().take(200).collect::<String>())),
    }
}

/// The last checkpoint that a witness of ours has seen of a log, with its word.
pub fn last_seen(url: &str, origin: &str) -> Result<Note, String> {
    let origin: String = form_urlencoded::byte_serialize(origin.as_bytes()).collect();
    let answer = request("GET", &format!("{}/checkpoint?origin={origin}", url.trim_end_matches('/')), "")?;
    let (status, text) = parted(&answer).map_err(|why| format!("{url}: {why}"))?;
    let note = (status == 200).then(|| Note::parse(&text)).flatten();
    let note = note.ok_or_else(|| format!("{url} answered {status}"))?;
    Checkpoint::parse(&note.text).map(|_| note).ok_or_else(|| format!("{url} answered no checkpoint"))
}

/// One request and its answer, as it came, to the end.
fn request(method: &str, url: &str, body: &str) -> Result<String, String> {
    let rest = url.strip_prefix("http://").ok_or_else(|| format!("{url} does not begin with http://"))?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let address = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let told = |error: std::io::Error| format!("{host}: {error}");
    let address = address.to_socket_addrs().map_err(told)?.next().ok_or_else(|| format!("{host}: no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).and_then(|()| stream.set_write_timeout(Some(PATIENCE))).map_err(told)?;
    // The older version of HTTP has no answers in pieces.
    let head = format!(
        "{method} {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(told)?;
    let mut answer = String::new();
    stream.take(LONGEST).read_to_string(&mut answer).map_err(told)?;
    Ok(answer)
}

/// The status and the text of an answer of HTTP.
fn parted(answer: &str) -> Result<(u16, String), &'static str> {
    let (head, text) = answer.split_once("\r\n\r\n").ok_or("no answer of HTTP")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
    Ok((status, text.to_owned()))
}

/// What a witness answers on the wire to the checkpoint that it was shown.
pub fn told(witness: &Witness, note: &str, answer: &str) -> Result<Told, String> {
    let (status, text) = parted(answer).map_err(|why| format!("{}: {why}", witness.url))?;
    read(witness, note, status, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_is_told_by_its_address_and_its_key() {
        let plain = Witness::parse("http://127.0.0.1:9000/").unwrap();
        assert_eq!((plain.url.as_str(), plain.key), ("http://127.0.0.1:9000", None));
        let key = crate::records::keys::SigningKey::of("witness.example", Purpose::Witness, &[7; 32]).unwrap();
        let known = Witness::parse(&format!("{}@http://w.example/x", key.public())).unwrap();
        assert_eq!((known.url.as_str(), known.key.as_ref()), ("http://w.example/x", Some(key.public())));
        let log = crate::records::keys::SigningKey::of("log.example", Purpose::Log, &[7; 32]).unwrap();
        for odd in ["", "ftp://x", "https://x", "nonsense@http://x", &format!("{}@http://x", log.public())] {
            assert!(Witness::parse(odd).is_err(), "{odd}");
        }
    }
}
