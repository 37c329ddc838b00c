//! A year of orders: when each partner orders, who places it, what and how much.
//! Called by `world`, after prices and contracts and before the stock is counted. Every plan keeps its
//! contract: assortment, price list, minimum order, credit limit, order quantities. It places nothing itself.

use std::collections::BTreeMap;

use super::contracts::Contract;
use super::day::Day;
use super::goods::Good;
use super::partners::Partner;
use super::people::Member;
use super::prices::{Prices, Span, share};
use super::random::Random;
use super::stock::Shelves;
use super::{OrderPlan, between, pick_several, pick_text};

/// The year, in days before today.
const YEAR: u64 = 365;
/// Goods that a partner comes back for.
const USUAL_GOODS: usize = 90;
const MOST_LINES: usize = 12;
/// Percent of a price that is left at least after every discount.
const LEFT_AFTER_DISCOUNTS: u64 = 70;
/// Percent of the credit limit that the year may use.
const USED_CREDIT: u64 = 85;
const COMMENTS: &[&str] = &[
    "Просьба позвонить за час до доставки",
    "Отгрузить одной партией",
    "Нужны сертификаты на весь товар",
    "Разгрузка с 9 до 16, въезд со двора",
    "Пропуск на машину заказать накануне",
    "Срочно, объект стоит",
    "Упаковать на паллеты, высота до 1,6 м",
    "Счёт-фактуру и накладную положить с грузом",
    "Самовывоз в пятницу после обеда",
    "Прошу подтвердить срок отгрузки",
    "Приёмка только до 12:00",
    "Заказ под тендер, замены не предлагать",
];
/// How partners write their own order numbers; some do not.
const NUMBERS: &[Option<&str>] = &[Some("ЗП-"), Some("PO-"), None, Some("Заявка № "), None, Some("З/"), Some("СН-"), None];

/// What the orders are made from.
#[derive(Debug, Clone, Copy)]
pub struct Trade<'a> {
    pub today: Day,
    pub goods: &'a [Good],
    pub partners: &'a [Partner],
    pub members: &'a [Member],
    pub contracts: &'a [Contract],
    pub prices: &'a Prices,
}

/// Something that a contract can order: its price in the contract's list and how dear it is.
#[derive(Debug, Clone, Copy)]
struct Choice<'a> {
    good: &'a Good,
    span: Span,
}

/// A contract with what can be ordered under it and what it has used.
struct Account<'a> {
    contract: &'a Contract,
    choices: Vec<Choice<'a>>,
    usual: Vec<Choice<'a>>,
    /// The most that its orders can add up to, with the opening balance.
    used: u64,
}

/// A partner with its habits.
struct Customer<'a> {
    partner: &'a Partner,
    buyers: Vec<&'a str>,
    accounts: Vec<Account<'a>>,
    numbers: Option<&'static str>,
    next_number: u64,
    /// Roubles of a usual line, in kopecks.
    line_value: u64,
}

/// The plans of the year, the oldest first; what they take is put down on the shelves.
pub fn plans(random: &mut Random, trade: &Trade, shelves: &mut Shelves) -> Vec<OrderPlan> {
    let mut customers: Vec<Customer> =
        trade.partners.iter().enumerate().map(|(place, partner)| customer(random, trade, shelves, place, partner)).collect();
    let mut moments: Vec<(u16, u32, usize)> = Vec::new();
    for (place, customer) in customers.iter().enumerate() {
        moments.extend(
            moments_of(random, trade.today, customer.partner.rhythm).into_iter().map(|(day, second)| (day, second, place)),
        );
    }
    moments.sort_by_key(|&(day, second, place)| (std::cmp::Reverse(day), second, place));
    let mut plans = Vec::with_capacity(moments.len());
    for (days_ago, seconds, place) in moments {
        if let Some(customer) = customers.get_mut(place) {
            plans.extend(order(random, shelves, customer, days_ago, seconds));
        }
    }
    plans
}

fn customer<'a>(random: &mut Random, trade: &Trade<'a>, shelves: &Shelves, place: usize, partner: &'a Partner) -> Customer<'a> {
    let is_buyer = |member: &&Member| member.partner == partner.code && member.role == "buyer";
    let contracts = trade.contracts.iter().filter(|contract| contract.partner == partner.code && contract.share > 0);
    Customer {
        partner,
        buyers: trade.members.iter().filter(is_buyer).map(|member| member.login.as_str()).collect(),
        accounts: contracts.map(|contract| account(random, trade, shelves, contract)).collect(),
        numbers: NUMBERS.get(place % NUMBERS.len()).copied().flatten(),
        next_number: between(random, 1_012, 4_800),
        line_value: between(random, 250_000, 800_000) + partner.rhythm * 6_000,
    }
}

fn account<'a>(random: &mut Random, trade: &Trade<'a>, shelves: &Shelves, contract: &'a Contract) -> Account<'a> {
    let on_sale = |good: &&Good| contract.allows(good) && shelves.is_kept(&good.sku, &contract.warehouses);
    let priced = |good: &'a Good| trade.prices.span(contract.price_list, &good.sku).map(|span| Choice { good, span });
    let choices: Vec<Choice> = trade.goods.iter().filter(on_sale).filter_map(priced).collect();
    let usual = pick_several(random, &choices, USUAL_GOODS);
    let used = contract.opening.map_or(0, |opening| u64::try_from(opening).unwrap_or_default());
    Account { contract, choices, usual, used }
}

/// Evenly over the year with some play; hardly ever at weekends, within working hours in Moscow.
fn moments_of(random: &mut Random, today: Day, rhythm: u64) -> Vec<(u16, u32)> {
    let count = between(random, rhythm * 92 / 100, rhythm * 108 / 100);
    let mut moments = Vec::new();
    for place in 0..count {
        let (first, last) = (place * YEAR / count, (place + 1) * YEAR / count);
        let day = 1 + first + random.below((last - first).max(1));
        let day = if random.chance(94) { working_day(random, today, day) } else { day };
        let seconds = between(random, 6 * 3_600, 15 * 3_600 - 1);
        if let (Ok(day), Ok(seconds)) = (u16::try_from(day.min(YEAR)), u32::try_from(seconds)) {
            moments.push((day, seconds));
        }
    }
    moments
}

/// For a weekend some day of the week before it, or the Monday after one that is too far back.
fn working_day(random: &mut Random, today: Day, days_ago: u64) -> u64 {
    let weekday = u64::from(today.plus_days(-i64::try_from(days_ago).unwrap_or_default()).weekday());
    if weekday < 5 {
        return days_ago;
    }
    let back = weekday - 4 + random.below(5);
    if days_ago + back <= YEAR { days_ago + back } else { days_ago.saturating_sub(7 - weekday) }
}

fn order(random: &mut Random, shelves: &mut Shelves, customer: &mut Customer, days_ago: u16, seconds: u32) -> Option<OrderPlan> {
    let login = random.pick(&customer.buyers).copied()?.to_owned();
    let delivery = customer.partner.addresses.iter().map(|address| address.cost).max().unwrap_or_default();
    let account = account_of_day(random, &mut customer.accounts, i64::from(days_ago))?;
    let lines = basket(random, account, customer.line_value);
    let most = lines.iter().map(|(choice, quantity)| u64::from(*quantity) * choice.span.highest).sum::<u64>();
    let most = if account.contract.is_vat_on_top { share(most, 123) } else { most } + delivery;
    let is_covered = account.contract.credit_limit.is_none_or(|limit| account.used + most <= share(limit, USED_CREDIT));
    if !is_covered || !is_enough(account.contract, &lines) {
        return None;
    }
    account.used += most;
    let kept = lines.iter().filter(|(choice, quantity)| shelves.take(&choice.good.sku, &account.contract.warehouses, *quantity));
    let lines = kept.map(|(choice, quantity)| (choice.good.sku.clone(), *quantity)).collect();
    let contract = account.contract.number.clone();
    let your_number = customer.numbers.map(|prefix| format!("{prefix}{}", customer.next_number));
    customer.next_number += between(random, 1, 4);
    let comment = if random.chance(14) { Some(pick_text(random, COMMENTS).to_owned()) } else { None };
    let partner = customer.partner.code.to_owned();
    Some(OrderPlan { days_ago, seconds, partner, contract, login, lines, your_number, comment, is_backorder: false })
}

/// So many orders wait for something that has yet to come in, and so many others lie between them.
const WAITING: usize = 3;
const APART: usize = 4;

/// Adds to a few of the last plans something that is nowhere now, to be waited for.
pub fn wait_for_goods(random: &mut Random, trade: &Trade, shelves: &Shelves, plans: &mut [OrderPlan]) {
    let contract_of = |number: &str| trade.contracts.iter().find(|contract| contract.number == number);
    let mut left = WAITING;
    let mut last = usize::MAX;
    for place in (0..plans.len()).rev() {
        let Some(plan) = plans.get_mut(place).filter(|plan| plan.lines.len() < MOST_LINES) else { continue };
        let Some(contract) = contract_of(&plan.contract) else { continue };
        if left == 0 || last.saturating_sub(place) < APART {
            continue;
        }
        let absent = shelves.absent(&contract.warehouses);
        let is_meant = |good: &&Good| absent.contains(&good.sku.as_str()) && contract.allows(good);
        let wanted: Vec<&Good> = trade.goods.iter().filter(is_meant).collect();
        let priced: Vec<&Good> =
            wanted.into_iter().filter(|good| trade.prices.span(contract.price_list, &good.sku).is_some()).collect();
        if let Some(good) = random.pick(&priced) {
            let step = good.multiple.max(1);
            plan.lines.push((good.sku.clone(), good.moq.max(1).div_ceil(step) * step * 2));
            plan.is_backorder = true;
            (left, last) = (left - 1, place);
        }
    }
}

/// A contract in force on that day, by the share of orders that goes to it.
fn account_of_day<'a, 'b>(random: &mut Random, accounts: &'b mut [Account<'a>], days_ago: i64) -> Option<&'b mut Account<'a>> {
    let is_open = |account: &&mut Account| account.contract.is_in_force(days_ago) && !account.choices.is_empty();
    let total = accounts.iter_mut().filter(is_open).map(|account| account.contract.share).sum::<u64>();
    let mut drawn = random.below(total);
    accounts.iter_mut().filter(is_open).find(|account| {
        let is_it = drawn < account.contract.share;
        drawn = drawn.saturating_sub(account.contract.share);
        is_it
    })
}

/// Three to twelve different goods, mostly usual ones; more of them where the contract asks for a minimum.
fn basket<'a>(random: &mut Random, account: &Account<'a>, line_value: u64) -> Vec<(Choice<'a>, u32)> {
    let wanted = usize::try_from(between(random, 3, 7) + random.below(6)).unwrap_or(3);
    let mut lines: BTreeMap<&str, (Choice, u32)> = BTreeMap::new();
    for _ in 0..MOST_LINES * 4 {
        let all: Vec<_> = lines.values().copied().collect();
        if lines.len() >= MOST_LINES || (lines.len() >= wanted && is_enough(account.contract, &all)) {
            break;
        }
        let from = if random.chance(78) { &account.usual } else { &account.choices };
        if let Some(&choice) = random.pick(from) {
            lines.insert(&choice.good.sku, (choice, quantity(random, account.contract, choice, line_value)));
        }
    }
    lines.into_values().collect()
}

/// As much as a usual line is worth, in lots; larger quantities are round.
fn quantity(random: &mut Random, contract: &Contract, choice: Choice, line_value: u64) -> u32 {
    let value = share(line_value, between(random, 25, 220));
    let value = if contract.currency == "EUR" { value / 40 } else { value };
    let step = choice.good.multiple.max(1);
    let least = choice.good.moq.max(1).div_ceil(step) * step;
    let worth = u32::try_from(value / choice.span.highest.max(1)).unwrap_or(u32::MAX).min(600);
    let lots = match worth / step {
        lots @ 0..=12 => lots,
        lots @ 13..=60 => lots / 5 * 5,
        lots => lots / 10 * 10,
    };
    (lots * step).max(least)
}

/// Whether the lines reach the contract's minimum even after every discount.
fn is_enough(contract: &Contract, lines: &[(Choice, u32)]) -> bool {
    let least: u64 =
        lines.iter().map(|(choice, quantity)| share(choice.span.lowest * u64::from(*quantity), LEFT_AFTER_DISCOUNTS)).sum();
    !lines.is_empty() && contract.minimum_order.is_none_or(|minimum| least >= minimum)
}

#[cfg(test)]
mod tests {
    use super::{Day, Random, working_day};

    #[test]
    fn a_working_day_is_no_weekend() {
        let (today, mut random) = (Day::new(2026, 11, 21), Random::new(5));
        for days_ago in 1..=365 {
            let moved = working_day(&mut random, today, days_ago);
            assert!((1..=365).contains(&moved));
            assert!(today.plus_days(-i64::try_from(moved).unwrap()).weekday() < 5, "{days_ago} became {moved}");
        }
    }
}
