//! Forms with files as browsers send them, and as nobody should.

use actix_web::http::header;
use actix_web::test::TestRequest;
use serde::Deserialize;

use super::*;

const TOKEN: &str = "the token of this caller";
const MULTIPART: &str = "multipart/form-data; boundary=----a1b2";

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Given {
    kind: String,
    #[serde(default)]
    text: String,
}

fn part(disposition: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("------a1b2\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
    [head.as_bytes(), content, b"\r\n"].concat()
}

fn field(name: &str, value: &str) -> Vec<u8> {
    part(&format!("name=\"{name}\""), value.as_bytes())
}

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    part(&format!("name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/csv"), content)
}

fn body(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat().as_slice(), b"------a1b2--\r\n"].concat()
}

async fn sent(media_type: &str, body: Vec<u8>) -> Result<Uploaded<Given>, No> {
    let request = TestRequest::post().insert_header((header::CONTENT_TYPE, media_type)).set_payload(body);
    let (request, mut payload) = request.to_http_parts();
    request.extensions_mut().insert(FormToken(TOKEN.into()));
    Upload::<Given>::from_request(&request, &mut payload).await.map(|upload| upload.0)
}

/// The code of a refusal and of its first field.
fn why(answer: Result<Uploaded<Given>, No>) -> (&'static str, &'static str) {
    match answer {
        Err(No::Refused(refusal)) => (refusal.code, refusal.faults.first().map(|fault| fault.code).unwrap_or_default()),
        other => panic!("not refused: {other:?}"),
    }
}

async fn refused(parts: &[Vec<u8>]) -> (&'static str, &'static str) {
    why(sent(MULTIPART, body(parts)).await)
}

#[actix_web::test]
async fn fields_and_the_file_come_as_they_were_sent() {
    let content = b"a;b\r\n--\r\n------a1\r\n\0\xff\r".as_slice();
    let parts = [field("csrf", TOKEN), field("kind", "цены"), field("text", "a\r\nb & c=%00"), file("год/цены.csv", content)];
    let got = sent(MULTIPART, body(&parts)).await.unwrap();
    assert_eq!(got.fields, Given { kind: "цены".into(), text: "a\r\nb & c=%00".into() });
    assert_eq!(got.file, Some(UploadedFile { name: "цены.csv".into(), bytes: content.to_vec() }));
}

#[actix_web::test]
async fn a_file_of_some_size_comes_whole() {
    let content: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    let got = sent(MULTIPART, body(&[field("csrf", TOKEN), field("kind", "k"), file("a", &content)])).await.unwrap();
    assert!(got.file.is_some_and(|file| file.bytes == content));
}

#[actix_web::test]
async fn where_no_file_was_chosen_there_is_none() {
    let got = sent(MULTIPART, body(&[field("csrf", TOKEN), field("kind", "k"), file("", b"")])).await.unwrap();
    assert_eq!((got.fields.kind.as_str(), got.file), ("k", None));
    let named = sent(MULTIPART, body(&[field("csrf", TOKEN), field("kind", "k"), file("empty.csv", b"")])).await.unwrap();
    assert_eq!(named.file, Some(UploadedFile { name: "empty.csv".into(), bytes: Vec::new() }));
    let plain =
        sent("application/x-www-form-urlencoded", format!("csrf={}&kind=k", TOKEN.replace(' ', "+")).into()).await.unwrap();
    assert_eq!((plain.fields.kind.as_str(), plain.file), ("k", None));
}

#[actix_web::test]
async fn without_the_right_token_nothing_else_is_told() {
    let (kind, two) = (field("kind", "k"), [file("a", b"1"), file("b", b"2")].concat());
    assert_eq!(refused(std::slice::from_ref(&kind)).await, ("form_token", ""));
    assert_eq!(refused(&[field("csrf", ""), kind.clone()]).await, ("form_token", ""));
    assert_eq!(refused(&[field("csrf", "another's"), field("csrf", TOKEN), kind.clone()]).await, ("form_token", ""));
    assert_eq!(refused(&[field("csrf", "another's"), two, field("colour", "red")]).await, ("form_token", ""));
    assert_eq!(why(sent("application/x-www-form-urlencoded", b"kind=k".to_vec()).await), ("form_token", ""));
}

#[actix_web::test]
async fn what_does_not_belong_is_refused_as_in_any_form() {
    let (token, kind) = (field("csrf", TOKEN), field("kind", "k"));
    let with = |more: Vec<u8>| [token.clone(), kind.clone(), more];
    assert_eq!(refused(&with(field("colour", "red"))).await, ("invalid", "unknown_field"));
    assert_eq!(refused(&with(field("kind", "k"))).await, ("invalid", "duplicate"));
    assert_eq!(refused(std::slice::from_ref(&token)).await, ("invalid", "missing"));
    assert_eq!(refused(&with([file("a", b"1"), file("b", b"2")].concat())).await, ("invalid", "duplicate"));
    assert_eq!(refused(&with(part("name=\"picture\"; filename=\"a\"", b"1"))).await, ("invalid", "unknown_field"));
    assert_eq!(refused(&with(part("name=\"text\"; filename=\"a\"", b"1"))).await, ("invalid", "unknown_field"));
    assert_eq!(refused(&with(field("file", "typed"))).await, ("invalid", "unknown_field"));
    assert_eq!(refused(&with(part("name=\"text\"", b"\xff\xfe"))).await, ("malformed", ""));
    assert_eq!(refused(&with(part("name=\"text\"", b"a\0b"))).await, ("malformed", ""));
}

#[actix_web::test]
async fn half_a_body_is_malformed() {
    let whole = body(&[field("csrf", TOKEN), field("kind", "k"), file("a", b"content")]);
    for cut in [1, 30, 90, whole.len() / 2, whole.len() - 20] {
        assert_eq!(why(sent(MULTIPART, whole[..cut].to_vec()).await).0, "malformed", "{cut}");
    }
    assert_eq!(why(sent("multipart/form-data", whole.clone()).await).0, "malformed");
    assert_eq!(why(sent("multipart/form-data; boundary=other", whole).await).0, "malformed");
}

#[actix_web::test]
async fn what_is_too_long_is_refused() {
    let (token, kind) = (field("csrf", TOKEN), field("kind", "k"));
    let long = "a".repeat(FORM_LIMIT + 1);
    assert_eq!(refused(&[token.clone(), kind.clone(), field("text", &long)]).await, ("too_large", ""));
    assert_eq!(refused(&[token.clone(), kind.clone(), file("a", &vec![b'a'; LIMIT])]).await, ("too_large", ""));
    let many: Vec<Vec<u8>> = (0..=PARTS).map(|n| field(&format!("f{n}"), "")).collect();
    assert_eq!(refused(&many).await, ("too_large", ""));
    let told =
        TestRequest::post().insert_header((header::CONTENT_TYPE, MULTIPART)).insert_header((header::CONTENT_LENGTH, LIMIT + 1));
    let (request, mut payload) = told.to_http_parts();
    assert_eq!(why(Upload::<Given>::from_request(&request, &mut payload).await.map(|upload| upload.0)), ("too_large", ""));
}

#[test]
fn a_name_has_no_folders_and_no_odd_signs() {
    for (told, name) in
        [("C:\\fakepath\\a b.csv", "a b.csv"), ("../../etc/passwd", "passwd"), ("a\r\nb\0.csv", "ab.csv"), ("", ""), ("x/", "")]
    {
        assert_eq!(plain_name(told), name);
    }
    assert_eq!(plain_name(&"я".repeat(1000)).chars().count(), LONGEST_NAME);
}
