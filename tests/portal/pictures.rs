//! Pictures of products: who hangs them, who sees them, and that nothing is left of those that went.

use futures_util::future::join_all;
use reqwest::Method;

use crate::House;
use crate::kit::Client;
use crate::kit::client::{Told, hidden, read};
use crate::kit::trade::{self, ACCOUNTANT, ADMINISTRATOR, AGENT, BETA, MANAGER, SEVER, WAREHOUSE};
use crate::on_both;
use crate::reading::refusal;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0";
const WEBP: &[u8] = b"RIFF\x24\0\0\0WEBPVP8 ";
const NOTHING_LEFT: &str = "SELECT count(*) FROM file f WHERE NOT EXISTS (SELECT 1 FROM product p WHERE p.picture_id = f.id)";

/// A picture that begins as pictures of this format do, and is like no other.
fn picture(beginning: &[u8], rest: &str) -> Vec<u8> {
    [beginning, rest.as_bytes()].concat()
}

/// A picture of so many bytes.
fn sized(length: usize) -> Vec<u8> {
    let mut bytes = PNG.to_vec();
    bytes.resize(length, 7);
    bytes
}

fn door(sku: &str) -> String {
    format!("/api/v1/products/{sku}/picture")
}

/// Hangs a picture by API; what it did, and the picture's id.
async fn hang(client: &Client, sku: &str, media_type: &str, bytes: &[u8]) -> (String, String) {
    let told = client.bring(Method::PUT, &door(sku), media_type, bytes).await.expect(200).json();
    let address = told["picture"].as_str().expect("an address");
    let id = address.strip_prefix("/api/v1/pictures/").expect("an address of a picture");
    (told["outcome"].as_str().expect("an outcome").to_owned(), id.to_owned())
}

async fn removed(client: &Client, sku: &str) -> Told {
    read(client.delete(&door(sku)).await).await
}

async fn bytes_at(client: &Client, path: &str) -> (u16, Vec<u8>) {
    let answer = client.get(path).await;
    (answer.status().as_u16(), answer.bytes().await.expect("a body").to_vec())
}

async fn journal(house: &House) -> i64 {
    house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'product.picture'").await
}

async fn files(house: &House) -> i64 {
    house.sql_i64("SELECT count(*) FROM file").await
}

on_both! {
    async fn a_picture_stands_in_the_list_on_the_product_and_in_the_api(house: House) {
        let administrator = house.administrator().await;
        let (sever, browser) = (house.api(SEVER).await, house.browser(SEVER).await);
        assert!(!browser.look("/catalogue").await.expect(200).text.contains("class=\"thumb\""), "no column of pictures without one");
        assert_eq!(sever.look("/api/v1/products/DR-1").await.expect(200).json().get("picture"), None);
        for (sku, media_type, beginning) in [("DR-1", "image/png", PNG), ("DR-2", "image/jpeg", JPEG), ("00417", "image/webp", WEBP)] {
            let content = picture(beginning, sku);
            let (outcome, id) = hang(&administrator, sku, media_type, &content).await;
            assert_eq!(outcome, "added");
            let product = sever.look(&format!("/api/v1/products/{sku}")).await.expect(200).json();
            assert_eq!(product["picture"], format!("/api/v1/pictures/{id}"));
            for (client, path) in [(&sever, format!("/api/v1/pictures/{id}")), (&browser, format!("/pictures/{id}"))] {
                assert_eq!(bytes_at(client, &path).await, (200, content.clone()), "{path}");
                assert_eq!(client.look(&path).await.header("content-type"), media_type);
            }
            let list = browser.look("/catalogue").await.expect(200).text;
            let small = format!("<td class=\"thumb\"><img src=\"/pictures/{id}\" alt=\"\" width=\"44\" height=\"44\" loading=\"lazy\"></td>");
            assert!(list.contains(&small), "{small}: {list}");
        }
        let page = browser.look("/products/DR-1").await.expect(200).text;
        for words in ["src=\"/pictures/fil_", "alt=\"Impact drill Vector 750 W\" width=\"320\" height=\"320\" loading=\"lazy\""] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!browser.look("/products/GL-5").await.expect(200).text.contains("/pictures/"));
        let listed = sever.look("/api/v1/products?limit=200").await.expect(200).json();
        assert_eq!(listed["items"].as_array().unwrap().iter().filter(|item| item.get("picture").is_some()).count(), 3);
        assert_eq!((files(&house).await, journal(&house).await), (3, 3));
        house.close().await;
    }

    async fn a_picture_is_kept_by_one_browser_and_runs_nothing(house: House) {
        let (_, id) = hang(&house.administrator().await, "DR-1", "image/png", &picture(PNG, "one")).await;
        let browser = house.browser(SEVER).await;
        for (client, path) in [
            (browser.clone(), format!("/pictures/{id}")),
            (house.api(SEVER).await, format!("/api/v1/pictures/{id}")),
            (house.browser(WAREHOUSE).await, format!("/stock/DR-1/pictures/{id}")),
        ] {
            let told = client.look(&path).await.expect(200);
            let control = told.header("cache-control");
            assert!(control.contains("private") && control.contains("immutable") && !control.contains("public"), "{path}: {control}");
            let vary: String = told.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase()).collect();
            assert!(vary.contains("cookie") && vary.contains("authorization"), "{path}: {vary}");
            assert_eq!(told.header("x-content-type-options"), "nosniff");
            assert_eq!(told.header("content-disposition"), "inline; filename=\"picture.png\"");
            assert_eq!(told.header("cross-origin-resource-policy"), "same-origin");
            let policies: Vec<&str> = told.headers.get_all("content-security-policy").iter().map(|value| value.to_str().unwrap()).collect();
            assert!(policies.len() == 2 && policies[0].contains("default-src 'none'") && policies[1] == "sandbox", "{path}: {policies:?}");
        }
        let path = format!("/pictures/{id}");
        let tag = browser.look(&path).await.header("etag");
        let again = read(browser.request(Method::GET, &path).header("if-none-match", &tag).send().await.expect("an answer")).await;
        assert_eq!((again.status.as_u16(), again.text.as_str(), again.header("etag")), (304, "", tag));
        let head = read(browser.request(Method::HEAD, &path).send().await.expect("an answer")).await;
        assert_eq!((head.status.as_u16(), head.header("content-type").as_str()), (200, "image/png"));
        house.close().await;
    }

    async fn the_picture_of_a_product_that_is_not_allowed_does_not_exist(house: House) {
        let administrator = house.administrator().await;
        let (_, drill) = hang(&administrator, "DR-1", "image/png", &picture(PNG, "drill")).await;
        let (_, driver) = hang(&administrator, "DR-2", "image/png", &picture(PNG, "driver")).await;
        let (api, page) = (house.api(BETA).await, house.browser(BETA).await);
        for (client, path) in [(&api, "/api/v1/pictures/"), (&page, "/pictures/")] {
            assert_eq!(bytes_at(client, &format!("{path}{drill}")).await.1, picture(PNG, "drill"));
            let hidden = client.look(&format!("{path}{driver}")).await.expect(404);
            for unknown in ["fil_0000000000000", "prd_0000000000000", "nonsense"] {
                let missing = client.look(&format!("{path}{unknown}")).await.expect(404);
                let same = |told: &Told, name: &str| told.text.replace(&told.header("x-request-id"), "ID").replace(name, "NAME");
                assert_eq!(same(&hidden, &driver), same(&missing, unknown), "{path}{unknown}");
                assert_eq!(hidden.header("cache-control"), missing.header("cache-control"));
            }
        }
        let on_behalf = house.api(AGENT).await;
        on_behalf.look(&format!("/api/v1/pictures/{drill}")).await.expect(403);
        on_behalf.send("/api/v1/partners/BETA/representations", serde_json::json!({"reason": "A visit"})).await.expect(201);
        let on_behalf = on_behalf.on_behalf_of("BETA");
        on_behalf.look(&format!("/api/v1/pictures/{drill}")).await.expect(200);
        on_behalf.look(&format!("/api/v1/pictures/{driver}")).await.expect(404);
        // Taken out of sale: gone for buyers, still there for those who keep the goods.
        trade::import(&administrator, "products", "sku,name,category,unit,active\nDR-1,Дрель ударная,Инструмент / Дрели,шт,no\n").await;
        api.look(&format!("/api/v1/pictures/{drill}")).await.expect(404);
        house.browser(SEVER).await.look(&format!("/pictures/{drill}")).await.expect(404);
        let warehouse = house.browser(WAREHOUSE).await;
        assert_eq!(bytes_at(&warehouse, &format!("/stock/DR-1/pictures/{drill}")).await, (200, picture(PNG, "drill")));
        warehouse.look(&format!("/stock/DR-2/pictures/{drill}")).await.expect(404);
        warehouse.look(&format!("/pictures/{drill}")).await.expect(403);
        house.browser(ACCOUNTANT).await.look(&format!("/stock/DR-1/pictures/{drill}")).await.expect(403);
        assert!(house.visitor().look(&format!("/pictures/{drill}")).await.expect(303).location().starts_with("/sign-in?next="));
        house.visitor().look(&format!("/api/v1/pictures/{drill}")).await.expect(401);
        house.close().await;
    }

    async fn a_new_picture_takes_the_place_of_the_old_one(house: House) {
        let administrator = house.administrator().await;
        let sever = house.api(SEVER).await;
        let (first, second) = (picture(PNG, "first"), picture(JPEG, "second"));
        let (_, old) = hang(&administrator, "DR-1", "image/png", &first).await;
        let (_, others) = hang(&administrator, "DR-2", "image/png", &first).await;
        assert_ne!(old, others, "each product has a picture of its own");
        let tag = house.browser(SEVER).await.look("/products/DR-1").await.header("etag");
        let (outcome, new) = hang(&administrator, "DR-1", "image/jpeg", &second).await;
        assert_eq!(outcome, "changed");
        assert_ne!(house.browser(SEVER).await.look("/products/DR-1").await.header("etag"), tag, "the page is sent anew");
        sever.look(&format!("/api/v1/pictures/{old}")).await.expect(404);
        assert_eq!(bytes_at(&sever, &format!("/api/v1/pictures/{new}")).await, (200, second.clone()));
        assert_eq!(bytes_at(&sever, &format!("/api/v1/pictures/{others}")).await, (200, first));
        assert_eq!((files(&house).await, journal(&house).await), (2, 3));
        assert_eq!(hang(&administrator, "dr-1", "image/jpeg", &second).await, ("unchanged".to_owned(), new.clone()));
        assert_eq!((files(&house).await, journal(&house).await), (2, 3), "the same picture again changes nothing");
        trade::import(&administrator, "products", "sku,name,category,unit\nDR-1,Дрель ударная новая,Инструмент / Дрели,шт\n").await;
        sever.look(&format!("/api/v1/pictures/{new}")).await.expect(200);
        assert_eq!(removed(&administrator, "DR-1").await.expect(204).text, "");
        removed(&administrator, "DR-1").await.expect(204);
        removed(&administrator, "XX-9").await.expect(404);
        sever.look(&format!("/api/v1/pictures/{new}")).await.expect(404);
        assert_eq!(sever.look("/api/v1/products/DR-1").await.expect(200).json().get("picture"), None);
        assert_eq!((files(&house).await, journal(&house).await, house.sql_i64(NOTHING_LEFT).await), (1, 4, 0));
        house.close().await;
    }

    async fn pictures_hung_at_the_same_moment_leave_one(house: House) {
        let administrator = house.administrator().await;
        let hanging = (0..8).map(|n| {
            let client = administrator.clone();
            async move { hang(&client, "DR-1", "image/png", &picture(PNG, &format!("number {n}"))).await.1 }
        });
        let hung = join_all(hanging).await;
        let last = house.api(SEVER).await.look("/api/v1/products/DR-1").await.expect(200).json();
        let last = last["picture"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        assert!(hung.contains(&last), "{last}: {hung:?}");
        assert_eq!((files(&house).await, journal(&house).await, house.sql_i64(NOTHING_LEFT).await), (1, 8, 0));
        house.close().await;
    }

    async fn what_is_no_picture_is_refused_and_leaves_nothing(house: House) {
        let administrator = house.administrator().await;
        let (most, big) = (sized(2 * 1024 * 1024), sized(2 * 1024 * 1024 + 1));
        for (media_type, bytes, status, code) in [
            ("image/svg+xml", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".as_slice(), 415, "not_picture"),
            ("image/png", b"<html><script>alert(1)</script></html>".as_slice(), 415, "not_picture"),
            ("image/gif", b"GIF89a".as_slice(), 415, "not_picture"),
            ("image/png", b"".as_slice(), 415, "not_picture"),
            ("image/png", JPEG, 415, "not_picture"),
            ("text/html", PNG, 415, "not_picture"),
            ("image/png", big.as_slice(), 413, "too_large"),
        ] {
            let told = administrator.bring(Method::PUT, &door("DR-1"), media_type, bytes).await;
            let (found, name, ..) = refusal(&told);
            assert_eq!((found, name.as_str()), (status, code), "{media_type}: {}", told.text);
        }
        administrator.bring(Method::PUT, &door("XX-9"), "image/png", PNG).await.expect(404);
        assert_eq!((files(&house).await, journal(&house).await), (0, 0));
        hang(&administrator, "DR-1", "image/png", &most).await;
        house.close().await;
    }

    async fn who_may_not_change_products_hangs_nothing(house: House) {
        for login in [SEVER, MANAGER, WAREHOUSE, AGENT] {
            let (api, browser) = (house.api(login).await, house.browser(login).await);
            api.bring(Method::PUT, &door("DR-1"), "image/png", PNG).await.expect(403);
            removed(&api, "DR-1").await.expect(403);
            browser.upload("/profile", "/stock/DR-1/picture", &[], ("a.png", PNG)).await.expect(403);
            browser.fill("/profile", "/stock/DR-1/picture/removal", &[]).await.expect(403);
        }
        house.visitor().bring(Method::PUT, &door("DR-1"), "image/png", PNG).await.expect(401);
        assert_eq!(files(&house).await, 0);
        let (_, id) = hang(&house.administrator().await, "DR-1", "image/png", PNG).await;
        let page = house.browser(WAREHOUSE).await.look("/stock/DR-1").await.expect(200).text;
        assert!(page.contains(&format!("src=\"/stock/DR-1/pictures/{id}\"")), "{page}");
        assert!(!page.contains("type=\"file\"") && !page.contains("/picture/removal"), "the warehouse looks and does not change: {page}");
        house.close().await;
    }

    async fn the_office_hangs_a_picture_by_a_form(house: House) {
        let mut office = house.browser(ADMINISTRATOR).await;
        let (page, action) = ("/stock/DR-1", "/stock/DR-1/picture");
        let content = picture(PNG, "\r\n--by form\0");
        let to = office.upload(page, action, &[], ("дрель.png", &content)).await.expect(303).location();
        assert_eq!(to, "/stock/DR-1?done=hung");
        let shown = office.look(&to).await.expect(200).text;
        assert!(shown.contains("The picture is saved: buyers see it beside the product.") && shown.contains("alt=\"Impact drill Vector 750 W\""), "{shown}");
        let address = shown.split("src=\"").find_map(|part| part.split('"').next().filter(|path| path.starts_with("/stock/DR-1/pictures/"))).expect("a picture").to_owned();
        assert_eq!(bytes_at(&office, &address).await, (200, content.clone()));
        let again = office.upload(page, action, &[], ("a.png", &content)).await.expect(303).location();
        assert!(office.look(&again).await.expect(200).text.contains("This picture was there already."));
        let big = sized(3_000_000);
        for (name, bytes, status, words) in [
            ("prices.csv", b"sku;price".as_slice(), 415, "Save it as PNG, JPEG or WebP."),
            ("", b"".as_slice(), 422, "Choose a picture file."),
            ("big.png", big.as_slice(), 413, "The picture is larger than 2 MB."),
        ] {
            let told = office.upload(page, action, &[], (name, bytes)).await.expect(status);
            assert!(told.text.contains(words) && told.text.contains("Impact drill"), "{words}: {}", told.text);
        }
        let token = hidden(&office.look(page).await.text, "csrf");
        office.send_parts(action, &[], ("a.png", JPEG)).await.expect(403);
        office.send_parts(action, &[("csrf", "another's")], ("a.png", JPEG)).await.expect(403);
        office.send_parts(action, &[("csrf", &token), ("colour", "red")], ("a.png", JPEG)).await.expect(422);
        office.upload(page, "/stock/XX-9/picture", &[], ("a.png", JPEG)).await.expect(404);
        assert_eq!((files(&house).await, journal(&house).await), (1, 1));
        let to = office.fill(page, "/stock/DR-1/picture/removal", &[]).await.expect(303).location();
        assert!(office.look(&to).await.expect(200).text.contains("The product has no picture now."));
        assert_eq!((files(&house).await, journal(&house).await), (0, 2));
        office.fill("/profile", "/language", &[("lang", "ru"), ("next", "/")]).await.expect(303);
        office.language = "ru".into();
        for (done, words) in [("hung", "Изображение сохранено"), ("kept", "уже стояло"), ("bare", "Теперь у товара нет изображения")] {
            let shown = office.look(&format!("/stock/DR-1?done={done}")).await.expect(200).text;
            assert!(shown.contains(words) && shown.contains("Файл изображения"), "{words}: {shown}");
        }
        house.close().await;
    }
}
