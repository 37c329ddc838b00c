//! What rarely changes and is asked for at every look, kept in memory under the number of the last change.
//! That number is read in the same view of the data as everything else, so what is remembered is never older than it,
//! on however many nodes. Verbs never remember: they make everything anew.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use diesel::prelude::*;

use super::db::Tx;
use super::error::Answer;

diesel::table! { change (topic) { topic -> Text, n -> BigInt } }

const TOPIC: &str = "terms";
const AT_MOST: usize = 50_000;

/// Records whose kinds begin so tell of changes to what is remembered.
const CHANGING: &[&str] = &["contract.", "discount.", "import.", "partner.", "seller.", "price."];

/// Remembered values of one database.
#[derive(Default)]
pub struct Memory {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    change: i64,
    values: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl Memory {
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
    let n = match tx.change() {
        Some(n) => n,
        None => {
            let n = change::table.filter(change::topic.eq(TOPIC)).select(change::n).first(tx.link())?;
            tx.set_change(n);
            n
        }
    };
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

/// Told of every record that is written: raises the number when the record tells of a change to what is remembered.
pub fn notice(tx: &mut Tx, kind: &str) -> Answer<()> {
    if CHANGING.iter().any(|beginning| kind.starts_with(beginning)) {
        diesel::update(change::table.filter(change::topic.eq(TOPIC))).set(change::n.eq(change::n + 1i64)).execute(tx.link())?;
    }
    Ok(())
}
