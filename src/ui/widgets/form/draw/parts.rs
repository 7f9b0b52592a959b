//! The parts of one field: its list, its rows, its hint, what needs mending.

use super::{Editor, Look, Page, Piece};
use crate::domain::form::{Field, Kind};
use crate::domain::value::Value;
use crate::i18n::values::Names;
use crate::ui::kit::Cx;
use crate::ui::widgets::form::{Cell, Filling, Way, way};
use crate::ui::widgets::paint;

/// The most lines of a list that are shown at once.
const MENU: usize = 7;

impl Look<'_> {
    /// A choice: what is chosen, what is typed, the list.
    pub(super) fn pick(&self, page: &mut Page, field: &Field) {
        let (x, room) = (self.value_x(), self.room());
        // What fits no choice stands where it is typed on, not beside it too.
        let chosen = match self.fill.wrong(&field.id) {
            Some(_) => String::new(),
            None => self.value(field),
        };
        let theme = &self.cx.theme;
        let mut line = page.lines.len() - 1;
        let mut at = x;
        if !chosen.is_empty() {
            let lines = paint::wrap(&chosen, room.saturating_sub(2), self.cx);
            let last = lines.last().map_or(0, |l| paint::cells(l, self.cx));
            for (n, text) in lines.into_iter().enumerate() {
                let piece = Piece(x, room, text, theme.text);
                if n == 0 {
                    Self::beside(page, piece);
                } else {
                    page.line(vec![piece]);
                }
            }
            line = page.lines.len() - 1;
            at = x + last + 2;
            if at + 8 > x + room {
                page.line(Vec::new());
                line += 1;
                at = x;
            }
        }
        page.editor = Some(Editor {
            line,
            x: at,
            width: (x + room).saturating_sub(at).max(2),
            height: 1,
        });
        let Some(menu) = &self.fill.menu else { return };
        if menu.found.is_empty() {
            let none = match self.fill.typed_place(field, self.cx) {
                Some(code) => self
                    .cx
                    .say_with("form-use-code", &[("code", code.as_str())]),
                None => self.cx.say("form-none-found"),
            };
            page.line(vec![Piece(x, room, none, theme.quiet)]);
            return;
        }
        let top = (menu.at + 1).saturating_sub(MENU);
        let many = way(field) == Way::Many;
        for (n, index) in menu.found.iter().enumerate().skip(top).take(MENU) {
            let Some(choice) = menu.all.get(*index) else {
                continue;
            };
            let has = matches!(self.fill.cell(&field.id), Some(Cell::Pick(Value::Codes(c))) if c.contains(&choice.value));
            let tick = match (many, has) {
                (false, _) => "",
                (_, true) => "[x] ",
                (_, false) => "[ ] ",
            };
            let (mark, style) = if n == menu.at {
                ("> ", theme.cursor)
            } else {
                ("  ", theme.text)
            };
            let text = format!("{mark}{tick}{}", choice.label);
            page.line(vec![Piece(x, room, text, style)]);
        }
        let more = menu.found.len().saturating_sub(top + MENU);
        if more > 0 {
            let n = more.to_string();
            let text = self.cx.say_with("form-more", &[("n", n.as_str())]);
            page.line(vec![Piece(x + 2, room, text, theme.quiet)]);
        }
    }

    pub(super) fn rows(&self, page: &mut Page, field: &Field, here: bool) {
        let (x, room, theme) = (self.value_x(), self.room(), &self.cx.theme);
        let places = self.fill.row_places(&field.id);
        if places.is_empty() {
            let text = self.cx.say("form-no-rows");
            Self::beside(page, Piece(x, room, text, theme.quiet));
            return;
        }
        let n = places.len().to_string();
        let count = self.cx.say_with("form-rows", &[("n", n.as_str())]);
        Self::beside(page, Piece(x, room, count, theme.quiet));
        let most = usize::from(self.height.saturating_sub(8)).max(3);
        let top = if here {
            (self.fill.row + 1).saturating_sub(most)
        } else {
            0
        };
        for (n, at) in places.iter().enumerate().skip(top).take(most) {
            let Some(row) = self.fill.rows.get(&field.id).and_then(|r| r.get(*at)) else {
                continue;
            };
            let on = here && n == self.fill.row;
            let style = if on { theme.cursor } else { theme.text };
            let mark = if on { ">" } else { " " };
            let text = row_line(&row.fill, self.names, self.cx);
            let text = format!("{mark} {} {text}", n + 1);
            let mut pieces = vec![Piece(x, room, text, style)];
            let wrong = row.fill.errors();
            if wrong > 0 && (row.fill.strict || self.fill.strict) {
                let n = wrong.to_string();
                let text = self.cx.say_with("form-to-mend", &[("n", n.as_str())]);
                let wide = paint::cells(&text, self.cx);
                pieces.push(Piece(
                    (x + room).saturating_sub(wide),
                    wide,
                    text,
                    theme.overdue,
                ));
            }
            page.line(pieces);
        }
        let more = places.len().saturating_sub(top + most);
        if more > 0 {
            let n = more.to_string();
            let text = self.cx.say_with("form-more", &[("n", n.as_str())]);
            page.line(vec![Piece(x + 2, room, text, theme.quiet)]);
        }
    }

    pub(super) fn hint(&self, page: &mut Page, field: &Field) {
        let mut hint = field
            .hint
            .as_ref()
            .map(|h| h.text(self.cx.lang.is_chinese()).to_owned())
            .unwrap_or_default();
        if let (Kind::Text { max }, Some(Cell::Long(area))) =
            (&field.kind, self.fill.cell(&field.id))
        {
            let (n, max) = (area.chars().to_string(), max.to_string());
            hint.push_str(
                &self
                    .cx
                    .say_with("form-written", &[("n", &n), ("max", &max)]),
            );
        }
        let open = self.fill.menu.is_some();
        let how = match (&field.kind, way(field)) {
            (Kind::Date, _) => "form-how-date",
            (Kind::Time, _) => "form-how-time",
            (Kind::DateTime, _) => "form-how-date-time",
            (Kind::Money, _) => "form-how-money",
            (Kind::Division { .. }, _) => "form-how-place",
            (_, Way::YesNo) => "form-how-yes-no",
            (_, Way::One) if open => "form-how-one-open",
            (_, Way::Many) if open => "form-how-many-open",
            (_, Way::One | Way::Many) => "form-how-one",
            (Kind::Rows { .. }, _) => "form-how-rows",
            _ => "",
        };
        if !how.is_empty() {
            hint.push_str(&self.cx.say(how));
        }
        if hint.is_empty() {
            return;
        }
        for line in paint::wrap(hint.trim(), self.room(), self.cx) {
            page.line(vec![Piece(
                self.value_x(),
                self.room(),
                line,
                self.cx.theme.quiet,
            )]);
        }
    }

    pub(super) fn notes(&self, page: &mut Page, field: &Field, here: bool) {
        for note in self.fill.notes_of(&field.id) {
            // While the cursor is on a field that is still empty, its hint is enough.
            if here && note.code == "E_REQUIRED" && !self.fill.strict {
                continue;
            }
            let style = if note.is_warning() {
                self.cx.theme.due
            } else {
                self.cx.theme.overdue
            };
            let text = format!("! {}", self.cx.sentence(note));
            for line in paint::wrap(&text, self.room(), self.cx) {
                page.line(vec![Piece(self.value_x(), self.room(), line, style)]);
            }
        }
    }
}

/// A row in one line: the columns of its list.
#[must_use]
pub fn row_line(fill: &Filling, names: &Names, cx: &Cx) -> String {
    let Some(form) = fill.form(&cx.forms) else {
        return String::new();
    };
    let show = cx.show(names, true);
    let column = |id: &String| {
        let field = form.field(id)?;
        let value = fill.values().get(id)?;
        if let (Kind::Ref { to }, Some(Cell::Pick(v))) = (&field.kind, fill.cell(id))
            && let Some(title) = v.text().and_then(|t| fill.sibling(to, t))
        {
            return Some(title.to_owned());
        }
        let text = match (&field.kind, value) {
            (Kind::Bool, value) if value.is_true() => {
                field.label.text(cx.lang.is_chinese()).to_owned()
            }
            (Kind::Bool, _) => String::new(),
            _ => show.value(field, value),
        };
        (!text.is_empty()).then_some(text)
    };
    let columns = if form.list.is_empty() {
        &form.title
    } else {
        &form.list
    };
    let parts: Vec<String> = columns
        .iter()
        .filter(|c| *c != "no")
        .filter_map(column)
        .collect();
    if parts.is_empty() {
        cx.say("form-empty-row")
    } else {
        parts.join("  ")
    }
}
