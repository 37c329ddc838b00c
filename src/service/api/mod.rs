//! The API's doors to the service of clients: messages, notes and calls, tasks, rules, the time line, a contract as it was.

pub mod as_on;
pub mod messages;
pub mod rules;
pub mod tasks;
pub mod timeline;

use crate::access::Routes;

pub(super) fn routes(routes: &mut Routes) {
    messages::routes(routes);
    tasks::routes(routes);
    rules::routes(routes);
    timeline::routes(routes);
    as_on::routes(routes);
}
