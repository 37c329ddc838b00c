//! Tasks: something to be done for a client by a time, by somebody of us; made by rules and by answers, ended with an outcome.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::store::{self, TaskRow};
use super::{MessageId, RuleId, TaskId, kept_secret, words};
use crate::access::permission::marks::ServeClients;
use crate::access::reach::AccountId;
use crate::access::{Act, PartnerId, Recorded};
use crate::partners;
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::sort::Place;
use crate::platform::web::{Sort, table};
use crate::say;

/// The kind of the task to read what a client answered. The other kinds are those of the rules.
pub const ANSWER: &str = "answer";

/// How long an outcome may be, in characters.
pub const LONGEST_OUTCOME: usize = 500;

/// What a task is about, in figures; the sentence is made of them in the reader's language.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// What the cart was worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Money>,
    /// How many minutes, days or times the rule asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// The usual days between orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<i64>,
    /// What was searched for, or what was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The client's answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
}

/// A task to be made.
#[derive(Debug, Clone)]
pub struct NewTask {
    /// Whom it is for.
    pub partner: PartnerId,
    /// The client's person, where it is about one.
    pub account: Option<AccountId>,
    /// The rule that made it.
    pub rule: Option<RuleId>,
    /// Who is to do it; everybody with the right when there is nobody.
    pub owner: Option<AccountId>,
    /// The kind of the rule, or [`ANSWER`].
    pub kind: &'static str,
    /// What it is about.
    pub about: About,
    /// Until when.
    pub due_at: Moment,
    /// One of a key is made once.
    pub once_key: String,
}

/// A task as people read it.
#[derive(Debug, Clone)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The partner's code and name.
    pub partner: (String, String),
    /// The name of the client's person.
    pub person: Option<String>,
    /// The name of whoever is to do it.
    pub owner: Option<String>,
    /// The kind of the rule, or [`ANSWER`].
    pub kind: String,
    /// What it is about.
    pub about: About,
    /// The text of the client's answer.
    pub text: Option<String>,
    /// When it was made.
    pub made_at: Moment,
    /// Until when.
    pub due_at: Moment,
    /// Whether its time has passed.
    pub is_overdue: bool,
}

/// Makes a task once; answers whether it is new.
pub(super) fn make(tx: &mut Tx, new: &NewTask) -> Answer<bool> {
    store::insert_task(tx, new)
}

crate::words! {
    /// By what tasks are sorted.
    pub enum TasksBy {
        /// Until when they are to be done.
        Due = "due",
        /// When they were made.
        Made = "made",
        /// The partner's name.
        Partner = "partner",
    }
}

impl Default for Sort<TasksBy> {
    fn default() -> Self {
        Sort::up(TasksBy::Due)
    }
}

impl Task {
    /// Its place in an order.
    pub fn place(&self, by: TasksBy) -> Place {
        let key = match by {
            TasksBy::Due => self.due_at.micros().to_string(),
            TasksBy::Made => String::new(),
            TasksBy::Partner => partners::store::name_key(&self.partner.1, &self.partner.0),
        };
        (key, self.id.number())
    }
}

/// Which tasks, in which order, and where to begin.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Those of whoever asks and of nobody in particular; else everybody's.
    pub is_mine: bool,
    /// Of one partner only.
    pub partner: Option<PartnerId>,
    /// In which order.
    pub sort: Sort<TasksBy>,
    /// Behind which task to begin.
    pub after: Option<Place>,
    /// How many.
    pub limit: i64,
}

/// All open tasks within reach that a filter leads to, page by page in one view of the data: for files.
pub fn list_all(act: &mut Act<'_, ServeClients>, filter: &Filter) -> Answer<Vec<Task>> {
    let page = |after, limit| list(act, &Filter { after, limit, ..filter.clone() });
    table::whole(page, |task| task.place(filter.sort.by))
}

/// Open tasks within reach.
pub fn list(act: &mut Act<'_, ServeClients>, filter: &Filter) -> Answer<Vec<Task>> {
    let (partners, now) = (act.reach().partners(), act.moment());
    let me = act.actor().account().filter(|_| filter.is_mine);
    let rows = store::open_tasks(act.tx(), partners, me, filter)?;
    let people = rows.iter().flat_map(|row| [row.account, row.owner]).flatten().collect();
    let names = store::names(act.tx(), people)?;
    let mut tasks = Vec::with_capacity(rows.len());
    for row in rows {
        let about: About = serde_json::from_str(&row.about)?;
        let name = |account: Option<AccountId>| account.and_then(|id| names.get(&id).cloned());
        tasks.push(Task {
            id: row.id,
            person: name(row.account),
            owner: name(row.owner),
            partner: (row.partner.1, row.partner.2),
            kind: row.kind,
            about,
            text: None,
            made_at: row.made_at,
            due_at: row.due_at,
            is_overdue: row.due_at < now,
        });
    }
    let texts = store::message_texts(act.tx(), tasks.iter().filter_map(|task| task.about.message).collect())?;
    for task in &mut tasks {
        task.text = task.about.message.and_then(|id| texts.get(&id).cloned());
    }
    Ok(tasks)
}

/// Ends a task with its outcome.
pub fn finish(act: &mut Act<'_, ServeClients>, (id, outcome): &(TaskId, String)) -> Answer<Recorded<()>> {
    let partners = act.reach().partners();
    let found: TaskRow = store::task(act.tx(), partners, *id)?.ok_or_else(No::not_found)?;
    let outcome = words(outcome, "outcome", LONGEST_OUTCOME)?;
    let mark = act.actor().mark();
    if found.done_at.is_some() || !store::finish(act.tx(), *id, &mark, &outcome)? {
        return Err(No::conflict("task_done", say!("task-done-already")));
    }
    let partner = found.partner.0;
    let hidden = kept_secret(act, partner, &outcome)?;
    act.record("task.done", Some(partner), json!({"task": id, "kind": found.kind, "outcome": hidden}), ())
}
