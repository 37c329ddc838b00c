//! What happened: unmet demand now; the live feed follows. Rooms leave traces here, staff and buyers read them.

pub mod api;
pub mod pages;
pub mod requested;
pub(crate) mod store;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
