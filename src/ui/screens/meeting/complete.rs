//! Names behind `@`: those invited, then people and volunteers that are known here.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::paper::Paper;
use crate::domain::meeting::live;
use crate::text::pinyin;
use crate::ui::commands::{Code, Key};
use crate::ui::kit::ask::{Ask, Look};
use crate::ui::kit::{Cx, Effect};
use crate::ui::widgets::paint;

/// Lines of the popup.
const LINES: u16 = 6;
/// The forms that names are looked up in, one after the other.
const FORMS: [&str; 2] = ["worker", "volunteer"];

/// What a key did to the list.
pub enum Chose {
    /// It is no key of the list.
    NoKey,
    /// Another name is under the cursor.
    Nothing,
    /// A name: how many characters it replaces, and the name, with its unit where the
    /// paper does not know it.
    Name(usize, String),
}

/// Names to choose from.
#[derive(Debug, Default)]
pub struct Complete {
    typed: String,
    found: Vec<(String, String)>,
    at: usize,
    /// The form whose names were asked for.
    asked: Option<usize>,
    /// What was typed when the person put the list away.
    shut: Option<String>,
}

/// What is typed behind an `@` of a row that is being written.
fn typed(before: &str) -> Option<String> {
    if live::begun(before).is_none() && !live::is_row(before) {
        let (_, row) = live::split(before)?;
        live::begun(row)?;
    }
    let (_, typed) = before.rsplit_once(['@', '＠'])?;
    let name = |c: char| c.is_alphabetic() || matches!(c, '·' | '\'');
    (typed.chars().count() <= 20 && typed.chars().all(name)).then(|| typed.to_owned())
}

fn fits(name: &str, typed: &str) -> bool {
    if name.starts_with(typed) {
        return true;
    }
    let Some(query) = pinyin::query(typed) else {
        return false;
    };
    pinyin::keys(name).iter().any(|k| k.starts_with(&query))
}

impl Complete {
    /// Looks at what stands before the cursor.
    pub fn look(&mut self, before: &str, paper: &Paper) -> Vec<Effect> {
        let Some(now) = typed(before) else {
            *self = Self::default();
            return Vec::new();
        };
        if self.shut.as_ref() == Some(&now) || (now == self.typed && !self.found.is_empty()) {
            return Vec::new();
        }
        self.shut = None;
        self.at = 0;
        let people = paper.people.iter().filter(|p| fits(&p.name, &now));
        self.found = people.map(|p| (p.name.clone(), p.unit.clone())).collect();
        // Nothing left to choose.
        if matches!(self.found.as_slice(), [(only, _)] if *only == now) {
            self.found.clear();
        }
        self.typed = now;
        if self.typed.is_empty() {
            return Vec::new();
        }
        self.asked = Some(0);
        self.ask()
    }

    fn ask(&self) -> Vec<Effect> {
        let Some(form) = self.asked.and_then(|at| FORMS.get(at)) else {
            return Vec::new();
        };
        vec![Effect::Ask(Ask::Look(Look::Names {
            form: (*form).to_owned(),
            typed: self.typed.clone(),
        }))]
    }

    /// Names from the worker; then those of the next form are asked for.
    pub fn names(&mut self, names: Vec<(String, String)>, cx: &Cx) -> Vec<Effect> {
        let Some(at) = self.asked else {
            return Vec::new();
        };
        let unit = match FORMS.get(at) {
            Some(&"worker") => cx.say("minutes-worker"),
            _ => cx.say("minutes-volunteer"),
        };
        for (_, name) in names {
            let name = name
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned();
            let known = self.found.iter().any(|(n, _)| *n == name);
            if !known && !name.is_empty() && fits(&name, &self.typed) && name != self.typed {
                self.found.push((name, unit.clone()));
            }
        }
        self.asked = Some(at + 1);
        self.ask()
    }

    /// The look-up was refused: those invited are offered all the same.
    pub fn refused(&mut self) {
        self.asked = None;
    }

    /// Whether names are offered just now.
    pub fn is_open(&self) -> bool {
        !self.found.is_empty()
    }

    /// Whether an answer about names is awaited.
    pub fn waits(&self) -> bool {
        self.asked.is_some_and(|at| at < FORMS.len())
    }

    /// A key for the list.
    pub fn key(&mut self, key: Key, paper: &Paper) -> Chose {
        if !self.is_open() {
            return Chose::NoKey;
        }
        match key.code {
            Code::Down => self.at = (self.at + 1) % self.found.len(),
            Code::Up => self.at = (self.at + self.found.len() - 1) % self.found.len(),
            Code::Tab | Code::Enter => {
                let Some((name, unit)) = self.found.get(self.at).cloned() else {
                    return Chose::NoKey;
                };
                let known = paper.people.iter().any(|p| p.name == name);
                let name = if known || unit.is_empty() {
                    format!("@{name} ")
                } else {
                    format!("@{name}（{unit}） ")
                };
                let count = self.typed.chars().count() + 1;
                *self = Self::default();
                return Chose::Name(count, name);
            }
            _ => return Chose::NoKey,
        }
        Chose::Nothing
    }

    /// Puts the list away; whether there was one.
    pub fn shut(&mut self) -> bool {
        let open = self.is_open();
        if open {
            let typed = std::mem::take(&mut self.typed);
            *self = Self {
                shut: Some(typed),
                ..Self::default()
            };
        }
        open
    }

    /// Draws the list below the cursor, or above it where there is no room.
    pub fn view(&self, buf: &mut Buffer, body: Rect, cursor: Position, cx: &Cx) {
        if !self.is_open() {
            return;
        }
        let count = u16::try_from(self.found.len()).unwrap_or(u16::MAX);
        let lines = count.min(LINES);
        let wide = |w: &dyn Fn(&(String, String)) -> &str| {
            let all = self.found.iter().map(|f| paint::cells(w(f), cx));
            all.max().unwrap_or(0).min(24)
        };
        let names = wide(&|f| &f.0);
        let width = (names + wide(&|f| &f.1) + 4).min(body.width);
        let below = cursor.y + 1;
        let y = if below + lines <= body.bottom() {
            below
        } else {
            cursor.y.saturating_sub(lines).max(body.y)
        };
        let x = cursor.x.min(body.right().saturating_sub(width));
        let area = Rect::new(x, y, width, lines).intersection(body);
        paint::clear(buf, area, cx.theme.bar);
        let first = (self.at + 1).saturating_sub(usize::from(lines));
        let shown = self.found.iter().enumerate().skip(first);
        for ((at, (name, unit)), y) in shown.zip(area.top()..area.bottom()) {
            let style = if at == self.at {
                cx.theme.cursor
            } else {
                cx.theme.text
            };
            paint::band(buf, area, y, style);
            paint::put(buf, (area.x + 1, y), names, name, style, cx);
            let x = area.x + names + 3;
            paint::put(buf, (x, y), area.right().saturating_sub(x), unit, style, cx);
        }
    }
}
