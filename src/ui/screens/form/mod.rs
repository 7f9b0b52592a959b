//! The form screen: one record being filled in, new or known, from its form file alone.

mod case;
mod discard;
mod draft;
mod people;
mod update;
mod view;

pub use case::NewCase;

use std::cell::Cell;

use jiff::civil::DateTime;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};

use crate::domain::fault::Note;
use crate::domain::form::{Form, Object};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::i18n::values::Names;
use crate::ui::commands::{Cmd, Scope};
use crate::ui::kit::answer::Alike;
use crate::ui::kit::ask::AlikeAsk;
use crate::ui::kit::{Bar, Cx, Effect, Msg, Route, Screen, Spot};
use crate::ui::widgets::form::{Filling, Kept, Way, way};

/// What a form screen is opened with.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The form.
    pub form: String,
    /// The record to change; none for a new one.
    pub id: Option<RecordId>,
    /// What a new record hangs on.
    pub parent: Option<RecordId>,
    /// What a new record begins with.
    pub given: Object,
    /// The key of the draft to go on with.
    pub draft: Option<String>,
    /// The form that comes next, below the record that is saved here.
    pub then: Option<String>,
}

/// A draft as it is kept.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Body {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    then: Option<String>,
    #[serde(default)]
    waits: bool,
    #[serde(default)]
    names: Vec<(String, String)>,
    #[serde(default)]
    at: String,
    fill: Kept,
}

/// The form screen.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own: typed, written large, being saved, done, begun"
)]
pub struct FormScreen {
    opening: Opening,
    /// The key of its draft.
    key: String,
    /// The key of a draft that could not be read: it stays as it is.
    unread: Option<String>,
    /// What is being filled in; none while it is read.
    fill: Option<Filling>,
    /// What was typed while it was read.
    early: Vec<Msg>,
    /// The record as it stands, or the one above a new one: its line for the bar.
    about: String,
    above: Option<Record>,
    /// The draft to put over the record that is being read.
    body: Option<Body>,
    names: Names,
    /// A draft of it is kept.
    drafted: bool,
    /// It comes after a form that is saved: till somebody says otherwise, it is to be done.
    waits: bool,
    /// Whether to throw it away was asked.
    dropping: bool,
    /// Typed and not yet in the draft.
    dirty: bool,
    dirty_since: Option<DateTime>,
    kept_at: Option<DateTime>,
    /// Why the last draft could not be kept.
    unkept: Option<Vec<Note>>,
    /// The field that a record elsewhere is being chosen for.
    editing: Option<String>,
    /// The long text has the whole screen.
    full: bool,
    saving: bool,
    /// Saved or given up: nothing is kept any more.
    done: bool,
    begun: bool,
    asked: AlikeAsk,
    alike: Vec<Alike>,
    /// Where it was drawn last, for clicks.
    area: Cell<Rect>,
    /// The field that the cursor was on when it was locked.
    resume: Option<String>,
}

impl FormScreen {
    /// A screen for this record.
    #[must_use]
    pub fn new(opening: Opening, cx: &Cx) -> Self {
        let form = &opening.form;
        let key = match (&opening.draft, opening.id, opening.parent) {
            (Some(key), _, _) => key.clone(),
            (None, Some(id), _) => format!("{form}:{id}"),
            (None, None, Some(parent)) => format!("{form}+{parent}"),
            // Several new ones may be begun; each is kept by the moment it was begun.
            (None, None, None) => format!("{form}+{}", cx.now),
        };
        Self {
            opening,
            key,
            unread: None,
            fill: None,
            early: Vec::new(),
            about: String::new(),
            above: None,
            body: None,
            names: Names::new(),
            drafted: false,
            waits: false,
            dropping: false,
            dirty: false,
            dirty_since: None,
            kept_at: None,
            unkept: None,
            editing: None,
            full: false,
            saving: false,
            done: false,
            begun: false,
            asked: AlikeAsk::default(),
            alike: Vec::new(),
            area: Cell::default(),
            resume: None,
        }
    }

    /// The field that the cursor was on before the lock.
    fn go_on(&mut self, cx: &Cx) {
        if let (Some(field), Some(fill)) = (self.resume.take(), &mut self.fill)
            && fill.at != field
        {
            fill.to_field(&field, cx);
        }
    }

    fn form<'a>(&self, cx: &'a Cx) -> Option<&'a Form> {
        cx.forms.get(&self.opening.form)
    }

    /// How the field under the cursor is filled.
    fn way(&self, cx: &Cx) -> Option<Way> {
        let fill = self.fill.as_ref()?.shown_fill();
        fill.field(cx).map(way)
    }
}

impl Screen for FormScreen {
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect> {
        self.on(msg, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame.buffer_mut(), area, cx);
    }

    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position> {
        self.cursor_at(area, cx)
    }

    fn scope(&self) -> Scope {
        Scope::Form
    }

    fn bar(&self, cx: &Cx) -> Bar {
        self.bar_of(cx)
    }

    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        let Opening {
            form,
            id,
            parent,
            given,
            then,
            ..
        } = &self.opening;
        // A new record that is saved is a form of the past.
        if id.is_none() && (self.done || self.saving) {
            return None;
        }
        let at = self.fill.as_ref().map_or("", |f| f.at.as_str());
        // Of what it began with only what names a record; the rest is in the draft.
        let mut given = given.clone();
        given.retain(|_, v| v.as_str().is_some_and(|t| t.parse::<RecordId>().is_ok()));
        let route = match then {
            Some(then) if !self.drafted => Route::Then {
                form: form.clone(),
                given,
                then: then.clone(),
            },
            _ => Route::Form {
                form: form.clone(),
                id: *id,
                parent: *parent,
                given,
                draft: Some(self.key.clone()),
            },
        };
        Some(Spot::new(route, at))
    }

    fn typing(&self) -> bool {
        true
    }

    fn unkept(&self) -> Option<&[Note]> {
        self.unkept.as_deref()
    }

    fn takes(&self, cmd: Cmd) -> bool {
        // The last saved step is no business of somebody who is typing.
        cmd == Cmd::Undo
    }

    fn hides(&self, cmd: Cmd, cx: &Cx) -> bool {
        match cmd {
            Cmd::Compare => self.alike.is_empty(),
            Cmd::AddRow | Cmd::RemoveRow => {
                let rows = self.way(cx) == Some(Way::Rows);
                let inside = self.fill.as_ref().is_some_and(|f| f.open.is_some());
                !rows && !inside
            }
            Cmd::DropDraft => {
                let touched = self.fill.as_ref().is_some_and(Filling::is_touched);
                !touched && !self.drafted && self.unread.is_none()
            }
            Cmd::WriteFull => self.way(cx) != Some(Way::Long),
            _ => false,
        }
    }
}

#[cfg(test)]
mod choosing_test;
#[cfg(test)]
pub(super) mod kit;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod safety;
#[cfg(test)]
mod tests;
