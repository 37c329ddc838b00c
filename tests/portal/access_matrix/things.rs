//! Things by their names: which stand in the paths of the house's doors, and which an answer tells again.

use orderly::access::routes::Line;

use crate::kit::client::Told;

/// A change that nobody has asked for.
const NO_CHANGE: &str = "och_0000000000009";
/// A key that nobody has: whoever manages keys reaches all of them.
const NO_KEY: &str = "key_0000000000009";

/// Things by their names, to be put into paths.
#[derive(Debug, Clone)]
pub(super) struct Things {
    pub(super) order: String,
    pub(super) shipment: String,
    pub(super) invoice: String,
    pub(super) credit_note: String,
    pub(super) quote: String,
    pub(super) partner: &'static str,
    pub(super) contract: &'static str,
    pub(super) login: &'static str,
    pub(super) message: String,
    pub(super) task: String,
    pub(super) block: String,
    pub(super) payment: String,
    pub(super) limit_request: String,
    pub(super) view: String,
    pub(super) change: String,
    pub(super) session: String,
    pub(super) invitation: String,
    pub(super) role: String,
    pub(super) list: String,
    pub(super) aside: String,
    pub(super) standing: String,
    pub(super) rule: &'static str,
    pub(super) sku: Option<&'static str>,
    pub(super) picture: Option<String>,
}

impl Things {
    /// Names in their shapes that nothing has.
    pub(super) fn unknown() -> Self {
        Self {
            order: "999999".into(),
            shipment: "999999-1".into(),
            invoice: "999998".into(),
            credit_note: "CN-999999".into(),
            quote: "Q-999999".into(),
            partner: "NOBODY",
            contract: "X-999",
            login: "nobody@matrix.example",
            message: "msg_0000000000009".into(),
            task: "tsk_0000000000009".into(),
            block: "blk_0000000000009".into(),
            payment: "pay_0000000000009".into(),
            limit_request: "lrq_0000000000009".into(),
            view: "viw_0000000000009".into(),
            change: NO_CHANGE.into(),
            session: "ses_0000000000009".into(),
            invitation: "ivt_0000000000009".into(),
            role: "rol_0000000000009".into(),
            list: "lst_0000000000009".into(),
            aside: "lst_0000000000008".into(),
            standing: "sto_0000000000009".into(),
            rule: "rul_0000000000999",
            sku: Some("XX-9"),
            picture: Some("fil_0000000000000".into()),
        }
    }

    /// The path with these things in it; none where there is no such thing.
    pub(super) fn path(&self, line: &Line) -> Option<String> {
        let places = [
            ("{number}", line.path.contains("{number}").then(|| self.number(line.path))),
            ("{id}", line.path.contains("{id}").then(|| self.id(line.path))),
            ("{code}", Some(self.partner)),
            ("{login}", Some(self.login)),
            ("{token}", Some("nothing")),
            ("{rule}", Some(self.rule)),
            ("{kind}", Some("warehouses")),
            ("{sku}", self.sku),
            ("{picture}", self.picture.as_deref()),
        ];
        let path = places.into_iter().try_fold(line.path.to_owned(), |path, (place, thing)| match thing {
            _ if !path.contains(place) => Some(path),
            Some(thing) => Some(path.replace(place, thing)),
            None => None,
        })?;
        assert!(!path.contains('{'), "{path}: what stands here?");
        Some(path)
    }

    /// What a number in a path is the number of.
    fn number(&self, path: &str) -> &str {
        match path.strip_prefix("/api/v1").unwrap_or(path).split('/').nth(1) {
            Some("contracts") => self.contract,
            Some("invoices") => &self.invoice,
            Some("credit-notes") => &self.credit_note,
            Some("shipments") => &self.shipment,
            Some("orders") => &self.order,
            Some("quotes") => &self.quote,
            _ => panic!("{path}: the number of what?"),
        }
    }

    /// What an id in a path is the id of.
    fn id(&self, path: &str) -> &str {
        match path.split("/{id}").next().and_then(|before| before.rsplit('/').next()) {
            Some("messages") => &self.message,
            Some("tasks") => &self.task,
            Some("blocks") => &self.block,
            Some("payments") => &self.payment,
            Some("limit-requests") => &self.limit_request,
            Some("views") => &self.view,
            Some("changes") => &self.change,
            Some("sessions") => &self.session,
            Some("invitations") => &self.invitation,
            Some("roles") => &self.role,
            Some("lists") => &self.list,
            Some("aside") => &self.aside,
            Some("standing-orders") => &self.standing,
            Some("keys") => NO_KEY,
            _ => panic!("{path}: the id of what?"),
        }
    }

    /// A text with these things where it names what nothing has.
    pub(super) fn in_place_of_unknown(&self, text: &str) -> String {
        let unknown = Self::unknown();
        let renamed = text.replace(unknown.login, self.login).replace(&unknown.invitation, &self.invitation);
        renamed.replace(&unknown.role, &self.role)
    }

    /// An answer without the names that were asked for and its own id.
    pub(super) fn without_names(&self, told: &Told) -> String {
        let ids = [&self.message, &self.task, &self.block, &self.payment, &self.limit_request].map(String::as_str);
        let more = [&self.session, &self.invitation, &self.role, &self.view].map(String::as_str);
        let kept = [&self.list, &self.aside, &self.standing, &self.change].map(String::as_str);
        let documents = [self.order.as_str(), &self.shipment, &self.invoice, &self.credit_note, &self.quote];
        let numbers = documents.into_iter().chain([self.partner, self.contract, self.login]);
        let mut names: Vec<&str> =
            ids.into_iter().chain(more).chain(kept).chain(numbers).chain(self.sku).chain(self.picture.as_deref()).collect();
        // The number of a shipment begins with that of its order.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let text = told.text.replace(&told.header("x-request-id"), "ID");
        names.into_iter().fold(text, |text, name| text.replace(name, "NAME"))
    }
}
