//! A fault after every row that any verb writes, and at its commit. Then the database is as it was, and the same request, under the
//! same key, succeeds.

use std::collections::BTreeMap;

use chrono_tz::Europe::Moscow;
use orderly::exchange::imports::Kind;
use reqwest::Method;
use serde_json::Value;

use crate::House;
use crate::kit::Engine;
use crate::kit::client::{Client, Told, read};
use crate::kit::letters::behind_in_letters;
use crate::kit::trade::{ACCOUNTANT, ADMINISTRATOR, AGENT, ALFA_ADMIN, MANAGER, OPERATOR, SEVER, WAREHOUSE, YUG};
use crate::measure::figure;
use crate::on_each;
use crate::trial::{AT_MOST, Trial};
use crate::verbs::{self, Aim, Names};

const DAY: i64 = 24 * 3600;

/// A request that writes.
struct Deed<'t> {
    what: String,
    who: &'t Client,
    method: Method,
    path: String,
    key: Option<String>,
    content: Option<(&'static str, Vec<u8>)>,
}

impl Deed<'_> {
    async fn ask(&self) -> Told {
        let mut request = self.who.request(self.method.clone(), &self.path);
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        if let Some((kind, bytes)) = &self.content {
            request = request.header("content-type", *kind).body(bytes.clone());
        }
        read(request.send().await.expect("an answer")).await
    }
}

/// What was answered, where something was.
fn answer(told: &Told) -> Value {
    if told.text.is_empty() { Value::Null } else { serde_json::from_str(&told.text).expect("JSON") }
}

impl Trial {
    /// Asks once, without a fault.
    async fn succeed(&self, deed: &Deed<'_>) -> Value {
        let told = deed.ask().await;
        assert!(told.status.is_success(), "{}: {} {}", deed.what, told.status, told.text);
        answer(&told)
    }

    /// Asks until it succeeds, with a fault one row later each time.
    async fn endure(&mut self, deed: &Deed<'_>) -> Value {
        let before = self.watcher.look();
        for n in std::iter::once(-1).chain(1..AT_MOST) {
            self.arm(n);
            let told = deed.ask().await;
            if told.status.is_success() {
                self.arm(0);
                assert!(n > 1, "{} succeeds with a fault at {n}: is nothing written?", deed.what);
                self.deeds += 1;
                self.rows += n - 1;
                if deed.key.is_some() {
                    let before = self.watcher.look();
                    let again = deed.ask().await;
                    assert_eq!(again.status, told.status, "{}: {}", deed.what, again.text);
                    self.watcher.same(&before, &format!("{}, asked once more", deed.what));
                }
                return answer(&told);
            }
            assert!(told.status.is_server_error(), "{} with a fault at {n}: {} {}", deed.what, told.status, told.text);
            assert!(!told.text.contains("trial"), "a failure tells nothing: {}", told.text);
            self.watcher.same(&before, &format!("{} with a fault at {n}", deed.what));
        }
        panic!("{}: more than {AT_MOST} rows", deed.what)
    }
}

/// Who does what the table says.
async fn people(house: &House) -> BTreeMap<&'static str, Client> {
    let logins = [
        ("administrator", ADMINISTRATOR),
        ("accountant", ACCOUNTANT),
        ("agent", AGENT),
        ("alfa_admin", ALFA_ADMIN),
        ("manager", MANAGER),
        ("sever", SEVER),
        ("warehouse", WAREHOUSE),
    ];
    let mut people = BTreeMap::from([("visitor", house.visitor())]);
    for (name, login) in logins {
        people.insert(name, house.api(login).await);
    }
    people
}

/// The names that the table takes for known.
fn names(house: &House) -> Names {
    let day = |days: i64| house.now().plus_seconds(days * DAY).day_in(Moscow).to_string();
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str(), kind.as_str().to_owned()));
    let known = [
        ("today", day(0)),
        ("week", day(7)),
        ("month", day(30)),
        ("quarter", day(60)),
        ("drill", "DR-1".into()),
        ("gloves", "GL-5".into()),
        ("contract", "A-1".into()),
        ("partner", "ALFA".into()),
        ("sever", SEVER.into()),
        ("yug", YUG.into()),
        ("operator", OPERATOR.into()),
        ("new", "new@alfa.example".into()),
        ("agent3", "agent3@seller.example".into()),
        ("rule", "rul_0000000000001".into()),
    ];
    Names::of(&known.into_iter().chain(kinds).collect::<Vec<_>>())
}

on_each! {
    async fn a_fault_at_any_row_or_at_the_commit_of_any_verb_leaves_everything_as_it_was(engine: Engine) {
        let mut trial = Trial::begin(engine).await;
        let (people, mut names) = (people(&trial.house).await, names(&trial.house));
        let api = trial.house.visitor().look("/api/openapi.json").await.expect(200).json();
        assert_eq!(verbs::disagreeing(&api), Vec::<String>::new(), "tests/faults/verbs.txt and the description");
        for kind in Kind::ALL {
            let path = format!("/api/v1/imports/<{kind}>");
            assert!(verbs::all().iter().any(|verb| verb.aim == Aim::Tried && verb.path == path), "no line for {path}");
        }
        for (n, verb) in verbs::all().iter().enumerate().filter(|(_, verb)| verb.aim != Aim::NotTried) {
            if let Some(email) = verb.reads_letter_to() {
                trial.house.work().await;
                let tokens = behind_in_letters(&trial.house, email, "/invitations/");
                assert_eq!(tokens.len(), 1, "invitations to {email}");
                names.put(&format!("letter:{email}"), tokens[0].clone());
            }
            let session = verb.who.starts_with('<').then(|| Client::bearer(&trial.house.url, names.fill(verb.who)));
            let deed = Deed {
                what: format!("{} {}", verb.method, verb.path),
                who: session.as_ref().or_else(|| people.get(verb.who)).unwrap_or_else(|| panic!("nobody is called {}", verb.who)),
                method: verb.method.clone(),
                path: names.fill(verb.path),
                key: verb.has_key.then(|| format!("verb-{n}")),
                content: verb.content(&names),
            };
            let answer = if verb.aim == Aim::Tried { trial.endure(&deed).await } else { trial.succeed(&deed).await };
            names.keep(verb, &answer);
        }
        let told = format!("{} verbs, {} rows; 0 differences", trial.deeds, trial.rows);
        figure(engine, "a fault after every row of every verb and at its commit", &told);
        trial.house.close().await;
    }
}
