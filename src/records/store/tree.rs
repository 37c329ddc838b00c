//! The tree over the placed records in the database: leaves from the journal, and the roots of whole subtrees of 256, 65 536, …
//! records, so that any proof reads a few hundred hashes however long the log is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::*;
use crate::records::merkle::{self, Nodes};

/// A level of the stored tree is so many levels of the real one.
const STEP: u32 = 8;
/// So many children has a stored subtree.
const WIDTH: i64 = 1 << STEP;
/// The stored levels there can be.
const LEVELS: i64 = 7;

/// The hashes of a stored level from an index on, at most so many; the level 0 are the leaves.
fn stored(tx: &mut Tx, level: i64, first: i64, at_most: i64) -> Answer<Vec<Hash>> {
    let (begin, rows): (i64, Vec<(i64, Vec<u8>)>) = if level == 0 {
        // Places begin at 1.
        let end = first.saturating_add(1).saturating_add(at_most);
        let within = place::n.gt(first).and(place::n.lt(end));
        let query = place::table.inner_join(journal::table).filter(within).order(place::n);
        (first.saturating_add(1), query.select((place::n, journal::leaf)).load(tx.link())?)
    } else {
        let within = log_node::level.eq(level).and(log_node::n.ge(first)).and(log_node::n.lt(first.saturating_add(at_most)));
        let query = log_node::table.filter(within).order(log_node::n);
        (first, query.select((log_node::n, log_node::hash)).load(tx.link())?)
    };
    let hash = |(at, (n, bytes)): (i64, (i64, Vec<u8>))| if n == at { merkle::hash_from(&bytes) } else { None };
    Ok((begin..=i64::MAX).zip(rows).map_while(hash).collect())
}

/// The subtrees of the database as the tree's arithmetic asks for them. What was read is kept while this lives.
pub(crate) struct StoredNodes<'t> {
    tx: &'t mut Tx,
    tiles: HashMap<(i64, i64), Vec<Hash>>,
}

impl<'t> StoredNodes<'t> {
    /// Of this view of the data.
    pub fn of(tx: &'t mut Tx) -> Self {
        Self { tx, tiles: HashMap::new() }
    }

    fn tile(&mut self, level: i64, index: i64) -> Answer<&[Hash]> {
        let tile: &Vec<Hash> = match self.tiles.entry((level, index)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(free) => free.insert(stored(self.tx, level, index.saturating_mul(WIDTH), WIDTH)?),
        };
        Ok(tile)
    }
}

impl Nodes for StoredNodes<'_> {
    type No = No;

    fn node(&mut self, level: u32, index: u64) -> Answer<Hash> {
        let (step, rest) = (i64::from(level / STEP), level % STEP);
        let first = number(index << rest)?;
        let width = 1usize << rest;
        let from = usize::try_from(first % WIDTH).unwrap_or_default();
        let hashes = self.tile(step, first / WIDTH)?;
        let hashes = hashes.get(from..from + width).ok_or_else(|| No::failed("the stored tree has a hole"))?;
        Ok(fold(hashes))
    }
}

/// The root over a whole subtree's hashes.
fn fold(hashes: &[Hash]) -> Hash {
    let mut frontier = merkle::Frontier::default();
    for hash in hashes {
        frontier.push(*hash, |_, _, _| {});
    }
    frontier.root()
}

/// Stores the subtrees that so many placed records make whole and that are not stored yet.
pub(in crate::records) fn grow(tx: &mut Tx, placed: u64) -> Answer<()> {
    for level in 1..=LEVELS {
        let wanted = i64::try_from(placed >> (u32::try_from(level).unwrap_or_default() * STEP)).map_err(No::failed)?;
        let known: Option<i64> =
            log_node::table.filter(log_node::level.eq(level)).select(diesel::dsl::max(log_node::n)).first(tx.link())?;
        for n in known.map_or(0, |n| n.saturating_add(1))..wanted {
            let children = stored(tx, level - 1, n.saturating_mul(WIDTH), WIDTH)?;
            if i64::try_from(children.len()).map_err(No::failed)? != WIDTH {
                return Err(No::failed("a record has its place and is not there"));
            }
            let row = (log_node::level.eq(level), log_node::n.eq(n), log_node::hash.eq(fold(&children).to_vec()));
            each_database!(tx, conn => diesel::insert_into(log_node::table).values(row).on_conflict_do_nothing().execute(conn))?;
        }
        if wanted == 0 {
            break;
        }
    }
    Ok(())
}

/// Stored subtrees of a level from an index on, for whoever compares them with the records.
pub(in crate::records) fn stored_nodes(tx: &mut Tx, level: i64, first: i64, at_most: i64) -> Answer<Vec<(i64, Vec<u8>)>> {
    Ok(log_node::table
        .filter(log_node::level.eq(level).and(log_node::n.ge(first)))
        .order(log_node::n)
        .limit(at_most)
        .select((log_node::n, log_node::hash))
        .load(tx.link())?)
}
