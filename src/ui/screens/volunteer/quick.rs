//! Many volunteers quickly: one line each, checked while it is typed.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::check::Wrong;
use super::line::Line;
use super::lines::{self, COLUMNS};
use crate::domain::fault::Note;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::ask::{AlikeAsk, Ask, Draft, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot, Toast};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::spots::Spots;

/// The form.
pub const FORM: &str = "volunteer";
/// The draft of the grid: there is one.
const KEY: &str = "volunteer:quick";
/// After so many milliseconds without a key the draft is kept and matches are looked for.
const PAUSE: u64 = 400;

/// Whether a draft of this key is one of the grid.
#[must_use]
pub fn is_quick(key: &str) -> bool {
    key.starts_with(KEY)
}

/// The screen.
#[derive(Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own: read, typed, kept, asked"
)]
pub struct Quick {
    pub(super) lines: Vec<Line>,
    pub(super) at: (usize, usize),
    pub(super) entry: Entry,
    loaded: bool,
    /// What was typed before.
    early: Vec<Msg>,
    dirty: bool,
    kept: bool,
    /// Why the last draft could not be kept.
    unkept: Option<Vec<Note>>,
    /// Whether to throw all away was asked.
    dropping: bool,
    /// How far a wish to save has come.
    wish: Wish,
    /// The line whose matches were asked for.
    asked: Option<usize>,
    /// The line that is being saved.
    saving: Option<usize>,
    run: Run,
    /// Where the cells stand.
    pub(super) spots: Spots<(usize, usize)>,
    /// The key of the draft, if it is not the usual one.
    key: Option<String>,
    /// Where the cursor was when it was locked.
    resume: Option<(usize, usize)>,
}

/// How far a wish to save has come.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Wish {
    /// There is none.
    #[default]
    None,
    /// Lines are still looked at.
    Looking,
    /// What to do with those who may be registered was asked.
    Asked,
}

/// A run of saves.
#[derive(Default)]
struct Run {
    /// Lines saved so far.
    saved: usize,
    /// Those who may be registered already are left out.
    but_known: bool,
    /// The person wants to go as soon as the line under way is answered.
    going: bool,
}

impl Quick {
    /// The grid, with its draft or another one to go on with.
    #[must_use]
    pub fn new(draft: Option<String>) -> Self {
        Self {
            key: draft,
            ..Self::default()
        }
    }

    fn draft_key(&self) -> String {
        self.key.clone().unwrap_or_else(|| KEY.to_owned())
    }

    fn cell(&mut self) -> Option<&mut String> {
        let (row, column) = self.at;
        self.lines.get_mut(row)?.cells.get_mut(column)
    }

    fn go(&mut self, row: usize, column: usize, cx: &Cx) {
        if row >= self.lines.len() && self.lines.last().is_none_or(|l| !l.is_blank()) {
            self.lines.push(Line::default());
        }
        let row = row.min(self.lines.len().saturating_sub(1));
        self.at = (row, column.min(COLUMNS - 1));
        let text = self.cell().cloned().unwrap_or_default();
        self.entry.set(&text);
        self.check(cx);
    }

    /// Says of every line what has to be mended.
    fn check(&mut self, cx: &Cx) {
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for line in &mut self.lines {
            line.judge(cx);
            let number = line.cells.get(3).map(|c| c.trim().to_uppercase());
            let number = number.filter(|n| line.wrong.is_none() && !n.is_empty());
            if number.is_some_and(|n| !seen.insert(n)) {
                line.wrong = Some(Wrong::at("id_no", cx.say("quick-twice")));
            }
        }
    }

    fn typed(&mut self, cx: &Cx) -> Vec<Effect> {
        let text = self.entry.text().to_owned();
        if let Some(cell) = self.cell() {
            *cell = text;
        }
        if let Some(line) = self.lines.get_mut(self.at.0) {
            line.looked = false;
            line.alike = None;
        }
        self.check(cx);
        self.dirty = true;
        vec![Effect::Wake(PAUSE)]
    }

    fn key(&mut self, key: Key, cx: &Cx) -> Vec<Effect> {
        if self.saving.is_some() || !self.loaded {
            return Vec::new();
        }
        // Who goes on typing does not want to save just now.
        self.wish = Wish::None;
        let (row, column) = self.at;
        match key.code {
            Code::Tab | Code::Enter if column + 1 < COLUMNS => self.go(row, column + 1, cx),
            Code::Tab | Code::Enter => self.go(row + 1, 0, cx),
            Code::BackTab if column > 0 => self.go(row, column - 1, cx),
            Code::BackTab if row > 0 => self.go(row - 1, COLUMNS - 1, cx),
            Code::Down => self.go(row + 1, column, cx),
            Code::Up => self.go(row.saturating_sub(1), column, cx),
            _ if self.entry.key(key) => return self.typed(cx),
            _ => {}
        }
        Vec::new()
    }

    fn paste(&mut self, text: &str, cx: &Cx) -> Vec<Effect> {
        if self.saving.is_some() || !self.loaded {
            return Vec::new();
        }
        // Nobody was asked about what comes now.
        self.wish = Wish::None;
        let many = text.trim().contains(['\n', '\t']);
        if !many {
            self.entry.paste(text.trim());
            return self.typed(cx);
        }
        let read = lines::rows(text);
        let count = read.len();
        self.lines.retain(|l| !l.is_blank());
        let first = self.lines.len();
        self.lines.extend(read.into_iter().map(|cells| Line {
            cells,
            ..Line::default()
        }));
        self.go(first, 0, cx);
        self.dirty = true;
        let n = count.to_string();
        vec![
            Effect::Say(Toast::good(
                cx.say_with("quick-pasted", &[("n", n.as_str())]),
            )),
            Effect::Wake(PAUSE),
        ]
    }

    fn keep(&mut self, cx: &Cx) -> Vec<Effect> {
        if !self.dirty || !self.loaded {
            return Vec::new();
        }
        self.dirty = false;
        let full: Vec<&Line> = self.lines.iter().filter(|l| !l.is_blank()).collect();
        if full.is_empty() {
            self.unkept = None;
            if std::mem::take(&mut self.kept) {
                return vec![Effect::Ask(Ask::Draft(Draft::Drop(self.draft_key())))];
            }
            return Vec::new();
        }
        self.kept = true;
        let n = full.len().to_string();
        vec![Effect::Ask(Ask::Draft(Draft::Keep {
            key: self.draft_key(),
            form: FORM.into(),
            title: cx.say_with("quick-draft", &[("n", n.as_str())]),
            // Texts only: JSON has a word for each.
            body: serde_json::to_string(&full).unwrap_or_default(),
        }))]
    }

    /// Asks who may be the person of the next line that was not looked at.
    fn look(&mut self) -> Vec<Effect> {
        if self.asked.is_some() || self.saving.is_some() {
            return Vec::new();
        }
        let fresh = |l: &Line| !l.looked && !l.is_blank();
        let Some(at) = self.lines.iter().position(fresh) else {
            return Vec::new();
        };
        self.asked = Some(at);
        let Some(line) = self.lines.get_mut(at) else {
            return Vec::new();
        };
        line.looked = true;
        let [name, _, phone, id_no, _] = line.cells.clone();
        vec![Effect::Ask(Ask::Look(Look::Alike(AlikeAsk {
            form: FORM.into(),
            but: None,
            name,
            id_no,
            phone,
        })))]
    }

    fn alike(&mut self, found: &[Alike], cx: &Cx) -> Vec<Effect> {
        let at = self.asked.take();
        if let Some(line) = at.and_then(|at| self.lines.get_mut(at)) {
            let first = found.first();
            line.alike = first.map(|a| (a.id, format!("{}  {}", a.title, a.why)));
        }
        self.look_on(cx)
    }

    fn start(&mut self, body: Option<String>, cx: &Cx) -> Vec<Effect> {
        if self.loaded {
            return Vec::new();
        }
        let kept = match body.map(|b| serde_json::from_str::<Vec<Line>>(&b)) {
            Some(Err(_)) => return self.aside(cx),
            Some(Ok(kept)) => Some(kept),
            None => None,
        };
        self.loaded = true;
        self.kept = kept.is_some();
        self.lines = kept.unwrap_or_default();
        let end = (self.lines.len(), 0);
        let (row, column) = self.resume.take().unwrap_or(end);
        self.go(row, column, cx);
        self.look()
    }

    /// A draft that cannot be read stays as it is: what is typed here gets a key of its
    /// own.
    fn aside(&mut self, cx: &Cx) -> Vec<Effect> {
        let at = cx.now.strftime("%Y%m%d%H%M%S");
        self.key = Some(format!("{}:{at}", self.draft_key()));
        let mut effects = vec![Effect::Say(Toast::warn(cx.say("quick-draft-aside")))];
        effects.extend(self.start(None, cx));
        effects
    }

    fn drop_all(&mut self, cx: &Cx) -> Vec<Effect> {
        self.lines.clear();
        self.go(0, 0, cx);
        self.dirty = false;
        self.unkept = None;
        self.kept = false;
        vec![
            Effect::Ask(Ask::Draft(Draft::Drop(self.draft_key()))),
            Effect::Say(Toast::good(cx.say("form-dropped"))),
            Effect::Back,
        ]
    }

    fn next_wrong(&mut self, cx: &Cx) {
        let wrong = |l: &Line| l.wrong.is_some() || l.odd.is_some();
        let after = self.lines.iter().skip(self.at.0 + 1).position(wrong);
        let to = after.map(|n| n + self.at.0 + 1);
        if let Some(to) = to.or_else(|| self.lines.iter().position(wrong)) {
            let kept = self.lines.get(to).and_then(|l| l.wrong.clone());
            let odd = self.lines.get(to).and_then(|l| l.odd.as_ref());
            let cell = kept.as_ref().or(odd).map_or(0, |w| w.cell);
            self.go(to, cell, cx);
            if let Some(line) = self.lines.get_mut(to).filter(|l| l.wrong.is_none()) {
                line.wrong = kept;
            }
        }
    }

    fn do_it(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        match cmd {
            Cmd::Back if self.saving.is_some() => self.run.going = true,
            Cmd::Back => return vec![Effect::Back],
            Cmd::Open => return self.key(Key::plain(Code::Enter), cx),
            Cmd::Save if self.saving.is_none() => return self.wish(cx),
            Cmd::DropDraft if self.saving.is_none() && self.loaded => {
                self.dropping = true;
                let text = cx.say("form-drop-ask");
                return vec![Effect::Go(Route::Confirm { text })];
            }
            Cmd::NextError => self.next_wrong(cx),
            Cmd::Compare => {
                let line = self.lines.get(self.at.0);
                if let Some((id, _)) = line.and_then(|l| l.alike.as_ref()) {
                    return vec![Effect::Go(Route::Record(*id))];
                }
            }
            Cmd::RemoveRow if self.saving.is_none() && self.at.0 < self.lines.len() => {
                self.lines.remove(self.at.0);
                self.asked = None;
                self.go(self.at.0, 0, cx);
                self.dirty = true;
                return vec![Effect::Wake(PAUSE)];
            }
            _ => {}
        }
        Vec::new()
    }
}

impl Screen for Quick {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        if !self.loaded && msg.is_typed() {
            self.early.push(msg);
            return Vec::new();
        }
        let mut effects = match msg {
            Msg::Shown if !self.loaded => {
                vec![Effect::Ask(Ask::Draft(Draft::Read(self.draft_key())))]
            }
            Msg::Do(cmd) => self.do_it(cmd, cx),
            Msg::Key(key) => self.key(key, cx),
            Msg::Paste(text) => self.paste(&text, cx),
            Msg::Result(_) if std::mem::take(&mut self.dropping) => self.drop_all(cx),
            Msg::Result(answer) if self.wish == Wish::Asked => self.answered(&answer, cx),
            Msg::Shown => {
                // No was said.
                self.dropping = false;
                self.wish = Wish::None;
                Vec::new()
            }
            Msg::Resume(at) => {
                let at = at.split_once(':');
                self.resume =
                    at.and_then(|(row, cell)| Some((row.parse().ok()?, cell.parse().ok()?)));
                Vec::new()
            }
            Msg::Resized | Msg::Progress(_) | Msg::Result(_) => Vec::new(),
            Msg::Wheel(lines) => {
                let row = self.at.0.saturating_add_signed(lines.into());
                self.go(row.min(self.lines.len().saturating_sub(1)), self.at.1, cx);
                Vec::new()
            }
            Msg::Click(place) => {
                if let Some((row, column)) = self.spots.at(place).filter(|_| self.saving.is_none())
                {
                    self.go(row, column, cx);
                }
                Vec::new()
            }
            Msg::Wake => {
                let mut effects = self.keep(cx);
                effects.extend(self.look());
                effects
            }
            Msg::Leaving => self.keep(cx),
            Msg::Answer(answer) => match *answer {
                Answer::Draft(body) => self.start(body, cx),
                Answer::Alike(found) => self.alike(&found, cx),
                Answer::Saved { .. } => self.saved_one(cx),
                Answer::Kept => {
                    self.unkept = None;
                    Vec::new()
                }
                _ => Vec::new(),
            },
            Msg::Refused(fault) => self.refused(fault, cx),
        };
        if self.loaded {
            for msg in std::mem::take(&mut self.early) {
                effects.extend(self.update(msg, cx));
            }
        }
        effects
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }

    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        let columns = Self::columns(area, cx);
        let column = columns.get(self.at.1)?;
        let row = u16::try_from(self.at.0.checked_sub(self.first(area))?).ok()?;
        let y = area.y + 1 + row;
        self.loaded
            .then(|| self.entry.cursor(Rect { y, ..*column }))
    }

    fn scope(&self) -> Scope {
        Scope::Quick
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        let (row, column) = self.at;
        let route = Route::Quick(self.key.clone());
        Some(Spot::new(route, format!("{row}:{column}")))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        let full = self.lines.iter().filter(|l| !l.is_blank());
        let (all, wrong) = full.fold((0, 0), |(all, wrong), l| {
            (all + 1, wrong + usize::from(l.wrong.is_some()))
        });
        let (all, wrong) = (all.to_string(), wrong.to_string());
        let words = [("all", all.as_str()), ("wrong", wrong.as_str())];
        Bar {
            left: cx.say("quick-name"),
            right: cx.say_with("quick-bar", &words),
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn unkept(&self) -> Option<&[Note]> {
        self.unkept.as_deref()
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        (cmd == Cmd::Open).then(|| cx.say("quick-next"))
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        let line = self.lines.get(self.at.0);
        cmd == Cmd::Compare && line.is_none_or(|l| l.alike.is_none())
    }
}

#[path = "saving.rs"]
mod saving;

#[cfg(test)]
#[path = "quick_test.rs"]
mod tests;
