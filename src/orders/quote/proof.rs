//! Quotes against their records, both ways: each stands as its last record says, each version with its lines is the one that was
//! made, and nothing is there that no record tells of. Called by whoever verifies; it reads only.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::taken;
use super::{QuoteId, QuoteLine, Version};
use crate::access::reach::AccountId;
use crate::orders::makers::{Erased, Known, account_in};
use crate::orders::store::{self, QuoteRow};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Percent, ids};
use crate::records::merkle::{self, Hash};
use crate::records::verify::legible::{self, Pages};
use crate::records::verify::{Layer, Report, Seen};

/// Quotes compared at once.
const AT_ONCE: i64 = 200;

/// How far below a client's own price one person may offer before anybody has set it.
const FIRST_LIMIT: Percent = Percent::from_steps(1500);

/// The members of a record in which somebody's words stand as commitments.
const WORDS: [&str; 3] = ["message", "reason", "words"];

/// What is kept of something said: what can always be compared, and what can be as long as there is a salt.
type Prints = (Hash, Hash);

/// What the records say of quotes, as hashes: there may be many.
#[derive(Debug, Default)]
pub struct Proof {
    quotes: HashMap<i64, Told>,
    /// By quote and version; none where an older record tells of a version without its lines.
    made: HashMap<(i64, i64), Option<Made>>,
    /// Who made each version, by quote; older records do not say. Version 0 is the request.
    makers: HashMap<i64, Vec<(i64, Value)>>,
    /// How far below a client's own price one person may offer, as it was set last.
    limit: Option<(Option<i64>, Value)>,
}

/// How a quote stood when its last record was written.
#[derive(Debug)]
struct Told {
    rank: Rank,
    place: Option<i64>,
    prints: Prints,
    /// What that record, of an earlier program, does not say.
    unsaid: Vec<&'static str>,
}

/// Whether it had ended, its version, and whether a second person had spoken: that goes one way only.
type Rank = (bool, i64, bool);

/// A version as it was made.
#[derive(Debug)]
struct Made {
    place: Option<i64>,
    head: Prints,
    lines: Vec<Prints>,
}

impl Proof {
    /// Takes note of a record.
    pub fn look(&mut self, seen: &Seen<'_>) {
        let facts = seen.facts;
        if seen.kind == "quote.limit_set" {
            self.limit = facts.get("percent").map(|percent| (seen.place, percent.clone()));
        }
        let id = facts.get("quote").and_then(Value::as_str).and_then(QuoteId::parse);
        let Some(id) = id.filter(|_| seen.kind.starts_with("quote.")).map(QuoteId::number) else { return };
        let version = facts.get("version").and_then(Value::as_i64).unwrap_or_default();
        let state = facts.get("state").and_then(Value::as_str).unwrap_or_default();
        let rank = (matches!(state, "accepted" | "declined" | "withdrawn"), version, facts.get("second").is_some());
        if self.quotes.get(&id).is_none_or(|told| told.rank <= rank) {
            let unsaid = taken::LATER.into_iter().filter(|name| facts.get(*name).is_none()).collect();
            let prints = prints(facts, &taken::MEMBERS);
            self.quotes.insert(id, Told { rank, place: seen.place, prints, unsaid });
        }
        match facts.get("made") {
            Some(made) => {
                let version = made.get("version").and_then(Value::as_i64).unwrap_or_default();
                self.made.insert((id, version), Made::of(made, seen.place));
                if let Some(by) = made.get("by") {
                    self.makers.entry(id).or_default().push((version, by.clone()));
                }
            }
            None if seen.kind == "quote.asked" => {
                self.made.insert((id, 0), None);
            }
            None => {}
        }
    }

    /// Compares the rows with what the records say.
    pub(in crate::orders) fn check(mut self, tx: &mut Tx, erased: &Erased, report: &mut Report) -> Answer<()> {
        self.limit(tx, report)?;
        let mut pages = Pages::of("quote", ("quote", "number"), AT_ONCE);
        while let Some(rows) = pages.turn(tx, store::proof_quotes, |row: &QuoteRow| row.id.number(), report)? {
            let known = self.known(tx, &rows, erased)?;
            for row in &rows {
                report.rows += 1;
                self.quote(row, erased, report);
                let lines = store::quote_lines(tx, row.id)?;
                let versions = store::quote_versions(tx, row.id);
                let of_it = |version: i64| -> Vec<QuoteLine> {
                    lines.iter().filter(|(of, _)| *of == version).map(|(_, line)| line.clone()).collect()
                };
                for version in legible::told(versions, &format!("quote {}: versions", row.number), report)?.unwrap_or_default() {
                    let version = Version { lines: of_it(version.version), ..version };
                    self.version(row, &version, &known, report);
                }
                self.wished(row, &of_it(0), &known, report);
            }
        }
        for (id, told) in self.quotes {
            let object = format!("quote {}", ids::encode(id));
            report.find(Layer::Rows, told.place, object, "a row", "none");
        }
        for ((id, version), made) in self.made {
            let object = format!("quote {}, version {version}", ids::encode(id));
            report.find(Layer::Rows, made.and_then(|made| made.place), object, "a row", "none");
        }
        Ok(())
    }

    /// The limit of one person is what was set last, or what the program began with.
    fn limit(&mut self, tx: &mut Tx, report: &mut Report) -> Answer<()> {
        let (place, kept) = self.limit.take().unwrap_or_else(|| (None, json!(FIRST_LIMIT)));
        let found = match store::quote_limit(tx) {
            Ok(limit) => json!(limit),
            Err(No::Refused(_)) => Value::Null,
            Err(no) => return Err(no),
        };
        if found != kept {
            report.find(Layer::Rows, place, "what one person may offer alone", kept.to_string(), found.to_string());
        }
        Ok(())
    }

    /// What is needed to check the names in some quotes.
    fn known<'e>(&self, tx: &mut Tx, rows: &[QuoteRow], erased: &'e Erased) -> Answer<Known<'e>> {
        let named = rows.iter().filter_map(|row| self.makers.get(&row.id.number())).flatten();
        let mut accounts: Vec<AccountId> = named.filter_map(|(_, by)| AccountId::parse(account_in(by))).collect();
        accounts.sort_unstable();
        accounts.dedup();
        Ok(Known { contracts: HashMap::new(), salts: store::salts_of(tx, &accounts)?, erased })
    }

    /// Who made a version of a quote, as far as its record says.
    fn maker(&self, row: &QuoteRow, version: i64) -> Option<&Value> {
        self.makers.get(&row.id.number())?.iter().find(|(of, _)| *of == version).map(|(_, by)| by)
    }

    fn quote(&mut self, row: &QuoteRow, erased: &Erased, report: &mut Report) {
        let object = format!("quote {}", row.number);
        let Some(told) = self.quotes.remove(&row.id.number()) else {
            return report.find(Layer::Rows, None, object, "a record", "none");
        };
        if row.salt.is_empty() && !erased.has(&row.account.to_string()) {
            report.find(Layer::Rows, told.place, format!("{object} (salt)"), "a salt", "none, and nobody was erased");
        }
        let mut found = taken::facts(row);
        if let Some(members) = found.as_object_mut() {
            members.retain(|name, _| !told.unsaid.contains(&name.as_str()));
        }
        compare(&told.prints, &found, row, (told.place, object), report);
    }

    fn version(&mut self, row: &QuoteRow, version: &Version, known: &Known<'_>, report: &mut Report) {
        let object = format!("quote {}, version {}", row.number, version.version);
        known.name(self.maker(row, version.version), &version.actor, (None, object.as_str()), report);
        match self.made.remove(&(row.id.number(), version.version)) {
            Some(Some(made)) => made.compare(row, &taken::made(row, version), &object, report),
            Some(None) => {}
            None => report.find(Layer::Rows, None, object, "no version", "one"),
        }
    }

    fn wished(&mut self, row: &QuoteRow, lines: &[QuoteLine], known: &Known<'_>, report: &mut Report) {
        let object = format!("quote {}, as it was asked for", row.number);
        known.name(self.maker(row, 0), &taken::asker(row), (None, object.as_str()), report);
        match self.made.remove(&(row.id.number(), 0)) {
            Some(Some(made)) => made.compare(row, &taken::wished(row, lines), &object, report),
            Some(None) => {}
            None if lines.is_empty() => {}
            None => report.find(Layer::Rows, None, object, "no lines", lines.len().to_string()),
        }
    }
}

impl Made {
    fn of(made: &Value, place: Option<i64>) -> Option<Self> {
        let lines = made.get("lines")?.as_array()?;
        Some(Self {
            place,
            head: prints(made, &taken::HEAD),
            lines: lines.iter().map(|line| prints(line, &taken::LINE)).collect(),
        })
    }

    fn compare(&self, row: &QuoteRow, found: &Value, object: &str, report: &mut Report) {
        compare(&self.head, found, row, (self.place, object.to_owned()), report);
        let lines = found.get("lines").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if lines.len() != self.lines.len() {
            let (expected, found) = (self.lines.len().to_string(), lines.len().to_string());
            return report.find(Layer::Rows, self.place, format!("{object}: lines"), expected, found);
        }
        for (at, (kept, line)) in (1..).zip(self.lines.iter().zip(lines)) {
            compare(kept, line, row, (self.place, format!("{object}, line {at}")), report);
        }
    }
}

/// What a row says against the print of what its record says; words only while the quote has its salt.
fn compare(kept: &Prints, found: &Value, row: &QuoteRow, (place, object): (Option<i64>, String), report: &mut Report) {
    let members: Vec<&str> = found.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let (plain, words) = prints(found, &members);
    if plain != kept.0 {
        let said = Value::Object(plain_of(found, &members));
        report.find(Layer::Rows, place, object.clone(), "as it was recorded", said.to_string());
    }
    if row.salt.is_empty() {
        report.unchecked += 1;
    } else if words != kept.1 {
        report.find(Layer::Rows, place, format!("{object}: words"), "as they were recorded", "others");
    }
}

/// The prints of some members: those that stand there as they are, and those that are commitments.
fn prints(said: &Value, members: &[&str]) -> Prints {
    let words: Vec<&Value> = WORDS.iter().filter_map(|name| said.get(*name)).collect();
    (digest(&Value::Object(plain_of(said, members))), digest(&json!(words)))
}

fn plain_of(said: &Value, members: &[&str]) -> serde_json::Map<String, Value> {
    let plain = members.iter().filter(|name| !WORDS.contains(*name) && **name != "lines");
    plain.filter_map(|name| Some(((*name).to_owned(), said.get(*name)?.clone()))).collect()
}

fn digest(said: &Value) -> Hash {
    merkle::digest(said.to_string().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_from_what_can_always_be_compared() {
        let said = json!({"sku": "DR-1", "sum": "10.00", "words": "ab", "lines": []});
        let others = json!({"sku": "DR-1", "sum": "10.00", "words": "cd", "lines": [1]});
        let dearer = json!({"sku": "DR-1", "sum": "11.00", "words": "ab"});
        let members = ["sku", "sum", "words", "lines"];
        let (plain, words) = prints(&said, &members);
        assert_eq!(plain, prints(&others, &members).0);
        assert_ne!(words, prints(&others, &members).1);
        assert_ne!(plain, prints(&dearer, &members).0);
        assert_eq!(words, prints(&dearer, &members).1);
    }
}
