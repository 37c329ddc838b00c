//! Whether records stand in the order in which they were written. Those that were written at once may stand either way, so it says
//! something only from the first root on that the records do not come to: then it names those that stand behind younger ones. Farther on
//! those that were moved and those that were written at once look alike, so it names a few.

use super::sealed::Come;
use super::{Layer, Report};
use crate::platform::journal::RecordId;

/// So many are named.
const NAMED: usize = 20;

/// A record that stands behind a younger one.
struct Moved {
    place: i64,
    id: RecordId,
    behind: RecordId,
}

/// The order of the records that were read.
#[derive(Default)]
pub(super) struct Turns {
    last: Option<RecordId>,
    /// Since the last root that agreed.
    moved: Vec<Moved>,
    is_parted: bool,
    named: usize,
}

impl Turns {
    /// Sees the next record.
    pub fn see(&mut self, place: i64, id: RecordId) {
        if let Some(behind) = self.last.replace(id).filter(|last| *last > id) {
            self.moved.push(Moved { place, id, behind });
        }
    }

    /// What the records came to.
    pub fn judge(&mut self, come: Come, report: &mut Report) {
        match come {
            Come::Nowhere => {}
            Come::Agreed => self.moved.clear(),
            Come::Parted => self.is_parted = true,
        }
        if self.is_parted {
            let free = NAMED.saturating_sub(self.named);
            for Moved { place, id, behind } in self.moved.drain(..).take(free) {
                self.named += 1;
                report.find(Layer::Records, Some(place), format!("{id} (turn)"), format!("before {behind}"), "behind it");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    /// What is named of these records where those up to a place come to that.
    fn told(ids: &[i64], until: i64, come: Come) -> Vec<String> {
        let (mut turns, mut report) = (Turns::default(), Report::default());
        for (place, id) in (1..).zip(ids) {
            turns.see(place, RecordId::from_number(*id));
            turns.judge(if place == until { come } else { Come::Nowhere }, &mut report);
        }
        report.findings.iter().map(|one| format!("{:?} {}", one.place, one.object)).collect()
    }

    #[test]
    fn records_that_changed_places_are_named_where_the_root_is_another() {
        let name = |place: i64, id: i64| format!("{:?} {} (turn)", Some(place), RecordId::from_number(id));
        for until in [2, 3, 6] {
            assert_eq!(told(&[1, 5, 3, 4, 2, 6], until, Come::Parted), [name(3, 3), name(5, 2)]);
        }
        assert!(told(&[1, 2, 3], 2, Come::Parted).is_empty());
    }

    #[test]
    fn a_few_are_named_and_not_every_one_behind_a_falsified_record() {
        let ids: Vec<i64> = (0..2_000).map(|n| n ^ 1).map(|n| n + 1).collect();
        assert_eq!(told(&ids, 2, Come::Parted).len(), NAMED);
    }

    #[test]
    fn what_was_written_at_once_may_stand_either_way() {
        assert!(told(&[1, 3, 2, 4], 4, Come::Agreed).is_empty());
        assert!(told(&[1, 3, 2, 4], 4, Come::Nowhere).is_empty());
    }
}
