//! The part of the settings that says how the house shows itself: name, accents, logo, with a look at each. Its form brings the
//! logo as a file.

use actix_web::HttpResponse;
use maud::{Markup, html};
use serde::Deserialize;

use super::show;
use crate::access::frame::see_other;
use crate::access::permission::marks::ManageSettings;
use crate::access::{May, Routes};
use crate::platform::error::{Answer, Fault, No};
use crate::platform::web::layout::csrf_field;
use crate::platform::web::upload::UploadedFile;
use crate::platform::web::{Upload, Uploaded, Voice, components};
use crate::seller::brand::{self, Brand, NewBrand, NewLogo};
use crate::seller::colour::{Scheme, shades};

pub(super) fn routes(routes: &mut Routes) {
    routes.post("/settings/brand", save);
}

/// The form as it was typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typed {
    #[serde(default)]
    name: String,
    #[serde(default)]
    accent: String,
    #[serde(default)]
    accent_dark: String,
    #[serde(default)]
    without_logo: String,
}

impl Typed {
    fn of(brand: &Brand) -> Self {
        let text = |colour: Option<crate::seller::colour::Colour>| colour.map(|colour| colour.to_string()).unwrap_or_default();
        Self {
            name: brand.name.clone().unwrap_or_default(),
            accent: text(brand.accent),
            accent_dark: text(brand.accent_dark),
            without_logo: String::new(),
        }
    }
}

/// The section of the page, also with what was refused.
pub(super) fn section(may: &May<ManageSettings>, known: &Brand, refused: Option<(&Typed, &No)>) -> Markup {
    let l = may.voice();
    let (kept, face) = (Typed::of(known), may.request().face);
    let typed = refused.map_or(&kept, |(typed, _)| typed);
    let faults: &[Fault] = match refused {
        Some((_, No::Refused(refusal))) => &refusal.faults,
        _ => &[],
    };
    html! {
        form.card.form id="brand" method="post" action="/settings/brand" enctype="multipart/form-data" data-once {
            (csrf_field(&may.form_token()))
            h2 { (l.say("brand-title")) }
            @if let Some((_, no)) = refused { (components::refusal(l, no)) }
            div.field {
                label for="brand-name" { (l.say("brand-name")) }
                input id="brand-name" name="name" value=(typed.name) maxlength="40" placeholder="Orderly" aria-describedby="brand-name-h";
                span.hint id="brand-name-h" { (l.say("brand-name-hint")) }
                (components::fault(l, faults, "name"))
            }
            (accent(l, "accent", &l.say("brand-accent"), &typed.accent, faults))
            (accent(l, "accent_dark", &l.say("brand-accent-dark"), &typed.accent_dark, faults))
            div.field {
                label for="brand-logo" { (l.say("brand-logo")) }
                @if let (Some(_), Some(logo)) = (known.logo, &face.logo) { img src=(logo.address()) alt=(l.say("brand-logo-now")) height="28"; }
                input id="brand-logo" type="file" name="file" accept="image/png,image/jpeg,image/webp" aria-describedby="brand-logo-h";
                span.hint id="brand-logo-h" { (l.tell(&crate::say!("brand-logo-hint", kilobytes = brand::LOGO_LIMIT / 1024))) }
                @if known.logo.is_some() {
                    div.check { input id="without-logo" type="checkbox" name="without_logo" value="yes" checked[!typed.without_logo.is_empty()]; label for="without-logo" { (l.say("brand-logo-none")) } }
                }
            }
            (looks(l, known))
            div.actions { button.button--primary type="submit" { (l.say("settings-save")) } }
        }
    }
}

fn accent(l: Voice, name: &str, label: &str, value: &str, faults: &[Fault]) -> Markup {
    let is_bad = faults.iter().any(|fault| fault.field == name);
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) maxlength="9" placeholder="#0b5f80" autocomplete="off" spellcheck="false"
                aria-invalid=[is_bad.then_some("true")] aria-describedby={ (name) "-h" };
            span.hint id={ (name) "-h" } { (l.say("brand-accent-hint")) }
            (components::fault(l, faults, name))
        }
    }
}

/// Each accent as it will look: a button, a link on a tinted ground. Drawn, since a page may not carry a style of its own.
fn looks(l: Voice, known: &Brand) -> Markup {
    let both = [
        (Scheme::Light, known.accent, "brand-by-light", "#ffffff"),
        (Scheme::Dark, known.accent_dark, "brand-by-dark", "#181f26"),
    ];
    html! {
        @for (scheme, accent, label, surface) in both {
            @if let Some(accent) = accent {
                @let shades = shades(accent, scheme);
                figure.field {
                    svg.swatch width="240" height="56" viewBox="0 0 240 56" role="img" aria-label=(l.say(label)) {
                        rect width="240" height="56" rx="8" fill=(surface) {}
                        rect x="8" y="10" width="104" height="36" rx="8" fill=(shades.accent) {}
                        text x="60" y="33" text-anchor="middle" fill=(shades.on) { (l.say("brand-look")) }
                        rect x="120" y="10" width="112" height="36" rx="8" fill=(shades.soft) {}
                        text x="176" y="33" text-anchor="middle" fill=(shades.accent) { (l.say("brand-look")) }
                    }
                    figcaption.hint { (l.say(label)) }
                }
            }
        }
    }
}

fn new_brand(typed: &Typed, file: Option<UploadedFile>) -> Answer<NewBrand> {
    let logo = match file {
        Some(file) => NewLogo::Hang(brand::checked_logo(file.bytes)?),
        None if !typed.without_logo.is_empty() => NewLogo::TakeDown,
        None => NewLogo::AsItIs,
    };
    Ok(NewBrand { name: typed.name.clone(), accent: typed.accent.clone(), accent_dark: typed.accent_dark.clone(), logo })
}

async fn save(may: May<ManageSettings>, Upload(Uploaded { fields, file }): Upload<Typed>) -> Answer<HttpResponse> {
    let outcome = match new_brand(&fields, file) {
        Ok(new) => may.write(new, brand::put).await,
        Err(no) => Err(no),
    };
    match outcome {
        Ok(()) => {
            may.learn_face().await?;
            Ok(see_other("/settings#brand"))
        }
        Err(no @ No::Refused(_)) => show(&may, None, Some((&fields, &no))).await,
        Err(failed) => Err(failed),
    }
}
