//! Names that fields are tried with: for each side another's, one that nothing has, and its own.

use orderly::access::routes::Line;
use orderly::platform::values::ids;
use serde_json::json;

use super::callers::{Caller, Side};
use super::things::Things;
use super::world::World;
use crate::House;
use crate::blocks::release;
use crate::kit::trade::{self, BETA, SEVER};

/// What a field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A product by its article number.
    Sku,
    /// One within an order.
    SkuOfOrder,
    /// A discount code.
    Code,
    /// A contract within reach.
    Contract,
    /// One of a partner who is named already.
    ContractOfPartner,
    Partner,
    Person,
    Address,
    Order,
    List,
    Role,
    Unit,
    /// A unit by its id.
    UnitId,
    /// One of a contract that is named already.
    Invoice,
    InvoiceWithinReach,
    /// A partner's own number of a product.
    OwnNumber,
    Invitation,
    Session,
}

/// The names of two companies, whose goods, units, own numbers and codes are told apart here.
pub(super) struct Foreign {
    alfa: Things,
    beta: Things,
    gamma: Things,
    /// Open orders of Альфа and of Бета that are changed.
    open: [String; 2],
    /// One of Альфа that the office sees to.
    of_office: String,
    /// The ids of units of Альфа and of Бета.
    units: [String; 2],
}

impl Foreign {
    /// Made in a house where the world of the matrix is, narrowed.
    pub(super) async fn of(house: &House, world: &World) -> Self {
        let administrator = house.administrator().await;
        trade::import(&administrator, "own-numbers", "partner,sku,number\nALFA,DR-1,ALFA-77\nBETA,DR-1,BETA-77\n").await;
        let units = "code,name,inn,kpp,units,manager,agents,stock_display\n\
                     BETA,ООО «Бета»,,,Запад,manager@seller.example,agent@seller.example,level\n";
        trade::import(&administrator, "partners", units).await;
        for partner in ["ALFA", "BETA"] {
            let code = json!({
                "code": format!("{partner}-ONLY"), "name": "А", "name_en": "A", "partner": partner, "percent": "1",
                "valid_from": "2020-01-01",
            });
            administrator.send("/api/v1/discount-codes", code).await.expect(201);
        }
        // Nothing leaves under a contract that is blocked, whatever is named.
        release(&administrator, world.alfa.contract, &world.alfa.block).await.expect(200);
        Self {
            alfa: world.alfa.clone(),
            beta: world.beta.clone(),
            gamma: world.gamma.clone(),
            open: [placed(house, SEVER, "open").await, placed(house, BETA, "open").await],
            of_office: placed(house, SEVER, "of-office").await,
            units: [unit(house, "Север").await, unit(house, "Запад").await],
        }
    }

    /// What stands in the path of whoever asks: his own, of orders one that is open.
    pub(super) fn own_things(&self, world: &World, caller: Caller, line: &Line) -> Things {
        let order = match caller.side() {
            Some(Side::Alfa) => &self.open[0],
            Some(Side::Beta) => &self.open[1],
            _ => &self.of_office,
        };
        let mut own = Things { order: order.clone(), ..world.own(caller) };
        // Whoever has another right afterwards is asked for nothing else.
        if line.path == "/api/v1/company/people/{login}" {
            own.login = if caller.side() == Some(Side::Beta) { super::world::BETA_CUSTOM } else { super::world::CUSTOM };
        }
        own
    }

    /// Another's name and one that nothing has; none where every name is within reach.
    pub(super) fn foreign(&self, what: What, side: Side) -> Option<(String, &'static str)> {
        let (beta, is_beta) = (&self.beta, side == Side::Beta);
        // What the office and the agent name belongs to Альфа.
        let other = if is_beta { &self.alfa } else { beta };
        let beyond = if side == Side::Agent { &self.gamma } else { other };
        let of_goods = if is_beta { "DR-2" } else { "BK-1" };
        let is_everywhere = side == Side::Office;
        let pair = |foreign: &str, unknown: &'static str| Some((foreign.to_owned(), unknown));
        match what {
            What::Sku if matches!(side, Side::Agent | Side::Office) => None,
            What::Sku => pair(of_goods, "XX-9"),
            What::SkuOfOrder => pair("DR-2", "XX-9"),
            What::Code => pair(if is_beta { "ALFA-ONLY" } else { "BETA-ONLY" }, "NO-SUCH-1"),
            What::Contract | What::Partner | What::Order if is_everywhere => None,
            What::Contract => pair(beyond.contract, "X-999"),
            What::ContractOfPartner => pair(other.contract, "X-999"),
            What::Partner => pair(beyond.partner, "NOBODY"),
            What::Person => pair(other.login, "nobody@matrix.example"),
            What::Address => pair(if is_beta { "Склад Север" } else { "Магазин" }, "Nowhere"),
            What::Order => pair(&beyond.order, "999999"),
            What::List => pair(&other.list, "lst_0000000000009"),
            What::Role => pair(&other.role, "rol_0000000000009"),
            What::Unit => pair(if is_beta { "Север" } else { "Запад" }, "Нигде"),
            What::UnitId => pair(&self.units[usize::from(!is_beta)], "unt_0000000000009"),
            What::InvoiceWithinReach if matches!(side, Side::Agent | Side::Office) => None,
            What::Invoice | What::InvoiceWithinReach => pair(&other.invoice, "999998"),
            What::OwnNumber => pair(if is_beta { "ALFA-77" } else { "BETA-77" }, "NO-77"),
            What::Invitation => pair(&other.invitation, "ivt_0000000000009"),
            What::Session => pair(&other.session, "ses_0000000000009"),
        }
    }

    /// A name with which the same is done.
    pub(super) fn own(&self, what: What, side: Side) -> String {
        let is_beta = side == Side::Beta;
        let own = if is_beta { &self.beta } else { &self.alfa };
        let name: &str = match what {
            What::Sku | What::SkuOfOrder => "DR-1",
            What::Code if is_beta => "BETA-ONLY",
            What::Code => "ALFA-ONLY",
            What::Contract | What::ContractOfPartner => own.contract,
            What::Partner => own.partner,
            What::Person => own.login,
            What::Address if is_beta => "Магазин",
            What::Address => "Склад Север",
            What::Order => &own.order,
            What::List => &own.list,
            What::Role => &own.role,
            What::Unit if is_beta => "Запад",
            What::Unit => "Север",
            What::UnitId => &self.units[usize::from(is_beta)],
            What::Invoice | What::InvoiceWithinReach => &own.invoice,
            What::OwnNumber if is_beta => "BETA-77",
            What::OwnNumber => "ALFA-77",
            What::Invitation => &own.invitation,
            What::Session => &own.session,
        };
        name.to_owned()
    }
}

/// The id of a unit.
async fn unit(house: &House, name: &str) -> String {
    let id = house.sql_i64(&format!("SELECT id FROM unit WHERE name = '{name}'")).await;
    format!("unt_{}", ids::encode(id))
}

/// An order of three drills; its number.
async fn placed(house: &House, login: &str, key: &str) -> String {
    crate::shipping::placed(&house.api(login).await, key, crate::reading::one("DR-1", "3")).await
}
