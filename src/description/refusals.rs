//! The answers that any door of the API may give beside its own: refusals of the request, of the caller, of the moment. Added to
//! the description of each door that does not tell of them itself, so that every answer is as described.

use utoipa::openapi::{
    ArrayBuilder, Content, Header, ObjectBuilder, OpenApi, Ref, RefOr, Response, ResponseBuilder, Schema, Type,
};

/// Status, name, what it says.
const REFUSALS: &[(&str, &str, &str)] = &[
    ("400", "Malformed", "The request cannot be read, or lacks its key"),
    ("401", "SignInRequired", "Nobody is signed in, or the session has ended"),
    ("403", "Forbidden", "The caller's roles do not allow it"),
    ("404", "NotFound", "No such thing within the caller's reach"),
    ("408", "TooSlow", "The request did not come whole in time"),
    ("413", "TooLarge", "More than is read here"),
    ("415", "OtherMediaType", "A body of another kind than is read here"),
    ("422", "Invalid", "Fields or parameters that do not fit, each with its reason"),
    ("503", "Busy", "Busy, or the outcome is unknown: repeat under the same key after Retry-After seconds"),
];

/// Adds them to every door.
pub fn add(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    components.schemas.insert("Problem".to_owned(), problem().into());
    for (_, name, told) in REFUSALS {
        let schema = RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"));
        let mut response =
            ResponseBuilder::new().description(*told).content("application/problem+json", Content::new(Some(schema)));
        if *name == "Busy" {
            response = response.header("Retry-After", Header::new(ObjectBuilder::new().schema_type(Type::String)));
        }
        components.responses.insert((*name).to_owned(), RefOr::T(response.build()));
    }
    for item in api.paths.paths.values_mut() {
        let doors = [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch, &mut item.head];
        for door in doors.into_iter().flatten() {
            for (status, name, _) in REFUSALS {
                let told = &mut door.responses.responses;
                told.entry((*status).to_owned()).or_insert_with(|| RefOr::Ref(Ref::from_response_name(*name)));
            }
            let own =
                door.responses.responses.iter_mut().filter(|(status, _)| status.starts_with('4') || status.starts_with('5'));
            for (_, response) in own {
                if let RefOr::T(response) = response {
                    tell_how(response);
                }
            }
        }
    }
}

/// A door's own word for a refusal says when it is given; how it looks is the same everywhere.
fn tell_how(response: &mut Response) {
    if response.content.is_empty() {
        let schema = RefOr::<Schema>::Ref(Ref::from_schema_name("Problem"));
        response.content.insert("application/problem+json".to_owned(), RefOr::T(Content::new(Some(schema))));
    }
}

/// A refusal as programs read it, RFC 9457; some have more members.
fn problem() -> ObjectBuilder {
    let text = |told: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(told));
    let field = ObjectBuilder::new()
        .schema_type(Type::Object)
        .property("field", text("JSON pointer, or the name of the parameter"))
        .property("code", text("A stable word for programs"))
        .property("message", text("The reason for people"));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some("Why a request was refused"))
        .property("type", text("An address for this kind of refusal"))
        .property("title", text("The reason for people, in the language asked for"))
        .property("status", ObjectBuilder::new().schema_type(Type::Integer))
        .property("code", text("A stable word for programs"))
        .property("detail", text("The reason of the first field that does not fit"))
        .property("instance", text("The number of the request in the log"))
        .property("errors", ArrayBuilder::new().items(field))
        .required("type")
        .required("title")
        .required("status")
        .required("code")
}
