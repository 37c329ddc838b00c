//! The sheet every letter is written on: one plain frame for the HTML part, and the way out below both parts of letters that nobody
//! must get. Mail programs know no style sheets of ours, so here alone styles stand beside the words.

use maud::{DOCTYPE, PreEscaped, html};

use super::{Letter, WayOut};

const PAPER: &str =
    "margin:0;padding:16px;background:#f4f5f7;color:#1c2024;font:16px/1.5 system-ui,'Segoe UI',Roboto,Arial,sans-serif";
const SHEET: &str = "max-width:600px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #d9dce1;border-radius:8px";
const HEAD: &str = "margin:0 0 16px;padding:0 0 12px;border-bottom:1px solid #d9dce1;font-weight:600";
const FOOT: &str = "margin:24px 0 0;padding:12px 0 0;border-top:1px solid #d9dce1;color:#5a6169;font-size:13px";
/// For what letters hold: mail programs that keep it show it better, the others lose nothing.
const INSIDE: &str = "h1{margin:0 0 12px;font-size:20px;line-height:1.3}p{margin:0 0 12px}table{border-collapse:collapse;margin:0 0 12px}\
    td{padding:4px 12px 4px 0;border-bottom:1px solid #eceef1;vertical-align:top}a{color:#1a56b0}";

/// The HTML part: the letter's own words in the frame, under the sender's name.
pub(super) fn rich(letter: &Letter, sender: &str, way_out: Option<&WayOut>) -> String {
    html! {
        (DOCTYPE)
        html lang=[way_out.map(|way| way.lang)] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (letter.subject) }
                style { (PreEscaped(INSIDE)) }
            }
            body style=(PAPER) {
                div style=(SHEET) {
                    div style=(HEAD) { (sender) }
                    (PreEscaped(&letter.html))
                    @if let Some(way) = way_out {
                        div style=(FOOT) {
                            (way.words) " " a href=(way.settings) { (way.settings_words) } " · " a href=(way.one_click) { (way.one_click_words) }
                        }
                    }
                }
            }
        }
    }
    .into_string()
}

/// The plain part.
pub(super) fn plain(letter: &Letter, way_out: Option<&WayOut>) -> String {
    match way_out {
        Some(way) => format!(
            "{}\n\n{}\n{}: {}\n{}: {}\n",
            letter.text.trim_end(),
            way.words,
            way.settings_words,
            way.settings,
            way.one_click_words,
            way.one_click
        ),
        None => letter.text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter {
        Letter {
            to: "a@b.example".into(),
            name: "A".into(),
            subject: "<Заказ> & счёт".into(),
            text: "Итого: 1\n".into(),
            html: "<p>Итого: 1</p>".into(),
            id: "1".into(),
        }
    }

    fn way_out() -> WayOut {
        WayOut {
            lang: "ru",
            one_click: "https://x.example/mail/1".into(),
            settings: "https://x.example/profile".into(),
            words: "Почему".into(),
            settings_words: "Настроить".into(),
            one_click_words: "Отписаться".into(),
        }
    }

    #[test]
    fn the_frame_holds_the_words_and_escapes_the_subject() {
        let page = rich(&letter(), "Оптима & Ко", Some(&way_out()));
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"ru\">"), "{page}");
        assert!(
            page.contains("<p>Итого: 1</p>") && page.contains("&lt;Заказ&gt; &amp; счёт") && page.contains("Оптима &amp; Ко")
        );
        assert!(page.contains("href=\"https://x.example/mail/1\"") && page.contains("href=\"https://x.example/profile\""));
    }

    #[test]
    fn a_letter_that_must_come_has_no_way_out_and_its_text_is_as_written() {
        assert_eq!(plain(&letter(), None), "Итого: 1\n");
        assert!(!rich(&letter(), "Оптима", None).contains("Отписаться"));
        assert!(plain(&letter(), Some(&way_out())).ends_with("Отписаться: https://x.example/mail/1\n"));
    }
}
