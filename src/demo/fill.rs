//! Fills an empty database with the demo's world: imports its files, gives passwords, then lets a year go by up to today.

use std::sync::Arc;

use chrono::Datelike;

use super::Account;
use super::changes;
use super::credit_notes;
use super::history;
use super::lists;
use super::own_numbers;
use super::people;
use super::quotes;
use super::scenes;
use super::world::day::Day;
use super::world::{Person, World, world};
use crate::access::accounts::{password, sign_in};
use crate::access::permission::marks::{Import, ManageSettings};
use crate::access::{Gate, May};
use crate::exchange::imports::{self, Kind, Mode, Wish};
use crate::platform::error::{Answer, No};
use crate::platform::values::Currency;
use crate::platform::web::{Lang, Voice};
use crate::platform::{queue, secret};
use crate::seller::{self, Seller};

const SEED: u64 = 2026;
const ADMINISTRATOR: &str = "administrator@optima.example";
/// So many passwords are hashed at once.
const HASHES: usize = 4;

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
        grace_days: 3,
        dispatch_days: 1,
        stale_hours: 72,
    };
    gate.system::<ManageSettings>("demo").write(ours, seller::put).await?;
    import(gate, &world, lang).await?;
    let accounts = accounts(gate, &world, lang).await?;
    let open = history::go(gate, &world, today, now).await?;
    scenes::play(gate, &world, &open, now).await?;
    credit_notes::play(gate, &world, now).await?;
    changes::play(gate, &open, now).await?;
    people::play(gate, &world, now).await?;
    quotes::play(gate, &world, now).await?;
    lists::keep(gate, &world, now).await?;
    // History needs no letters.
    gate.tend(queue::drop_waiting).await?;
    Ok(accounts)
}

async fn import(gate: &Arc<Gate>, world: &World, lang: Lang) -> Answer<()> {
    let program: May<Import> = gate.system("demo");
    let voice = Voice { lang, zone: program.actor().zone };
    for file in &world.files {
        let kind = Kind::parse(file.kind).ok_or_else(|| No::failed(format!("no import of {}", file.kind)))?;
        let wish = Wish { kind, mode: Mode::AllOrNothing, is_dry_run: false, voice };
        // Contracts set limits, and each change of a limit has its person.
        if kind == Kind::Contracts {
            let administrator: May<Import> = gate.historian(ADMINISTRATOR, "").await?;
            imports::run(&administrator, wish, file.csv.clone(), None).await?;
        } else {
            imports::run(&program, wish, file.csv.clone(), None).await?;
        }
    }
    own_numbers::give(gate, world, voice).await
}

/// Gives everybody a password. A hash takes its time and its memory, so a few are made at once.
async fn accounts(gate: &Arc<Gate>, world: &World, lang: Lang) -> Answer<Vec<Account>> {
    let mut accounts = Vec::new();
    for some in world.people.chunks(HASHES) {
        accounts.extend(futures_util::future::try_join_all(some.iter().map(|person| account(gate, person, lang))).await?);
    }
    Ok(accounts)
}

async fn account(gate: &Arc<Gate>, person: &Person, lang: Lang) -> Answer<Account> {
    let password: String = secret::token()?.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let typed = password.clone();
    let hash = tokio::task::spawn_blocking(move || password::hash(&typed)).await.map_err(No::failed)??;
    sign_in::give_password(gate, &person.login, &hash, lang).await?;
    Ok(Account { role: person.role.to_owned(), partner: person.partner.clone(), login: person.login.clone(), password })
}
