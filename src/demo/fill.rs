//! Fills an empty database with the demo's world: imports its files, gives passwords, places a year of orders.

use std::sync::Arc;

use chrono::Datelike;

use super::Account;
use super::world::day::Day;
use super::world::{OrderPlan, World, world};
use crate::access::accounts::{password, sign_in};
use crate::access::permission::marks::{Import, ManageSettings, PlaceOrders};
use crate::access::{Gate, May};
use crate::exchange::imports::{self, Kind, Mode, Wish};
use crate::orders::place::{self, NewLine, NewOrder};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Quantity};
use crate::platform::web::Lang;
use crate::platform::{queue, secret};
use crate::seller::{self, Seller};

const SEED: u64 = 2026;
const AT_ONCE: usize = 32;

/// Fills the database; answers the accounts with their passwords.
pub async fn fill(gate: &Arc<Gate>, lang: Lang) -> Answer<Vec<Account>> {
    let now = gate.clock().now();
    let today = now.utc().date_naive();
    let world = world(SEED, Day::new(today.year(), today.month(), today.day()));
    let rouble = Currency::parse("RUB").ok_or_else(|| No::failed("no rouble"))?;
    let ours = Seller {
        name: "ООО «Оптима Трейд»".into(),
        zone: chrono_tz::Europe::Moscow,
        currency: rouble,
        phone: Some("+7 495 000-00-00".into()),
    };
    gate.system::<ManageSettings>("demo").write(ours, seller::put).await?;
    import(gate, &world, lang).await?;
    let accounts = accounts(gate, &world, lang).await?;
    orders(gate, &world.plans, today).await?;
    // History needs no letters.
    gate.tend(queue::drop_waiting).await?;
    Ok(accounts)
}

async fn import(gate: &Arc<Gate>, world: &World, lang: Lang) -> Answer<()> {
    let importing: May<Import> = gate.system("demo");
    for file in &world.files {
        let kind = Kind::parse(file.kind).ok_or_else(|| No::failed(format!("no import of {}", file.kind)))?;
        let wish = Wish { kind, mode: Mode::AllOrNothing, is_dry_run: false, lang };
        imports::run(&importing, wish, file.csv.clone(), None).await?;
    }
    Ok(())
}

async fn accounts(gate: &Arc<Gate>, world: &World, lang: Lang) -> Answer<Vec<Account>> {
    let mut accounts = Vec::new();
    for person in &world.people {
        let typed: String = secret::token()?.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
        let hash = password::hash(&typed)?;
        sign_in::give_password(gate, &person.login, &hash, lang).await?;
        accounts.push(Account {
            role: person.role.to_owned(),
            partner: person.partner.clone(),
            login: person.login.clone(),
            password: typed,
        });
    }
    Ok(accounts)
}

async fn orders(gate: &Arc<Gate>, plans: &[OrderPlan], today: chrono::NaiveDate) -> Answer<()> {
    let mut buyers: std::collections::HashMap<(&str, &str), May<PlaceOrders>> = std::collections::HashMap::new();
    for plan in plans {
        let key = (plan.login.as_str(), plan.partner.as_str());
        if let std::collections::hash_map::Entry::Vacant(entry) = buyers.entry(key) {
            entry.insert(gate.historian(&plan.login, &plan.partner).await?);
        }
    }
    for chunk in plans.chunks(AT_ONCE) {
        let placing = chunk.iter().filter_map(|plan| {
            let may = buyers.get(&(plan.login.as_str(), plan.partner.as_str()))?;
            Some(place_one(may, plan, today))
        });
        for outcome in futures_util::future::join_all(placing).await {
            if let Err(no) = outcome {
                tracing::debug!(%no, "an order of the demo's history was refused");
            }
        }
    }
    Ok(())
}

async fn place_one(may: &May<PlaceOrders>, plan: &OrderPlan, today: chrono::NaiveDate) -> Answer<()> {
    let day = today - chrono::Days::new(u64::from(plan.days_ago));
    let at = Moment::from(day.and_time(chrono::NaiveTime::MIN).and_utc()).plus_seconds(i64::from(plan.seconds));
    let lines =
        plan.lines.iter().map(|(sku, quantity)| NewLine { sku: sku.clone(), quantity: Quantity::whole(i64::from(*quantity)) });
    let new = NewOrder {
        lines: Some(lines.collect()),
        contract: Some(plan.contract.clone()),
        your_number: plan.your_number.clone(),
        comment: plan.comment.clone(),
        ..NewOrder::default()
    };
    may.write_at(at, new, place::place).await.map(|_| ())
}
