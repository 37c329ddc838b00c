//! When a record may have been made, as earlier programs wrote: each node by its own clock, which nobody else followed. Asked by the pass
//! over the records; it reads nothing.

use std::collections::HashMap;

use crate::platform::values::Moment;

/// So many seconds the clock of one node may have been ahead of the others' when earlier programs wrote, each by its own clock.
const AHEAD: i64 = 86_400;
/// So many seconds older than those before it a record may be by its id: between the first record of an import and its end some time
/// may pass, in which others write and whose clocks differ.
pub(super) const STRAY: i64 = 900;

/// After which moment a node wrote whose clock nobody else followed: that of the slowest of those that wrote in the last day, since the
/// clock of another may have been ahead; and one that begins may begin up to a day behind a clock that was put right.
pub(super) fn slowest(nodes: &HashMap<i64, Moment>, node: i64, last: Moment) -> Moment {
    let slowest = nodes.values().copied().filter(|seen| last.seconds_since(*seen) <= AHEAD).min().unwrap_or(last);
    let begins = nodes.get(&node).is_none_or(|seen| last.seconds_since(*seen) > AHEAD);
    if begins { slowest.plus_seconds(STRAY - AHEAD) } else { slowest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_programs_wrote_each_by_its_own_clock_of_a_day_at_most() {
        let at = |hour: i64| Moment::from_micros(0).plus_seconds(hour * 3600);
        let nodes = HashMap::from([(1, at(100)), (2, at(90)), (3, at(10))]);
        assert_eq!(slowest(&nodes, 1, at(100)), at(90));
        assert_eq!(slowest(&nodes, 2, at(100)), at(90));
        // Who was silent for longer than a day begins anew, as somebody unknown does.
        for node in [3, 4] {
            assert_eq!(slowest(&nodes, node, at(100)), at(66).plus_seconds(STRAY));
        }
        assert_eq!(slowest(&HashMap::new(), 1, at(100)), at(76).plus_seconds(STRAY));
    }
}
