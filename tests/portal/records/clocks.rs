//! Records and the clocks of those who wrote them: what two nodes wrote one after the other stands one after the other, whatever their
//! clocks said, and what was put in as if it were older is named.

use orderly::keeping::backup::backup;
use orderly::keeping::restore::restore;
use orderly::platform::db::{Address, Alone};
use orderly::platform::values::Moment;
use orderly::records::merkle;
use orderly::records::signer::Desk;
use serde_json::json;

use super::hand::Hand;
use super::proofs::renamed;
use super::{business, expect_clean, placed, verify};
use crate::House;
use crate::kit::Engine;
use crate::kit::engine::Place;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, MANAGER, SEVER, import};
use crate::on_both;

/// So many seconds later, by an id.
const SECOND: i64 = 1000 << 22;
/// The numbers of nodes that stand in ids.
const NODES: i64 = 1023 << 12;

/// The youngest record of a kind was written by another node, whose clock is ahead by so many seconds: as it would stand then.
async fn by_another_node(hand: &Hand<'_>, kind: &str, node: i64, seconds: i64) {
    let id = hand.number(&format!("SELECT max(id) FROM journal WHERE kind = '{kind}'")).await;
    let (_, body) = hand.bytes(&format!("SELECT id AS n, body AS bytes FROM journal WHERE id = {id}")).pop().expect("a record");
    let fresh = ((id + seconds * SECOND) & !NODES) | (node << 12);
    let (body, leaf) = renamed(&body, id, fresh);
    let (body, leaf) = (hand.blob(&body), hand.blob(&leaf));
    hand.change(&format!(
        "UPDATE journal SET id = {fresh}, body = {body}, leaf = {leaf} WHERE id = {id};
         UPDATE unplaced SET record_id = {fresh} WHERE record_id = {id}"
    ));
    assert_eq!(
        hand.number(&format!("SELECT count(*) FROM unplaced WHERE record_id = {fresh}")).await,
        1,
        "{kind} waits for its place"
    );
}

/// Puts a copy of a record in, made so many seconds before it under the number of a node, and has the house give it its place.
async fn put_in(house: &House, hand: &Hand<'_>, node: Option<i64>, seconds: i64) {
    put_to_wait(hand, node, seconds).await;
    house.seal().await;
}

/// The same without its place.
async fn put_to_wait(hand: &Hand<'_>, node: Option<i64>, seconds: i64) {
    let old = hand.number("SELECT max(id) FROM journal").await;
    let (_, body) = hand.bytes(&format!("SELECT id AS n, body AS bytes FROM journal WHERE id = {old}")).pop().expect("a record");
    let earlier = old - seconds * SECOND;
    let fresh = node.map_or(earlier, |node| (earlier & !NODES) | (node << 12));
    let (body, leaf) = renamed(&body, old, fresh);
    hand.change(&format!(
        "INSERT INTO journal (id, at, kind, partner_id, actor, body, leaf) SELECT {fresh}, at, kind, partner_id, actor, {}, {} FROM journal WHERE id = {old};
         INSERT INTO unplaced (record_id) VALUES ({fresh})",
        hand.blob(&body),
        hand.blob(&leaf)
    ));
}

/// All records as an earlier program would have written them.
fn as_written_before(hand: &Hand<'_>) {
    let rows = hand.bytes("SELECT id AS n, body AS bytes FROM journal").into_iter().map(|(id, body)| {
        let body = String::from_utf8(body).expect("a text").replace("\"v\":2}", "\"v\":1}").into_bytes();
        let leaf = hand.blob(&merkle::leaf_hash(&body));
        format!("UPDATE journal SET body = {}, leaf = {leaf} WHERE id = {id}", hand.blob(&body))
    });
    hand.change(&rows.collect::<Vec<_>>().join("; "));
}

/// How many records stand among those of another time.
async fn strays(house: &House) -> usize {
    while house.gate.sequence().await.expect("places") > 0 {}
    verify(house, &[]).1.matches("(when)").count()
}

/// Another node whose clock is ahead by so many seconds has written one record; this one runs on, and each of its records comes after.
async fn writes_behind(house: House, seconds: i64) {
    house.work().await;
    house.seal().await;
    house.rest().await;
    let hand = Hand::of(&house);
    let sever = house.api(SEVER).await;
    placed(&sever, "ahead", "DR-1", "1").await;
    by_another_node(&hand, "order.placed", 5, seconds).await;
    house.seal().await;
    for key in ["behind", "and-again"] {
        let last = hand.number("SELECT max(id) FROM journal").await;
        placed(&sever, key, "DR-1", "1").await;
        assert_eq!(hand.number(&format!("SELECT count(*) FROM journal WHERE kind = 'order.placed' AND id > {last}")).await, 1);
        house.seal().await;
    }
    expect_clean(&house);
    house.leave().await;
}

on_both! {
    async fn what_two_nodes_with_different_clocks_wrote_one_after_the_other_accuses_nobody(house: House) {
        house.work().await;
        house.seal().await;
        house.rest().await;
        let hand = Hand::of(&house);
        let (accountant, manager) = (house.api(ACCOUNTANT).await, house.api(MANAGER).await);
        let administrator = house.api(ADMINISTRATOR).await;
        // The first of each two by a node that is ahead, the second by this one, before either has its place.
        for (nth, node) in [(1, 0), (2, 1023)] {
            for second in [false, true] {
                let limit = json!({"limit": (800_000 + 1000 * nth + i64::from(second)).to_string(), "reason": "A new year"});
                accountant.set("/api/v1/contracts/A-1/limit", limit).await.expect(204);
                if !second {
                    by_another_node(&hand, "limit.changed", node, 600 * nth).await;
                }
            }
            for second in [false, true] {
                let percent = if second { "2" } else { "1" };
                let discount = json!({"code": format!("D-{nth}"), "name": "Р", "name_en": "R", "percent": percent, "valid_from": "2020-01-01"});
                let told = manager.send("/api/v1/partners/ALFA/discounts", discount).await;
                assert!(told.status.is_success(), "{}", told.text);
                if !second {
                    by_another_node(&hand, "discount.granted", node, 600 * nth + 20).await;
                }
            }
            for second in [false, true] {
                let price = 3900 + 10 * nth + i64::from(second);
                let csv = format!("price_list,currency,sku,from_quantity,price,valid_from\nOPT,RUB,DR-1,0,{price},2020-01-01\n");
                import(&administrator, "prices", &csv).await;
                if !second {
                    by_another_node(&hand, "import.applied", node, 600 * nth + 40).await;
                }
            }
            house.seal().await;
            expect_clean(&house);
        }
        house.leave().await;
    }

    async fn a_record_of_another_time_is_named_though_the_house_has_sealed_it(house: House) {
        business(&house, "a").await;
        house.seal().await;
        let hand = Hand::of(&house);
        let own = (hand.number("SELECT max(id) FROM journal").await & NODES) >> 12;
        let idle = (own + 511) % 1024;
        let hour = 3600;
        // Eight days back; and less than a day back, under the number of the node that writes and under one that has written nothing.
        let times = [(None, 8 * 24 * hour), (None, 20 * hour), (Some(idle), 20 * hour), (Some(idle), hour)];
        for (nth, (node, seconds)) in (1..).zip(times) {
            put_in(&house, &hand, node, seconds).await;
            let (exit, told) = verify(&house, &[]);
            assert!(exit == 1 && told.matches("(when)").count() == nth, "{node:?}, {seconds} seconds: {told}");
        }
        house.leave().await;
    }

    async fn a_clock_that_was_ahead_accuses_nobody(house: House) {
        business(&house, "a").await;
        let hand = Hand::of(&house);
        house.seal().await;
        crate::reading::settle(&house).await;
        // A node that is gone had its clock an hour ahead.
        hand.change("UPDATE node SET seen_at = seen_at + 3600000000 WHERE seen_at = (SELECT max(seen_at) FROM node)");
        placed(&house.api(SEVER).await, "after", "DR-1", "1").await;
        expect_clean(&house);
        house.leave().await;
    }

    async fn a_node_that_was_idle_and_is_slow_writes_after_what_is_there(house: House) {
        writes_behind(house, 20 * 3600).await;
    }

    async fn a_clock_that_was_weeks_ahead_for_one_record_accuses_nobody(house: House) {
        writes_behind(house, 40 * 24 * 3600).await;
    }

    async fn a_backup_with_a_record_of_another_time_is_restored_and_the_record_is_told(house: House) {
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        let hand = Hand::reading(&house);
        put_in(&house, &hand, None, 3600).await;
        house.rest().await;
        let engine = if house.database_url().starts_with("sqlite:") { Engine::Postgres } else { Engine::Sqlite };
        let there = Place::fresh(engine);
        let archive = there.folder().join("late.zip");
        let signer = Desk::known(&house.folder().join("signer")).expect("a signer").last().expect("its last word");
        let mut beside = Alone::look_at(&Address::parse(&house.database_url()).expect("an address")).expect("the database is there");
        backup(&mut beside, &archive, Moment::now(), Some(&signer)).expect("a backup");
        let into = Address::parse(&there.url()).expect("an address");
        let restored = restore(&archive, &into, &[], Moment::now()).expect("it is restored");
        let told: Vec<String> = restored.log.findings.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|one| one.starts_with("times") && one.contains("(when)")), "{told:?}");
        house.leave().await;
    }

    async fn what_earlier_programs_wrote_each_by_its_own_clock_accuses_nobody(house: House) {
        business(&house, "a").await;
        house.work().await;
        house.seal().await;
        house.rest().await;
        let hand = Hand::of(&house);
        as_written_before(&hand);
        let own = (hand.number("SELECT max(id) FROM journal").await & NODES) >> 12;
        let (idle, other) = ((own + 511) % 1024, (own + 512) % 1024);
        assert_eq!(strays(&house).await, 0);
        // The same node more than a day back is named as it was; another one that begins behind a clock that was ahead never was.
        put_to_wait(&hand, None, 30 * 3600).await;
        assert_eq!(strays(&house).await, 1);
        put_to_wait(&hand, Some(idle), 20 * 3600).await;
        assert_eq!(strays(&house).await, 1);
        // Once a record of today's form stands there, nobody is judged by the rule of that time any more.
        placed(&house.api(SEVER).await, "today", "DR-1", "1").await;
        assert_eq!(strays(&house).await, 1);
        put_to_wait(&hand, Some(other), 20 * 3600).await;
        assert_eq!(strays(&house).await, 2);
        house.leave().await;
    }
}
