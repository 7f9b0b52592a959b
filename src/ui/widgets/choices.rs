//! A list to choose from, narrowed by typing: words, pinyin, codes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::matching::{self, Keys};
use super::paint;
use crate::ui::commands::{Code, Key};
use crate::ui::kit::Cx;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it stands for.
    pub id: String,
    /// What is read.
    pub label: String,
    /// What is read beside it, quietly.
    pub about: String,
}

impl Choice {
    /// A choice without more words.
    #[must_use]
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            about: String::new(),
        }
    }
}

/// The list and its cursor.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    all: Vec<Choice>,
    keys: Vec<Keys>,
    shown: Vec<usize>,
    at: usize,
}

/// The least wide the words of a choice are before what is said beside them.
const LABEL: u16 = 12;

impl Choices {
    /// A list of these.
    #[must_use]
    pub fn new(all: Vec<Choice>) -> Self {
        let keys = all.iter().map(|c| Keys::of(&[&c.label], &[&c.id]));
        let keys = keys.collect();
        let shown = (0..all.len()).collect();
        Self {
            all,
            keys,
            shown,
            at: 0,
        }
    }

    /// Keeps what fits to what was typed, best first.
    pub fn narrow(&mut self, typed: &str) {
        self.shown = matching::ranked(self.keys.iter(), typed);
        self.at = 0;
    }

    /// What the cursor is on.
    #[must_use]
    pub fn chosen(&self) -> Option<&Choice> {
        self.shown.get(self.at).and_then(|i| self.all.get(*i))
    }

    /// How many are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether nothing fits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Puts the cursor on the choice of this id, if it is shown.
    pub fn point(&mut self, id: &str) {
        if let Some(at) = self.shown.iter().position(|i| self.all[*i].id == id) {
            self.at = at;
        }
    }

    /// Whether the key moved the cursor.
    pub fn key(&mut self, key: Key) -> bool {
        let last = self.shown.len().saturating_sub(1);
        match key.code {
            Code::Up => self.at = self.at.saturating_sub(1),
            Code::Down => self.at = (self.at + 1).min(last),
            Code::PageUp => self.at = self.at.saturating_sub(10),
            Code::PageDown => self.at = (self.at + 10).min(last),
            _ => return false,
        }
        true
    }

    /// Moves the cursor by the wheel.
    pub fn wheel(&mut self, lines: i16) {
        let last = self.shown.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(lines.into()).min(last);
    }

    /// Puts the cursor where it was clicked; whether it was there already.
    pub fn click(&mut self, area: Rect, y: u16) -> Option<bool> {
        let row = usize::from(y.checked_sub(area.y)?);
        let rows = self.rows(area.height);
        let at = self.first(rows) + row;
        if row >= usize::from(rows) || at >= self.shown.len() {
            return None;
        }
        let again = self.at == at;
        self.at = at;
        Some(again)
    }

    /// The lines for choices; where not all fit, the last line counts them.
    fn rows(&self, height: u16) -> u16 {
        if self.shown.len() > usize::from(height) {
            height.saturating_sub(1)
        } else {
            height
        }
    }

    fn first(&self, height: u16) -> usize {
        let height = usize::from(height.max(1));
        (self.at + 1).saturating_sub(height)
    }

    /// Draws as many as fit, the cursor among them; what does not fit is counted.
    pub fn view(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let rows = self.rows(area.height);
        let more = rows < area.height;
        let first = self.first(rows);
        let widest = self.all.iter().map(|c| paint::cells(&c.label, cx)).max();
        let label = widest
            .unwrap_or(0)
            .clamp(LABEL, (area.width.saturating_sub(2)).max(LABEL));
        let lines = (first..self.shown.len()).zip(area.y..area.y + rows);
        for (at, y) in lines {
            let Some(choice) = self.shown.get(at).and_then(|i| self.all.get(*i)) else {
                continue;
            };
            let here = at == self.at;
            let mark = if here { "> " } else { "  " };
            let style = if here { cx.theme.cursor } else { cx.theme.text };
            let text = paint::fit(&format!("{mark}{}", choice.label), area.width, cx);
            paint::put(buf, (area.x, y), area.width, &text, style, cx);
            let x = area.x + label + 4;
            if !choice.about.is_empty() && x < area.right() {
                let style = if here {
                    cx.theme.cursor
                } else {
                    cx.theme.quiet
                };
                paint::put(buf, (x, y), area.right() - x, &choice.about, style, cx);
            }
        }
        if more {
            let (at, of) = ((self.at + 1).to_string(), self.shown.len().to_string());
            let words = [("at", at.as_str()), ("of", of.as_str())];
            let text = cx.say_with("ui-at-of", &words);
            let y = area.y + rows;
            paint::put(
                buf,
                (area.x + 2, y),
                area.width.saturating_sub(2),
                &text,
                cx.theme.quiet,
                cx,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_found_by_words_pinyin_and_code() {
        let mut list = Choices::new(vec![
            Choice::new("1", "照料"),
            Choice::new("2", "经济"),
            Choice::new("x9", "就业"),
        ]);
        for (typed, found) in [
            ("zl", "1"),
            ("jingji", "2"),
            ("业", "x9"),
            ("x9", "x9"),
            ("Ｘ９", "x9"),
        ] {
            list.narrow(typed);
            assert_eq!(list.chosen().unwrap().id, found, "{typed}");
        }
        list.narrow("没有");
        assert!(list.is_empty());
        list.narrow("");
        assert_eq!(list.len(), 3);
    }
}
