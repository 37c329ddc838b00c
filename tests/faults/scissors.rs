//! Stands between the program and PostgreSQL, passes on what they say, and cuts the line at one statement of the transactions that write,
//! whether it writes a row, reads or waits for a lock. Of the protocol it knows where a message ends and which of them are statements.

use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What a transaction that writes begins with.
const BEGIN: &[u8] = b"BEGIN; SET LOCAL lock_timeout";
/// What it ends with.
const COMMIT: &[u8] = b"COMMIT\0";
/// The version of the protocol in a connection's first message; what asks for TLS before has another number there.
const VERSION: [u8; 4] = [0, 3, 0, 0];

/// A statement of a transaction that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// The n-th; the first is its beginning.
    Statement(usize),
    /// Its commit.
    Commit,
}

/// Where the line is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nowhere.
    None,
    /// Before the server hears the statement, however often it is tried.
    Before(Spot),
    /// Where the server answers to the statement, once: it has done what it was told.
    AnswerTo(Spot),
}

/// The way to a server. Its threads end with the connections, the one that takes callers with the tests.
pub struct Scissors {
    /// Where it takes callers.
    pub port: u16,
    cut: Arc<Mutex<Cut>>,
}

impl Scissors {
    /// On the way to a server at a host and a port.
    pub fn before(server: (String, u16)) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let cut = Arc::new(Mutex::new(Cut::None));
        let told = cut.clone();
        thread::spawn(move || {
            for caller in listener.incoming().map_while(Result::ok) {
                let called = TcpStream::connect((server.0.as_str(), server.1));
                let Ok(line) = called.and_then(|called| Line::between(caller, called, told.clone())) else { continue };
                line.run();
            }
        });
        Self { port, cut }
    }

    /// From now on the line is cut there.
    pub fn set(&self, cut: Cut) {
        *held(&self.cut) = cut;
    }

    /// Where the line will be cut.
    pub fn cut(&self) -> Cut {
        *held(&self.cut)
    }
}

fn held(cut: &Mutex<Cut>) -> MutexGuard<'_, Cut> {
    cut.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection.
struct Line {
    caller: TcpStream,
    called: TcpStream,
    cut: Arc<Mutex<Cut>>,
    is_deaf: AtomicBool,
}

impl Line {
    fn between(caller: TcpStream, called: TcpStream, cut: Arc<Mutex<Cut>>) -> io::Result<Arc<Self>> {
        // Messages are passed on one by one, and none waits for the next.
        caller.set_nodelay(true)?;
        called.set_nodelay(true)?;
        Ok(Arc::new(Self { caller, called, cut, is_deaf: AtomicBool::new(false) }))
    }

    fn run(self: Arc<Self>) {
        let back = self.clone();
        thread::spawn(move || {
            let _ = self.ask();
            self.end();
        });
        thread::spawn(move || {
            let _ = back.answer();
            back.end();
        });
    }

    fn end(&self) {
        // Whichever direction ends first ends the other.
        let _ = (self.caller.shutdown(Shutdown::Both), self.called.shutdown(Shutdown::Both));
    }

    /// What the program says, until it is cut or ends.
    fn ask(&self) -> io::Result<()> {
        let (mut caller, mut called) = (BufReader::new(&self.caller), &self.called);
        while first_message(&mut caller, &mut called)? != VERSION {}
        let mut statements = None;
        loop {
            let message = message(&mut caller)?;
            if let Some(spots) = spots(&message, &mut statements) {
                match self.decide(&spots) {
                    Cut::None => {}
                    Cut::Before(_) => return Ok(()),
                    Cut::AnswerTo(_) => self.is_deaf.store(true, Ordering::Release),
                }
            }
            called.write_all(&message)?;
        }
    }

    /// What the server says, until it is cut or ends.
    fn answer(&self) -> io::Result<()> {
        let (mut called, mut caller) = (&self.called, &self.caller);
        let mut bytes = [0_u8; 16 * 1024];
        loop {
            let count = called.read(&mut bytes)?;
            if count == 0 || self.is_deaf.load(Ordering::Acquire) {
                return Ok(());
            }
            caller.write_all(&bytes[..count])?;
        }
    }

    /// What happens at a statement; an answer is lost but once.
    fn decide(&self, spots: &[Spot]) -> Cut {
        let mut cut = held(&self.cut);
        let told = *cut;
        match told {
            Cut::Before(spot) if spots.contains(&spot) => told,
            Cut::AnswerTo(spot) if spots.contains(&spot) => {
                *cut = Cut::None;
                told
            }
            Cut::None | Cut::Before(_) | Cut::AnswerTo(_) => Cut::None,
        }
    }
}

/// Passes a connection's first message on, which says nothing of its kind; answers the version that it asks for.
fn first_message(caller: &mut impl Read, called: &mut impl Write) -> io::Result<[u8; 4]> {
    let mut head = [0_u8; 8];
    caller.read_exact(&mut head)?;
    let mut rest = vec![0_u8; length(&head[..4]) - 8];
    caller.read_exact(&mut rest)?;
    called.write_all(&[&head[..], &rest[..]].concat())?;
    Ok([head[4], head[5], head[6], head[7]])
}

/// The next message, whole.
fn message(caller: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut message = vec![0_u8; 5];
    caller.read_exact(&mut message)?;
    let length = length(&message[1..]);
    message.resize(length + 1, 0);
    caller.read_exact(&mut message[5..])?;
    Ok(message)
}

/// The length of a message with these four bytes, but without the one that tells its kind.
fn length(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |length, byte| (length << 8) | usize::from(*byte))
}

/// What a message is, counted from the beginning of the transaction: the last statement is its commit besides. None where it is no
/// statement of a transaction that writes.
fn spots(message: &[u8], statements: &mut Option<usize>) -> Option<Vec<Spot>> {
    let (kind, text) = (message[0], &message[5..]);
    if kind == b'Q' && text.starts_with(BEGIN) {
        *statements = Some(0);
    }
    // A statement in one message, or the one that was prepared and bound by the messages before.
    if kind != b'Q' && kind != b'E' {
        return None;
    }
    let count = statements.as_mut()?;
    *count += 1;
    let mut spots = vec![Spot::Statement(*count)];
    if kind == b'Q' && text.ends_with(COMMIT) {
        spots.push(Spot::Commit);
    }
    if kind == b'Q' && (text.ends_with(COMMIT) || text == b"ROLLBACK\0") {
        *statements = None;
    }
    Some(spots)
}
