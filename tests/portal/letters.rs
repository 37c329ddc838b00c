//! Letters leave by SMTP: spoken with a server on this machine, once each, readable in both parts.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use base64::Engine;
use orderly::platform::post::{Letter, Post, WayOut};

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

fn way_out() -> WayOut {
    WayOut {
        lang: "ru",
        one_click: "https://orders.example/mail/acc_0000000000001.orders.0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".into(),
        settings: "https://orders.example/profile".into(),
        words: "Вы получили это письмо, потому что выбрали такие письма".into(),
        settings_words: "Настроить письма".into(),
        one_click_words: "Не присылать".into(),
    }
}

/// A part of a letter by its kind, decoded.
fn part(lines: &str, kind: &str) -> String {
    let (_, rest) = lines.split_once(&format!("Content-Type: {kind}")).expect("the part");
    let (head, body) = rest.split_once("\n\n").expect("head and body");
    let body = body.split("\n--").next().unwrap_or_default();
    let bytes = if head.contains("base64") {
        base64::engine::general_purpose::STANDARD.decode(body.split_whitespace().collect::<String>()).unwrap()
    } else {
        let joined = body.replace("=\n", "");
        let mut bytes = joined.bytes();
        let mut out = Vec::new();
        while let Some(byte) = bytes.next() {
            if byte == b'=' {
                let hex: String = bytes.by_ref().take(2).map(char::from).collect();
                out.push(u8::from_str_radix(&hex, 16).unwrap());
            } else {
                out.push(byte);
            }
        }
        out
    };
    String::from_utf8(bytes).unwrap()
}

#[actix_web::test]
async fn both_parts_stand_in_their_frame_and_the_head_is_what_mail_programs_need() {
    let (url, letters) = server();
    let post = Post::smtp(&url, "Оптима Трейд <orders@optima.example>").unwrap();
    post.send_with(letter(), Some(&way_out())).await.unwrap();
    let lines = letters.recv_timeout(std::time::Duration::from_secs(10)).unwrap().join("\n");
    let head = lines.replace("\n ", " ");
    for begin in
        ["From: ", "To: ", "Subject: =?utf-8?", "Date: ", "Message-ID: <ord_1.1.placed@optima.example>", "MIME-Version: 1.0"]
    {
        assert!(head.lines().any(|line| line.starts_with(begin)), "{begin}: {head}");
    }
    assert!(head.contains("multipart/alternative"), "{head}");
    assert!(head.lines().filter(|line| !line.starts_with("Content")).all(str::is_ascii), "{head}");
    let leave = head.lines().find(|line| line.starts_with("List-Unsubscribe:")).unwrap_or_default();
    assert!(leave.contains(&format!("<{}>", way_out().one_click)), "{leave}");
    assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{head}");
    let (plain, rich) = (part(&lines, "text/plain"), part(&lines, "text/html"));
    for text in [&plain, &rich] {
        assert!(
            text.contains("Итого: 3 920,00 ₽")
                && text.contains("https://orders.example/profile")
                && text.contains("Не присылать"),
            "{text}"
        );
    }
    assert!(rich.contains("<html lang=\"ru\">") && rich.contains("Оптима Трейд"), "{rich}");
    assert!(!plain.contains('<'), "{plain}");
}
