//! The desk for changes that take no part: whose, about what, why; let in or kept out.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::{Answer, HeldChange};
use crate::ui::kit::ask::{Ask, Decide};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::sentences;
use crate::ui::widgets::steps::Steps;

/// The screen.
#[derive(Default)]
pub struct Held {
    all: Option<Vec<HeldChange>>,
    steps: Steps,
    /// What the question is about, whatever the list shows by then.
    asked: Option<Decide>,
}

/// What stands below the list: why, and what the change says.
const BOTTOM: u16 = 5;
/// Cells for who and when.
const WHO: u16 = 30;

impl Held {
    fn all(&self) -> &[HeldChange] {
        self.all.as_deref().unwrap_or_default()
    }

    fn here(&self) -> Option<&HeldChange> {
        self.all().get(self.steps.at())
    }

    fn load(reveal: Option<String>) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Decide(Decide::Held { reveal }))]
    }

    /// Shows the masked values of the change under the cursor, or masks them again.
    fn reveal(&self) -> Vec<Effect> {
        match self.here().filter(|change| change.masked) {
            Some(change) => Self::load((!change.revealed).then(|| change.id.clone())),
            None => Vec::new(),
        }
    }

    /// Asks before it decides: neither is taken back.
    fn question(&mut self, admit: bool, cx: &Cx) -> Vec<Effect> {
        let Some(here) = self.here().filter(|h| h.open) else {
            return vec![Effect::Say(Toast::warn(cx.say("held-closed")))];
        };
        let words = [("who", here.who.as_str()), ("what", here.title.as_str())];
        let id = if admit { "held-admit" } else { "held-refuse" };
        let text = cx.say_with(id, &words);
        let change = here.id.clone();
        self.asked = Some(Decide::Rule { change, admit });
        vec![Effect::Go(Route::Confirm { text })]
    }
}

impl Screen for Held {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        let count = self.all().len();
        if self.steps.hear(&msg, count) {
            return self.update(Msg::Do(Cmd::Open), cx);
        }
        match msg {
            Msg::Shown => return Self::load(None),
            Msg::Do(Cmd::Reveal) => return self.reveal(),
            Msg::Do(Cmd::Admit) => return self.question(true, cx),
            Msg::Do(Cmd::TurnDown) => return self.question(false, cx),
            Msg::Do(Cmd::Open) => {
                return match self.here().map(|h| h.record) {
                    Some(Some(id)) => vec![Effect::Go(Route::Record(id))],
                    Some(None) => vec![Effect::Say(Toast::warn(cx.say("findings-not-here")))],
                    None => Vec::new(),
                };
            }
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Result(_) => {
                let asked = self.asked.take();
                let ask = asked.map(|decide| Effect::Ask(Ask::Decide(decide)));
                return ask.into_iter().collect();
            }
            Msg::Answer(answer) => match *answer {
                Answer::Held(all) => {
                    self.all = Some(all);
                    self.steps.keep_within(self.all().len());
                }
                Answer::Decided(said) => {
                    let mut effects = Self::load(None);
                    effects.push(Effect::Say(Toast::good(said)));
                    return effects;
                }
                _ => {}
            },
            Msg::Refused(fault) => return vec![Effect::Fault(fault)],
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let rows = area.height.saturating_sub(BOTTOM);
        let room = area.width.saturating_sub(3);
        let Some(here) = self.here() else {
            let id = if self.all.is_some() {
                "held-none"
            } else {
                "ui-loading"
            };
            return sentences(buf, area, &cx.say(id), cx);
        };
        let first = self.steps.first(self.steps.at(), rows);
        let shown = self.all().iter().enumerate().skip(first);
        for ((at, change), y) in shown.zip(area.y..area.y + rows) {
            self.steps.drew(area, y, at);
            let on = at == self.steps.at();
            let text = if change.open {
                cx.theme.text
            } else {
                cx.theme.quiet
            };
            let style = |other| if on { cx.theme.cursor } else { other };
            let mark = paint::fit(if on { "> " } else { "  " }, area.width, cx);
            paint::put(buf, (area.x, y), area.width, &mark, style(text), cx);
            let about = format!("{}  {}", change.who, change.when);
            let wide = paint::cells(&about, cx).min(WHO).min(area.width / 2);
            let x = area.right().saturating_sub(wide + 1);
            let room = x.saturating_sub(area.x + 3);
            paint::put(buf, (area.x + 2, y), room, &change.title, style(text), cx);
            paint::put(buf, (x, y), wide, &about, style(cx.theme.quiet), cx);
        }
        let mut lines = paint::wrap(&here.why, room, cx);
        lines.truncate(2);
        let says: Vec<String> = here.says.split_whitespace().map(str::to_owned).collect();
        lines.extend(paint::wrap(&says.join(" "), room, cx));
        let y = area.bottom().saturating_sub(BOTTOM);
        paint::rule(buf, area, y, cx);
        for (line, y) in lines.iter().zip(y + 1..area.bottom()) {
            paint::put(buf, (area.x + 2, y), room, line, cx.theme.quiet, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Held
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Held, self.steps.at()))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let n = self.all().len().to_string();
        Bar {
            left: cx.say("do-held-desk"),
            right: cx.say_with("list-count", &[("n", n.as_str())]),
        }
    }

    fn hides(&self, cmd: Cmd, cx: &Cx) -> bool {
        let coordinator = cx.me.role == "coordinator";
        match cmd {
            Cmd::Admit | Cmd::TurnDown => !coordinator || !self.here().is_some_and(|h| h.open),
            Cmd::Open => self.here().is_none_or(|h| h.record.is_none()),
            Cmd::Reveal => self.here().is_none_or(|h| !h.masked),
            _ => false,
        }
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let revealed = self.here().is_some_and(|h| h.revealed);
        (cmd == Cmd::Reveal && revealed).then(|| cx.say("record-mask"))
    }
}
