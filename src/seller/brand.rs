//! How the house shows itself: its name in the head of pages, its own accents, its logo. Called by the doors of the settings; every
//! change is recorded. Whoever serves pages reads the face that comes of it.

use serde_json::json;

use super::brand_store as store;
use super::colour::{self, Colour, ENOUGH, Scheme};
use crate::access::permission::{Permission, marks::ManageSettings};
use crate::access::{Act, Recorded};
use crate::platform::db::Tx;
use crate::platform::error::{Answer, Fault, Kind, No, Refusal};
use crate::platform::files::{self, File, FileId};
use crate::platform::picture;
use crate::platform::values::{Quantity, text};
use crate::platform::web::Face;
use crate::platform::web::face::{LOGO, Shown, THEME};
use crate::say;

/// The largest logo, in bytes: it is sent with the first page that somebody sees.
pub const LOGO_LIMIT: usize = 64 * 1024;
/// The longest name, in letters.
const LONGEST_NAME: usize = 40;

/// How the house shows itself; what is none is as the program has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// The name in the head and in titles.
    pub name: Option<String>,
    /// The accent by light.
    pub accent: Option<Colour>,
    /// The accent by dark.
    pub accent_dark: Option<Colour>,
    /// The logo.
    pub logo: Option<FileId>,
}

/// How the house shall show itself, as somebody wrote it; what is empty becomes as the program has it.
#[derive(Debug, Clone, Default)]
pub struct NewBrand {
    /// The name.
    pub name: String,
    /// The accent by light, as `#0b5f80`.
    pub accent: String,
    /// The accent by dark.
    pub accent_dark: String,
    /// What becomes of the logo.
    pub logo: NewLogo,
}

/// What becomes of the logo.
#[derive(Debug, Clone, Default)]
pub enum NewLogo {
    /// It stays as it is.
    #[default]
    AsItIs,
    /// This picture, checked, takes its place.
    Hang(File),
    /// There is none any more.
    TakeDown,
}

/// These bytes as a logo. Refuses what is too large and what is no picture; drawings with scripts in them are none (413, 415).
pub fn checked_logo(bytes: Vec<u8>) -> Answer<File> {
    if bytes.len() > LOGO_LIMIT {
        let why = say!("brand-logo-too-large", kilobytes = LOGO_LIMIT / 1024);
        return Err(Refusal::new(Kind::Transport(413), "too_large", why).into());
    }
    picture::checked(bytes)
}

/// How the house shows itself.
pub fn look<P: Permission>(act: &mut Act<'_, P>, (): &()) -> Answer<Brand> {
    Ok(store::find(act.tx())?.unwrap_or_default())
}

/// Says how the house shows itself. An accent in which text could not be read is refused, with the nearest in which it can.
pub fn put(act: &mut Act<'_, ManageSettings>, new: &NewBrand) -> Answer<Recorded<()>> {
    let mut faults = Vec::new();
    let name = Some(new.name.trim()).filter(|name| !name.is_empty());
    let name = name.map(|name| text::required_line(name, LONGEST_NAME)).transpose().unwrap_or_else(|_| {
        faults.push(fault("name", "too_long", say!("brand-name-too-long", count = LONGEST_NAME)));
        None
    });
    let accent = accent("accent", &new.accent, Scheme::Light, &mut faults);
    let accent_dark = self::accent("accent_dark", &new.accent_dark, Scheme::Dark, &mut faults);
    if !faults.is_empty() {
        return Err(No::faults(faults));
    }
    let before = store::find(act.tx())?.unwrap_or_default();
    keep(act, &before, Brand { name, accent, accent_dark, logo: before.logo }, &new.logo)
}

/// Changes the logo alone.
pub fn put_logo(act: &mut Act<'_, ManageSettings>, new: &NewLogo) -> Answer<Recorded<()>> {
    let before = store::find(act.tx())?.unwrap_or_default();
    keep(act, &before, before.clone(), new)
}

fn keep(act: &mut Act<'_, ManageSettings>, before: &Brand, mut brand: Brand, logo: &NewLogo) -> Answer<Recorded<()>> {
    match logo {
        NewLogo::AsItIs => {}
        NewLogo::Hang(file) => brand.logo = Some(files::store(act.tx(), file)?),
        NewLogo::TakeDown => brand.logo = None,
    }
    store::put(act.tx(), &brand)?;
    if let Some(old) = before.logo.filter(|old| Some(*old) != brand.logo) {
        files::delete(act.tx(), old)?;
    }
    let colour = |colour: Option<Colour>| colour.map(|colour| colour.to_string());
    let facts = json!({
        "is_named": brand.name.is_some(), "accent": colour(brand.accent), "accent_dark": colour(brand.accent_dark), "logo": brand.logo,
    });
    act.record("seller.brand", None, facts, ())
}

fn accent(field: &str, text: &str, scheme: Scheme, faults: &mut Vec<Fault>) -> Option<Colour> {
    if text.trim().is_empty() {
        return None;
    }
    let Some(chosen) = Colour::parse(text) else {
        faults.push(fault(field, "not_colour", say!("brand-not-colour")));
        return None;
    };
    let least = colour::least_contrast(chosen, scheme);
    if least < ENOUGH {
        let nearest = colour::nearest(chosen, scheme).to_string();
        faults.push(fault(field, "low_contrast", say!("brand-low-contrast", ratio = tenths(least), nearest = nearest)));
        return None;
    }
    Some(chosen)
}

/// A contrast for a sentence: never rounded up to what would suffice.
fn tenths(contrast: f64) -> Quantity {
    Quantity::from_steps((contrast * 10.0).floor() as i64 * 100)
}

fn fault(field: &str, code: &'static str, message: crate::platform::message::Message) -> Fault {
    Fault { field: field.to_owned(), code, message }
}

/// The face that pages show.
pub(crate) fn face(tx: &mut Tx) -> Answer<Face> {
    let ours = Face::default();
    let Some(brand) = store::find(tx)? else { return Ok(ours) };
    let sheet = colour::sheet(brand.accent, brand.accent_dark);
    let theme = (!sheet.is_empty()).then(|| Shown::of(THEME, "text/css; charset=utf-8", sheet.into_bytes()));
    let logo = match brand.logo {
        Some(id) => {
            let file = files::read(tx, id)?;
            Some(Shown::of(LOGO, &file.media_type, file.bytes))
        }
        None => None,
    };
    Ok(Face { name: brand.name.unwrap_or(ours.name), theme, logo })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contrast_is_told_without_rounding_it_up() {
        assert_eq!(tenths(4.4999), Quantity::parse("4.4").unwrap());
        assert_eq!(tenths(1.0), Quantity::whole(1));
    }

    #[test]
    fn an_accent_that_cannot_be_read_is_refused_with_the_nearest_that_can() {
        let mut faults = Vec::new();
        assert_eq!(accent("accent", "#ffcc00", Scheme::Light, &mut faults), None);
        assert_eq!(accent("accent", "sky", Scheme::Light, &mut faults), None);
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["low_contrast", "not_colour"]);
        faults.clear();
        assert_eq!(accent("accent", "  ", Scheme::Light, &mut faults), None);
        assert_eq!(accent("accent", "7a1f5c", Scheme::Light, &mut faults), Colour::parse("#7a1f5c"));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_logo_is_a_small_picture_and_no_drawing() {
        assert_eq!(checked_logo(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()).unwrap_err().code(), "not_picture");
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.resize(LOGO_LIMIT, 0);
        assert!(checked_logo(bytes.clone()).is_ok());
        bytes.push(0);
        assert_eq!(checked_logo(bytes).unwrap_err().code(), "too_large");
    }
}
