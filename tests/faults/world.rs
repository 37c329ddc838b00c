//! What every fault happens to: a small trade with stock for all, the program on it as a process of its own, and people at its doors.

use std::time::Duration;

use crate::House;
use crate::kit::Engine;
use crate::kit::client::Client;
use crate::kit::engine::Place;
use crate::kit::trade::{self, ACCOUNTANT, BETA, MANAGER, SEVER, WAREHOUSE, YUG};
use crate::load::Load;
use crate::program::Program;
use crate::{checker, cluster};

/// How many order at a time.
const BUYERS: usize = 32;
/// Stock for all.
pub const PLENTY: &str = "warehouse,sku,on_hand\nMSK,DR-1,900000\nMSK,GL-5,900000\nMSK,DR-2,100\n";
/// Альфа may owe whatever it orders.
pub const NO_LIMIT: &str = "number,partner,currency,price_list,valid_from,valid_until,assortment,assortment_items,payment,credit_limit,discount_policy,discounts_on_contract_price,vat,warehouses,minimum_order\n\
    A-1,ALFA,RUB,OPT,2020-01-01,,all,,net 30,,best,no,included,MSK|SPB,0\n";

/// The trade and its program.
pub struct World {
    /// The program. It goes before its folder does, so that a test that fails can tell what it said.
    pub program: Program,
    /// Where the data is.
    pub place: Place,
    /// Who orders: every fourth for Бета, the others for Альфа.
    pub buyers: Vec<Client>,
    /// Who ships.
    pub warehouse: Client,
    /// Who watches.
    pub manager: Client,
    /// Who keeps the books.
    pub accountant: Client,
}

impl World {
    /// On a fresh database, PostgreSQL with syncs.
    pub async fn begin(engine: Engine) -> World {
        World::at(place(engine), 8).await
    }

    /// At a place that was chosen, with so many connections to the database.
    pub async fn at(place: Place, connections: u32) -> World {
        let house = House::with_trade_at(place).await;
        let administrator = house.administrator().await;
        trade::import(&administrator, "stock", PLENTY).await;
        trade::import(&administrator, "contracts", NO_LIMIT).await;
        let mut buyers = Vec::new();
        for n in 0..BUYERS {
            buyers.push(house.api([SEVER, YUG, SEVER, BETA][n % 4]).await);
        }
        let (warehouse, manager) = (house.api(WAREHOUSE).await, house.api(MANAGER).await);
        let accountant = house.api(ACCOUNTANT).await;
        let place = house.move_out().await;
        let program = Program::start(&place.url(), place.folder(), connections).await;
        let url = program.url.clone();
        let buyers = buyers.into_iter().map(|client| at_door(client, &url)).collect();
        let [warehouse, manager, accountant] = [warehouse, manager, accountant].map(|client| at_door(client, &url));
        World { program, place, buyers, warehouse, manager, accountant }
    }

    /// What every test ends with: all that was acknowledged is there, once, and stock, money and log are whole.
    pub async fn prove(self, load: &Load) {
        checker::orders(&self.place, load);
        self.prove_whole().await;
    }

    /// The same where the test knows by itself which orders there must be.
    pub async fn prove_whole(mut self) {
        checker::sequenced(&self.place).await;
        checker::verified(&self.place).await;
        self.program.kill();
        checker::whole(&self.place);
        checker::log(&self.place).await;
        checker::checked(&self.place);
    }
}

/// A fresh place, PostgreSQL with syncs.
pub fn place(engine: Engine) -> Place {
    match engine {
        Engine::Sqlite => Place::fresh(engine),
        Engine::Postgres => Place::at(engine, &cluster::synced()),
    }
}

/// The same person at this address, who does not wait for ever.
pub fn at_door(client: Client, url: &str) -> Client {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(Duration::from_secs(2))
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client");
    Client { http, url: url.to_owned(), ..client }
}
