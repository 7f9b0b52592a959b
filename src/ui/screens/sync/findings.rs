//! The desk for what does not agree between records, and for changes that were held back.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::{Answer, Finding};
use crate::ui::kit::ask::{Ask, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::sentences;
use crate::ui::widgets::steps::Steps;

/// The screen.
#[derive(Default)]
pub struct Findings {
    all: Option<Vec<Finding>>,
    steps: Steps,
}

/// What stays free below for the whole sentence.
const BOTTOM: u16 = 3;

/// One line: a sentence above the records it is about, or one of them.
enum Line<'a> {
    Text(&'a Finding),
    Item(usize, &'a Finding),
    Empty,
}

impl Findings {
    fn all(&self) -> &[Finding] {
        self.all.as_deref().unwrap_or_default()
    }

    /// Records that break a rule together stand below one sentence.
    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        let mut last: Option<&str> = None;
        for (at, finding) in self.all().iter().enumerate() {
            if last != Some(&finding.text) {
                if last.is_some() {
                    lines.push(Line::Empty);
                }
                lines.push(Line::Text(finding));
                last = Some(&finding.text);
            }
            lines.push(Line::Item(at, finding));
        }
        lines
    }
}

impl Screen for Findings {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        let count = self.all().len();
        if self.steps.hear(&msg, count) {
            return self.update(Msg::Do(Cmd::Open), cx);
        }
        match msg {
            Msg::Shown => return vec![Effect::Ask(Ask::Look(Look::Findings))],
            Msg::Do(Cmd::Open) => {
                let here = self.all().get(self.steps.at());
                return match here.map(|f| f.record) {
                    Some(Some(id)) => vec![Effect::Go(Route::Record(id))],
                    Some(None) => vec![Effect::Say(crate::ui::kit::Toast::warn(
                        cx.say("findings-not-here"),
                    ))],
                    None => Vec::new(),
                };
            }
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Answer(answer) => {
                if let Answer::Findings(all) = *answer {
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
        let rows = area.height.saturating_sub(BOTTOM);
        let room = area.width.saturating_sub(3);
        if self.all().is_empty() {
            let id = if self.all.is_some() {
                "findings-none"
            } else {
                "ui-loading"
            };
            return sentences(buf, area, &cx.say(id), cx);
        }
        let lines = self.lines();
        let here = |line: &Line| matches!(line, Line::Item(at, _) if *at == self.steps.at());
        let place = lines.iter().position(here).unwrap_or(0);
        let first = self.steps.first(place, rows);
        for (line, y) in lines.iter().skip(first).zip(area.y..area.y + rows) {
            match line {
                Line::Empty => {}
                Line::Text(finding) => {
                    let style = if finding.held {
                        cx.theme.title
                    } else {
                        cx.theme.due
                    };
                    paint::put(buf, (area.x + 2, y), room, &finding.text, style, cx);
                }
                Line::Item(at, finding) => {
                    self.steps.drew(area, y, *at);
                    let here = *at == self.steps.at();
                    let style = if here { cx.theme.cursor } else { cx.theme.text };
                    let mark = if here { "> " } else { "  " };
                    let text = paint::fit(&format!("{mark}  {}", finding.title), area.width, cx);
                    paint::put(buf, (area.x, y), area.width, &text, style, cx);
                }
            }
        }
        if let Some(finding) = self.all().get(self.steps.at()) {
            paint::about(buf, area, &finding.text, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Findings
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Findings, self.steps.at()))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let n = self.all().len().to_string();
        Bar {
            left: cx.say("do-finding-desk"),
            right: cx.say_with("list-count", &[("n", n.as_str())]),
        }
    }
}
