//! The ledger, the standing rows and the numbers without gaps, in the database.

use diesel::sql_types::Date;

use super::*;
use crate::platform::values::text;

/// A contract's row, if there is one.
pub(in crate::receivables) fn find(tx: &mut Tx, contract: ContractId) -> Answer<Option<Standing>> {
    let row: Option<(Option<Money>, Money)> = standing::table
        .filter(standing::contract_id.eq(contract))
        .select((standing::credit_limit, standing::exposure))
        .first(tx.link())
        .optional()?;
    Ok(row.map(|(limit, exposure)| Standing { limit, exposure }))
}

/// Makes sure that a contract has its row.
pub(in crate::receivables) fn ensure(tx: &mut Tx, contract: ContractId) -> Answer<()> {
    each_database!(tx, conn => diesel::insert_into(standing::table)
        .values((standing::contract_id.eq(contract), standing::exposure.eq(Money::ZERO)))
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(())
}

/// Holds a contract's row until the end of the transaction. The embedded database has one writer anyway.
pub(in crate::receivables) fn hold(tx: &mut Tx, contract: ContractId) -> Answer<()> {
    if let Link::Postgres(conn) = tx.link() {
        let _: Vec<ContractId> =
            standing::table.filter(standing::contract_id.eq(contract)).select(standing::contract_id).for_update().load(conn)?;
    }
    Ok(())
}

/// Adds to the exposure, in one statement with the check of the limit; answers whether it was allowed.
pub(in crate::receivables) fn add_exposure(tx: &mut Tx, contract: ContractId, amount: Money, keeps_limit: bool) -> Answer<bool> {
    let steps = amount.steps();
    let most = Money::MAX.saturating_sub(steps.saturating_abs());
    let row = standing::table.filter(
        standing::contract_id.eq(contract).and(standing::exposure.between(Money::from_steps(-most), Money::from_steps(most))),
    );
    let more = standing::exposure.eq(standing::exposure + steps);
    let touched = if keeps_limit {
        diesel::update(
            row.filter(standing::credit_limit.is_null().or(standing::credit_limit.ge((standing::exposure + steps).nullable()))),
        )
        .set(more)
        .execute(tx.link())?
    } else {
        diesel::update(row).set(more).execute(tx.link())?
    };
    Ok(touched == 1)
}

/// Adds an entry.
pub(in crate::receivables) fn insert_entry(
    tx: &mut Tx,
    contract: ContractId,
    kind: EntryKind,
    document: &str,
    amount: Money,
    at: Moment,
) -> Answer<()> {
    let id = tx.new_id::<EntryId>();
    diesel::insert_into(ledger_entry::table)
        .values((
            ledger_entry::id.eq(id),
            ledger_entry::contract_id.eq(contract),
            ledger_entry::kind.eq(kind),
            ledger_entry::document.eq(document),
            ledger_entry::amount.eq(amount),
            ledger_entry::at.eq(at),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// What was brought in for a day.
pub(in crate::receivables) fn opening(tx: &mut Tx, contract: ContractId, document: &str) -> Answer<Money> {
    let amounts: Vec<Money> = ledger_entry::table
        .filter(
            ledger_entry::contract_id
                .eq(contract)
                .and(ledger_entry::kind.eq(EntryKind::Opening))
                .and(ledger_entry::document.eq(document)),
        )
        .select(ledger_entry::amount)
        .load(tx.link())?;
    Ok(Money::sum(amounts)?)
}

/// What some contracts owed before a moment: everything but what orders only promised.
pub(in crate::receivables) fn balance_before(tx: &mut Tx, contracts: &[ContractId], until: Moment) -> Answer<Money> {
    let sum: Option<Money> = each_database!(tx, conn => ledger_entry::table
        .filter(
            ledger_entry::contract_id
                .eq_any(contracts.to_vec())
                .and(ledger_entry::kind.ne(EntryKind::Commitment))
                .and(ledger_entry::at.lt(until)),
        )
        .select(sql::<Nullable<BigInt>>("CAST(SUM(amount) AS BIGINT)"))
        .first::<Option<Money>>(conn))?;
    Ok(sum.unwrap_or(Money::ZERO))
}

/// What a contract owed and had been promised at a moment.
pub(in crate::receivables) fn exposure_until(tx: &mut Tx, contract: ContractId, until: Moment) -> Answer<Money> {
    let sum: Option<Money> = each_database!(tx, conn => ledger_entry::table
        .filter(ledger_entry::contract_id.eq(contract).and(ledger_entry::at.le(until)))
        .select(sql::<Nullable<BigInt>>("CAST(SUM(amount) AS BIGINT)"))
        .first::<Option<Money>>(conn))?;
    Ok(sum.unwrap_or(Money::ZERO))
}

/// An entry as a statement needs it: when, what about, which document, how much, of which contract.
pub(in crate::receivables) type EntryRow = (Moment, EntryKind, String, Money, ContractId);

/// The entries of some contracts from one moment to before another, in their order; what orders only promised is not among them.
pub(in crate::receivables) fn entries(
    tx: &mut Tx,
    contracts: &[ContractId],
    from: Moment,
    until: Moment,
) -> Answer<Vec<EntryRow>> {
    Ok(ledger_entry::table
        .filter(
            ledger_entry::contract_id
                .eq_any(contracts.to_vec())
                .and(ledger_entry::kind.ne(EntryKind::Commitment))
                .and(ledger_entry::at.ge(from))
                .and(ledger_entry::at.lt(until)),
        )
        .order((ledger_entry::at, ledger_entry::id))
        .select((ledger_entry::at, ledger_entry::kind, ledger_entry::document, ledger_entry::amount, ledger_entry::contract_id))
        .load(tx.link())?)
}

/// The next number of a series. Its row is held until the end of the transaction, so no number is ever missing: take it late.
pub(in crate::receivables) fn next(tx: &mut Tx, name: &str) -> Answer<i64> {
    let row = series::table.filter(series::name.eq(name.to_owned()));
    diesel::update(row.clone()).set(series::value.eq(series::value + 1i64)).execute(tx.link())?;
    Ok(row.select(series::value).first(tx.link())?)
}

type DebtorRow = ((ContractId, String), (PartnerId, String, String), Currency, (Payment, i64), (Option<Money>, Option<Money>));

macro_rules! debtor_columns {
    () => {
        (
            (contract::id, contract::number),
            (contract::partner_id, partner::code, partner::name),
            contract::currency,
            (contract::payment, contract::net_days),
            (standing::credit_limit.nullable(), standing::exposure.nullable()),
        )
    };
}

macro_rules! debtors {
    () => {
        contract::table
            .inner_join(partner::table.on(partner::id.eq(contract::partner_id)))
            .left_join(standing::table.on(standing::contract_id.eq(contract::id)))
            .select(debtor_columns!())
            .into_boxed()
    };
}

fn debtor_row((contract, partner, currency, terms, standing): DebtorRow) -> Debtor {
    Debtor {
        contract: contract.0,
        number: contract.1,
        partner: partner.0,
        code: partner.1,
        name: partner.2,
        currency,
        payment: terms.0,
        net_days: terms.1,
        standing: Standing { limit: standing.0, exposure: standing.1.unwrap_or(Money::ZERO) },
    }
}

/// A contract by its number, among some partners.
pub(in crate::receivables) fn debtor(tx: &mut Tx, partners: Option<Vec<PartnerId>>, number: &str) -> Answer<Option<Debtor>> {
    let mut query = debtors!().filter(contract::number.eq(number.to_owned()));
    if let Some(partners) = partners {
        query = query.filter(contract::partner_id.eq_any(partners));
    }
    let row: Option<DebtorRow> = query.first(tx.link()).optional()?;
    Ok(row.map(debtor_row))
}

/// A contract by its id.
pub(in crate::receivables) fn debtor_of(tx: &mut Tx, id: ContractId) -> Answer<Debtor> {
    let row: DebtorRow = debtors!().filter(contract::id.eq(id)).first(tx.link())?;
    Ok(debtor_row(row))
}

/// Which contracts, and where to begin.
#[derive(Debug, Clone, Default)]
pub(in crate::receivables) struct DebtorFilter {
    /// Of these partners.
    pub partners: Option<Vec<PartnerId>>,
    /// Of this partner only, by code.
    pub code: Option<String>,
    /// Among these only.
    pub among: Option<Vec<ContractId>>,
    /// In which order.
    pub sort: Sort<DebtorsBy>,
    /// Behind which contract to begin.
    pub after: Option<Behind>,
    /// How many.
    pub limit: i64,
    /// The day on which a debt is overdue that was due before it.
    pub today: NaiveDate,
}

/// The limit of a contract; no limit comes before all limits.
const LIMIT: &str = "COALESCE(standing.credit_limit, -1)";
/// What a contract owes and has been promised.
const EXPOSURE: &str = "COALESCE(standing.exposure, 0)";
/// What a contract owes.
const DEBT: &str = "CAST(COALESCE((SELECT SUM(i.amount - i.paid) FROM open_item i \
    WHERE i.contract_id = contract.id AND i.kind <> 'proforma'), 0) AS BIGINT)";
/// What of that is overdue and not in dispute, around the day.
const OVERDUE: (&str, &str) = (
    "CAST(COALESCE((SELECT SUM(i.amount - i.paid) FROM open_item i \
    WHERE i.contract_id = contract.id AND i.kind <> 'proforma' AND i.dispute IS NULL AND i.due_on < ",
    "), 0) AS BIGINT)",
);

/// Contracts in an order.
pub(in crate::receivables) fn debtors(tx: &mut Tx, filter: &DebtorFilter) -> Answer<Vec<Debtor>> {
    let mut query = debtors!();
    if let Some(partners) = &filter.partners {
        query = query.filter(contract::partner_id.eq_any(partners.clone()));
    }
    if let Some(code) = &filter.code {
        query = query.filter(partner::code.eq_any(text::spellings(code)));
    }
    if let Some(among) = &filter.among {
        query = query.filter(contract::id.eq_any(among.clone()));
    }
    let (is_descending, after) = (filter.sort.is_descending, filter.after.clone());
    let overdue = || sql::<BigInt>(OVERDUE.0).bind::<Date, _>(filter.today).sql(OVERDUE.1);
    let query = match filter.sort.by {
        DebtorsBy::Contract => in_order!(query, contract::number, contract::id, is_descending, after),
        DebtorsBy::Partner => in_order!(query, partner::name_key, contract::id, is_descending, after),
        DebtorsBy::Limit => in_order!(query, sql::<BigInt>(LIMIT), contract::id, is_descending, sort::by_number(after)?),
        DebtorsBy::Exposure => in_order!(query, sql::<BigInt>(EXPOSURE), contract::id, is_descending, sort::by_number(after)?),
        DebtorsBy::Debt => in_order!(query, sql::<BigInt>(DEBT), contract::id, is_descending, sort::by_number(after)?),
        DebtorsBy::Overdue => in_order!(query, overdue(), contract::id, is_descending, sort::by_number(after)?),
    };
    let rows: Vec<DebtorRow> = query.limit(filter.limit).load(tx.link())?;
    Ok(rows.into_iter().map(debtor_row).collect())
}

/// The contracts whose shipments are blocked.
pub(in crate::receivables) fn blocked_contracts(tx: &mut Tx) -> Answer<Vec<ContractId>> {
    use super::blocks::shipment_block;
    Ok(shipment_block::table
        .filter(shipment_block::ended_at.is_null())
        .order(shipment_block::contract_id)
        .select(shipment_block::contract_id)
        .distinct()
        .load(tx.link())?)
}

/// The contracts with something overdue on a day.
pub(in crate::receivables) fn overdue_contracts(tx: &mut Tx, today: NaiveDate) -> Answer<Vec<ContractId>> {
    Ok(open_item::table
        .filter(
            open_item::paid.lt(open_item::amount).and(open_item::due_on.lt(today)).and(open_item::kind.ne(InvoiceKind::Proforma)),
        )
        .order(open_item::contract_id)
        .select(open_item::contract_id)
        .distinct()
        .load(tx.link())?)
}

/// The currencies of contracts, by number.
pub(in crate::receivables) fn currencies(tx: &mut Tx, numbers: &[String]) -> Answer<HashMap<String, Currency>> {
    let mut found = HashMap::new();
    for chunk in numbers.chunks(500) {
        let rows: Vec<(String, Currency)> = contract::table
            .filter(contract::number.eq_any(chunk.to_vec()))
            .select((contract::number, contract::currency))
            .load(tx.link())?;
        found.extend(rows);
    }
    Ok(found)
}

/// The contracts in force on a day of partners, by the taxpayer's number.
pub(in crate::receivables) fn contracts_of_payers(
    tx: &mut Tx,
    inns: &[String],
    day: NaiveDate,
) -> Answer<HashMap<String, Vec<String>>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let inns: Vec<String> = inns.iter().filter(|inn| !inn.is_empty()).cloned().collect();
    for chunk in inns.chunks(500) {
        let rows: Vec<(Option<String>, String)> = contract::table
            .inner_join(partner::table.on(partner::id.eq(contract::partner_id)))
            .filter(partner::inn.eq_any(chunk.iter().cloned().map(Some).collect::<Vec<_>>()))
            .filter(contract::valid_from.le(day).and(contract::valid_until.is_null().or(contract::valid_until.ge(day))))
            .order(contract::number)
            .select((partner::inn, contract::number))
            .load(tx.link())?;
        for (inn, number) in rows {
            found.entry(inn.unwrap_or_default()).or_default().push(number);
        }
    }
    Ok(found)
}
