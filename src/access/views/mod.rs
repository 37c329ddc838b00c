//! Saved views: filter, order and columns of a table under a name. They belong to people; our own may share theirs with each other.
//! Called by the pages of tables and by the doors here. A view holds no rows and opens nothing: what it asks is checked anew.

pub mod api;
mod bar;
mod pages;
mod refused;
mod store;

pub use bar::{bar, eyes, open};
pub use refused::refused;

use super::permission::Permission;
use super::permission::marks::BeSomebody;
use super::reach::AccountId;
use super::{Act, Actor, Recorded, Right, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::text;
use crate::platform::web::table::Pairs;
use crate::say;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 60;
/// The longest filter, in bytes.
const LONGEST_QUERY: usize = 2_000;
/// The most views of one person.
const MOST: usize = 200;

crate::typed_id!(
    /// A saved view.
    ViewId, "viw"
);

crate::words! {
    /// A table of which views are saved.
    pub enum Listing {
        /// Orders.
        Orders = "orders",
        /// Partners.
        Partners = "partners",
        /// Invoices.
        Invoices = "invoices",
        /// Payments.
        Payments = "payments",
        /// Stock by warehouse.
        Stock = "stock",
        /// Requested items.
        Requested = "requested",
        /// Shipments.
        Shipments = "shipments",
        /// Quotes.
        Quotes = "quotes",
        /// Contracts by what is owed.
        Money = "money",
        /// Contracts whose shipments are blocked.
        Blocks = "blocks",
        /// Limits that were asked for.
        Limits = "limits",
        /// Tasks.
        Tasks = "tasks",
        /// Shipped lines beside their promises.
        Promises = "promises",
        /// Our staff.
        Staff = "staff",
        /// Discount codes.
        Codes = "codes",
    }
}

impl Listing {
    /// Its page.
    pub fn path(self) -> &'static str {
        match self {
            Self::Orders => "/orders",
            Self::Partners => "/partners",
            Self::Invoices => "/invoices",
            Self::Payments => "/payments",
            Self::Stock => "/stock",
            Self::Requested => "/requested",
            Self::Shipments => "/shipments",
            Self::Quotes => "/quotes",
            Self::Money => "/money",
            Self::Blocks => "/blocks",
            Self::Limits => "/limit-requests",
            Self::Tasks => "/tasks",
            Self::Promises => "/promises",
            Self::Staff => "/staff",
            Self::Codes => "/discount-codes",
        }
    }

    /// The sentence of its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Orders => "menu-orders",
            Self::Partners => "partner-list-title",
            Self::Invoices => "invoice-list-title",
            Self::Payments => "payment-list-title",
            Self::Stock => "stock-title",
            Self::Requested => "requested-title",
            Self::Shipments => "menu-shipments",
            Self::Quotes => "menu-quotes",
            Self::Money => "money-title",
            Self::Blocks => "block-list-title",
            Self::Limits => "money-limit-requests",
            Self::Tasks => "task-list-title",
            Self::Promises => "menu-promises",
            Self::Staff => "staff-title",
            Self::Codes => "codes-title",
        }
    }

    /// The right that opens it.
    fn right(self) -> Right {
        match self {
            Self::Orders | Self::Shipments | Self::Quotes => Right::ReadOrders,
            Self::Partners => Right::ReadPartners,
            Self::Invoices | Self::Payments | Self::Money | Self::Blocks => Right::ReadMoney,
            Self::Stock => Right::ReadStock,
            Self::Requested => Right::ReadRequested,
            Self::Limits => Right::SetLimits,
            Self::Tasks => Right::ServeClients,
            Self::Promises => Right::PromiseOrders,
            Self::Staff => Right::ManageAccounts,
            Self::Codes => Right::ManageDiscounts,
        }
    }
}

/// A saved view as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Its id.
    pub id: ViewId,
    /// Of which table.
    pub listing: Listing,
    /// Its name.
    pub name: String,
    /// Filter, order and columns, as an address has them.
    pub query: String,
    /// Whether our own people share it.
    pub is_shared: bool,
    /// Whether it is the reader's.
    pub is_own: bool,
    /// Who made it, by name.
    pub by: String,
}

/// A view to be saved.
#[derive(Debug, Clone)]
pub struct NewView {
    /// Of which table.
    pub listing: Listing,
    /// Its name. One of the same name is replaced.
    pub name: String,
    /// Filter, order and columns, as an address has them.
    pub query: String,
    /// Whether our own people share it.
    pub is_shared: bool,
}

/// What becomes of a view.
#[derive(Debug, Clone)]
pub struct Change {
    /// Which.
    pub id: ViewId,
    /// Its name from now on.
    pub name: String,
    /// Whether our own people share it from now on.
    pub is_shared: bool,
}

/// The person whose views they are. A machine has none.
fn owner<P: Permission>(act: &Act<'_, P>) -> Answer<AccountId> {
    act.actor().person().map(|person| person.account).ok_or_else(No::not_found)
}

fn checked_name(name: &str) -> Answer<String> {
    text::required_line(name, LONGEST_NAME)
        .map_err(|_| No::invalid("/name", "unfit", say!("view-bad-name", count = LONGEST_NAME)))
}

fn may_share(actor: &Actor, is_shared: bool) -> Answer<()> {
    if is_shared && !actor.is_ours() {
        return Err(No::invalid("/shared", "not_yours", say!("view-not-shared")));
    }
    Ok(())
}

/// Filter, order and columns of an address. Places and whatever has no value fall away; what a table does not know is found when
/// the view is opened.
fn checked_query(query: &str) -> Answer<String> {
    let unfit = || No::invalid("/query", "unfit", say!("view-bad-query"));
    if query.len() > LONGEST_QUERY || query.contains("%00") {
        return Err(unfit());
    }
    let mut pairs: Pairs = serde_urlencoded::from_str(query.trim_start_matches('?')).map_err(|_| unfit())?;
    pairs.retain(|(name, value)| !value.is_empty() && !matches!(name.as_str(), "cursor" | "view" | "partly"));
    if pairs.iter().any(|(name, value)| name.chars().chain(value.chars()).any(char::is_control)) {
        return Err(unfit());
    }
    serde_urlencoded::to_string(&pairs).map_err(|_| unfit())
}

/// Saves a view, in place of one of the same name.
pub fn save(act: &mut Act<'_, BeSomebody>, new: &NewView) -> Answer<Recorded<ViewId>> {
    let owner = owner(act)?;
    if !act.actor().may(new.listing.right()) {
        return Err(No::invalid("/table", "unknown", say!("view-unknown-table")));
    }
    may_share(act.actor(), new.is_shared)?;
    let view = NewView { name: checked_name(&new.name)?, query: checked_query(&new.query)?, ..new.clone() };
    if store::count(act.tx(), owner)? >= MOST {
        return Err(No::conflict("too_many_views", say!("view-too-many", count = MOST)));
    }
    let id = store::put(act.tx(), owner, &view)?;
    Ok(act.pass(id))
}

/// Gives a view of one's own another name, shares it, or keeps it to oneself again.
pub fn change(act: &mut Act<'_, BeSomebody>, change: &Change) -> Answer<Recorded<()>> {
    let owner = owner(act)?;
    let actor = act.actor();
    let old = store::find(act.tx(), owner, actor.is_ours(), change.id)?.filter(|view| view.is_own).ok_or_else(No::not_found)?;
    may_share(actor, change.is_shared)?;
    let name = checked_name(&change.name)?;
    if store::holds_name(act.tx(), owner, old.listing, &name, change.id)? {
        return Err(No::conflict("name_taken", say!("view-name-taken", name = &name)));
    }
    store::update(act.tx(), change.id, &name, change.is_shared)?;
    Ok(act.pass(()))
}

/// Forgets a view of one's own.
pub fn remove(act: &mut Act<'_, BeSomebody>, id: &ViewId) -> Answer<Recorded<()>> {
    let owner = owner(act)?;
    if !store::delete(act.tx(), owner, *id)? {
        return Err(No::not_found());
    }
    Ok(act.pass(()))
}

/// One's own views and, for our own people, those that colleagues share; of one table or of all that one may open.
pub fn list<P: Permission>(act: &mut Act<'_, P>, listing: &Option<Listing>) -> Answer<Vec<View>> {
    let (owner, actor) = (owner(act)?, act.actor());
    let mut views = store::list(act.tx(), owner, actor.is_ours(), *listing)?;
    views.retain(|view| actor.may(view.listing.right()));
    Ok(views)
}

/// One view of a table: one's own or, for our own people, a shared one.
fn find<P: Permission>(act: &mut Act<'_, P>, (listing, id): &(Listing, ViewId)) -> Answer<View> {
    let (owner, actor) = (owner(act)?, act.actor());
    let found = store::find(act.tx(), owner, actor.is_ours(), *id)?;
    found.filter(|view| view.listing == *listing).ok_or_else(No::not_found)
}

/// This part's doors.
pub(super) fn routes(routes: &mut Routes) {
    pages::routes(routes);
    api::routes(routes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_keeps_no_place_and_nothing_empty() {
        let kept = |query: &str| checked_query(query).unwrap();
        assert_eq!(
            kept("?q=%D0%B4%D1%80%D0%B5%D0%BB%D1%8C&state=&cursor=abc&sort=-total&view=viw_1&partly=1"),
            "q=%D0%B4%D1%80%D0%B5%D0%BB%D1%8C&sort=-total"
        );
        assert_eq!(kept(""), "");
        assert!(checked_query("q=a%0Ab").is_err() && checked_query("q=%00").is_err());
        assert!(checked_query(&format!("q={}", "a".repeat(LONGEST_QUERY))).is_err());
    }
}
