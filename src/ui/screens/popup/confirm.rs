//! Yes or no.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::window;
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Screen};
use crate::ui::widgets::paint;

/// The question; Enter or `y` says yes, Esc or `n` no.
pub struct Confirm {
    /// Whether yes loses something: Enter says no then.
    pub beware: bool,
    /// The question.
    pub text: String,
}

impl Screen for Confirm {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Open) if self.beware => vec![Effect::Back],
            Msg::Do(Cmd::Open | Cmd::Accept) => vec![Effect::Leave("yes".into())],
            Msg::Do(Cmd::Back | Cmd::Refuse) => vec![Effect::Back],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let lines = paint::wrap(&self.text, body.width.saturating_sub(12).min(68), cx);
        let rows = u16::try_from(lines.len()).unwrap_or(1);
        let area = window(frame, body, rows, &cx.say("ui-question"), cx);
        for (y, line) in (area.y..area.bottom()).zip(lines) {
            let at = (area.x, y);
            paint::put(frame.buffer_mut(), at, area.width, &line, cx.theme.text, cx);
        }
    }

    fn cursor(&self, _body: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Confirm
    }

    fn bar(&self, _cx: &Cx) -> Bar {
        Bar::default()
    }

    fn over(&self) -> bool {
        true
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        match cmd {
            Cmd::Open if self.beware => Some(cx.say("word-no")),
            Cmd::Open => Some(cx.say("word-yes")),
            Cmd::Back => Some(cx.say("word-no")),
            _ => None,
        }
    }
}
