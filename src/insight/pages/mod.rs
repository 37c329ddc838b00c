//! Pages of what the office learns: the dashboard, the day, and the rows behind every figure of both.

mod dashboard;
mod day;
mod list;
mod sections;

use chrono::NaiveDate;

use crate::access::Routes;
use crate::platform::error::{Answer, No};
use crate::say;

pub(super) fn routes(routes: &mut Routes) {
    dashboard::routes(routes);
    day::routes(routes);
}

/// A day as a form sends it; none when the field is empty.
fn typed_day(text: &str, field: &'static str) -> Answer<Option<NaiveDate>> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| No::invalid(field, "not_day", say!("dashboard-day-bad")))
}
