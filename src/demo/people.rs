//! What the administrator of a demo company has done with its people: a role of its own, and an invitation that waits. Called after the
//! year has gone by.

use std::sync::Arc;

use super::world::World;
use crate::access::accounts::roles::{self, NewRole};
use crate::access::depth::{Depth, Grant};
use crate::access::permission::marks::RunCompany;
use crate::access::{Gate, May, Right};
use crate::partners::colleagues::{self, Given, Guest};
use crate::platform::error::Answer;
use crate::platform::values::Moment;
use crate::platform::web::Lang;

const DAY: i64 = 24 * 3600;

/// Makes the role and sends the invitation, some days before now.
pub(super) async fn play(gate: &Arc<Gate>, world: &World, now: Moment) -> Answer<()> {
    let is_meant = |person: &&super::world::Person| person.role == "partner_admin" && person.partner.as_deref() == Some("ALFA");
    let Some(admin) = world.people.iter().find(is_meant) else { return Ok(()) };
    let company: May<RunCompany> = gate.historian(&admin.login, "ALFA").await?;
    let books = [Right::ReadMoney, Right::ReadOrders, Right::ReadCompany];
    let grants = books.map(|right| Grant { right, depth: Depth::Company }).to_vec();
    let role = NewRole { name: "Бухгалтерия".to_owned(), grants };
    let custom = Some(company.write_at(now.plus_seconds(-9 * DAY), role, roles::make).await?);
    let guest = Guest {
        email: "glavbuh@alfa.example".to_owned(),
        given: Given { roles: Vec::new(), custom, unit: None },
        lang: Lang::Ru,
        link: company.fresh_link()?,
    };
    company.write_at(now.plus_seconds(-2 * DAY), guest, colleagues::invite).await?;
    Ok(())
}
