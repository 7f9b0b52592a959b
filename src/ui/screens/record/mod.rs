//! One record: its fields by page, its rows, what hangs on it, who changed what; and the
//! steps that my role may take with it.

mod decide;
mod lines;
mod steps;

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::domain::form::{Form, Object};
use crate::domain::id::RecordId;
use crate::i18n::values::Names;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::{Answer, Past, Sheet};
use crate::ui::kit::ask::{Ask, Look as Reading};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::widgets::paint;
use lines::{LEFT, Line, Lines, Look, Opens};
use steps::moves;

/// What a window over the record was opened for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Child,
    Move,
    /// A field that the move needs.
    Needs(String),
    Void,
    Restore,
    Approve,
    Return,
}

/// A move on its way, with what was asked for it.
#[derive(Debug, Clone, Default)]
struct Step {
    to: String,
    given: Object,
}

/// The screen.
pub struct Record {
    id: RecordId,
    sheet: Option<Box<Sheet>>,
    past: Option<(Vec<Past>, Names)>,
    asked: Option<Asked>,
    step: Step,
    /// What is said once the step that is under way was taken.
    said: Option<&'static str>,
    at: usize,
    /// Where the cursor was before the history was looked at.
    before: usize,
    width: Cell<u16>,
    height: Cell<u16>,
    first: Cell<usize>,
}

impl Record {
    /// The record of this id.
    pub fn new(id: RecordId) -> Self {
        Self {
            id,
            sheet: None,
            past: None,
            asked: None,
            step: Step::default(),
            said: None,
            at: 0,
            before: 0,
            width: Cell::new(80),
            height: Cell::new(20),
            first: Cell::new(0),
        }
    }

    fn form<'a>(&self, cx: &'a Cx) -> Option<&'a Form> {
        cx.forms.get(&self.sheet.as_ref()?.record.form)
    }

    fn lines(&self, width: u16, cx: &Cx) -> Vec<Line> {
        match (&self.sheet, &self.past) {
            (Some(sheet), Some((past, names))) => Lines::history(sheet, (past, names), width, cx),
            (Some(sheet), None) => Lines::record(sheet, width, cx),
            _ => Vec::new(),
        }
    }

    fn ask(reading: Reading) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Look(reading))]
    }

    fn load(&self, reveal: bool) -> Vec<Effect> {
        Self::ask(Reading::Record {
            id: self.id,
            reveal,
        })
    }

    /// Moves the cursor, over empty lines.
    fn step_by(&mut self, by: isize, cx: &Cx) {
        let lines = self.lines(self.width.get(), cx);
        let last = lines.len().saturating_sub(1);
        let mut at = self.at.saturating_add_signed(by).min(last);
        let blank = |at: usize| lines.get(at).is_some_and(|l| l.look == Look::Blank);
        if blank(at) {
            at = if by < 0 {
                at.saturating_sub(1)
            } else {
                (at + 1).min(last)
            };
        }
        self.at = at;
    }

    /// To the next or the last part.
    fn part(&mut self, forward: bool, cx: &Cx) {
        let lines = self.lines(self.width.get(), cx);
        let heads = |at: &usize| lines.get(*at).is_some_and(|l| l.look == Look::Head);
        let next = if forward {
            (self.at + 1..lines.len()).find(heads).or(Some(0))
        } else {
            (0..self.at)
                .rev()
                .find(heads)
                .or((0..lines.len()).rev().find(heads))
        };
        self.at = next.unwrap_or(0);
    }

    fn key(&mut self, key: Key, cx: &Cx) {
        let page = isize::try_from(self.height.get().max(1)).unwrap_or(1);
        match key.code {
            Code::Up => self.step_by(-1, cx),
            Code::Down => self.step_by(1, cx),
            Code::PageUp => self.step_by(-page, cx),
            Code::PageDown => self.step_by(page, cx),
            Code::Home => self.at = 0,
            Code::End => self.step_by(isize::MAX, cx),
            _ => {}
        }
    }

    fn open(&self, cx: &Cx) -> Vec<Effect> {
        let lines = self.lines(self.width.get(), cx);
        let opens = lines.get(self.at).and_then(|l| l.opens.clone());
        match opens {
            Some(Opens::Record(id)) => vec![Effect::Go(Route::Record(id))],
            Some(Opens::Conflicts) => vec![Effect::Go(Route::Conflicts)],
            None => Vec::new(),
        }
    }

    fn pop_up(&mut self, asked: Asked, route: Route) -> Vec<Effect> {
        self.asked = Some(asked);
        vec![Effect::Go(route)]
    }

    fn say(cx: &Cx, id: &str) -> Vec<Effect> {
        vec![Effect::Say(Toast::warn(cx.say(id)))]
    }

    fn command(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        match cmd {
            Cmd::Back | Cmd::History if self.past.take().is_some() => {
                self.at = self.before;
                Vec::new()
            }
            Cmd::Back => vec![Effect::Back],
            Cmd::Open => self.open(cx),
            Cmd::Edit => self.edit(cx),
            Cmd::Child => self.child(cx),
            Cmd::NextTab | Cmd::PrevTab => {
                self.part(cmd == Cmd::NextTab, cx);
                Vec::new()
            }
            Cmd::Reveal => {
                let shown = self.sheet.as_ref().is_some_and(|s| s.revealed);
                self.load(!shown)
            }
            Cmd::History => Self::ask(Reading::History(self.id)),
            Cmd::Move => self.choose_move(cx),
            // Nothing is asked that will be refused; why, the refusal says.
            Cmd::Approve if self.is_returned() => self.approve(cx),
            Cmd::Approve => {
                let text = cx.say("record-approve");
                self.pop_up(Asked::Approve, Route::Confirm { text })
            }
            Cmd::Return | Cmd::HandIn | Cmd::Erase => self.decide(cmd, cx),
            Cmd::Restore => {
                let text = cx.say("record-restore");
                self.pop_up(Asked::Restore, Route::Confirm { text })
            }
            Cmd::Void => {
                let route = Route::Prompt {
                    title: cx.say("record-void-why"),
                    text: String::new(),
                };
                self.pop_up(Asked::Void, route)
            }
            _ => Vec::new(),
        }
    }

    fn answer(&mut self, answer: Answer, cx: &Cx) -> Vec<Effect> {
        match answer {
            Answer::Sheet(sheet) => {
                self.sheet = Some(sheet);
                self.step_by(0, cx);
                Vec::new()
            }
            Answer::Saved { sheet, notes, .. } => {
                let moved = !std::mem::take(&mut self.step).to.is_empty();
                let said = self.said.take();
                let was = self.sheet.as_ref().is_some_and(|s| s.record.void);
                let id = match (moved, sheet.record.void, sheet.record.approved) {
                    _ if said.is_some() => said.unwrap_or_default(),
                    (true, _, _) => "out-moved",
                    (_, true, _) => "record-voided",
                    _ if was => "record-restored",
                    (_, _, true) => "out-approved",
                    _ => "out-saved",
                };
                self.sheet = Some(sheet);
                self.step_by(0, cx);
                let mut said = cx.say(id);
                for note in &notes {
                    said = format!("{said} {}", cx.sentence(note));
                }
                vec![Effect::Say(Toast::good(said))]
            }
            Answer::History(past, names) => {
                self.before = self.at;
                self.at = 0;
                self.past = Some((past, names));
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// The first line shown: the cursor stays in sight.
    fn first_line(&self, lines: usize, height: u16) -> usize {
        let height = usize::from(height.max(1));
        let mut first = self.first.get().min(self.at);
        if self.at >= first + height {
            first = self.at + 1 - height;
        }
        first = first.min(lines.saturating_sub(height));
        self.first.set(first);
        first
    }
}

impl Screen for Record {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown => {
                self.asked = None;
                self.step = Step::default();
                self.load(false)
            }
            Msg::Do(cmd) => self.command(cmd, cx),
            Msg::Key(key) => {
                self.key(key, cx);
                Vec::new()
            }
            Msg::Wheel(lines) => {
                self.step_by(lines.into(), cx);
                Vec::new()
            }
            Msg::Click(at) => {
                // The body begins below bar and rule.
                let row = at.y.checked_sub(2).map(usize::from);
                let line = row.map(|r| r + self.first.get());
                match line.filter(|l| *l < self.lines(self.width.get(), cx).len()) {
                    Some(line) if line == self.at => self.open(cx),
                    Some(line) => {
                        self.at = line;
                        Vec::new()
                    }
                    None => Vec::new(),
                }
            }
            Msg::Answer(answer) => self.answer(*answer, cx),
            Msg::Refused(fault) => self.refused(fault, cx),
            Msg::Result(text) => self.result(&text, cx),
            Msg::Resume(at) => {
                self.at = at.parse().unwrap_or(0);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        self.width.set(area.width);
        self.height.set(area.height);
        let lines = self.lines(area.width, cx);
        if lines.is_empty() {
            let at = (area.x + LEFT, area.y);
            paint::put(
                buf,
                at,
                area.width,
                &cx.say("ui-loading"),
                cx.theme.quiet,
                cx,
            );
            return;
        }
        let first = self.first_line(lines.len(), area.height);
        let label = Lines::label_width(area.width, cx.lang.is_chinese());
        let shown = lines.iter().enumerate().skip(first);
        for ((at, line), y) in shown.zip(area.y..area.bottom()) {
            let here = at == self.at;
            let style = |other| if here { cx.theme.cursor } else { other };
            if here {
                let mark = paint::fit("> ", area.width, cx);
                paint::put(buf, (area.x, y), area.width, &mark, cx.theme.cursor, cx);
            }
            let text = match line.look {
                Look::Head => cx.theme.title,
                Look::Warn => cx.theme.due,
                Look::Quiet => cx.theme.quiet,
                Look::Plain | Look::Blank => cx.theme.text,
            };
            let x = area.x + LEFT;
            if line.look == Look::Head {
                let room = area.width.saturating_sub(LEFT + 1);
                paint::put(buf, (x, y), room, &line.text, style(text), cx);
                continue;
            }
            paint::put(buf, (x, y), label, &line.label, style(cx.theme.quiet), cx);
            let x = x + label + 2;
            let room = area.right().saturating_sub(x + 1);
            paint::put(buf, (x, y), room, &line.text, style(text), cx);
        }
        if first + usize::from(area.height) < lines.len() {
            let mark = cx.marks.cut();
            let y = area.bottom().saturating_sub(1);
            paint::put_right(buf, area, y, mark, cx.theme.quiet, cx);
        }
    }

    fn cursor(&self, _area: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Record
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Record(self.id), self.at))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let name = self.form(cx).map(|f| f.label.text(cx.lang.is_chinese()));
        let title = self.sheet.as_ref().map_or("", |s| s.title.as_str());
        let left = format!("{}  {title}", name.unwrap_or_default());
        let right = match (&self.past, &self.sheet) {
            (Some(_), _) => cx.say("do-history"),
            (_, Some(sheet)) if !sheet.record.open.is_empty() => cx.say("record-open"),
            _ => String::new(),
        };
        Bar { left, right }
    }

    fn shows(&self) -> Option<(RecordId, String)> {
        let sheet = self.sheet.as_ref()?;
        Some((self.id, sheet.record.form.clone()))
    }

    fn hides(&self, cmd: Cmd, cx: &Cx) -> bool {
        let (Some(sheet), Some(form)) = (&self.sheet, self.form(cx)) else {
            return cmd != Cmd::Back && cmd.entry().scopes.contains(&Scope::Record);
        };
        let record = &sheet.record;
        match cmd {
            Cmd::Open => {
                let lines = self.lines(self.width.get(), cx);
                lines.get(self.at).is_none_or(|l| l.opens.is_none())
            }
            Cmd::Approve => record.approved || record.void || !form.approve.contains(&cx.me.role),
            Cmd::Return | Cmd::HandIn | Cmd::Erase => self.hides_decision(cmd, cx),
            Cmd::Move => moves(form, record, cx).next().is_none(),
            Cmd::Child => record.void || self.below(cx).is_empty(),
            Cmd::Edit => record.void || self.is_closed(form),
            Cmd::Void => record.void,
            Cmd::Restore => !record.void,
            Cmd::Reveal => !form
                .fields
                .iter()
                .any(|f| f.protected && !record.get(&f.id).is_empty()),
            _ => false,
        }
    }

    fn why_not(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        match cmd {
            Cmd::Approve | Cmd::Return => self.not_approved_here(cx),
            Cmd::Edit => {
                let void = self.sheet.as_ref()?.record.void;
                let id = if void {
                    "record-is-void"
                } else {
                    "record-approved"
                };
                Some(cx.say(id))
            }
            _ => None,
        }
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        let revealed = self.sheet.as_ref().is_some_and(|s| s.revealed);
        match cmd {
            Cmd::Reveal if revealed => Some(cx.say("record-mask")),
            _ => None,
        }
    }
}
