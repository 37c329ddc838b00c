//! What needs somebody today: how much there is of each matter, and its rows, by one and the same condition.

use super::*;
use crate::insight::day::{Matter, Today};
use crate::say;

/// The states of quotes that wait for somebody of ours.
const ASKED: &str = "asked";
const AWAITING_SECOND: &str = "awaiting_second";

pub(super) type WishRow = (String, (String, String), Moment, i64, String);

pub(super) fn wish_row((wanted, of, at, times, reason): WishRow) -> Row {
    Row::of(Thing::Wish { wanted, reason }, client(of)).at(at).noted(say!("insight-times", times = times))
}

macro_rules! late_promises {
    ($scope:expr, $today:expr) => {
        among!(view_promise, &$scope.partners, view_promise::table.filter(view_promise::promised_on.lt($today.day)))
    };
}

macro_rules! overdue {
    ($scope:expr, $today:expr) => {
        among!(
            view_debt,
            &$scope.partners,
            view_debt::table.filter(view_debt::due_on.lt($today.day).and(view_debt::is_disputed.eq(false)))
        )
    };
}

macro_rules! asked_to_cancel {
    ($scope:expr) => {
        among!(view_order, &$scope.partners, view_order::table.filter(view_order::is_cancellation_asked.eq(true)))
    };
}

macro_rules! quotes_that_wait {
    ($scope:expr, $state:expr) => {
        among!(view_quote, &$scope.partners, view_quote::table.filter(view_quote::state.eq($state)))
    };
}

macro_rules! wanted_today {
    ($scope:expr, $today:expr) => {
        among!(view_wish, &$scope.partners, view_wish::table.filter(view_wish::first_at.ge($today.begins)))
    };
}

/// Open tasks due within two moments; the first is none for all that came before.
macro_rules! tasks {
    ($scope:expr, $from:expr, $until:expr) => {{
        let mut query = among!(view_task, &$scope.reach, view_task::table.filter(view_task::due_at.lt($until)));
        if let Some(from) = $from {
            query = query.filter(view_task::due_at.ge(from));
        }
        if let Some(me) = $scope.me {
            query = query.filter(view_task::owner_id.is_null().or(view_task::owner_id.eq(Some(me))));
        }
        query
    }};
}

/// How much there is of a matter. Who is silent is not known here.
pub(in crate::insight) fn count(tx: &mut Tx, scope: &Scope, today: &Today, matter: Matter) -> Answer<i64> {
    let link = tx.link();
    Ok(match matter {
        Matter::TasksOverdue => tasks!(scope, None::<Moment>, today.now).count().get_result(link)?,
        Matter::TasksToday => tasks!(scope, Some(today.now), today.ends).count().get_result(link)?,
        Matter::Cancellations => asked_to_cancel!(scope).count().get_result(link)?,
        Matter::LimitRequests => {
            among!(view_limit_request, &scope.partners, view_limit_request::table).count().get_result(link)?
        }
        Matter::QuotesAsked => quotes_that_wait!(scope, ASKED).count().get_result(link)?,
        Matter::QuotesToAgree => quotes_that_wait!(scope, AWAITING_SECOND).count().get_result(link)?,
        Matter::PromisesLate => late_promises!(scope, today).count().get_result(link)?,
        Matter::Shortages => view_shortage::table.count().get_result(link)?,
        Matter::OrdersHeld => among!(view_held_order, &scope.partners, view_held_order::table).count().get_result(link)?,
        Matter::ContractsBlocked => among!(view_block, &scope.partners, view_block::table)
            .select(sql::<BigInt>("COUNT(DISTINCT contract_id)"))
            .get_result(link)?,
        Matter::InvoicesOverdue => overdue!(scope, today).count().get_result(link)?,
        Matter::WantedToday => wanted_today!(scope, today).count().get_result(link)?,
        Matter::ClientsSilent => 0,
    })
}

/// The rows of a matter, the longest waiting first. Who is silent is not known here.
pub(in crate::insight) fn rows(tx: &mut Tx, scope: &Scope, today: &Today, matter: Matter, window: Window) -> Answer<Vec<Row>> {
    match matter {
        Matter::TasksOverdue => task_rows(tx, scope, (None, today.now), window),
        Matter::TasksToday => task_rows(tx, scope, (Some(today.now), today.ends), window),
        Matter::Cancellations => cancellations(tx, scope, window),
        Matter::LimitRequests => limit_requests(tx, scope, window),
        Matter::QuotesAsked => quotes(tx, scope, ASKED, window),
        Matter::QuotesToAgree => quotes(tx, scope, AWAITING_SECOND, window),
        Matter::PromisesLate => promises(tx, scope, today, window),
        Matter::Shortages => shortages(tx, window),
        Matter::OrdersHeld => held(tx, scope, window),
        Matter::ContractsBlocked => blocked(tx, &scope.partners, None, window),
        Matter::InvoicesOverdue => overdue_rows(tx, scope, today, window),
        Matter::WantedToday => wanted(tx, scope, today, window),
        Matter::ClientsSilent => Ok(Vec::new()),
    }
}

fn task_rows(tx: &mut Tx, scope: &Scope, (from, until): (Option<Moment>, Moment), window: Window) -> Answer<Vec<Row>> {
    let rows: Vec<(String, (String, String), Moment)> = tasks!(scope, from, until)
        .order((view_task::due_at, view_task::id))
        .offset(window.skip)
        .limit(window.take)
        .select((view_task::kind, (view_task::partner_code, view_task::partner_name), view_task::due_at))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(kind, of, due)| Row::of(Thing::Task(kind), client(of)).at(due)).collect())
}

fn cancellations(tx: &mut Tx, scope: &Scope, window: Window) -> Answer<Vec<Row>> {
    let asked = asked_to_cancel!(scope);
    let rows: Vec<DatedSum<Moment>> = dated_sums!(asked, view_order, view_order::id, placed_at, total, window).load(tx.link())?;
    Ok(rows.into_iter().map(|row| at_moment(Thing::Order, row)).collect())
}

fn held(tx: &mut Tx, scope: &Scope, window: Window) -> Answer<Vec<Row>> {
    let held = among!(view_held_order, &scope.partners, view_held_order::table);
    let rows: Vec<DatedSum<Moment>> =
        dated_sums!(held, view_held_order, view_held_order::id, placed_at, total, window).load(tx.link())?;
    Ok(rows.into_iter().map(|row| at_moment(Thing::Order, row)).collect())
}

fn limit_requests(tx: &mut Tx, scope: &Scope, window: Window) -> Answer<Vec<Row>> {
    let waiting = among!(view_limit_request, &scope.partners, view_limit_request::table);
    let rows: Vec<DatedSum<Moment>> =
        dated_sums!(waiting, view_limit_request, view_limit_request::id, asked_at, asked, window).load(tx.link())?;
    Ok(rows.into_iter().map(|row| at_moment(Thing::LimitRequest, row)).collect())
}

fn quotes(tx: &mut Tx, scope: &Scope, state: &'static str, window: Window) -> Answer<Vec<Row>> {
    let (waiting, first) = (quotes_that_wait!(scope, state), (view_quote::changed_at, view_quote::id));
    let rows: Vec<DatedSum<Moment>> = dated_sums!(waiting, view_quote, first, changed_at, total, window).load(tx.link())?;
    Ok(rows.into_iter().map(|row| at_moment(Thing::Quote, row)).collect())
}

fn promises(tx: &mut Tx, scope: &Scope, today: &Today, window: Window) -> Answer<Vec<Row>> {
    let rows: Vec<(String, (String, String), NaiveDate)> = late_promises!(scope, today)
        .order((view_promise::promised_on, view_promise::id))
        .offset(window.skip)
        .limit(window.take)
        .select((view_promise::number, (view_promise::partner_code, view_promise::partner_name), view_promise::promised_on))
        .load(tx.link())?;
    Ok(rows.into_iter().map(|(number, of, day)| Row::of(Thing::Order(number), client(of)).on(day)).collect())
}

fn shortages(tx: &mut Tx, window: Window) -> Answer<Vec<Row>> {
    let rows: Vec<((String, String, String), String, Quantity, Quantity)> = view_shortage::table
        .order((view_shortage::sku_key, view_shortage::warehouse_id))
        .offset(window.skip)
        .limit(window.take)
        .select((
            (view_shortage::sku, view_shortage::name, view_shortage::name_en),
            view_shortage::warehouse,
            view_shortage::reserved,
            view_shortage::on_hand,
        ))
        .load(tx.link())?;
    let row = |((sku, name, name_en), warehouse, reserved, on_hand): ((String, String, String), String, Quantity, Quantity)| {
        let note = say!("insight-shortage", warehouse = warehouse, reserved = reserved, on_hand = on_hand);
        Row::about(Thing::Product { sku, name, name_en }).noted(note)
    };
    Ok(rows.into_iter().map(row).collect())
}

fn overdue_rows(tx: &mut Tx, scope: &Scope, today: &Today, window: Window) -> Answer<Vec<Row>> {
    let (overdue, oldest) = (overdue!(scope, today), (view_debt::due_on, view_debt::id));
    let rows: Vec<DatedSum<NaiveDate>> = dated_sums!(overdue, view_debt, oldest, due_on, rest, window).load(tx.link())?;
    Ok(rows.into_iter().map(|row| on_day(Thing::Invoice, row)).collect())
}

fn wanted(tx: &mut Tx, scope: &Scope, today: &Today, window: Window) -> Answer<Vec<Row>> {
    let rows: Vec<WishRow> = wanted_today!(scope, today)
        .order((view_wish::first_at, view_wish::id))
        .offset(window.skip)
        .limit(window.take)
        .select((
            view_wish::wanted,
            (view_wish::partner_code, view_wish::partner_name),
            view_wish::first_at,
            view_wish::times,
            view_wish::reason,
        ))
        .load(tx.link())?;
    Ok(rows.into_iter().map(wish_row).collect())
}

/// Contracts with blocks in force, of one cause or of any, the longest blocked first.
pub(in crate::insight) fn blocked(
    tx: &mut Tx,
    partners: &Option<Vec<PartnerId>>,
    cause: Option<&str>,
    window: Window,
) -> Answer<Vec<Row>> {
    let query = view_block::table.group_by((view_block::number, view_block::partner_code, view_block::partner_name)).select((
        view_block::number,
        view_block::partner_code,
        view_block::partner_name,
        diesel::dsl::min(view_block::began_at),
    ));
    let mut query = among!(view_block, partners, query);
    if let Some(cause) = cause {
        query = query.filter(view_block::cause.eq(cause.to_owned()));
    }
    let rows: Vec<(String, String, String, Option<Moment>)> = query
        .order((sql::<BigInt>("MIN(began_at)"), view_block::number))
        .offset(window.skip)
        .limit(window.take)
        .load(tx.link())?;
    let row = |(number, code, name, since): (String, String, String, Option<Moment>)| {
        let row = Row::of(Thing::Contract(number), client((code, name)));
        match since {
            Some(since) => row.at(since),
            None => row,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
