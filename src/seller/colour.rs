//! The accent's rule: a colour is taken when text in it can be read on every ground of the pages, and text on it as well, by the
//! relative luminance of WCAG. Called when a brand is saved and when its style is made; it knows no page and no database.

/// What text needs against its ground.
pub const ENOUGH: f64 = 4.5;

/// A colour of a screen: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// By light or by dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on light grounds.
    Light,
    /// Light text on dark grounds.
    Dark,
}

const WHITE: Colour = Colour([0xff; 3]);
const BLACK: Colour = Colour([0; 3]);
/// Text on an accent by dark.
const NIGHT: Colour = Colour([0x06, 0x14, 0x1a]);

/// The grounds of the style sheet by light: page, surface, sunken, hover, and those of notices. A test compares them with it.
const LIGHT: [Colour; 8] = [
    Colour([0xf4, 0xf6, 0xf8]),
    WHITE,
    Colour([0xee, 0xf1, 0xf4]),
    Colour([0xf5, 0xf9, 0xfb]),
    Colour([0xe1, 0xf3, 0xe7]),
    Colour([0xff, 0xf0, 0xd2]),
    Colour([0xfd, 0xea, 0xe8]),
    Colour([0xe6, 0xee, 0xfa]),
];
/// The same by dark.
const DARK: [Colour; 8] = [
    Colour([0x10, 0x15, 0x1a]),
    Colour([0x18, 0x1f, 0x26]),
    Colour([0x21, 0x2a, 0x33]),
    Colour([0x1c, 0x25, 0x2d]),
    Colour([0x14, 0x32, 0x22]),
    Colour([0x3a, 0x2b, 0x0f]),
    Colour([0x43, 0x1d, 0x1d]),
    Colour([0x1a, 0x2d, 0x4a]),
];

impl Colour {
    /// `#0b5f80` or `#0bf`; the sharp may be left out.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('#').unwrap_or(text);
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let whole = match digits.len() {
            6 => digits.to_owned(),
            3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
            _ => return None,
        };
        let [_, red, green, blue] = u32::from_str_radix(&whole, 16).ok()?.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// Relative luminance, from nothing to one.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How far two colours stand apart: from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// So much of another colour in this one, of 255.
    fn mix(self, other: Self, share: u8) -> Self {
        let [red, green, blue] = self.0;
        let [to_red, to_green, to_blue] = other.0;
        let blend = |from: u8, to: u8| {
            let (share, from, to) = (u32::from(share), u32::from(from), u32::from(to));
            u8::try_from((from * (255 - share) + to * share + 127) / 255).unwrap_or(u8::MAX)
        };
        Self([blend(red, to_red), blend(green, to_green), blend(blue, to_blue)])
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Scheme {
    fn grounds(self) -> &'static [Colour] {
        match self {
            Scheme::Light => &LIGHT,
            Scheme::Dark => &DARK,
        }
    }

    fn surface(self) -> Colour {
        match self {
            Scheme::Light => WHITE,
            Scheme::Dark => Colour([0x18, 0x1f, 0x26]),
        }
    }

    /// Where a colour that cannot be read is moved to until it can be.
    fn end(self) -> Colour {
        match self {
            Scheme::Light => BLACK,
            Scheme::Dark => WHITE,
        }
    }
}

/// The four colours that an accent becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// Links, main buttons, the ring of focus.
    pub accent: Colour,
    /// The same under the pointer.
    pub strong: Colour,
    /// A ground that is tinted with it.
    pub soft: Colour,
    /// Text on the accent.
    pub on: Colour,
}

/// What an accent becomes.
pub fn shades(accent: Colour, scheme: Scheme) -> Shades {
    let (strong, soft, on) = match scheme {
        Scheme::Light => (72, 30, WHITE),
        Scheme::Dark => (80, 38, NIGHT),
    };
    Shades { accent, strong: accent.mix(scheme.end(), strong), soft: scheme.surface().mix(accent, soft), on }
}

/// The least contrast of an accent anywhere on the pages.
pub fn least_contrast(accent: Colour, scheme: Scheme) -> f64 {
    let shades = shades(accent, scheme);
    let beside = scheme.grounds().iter().copied().chain([shades.soft, shades.on]);
    beside.map(|ground| accent.contrast(ground)).fold(f64::INFINITY, f64::min)
}

/// The colour nearest to this one that can be read everywhere: itself, or a darker one by light, a lighter one by dark.
pub fn nearest(accent: Colour, scheme: Scheme) -> Colour {
    let moved = (0..=u8::MAX).map(|share| accent.mix(scheme.end(), share));
    moved.into_iter().find(|colour| least_contrast(*colour, scheme) >= ENOUGH).unwrap_or(scheme.end())
}

/// The style sheet of the seller's own colours: only the custom properties, and only where there is a colour.
pub fn sheet(light: Option<Colour>, dark: Option<Colour>) -> String {
    let part = |scheme: Scheme, word: &str, accent: Option<Colour>| {
        let Some(accent) = accent else { return String::new() };
        let Shades { accent, strong, soft, on } = shades(accent, scheme);
        format!(
            "@media screen and (prefers-color-scheme:{word}){{:root{{--accent:{accent};--accent-strong:{strong};\
             --accent-soft:{soft};--on-accent:{on}}}}}"
        )
    };
    part(Scheme::Light, "light", light) + &part(Scheme::Dark, "dark", dark)
}

#[cfg(test)]
#[path = "colour_tests.rs"]
mod tests;
