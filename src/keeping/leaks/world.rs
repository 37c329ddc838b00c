//! The two companies of the leak test, made as any other is: brought in by the importer, then by deeds of their people and of ours.
//! Every name, number and text of a company carries its mark.

use crate::access::Actor;
use crate::access::gate::rehearsal::Stage;
use crate::exchange::imports::{self, Kind, Report};
use crate::orders::place::{self, NewLine, NewOrder};
use crate::orders::quote::request::{self, NewRequest};
use crate::orders::shipment::{self, NewShipment};
use crate::orders::{Source, list};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Money, Quantity};
use crate::receivables::credit_note::{self, NewNote};
use crate::receivables::open_item;
use crate::receivables::payment::{self, NewPayment};
use crate::seller;
use crate::service::message::{self, NewMessage};

/// The marks of the two: words that are in no real trade.
const MARKS: (&str, &str) = ("ZQXALPHA", "ZQXBRAVO");
const OFFICE: &str = "office.zqx@orderly.invalid";
const WAREHOUSE: &str = "ZQX";

/// A company with the numbers of what it did.
pub struct Company {
    /// What everything of it carries.
    pub mark: &'static str,
    /// Its order.
    pub order: String,
    /// Its shipment.
    pub shipment: String,
    /// Its invoice.
    pub invoice: String,
    /// The credit note to its invoice.
    pub credit_note: String,
    /// Its quote.
    pub quote: String,
}

impl Company {
    /// Its contract.
    pub fn contract(&self) -> String {
        contract(self.mark)
    }

    /// Its product.
    pub fn sku(&self) -> String {
        sku(self.mark)
    }
}

/// Who buys.
pub fn buyer(mark: &str) -> String {
    format!("buyer.{}@orderly.invalid", mark.to_lowercase())
}

/// Who runs the company.
pub fn head(mark: &str) -> String {
    format!("head.{}@orderly.invalid", mark.to_lowercase())
}

/// Our agent whose client it is.
pub fn agent(mark: &str) -> String {
    format!("agent.{}@orderly.invalid", mark.to_lowercase())
}

fn contract(mark: &str) -> String {
    format!("{mark}-1")
}

fn sku(mark: &str) -> String {
    format!("{mark}-7")
}

/// Makes both.
pub fn build(stage: &mut Stage<'_>) -> Answer<(Company, Company)> {
    let program = Stage::program();
    bring(stage, &program, Kind::Warehouses, format!("code,name,name_en,address\n{WAREHOUSE},ZQX,ZQX,ZQX\n"))?;
    bring(stage, &program, Kind::People, format!("login,name,roles,language\n{OFFICE},ZQX,administrator,en\n"))?;
    for mark in [MARKS.0, MARKS.1] {
        for (kind, table) in tables(mark) {
            bring(stage, &program, kind, table)?;
        }
    }
    Ok((company(stage, MARKS.0)?, company(stage, MARKS.1)?))
}

fn bring(stage: &mut Stage<'_>, program: &Actor, kind: Kind, table: String) -> Answer<Report> {
    stage.play(program, &(kind, table), imports::bring)
}

/// The files that make a company.
fn tables(mark: &str) -> Vec<(Kind, String)> {
    let (sku, contract, buyer, head, agent) = (sku(mark), contract(mark), buyer(mark), head(mark), agent(mark));
    vec![
        (
            Kind::Products,
            format!("sku,name,name_en,category,category_en,unit\n{sku},{mark},{mark},{mark} / {mark},{mark} / {mark},шт\n"),
        ),
        (Kind::Prices, format!("price_list,currency,sku,price,valid_from\n{mark},RUB,{sku},100,2020-01-01\n")),
        (Kind::Stock, format!("warehouse,sku,on_hand\n{WAREHOUSE},{sku},100\n")),
        (Kind::People, format!("login,name,roles,language\n{agent},{mark},agent,en\n")),
        (Kind::Partners, format!("code,name,units,agents,stock_display\n{mark},{mark},{mark},{agent},exact\n")),
        (
            Kind::People,
            format!(
                "login,name,partner,unit,roles,language\n{buyer},{mark},{mark},{mark},buyer,en\n{head},{mark},{mark},,partner_admin,en\n"
            ),
        ),
        (Kind::Addresses, format!("partner,name,address\n{mark},{mark},{mark}\n")),
        (
            Kind::Contracts,
            format!(
                "number,partner,currency,price_list,valid_from,assortment,assortment_items,payment,credit_limit,warehouses\n\
                 {contract},{mark},RUB,{mark},2020-01-01,products,{sku},net 30,1000000,{WAREHOUSE}\n"
            ),
        ),
        (Kind::OwnNumbers, format!("partner,sku,number\n{mark},{sku},{mark}-9\n")),
    ]
}

/// What the people of a company do, and ours for it.
fn company(stage: &mut Stage<'_>, mark: &'static str) -> Answer<Company> {
    let (buyer, office) = (stage.enter(&buyer(mark))?, stage.enter(OFFICE)?);
    let lines = || Some(vec![NewLine { sku: sku(mark), quantity: Quantity::whole(2) }]);
    let new = NewOrder { lines: lines(), your_number: Some(mark.into()), comment: Some(mark.into()), ..NewOrder::default() };
    let order = stage.play(&buyer, &new, place::place)?.number;
    let new = NewShipment { order: order.clone(), warehouse: WAREHOUSE.into(), lines: None, promised_on: None, reason: None };
    let shipment = stage.play(&office, &new, shipment::ship)?.number;
    let filter = open_item::Filter { order: Some(order.clone()), limit: 1, ..open_item::Filter::default() };
    let invoice = stage.look(&office, &filter, open_item::list)?.0.pop().map(|listed| listed.item.number);
    let invoice = invoice.ok_or_else(|| No::failed("a shipment without its invoice"))?;
    let off = credit_note::NewLine { line: 1, quantity: Some(Quantity::whole(1)), amount: None };
    let new = NewNote { invoice: invoice.clone(), reason: mark.into(), lines: vec![off] };
    let credit_note = stage.play(&office, &new, credit_note::post)?.number;
    let now = stage.tx().moment();
    let new = NewPayment {
        contract: contract(mark),
        amount: Money::from_steps(10_000),
        currency: Currency::ROUBLE,
        paid_on: seller::day_of(stage.tx(), now)?,
        reference: mark.into(),
        invoices: None,
        source: payment::Source::Hand,
        fingerprint: None,
    };
    stage.play(&office, &new, payment::book)?;
    let new = NewMessage { person: self::buyer(mark), text: mark.into() };
    stage.play(&office, &(mark.to_owned(), new), message::write)?;
    let new = list::NewList { name: mark.into(), is_shared: true, source: Source::Order(order.clone()) };
    stage.play(&buyer, &new, list::make)?;
    let new = NewRequest { lines: lines(), message: mark.into(), contract: None };
    let quote = stage.play(&buyer, &new, request::ask)?;
    Ok(Company { mark, order, shipment, invoice, credit_note, quote })
}
