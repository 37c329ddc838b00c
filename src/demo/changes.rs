//! Changes of orders that wait for somebody on the demo's last day: a buyer wants more of what is being picked, and the manager proposes
//! more to another. Called after the year has gone by; an order that cannot be changed is passed over.

use std::sync::Arc;

use super::history::Open;
use crate::access::permission::marks::{EditOrders, PlaceOrders, ReadOrders};
use crate::access::{Gate, May};
use crate::orders::change::{self, Ask};
use crate::orders::draft::{self, Application, Draft};
use crate::orders::place::NewLine;
use crate::orders::revision::{RevisedLine, Revision};
use crate::orders::{Order, State, history};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money, Quantity};

const HOUR: i64 = 3600;

/// Plays both, within the last hour before now.
pub(super) async fn play(gate: &Arc<Gate>, open: &[Open], now: Moment) -> Answer<()> {
    let manager: May<EditOrders> = gate.historian("manager@optima.example", "").await?;
    let reading = manager.also::<ReadOrders>().ok_or_else(No::forbidden)?;
    let (mut is_asked, mut is_proposed) = (false, false);
    for known in open {
        let order = reading.read(known.number.clone(), history::look).await?;
        let outcome = match order.state {
            State::Picking if !is_asked && !order.is_cancellation_asked => {
                let asked = ask(gate, known, &order, now).await;
                is_asked = asked.is_ok();
                asked
            }
            State::Confirmed if !is_proposed => {
                let proposed = propose(&manager, &order, now).await;
                is_proposed = proposed.is_ok();
                proposed
            }
            _ => Ok(()),
        };
        if let Err(no) = outcome {
            tracing::debug!(%no, order = known.number, "nobody changes this order");
        }
    }
    Ok(())
}

/// Twice as much of the first line.
fn twice(order: &Order) -> Answer<(String, Quantity)> {
    let line = order.lines.first().ok_or_else(No::not_found)?;
    Ok((line.sku.clone(), line.quantity.plus(line.quantity)?))
}

async fn ask(gate: &Arc<Gate>, known: &Open, order: &Order, now: Moment) -> Answer<()> {
    let buyer: May<PlaceOrders> = gate.historian(&known.login, &known.partner).await?;
    let (sku, quantity) = twice(order)?;
    let ask = Ask {
        order: order.number.clone(),
        version: order.version,
        lines: vec![NewLine { sku, quantity }],
        reason: Some("Бригада выходит в две смены, одной упаковки не хватит".to_owned()),
        agreed_total: Some(Money::from_steps(Money::MAX)),
    };
    buyer.write_at(now.plus_seconds(-HOUR / 3), ask, change::ask).await?;
    Ok(())
}

async fn propose(manager: &May<EditOrders>, order: &Order, now: Moment) -> Answer<()> {
    let (sku, quantity) = twice(order)?;
    let line = RevisedLine { sku, quantity, unit_price: None, reason: None };
    let draft = Draft { version: order.version, revision: Revision { lines: vec![line], terms: None } };
    manager.write_at(now.plus_seconds(-HOUR / 2), (order.number.clone(), draft), draft::keep).await?;
    let reason = Some("По телефону договорились удвоить первую позицию".to_owned());
    let application = Application { order: order.number.clone(), total: None, reason };
    manager.write_at(now.plus_seconds(-HOUR / 2), application, draft::apply).await?;
    Ok(())
}
