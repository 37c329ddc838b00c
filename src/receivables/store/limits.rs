//! Limits, their changes and those that were asked for, in the database.

use super::*;

/// Sets the limit.
pub(in crate::receivables) fn set_limit(tx: &mut Tx, contract: ContractId, limit: Option<Money>) -> Answer<()> {
    diesel::update(standing::table.filter(standing::contract_id.eq(contract)))
        .set(standing::credit_limit.eq(limit))
        .execute(tx.link())?;
    Ok(())
}

/// Keeps a change of a limit.
pub(in crate::receivables) fn insert_limit_change(
    tx: &mut Tx,
    contract: ContractId,
    was: Option<Money>,
    new: &NewLimit,
    actor: &str,
) -> Answer<()> {
    let (id, at) = (tx.new_id::<LimitChangeId>(), tx.moment());
    diesel::insert_into(limit_change::table)
        .values((
            limit_change::id.eq(id),
            limit_change::contract_id.eq(contract),
            limit_change::was.eq(was),
            limit_change::becomes.eq(new.limit),
            limit_change::reason.eq(&new.reason),
            limit_change::actor.eq(actor),
            limit_change::at.eq(at),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// The changes of a contract's limit, the latest first.
pub(in crate::receivables) fn limit_changes(tx: &mut Tx, contract: ContractId) -> Answer<Vec<LimitChange>> {
    let rows: Vec<(Option<Money>, Option<Money>, String, String, Moment)> = limit_change::table
        .filter(limit_change::contract_id.eq(contract))
        .order(limit_change::id.desc())
        .limit(200)
        .select((limit_change::was, limit_change::becomes, limit_change::reason, limit_change::actor, limit_change::at))
        .load(tx.link())?;
    let authors = Authors::of(tx, rows.iter().map(|row| &row.3))?;
    Ok(rows
        .into_iter()
        .map(|(was, becomes, reason, actor, at)| LimitChange {
            was,
            becomes,
            why: reason.into(),
            by: authors.person(&actor),
            key: authors.key(&actor),
            at,
        })
        .collect())
}

/// Every change of a contract's limit in its order: what it was, what it became, when.
pub(in crate::receivables) fn limit_steps(
    tx: &mut Tx,
    contract: ContractId,
) -> Answer<Vec<(Option<Money>, Option<Money>, Moment)>> {
    Ok(limit_change::table
        .filter(limit_change::contract_id.eq(contract))
        .order((limit_change::at, limit_change::id))
        .select((limit_change::was, limit_change::becomes, limit_change::at))
        .load(tx.link())?)
}

/// Whether a limit of the contract was asked for and not answered yet.
pub(in crate::receivables) fn is_limit_asked(tx: &mut Tx, contract: ContractId) -> Answer<bool> {
    let found: Option<LimitRequestId> = limit_request::table
        .filter(limit_request::contract_id.eq(contract).and(limit_request::state.eq(RequestState::Waiting)))
        .select(limit_request::id)
        .first(tx.link())
        .optional()?;
    Ok(found.is_some())
}

/// Keeps that a limit was asked for.
pub(in crate::receivables) fn insert_limit_request(
    tx: &mut Tx,
    contract: ContractId,
    asked: Money,
    reason: &str,
    actor: &str,
) -> Answer<LimitRequestId> {
    let (id, at) = (tx.new_id::<LimitRequestId>(), tx.moment());
    diesel::insert_into(limit_request::table)
        .values((
            limit_request::id.eq(id),
            limit_request::contract_id.eq(contract),
            limit_request::asked.eq(asked),
            limit_request::reason.eq(reason),
            limit_request::asked_by.eq(actor),
            limit_request::asked_at.eq(at),
            limit_request::state.eq(RequestState::Waiting),
        ))
        .execute(tx.link())?;
    Ok(id)
}

/// The contract and the partner of a request, among some partners.
pub(in crate::receivables) fn owner_of_request(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    id: LimitRequestId,
) -> Answer<Option<(ContractId, PartnerId)>> {
    let mut query = limit_request::table
        .inner_join(contract::table.on(contract::id.eq(limit_request::contract_id)))
        .filter(limit_request::id.eq(id))
        .select((contract::id, contract::partner_id))
        .into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    Ok(query.first(tx.link()).optional()?)
}

/// The number of a request's contract, what was asked for, and what became of it.
pub(in crate::receivables) fn limit_request(tx: &mut Tx, id: LimitRequestId) -> Answer<(String, Money, RequestState)> {
    Ok(limit_request::table
        .inner_join(contract::table.on(contract::id.eq(limit_request::contract_id)))
        .filter(limit_request::id.eq(id))
        .select((contract::number, limit_request::asked, limit_request::state))
        .first(tx.link())?)
}

/// Keeps the answer to a request.
pub(in crate::receivables) fn answer_limit_request(
    tx: &mut Tx,
    id: LimitRequestId,
    state: RequestState,
    answer: &str,
    actor: &str,
) -> Answer<()> {
    let at = tx.moment();
    diesel::update(limit_request::table.filter(limit_request::id.eq(id)))
        .set((
            limit_request::state.eq(state),
            limit_request::answer.eq(Some(answer.to_owned())),
            limit_request::answered_by.eq(Some(actor.to_owned())),
            limit_request::answered_at.eq(Some(at)),
        ))
        .execute(tx.link())?;
    Ok(())
}

type RequestRow = (
    (LimitRequestId, String, String, String, Currency),
    (Option<Money>, Option<Money>),
    (Money, String, String, Moment),
    (RequestState, Option<String>, Option<String>, Option<Moment>),
);

/// Requests about contracts of some partners.
pub(in crate::receivables) fn limit_requests(
    tx: &mut Tx,
    partners: Option<Vec<PartnerId>>,
    filter: &RequestFilter,
) -> Answer<Vec<LimitRequest>> {
    let mut query = limit_request::table
        .inner_join(contract::table.on(contract::id.eq(limit_request::contract_id)))
        .inner_join(partner::table.on(partner::id.eq(contract::partner_id)))
        .left_join(standing::table.on(standing::contract_id.eq(contract::id)))
        .select((
            (limit_request::id, contract::number, partner::code, partner::name, contract::currency),
            (standing::credit_limit.nullable(), standing::exposure.nullable()),
            (limit_request::asked, limit_request::reason, limit_request::asked_by, limit_request::asked_at),
            (limit_request::state, limit_request::answer, limit_request::answered_by, limit_request::answered_at),
        ))
        .into_boxed();
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    if let Some(number) = &filter.contract {
        query = query.filter(contract::number.eq(number.clone()));
    }
    if let Some(state) = filter.state {
        query = query.filter(limit_request::state.eq(state));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let query = match filter.sort.by {
        // Ids grow with the moments of asking.
        RequestsBy::When => in_order!(query, limit_request::id, is_descending, after.map(|(_, id)| id)),
        RequestsBy::Asked => in_order!(query, limit_request::asked, limit_request::id, is_descending, sort::by_number(after)?),
        RequestsBy::Contract => in_order!(query, contract::number, limit_request::id, is_descending, after),
        RequestsBy::Partner => in_order!(query, partner::name_key, limit_request::id, is_descending, after),
        RequestsBy::State => in_order!(query, limit_request::state, limit_request::id, is_descending, after),
    };
    let rows: Vec<RequestRow> = query.limit(filter.limit).load(tx.link())?;
    let authors = Authors::of(tx, rows.iter().flat_map(|row| std::iter::once(&row.2.2).chain(&row.3.2)))?;
    Ok(rows
        .into_iter()
        .map(|((id, contract, code, name, currency), (limit, exposure), (asked, reason, asked_by, asked_at), answered)| {
            LimitRequest {
                id,
                contract,
                partner: (code, name),
                currency,
                limit,
                exposure: exposure.unwrap_or(Money::ZERO),
                asked,
                reason,
                asked_by: authors.person(&asked_by),
                asked_at,
                state: answered.0,
                answer: answered.1,
                answered_by: answered.2.map(|mark| authors.person(&mark)),
                answered_at: answered.3,
            }
        })
        .collect())
}
