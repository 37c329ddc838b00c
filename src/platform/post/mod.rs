//! Outgoing letters: by SMTP, or into a folder when no server is set. Called by jobs, never inside a transaction.

mod letter;
pub mod outbox;

use std::path::PathBuf;

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::error::{Answer, No};

/// A letter to one person, as text and as HTML.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The person's name.
    pub name: String,
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Makes repeated sending recognisable: becomes the Message-ID.
    pub id: String,
}

/// How the reader of a letter that nobody must get can leave what it is about.
#[derive(Debug, Clone)]
pub struct WayOut {
    /// The language of the letter.
    pub lang: &'static str,
    /// The address that leaves by one click, for people and for mail programs (RFC 8058).
    pub one_click: String,
    /// The address of the settings.
    pub settings: String,
    /// Why the letter came.
    pub words: String,
    /// What the link to the settings says.
    pub settings_words: String,
    /// What the link that leaves says.
    pub one_click_words: String,
}

/// The way letters leave the house.
pub struct Post {
    from: Mailbox,
    way: Way,
}

enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

impl Post {
    /// Through the server of an `smtp://` or `smtps://` address.
    pub fn smtp(url: &str, from: &str) -> Result<Self, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|e| format!("ORDERLY_SMTP_URL: {e}"))?;
        let way = Way::Smtp(transport.timeout(Some(std::time::Duration::from_secs(20))).build());
        Ok(Self { from: mailbox(from)?, way })
    }

    /// Into a folder, one file a letter.
    pub fn folder(folder: PathBuf, from: &str) -> Result<Self, String> {
        std::fs::create_dir_all(&folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        Ok(Self { from: mailbox(from)?, way: Way::Folder(AsyncFileTransport::new(folder)) })
    }

    /// Whether letters would leave now: the server is greeted and signed in to, and nothing is sent.
    pub async fn reach(&self) -> Result<(), String> {
        match &self.way {
            Way::Smtp(smtp) => match smtp.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err("the mail server greets, and then refuses to work".into()),
                Err(error) => Err(error.to_string()),
            },
            Way::Folder(_) => Ok(()),
        }
    }

    /// Sends a letter that its reader must get.
    pub async fn send(&self, letter: Letter) -> Answer<()> {
        self.send_with(letter, None).await
    }

    /// Sends a letter with a way out of its topic, or without one.
    pub async fn send_with(&self, letter: Letter, way_out: Option<&WayOut>) -> Answer<()> {
        let to = letter.to.parse().map_err(No::failed)?;
        let domain = self.from.email.domain();
        let sender = self.from.name.as_deref().unwrap_or(domain);
        let (text, html) = (letter::plain(&letter, way_out), letter::rich(&letter, sender, way_out));
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.name), to))
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(No::failed)?;
        if let Some(way) = way_out {
            let headers = message.headers_mut();
            let leave = HeaderName::new_from_ascii_str("List-Unsubscribe");
            headers.insert_raw(HeaderValue::new(leave, format!("<{}>", way.one_click)));
            let by_post = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");
            headers.insert_raw(HeaderValue::new(by_post, "List-Unsubscribe=One-Click".to_owned()));
        }
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(No::failed),
            Way::Folder(folder) => folder.send(message).await.map(|_| ()).map_err(No::failed),
        }
    }
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|e| format!("ORDERLY_MAIL_FROM: {e}"))
}
