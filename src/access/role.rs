//! Roles as sums of permission sets.

use super::permission::{Right, Rights};

crate::words! {
    /// What somebody is here for.
    pub enum Role {
        /// Partner: orders.
        Buyer = "buyer",
        /// Partner: agrees to orders above a limit.
        Approver = "approver",
        /// Partner: runs his own company.
        PartnerAdmin = "partner_admin",
        /// Partner: what the company's own role says, which stands beside it.
        Custom = "custom",
        /// Seller: visits clients and orders for them.
        Agent = "agent",
        /// Seller: watches, negotiates, decides.
        Manager = "manager",
        /// Seller: invoices, payments, limits.
        Accountant = "accountant",
        /// Seller: picks and ships.
        Warehouse = "warehouse",
        /// Seller: calls, claims, visits.
        Operator = "operator",
        /// Seller: settings, staff, imports.
        Administrator = "administrator",
    }
}

const SOMEBODY: Rights = Rights::of(&[Right::Visit, Right::BeSomebody]);
const SHOPPING: Rights = Rights::of(&[
    Right::SeeCatalogue,
    Right::FillCart,
    Right::PlaceOrders,
    Right::ReadOrders,
    Right::CancelOrders,
    Right::ReadRequested,
]);
// A partner's people read partners too: their reach is their own company, so that is the only one they find.
const OWN_COMPANY: Rights = Rights::of(&[Right::ReadCompany, Right::ReadPartners]);
const RUNNING_COMPANY: Rights = Rights::of(&[Right::ReadCompany, Right::RunCompany, Right::ReadPartners, Right::ReadMoney]);
const CLIENTS: Rights = Rights::of(&[Right::ReadPartners, Right::ReadOrders, Right::ReadRequested, Right::SeeDay]);
const OFFICE: Rights = Rights::of(&[Right::ManagePartners, Right::ManageAccounts, Right::ManageDiscounts, Right::ReadStock]);
const STORE: Rights = Rights::of(&[Right::ReadStock, Right::ManageStock]);
const DISPATCH: Rights = Rights::of(&[Right::ShipOrders, Right::PromiseOrders, Right::ReadOrders]);
const WATCHING: Rights = Rights::of(&[Right::WatchClients, Right::ServeClients, Right::ReadMoney, Right::ReadTimeline]);
const CONTROL: Rights =
    Rights::of(&[Right::BlockShipments, Right::DeferPayments, Right::ManageRules, Right::ReadInsight, Right::PromiseOrders]);
const BOOKS: Rights =
    Rights::of(&[Right::ReadMoney, Right::BookPayments, Right::SetLimits, Right::BlockShipments, Right::ReadInsight]);
const HOUSE: Rights = Rights::of(&[Right::Import, Right::ManageKeys, Right::ManageSettings, Right::ErasePeople]);

/// What a visitor may.
pub const VISITOR: Rights = Rights::of(&[Right::Visit]);
/// What an agent may while he acts for a client: what a buyer may, and nothing of the company's own affairs.
pub const REPRESENTING: Rights = SOMEBODY.and(SHOPPING).and(Rights::of(&[Right::Represent]));
/// What a machine's key may be given.
pub const MACHINE: Rights = SHOPPING.and(CLIENTS).and(STORE).and(DISPATCH).and(BOOKS).and(Rights::of(&[Right::Import]));

/// What a key limited to one partner may be given: nothing that touches everybody's goods and prices.
pub const PARTNER_MACHINE: Rights = SHOPPING.and(Rights::of(&[Right::ReadPartners]));

impl Role {
    /// Whether it is a role on the partner's side.
    pub fn is_of_partner(self) -> bool {
        matches!(self, Role::Buyer | Role::Approver | Role::PartnerAdmin | Role::Custom)
    }

    /// Its rights.
    pub const fn rights(self) -> Rights {
        let own = match self {
            Role::Buyer | Role::Approver => SHOPPING.and(OWN_COMPANY),
            Role::PartnerAdmin => SHOPPING.and(RUNNING_COMPANY),
            Role::Custom => Rights::NONE,
            Role::Agent => CLIENTS.and(WATCHING).and(Rights::of(&[Right::Represent])),
            Role::Manager => {
                CLIENTS.and(OFFICE).and(WATCHING).and(CONTROL).and(Rights::of(&[Right::CancelOrders, Right::EditOrders]))
            }
            Role::Accountant => CLIENTS.and(BOOKS).and(Rights::of(&[Right::ReadTimeline])),
            Role::Operator => CLIENTS.and(Rights::of(&[Right::ServeClients, Right::ReadMoney, Right::ReadTimeline])),
            Role::Warehouse => STORE.and(DISPATCH),
            // Whoever makes staff accounts must himself have what he gives.
            Role::Administrator => {
                let office = CLIENTS.and(OFFICE).and(WATCHING).and(CONTROL).and(BOOKS);
                office.and(STORE).and(DISPATCH).and(HOUSE).and(Rights::of(&[
                    Right::CancelOrders,
                    Right::Represent,
                    Right::EditOrders,
                ]))
            }
        };
        SOMEBODY.and(own)
    }
}
