//! Stands between the program and PostgreSQL and passes on what they say, until it is told to stand still: then nothing passes in either
//! direction, and nothing is closed. New callers are taken and hear nothing, as behind a network that swallows what it is given.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The way to a server. Its threads end with the connections, the one that takes callers with the tests.
pub struct Relay {
    /// Where it takes callers.
    pub port: u16,
    is_still: Arc<AtomicBool>,
}

impl Relay {
    /// To a server of this machine.
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let is_still = Arc::new(AtomicBool::new(false));
        let still = is_still.clone();
        thread::spawn(move || {
            for caller in listener.incoming().map_while(Result::ok) {
                let Ok(called) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let (there, back) = ((caller.try_clone(), called.try_clone()), still.clone());
                if let (Ok(caller), Ok(called)) = there {
                    let still = back.clone();
                    thread::spawn(move || pass(caller, called, &still));
                }
                thread::spawn(move || pass(called, caller, &back));
            }
        });
        Self { port, is_still }
    }

    /// From now on nothing passes, or everything does, also what was held.
    pub fn stand_still(&self, is_still: bool) {
        self.is_still.store(is_still, Ordering::Release);
    }
}

/// One direction, until it ends; the end waits as everything does.
fn pass(mut from: TcpStream, mut to: TcpStream, still: &AtomicBool) {
    let mut bytes = [0_u8; 16 * 1024];
    loop {
        let count = from.read(&mut bytes).unwrap_or_default();
        while still.load(Ordering::Acquire) {
            thread::sleep(Duration::from_millis(5));
        }
        if count == 0 || to.write_all(&bytes[..count]).is_err() {
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
            return;
        }
    }
}
