//! The program is told to end while people order, look on, dawdle and send halves: it ends in time, and nobody is told a lie.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::{join, join_all};
use reqwest::{Method, Response};

use crate::kit::Engine;
use crate::kit::client::Client;
use crate::load::Load;
use crate::measure::{ENDED, ENDINGS, ORDERS_UNDER_ENDINGS, count, figure, limit};
use crate::on_each;
use crate::world::World;

on_each! {
    async fn told_to_end_under_load_it_ends_in_ten_seconds_and_loses_nothing(engine: Engine) {
        let mut world = World::begin(engine).await;
        let load = Load::of(count(ORDERS_UNDER_ENDINGS));
        let mut longest = Duration::ZERO;
        let World { program, buyers, warehouse, manager, .. } = &mut world;
        let (manager, token) = (&*manager, buyers[0].token.clone().unwrap_or_default());
        let ending = async {
            for _ in 0..count(ENDINGS) {
                sleep(Duration::from_millis(700)).await;
                let streams = join_all((0..4).map(|_| stream(manager))).await;
                let halves = [half_a_body(&program.url, &token), half_a_head(&program.url), silence(&program.url)];
                let begun = Instant::now();
                program.tell("TERM");
                let status = program.ended(limit(ENDED) + Duration::from_secs(5)).await;
                let took = begun.elapsed();
                assert!(status.is_some_and(|status| status.success()), "it did not end well: {status:?}, {}", program.said());
                assert!(took <= limit(ENDED), "it took {took:?} to end");
                longest = longest.max(took);
                for stream in streams {
                    assert!(ends(stream).await, "a stream is left open");
                }
                drop(halves);
                program.start_again().await;
            }
            load.end();
        };
        join(load.run(buyers, warehouse), ending).await;
        figure(engine, "SIGTERM under load", &format!("ended in at most {:.2} s with open streams, half-sent heads and bodies; {}", longest.as_secs_f64(), load.told()));
        world.prove(&load).await;
    }
}

async fn stream(manager: &Client) -> Response {
    let answer = manager.request(Method::GET, "/api/v1/activity/stream").send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200);
    answer
}

async fn ends(mut stream: Response) -> bool {
    let reading = async { while matches!(stream.chunk().await, Ok(Some(_))) {} };
    tokio::time::timeout(Duration::from_secs(5), reading).await.is_ok()
}

/// A connection that has said this much and says no more.
fn said(url: &str, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
    stream.write_all(text.as_bytes()).expect("some bytes are sent");
    stream
}

/// A body that never comes whole.
pub fn half_a_body(url: &str, token: &str) -> TcpStream {
    let head = format!("POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n");
    let rest =
        "Content-Type: application/json\r\nIdempotency-Key: half\r\nContent-Length: 900\r\n\r\n{\"lines\": [{\"sku\": \"DR-1\",";
    said(url, &format!("{head}{rest}"))
}

/// A head that never ends.
pub fn half_a_head(url: &str) -> TcpStream {
    said(url, "GET /catalogue HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
}

fn silence(url: &str) -> TcpStream {
    said(url, "")
}
