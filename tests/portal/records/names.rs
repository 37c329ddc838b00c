//! The names that stand in documents are those of the people whom the records name by their ids: nobody is put in another's place,
//! neither under a real name nor under the mark or the pseudonym of somebody who was erased.

use serde_json::json;

use super::hand::{Hand, caught};
use super::{expect_clean, placed, text};
use crate::House;
use crate::blocks::day;
use crate::kit::trade::{AGENT, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::shipping::{all_from_moscow, ship};

on_both! {
    async fn nobody_is_put_in_the_place_of_another_in_a_document(house: House) {
        let (sever, manager) = (house.api(SEVER).await, house.api(MANAGER).await);
        let agent = house.api(AGENT).await;
        agent.send("/api/v1/partners/ALFA/representations", json!({"reason": "A visit"})).await.expect(201);
        let for_alfa = text(&placed(&agent.on_behalf_of("ALFA"), "for", "DR-1", "1").await["number"]);
        let person = json!({"login": "anna@alfa.example", "name": "Анна Ильина", "phone": null, "roles": ["buyer"], "language": "en"});
        manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        placed(&house.api("anna@alfa.example").await, "anna", "DR-1", "1").await;
        let number = text(&placed(&sever, "own", "DR-1", "2").await["number"]);
        let promise = json!({"promised_on": day(&house, 5), "reason": "Later"});
        manager.send(&format!("/api/v1/orders/{number}/promises"), promise).await.expect(200);
        ship(&house.api(WAREHOUSE).await, &number, "left", all_from_moscow()).await.expect(201);
        let erasure = json!({"login": "anna@alfa.example", "reason": "She asked"});
        let pseudonym = text(&house.administrator().await.send("/api/v1/erasures", erasure).await.expect(201).json()["account"]);
        house.work().await;
        house.seal().await;
        house.rest().await;
        expect_clean(&house);

        let hand = Hand::of(&house);
        let id = house.sql_i64(&format!("SELECT id FROM sales_order WHERE number = '{number}'")).await;
        let company = house.sql_i64(&format!("SELECT id FROM sales_order WHERE number = '{for_alfa}'")).await;
        let renamed = |member: &str, was: &str, is: &str| format!("snapshot = replace(snapshot, '\"{member}\":\"{was}\"', '\"{member}\":\"{is}\"')");
        let (name, seller) = ("Ирина Северова", "Пётр Ильин");
        let mut lies = vec![
            (format!("UPDATE sales_order SET {} WHERE id = {company}", renamed("placed_by", seller, "Борис Бетин")), "placed_by (name)"),
            (format!("UPDATE sales_order SET {} WHERE id = {company}", renamed("on_behalf_of", "ООО «Альфа»", "ООО «Бета»")), "placed_by (name)"),
            (format!("UPDATE order_version SET {} WHERE order_id = {company}", renamed("on_behalf_of", "ООО «Альфа»", "ООО «Бета»")), "version 1: placed_by (name)"),
            (format!("UPDATE order_version SET {} WHERE order_id = {id} AND version = 2", renamed("placed_by", name, "Борис Бетин")), "version 2: placed_by (name)"),
            (format!("UPDATE promise SET actor = 'Борис Бетин' WHERE order_id = {id}"), "(actor)"),
        ];
        for other in ["Борис Бетин", "—", pseudonym.as_str()] {
            lies.push((format!("UPDATE sales_order SET {} WHERE id = {id}", renamed("placed_by", name, other)), "placed_by (name)"));
            lies.push((format!("UPDATE order_version SET actor = '{other}' WHERE order_id = {id} AND version = 1"), "version 1 (actor)"));
            lies.push((format!("UPDATE shipment SET snapshot = replace(snapshot, '\"shipped_by\":\"', '\"shipped_by\":\"{other}') WHERE order_id = {id}"), "(shipped_by)"));
        }
        caught(&house, &hand, &[], &lies);
        house.leave().await;
    }
}
