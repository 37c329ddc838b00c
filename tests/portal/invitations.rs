//! Invitations: by letter, for seven days, once; withdrawn and sent again; to somebody new and to somebody who is in the portal already.

use futures_util::future::join;
use serde_json::{Value, json};

use crate::House;
use crate::kit::Client;
use crate::kit::trade::{ADMINISTRATOR, ALFA_ADMIN, BETA, MANAGER, SEVER, YUG};
use crate::on_both;
use crate::reading::{Letter, finish, letters, one, settle};

const WORDS: &str = "correct horse battery staple";
const OWN: &str = "/api/v1/company/invitations";
const DAY: i64 = 24 * 3600;

fn guest(email: &str, roles: &[&str]) -> Value {
    json!({"email": email, "roles": roles, "language": "en"})
}

/// The letters to an e-mail.
fn letters_to(house: &House, email: &str) -> Vec<Letter> {
    letters(house).into_iter().filter(|letter| letter.head.contains(email)).collect()
}

/// The tokens of the links in the letters to an e-mail.
fn tokens(house: &House, email: &str) -> Vec<String> {
    let token = |letter: Letter| {
        let (_, rest) = letter.text.split_once("/invitations/")?;
        Some(rest.split_whitespace().next().unwrap_or_default().to_owned())
    };
    letters_to(house, email).into_iter().filter_map(token).collect()
}

async fn invite(inviter: &Client, path: &str, email: &str, roles: &[&str]) -> String {
    let told = inviter.send(path, guest(email, roles)).await.expect(201).json();
    told["id"].as_str().expect("an id").to_owned()
}

/// Invites and reads the token in the letter.
async fn invited(house: &House, path: &str, inviter: &Client, email: &str) -> (String, String) {
    let id = invite(inviter, path, email, &["buyer"]).await;
    settle(house).await;
    let found = tokens(house, email);
    assert_eq!(found.len(), 1, "{email}");
    (id, found[0].clone())
}

async fn accept(house: &House, token: &str) -> u16 {
    let body = json!({"name": "Нина Новая", "new_password": WORDS});
    house.visitor().send(&format!("/api/v1/invitations/{token}"), body).await.status.as_u16()
}

async fn kinds(house: &House, kind: &str) -> i64 {
    house.sql_i64(&format!("SELECT count(*) FROM journal WHERE kind = '{kind}'")).await
}

on_both! {
    async fn the_invited_names_herself_sets_a_password_and_buys_for_the_company(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let (_, token) = invited(&house, OWN, &admin, "nina@alfa.example").await;
        let open = admin.look(OWN).await.expect(200).json()["items"].clone();
        assert_eq!((&open[0]["email"], &open[0]["invited_by"], &open[0]["ended"]), (&json!("nina@alfa.example"), &json!("Алла Админова"), &json!(false)), "{open}");
        let offer = house.visitor().look(&format!("/api/v1/invitations/{token}")).await.expect(200).json();
        assert_eq!((&offer["company"], &offer["roles"], &offer["account"]), (&json!("ООО «Альфа»"), &json!(["buyer"]), &json!(false)));

        let page = format!("/invitations/{token}");
        let short = house.visitor().fill(&page, &page, &[("name", "Нина Новая"), ("new_password", "short")]).await.expect(422);
        assert!(short.text.contains("value=\"Нина Новая\""), "what was typed stays: {}", short.text);
        let told = house.visitor().fill(&page, &page, &[("name", "Нина Новая"), ("new_password", WORDS)]).await.expect(303);
        assert_eq!(told.location(), "/sign-in?done=joined");
        let session = house.visitor().send("/api/v1/sessions", json!({"login": "nina@alfa.example", "password": WORDS})).await.expect(201).json();
        assert_eq!((&session["user"]["name"], &session["user"]["partner"]["code"]), (&json!("Нина Новая"), &json!("ALFA")));
        let nina = Client::bearer(&house.url, session["token"].as_str().expect("a token").to_owned());
        nina.order("first", one("DR-1", "1")).await.expect(201);

        assert_eq!(accept(&house, &token).await, 410, "a second time it is gone");
        assert_eq!(admin.look(OWN).await.expect(200).json()["items"], json!([]));
        assert_eq!((kinds(&house, "invitation.made").await, kinds(&house, "invitation.accepted").await), (1, 1));
        finish(house).await;
    }

    async fn an_invitation_ends_after_seven_days_and_is_good_until_then(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let (_, late) = invited(&house, OWN, &admin, "late@alfa.example").await;
        let (_, timely) = invited(&house, OWN, &admin, "timely@alfa.example").await;
        house.pass_seconds(7 * DAY - 60);
        assert_eq!(accept(&house, &timely).await, 204);
        house.pass_seconds(61);
        assert_eq!(accept(&house, &late).await, 410);
        let open = house.api(ALFA_ADMIN).await.look(OWN).await.expect(200).json()["items"].clone();
        assert_eq!((open.as_array().map(Vec::len), &open[0]["ended"]), (Some(1), &json!(true)));
        finish(house).await;
    }

    async fn one_mailbox_and_one_account_get_so_many_letters_in_a_row_and_no_more(house: House) {
        let (admin, office) = (house.api(ALFA_ADMIN).await, house.api(MANAGER).await);
        let id = invite(&admin, OWN, "nina@alfa.example", &["buyer"]).await;
        for _ in 0..3 {
            admin.send(&format!("{OWN}/{id}/letters"), json!({})).await.expect(204);
        }
        invite(&admin, OWN, "nina@alfa.example", &["buyer"]).await;
        let too_often = admin.send(OWN, guest("Nina@alfa.example", &["buyer"])).await.expect(429);
        assert_eq!(too_often.problem().0, "invitations_too_often");
        assert!((3_500..=3_600).contains(&too_often.header("retry-after").parse::<i64>().unwrap()));
        // Whoever sends them: it is the mailbox that is spared. Others are written to as before.
        office.send("/api/v1/partners/BETA/invitations", guest("nina@alfa.example", &["buyer"])).await.expect(429);
        let open = admin.look(OWN).await.expect(200).json()["items"].clone();
        admin.send(&format!("{OWN}/{}/letters", open[0]["id"].as_str().unwrap()), json!({})).await.expect(429);
        for n in 5..60 {
            invite(&admin, OWN, &format!("guest{n}@alfa.example"), &["buyer"]).await;
        }
        assert_eq!(admin.send(OWN, guest("one-more@alfa.example", &["buyer"])).await.expect(429).problem().0, "invitations_too_often");
        let page = house.browser(ALFA_ADMIN).await;
        let told = page.fill("/company/people", "/company/invitations", &[("email", "one-more@alfa.example"), ("buyer", "yes")]).await.expect(429).text;
        assert!(told.contains("Too many invitations") && told.contains("value=\"one-more@alfa.example\""), "{told}");
        invite(&office, "/api/v1/partners/ALFA/invitations", "one-more@alfa.example", &["buyer"]).await;
        settle(&house).await;
        assert_eq!(kinds(&house, "invitation.made").await + kinds(&house, "invitation.sent").await, 61);
        house.pass_seconds(3601);
        invite(&admin, OWN, "nina@alfa.example", &["buyer"]).await;
        finish(house).await;
    }

    async fn a_link_that_was_withdrawn_or_replaced_is_dead(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let (id, first) = invited(&house, OWN, &admin, "nina@alfa.example").await;
        house.pass_seconds(60);
        admin.send(&format!("{OWN}/{id}/letters"), json!({})).await.expect(204);
        settle(&house).await;
        let both = tokens(&house, "nina@alfa.example");
        let second = both.iter().find(|token| **token != first).expect("another link").clone();
        assert_eq!(accept(&house, &first).await, 410);
        // Who is invited anew has one invitation, not two.
        let again = invite(&admin, OWN, "nina@alfa.example", &["buyer"]).await;
        settle(&house).await;
        assert_eq!(accept(&house, &second).await, 410);
        assert_eq!(admin.look(OWN).await.expect(200).json()["items"].as_array().map(Vec::len), Some(1));
        let third = tokens(&house, "nina@alfa.example").into_iter().find(|token| *token != first && *token != second).expect("a third link");
        assert_eq!(admin.delete(&format!("{OWN}/{again}")).await.status().as_u16(), 204);
        assert_eq!(admin.delete(&format!("{OWN}/{again}")).await.status().as_u16(), 404);
        assert_eq!(accept(&house, &third).await, 410);
        assert_eq!(house.sql_i64("SELECT count(*) FROM account WHERE login = 'nina@alfa.example'").await, 0);
        finish(house).await;
    }

    async fn who_buys_already_joins_with_her_account_and_has_two_companies_with_a_cart_each(house: House) {
        let office = house.api(MANAGER).await;
        let path = "/api/v1/partners/BETA/invitations";
        let known = office.send(path, guest(SEVER, &["buyer"])).await;
        let stranger = office.send(path, guest("nobody@nowhere.example", &["buyer"])).await;
        assert_eq!(known.status, stranger.status, "the answer does not tell whether the e-mail is in the portal");
        let names = |told: &Value| told.as_object().map(|all| all.keys().cloned().collect::<Vec<_>>());
        assert_eq!(names(&known.json()), names(&stranger.json()));
        settle(&house).await;
        let token = tokens(&house, SEVER).remove(0);
        assert_eq!(accept(&house, &token).await, 204, "nobody had set a password for her yet: the mailbox is proof enough");

        let other = invited(&house, path, &office, YUG).await.1;
        house.visitor().fill("/sign-in", "/sign-in", &[("login", SEVER), ("password", WORDS)]).await.expect(303);
        let sever = house.api(SEVER).await;
        assert_eq!(sever.send(&format!("/api/v1/invitations/{other}/membership"), json!({})).await.expect(409).problem().0, "another_person");
        house.api(YUG).await.send(&format!("/api/v1/invitations/{other}/membership"), json!({})).await.expect(204);

        let (alfa, beta) = (sever.on_behalf_of("ALFA"), sever.on_behalf_of("BETA"));
        alfa.set("/api/v1/cart/lines/DR-2", json!({"quantity": "1"})).await.expect(200);
        beta.set("/api/v1/cart/lines/DR-1", json!({"quantity": "2"})).await.expect(200);
        let skus = |cart: Value| cart["lines"].as_array().map(|all| all.iter().map(|line| line["sku"].clone()).collect::<Vec<_>>());
        assert_eq!(skus(alfa.look("/api/v1/cart").await.expect(200).json()), Some(vec![json!("DR-2")]));
        assert_eq!(skus(beta.look("/api/v1/cart").await.expect(200).json()), Some(vec![json!("DR-1")]));
        let browser = house.browser(SEVER).await;
        assert_eq!(browser.look("/").await.expect(303).location(), "/company");
        browser.fill("/company", "/company", &[("code", "BETA")]).await.expect(303);
        assert!(browser.look("/").await.expect(200).text.contains("ООО «Бета»"));
        finish(house).await;
    }

    async fn what_somebody_invited_ends_when_the_company_blocks_him(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        admin.set(&format!("/api/v1/company/people/{SEVER}"), json!({"roles": ["buyer", "partner_admin"]})).await.expect(204);
        let (_, token) = invited(&house, OWN, &house.api(SEVER).await, "friend@elsewhere.example").await;
        admin.set(&format!("/api/v1/company/people/{SEVER}/block"), json!({"blocked": true})).await.expect(204);
        assert_eq!(accept(&house, &token).await, 410);
        finish(house).await;
    }

    async fn an_account_with_a_password_is_joined_only_by_its_owner(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let (_, first) = invited(&house, OWN, &admin, "nina@alfa.example").await;
        assert_eq!(accept(&house, &first).await, 204);
        let (_, token) = {
            let office = house.api(MANAGER).await;
            let id = invite(&office, "/api/v1/partners/BETA/invitations", "nina@alfa.example", &["buyer"]).await;
            settle(&house).await;
            (id, tokens(&house, "nina@alfa.example").into_iter().find(|token| *token != first).expect("a letter"))
        };
        let page = format!("/invitations/{token}");
        let shown = house.visitor().look(&page).await.expect(200).text;
        assert!(shown.contains("/sign-in?next=") && !shown.contains("new_password"), "{shown}");
        assert_eq!(accept(&house, &token).await, 409, "the letter alone does not set another password");
        house.visitor().send("/api/v1/sessions", json!({"login": "nina@alfa.example", "password": WORDS})).await.expect(201);
        let nina = house.browser("nina@alfa.example").await;
        assert_eq!(nina.fill(&page, &page, &[]).await.expect(303).location(), "/company");
        assert!(nina.look("/company").await.expect(200).text.contains("ООО «Бета»"));
        finish(house).await;
    }

    async fn of_two_who_accept_at_once_one_does(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        for round in 0..5 {
            let email = format!("guest{round}@alfa.example");
            let (_, token) = invited(&house, OWN, &admin, &email).await;
            let (one, other) = join(accept(&house, &token), accept(&house, &token)).await;
            let mut statuses = [one, other];
            statuses.sort_unstable();
            assert!(matches!(statuses, [204, 409 | 410]), "round {round}: {statuses:?}");
            assert_eq!(house.sql_i64(&format!("SELECT count(*) FROM membership m JOIN account a ON a.id = m.account_id WHERE a.login = '{email}'")).await, 1);
        }
        finish(house).await;
    }

    async fn nobody_invites_to_more_than_he_has_nor_where_he_has_no_say(house: House) {
        let admin = house.api(ALFA_ADMIN).await;
        let role = json!({"name": "Staffing", "rights": [{"right": "company.run"}]});
        let role = admin.send("/api/v1/company/roles", role).await.expect(201).json()["id"].clone();
        admin.set(&format!("/api/v1/company/people/{YUG}"), json!({"role": role, "unit": "Юг"})).await.expect(204);
        let yug = house.api(YUG).await;
        assert_eq!(yug.send(OWN, guest("x@alfa.example", &["buyer"])).await.expect(403).problem().0, "right_lacking");
        assert_eq!(yug.send(OWN, guest("x@alfa.example", &["partner_admin"])).await.expect(403).problem().0, "right_lacking");
        assert_eq!(admin.send(OWN, guest("x@alfa.example", &["manager"])).await.expect(422).problem().1, ["wrong_side"]);
        assert_eq!(admin.send(OWN, guest("no mail", &["buyer"])).await.expect(422).problem().1, ["not_email"]);
        assert_eq!(admin.send(OWN, guest(SEVER, &["buyer"])).await.expect(409).problem().0, "already_member");
        let mut elsewhere = guest("x@alfa.example", &["buyer"]);
        elsewhere["unit"] = json!("Запад");
        assert_eq!(admin.send(OWN, elsewhere).await.expect(422).problem().1, ["unknown"]);
        house.api(SEVER).await.send(OWN, guest("x@alfa.example", &["buyer"])).await.expect(403);
        house.api(BETA).await.look(OWN).await.expect(403);
        let office = house.api(MANAGER).await;
        office.send("/api/v1/staff/invitations", guest("x@seller.example", &["administrator"])).await.expect(403);
        office.send("/api/v1/partners/NOBODY/invitations", guest("x@alfa.example", &["buyer"])).await.expect(404);
        assert_eq!(house.sql_i64("SELECT count(*) FROM invitation").await, 0);
        finish(house).await;
    }

    async fn a_colleague_is_invited_to_our_staff_and_a_client_cannot_become_one(house: House) {
        let office = house.api(ADMINISTRATOR).await;
        let id = invite(&office, "/api/v1/staff/invitations", "new@seller.example", &["warehouse"]).await;
        settle(&house).await;
        let token = tokens(&house, "new@seller.example").remove(0);
        office.send(&format!("/api/v1/partners/ALFA/invitations/{id}/letters"), json!({})).await.expect(404);
        assert_eq!(accept(&house, &token).await, 204);
        house.api("new@seller.example").await.look("/api/v1/stock/DR-1").await.expect(200);
        invite(&office, "/api/v1/staff/invitations", SEVER, &["warehouse"]).await;
        settle(&house).await;
        let token = tokens(&house, SEVER).remove(0);
        assert_eq!(accept(&house, &token).await, 409);
        house.api(SEVER).await.look("/api/v1/stock/DR-1").await.expect(403);
        finish(house).await;
    }

    async fn the_pages_invite_show_send_again_and_withdraw(house: House) {
        let page = "/company/people";
        let admin = house.browser(ALFA_ADMIN).await;
        let fields = [("email", "nina@alfa.example"), ("unit", "Север"), ("lang", "ru"), ("buyer", "yes")];
        assert_eq!(admin.fill(page, "/company/invitations", &fields).await.expect(303).location(), "/company/people?invited=invited");
        settle(&house).await;
        let letter = letters_to(&house, "nina@alfa.example").remove(0);
        assert!(letter.text.contains("Компания ООО «Альфа» приглашает вас"), "{}", letter.text);
        assert!(!letter.head.contains("List-Unsubscribe"), "{}", letter.head);
        let shown = admin.look(page).await.expect(200).text;
        assert!(shown.contains("nina@alfa.example"), "{shown}");
        let id = shown.split("value=\"ivt_").nth(1).and_then(|rest| rest.split('"').next()).map(|id| format!("ivt_{id}")).expect("an id");
        admin.fill(page, "/company/invitations/letters", &[("id", &id)]).await.expect(303);
        admin.fill(page, "/company/invitations/withdrawals", &[("id", &id)]).await.expect(303);
        assert!(!admin.look(page).await.expect(200).text.contains("nina@alfa.example"));
        let bad = admin.fill(page, "/company/invitations", &[("email", "nina@alfa.example"), ("unit", "Север")]).await.expect(422);
        assert!(bad.text.contains("value=\"nina@alfa.example\""), "{}", bad.text);
        let office = house.browser(MANAGER).await;
        office.fill("/partners/BETA", "/partners/BETA/invitations", &[("email", "b@beta.example"), ("buyer", "yes")]).await.expect(303);
        assert!(office.look("/partners/BETA").await.expect(200).text.contains("b@beta.example"));
        assert!(!house.browser(BETA).await.look("/partners/BETA").await.expect(200).text.contains("b@beta.example"));
        office.fill("/staff", "/staff/invitations", &[("email", "c@seller.example"), ("operator", "yes")]).await.expect(303);
        assert!(office.look("/staff").await.expect(200).text.contains("c@seller.example"));
        finish(house).await;
    }
}
