//! Where a long text breaks into rows. It is kept line by line: a key costs what the line
//! under the cursor costs, however long the text is.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::width::{Ambiguous, cells};

/// So wide is a tab.
const TAB: &str = "    ";

/// The rows of a text, and which of them are seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Wrapped {
    /// In cells; 0 until it was drawn: then nothing breaks.
    width: usize,
    /// How many rows are seen.
    pub(super) height: usize,
    /// The first of them.
    pub(super) top: usize,
    lines: Vec<Broken>,
}

/// A line of the text, and where its rows begin.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Broken {
    text: String,
    rows: Vec<Start>,
}

/// The beginning of a row in its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Start {
    byte: usize,
    chars: usize,
}

fn wide(glyph: &str) -> usize {
    cells(if glyph == "\t" { TAB } else { glyph }, Ambiguous::One)
}

/// Where the rows of a line begin.
fn starts(text: &str, width: usize) -> impl Iterator<Item = Start> {
    let (mut used, mut chars) = (0, 0);
    let behind = text
        .grapheme_indices(true)
        .filter_map(move |(byte, glyph)| {
            let (wide, start) = (wide(glyph), Start { byte, chars });
            let full = used > 0 && used + wide > width;
            used = if full { wide } else { used + wide };
            chars += glyph.chars().count();
            full.then_some(start)
        });
    std::iter::once(Start::default()).chain(behind)
}

/// How many rows a text takes; it stops counting at `most`.
pub(super) fn rows(lines: &[String], width: usize, most: usize) -> usize {
    let all = lines.iter().flat_map(|line| starts(line, width));
    all.take(most).count()
}

impl Broken {
    fn new(text: &str, width: usize) -> Self {
        Self {
            text: text.to_owned(),
            rows: starts(text, width).collect(),
        }
    }

    /// What stands in its `at`-th row.
    fn row(&self, at: usize) -> &str {
        let end = self.rows.get(at + 1).map_or(self.text.len(), |r| r.byte);
        let begin = self.rows.get(at).map_or(end, |r| r.byte);
        self.text.get(begin..end).unwrap_or_default()
    }
}

impl Wrapped {
    /// Takes the text as it is now. Only lines that changed are broken anew.
    pub(super) fn fit(&mut self, lines: &[String], width: usize) {
        if self.width != width {
            self.width = width;
            self.lines.clear();
        }
        let width = if width == 0 { usize::MAX } else { width };
        let same = |(old, new): &(&Broken, &String)| old.text == **new;
        let before = self.lines.iter().zip(lines).take_while(same).count();
        let (old, new) = (&self.lines[before..], &lines[before..]);
        let behind = old.iter().rev().zip(new.iter().rev());
        let behind = behind.take_while(same).count();
        let (old, new) = (self.lines.len() - behind, &new[..new.len() - behind]);
        let broken = new.iter().map(|line| Broken::new(line, width));
        self.lines.splice(before..old, broken);
    }

    /// How wide it is.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// How many rows there are, at least one.
    pub(super) fn count(&self) -> usize {
        let rows: usize = self.lines.iter().map(|line| line.rows.len()).sum();
        rows.max(1)
    }

    /// Row and column of a place: a line, and characters before it there.
    pub(super) fn row_of(&self, (line, before): (usize, usize)) -> (usize, usize) {
        let above: usize = self.lines.iter().take(line).map(|l| l.rows.len()).sum();
        let Some(broken) = self.lines.get(line) else {
            return (above, 0);
        };
        let at = broken.rows.partition_point(|row| row.chars <= before);
        let at = at.saturating_sub(1);
        let mut left = before - broken.rows.get(at).map_or(0, |row| row.chars).min(before);
        let mut column = 0;
        for glyph in broken.row(at).graphemes(true) {
            let chars = glyph.chars().count();
            if chars > left {
                break;
            }
            left -= chars;
            column += wide(glyph);
        }
        (above + at, column)
    }

    /// The line of a row, and which of the line's rows it is.
    fn line_of(&self, row: usize) -> Option<(usize, usize)> {
        let mut left = row;
        for (at, line) in self.lines.iter().enumerate() {
            if left < line.rows.len() {
                return Some((at, left));
            }
            left -= line.rows.len();
        }
        None
    }

    /// The place of the character at a column of a row, or the nearest of that row; below
    /// the text, its end.
    pub(super) fn place_of(&self, row: usize, column: usize) -> (usize, usize) {
        let Some((line, at)) = self.line_of(row) else {
            let last = self.lines.len().saturating_sub(1);
            let chars = self.lines.last().map_or(0, |l| l.text.chars().count());
            return (last, chars);
        };
        let broken = &self.lines[line];
        let ends = at + 1 == broken.rows.len();
        let (mut used, mut chars) = (0, 0);
        let mut glyphs = broken.row(at).graphemes(true).peekable();
        while let Some(glyph) = glyphs.next() {
            used += wide(glyph);
            // Behind the last character of a row that goes on is the next row.
            if column < used || (!ends && glyphs.peek().is_none()) {
                break;
            }
            chars += glyph.chars().count();
        }
        (line, broken.rows[at].chars + chars)
    }

    /// What stands in a row, ready to be drawn.
    pub(super) fn text(&self, row: usize) -> String {
        let found = self.line_of(row);
        let text = found.map_or("", |(line, at)| self.lines[line].row(at));
        text.replace('\t', TAB)
    }

    /// Moves what is seen by so many rows, as far as there is text.
    pub(super) fn scroll(&mut self, by: isize) {
        let most = self.count().saturating_sub(self.height.max(1));
        self.top = self.top.saturating_add_signed(by).min(most);
    }

    /// Moves what is seen so that this row is.
    pub(super) fn show(&mut self, row: usize) {
        let last = self.top + self.height.max(1) - 1;
        if row < self.top {
            self.top = row;
        } else if row > last {
            self.top += row - last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec("[a一🙂é\u{301}\t ]{0,12}", 1..6)
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_would_be_broken_anew(
            texts in proptest::collection::vec((text(), 4..9_usize), 1..6),
        ) {
            let mut kept = Wrapped::default();
            for (lines, width) in texts {
                kept.fit(&lines, width);
                let mut anew = Wrapped::default();
                anew.fit(&lines, width);
                prop_assert_eq!(&kept.lines, &anew.lines);
                let again: Vec<String> = (0..kept.count()).map(|row| kept.text(row)).collect();
                prop_assert_eq!(again.concat(), lines.concat().replace('\t', TAB));
                for row in &again {
                    prop_assert!(cells(row, Ambiguous::One) <= width, "{row:?}");
                }
            }
        }

        #[test]
        fn a_place_is_found_again_at_its_row_and_column(lines in text(), width in 4..9_usize) {
            let mut kept = Wrapped::default();
            kept.fit(&lines, width);
            for (line, text) in lines.iter().enumerate() {
                let mut before = 0;
                for glyph in text.graphemes(true).filter(|g| wide(g) > 0) {
                    let (row, column) = kept.row_of((line, before));
                    prop_assert!(column <= width);
                    if text.graphemes(true).all(|g| wide(g) > 0) {
                        prop_assert_eq!(kept.place_of(row, column), (line, before));
                    }
                    before += glyph.chars().count();
                }
            }
        }
    }
}
