//! What lies over a screen: a choice, a question, one line of text, the commands.

mod confirm;
mod palette;
mod pick;
mod prompt;

pub use confirm::Confirm;
pub use palette::Palette;
pub use pick::{DROP, KEPT, OTHER, Pick, begin, folders};
pub use prompt::Prompt;

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::ui::kit::Cx;
use crate::ui::widgets::paint;

/// Empties a window of this many lines in the middle of the body, with a rule above and
/// below and its title; what is left to draw in.
fn window(frame: &mut Frame, body: Rect, lines: u16, title: &str, cx: &Cx) -> Rect {
    let area = place(body, lines);
    let buf = frame.buffer_mut();
    paint::clear(buf, area, cx.theme.text);
    paint::rule(buf, area, area.y, cx);
    paint::rule(buf, area, area.bottom().saturating_sub(1), cx);
    paint::put(
        buf,
        (area.x + 2, area.y),
        area.width.saturating_sub(4),
        &format!(" {title} "),
        cx.theme.title,
        cx,
    );
    inside(body, lines)
}

/// Where a window of this many lines stands.
fn place(body: Rect, lines: u16) -> Rect {
    let height = (lines + 2).min(body.height);
    let width = body.width.saturating_sub(8).min(72);
    let x = body.x + (body.width - width) / 2;
    let y = body.y + (body.height - height) / 2;
    Rect::new(x, y, width, height)
}

/// Where it is drawn in.
fn inside(body: Rect, lines: u16) -> Rect {
    let area = place(body, lines);
    Rect::new(
        area.x + 2,
        area.y + 1,
        area.width.saturating_sub(4),
        area.height.saturating_sub(2),
    )
}
