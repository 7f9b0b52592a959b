//! One line of text under the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use tui_input::{Input, InputRequest};

use super::paint;
use crate::ui::commands::{Code, Key};
use crate::ui::kit::Cx;

/// No line is longer, in characters: longer than any field of one line may be.
pub const LONGEST: usize = 500;

/// So many changes of a line can be taken back.
const STEPS: usize = 200;

/// A line that is being typed.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    input: Input,
    /// What stood here before each change, with the cursor; of a secret nothing.
    before: Vec<Input>,
    /// Whether what is typed is shown as dots.
    pub secret: bool,
}

impl Entry {
    /// A line that begins with this text, the cursor behind it.
    #[must_use]
    pub fn with(text: &str) -> Self {
        Self {
            input: Input::new(text.to_owned()),
            before: Vec::new(),
            secret: false,
        }
    }

    /// A line whose text nobody sees.
    #[must_use]
    pub fn hidden() -> Self {
        Self {
            input: Input::default(),
            before: Vec::new(),
            secret: true,
        }
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Another text in its place.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
        self.before.clear();
    }

    /// What was typed, taken out.
    pub fn take(&mut self) -> String {
        self.input.value_and_reset()
    }

    /// Whether the key changed text or cursor.
    pub fn key(&mut self, key: Key) -> bool {
        let word = key.ctrl || key.alt;
        let wish = match key.code {
            Code::Char(c) if key.written().is_some() => InputRequest::InsertChar(c),
            Code::Char('w') if key.ctrl => InputRequest::DeletePrevWord,
            Code::Char('u') if key.ctrl => InputRequest::DeleteLine,
            Code::Char('a') if key.ctrl => InputRequest::GoToStart,
            Code::Char('e') if key.ctrl => InputRequest::GoToEnd,
            Code::Backspace => InputRequest::DeletePrevChar,
            Code::Delete => InputRequest::DeleteNextChar,
            Code::Left if word => InputRequest::GoToPrevWord,
            Code::Right if word => InputRequest::GoToNextWord,
            Code::Left => InputRequest::GoToPrevChar,
            Code::Right => InputRequest::GoToNextChar,
            Code::Home => InputRequest::GoToStart,
            Code::End => InputRequest::GoToEnd,
            _ => return false,
        };
        let before = self.input.clone();
        let did = self.input.handle(wish).is_some();
        self.remember(before);
        did
    }

    fn remember(&mut self, before: Input) {
        if self.secret || before.value() == self.text() {
            return;
        }
        if self.before.len() >= STEPS {
            self.before.remove(0);
        }
        self.before.push(before);
    }

    /// Takes the last change back; whether there was one.
    pub fn undo(&mut self) -> bool {
        let before = self.before.pop();
        let had = before.is_some();
        if let Some(before) = before {
            self.input = before;
        }
        had
    }

    /// Text from elsewhere, line breaks as spaces; a line holds at most [`LONGEST`]
    /// characters.
    pub fn paste(&mut self, text: &str) {
        let before = self.input.clone();
        let room = LONGEST.saturating_sub(self.text().chars().count());
        for c in text.chars().take(room) {
            let c = if c == '\n' || c == '\t' { ' ' } else { c };
            self.input.handle(InputRequest::InsertChar(c));
        }
        self.remember(before);
    }

    /// Draws the part around the cursor into one line.
    pub fn view(&self, buf: &mut Buffer, area: Rect, style: Style, cx: &Cx) {
        let (shown, _) = self.window(area.width);
        paint::put(buf, (area.x, area.y), area.width, &shown, style, cx);
    }

    /// Where the hardware cursor stands.
    #[must_use]
    pub fn cursor(&self, area: Rect) -> Position {
        let (_, at) = self.window(area.width);
        Position::new(area.x + at.min(area.width.saturating_sub(1)), area.y)
    }

    /// The part that fits and the cursor's column in it; one cell stays free for it.
    fn window(&self, width: u16) -> (String, u16) {
        use crate::text::width::{Ambiguous, cells};
        let room = usize::from(width.saturating_sub(1));
        let all: Vec<char> = if self.secret {
            self.text().chars().map(|_| '*').collect()
        } else {
            self.text().chars().collect()
        };
        let wide = |c: &char| {
            let mut buffer = [0; 4];
            cells(c.encode_utf8(&mut buffer), Ambiguous::One)
        };
        let at = self.input.cursor().min(all.len());
        // Back from the cursor as far as it fits, then on behind it.
        let (before, behind) = all.split_at(at);
        let mut used = 0;
        let fits = |c: &&char, used: &mut usize| {
            *used += wide(c);
            *used <= room
        };
        let kept = before
            .iter()
            .rev()
            .take_while(|c| fits(c, &mut used))
            .count();
        // What is cut is marked at either end, by signs that are one cell wide everywhere.
        let cut = kept < at && kept > 1;
        let shown = before
            .get(at - kept + usize::from(cut)..)
            .unwrap_or_default();
        let mut text: String = if cut { "<".to_owned() } else { String::new() };
        text.extend(shown);
        let column: usize = shown.iter().map(wide).sum::<usize>() + usize::from(cut);
        let mut used = column;
        let after = behind.iter().take_while(|c| fits(c, &mut used)).count();
        text.extend(behind.iter().take(after));
        if after < behind.len() {
            text.push('>');
        }
        (text, u16::try_from(column).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_marked_at_either_end() {
        let mut entry = Entry::default();
        entry.paste("0123456789");
        assert_eq!(entry.window(6), ("<6789".to_owned(), 5));
        assert_eq!(entry.window(11), ("0123456789".to_owned(), 10));
        entry.key(Key::plain(Code::Home));
        assert_eq!(entry.window(6), ("01234>".to_owned(), 0));
        entry.take();
        entry.paste("印溪村老年活动室");
        let (shown, column) = entry.window(9);
        assert_eq!((shown.as_str(), column), ("<活动室", 7));
    }
}
