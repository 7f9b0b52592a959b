//! A new case begins with the person: known already, or to be written down first.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::domain::id::RecordId;
use crate::ui::commands::{Cmd, Code, Key, Scope};
use crate::ui::kit::answer::Answer;
use crate::ui::kit::ask::{Ask, Look};
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
    /// The line under the cursor; the first is the new person.
    at: usize,
    area: Cell<Rect>,
}

impl NewCase {
    fn ask(&self) -> Vec<Effect> {
        vec![Effect::Ask(Ask::Look(Look::Names {
            form: PERSON.to_owned(),
            typed: self.typed.text().trim().to_owned(),
        }))]
    }

    fn open(&self) -> Vec<Effect> {
        let known = self.at.checked_sub(1).and_then(|at| self.found.get(at));
        if let Some(parent) = known.and_then(|(id, _)| id.parse::<RecordId>().ok()) {
            return vec![Effect::Swap(Route::Form {
                form: CASE.to_owned(),
                id: None,
                parent: Some(parent),
                given: serde_json::Map::new(),
                draft: None,
            })];
        }
        let mut given = serde_json::Map::new();
        let typed = self.typed.text().trim();
        // Pinyin was typed to find somebody; a name in characters is the person's own.
        if !typed.is_ascii() {
            given.insert("name".to_owned(), typed.into());
        }
        vec![Effect::Swap(Route::Then {
            form: PERSON.to_owned(),
            given,
            then: CASE.to_owned(),
        })]
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        match key.code {
            Code::Down | Code::Tab => self.at = (self.at + 1).min(self.found.len()),
            Code::Up | Code::BackTab => self.at = self.at.saturating_sub(1),
            _ => {
                if self.typed.key(key) {
                    self.at = 0;
                    return self.ask();
                }
            }
        }
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
                self.at = 0;
                self.ask()
            }
            Msg::Click(at) => {
                let area = self.area.get();
                let line = at.y.checked_sub(area.y + LIST).map(usize::from);
                match line.map(|line| line + self.top(area)) {
                    Some(line) if line == self.at => return self.open(),
                    Some(line) if line <= self.found.len() => self.at = line,
                    _ => {}
                }
                Vec::new()
            }
            Msg::Answer(answer) => {
                if let Answer::Names(found) = *answer {
                    self.found = found;
                    self.at = self.at.min(self.found.len());
                }
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
        let name = self.typed.text().trim();
        let fresh = if name.is_ascii() {
            cx.say("case-new")
        } else {
            cx.say_with("case-new-named", &[("name", name)])
        };
        let lines =
            std::iter::once(fresh.as_str()).chain(self.found.iter().map(|(_, l)| l.as_str()));
        let top = self.top(area);
        for (at, line) in lines.enumerate().skip(top).take(Self::room(area)) {
            let Ok(y) = u16::try_from(at - top) else {
                break;
            };
            let (mark, style) = if at == self.at {
                (">", cx.theme.cursor)
            } else {
                (" ", cx.theme.text)
            };
            let text = format!("{mark} {line}");
            paint::put(buf, (area.x, area.y + LIST + y), room + 2, &text, style, cx);
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
}
