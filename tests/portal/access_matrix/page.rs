//! The forms of a page, as a browser would read them: where each is sent, and which fields go with it.

/// A form with its fields and what stands in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) method: String,
    pub(super) action: String,
    id: String,
    pub(super) fields: Vec<(String, String)>,
}

/// What is read of a choice until it ends.
struct Choice {
    owner: Option<usize>,
    name: String,
    value: Option<String>,
    is_chosen: bool,
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(plain)
}

fn has(tag: &str, word: &str) -> bool {
    tag.split_whitespace().any(|part| part.trim_end_matches('/') == word)
}

/// The forms of a page. A button that says a value counts as a field, for that is what it sends when it is pressed; of several with
/// the same name the first. A field outside that names its form belongs to it.
pub(super) fn forms(page: &str) -> Vec<Form> {
    let mut all: Vec<Form> = page.split("<form").skip(1).map(|part| begun(part.split('>').next().unwrap_or_default())).collect();
    let (mut seen, mut open, mut choice): (usize, Option<usize>, Option<Choice>) = (0, None, None);
    for part in page.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let word = tag.split(|c: char| c.is_whitespace()).next().unwrap_or_default().trim_end_matches('/');
        let owner = attribute(tag, "form").map_or(open, |id| all.iter().position(|form| form.id == id));
        let name = attribute(tag, "name").unwrap_or_default();
        match word {
            "form" => (open, seen) = (Some(seen), seen + 1),
            "/form" => open = None,
            "select" => choice = Some(Choice { owner, name, value: None, is_chosen: false }),
            "option" => take(choice.as_mut(), tag),
            "/select" => {
                if let Some(Choice { owner, name, value, .. }) = choice.take() {
                    add(&mut all, owner, name, value.unwrap_or_default());
                }
            }
            "textarea" => add(&mut all, owner, name, plain(text)),
            "input" if matches!(attribute(tag, "type").as_deref(), Some("checkbox" | "radio")) && !has(tag, "checked") => {}
            "input" => add(&mut all, owner, name, attribute(tag, "value").unwrap_or_default()),
            "button" => {
                let is_known =
                    owner.and_then(|at| all.get(at)).is_none_or(|form| form.fields.iter().any(|(known, _)| *known == name));
                if let (false, Some(value)) = (is_known, attribute(tag, "value")) {
                    add(&mut all, owner, name, value);
                }
            }
            _ => {}
        }
    }
    all
}

fn begun(tag: &str) -> Form {
    let of = |name: &str| attribute(tag, name).unwrap_or_default();
    let method = if of("method").eq_ignore_ascii_case("post") { "POST" } else { "GET" };
    Form { method: method.to_owned(), action: of("action"), id: of("id"), fields: Vec::new() }
}

/// The first option stands, unless another is chosen.
fn take(choice: Option<&mut Choice>, tag: &str) {
    let Some(choice) = choice else { return };
    let is_chosen = has(tag, "selected");
    if choice.value.is_none() || (is_chosen && !choice.is_chosen) {
        choice.value = Some(attribute(tag, "value").unwrap_or_default());
        choice.is_chosen = is_chosen;
    }
}

fn add(all: &mut [Form], owner: Option<usize>, name: String, value: String) {
    if let Some(form) = owner.and_then(|at| all.get_mut(at))
        && !name.is_empty()
    {
        form.fields.push((name, value));
    }
}

#[test]
fn the_forms_of_a_page_are_read() {
    let page = "<p><form id=\"place\" method=\"post\" action=\"/orders\"><input type=\"hidden\" name=\"key\" value=\"a&amp;b\">\
                <select name=\"address\"><option value=\"1\">A</option><option value=\"2\" selected>B</option></select>\
                <textarea name=\"note\">Hi</textarea><input type=\"checkbox\" name=\"yes\" value=\"1\"></form>\
                <button form=\"place\" name=\"shortage\" value=\"less\">Less</button><button form=\"place\" name=\"shortage\" value=\"no\">\
                <form action=\"/money\"><input name=\"partner\"><button>Show</button></form>";
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let found = forms(page);
    assert_eq!((found[0].method.as_str(), found[0].action.as_str()), ("POST", "/orders"));
    let fields = [pair("key", "a&b"), pair("address", "2"), pair("note", "Hi"), pair("shortage", "less")];
    assert_eq!(found[0].fields, fields);
    assert_eq!((found[1].method.as_str(), found[1].action.as_str()), ("GET", "/money"));
    assert_eq!(found[1].fields, [pair("partner", "")]);
    assert_eq!(found.len(), 2);
}
