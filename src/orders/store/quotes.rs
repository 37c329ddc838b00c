//! Quotes in the database: who asked, and how each stands. Their versions are in the file beside.

use diesel::dsl::sql;
use diesel::sql_types::Date;

use super::*;
use crate::orders::order::Named;
use crate::orders::quote::{ListedQuote, QuoteId, QuoteState};

diesel::table! {
    quote (id) {
        id -> BigInt, number -> Text, partner_id -> BigInt, partner_code -> Text, partner_name -> Text, unit_id -> Nullable<BigInt>,
        contract_id -> BigInt, contract -> Text, account_id -> BigInt, representation_id -> Nullable<BigInt>, asked_by -> Text,
        on_behalf_of -> Nullable<Text>, message -> Text, currency -> Text, state -> Text, total -> BigInt, version -> BigInt,
        offered -> Nullable<BigInt>, valid_until -> Nullable<Date>, follows -> Nullable<Text>, order_number -> Nullable<Text>,
        reason -> Nullable<Text>, asked_at -> BigInt, changed_at -> BigInt, salt -> Binary,
    }
}
/// A quote's own row.
#[derive(Debug, Clone)]
pub(in crate::orders) struct QuoteRow {
    pub id: QuoteId,
    pub number: String,
    pub partner: PartnerId,
    pub named: Named,
    pub unit: Option<UnitId>,
    pub contract_id: ContractId,
    pub contract: String,
    pub account: AccountId,
    pub representation: Option<RepresentationId>,
    pub asked_by: String,
    pub on_behalf_of: Option<String>,
    pub message: String,
    pub currency: Currency,
    pub state: QuoteState,
    pub total: Money,
    pub version: i64,
    pub offered: Option<i64>,
    pub valid_until: Option<NaiveDate>,
    pub follows: Option<String>,
    pub order: Option<String>,
    pub reason: Option<String>,
    pub asked_at: Moment,
    pub salt: Vec<u8>,
}

type Columns = (
    (QuoteId, String, PartnerId, String, String, Option<UnitId>),
    (ContractId, String, AccountId, Option<RepresentationId>, String, Option<String>),
    (String, Currency, QuoteState, Money, i64, Option<i64>),
    (Option<NaiveDate>, Option<String>, Option<String>, Option<String>, Moment, Vec<u8>),
);

macro_rules! quote_columns {
    () => {
        (
            (quote::id, quote::number, quote::partner_id, quote::partner_code, quote::partner_name, quote::unit_id),
            (
                quote::contract_id,
                quote::contract,
                quote::account_id,
                quote::representation_id,
                quote::asked_by,
                quote::on_behalf_of,
            ),
            (quote::message, quote::currency, quote::state, quote::total, quote::version, quote::offered),
            (quote::valid_until, quote::follows, quote::order_number, quote::reason, quote::asked_at, quote::salt),
        )
    };
}

fn quote_of((who, under, what, more): Columns) -> QuoteRow {
    let (id, number, partner, code, name, unit) = who;
    let (contract_id, contract, account, representation, asked_by, on_behalf_of) = under;
    let (message, currency, state, total, version, offered) = what;
    let (valid_until, follows, order, reason, asked_at, salt) = more;
    QuoteRow {
        id,
        number,
        partner,
        named: Named { code, name },
        unit,
        contract_id,
        contract,
        account,
        representation,
        asked_by,
        on_behalf_of,
        message,
        currency,
        state,
        total,
        version,
        offered,
        valid_until,
        follows,
        order,
        reason,
        asked_at,
        salt,
    }
}

/// Writes a new quote.
pub(in crate::orders) fn insert_quote(tx: &mut Tx, row: &QuoteRow) -> Answer<()> {
    diesel::insert_into(quote::table)
        .values((
            (
                quote::id.eq(row.id),
                quote::number.eq(&row.number),
                quote::partner_id.eq(row.partner),
                quote::partner_code.eq(&row.named.code),
                quote::partner_name.eq(&row.named.name),
                quote::unit_id.eq(row.unit),
                quote::contract_id.eq(row.contract_id),
                quote::contract.eq(&row.contract),
            ),
            (
                quote::account_id.eq(row.account),
                quote::representation_id.eq(row.representation),
                quote::asked_by.eq(&row.asked_by),
                quote::on_behalf_of.eq(&row.on_behalf_of),
                quote::message.eq(&row.message),
                quote::currency.eq(row.currency),
                quote::state.eq(row.state),
                quote::total.eq(row.total),
            ),
            (
                quote::version.eq(row.version),
                quote::offered.eq(row.offered),
                quote::valid_until.eq(row.valid_until),
                quote::follows.eq(&row.follows),
                quote::asked_at.eq(row.asked_at),
                quote::changed_at.eq(row.asked_at),
                quote::salt.eq(row.salt.clone()),
            ),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// A quote found by number within reach.
pub(in crate::orders) fn find_quote(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    number: &str,
) -> Answer<Option<QuoteRow>> {
    let query = quote::table.filter(quote::number.eq(number.to_owned())).into_boxed();
    let query = within_reach!(query, quote, partners, part, quote::account_id);
    let found: Option<Columns> = query.select(quote_columns!()).first(tx.link()).optional()?;
    Ok(found.map(quote_of))
}

/// Quotes behind an id, whoever's: for whoever verifies.
pub(in crate::orders) fn proof_quotes(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<QuoteRow>> {
    let query = quote::table.filter(quote::id.gt(after)).order(quote::id).limit(at_most);
    let rows: Vec<Columns> = query.select(quote_columns!()).load(tx.link())?;
    Ok(rows.into_iter().map(quote_of).collect())
}

/// Writes how a quote stands now.
pub(in crate::orders) fn change_quote(tx: &mut Tx, row: &QuoteRow) -> Answer<()> {
    let now = tx.moment();
    diesel::update(quote::table.filter(quote::id.eq(row.id)))
        .set((
            quote::state.eq(row.state),
            quote::total.eq(row.total),
            quote::version.eq(row.version),
            quote::offered.eq(row.offered),
            quote::valid_until.eq(row.valid_until),
            quote::order_number.eq(&row.order),
            quote::reason.eq(&row.reason),
            quote::changed_at.eq(now),
        ))
        .execute(tx.link())?;
    Ok(())
}

crate::words! {
    /// By what quotes are sorted.
    pub enum QuotesBy {
        /// The moment of asking.
        Asked = "asked",
        /// The last day on which it can be accepted; without one it comes behind all days.
        Term = "term",
        /// What the goods come to.
        Total = "total",
    }
}

impl Default for Sort<QuotesBy> {
    fn default() -> Self {
        Sort::down(QuotesBy::Asked)
    }
}

const TERM: &str = "COALESCE(quote.valid_until, '9999-12-31')";

impl ListedQuote {
    /// Its place in an order.
    pub fn place(&self, by: QuotesBy) -> Place {
        let key = match by {
            QuotesBy::Asked => String::new(),
            QuotesBy::Term => self.valid_until.map_or_else(|| NEVER.to_owned(), |day| day.to_string()),
            QuotesBy::Total => self.total.steps().to_string(),
        };
        (key, self.id.number())
    }
}

/// Which quotes, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct QuoteFilter {
    /// Those that stand so for whoever looks.
    pub state: Option<QuoteState>,
    /// Of these partners only.
    pub partners: Option<Vec<PartnerId>>,
    /// In which order.
    pub sort: Sort<QuotesBy>,
    /// Behind which quote to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// Quotes within reach. `today` parts those whose term has passed; a buyer is told of no second person.
pub(in crate::orders) fn quotes(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    part: Option<Part>,
    filter: &QuoteFilter,
    (today, is_staff): (NaiveDate, bool),
) -> Answer<Vec<QuoteRow>> {
    let mut query = within_reach!(quote::table.into_boxed(), quote, partners, part, quote::account_id);
    if let Some(narrowed) = &filter.partners {
        query = query.filter(quote::partner_id.eq_any(narrowed.clone()));
    }
    if let Some(state) = filter.state {
        let mut offered = vec![QuoteState::Offered.as_str()];
        if !is_staff {
            offered.push(QuoteState::AwaitingSecond.as_str());
        }
        query = match state {
            QuoteState::Asked if !is_staff => query
                .filter(quote::state.eq_any(vec![QuoteState::Asked.as_str(), QuoteState::AwaitingSecond.as_str()]))
                .filter(quote::offered.is_null()),
            QuoteState::AwaitingSecond if !is_staff => return Ok(Vec::new()),
            QuoteState::Offered => query.filter(quote::state.eq_any(offered)).filter(quote::valid_until.ge(Some(today))),
            QuoteState::Expired => query.filter(quote::state.eq_any(offered)).filter(quote::valid_until.lt(Some(today))),
            state => query.filter(quote::state.eq(state)),
        };
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of asking.
        QuotesBy::Asked => in_order!(query, quote::id, is_descending, after.map(|(_, id)| id)),
        QuotesBy::Term => in_order!(query, sql::<Date>(TERM), quote::id, is_descending, sort::by_day(after)?),
        QuotesBy::Total => in_order!(query, quote::total, quote::id, is_descending, sort::by_number(after)?),
    };
    let rows: Vec<Columns> = query.limit(filter.limit).select(quote_columns!()).load(tx.link())?;
    Ok(rows.into_iter().map(quote_of).collect())
}
