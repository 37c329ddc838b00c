//! Outgoing letters: by SMTP, or into a folder when no server is set. Called by jobs, never inside a transaction.

use std::path::PathBuf;

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

    /// Sends a letter.
    pub async fn send(&self, letter: Letter) -> Answer<()> {
        let to = letter.to.parse().map_err(No::failed)?;
        let domain = self.from.email.domain();
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.name), to))
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{domain}>", letter.id)))
            .multipart(MultiPart::alternative_plain_html(letter.text, letter.html))
            .map_err(No::failed)?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(message).await.map(|_| ()).map_err(No::failed),
            Way::Folder(folder) => folder.send(message).await.map(|_| ()).map_err(No::failed),
        }
    }
}

fn mailbox(text: &str) -> Result<Mailbox, String> {
    text.parse().map_err(|e| format!("ORDERLY_MAIL_FROM: {e}"))
}
