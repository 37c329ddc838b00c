//! The list of the erased beside the database: whether somebody is back who was erased, as after an older backup was put in place by other
//! means than `orderly restore`. Called by the doctor.

use super::Report;
use crate::platform::config::Settings;
use crate::platform::db::Alone;
use crate::privacy::list::{self, Erasure};

/// Accounts asked for at once.
const AT_ONCE: usize = 500;

/// Looks at the list of the data folder, where there is one.
pub(super) fn look(settings: &Settings, db: &mut Alone, report: &mut Report) {
    let file = settings.data_dir.join(list::NAME);
    let listed = match list::read(&file) {
        Ok(Some(listed)) => listed,
        Ok(None) => return,
        Err(why) => return report.trouble("erasures", format!("the list of the erased cannot be read: {why}")),
    };
    match back(db, &listed) {
        Ok(0) => report.fine("erasures", format!("whoever is listed as erased is erased ({})", listed.len())),
        Ok(count) => report.trouble(
            "erasures",
            format!(
                "{count} people are there whom {0} lists as erased: they came back with an older backup. Put it back with \
                 `orderly restore … --erasures {0}`, or erase them on the page of erasures",
                file.display()
            ),
        ),
        Err(why) => report.trouble("erasures", format!("the erased cannot be asked for: {why}")),
    }
}

/// How many of a list have an account that is not erased.
fn back(db: &mut Alone, listed: &[Erasure]) -> Result<i64, String> {
    let mut count = 0;
    for chunk in listed.chunks(AT_ONCE) {
        let ids: Vec<String> = chunk.iter().map(|one| one.account.number().to_string()).collect();
        let sql = format!(
            "SELECT COUNT(*) FROM account a WHERE a.id IN ({}) AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.account_id = a.id)",
            ids.join(", ")
        );
        count += db.number(&sql).map_err(|error| error.0)?;
    }
    Ok(count)
}
