//! A count for a person who waits.

use std::cell::Cell;
use std::io::{self, IsTerminal, Write};

use crate::i18n::{Lang, say};
use crate::text::width::{Ambiguous, cells};

/// The line a count stands on; it is empty again when the work is done, whatever came
/// of it.
struct CountLine {
    shown: bool,
    /// The cells of the longest line so far.
    wide: Cell<usize>,
}

impl Drop for CountLine {
    fn drop(&mut self) {
        let wide = self.wide.get();
        if wide > 0 {
            // A terminal that is gone hears nothing.
            let _ = write!(io::stderr(), "\r{:wide$}\r", "");
        }
    }
}

/// A count on one line of the terminal, for a person who waits; the sentence of this id
/// says what is counted.
pub(super) fn counter(
    lang: Lang,
    wanted: bool,
    sentence: &'static str,
) -> impl FnMut(u64, Option<u64>) -> bool {
    let shown = wanted && io::stderr().is_terminal();
    let line = CountLine {
        shown,
        wide: Cell::new(0),
    };
    move |done, of| {
        // The whole line is held, so that it lives as long as the count.
        let line = &line;
        if line.shown {
            let of = of.map_or(String::new(), |n| format!(" / {n}"));
            let count = format!("{done}{of}");
            let text = say(lang, sentence, &[("count", &count)]);
            let wide = cells(&text, Ambiguous::Two);
            line.wide.set(line.wide.get().max(wide));
            // A terminal that is gone hears nothing.
            let _ = write!(io::stderr(), "\r{text}");
        }
        true
    }
}
