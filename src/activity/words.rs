//! What was searched for in vain, by words: how often, and by which clients. Read within one's reach; nothing is decided here.

use super::words_store as store;
use crate::access::Act;
use crate::access::permission::marks::ReadRequested;
use crate::platform::error::Answer;
use crate::platform::values::Moment;

/// At most so many words are told.
const MOST: usize = 500;

/// Words without result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VainWords {
    /// The words as somebody typed them.
    pub words: String,
    /// How often they were searched for.
    pub times: i64,
    /// When last.
    pub last_at: Moment,
    /// Code and name of each client, and how often his people searched for them; the most eager first.
    pub clients: Vec<(String, String, i64)>,
}

/// One client's searches for one thing, as the store counts them: the compared form, the words, code and name, times, the last.
pub(super) type OfClient = (String, String, String, String, i64, Option<Moment>);

/// Words without result within reach, the most wanted first.
pub fn list(act: &mut Act<'_, ReadRequested>, (): &()) -> Answer<Vec<VainWords>> {
    let partners = act.reach().partners();
    let rows = store::by_client(act.tx(), partners)?;
    Ok(together(rows))
}

fn together(mut rows: Vec<OfClient>) -> Vec<VainWords> {
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(b.4.cmp(&a.4)).then(a.2.cmp(&b.2)));
    let mut all: Vec<VainWords> = rows
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|same| {
            let (_, words, ..) = same.first()?;
            Some(VainWords {
                words: words.clone(),
                times: same.iter().map(|row| row.4).sum(),
                last_at: same.iter().filter_map(|row| row.5).max()?,
                clients: same.iter().map(|row| (row.2.clone(), row.3.clone(), row.4)).collect(),
            })
        })
        .collect();
    all.sort_by(|a, b| b.times.cmp(&a.times).then(b.clients.len().cmp(&a.clients.len())).then(a.words.cmp(&b.words)));
    all.truncate(MOST);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_clients_are_counted_together() {
        let row = |key: &str, code: &str, times: i64| -> OfClient {
            (key.into(), key.to_uppercase(), code.into(), format!("ООО {code}"), times, Some(Moment::from_micros(times)))
        };
        let told = together(vec![row("saw", "B", 1), row("axe", "A", 3), row("saw", "A", 4)]);
        let brief: Vec<_> =
            told.iter().map(|one| (one.words.as_str(), one.times, one.clients.len(), one.last_at.micros())).collect();
        assert_eq!(brief, [("SAW", 5, 2, 4), ("AXE", 3, 1, 3)]);
        assert_eq!(told[0].clients[0], ("A".to_owned(), "ООО A".to_owned(), 4));
    }
}
