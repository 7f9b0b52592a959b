//! Text into cells: nothing from data reaches the terminal unfiltered, nothing is cut
//! without a mark, nothing crosses an edge.

use ratatui::buffer::{Buffer, CellDiffOption};
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::{fold, width};
use crate::ui::kit::Cx;

/// The cells a text takes once it is shown.
#[must_use]
pub fn cells(text: &str, cx: &Cx) -> u16 {
    let cells = width::cells(&fold::visible(text), cx.marks.ambiguous);
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// The text in exactly `width` cells, cut with a mark or filled with spaces.
#[must_use]
pub fn fit(text: &str, width: u16, cx: &Cx) -> String {
    width::pad_to(&fold::visible(text), width.into(), cx.marks.ambiguous)
}

/// Writes one line at a place, at most `width` cells; a longer text ends in a mark.
/// Returns the column after it. Outside the buffer nothing is written.
pub fn put(buf: &mut Buffer, at: (u16, u16), width: u16, text: &str, style: Style, cx: &Cx) -> u16 {
    let (x, y) = at;
    let area = buf.area;
    if y < area.top() || y >= area.bottom() || x >= area.right() {
        return x;
    }
    let room = width.min(area.right() - x);
    let text = width::cut_to(&fold::visible(text), room.into(), cx.marks.ambiguous);
    let (end, _) = buf.set_stringn(x, y, text, room.into(), style);
    end
}

/// Writes one line that ends at the right edge of `area`; returns the column it begins at.
pub fn put_right(buf: &mut Buffer, area: Rect, y: u16, text: &str, style: Style, cx: &Cx) -> u16 {
    let wide = cells(text, cx).min(area.width);
    let x = area.right() - wide;
    put(buf, (x, y), wide, text, style, cx);
    x
}

/// Fills the rest of a line with one style.
pub fn band(buf: &mut Buffer, area: Rect, y: u16, style: Style) {
    if y >= area.top() && y < area.bottom() {
        buf.set_style(Rect::new(area.x, y, area.width, 1), style);
    }
}

/// A rule over the whole width.
pub fn rule(buf: &mut Buffer, area: Rect, y: u16, cx: &Cx) {
    let line = cx.marks.rule().repeat(area.width.into());
    put(buf, (area.x, y), area.width, &line, cx.theme.rule, cx);
}

/// The text in lines of at most `width` cells, broken where Chinese may be broken: no
/// line begins with `，` or `）`. An empty text is one empty line.
#[must_use]
pub fn wrap(text: &str, width: u16, cx: &Cx) -> Vec<String> {
    let width = usize::from(width.max(2));
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let shown = fold::visible(line);
        let broken = textwrap::wrap(&shown, textwrap::Options::new(width));
        if broken.is_empty() {
            lines.push(String::new());
        }
        lines.extend(broken.into_iter().map(|l| {
            // Where the terminal draws some marks wider than `textwrap` knows.
            width::cut_to(&l, width, cx.marks.ambiguous)
        }));
    }
    lines
}

/// Two lines at the bottom of an area for what the line under the cursor says of itself;
/// what does not fit ends in a mark.
pub fn about(buf: &mut Buffer, area: Rect, text: &str, cx: &Cx) {
    let area = Rect {
        y: area.bottom().saturating_sub(2).max(area.y),
        height: area.height.min(2),
        ..area
    };
    sentence(buf, area, text, cx.theme.text, cx);
}

/// A text from the top of an area down; what does not fit ends in a mark.
pub fn sentence(buf: &mut Buffer, area: Rect, text: &str, style: Style, cx: &Cx) {
    let room = area.width.saturating_sub(2);
    let mut lines = wrap(text, room, cx);
    let rows = usize::from(area.height);
    if lines.len() > rows {
        let rest = lines.split_off(rows.saturating_sub(1)).concat();
        lines.push(rest);
    }
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        put(buf, (area.x + 1, y), room, line, style, cx);
    }
}

/// Empties a popup's area: blanks it and the half of a wide character that would stay
/// left of it, and has every cell sent again, whatever the terminal showed there.
pub fn clear(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if area.x > buf.area.x
            && let Some(cell) = buf.cell_mut((area.x - 1, y))
            && width::cells(cell.symbol(), width::Ambiguous::One) > 1
        {
            cell.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(style);
                cell.set_diff_option(CellDiffOption::AlwaysUpdate);
            }
        }
    }
}
