//! Who may do what, and with whom we trade: whatever is written by hand into accounts, roles, keys, invitations, representations, partners,
//! addresses, warehouses or our own company is named with the person or the company it belongs to, and nobody who did it by the portal is
//! accused.

use orderly::access::accounts::links;
use orderly::access::permission::marks::ManageAccounts;
use serde_json::{Value, json};

use super::hand::{Hand, caught};
use super::{expect_clean, insider, log_key, text, verify};
use crate::House;
use crate::kit::trade::{AGENT, ALFA_ADMIN, BOTH, MANAGER, SEVER, YUG, import};
use crate::on_both;

/// A password.
const WORDS: &str = "correct horse battery staple";

/// What is done by hand, and what the verifier says of it.
type Lie = (&'static str, &'static str);

const OF_PEOPLE: &[Lie] = &[
    (
        "INSERT INTO staff_role (account_id, role) SELECT id, 'administrator' FROM account WHERE login = 'operator@seller.example'",
        "person operator@seller.example: roles",
    ),
    (
        "UPDATE staff_role SET role = 'administrator' WHERE account_id = (SELECT id FROM account WHERE login = 'other-agent@seller.example')",
        "person other-agent@seller.example: roles[0]",
    ),
    (
        "UPDATE staff_role SET role = 'nobody' WHERE account_id = (SELECT id FROM account WHERE login = 'other-agent@seller.example')",
        "person other-agent@seller.example: roles[0]",
    ),
    (
        "DELETE FROM staff_role WHERE account_id = (SELECT id FROM account WHERE login = 'warehouse@seller.example')",
        "person warehouse@seller.example: roles",
    ),
    (
        "UPDATE membership SET role = 'partner_admin' WHERE account_id = (SELECT id FROM account WHERE login = 'sever@alfa.example')",
        "person sever@alfa.example: places[0].role",
    ),
    (
        "UPDATE membership SET unit_id = NULL WHERE account_id = (SELECT id FROM account WHERE login = 'sever@alfa.example')",
        "person sever@alfa.example: places[0].unit",
    ),
    (
        "UPDATE membership SET partner_id = (SELECT id FROM partner WHERE code = 'BETA') \
         WHERE account_id = (SELECT id FROM account WHERE login = 'sever@alfa.example')",
        "person sever@alfa.example: places[0].partner",
    ),
    (
        "UPDATE membership SET custom_role_id = NULL WHERE account_id = (SELECT id FROM account WHERE login = 'yug@alfa.example')",
        "person yug@alfa.example: places[0].custom",
    ),
    (
        "UPDATE membership SET is_blocked = TRUE WHERE account_id = (SELECT id FROM account WHERE login = 'yug@alfa.example')",
        "person yug@alfa.example: places[0].is_blocked",
    ),
    (
        "INSERT INTO membership (account_id, partner_id, role, is_blocked) \
         SELECT a.id, p.id, 'buyer', FALSE FROM account a, partner p WHERE a.login = 'yug@alfa.example' AND p.code = 'GAMMA'",
        "person yug@alfa.example: places",
    ),
    ("UPDATE account SET is_blocked = FALSE WHERE login = 'both@buyers.example'", "person both@buyers.example: is_blocked"),
    ("UPDATE account SET is_blocked = TRUE WHERE login = 'sever@alfa.example'", "person sever@alfa.example: is_blocked"),
    ("UPDATE account SET login = 'evil@alfa.example' WHERE login = 'sever@alfa.example'", "person evil@alfa.example: login"),
    ("UPDATE account SET name = 'Somebody else' WHERE login = 'sever@alfa.example'", "person sever@alfa.example: name"),
    ("UPDATE account SET phone = '+7 900' WHERE login = 'sever@alfa.example'", "person sever@alfa.example: phone"),
    (
        "UPDATE account SET password_hash = (SELECT 'x' || password_hash FROM account WHERE login = 'sever@alfa.example') \
         WHERE login = 'sever@alfa.example'",
        "person sever@alfa.example: password",
    ),
    ("UPDATE account SET password_hash = NULL WHERE login = 'sever@alfa.example'", "person sever@alfa.example: password"),
    ("UPDATE account SET password_hash = 'x' WHERE login = 'manager@seller.example'", "person manager@seller.example: password"),
    ("UPDATE account SET salt = $salt WHERE login = 'sever@alfa.example'", "person sever@alfa.example: login"),
    ("DELETE FROM account WHERE login = 'operator@seller.example'", "account acc_"),
    (
        "INSERT INTO account (id, login, name, language, is_blocked, salt, epoch, created_at) \
         VALUES (5, 'ghost@seller.example', 'G', 'en', FALSE, $salt, 0, 0)",
        "person ghost@seller.example: expected a record, found none",
    ),
    ("UPDATE account SET name = 'Anna' WHERE login LIKE 'erased:%'", "person erased:"),
    ("UPDATE account SET is_blocked = FALSE WHERE login LIKE 'erased:%'", "person erased:"),
    ("INSERT INTO staff_role (account_id, role) SELECT id, 'manager' FROM account WHERE login LIKE 'erased:%'", "person erased:"),
];

const OF_KEYS: &[Lie] = &[
    (
        "UPDATE session SET account_id = (SELECT id FROM account WHERE login = 'administrator@seller.example') WHERE user_agent <> 'trusted'",
        ": of administrator@seller.example",
    ),
    (
        "INSERT INTO one_time_link (id, token_hash, purpose, account_id, created_at, expires_at) \
         SELECT 5, 'known', 'set_password', id, 0, 9000000000000000 FROM account WHERE login = 'administrator@seller.example'",
        "link for the password of administrator@seller.example",
    ),
    (
        "UPDATE one_time_link SET account_id = (SELECT id FROM account WHERE login = 'manager@seller.example'), token_hash = 'known' \
         WHERE id = (SELECT min(id) FROM one_time_link WHERE account_id IS NOT NULL)",
        "link for the password of manager@seller.example",
    ),
    ("UPDATE api_key SET scopes = 'orders.read money.read'", "key scales (key_"),
    ("UPDATE api_key SET partner_id = NULL", ": partner"),
    ("UPDATE api_key SET token_hash = 'known'", ": token"),
    ("UPDATE api_key SET name = 'other'", "key other (key_"),
    ("UPDATE api_key SET created_by = (SELECT id FROM account WHERE login = 'agent@seller.example')", ": by"),
    ("UPDATE api_key SET created_at = created_at + 1", ": created_at"),
    ("UPDATE api_key SET ended_at = 1", ": ended_at"),
    ("DELETE FROM api_key", "key key_"),
    (
        "INSERT INTO api_key (id, name, token_hash, scopes, created_by, created_at) \
         SELECT 5, 'ghost', 'x', 'orders.read', id, 0 FROM account WHERE login = 'agent@seller.example'",
        "key ghost (key_",
    ),
    (
        "INSERT INTO custom_role_right (role_id, permission, depth) SELECT id, 'company.run', 'company' FROM custom_role",
        "role The books (",
    ),
    ("UPDATE custom_role_right SET depth = 'company'", "role The books ("),
    ("DELETE FROM custom_role_right WHERE permission = 'money.read'", "role The books ("),
    ("UPDATE custom_role SET name = 'Others'", "role Others ("),
    ("UPDATE custom_role SET partner_id = (SELECT id FROM partner WHERE code = 'BETA')", ": partner"),
    ("DELETE FROM custom_role", ": expected a row, found none"),
    ("UPDATE invitation SET email = 'evil@alfa.example' WHERE email = 'nina@alfa.example'", "invitation of evil@alfa.example ("),
    ("UPDATE invitation SET roles = 'partner_admin' WHERE email = 'nina@alfa.example'", "invitation of nina@alfa.example ("),
    ("UPDATE invitation SET token_hash = 'known' WHERE email = 'nina@alfa.example'", ": token"),
    ("UPDATE invitation SET expires_at = expires_at + 1 WHERE email = 'nina@alfa.example'", ": expires_at"),
    (
        "UPDATE invitation SET partner_id = (SELECT id FROM partner WHERE code = 'BETA') WHERE email = 'nina@alfa.example'",
        "invitation of nina@alfa.example (",
    ),
    ("UPDATE invitation SET withdrawn_at = NULL WHERE email = 'late@alfa.example'", "invitation of late@alfa.example ("),
    ("DELETE FROM invitation WHERE email = 'nina@alfa.example'", "invitation ivt_"),
    ("UPDATE representation SET reason = 'Another' WHERE ended_at IS NULL", "representation of ALFA ("),
    (
        "UPDATE representation SET agent_id = (SELECT id FROM account WHERE login = 'other-agent@seller.example') WHERE ended_at IS NULL",
        ": agent",
    ),
    ("UPDATE representation SET began_at = began_at - 1 WHERE ended_at IS NULL", ": began_at"),
    ("UPDATE representation SET ends_at = ends_at + 1 WHERE ended_at IS NULL", ": until"),
    ("UPDATE representation SET ended_at = NULL WHERE ended_at IS NOT NULL", "representation of BETA ("),
    ("UPDATE representation SET is_refused = TRUE WHERE ended_at IS NULL", ": is_refused"),
    ("DELETE FROM representation WHERE ended_at IS NULL", "representation rep_"),
];

const OF_COMPANIES: &[Lie] = &[
    ("UPDATE partner SET name = 'Other' WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET inn = NULL WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET kpp = '773601002' WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET ogrn = '1' WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET bic = '044525225' WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET account = '40702810400000000001' WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET legal_address = 'Elsewhere' WHERE code = 'ALFA'", "partner ALFA: who"),
    ("UPDATE partner SET code = 'EVIL' WHERE code = 'ALFA'", "partner EVIL: code"),
    ("UPDATE partner SET manager_id = NULL WHERE code = 'ALFA'", "partner ALFA: manager"),
    ("UPDATE partner SET stock_display = 'hidden' WHERE code = 'ALFA'", "partner ALFA: stock_display"),
    ("UPDATE partner SET may_be_represented = TRUE WHERE code = 'ALFA'", "partner ALFA: may_be_represented"),
    ("UPDATE partner SET may_be_represented = FALSE WHERE code = 'BETA'", "partner BETA: may_be_represented"),
    ("UPDATE partner SET name_key = 'x' WHERE code = 'ALFA'", "partner ALFA: name_key"),
    ("UPDATE partner SET salt = $salt WHERE code = 'GAMMA'", "partner GAMMA: who"),
    ("UPDATE unit SET name = 'Запад' WHERE name = 'Север'", "partner ALFA: unit_ids"),
    ("UPDATE unit SET partner_id = (SELECT id FROM partner WHERE code = 'BETA') WHERE name = 'Юг'", "partner BETA: unit_ids"),
    ("INSERT INTO unit (id, partner_id, name) SELECT 5, id, 'Ghosts' FROM partner WHERE code = 'ALFA'", "partner ALFA: unit_ids"),
    ("DELETE FROM assignment", "partner ALFA: agents"),
    (
        "INSERT INTO assignment (agent_id, partner_id) \
         SELECT a.id, p.id FROM account a, partner p WHERE a.login = 'other-agent@seller.example' AND p.code = 'GAMMA'",
        "partner GAMMA: agents",
    ),
    (
        "INSERT INTO partner (id, code, name, name_key, stock_display, may_be_represented, salt, created_at) \
         VALUES (5, 'GHOST', 'G', 'g ghost', 'exact', TRUE, $salt, 0)",
        "partner GHOST: expected a record, found none",
    ),
    ("DELETE FROM partner WHERE code = 'GAMMA'", "partner 0"),
    ("UPDATE address SET place = 'Elsewhere' WHERE name = 'Склад Юг'", "partner ALFA: address Склад Юг: place"),
    ("UPDATE address SET name = 'Склад Запад' WHERE name = 'Склад Юг'", "partner ALFA: address Склад Запад: name"),
    ("UPDATE address SET delivery_method = 'X' WHERE name = 'Склад Юг'", "partner ALFA: address Склад Юг: method"),
    ("UPDATE address SET delivery_cost = 0 WHERE name = 'Склад Юг'", "partner ALFA: address Склад Юг: delivery_cost"),
    ("UPDATE address SET is_default = TRUE WHERE name = 'Склад Юг'", "partner ALFA: address Склад Юг: is_default"),
    ("UPDATE address SET unit_id = NULL WHERE name = 'Склад Юг'", "partner ALFA: address Склад Юг: unit"),
    (
        "UPDATE address SET partner_id = (SELECT id FROM partner WHERE code = 'GAMMA') WHERE name = 'Магазин'",
        "partner GAMMA: address Магазин",
    ),
    ("DELETE FROM address WHERE name = 'Магазин'", "address adr_"),
    (
        "INSERT INTO address (id, partner_id, name, place, delivery_method, delivery_cost, is_default) \
         SELECT 5, id, 'Ghosts', 'Elsewhere', '', 0, FALSE FROM partner WHERE code = 'BETA'",
        "partner BETA: address Ghosts",
    ),
    ("UPDATE seller SET name = 'Other'", "our own company: who"),
    ("UPDATE seller SET phone = '+7 1'", "our own company: who"),
    ("UPDATE seller SET inn = '7707083893'", "our own company: requisites"),
    ("UPDATE seller SET account = '40702810400000000001'", "our own company: requisites"),
    ("UPDATE seller SET currency = 'USD'", "our own company: currency"),
    ("UPDATE seller SET grace_days = grace_days + 30", "our own company: grace_days"),
    ("UPDATE seller SET dispatch_days = dispatch_days + 1", "our own company: dispatch_days"),
    ("UPDATE seller SET time_zone = 'Asia/Vladivostok'", "our own company: time_zone"),
    ("DELETE FROM seller", "our own company"),
    ("UPDATE warehouse SET name = 'Other' WHERE code = 'MSK'", "warehouse MSK: who"),
    ("UPDATE warehouse SET address = 'Elsewhere' WHERE code = 'MSK'", "warehouse MSK: who"),
    ("UPDATE warehouse SET code = 'EVIL' WHERE code = 'EKB'", "warehouse EVIL: code"),
    (
        "INSERT INTO warehouse (id, code, name, name_en, address) VALUES (5, 'GHOST', 'G', 'G', '')",
        "warehouse GHOST: expected a record",
    ),
];

fn guest(email: &str) -> Value {
    json!({"email": email, "roles": ["buyer"], "language": "en"})
}

/// Some of everything that changes rights, by the portal: what began and ended, was given and taken, and what stands.
async fn story(house: &House) {
    let (administrator, admin, manager) = (house.administrator().await, house.api(ALFA_ADMIN).await, house.api(MANAGER).await);
    let agent = house.api(AGENT).await;
    let link = house.gate.system::<ManageAccounts>("tests").write(SEVER.to_owned(), links::make).await.expect("a link");
    let page = format!("/links/{link}");
    house.visitor().fill(&page, &page, &[("new_password", WORDS)]).await.expect(303);
    house.visitor().send("/api/v1/sessions", json!({"login": SEVER, "password": WORDS})).await.expect(201);
    let rights = json!([{"right": "orders.read", "depth": "own"}, {"right": "money.read", "depth": "own"}]);
    let role =
        text(&admin.send("/api/v1/company/roles", json!({"name": "The books", "rights": rights})).await.expect(201).json()["id"]);
    admin.set(&format!("/api/v1/company/people/{YUG}"), json!({"role": role, "unit": "Юг"})).await.expect(204);
    let key = json!({"name": "scales", "scopes": ["orders.read"], "partner": "ALFA"});
    administrator.send("/api/v1/keys", key).await.expect(201);
    admin.send("/api/v1/company/invitations", guest("nina@alfa.example")).await.expect(201);
    // The second takes the first one's place.
    manager.send("/api/v1/partners/ALFA/invitations", guest("late@alfa.example")).await.expect(201);
    let late =
        text(&manager.send("/api/v1/partners/ALFA/invitations", guest("late@alfa.example")).await.expect(201).json()["id"]);
    admin.delete(&format!("/api/v1/company/invitations/{late}")).await;
    for code in ["BETA", "ALFA"] {
        let path = format!("/api/v1/partners/{code}/representations");
        agent.send(&path, json!({"reason": "A visit"})).await.expect(201);
        if code == "BETA" {
            agent.delete(&format!("{path}/current")).await;
        }
    }
    let office = house.browser(MANAGER).await;
    let block = |login: &'static str, is_blocked: &'static str| [("login", login), ("is_blocked", is_blocked)];
    for (login, is_blocked) in [(BOTH, "true"), (SEVER, "true"), (SEVER, "false")] {
        office.fill("/partners/ALFA", "/partners/ALFA/people/blocks", &block(login, is_blocked)).await.expect(303);
    }
    let person =
        json!({"login": "anna@alfa.example", "name": "Анна Ильина", "phone": "+7 901", "roles": ["buyer"], "language": "en"});
    manager.send("/api/v1/partners/ALFA/people", person).await.expect(201);
    manager.send("/api/v1/partners/BETA/invitations", guest("anna@alfa.example")).await.expect(201);
    administrator.send("/api/v1/erasures", json!({"login": "anna@alfa.example", "reason": "She asked"})).await.expect(201);
    let settings = administrator.look("/api/v1/settings").await.expect(200).json();
    administrator.set("/api/v1/settings", settings).await.expect(204);
    import(&administrator, "warehouses", "code,name,name_en,address\nEKB,Екатеринбург,Yekaterinburg,ул. Горная 4\n").await;
    import(
        &administrator,
        "addresses",
        "partner,name,address,unit,delivery_method,delivery_cost,default\nALFA,Склад Юг,Тула,Юг,Доставка,1300,no\n",
    )
    .await;
    house.work().await;
    house.seal().await;
    house.rest().await;
}

/// Tells each lie by hand, and puts everything back; answers those that were not told of.
fn silent(house: &House, lies: &[Lie]) -> Vec<String> {
    let hand = Hand::of(house);
    hand.keep("whole");
    let salt = hand.blob(&[7; 32]);
    let mut silent = Vec::new();
    for (sql, words) in lies {
        hand.change(&sql.replace("$salt", &salt));
        let told = house.accused();
        if !told.iter().any(|line| line.starts_with("rows  place ") && line.contains(words)) {
            silent.push(format!("{sql}: {}", told.join("\n")));
        }
        hand.put_back("whole");
    }
    silent
}

on_both! {
    async fn no_right_is_given_or_taken_by_hand_unseen(house: House) {
        story(&house).await;
        expect_clean(&house);
        let found = silent(&house, OF_PEOPLE);
        assert!(found.is_empty(), "{}", found.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }

    async fn no_key_role_invitation_or_representation_is_changed_unseen(house: House) {
        story(&house).await;
        expect_clean(&house);
        let found = silent(&house, OF_KEYS);
        assert!(found.is_empty(), "{}", found.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }

    async fn no_company_address_or_warehouse_is_changed_unseen(house: House) {
        story(&house).await;
        let forbidden = house.api(ALFA_ADMIN).await.set("/api/v1/representations/permission", json!({"permitted": false})).await;
        forbidden.expect(204);
        house.seal().await;
        expect_clean(&house);
        let found = silent(&house, OF_COMPANIES);
        assert!(found.is_empty(), "{}", found.join("\n\n"));
        expect_clean(&house);
        house.leave().await;
    }

    async fn records_of_earlier_programs_accuse_nobody_of_what_they_do_not_tell(house: House) {
        story(&house).await;
        expect_clean(&house);
        let key = log_key(&house).to_string();
        let hand = Hand::of(&house);
        let count = insider::write_as_earlier(&house, &hand, earlier);
        assert!(count > 20, "{count}");
        let (exit, told) = verify(&house, &["--key", &key]);
        assert_eq!(exit, 0, "{told}");
        // What they tell they are held to.
        let lies = [
            OF_PEOPLE[0],
            ("UPDATE account SET is_blocked = FALSE WHERE login = 'both@buyers.example'", "person both@buyers.example: is_blocked"),
            ("UPDATE account SET login = 'evil@alfa.example' WHERE login = 'sever@alfa.example'", "person evil@alfa.example: login"),
            ("UPDATE membership SET role = 'partner_admin' WHERE account_id = (SELECT id FROM account WHERE login = 'sever@alfa.example')", "person sever@alfa.example at partner"),
            ("UPDATE api_key SET scopes = 'orders.read money.read'", "key scales ("),
            ("UPDATE custom_role_right SET depth = 'company'", "role The books ("),
            ("UPDATE invitation SET roles = 'partner_admin' WHERE email = 'nina@alfa.example'", "invitation of nina@alfa.example ("),
            ("UPDATE representation SET reason = 'Another' WHERE ended_at IS NULL", "representation of ALFA ("),
            ("UPDATE partner SET account = '40702810400000000001' WHERE code = 'ALFA'", "partner ALFA: who"),
            ("UPDATE unit SET name = 'Запад' WHERE name = 'Север'", "partner ALFA: units"),
            ("UPDATE seller SET grace_days = grace_days + 30", "our own company: grace_days"),
        ];
        caught(&house, &hand, &["--key", &key], &lies);
        house.leave().await;
    }
}

/// A record as an earlier program wrote it; nothing where it would have written the same.
fn earlier(body: &[u8]) -> Option<Vec<u8>> {
    let mut read: Value = serde_json::from_slice(body).expect("JSON");
    let kind = text(&read["kind"]);
    let facts = read["facts"].as_object_mut().expect("facts");
    let mut younger = vec!["stands", "unit_ids", "invitations"];
    younger.extend(match kind.as_str() {
        "role.made" | "role.changed" => vec!["name"],
        "address.put" => vec!["address", "name", "place", "method", "unit"],
        "seller.put" => vec!["who"],
        "link.made" => vec!["token"],
        "representation.began" | "representation.refused" => vec!["until"],
        "representation.ended" | "representation.permitted" => vec!["ended"],
        "import.applied" if facts.get("kind") == Some(&json!("warehouses")) => vec!["written"],
        _ => vec![],
    });
    let before = facts.len();
    facts.retain(|name, _| !younger.contains(&name.as_str()));
    (facts.len() < before).then(|| serde_json::to_vec(&read).expect("bytes"))
}
