//! Whoever has the database whole in his hands, and what he may try: many ways to falsify, each at places drawn by lot, each named
//! by the verifier with the very thing that was falsified. He may drop every trigger; he has neither the signer's folder nor its
//! memory. How each is done stands in `falsifying.rs`, in `agreeing.rs` where rows and log still agree, and in `kinds.rs`, kind by kind.

use super::agreeing::{FORGED, Put};
use super::hand::Hand;
use super::kinds::{Done, Kind};
use super::{business, expect_clean, verify};
use crate::House;
use crate::on_both;

/// A way to falsify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The row of an order says something else.
    OrderEdited,
    /// An order is gone with all its rows.
    OrderDeleted,
    /// An order that nobody placed.
    OrderInserted,
    /// A line of an order says something else.
    LineEdited,
    /// A price that nobody brought in.
    PriceEdited,
    /// An approval that was a refusal.
    ApprovalEdited,
    /// A block that never was as it stands.
    BlockEdited,
    /// The bytes of a record are changed.
    RecordEdited,
    /// The bytes of a record are changed, and its hash with them.
    RecordMended,
    /// A record is gone, and those behind it move up.
    RecordDeleted,
    /// Two records change places.
    RecordsSwapped,
    /// A record is put in among the others or behind them.
    RecordInserted,
    /// A record is changed and the whole tree is made anew, with the old signatures.
    TreeRecomputed,
    /// The same, signed with a key of his own.
    Resigned,
    /// An order has another price in its rows and in its last record, and the whole tree is made anew, with the old signatures.
    OrderRepriced,
    /// An order is gone with its rows and its records, and the tree is made anew.
    OrderUnwritten,
    /// An order that nobody placed, with a record that fits behind all others, and the tree is made anew.
    OrderForgedBehind,
    /// The same among the others.
    OrderForgedBetween,
    /// A checkpoint in between is gone.
    CheckpointDropped,
    /// The last two checkpoints are gone, and the records under them stay.
    CheckpointsCut,
    /// The last records are gone with their checkpoints.
    TailCut,
    /// Everything is as it was at an earlier moment.
    RolledBack,
}

impl Class {
    const ALL: [Class; 22] = [
        Class::OrderEdited,
        Class::OrderDeleted,
        Class::OrderInserted,
        Class::LineEdited,
        Class::PriceEdited,
        Class::ApprovalEdited,
        Class::BlockEdited,
        Class::RecordEdited,
        Class::RecordMended,
        Class::RecordDeleted,
        Class::RecordsSwapped,
        Class::RecordInserted,
        Class::TreeRecomputed,
        Class::Resigned,
        Class::OrderRepriced,
        Class::OrderUnwritten,
        Class::OrderForgedBehind,
        Class::OrderForgedBetween,
        Class::CheckpointDropped,
        Class::CheckpointsCut,
        Class::TailCut,
        Class::RolledBack,
    ];
}

/// A line that the verifier must tell, or must not: the layer it begins with, and what else stands in it.
#[derive(Debug)]
pub struct Said {
    layer: &'static str,
    words: Vec<String>,
    is_expected: bool,
}

impl Said {
    /// A finding of a layer with all of these words.
    pub fn of<const N: usize>(layer: &'static str, words: [String; N]) -> Self {
        Self { layer, words: words.into(), is_expected: true }
    }

    /// No finding of a layer has all of these words.
    pub fn nothing_of<const N: usize>(layer: &'static str, words: [String; N]) -> Self {
        Self { is_expected: false, ..Self::of(layer, words) }
    }

    /// The same at a place of the log.
    pub fn at<const N: usize>(layer: &'static str, place: i64, words: [String; N]) -> Self {
        let mut said = Self::of(layer, words);
        said.words.push(format!("  place {place}  "));
        said
    }

    /// Whether one line says it whole, or none where none should.
    fn is_kept(&self, told: &str) -> bool {
        let head = format!("{}  place ", self.layer);
        let is_told = told.lines().any(|line| line.starts_with(&head) && self.words.iter().all(|word| line.contains(word)));
        is_told == self.is_expected
    }
}

/// How often each way is tried, each time at another place.
const TIMES: usize = 2;

/// What the verifier does not say as it should of one way to falsify.
fn unsaid(house: &House, way: &str, named: &[Said]) -> Option<String> {
    let (exit, told) = verify(house, &[]);
    let other: Vec<&Said> = named.iter().filter(|said| !said.is_kept(&told)).collect();
    (exit != 1 || !other.is_empty()).then(|| format!("{way}: exit {exit}, not so: {other:?}\n{told}"))
}

on_both! {
    async fn each_way_to_falsify_is_named(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        hand.keep("early");
        business(&house, "b").await;
        business(&house, "c").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);
        hand.keep("whole");
        let mut silent = Vec::new();
        for class in Class::ALL {
            for _ in 0..TIMES {
                let named = hand.falsify(class).await;
                silent.extend(unsaid(&house, &format!("{class:?}"), &named));
                hand.put_back("whole");
            }
        }
        for (kind, done) in Kind::ALL.into_iter().flat_map(|kind| Done::ALL.map(|done| (kind, done))) {
            let named = hand.falsify_record(kind, done).await;
            silent.extend(unsaid(&house, &format!("a record of {kind:?} {done:?}"), &named));
            hand.put_back("whole");
        }
        assert!(silent.is_empty(), "{}", silent.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }

    async fn what_every_house_is_asked_at_its_close_says_the_same_as_the_command(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        assert_eq!(house.accused(), Vec::<String>::new());
        hand.keep("whole");
        for class in [Class::OrderEdited, Class::RecordMended, Class::CheckpointsCut] {
            hand.falsify(class).await;
            let (accused, (exit, told)) = (house.accused(), verify(&house, &[]));
            assert!(exit == 1 && !accused.is_empty(), "{class:?}: {accused:?} {told}");
            assert!(accused.iter().all(|one| told.contains(one)), "{class:?}: {accused:?} {told}");
            hand.put_back("whole");
        }
        assert_eq!(house.accused(), Vec::<String>::new());
        house.leave().await;
    }

    async fn a_record_that_stays_unsealed_is_named(house: House) {
        let hand = Hand::of(&house);
        business(&house, "a").await;
        house.seal().await;
        house.rest().await;
        hand.keep("whole");
        // Nobody gives it a place any more.
        hand.change("DELETE FROM order_record WHERE place = (SELECT max(n) FROM place); DELETE FROM place WHERE n = (SELECT max(n) FROM place)");
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("it waits for none"), "{told}");
        hand.put_back("whole");
        // It waits for its place for twenty minutes, and nobody comes, though the house lives.
        crate::reading::settle(&house).await;
        super::super::placed(&house.api(crate::kit::trade::SEVER).await, "waits", "DR-1", "1").await;
        let id = hand.number("SELECT min(record_id) FROM unplaced").await;
        let (_, body) = hand.bytes(&format!("SELECT id AS n, body AS bytes FROM journal WHERE id = {id}")).pop().expect("a record");
        let (before, was_leaf) = crate::records::proofs::renamed(&body, id, id);
        let earlier = id - ((20 * 60 * 1000) << 22);
        let (after, leaf) = crate::records::proofs::renamed(&body, id, earlier);
        let become_one = |from: i64, to: i64, body: &[u8], leaf: &[u8]| {
            let (body, leaf) = (hand.blob(body), hand.blob(leaf));
            hand.change(&format!(
                "UPDATE journal SET id = {to}, body = {body}, leaf = {leaf} WHERE id = {from};
                 UPDATE unplaced SET record_id = {to} WHERE record_id = {from}"
            ));
        };
        become_one(id, earlier, &after, &leaf);
        let (exit, told) = verify(&house, &[]);
        assert!(exit == 1 && told.contains("sealed within a minute"), "{told}");
        become_one(earlier, id, &before, &was_leaf);
        house.seal().await;
        expect_clean(&house);
        // Nothing in the log tells an order that was written in by hand from one that waits for its place, before its seal or after it:
        // only what its record commits is missed beside it.
        hand.forge(Put::Waiting).await;
        for _ in 0..2 {
            let told = house.accused();
            assert!(told.iter().all(|line| line.starts_with("rows")), "{told:?}");
            assert!(told.iter().any(|line| line.contains(&format!("what the ledger says of order {FORGED}"))), "{told:?}");
            house.seal().await;
        }
        assert_eq!(hand.number("SELECT max(n) - (SELECT max(size) FROM checkpoint) + (SELECT count(*) FROM unplaced) FROM place").await, 0);
        house.leave().await;
    }
}
