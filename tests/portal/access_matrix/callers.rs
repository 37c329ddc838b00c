//! Who knocks at the doors: each kind of caller of two companies and of the office, and his sessions, which last as long as no door
//! ends them.

use std::collections::BTreeMap;

use orderly::access::permission::Rights;
use orderly::access::role::{REPRESENTING, VISITOR};
use orderly::access::routes::Line;
use orderly::access::{Right, Role};
use serde_json::json;

use super::world::{APPROVER, BETA_ADMIN, BETA_APPROVER, BETA_CUSTOM, CUSTOM, World};
use crate::House;
use crate::kit::client::Client;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, BETA, MANAGER, OPERATOR, SEVER, WAREHOUSE};

/// A kind of caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    Visitor,
    /// A role by its login.
    As(&'static str, Role, &'static str),
    /// The agent while he acts for Альфа.
    OnBehalf,
    /// A key of Бета with one scope.
    Machine,
}

/// Whose eyes a caller sees with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Alfa,
    Beta,
    /// The agent, whose clients are Альфа and Бета.
    Agent,
    /// Whoever reaches every partner.
    Office,
}

pub(super) const CALLERS: [Caller; 17] = [
    Caller::Visitor,
    Caller::As("buyer", Role::Buyer, SEVER),
    Caller::As("approver", Role::Approver, APPROVER),
    Caller::As("partner_admin", Role::PartnerAdmin, ALFA_ADMIN),
    Caller::As("custom", Role::Custom, CUSTOM),
    Caller::As("other_buyer", Role::Buyer, BETA),
    Caller::As("other_approver", Role::Approver, BETA_APPROVER),
    Caller::As("other_admin", Role::PartnerAdmin, BETA_ADMIN),
    Caller::As("other_custom", Role::Custom, BETA_CUSTOM),
    Caller::As("agent", Role::Agent, AGENT),
    Caller::OnBehalf,
    Caller::As("manager", Role::Manager, MANAGER),
    Caller::As("accountant", Role::Accountant, ACCOUNTANT),
    Caller::As("warehouse", Role::Warehouse, WAREHOUSE),
    Caller::As("operator", Role::Operator, OPERATOR),
    Caller::As("administrator", Role::Administrator, ADMINISTRATOR),
    Caller::Machine,
];

impl Caller {
    pub(super) fn name(self) -> &'static str {
        match self {
            Caller::Visitor => "visitor",
            Caller::As(name, ..) => name,
            Caller::OnBehalf => "on_behalf",
            Caller::Machine => "machine",
        }
    }

    /// Whose account it is; none where there is no person.
    pub(super) fn login(self) -> Option<&'static str> {
        match self {
            Caller::As(_, _, login) => Some(login),
            Caller::OnBehalf => Some(AGENT),
            Caller::Visitor | Caller::Machine => None,
        }
    }

    /// Nobody's side is a visitor's.
    pub(super) fn side(self) -> Option<Side> {
        match self {
            Caller::Visitor => None,
            Caller::OnBehalf | Caller::As("buyer" | "approver" | "partner_admin" | "custom", ..) => Some(Side::Alfa),
            Caller::Machine | Caller::As("other_buyer" | "other_approver" | "other_admin" | "other_custom", ..) => {
                Some(Side::Beta)
            }
            Caller::As("agent", ..) => Some(Side::Agent),
            Caller::As(..) => Some(Side::Office),
        }
    }

    /// What he may at a door. Keys open the API only; at a page a machine is nobody.
    pub(super) fn rights(self, line: &Line) -> Rights {
        match self {
            Caller::Visitor => VISITOR,
            // A role that a company has made for itself: the orders and the money of the whole company.
            Caller::As(_, Role::Custom, _) => Rights::of(&[Right::Visit, Right::BeSomebody, Right::ReadOrders, Right::ReadMoney]),
            Caller::As(_, role, _) => role.rights(),
            Caller::OnBehalf => REPRESENTING,
            Caller::Machine if is_api(line) => Rights::of(&[Right::Visit, Right::BeSomebody, Right::SeeCatalogue]),
            Caller::Machine => VISITOR,
        }
    }

    pub(super) fn is_nobody(self, line: &Line) -> bool {
        self == Caller::Visitor || (self == Caller::Machine && !is_api(line))
    }
}

pub(super) fn is_api(line: &Line) -> bool {
    line.path.starts_with("/api/v1/")
}

/// The caller at the door, with a session of his own.
pub(super) async fn at_the_door(house: &House, world: &World, caller: Caller, line: &Line) -> Client {
    match caller {
        Caller::Visitor => house.visitor(),
        Caller::Machine if is_api(line) => Client::bearer(&house.url, world.key.clone()),
        Caller::Machine => Client::cookie(&house.url, Some(world.key.clone())),
        Caller::As(_, _, login) if is_api(line) => house.api(login).await,
        Caller::As(_, _, login) => house.browser(login).await,
        Caller::OnBehalf if is_api(line) => {
            let begun =
                house.api(AGENT).await.send("/api/v1/partners/ALFA/representations", json!({"reason": "The matrix"})).await;
            begun.expect(201);
            house.api(AGENT).await.on_behalf_of("ALFA")
        }
        Caller::OnBehalf => {
            let browser = house.browser(AGENT).await;
            browser.fill("/clients", "/clients/ALFA/representations", &[("reason", "The matrix")]).await.expect(303);
            browser
        }
    }
}

/// The sessions of the callers. One that is asked for again is the same, unless a door has ended it or may have.
pub(super) struct Sessions<'h> {
    house: &'h House,
    world: &'h World,
    kept: BTreeMap<(&'static str, bool), Client>,
}

impl<'h> Sessions<'h> {
    pub(super) fn of(house: &'h House, world: &'h World) -> Self {
        Self { house, world, kept: BTreeMap::new() }
    }

    /// The caller at the door.
    pub(super) async fn at(&mut self, caller: Caller, line: &Line) -> Client {
        let who = (caller.name(), is_api(line));
        if let Some(client) = self.kept.get(&who) {
            return client.clone();
        }
        let client = at_the_door(self.house, self.world, caller, line).await;
        self.kept.insert(who, client.clone());
        client
    }

    /// After somebody was at the door: where sessions end, or somebody comes to act for another, everybody signs in anew.
    pub(super) fn after(&mut self, line: &Line) {
        let ends = ["session", "sign-out", "sign-in", "password", "representation", "people", "staff", "invitations/{token}"];
        if line.method != "GET" && (line.path == "/company" || ends.iter().any(|word| line.path.contains(word))) {
            self.kept.clear();
        }
    }
}
