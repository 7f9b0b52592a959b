//! One line of text.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::{inside, window};
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Screen};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

/// The popup.
pub struct Prompt {
    title: String,
    /// What helps to answer, below the line.
    help: String,
    entry: Entry,
}

impl Prompt {
    /// Asks for a line; this stands there already.
    pub fn new(title: &str, text: &str) -> Self {
        let (title, help) = title.split_once('\n').unwrap_or((title, ""));
        Self {
            title: title.to_owned(),
            help: help.to_owned(),
            entry: Entry::with(text),
        }
    }

    fn help(&self, body: Rect, cx: &Cx) -> Vec<String> {
        if self.help.is_empty() {
            return Vec::new();
        }
        paint::wrap(&self.help, inside(body, 1).width, cx)
    }

    /// The line of the answer and those of the help.
    fn lines(&self, body: Rect, cx: &Cx) -> u16 {
        1 + u16::try_from(self.help(body, cx).len()).unwrap_or(0)
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
        let area = window(frame, body, self.lines(body, cx), &self.title, cx);
        let buf = frame.buffer_mut();
        let line = Rect { height: 1, ..area };
        self.entry.view(buf, line, cx.theme.text, cx);
        let below = area.y + 1..area.bottom();
        for (y, text) in below.zip(self.help(body, cx)) {
            paint::put(buf, (area.x, y), area.width, &text, cx.theme.quiet, cx);
        }
    }

    fn cursor(&self, body: Rect, cx: &Cx) -> Option<Position> {
        let area = inside(body, self.lines(body, cx));
        Some(self.entry.cursor(Rect { height: 1, ..area }))
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
