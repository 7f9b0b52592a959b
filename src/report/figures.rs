//! The figures of a report in words.

use crate::domain::figure::{INDICATORS, Line, Told};
use crate::i18n::say;
use crate::i18n::values::Show;

/// What stands above the columns of [`cells`].
pub const HEADINGS: [&str; 3] = ["paper-indicator", "paper-part", "paper-value"];

/// One line: the figure, of which, and the number or what stands in its place. That small
/// parts were left out stands where a part would.
#[must_use]
pub fn cells(show: &Show, line: &Line) -> [String; 3] {
    let part = line.part.as_ref();
    let part = part.map(|(list, code)| show.code(list, code));
    let part = part.unwrap_or_default();
    let (part, value) = match line.told {
        Told::Number(n) => (part, n.to_string()),
        Told::Few => (part, "<5".to_owned()),
        Told::Withheld => (say(show.lang, "paper-withheld", &[]), String::new()),
    };
    [show.code(INDICATORS, &line.indicator), part, value]
}
