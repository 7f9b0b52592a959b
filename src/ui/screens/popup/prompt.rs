//! One line of text.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::{inside, window};
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Screen};
use crate::ui::widgets::entry::Entry;

/// The popup.
pub struct Prompt {
    title: String,
    entry: Entry,
}

impl Prompt {
    /// Asks for a line; this stands there already.
    pub fn new(title: String, text: &str) -> Self {
        Self {
            title,
            entry: Entry::with(text),
        }
    }
}

impl Screen for Prompt {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Open) if !self.entry.text().trim().is_empty() => {
                return vec![Effect::Leave(self.entry.take())];
            }
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Key(key) => {
                self.entry.key(key);
            }
            Msg::Paste(text) => self.entry.paste(&text),
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let area = window(frame, body, 1, &self.title, cx);
        self.entry.view(frame.buffer_mut(), area, cx.theme.text, cx);
    }

    fn cursor(&self, body: Rect, _cx: &Cx) -> Option<Position> {
        Some(self.entry.cursor(inside(body, 1)))
    }

    fn scope(&self) -> Scope {
        Scope::Picker
    }

    fn bar(&self, _cx: &Cx) -> Bar {
        Bar::default()
    }

    fn typing(&self) -> bool {
        true
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        (cmd == Cmd::Open).then(|| cx.say("ui-choose"))
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::DropFilter
    }

    fn over(&self) -> bool {
        true
    }
}
