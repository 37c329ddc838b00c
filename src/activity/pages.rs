//! The pages of this room: requested items, the live page, open carts and one's own acts, each in its file.

mod cart;
mod live;
mod own;
mod requested;
pub(crate) mod told;
mod words;

use crate::access::Routes;

pub(super) fn routes(routes: &mut Routes) {
    requested::routes(routes);
    live::routes(routes);
    cart::routes(routes);
    own::routes(routes);
    words::routes(routes);
}
