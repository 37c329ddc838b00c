//! The API's doors to tasks.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::access::permission::marks::ServeClients;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, No};
use crate::platform::values::{Moment, Money};
use crate::platform::web::{Body, Params, Sort, cursor};
use crate::service::TaskId;
use crate::service::task::{self, Filter, Task, TasksBy};

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/api/v1/tasks", tasks);
    routes.post("/api/v1/tasks/{id}/outcomes", finish_task);
}

/// Which tasks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TaskQuery {
    /// `mine`, which are also those of nobody in particular, or `all`; `mine` when not given.
    whose: Option<String>,
    /// `due`, `made` or `partner`, with a minus for the greatest first; `due` when not given.
    sort: Option<String>,
    /// Where to go on: `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not given.
    limit: Option<i64>,
}

/// A task.
#[derive(Serialize, ToSchema)]
pub struct TaskCard {
    /// Its id.
    id: String,
    /// The kind of its rule, or `answer`.
    kind: String,
    /// The partner's code.
    partner: String,
    /// The name of the partner's person.
    person: Option<String>,
    /// The name of whoever is to do it; none when it is for everybody with the right.
    owner: Option<String>,
    /// What the cart was worth, for `cart_idle`.
    sum: Option<Money>,
    /// The minutes, days or times of the rule.
    count: Option<i64>,
    /// The words searched for or the code of the refusal.
    words: Option<String>,
    /// What the client answered, for `answer`.
    text: Option<String>,
    /// When it was made.
    made_at: Moment,
    /// Until when it is to be done.
    due_at: Moment,
    /// Whether that time has passed.
    is_overdue: bool,
}

impl From<Task> for TaskCard {
    fn from(task: Task) -> Self {
        Self {
            id: task.id.to_string(),
            kind: task.kind,
            partner: task.partner.0,
            person: task.person,
            owner: task.owner,
            sum: task.about.sum,
            count: task.about.count,
            words: task.about.words,
            text: task.text,
            made_at: task.made_at,
            due_at: task.due_at,
            is_overdue: task.is_overdue,
        }
    }
}

/// A page of tasks.
#[derive(Serialize, ToSchema)]
pub struct TaskCards {
    /// Open tasks, in the order that was asked for.
    items: Vec<TaskCard>,
    /// Where to go on, when there is more.
    next: Option<String>,
}

/// Whether only one's own are asked for.
pub(in crate::service) fn is_mine(whose: Option<&str>) -> Answer<bool> {
    match whose.unwrap_or("mine") {
        "mine" => Ok(true),
        "all" => Ok(false),
        _ => Err(No::invalid("whose", "unknown", crate::say!("task-whose-unknown"))),
    }
}

/// Open tasks
#[utoipa::path(get, path = "/api/v1/tasks", tag = "service", params(TaskQuery),
    responses((status = 200, description = "About partners within reach", body = TaskCards)))]
pub async fn tasks(may: May<ServeClients>, Params(query): Params<TaskQuery>) -> Answer<HttpResponse> {
    let limit = cursor::limit(query.limit)?;
    let is_mine = is_mine(query.whose.as_deref())?;
    let sort = Sort::asked(query.sort.as_deref(), TasksBy::parse)?;
    let filter = Filter { is_mine, partner: None, sort, after: sort.after(query.cursor.as_deref())?, limit: limit + 1 };
    let found = may.read(filter, task::list).await?;
    let (found, next) = sort.cut(found, limit, |task| task.place(sort.by));
    Ok(HttpResponse::Ok().json(TaskCards { items: found.into_iter().map(TaskCard::from).collect(), next }))
}

/// How a task ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenOutcome {
    /// What came of it, at most 500 characters.
    outcome: String,
}

/// End a task with its outcome
#[utoipa::path(post, path = "/api/v1/tasks/{id}/outcomes", tag = "service", params(("id" = String, Path, description = "The task")),
    request_body = GivenOutcome, responses((status = 204, description = "Done"), (status = 404, description = "No such task within reach"),
    (status = 409, description = "Done already"), (status = 422, description = "A text that does not fit")))]
pub async fn finish_task(may: May<ServeClients>, id: web::Path<String>, Body(given): Body<GivenOutcome>) -> Answer<HttpResponse> {
    let id = TaskId::parse(&id).ok_or_else(No::not_found)?;
    may.write((id, given.outcome), task::finish).await.map_err(No::pointed)?;
    Ok(HttpResponse::NoContent().finish())
}
