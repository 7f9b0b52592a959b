//! Text in terminal cells: a Chinese character takes two. Nothing here ever splits what
//! a reader sees as one character (a grapheme cluster of UAX #29).

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells the terminal gives to characters of ambiguous width (UAX #11), such as
/// `“”…①·★` and box drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ambiguous {
    /// One cell: most terminals.
    #[default]
    One,
    /// Two cells: terminals set up for East Asian text.
    Two,
}

/// The mark of a cut text.
const CUT: &str = "…";

/// The cells a line of text takes. Control characters take none: show them with
/// [`visible`](super::fold::visible) first.
#[must_use]
pub fn cells(text: &str, ambiguous: Ambiguous) -> usize {
    text.graphemes(true).map(|g| cluster(g, ambiguous)).sum()
}

/// The text and as many spaces as it takes to fill `width` cells; a longer text is cut.
#[must_use]
pub fn pad_to(text: &str, width: usize, ambiguous: Ambiguous) -> String {
    let mut padded = cut_to(text, width, ambiguous);
    let used = cells(&padded, ambiguous);
    padded.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
    padded
}

/// The text if it fits into `width` cells, else as much of it as fits before the mark `…`.
/// Where not even the mark fits, nothing is left.
#[must_use]
pub fn cut_to(text: &str, width: usize, ambiguous: Ambiguous) -> String {
    if cells(text, ambiguous) <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(cells(CUT, ambiguous)) else {
        return String::new();
    };
    let mut cut = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += cluster(grapheme, ambiguous);
        if used > room {
            break;
        }
        cut.push_str(grapheme);
    }
    cut.push_str(CUT);
    cut
}

fn cluster(grapheme: &str, ambiguous: Ambiguous) -> usize {
    // Control characters have no cells; the library counts one for them.
    if grapheme.chars().all(char::is_control) {
        return 0;
    }
    match ambiguous {
        Ambiguous::One => grapheme.width(),
        Ambiguous::Two => grapheme.width_cjk(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Ambiguous::{One, Two};
    use proptest::prelude::*;

    #[test]
    fn chinese_takes_two_cells() {
        for (text, one, two) in [
            ("", 0, 0),
            ("abc", 3, 3),
            ("张三丰", 6, 6),
            ("张san", 5, 5),
            ("ＡＢ", 4, 4),
            ("，。", 4, 4),
            ("“a”", 3, 5),
            ("买·买", 5, 6),
            ("e\u{301}", 1, 1),
            ("\u{20000}", 2, 2),
        ] {
            assert_eq!((cells(text, One), cells(text, Two)), (one, two), "{text}");
        }
    }

    #[test]
    fn cutting_never_splits_a_wide_character() {
        for (width, cut) in [
            (0, ""),
            (1, "…"),
            (2, "…"),
            (3, "张…"),
            (4, "张…"),
            (5, "张三…"),
            (6, "张三丰"),
        ] {
            assert_eq!(cut_to("张三丰", width, One), cut, "{width}");
        }
        assert_eq!(cut_to("张三丰", 1, Two), "");
        assert_eq!(cut_to("张三丰", 4, Two), "张…");
        assert_eq!(cut_to("ne\u{301}e\u{301}n", 3, One), "ne\u{301}…");
    }

    #[test]
    fn padding_fills() {
        assert_eq!(pad_to("张三", 6, One), "张三  ");
        assert_eq!(pad_to("张三丰", 4, One), "张… ");
        assert_eq!(pad_to("", 2, One), "  ");
    }

    proptest! {
        #[test]
        fn padded_text_is_as_wide_as_asked(text in "\\PC{0,20}", width in 0..30_usize, two: bool) {
            let ambiguous = if two { Two } else { One };
            prop_assert_eq!(cells(&pad_to(&text, width, ambiguous), ambiguous), width);
            prop_assert!(cells(&cut_to(&text, width, ambiguous), ambiguous) <= width);
        }
    }
}
