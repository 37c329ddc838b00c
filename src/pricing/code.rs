//! Discount codes: words that a buyer types into the cart and that take something off like a personal discount. Our staff make
//! them; carts and orders ask here whether one is good, and placing uses it up. It computes no price.

use chrono::NaiveDate;
use serde_json::json;

use super::CodeId;
use super::code_store::{self as store, CodeRecord};
use super::discount::{self, Discount, Off, Subject};
use super::of_partner::{self, On};
use crate::access::accounts::people::{self, Put};
use crate::access::permission::marks::ManageDiscounts;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Reach, Recorded};
use crate::partners::company;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, No};
use crate::platform::values::text;
use crate::say;

/// The shortest code: a shorter one is guessed.
const SHORTEST: usize = 4;
/// The longest code.
pub const LONGEST: usize = 40;

/// Why a code takes nothing off any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spent {
    /// Its last day has passed.
    Ended,
    /// It was used as often as it may be.
    Used,
}

/// A code as a buyer meets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entered {
    /// Which.
    pub id: CodeId,
    /// What it takes off.
    pub discount: Discount,
    /// Why it takes nothing off now, if so.
    pub spent: Option<Spent>,
}

impl Entered {
    /// What it takes off now: nothing, where it has ended or is used up.
    pub fn discounts(&self) -> Vec<Discount> {
        if self.spent.is_none() { vec![self.discount.clone()] } else { Vec::new() }
    }
}

/// The form by which codes are compared: signs that people read alike in either case.
pub fn key(code: &str) -> String {
    code.trim().to_uppercase()
}

/// A code to be made or changed, by the names people know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCode {
    /// The code.
    pub code: String,
    /// Its Russian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// For this partner only, by code.
    pub partner: Option<String>,
    /// For this person of that partner only, by login.
    pub person: Option<String>,
    /// What it is on.
    pub on: On,
    /// What it takes off.
    pub off: Off,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day, if any.
    pub valid_until: Option<NaiveDate>,
    /// How many orders may use it; any number when none.
    pub uses_most: Option<i64>,
    /// Whether each partner may use it once only.
    pub is_once_each: bool,
}

fn check(new: &NewCode) -> Vec<Fault> {
    let mut faults = Vec::new();
    let fault = |field: &str, code, message| Fault { field: field.into(), code, message };
    let typed = new.code.trim();
    let is_good = text::required_line(typed, LONGEST).is_ok() && typed.chars().count() >= SHORTEST;
    if !is_good || typed.chars().any(char::is_whitespace) {
        faults.push(fault("code", "bad_code", say!("code-bad", least = SHORTEST, most = LONGEST)));
    }
    faults.extend(discount::faults((&new.name, &new.name_en), new.off, (new.valid_from, new.valid_until)));
    if new.uses_most.is_some_and(|most| !(1..=1_000_000).contains(&most)) {
        faults.push(fault("uses_most", "out_of_range", say!("code-uses-bad")));
    }
    if new.person.is_some() && new.partner.is_none() {
        faults.push(fault("person", "without_partner", say!("code-person-alone")));
    }
    faults
}

/// Makes the code, or changes the one that is there. A code never goes to another partner.
pub fn put(act: &mut Act<'_, ManageDiscounts>, new: &NewCode) -> Answer<Recorded<Put>> {
    let faults = check(new);
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let (partner, account) = holder(act, new)?;
    let on = of_partner::subject(act, &new.on)?;
    let known = store::by_key(act.tx(), &key(&new.code))?;
    if known.as_ref().is_some_and(|old| old.partner_id != partner)
        || (known.is_none() && super::store::discount_by_code(act.tx(), new.code.trim())?.is_some())
    {
        return Err(No::invalid("code", "taken", say!("discount-code-taken")));
    }
    let id = known.as_ref().map_or_else(|| act.tx().new_id::<CodeId>(), |old| old.id);
    let uses_done = known.as_ref().map_or(0, |old| old.uses_done);
    let record = record(id, uses_done, new, (partner, account), on);
    let put = match known {
        None => Put::Added,
        Some(old) if old == record => return Ok(act.pass(Put::Unchanged)),
        Some(_) => Put::Changed,
    };
    match put {
        Put::Added => store::insert(act.tx(), &record)?,
        _ => store::update(act.tx(), &record)?,
    }
    act.record("code.given", partner, facts(&record), put)
}

/// Whose it is: a partner's, one of its people's, or everybody's, which only those who reach everybody may give.
fn holder(act: &mut Act<'_, ManageDiscounts>, new: &NewCode) -> Answer<(Option<PartnerId>, Option<AccountId>)> {
    let reach = act.reach();
    let Some(code) = new.partner.as_deref() else {
        return if *reach == Reach::Everything { Ok((None, None)) } else { Err(No::forbidden()) };
    };
    let found = company::find(act.tx(), reach, code.trim())?;
    let partner = found.ok_or_else(|| No::invalid("partner", "unknown", say!("code-partner-unknown")))?.id;
    let Some(login) = new.person.as_deref() else { return Ok((Some(partner), None)) };
    let account = people::member(act.tx(), partner, login)?;
    let account = account.ok_or_else(|| No::invalid("person", "unknown", say!("discount-to-unknown")))?;
    Ok((Some(partner), Some(account)))
}

fn record(
    id: CodeId,
    uses_done: i64,
    new: &NewCode,
    (partner_id, account_id): (Option<PartnerId>, Option<AccountId>),
    on: Subject,
) -> CodeRecord {
    let (category_id, product_id) = on.columns();
    let (percent, amount) = new.off.columns();
    CodeRecord {
        id,
        code: new.code.trim().to_owned(),
        code_key: key(&new.code),
        name: new.name.trim().to_owned(),
        name_en: new.name_en.trim().to_owned(),
        partner_id,
        account_id,
        category_id,
        product_id,
        percent,
        amount,
        valid_from: new.valid_from,
        valid_until: new.valid_until,
        uses_most: new.uses_most,
        uses_done,
        is_once_each: new.is_once_each,
    }
}

/// What the journal keeps. The names stay out of it: people are sometimes named in them.
pub(super) fn facts(record: &CodeRecord) -> serde_json::Value {
    json!({
        "discount_code": record.id, "code": record.code, "for_partner": record.partner_id, "account": record.account_id,
        "category": record.category_id.map(|id| id.to_string()), "product": record.product_id.map(|id| id.to_string()),
        "percent": record.percent, "amount": record.amount, "valid_from": record.valid_from, "valid_until": record.valid_until,
        "uses_most": record.uses_most, "is_once_each": record.is_once_each,
    })
}

/// Whether a record is for a buyer on a day, and what of it is left. What is not for him, or has not begun, does not exist.
fn met(tx: &mut Tx, record: &CodeRecord, partner: PartnerId, account: AccountId, day: NaiveDate) -> Answer<Option<Entered>> {
    let is_his = record.partner_id.is_none_or(|of| of == partner) && record.account_id.is_none_or(|of| of == account);
    let Some(discount) = record.discount().filter(|_| is_his && record.valid_from <= day) else { return Ok(None) };
    let spent = if record.valid_until.is_some_and(|until| until < day) {
        Some(Spent::Ended)
    } else if record.uses_most.is_some_and(|most| record.uses_done >= most)
        || (record.is_once_each && store::is_used_by(tx, record.id, partner)?)
    {
        Some(Spent::Used)
    } else {
        None
    };
    Ok(Some(Entered { id: record.id, discount, spent }))
}

/// The code that a buyer has typed; nothing where there is none for him.
pub(crate) fn typed(tx: &mut Tx, code: &str, partner: PartnerId, account: AccountId, day: NaiveDate) -> Answer<Option<Entered>> {
    match store::by_key(tx, &key(code))? {
        Some(record) => met(tx, &record, partner, account, day),
        None => Ok(None),
    }
}

/// The same by its id, for a code that was entered before.
pub(crate) fn kept(tx: &mut Tx, id: CodeId, partner: PartnerId, account: AccountId, day: NaiveDate) -> Answer<Option<Entered>> {
    match store::by_id(tx, id)? {
        Some(record) => met(tx, &record, partner, account, day),
        None => Ok(None),
    }
}

/// Uses a code for an order, by its number among ids: one conditional update. Answers whether a use was left.
pub(crate) fn spend(tx: &mut Tx, code: &Entered, order: i64, partner: PartnerId, account: AccountId) -> Answer<bool> {
    if !store::count_use(tx, code.id)? {
        return Ok(false);
    }
    // Whoever uses the same code waits at its row, so that of one partner's orders only the first is let through.
    let is_once_each = store::by_id(tx, code.id)?.is_some_and(|record| record.is_once_each);
    if is_once_each && store::is_used_by(tx, code.id, partner)? {
        return Ok(false);
    }
    store::insert_use(tx, code.id, order, partner, account)?;
    Ok(true)
}

/// What the code that an order has used takes off; nothing where it used none, or has given it back.
pub(crate) fn of_order(tx: &mut Tx, order: i64) -> Answer<Vec<Discount>> {
    let Some(id) = store::used_by_order(tx, order)? else { return Ok(Vec::new()) };
    Ok(store::by_id(tx, id)?.and_then(|record| record.discount()).into_iter().collect())
}

/// Gives the use of an order back that was cancelled before it left.
pub(crate) fn give_back(tx: &mut Tx, order: i64) -> Answer<()> {
    store::return_use(tx, order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::{Percent, UnitPrice};

    fn new() -> NewCode {
        NewCode {
            code: "SPRING-26".into(),
            name: "Весна".into(),
            name_en: "Spring".into(),
            partner: None,
            person: None,
            on: On::All,
            off: Off::Percent(Percent::parse("5").unwrap()),
            valid_from: "2026-03-01".parse().unwrap(),
            valid_until: None,
            uses_most: Some(1),
            is_once_each: false,
        }
    }

    fn fields(new: &NewCode) -> Vec<String> {
        check(new).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn a_code_is_found_whatever_the_case_and_the_blanks_around_it() {
        assert_eq!(key(" spring-26 "), key("SPRING-26"));
        assert_eq!(key("весна"), "ВЕСНА");
    }

    #[test]
    fn what_does_not_fit_is_told_field_by_field() {
        assert!(fields(&new()).is_empty());
        for odd in ["", "abc", "two words", &"x".repeat(41)] {
            assert_eq!(fields(&NewCode { code: odd.into(), ..new() }), ["code"], "{odd:?}");
        }
        let until = Some("2026-02-01".parse().unwrap());
        let bad =
            NewCode { name: " ".into(), off: Off::Amount(UnitPrice::ZERO), valid_until: until, uses_most: Some(0), ..new() };
        assert_eq!(fields(&bad), ["name", "amount", "valid_until", "uses_most"]);
        assert_eq!(fields(&NewCode { person: Some("a@b".into()), ..new() }), ["person"]);
    }
}
