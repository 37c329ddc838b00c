//! Charts as plain SVG: columns over time and bars with names. Pure: whole numbers in, markup out; colours are classes of the
//! style sheet. What is drawn stretches with the page and words never do. Pages put the same figures as a table behind each of them.

use maud::{Markup, html};

/// A rectangle in the picture's own units, from its left upper corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// What a chart says to those who do not see it.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The name of its parts on the page; unique there.
    pub id: &'a str,
    /// What it shows.
    pub title: &'a str,
    /// The figures in short.
    pub desc: &'a str,
}

/// A bar with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// The name.
    pub label: String,
    /// How long it is beside the others.
    pub value: i64,
    /// The figure as people read it.
    pub shown: String,
    /// How it looks: empty, `warn` or `bad`.
    pub tone: &'static str,
}

const WIDE: u32 = 1000;
const HIGH: u32 = 240;

/// A value's length beside the greatest; what is above nothing is never quite invisible.
fn length(value: i64, greatest: i64, room: u32) -> u32 {
    if value <= 0 || greatest <= 0 {
        return 0;
    }
    let scaled = i128::from(value.min(greatest)) * i128::from(room) / i128::from(greatest);
    u32::try_from(scaled).unwrap_or(room).clamp(room.min(2), room)
}

/// Columns side by side from the ground up, the greatest as high as the picture; nothing of none.
pub fn columns_of(values: &[i64], wide: u32, high: u32) -> Vec<Block> {
    let greatest = values.iter().copied().max().unwrap_or_default();
    let count = u64::try_from(values.len()).unwrap_or(u64::MAX).max(1);
    let edge = |at: u64| u32::try_from(at.saturating_mul(u64::from(wide)) / count).unwrap_or(wide).min(wide);
    (0u64..)
        .zip(values)
        .map(|(at, value)| {
            let (left, slot) = (edge(at), edge(at + 1).saturating_sub(edge(at)));
            let x = left.min(wide.saturating_sub(1));
            let height = length(*value, greatest, high);
            Block { x, y: high - height, width: (slot - slot / 5).clamp(1, wide.max(1)).min(wide - x), height }
        })
        .collect()
}

/// How long bars are, the greatest as long as the picture is wide.
pub fn lengths_of(values: &[i64], wide: u32) -> Vec<u32> {
    let greatest = values.iter().copied().max().unwrap_or_default();
    values.iter().map(|value| length(*value, greatest, wide)).collect()
}

/// The outline of some rectangles in one path.
fn outline(blocks: &[Block]) -> String {
    let drawn = blocks.iter().filter(|block| block.width > 0 && block.height > 0);
    drawn.map(|b| format!("M{} {}h{}v{}h-{}z", b.x, b.y, b.width, b.height, b.width)).collect()
}

/// Columns over time. They are as wide as the page gives them room; names stand below, in the page.
pub fn columns(words: Words<'_>, values: &[i64]) -> Markup {
    html! {
        svg.chart.chart--time viewBox={ "0 0 " (WIDE) " " (HIGH) } preserveAspectRatio="none" role="img" aria-labelledby={ (words.id) "-t " (words.id) "-d" } {
            (spoken(words))
            path d=(outline(&columns_of(values, WIDE, HIGH))) {}
        }
    }
}

/// Bars, each below its name and its figure, which are words of the page.
pub fn bars(words: Words<'_>, bars: &[Bar]) -> Markup {
    let values: Vec<i64> = bars.iter().map(|bar| bar.value).collect();
    let whole = |width| outline(&[Block { x: 0, y: 0, width, height: 1 }]);
    html! {
        div.bars role="img" aria-labelledby={ (words.id) "-t " (words.id) "-d" } {
            span.unseen id={ (words.id) "-t" } { (words.title) }
            span.unseen id={ (words.id) "-d" } { (words.desc) }
            @for (bar, width) in bars.iter().zip(lengths_of(&values, WIDE)) {
                div { span { (bar.label) } b { (bar.shown) } }
                svg viewBox={ "0 0 " (WIDE) " 1" } preserveAspectRatio="none" {
                    path.track d=(whole(WIDE)) {}
                    path class=[(!bar.tone.is_empty()).then_some(bar.tone)] d=(whole(width)) {}
                }
            }
        }
    }
}

fn spoken(words: Words<'_>) -> Markup {
    html! {
        title id={ (words.id) "-t" } { (words.title) }
        desc id={ (words.id) "-d" } { (words.desc) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GREAT: i64 = i64::MAX;

    fn is_inside(block: &Block, wide: u32, high: u32) -> bool {
        block.x + block.width <= wide && block.y + block.height <= high
    }

    fn words() -> Words<'static> {
        Words { id: "c", title: "Orders <all>", desc: "1 & 2" }
    }

    #[test]
    fn nothing_draws_nothing() {
        assert!(columns_of(&[], WIDE, HIGH).is_empty() && lengths_of(&[], WIDE).is_empty());
        for drawn in [columns(words(), &[]), columns(words(), &[0, 0])] {
            assert!(drawn.into_string().contains("<path d=\"\"></path>"));
        }
    }

    #[test]
    fn one_point_fills_the_picture() {
        assert_eq!(columns_of(&[7], 100, 50), [Block { x: 0, y: 0, width: 80, height: 50 }]);
        assert_eq!(lengths_of(&[7], 100), [100]);
    }

    #[test]
    fn huge_values_stand_beside_small_ones() {
        let heights: Vec<u32> = columns_of(&[GREAT, GREAT / 2, 1, 0, -5, i64::MIN], 600, 100).iter().map(|c| c.height).collect();
        assert_eq!(heights, [100, 49, 2, 0, 0, 0]);
    }

    #[test]
    fn a_chart_speaks_and_names_no_style() {
        let bar = Bar { label: "ООО «Альфа» <b>".into(), value: 3, shown: "3".into(), tone: "bad" };
        let drawn = bars(words(), &[bar]).into_string();
        assert!(drawn.contains("role=\"img\" aria-labelledby=\"c-t c-d\""), "{drawn}");
        assert!(
            drawn.contains("id=\"c-t\">Orders &lt;all&gt;</span>") && drawn.contains("id=\"c-d\">1 &amp; 2</span>"),
            "{drawn}"
        );
        assert!(drawn.contains("<div><span>ООО «Альфа» &lt;b&gt;</span><b>3</b></div>") && !drawn.contains("style"), "{drawn}");
        let spoken = columns(words(), &[1]).into_string();
        assert!(spoken.contains("<title id=\"c-t\">Orders &lt;all&gt;</title><desc id=\"c-d\">1 &amp; 2</desc>"), "{spoken}");
    }

    proptest! {
        #[test]
        fn every_column_lies_inside(values in proptest::collection::vec(any::<i64>(), 0..1500), wide in 1u32..2000, high in 1u32..2000) {
            let drawn = columns_of(&values, wide, high);
            prop_assert_eq!(drawn.len(), values.len());
            prop_assert!(drawn.iter().all(|block| is_inside(block, wide, high)));
            prop_assert!(drawn.iter().zip(&values).all(|(block, value)| (block.height > 0) == (*value > 0)));
            prop_assert!(drawn.windows(2).all(|pair| pair[0].x <= pair[1].x));
        }

        #[test]
        fn every_bar_lies_inside(values in proptest::collection::vec(any::<i64>(), 0..60), wide in 1u32..2000) {
            let drawn = lengths_of(&values, wide);
            prop_assert_eq!(drawn.len(), values.len());
            prop_assert!(drawn.iter().zip(&values).all(|(width, value)| *width <= wide && (*width > 0) == (*value > 0)));
            let greatest = values.iter().copied().max().unwrap_or_default();
            prop_assert!(greatest <= 0 || drawn.contains(&wide));
        }

        #[test]
        fn a_greater_value_is_never_shorter(a in 0..GREAT, b in 0..GREAT, room in 1u32..2000) {
            let greatest = a.max(b);
            prop_assert!(a > b || length(a, greatest, room) <= length(b, greatest, room));
        }
    }
}
