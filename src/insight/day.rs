//! The day: what needs somebody now, by urgency, each with how much there is of it and its rows. Whoever looks sees what he may
//! see anyway, of his own clients first.

use super::rows::{self, Row};
use super::{Scope, Window, figures, store};
use crate::access::permission::marks::SeeDay;
use crate::access::{Act, Reach, Right};
use crate::platform::error::{Answer, No};
use crate::platform::values::Moment;

crate::words! {
    /// What can need somebody, the most urgent first.
    pub enum Matter {
        /// Tasks whose time has passed.
        TasksOverdue = "tasks_overdue",
        /// Buyers who wait to hear whether an order is cancelled.
        Cancellations = "cancellations",
        /// Limits that somebody asked for.
        LimitRequests = "limit_requests",
        /// Quotes that were asked for.
        QuotesAsked = "quotes_asked",
        /// Quotes beyond the limit, which wait for a second person.
        QuotesToAgree = "quotes_to_agree",
        /// Orders with a part that should have left.
        PromisesLate = "promises_late",
        /// Goods of which more is promised than there is.
        Shortages = "shortages",
        /// Orders that a block keeps from leaving.
        OrdersHeld = "orders_held",
        /// Contracts whose shipments are blocked.
        ContractsBlocked = "contracts_blocked",
        /// Invoices that should have been paid and that nobody disputes.
        InvoicesOverdue = "invoices_overdue",
        /// Tasks whose time comes today.
        TasksToday = "tasks_today",
        /// Clients who are silent.
        ClientsSilent = "clients_silent",
        /// What was wanted for the first time today and could not be had.
        WantedToday = "wanted_today",
    }
}

impl Matter {
    /// Who may see it.
    pub fn right(self) -> Right {
        match self {
            Matter::TasksOverdue | Matter::TasksToday => Right::ServeClients,
            Matter::LimitRequests | Matter::QuotesToAgree => Right::SetLimits,
            Matter::QuotesAsked => Right::ManageDiscounts,
            Matter::Shortages => Right::ReadStock,
            Matter::ContractsBlocked | Matter::InvoicesOverdue => Right::ReadMoney,
            Matter::Cancellations | Matter::PromisesLate | Matter::OrdersHeld | Matter::ClientsSilent => Right::ReadOrders,
            Matter::WantedToday => Right::ReadRequested,
        }
    }

    /// How its figure looks.
    pub fn tone(self) -> &'static str {
        match self {
            Matter::TasksOverdue | Matter::PromisesLate | Matter::Shortages | Matter::InvoicesOverdue => "bad",
            Matter::Cancellations
            | Matter::LimitRequests
            | Matter::QuotesAsked
            | Matter::QuotesToAgree
            | Matter::OrdersHeld
            | Matter::ContractsBlocked => "warn",
            Matter::TasksToday | Matter::ClientsSilent | Matter::WantedToday => "info",
        }
    }
}

crate::words! {
    /// Whose things.
    pub enum Whose {
        /// Of the clients of whoever looks, and his own tasks.
        Mine = "mine",
        /// Of every client within reach.
        All = "all",
    }
}

/// The moments of a day at the seller's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Today {
    /// Now.
    pub now: Moment,
    /// The day.
    pub day: chrono::NaiveDate,
    /// Its first moment.
    pub begins: Moment,
    /// The first moment of the next day.
    pub ends: Moment,
    /// The zone.
    pub zone: chrono_tz::Tz,
}

/// What needs somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Whose things were counted.
    pub whose: Whose,
    /// Whether there is another choice.
    pub has_choice: bool,
    /// What there is, the most urgent first; what there is nothing of is not among it.
    pub matters: Vec<(Matter, i64)>,
}

/// What needs whoever looks.
pub fn look(act: &mut Act<'_, SeeDay>, asked: &Option<Whose>) -> Answer<Day> {
    let (whose, has_choice, scope) = scope(act, *asked)?;
    let today = today(act)?;
    let mut matters = Vec::new();
    let actor = act.actor();
    for matter in Matter::ALL.iter().copied().filter(|matter| actor.may(matter.right())) {
        let count = match matter {
            Matter::ClientsSilent => {
                i64::try_from(figures::silent(act.tx(), &scope.partners, today.now, today.zone)?.len()).unwrap_or(i64::MAX)
            }
            _ => store::count(act.tx(), &scope, &today, matter)?,
        };
        if count > 0 {
            matters.push((matter, count));
        }
    }
    Ok(Day { whose, has_choice, matters })
}

/// The rows of a matter.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The matter.
    pub matter: Matter,
    /// Whose things.
    pub whose: Option<Whose>,
    /// Which part of the list.
    pub window: Window,
}

/// The rows of a matter, and whose they are; forbidden to whoever may not see such things.
pub fn rows(act: &mut Act<'_, SeeDay>, asked: &Asked) -> Answer<(Vec<Row>, Whose)> {
    if !act.actor().may(asked.matter.right()) {
        return Err(No::forbidden());
    }
    let (whose, _, scope) = scope(act, asked.whose)?;
    let today = today(act)?;
    let rows = match asked.matter {
        Matter::ClientsSilent => {
            rows::silent_rows(&figures::silent(act.tx(), &scope.partners, today.now, today.zone)?, asked.window)
        }
        matter => store::rows(act.tx(), &scope, &today, matter, asked.window)?,
    };
    Ok((rows, whose))
}

fn today(act: &mut Act<'_, SeeDay>) -> Answer<Today> {
    let now = act.moment();
    let zone = crate::seller::zone(act.tx())?;
    let day = now.day_in(zone);
    let ends = Moment::start_of(day.succ_opt().unwrap_or(day), zone);
    Ok(Today { now, day, begins: Moment::start_of(day, zone), ends, zone })
}

/// Whose things are looked at: one's own clients', unless one has none in particular or asks for all.
fn scope(act: &mut Act<'_, SeeDay>, asked: Option<Whose>) -> Answer<(Whose, bool, Scope)> {
    let (reach, me) = (act.reach(), act.actor().person().map(|person| person.account));
    let managed = match me {
        Some(me) if *reach == Reach::Everything => store::managed_by(act.tx(), me)?,
        _ => Vec::new(),
    };
    let is_office = *reach == Reach::Everything;
    let has_choice = me.is_some() && (!is_office || !managed.is_empty());
    let whose = asked.filter(|_| has_choice).unwrap_or(if has_choice { Whose::Mine } else { Whose::All });
    let partners = if whose == Whose::Mine && is_office { Some(managed) } else { reach.partners() };
    Ok((whose, has_choice, Scope { partners, reach: reach.partners(), me: me.filter(|_| whose == Whose::Mine) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;

    #[test]
    fn everybody_who_has_a_day_may_see_something_of_it_and_a_buyer_has_none() {
        for role in [Role::Agent, Role::Manager, Role::Accountant, Role::Operator, Role::Administrator] {
            let rights = role.rights();
            assert!(rights.has(Right::SeeDay) && Matter::ALL.iter().any(|matter| rights.has(matter.right())), "{role}");
        }
        for role in [Role::Buyer, Role::Approver, Role::PartnerAdmin, Role::Warehouse] {
            assert!(!role.rights().has(Right::SeeDay), "{role}");
        }
    }
}
