//! How the list looks.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::columns::{lay_out, starts};
use super::{List, ask};
use crate::domain::form::Form;
use crate::i18n::values::label;
use crate::ui::kit::answer::{Press, Row};
use crate::ui::kit::{Cx, Effect};
use crate::ui::widgets::paint;

/// Where rows begin: below the line of what is typed, an empty line and the headings.
const TOP: u16 = 3;
/// What stays free below: an empty line and what the line under the cursor says.
const BOTTOM: u16 = 3;

impl List {
    /// Where what is typed stands.
    pub(super) fn entry_area(area: Rect, cx: &Cx) -> Rect {
        let wide = paint::cells(&cx.say("ui-search"), cx) + 2;
        let room = area.width.saturating_sub(wide).min(24);
        Rect::new(area.x + wide, area.y, room, 1)
    }

    fn rows_area(area: Rect) -> Rect {
        let height = area.height.saturating_sub(TOP + BOTTOM);
        Rect::new(area.x, area.y + TOP, area.width, height)
    }

    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let Some(form) = cx.forms.get(&self.form) else {
            let text = cx.say_with("out-form-unknown", &[("form", &self.form)]);
            let room = area.width.saturating_sub(2);
            paint::put(buf, (area.x + 2, area.y), room, &text, cx.theme.due, cx);
            return;
        };
        self.draw_top(buf, area, form, cx);
        let rows = Self::rows_area(area);
        self.height.set(rows.height);
        let first = self.first_row(rows.height);
        let last = (first + usize::from(rows.height)).min(self.window.len());
        let visible: Vec<&Row> = (first..last).filter_map(|at| self.window.row(at)).collect();
        if visible.is_empty() {
            self.draw_empty(buf, rows, form, cx);
            return;
        }
        let headings = headings(form, cx);
        let cells = visible.iter().map(|r| r.cells.as_slice());
        let room = area.width.saturating_sub(3);
        let columns = lay_out(&headings, cells, room, cx);
        let y = rows.y.saturating_sub(1);
        for ((x, width), heading) in starts(&columns.widths).zip(&headings) {
            let at = (area.x + 2 + x, y);
            paint::put(buf, at, width, heading, cx.theme.quiet, cx);
        }
        if columns.left_out > 0 {
            let mark = format!("{}+{}", cx.marks.cut(), columns.left_out);
            paint::put_right(buf, area, y, &mark, cx.theme.quiet, cx);
        }
        for ((at, row), y) in (first..).zip(visible).zip(rows.y..) {
            draw_row(
                buf,
                (area, y),
                row,
                &columns.widths,
                at == self.window.at(),
                cx,
            );
        }
        if let Some(row) = self.window.here() {
            // What presses is told below where its column is left out.
            let hidden = row.press.filter(|(at, _)| *at >= columns.widths.len());
            let pressing = hidden.and_then(|(at, _)| Some((headings.get(at)?, row.cells.get(at)?)));
            let about = match pressing {
                Some((name, cell)) => format!("{name} {cell}  {}", row.about),
                None => row.about.clone(),
            };
            paint::about(buf, area, &about, cx);
        }
    }

    /// What is typed, what is filtered, how it is sorted.
    fn draw_top(&self, buf: &mut Buffer, area: Rect, form: &Form, cx: &Cx) {
        let at = (area.x + 1, area.y);
        paint::put(
            buf,
            at,
            area.width,
            &cx.say("ui-search"),
            cx.theme.quiet,
            cx,
        );
        let entry = Self::entry_area(area, cx);
        self.entry.view(buf, entry, cx.theme.text, cx);
        let dot = format!(" {} ", cx.marks.dot());
        let mut parts: Vec<String> = Vec::new();
        if !self.filters.is_empty() {
            let words = self.filters.iter().map(|f| ask::words(form, f, cx));
            let words = words.collect::<Vec<_>>().join(&dot);
            parts.push(format!("{} {words}", cx.say("do-filter")));
        }
        if self.void {
            parts.push(cx.say("list-only-void"));
        } else if self.entry.text().trim().is_empty() {
            let sort = match &self.sort {
                Some(field) => {
                    let column = label(cx.lang, form, field);
                    let id = if self.descending {
                        "list-down"
                    } else {
                        "list-up"
                    };
                    cx.say_with(id, &[("column", column.as_str())])
                }
                None if self.descending => cx.say("list-newest"),
                None => cx.say("list-oldest"),
            };
            parts.push(sort);
        }
        let x = entry.right() + 1;
        let room = area.right().saturating_sub(x + 1);
        let text = parts.join("   ");
        paint::put(buf, (x, area.y), room, &text, cx.theme.quiet, cx);
    }

    fn draw_empty(&self, buf: &mut Buffer, rows: Rect, form: &Form, cx: &Cx) {
        let name = form.label.text(cx.lang.is_chinese());
        let above = super::above(form, cx);
        let id = if !self.window.is_loaded() {
            "ui-loading"
        } else if self.void {
            "list-none-void"
        } else if !self.entry.text().trim().is_empty() || !self.filters.is_empty() {
            "list-none-fits"
        } else if super::hangs(form) && form.rows_of.is_some() {
            "list-empty-below-rows"
        } else if super::hangs(form) {
            "list-empty-below"
        } else {
            "list-empty"
        };
        let text = cx.say_with(id, &[("form", name), ("above", above)]);
        let lines = paint::wrap(&text, rows.width.saturating_sub(4), cx);
        for (line, y) in lines.iter().zip(rows.y..rows.bottom()) {
            let at = (rows.x + 2, y);
            paint::put(buf, at, rows.width, line, cx.theme.quiet, cx);
        }
    }

    /// The first row shown: the cursor stays in sight, and the page still while it can.
    fn first_row(&self, height: u16) -> usize {
        let height = usize::from(height.max(1));
        let at = self.window.at();
        let mut first = self.first.get().min(at);
        if at >= first + height {
            first = at + 1 - height;
        }
        first = first.min(self.window.len().saturating_sub(height));
        self.first.set(first);
        first
    }

    pub(super) fn click(&mut self, at: Position) -> Vec<Effect> {
        // The body begins below bar and rule.
        let row = at.y.checked_sub(TOP + 2).map(usize::from);
        let row = row.filter(|r| *r < usize::from(self.height.get()));
        let again = row.and_then(|r| self.window.point(self.first.get() + r));
        if again == Some(true) {
            return self.open();
        }
        Vec::new()
    }

    /// `共 3 条（全部 126）`.
    pub(super) fn counted(&self, cx: &Cx) -> String {
        let Some(counts) = self.counts.as_ref().filter(|c| c.of == self.ask(None)) else {
            return String::new();
        };
        let number = |(n, more): (u64, bool)| {
            let n = n.to_string();
            if more {
                cx.say_with("list-more-than", &[("n", n.as_str())])
            } else {
                n
            }
        };
        let (n, all) = (number(counts.found), number(counts.all));
        let id = if counts.found == counts.all {
            "list-count"
        } else {
            "list-count-of"
        };
        cx.say_with(id, &[("n", n.as_str()), ("all", all.as_str())])
    }
}

fn headings(form: &Form, cx: &Cx) -> Vec<String> {
    let above = cx.forms.above(form);
    form.list
        .iter()
        .map(|column| match column.strip_prefix("parent.") {
            Some(field) => above.map_or_else(String::new, |f| label(cx.lang, f, field)),
            None => label(cx.lang, form, column),
        })
        .collect()
}

fn draw_row(
    buf: &mut Buffer,
    (area, y): (Rect, u16),
    row: &Row,
    widths: &[u16],
    here: bool,
    cx: &Cx,
) {
    if here {
        let blank = paint::fit("> ", area.width, cx);
        paint::put(buf, (area.x, y), area.width, &blank, cx.theme.cursor, cx);
    }
    if let Some((at, press)) = row.press.filter(|(at, _)| *at >= widths.len()) {
        let style = match press {
            _ if here => cx.theme.cursor,
            Press::Overdue => cx.theme.overdue,
            Press::Soon | Press::Calm => cx.theme.due,
        };
        let cell = row.cells.get(at).map_or("", String::as_str);
        if !cell.is_empty() {
            paint::put(buf, (area.x + 1, y), 1, "!", style, cx);
        }
    }
    for ((at, (x, width)), cell) in starts(widths).enumerate().zip(&row.cells) {
        let style = match row.press {
            _ if here => cx.theme.cursor,
            Some((press, Press::Overdue)) if press == at => cx.theme.overdue,
            Some((press, Press::Soon)) if press == at => cx.theme.due,
            _ => cx.theme.text,
        };
        let line = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        paint::put(buf, (area.x + 2 + x, y), width, &line, style, cx);
    }
}
