//! What stands out on the demo's last day: the warehouse at work, a buyer who changed his mind, a limit nearly used up and one asked
//! for, more days for an invoice, words with clients, the rules that watch over them. Called after the year has gone by.

use std::sync::Arc;

use chrono::Days;

use super::history::Open;
use super::world::World;
use crate::access::permission::marks::{
    BeSomebody, CancelOrders, DeferPayments, ManageRules, ReadMoney, ServeClients, SetLimits, ShipOrders,
};
use crate::access::{Act, Gate, May, Recorded};
use crate::orders::{cancel, picking};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::receivables::deferral::{self, Deferral};
use crate::receivables::limit::{self, Ask, NewLimit};
use crate::receivables::open_item::{self, Filter, InvoiceState};
use crate::receivables::outlook;
use crate::service::MessageId;
use crate::service::message::{self, NewMessage};
use crate::service::note::{self, NewCall};
use crate::service::rule::{self, Kind, NewRule};

/// So many orders are being picked.
const PICKED: usize = 3;
/// Limits are round, in hundredths: ten thousand of the currency.
const ROUND: i64 = 1_000_000;
const HOUR: i64 = 3600;

/// Plays all of them in the order of their hours, for the feed goes by what happened first.
pub(super) async fn play(gate: &Arc<Gate>, world: &World, open: &[Open], now: Moment) -> Answer<()> {
    let story = &world.story;
    let manager: May<ServeClients> = gate.historian("manager@optima.example", "").await?;
    let note = "Склад на Севере принимает машины только до 15:00, водителю нужен пропуск".to_owned();
    manager.write_at(now.plus_seconds(-26 * HOUR), ("ALFA".to_owned(), note), note::add).await?;
    watch(&manager, now.plus_seconds(-8 * HOUR)).await?;
    let offer = "Роман Евгеньевич, добрый день! Поступили аккумуляторы, которых вы ждали. Отложить для вас 20 штук до пятницы?";
    let asked = say(world, &manager, "ALFA", offer, now.plus_seconds(-6 * HOUR)).await?;
    let accountant: May<SetLimits> = gate.historian("accountant@optima.example", "").await?;
    if let Some(contract) = story.almost.clone() {
        accountant.write_at(now.plus_seconds(-5 * HOUR), contract, narrow).await?;
    }
    let ready = "Светлана Павловна, счёт за последний заказ готов, отгрузим в день оплаты.";
    say(world, &manager, "BETA", ready, now.plus_seconds(-5 * HOUR)).await?;
    let reminder = "Денис Владимирович, часть счетов просрочена, и отгрузки остановились сами. Когда ждать оплату?";
    say(world, &manager, "GAMMA", reminder, now.plus_seconds(-4 * HOUR)).await?;
    if let Some((contract, kopecks)) = &story.wanted {
        let limit = Money::from_steps(i64::try_from(*kopecks).map_err(No::failed)?);
        let reason = "Открывают второй магазин, закупка вырастет в полтора раза; платят в срок".to_owned();
        let ask = Ask { contract: contract.clone(), limit, reason };
        manager.write_at(now.plus_seconds(-3 * HOUR), ask, limit::ask).await?;
    }
    let told = "Директор сказал, что деньги от застройщика придут в начале следующей недели".to_owned();
    let call = NewCall { person: buyer(world, "GAMMA")?, text: told };
    manager.write_at(now.plus_seconds(-3 * HOUR), ("GAMMA".to_owned(), call), note::call).await?;
    let deferring = manager.also::<DeferPayments>().ok_or_else(No::forbidden)?;
    deferring.write_at(now.plus_seconds(-2 * HOUR), (), defer).await?;
    let answering: May<BeSomebody> = gate.historian(&buyer(world, "ALFA")?, "ALFA").await?;
    let answer = (asked, "Да, отложите, пожалуйста. Заказ оформим завтра до обеда.".to_owned());
    answering.write_at(now.plus_seconds(-2 * HOUR), answer, message::answer).await?;
    pick(gate, open, now).await
}

fn buyer(world: &World, code: &str) -> Answer<String> {
    let is_meant = |person: &&super::world::Person| person.role == "buyer" && person.partner.as_deref() == Some(code);
    world.people.iter().find(is_meant).map(|person| person.login.clone()).ok_or_else(No::not_found)
}

/// The warehouse picks what may leave of the last orders, and one of the buyers asks to cancel.
async fn pick(gate: &Arc<Gate>, open: &[Open], now: Moment) -> Answer<()> {
    let warehouse: May<ShipOrders> = gate.historian("warehouse@optima.example", "").await?;
    let mut picked: Vec<&Open> = Vec::new();
    for order in open {
        if picked.len() == PICKED {
            break;
        }
        match warehouse.write_at(now.plus_seconds(-HOUR), order.number.clone(), picking::begin).await {
            Ok(_) => picked.push(order),
            Err(no) => tracing::debug!(%no, order = order.number, "nobody picks this order"),
        }
    }
    if let Some(order) = picked.last() {
        let buyer: May<CancelOrders> = gate.historian(&order.login, &order.partner).await?;
        buyer.write_at(now.plus_seconds(-HOUR / 2), order.number.clone(), cancel::cancel).await?;
    }
    Ok(())
}

/// Sets a contract's limit so that next to nothing is left of it.
fn narrow(act: &mut Act<'_, SetLimits>, contract: &String) -> Answer<Recorded<bool>> {
    let exposure = outlook::of_contract(&mut act.lend::<ReadMoney>()?, contract)?.standing.exposure.steps();
    let limit = Money::from_steps(exposure.max(0) / ROUND * ROUND + ROUND);
    let reason = "Снижен до оборота последних месяцев по решению кредитного комитета".to_owned();
    limit::set(act, &NewLimit { contract: contract.clone(), limit: Some(limit), reason })
}

/// Gives the latest open invoice two weeks more, whosever it is: on some days of the week one client has none.
fn defer(act: &mut Act<'_, DeferPayments>, (): &()) -> Answer<Recorded<()>> {
    let filter = Filter { state: Some(InvoiceState::Open), limit: 20, ..Filter::default() };
    let (open, _) = open_item::list(&mut act.lend::<ReadMoney>()?, &filter)?;
    let Some(invoice) = open.into_iter().map(|row| row.item).find(|item| item.is_debt()) else { return Ok(act.pass(())) };
    let reason = "Товар принимают по графику объекта, акт подпишут позже".to_owned();
    deferral::defer(act, &Deferral { invoice: invoice.number, until: invoice.due_on + Days::new(14), reason })
}

/// Writes to a client's first buyer.
async fn say(world: &World, manager: &May<ServeClients>, code: &str, text: &str, at: Moment) -> Answer<MessageId> {
    let new = NewMessage { person: buyer(world, code)?, text: text.to_owned() };
    manager.write_at(at, (code.to_owned(), new), message::write).await
}

/// One rule more than those that every house begins with.
async fn watch(manager: &May<ServeClients>, at: Moment) -> Answer<()> {
    let ruling = manager.also::<ManageRules>().ok_or_else(No::forbidden)?;
    let blank = NewRule { amount: None, minutes: None, times: None, percent: None, due_minutes: 240, is_on: true };
    let wanted = (Kind::Refused, NewRule { times: Some(2), ..blank });
    ruling.write_at(at, wanted, rule::add).await?;
    Ok(())
}
