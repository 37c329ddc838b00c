//! Limits that were asked for and days that were granted, as whoever verifies reads them: every column that says something beside the
//! words, in the order of ids.

use super::*;

/// A limit that was asked for. What became of it is read as it stands: nobody who writes what is none hides the row from the proof.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofRequest {
    pub id: LimitRequestId,
    /// The contract's number; empty where there is no such contract.
    pub contract: String,
    pub asked: Money,
    pub asked_by: String,
    pub asked_at: Moment,
    pub state: String,
    pub answer: Option<String>,
    pub answered_by: Option<String>,
    pub answered_at: Option<Moment>,
}

type RequestColumns =
    ((LimitRequestId, ContractId, Money, String, Moment), (String, Option<String>, Option<String>, Option<Moment>));

/// Limits that were asked for behind an id.
pub(in crate::receivables) fn proof_requests(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofRequest>> {
    let rows: Vec<RequestColumns> = limit_request::table
        .filter(limit_request::id.gt(after))
        .order(limit_request::id)
        .limit(at_most)
        .select((
            (
                limit_request::id,
                limit_request::contract_id,
                limit_request::asked,
                limit_request::asked_by,
                limit_request::asked_at,
            ),
            (limit_request::state, limit_request::answer, limit_request::answered_by, limit_request::answered_at),
        ))
        .load(tx.link())?;
    let ids: Vec<ContractId> = rows.iter().map(|row| row.0.1).collect();
    let query = contract::table.filter(contract::id.eq_any(ids)).select((contract::id, contract::number));
    let numbers: HashMap<ContractId, String> = query.load::<(ContractId, String)>(tx.link())?.into_iter().collect();
    let whole = |((id, contract, asked, asked_by, asked_at), (state, answer, answered_by, answered_at)): RequestColumns| {
        let contract = numbers.get(&contract).cloned().unwrap_or_default();
        ProofRequest { id, contract, asked, asked_by, asked_at, state, answer, answered_by, answered_at }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Days that were granted.
#[derive(Debug, Clone)]
pub(in crate::receivables) struct ProofDeferral {
    pub id: DeferralId,
    /// The invoice's number; empty where there is no such invoice.
    pub invoice: String,
    pub was: NaiveDate,
    pub until: NaiveDate,
    pub actor: String,
    pub at: Moment,
}

/// Days that were granted behind an id.
pub(in crate::receivables) fn proof_deferrals(tx: &mut Tx, after: i64, at_most: i64) -> Answer<Vec<ProofDeferral>> {
    let rows: Vec<(DeferralId, InvoiceId, NaiveDate, NaiveDate, String, Moment)> = deferral::table
        .filter(deferral::id.gt(after))
        .order(deferral::id)
        .limit(at_most)
        .select((deferral::id, deferral::invoice_id, deferral::was, deferral::until, deferral::actor, deferral::at))
        .load(tx.link())?;
    let ids: Vec<InvoiceId> = rows.iter().map(|row| row.1).collect();
    let query = invoice::table.filter(invoice::id.eq_any(ids)).select((invoice::id, invoice::number));
    // Few ids are looked for at a time: no map is wanted.
    let numbers: Vec<(InvoiceId, String)> = query.load(tx.link())?;
    let number = |of: InvoiceId| numbers.iter().find(|(id, _)| *id == of).map(|(_, number)| number.clone()).unwrap_or_default();
    Ok(rows
        .into_iter()
        .map(|(id, of, was, until, actor, at)| ProofDeferral { id, invoice: number(of), was, until, actor, at })
        .collect())
}
