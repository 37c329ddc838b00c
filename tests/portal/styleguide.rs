//! The style guide and the figures in the foot: there in a demo and in development, and nowhere else.

use std::net::TcpListener;
use std::sync::Arc;

use orderly::app;
use orderly::platform::post::Post;
use orderly::platform::web::guard::Outside;

use crate::House;
use crate::kit::Client;
use crate::kit::trade::SEVER;
use crate::on_both;

/// The same house as it stands in earnest.
async fn in_earnest(house: &House) -> (Client, actix_web::dev::ServerHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let outside = Outside { base_url: url.clone(), trusted_proxies: Vec::new(), is_trial: false };
    let post = Post::folder(house.outbox.clone(), "Orderly <orderly@seller.example>").expect("a folder for letters");
    let server = app::serve(&app::House { gate: house.gate.clone(), outside, post: Arc::new(post), workers: 1 }, listener);
    let server = server.expect("the server starts");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (Client::cookie(&url, None), handle)
}

on_both! {
    async fn the_style_guide_shows_every_part_in_both_languages_to_a_demo_only(house: House) {
        let mut visitor = house.visitor();
        for (lang, words) in [("ru", ["Каталог оформления", "Что изменилось", "Отгрузка запрещена"]), ("en", ["Style guide", "What changed", "Shipments blocked"])] {
            visitor.language = lang.into();
            let page = visitor.look("/styleguide").await.expect(200);
            for words in words {
                assert!(page.text.contains(words), "{lang}: {words}");
            }
            assert!(!page.text.contains("styleguide-"), "{lang}: the name of a sentence stands there");
            assert!(page.header("server-timing").starts_with("app;dur="), "{}", page.header("server-timing"));
        }
        house.browser(SEVER).await.look("/styleguide").await.expect(200);
        let (stranger, server) = in_earnest(&house).await;
        stranger.look("/styleguide").await.expect(404);
        assert_eq!(stranger.look("/sign-in").await.expect(200).header("server-timing"), "");
        server.stop(false).await;
        house.close().await;
    }
}
