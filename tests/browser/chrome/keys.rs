//! A tab under somebody who has no mouse: the focus walks, and shows where it is.

use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;
use serde_json::Value;

use super::{Tab, quoted};

/// So many steps nobody walks.
const FAR: usize = 150;

impl Tab {
    /// Walks the focus on to an element, by the tabulator alone; answers after how many steps.
    pub async fn reach(&self, selector: &str) -> usize {
        let is_there = format!("document.activeElement.matches({})", quoted(selector));
        for step in 1..=FAR {
            self.press("Tab", "Tab", 9, None).await;
            if self.ask(&is_there).await == Ok(Value::Bool(true)) {
                let ring = self.ask("getComputedStyle(document.activeElement).outlineStyle").await.expect("a style");
                assert_ne!(ring, "none", "nobody sees that {selector} has the focus");
                return step;
            }
        }
        let at = self.ask("document.activeElement.outerHTML.slice(0, 200)").await;
        panic!("{selector} cannot be reached in {FAR} steps; the focus is at {at:?}");
    }

    /// Types where the focus is, in place of what stands there.
    pub async fn write(&self, text: &str) {
        self.ask("document.activeElement.select()").await.expect("a field of text");
        self.page.execute(InsertTextParams::new(text)).await.expect("typed text");
    }

    /// Presses Enter where the focus is.
    pub async fn enter(&self) {
        self.press("Enter", "Enter", 13, Some("\r")).await;
    }

    /// The same, and waits until another page stands there.
    pub async fn enter_and_follow(&self) {
        self.mark().await;
        self.enter().await;
        self.arrive().await;
    }
}
