//! Looks for the doors of this room, on pages and in JSON: a page of partners, an agent's clients, one partner in full,
//! contracts. What is out of reach is not found.

use super::company::{self, Filter, PartnersBy};
use super::{Address, Contract, Partner, UnitId, address, contract, store};
use crate::access::permission::marks::{ReadPartners, Represent};
use crate::access::{Act, Reach};
use crate::platform::error::{Answer, No};
use crate::platform::web::sort::Place;
use crate::platform::web::{cursor, table};

/// Rows of a page, and the cursor behind the last of them when there are more.
pub type Page<T> = (Vec<T>, Option<String>);

/// The first rows, and the cursor behind them when more were found than asked for.
fn cut<T>(mut found: Vec<T>, limit: i64, place: impl Fn(&T) -> (String, i64)) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| has_more).map(|last| {
        let (key, id) = place(last);
        cursor::encode(&key, id)
    });
    (found, next)
}

fn place(partner: &Partner, by: PartnersBy) -> Place {
    let key = match by {
        PartnersBy::Name => store::name_key(&partner.name, &partner.code),
        PartnersBy::Code => partner.code.clone(),
    };
    (key, partner.id.number())
}

/// A page of the partners within reach.
pub fn page(act: &mut Act<'_, ReadPartners>, filter: &Filter) -> Answer<Page<Partner>> {
    let found = company::list(act, &Filter { limit: filter.limit + 1, ..filter.clone() })?;
    Ok(filter.sort.cut(found, filter.limit, |partner| place(partner, filter.sort.by)))
}

/// All partners within reach that a filter leads to, page by page in one view of the data: for files.
pub fn all(act: &mut Act<'_, ReadPartners>, filter: &Filter) -> Answer<Vec<Partner>> {
    let page = |after, limit| company::list(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |partner| place(partner, filter.sort.by))
}

/// A page of the clients of whoever asks, by name.
pub fn clients(act: &mut Act<'_, Represent>, filter: &Filter) -> Answer<Page<Partner>> {
    let (agent, reach) = (act.account()?, act.reach());
    let mut clients = store::assigned_to(act.tx(), agent)?;
    clients.retain(|id| reach.holds(*id));
    let more = Filter { limit: filter.limit + 1, ..filter.clone() };
    let found = store::partners(act.tx(), &Reach::Partners(clients), &more)?;
    Ok(filter.sort.cut(found, filter.limit, |partner| place(partner, filter.sort.by)))
}

/// A partner with what belongs to it.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The partner.
    pub partner: Partner,
    /// Its units; for somebody bound to one, that one.
    pub units: Vec<(UnitId, String)>,
    /// Its addresses, as far as they are in reach.
    pub addresses: Vec<Address>,
    /// Its contracts, in force or not.
    pub contracts: Vec<Contract>,
}

/// One partner with what belongs to it.
pub fn of_partner(act: &mut Act<'_, ReadPartners>, code: &String) -> Answer<Overview> {
    let partner = company::look(act, code)?;
    let reach = act.reach();
    let mut units = store::units(act.tx(), partner.id)?;
    units.retain(|(id, _)| reach.unit().is_none_or(|own| own == *id));
    let addresses = address::of_partner(act.tx(), partner.id, reach)?;
    let contracts = contract::list(act, &Some(partner.id))?;
    Ok(Overview { partner, units, addresses, contracts })
}

/// Which contracts, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct ContractFilter {
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// The number and id after which to begin.
    pub after: Option<(String, i64)>,
    /// How many.
    pub limit: i64,
}

/// A page of the contracts within reach, by number.
pub fn contracts(act: &mut Act<'_, ReadPartners>, filter: &ContractFilter) -> Answer<Page<Contract>> {
    let partners = match &filter.partner {
        Some(code) => Some(vec![company::look(act, code)?.id]),
        None => act.reach().partners(),
    };
    let after = filter.after.as_ref().map(|(number, _)| number.clone());
    let found = store::contract_page(act.tx(), partners, None, after, filter.limit + 1)?;
    Ok(cut(found, filter.limit, |contract| (contract.number.clone(), contract.id.number())))
}

/// One contract within reach, by its number.
pub fn contract(act: &mut Act<'_, ReadPartners>, number: &String) -> Answer<Contract> {
    let partners = act.reach().partners();
    store::contracts(act.tx(), partners, Some(number))?.into_iter().next().ok_or_else(No::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_leads_on_only_when_there_is_more() {
        let place = |n: &i64| (n.to_string(), *n);
        assert_eq!(cut(vec![1, 2], 2, place), (vec![1, 2], None));
        assert_eq!(cut(vec![1, 2, 3], 2, place), (vec![1, 2], Some(cursor::encode("2", 2))));
        assert_eq!(cut(Vec::<i64>::new(), 2, place), (Vec::new(), None));
    }
}
