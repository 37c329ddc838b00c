//! Clients who knock over loopback: raw HTTP/1.1 on kept connections, one request at a time, a thread for each,
//! so that the load costs little beside what it measures.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

/// How many clients, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Connections, each with a thread.
    pub clients: usize,
    /// Before anything is counted.
    pub warm_up: Duration,
    /// What is counted.
    pub length: Duration,
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Taken {
    /// How long each counted request took, in microseconds.
    pub micros: Vec<u32>,
    /// Seconds that were counted.
    pub seconds: f64,
    /// Every request that was answered, those of the warm-up too.
    pub all: usize,
}

impl Taken {
    /// Adds another round.
    pub fn add(&mut self, other: Taken) {
        self.micros.extend(other.micros);
        self.seconds += other.seconds;
        self.all += other.all;
    }

    /// How many a second.
    pub fn rate(&self) -> f64 {
        self.micros.len() as f64 / self.seconds.max(f64::EPSILON)
    }

    /// The time in milliseconds that so many percent did not exceed.
    pub fn percentile(&self, percent: usize) -> f64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    /// Counts one request that began at a moment and has just ended.
    pub fn count(&mut self, begun: Instant, is_counted: bool) {
        self.all += 1;
        if is_counted {
            self.micros.push(u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
    }
}

/// Lets the clients knock. `write` is told the client and its how-manieth request, and writes it whole.
/// Every answer must have the expected status: a rate of refusals is worth nothing.
pub fn run(address: SocketAddr, plan: Plan, expected: u16, write: &(impl Fn(usize, usize, &mut Vec<u8>) + Sync)) -> Taken {
    let from = Instant::now() + plan.warm_up;
    let until = from + plan.length;
    let knock = |client: usize| {
        let mut wire = Wire::open(address);
        let mut taken = Taken::default();
        let mut request = Vec::with_capacity(4096);
        loop {
            let begun = Instant::now();
            if begun >= until {
                return taken;
            }
            request.clear();
            write(client, taken.all, &mut request);
            let (status, body) = wire.ask(&request);
            assert_eq!(status, expected, "{}", String::from_utf8_lossy(body));
            taken.count(begun, begun >= from);
        }
    };
    let knock = &knock;
    let mut all = thread::scope(|scope| {
        let clients: Vec<_> = (0..plan.clients).map(|client| scope.spawn(move || knock(client))).collect();
        clients.into_iter().fold(Taken::default(), |mut all, client| {
            all.add(client.join().expect("a client was refused"));
            all
        })
    });
    all.seconds = plan.length.as_secs_f64();
    all
}

/// A kept connection with the bytes of the last answer.
pub struct Wire {
    stream: TcpStream,
    kept: Vec<u8>,
}

impl Wire {
    /// Connects.
    pub fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the house listens");
        stream.set_nodelay(true).expect("no delay");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
        Self { stream, kept: vec![0; 256 * 1024] }
    }

    /// Sends a request and waits for the whole answer: status and body.
    pub fn ask(&mut self, request: &[u8]) -> (u16, &[u8]) {
        self.stream.write_all(request).expect("the request leaves");
        let mut filled = 0;
        let (status, start, end) = loop {
            filled += self.more(filled);
            if let Some(head) = read_head(&self.kept[..filled]) {
                break head;
            }
        };
        while filled < end {
            filled += self.more(filled);
        }
        (status, &self.kept[start..end])
    }

    fn more(&mut self, filled: usize) -> usize {
        if filled == self.kept.len() {
            self.kept.resize(filled * 2, 0);
        }
        let read = self.stream.read(&mut self.kept[filled..]).expect("the answer comes");
        assert!(read > 0, "the connection ended in the middle of an answer");
        read
    }
}

/// Status, where the body begins and where it ends; nothing while the head is not whole.
fn read_head(bytes: &[u8]) -> Option<(u16, usize, usize)> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let text = std::str::from_utf8(&bytes[..head]).expect("a readable head");
    let status = text.get(9..12).and_then(|digits| digits.parse().ok()).expect("a status");
    let length = text
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.and_then(|(_, value)| value.trim().parse().ok()).expect("an answer with its length");
    Some((status, head + 4, head + 4 + length))
}
