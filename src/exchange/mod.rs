//! Exchange with other programs: files that bring in what the portal works with.
//! It reads, checks and hands over; what is stored, the rooms of the trade decide.

pub mod api;
pub mod imports;
pub mod pages;

/// This room's doors.
pub fn routes(routes: &mut crate::access::Routes) {
    pages::routes(routes);
    api::routes(routes);
}
