//! The doctor: whether the house is in good health, in plain words. It looks at settings, files, the disk, the clock, mail, the database,
//! its queue, journal and signer, and tries whether one company can see another. It mends nothing. Called by `orderly doctor`.

mod data;
mod erased;
mod files;
mod settings;
mod signer;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::leaks;
use crate::access::Gate;
use crate::platform::config::Settings;
use crate::platform::db::{Address, Alone};
use crate::platform::post::Post;
use crate::platform::values::Moment;

/// How long a mail server may take to greet.
const GREETING: Duration = Duration::from_secs(15);

/// How much something matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it should be.
    Fine,
    /// Worth knowing.
    Notice,
    /// Something is to be done.
    Trouble,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// What was looked at: `disk`, `queue`, `leaks`…
    pub topic: &'static str,
    /// How much it matters.
    pub level: Level,
    /// What it is, and what to do.
    pub words: String,
}

/// Everything that was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In the order in which it was looked at.
    pub said: Vec<Said>,
}

impl Report {
    fn say(&mut self, topic: &'static str, level: Level, words: impl Into<String>) {
        self.said.push(Said { topic, level, words: words.into() });
    }

    /// Says that something is as it should be.
    pub fn fine(&mut self, topic: &'static str, words: impl Into<String>) {
        self.say(topic, Level::Fine, words);
    }

    /// Says what is worth knowing.
    pub fn notice(&mut self, topic: &'static str, words: impl Into<String>) {
        self.say(topic, Level::Notice, words);
    }

    /// Says that something is to be done.
    pub fn trouble(&mut self, topic: &'static str, words: impl Into<String>) {
        self.say(topic, Level::Trouble, words);
    }

    /// Whether nothing is to be done.
    pub fn is_healthy(&self) -> bool {
        self.said.iter().all(|said| said.level < Level::Trouble)
    }
}

/// Looks at settings and files, which needs no database.
pub fn look_around(settings: &Settings, report: &mut Report) {
    settings::look(settings, report);
    files::look(settings, report);
}

/// Looks at the database; answers whether it can be worked with as it is.
pub fn look_within(settings: &Settings, now: Moment, report: &mut Report) -> bool {
    let opened =
        settings.database().and_then(|address| Alone::look_at(&address).map(|db| (db, address)).map_err(|error| error.0));
    match opened {
        Ok((mut db, address)) => {
            let is_current = data::look(&mut db, now, report);
            if is_current {
                erased::look(settings, &mut db, report);
                signer::look(settings, &address, now, report);
            }
            is_current
        }
        Err(why) => {
            report.trouble("database", why);
            false
        }
    }
}

/// Whether letters would leave.
pub async fn try_mail(settings: &Settings, report: &mut Report) {
    let Some(url) = settings.smtp_url.as_deref().filter(|url| !url.is_empty()) else {
        let outbox = settings.data_dir.join("outbox");
        return report
            .notice("mail", format!("no mail server is set (ORDERLY_SMTP_URL): letters are laid into {}", outbox.display()));
    };
    let tried = match Post::smtp(url, &settings.mail_from) {
        Ok(post) => tokio::time::timeout(GREETING, post.reach()).await.unwrap_or_else(|_| Err("it does not answer".into())),
        Err(why) => Err(why),
    };
    match tried {
        Ok(()) => report.fine("mail", "the mail server answers; no letter was sent"),
        Err(why) => report.trouble("mail", format!("letters cannot leave: {why}")),
    }
}

/// The leak test.
pub async fn try_leaks(gate: &Arc<Gate>, report: &mut Report) {
    match leaks::rehearse(gate).await {
        Ok(rehearsed) if !rehearsed.leaks.is_empty() => {
            report.trouble("leaks", format!("one company can see another: {}", rehearsed.leaks.join("; ")));
        }
        Ok(rehearsed) if rehearsed.own == 0 => {
            report.trouble("leaks", "the test companies see nothing of their own, so nothing is proven")
        }
        Ok(rehearsed) => report.fine(
            "leaks",
            format!(
                "{} looks of two test companies, {} of them with something of their own, none with anything of the other's",
                rehearsed.looks, rehearsed.own
            ),
        ),
        Err(no) => report.trouble("leaks", format!("whether one company can see another could not be tried: {no}")),
    }
}

/// The file of an embedded database.
pub(super) fn file_of(address: &Address) -> Option<&Path> {
    match address {
        Address::Sqlite(path) => Some(path),
        Address::Postgres(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_leaves_the_house_healthy_and_a_trouble_does_not() {
        let mut report = Report::default();
        report.fine("disk", "room");
        report.notice("mail", "none");
        assert!(report.is_healthy());
        report.trouble("queue", "a job was given up");
        assert!(!report.is_healthy());
    }
}
