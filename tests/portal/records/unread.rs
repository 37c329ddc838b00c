//! Letters that lie in a folder go with whoever they were for. Nothing else there goes: neither what somebody is just writing, nor what
//! names no reader, nor anything where nobody was erased.

use orderly::app;
use serde_json::json;

use crate::House;
use crate::kit::trade::{MANAGER, SEVER};
use crate::on_both;
use crate::reading::finish;

on_both! {
    async fn only_letters_to_somebody_who_is_gone_are_taken_away(house: House) {
        house.work().await;
        let gone = "From: a@seller.example\r\nTo: Anna <anna@alfa.example>\r\n\r\nHello";
        let known = format!("From: a@seller.example\r\nTo: {SEVER}\r\n\r\nHello");
        let letters = [
            ("zq-gone", gone),
            ("zq-known", known.as_str()),
            ("zq-begun", ""),
            ("zq-half", "From: a@seller.example\r\nTo: Anna <anna@alf"),
            ("zq-foreign", "Subject: A draft of one's own\r\n\r\nTo: anna@alfa.example"),
        ];
        let path = |name: &str| house.outbox.join(format!("{name}.eml"));
        for (name, text) in letters {
            std::fs::write(path(name), text).expect("a letter");
        }
        let left = || letters.iter().map(|(name, _)| *name).filter(|name| path(name).exists()).collect::<Vec<_>>();

        // Nobody was erased: whatever lies there is somebody's own.
        assert_eq!(app::sweep_letters(&house.gate, house.folder()).await.expect("they are looked at"), 0);
        assert_eq!(left().len(), letters.len());
        let person = json!({"login": "anna@alfa.example", "name": "Анна Ильина", "phone": null, "roles": ["buyer"], "language": "en"});
        house.api(MANAGER).await.send("/api/v1/partners/ALFA/people", person).await.expect(201);
        house.work().await;
        let erasure = json!({"login": "anna@alfa.example", "reason": "She asked"});
        house.administrator().await.send("/api/v1/erasures", erasure).await.expect(201);
        house.work().await;
        app::note_erasures(&house.gate, house.folder()).await.expect("they are noted");
        assert_eq!(left(), ["zq-known", "zq-begun", "zq-half", "zq-foreign"]);
        // One that was begun before and is written now goes the next time, though the erasure is noted already.
        std::fs::write(path("zq-half"), gone).expect("a letter");
        assert_eq!(app::note_erasures(&house.gate, house.folder()).await.expect("they are noted"), 0);
        assert_eq!(app::sweep_letters(&house.gate, house.folder()).await.expect("they are looked at"), 1);
        assert_eq!(left(), ["zq-known", "zq-begun", "zq-foreign"]);
        finish(house).await;
    }
}
