//! Settings that are dangerous, though the house would start with them. Called by the doctor.

use super::Report;
use crate::platform::config::Settings;

const TOPIC: &str = "settings";
/// The fewest characters of the secret.
const SECRET: usize = 32;

/// Looks at the settings.
pub(super) fn look(settings: &Settings, report: &mut Report) {
    match settings.check() {
        Ok(()) => report.fine(TOPIC, "the settings fit each other"),
        Err(why) => report.trouble(TOPIC, why),
    }
    address(settings, report);
    secret(settings, report);
    mail(settings, report);
    if let Some(metrics) = settings.metrics_listen.filter(|at| !at.ip().is_loopback()) {
        report.notice(TOPIC, format!("metrics can be read by whoever reaches {metrics}: keep that port from the outside"));
    }
}

/// Whether an address is of this machine alone.
fn is_local(base: &str) -> bool {
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    let name = if host.starts_with('[') {
        host.split_inclusive(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    name == "localhost" || name == "[::1]" || name.starts_with("127.")
}

fn address(settings: &Settings, report: &mut Report) {
    let base = settings.base_url();
    let is_open = base.starts_with("https://");
    if base.starts_with("http://") && !is_local(&base) {
        report.trouble(
            TOPIC,
            format!("people come to {base}, where passwords travel in the clear: set ORDERLY_PUBLIC_URL=https://…"),
        );
    }
    if is_open && settings.trusted_proxies.is_empty() {
        report.notice(
            TOPIC,
            "no proxy is trusted (ORDERLY_TRUSTED_PROXIES): behind one, everybody has its address, and one person's wrong passwords keep all out",
        );
    }
    if settings.development && is_open {
        report.trouble(TOPIC, "ORDERLY_DEVELOPMENT is on at a public address: it shows people what only builders need");
    }
}

fn secret(settings: &Settings, report: &mut Report) {
    if let Some(secret) = &settings.secret {
        if secret.len() >= SECRET {
            report.fine(TOPIC, "the secret comes from the environment");
        }
        return;
    }
    let file = settings.secret_file.clone().unwrap_or_else(|| settings.data_dir.join("secret"));
    match std::fs::read_to_string(&file) {
        Ok(text) if text.trim().len() >= SECRET => report.fine(TOPIC, format!("the secret is in {}", file.display())),
        Ok(_) => report.trouble(TOPIC, format!("the secret in {} has fewer than {SECRET} characters", file.display())),
        Err(_) if settings.secret_file.is_none() => {
            report.notice(TOPIC, format!("there is no secret yet: the first start makes {}", file.display()));
        }
        Err(error) => report.trouble(TOPIC, format!("the secret {} cannot be read ({error})", file.display())),
    }
}

fn mail(settings: &Settings, report: &mut Report) {
    let has_server = settings.smtp_url.as_deref().is_some_and(|url| !url.is_empty());
    if has_server && settings.mail_from.contains("@localhost") {
        report.trouble(TOPIC, format!("letters would come from {}: set ORDERLY_MAIL_FROM", settings.mail_from));
    }
    let is_clear =
        settings.smtp_url.as_deref().is_some_and(|url| url.starts_with("smtp://") && url.contains('@') && !url.contains("tls="));
    if is_clear {
        report.notice(
            TOPIC,
            "the password of the mail server travels in the clear: smtps://…, or ?tls=required behind the address, hides it",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_this_machine_are_told_from_others() {
        for local in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080/x"] {
            assert!(is_local(local), "{local}");
        }
        for other in ["http://portal.example.com", "http://localhost.example.com", "http://10.0.0.1:8080", "http://[::2]"] {
            assert!(!is_local(other), "{other}");
        }
    }
}
