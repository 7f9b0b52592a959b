//! A form on the screen: one field below the other as on paper, the one under the cursor
//! with its hint, its list, what needs mending.

mod parts;

pub use parts::row_line;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::{Cell, Filling, Way, way};
use crate::domain::form::{Field, Form, Kind};
use crate::i18n::values::Names;
use crate::ui::kit::Cx;
use crate::ui::widgets::paint;

/// Where labels begin.
const LABEL: u16 = 3;

/// A piece of a line: column, width, text, style.
struct Piece(u16, u16, String, Style);

/// What is typed into: its first line, column, width, height.
struct Editor {
    line: usize,
    x: u16,
    width: u16,
    height: u16,
}

/// The lines of a page before they are cut to the screen.
#[derive(Default)]
struct Page {
    lines: Vec<Vec<Piece>>,
    /// The lines of the field under the cursor.
    focus: (usize, usize),
    editor: Option<Editor>,
}

/// What drawing needs to know.
struct Look<'a> {
    fill: &'a Filling,
    names: &'a Names,
    cx: &'a Cx,
    width: u16,
    label: u16,
    height: u16,
}

/// Draws the fields of the page that the cursor is on.
pub fn view(fill: &Filling, names: &Names, buf: &mut Buffer, area: Rect, cx: &Cx) {
    let page = lay(fill, names, area, cx);
    let top = page.top(area.height);
    for (at, line) in page.lines.iter().enumerate().skip(top) {
        let Ok(y) = u16::try_from(at - top) else {
            break;
        };
        if y >= area.height {
            break;
        }
        for Piece(x, width, text, style) in line {
            let room = (*width).min(area.width.saturating_sub(*x));
            paint::put(buf, (area.x + x, area.y + y), room, text, *style, cx);
        }
    }
    if let Some(editor) = &page.editor
        && let Some(rect) = editor.rect(area, top)
    {
        match fill.cell(&fill.at) {
            Some(Cell::Long(text)) => text.view(buf, rect, cx.theme.text),
            Some(Cell::Line(entry)) => entry.view(buf, rect, cx.theme.text, cx),
            _ => fill.search.view(buf, rect, cx.theme.text, cx),
        }
    }
    if page.lines.len() > top + usize::from(area.height) && area.height > 0 {
        let more = cx.say("form-more-below");
        let y = area.bottom() - 1;
        paint::put_right(buf, area, y, &more, cx.theme.quiet, cx);
    }
}

/// Where the hardware cursor stands.
#[must_use]
pub fn cursor(fill: &Filling, names: &Names, area: Rect, cx: &Cx) -> Option<Position> {
    let page = lay(fill, names, area, cx);
    let top = page.top(area.height);
    let editor = page.editor.as_ref();
    let Some(rect) = editor.and_then(|e| e.rect(area, top)) else {
        // No text here: beside the mark of the line.
        let y = u16::try_from(page.focus.0.saturating_sub(top)).ok()?;
        return Some(Position::new(
            area.x + 1,
            area.y + y.min(area.height.saturating_sub(1)),
        ));
    };
    Some(match fill.cell(&fill.at) {
        Some(Cell::Long(text)) => text.cursor(rect),
        Some(Cell::Line(entry)) => entry.cursor(rect),
        _ => fill.search.cursor(rect),
    })
}

/// The field at a place of the screen.
#[must_use]
pub fn field_at(fill: &Filling, names: &Names, area: Rect, y: u16, cx: &Cx) -> Option<String> {
    let page = lay(fill, names, area, cx);
    let line = usize::from(y.checked_sub(area.y)?) + page.top(area.height);
    let form = fill.form(&cx.forms)?;
    let mut found = None;
    let look = Look::new(fill, names, area, form, cx);
    let mut lines = Page::default();
    for field in fill.fields(form, fill.page) {
        look.group(&mut lines, field, form);
        let from = lines.lines.len();
        look.field(&mut lines, field);
        if (from..lines.lines.len()).contains(&line) {
            found = Some(field.id.clone());
        }
    }
    found
}

impl Editor {
    fn rect(&self, area: Rect, top: usize) -> Option<Rect> {
        let y = u16::try_from(self.line.checked_sub(top)?).ok()?;
        if y >= area.height || self.x >= area.width {
            return None;
        }
        let width = self.width.min(area.width - self.x);
        let height = self.height.min(area.height - y);
        Some(Rect::new(area.x + self.x, area.y + y, width, height))
    }
}

impl Page {
    /// The first line on the screen: the field under the cursor is seen whole, and what
    /// comes above it as far as there is room.
    fn top(&self, height: u16) -> usize {
        let height = usize::from(height);
        let (first, last) = self.focus;
        // One line of what comes next shows that there is more.
        let room = (last + 2).min(self.lines.len());
        room.saturating_sub(height).min(first)
    }

    fn line(&mut self, pieces: Vec<Piece>) {
        self.lines.push(pieces);
    }
}

fn lay(fill: &Filling, names: &Names, area: Rect, cx: &Cx) -> Page {
    let mut page = Page::default();
    let Some(form) = fill.form(&cx.forms) else {
        return page;
    };
    let look = Look::new(fill, names, area, form, cx);
    for field in fill.fields(form, fill.page) {
        look.group(&mut page, field, form);
        look.field(&mut page, field);
    }
    page
}

impl<'a> Look<'a> {
    fn new(fill: &'a Filling, names: &'a Names, area: Rect, form: &Form, cx: &'a Cx) -> Self {
        let mut look = Self {
            fill,
            names,
            cx,
            width: area.width.saturating_sub(1),
            label: 0,
            height: area.height,
        };
        let labels = fill.fields(form, fill.page).into_iter();
        let widest = labels
            .map(|f| paint::cells(&look.label_of(f), cx))
            .max()
            .unwrap_or(0);
        look.label = widest.clamp(8, (area.width / 3).clamp(12, 30)) + 2;
        look
    }

    fn label_of(&self, field: &Field) -> String {
        let inside = if field.id.contains('.') { "  " } else { "" };
        let must = if self.is_needed(field) { " *" } else { "" };
        format!(
            "{inside}{}{must}",
            field.label.text(self.cx.lang.is_chinese())
        )
    }

    /// Whether the field must be filled: always, or while its condition holds.
    fn is_needed(&self, field: &Field) -> bool {
        if field.is_made() {
            return false;
        }
        field.required || self.fill.is_needed_now(&field.id)
    }

    fn value_x(&self) -> u16 {
        LABEL + self.label
    }

    fn room(&self) -> u16 {
        self.width.saturating_sub(self.value_x()).max(4)
    }

    /// The name of a group before its first field.
    fn group(&self, page: &mut Page, field: &Field, form: &Form) {
        let Some((group, _)) = field.id.split_once('.') else {
            return;
        };
        let fields = self.fill.fields(form, self.fill.page);
        let first = fields
            .iter()
            .find(|f| f.id.starts_with(&format!("{group}.")));
        if first.is_none_or(|f| f.id != field.id) {
            return;
        }
        if let Some(group) = form.groups.iter().find(|g| g.id == group) {
            let text = group.label.text(self.cx.lang.is_chinese()).to_owned();
            page.line(vec![Piece(LABEL, self.width, text, self.cx.theme.quiet)]);
        }
    }

    fn field(&self, page: &mut Page, field: &Field) {
        let here = field.id == self.fill.at;
        let from = page.lines.len();
        let theme = &self.cx.theme;
        let mut first = Vec::new();
        if here {
            first.push(Piece(1, 1, ">".into(), theme.cursor));
        }
        let style = if here { theme.title } else { theme.quiet };
        first.push(Piece(LABEL, self.label - 1, self.label_of(field), style));
        page.line(first);
        if field.computed.is_some() {
            self.shown(page, field);
        } else {
            match (way(field), here) {
                (Way::Rows, _) => self.rows(page, field, here),
                (Way::Long, true) => self.long(page, from),
                (Way::Line, true) => {
                    page.editor = Some(Editor {
                        line: from,
                        x: self.value_x(),
                        width: self.room(),
                        height: 1,
                    });
                }
                (Way::One | Way::Many, true) => self.pick(page, field),
                _ => self.shown(page, field),
            }
        }
        if here {
            self.hint(page, field);
        }
        self.notes(page, field, here);
        if here {
            page.focus = (from, page.lines.len().saturating_sub(1));
        }
    }

    /// Adds to the last line.
    fn beside(page: &mut Page, piece: Piece) {
        if let Some(line) = page.lines.last_mut() {
            line.push(piece);
        }
    }

    /// A value that is not being changed; a long text ends in a mark after two lines.
    fn shown(&self, page: &mut Page, field: &Field) {
        let text = self.value(field);
        let (x, room) = (self.value_x(), self.room());
        let mut style = self.cx.theme.text;
        if self.fill.wrong(&field.id).is_some() {
            style = self.cx.theme.overdue;
        }
        let text = if text.is_empty() && matches!(field.kind, Kind::Auto) {
            style = self.cx.theme.quiet;
            self.cx.say("form-made-on-saving")
        } else {
            text
        };
        let mut lines = paint::wrap(&text, room, self.cx);
        if lines.len() > 2 {
            lines.truncate(2);
            if let Some(last) = lines.last_mut() {
                last.push_str(self.cx.marks.cut());
            }
        }
        for (at, line) in lines.into_iter().enumerate() {
            let piece = Piece(x, room, line, style);
            if at == 0 {
                Self::beside(page, piece);
            } else {
                page.line(vec![piece]);
            }
        }
    }

    fn value(&self, field: &Field) -> String {
        let fill = self.fill;
        if let Some(wrong) = fill.wrong(&field.id) {
            return wrong.to_owned();
        }
        let value = match fill.cell(&field.id) {
            _ if field.computed.is_some() => fill.values().get(&field.id).cloned(),
            Some(Cell::Pick(value)) => Some(value.clone()),
            Some(Cell::Line(entry)) => match fill.values().get(&field.id) {
                Some(value) if !value.is_empty() => Some(value.clone()),
                // What could not be read stays as it was typed.
                _ => return entry.text().to_owned(),
            },
            Some(Cell::Long(area)) => return area.text(),
            None => None,
        };
        let value = value.unwrap_or_default();
        if let (Kind::Ref { to }, Some(text)) = (&field.kind, value.text())
            && let Some(title) = fill.sibling(to, text)
        {
            return title.to_owned();
        }
        let own = fill.was_typed_here(&field.id);
        self.cx.show(self.names, own).value(field, &value)
    }

    fn long(&self, page: &mut Page, from: usize) {
        let Some(Cell::Long(area)) = self.fill.cell(&self.fill.at) else {
            return;
        };
        let most = (self.height / 2).clamp(3, 9);
        let height = area.height(self.room(), most).max(3);
        page.editor = Some(Editor {
            line: from,
            x: self.value_x(),
            width: self.room(),
            height,
        });
        for _ in 1..height {
            page.line(Vec::new());
        }
    }
}
