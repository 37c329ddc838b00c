//! What libpq is told about a line to a server that falls silent: how soon it takes a call, or a connection, for lost. Called by
//! `connect`; it never changes what the administrator has told in the address or in libpq's own environment.

/// A setting, its value, and the variable of the environment that libpq reads for it.
const WATCHFUL: &[(&str, &str, Option<&str>)] = &[
    // Seconds for each address that is called.
    ("connect_timeout", "2", Some("PGCONNECT_TIMEOUT")),
    // Nothing is heard for ten seconds: four questions, three seconds apart. The server's kernel answers them, so that a commit which
    // waits for its replica is left to wait however long that takes.
    ("keepalives_idle", "10", None),
    ("keepalives_interval", "3", None),
    ("keepalives_count", "4", None),
    // Milliseconds in which somebody must have taken what was sent.
    ("tcp_user_timeout", "20000", None),
];

/// The address of a PostgreSQL server with all that it does not say itself of silent lines.
pub fn watchful(url: &str) -> String {
    with(url, |variable| std::env::var_os(variable).is_some())
}

fn with(url: &str, is_in_environment: impl Fn(&str) -> bool) -> String {
    let told = settings(url);
    let mut watchful = url.to_owned();
    let mut mark = match told {
        None => "?",
        Some(told) if told.is_empty() || told.ends_with('&') => "",
        Some(_) => "&",
    };
    for (name, value, variable) in WATCHFUL {
        let is_told = told.is_some_and(|told| told.split('&').any(|one| one.split('=').next() == Some(*name)));
        if !is_told && !variable.is_some_and(&is_in_environment) {
            watchful.push_str(mark);
            watchful.push_str(name);
            watchful.push('=');
            watchful.push_str(value);
            mark = "&";
        }
    }
    watchful
}

/// What stands behind the question mark of an address; a password may have one of its own.
fn settings(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let host = match rest.find(['@', '/']) {
        Some(at) if rest.get(at..).is_some_and(|rest| rest.starts_with('@')) => rest.get(at + 1..)?,
        _ => rest,
    };
    host.split_once('?').map(|(_, settings)| settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &str = "connect_timeout=2&keepalives_idle=10&keepalives_interval=3&keepalives_count=4&tcp_user_timeout=20000";

    fn plain(url: &str) -> String {
        with(url, |_| false)
    }

    #[test]
    fn an_address_that_says_nothing_of_silence_is_told_all() {
        assert_eq!(plain("postgres://u@h:1/db"), format!("postgres://u@h:1/db?{ALL}"));
        assert_eq!(plain("postgres://u@h/db?"), format!("postgres://u@h/db?{ALL}"));
        assert_eq!(plain("postgres://h/db?sslmode=disable&"), format!("postgres://h/db?sslmode=disable&{ALL}"));
        assert_eq!(plain("postgresql:///db?host=/run/pg"), format!("postgresql:///db?host=/run/pg&{ALL}"));
        assert_eq!(plain("postgres://u@a:1,b:2/db?sslmode=require"), format!("postgres://u@a:1,b:2/db?sslmode=require&{ALL}"));
    }

    #[test]
    fn a_question_mark_in_a_password_begins_no_settings() {
        assert_eq!(plain("postgres://u:p?connect_timeout=9@h/db"), format!("postgres://u:p?connect_timeout=9@h/db?{ALL}"));
    }

    #[test]
    fn what_the_administrator_has_said_stays() {
        let all =
            "postgres://h/db?connect_timeout=30&keepalives_idle=1&keepalives_interval=1&keepalives_count=1&tcp_user_timeout=0";
        assert_eq!(plain(all), all);
        let one = plain("postgres://h/db?connect_timeout=30");
        assert_eq!(one.matches("connect_timeout").count(), 1);
        assert!(one.starts_with("postgres://h/db?connect_timeout=30&keepalives_idle=10&"), "{one}");
        let told = with("postgres://h/db", |variable| variable == "PGCONNECT_TIMEOUT");
        assert!(told.starts_with("postgres://h/db?keepalives_idle=10&"), "{told}");
    }
}
