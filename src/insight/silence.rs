//! Clients who have fallen silent: for how long nothing was ordered, beside how often it usually is. Pure.

use chrono::NaiveDate;

use super::Client;

/// Days with orders that must be known before there is a usual interval.
const KNOWN_AT_LEAST: i64 = 3;
/// From this share of the usual interval on, in hundredths, a client is silent.
const SILENT: i64 = 150;

/// On which days a client has ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The client.
    pub client: Client,
    /// How many days with orders there are.
    pub known: i64,
    /// The first of them.
    pub first: NaiveDate,
    /// The last of them.
    pub last: NaiveDate,
}

/// A client who is silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// The client.
    pub client: Client,
    /// The day of the last order.
    pub last: NaiveDate,
    /// Days between orders, as a rule.
    pub usual: i64,
    /// Days since the last order.
    pub since: i64,
    /// How long that is in hundredths of the usual interval.
    pub percent: i64,
}

/// Those who are silent today, the longest beside their usual interval first.
pub fn silent(spans: Vec<Span>, today: NaiveDate) -> Vec<Silent> {
    let mut found: Vec<Silent> = spans.into_iter().filter_map(|span| judge(span, today)).collect();
    found.sort_by(|a, b| (b.percent, b.since, &a.client.code).cmp(&(a.percent, a.since, &b.client.code)));
    found
}

fn judge(span: Span, today: NaiveDate) -> Option<Silent> {
    let (length, gaps, since) = ((span.last - span.first).num_days(), span.known - 1, (today - span.last).num_days());
    if span.known < KNOWN_AT_LEAST || length <= 0 || since <= 0 {
        return None;
    }
    let percent = since * 100 * gaps / length;
    let usual = ((length + gaps / 2) / gaps).max(1);
    (percent >= SILENT).then_some(Silent { client: span.client, last: span.last, usual, since, percent })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(code: &str, known: i64, first: &str, last: &str) -> Span {
        let client = Client { code: code.into(), name: code.to_lowercase() };
        Span { client, known, first: first.parse().unwrap(), last: last.parse().unwrap() }
    }

    #[test]
    fn silence_is_measured_by_the_usual_interval() {
        let today = "2026-03-31".parse().unwrap();
        let spans = vec![
            // Every ten days, silent for fifteen: just so.
            span("TEN", 4, "2026-02-14", "2026-03-16"),
            // Every ten days, silent for fourteen.
            span("NOT-YET", 4, "2026-02-15", "2026-03-17"),
            // Every two days, silent for ten.
            span("TWO", 6, "2026-03-11", "2026-03-21"),
            span("TWICE", 2, "2026-01-01", "2026-01-02"),
            span("TODAY", 9, "2026-03-23", "2026-03-31"),
        ];
        let found: Vec<(String, i64, i64, i64)> =
            silent(spans, today).into_iter().map(|s| (s.client.code, s.usual, s.since, s.percent)).collect();
        assert_eq!(found, [("TWO".into(), 2, 10, 500), ("TEN".into(), 10, 15, 150)]);
    }
}
