//! The line by which an order is checked against the log: in the letter that confirms it, in both its parts and both languages, and
//! on the order's page for the printer.

use orderly::access::permission::marks::ReadOrders;
use orderly::orders::letters::{self, About};
use orderly::orders::words::Occasion;
use serde_json::json;

use super::{placed, receipt, text};
use crate::House;
use crate::kit::trade::SEVER;
use crate::on_both;

on_both! {
    async fn the_letter_and_the_printed_order_say_how_it_is_recorded(house: House) {
        let sever = house.api(SEVER).await;
        let number = text(&placed(&sever, "once", "DR-1", "2").await["number"]);
        house.seal().await;
        let first = receipt(&sever, &number).await.record.leaf_hash;
        let checker = format!("{}/receipt.html", house.url);
        house.work().await;
        let sent = crate::reading::letters(&house);
        assert!(sent.iter().any(|letter| letter.text.contains(&first) && letter.text.contains(&checker)), "no letter has the line");
        for (lang, words) in [("en", format!("Record: {first}")), ("ru", format!("Запись: {first}"))] {
            sever.set("/api/v1/me/profile", json!({"name": "Ирина Северова", "language": lang})).await.expect(204);
            let about = About { version: Some(1), ..About::of(&number, Occasion::Placed) };
            let asked = (about, house.url.clone());
            let letter = house.gate.system::<ReadOrders>("tests").read(asked, letters::letter).await.expect("a look").expect("a letter");
            for part in [&letter.text, &letter.html] {
                assert!(part.contains(&words) && part.contains(&checker), "{lang}: {part}");
            }
        }
        sever.send(&format!("/api/v1/orders/{number}/cancellation"), json!({})).await.expect(200);
        let second = receipt(&sever, &number).await.record.leaf_hash;
        let page = house.browser(SEVER).await.look(&format!("/orders/{number}")).await.expect(200).text;
        assert!(second != first && page.contains(&second) && page.contains(&checker) && page.contains("print-only"), "{page}");
        house.close().await;
    }
}
