//! Three steps on a made-up record, right after the first run. Any key goes on.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Screen};
use crate::ui::widgets::paint;

/// The tour.
#[derive(Default)]
pub struct Tour {
    step: u8,
}

/// How many steps there are.
const STEPS: u8 = 3;

impl Screen for Tour {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Do(_) | Msg::Key(_) | Msg::Click(_) => self.step += 1,
            _ => {}
        }
        if self.step >= STEPS {
            return vec![Effect::Back];
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let wide = body.width.saturating_sub(8).min(72);
        let step = (self.step + 1).to_string();
        let of = STEPS.to_string();
        let words = [("at", step.as_str()), ("of", of.as_str())];
        let head = cx.say_with("tour-step", &words);
        paint::put(
            buf,
            (body.x + 4, body.y + 1),
            wide,
            &head,
            cx.theme.quiet,
            cx,
        );
        let title = cx.say(&format!("tour-{step}-title"));
        paint::put(
            buf,
            (body.x + 4, body.y + 3),
            wide,
            &title,
            cx.theme.title,
            cx,
        );
        let mut y = body.y + 5;
        let text = cx.say(&format!("tour-{step}"));
        for line in text.lines() {
            // What stands as in a screen keeps its columns.
            let shown = line.strip_prefix("| ");
            let style = shown.map_or(cx.theme.text, |_| cx.theme.key);
            for line in paint::wrap(shown.unwrap_or(line), wide, cx) {
                paint::put(buf, (body.x + 4, y), wide, &line, style, cx);
                y += 1;
            }
        }
    }

    fn cursor(&self, _body: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Welcome
    }

    fn bar(&self, cx: &Cx) -> Bar {
        Bar {
            left: cx.say("tour-name"),
            right: String::new(),
        }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        matches!(cmd, Cmd::NextField | Cmd::PrevTab | Cmd::Help | Cmd::Quit)
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        match cmd {
            Cmd::Open => Some(cx.say("tour-next")),
            Cmd::Back => Some(cx.say("tour-skip")),
            _ => None,
        }
    }
}
