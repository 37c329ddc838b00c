//! The whole trade held against its own rules, read back from the files as an importer would.

use std::collections::{BTreeMap, BTreeSet};

use super::day::Day;
use super::ways::{Story, Way};
use super::{World, world};

type Row = BTreeMap<String, String>;

fn today() -> Day {
    Day::new(2026, 11, 21)
}

fn made() -> World {
    world(2026, today())
}

/// Rows of a file by column; only what `Csv` writes is understood.
fn rows(world: &World, kind: &str) -> Vec<Row> {
    world.files.iter().filter(|file| file.kind == kind).flat_map(|file| parse(&file.csv)).collect()
}

fn parse(csv: &str) -> Vec<Row> {
    let mut lines = csv.lines();
    let header = cells(lines.next().unwrap());
    lines
        .map(|line| {
            let cells = cells(line);
            assert_eq!(cells.len(), header.len(), "{line}");
            header.iter().cloned().zip(cells).collect()
        })
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => cells.last_mut().unwrap().push(signs.next().unwrap()),
            '"' => is_quoted = !is_quoted,
            ';' if !is_quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(sign),
        }
    }
    cells
}

fn kopecks(cell: &str) -> i64 {
    let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "00"));
    assert_eq!(fraction.len(), 2, "{cell}");
    format!("{whole}{fraction}").parse().unwrap()
}

fn by<'a>(rows: &'a [Row], column: &str) -> BTreeMap<&'a str, &'a Row> {
    let map: BTreeMap<&str, &Row> = rows.iter().map(|row| (row[column].as_str(), row)).collect();
    assert_eq!(map.len(), rows.len(), "{column} is not unique");
    map
}

fn day(days_ago: u16) -> String {
    today().plus_days(-i64::from(days_ago)).to_string()
}

fn list(cell: &str) -> Vec<&str> {
    cell.split('|').filter(|item| !item.is_empty()).collect()
}

fn allows(contract: &Row, product: &Row) -> bool {
    let items = list(&contract["assortment_items"]);
    match contract["assortment"].as_str() {
        "all" => true,
        "categories" => {
            items.iter().any(|path| product["category"] == *path || product["category"].starts_with(&format!("{path} / ")))
        }
        _ => items.contains(&product["sku"].as_str()),
    }
}

/// Prices in force on a day: the base price of list and product.
fn prices_by_product(world: &World) -> BTreeMap<(String, String), Vec<Row>> {
    let mut map: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for row in rows(world, "prices") {
        map.entry((row["price_list"].clone(), row["sku"].clone())).or_default().push(row);
    }
    map
}

fn is_in_force(row: &Row, day: &str) -> bool {
    row["valid_from"].as_str() <= day && (row["valid_until"].is_empty() || row["valid_until"].as_str() >= day)
}

#[test]
fn the_same_seed_makes_the_same_trade_within_a_second() {
    let began = std::time::Instant::now();
    let first = made();
    assert!(
        began.elapsed() < std::time::Duration::from_secs(if cfg!(debug_assertions) { 4 } else { 1 }),
        "{:?}",
        began.elapsed()
    );
    let second = made();
    assert_eq!(first.files, second.files);
    assert_eq!((first.plans, first.people), (second.plans, second.people));
    assert_eq!((first.ways, first.payers, first.balances), (second.ways, second.payers, second.balances));
    assert_eq!(first.story, second.story);
    assert_ne!(world(2027, today()).files, second.files);
}

#[test]
fn the_files_come_in_the_order_of_import() {
    let kinds: Vec<&str> = made().files.iter().map(|file| file.kind).collect();
    let expected = "warehouses products prices stock people partners people addresses contracts contract-prices discounts";
    assert_eq!(kinds.join(" "), expected);
}

#[test]
fn requisites_have_right_check_digits() {
    let partners = rows(&made(), "partners");
    assert_eq!(partners.len(), 43);
    let inns: BTreeSet<&str> = partners.iter().map(|row| row["inn"].as_str()).collect();
    assert_eq!(inns.len(), partners.len());
    for row in &partners {
        let inn: Vec<u64> = digits(&row["inn"]);
        let check = |weights: &[u64]| inn.iter().zip(weights).map(|(digit, weight)| digit * weight).sum::<u64>() % 11 % 10;
        let (ogrn, account) = (row["ogrn"].parse::<u64>().unwrap(), digits(&format!("225{}", row["account"])));
        if row["name"].starts_with("ИП ") {
            assert_eq!((inn.len(), row["ogrn"].len(), row["kpp"].as_str()), (12, 15, ""));
            assert_eq!((check(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]), check(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])), (inn[10], inn[11]));
            assert_eq!(ogrn / 10 % 13 % 10, ogrn % 10);
        } else {
            assert_eq!((inn.len(), row["ogrn"].len(), row["kpp"].len()), (10, 13, 9));
            assert_eq!(check(&[2, 4, 10, 3, 5, 9, 4, 6, 8]), inn[9]);
            assert_eq!(ogrn / 10 % 11 % 10, ogrn % 10);
        }
        assert_eq!((row["bic"].as_str(), account.len()), ("044525225", 23));
        assert_eq!(account.iter().zip([7, 1, 3].iter().cycle()).map(|(digit, weight)| digit * weight % 10).sum::<u64>() % 10, 0);
    }
}

fn digits(text: &str) -> Vec<u64> {
    text.bytes().map(|byte| u64::from(byte - b'0')).collect()
}

#[test]
fn what_is_named_exists() {
    let world = made();
    let (goods, partners, people) = (rows(&world, "products"), rows(&world, "partners"), rows(&world, "people"));
    let (contracts, goods) = (rows(&world, "contracts"), by(&goods, "sku"));
    let (contracts, partners, people) = (by(&contracts, "number"), by(&partners, "code"), by(&people, "login"));
    for row in ["prices", "stock", "contract-prices"].iter().flat_map(|kind| rows(&world, kind)) {
        assert!(goods.contains_key(row["sku"].as_str()), "{row:?}");
    }
    for row in rows(&world, "contract-prices") {
        assert!(contracts.contains_key(row["contract"].as_str()), "{row:?}");
    }
    for balance in &world.balances {
        assert!(contracts.contains_key(balance.contract.as_str()), "{balance:?}");
    }
    for row in ["addresses", "contracts"].iter().flat_map(|kind| rows(&world, kind)) {
        assert!(partners.contains_key(row["partner"].as_str()), "{row:?}");
    }
    for row in rows(&world, "discounts") {
        let named = [(&row["partner"], partners.keys()), (&row["person"], people.keys()), (&row["contract"], contracts.keys())];
        let named: Vec<_> = named.into_iter().filter(|(cell, _)| !cell.is_empty()).collect();
        assert!(matches!(&named[..], [(cell, keys)] if keys.clone().any(|key| key == cell)), "{row:?}");
        assert!(row["percent"].is_empty() != row["amount"].is_empty(), "{row:?}");
    }
    for person in &world.people {
        let row = people[person.login.as_str()];
        assert_eq!(
            (row["roles"].as_str(), row["partner"].as_str()),
            (person.role, person.partner.as_deref().unwrap_or_default())
        );
    }
    let roles: Vec<&str> = world.people.iter().map(|person| person.role).collect();
    assert_eq!(roles.iter().filter(|role| **role == "buyer").count(), 5);
    assert_eq!(roles.iter().filter(|role| **role == "partner_admin").count(), 2);
    assert_eq!(roles.len(), 14);
}

#[test]
fn prices_of_one_product_never_overlap_and_stay_above_the_floor() {
    let world = made();
    for ((list, sku), rows) in prices_by_product(&world) {
        let mut days: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for row in &rows {
            assert!(kopecks(&row["floor"]) > 0 && kopecks(&row["floor"]) <= kopecks(&row["price"]), "{row:?}");
            let until = if row["valid_until"].is_empty() { "9999" } else { &row["valid_until"] };
            days.entry(&row["from_quantity"]).or_default().push((&row["valid_from"], until));
        }
        for spans in days.values_mut() {
            spans.sort_unstable();
            assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0), "{list} {sku} {spans:?}");
            assert_eq!(spans.last().unwrap().1, "9999");
        }
    }
    let ended = rows(&world, "prices").iter().filter(|row| row["from_quantity"] == "0" && !row["valid_until"].is_empty()).count();
    assert!((150..=250).contains(&ended), "{ended}");
}

#[test]
fn every_plan_keeps_its_contract() {
    let world = made();
    let (contracts, goods, people) = (rows(&world, "contracts"), rows(&world, "products"), rows(&world, "people"));
    let (contracts, goods, people, prices) =
        (by(&contracts, "number"), by(&goods, "sku"), by(&people, "login"), prices_by_product(&world));
    assert!((900..1_150).contains(&world.plans.len()), "{}", world.plans.len());
    let moments: Vec<_> = world.plans.iter().map(|plan| (std::cmp::Reverse(plan.days_ago), plan.seconds)).collect();
    assert!(moments.is_sorted());
    for plan in &world.plans {
        let (contract, buyer, day) = (contracts[plan.contract.as_str()], people[plan.login.as_str()], day(plan.days_ago));
        assert_eq!((&contract["partner"], &buyer["partner"], buyer["roles"].as_str()), (&plan.partner, &plan.partner, "buyer"));
        assert!(is_in_force(contract, &day) && (1..=365).contains(&plan.days_ago) && plan.seconds < 86_400, "{plan:?}");
        assert!((3..=12).contains(&plan.lines.len()), "{plan:?}");
        assert_eq!(plan.lines.iter().map(|line| &line.0).collect::<BTreeSet<_>>().len(), plan.lines.len());
        let mut least = 0;
        for (sku, quantity) in &plan.lines {
            let good = goods[sku.as_str()];
            let (moq, multiple): (u32, u32) = (good["moq"].parse().unwrap(), good["multiple"].parse().unwrap());
            assert!(*quantity > 0 && *quantity >= moq && quantity % multiple == 0, "{sku} {quantity}");
            assert!(allows(contract, good), "{plan:?} {sku}");
            let rows = &prices[&(contract["price_list"].clone(), sku.clone())];
            let price = rows.iter().filter(|row| is_in_force(row, &day)).map(|row| kopecks(&row["price"])).min().unwrap();
            least += price * i64::from(*quantity) * 7 / 10;
        }
        assert!(contract["minimum_order"].is_empty() || least >= kopecks(&contract["minimum_order"]), "{plan:?}");
    }
}

#[test]
fn stock_is_enough_for_the_year_line_by_line() {
    let world = made();
    let (contracts, stock) = (rows(&world, "contracts"), rows(&world, "stock"));
    let contracts = by(&contracts, "number");
    let mut free: BTreeMap<(&str, &str), i64> =
        stock.iter().map(|row| ((row["sku"].as_str(), row["warehouse"].as_str()), row["on_hand"].parse().unwrap())).collect();
    assert_eq!(free.len(), stock.len());
    for plan in &world.plans {
        let warehouses = list(&contracts[plan.contract.as_str()]["warehouses"]);
        for (place, (sku, quantity)) in plan.lines.iter().enumerate() {
            if plan.is_backorder && place + 1 == plan.lines.len() {
                assert!(stock.iter().all(|row| row["sku"] != *sku || row["on_hand"] == "0"), "{plan:?}");
                continue;
            }
            let shelf = warehouses.iter().find(|code| free.get(&(sku, code)).is_some_and(|left| *left >= i64::from(*quantity)));
            *free.get_mut(&(sku.as_str(), *shelf.expect(sku))).unwrap() -= i64::from(*quantity);
        }
    }
    assert!(stock.iter().all(|row| free[&(row["sku"].as_str(), row["warehouse"].as_str())] > 0 || row["on_hand"] == "0"));
    let absent: BTreeSet<&str> = stock.iter().filter(|row| row["on_hand"] == "0").map(|row| row["sku"].as_str()).collect();
    assert!((50..=120).contains(&absent.len()), "{}", absent.len());
    for row in &stock {
        assert!(!absent.contains(row["sku"].as_str()) || (row["on_hand"] == "0" && !row["expected"].is_empty()), "{row:?}");
        let soon = (today().plus_days(3).to_string(), today().plus_days(20).to_string());
        assert!(row["expected_on"].is_empty() || (soon.0..=soon.1).contains(&row["expected_on"]), "{row:?}");
    }
}

#[test]
fn the_year_stays_within_every_credit_limit() {
    let world = made();
    let (contracts, addresses, prices) = (rows(&world, "contracts"), rows(&world, "addresses"), prices_by_product(&world));
    let contracts = by(&contracts, "number");
    let mut owed: BTreeMap<String, i64> =
        world.balances.iter().map(|balance| (balance.contract.clone(), balance.kopecks.max(0))).collect();
    for plan in &world.plans {
        let contract = contracts[plan.contract.as_str()];
        let of_partner = addresses.iter().filter(|row| row["partner"] == plan.partner);
        let mut most = of_partner.map(|row| kopecks(&row["delivery_cost"])).max().unwrap_or(0);
        for (sku, quantity) in &plan.lines {
            let rows = &prices[&(contract["price_list"].clone(), sku.clone())];
            let price = rows.iter().map(|row| kopecks(&row["price"])).max().unwrap();
            most += price * i64::from(*quantity) * if contract["vat"] == "on_top" { 122 } else { 100 } / 100;
        }
        *owed.entry(plan.contract.clone()).or_default() += most;
    }
    for (number, owed) in owed {
        let limit = &contracts[number.as_str()]["credit_limit"];
        assert!(limit.is_empty() || owed * 100 <= kopecks(limit) * 90, "{number}: {owed} of {limit}");
    }
}

#[test]
fn what_stands_out_today_is_told_of_contracts_on_credit_that_are_in_force() {
    let world = made();
    let contracts = rows(&world, "contracts");
    let contracts = by(&contracts, "number");
    let Story { overdue, blocked, almost, wanted, mistaken } = &world.story;
    let wanted = wanted.as_ref().map(|(number, _)| number);
    let named: BTreeSet<&String> =
        [overdue.as_ref(), blocked.as_ref(), almost.as_ref(), wanted, mistaken.as_ref()].into_iter().flatten().collect();
    assert_eq!(named.len(), 5, "{:?}", world.story);
    for number in named {
        let contract = contracts[number.as_str()];
        assert!(contract["payment"].starts_with("net ") && is_in_force(contract, &day(0)), "{contract:?}");
    }
    assert_eq!(contracts[overdue.as_deref().unwrap()]["partner"], "GAMMA");
}

#[test]
fn most_goods_leave_the_next_day_and_most_money_comes_in_time() {
    let world = made();
    assert_eq!(world.ways.len(), world.plans.len());
    let share = |is_so: fn(&Way) -> bool| world.ways.iter().filter(|way| is_so(way)).count() * 100 / world.ways.len();
    let (soon, late, parted) =
        (share(|way| way.ships_after <= 2), share(|way| way.ships_after > 2), share(|way| way.rest_after.is_some()));
    assert!((80..=95).contains(&soon) && (5..=20).contains(&late) && (6..=18).contains(&parted), "{soon} {late} {parted}");
    let cancelled = world.ways.iter().filter(|way| way.is_cancelled).count();
    assert!((5..=45).contains(&cancelled), "{cancelled}");
    let in_time = world.payers.iter().filter(|payer| payer.lag <= 3).count();
    assert!(in_time * 10 >= world.payers.len() * 7 && in_time < world.payers.len(), "{:?}", world.payers);
    let waiting: Vec<_> = world.plans.iter().filter(|plan| plan.is_backorder).collect();
    assert!(waiting.len() == 3 && waiting.iter().all(|plan| plan.days_ago < 20), "{waiting:?}");
}
