//! Pictures of products as a buyer finds them: of what his contract allows, and of nothing else. On pages and by API alike.

use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, html};

use crate::access::permission::marks::SeeCatalogue;
use crate::access::{Act, May, Routes};
use crate::catalogue::{self, picture};
use crate::orders::cart;
use crate::platform::error::{Answer, No};
use crate::platform::files::{self, File, FileId};
use crate::platform::web::stored;

pub(super) fn routes(routes: &mut Routes) {
    routes.get("/pictures/{picture}", show);
}

/// A picture in a row of a list. Its name stands beside it and is read aloud once.
pub(super) fn small(picture: FileId) -> Markup {
    html! { img src={ "/pictures/" (picture) } alt="" width="44" height="44" loading="lazy"; }
}

/// A picture on the product's own page.
pub(super) fn large(picture: FileId, name: &str) -> Markup {
    html! { img.picture src={ "/pictures/" (picture) } alt=(name) width="320" height="320" loading="lazy"; }
}

/// A picture by its id; of a product that the contract does not allow, there is none.
fn allowed(act: &mut Act<'_, SeeCatalogue>, picture: &FileId) -> Answer<File> {
    let contract = cart::chosen_contract(act)?;
    if !catalogue::store::is_picture_allowed(act.tx(), contract.id, *picture)? {
        return Err(No::not_found());
    }
    files::read(act.tx(), *picture)
}

/// The door for pages and for programs.
pub(super) async fn show(may: May<SeeCatalogue>, request: HttpRequest, id: web::Path<String>) -> Answer<HttpResponse> {
    let id = FileId::parse(&id).ok_or_else(No::not_found)?;
    let file = may.read(id, allowed).await?;
    let name = picture::file_name(&file);
    Ok(stored::inline(&request, file, name))
}
