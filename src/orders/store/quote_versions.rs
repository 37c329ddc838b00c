//! Versions of quotes with their lines and approvals in the database, which are only added; and the limit of one person.

use super::*;
use crate::orders::quote::{Approval, QuoteId, QuoteLine, Version};

diesel::table! {
    quote_version (quote_id, version) {
        quote_id -> BigInt, version -> BigInt, made_at -> BigInt, account_id -> BigInt, actor -> Text, valid_until -> Date,
        note -> Nullable<Text>, net -> BigInt, vat -> BigInt, total -> BigInt, needs_second -> Bool,
    }
}
diesel::table! {
    quote_line (quote_id, version, position) {
        quote_id -> BigInt, version -> BigInt, position -> BigInt, product_id -> Nullable<BigInt>, sku -> Nullable<Text>, name -> Text,
        name_en -> Text, unit -> Text, quantity -> BigInt, unit_price -> BigInt, list_price -> Nullable<BigInt>,
        usual_price -> Nullable<BigInt>, floor -> Nullable<BigInt>, vat_code -> Text, vat_rate -> Nullable<BigInt>, sum -> BigInt,
        net -> BigInt, vat -> BigInt, gross -> BigInt,
    }
}
diesel::table! {
    quote_approval (quote_id, version) {
        quote_id -> BigInt, version -> BigInt, at -> BigInt, account_id -> BigInt, actor -> Text, is_granted -> Bool, reason -> Text,
    }
}
diesel::table! { quote_limit (id) { id -> BigInt, percent -> BigInt } }

/// Writes the lines of a version; those of version 0 are what was asked for.
pub(in crate::orders) fn insert_quote_lines(tx: &mut Tx, id: QuoteId, version: i64, lines: &[QuoteLine]) -> Answer<()> {
    let rows: Vec<_> = (1i64..)
        .zip(lines)
        .map(|(position, line)| {
            (
                quote_line::quote_id.eq(id),
                quote_line::version.eq(version),
                quote_line::position.eq(position),
                quote_line::product_id.eq(line.product),
                quote_line::sku.eq(line.sku.clone()),
                quote_line::name.eq(line.name.clone()),
                quote_line::name_en.eq(line.name_en.clone()),
                quote_line::unit.eq(line.unit.clone()),
                quote_line::quantity.eq(line.quantity),
                quote_line::unit_price.eq(line.unit_price),
                quote_line::list_price.eq(line.list_price),
                quote_line::usual_price.eq(line.usual_price),
                quote_line::floor.eq(line.floor),
                quote_line::vat_code.eq(line.vat_code.clone()),
                quote_line::vat_rate.eq(line.vat_rate),
                quote_line::sum.eq(line.amounts.sum),
                quote_line::net.eq(line.amounts.net),
                quote_line::vat.eq(line.amounts.vat),
                quote_line::gross.eq(line.amounts.gross),
            )
        })
        .collect();
    for chunk in rows.chunks(100) {
        each_database!(tx, conn => diesel::insert_into(quote_line::table).values(chunk).execute(conn))?;
    }
    Ok(())
}

type LineColumns = (
    i64,
    (Option<ProductId>, Option<String>, String, String, String, Quantity),
    (UnitPrice, Option<UnitPrice>, Option<UnitPrice>, Option<UnitPrice>),
    (String, Option<Percent>, Money, Money, Money, Money),
);

fn line_of((version, what, prices, sums): LineColumns) -> (i64, QuoteLine) {
    let (product, sku, name, name_en, unit, quantity) = what;
    let (unit_price, list_price, usual_price, floor) = prices;
    let (vat_code, vat_rate, sum, net, vat, gross) = sums;
    let amounts = Amounts { sum, net, vat, gross };
    let line = QuoteLine {
        product,
        sku,
        name,
        name_en,
        unit,
        quantity,
        unit_price,
        list_price,
        usual_price,
        floor,
        vat_code,
        vat_rate,
        amounts,
    };
    (version, line)
}

/// The lines of every version of a quote, in order, each with its version.
pub(in crate::orders) fn quote_lines(tx: &mut Tx, id: QuoteId) -> Answer<Vec<(i64, QuoteLine)>> {
    let rows: Vec<LineColumns> = quote_line::table
        .filter(quote_line::quote_id.eq(id))
        .order((quote_line::version, quote_line::position))
        .select((
            quote_line::version,
            (
                quote_line::product_id,
                quote_line::sku,
                quote_line::name,
                quote_line::name_en,
                quote_line::unit,
                quote_line::quantity,
            ),
            (quote_line::unit_price, quote_line::list_price, quote_line::usual_price, quote_line::floor),
            (quote_line::vat_code, quote_line::vat_rate, quote_line::sum, quote_line::net, quote_line::vat, quote_line::gross),
        ))
        .load(tx.link())?;
    Ok(rows.into_iter().map(line_of).collect())
}

/// Writes a version; its lines are written beside it.
pub(in crate::orders) fn insert_quote_version(tx: &mut Tx, id: QuoteId, version: &Version) -> Answer<()> {
    diesel::insert_into(quote_version::table)
        .values((
            quote_version::quote_id.eq(id),
            quote_version::version.eq(version.version),
            quote_version::made_at.eq(version.made_at),
            quote_version::account_id.eq(version.account),
            quote_version::actor.eq(&version.actor),
            quote_version::valid_until.eq(version.valid_until),
            quote_version::note.eq(&version.note),
            quote_version::net.eq(version.net),
            quote_version::vat.eq(version.vat),
            quote_version::total.eq(version.total),
            quote_version::needs_second.eq(version.needs_second),
        ))
        .execute(tx.link())?;
    insert_quote_lines(tx, id, version.version, &version.lines)
}

type VersionColumns = (i64, Moment, AccountId, String, NaiveDate, Option<String>, Money, Money, Money, bool);

/// The versions of a quote, the first first, without lines and approvals.
pub(in crate::orders) fn quote_versions(tx: &mut Tx, id: QuoteId) -> Answer<Vec<Version>> {
    let rows: Vec<VersionColumns> = quote_version::table
        .filter(quote_version::quote_id.eq(id))
        .order(quote_version::version)
        .select((
            quote_version::version,
            quote_version::made_at,
            quote_version::account_id,
            quote_version::actor,
            quote_version::valid_until,
            quote_version::note,
            quote_version::net,
            quote_version::vat,
            quote_version::total,
            quote_version::needs_second,
        ))
        .load(tx.link())?;
    let version =
        |(version, made_at, account, actor, valid_until, note, net, vat, total, needs_second): VersionColumns| Version {
            version,
            made_at,
            account,
            actor,
            valid_until,
            note,
            net,
            vat,
            total,
            needs_second,
            approval: None,
            lines: Vec::new(),
        };
    Ok(rows.into_iter().map(version).collect())
}

/// Writes what a second person said to a version.
pub(in crate::orders) fn insert_approval(
    tx: &mut Tx,
    id: QuoteId,
    version: i64,
    account: AccountId,
    approval: &Approval,
) -> Answer<()> {
    diesel::insert_into(quote_approval::table)
        .values((
            quote_approval::quote_id.eq(id),
            quote_approval::version.eq(version),
            quote_approval::at.eq(approval.at),
            quote_approval::account_id.eq(account),
            quote_approval::actor.eq(&approval.actor),
            quote_approval::is_granted.eq(approval.is_granted),
            quote_approval::reason.eq(&approval.reason),
        ))
        .execute(tx.link())?;
    Ok(())
}

/// What was said to the versions of a quote, each with its version.
pub(in crate::orders) fn quote_approvals(tx: &mut Tx, id: QuoteId) -> Answer<Vec<(i64, Approval)>> {
    let rows: Vec<(i64, Moment, String, bool, String)> = quote_approval::table
        .filter(quote_approval::quote_id.eq(id))
        .select((
            quote_approval::version,
            quote_approval::at,
            quote_approval::actor,
            quote_approval::is_granted,
            quote_approval::reason,
        ))
        .load(tx.link())?;
    let approval = |(version, at, actor, is_granted, reason)| (version, Approval { at, actor, is_granted, reason });
    Ok(rows.into_iter().map(approval).collect())
}

/// How far below a client's own price somebody may offer alone.
pub(in crate::orders) fn quote_limit(tx: &mut Tx) -> Answer<Percent> {
    Ok(quote_limit::table.filter(quote_limit::id.eq(1i64)).select(quote_limit::percent).first(tx.link())?)
}

/// Sets how far below a client's own price somebody may offer alone.
pub(in crate::orders) fn set_quote_limit(tx: &mut Tx, limit: Percent) -> Answer<()> {
    diesel::update(quote_limit::table.filter(quote_limit::id.eq(1i64))).set(quote_limit::percent.eq(limit)).execute(tx.link())?;
    Ok(())
}
