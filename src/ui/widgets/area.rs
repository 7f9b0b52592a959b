//! Many lines of text under the cursor: wrapped at every character, no painted cursor,
//! words as people see them (a Chinese paragraph has no spaces, and is not one word).

use std::cell::RefCell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_textarea::{CursorMove, Input, Key as TextKey, TextArea};
use unicode_segmentation::UnicodeSegmentation;

use super::wrapped::{self, Wrapped};
use crate::text::fold;
use crate::ui::commands::{Code, Key};

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Did {
    /// Nothing: at an edge, or no key of ours.
    Nothing,
    /// The cursor moved.
    Moved,
    /// The text changed.
    Wrote,
}

/// A text that is being written.
///
/// The library keeps the text and takes typing back. It would break all of it into rows at
/// every key, which takes ten milliseconds for 50,000 characters, so `Wrapped` does that.
#[derive(Debug, Clone)]
pub struct Area {
    text: TextArea<'static>,
    rows: RefCell<Wrapped>,
}

impl Default for Area {
    fn default() -> Self {
        Self::with("")
    }
}

impl Area {
    /// A text to go on with, the cursor behind it. What nobody could see in it is taken
    /// out, as it would be on saving.
    #[must_use]
    pub fn with(text: &str) -> Self {
        let (clean, _) = fold::clean_text(text);
        let mut text = TextArea::new(clean.split('\n').map(str::to_owned).collect());
        text.move_cursor(CursorMove::Bottom);
        text.move_cursor(CursorMove::End);
        Self {
            text,
            rows: RefCell::default(),
        }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> String {
        self.text.lines().join("\n")
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// How many characters it has, line breaks too.
    #[must_use]
    pub fn chars(&self) -> usize {
        let breaks = self.text.lines().len().saturating_sub(1);
        let lines = self.text.lines().iter();
        lines.map(|l| l.chars().count()).sum::<usize>() + breaks
    }

    /// Its lines, as they are between line breaks.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        self.text.lines()
    }

    /// The cursor: line, and characters before it in the line.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        let at = self.text.cursor();
        (at.0, at.1)
    }

    /// The line under the cursor.
    #[must_use]
    pub fn line(&self) -> &str {
        self.lines().get(self.place().0).map_or("", String::as_str)
    }

    /// What stands before the cursor in its line.
    #[must_use]
    pub fn before(&self) -> String {
        self.line().chars().take(self.place().1).collect()
    }

    /// Puts a text in the place of the `count` characters before the cursor.
    pub fn replace_before(&mut self, count: usize, with: &str) {
        for _ in 0..count.min(self.place().1) {
            self.text.delete_char();
        }
        self.text.insert_str(with);
    }

    /// Takes out the line under the cursor, with its line break.
    pub fn take_line(&mut self) -> String {
        let line = self.line().to_owned();
        self.text.move_cursor(CursorMove::Head);
        self.text.delete_line_by_end();
        if !self.text.delete_next_char() {
            self.text.delete_char();
        }
        line
    }

    /// Text from elsewhere at the cursor; what nobody could see is left out.
    pub fn paste(&mut self, text: &str) -> Did {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let seen: String = text
            .chars()
            .filter(|c| matches!(c, '\n' | '\t') || fold::unseen(*c).is_none())
            .collect();
        if seen.is_empty() {
            return Did::Nothing;
        }
        self.text.insert_str(seen);
        Did::Wrote
    }

    /// A key of editing or moving.
    pub fn key(&mut self, key: Key) -> Did {
        let word = key.ctrl || key.alt;
        match key.code {
            Code::Char(c) if key.written().is_some() => {
                if fold::unseen(c).is_some() {
                    return Did::Nothing;
                }
                self.type_in(TextKey::Char(c))
            }
            Code::Enter if !word => self.type_in(TextKey::Enter),
            Code::Backspace if word => self.delete_word_before(),
            Code::Backspace => self.type_in(TextKey::Backspace),
            Code::Delete if word => self.delete_word_after(),
            Code::Delete => self.type_in(TextKey::Delete),
            Code::Char('w') if key.ctrl => self.delete_word_before(),
            Code::Char('u') if key.ctrl => wrote(self.text.delete_line_by_head()),
            Code::Char('k') if key.ctrl => wrote(self.text.delete_line_by_end()),
            Code::Char('z') if key.ctrl => wrote(self.text.undo()),
            Code::Char('y') if key.ctrl => wrote(self.text.redo()),
            Code::Char('a') if key.ctrl => self.go(CursorMove::Head, 1),
            Code::Char('e') if key.ctrl => self.go(CursorMove::End, 1),
            Code::Left if word => self.go(CursorMove::Back, self.word_before().max(1)),
            Code::Right if word => self.go(CursorMove::Forward, self.word_after().max(1)),
            Code::Home if word => self.go_top(),
            Code::End if word => self.go_bottom(),
            Code::Up if !word => self.go_rows(-1),
            Code::Down if !word => self.go_rows(1),
            Code::Left => self.go(CursorMove::Back, 1),
            Code::Right => self.go(CursorMove::Forward, 1),
            Code::Home => self.go(CursorMove::Head, 1),
            Code::End => self.go(CursorMove::End, 1),
            Code::PageUp => self.page(false),
            Code::PageDown => self.page(true),
            _ => Did::Nothing,
        }
    }

    /// To the end of a line.
    pub fn go_to(&mut self, line: usize) {
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        self.text.move_cursor(CursorMove::Jump(line, 0));
        self.text.move_cursor(CursorMove::End);
    }

    /// To a place in a line: so many characters stand before the cursor.
    pub fn go_into(&mut self, line: usize, before: usize) {
        let number = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let to = CursorMove::Jump(number(line), number(before));
        self.text.move_cursor(to);
        for _ in u16::MAX.into()..before {
            self.text.move_cursor(CursorMove::Forward);
        }
    }

    /// Puts a text in the place of a line that is not empty; the cursor stays where it is.
    pub fn set_line(&mut self, line: usize, with: &str) {
        let (at, before) = self.place();
        self.go_into(line, 0);
        self.text.delete_line_by_end();
        self.text.insert_str(with);
        self.go_into(at, before);
    }

    /// Takes typing back; whether there was any.
    pub fn undo(&mut self) -> bool {
        self.text.undo()
    }

    fn type_in(&mut self, key: TextKey) -> Did {
        let input = Input {
            key,
            ctrl: false,
            alt: false,
            shift: false,
        };
        wrote(self.text.input_without_shortcuts(input))
    }

    fn go(&mut self, how: CursorMove, times: usize) -> Did {
        let before = self.place();
        for _ in 0..times {
            self.text.move_cursor(how);
        }
        self.moved_from(before)
    }

    fn go_top(&mut self) -> Did {
        let before = self.place();
        self.go_into(0, 0);
        self.moved_from(before)
    }

    fn go_bottom(&mut self) -> Did {
        let before = self.place();
        self.text.move_cursor(CursorMove::Bottom);
        self.text.move_cursor(CursorMove::End);
        self.moved_from(before)
    }

    /// As many rows down or up as are seen.
    fn page(&mut self, down: bool) -> Did {
        let rows = self.drawn();
        let by = isize::try_from(rows.height.max(1)).unwrap_or(isize::MAX);
        let by = if down { by } else { -by };
        rows.scroll(by);
        self.go_rows(by)
    }

    fn moved_from(&self, before: (usize, usize)) -> Did {
        if self.place() == before {
            Did::Nothing
        } else {
            Did::Moved
        }
    }

    /// To the character that was drawn at a place of `area`, or the nearest of its row;
    /// below the text, to its end.
    pub fn click(&mut self, area: Rect, at: Position) {
        let rows = self.rows(Self::inner(area).width);
        let row = usize::from(at.y.saturating_sub(area.y)) + rows.top;
        let to = rows.place_of(row, at.x.saturating_sub(area.x).into());
        self.go_into(to.0, to.1);
    }

    /// Lines down, or up if negative: the wheel. The cursor stays where it is seen.
    pub fn scroll(&mut self, lines: i16) {
        let place = self.place();
        let rows = self.drawn();
        rows.scroll(lines.into());
        let (row, column) = rows.row_of(place);
        let last = rows.top + rows.height.max(1) - 1;
        let seen = row.clamp(rows.top, last);
        let to = rows.place_of(seen, column);
        if seen != row {
            self.go_into(to.0, to.1);
        }
    }

    /// The rows of the text as it is now.
    fn rows(&mut self, width: u16) -> &mut Wrapped {
        let rows = self.rows.get_mut();
        rows.fit(self.text.lines(), usize::from(width));
        rows
    }

    /// The rows of the text as wide as it was drawn last.
    fn drawn(&mut self) -> &mut Wrapped {
        let width = self.rows.get_mut().width();
        let rows = self.rows.get_mut();
        rows.fit(self.text.lines(), width);
        rows
    }

    /// So many rows down, or up if negative.
    fn go_rows(&mut self, by: isize) -> Did {
        let before = self.place();
        let rows = self.drawn();
        let (row, column) = rows.row_of(before);
        let to = row.saturating_add_signed(by).min(rows.count() - 1);
        if to == row {
            return Did::Nothing;
        }
        let to = rows.place_of(to, column);
        self.go_into(to.0, to.1);
        self.moved_from(before)
    }

    /// The characters of the word before the cursor, with the spaces behind it; 0 at the
    /// beginning of a line.
    fn word_before(&self) -> usize {
        let before = self.before();
        let mut count = 0;
        for word in before.split_word_bounds().rev() {
            count += word.chars().count();
            if !word.chars().all(char::is_whitespace) {
                break;
            }
        }
        count
    }

    fn word_after(&self) -> usize {
        let after: String = self.line().chars().skip(self.place().1).collect();
        let mut count = 0;
        for word in after.split_word_bounds() {
            count += word.chars().count();
            if !word.chars().all(char::is_whitespace) {
                break;
            }
        }
        count
    }

    fn delete_word_before(&mut self) -> Did {
        let count = self.word_before();
        if count == 0 {
            return self.type_in(TextKey::Backspace);
        }
        self.go(CursorMove::Back, count);
        wrote(self.text.delete_str(count))
    }

    fn delete_word_after(&mut self) -> Did {
        let count = self.word_after();
        if count == 0 {
            return self.type_in(TextKey::Delete);
        }
        wrote(self.text.delete_str(count))
    }

    /// How many lines it takes in so many cells, the one of padding counted; it stops
    /// counting at `most`.
    #[must_use]
    pub fn height(&self, width: u16, most: u16) -> u16 {
        let room = usize::from(width.saturating_sub(1)).max(2);
        let most = most.max(1);
        let rows = wrapped::rows(self.lines(), room, most.into());
        u16::try_from(rows).map_or(most, |rows| rows.clamp(1, most))
    }

    /// Draws the part around the cursor. The last column stays free: behind a full row
    /// the cursor stands there.
    pub fn view(&self, buf: &mut Buffer, area: Rect, style: Style) {
        let inner = Self::inner(area).intersection(buf.area);
        if inner.is_empty() {
            return;
        }
        let mut rows = self.rows.borrow_mut();
        rows.fit(self.text.lines(), inner.width.into());
        rows.height = inner.height.into();
        let (row, _) = rows.row_of(self.place());
        rows.show(row);
        for y in 0..inner.height {
            let text = rows.text(rows.top + usize::from(y));
            buf.set_stringn(inner.x, inner.y + y, text, inner.width.into(), style);
        }
        buf.set_style(inner, style);
    }

    /// Where the hardware cursor stands.
    #[must_use]
    pub fn cursor(&self, area: Rect) -> Position {
        let inner = Self::inner(area);
        let mut rows = self.rows.borrow_mut();
        rows.fit(self.text.lines(), inner.width.into());
        let (row, col) = rows.row_of(self.place());
        let row = row.saturating_sub(rows.top);
        let row = u16::try_from(row).unwrap_or(u16::MAX);
        let col = u16::try_from(col).unwrap_or(u16::MAX);
        Position::new(
            area.x + col.min(area.width.saturating_sub(1)),
            area.y + row.min(inner.height.saturating_sub(1)),
        )
    }

    fn inner(area: Rect) -> Rect {
        Rect {
            width: area.width.saturating_sub(1),
            ..area
        }
    }
}

fn wrote(changed: bool) -> Did {
    if changed { Did::Wrote } else { Did::Nothing }
}

#[cfg(test)]
#[path = "area_test.rs"]
mod tests;
