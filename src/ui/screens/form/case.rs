//! A new case begins with the person: known already, or to be written down first.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::domain::id::RecordId;
use crate::text::fold::fold_code;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::{Alike, Answer};
use crate::ui::kit::ask::{AlikeAsk, Ask, Look};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

/// The form of the person and the form of the case.
const PERSON: &str = "client";
const CASE: &str = "F1";
/// Where the list begins below the body's edge.
const LIST: u16 = 4;

/// Who is the case about?
#[derive(Debug, Default)]
pub struct NewCase {
    typed: Entry,
    found: Vec<(String, String)>,
    /// Who may be the person, with the reasons.
    alike: Vec<Alike>,
    /// The line under the cursor; the first is the new person.
    at: usize,
    /// Whether a person put it there.
    moved: bool,
    area: Cell<Rect>,
}

/// One who is known: the record, the line, why it may be the person.
struct Known<'a> {
    id: RecordId,
    line: &'a str,
    why: &'a str,
}

/// What was typed, told apart: a name, a document number, a telephone. Small Latin
/// letters without a space are pinyin for finding somebody, and no name.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    name: String,
    id_no: String,
    phone: String,
    /// Whether the document number looks like a resident's.
    resident: bool,
}

impl Told {
    fn of(typed: &str) -> Self {
        let mut told = Self::default();
        let mut names: Vec<String> = Vec::new();
        for word in typed.split_whitespace() {
            let word = fold_code(word);
            let digits = word.chars().filter(char::is_ascii_digit).count();
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            match digits {
                _ if !word.is_ascii() => names.push(word),
                0 if letters > 0 => names.push(word),
                15.. => {
                    told.resident = true;
                    told.id_no = word;
                }
                // As a passport has them.
                5.. if letters > 0 => told.id_no = word,
                7.. => told.phone = word,
                _ => {}
            }
        }
        let latin = |word: &&String| word.is_ascii();
        let capital = |word: &String| word.contains(|c: char| c.is_ascii_uppercase());
        let mut words = names.iter().filter(latin);
        if let (Some(only), None) = (words.next(), words.next())
            && !capital(only)
        {
            names.retain(|word| !word.is_ascii());
        }
        told.name = names.join(" ");
        told
    }
}

impl NewCase {
    /// Looks for what was typed, and for who may be meant.
    fn ask(&mut self) -> Vec<Effect> {
        self.at = 0;
        self.moved = false;
        let typed = self.typed.text().trim().to_owned();
        let told = Told::of(&typed);
        let alike = AlikeAsk {
            form: PERSON.to_owned(),
            but: None,
            name: told.name,
            id_no: told.id_no,
            phone: told.phone,
        };
        let form = PERSON.to_owned();
        vec![
            Effect::Ask(Ask::Look(Look::Names { form, typed })),
            Effect::Ask(Ask::Look(Look::Alike(alike))),
        ]
    }

    /// Who is known, those with a reason first.
    fn known(&self) -> Vec<Known<'_>> {
        let alike = self.alike.iter().map(|a| Known {
            id: a.id,
            line: &a.title,
            why: &a.why,
        });
        let mut known: Vec<Known> = alike.collect();
        for (id, line) in &self.found {
            let id: Option<RecordId> = id.parse().ok();
            if let Some(id) = id.filter(|id| known.iter().all(|k| k.id != *id)) {
                known.push(Known { id, line, why: "" });
            }
        }
        known
    }

    /// A number that is known already means that person: Enter makes nobody twice.
    fn point(&mut self) {
        if !self.moved {
            self.at = usize::from(self.alike.first().is_some_and(|a| a.strong));
        }
        self.at = self.at.min(self.known().len());
    }

    fn open(&self) -> Vec<Effect> {
        let known = self.known();
        let here = self.at.checked_sub(1).and_then(|at| known.get(at));
        if let Some(parent) = here.map(|k| k.id) {
            return vec![Effect::Swap(Route::Form {
                form: CASE.to_owned(),
                id: None,
                parent: Some(parent),
                given: serde_json::Map::new(),
                draft: None,
            })];
        }
        let mut given = serde_json::Map::new();
        let told = Told::of(self.typed.text());
        let kind = if told.resident { "resident_id" } else { "" };
        let fields = [
            ("name", told.name.as_str()),
            ("phone", &told.phone),
            ("id_type", kind),
            ("id_no", &told.id_no),
        ];
        for (field, text) in fields {
            if !text.is_empty() {
                given.insert(field.to_owned(), text.into());
            }
        }
        vec![Effect::Swap(Route::Then {
            form: PERSON.to_owned(),
            given,
            then: CASE.to_owned(),
        })]
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let last = self.known().len();
        self.at = match key.code {
            Code::Down | Code::Tab => (self.at + 1).min(last),
            Code::Up | Code::BackTab => self.at.saturating_sub(1),
            _ if self.typed.key(key) => return self.ask(),
            _ => return Vec::new(),
        };
        self.moved = true;
        Vec::new()
    }

    fn room(area: Rect) -> usize {
        usize::from(area.height.saturating_sub(LIST + 1))
    }

    fn top(&self, area: Rect) -> usize {
        (self.at + 1).saturating_sub(Self::room(area).max(1))
    }

    fn input(area: Rect, cx: &Cx) -> Rect {
        let label = paint::cells(&cx.say("case-who"), cx) + 4;
        Rect::new(area.x + label, area.y, area.width.saturating_sub(label), 1)
    }
}

impl Screen for NewCase {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Shown => self.ask(),
            Msg::Do(Cmd::Back) => vec![Effect::Back],
            Msg::Do(Cmd::Open) => self.open(),
            Msg::Key(key) => self.key(key),
            Msg::Paste(text) => {
                self.typed.paste(&text);
                self.ask()
            }
            Msg::Click(at) => {
                let area = self.area.get();
                let line = at.y.checked_sub(area.y + LIST).map(usize::from);
                match line.map(|line| line + self.top(area)) {
                    Some(line) if line == self.at => return self.open(),
                    Some(line) if line <= self.known().len() => {
                        self.at = line;
                        self.moved = true;
                    }
                    _ => {}
                }
                Vec::new()
            }
            Msg::Answer(answer) => {
                match *answer {
                    Answer::Names(found) => self.found = found,
                    Answer::Alike(alike) => self.alike = alike,
                    _ => {}
                }
                self.point();
                Vec::new()
            }
            Msg::Refused(fault) => vec![Effect::Fault(fault)],
            _ => Vec::new(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.area.set(area);
        let buf = frame.buffer_mut();
        let (x, room) = (area.x + 2, area.width.saturating_sub(3));
        paint::put(
            buf,
            (x, area.y),
            room,
            &cx.say("case-who"),
            cx.theme.title,
            cx,
        );
        self.typed
            .view(buf, Self::input(area, cx), cx.theme.text, cx);
        let help = cx.say("case-who-help");
        for (y, line) in (area.y + 1..area.y + LIST - 1).zip(paint::wrap(&help, room, cx)) {
            paint::put(buf, (x, y), room, &line, cx.theme.quiet, cx);
        }
        let name = Told::of(self.typed.text()).name;
        let fresh = if name.is_empty() {
            cx.say("case-new")
        } else {
            cx.say_with("case-new-named", &[("name", &name)])
        };
        let known = self.known();
        let lines = known.iter().map(|k| (k.line, k.why));
        let lines = std::iter::once((fresh.as_str(), "")).chain(lines);
        let top = self.top(area);
        for (at, (line, why)) in lines.enumerate().skip(top).take(Self::room(area)) {
            let Ok(y) = u16::try_from(at - top) else {
                break;
            };
            let (mark, style) = if at == self.at {
                (">", cx.theme.cursor)
            } else {
                (" ", cx.theme.text)
            };
            let y = area.y + LIST + y;
            let band = paint::fit(mark, area.width, cx);
            paint::put(buf, (area.x, y), area.width, &band, style, cx);
            let wide = paint::cells(why, cx).min(room / 2);
            let edge = area.right().saturating_sub(wide + 1);
            let free = edge.saturating_sub(x + u16::from(wide > 0) * 2);
            paint::put(buf, (x, y), free, line, style, cx);
            let style = if at == self.at { style } else { cx.theme.due };
            paint::put(buf, (edge, y), wide, why, style, cx);
        }
    }

    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        Some(self.typed.cursor(Self::input(area, cx)))
    }

    fn scope(&self) -> Scope {
        Scope::Picker
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        Some(Spot::new(Route::NewCase, ""))
    }

    fn bar(&self, cx: &Cx) -> Bar {
        Bar {
            left: cx.say("case-title"),
            right: String::new(),
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::DropFilter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(typed: &str) -> (String, String, String) {
        let Told {
            name, id_no, phone, ..
        } = Told::of(typed);
        (name, id_no, phone)
    }

    #[test]
    fn a_name_in_any_script_is_carried_over_and_pinyin_that_finds_is_not() {
        let name = |typed: &str| told(typed).0;
        assert_eq!(name("张三丰"), "张三丰");
        assert_eq!(name("Anna Li"), "Anna Li");
        assert_eq!(name("anna li"), "anna li");
        assert_eq!(name("Anna"), "Anna");
        assert_eq!(name("Ａｎｎａ Ｌｉ"), "Anna Li");
        assert_eq!(name("O'Neil"), "O'Neil");
        assert_eq!(name("古丽 Aygul"), "古丽 Aygul");
        assert_eq!(name("zsf"), "");
        assert_eq!(name("zhangsan"), "");
        assert_eq!(name("张 zs"), "张");
        assert_eq!(name("2026"), "");
    }

    #[test]
    fn numbers_go_where_they_belong() {
        let of = |typed: &str| {
            let (name, id_no, phone) = told(typed);
            (name, id_no, phone, Told::of(typed).resident)
        };
        let all = of("Anna Li 13800000001 320599199008220345");
        let text = |t: &str| t.to_owned();
        let number = text("320599199008220345");
        assert_eq!(all, (text("Anna Li"), number, text("13800000001"), true));
        let passport = of("E12345678");
        assert_eq!(passport, (text(""), text("E12345678"), text(""), false));
        let short = of("0512-6512");
        assert_eq!(short, (text(""), text(""), text("0512-6512"), false));
    }
}
