//! The demo's year as it went: an agenda of deeds by moment, done in the names of those who do them.
//! The deeds of a day are written down in their order in one transaction; what follows from a deed comes on a later day.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime};

use super::deeds::{self, Errand, Prepayment, Settlement};
use super::world::ways::{Manner, Payer, Way, working_second};
use super::world::{OrderPlan, World};
use crate::access::gate::chronicle::Entry;
use crate::access::permission::marks::{BlockShipments, BookPayments, CancelOrders, Import, PlaceOrders, ShipOrders};
use crate::access::{Gate, May};
use crate::orders::place::{self, NewLine, NewOrder, Placed};
use crate::orders::promise::{dispatch_day, on_working_day};
use crate::orders::shipment::Shipped;
use crate::orders::shortage::Shortage;
use crate::orders::{Order, cancel};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money, Quantity};
use crate::receivables::block::{self, BlockId, NewBlock};
use crate::receivables::payment::{self, Booked, NewPayment, PaymentId, Reversal, Source};

/// So many of the last orders are still open.
const FRESH: usize = 8;
/// The days before today on which the history begins.
const BEGINNING: u64 = 366;
/// Whoever stops paying has paid nothing that was due in so many last days.
const UNPAID_DAYS: u64 = 24;
/// So many days ago a manager blocked a contract, and so many days more it lasts.
const BLOCKED_SINCE: u64 = 3;
const BLOCKED_FOR: u64 = 11;
/// So many days ago a payment was booked to the wrong contract.
const MISTAKE: u64 = 20;

/// Something to be done.
#[derive(Debug, Clone)]
enum Deed {
    OpenBalances,
    LookAtDebts,
    Place(usize),
    Cancel { place: usize, order: String },
    Prepay { place: usize, order: String },
    Ship { place: usize, order: String, is_first: bool },
    Settle { place: usize, contract: String, due: NaiveDate, manner: Manner },
    Block(String),
    Misbook(String),
    Reverse(PaymentId),
}

/// What became of it.
enum Done {
    Nothing,
    Placed(String),
    Shipped,
    PaidInPart,
    Booked(PaymentId),
}

/// An order of the last days that is still open: whose, and its number.
pub(super) struct Open {
    pub login: String,
    pub partner: String,
    pub number: String,
}

/// Our own people and the house itself.
struct Staff {
    house: May<Import>,
    clock: May<BlockShipments>,
    warehouse: May<ShipOrders>,
    accountant: May<BookPayments>,
    manager: May<BlockShipments>,
}

/// The year under way.
struct Year<'w> {
    world: &'w World,
    today: NaiveDate,
    payers: HashMap<&'w str, &'w Payer>,
    buyers: HashMap<(&'w str, &'w str), May<PlaceOrders>>,
    staff: Staff,
    agenda: BTreeMap<(Moment, u64), Deed>,
    written: u64,
    open: Vec<Open>,
}

/// Lets the year go by up to now; answers the orders that are still open.
pub(super) async fn go(gate: &Arc<Gate>, world: &World, today: NaiveDate, now: Moment) -> Answer<Vec<Open>> {
    let mut year = Year::begin(gate, world, today).await?;
    while let Some(first) = year.next_moment().filter(|moment| *moment <= now) {
        let end = at(first.utc().date_naive() + Days::new(1), 0).min(now.plus_seconds(1));
        let mut deeds = Vec::new();
        while let Some(entry) = year.agenda.first_entry().filter(|entry| entry.key().0 < end) {
            let ((moment, _), deed) = entry.remove_entry();
            deeds.push((moment, deed));
        }
        let entries = deeds.iter().map(|(moment, deed)| year.entry(*moment, deed)).collect::<Answer<Vec<_>>>()?;
        let outcomes = gate.write_down(entries).await?;
        for ((moment, deed), outcome) in deeds.into_iter().zip(outcomes) {
            year.follow(moment, deed, outcome)?;
        }
    }
    Ok(year.open)
}

/// So many seconds after midnight UTC of a day.
fn at(day: NaiveDate, seconds: i64) -> Moment {
    Moment::from(day.and_time(NaiveTime::MIN).and_utc()).plus_seconds(seconds)
}

impl<'w> Year<'w> {
    async fn begin(gate: &Arc<Gate>, world: &'w World, today: NaiveDate) -> Answer<Self> {
        let mut buyers: HashMap<(&str, &str), May<PlaceOrders>> = HashMap::new();
        for plan in &world.plans {
            let key = (plan.login.as_str(), plan.partner.as_str());
            if let std::collections::hash_map::Entry::Vacant(entry) = buyers.entry(key) {
                entry.insert(gate.historian(&plan.login, &plan.partner).await?);
            }
        }
        let staff = Staff {
            house: gate.system("demo"),
            clock: gate.system("clock"),
            warehouse: gate.historian("warehouse@optima.example", "").await?,
            accountant: gate.historian("accountant@optima.example", "").await?,
            manager: gate.historian("manager@optima.example", "").await?,
        };
        let payers = world.payers.iter().map(|payer| (payer.contract.as_str(), payer)).collect();
        let (agenda, open) = (BTreeMap::new(), Vec::new());
        let mut year = Self { world, today, payers, buyers, staff, agenda, written: 0, open };
        year.note_down();
        Ok(year)
    }

    /// What is known before the year begins.
    fn note_down(&mut self) {
        let day = |ago: u64| self.today - Days::new(ago);
        let mut known = vec![(at(day(BEGINNING), 6 * 3600), Deed::OpenBalances)];
        known.extend((0..BEGINNING).map(|ago| (at(day(ago), 4 * 3600), Deed::LookAtDebts)));
        let placed = self.world.plans.iter().enumerate();
        known
            .extend(placed.map(|(place, plan)| (at(day(u64::from(plan.days_ago)), i64::from(plan.seconds)), Deed::Place(place))));
        let story = &self.world.story;
        known.extend(story.blocked.clone().map(|contract| (at(day(BLOCKED_SINCE), 5 * 3600), Deed::Block(contract))));
        known.extend(story.mistaken.clone().map(|contract| (at(day(MISTAKE), 9 * 3600), Deed::Misbook(contract))));
        for (moment, deed) in known {
            self.plan(moment, deed);
        }
    }

    fn next_moment(&self) -> Option<Moment> {
        self.agenda.first_key_value().map(|((moment, _), _)| *moment)
    }

    fn plan(&mut self, moment: Moment, deed: Deed) {
        self.written += 1;
        self.agenda.insert((moment, self.written), deed);
    }

    fn order(&self, place: usize) -> Answer<(&'w OrderPlan, &'w Way)> {
        let found = self.world.plans.get(place).zip(self.world.ways.get(place));
        found.ok_or_else(|| No::failed("a plan without its way"))
    }

    fn buyer<'y>(&'y self, plan: &'y OrderPlan) -> Answer<&'y May<PlaceOrders>> {
        self.buyers.get(&(plan.login.as_str(), plan.partner.as_str())).ok_or_else(|| No::failed("a plan without its buyer"))
    }

    fn entry(&self, moment: Moment, deed: &Deed) -> Answer<Entry<Done>> {
        let staff = &self.staff;
        match deed {
            Deed::OpenBalances => {
                staff.house.entry(moment, self.world.balances.clone(), deeds::open_balances, |()| Done::Nothing)
            }
            Deed::LookAtDebts => staff.clock.entry(moment, (), deeds::look_at_debts, |()| Done::Nothing),
            Deed::Place(place) => {
                let (plan, _) = self.order(*place)?;
                self.buyer(plan)?.entry(moment, new_order(plan), place::place, |placed: Placed| Done::Placed(placed.number))
            }
            Deed::Cancel { place, order } => {
                let buyer = self.buyer(self.order(*place)?.0)?.also::<CancelOrders>().ok_or_else(No::forbidden)?;
                buyer.entry(moment, order.clone(), cancel::cancel, |_: Order| Done::Nothing)
            }
            Deed::Prepay { place, order } => {
                let new = Prepayment { order: order.clone(), reference: reference(*place) };
                staff.accountant.entry(moment, new, deeds::prepay, |()| Done::Nothing)
            }
            Deed::Ship { place, order, is_first } => {
                let rest_after = self.order(*place)?.1.rest_after.filter(|_| *is_first);
                let rest_on = rest_after.map(|days| dispatch_day(moment.utc().date_naive(), days));
                let errand = Errand { order: order.clone(), rest_on };
                staff.warehouse.entry(moment, errand, deeds::ship, |_: Shipped| Done::Shipped)
            }
            Deed::Settle { place, contract, due, manner } => {
                let new = Settlement { contract: contract.clone(), due: *due, manner: *manner, reference: reference(*place) };
                let told = |is_part: bool| if is_part { Done::PaidInPart } else { Done::Nothing };
                staff.accountant.entry(moment, new, deeds::settle, told)
            }
            Deed::Block(contract) => {
                staff.manager.entry(moment, self.new_block(contract), block::begin, |_: BlockId| Done::Nothing)
            }
            Deed::Misbook(contract) => {
                let new = mistaken(contract, moment)?;
                staff.accountant.entry(moment, new, payment::book, |booked: Booked| Done::Booked(booked.id))
            }
            Deed::Reverse(payment) => {
                let reason = "Зачислено по ошибке: плательщик — другая организация".to_owned();
                let reversal = Reversal { payment: *payment, reason };
                staff.accountant.entry(moment, reversal, payment::reverse, |_: PaymentId| Done::Nothing)
            }
        }
    }

    fn new_block(&self, contract: &str) -> NewBlock {
        NewBlock {
            contract: contract.to_owned(),
            reason: "Просили не отгружать, пока на объекте переезжает склад. Согласовано по телефону".to_owned(),
            until: Some(self.today + Days::new(BLOCKED_FOR)),
            ends_when: None,
        }
    }

    /// Notes down what follows. A refusal is a part of history: what is blocked is tried again on the next working day.
    fn follow(&mut self, moment: Moment, deed: Deed, outcome: Answer<Done>) -> Answer<()> {
        let day = moment.utc().date_naive();
        match (deed, outcome) {
            (Deed::OpenBalances, Ok(_)) => {
                let world = self.world;
                for (place, balance) in world.balances.iter().enumerate().filter(|(_, balance)| balance.kopecks > 0) {
                    self.expect_money(place, &balance.contract, day, Manner::Exact);
                }
            }
            (Deed::Place(place), Ok(Done::Placed(order))) => self.follow_order(place, order, day)?,
            (Deed::Prepay { place, order }, Ok(_)) => self.ship(place, order, true, dispatch_day(day, 1)),
            (Deed::Ship { place, order, is_first }, Ok(_)) => {
                let (plan, way) = self.order(place)?;
                self.expect_money(place, &plan.contract, day, way.manner);
                if let Some(days) = way.rest_after.filter(|_| is_first) {
                    self.ship(place, order, false, dispatch_day(day, days));
                }
            }
            (Deed::Ship { place, order, is_first }, Err(no)) if no.code() == "shipment_blocked" => {
                self.ship(place, order, is_first, dispatch_day(day, 1));
            }
            (Deed::Settle { place, contract, due, .. }, Ok(Done::PaidInPart)) => {
                let rest = Deed::Settle { place, contract, due, manner: Manner::Exact };
                self.plan(at(day + Days::new(2), working_second(place, 9, 3)), rest);
            }
            (Deed::Misbook(_), Ok(Done::Booked(payment))) => {
                self.plan(at(dispatch_day(day, 1), 8 * 3600), Deed::Reverse(payment));
            }
            (deed, Err(no)) => tracing::debug!(?deed, %no, "a deed of the demo's history was refused"),
            _ => {}
        }
        Ok(())
    }

    fn follow_order(&mut self, place: usize, order: String, day: NaiveDate) -> Answer<()> {
        let (plan, way) = self.order(place)?;
        if place + FRESH >= self.world.plans.len() {
            let (login, partner) = (plan.login.clone(), plan.partner.clone());
            self.open.push(Open { login, partner, number: order });
            return Ok(());
        }
        let is_prepaid = self.payers.get(plan.contract.as_str()).is_some_and(|payer| payer.net_days.is_none());
        if way.is_cancelled {
            self.plan(at(day + Days::new(1), 5 * 3600), Deed::Cancel { place, order });
        } else if is_prepaid {
            let paid_on = dispatch_day(day, way.pays_after);
            self.plan(at(paid_on, working_second(place, 9, 3)), Deed::Prepay { place, order });
        } else {
            self.ship(place, order, true, dispatch_day(day, way.ships_after));
        }
        Ok(())
    }

    fn ship(&mut self, place: usize, order: String, is_first: bool, on: NaiveDate) {
        self.plan(at(on, working_second(place, 7, 7)), Deed::Ship { place, order, is_first });
    }

    /// Expects the payment of what is invoiced on a day, by the contract's habit. Whoever stopped paying pays nothing more.
    fn expect_money(&mut self, place: usize, contract: &str, day: NaiveDate, manner: Manner) {
        let Some(payer) = self.payers.get(contract) else { return };
        let due = day + Days::new(payer.net_days.map_or(0, u64::from));
        let has_stopped = due + Days::new(UNPAID_DAYS) >= self.today;
        if has_stopped && self.world.story.overdue.as_deref() == Some(contract) {
            return;
        }
        // What is prepaid wants money only where the rate of VAT has changed meanwhile.
        let lag = if payer.net_days.is_none() { 2 } else { payer.lag };
        let wished = due + chrono::TimeDelta::days(lag);
        let on = on_working_day(wished.max(day + Days::new(1)));
        let deed = Deed::Settle { place, contract: contract.to_owned(), due, manner };
        self.plan(at(on, working_second(place, 9, 3)), deed);
    }
}

fn new_order(plan: &OrderPlan) -> NewOrder {
    let lines =
        plan.lines.iter().map(|(sku, quantity)| NewLine { sku: sku.clone(), quantity: Quantity::whole(i64::from(*quantity)) });
    NewOrder {
        lines: Some(lines.collect()),
        contract: Some(plan.contract.clone()),
        your_number: plan.your_number.clone(),
        comment: plan.comment.clone(),
        shortage: if plan.is_backorder { Shortage::Backorder } else { Shortage::Refuse },
        ..NewOrder::default()
    }
}

/// What the bank calls the payment that is made for a plan.
fn reference(place: usize) -> String {
    format!("Платёжное поручение № {}", 118 + place * 7 % 4_800)
}

fn mistaken(contract: &str, moment: Moment) -> Answer<NewPayment> {
    Ok(NewPayment {
        contract: contract.to_owned(),
        amount: Money::from_steps(4_815_000),
        currency: Currency::parse("RUB").ok_or_else(|| No::failed("no rouble"))?,
        paid_on: moment.utc().date_naive(),
        reference: "Платёжное поручение № 2214".to_owned(),
        invoices: None,
        source: Source::Hand,
        fingerprint: None,
    })
}
