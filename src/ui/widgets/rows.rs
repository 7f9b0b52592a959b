//! Rows of names and values that a person chooses one by one, and sentences between them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint;
use crate::ui::kit::Cx;

/// What stands left of everything.
pub const LEFT: u16 = 2;
/// Cells for the names of rows.
const NAME: u16 = 10;

/// Sentences below each other.
pub fn sentences(buf: &mut Buffer, area: Rect, text: &str, cx: &Cx) {
    let room = area.width.saturating_sub(LEFT + 2);
    for (line, y) in paint::wrap(text, room, cx)
        .iter()
        .zip(area.y..area.bottom())
    {
        paint::put(buf, (area.x + LEFT, y), room, line, cx.theme.quiet, cx);
    }
}

/// A row with a name and a value.
pub fn row(buf: &mut Buffer, area: Rect, y: u16, line: (bool, &str, &str), cx: &Cx) {
    row_with(buf, area, y, line, NAME, cx);
}

/// A row with a name of this width.
pub fn row_with(
    buf: &mut Buffer,
    area: Rect,
    y: u16,
    (here, name, value): (bool, &str, &str),
    wide: u16,
    cx: &Cx,
) {
    let style = |other| if here { cx.theme.cursor } else { other };
    if here {
        let mark = paint::fit("> ", area.width, cx);
        paint::put(buf, (area.x, y), area.width, &mark, cx.theme.cursor, cx);
    }
    let x = area.x + LEFT;
    paint::put(buf, (x, y), wide, name, style(cx.theme.quiet), cx);
    let x = x + wide + 2;
    let room = area.right().saturating_sub(x + 1);
    paint::put(buf, (x, y), room, value, style(cx.theme.text), cx);
}
