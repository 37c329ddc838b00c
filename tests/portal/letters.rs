//! Letters leave by SMTP: spoken with a server on this machine, once each, readable in both parts.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use orderly::platform::post::{Letter, Post};

/// A server that takes one letter and gives its lines to the test.
fn server() -> (String, mpsc::Receiver<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let (taken, letters) = mpsc::channel();
    thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut answers = stream.try_clone().unwrap();
        let mut say = |text: &str| answers.write_all(format!("{text}\r\n").as_bytes()).unwrap();
        say("220 trial");
        let (mut lines, mut is_data) = (Vec::new(), false);
        for line in BufReader::new(stream).lines() {
            let line = line.unwrap();
            lines.push(line.clone());
            match (is_data, line.as_str()) {
                (true, ".") => {
                    is_data = false;
                    say("250 taken");
                    taken.send(lines.clone()).unwrap();
                }
                (true, _) => {}
                (false, word) if word.starts_with("DATA") => {
                    is_data = true;
                    say("354 go on");
                }
                (false, word) if word.starts_with("QUIT") => {
                    say("221 bye");
                    return;
                }
                (false, _) => say("250 good"),
            }
        }
    });
    (url, letters)
}

fn letter() -> Letter {
    Letter {
        to: "sever@alfa.example".into(),
        name: "Ирина Северова".into(),
        subject: "Заказ № 000001 принят".into(),
        text: "Итого: 3 920,00 ₽".into(),
        html: "<p>Итого: 3 920,00 ₽</p>".into(),
        id: "ord_1.1.placed".into(),
    }
}

#[actix_web::test]
async fn a_letter_reaches_the_server_with_sender_recipient_and_both_parts() {
    let (url, letters) = server();
    let post = Post::smtp(&url, "Оптима Трейд <orders@optima.example>").unwrap();
    post.send(letter()).await.unwrap();
    let lines = letters.recv_timeout(std::time::Duration::from_secs(10)).unwrap().join("\n");
    for words in [
        "MAIL FROM:<orders@optima.example>",
        "RCPT TO:<sever@alfa.example>",
        "Message-ID: <ord_1.1.placed@optima.example>",
        "text/plain",
        "text/html",
    ] {
        assert!(lines.contains(words), "{words}: {lines}");
    }
    assert_eq!(lines.matches("RCPT TO:").count(), 1);
}

#[actix_web::test]
async fn a_server_that_is_away_is_an_error_to_be_tried_again_and_a_crafted_address_never_leaves() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let post = Post::smtp(&format!("smtp://{closed}"), "orders@optima.example").unwrap();
    assert!(post.send(letter()).await.is_err());
    let crafted = Letter { to: "a@b.example\r\nBcc: x@y.example".into(), ..letter() };
    assert!(post.send(crafted).await.is_err());
}
