//! The figures of a period, seen before they are saved as the report that goes up.

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Code, Scope};
use crate::ui::kit::answer::{Answer, Figures};
use crate::ui::kit::ask::{Ask, FigureAsk, Look, Write};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::widgets::paint;
use crate::ui::widgets::steps::Steps;

/// Columns of a number, and of what it is a part of.
const VALUE: u16 = 10;
const PART: u16 = 22;
/// Lines above and below the table.
const TOP: u16 = 3;
const BOTTOM: u16 = 2;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Span {
    Month,
    Quarter,
    Year,
}

impl Span {
    const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    fn id(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The first day of the period in which a day lies.
    fn first(self, day: Date) -> Date {
        let into = match self {
            Self::Month => 0,
            Self::Quarter => (day.month() - 1) % 3,
            Self::Year => day.month() - 1,
        };
        let first = day.first_of_month();
        first.saturating_sub(i32::from(into).months())
    }

    fn next(self) -> Self {
        match self {
            Self::Month => Self::Quarter,
            Self::Quarter => Self::Year,
            Self::Year => Self::Month,
        }
    }
}

/// The screen.
pub struct Report {
    span: Span,
    from: Date,
    found: Option<Figures>,
    saving: bool,
    steps: Steps,
}

impl Report {
    /// Begins with the whole month before this one.
    pub fn new(cx: &Cx) -> Self {
        let this = cx.today.first_of_month();
        Self {
            span: Span::Month,
            from: this.saturating_sub(1.month()),
            found: None,
            saving: false,
            steps: Steps::default(),
        }
    }

    fn period(&self) -> FigureAsk {
        FigureAsk {
            from: self.from,
            to: self.from.saturating_add(self.span.months().months()),
        }
    }

    fn rows(&self) -> &[[String; 3]] {
        self.found.as_ref().map_or(&[], |f| &f.rows)
    }

    /// Asks for the figures of the period that is chosen now.
    fn ask(&mut self) -> Vec<Effect> {
        self.found = None;
        vec![Effect::Ask(Ask::Look(Look::Figures(self.period())))]
    }

    fn step(&mut self, by: i32) -> Vec<Effect> {
        let months = (self.span.months() * by).months();
        match self.from.checked_add(months) {
            Ok(from) => {
                self.from = from;
                self.ask()
            }
            // The calendar ends.
            Err(_) => Vec::new(),
        }
    }

    fn save(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(found) = &self.found else {
            return vec![Effect::Say(Toast::warn(cx.say("ui-loading")))];
        };
        if let Some(why) = &found.refused {
            return vec![Effect::Say(Toast::warn(why.clone()))];
        }
        if self.saving {
            return Vec::new();
        }
        self.saving = true;
        vec![Effect::Ask(Ask::Write(Write::Report(self.period())))]
    }

    /// `2026-10`, `2026 Q4`, `2026`.
    fn name(&self, cx: &Cx) -> String {
        let year = self.from.year().to_string();
        let part = match self.span {
            Span::Month => self.from.month(),
            Span::Quarter => (self.from.month() - 1) / 3 + 1,
            Span::Year => 0,
        };
        let part = part.to_string();
        let id = format!("report-{}", self.span.id());
        cx.say_with(&id, &[("year", year.as_str()), ("n", part.as_str())])
    }
}

impl Screen for Report {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        // The place to come back to says which period, not which line.
        if let Msg::Resume(at) = &msg {
            let (span, from) = at.split_once(' ').unwrap_or_default();
            let known = Span::ALL.into_iter().find(|s| s.id() == span);
            if let (Some(span), Ok(from)) = (known, from.parse()) {
                self.span = span;
                self.from = from;
            }
            return Vec::new();
        }
        let count = self.rows().len();
        self.steps.hear(&msg, count);
        match msg {
            Msg::Shown => return self.ask(),
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Do(Cmd::Save) => return self.save(cx),
            Msg::Do(Cmd::NextTab) => {
                self.span = self.span.next();
                self.from = self.span.first(self.from);
                return self.ask();
            }
            Msg::Key(key) if key.code == Code::Left => return self.step(-1),
            Msg::Key(key) if key.code == Code::Right => return self.step(1),
            Msg::Answer(answer) => match *answer {
                Answer::Figures(found) if found.of == self.period() => {
                    self.found = Some(found);
                    self.steps.keep_within(self.rows().len());
                }
                Answer::Reported(id, said) => {
                    return vec![
                        Effect::Say(Toast::good(said)),
                        Effect::Swap(Route::Record(id)),
                    ];
                }
                _ => {}
            },
            Msg::Refused(fault) => {
                self.saving = false;
                return vec![Effect::Fault(fault)];
            }
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        let place = cx.reference.places.full_name(&cx.me.place);
        let place = place.unwrap_or_else(|| cx.me.place.clone());
        let (room, x) = (area.width.saturating_sub(4), area.x + 2);
        let title = format!("< {} >  {place}", self.name(cx));
        paint::put(buf, (x, area.y), room, &title, cx.theme.title, cx);
        let how = cx.say("report-how");
        paint::put(buf, (x, area.y + 1), room, &how, cx.theme.quiet, cx);
        let Some(found) = &self.found else {
            let text = cx.say("ui-loading");
            paint::put(buf, (x, area.y + TOP), room, &text, cx.theme.quiet, cx);
            return;
        };
        let rows = area.height.saturating_sub(TOP + BOTTOM);
        let first = self.steps.first(self.steps.at(), rows);
        let wide = room.saturating_sub(PART + VALUE);
        let lines = found.rows.iter().enumerate().skip(first);
        for ((at, [name, part, value]), y) in lines.zip(area.y + TOP..area.y + TOP + rows) {
            let here = at == self.steps.at();
            let style = if here { cx.theme.cursor } else { cx.theme.text };
            let line = [
                paint::fit(if here { "> " } else { "  " }, 2, cx),
                // What is no part of something has the room of parts for its name.
                if part.is_empty() {
                    paint::fit(name, wide + PART, cx)
                } else {
                    paint::fit("", wide, cx) + &paint::fit(part, PART, cx)
                },
                paint::fit(value, VALUE, cx),
            ];
            paint::put(buf, (area.x, y), area.width, &line.concat(), style, cx);
        }
        let below = found.refused.as_ref().or(found.left.as_ref());
        let about = cx.say("report-about");
        paint::about(buf, area, below.unwrap_or(&about), cx);
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Report
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        let at = format!("{} {}", self.span.id(), self.from);
        Some(Spot::new(Route::Report, at))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        Bar {
            left: cx.say("do-new-report"),
            right: self.name(cx),
        }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::Save && self.found.as_ref().is_some_and(|f| f.refused.is_some())
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let id = match cmd {
            Cmd::Save => "report-save",
            Cmd::NextTab => "report-span",
            _ => return None,
        };
        Some(cx.say(id))
    }
}
