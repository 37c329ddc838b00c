//! The line to the house: made as thin as a modem's, and weighed as the browser counts it, heads and redirects included.

#![allow(deprecated, reason = "browsers that do not know the newer way are still about")]

use std::cell::{Cell, RefCell};

use chromiumoxide::cdp::browser_protocol::network::{
    EmulateNetworkConditionsParams, EventLoadingFinished, EventRequestWillBeSent,
};
use chromiumoxide::listeners::EventStream;
use futures_util::{FutureExt, StreamExt};

use super::Tab;

/// Milliseconds from a request to the head of its answer.
const LATENCY: f64 = 200.0;
/// 33.6 kbit/s in bytes a second, each way.
const SPEED: f64 = 4_200.0;

/// What has come over the line of a tab since it was made thin.
pub struct Line {
    finished: RefCell<EventStream<EventLoadingFinished>>,
    begun: RefCell<EventStream<EventRequestWillBeSent>>,
    bytes: Cell<f64>,
}

impl Tab {
    /// Makes the line thin from now on, and begins to weigh.
    pub async fn thin_line(&self) -> Line {
        let line = Line {
            finished: RefCell::new(self.page.event_listener::<EventLoadingFinished>().await.expect("what has come")),
            begun: RefCell::new(self.page.event_listener::<EventRequestWillBeSent>().await.expect("what was asked")),
            bytes: Cell::new(0.0),
        };
        let thin = EmulateNetworkConditionsParams::new(false, LATENCY, SPEED, SPEED);
        self.page.execute(thin).await.expect("a thin line");
        line
    }
}

impl Line {
    /// How many bytes have come so far.
    pub async fn bytes(&self, tab: &Tab) -> f64 {
        // Answers come in order, so what was told before this answer has arrived with it.
        for _ in 0..3 {
            tab.ask("0").await.expect("an answer");
        }
        while let Some(Some(told)) = self.finished.borrow_mut().next().now_or_never() {
            self.bytes.set(self.bytes.get() + told.encoded_data_length);
        }
        // An answer that only leads on is told with the request that follows it.
        while let Some(Some(told)) = self.begun.borrow_mut().next().now_or_never() {
            self.bytes.set(self.bytes.get() + told.redirect_response.as_ref().map_or(0.0, |answer| answer.encoded_data_length));
        }
        self.bytes.get()
    }
}
