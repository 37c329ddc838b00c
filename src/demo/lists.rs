//! What one of the demo's clients keeps for the next time: two shopping lists, one of them shared, a cart put aside, a standing order.
//! Called on the demo's last day.

use std::sync::Arc;

use super::world::World;
use crate::access::permission::marks::{FillCart, PlaceOrders};
use crate::access::{Gate, May};
use crate::orders::cart::{self, SetLine};
use crate::orders::list::{self, NewList};
use crate::orders::standing::{self, NewStanding, PricePolicy, Schedule};
use crate::orders::{Source, aside, quick};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Quantity};

const PARTNER: &str = "ALFA";

/// Keeps them.
pub(super) async fn keep(gate: &Arc<Gate>, world: &World, now: Moment) -> Answer<()> {
    let is_buyer = |person: &&super::world::Person| person.role == "buyer" && person.partner.as_deref() == Some(PARTNER);
    let buyer = world.people.iter().find(is_buyer).ok_or_else(No::not_found)?;
    let filling: May<FillCart> = gate.historian(&buyer.login, PARTNER).await?;
    let placing: May<PlaceOrders> = filling.also().ok_or_else(No::forbidden)?;
    let good = goods(&filling, world).await?;
    let text = |from: usize, count: usize| good.iter().skip(from).take(count).cloned().collect::<Vec<_>>().join("\n");
    for (name, is_shared, rows) in [("Расходники на месяц", true, text(0, 8)), ("Для монтажной бригады", false, text(4, 5))]
    {
        let source = Source::Rows(quick::rows_of_text(&rows, None)?);
        filling.write_at(now, NewList { name: name.to_owned(), is_shared, source }, list::make).await?;
    }
    for row in good.iter().take(3) {
        let Some((sku, quantity)) = row.split_once('\t') else { continue };
        let line = SetLine { sku: sku.to_owned(), quantity: Quantity::parse(quantity)? };
        filling.write_at(now, line, cart::set_line).await?;
    }
    filling.write_at(now, "К весеннему сезону".to_owned(), aside::put).await?;
    let weekly = NewStanding {
        name: "Каждый понедельник".to_owned(),
        source: Source::Rows(quick::rows_of_text(&text(0, 4), None)?),
        address: None,
        schedule: Schedule::Weekly { days: vec!["mon".to_owned()] },
        starts_on: None,
        ends_on: None,
        policy: PricePolicy::Current,
    };
    placing.write_at(now, weekly, standing::make).await?;
    Ok(())
}

/// Rows of what the client has ordered and can still order, each with a quantity that can be.
async fn goods(filling: &May<FillCart>, world: &World) -> Answer<Vec<String>> {
    let mut skus: Vec<String> = Vec::new();
    let ordered = world.plans.iter().filter(|plan| plan.partner == PARTNER).flat_map(|plan| &plan.lines);
    for (sku, _) in ordered {
        if skus.len() < 40 && !skus.contains(sku) {
            skus.push(sku.clone());
        }
    }
    let rows = quick::rows_of_lines(skus.into_iter().map(|sku| (sku, None)).collect())?;
    let report = filling.read(rows, quick::check).await?;
    Ok(report.goods().into_iter().map(|(sku, quantity)| format!("{sku}\t{}", quantity.plain())).collect())
}
