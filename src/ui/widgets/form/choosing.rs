//! What is chosen from the list under the cursor: one code, several, a reference.

use super::pick::{Aim, offered};
use super::{Cell, Filling, Turn, Way, way};
use crate::domain::fault::Note;
use crate::domain::form::{Field, Kind, Lookup};
use crate::domain::value::Value;
use crate::ui::kit::Cx;
use crate::ui::widgets::entry::Entry;

impl Filling {
    /// What is under the cursor of the list, remembered by name if it is a reference.
    pub(super) fn pointed(&mut self, field: &Field) -> Option<String> {
        let choice = self.menu.as_ref()?.choice()?.clone();
        if matches!(field.kind, Kind::Ref { .. }) {
            self.chosen.push((choice.value.clone(), choice.label));
        }
        Some(choice.value)
    }

    /// Ticks what is under the cursor of the list, or takes the tick away; the list stays.
    pub(super) fn tick(&mut self, field: &Field, cx: &Cx) -> Turn {
        let Some(value) = self.pointed(field) else {
            return Turn::Moved;
        };
        self.toggle(field, &value, cx);
        if !self.search.text().is_empty() {
            self.search = Entry::default();
            if let Some(menu) = &mut self.menu {
                menu.filter("");
                menu.seek(&value);
            }
        }
        if let Some(menu) = &mut self.menu {
            menu.aim = Aim::Ticks;
        }
        Turn::Changed
    }

    /// Whether Enter means the line under the cursor: it was typed or gone to, or nothing
    /// is ticked yet. Whoever ticks with Space has said all with it.
    fn means_line(&self, field: &Field) -> bool {
        let aim = self.menu.as_ref().map_or(Aim::Nothing, |m| m.aim);
        let typed = !self.search.text().is_empty();
        typed || aim == Aim::Line || (aim == Aim::Nothing && self.is_blank(field))
    }

    /// Takes what is under the cursor of the list, shuts it and goes on.
    pub(super) fn choose(&mut self, field: &Field, many: bool, cx: &Cx) -> Turn {
        if many && !self.means_line(field) {
            self.menu = None;
            self.step(true, cx);
            return Turn::Moved;
        }
        let chosen = self.pointed(field);
        let value = chosen.or_else(|| self.typed_place(field, cx));
        let Some(value) = value else {
            return Turn::Moved;
        };
        if many {
            self.tick_on(field, &value, cx);
        } else {
            self.put(field, &value.as_str().into());
        }
        self.menu = None;
        self.search = Entry::default();
        self.refresh(cx);
        self.step(true, cx);
        Turn::Changed
    }

    /// A division code that no list has is typed whole.
    pub(super) fn typed_place(&self, field: &Field, cx: &Cx) -> Option<String> {
        let code = cx.reference.clean_code(self.search.text());
        let digits = matches!(field.kind, Kind::Division { .. })
            && !code.is_empty()
            && code.bytes().all(|b| b.is_ascii_digit());
        digits.then_some(code)
    }

    /// Ticks a code, if it is not ticked yet.
    fn tick_on(&mut self, field: &Field, code: &str, cx: &Cx) {
        let has = matches!(self.cells.get(&field.id), Some(Cell::Pick(Value::Codes(c))) if c.iter().any(|c| c == code));
        if !has {
            self.toggle(field, code, cx);
        }
    }

    fn toggle(&mut self, field: &Field, code: &str, cx: &Cx) {
        let mut codes = match self.cells.get(&field.id) {
            Some(Cell::Pick(Value::Codes(codes))) => codes.clone(),
            _ => Vec::new(),
        };
        if codes.iter().any(|c| c == code) {
            codes.retain(|c| c != code);
        } else {
            codes.push(code.to_owned());
        }
        let all = offered(field, cx);
        codes.sort_by_key(|c| all.iter().position(|o| o.value == *c));
        self.put(field, &codes_value(codes));
    }

    /// On leaving a list with something typed in it: the line under its cursor is meant.
    /// What fits nothing is said, not swallowed.
    pub(super) fn choose_typed(&mut self, cx: &Cx) {
        let typed = self.search.text().trim().to_owned();
        let Some(field) = self.field(cx).filter(|_| !typed.is_empty()) else {
            return;
        };
        self.chose = true;
        let chosen = self.pointed(field);
        match (chosen.or_else(|| self.typed_place(field, cx)), way(field)) {
            (Some(value), Way::Many) => self.tick_on(field, &value, cx),
            (Some(value), _) => self.put(field, &value.into()),
            (None, _) => {
                let note = Note::new("E_NO_CHOICE").with("value", &typed).at(&field.id);
                // It fills nothing: what fills itself may still do so.
                self.loose.insert(field.id.clone(), note);
            }
        }
    }
}

/// Ticks as a value: none are no value.
pub(super) fn codes_value(codes: Vec<String>) -> Value {
    if codes.is_empty() {
        Value::Empty
    } else {
        Value::Codes(codes)
    }
}
