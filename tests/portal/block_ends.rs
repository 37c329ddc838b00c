//! How blocks and reminders end: by more days, by a dispute, by tables and files of the bank, one block after the other; and the clock
//! that follows debts on one node at a time.

use futures_util::future::join_all;
use orderly::app;
use reqwest::Method;
use serde_json::{Value, json};

use crate::House;
use crate::blocks::{DAY, WORDS, block, day, owe, pay, place, records, release, ship, standing};
use crate::kit::client::read;
use crate::kit::trade::{ACCOUNTANT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::{at, bring, finish, letters, one, settle};

const FIRST: &str = "a short while ago";
const SECOND: &str = "more than a week late";
const THIRD: &str = "more than two weeks late";
const FOURTH: &str = "more than a month late";

/// How many letters with these words have left the house.
async fn sent(house: &House, words: &str) -> usize {
    settle(house).await;
    letters(house).iter().filter(|letter| letter.text.contains(words)).count()
}

async fn remind(house: &House) -> usize {
    app::remind(&house.gate).await.expect("the clock reminds")
}

async fn evaluate(house: &House) -> usize {
    app::evaluate(&house.gate).await.expect("the clock looks")
}

/// Says that the opening balance is in dispute, or that the dispute is settled.
async fn dispute(house: &House, reason: Option<&str>) {
    let path = "/api/v1/invoices/OB-000001/dispute";
    house.api(ACCOUNTANT).await.set(path, json!({"reason": reason})).await.expect(204);
}

/// What a node does each minute, on eight of them at once.
async fn a_minute_on_eight_nodes(house: &House) {
    for done in join_all((0..8).map(|_| app::follow_debts(&house.gate))).await {
        done.expect("debts are followed");
    }
}

/// Ships as the warehouse: whether it may.
async fn leaves(house: &House, order: &str, key: &str) -> bool {
    let told = ship(&house.api(WAREHOUSE).await, order, key).await;
    match told.status.as_u16() {
        201 => true,
        409 => false,
        _ => panic!("{}", told.text),
    }
}

on_both! {
    async fn more_days_lift_the_block_which_comes_back_behind_the_new_day_and_its_grace(house: House) {
        let sever = house.api(SEVER).await;
        let (first, second) = (place(&sever, "first", one("DR-1", "1")).await, place(&sever, "second", one("DR-1", "1")).await);
        owe(&house, "5000", -10).await;
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"][0]["cause"], "overdue");
        assert!(!leaves(&house, &first, "d-1").await);
        let wish = json!({"until": day(&house, 5), "reason": "Ждут денег от своего клиента"});
        house.api(MANAGER).await.send("/api/v1/invoices/OB-000001/deferrals", wish).await.expect(204);
        let free = standing(&house, MANAGER, "A-1").await;
        assert_eq!((&free["blocks"], &free["cure"], &free["overdue"]), (&json!([]), &Value::Null, &json!("0.00")));
        assert!(leaves(&house, &first, "d-2").await);
        let history = house.api(MANAGER).await.look("/api/v1/contracts/A-1/blocks").await.expect(200).json();
        assert_eq!(history["items"][0]["ended"]["why"], "settled");
        // Five days, and three of grace.
        house.pass_seconds(8 * DAY);
        assert_eq!((evaluate(&house).await, &standing(&house, MANAGER, "A-1").await["blocks"]), (0, &json!([])));
        house.pass_seconds(DAY);
        assert_eq!(evaluate(&house).await, 1);
        let again = standing(&house, MANAGER, "A-1").await;
        assert_eq!((&again["blocks"][0]["cause"], &again["cure"]["amount"]), (&json!("overdue"), &json!("5000.00")));
        assert!(!leaves(&house, &second, "d-3").await);
        finish(house).await;
    }

    async fn of_several_blocks_each_must_end_before_anything_leaves(house: House) {
        let order = place(&house.api(SEVER).await, "several", one("DR-1", "1")).await;
        let manager = house.api(MANAGER).await;
        let first = block(&manager, "A-1", json!({"reason": WORDS})).await;
        let second = block(&house.api(ACCOUNTANT).await, "A-1", json!({"reason": "Нет акта сверки"})).await;
        let refused = ship(&house.api(WAREHOUSE).await, &order, "s-1").await.expect(409).json();
        assert_eq!(refused["reasons"].as_array().map(Vec::len), Some(2), "{refused}");
        release(&manager, "A-1", &first).await.expect(200);
        assert!(!leaves(&house, &order, "s-2").await, "the other block holds");
        release(&manager, "A-1", &second).await.expect(200);
        assert!(leaves(&house, &order, "s-3").await);
        finish(house).await;
    }

    async fn a_table_or_a_file_of_the_bank_that_pays_the_cure_lets_goods_leave(house: House) {
        let sever = house.api(SEVER).await;
        let (first, second) = (place(&sever, "table", one("DR-1", "1")).await, place(&sever, "bank", one("DR-1", "1")).await);
        owe(&house, "5000", -10).await;
        assert!(!leaves(&house, &first, "f-1").await);
        let today = day(&house, 0);
        bring(&house, "payments", &format!("contract,amount,paid_on,reference,invoices\nA-1,4999.99,{today},п/п 1,\n")).await;
        assert!(!leaves(&house, &first, "f-2").await, "a kopeck is wanting");
        bring(&house, "payments", &format!("contract,amount,paid_on,reference,invoices\nA-1,0.01,{today},п/п 2,\n")).await;
        assert!(leaves(&house, &first, "f-3").await);
        owe(&house, "1000", -11).await;
        assert!(!leaves(&house, &second, "f-4").await);
        let account = "40702810138250123017";
        let text = format!(
            "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\nРасчСчет={account}\r\n\
             СекцияДокумент=Платежное поручение\r\nНомер=3\r\nДата={}\r\nСумма=1000,00\r\nПлательщикСчет=40702810900000000001\r\nПлательщикИНН=\r\n\
             ПолучательСчет={account}\r\nНазначениеПлатежа=Оплата по договору A-1 за товар\r\nКонецДокумента\r\nКонецФайла\r\n",
            today.format("%d.%m.%Y")
        );
        let administrator = house.administrator().await;
        let request = administrator.request(Method::POST, "/api/v1/imports/client-bank").header("content-type", "text/plain");
        let told = read(request.body(text.into_bytes()).send().await.expect("an answer")).await.expect(200).json();
        assert_eq!(told["added"], 1, "{told}");
        assert!(leaves(&house, &second, "f-5").await);
        assert_eq!((records(&house, "block.began").await, records(&house, "block.ended").await), (2, 2));
        finish(house).await;
    }

    async fn reminders_of_all_four_levels_come_once_each(house: House) {
        owe(&house, "5000", -1).await;
        let mut days = 1;
        for (level, (since, words)) in [(1, FIRST), (7, SECOND), (14, THIRD), (30, FOURTH)].into_iter().enumerate() {
            house.pass_seconds((since - days) * DAY);
            days = since;
            assert_eq!((remind(&house).await, remind(&house).await), (1, 0), "level {}", level + 1);
            assert_eq!(sent(&house, words).await, 1, "level {}", level + 1);
        }
        house.pass_seconds(60 * DAY);
        assert_eq!(remind(&house).await, 0, "nothing is firmer than the last");
        for words in [FIRST, SECOND, THIRD, FOURTH] {
            assert_eq!(sent(&house, words).await, 1, "{words}");
        }
        finish(house).await;
    }

    async fn while_an_invoice_is_disputed_nobody_is_reminded_of_it(house: House) {
        owe(&house, "5000", -13).await;
        assert_eq!((remind(&house).await, sent(&house, SECOND).await), (1, 1));
        dispute(&house, Some("Недовоз двух коробок")).await;
        for days in [1, 17] {
            house.pass_seconds(days * DAY);
            assert_eq!(remind(&house).await, 0, "{days} days more");
        }
        assert_eq!((sent(&house, THIRD).await, sent(&house, FOURTH).await), (0, 0));
        dispute(&house, None).await;
        assert_eq!((remind(&house).await, sent(&house, FOURTH).await), (1, 1));
        finish(house).await;
    }

    async fn a_reminder_that_was_called_for_does_not_leave_when_it_is_disputed_or_paid_meanwhile(house: House) {
        owe(&house, "5000", -1).await;
        // From here on letters leave when the test says so.
        house.rest().await;
        assert_eq!(remind(&house).await, 1);
        dispute(&house, Some("Недовоз двух коробок")).await;
        assert_eq!(sent(&house, FIRST).await, 0);
        dispute(&house, None).await;
        house.pass_seconds(6 * DAY);
        assert_eq!(remind(&house).await, 1);
        pay(&house, "meanwhile", json!({"contract": "A-1", "amount": "5000.00"})).await.expect(201);
        assert_eq!(sent(&house, SECOND).await, 0);
        finish(house).await;
    }

    async fn eight_nodes_that_look_at_once_begin_one_block(house: House) {
        owe(&house, "5000", 0).await;
        house.pass_seconds(4 * DAY);
        let looked = join_all((0..8).map(|_| app::evaluate(&house.gate))).await;
        assert_eq!(looked.into_iter().map(|changed| changed.expect("the clock looks")).sum::<usize>(), 1);
        assert_eq!(records(&house, "block.began").await, 1);
        assert_eq!(standing(&house, MANAGER, "A-1").await["blocks"].as_array().map(Vec::len), Some(1));
        assert_eq!(sent(&house, "on hold").await, 1);
        finish(house).await;
    }

    async fn debts_are_followed_in_turns_and_reminded_of_in_office_hours(house: House) {
        // Half a minute before midnight in Moscow, on the last day of grace.
        house.set_clock(at("2026-06-13T20:59:30Z"));
        owe(&house, "5000", -3).await;
        a_minute_on_eight_nodes(&house).await;
        assert_eq!(records(&house, "block.began").await, 0);
        // The day is another, and the turn of that minute is not over: nobody looks.
        house.pass_seconds(40);
        a_minute_on_eight_nodes(&house).await;
        assert_eq!(records(&house, "block.began").await, 0, "a minute has one turn");
        house.pass_seconds(20);
        a_minute_on_eight_nodes(&house).await;
        assert_eq!(records(&house, "block.began").await, 1);
        assert_eq!(sent(&house, FIRST).await, 0, "nobody is reminded at night");
        house.set_clock(at("2026-06-14T05:59:00Z"));
        a_minute_on_eight_nodes(&house).await;
        assert_eq!(sent(&house, FIRST).await, 0, "a minute before the office opens");
        house.pass_seconds(60);
        a_minute_on_eight_nodes(&house).await;
        assert_eq!(sent(&house, FIRST).await, 1);
        finish(house).await;
    }
}
