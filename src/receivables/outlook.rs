//! How a contract stands, for whoever looks: what it may owe and owes, what stops its shipments, the sum that lifts it, and what was.
//! Called by the doors of this room. The manager's words go to our own people only.

use super::block::Block;
use super::gate::{self, Verdict};
use super::ledger::Standing;
use super::store::Authors;
use super::store::blocks::{self as store, Held, Listed};
use crate::access::Act;
use crate::access::permission::marks::ReadMoney;
use crate::partners::{self, Payment};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};

/// How many ended blocks are shown.
const REMEMBERED: i64 = 100;

/// A contract as it stands.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// The contract.
    pub held: Held,
    /// Its limit and exposure. Who pays first keeps no limit.
    pub standing: Standing,
    /// What is overdue and not in dispute.
    pub overdue: Money,
    /// What stops shipments, and the payment that lifts it.
    pub verdict: Verdict,
    /// Its blocks, the newest first.
    pub blocks: Vec<Shown>,
    /// Whether whoever looks is one of us.
    pub is_staff: bool,
}

/// A block with the names of those who did it, or answer for the key that did; none for the program itself.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The block.
    pub block: Block,
    /// Who began it.
    pub began_by: Option<String>,
    /// Who ended it.
    pub ended_by: Option<String>,
}

impl Outlook {
    /// The blocks that have not ended.
    pub fn in_force(&self) -> impl Iterator<Item = &Shown> {
        self.blocks.iter().filter(|shown| shown.block.ended.is_none())
    }

    /// The blocks that have.
    pub fn past(&self) -> impl Iterator<Item = &Shown> {
        self.blocks.iter().filter(|shown| shown.block.ended.is_some())
    }
}

/// One contract within reach, by its number.
pub fn of_contract(act: &mut Act<'_, ReadMoney>, number: &String) -> Answer<Outlook> {
    let is_staff = act.reach().is_ours();
    let partners = act.reach().whole_partners();
    let tx = act.tx();
    let held = store::within(tx, partners, number)?.ok_or_else(No::not_found)?;
    let position = store::position(tx, held.id)?;
    let mut standing = super::standing(tx, held.id)?;
    if held.payment == Payment::Prepaid {
        standing.limit = None;
    }
    let blocks = store::history(tx, held.id, REMEMBERED)?;
    Ok(Outlook {
        overdue: Money::sum(position.overdue().map(|debt| debt.rest))?,
        verdict: gate::judge(&position, None)?,
        blocks: named(tx, blocks)?,
        standing,
        held,
        is_staff,
    })
}

fn named(tx: &mut Tx, blocks: Vec<Block>) -> Answer<Vec<Shown>> {
    let marks = blocks.iter().flat_map(|block| {
        let ended = block.ended.as_ref().map(|ended| &ended.by);
        std::iter::once(&block.began_by).chain(ended)
    });
    let authors = Authors::of(tx, marks)?;
    Ok(blocks
        .into_iter()
        .map(|block| Shown {
            began_by: authors.known(&block.began_by),
            ended_by: block.ended.as_ref().and_then(|ended| authors.known(&ended.by)),
            block,
        })
        .collect())
}

/// A contract whose shipments are blocked, with what stops them.
#[derive(Debug, Clone)]
pub struct Blocked {
    /// The contract.
    pub held: Held,
    /// Its partner's code and name.
    pub partner: (String, String),
    /// Its blocks that have not ended.
    pub blocks: Vec<Block>,
    /// What stops shipments, and the payment that lifts it.
    pub verdict: Verdict,
    /// Whether whoever looks is one of us.
    pub is_staff: bool,
}

crate::words! {
    /// By what blocked contracts are sorted.
    pub enum BlockedBy {
        /// Their number.
        Contract = "contract",
        /// The partner's name.
        Partner = "partner",
        /// When the first of their blocks began.
        Since = "since",
    }
}

impl Default for Sort<BlockedBy> {
    fn default() -> Self {
        Sort::up(BlockedBy::Contract)
    }
}

impl Blocked {
    /// When the first of its blocks began.
    pub fn since(&self) -> Option<Moment> {
        self.blocks.iter().map(|block| block.began_at).min()
    }

    fn place(&self, by: BlockedBy) -> Place {
        let key = match by {
            BlockedBy::Contract => self.held.number.clone(),
            BlockedBy::Partner => partners::store::name_key(&self.partner.1, &self.partner.0),
            BlockedBy::Since => self.since().map_or(0, Moment::micros).to_string(),
        };
        (key, self.held.id.number())
    }
}

/// In which order, where to begin, and how many.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// In which order.
    pub sort: Sort<BlockedBy>,
    /// Behind which contract to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// Blocked contracts within reach, and the cursor behind the last when there are more.
pub fn blocked(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<(Vec<Blocked>, Option<String>)> {
    let found = behind(act, filter.sort, filter.after.clone(), filter.limit + 1)?;
    Ok(filter.sort.cut(found, filter.limit, |row| row.place(filter.sort.by)))
}

/// All blocked contracts within reach, page by page in one view of the data: for files.
pub fn all_blocked(act: &mut Act<'_, ReadMoney>, filter: &Filter) -> Answer<Vec<Blocked>> {
    let page = |after, limit| behind(act, filter.sort, after, limit);
    table::whole(page, |row| row.place(filter.sort.by))
}

fn behind(act: &mut Act<'_, ReadMoney>, sort: Sort<BlockedBy>, after: Option<Place>, limit: i64) -> Answer<Vec<Blocked>> {
    let is_staff = act.reach().is_ours();
    let partners = act.reach().whole_partners();
    let rows: Vec<Listed> = store::blocked(act.tx(), partners, (sort, after), limit)?;
    let ids: Vec<_> = rows.iter().map(|(held, ..)| held.id).collect();
    let positions = store::positions(act.tx(), &ids)?;
    let mut found = Vec::with_capacity(rows.len());
    for (held, partner, blocks) in rows {
        let position = positions.get(&held.id).ok_or_else(No::not_found)?;
        found.push(Blocked { verdict: gate::judge(position, None)?, held, partner, blocks, is_staff });
    }
    Ok(found)
}
