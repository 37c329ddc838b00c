//! The discount codes there are, with the names of what they are on and for. Looks for the doors of this room; they change nothing.

use super::code_store::{self as store, CodeRecord};
use crate::access::permission::marks::ManageDiscounts;
use crate::access::{Act, PartnerId};
use crate::catalogue;
use crate::partners::company;
use crate::platform::error::Answer;
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};

/// A code with the names of what it is on and for.
#[derive(Debug, Clone)]
pub struct Given {
    /// The code.
    pub record: CodeRecord,
    /// The partner's code and name.
    pub partner: Option<(String, String)>,
    /// The person's login.
    pub person: Option<String>,
    /// The category's code and its names from the top.
    pub category: Option<(String, String)>,
    /// The article number.
    pub sku: Option<String>,
}

crate::words! {
    /// By what codes are sorted.
    pub enum CodesBy {
        /// The code, whatever the case.
        Code = "code",
        /// The first day.
        From = "from",
        /// The last day; without one it comes behind all days.
        Until = "until",
        /// How often it was used.
        Uses = "uses",
    }
}

impl Default for Sort<CodesBy> {
    fn default() -> Self {
        Sort::up(CodesBy::Code)
    }
}

impl Given {
    /// Its place in an order.
    pub fn place(&self, by: CodesBy) -> Place {
        let record = &self.record;
        let key = match by {
            CodesBy::Code => record.code_key.clone(),
            CodesBy::From => record.valid_from.to_string(),
            CodesBy::Until => record.valid_until.map_or_else(|| store::NEVER.to_owned(), |day| day.to_string()),
            CodesBy::Uses => record.uses_done.to_string(),
        };
        (key, record.id.number())
    }
}

/// Which codes, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this partner only, by code.
    pub partner: Option<String>,
    /// In which order.
    pub sort: Sort<CodesBy>,
    /// Behind which code to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// Codes within reach; of one partner, by its code, when it is named.
pub fn list(act: &mut Act<'_, ManageDiscounts>, filter: &Filter) -> Answer<Vec<Given>> {
    let reach = act.reach();
    let tx = act.tx();
    let partners: Option<Vec<PartnerId>> = match &filter.partner {
        Some(code) => company::narrowed_to(tx, reach, code)?,
        None => reach.partners(),
    };
    let records = store::list(tx, partners, filter)?;
    let categories = catalogue::store::categories(tx)?;
    let products: Vec<i64> = records.iter().filter_map(|record| record.product_id).collect();
    let skus = catalogue::store::skus(tx, &products)?;
    let partners = store::partner_names(tx, &records.iter().filter_map(|record| record.partner_id).collect::<Vec<_>>())?;
    let people = store::logins(tx, &records.iter().filter_map(|record| record.account_id).collect::<Vec<_>>())?;
    let given = |record: CodeRecord| {
        let partner = record.partner_id.and_then(|id| partners.iter().find(|(partner, ..)| *partner == id));
        let person = record.account_id.and_then(|id| people.iter().find(|(account, _)| *account == id));
        let category = record.category_id.and_then(|id| categories.iter().find(|c| c.id.number() == id));
        let sku = record.product_id.and_then(|id| skus.iter().find(|(product, _)| product.number() == id));
        Given {
            partner: partner.map(|(_, code, name)| (code.clone(), name.clone())),
            person: person.map(|(_, login)| login.clone()),
            category: category.map(|category| (category.code.clone(), category.path.clone())),
            sku: sku.map(|(_, sku)| sku.clone()),
            record,
        }
    };
    Ok(records.into_iter().map(given).collect())
}

/// All codes that a filter leads to, page by page in one view of the data.
pub fn list_all(act: &mut Act<'_, ManageDiscounts>, filter: &Filter) -> Answer<Vec<Given>> {
    let page = |after, limit| list(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |given| given.place(filter.sort.by))
}
