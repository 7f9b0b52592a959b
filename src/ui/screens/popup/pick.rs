//! A choice from a list, narrowed by typing.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::{inside, window};
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen};
use crate::ui::widgets::choices::{Choice, Choices};
use crate::ui::widgets::entry::Entry;
use crate::ui::widgets::paint;

/// The popup.
pub struct Pick {
    title: String,
    entry: Entry,
    list: Choices,
    /// Whether the choice is a command to run rather than a result.
    runs: Vec<(String, Cmd)>,
    /// Whether what is typed may be the result, where no choice fits it.
    typed: bool,
    /// Where the list was drawn.
    area: Cell<Rect>,
}

/// What can be begun from anywhere, most frequent first.
const BEGIN: [Cmd; 3] = [Cmd::NewCase, Cmd::NewMinutes, Cmd::NewVolunteers];

/// The menu of what can be begun.
pub fn begin(cx: &Cx) -> Pick {
    let of = BEGIN.iter().map(|cmd| {
        let id = cmd.entry().id;
        Choice {
            id: id.to_owned(),
            label: cx.say(&format!("do-{id}")),
            about: cx.say(&format!("do-{id}-help")),
        }
    });
    Pick {
        title: cx.say("do-new"),
        entry: Entry::default(),
        list: Choices::new(of.collect()),
        runs: BEGIN
            .iter()
            .map(|c| (c.entry().id.to_owned(), *c))
            .collect(),
        typed: false,
        area: Cell::default(),
    }
}

/// The choice of another folder than those offered.
pub const OTHER: &str = "?";
/// A choice that a person made once and can drop here begins with this.
pub const KEPT: &str = "=";
/// The result where one is to be dropped: this, then its name.
pub const DROP: &str = "!=";

/// The window that asks where a file goes: these folders, or one that is typed.
pub fn folders(offered: &[(String, String)], cx: &Cx) -> Route {
    let mut of = offered.to_vec();
    of.push((OTHER.into(), cx.say("sync-other-folder")));
    let title = cx.say("sync-out");
    Route::Pick { title, of }
}

impl Pick {
    /// A choice of these: `(result, words)`.
    pub fn new(title: String, of: Vec<(String, String)>) -> Self {
        let typed = of.iter().any(|(id, _)| id == OTHER);
        let all = of.into_iter().map(|(id, label)| Choice::new(id, label));
        Self {
            title,
            entry: Entry::default(),
            list: Choices::new(all.collect()),
            runs: Vec::new(),
            typed,
            area: Cell::default(),
        }
    }

    fn lines(&self) -> u16 {
        u16::try_from(self.list.len().clamp(3, 14)).unwrap_or(14) + 1
    }

    fn list_area(&self, body: Rect) -> Rect {
        let area = inside(body, self.lines());
        Rect::new(
            area.x,
            area.y + 1,
            area.width,
            area.height.saturating_sub(1),
        )
    }

    /// The name of the kept choice under the cursor.
    fn kept(&self) -> Option<&str> {
        self.list.chosen()?.id.strip_prefix(KEPT)
    }

    fn choose(&self) -> Vec<Effect> {
        let Some(choice) = self.list.chosen() else {
            // Where a folder may be typed, what was typed is one.
            let typed = self.entry.text().trim();
            let may = self.typed && !typed.is_empty();
            return Vec::from_iter(may.then(|| Effect::Leave(typed.to_owned())));
        };
        let run = self.runs.iter().find(|(id, _)| *id == choice.id);
        vec![match run {
            Some((_, cmd)) => Effect::Run(*cmd),
            None => Effect::Leave(choice.id.clone()),
        }]
    }
}

impl Screen for Pick {
    fn update(&mut self, msg: Msg, _cx: &Cx) -> Vec<Effect> {
        match msg {
            Msg::Do(Cmd::Open) => return self.choose(),
            Msg::Click(at) => {
                let area = self.area.get();
                if area.contains(at) && self.list.click(area, at.y) == Some(true) {
                    return self.choose();
                }
            }
            Msg::Do(Cmd::Back) => return vec![Effect::Back],
            Msg::Do(Cmd::DropFilter) => {
                let drops = self.kept().map(|name| format!("{DROP}{name}"));
                return drops.map(Effect::Leave).into_iter().collect();
            }
            Msg::Key(key) if !self.list.key(key) && self.entry.key(key) => {
                self.list.narrow(self.entry.text());
            }
            Msg::Paste(text) => {
                self.entry.paste(&text);
                self.list.narrow(self.entry.text());
            }
            Msg::Wheel(lines) => self.list.wheel(lines),
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, frame: &mut Frame, body: Rect, cx: &Cx) {
        let area = window(frame, body, self.lines(), &self.title, cx);
        let buf = frame.buffer_mut();
        self.entry.view(buf, area, cx.theme.text, cx);
        let list = self.list_area(body);
        self.area.set(list);
        self.list.view(buf, list, cx);
        if self.list.chosen().is_none() {
            let typed = self.typed && !self.entry.text().trim().is_empty();
            let id = if typed {
                "ui-take-typed"
            } else {
                "ui-nothing-fits"
            };
            let at = (list.x + 2, list.y);
            let room = list.width.saturating_sub(2);
            paint::put(buf, at, room, &cx.say(id), cx.theme.quiet, cx);
        }
    }

    fn cursor(&self, body: Rect, _cx: &Cx) -> Option<Position> {
        Some(self.entry.cursor(inside(body, self.lines())))
    }

    fn scope(&self) -> Scope {
        Scope::Picker
    }

    fn bar(&self, _cx: &Cx) -> Bar {
        Bar::default()
    }

    fn typing(&self) -> bool {
        true
    }

    fn names(&self, cmd: Cmd, cx: &Cx) -> Option<String> {
        (cmd == Cmd::Open).then(|| cx.say("ui-choose"))
    }

    fn hides(&self, cmd: Cmd, _cx: &Cx) -> bool {
        cmd == Cmd::DropFilter && self.kept().is_none()
    }

    fn over(&self) -> bool {
        true
    }
}
