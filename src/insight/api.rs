//! The API's doors to the figures of a period and to the day.

use actix_web::HttpResponse;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::day::{self, Whose};
use super::figures::{self, Figures};
use crate::access::permission::marks::{ReadInsight, SeeDay};
use crate::access::{May, Routes};
use crate::platform::error::Answer;
use crate::platform::values::Money;
use crate::platform::web::Params;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/dashboard", dashboard);
    routes.get("/api/v1/day", day);
}

/// Which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// The first day at the seller's place; thirty days up to the last when not given.
    from: Option<NaiveDate>,
    /// The last day; today when not given.
    to: Option<NaiveDate>,
}

/// A client.
#[derive(Serialize, ToSchema)]
pub struct ClientName {
    /// Its code.
    code: String,
    /// Its name.
    name: String,
}

impl From<super::Client> for ClientName {
    fn from(client: super::Client) -> Self {
        Self { code: client.code, name: client.name }
    }
}

/// An amount with its currency.
#[derive(Serialize, ToSchema)]
pub struct Sum {
    /// ISO 4217 letters.
    currency: String,
    /// How much.
    amount: Money,
}

/// Orders of some days.
#[derive(Serialize, ToSchema)]
pub struct OrdersOf {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// How many orders.
    orders: i64,
    /// What they come to, with VAT, in each currency.
    totals: Vec<Sum>,
}

/// What is owed of one age.
#[derive(Serialize, ToSchema)]
pub struct DebtOf {
    /// `not_due`, or the days since it was due: `1-30`, `31-60`, `61-90`, `over_90`.
    age: String,
    /// How many invoices.
    invoices: i64,
    /// What is still to be paid.
    amount: Money,
}

/// What is owed in one currency.
#[derive(Serialize, ToSchema)]
pub struct Debts {
    /// ISO 4217 letters.
    currency: String,
    /// By age, the youngest first.
    ages: Vec<DebtOf>,
}

/// Contracts whose shipments are blocked.
#[derive(Serialize, ToSchema)]
pub struct BlockedTotal {
    /// All of them.
    contracts: i64,
    /// By overdue debt.
    overdue: i64,
    /// By hand; a contract can be blocked by both.
    manual: i64,
}

/// A client who ordered.
#[derive(Serialize, ToSchema)]
pub struct TopClient {
    /// The client.
    partner: ClientName,
    /// How many orders.
    orders: i64,
    /// What they come to, with VAT.
    amount: Money,
}

/// Who ordered most in one currency.
#[derive(Serialize, ToSchema)]
pub struct TopClients {
    /// ISO 4217 letters.
    currency: String,
    /// The greatest first, at most ten.
    clients: Vec<TopClient>,
}

/// A client who is silent.
#[derive(Serialize, ToSchema)]
pub struct SilentClient {
    /// The client.
    partner: ClientName,
    /// The day of the last order.
    last_order_on: NaiveDate,
    /// Days between orders, as a rule.
    usual_days: i64,
    /// Days since the last order.
    since_days: i64,
}

/// Something that was wanted.
#[derive(Serialize, ToSchema)]
pub struct WantedItem {
    /// The words or the article number.
    wanted: String,
    /// How often.
    times: i64,
    /// How many wishes.
    wishes: i64,
}

/// What was wanted and could not be had.
#[derive(Serialize, ToSchema)]
pub struct UnmetDemand {
    /// How many wishes.
    wishes: i64,
    /// How often all of them.
    times: i64,
    /// What was wanted most, at most ten.
    items: Vec<WantedItem>,
}

/// The figures of a period.
#[derive(Serialize, ToSchema)]
pub struct Dashboard {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// By what orders are shown: `day`, `week` or `month`.
    step: String,
    /// Orders of the period.
    orders: i64,
    /// What they come to, with VAT, in each currency.
    totals: Vec<Sum>,
    /// The same by day, week or month; days without orders are among them.
    stretches: Vec<OrdersOf>,
    /// What is owed today.
    debt: Vec<Debts>,
    /// What is blocked today.
    blocked: BlockedTotal,
    /// Who ordered most in the period.
    top: Vec<TopClients>,
    /// Who is silent today, the longest beside the usual interval first.
    silent: Vec<SilentClient>,
    /// What was last wanted in the period.
    unmet: UnmetDemand,
}

impl From<Figures> for Dashboard {
    fn from(seen: Figures) -> Self {
        let letters: Vec<String> = seen.trade.currencies.iter().map(|currency| currency.code().to_owned()).collect();
        let sums = |amounts: &[Money]| -> Vec<Sum> {
            letters.iter().cloned().zip(amounts).map(|(currency, amount)| Sum { currency, amount: *amount }).collect()
        };
        Self {
            from: seen.period.from,
            to: seen.period.until,
            step: seen.period.step().to_string(),
            orders: seen.trade.orders(),
            totals: sums(&seen.trade.totals),
            stretches: seen
                .trade
                .stretches
                .iter()
                .map(|s| OrdersOf { from: s.days.from, to: s.days.until, orders: s.orders, totals: sums(&s.sums) })
                .collect(),
            debt: seen.debt.into_iter().map(Debts::from).collect(),
            blocked: BlockedTotal {
                contracts: seen.blocked.contracts,
                overdue: seen.blocked.overdue,
                manual: seen.blocked.manual,
            },
            top: seen.top.into_iter().map(TopClients::from).collect(),
            silent: seen.silent.into_iter().map(SilentClient::from).collect(),
            unmet: UnmetDemand::from(seen.unmet),
        }
    }
}

impl From<figures::Debt> for Debts {
    fn from(debt: figures::Debt) -> Self {
        let of = |(age, invoices, amount): (figures::Age, i64, Money)| DebtOf { age: age.to_string(), invoices, amount };
        Self { currency: debt.currency.code().to_owned(), ages: debt.ages.into_iter().map(of).collect() }
    }
}

impl From<(crate::platform::values::Currency, Vec<figures::Sold>)> for TopClients {
    fn from((currency, sold): (crate::platform::values::Currency, Vec<figures::Sold>)) -> Self {
        let of = |sold: figures::Sold| TopClient { partner: sold.client.into(), orders: sold.orders, amount: sold.sum };
        Self { currency: currency.code().to_owned(), clients: sold.into_iter().map(of).collect() }
    }
}

impl From<super::silence::Silent> for SilentClient {
    fn from(silent: super::silence::Silent) -> Self {
        Self { partner: silent.client.into(), last_order_on: silent.last, usual_days: silent.usual, since_days: silent.since }
    }
}

impl From<figures::Unmet> for UnmetDemand {
    fn from(unmet: figures::Unmet) -> Self {
        let of = |demand: figures::Demand| WantedItem { wanted: demand.wanted, times: demand.times, wishes: demand.wishes };
        Self { wishes: unmet.wishes, times: unmet.times, items: unmet.top.into_iter().map(of).collect() }
    }
}

/// The figures of a period: orders, debt by age, blocks, clients, unmet demand
#[utoipa::path(get, path = "/api/v1/dashboard", tag = "insight", params(Days), responses(
    (status = 200, description = "Amounts of different currencies are never added", body = Dashboard),
    (status = 422, description = "The period runs backwards or is too long")))]
pub async fn dashboard(may: May<ReadInsight>, Params(days): Params<Days>) -> Answer<HttpResponse> {
    let seen = may.read((days.from, days.to), figures::look).await?;
    Ok(HttpResponse::Ok().json(Dashboard::from(seen)))
}

/// Whose things.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DayQuery {
    /// `mine`: of one's own clients, and one's own tasks; or `all`. `mine` when not given and there are such clients.
    #[param(value_type = Option<String>)]
    whose: Option<Whose>,
}

/// Something that needs somebody.
#[derive(Serialize, ToSchema)]
pub struct DayMatter {
    /// What: `tasks_overdue`, `cancellations`, `limit_requests`, `quotes_asked`, `quotes_to_agree`, `promises_late`, `shortages`,
    /// `orders_held`, `contracts_blocked`, `invoices_overdue`, `tasks_today`, `clients_silent`, `wanted_today`.
    matter: String,
    /// How much there is of it.
    count: i64,
}

/// What needs somebody now.
#[derive(Serialize, ToSchema)]
pub struct DayMatters {
    /// Whose things were counted: `mine` or `all`.
    whose: String,
    /// The most urgent first; what there is nothing of is not among it.
    items: Vec<DayMatter>,
}

/// What needs whoever asks, by urgency
#[utoipa::path(get, path = "/api/v1/day", tag = "insight", params(DayQuery), responses(
    (status = 200, description = "Within reach and rights", body = DayMatters)))]
pub async fn day(may: May<SeeDay>, Params(query): Params<DayQuery>) -> Answer<HttpResponse> {
    let seen = may.read(query.whose, day::look).await?;
    let items = seen.matters.into_iter().map(|(matter, count)| DayMatter { matter: matter.to_string(), count }).collect();
    Ok(HttpResponse::Ok().json(DayMatters { whose: seen.whose.to_string(), items }))
}
