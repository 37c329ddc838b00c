//! Who is on line: people of clients whose last step is not older than the minutes the seller set, with what they do now.

use std::collections::HashMap;

use serde_json::json;

use super::feed::{self, Filter, Kind};
use super::feed_store::{self, Errand, Step};
use super::setting_store;
use crate::access::permission::marks::{ManageSettings, WatchClients};
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Recorded};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Currency, Moment, Money};
use crate::say;

/// So many steps are looked through; a house with more of them in these minutes shows those who came last.
const STEPS: i64 = 20_000;
const MOST_PEOPLE: usize = 200;
const MOST_MINUTES: i64 = 120;

/// Somebody who is on line.
#[derive(Debug, Clone, PartialEq)]
pub struct Present {
    /// The client's code.
    pub code: String,
    /// The client's name.
    pub partner: String,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub person: String,
    /// The telephone.
    pub phone: Option<String>,
    /// Whether he is an agent of ours who acts for the client.
    pub is_agent: bool,
    /// The kind of page he is on, with the article or the number behind a blank.
    pub page: Option<String>,
    /// What he searched for last, and whether that was in vain.
    pub search: Option<(String, bool)>,
    /// What his cart comes to, where it holds anything.
    pub cart: Option<(Money, Currency)>,
    /// His last step.
    pub last_at: Moment,
    /// How often something was refused.
    pub refusals: usize,
    /// What was refused last.
    pub refused: Option<String>,
}

/// Who is on line, and for how many minutes after the last step one is.
#[derive(Debug, Clone, PartialEq)]
pub struct Online {
    /// The seller's choice.
    pub minutes: i64,
    /// The people, the last to act first.
    pub people: Vec<Present>,
}

/// Who is on line within reach.
pub fn look(act: &mut Act<'_, WatchClients>, filter: &Filter) -> Answer<Online> {
    let scope = feed::scope(act, filter)?;
    let now = act.moment();
    let tx = act.tx();
    let minutes = setting_store::online_minutes(tx)?;
    let since = now.plus_seconds(-minutes * 60);
    let steps = feed_store::steps(tx, scope, since, STEPS)?;
    let mut seen = fold(&steps);
    let people: Vec<AccountId> = seen.iter().map(|one| one.account).collect();
    let errands = feed_store::errands(tx, &people, since)?;
    seen.retain(|one| acting(&errands, one) != Some(false));
    let clients: Vec<PartnerId> = seen.iter().map(|one| one.partner).collect();
    let cards: HashMap<_, _> = feed_store::cards(tx, &people)?.into_iter().map(|card| (card.0, card)).collect();
    let partners: HashMap<_, _> = feed_store::partners(tx, &clients)?.into_iter().map(|partner| (partner.0, partner)).collect();
    let carts = feed_store::carts_of(tx, &people)?;
    let present = |one: Seen| {
        let (_, login, person, phone) = cards.get(&one.account)?.clone();
        let (_, code, partner) = partners.get(&one.partner)?.clone();
        let cart = carts.iter().find(|cart| (cart.account, cart.partner) == (one.account, one.partner) && cart.lines > 0);
        let cart = cart.and_then(|cart| Some((cart.amount, cart.currency?)));
        let is_agent = acting(&errands, &one).is_some();
        let Seen { page, search, last_at, refusals, refused, .. } = one;
        Some(Present { code, partner, login, person, phone, is_agent, page, search, cart, last_at, refusals, refused })
    };
    Ok(Online { minutes, people: seen.into_iter().filter_map(present).collect() })
}

/// What somebody's steps tell.
#[derive(Debug, Clone, PartialEq)]
struct Seen {
    account: AccountId,
    partner: PartnerId,
    last_at: Moment,
    is_gone: bool,
    page: Option<String>,
    search: Option<(String, bool)>,
    refusals: usize,
    refused: Option<String>,
}

/// Whether somebody still acts for the client as an agent; none for the client's own people.
fn acting(errands: &[Errand], one: &Seen) -> Option<bool> {
    let mut his = errands.iter().filter(|(agent, partner, _)| (*agent, *partner) == (one.account, one.partner)).peekable();
    his.peek()?;
    Some(his.any(|(.., is_open)| *is_open))
}

/// People by their steps, the latest first; who signed out last is not there.
fn fold(steps: &[Step]) -> Vec<Seen> {
    let mut places: HashMap<(AccountId, PartnerId), usize> = HashMap::new();
    let mut people: Vec<Seen> = Vec::new();
    for (account, partner, at, kind, what) in steps {
        let at_place = *places.entry((*account, *partner)).or_insert_with(|| {
            let is_gone = *kind == Kind::SignedOut;
            people.push(Seen {
                account: *account,
                partner: *partner,
                last_at: *at,
                is_gone,
                page: None,
                search: None,
                refusals: 0,
                refused: None,
            });
            people.len() - 1
        });
        let Some(one) = people.get_mut(at_place) else { continue };
        match kind {
            Kind::Page if one.page.is_none() => one.page = Some(what.clone()),
            Kind::Search | Kind::SearchEmpty if one.search.is_none() => {
                one.search = Some((what.clone(), *kind == Kind::SearchEmpty));
                one.page.get_or_insert_with(|| "catalogue".to_owned());
            }
            Kind::Refused => {
                one.refusals += 1;
                one.refused.get_or_insert_with(|| what.clone());
            }
            _ => {}
        }
    }
    people.retain(|one| !one.is_gone);
    people.truncate(MOST_PEOPLE);
    people
}

/// Says for how many minutes after his last step somebody counts as on line.
pub fn set_minutes(act: &mut Act<'_, ManageSettings>, minutes: &i64) -> Answer<Recorded<()>> {
    if !(1..=MOST_MINUTES).contains(minutes) {
        return Err(No::invalid("minutes", "out_of_range", say!("live-minutes-bad", most = MOST_MINUTES)));
    }
    setting_store::set_online_minutes(act.tx(), *minutes)?;
    act.record("online.set", None, json!({"minutes": minutes}), ())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::values::ids::Id;

    fn step(person: i64, at: i64, kind: Kind, what: &str) -> Step {
        (AccountId::from_number(person), PartnerId::from_number(1), Moment::from_micros(at), kind, what.to_owned())
    }

    #[test]
    fn the_last_step_of_each_kind_is_told_and_who_signed_out_is_gone() {
        let steps = [
            step(1, 9, Kind::Refused, "stock_short"),
            step(2, 8, Kind::SignedOut, ""),
            step(1, 7, Kind::SearchEmpty, "hammer"),
            step(1, 6, Kind::Page, "cart"),
            step(2, 5, Kind::Page, "cart"),
            step(1, 4, Kind::Refused, "no_price"),
            step(1, 3, Kind::Search, "drill"),
        ];
        let people = fold(&steps);
        assert_eq!(people.len(), 1);
        let one = &people[0];
        assert_eq!((one.last_at.micros(), one.refusals, one.refused.as_deref()), (9, 2, Some("stock_short")));
        assert_eq!(one.search, Some(("hammer".to_owned(), true)));
        assert_eq!(one.page.as_deref(), Some("catalogue"));
    }

    #[test]
    fn an_agent_is_there_as_long_as_one_of_his_errands_lasts() {
        let people = fold(&[step(1, 9, Kind::Page, "cart"), step(2, 8, Kind::Page, "cart")]);
        let errand = |client: i64, is_open| (AccountId::from_number(1), PartnerId::from_number(client), is_open);
        let acts = |errands: &[Errand]| people.iter().map(|one| acting(errands, one)).collect::<Vec<_>>();
        assert_eq!(acts(&[errand(1, false), errand(1, true)]), [Some(true), None]);
        assert_eq!(acts(&[errand(1, false), errand(2, true)]), [Some(false), None]);
        assert_eq!(acts(&[errand(2, true)]), [None, None]);
    }
}
