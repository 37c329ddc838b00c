//! Whether a server answers anybody at all. It is felt only while somebody's work takes long, on a connection of its own, and tells work
//! that takes long from work that stands still. Asked by `course`; a silent pulse ends no work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::connect::{Address, Use, connect};

/// A server that has said nothing for so long stands still.
pub(super) const SILENCE: Duration = Duration::from_millis(600);
/// So long its last answer stands for the next.
const BETWEEN: Duration = Duration::from_millis(400);
/// A question that nobody has followed up for so long tells nothing any more.
const FORGOTTEN: Duration = Duration::from_secs(1);

/// The pulse of a server.
pub struct Pulse {
    address: Address,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Since when there is a question without an answer.
    asked: Option<Instant>,
    /// Whether somebody is asking.
    is_out: bool,
    /// When the last one who asked came back.
    ended: Option<Instant>,
}

impl Pulse {
    /// Of the server at an address; a file has none.
    pub fn of(address: &Address) -> Option<Arc<Self>> {
        let is_server = matches!(address, Address::Postgres(_));
        is_server.then(|| Arc::new(Self { address: address.clone(), state: Mutex::default() }))
    }

    /// Has the server asked, unless it is being asked or has just answered. Waits for nothing.
    pub fn feel(self: &Arc<Self>) {
        if !self.state().asks() {
            return;
        }
        let pulse = self.clone();
        // A thread of its own: those of the runtime may all be standing still.
        let asking = std::thread::Builder::new().name("pulse".into()).spawn(move || pulse.ask());
        if asking.is_err() {
            self.state().came_back(true);
        }
    }

    /// Whether the server was asked and has said nothing since.
    pub fn is_silent(&self) -> bool {
        self.state().asked.is_some_and(|asked| asked.elapsed() >= SILENCE)
    }

    fn ask(&self) {
        let begun = Instant::now();
        let answered = connect(&self.address, Use::Read).is_ok();
        // Who is turned away at once was heard too, and where the server is no more its connections end by themselves.
        self.state().came_back(answered || begun.elapsed() < SILENCE);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether to ask now; notes that somebody does.
    fn asks(&mut self) -> bool {
        let idle = self.ended.map(|ended| ended.elapsed());
        if self.is_out || (self.asked.is_none() && idle.is_some_and(|idle| idle < BETWEEN)) {
            return false;
        }
        if idle.is_none_or(|idle| idle > FORGOTTEN) {
            self.asked = None;
        }
        self.is_out = true;
        self.asked.get_or_insert_with(Instant::now);
        true
    }

    fn came_back(&mut self, was_heard: bool) {
        self.is_out = false;
        self.ended = Some(Instant::now());
        if was_heard {
            self.asked = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn at(port: u16) -> Arc<Pulse> {
        let address = Address::parse(&format!("postgres://nobody@127.0.0.1:{port}/none?sslmode=disable")).unwrap();
        Pulse::of(&address).unwrap()
    }

    fn silent_within(pulse: &Arc<Pulse>, time: Duration) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < time {
            pulse.feel();
            if pulse.is_silent() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    #[test]
    fn a_server_that_takes_a_call_and_says_nothing_is_silent_until_it_is_forgotten() {
        // The kernel takes the call, and nobody answers it.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let pulse = at(listener.local_addr().unwrap().port());
        assert!(!pulse.is_silent(), "nobody has asked");
        assert!(silent_within(&pulse, Duration::from_secs(10)));
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            pulse.feel();
            assert!(pulse.is_silent(), "asking again is no answer");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn whoever_turns_callers_away_is_not_silent() {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        assert!(!silent_within(&at(port), Duration::from_millis(1_500)), "nothing listens there, and says so");
    }

    #[test]
    fn a_question_that_was_left_alone_is_asked_anew() {
        let long_ago = Instant::now().checked_sub(Duration::from_secs(5)).unwrap();
        let mut state = State { asked: Some(long_ago), is_out: false, ended: Some(long_ago) };
        assert!(state.asks());
        assert!(state.asked.is_some_and(|asked| asked.elapsed() < SILENCE), "what was asked then tells nothing of now");
        assert!(!state.asks(), "somebody asks already");
        state.came_back(false);
        assert!(state.asked.is_some() && state.asks(), "without an answer he asks again at once");
        state.came_back(true);
        assert!(state.asked.is_none() && !state.asks(), "an answer stands for a moment");
    }

    #[test]
    fn a_file_has_no_pulse() {
        assert!(Pulse::of(&Address::parse("sqlite:some.sqlite").unwrap()).is_none());
    }
}
