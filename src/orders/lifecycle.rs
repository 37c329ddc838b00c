//! The life of an order: one table of steps. *On hold* is a mark with reasons, not a state.

crate::words! {
    /// Where an order is in its life.
    pub enum State {
        /// It came in and waits for a colleague's agreement.
        AwaitingApproval = "awaiting_approval",
        /// It stands, and the goods are promised.
        Confirmed = "confirmed",
        /// The warehouse has begun.
        Picking = "picking",
        /// Some has left.
        PartlyShipped = "partly_shipped",
        /// All has left.
        Shipped = "shipped",
        /// Nothing is to be done any more.
        Closed = "closed",
        /// Ended before it left.
        Cancelled = "cancelled",
        /// A colleague did not agree.
        Rejected = "rejected",
    }
}

/// The allowed steps.
const STEPS: &[(State, &[State])] = &[
    (State::AwaitingApproval, &[State::Confirmed, State::Rejected, State::Cancelled]),
    (State::Confirmed, &[State::Picking, State::PartlyShipped, State::Shipped, State::Cancelled]),
    (State::Picking, &[State::Confirmed, State::PartlyShipped, State::Shipped, State::Cancelled]),
    (State::PartlyShipped, &[State::Shipped, State::Closed]),
    (State::Shipped, &[State::Closed]),
    (State::Closed, &[]),
    (State::Cancelled, &[]),
    (State::Rejected, &[]),
];

impl State {
    /// Whether this state may follow.
    pub fn may_become(self, next: State) -> bool {
        STEPS.iter().any(|(from, to)| *from == self && to.contains(&next))
    }

    /// Whether the buyer can still cancel by himself: before picking.
    pub fn is_cancellable(self) -> bool {
        matches!(self, State::AwaitingApproval | State::Confirmed)
    }

    /// Whether goods of it may be shipped, if nothing else speaks against it.
    pub fn is_shippable(self) -> bool {
        matches!(self, State::Confirmed | State::Picking | State::PartlyShipped)
    }

    /// Whether the warehouse has to be asked before the rest can be cancelled.
    pub fn is_in_work(self) -> bool {
        matches!(self, State::Picking | State::PartlyShipped)
    }

    /// How its badge looks.
    pub fn tone(self) -> &'static str {
        match self {
            State::AwaitingApproval | State::Picking => "info",
            State::Confirmed | State::PartlyShipped | State::Shipped => "ok",
            State::Closed => "plain",
            State::Cancelled | State::Rejected => "bad",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_its_line_and_can_be_reached() {
        let mut reached = vec![State::AwaitingApproval];
        let mut i = 0;
        while let Some(state) = reached.get(i).copied() {
            for next in State::ALL.iter().filter(|next| state.may_become(**next)) {
                if !reached.contains(next) {
                    reached.push(*next);
                }
            }
            i += 1;
        }
        assert_eq!(reached.len(), State::ALL.len());
        assert_eq!(STEPS.len(), State::ALL.len());
    }

    #[test]
    fn an_ended_order_stays_ended() {
        for end in [State::Closed, State::Cancelled, State::Rejected] {
            assert!(State::ALL.iter().all(|next| !end.may_become(*next)));
        }
    }
}
