//! What was erased, and whose machines have answered.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::{Answer, ErasureLines};
use crate::ui::kit::ask::{Ask, Decide};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::sentences;
use crate::ui::widgets::steps::Steps;

/// The screen.
#[derive(Default)]
pub struct Erasures {
    all: Option<Vec<ErasureLines>>,
    steps: Steps,
}

impl Erasures {
    fn all(&self) -> &[ErasureLines] {
        self.all.as_deref().unwrap_or_default()
    }
}

impl Screen for Erasures {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        let count = self.all().len();
        let _ = self.steps.hear(&msg, count);
        match msg {
            Msg::Shown => return vec![Effect::Ask(Ask::Decide(Decide::Erasures))],
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Answer(answer) => {
                if let Answer::Erasures(all) = *answer {
                    self.all = Some(all);
                    self.steps.keep_within(self.all().len());
                }
            }
            Msg::Refused(fault) => return vec![Effect::Fault(fault)],
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let room = area.width.saturating_sub(4);
        if self.all().is_empty() {
            let id = if self.all.is_some() {
                "out-no-erasures"
            } else {
                "ui-loading"
            };
            return sentences(buf, area, &cx.say(id), cx);
        }
        let mut lines = Vec::new();
        for one in self.all().iter().skip(self.steps.at()) {
            let head = paint::wrap(&one.head, room, cx).into_iter();
            lines.extend(head.map(|line| (line, cx.theme.title)));
            for (text, waits) in &one.lines {
                let style = if *waits { cx.theme.due } else { cx.theme.text };
                let wrapped = paint::wrap(text, room, cx).into_iter();
                lines.extend(wrapped.map(|line| (line, style)));
            }
            lines.push((String::new(), cx.theme.text));
        }
        for ((line, style), y) in lines.iter().zip(area.y..area.bottom()) {
            paint::put(buf, (area.x + 2, y), room, line, *style, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Erase
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Erasures, self.steps.at()))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let n = self.all().len().to_string();
        Bar {
            left: cx.say("do-erasure-desk"),
            right: cx.say_with("list-count", &[("n", n.as_str())]),
        }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::Open
    }
}
