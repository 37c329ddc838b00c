//! The log of the records beside its signer: whether what is sealed is what the signer remembers, and what leads out where it is not.
//! Called by the doctor.

use std::path::PathBuf;

use super::Report;
use crate::platform::config::Settings;
use crate::platform::db::{Address, Beside};
use crate::platform::values::Moment;
use crate::records::Signer;
use crate::records::signer::Last;
use crate::records::state::{self, Standing, Verdict};

/// Looks at the database, asks the signer, and looks again.
pub(super) fn look(settings: &Settings, address: &Address, now: Moment, report: &mut Report) {
    let folder = settings.data_dir.join("signer");
    let seen = view(address).and_then(|mut view| state::sealed(view.tx()).map_err(|no| no.to_string()));
    let before = match seen {
        Ok(before) => before,
        Err(why) => return report.trouble("signer", why),
    };
    let last = match Signer::recall(settings.signer.as_deref(), &folder) {
        Ok(last) => last,
        Err(why) => return report.trouble("signer", format!("the signer does not answer, so nothing is sealed: {why}")),
    };
    let seen =
        view(address).and_then(|mut view| state::beside(view.tx(), before, last.as_ref(), now).map_err(|no| no.to_string()));
    match seen {
        Ok(standing) => tell(&standing, last.as_ref(), &place(settings, folder), report),
        Err(why) => report.trouble("signer", why),
    }
}

fn view(address: &Address) -> Result<Beside, String> {
    Beside::open(address).map_err(|error| error.0)
}

/// Where the signer keeps its key, as far as that is known here.
fn place(settings: &Settings, folder: PathBuf) -> String {
    if settings.signer.is_some() { "FOLDER".to_owned() } else { folder.display().to_string() }
}

fn tell(standing: &Standing, last: Option<&Last>, folder: &str, report: &mut Report) {
    let (sealed, signed) = (standing.sealed, last.map_or(0, |last| last.size));
    let reopen = format!("`orderly signer reopen --state {folder} --after {sealed} --reason … --database-url …`");
    match standing.verdict {
        Verdict::Whole | Verdict::Waiting | Verdict::Late | Verdict::Silent => {
            report.fine("signer", format!("the signer goes on from the {sealed} records that are sealed"));
        }
        // The portal makes the key when it starts.
        Verdict::Unsealed => {}
        Verdict::Keyless => report.trouble(
            "signer",
            format!("{sealed} records are sealed and there is no key in {folder}: put the signer's folder back; if it is lost, {reopen} goes on with a new key, and `orderly verify` tells it as a break"),
        ),
        Verdict::SetBack => report.trouble(
            "signer",
            format!("the signer has signed {signed} records that are not those of this database, and seals nothing: put the newest backup back; if there is no newer one, {reopen} goes on from here, and `orderly verify` tells it as a break"),
        ),
        Verdict::Forgotten => report.trouble(
            "signer",
            format!("{sealed} records are sealed and the signer remembers {signed}, so it seals nothing: put its folder back; if it is lost, {reopen} goes on from here, and `orderly verify` tells it as a break"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keeping::doctor::Level;

    #[test]
    fn what_has_parted_is_told_with_the_way_out() {
        for verdict in Verdict::ALL.iter().filter(|verdict| **verdict != Verdict::Unsealed) {
            let mut report = Report::default();
            tell(&Standing { verdict: *verdict, placed: 9, sealed: 7, unsealed: 2 }, None, "/data/signer", &mut report);
            let [said] = report.said.as_slice() else { panic!("{report:?}") };
            let has_way_out = said.words.contains("reopen --state /data/signer --after 7");
            assert_eq!(
                has_way_out,
                matches!(verdict, Verdict::Keyless | Verdict::SetBack | Verdict::Forgotten),
                "{}",
                said.words
            );
            assert!(!has_way_out || said.level == Level::Trouble, "{}", said.words);
        }
    }
}
