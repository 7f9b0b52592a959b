//! One key for the field under the cursor. Enter never submits: it goes on, opens a list
//! or a row, or breaks a line.

use super::choosing::codes_value;
use super::cursor::unfit;
use super::pick::{Choice, offered};
use super::{Cell, Filling, Menu, Way, way};
use crate::domain::form::{Field, Kind};
use crate::domain::value::Value;
use crate::ui::commands::{Code, Key};
use crate::ui::kit::Cx;
use crate::ui::widgets::area::Did;
use crate::ui::widgets::entry::Entry;

/// What a key did to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    /// Nothing here wants this key.
    Nothing,
    /// The cursor moved, a list opened or closed.
    Moved,
    /// Something was filled in.
    Changed,
    /// Names are wanted for a reference: the form, what was typed.
    Names(String, String),
}

impl Filling {
    /// A key for the field under the cursor.
    pub fn key(&mut self, key: Key, cx: &Cx) -> Turn {
        if self.open.is_some() {
            return self.key_in_row(key, cx);
        }
        let Some(field) = self.field(cx) else {
            return Turn::Nothing;
        };
        let turn = match way(field) {
            Way::Line => self.key_line(key, field),
            Way::Long => self.key_long(key, field),
            Way::YesNo => self.key_yes_no(key, field),
            Way::One => self.key_pick(key, field, false, cx),
            Way::Many => self.key_pick(key, field, true, cx),
            Way::Rows => self.key_rows(key, cx),
        };
        if turn == Turn::Changed {
            self.refresh(cx);
            self.settle(cx);
        }
        if turn != Turn::Nothing {
            return turn;
        }
        let moved = match key.code {
            Code::Enter | Code::Down | Code::Tab if !key.ctrl => self.step(true, cx),
            Code::Up | Code::BackTab if !key.ctrl => self.step(false, cx),
            _ => return Turn::Nothing,
        };
        match (self.take_chose(), moved) {
            (true, _) => Turn::Changed,
            (false, true) => Turn::Moved,
            (false, false) => Turn::Nothing,
        }
    }

    fn key_in_row(&mut self, key: Key, cx: &Cx) -> Turn {
        let row = self.inner();
        let turn = row.key(key, cx);
        if turn == Turn::Changed {
            self.refresh(cx);
            return turn;
        }
        if turn != Turn::Nothing {
            return turn;
        }
        // Over the edge of a row: back to the list of rows.
        let over = matches!(
            key.code,
            Code::Enter | Code::Tab | Code::Down | Code::Up | Code::BackTab
        );
        if over && self.close_row(cx) {
            return Turn::Moved;
        }
        Turn::Nothing
    }

    fn wrote(&mut self, field: &Field) -> Turn {
        self.touched.insert(field.id.clone());
        self.auto.remove(&field.id);
        self.loose.remove(&field.id);
        self.refused
            .retain(|n| n.field.as_deref() != Some(&field.id));
        Turn::Changed
    }

    fn key_line(&mut self, key: Key, field: &Field) -> Turn {
        let cell = self
            .cells
            .entry(field.id.clone())
            .or_insert_with(|| Cell::Line(Entry::default()));
        let Cell::Line(entry) = cell else {
            return Turn::Nothing;
        };
        let before = entry.text().to_owned();
        if !entry.key(key) {
            return Turn::Nothing;
        }
        if entry.text() == before {
            return Turn::Moved;
        }
        self.wrote(field)
    }

    fn key_long(&mut self, key: Key, field: &Field) -> Turn {
        let Some(area) = self.area() else {
            return Turn::Nothing;
        };
        match area.key(key) {
            Did::Nothing => Turn::Nothing,
            Did::Moved => Turn::Moved,
            Did::Wrote => self.wrote(field),
        }
    }

    /// A key for the long text under the cursor alone, as on the whole screen: at its
    /// edges nothing else takes it.
    pub fn key_text(&mut self, key: Key, cx: &Cx) -> Turn {
        let fill = self.inner();
        let Some(field) = fill.field(cx) else {
            return Turn::Nothing;
        };
        let turn = fill.key_long(key, field);
        if turn == Turn::Changed {
            self.refresh(cx);
        }
        turn
    }

    fn key_yes_no(&mut self, key: Key, field: &Field) -> Turn {
        let now = matches!(self.cells.get(&field.id), Some(Cell::Pick(v)) if v.is_true());
        let value = match key.code {
            Code::Char(' ') | Code::Left | Code::Right if !key.ctrl => Value::Bool(!now),
            Code::Char('y' | 'Y' | '是') if key.written().is_some() => Value::Bool(true),
            Code::Char('n' | 'N' | '否') if key.written().is_some() => Value::Bool(false),
            Code::Backspace | Code::Delete => Value::Empty,
            _ => return Turn::Nothing,
        };
        self.put(field, &value);
        Turn::Changed
    }

    fn key_rows(&mut self, key: Key, cx: &Cx) -> Turn {
        let count = self.row_places(&self.at).len();
        match key.code {
            Code::Down if !key.ctrl && self.row + 1 < count => {
                self.row += 1;
                Turn::Moved
            }
            Code::Up if !key.ctrl && self.row > 0 => {
                self.row -= 1;
                Turn::Moved
            }
            Code::Enter if self.open_row(cx) => Turn::Moved,
            Code::Enter if self.add_row(cx) => Turn::Changed,
            Code::Delete if self.remove_row(cx) => Turn::Changed,
            _ => Turn::Nothing,
        }
    }

    fn key_pick(&mut self, key: Key, field: &Field, many: bool, cx: &Cx) -> Turn {
        let is_open = self.menu.is_some();
        match key.code {
            Code::Esc if is_open => {
                self.menu = None;
                self.search = Entry::default();
                Turn::Moved
            }
            Code::Up | Code::Down if is_open && !key.ctrl => {
                if let Some(menu) = &mut self.menu {
                    menu.go(key.code == Code::Down);
                    menu.aim = menu.aim.moved();
                }
                Turn::Moved
            }
            Code::PageUp | Code::PageDown if is_open => {
                if let Some(menu) = &mut self.menu {
                    for _ in 0..6 {
                        menu.go(key.code == Code::PageDown);
                    }
                    menu.aim = menu.aim.moved();
                }
                Turn::Moved
            }
            // One rule for one and for many: Enter opens what is blank, takes what is
            // meant and goes on; Space opens too, and ticks where several may be.
            Code::Enter if !is_open && self.is_blank(field) => self.open_menu(field, cx),
            Code::Char(' ') if !is_open && key.written().is_some() => self.open_menu(field, cx),
            Code::Enter if is_open => self.choose(field, many, cx),
            Code::Char(' ') if is_open && many && key.written().is_some() => self.tick(field, cx),
            Code::Backspace | Code::Delete if self.search.text().is_empty() => {
                if self.drop_wrong(field) {
                    return Turn::Changed;
                }
                if self.is_blank(field) {
                    return Turn::Nothing;
                }
                if let (true, Some(Cell::Pick(Value::Codes(codes)))) =
                    (many, self.cells.get(&field.id))
                {
                    let mut codes = codes.clone();
                    codes.pop();
                    self.put(field, &codes_value(codes));
                } else {
                    self.clear_pick(field);
                }
                Turn::Changed
            }
            _ => {
                if key.written().is_some() {
                    self.drop_unfit(field);
                }
                if !self.search.key(key) {
                    return Turn::Nothing;
                }
                self.searched(field, cx)
            }
        }
    }

    /// What fitted no choice was wiped out: with it goes what was said of it. Whether
    /// there was any.
    fn drop_wrong(&mut self, field: &Field) -> bool {
        if !self.search.text().is_empty() || self.loose.remove(&field.id).is_none() {
            return false;
        }
        // A choice that stood there before was to be replaced: it does not come back.
        if !self.is_blank(field) {
            self.clear_pick(field);
        }
        true
    }

    pub(super) fn is_blank(&self, field: &Field) -> bool {
        self.cells.get(&field.id).is_none_or(Cell::is_empty)
    }

    /// Opens the list of the field.
    fn open_menu(&mut self, field: &Field, cx: &Cx) -> Turn {
        self.menu = Some(Menu::new(&field.id, self.choices(field, cx)));
        if let (Some(Cell::Pick(Value::Text(value))), Some(menu)) =
            (self.cells.get(&field.id), &mut self.menu)
        {
            menu.seek(value);
        }
        self.wanted(field)
    }

    fn searched(&mut self, field: &Field, cx: &Cx) -> Turn {
        if self.menu.is_none() {
            self.menu = Some(Menu::new(&field.id, self.choices(field, cx)));
        }
        let typed = self.search.text().to_owned();
        if let Some(menu) = &mut self.menu {
            menu.filter(&typed);
        }
        if self.drop_wrong(field) {
            self.chose = true;
            self.refresh(cx);
        }
        self.wanted(field)
    }

    /// References to records that are not rows here are looked up by the worker.
    fn wanted(&self, field: &Field) -> Turn {
        match &field.kind {
            Kind::Ref { to } if !self.siblings.contains_key(to) => {
                Turn::Names(to.clone(), self.search.text().to_owned())
            }
            _ => Turn::Moved,
        }
    }

    fn choices(&self, field: &Field, cx: &Cx) -> Vec<Choice> {
        match &field.kind {
            Kind::Ref { to } => {
                let rows = self.siblings.get(to).into_iter().flatten();
                rows.map(|(value, title)| Choice::new(value, title, &[title]))
                    .collect()
            }
            _ => offered(field, cx),
        }
    }

    /// What the worker found for the reference under the cursor.
    pub fn found_names(&mut self, names: &[(String, String)]) {
        if self.open.is_some() {
            self.inner().found_names(names);
            return;
        }
        if let Some(menu) = self.menu.as_mut().filter(|m| m.field == self.at) {
            let all = names.iter().map(|(id, name)| Choice::new(id, name, &[]));
            *menu = Menu::new(&self.at, all.collect());
        }
    }

    /// The references chosen since the last time, `(id, name)`: how they are called.
    pub fn take_chosen(&mut self) -> Vec<(String, String)> {
        let mut all = std::mem::take(&mut self.chosen);
        for row in self.rows.values_mut().flatten() {
            all.append(&mut row.fill.take_chosen());
        }
        all
    }

    /// Whether leaving a field has chosen something since the last time, in rows too.
    pub fn take_chose(&mut self) -> bool {
        let mut chose = std::mem::take(&mut self.chose);
        for row in self.rows.values_mut().flatten() {
            chose |= row.fill.take_chose();
        }
        chose
    }

    /// What fitted no choice last time gives way to what is typed now; it can be edited too.
    fn drop_unfit(&mut self, field: &Field) {
        let unfit = self.loose.get(&field.id).and_then(unfit);
        if unfit.is_some_and(|text| text == self.search.text()) {
            self.search = Entry::default();
        }
    }

    /// Text from elsewhere for the field under the cursor.
    pub fn paste(&mut self, text: &str, cx: &Cx) -> Turn {
        if self.open.is_some() {
            let turn = self.inner().paste(text, cx);
            self.refresh(cx);
            return turn;
        }
        let Some(field) = self.field(cx) else {
            return Turn::Nothing;
        };
        let turn = match way(field) {
            Way::Line => match self.cells.get_mut(&field.id) {
                Some(Cell::Line(entry)) => {
                    entry.paste(text.trim_end_matches('\n'));
                    self.wrote(field)
                }
                _ => Turn::Nothing,
            },
            Way::Long => match self.area().map(|a| a.paste(text)) {
                Some(Did::Wrote) => self.wrote(field),
                _ => Turn::Nothing,
            },
            Way::One | Way::Many => {
                self.drop_unfit(field);
                self.search.paste(text.trim());
                self.searched(field, cx)
            }
            Way::YesNo | Way::Rows => Turn::Nothing,
        };
        if turn == Turn::Changed {
            self.refresh(cx);
        }
        turn
    }

    /// Takes typing back in a long text; whether there was any.
    pub fn undo(&mut self, cx: &Cx) -> bool {
        if self.open.is_some() {
            return self.inner().undo(cx);
        }
        let Some(field) = self.field(cx) else {
            return false;
        };
        if self.search.undo() {
            self.searched(field, cx);
            return true;
        }
        let done = match self.cells.get_mut(&field.id) {
            Some(Cell::Line(entry)) => entry.undo(),
            _ => self.area().is_some_and(super::super::area::Area::undo),
        };
        if done {
            self.wrote(field);
            self.refresh(cx);
        }
        done
    }
}
