//! Pictures of products: hanging one on a product and taking it down, finding it again. Called by the doors of this room and by
//! the shop, whose buyers find only what their contract allows.

use serde_json::json;

use super::{ProductId, store};
use crate::access::accounts::people::Put;
use crate::access::permission::marks::{Import, ReadStock};
use crate::access::{Act, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, No};
use crate::platform::files::{self, File, FileId};
pub use crate::platform::picture::{LIMIT, check_announced, checked, file_name};

/// A picture for a product.
#[derive(Debug, Clone)]
pub struct NewPicture {
    /// The product's article number.
    pub sku: String,
    /// The picture, checked.
    pub file: File,
}

/// What hanging a picture did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hung {
    /// The picture that hangs there now.
    pub picture: FileId,
    /// Whether it is new there.
    pub put: Put,
}

/// Hangs a picture on a product, in place of the one before.
pub fn hang(act: &mut Act<'_, Import>, new: &NewPicture) -> Answer<Recorded<Hung>> {
    let (product, sku, old) = store::hold_picture(act.tx(), &new.sku)?.ok_or_else(No::not_found)?;
    if let Some(old) = old
        && files::sha256(act.tx(), old)? == new.file.sha256
    {
        return Ok(act.pass(Hung { picture: old, put: Put::Unchanged }));
    }
    let picture = files::store(act.tx(), &new.file)?;
    replace(act.tx(), product, old, Some(picture))?;
    let facts = json!({
        "product": product, "sku": sku, "was": old, "picture": picture,
        "media_type": new.file.media_type, "sha256": new.file.sha256, "bytes": new.file.bytes.len(),
    });
    let put = if old.is_some() { Put::Changed } else { Put::Added };
    act.record("product.picture", None, facts, Hung { picture, put })
}

/// Takes the picture of a product down; answers whether there was one.
pub fn take_down(act: &mut Act<'_, Import>, sku: &String) -> Answer<Recorded<bool>> {
    let (product, sku, old) = store::hold_picture(act.tx(), sku)?.ok_or_else(No::not_found)?;
    if old.is_none() {
        return Ok(act.pass(false));
    }
    replace(act.tx(), product, old, None)?;
    let facts = json!({"product": product, "sku": sku, "was": old, "picture": null});
    act.record("product.picture", None, facts, true)
}

fn replace(tx: &mut Tx, product: ProductId, old: Option<FileId>, new: Option<FileId>) -> Answer<()> {
    store::set_picture(tx, product, new)?;
    if let Some(old) = old
        && !store::is_picture(tx, old)?
    {
        files::delete(tx, old)?;
    }
    Ok(())
}

/// The picture of a product, sold or not, for those who keep the goods.
pub fn of_any(act: &mut Act<'_, ReadStock>, (sku, picture): &(String, FileId)) -> Answer<File> {
    let found = store::item(act.tx(), sku)?.ok_or_else(No::not_found)?;
    if found.6 != Some(*picture) {
        return Err(No::not_found());
    }
    files::read(act.tx(), *picture)
}
