//! How the house shows itself, in the database: one row, or none.

use diesel::prelude::*;

use super::brand::Brand;
use super::colour::Colour;
use crate::platform::db::Tx;
use crate::platform::error::Answer;
use crate::platform::files::FileId;

diesel::table! {
    brand (id) { id -> BigInt, name -> Nullable<Text>, accent -> Nullable<Text>, accent_dark -> Nullable<Text>, logo_id -> Nullable<BigInt> }
}

/// The row, if it was ever written.
pub(super) fn find(tx: &mut Tx) -> Answer<Option<Brand>> {
    let row: Option<(Option<String>, Option<String>, Option<String>, Option<FileId>)> =
        brand::table.select((brand::name, brand::accent, brand::accent_dark, brand::logo_id)).first(tx.link()).optional()?;
    let colour = |text: Option<String>| text.and_then(|text| Colour::parse(&text));
    Ok(row.map(|(name, accent, dark, logo)| Brand { name, accent: colour(accent), accent_dark: colour(dark), logo }))
}

/// Writes the row.
pub(super) fn put(tx: &mut Tx, new: &Brand) -> Answer<()> {
    let text = |colour: Option<Colour>| colour.map(|colour| colour.to_string());
    diesel::delete(brand::table).execute(tx.link())?;
    diesel::insert_into(brand::table)
        .values((
            brand::id.eq(1i64),
            brand::name.eq(&new.name),
            brand::accent.eq(text(new.accent)),
            brand::accent_dark.eq(text(new.accent_dark)),
            brand::logo_id.eq(new.logo),
        ))
        .execute(tx.link())?;
    Ok(())
}
