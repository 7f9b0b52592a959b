//! The grid as it is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::line::Line;
use super::lines::{COLUMNS, FIELDS};
use super::quick::{FORM, Quick};
use crate::ui::kit::Cx;
use crate::ui::widgets::paint;

/// The cells of the columns with the gaps behind them; the last one takes the rest.
const WIDTHS: [u16; COLUMNS] = [10, 6, 14, 20, 0];
/// The same where there is little room: a short name and both numbers still fit.
const NARROW: [u16; COLUMNS] = [9, 5, 12, 19, 0];
/// The column of a word for the sex, which is as wide as its name.
const SEX: usize = 1;

/// The lines below the grid in which a line says what it needs.
const ABOUT: u16 = 3;

impl Quick {
    fn label(id: &str, cx: &Cx) -> String {
        let field = cx.forms.get(FORM).and_then(|f| f.field(id));
        field
            .map_or(id, |f| f.label.text(cx.lang.is_chinese()))
            .to_owned()
    }

    pub(super) fn columns(area: Rect, cx: &Cx) -> [Rect; COLUMNS] {
        let mut x = area.x + 5;
        let mut widths = if area.width < 70 { NARROW } else { WIDTHS };
        let sex = paint::cells(&Self::label(FIELDS[SEX], cx), cx) + 1;
        widths[SEX] = widths[SEX].max(sex);
        widths.map(|wide| {
            let end = area.right().saturating_sub(1);
            let width = if wide == 0 {
                end.saturating_sub(x)
            } else {
                wide - 1
            };
            let column = Rect::new(x, area.y, width.min(end.saturating_sub(x)), 1);
            x += wide;
            column
        })
    }

    pub(super) fn first(&self, area: Rect) -> usize {
        let rows = usize::from(area.height.saturating_sub(5)).max(1);
        (self.at.0 + 1).saturating_sub(rows)
    }

    pub(super) fn draw(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let columns = Self::columns(area, cx);
        for (column, id) in columns.iter().zip(FIELDS) {
            let label = &Self::label(id, cx);
            paint::put(
                buf,
                (column.x, area.y),
                column.width,
                label,
                cx.theme.quiet,
                cx,
            );
        }
        let first = self.first(area);
        self.spots.begin();
        let rows = area.y + 1..area.bottom().saturating_sub(4);
        for ((at, line), y) in self.lines.iter().enumerate().skip(first).zip(rows) {
            let here = at == self.at.0;
            let (mark, style) = match line {
                l if l.is_blank() || self.is_ahead(at, l) => (" ", cx.theme.quiet),
                l if l.wrong.is_some() => ("!", cx.theme.overdue),
                l if l.alike.is_some() || l.odd.is_some() => ("?", cx.theme.due),
                _ => (cx.marks.done(), cx.theme.quiet),
            };
            let number = format!("{}{:>2}", if here { ">" } else { " " }, at + 1);
            paint::put(buf, (area.x, y), 3, &number, cx.theme.quiet, cx);
            paint::put(buf, (area.x + 3, y), 2, mark, style, cx);
            for (n, (column, cell)) in columns.iter().zip(&line.cells).enumerate() {
                let spot = Rect { y, ..*column };
                self.spots.drew(spot, (at, n));
                if (at, n) == self.at {
                    buf.set_style(spot, cx.theme.title);
                    self.entry.view(buf, spot, cx.theme.title, cx);
                } else {
                    paint::put(buf, (spot.x, y), spot.width, cell, cx.theme.text, cx);
                }
                if let Some(told) = line.told(n) {
                    paint::put(buf, (spot.x, y), spot.width, told, cx.theme.quiet, cx);
                }
            }
        }
        self.draw_about(buf, area, cx);
    }

    /// Whether what a line lacks lies ahead of the cursor, with nothing behind it: the line
    /// is still being written, and nothing in it is wrong yet.
    fn is_ahead(&self, at: usize, line: &Line) -> bool {
        let Some(wrong) = line.wrong.as_ref().filter(|_| at == self.at.0) else {
            return false;
        };
        let mut rest = line.cells.iter().skip(wrong.cell);
        wrong.cell >= self.at.1 && rest.all(String::is_empty)
    }

    pub(super) fn draw_about(&self, buf: &mut Buffer, area: Rect, cx: &Cx) {
        let line = self.lines.get(self.at.0);
        let (text, style) = if let Some(wrong) = line.and_then(|l| l.wrong.as_ref()) {
            let style = if line.is_some_and(|l| self.is_ahead(self.at.0, l)) {
                cx.theme.quiet
            } else {
                cx.theme.overdue
            };
            (wrong.text.clone(), style)
        } else if let Some(odd) = line.and_then(|l| l.odd.as_ref()) {
            (odd.text.clone(), cx.theme.due)
        } else if let Some((_, why)) = line.and_then(|l| l.alike.as_ref()) {
            let text = cx.say_with("quick-alike", &[("who", why.as_str())]);
            (text, cx.theme.due)
        } else if self.at.1 == COLUMNS - 1 {
            (cx.say("quick-skills"), cx.theme.quiet)
        } else {
            (cx.say("quick-hint"), cx.theme.quiet)
        };
        let area = Rect {
            y: area.bottom().saturating_sub(ABOUT).max(area.y),
            height: ABOUT.min(area.height),
            ..area
        };
        paint::sentence(buf, area, &text, style, cx);
    }
}
