//! Contracts and products are named from outside, by any line of text: whatever stands in the name, each link to it leads there.

use std::collections::BTreeSet;

use serde_json::json;

use crate::House;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, MANAGER};
use crate::on_both;
use crate::reading::{bring, bring_contract};

const BUYER: &str = "buyer@delta.example";
const PARTNER: &str = "DELTA";
const PRODUCT: &str = "Т-1/2 #50%";
const CONTRACT: &str = "Д-1/26 «а»?";
/// How each of the latter two stands in a path.
const STEPS: [(&str, &str); 2] =
    [("products", "%D0%A2-1%2F2%20%2350%25"), ("contracts", "%D0%94-1%2F26%20%C2%AB%D0%B0%C2%BB%3F")];

async fn people_who_trade_under_such_names(house: &House) {
    bring(
        house,
        "products",
        &format!(
            "sku,name,name_en,category,category_en,unit,moq,multiple,vat\n{PRODUCT},Тройник,Tee,Трубы,Pipes,шт,1,1,standard\n"
        ),
    )
    .await;
    bring(
        house,
        "prices",
        &format!("price_list,currency,sku,from_quantity,price,valid_from\nOPT,RUB,{PRODUCT},0,100,2020-01-01\n"),
    )
    .await;
    bring(house, "stock", &format!("warehouse,sku,on_hand\nMSK,{PRODUCT},10\n")).await;
    bring(house, "partners", &format!("code,name,manager,stock_display\n{PARTNER},ООО «Дельта»,{MANAGER},exact\n")).await;
    bring_contract(house, &format!("{CONTRACT},{PARTNER},RUB,OPT,2020-01-01,,all,,net 30,100000,best,no,included,MSK,0")).await;
    bring(
        house,
        "people",
        &format!("login,name,partner,roles,language\n{BUYER},Дарья Дельтина,{PARTNER},buyer|partner_admin,en\n"),
    )
    .await;
    let buyer = house.api(BUYER).await;
    buyer.order("first", json!({"lines": [{"sku": PRODUCT, "quantity": "2"}]})).await.expect(201);
    buyer.set(&format!("/api/v1/cart/lines/{}", STEPS[0].1), json!({"quantity": "1"})).await.expect(200);
    house.work().await;
}

/// Where the links and forms of a page lead, as they stand there.
fn ways(page: &str) -> BTreeSet<String> {
    let after = |mark: &'static str| page.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
    after("href=\"")
        .chain(after("action=\""))
        .map(|way| way.replace("&amp;", "&").split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// Follows every link to one of the three from these pages and from where they lead. Tells the names that it met.
async fn follow(house: &House, login: &str, pages: &[&str]) -> BTreeSet<&'static str> {
    let reader = house.browser(login).await;
    let mut open: Vec<String> = pages.iter().map(|page| (*page).to_owned()).collect();
    let (mut seen, mut met) = (BTreeSet::new(), BTreeSet::new());
    while let Some(path) = open.pop() {
        let bare = path.split('?').next().unwrap_or_default().to_owned();
        if !seen.insert(bare) {
            continue;
        }
        let page = reader.look(&path).await;
        assert_eq!(page.status, 200, "{login} {path}: {}", page.text);
        let downloads =
            [".csv", ".xlsx", ".json"].iter().any(|end| path.split('?').next().is_some_and(|bare| bare.ends_with(end)));
        for way in if downloads { BTreeSet::new() } else { ways(&page.text) } {
            let Some((kind, name)) = STEPS.iter().find(|(kind, _)| way.starts_with(&format!("/{kind}/%"))) else { continue };
            let step = way.split(['/', '?']).nth(2).unwrap_or_default();
            assert_eq!(step, *name, "{path} leads to {way}");
            met.insert(*kind);
            if reader.get(&way).await.status() != 405 {
                open.push(way);
            }
        }
        for (kind, raw) in [("contracts", "Д"), ("products", "Т")] {
            assert!(!page.text.contains(&format!("\"/{kind}/{raw}")), "{path} has a bare name in a link to {kind}");
        }
    }
    met
}

on_both! {
    async fn every_link_to_a_name_leads_there_whatever_stands_in_it(house: House) {
        people_who_trade_under_such_names(&house).await;
        let office = ["/partners", "/live", "/orders", "/money", "/invoices"];
        let met = follow(&house, MANAGER, &office).await;
        assert_eq!(met, BTreeSet::from(["contracts"]), "the manager");
        follow(&house, ACCOUNTANT, &["/partners", "/money"]).await;
        follow(&house, ADMINISTRATOR, &["/partners"]).await;
        let met = follow(&house, BUYER, &["/catalogue", "/cart", "/money", "/orders"]).await;
        assert!(met.contains("products"), "the buyer meets {met:?}");
        house.close().await;
    }

    async fn a_limit_that_was_set_leads_back_to_its_contract(house: House) {
        people_who_trade_under_such_names(&house).await;
        let accountant = house.browser(ACCOUNTANT).await;
        let path = format!("/contracts/{}", STEPS[1].1);
        let told = accountant.fill(&path, &format!("{path}/limit"), &[("limit", "200000"), ("reason", "Платят вовремя")]).await.expect(303);
        assert!(told.location().starts_with(&path), "{}", told.location());
        let page = accountant.look(&told.location()).await.expect(200).text;
        assert!(page.contains("200"), "{page}");
        house.close().await;
    }
}
