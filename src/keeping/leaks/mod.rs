//! The leak test: two companies are made, they order, are shipped to and pay, and whatever the people of the one can look at is searched
//! for anything of the other. It goes the ways of the doors, in a transaction that is always undone. Called by `doctor`.

mod looks;
mod world;

use std::sync::Arc;

use crate::access::Gate;
use crate::access::gate::rehearsal::Stage;
use crate::platform::error::Answer;

/// What the test came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rehearsed {
    /// How many looks were taken.
    pub looks: usize,
    /// How many of them showed the looker something of his own: looks that show nothing prove nothing.
    pub own: usize,
    /// What showed something of the other company: who looked, and at what.
    pub leaks: Vec<String>,
}

/// What somebody saw: the name of the look, and all that it showed.
pub(super) struct Seen {
    pub look: &'static str,
    pub text: Option<String>,
}

/// Plays the test on a database in use; nothing of it stays.
pub async fn rehearse(gate: &Arc<Gate>) -> Answer<Rehearsed> {
    gate.rehearse(play).await
}

fn play(stage: &mut Stage<'_>) -> Answer<Rehearsed> {
    let companies = world::build(stage)?;
    let mut rehearsed = Rehearsed::default();
    for (own, other) in [(&companies.0, &companies.1), (&companies.1, &companies.0)] {
        for login in [world::buyer(own.mark), world::head(own.mark), world::agent(own.mark)] {
            let actor = stage.enter(&login)?;
            judge(&mut rehearsed, &login, &looks::around(stage, &actor, own), (own.mark, other.mark));
            // What is the other's is asked for by its own number: the question names it, so only an answer counts.
            judge(&mut rehearsed, &login, &looks::straight(stage, &actor, other), (own.mark, other.mark));
        }
    }
    Ok(rehearsed)
}

/// Holds what was seen against both marks.
fn judge(rehearsed: &mut Rehearsed, login: &str, seen: &[Seen], (own, other): (&str, &str)) {
    let (own, other) = (own.to_lowercase(), other.to_lowercase());
    for one in seen {
        rehearsed.looks += 1;
        let text = one.text.as_deref().unwrap_or_default().to_lowercase();
        rehearsed.own += usize::from(text.contains(&own));
        if text.contains(&other) {
            rehearsed.leaks.push(format!("{login} looked at {}", one.look));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_of_the_other_is_a_leak_however_it_is_written() {
        let mut rehearsed = Rehearsed::default();
        let seen = |text: Option<&str>| vec![Seen { look: "orders", text: text.map(str::to_owned) }];
        let marks = ("MINE", "THEIRS");
        judge(&mut rehearsed, "a", &seen(None), marks);
        judge(&mut rehearsed, "b", &seen(Some("order of Mine")), marks);
        assert_eq!((rehearsed.looks, rehearsed.own, rehearsed.leaks.len()), (2, 1, 0));
        judge(&mut rehearsed, "c", &seen(Some("order of mine and of theirs-1")), marks);
        assert_eq!(rehearsed.leaks, ["c looked at orders"]);
    }
}
