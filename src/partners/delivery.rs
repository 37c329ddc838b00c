//! The ways of delivery that have a name in both languages. An address keeps its way as it was typed; pages and documents that
//! show it ask here. What is not known is shown as it is kept.

use crate::platform::web::Lang;

crate::words! {
    /// A way of delivery that every client's reader knows by its name.
    pub enum Way {
        /// The buyer takes the goods himself.
        Pickup = "pickup",
        /// Somebody brings them.
        Delivery = "delivery",
        /// Our own lorry brings them to the door.
        OwnDoor = "own_door",
        /// A carrier brings them.
        Carrier = "carrier",
        /// A carrier brings them to its terminal.
        CarrierTerminal = "carrier_terminal",
        /// A carrier brings them to the door.
        CarrierDoor = "carrier_door",
        /// A courier brings them.
        Courier = "courier",
        /// They come by post.
        Post = "post",
    }
}

impl Way {
    /// The way whose name in either language was typed.
    fn typed(text: &str) -> Option<Self> {
        let typed = text.trim().to_lowercase();
        let is_named = |way: Self| Lang::ALL.iter().any(|lang| way.name(*lang).to_lowercase() == typed);
        Self::ALL.iter().copied().find(|way| is_named(*way))
    }

    /// Its name in a language.
    fn name(self, lang: Lang) -> String {
        lang.say(&format!("delivery-{self}"))
    }
}

/// A way of delivery, kept as somebody typed it, in the reader's language where that is known.
pub fn name(lang: Lang, kept: &str) -> String {
    Way::typed(kept).map_or_else(|| kept.to_owned(), |way| way.name(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_ways_are_told_in_both_languages_and_others_as_they_are_kept() {
        assert_eq!(
            (name(Lang::En, " самовывоз"), name(Lang::Ru, "Customer pickup")),
            ("Customer pickup".to_owned(), "Самовывоз".to_owned())
        );
        assert_eq!(name(Lang::En, "Транспортная компания до терминала"), "Carrier, to the terminal");
        for kept in ["", "Попутным рейсом в четверг"] {
            assert_eq!((name(Lang::En, kept), name(Lang::Ru, kept)), (kept.to_owned(), kept.to_owned()));
        }
        for way in Way::ALL {
            assert!(Lang::ALL.iter().all(|lang| Way::typed(&way.name(*lang)) == Some(*way)), "{way}");
        }
    }
}
