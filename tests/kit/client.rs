//! Somebody at the door: a browser with a cookie, or a program with a token.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, COOKIE, LOCATION};
use reqwest::{Method, Response, StatusCode, redirect, retry};
use serde_json::Value;

/// Somebody with a way to prove who he is.
#[derive(Clone)]
pub struct Client {
    /// The way to send.
    pub http: reqwest::Client,
    /// The house's address.
    pub url: String,
    /// The bearer token, for a program.
    pub token: Option<String>,
    /// The session cookie, for a browser.
    pub cookie: Option<String>,
    /// The partner acted for.
    pub behalf: Option<String>,
    /// The language asked for.
    pub language: String,
}

/// An answer, read.
#[derive(Debug, Clone)]
pub struct Told {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body.
    pub text: String,
}

impl Told {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    /// A header's value, empty when it is not there.
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        self.header(LOCATION.as_str())
    }

    /// The same answer, when its status is this one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Told {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }

    /// The problem's code and the codes of its fields.
    pub fn problem(&self) -> (String, Vec<String>) {
        let json = self.json();
        let codes =
            json["errors"].as_array().map(|all| all.iter().map(|e| e["code"].as_str().unwrap_or_default().to_owned()).collect());
        (json["code"].as_str().unwrap_or_default().to_owned(), codes.unwrap_or_default())
    }
}

/// A program that follows no redirect.
fn program() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(redirect::Policy::none()).pool_idle_timeout(Duration::from_secs(2))
}

/// On a slow machine a crowd waits longer for its turns than anybody is made to wait.
fn asking_again() -> retry::Builder {
    let policy = retry::for_host("127.0.0.1").no_budget().max_retries_per_request(20);
    policy.classify_fn(|asked| match asked.status() {
        Some(StatusCode::SERVICE_UNAVAILABLE) => asked.retryable(),
        _ => asked.success(),
    })
}

impl Client {
    fn new(url: &str, token: Option<String>, cookie: Option<String>) -> Self {
        let http = program().retry(retry::never()).build().expect("a client");
        Self { http, url: url.to_owned(), token, cookie, behalf: None, language: "en".into() }
    }

    /// The same caller as one of a crowd: whoever is told to come again does, with the same request, as every caller is asked to.
    pub fn in_a_crowd(&self) -> Self {
        Self { http: program().retry(asking_again()).build().expect("a client"), ..self.clone() }
    }

    /// A program with a token.
    pub fn bearer(url: &str, token: String) -> Self {
        Self::new(url, Some(token), None)
    }

    /// A browser with a session, or none.
    pub fn cookie(url: &str, session: Option<String>) -> Self {
        Self::new(url, None, session.map(|token| format!("__Host-orderly={token}")))
    }

    /// The same caller acting for a partner.
    pub fn on_behalf_of(&self, code: &str) -> Self {
        Self { behalf: Some(code.to_owned()), ..self.clone() }
    }

    /// A request under way, with everything that proves who asks.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.url)).header("accept-language", &self.language);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie).header("sec-fetch-site", "same-origin");
        }
        if let Some(code) = &self.behalf {
            request = request.header("on-behalf-of", code);
        }
        request
    }

    /// GET, as the answer comes.
    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.expect("an answer")
    }

    /// POST with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().await.expect("an answer")
    }

    /// PUT with JSON.
    pub async fn put(&self, path: &str, body: &Value) -> Response {
        self.request(Method::PUT, path).json(body).send().await.expect("an answer")
    }

    /// DELETE.
    pub async fn delete(&self, path: &str) -> Response {
        self.request(Method::DELETE, path).send().await.expect("an answer")
    }

    /// GET, read.
    pub async fn look(&self, path: &str) -> Told {
        read(self.get(path).await).await
    }

    /// POST with JSON, read.
    pub async fn send(&self, path: &str, body: Value) -> Told {
        read(self.post(path, &body).await).await
    }

    /// PUT with JSON, read.
    pub async fn set(&self, path: &str, body: Value) -> Told {
        read(self.put(path, &body).await).await
    }

    /// An order by API under a key.
    pub async fn order(&self, key: &str, body: Value) -> Told {
        read(
            self.request(Method::POST, "/api/v1/orders")
                .header("idempotency-key", key)
                .json(&body)
                .send()
                .await
                .expect("an answer"),
        )
        .await
    }

    /// A form of a page: fetches the page for its hidden token, then posts the fields.
    pub async fn fill(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Told {
        let shown = self.look(page).await;
        let token = hidden(&shown.text, "csrf");
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        read(self.request(Method::POST, action).form(&all).send().await.expect("an answer")).await
    }
}

const BOUNDARY: &str = "----------------------------the-kit";

impl Client {
    /// A file as the whole body of a request, read.
    pub async fn bring(&self, method: Method, path: &str, media_type: &str, bytes: &[u8]) -> Told {
        let request = self.request(method, path).header("content-type", media_type);
        read(request.body(bytes.to_vec()).send().await.expect("an answer")).await
    }

    /// A form of a page with a file, as browsers send it: fetches the page for its hidden token, then posts the parts.
    pub async fn upload(&self, page: &str, action: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Told {
        let token = hidden(&self.look(page).await.text, "csrf");
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        self.send_parts(action, &all, file).await
    }

    /// The parts of a form and a file, with just these fields.
    pub async fn send_parts(&self, action: &str, fields: &[(&str, &str)], (name, content): (&str, &[u8])) -> Told {
        let mut body = String::new();
        for (field, value) in fields {
            body += &format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
        }
        body += &format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
        body += "Content-Type: application/octet-stream\r\n\r\n";
        let end = format!("\r\n--{BOUNDARY}--\r\n");
        let bytes = [body.as_bytes(), content, end.as_bytes()].concat();
        self.bring(Method::POST, action, &format!("multipart/form-data; boundary={BOUNDARY}"), &bytes).await
    }
}

/// The value of a hidden field on a page.
pub fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split_once(&mark).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value.to_owned()).unwrap_or_default()
}

/// Reads an answer to its end.
pub async fn read(response: Response) -> Told {
    let (status, headers) = (response.status(), response.headers().clone());
    Told { status, headers, text: response.text().await.expect("a body") }
}
