//! What waits for me, most pressing first; every line opens its record.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::ui::commands::{Cmd, Code, Scope};
use crate::ui::kit::answer::{Answer, Leads, Press, Today, Waiting};
use crate::ui::kit::ask::{Ask, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::screens::volunteer;
use crate::ui::widgets::paint;

/// The screen.
#[derive(Default)]
pub struct Home {
    today: Option<Today>,
    /// The line of what records break together: it is counted behind the rest.
    finding: Option<Waiting>,
    at: usize,
    /// The rows that were drawn last: clicks count in them.
    height: Cell<u16>,
}

/// After so many milliseconds here the findings are counted.
const PAUSE: u64 = 400;
/// The width of when, kind and the day, in cells.
const WHEN: u16 = 10;
const KIND: u16 = 10;
const DAY: u16 = 6;

impl Home {
    fn lines(&self) -> impl Iterator<Item = &Waiting> {
        self.today
            .iter()
            .flat_map(|t| t.urgent.iter().chain(&t.post))
    }

    fn open(&self) -> Vec<Effect> {
        let Some(line) = self.lines().nth(self.at) else {
            return Vec::new();
        };
        let route = match &line.leads {
            Leads::Record(id) => Route::Record(*id),
            Leads::NewMinutes => Route::Minutes {
                id: None,
                draft: None,
            },
            Leads::Draft(key, form) if form == "minutes" => Route::Minutes {
                id: None,
                draft: Some(key.clone()),
            },
            // A form could not read it, and would write over it.
            Leads::Draft(key, _) if volunteer::is_quick(key) => Route::Quick(Some(key.clone())),
            Leads::Draft(key, form) => Route::Form {
                form: form.clone(),
                id: None,
                parent: None,
                given: serde_json::Map::new(),
                draft: Some(key.clone()),
            },
            Leads::Review(form, by) => Route::List {
                form: form.clone(),
                filters: vec![by.clone()],
            },
            Leads::Conflicts => Route::Conflicts,
            Leads::Findings => Route::Findings,
            Leads::Held => Route::Held,
            Leads::Sync => Route::Sync,
        };
        vec![Effect::Go(route)]
    }

    /// The line of findings as it is counted now; the cursor stays on its own line.
    fn count_findings(&mut self, line: Option<Waiting>) {
        self.finding.clone_from(&line);
        let Some(today) = &mut self.today else { return };
        let old = today.urgent.iter().position(|l| l.leads == Leads::Findings);
        let here = old == Some(self.at);
        if let Some(old) = old {
            today.urgent.remove(old);
            self.at -= usize::from(self.at > old);
        }
        let Some(line) = line else { return };
        let was_empty = today.urgent.is_empty();
        let new = put_in(&mut today.urgent, line);
        if here {
            self.at = new;
        } else if self.at >= new && !was_empty {
            self.at += 1;
        }
    }

    fn step(&mut self, by: isize) {
        let last = self.lines().count().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// To the first line of the other part.
    fn other_part(&mut self) {
        let urgent = self.today.as_ref().map_or(0, |t| t.urgent.len());
        let all = self.lines().count();
        self.at = if self.at < urgent && urgent < all {
            urgent
        } else {
            0
        };
    }

    /// What is drawn, line by line: a heading, a line of the list, a sentence.
    fn layout(&self, cx: &Cx) -> Vec<Line<'_>> {
        let Some(today) = &self.today else {
            return vec![Line::Quiet(cx.say("ui-loading"))];
        };
        let mut lines = vec![Line::Head(cx.say("home-today"), today.figures.clone())];
        lines.push(Line::Empty);
        lines.push(Line::Head(cx.say("home-urgent"), String::new()));
        if today.urgent.is_empty() {
            lines.push(Line::Quiet(cx.say("home-nothing")));
            lines.push(Line::Quiet(cx.say("home-begin")));
        }
        let mut at = 0;
        for line in &today.urgent {
            lines.push(Line::Item(at, line));
            at += 1;
        }
        if let Some(n) = &today.more {
            lines.push(Line::Quiet(cx.say_with("home-more", &[("n", n.as_str())])));
        }
        lines.push(Line::Empty);
        lines.push(Line::Head(cx.say("home-post"), String::new()));
        for line in &today.post {
            lines.push(Line::Item(at, line));
            at += 1;
        }
        if today.post.is_empty() {
            lines.push(Line::Quiet(cx.say("home-no-post")));
        }
        lines
    }

    /// What stands below the lists: this month's figures.
    fn month(&self, cx: &Cx) -> Option<Line<'_>> {
        let month = &self.today.as_ref()?.month;
        (!month.is_empty()).then(|| Line::Head(cx.say("home-month"), month.clone()))
    }

    /// The lines that are in sight. Where not all have room, the
    /// month stays in sight all the same and what is cut below is counted.
    fn sight<'a>(&'a self, height: u16, cx: &Cx) -> Vec<Line<'a>> {
        let mut lines = self.layout(cx);
        let height = usize::from(height);
        let month = self.month(cx);
        let below = if month.is_some() { 2 } else { 0 };
        if lines.len() + below <= height {
            if let Some(month) = month {
                lines.extend([Line::Empty, month]);
            }
            return lines;
        }
        let is_item = |l: &Line| matches!(l, Line::Item(..));
        let here = |l: &Line| matches!(l, Line::Item(at, _) if *at == self.at);
        let room = height
            .saturating_sub(1 + usize::from(month.is_some()))
            .max(1);
        let at = lines.iter().position(here).unwrap_or(0);
        // The head of the list stays in sight while the cursor is near it.
        let first = (at + 1).saturating_sub(room);
        let cut = lines.split_off((first + room).min(lines.len()));
        let mut sight = lines.split_off(first);
        let cut = cut.iter().filter(|l| is_item(l)).count();
        if cut > 0 {
            let n = cut.to_string();
            let text = cx.say_with("home-cut", &[("n", n.as_str())]);
            sight.push(Line::Quiet(format!("{} {text}", cx.marks.cut())));
        } else {
            sight.push(Line::Empty);
        }
        sight.extend(month);
        sight
    }
}

enum Line<'a> {
    Head(String, String),
    Item(usize, &'a Waiting),
    Quiet(String),
    Empty,
}

impl Screen for Home {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown => return vec![Effect::Ask(Ask::Today)],
            Msg::Answer(answer) => match *answer {
                Answer::Today(mut today) => {
                    if let Some(line) = &self.finding {
                        put_in(&mut today.urgent, line.clone());
                    }
                    self.today = Some(today);
                    self.step(0);
                    return vec![Effect::Wake(PAUSE)];
                }
                Answer::FindingCount(line) => self.count_findings(line),
                _ => {}
            },
            // It reads much: it is asked once nobody seems to go on at once.
            Msg::Wake => return vec![Effect::Ask(Ask::Look(Look::FindingCount))],
            Msg::Refused(fault) => return vec![Effect::Fault(fault)],
            Msg::Do(Cmd::Open) => return self.open(),
            Msg::Do(Cmd::NextTab | Cmd::PrevTab) => self.other_part(),
            Msg::Key(key) => match key.code {
                Code::Up => self.step(-1),
                Code::Down => self.step(1),
                Code::PageUp => self.step(-10),
                Code::PageDown => self.step(10),
                Code::Home => self.at = 0,
                Code::End => self.step(isize::MAX),
                _ => {}
            },
            Msg::Wheel(lines) => self.step(lines.into()),
            Msg::Click(at) => {
                // The body begins below the bar and its rule.
                let lines = self.sight(self.height.get(), cx);
                let row = usize::from(at.y.saturating_sub(2));
                if let Some(Line::Item(clicked, _)) = lines.get(row) {
                    let clicked = *clicked;
                    let again = self.at == clicked;
                    self.at = clicked;
                    if again {
                        return self.open();
                    }
                }
            }
            Msg::Resume(at) => self.at = at.parse().unwrap_or(0),
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let buf = frame.buffer_mut();
        self.height.set(body.height);
        let lines = self.sight(body.height, cx);
        for (line, y) in lines.iter().zip(body.y..body.bottom()) {
            match line {
                Line::Empty => {}
                Line::Quiet(text) => {
                    let room = body.width.saturating_sub(3);
                    paint::put(buf, (body.x + 2, y), room, text, cx.theme.quiet, cx);
                }
                Line::Head(name, about) => {
                    let x = paint::put(buf, (body.x + 1, y), 20, name, cx.theme.title, cx);
                    let x = x.max(body.x + 10).max(x + 2);
                    let room = body.right().saturating_sub(x + 1);
                    paint::put(buf, (x, y), room, about, cx.theme.text, cx);
                }
                Line::Item(at, line) => item(buf, body, y, line, *at == self.at, cx),
            }
        }
    }

    fn cursor(&self, _body: Rect, _cx: &Cx) -> Option<Position> {
        None
    }

    fn scope(&self) -> Scope {
        Scope::Home
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::Home, self.at))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let place = cx.reference.places.full_name(&cx.me.place);
        Bar {
            left: format!(
                "{}  {}  {}",
                cx.say("ui-name"),
                place.unwrap_or_else(|| cx.me.place.clone()),
                cx.me.name
            ),
            right: String::new(),
        }
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::Back
    }
}

/// Puts a line behind those that press as much; its place.
fn put_in(lines: &mut Vec<Waiting>, line: Waiting) -> usize {
    let at = lines.iter().take_while(|l| l.press <= line.press).count();
    lines.insert(at, line);
    at
}

fn item(buf: &mut Buffer, body: Rect, y: u16, line: &Waiting, here: bool, cx: &Cx) {
    let paint_as = |style| if here { cx.theme.cursor } else { style };
    let pressing = match line.press {
        Press::Overdue => cx.theme.overdue,
        Press::Soon => cx.theme.due,
        Press::Calm => cx.theme.text,
    };
    if here {
        let blank = paint::fit("> ", body.width, cx);
        paint::put(buf, (body.x, y), body.width, &blank, cx.theme.cursor, cx);
    }
    let mut x = body.x + 2;
    paint::put(buf, (x, y), WHEN, &line.when, paint_as(pressing), cx);
    x += WHEN + 1;
    if !line.kind.is_empty() {
        paint::put(buf, (x, y), KIND, &line.kind, paint_as(cx.theme.quiet), cx);
        x += KIND + 1;
    }
    let who = paint::cells(&line.who, cx).min(body.width / 4);
    let right = match (who, line.day.is_empty()) {
        // Nothing stands there: what it is about has all the room.
        (0, true) => 0,
        _ => who + 2 + DAY + 1,
    };
    let room = body.right().saturating_sub(x + right + 1);
    paint::put(buf, (x, y), room, &line.what, paint_as(cx.theme.text), cx);
    let x = body.right().saturating_sub(right);
    paint::put(buf, (x, y), who, &line.who, paint_as(cx.theme.quiet), cx);
    let day = Rect::new(body.right().saturating_sub(DAY + 1), y, DAY, 1);
    paint::put(
        buf,
        (day.x, y),
        DAY,
        &line.day,
        paint_as(cx.theme.quiet),
        cx,
    );
}
