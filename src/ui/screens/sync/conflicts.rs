//! The desk for fields that two people changed at once: both values, who, when, and what
//! else each of them changed. One is kept, or a third is written in the record.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::{Answer, Conflict, Side};
use crate::ui::kit::ask::{Ask, Look, Write};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::sentences;
use crate::ui::widgets::steps::Steps;

/// The screen.
#[derive(Default)]
pub struct Conflicts {
    all: Option<Vec<Conflict>>,
    /// On the values, counted over all conflicts.
    steps: Steps,
    /// What the question is about.
    asked: Option<Write>,
}

/// What stays free below for what else a change says.
const BOTTOM: u16 = 3;

/// One line.
enum Line<'a> {
    Head(&'a Conflict),
    Side(usize, &'a Side),
    Waits(String),
    Empty,
}

impl Conflicts {
    fn conflicts(&self) -> &[Conflict] {
        self.all.as_deref().unwrap_or_default()
    }

    fn sides(&self) -> impl Iterator<Item = (&Conflict, &Side)> {
        let all = self.conflicts().iter();
        all.flat_map(|c| c.sides.iter().map(move |side| (c, side)))
    }

    fn here(&self) -> Option<(&Conflict, &Side)> {
        self.sides().nth(self.steps.at())
    }

    fn load(reveal: Option<String>) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Look(Look::Conflicts { reveal }))]
    }

    /// Shows the masked values of the conflict under the cursor, or masks them again.
    fn reveal(&self) -> Vec<Effect> {
        match self.here().filter(|(conflict, _)| conflict.masked) {
            Some((conflict, _)) if conflict.revealed => Self::load(None),
            Some((conflict, _)) => Self::load(Some(conflict.id.clone())),
            None => Vec::new(),
        }
    }

    fn lines(&self, cx: &Cx) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        let mut at = 0;
        for conflict in self.conflicts() {
            if !lines.is_empty() {
                lines.push(Line::Empty);
            }
            lines.push(Line::Head(conflict));
            for side in &conflict.sides {
                lines.push(Line::Side(at, side));
                at += 1;
            }
            for who in &conflict.waits {
                lines.push(Line::Waits(
                    cx.say_with("out-waits", &[("author", who.as_str())]),
                ));
            }
        }
        lines
    }

    /// The answer to the question is about what was asked, whatever the list shows then.
    fn ask_to_keep(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some((conflict, side)) = self.here() else {
            return Vec::new();
        };
        let keep = Write::Keep {
            conflict: conflict.id.clone(),
            change: side.change.clone(),
        };
        let words = [
            ("field", conflict.field.as_str()),
            ("value", side.value.as_str()),
            ("who", side.who.as_str()),
        ];
        let text = cx.say_with("conflicts-keep", &words);
        self.asked = Some(keep);
        vec![Effect::Go(Route::Confirm { text })]
    }

    fn keep(&mut self) -> Vec<Effect> {
        let asked = self.asked.take();
        asked
            .map(|w| Effect::Ask(Ask::Write(w)))
            .into_iter()
            .collect()
    }
}

impl Screen for Conflicts {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        let count = self.sides().count();
        // A value is not kept by a click: that is a decision.
        let _ = self.steps.hear(&msg, count);
        match msg {
            Msg::Shown => return Self::load(None),
            Msg::Do(Cmd::Reveal) => return self.reveal(),
            Msg::Do(Cmd::KeepThis) => return self.ask_to_keep(cx),
            Msg::Do(Cmd::Edit) => {
                let record = self.here().map(|(conflict, _)| conflict.record);
                let go = record.map(|id| Effect::Go(Route::Record(id)));
                return go.into_iter().collect();
            }
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Result(_) => return self.keep(),
            Msg::Answer(answer) => match *answer {
                Answer::Conflicts(all) => {
                    self.all = Some(all);
                    self.steps.keep_within(self.sides().count());
                }
                Answer::Saved { .. } => {
                    let mut effects = Self::load(None);
                    effects.push(Effect::Say(Toast::good(cx.say("out-kept"))));
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
        if self.conflicts().is_empty() {
            let id = if self.all.is_some() {
                "conflicts-none"
            } else {
                "ui-loading"
            };
            return sentences(buf, area, &cx.say(id), cx);
        }
        let lines = self.lines(cx);
        let here = |line: &Line| matches!(line, Line::Side(at, _) if *at == self.steps.at());
        let place = lines.iter().position(here).unwrap_or(0);
        let first = self.steps.first(place, rows);
        for (line, y) in lines.iter().skip(first).zip(area.y..area.y + rows) {
            match line {
                Line::Empty => {}
                Line::Head(conflict) => {
                    let dot = cx.marks.dot();
                    let text = format!("{} {dot} {}", conflict.title, conflict.field);
                    paint::put(buf, (area.x + 2, y), room, &text, cx.theme.title, cx);
                }
                Line::Side(at, side) => {
                    self.steps.drew(area, y, *at);
                    let here = *at == self.steps.at();
                    let style = |other| if here { cx.theme.cursor } else { other };
                    let mark = paint::fit(if here { "> " } else { "  " }, area.width, cx);
                    paint::put(
                        buf,
                        (area.x, y),
                        area.width,
                        &mark,
                        style(cx.theme.text),
                        cx,
                    );
                    let about = format!("{}  {}", side.who, side.when);
                    let wide = paint::cells(&about, cx).min(area.width / 2);
                    let x = area.right().saturating_sub(wide + 1);
                    let value = side.value.split_whitespace().collect::<Vec<_>>().join(" ");
                    let room = x.saturating_sub(area.x + 6);
                    paint::put(buf, (area.x + 4, y), room, &value, style(cx.theme.text), cx);
                    paint::put(buf, (x, y), wide, &about, style(cx.theme.quiet), cx);
                }
                Line::Waits(text) => {
                    paint::put(buf, (area.x + 4, y), room, text, cx.theme.quiet, cx);
                }
            }
        }
        if let Some((_, side)) = self.here() {
            let beside = side
                .beside
                .iter()
                .map(|(field, value)| format!("{field} {value}"));
            let beside: Vec<String> = beside.collect();
            let text = if beside.is_empty() {
                cx.say("conflicts-beside-none")
            } else {
                let all = beside.join(&format!(" {} ", cx.marks.dot()));
                cx.say_with("conflicts-beside", &[("all", all.as_str())])
            };
            paint::about(buf, area, &text, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Conflicts
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Conflicts, self.steps.at()))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let n = self.conflicts().len().to_string();
        Bar {
            left: cx.say("do-conflict-desk"),
            right: cx.say_with("list-count", &[("n", n.as_str())]),
        }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        match cmd {
            Cmd::KeepThis | Cmd::Edit => self.conflicts().is_empty(),
            Cmd::Reveal => self.here().is_none_or(|(conflict, _)| !conflict.masked),
            _ => false,
        }
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let revealed = self.here().is_some_and(|(conflict, _)| conflict.revealed);
        match cmd {
            Cmd::Edit => Some(cx.say("conflicts-record")),
            Cmd::Reveal if revealed => Some(cx.say("record-mask")),
            _ => None,
        }
    }
}
