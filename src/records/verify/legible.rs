//! Rows that somebody made illegible: a day that is none, a word that stands for nothing. Each is a finding that names what it is about,
//! and hides no other row. Used by the rooms that compare their rows with the records; it reads only.

use super::{Layer, Report};
use crate::platform::db::{Tx, apart};
use crate::platform::error::Answer;
use crate::records::store;

/// What a row should be.
const EXPECTED: &str = "what can be read";

/// The rows of a table, a page at a time in the order of their ids.
#[derive(Debug)]
pub struct Pages {
    table: &'static str,
    number: &'static str,
    what: &'static str,
    at_once: i64,
    after: i64,
}

impl Pages {
    /// The rows of a table, so many at once; one that cannot be read is named in a word and by one of its columns.
    pub fn of(table: &'static str, (what, number): (&'static str, &'static str), at_once: i64) -> Self {
        Self { table, number, what, at_once, after: i64::MIN }
    }

    /// The next page, without the rows of it that cannot be read, which are told; none behind the last. `load` gives so many rows behind
    /// an id, `id` says which a row has.
    pub fn turn<R>(
        &mut self,
        tx: &mut Tx,
        load: impl Fn(&mut Tx, i64, i64) -> Answer<Vec<R>>,
        id: impl Fn(&R) -> i64,
        report: &mut Report,
    ) -> Answer<Option<Vec<R>>> {
        let illegible = match load(tx, self.after, self.at_once) {
            Ok(rows) => {
                let Some(last) = rows.last() else { return Ok(None) };
                self.after = id(last);
                return Ok(Some(rows));
            }
            Err(no) if no.is_illegible() => no,
            Err(no) => return Err(no),
        };
        let all = store::ids_behind(tx, (self.table, self.number), self.after, self.at_once)?;
        let Some((last, _)) = all.last() else { return Err(illegible) };
        self.after = *last;
        let mut rows = Vec::new();
        for (number, name) in all {
            let object = format!("{} {name}", self.what);
            let found = told(load(tx, number.saturating_sub(1), 1), &object, report)?;
            rows.extend(found.into_iter().flatten().filter(|row| id(row) == number));
        }
        Ok(Some(rows))
    }
}

/// What was read, or none where it cannot be, which is told. That the database does not answer is no finding.
pub fn told<T>(read: Answer<T>, object: &str, report: &mut Report) -> Answer<Option<T>> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(no) if no.is_illegible() => {
            report.find(Layer::Rows, None, object, EXPECTED, no.to_string());
            Ok(None)
        }
        Err(no) => Err(no),
    }
}

/// Runs a part of a proof by itself: where it cannot come to its end, that is a finding with what the database says, and hides nothing of
/// the other parts.
pub fn alone(tx: &mut Tx, what: &str, report: &mut Report, look: impl FnOnce(&mut Tx, &mut Report) -> Answer<()>) -> Answer<()> {
    if let Err(why) = apart(tx, |tx| look(tx, report))? {
        report.find(Layer::Rows, None, what, EXPECTED, why);
    }
    Ok(())
}

/// What was read, or nothing where that cannot be, which is a finding under this name.
pub fn or_nothing<T: Default>(
    tx: &mut Tx,
    (layer, what): (Layer, &str),
    report: &mut Report,
    look: impl FnOnce(&mut Tx) -> Answer<T>,
) -> Answer<T> {
    Ok(apart(tx, look)?.unwrap_or_else(|why| {
        report.find(layer, None, what, EXPECTED, why);
        T::default()
    }))
}

/// Compares rows together; where that does not come to its end, one by one, so that the row is named on which it stops. `look` keeps
/// nothing between its calls.
pub fn one_by_one<R>(
    tx: &mut Tx,
    rows: &[R],
    name: impl Fn(&R) -> String,
    report: &mut Report,
    look: impl Fn(&mut Tx, &[R], &mut Report) -> Answer<()>,
) -> Answer<()> {
    let mut part = Report::default();
    if apart(tx, |tx| look(tx, rows, &mut part))?.is_ok() {
        report.take(part);
        return Ok(());
    }
    for row in rows {
        alone(tx, &name(row), report, |tx, report| look(tx, std::slice::from_ref(row), report))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::error::No;

    #[test]
    fn only_what_cannot_be_read_is_a_finding() {
        let mut report = Report::default();
        assert_eq!(told(Ok(7), "quote Q-1", &mut report).ok(), Some(Some(7)));
        let illegible = diesel::result::Error::DeserializationError("no day".into());
        assert_eq!(told::<i64>(Err(illegible.into()), "quote Q-1", &mut report).ok(), Some(None));
        assert_eq!(report.findings.first().map(|found| (found.layer, found.object.as_str())), Some((Layer::Rows, "quote Q-1")));
        let silent = diesel::result::Error::BrokenTransactionManager;
        assert!(told::<i64>(Err(silent.into()), "quote Q-1", &mut report).is_err());
        assert!(told::<i64>(Err(No::failed("no room")), "quote Q-1", &mut report).is_err());
        assert_eq!(report.findings.len(), 1);
    }
}
