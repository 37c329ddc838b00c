//! Colours of the house: contrast as it is defined, what is refused, and the nearest that is allowed.

use proptest::prelude::*;

use super::*;

fn colour(text: &str) -> Colour {
    Colour::parse(text).unwrap()
}

/// What a custom property of the style sheet is in its first rule, by light, or in its second, by dark.
fn token(nth: usize, name: &str) -> Colour {
    let sheet = include_str!("../../static/style.css");
    let rule = sheet.split(":root {").nth(nth).unwrap().split('}').next().unwrap();
    let mark = format!("--{name}: ");
    colour(rule.split(&mark).nth(1).unwrap_or_else(|| panic!("no {name}")).split(';').next().unwrap())
}

#[test]
fn the_grounds_are_those_of_the_style_sheet() {
    let names = ["bg", "surface", "sunken", "hover", "ok-soft", "warn-soft", "bad-soft", "info-soft"];
    assert_eq!(names.map(|name| token(1, name)), LIGHT);
    assert_eq!(names.map(|name| token(2, name)), DARK);
}

#[test]
fn contrast_is_the_one_of_the_standard() {
    for (one, two, told) in [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#ff0000", "#ffffff", 3.998),
        ("#0000ff", "#ffffff", 8.592),
        ("#123456", "#123456", 1.0),
    ] {
        let found = colour(one).contrast(colour(two));
        assert!((found - told).abs() < 0.001, "{one} on {two}: {found}");
        assert_eq!(found, colour(two).contrast(colour(one)));
    }
}

#[test]
fn a_colour_is_written_in_six_or_three_digits() {
    for (text, told) in [("#0b5f80", "#0b5f80"), ("0B5F80", "#0b5f80"), (" #0bf ", "#00bbff"), ("fff", "#ffffff")] {
        assert_eq!(colour(text).to_string(), told, "{text}");
    }
    for text in ["", "#", "#12345", "#1234567", "red", "#+12345", "#12345g", "#ффф", "#0b5f80;}", "rgb(1,2,3)"] {
        assert_eq!(Colour::parse(text), None, "{text}");
    }
}

#[test]
fn our_own_accents_pass_and_pale_ones_do_not() {
    assert!(least_contrast(token(1, "accent"), Scheme::Light) >= ENOUGH);
    assert!(least_contrast(token(2, "accent"), Scheme::Dark) >= ENOUGH);
    for (pale, scheme) in
        [("#ffcc00", Scheme::Light), ("#67bfe2", Scheme::Light), ("#0b5f80", Scheme::Dark), ("#777", Scheme::Dark)]
    {
        assert!(least_contrast(colour(pale), scheme) < ENOUGH, "{pale}");
        assert_ne!(nearest(colour(pale), scheme), colour(pale));
    }
    assert_eq!(nearest(token(1, "accent"), Scheme::Light), token(1, "accent"), "what can be read stays as it is");
}

#[test]
fn the_sheet_says_only_what_was_chosen() {
    assert_eq!(sheet(None, None), "");
    let light = sheet(Some(colour("#7a1f5c")), None);
    assert!(
        light.starts_with("@media screen and (prefers-color-scheme:light){:root{--accent:#7a1f5c;--accent-strong:#"),
        "{light}"
    );
    assert!(light.ends_with("--on-accent:#ffffff}}") && !light.contains("dark"), "{light}");
    let both = sheet(Some(colour("#7a1f5c")), Some(colour("#f2a7d8")));
    assert!(both.starts_with(&light) && both.contains("prefers-color-scheme:dark") && both.len() < 400, "{both}");
}

proptest! {
    #[test]
    fn whatever_is_asked_for_the_nearest_can_be_read_everywhere(red: u8, green: u8, blue: u8, is_dark: bool) {
        let scheme = if is_dark { Scheme::Dark } else { Scheme::Light };
        let found = nearest(Colour([red, green, blue]), scheme);
        prop_assert!(least_contrast(found, scheme) >= ENOUGH, "{}", found);
        let Shades { accent, strong, soft, on } = shades(found, scheme);
        for (text, ground) in [(accent, soft), (strong, soft), (on, accent), (on, strong)] {
            prop_assert!(text.contrast(ground) >= ENOUGH, "{} on {}", text, ground);
        }
        for ground in scheme.grounds() {
            prop_assert!(strong.contrast(*ground) >= ENOUGH, "{} on {}", strong, ground);
        }
    }

    #[test]
    fn a_colour_comes_back_as_it_was_written(red: u8, green: u8, blue: u8) {
        let one = Colour([red, green, blue]);
        prop_assert_eq!(Colour::parse(&one.to_string()), Some(one));
    }
}
