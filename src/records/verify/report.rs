//! What a verification has come to: findings by layer, each with its place, doubts and notes. However many findings there are, everything
//! that one is about is named, and the words of others move no cursor. Filled by the pass and by the rooms; told by the command.

use std::collections::{HashMap, HashSet};

use super::prints::{Print, print};
use crate::platform::visible::visible;

crate::words! {
    /// Where something was found.
    pub enum Layer {
        /// A row of the trade does not say what the records say.
        Rows = "rows",
        /// A record does not agree with itself.
        Records = "records",
        /// A record stands among those of another time. It says what was signed all the same: a clock may have gone wrong.
        Times = "times",
        /// The records do not come to the roots that were signed.
        Tree = "tree",
        /// A checkpoint is missing, or not signed by a key that counts.
        Checkpoints = "checkpoints",
        /// Somebody outside holds something else.
        Anchors = "anchors",
        /// A receipt does not fit.
        Receipts = "receipts",
        /// What the database does of itself is not what the program made it do. It says nothing about any record: who may change what a
        /// database does is asked, and whether he changed more.
        Guards = "guards",
    }
}

/// Something that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub layer: Layer,
    /// The place in the log, where there is one.
    pub place: Option<i64>,
    /// What it is about.
    pub object: String,
    /// What it should be.
    pub expected: String,
    /// What it is.
    pub found: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.place.map_or_else(|| "-".to_owned(), |place| place.to_string());
        let line = format!("{}  place {place}  {}: expected {}, found {}", self.layer, self.object, self.expected, self.found);
        f.write_str(&visible(&line))
    }
}

/// Findings of one layer that are told in full; of the rest each object is named, once.
const TOLD: usize = 200;

/// What was found, and what could not be told.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// What is not as it was.
    pub findings: Vec<Finding>,
    /// What more there is, by name: where, its place in the log, and what it is about.
    pub also: Vec<(Layer, Option<i64>, String)>,
    /// How many more findings there are about what is named already.
    pub more: u64,
    /// Why it cannot be told whether all is as it was.
    pub doubts: Vec<String>,
    /// Whether the records and the rows beside them were read, or whatever else there was to be read.
    pub is_read: bool,
    /// How many records were read.
    pub records: i64,
    /// How many of them are sealed.
    pub sealed: i64,
    /// How many checkpoints were checked.
    pub checkpoints: i64,
    /// Rows of the trade that were compared.
    pub rows: i64,
    /// Words of people who were erased: what the records keep of them nobody can compare any more, and nobody is accused of it.
    pub unchecked: i64,
    /// Who outside the database holds the same.
    pub anchors: Vec<String>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<String>,
    /// How much was told in full of each layer.
    told: HashMap<Layer, usize>,
    /// What was named, by layer and name.
    named: HashSet<(Layer, Print)>,
}

impl Report {
    /// Notes something that is not as it was. However much there is, everything that it is about is named.
    pub fn find(
        &mut self,
        layer: Layer,
        place: Option<i64>,
        object: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        let object = object.into();
        let is_new = self.named.insert((layer, print(&object)));
        let told = self.told.entry(layer).or_default();
        if *told < TOLD {
            *told += 1;
            self.findings.push(Finding { layer, place, object, expected: expected.into(), found: found.into() });
        } else if is_new {
            self.also.push((layer, place, object));
        } else {
            self.more += 1;
        }
    }

    /// Takes over what was found of a part, and how many rows it had.
    pub fn take(&mut self, part: Report) {
        for Finding { layer, place, object, expected, found } in part.findings {
            self.find(layer, place, object, expected, found);
        }
        for (layer, place, object) in part.also {
            self.find(layer, place, object, "", "not as it was");
        }
        self.more += part.more;
        self.doubts.extend(part.doubts);
        self.rows += part.rows;
        self.unchecked += part.unchecked;
        self.notes.extend(part.notes);
    }

    /// What is named only, as a line each.
    pub fn named(&self) -> impl Iterator<Item = String> {
        self.also.iter().map(|(layer, place, object)| {
            let place = place.map_or_else(|| "-".to_owned(), |place| place.to_string());
            visible(&format!("{layer}  place {place}  {object}: not as it was")).into_owned()
        })
    }

    /// Whether anything is not as it was that the records tell of, and not only what the database does of itself.
    pub fn is_falsified(&self) -> bool {
        self.findings.iter().any(|finding| finding.layer != Layer::Guards)
    }

    /// Notes why something cannot be told.
    pub fn doubt(&mut self, why: impl Into<String>) {
        self.doubts.push(why.into());
    }

    /// Notes what is worth knowing.
    pub fn note(&mut self, words: impl Into<String>) {
        self.notes.push(words.into());
    }

    /// 0: all is as it was. 1: something is not. 2: that cannot be told.
    pub fn exit(&self) -> u8 {
        match (self.findings.is_empty(), self.doubts.is_empty() && !self.anchors.is_empty()) {
            (false, _) => 1,
            (true, true) => 0,
            (true, false) => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_findings_hides_no_name() {
        let mut report = Report::default();
        for n in 0..300 {
            report.find(Layer::Rows, Some(n), format!("order {n:06} (total)"), "1.00", "2.00");
            report.find(Layer::Rows, Some(n), "order 000001 (total)", "1.00", "2.00");
        }
        report.find(Layer::Rows, Some(1008), "order 001008 (total)", "1.00", "2.00");
        assert_eq!(report.findings.len(), TOLD);
        let lines: Vec<String> = report.findings.iter().map(ToString::to_string).chain(report.named()).collect();
        for n in (0..300).chain([1008]) {
            assert!(lines.iter().any(|line| line.contains(&format!("order {n:06} (total)"))), "{n}");
        }
        assert_eq!((report.findings.len(), report.also.len(), report.more), (200, 201, 200));
        // The other layers have their own room.
        report.find(Layer::Tree, None, "root of 7 records", "a", "b");
        assert_eq!(report.findings.len(), TOLD + 1);
    }

    #[test]
    fn what_a_database_does_of_itself_accuses_no_record() {
        let mut report = Report::default();
        report.anchors.push("the signer".into());
        assert_eq!((report.exit(), report.is_falsified()), (0, false));
        report.find(Layer::Guards, None, "swallow on journal", "none", "one that this program did not make");
        assert_eq!((report.exit(), report.is_falsified()), (1, false));
        report.find(Layer::Rows, None, "order 000001", "a record", "none");
        assert!(report.is_falsified());
    }

    #[test]
    fn a_finding_is_one_line() {
        let mut report = Report::default();
        report.find(Layer::Rows, None, "order 000001 (comment)", "\u{1b}[2J", "x\nclean: 6519 records");
        let line = report.findings[0].to_string();
        assert_eq!(line, "rows  place -  order 000001 (comment): expected \\u{1b}[2J, found x\\nclean: 6519 records");
    }
}
