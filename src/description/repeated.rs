//! The mark of an answer that is only told again. Added to the description of each door that takes a key, so that none is forgotten.

use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::{Header, HeaderBuilder, ObjectBuilder, OpenApi, RefOr, Type};

/// Tells of the mark at every door that takes a key.
pub fn add(api: &mut OpenApi) {
    for door in api.paths.paths.values_mut().filter_map(|item| item.post.as_mut()).filter(|door| takes_key(door)) {
        for (_, answer) in door.responses.responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
            if let RefOr::T(answer) = answer {
                answer.headers.insert("Idempotency-Replayed".to_owned(), RefOr::T(mark()));
            }
        }
    }
}

fn takes_key(door: &Operation) -> bool {
    let is_key = |one: &Parameter| one.name == "Idempotency-Key" && one.parameter_in == ParameterIn::Header;
    door.parameters.iter().flatten().any(|one| matches!(one, RefOr::T(one) if is_key(one)))
}

fn mark() -> Header {
    let value = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["true"]));
    let told = "Where the same was sent before under the same key, and is only told again";
    HeaderBuilder::new().schema(Some(value)).description(Some(told)).build()
}
