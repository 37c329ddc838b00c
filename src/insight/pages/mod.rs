//! Pages of what the office learns: the dashboard, the day, and the rows behind every figure of both.

mod dashboard;
mod day;
mod list;
mod sections;

use crate::access::Routes;

pub(super) fn routes(routes: &mut Routes) {
    dashboard::routes(routes);
    day::routes(routes);
}
