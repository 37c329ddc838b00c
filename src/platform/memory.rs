//! What rarely changes and is asked for at every look, kept in memory under the number of the last change.
//! That number is read in the same view of the data as everything else, so what is remembered is never older than it,
//! on however many nodes. Verbs never remember: they make everything anew. Beside it stands what this node makes in the background.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;

use super::db::Tx;
use super::error::Answer;

diesel::table! { change (topic) { topic -> Text, n -> BigInt } }

const TERMS: &str = "terms";
const GOODS: &str = "goods";
const AT_MOST: usize = 50_000;

/// Records whose kinds begin so tell of changes to what is remembered.
const CHANGING: &[&str] = &["contract.", "discount.", "import.", "partner.", "seller.", "price."];

/// The numbers of the last changes, as one view of the data has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Changes {
    terms: i64,
    goods: i64,
}

/// Remembered values of one database.
#[derive(Default)]
pub struct Memory {
    kept: Mutex<Kept>,
    standing: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

#[derive(Default)]
struct Kept {
    change: i64,
    values: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Memory {
    /// Puts what was made in the background in the place of the last one of its type.
    pub fn stand<T: Send + Sync + 'static>(&self, value: Arc<T>) {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), value);
    }

    fn find<T: Clone + 'static>(&self, change: i64, key: &str) -> Option<T> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.change != change {
            return None;
        }
        kept.values.get(key).and_then(|value| value.downcast_ref::<T>()).cloned()
    }

    fn keep<T: Send + Sync + 'static>(&self, change: i64, key: String, value: T) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.change < change || kept.values.len() >= AT_MOST {
            kept.values.clear();
            kept.change = change;
        }
        // A look that began before the last change keeps nothing.
        if kept.change == change {
            kept.values.insert(key, Arc::new(value));
        }
    }
}

/// The remembered value of a key, or the one made now. In a verb it is always made now.
pub fn recall<T: Clone + Send + Sync + 'static>(tx: &mut Tx, key: String, make: impl FnOnce(&mut Tx) -> Answer<T>) -> Answer<T> {
    let Some(memory) = tx.memory() else { return make(tx) };
    let n = changes(tx)?.terms;
    if let Some(value) = memory.find(n, &key) {
        return Ok(value);
    }
    let value = make(tx)?;
    memory.keep(n, key, value.clone());
    Ok(value)
}

/// What a look reads once, however many of its parts ask for it: all of them see the same moment. In a verb it is always read anew.
pub fn once<T: Clone + Send + Sync + 'static>(tx: &mut Tx, key: String, make: impl FnOnce(&mut Tx) -> Answer<T>) -> Answer<T> {
    if tx.memory().is_none() {
        return make(tx);
    }
    if let Some(value) = tx.held(&key).and_then(|held| held.downcast_ref::<T>().cloned()) {
        return Ok(value);
    }
    let value = make(tx)?;
    tx.hold(key, Arc::new(value.clone()));
    Ok(value)
}

/// Both numbers in one statement, read once in a look.
fn changes(tx: &mut Tx) -> Answer<Changes> {
    if let Some(known) = tx.changes() {
        return Ok(known);
    }
    let rows: Vec<(String, i64)> = change::table.select((change::topic, change::n)).load(tx.link())?;
    let of = |topic: &str| rows.iter().find(|(known, _)| known == topic).map_or(0, |(_, n)| *n);
    let changes = Changes { terms: of(TERMS), goods: of(GOODS) };
    tx.set_changes(changes);
    Ok(changes)
}

/// The number of the last change to what can be searched for.
pub fn goods(tx: &mut Tx) -> Answer<i64> {
    Ok(changes(tx)?.goods)
}

/// Raises that number.
pub fn raise_goods(tx: &mut Tx) -> Answer<()> {
    diesel::update(change::table.filter(change::topic.eq(GOODS))).set(change::n.eq(change::n + 1i64)).execute(tx.link())?;
    Ok(())
}

/// What this node made last in the background, of a type; nothing in a verb, and while there is none.
pub fn standing<T: Send + Sync + 'static>(tx: &Tx) -> Option<Arc<T>> {
    let memory = tx.memory()?;
    let standing = memory.standing.lock().unwrap_or_else(PoisonError::into_inner);
    standing.get(&TypeId::of::<T>()).cloned()?.downcast::<T>().ok()
}

/// Told of every record that is written: raises the number when the record tells of a change to what is remembered.
pub fn notice(tx: &mut Tx, kind: &str) -> Answer<()> {
    if CHANGING.iter().any(|beginning| kind.starts_with(beginning)) {
        diesel::update(change::table.filter(change::topic.eq(TERMS))).set(change::n.eq(change::n + 1i64)).execute(tx.link())?;
    }
    Ok(())
}
