//! What people do by the links in letters, where nobody is signed in: a new password, and leaving a topic. Each with a fault after every
//! row and at the commit; then everything is as it was, the link is as good as before, and it is used once.

use reqwest::Method;
use serde_json::json;

use crate::House;
use crate::kit::Engine;
use crate::kit::client::{Told, read};
use crate::kit::letters::{behind_in_letters, letters};
use crate::kit::trade::SEVER;
use crate::measure::figure;
use crate::on_each;
use crate::trial::{AT_MOST, Trial};

const WORDS: &str = "correct horse battery staple";

/// What is done by a link.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// A password is set on the page that a letter leads to.
    Password,
    /// A topic is left, as mail programs do it.
    Leaving,
}

impl Deed {
    async fn ask(self, house: &House, path: &str) -> Told {
        let visitor = house.visitor();
        match self {
            Deed::Password => visitor.fill(path, path, &[("new_password", WORDS)]).await,
            Deed::Leaving => {
                let request = visitor.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
                read(request.body("List-Unsubscribe=One-Click").send().await.expect("an answer")).await
            }
        }
    }
}

/// Does it until it succeeds, with a fault one row later each time.
async fn endure(trial: &mut Trial, deed: Deed, path: &str) {
    let before = trial.watcher.look();
    for n in std::iter::once(-1).chain(1..AT_MOST) {
        trial.arm(n);
        let told = deed.ask(&trial.house, path).await;
        trial.arm(0);
        if told.status.is_success() || told.status.is_redirection() {
            assert!(n > 1, "{deed:?} succeeds with a fault at {n}: is nothing written?");
            trial.deeds += 1;
            trial.rows += n - 1;
            return;
        }
        assert!(told.status.is_server_error(), "{deed:?} with a fault at {n}: {} {}", told.status, told.text);
        assert!(!told.text.contains("fault of the trial"), "a failure tells nothing: {}", told.text);
        trial.watcher.same(&before, &format!("{deed:?} with a fault at {n}"));
    }
    panic!("{deed:?}: more than {AT_MOST} rows");
}

/// The path of the way out in the head of a letter.
fn way_out(house: &House) -> String {
    let mut to = letters(house).into_iter().filter(|letter| letter.head.contains(SEVER));
    let path = |head: &str| {
        let line = head.lines().find(|line| line.starts_with("List-Unsubscribe:"))?;
        let (_, token) = line.split_once("/mail/")?;
        token.split_once('>').map(|(token, _)| format!("/mail/{token}"))
    };
    to.find_map(|letter| path(&letter.head.replace("\n ", " "))).expect("a letter with a way out")
}

on_each! {
    async fn what_is_done_by_the_link_of_a_letter_is_done_whole_or_not_at_all(engine: Engine) {
        let house = House::with_trade(engine).await;
        house.visitor().send("/api/v1/password-resets", json!({"login": SEVER})).await.expect(202);
        let body = json!({"lines": [{"sku": "DR-1", "quantity": "1"}]});
        house.api(SEVER).await.order("by-letter", body).await.expect(201);
        house.work().await;
        let tokens = behind_in_letters(&house, SEVER, "/links/");
        assert_eq!(tokens.len(), 1, "letters with a link");
        let (link, leaving) = (format!("/links/{}", tokens[0]), way_out(&house));
        let mut trial = Trial::begin_in(house, engine).await;
        endure(&mut trial, Deed::Leaving, &leaving).await;
        assert_eq!(trial.house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'mail.chosen'").await, 1);
        endure(&mut trial, Deed::Password, &link).await;
        assert_eq!(trial.house.sql_i64("SELECT count(*) FROM journal WHERE kind = 'link.used'").await, 1);
        let entering = trial.house.visitor().send("/api/v1/sessions", json!({"login": SEVER, "password": WORDS})).await;
        assert_eq!(entering.status.as_u16(), 201, "{}", entering.text);
        // A second time it is gone.
        trial.house.visitor().fill("/sign-in", &link, &[("new_password", WORDS)]).await.expect(410);
        let told = format!("{} deeds by the links of letters, {} rows; 0 differences", trial.deeds, trial.rows);
        figure(engine, "a fault after every row that a letter's link writes", &told);
        trial.house.close().await;
    }
}
