//! What becomes of the year's orders: when goods leave, when money comes, and what stands out today.
//! Called by `world`, after the plans; `history` goes these ways with the verbs that everybody uses. It ships and books nothing itself.

use super::contracts::Contract;
use super::partners::Partner;
use super::random::Random;
use super::{OrderPlan, between, days_between};

/// What becomes of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// After how many working days it leaves; one is what was promised.
    pub ships_after: i64,
    /// After how many working days more its second half leaves, where not all leaves at once.
    pub rest_after: Option<i64>,
    /// After how many working days its pro-forma is paid, where it is prepaid.
    pub pays_after: i64,
    /// How its invoice is paid.
    pub manner: Manner,
    /// Whether the buyer thinks better of it before it leaves.
    pub is_cancelled: bool,
}

/// How much of what is due is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// All of it.
    Exact,
    /// A round sum above it; the rest stays for the next invoice.
    Rounded,
    /// Half, and the rest two days later.
    InPart,
}

/// The habit by which a contract is paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payer {
    pub contract: String,
    /// Days to pay in; `None` is prepayment.
    pub net_days: Option<u32>,
    /// Days after the day it is due; negative is before it.
    pub lag: i64,
}

/// What was owed by a contract before the first order, in hundredths; negative is an advance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    pub contract: String,
    pub kopecks: i64,
}

/// Contracts that stand out today, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Story {
    /// Nobody has paid for weeks, and it blocks itself.
    pub overdue: Option<String>,
    /// A manager blocks it.
    pub blocked: Option<String>,
    /// Its limit is nearly used up.
    pub almost: Option<String>,
    /// Somebody asks for a higher limit for it: this many kopecks.
    pub wanted: Option<(String, u64)>,
    /// Another's payment was booked to it by mistake, and taken back.
    pub mistaken: Option<String>,
}

/// The ways of the plans, in their order.
pub fn ways(random: &mut Random, plans: &[OrderPlan]) -> Vec<Way> {
    plans.iter().map(|plan| way(random, plan)).collect()
}

fn way(random: &mut Random, plan: &OrderPlan) -> Way {
    let ships_after = match random.below(100) {
        0..=69 => 1,
        70..=87 => 2,
        _ => days_between(random, 3, 5),
    };
    let is_parted = random.chance(13) && plan.lines.len() >= 4;
    let rest = days_between(random, 1, 4);
    let manner = match random.below(100) {
        0..=3 => Manner::InPart,
        4..=7 => Manner::Rounded,
        _ => Manner::Exact,
    };
    Way {
        ships_after,
        rest_after: is_parted.then_some(rest),
        pays_after: days_between(random, 1, 3),
        manner,
        is_cancelled: random.chance(2),
    }
}

/// When each contract is paid: most in time, some a little late, a few so late that it stops their shipments.
pub fn payers(random: &mut Random, contracts: &[Contract]) -> Vec<Payer> {
    contracts.iter().map(|contract| payer(random, contract)).collect()
}

fn payer(random: &mut Random, contract: &Contract) -> Payer {
    let lag = match random.below(100) {
        0..=27 => -days_between(random, 1, 5),
        28..=69 => 0,
        70..=87 => days_between(random, 1, 2),
        _ => days_between(random, 5, 8),
    };
    // Whoever opens the demo as one of these finds a client in good order, unless the story says otherwise.
    let lag = if matches!(contract.partner, "ALFA" | "BETA" | "GAMMA") { 0 } else { lag };
    Payer { contract: contract.number.clone(), net_days: contract.net_days, lag }
}

/// What was owed before the first order.
pub fn balances(contracts: &[Contract]) -> Vec<Balance> {
    let owed = |contract: &Contract| Some(Balance { contract: contract.number.clone(), kopecks: contract.opening? });
    contracts.iter().filter_map(owed).collect()
}

/// The contracts that stand out: that of GAMMA, and of the others on credit those that order most.
pub fn story(partners: &[Partner], contracts: &[Contract]) -> Story {
    let is_told = |contract: &&Contract| {
        let is_on_credit = contract.net_days.is_some() && contract.credit_limit.is_some() && contract.currency == "RUB";
        is_on_credit && contract.share > 0 && contract.is_in_force(0) && contract.is_in_force(60)
    };
    let rhythm = |code: &str| partners.iter().find(|partner| partner.code == code).map_or(0, |partner| partner.rhythm);
    let of_gamma = contracts.iter().filter(is_told).find(|contract| contract.partner == "GAMMA");
    let is_known = |contract: &&Contract| matches!(contract.partner, "ALFA" | "BETA" | "GAMMA");
    let mut others: Vec<&Contract> = contracts.iter().filter(is_told).filter(|contract| !is_known(contract)).collect();
    others.sort_by_key(|contract| std::cmp::Reverse(rhythm(contract.partner)));
    let mut others = others.into_iter();
    let mut next = || others.next().map(|contract| contract.number.clone());
    let (almost, blocked, mistaken) = (next(), next(), next());
    let wanted = others.next().map(|contract| (contract.number.clone(), contract.credit_limit.unwrap_or_default() / 2 * 3));
    Story { overdue: of_gamma.map(|contract| contract.number.clone()), blocked, almost, wanted, mistaken }
}

/// Seconds after midnight UTC at which an act of the house falls: within working hours in Moscow, the same for the same place.
#[must_use]
pub fn working_second(place: usize, from_hour: u64, hours: u64) -> i64 {
    let mut random = Random::new(u64::try_from(place).unwrap_or_default().wrapping_add(from_hour << 32));
    i64::try_from(between(&mut random, from_hour * 3_600, (from_hour + hours) * 3_600 - 1)).unwrap_or_default()
}
