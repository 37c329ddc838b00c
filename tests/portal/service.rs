//! The office reacts to a client: it writes, calls and keeps notes; the client sees what was written once, and answers.

use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ACCOUNTANT, AGENT, ALFA_ADMIN, BETA, MANAGER, OTHER_AGENT, SEVER, YUG};
use crate::on_both;
use crate::reading::{finish, letters, refusal, settle};

const MESSAGES: &str = "/api/v1/partners/ALFA/messages";

async fn write(from: &Client, person: &str, text: &str) -> String {
    let told = from.send(MESSAGES, json!({"person": person, "text": text})).await.expect(201).json();
    told["id"].as_str().unwrap().to_owned()
}

async fn records(house: &House, kind: &str) -> i64 {
    house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = '{kind}'")).await
}

/// How many records hold a word in clear.
async fn in_clear(house: &House, word: &str) -> i64 {
    let test = if house.database_url().starts_with("sqlite") {
        format!("instr(body, CAST('{word}' AS BLOB)) > 0")
    } else {
        format!("position('{word}'::bytea IN body) > 0")
    };
    house.sql_i64(&format!("SELECT count(*) FROM journal WHERE {test}")).await
}

fn items(told: &Value) -> &Vec<Value> {
    told["items"].as_array().unwrap()
}

on_both! {
    async fn a_client_sees_a_message_on_his_next_page_until_he_has_seen_it_and_gets_it_by_mail(house: House) {
        let (manager, sever, yug) = (house.api(MANAGER).await, house.browser(SEVER).await, house.browser(YUG).await);
        assert!(!sever.look("/catalogue").await.expect(200).text.contains("/seen"));
        let id = write(&manager, SEVER, "Gloves are back.\n<script>alert(1)</script>").await;
        for path in ["/catalogue", "/cart", "/orders"] {
            let page = sever.look(path).await.expect(200).text;
            assert!(page.contains("Мария Орлова") && page.contains("Gloves are back."), "{path}: {page}");
            assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"), "{path}: {page}");
        }
        assert!(!yug.look("/catalogue").await.expect(200).text.contains("Gloves are back"));
        let seen = format!("/messages/{id}/seen");
        yug.fill("/catalogue", &seen, &[("next", "/orders")]).await.expect(404);
        let done = sever.fill("/catalogue", &seen, &[("next", "/orders")]).await.expect(303);
        assert_eq!(done.location(), "/orders");
        sever.fill("/catalogue", &seen, &[("next", "https://elsewhere.example")]).await.expect(303);
        assert!(!sever.look("/catalogue").await.expect(200).text.contains("Gloves are back"));
        assert!(sever.look("/messages").await.expect(200).text.contains("Gloves are back"));
        settle(&house).await;
        let sent = letters(&house);
        assert_eq!(sent.len(), 1);
        assert!(sent[0].head.contains(SEVER) && sent[0].text.contains("Gloves are back."), "{}", sent[0].text);
        finish(house).await;
    }

    async fn only_the_office_writes_and_only_to_people_of_clients_within_reach(house: House) {
        let body = json!({"person": SEVER, "text": "Good day"});
        for login in [SEVER, ALFA_ADMIN, BETA, ACCOUNTANT] {
            house.api(login).await.send(MESSAGES, body.clone()).await.expect(403);
        }
        let stranger = house.api(OTHER_AGENT).await;
        let (hidden, missing) =
            (stranger.send(MESSAGES, body.clone()).await, stranger.send("/api/v1/partners/NOBODY/messages", body.clone()).await);
        assert_eq!((hidden.status.as_u16(), refusal(&hidden)), (404, refusal(&missing)));
        stranger.send("/api/v1/partners/ALFA/notes", json!({"text": "Good day"})).await.expect(404);
        stranger.send("/api/v1/partners/ALFA/calls", json!({"person": SEVER})).await.expect(404);
        let manager = house.api(MANAGER).await;
        for person in [BETA, MANAGER, "nobody@alfa.example"] {
            let told = manager.send(MESSAGES, json!({"person": person, "text": "Good day"})).await;
            assert_eq!((told.status.as_u16(), told.problem().1), (422, vec!["unknown".to_owned()]), "{person}");
        }
        for text in ["", "  \n ", &"x".repeat(2001), "a\u{7}b"] {
            manager.send(MESSAGES, json!({"person": SEVER, "text": text})).await.expect(422);
        }
        manager.send(MESSAGES, json!({"person": SEVER, "text": "x".repeat(2000)})).await.expect(201);
        house.api(AGENT).await.send(MESSAGES, body).await.expect(201);
        assert_eq!(house.sql_i64("SELECT count(*) FROM message").await, 2);
        finish(house).await;
    }

    async fn each_act_of_the_office_is_on_record_and_no_personal_text_stands_there(house: House) {
        let (manager, page) = (house.api(MANAGER).await, house.browser(MANAGER).await);
        write(&manager, SEVER, "Secretword in a message").await;
        manager.send("/api/v1/partners/ALFA/notes", json!({"text": "Secretword in a note"})).await.expect(201);
        manager.send("/api/v1/partners/ALFA/calls", json!({"person": SEVER, "text": "Secretword in a call"})).await.expect(204);
        let write_page = "/partners/ALFA/write?person=sever%40alfa.example";
        page.fill(write_page, "/partners/ALFA/messages", &[("person", SEVER), ("text", "By form")]).await.expect(303);
        page.fill(write_page, "/partners/ALFA/notes", &[("text", "By form")]).await.expect(303);
        page.fill(write_page, "/partners/ALFA/calls", &[("person", SEVER), ("text", "")]).await.expect(303);
        for kind in ["client.message", "client.note", "client.call"] {
            assert_eq!(records(&house, kind).await, 2, "{kind}");
        }
        assert_eq!(in_clear(&house, "Secretword").await, 0);
        assert!(in_clear(&house, "client.note").await > 0, "the search itself finds what is there");
        let shown = page.look("/partners/ALFA/timeline").await.expect(200).text;
        for words in ["Secretword in a message", "Secretword in a note", "Secretword in a call"] {
            assert!(shown.contains(words), "{words}");
        }
        let refused = page.fill(write_page, "/partners/ALFA/messages", &[("person", "nobody@alfa.example"), ("text", "Kept words")]).await;
        assert!(refused.expect(422).text.contains("Kept words"));
        let card = page.look("/partners/ALFA?person=sever%40alfa.example").await.expect(200).text;
        assert!(card.contains("id=\"discounts\"") && card.contains("value=\"person:sever@alfa.example\" selected"), "{card}");
        finish(house).await;
    }

    async fn an_answer_becomes_a_task_for_whoever_wrote_and_is_done_once(house: House) {
        let (agent, manager, sever) = (house.api(AGENT).await, house.api(MANAGER).await, house.api(SEVER).await);
        let id = write(&agent, SEVER, "Shall we bring it on Friday?").await;
        let path = format!("/api/v1/messages/{id}/answers");
        house.api(YUG).await.send(&path, json!({"text": "Yes"})).await.expect(404);
        manager.send(&path, json!({"text": "Yes"})).await.expect(404);
        sever.send(&path, json!({"text": "Friday is fine"})).await.expect(201);
        let mine = sever.look("/api/v1/messages").await.expect(200).json();
        assert_eq!((items(&mine).len(), &items(&mine)[0]["is_answer"]), (2, &json!(true)));
        assert!(items(&mine)[1]["seen_at"].is_string(), "an answered message was seen: {mine}");
        assert_eq!(items(&manager.look("/api/v1/tasks").await.expect(200).json()).len(), 0, "it is the agent's");
        assert_eq!(items(&manager.look("/api/v1/tasks?whose=all").await.expect(200).json()).len(), 1);
        let tasks = agent.look("/api/v1/tasks").await.expect(200).json();
        let task = &items(&tasks)[0];
        assert_eq!((&task["kind"], &task["text"], &task["partner"]), (&json!("answer"), &json!("Friday is fine"), &json!("ALFA")));
        let outcome = format!("/api/v1/tasks/{}/outcomes", task["id"].as_str().unwrap());
        house.api(OTHER_AGENT).await.send(&outcome, json!({"outcome": "Mine"})).await.expect(404);
        sever.send(&outcome, json!({"outcome": "Mine"})).await.expect(403);
        agent.send(&outcome, json!({"outcome": ""})).await.expect(422);
        agent.send(&outcome, json!({"outcome": "Agreed on Friday"})).await.expect(204);
        assert_eq!(refusal(&agent.send(&outcome, json!({"outcome": "Again"})).await).1, "task_done");
        assert_eq!(items(&agent.look("/api/v1/tasks?whose=all").await.expect(200).json()).len(), 0);
        assert_eq!(records(&house, "task.done").await, 1);
        finish(house).await;
    }
}
