//! Many volunteers quickly: one line each, checked while it is typed.

use std::collections::BTreeSet;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::lines::{self, COLUMNS, Cells};
use crate::domain::fault::{Fault, Note};
use crate::domain::form::{Facts, Object, Rows, check_record, fill_new, read_input};
use crate::domain::id::RecordId;
use crate::domain::value::Patch;
use crate::text::pinyin;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::ask::{AlikeAsk, Ask, Draft, Look, Write};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Toast};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

const FORM: &str = "volunteer";
/// The draft of the grid: there is one.
const KEY: &str = "volunteer:quick";
/// After so many milliseconds without a key the draft is kept and matches are looked for.
const PAUSE: u64 = 400;
/// The cells of the columns; the last one takes the rest.
const WIDTHS: [u16; COLUMNS] = [10, 6, 14, 20, 0];

/// One line of the grid.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Line {
    cells: Cells,
    /// What has to be mended, in words.
    #[serde(skip)]
    wrong: Option<String>,
    /// Who may be the same person, and why.
    #[serde(skip)]
    alike: Option<(RecordId, String)>,
    /// Whether matches were looked for since it changed.
    #[serde(skip)]
    looked: bool,
}

impl Line {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|c| c.trim().is_empty())
    }
}

/// The screen.
#[derive(Default)]
pub struct Quick {
    lines: Vec<Line>,
    at: (usize, usize),
    entry: Entry,
    loaded: bool,
    dirty: bool,
    kept: bool,
    /// The line whose matches were asked for.
    asked: Option<usize>,
    /// The line that is being saved.
    saving: Option<usize>,
    saved: usize,
}

impl Quick {
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
            line.wrong = if line.is_blank() {
                None
            } else {
                wrong(&line.cells, cx).or_else(|| {
                    let number = line.cells.get(3).map(|c| c.trim().to_uppercase());
                    let number = number.filter(|n| !n.is_empty())?;
                    (!seen.insert(number)).then(|| cx.say("quick-twice"))
                })
            };
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
            if std::mem::take(&mut self.kept) {
                return vec![Effect::Ask(Ask::Draft(Draft::Drop(KEY.into())))];
            }
            return Vec::new();
        }
        self.kept = true;
        let n = full.len().to_string();
        vec![Effect::Ask(Ask::Draft(Draft::Keep {
            key: KEY.into(),
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

    fn alike(&mut self, found: &[Alike]) -> Vec<Effect> {
        let at = self.asked.take();
        if let (Some(line), Some(first)) = (at.and_then(|at| self.lines.get_mut(at)), found.first())
        {
            line.alike = Some((first.id, format!("{}  {}", first.title, first.why)));
        }
        self.look()
    }

    /// Saves the next line that has nothing to be mended, from `from` on.
    fn save_from(&mut self, from: usize, cx: &Cx) -> Vec<Effect> {
        let good = |l: &Line| !l.is_blank() && l.wrong.is_none();
        let next = self
            .lines
            .iter()
            .enumerate()
            .skip(from)
            .find(|(_, l)| good(l));
        let Some((at, line)) = next else {
            return self.all_saved(cx);
        };
        self.saving = Some(at);
        let input = input(&line.cells, cx).0;
        vec![Effect::Ask(Ask::Write(Write::Save {
            form: FORM.into(),
            id: None,
            parent: None,
            input,
            draft: None,
        }))]
    }

    fn all_saved(&mut self, cx: &Cx) -> Vec<Effect> {
        self.saving = None;
        let left = self.lines.iter().filter(|l| !l.is_blank()).count();
        let saved = std::mem::take(&mut self.saved);
        self.dirty = true;
        self.go(self.at.0, 0, cx);
        let (n, left_text) = (saved.to_string(), left.to_string());
        let words = [("n", n.as_str()), ("left", left_text.as_str())];
        let toast = match (saved, left) {
            (0, 0) => Toast::warn(cx.say("quick-nothing")),
            (_, 0) => Toast::good(cx.say_with("quick-saved", &words)),
            _ => Toast::warn(cx.say_with("quick-left", &words)),
        };
        if left > 0 {
            self.next_wrong(cx);
        }
        let mut effects = vec![Effect::Say(toast)];
        effects.extend(self.keep(cx));
        effects
    }

    fn saved_one(&mut self, cx: &Cx) -> Vec<Effect> {
        let Some(at) = self.saving.take() else {
            return Vec::new();
        };
        self.saved += 1;
        if at < self.lines.len() {
            self.lines.remove(at);
        }
        self.save_from(at, cx)
    }

    fn refused(&mut self, fault: Fault, cx: &Cx) -> Vec<Effect> {
        if !self.loaded {
            return self.start(None, cx);
        }
        if let Some(at) = self.saving.take() {
            if let (Some(line), Some(note)) = (self.lines.get_mut(at), fault.notes.first()) {
                line.wrong = Some(said(note, cx));
            }
            return self.save_from(at + 1, cx);
        }
        if self.asked.take().is_some() {
            return Vec::new();
        }
        self.dirty = true;
        vec![Effect::Fault(fault)]
    }

    fn start(&mut self, body: Option<String>, cx: &Cx) -> Vec<Effect> {
        if self.loaded {
            return Vec::new();
        }
        self.loaded = true;
        let kept = body.and_then(|b| serde_json::from_str::<Vec<Line>>(&b).ok());
        self.kept = kept.is_some();
        self.lines = kept.unwrap_or_default();
        let end = self.lines.len();
        self.go(end, 0, cx);
        self.look()
    }

    fn next_wrong(&mut self, cx: &Cx) {
        let wrong = |l: &Line| l.wrong.is_some();
        let after = self.lines.iter().skip(self.at.0 + 1).position(wrong);
        let to = after.map(|n| n + self.at.0 + 1);
        if let Some(to) = to.or_else(|| self.lines.iter().position(wrong)) {
            let kept = self.lines.get(to).and_then(|l| l.wrong.clone());
            self.go(to, 0, cx);
            if let Some(line) = self.lines.get_mut(to).filter(|l| l.wrong.is_none()) {
                line.wrong = kept;
            }
        }
    }

    fn do_it(&mut self, cmd: Cmd, cx: &Cx) -> Vec<Effect> {
        match cmd {
            Cmd::Back => return vec![Effect::Back],
            Cmd::Open => return self.key(Key::plain(Code::Enter), cx),
            Cmd::Save if self.saving.is_none() => {
                self.check(cx);
                return self.save_from(0, cx);
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

    fn columns(area: Rect) -> [Rect; COLUMNS] {
        let mut x = area.x + 5;
        WIDTHS.map(|wide| {
            let end = area.right().saturating_sub(1);
            let width = if wide == 0 {
                end.saturating_sub(x)
            } else {
                wide - 1
            };
            let column = Rect::new(x, area.y, width.min(end.saturating_sub(x)), 1);
            x += wide;
            column
        })
    }

    fn first(&self, area: Rect) -> usize {
        let rows = usize::from(area.height.saturating_sub(5)).max(1);
        (self.at.0 + 1).saturating_sub(rows)
    }

    fn draw(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let columns = Self::columns(area);
        let heads = ["name", "gender", "phone", "id_no", "skills"];
        let form = cx.forms.get(FORM);
        for (column, id) in columns.iter().zip(heads) {
            let field = form.and_then(|f| f.field(id));
            let label = field.map_or(id, |f| f.label.text(cx.lang.is_chinese()));
            paint::put(
                buf,
                (column.x, area.y),
                column.width,
                label,
                cx.theme.quiet,
                cx,
            );
        }
        let first = self.first(area);
        let rows = area.y + 1..area.bottom().saturating_sub(4);
        for ((at, line), y) in self.lines.iter().enumerate().skip(first).zip(rows) {
            let here = at == self.at.0;
            let (mark, style) = match line {
                l if l.is_blank() => (" ", cx.theme.quiet),
                l if l.wrong.is_some() => ("!", cx.theme.overdue),
                l if l.alike.is_some() => ("?", cx.theme.due),
                _ => (cx.marks.done(), cx.theme.quiet),
            };
            let number = format!("{}{:>2}", if here { ">" } else { " " }, at + 1);
            paint::put(buf, (area.x, y), 3, &number, cx.theme.quiet, cx);
            paint::put(buf, (area.x + 3, y), 2, mark, style, cx);
            for (n, (column, cell)) in columns.iter().zip(&line.cells).enumerate() {
                let spot = Rect { y, ..*column };
                if (at, n) == self.at {
                    buf.set_style(spot, cx.theme.title);
                    self.entry.view(buf, spot, cx.theme.title, cx);
                } else {
                    paint::put(buf, (spot.x, y), spot.width, cell, cx.theme.text, cx);
                }
            }
        }
        self.draw_about(buf, area, cx);
    }

    fn draw_about(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let y = area.bottom().saturating_sub(3);
        let line = self.lines.get(self.at.0);
        let room = area.width.saturating_sub(2);
        if let Some(wrong) = line.and_then(|l| l.wrong.as_ref()) {
            let style = cx.theme.overdue;
            for (text, y) in paint::wrap(wrong, room, cx).iter().take(2).zip(y..) {
                paint::put(buf, (area.x + 1, y), room, text, style, cx);
            }
        } else if let Some((_, why)) = line.and_then(|l| l.alike.as_ref()) {
            let text = cx.say_with("quick-alike", &[("who", why.as_str())]);
            paint::put(buf, (area.x + 1, y), room, &text, cx.theme.due, cx);
        } else {
            let hint = if self.at.1 == COLUMNS - 1 {
                "quick-skills"
            } else {
                "quick-hint"
            };
            paint::put(
                buf,
                (area.x + 1, y),
                room,
                &cx.say(hint),
                cx.theme.quiet,
                cx,
            );
        }
    }
}

/// What has to be mended in a line.
fn wrong(cells: &Cells, cx: &Cx) -> Option<String> {
    let (input, unknown) = input(cells, cx);
    if let Some(word) = unknown {
        return Some(cx.say_with("quick-unknown", &[("word", word.as_str())]));
    }
    let form = cx.forms.get(FORM)?;
    let today = cx.today_text();
    let read = read_input(form, &input, &Patch::new(), &today, &*cx.reference);
    let mut notes = read.notes;
    let mut values = read.patch;
    let rows = Rows::new();
    let facts = |values: &Patch| -> Vec<Note> {
        let facts = Facts {
            forms: &cx.forms,
            form,
            values,
            rows: &rows,
            parent: None,
            today: &today,
        };
        check_record(&facts, &*cx.reference)
    };
    let filled = fill_new(
        &Facts {
            forms: &cx.forms,
            form,
            values: &values,
            rows: &rows,
            parent: None,
            today: &today,
        },
        &*cx.reference,
    );
    values.extend(filled);
    notes.extend(facts(&values));
    let state = form.state.as_ref().map(|m| m.field.as_str());
    // A value that was refused is not missing too.
    let refused: Vec<Option<String>> = notes
        .iter()
        .filter(|n| !n.is_warning() && n.code != "E_REQUIRED")
        .map(|n| n.field.clone())
        .collect();
    let counts = |n: &&Note| {
        !n.is_warning()
            && n.field.as_deref() != state
            && (n.code != "E_REQUIRED" || !refused.contains(&n.field))
    };
    notes.iter().find(counts).map(|n| said(n, cx))
}

fn said(note: &Note, cx: &Cx) -> String {
    let form = cx.forms.get(FORM);
    let field = note
        .field
        .as_deref()
        .and_then(|id| form.and_then(|f| f.field(id)));
    let text = cx.sentence(note);
    match field {
        Some(field) => format!("{}: {text}", field.label.text(cx.lang.is_chinese())),
        None => text,
    }
}

/// The input of a line, and the first word of the skills that names none.
fn input(cells: &Cells, cx: &Cx) -> (Object, Option<String>) {
    let [name, gender, phone, id_no, skills] = cells;
    let mut input = Object::new();
    let mut put = |field: &str, text: &str| {
        if !text.trim().is_empty() {
            input.insert(field.to_owned(), text.trim().into());
        }
    };
    put("name", name);
    put("phone", phone);
    put("id_no", id_no);
    put("id_type", "resident_id");
    let me = &cx.me.place;
    if me.len() == 12 {
        put("village_code", me);
    }
    let code = match gender.trim().to_lowercase().as_str() {
        "男" | "男性" | "m" | "male" | "1" => "1",
        "女" | "女性" | "f" | "female" | "2" => "2",
        _ => gender,
    };
    put("gender", code);
    let mut codes: Vec<Json> = Vec::new();
    let mut unknown = None;
    let parts =
        skills.split(|c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；'));
    for word in parts.filter(|w| !w.is_empty()) {
        match skill(word, cx) {
            Some(code) if !codes.contains(&code.as_str().into()) => codes.push(code.into()),
            Some(_) => {}
            None => {
                unknown.get_or_insert_with(|| word.to_owned());
            }
        }
    }
    if !codes.is_empty() {
        input.insert("skills".into(), codes.into());
    }
    (input, unknown)
}

/// The skill that a word names or begins, in Chinese, pinyin or English.
fn skill(word: &str, cx: &Cx) -> Option<String> {
    let list = cx.reference.codes.list("enum.volunteer_skill")?;
    let lower = word.to_lowercase();
    let named = |c: &&crate::domain::codes::Code| {
        c.zh.starts_with(word) || c.en.to_lowercase().starts_with(&lower) || c.code == lower
    };
    let query = pinyin::query(&lower);
    let sounds = |c: &&crate::domain::codes::Code| {
        let keys = pinyin::keys(&c.zh);
        query
            .as_ref()
            .is_some_and(|q| keys.iter().any(|k| k.starts_with(q)))
    };
    let found = list.codes.iter().find(named);
    found
        .or_else(|| list.codes.iter().find(sounds))
        .map(|c| c.code.clone())
}

impl Screen for Quick {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown if !self.loaded => {
                vec![Effect::Ask(Ask::Draft(Draft::Read(KEY.into())))]
            }
            Msg::Do(cmd) => self.do_it(cmd, cx),
            Msg::Key(key) => self.key(key, cx),
            Msg::Paste(text) => self.paste(&text, cx),
            Msg::Click(_) | Msg::Shown | Msg::Resized | Msg::Progress(_) | Msg::Result(_) => {
                Vec::new()
            }
            Msg::Wheel(lines) => {
                let row = self.at.0.saturating_add_signed(lines.into());
                self.go(row.min(self.lines.len().saturating_sub(1)), self.at.1, cx);
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
                Answer::Alike(found) => self.alike(&found),
                Answer::Saved { .. } => self.saved_one(cx),
                _ => Vec::new(),
            },
            Msg::Refused(fault) => self.refused(fault, cx),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }

    fn cursor(&self, area: Rect, _cx: &Cx) -> Option<Position> {
        let columns = Self::columns(area);
        let column = columns.get(self.at.1)?;
        let row = u16::try_from(self.at.0.checked_sub(self.first(area))?).ok()?;
        let y = area.y + 1 + row;
        self.loaded
            .then(|| self.entry.cursor(Rect { y, ..*column }))
    }

    fn scope(&self) -> Scope {
        Scope::Quick
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

    fn names(&self, cmd: Cmd, _cx: &Cx) -> Option<String> {
        (cmd == Cmd::Open).then(|| "quick-next".to_owned())
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        let line = self.lines.get(self.at.0);
        cmd == Cmd::Compare && line.is_none_or(|l| l.alike.is_none())
    }
}

#[cfg(test)]
#[path = "quick_test.rs"]
mod tests;
