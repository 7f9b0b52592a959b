//! What stands around every screen: the bar on top (where am I, what is unsent, the
//! day), the line that says what was done, the line of keys.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::paint;
use crate::ui::commands::{Cmd, Key, Scope};
use crate::ui::kit::{Cx, Screen, Toast, Tone};

/// No screen is drawn below this size.
pub const LEAST: (u16, u16) = (60, 20);
/// Commands of this rank are never in the line of keys.
const NEVER: u8 = 9;

/// The parts of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The line on top.
    pub bar: Rect,
    /// The screen's own area.
    pub body: Rect,
    /// The rule above the keys, where something is said.
    pub line: Rect,
    /// The line of keys.
    pub keys: Rect,
}

/// Divides the terminal.
#[must_use]
pub fn parts(size: Rect) -> Parts {
    let row = |y: u16| Rect::new(size.x, size.y + y.min(size.height), size.width, 1);
    let rows = size.height;
    Parts {
        bar: row(0),
        body: Rect::new(
            size.x,
            size.y + 2.min(rows),
            size.width,
            rows.saturating_sub(4),
        ),
        line: row(rows.saturating_sub(2)),
        keys: row(rows.saturating_sub(1)),
    }
}

/// One hint in the line of keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// What it does.
    pub cmd: Cmd,
    /// The key's name.
    pub key: String,
    /// What is said about it.
    pub label: String,
    /// Its first column.
    pub from: u16,
    /// The column after it.
    pub to: u16,
}

/// The key of a command that works where the screen is just now.
#[must_use]
pub fn key_of(cmd: Cmd, screen: &dyn Screen, cx: &Cx) -> Option<Key> {
    let keys = cx.keymap.of(cmd);
    let typing = screen.typing();
    keys.iter()
        .find(|k| cx.keymap.find(**k, screen.scope(), typing) == Some(cmd))
        .copied()
}

/// What the line of keys shows of a screen: what matters most first, and only what fits.
#[must_use]
pub fn hints(screen: &dyn Screen, width: u16, cx: &Cx) -> Vec<Hint> {
    let mut all: Vec<(u8, usize, Cmd, String, String)> = Vec::new();
    for (at, cmd) in cx.keymap.here(screen.scope()).enumerate() {
        let entry = cmd.entry();
        // Whoever writes has begun something already.
        let writes = matches!(screen.scope(), Scope::Form | Scope::Minutes | Scope::Quick);
        if entry.rank >= NEVER || screen.hides(cmd, cx) || (writes && cmd == Cmd::New) {
            continue;
        }
        let Some(key) = key_of(cmd, screen, cx) else {
            continue;
        };
        let label = screen.names(cmd, cx);
        let label = label.unwrap_or_else(|| cx.say(&format!("do-{}", entry.id)));
        all.push((entry.rank, at, cmd, key.to_string(), label));
    }
    let wide = |key: &str, label: &str| paint::cells(key, cx) + 1 + paint::cells(label, cx) + 2;
    let mut by_rank: Vec<usize> = (0..all.len()).collect();
    by_rank.sort_by_key(|i| (all[*i].0, all[*i].1));
    let mut room = width.saturating_sub(1);
    let mut kept = vec![false; all.len()];
    for i in by_rank {
        let need = wide(&all[i].3, &all[i].4);
        if need <= room + 2 {
            room = room.saturating_sub(need);
            kept[i] = true;
        }
    }
    let mut x = 1;
    let mut shown = Vec::new();
    for ((_, _, cmd, key, label), kept) in all.into_iter().zip(kept) {
        if kept {
            let from = x;
            let to = x + wide(&key, &label) - 2;
            x = to + 2;
            shown.push(Hint {
                cmd,
                key,
                label,
                from,
                to,
            });
        }
    }
    shown
}

/// Draws the bar of the screen that is named, the rules, what is said, and the keys of
/// the screen on top.
pub fn draw(
    buf: &mut Buffer,
    size: Rect,
    (named, screen): (&dyn Screen, &dyn Screen),
    toast: Option<&Toast>,
    cursor: Option<Position>,
    cx: &Cx,
) {
    let parts = parts(size);
    bar(buf, parts.bar, named, cx);
    paint::rule(buf, size, size.y + 1, cx);
    paint::rule(buf, size, parts.line.y, cx);
    if let Some(toast) = toast {
        let style = match toast.tone {
            Tone::Good => cx.theme.title,
            Tone::Warn => cx.theme.due,
            Tone::Bad => cx.theme.overdue,
        };
        let mark = match toast.tone {
            Tone::Good => "",
            Tone::Warn | Tone::Bad => "! ",
        };
        let text = format!("{mark}{}", toast.text);
        said(buf, &parts, (&text, style), cursor, cx);
    }
    for hint in hints(screen, parts.keys.width, cx) {
        let y = parts.keys.y;
        let x = paint::put(
            buf,
            (hint.from, y),
            hint.to - hint.from,
            &hint.key,
            cx.theme.key,
            cx,
        );
        let label = format!(" {}", hint.label);
        paint::put(
            buf,
            (x, y),
            hint.to.saturating_sub(x),
            &label,
            cx.theme.bar,
            cx,
        );
    }
}

/// A sentence takes at most so many lines.
const SAID: usize = 3;

/// Writes a sentence into the line above the keys; a long one takes lines above it, or
/// those at the top where the cursor would be covered.
fn said(
    buf: &mut Buffer,
    parts: &Parts,
    (text, style): (&str, Style),
    cursor: Option<Position>,
    cx: &Cx,
) {
    let room = parts.line.width.saturating_sub(2);
    let mut lines = paint::wrap(text, room, cx);
    if lines.len() > SAID {
        let rest = lines.split_off(SAID - 1).concat();
        lines.push(rest);
    }
    let x = parts.line.x;
    if let [line] = lines.as_slice() {
        let line = format!(" {line} ");
        paint::put(buf, (x, parts.line.y), parts.line.width, &line, style, cx);
        return;
    }
    let more = u16::try_from(lines.len() - 1).unwrap_or(0);
    let mut top = parts.line.y.saturating_sub(more);
    if cursor.is_some_and(|at| at.y >= top) {
        top = parts.body.y;
    }
    for (line, y) in lines.iter().zip(top..) {
        let area = Rect::new(x, y, parts.line.width, 1);
        paint::clear(buf, area, cx.theme.text);
        paint::put(buf, (x + 1, y), room, line, style, cx);
    }
}

fn weekday(cx: &Cx) -> String {
    let day = cx.today.weekday().to_monday_one_offset();
    cx.say(&format!("ui-weekday-{day}"))
}

/// What the coordinator does not have yet, or has not said to have.
fn unsent(cx: &Cx) -> String {
    let some = [(cx.unsent, "ui-unsent"), (cx.made, "ui-made")];
    let some = some.into_iter().filter(|(n, _)| *n > 0);
    let some = some.map(|(n, id)| cx.say_with(id, &[("n", n.to_string().as_str())]));
    let dot = format!(" {} ", cx.marks.dot());
    some.collect::<Vec<_>>().join(&dot)
}

fn bar(buf: &mut Buffer, area: Rect, screen: &dyn Screen, cx: &Cx) {
    let bar = screen.bar(cx);
    // Where one is comes before all that is the same on every screen: how to lock, the
    // day, what is unsent give way to it, in this order.
    let mut parts = vec![(0, bar.right)];
    if screen.scope().is_open() {
        if cx.demo {
            parts.push((0, cx.say("ui-demo")));
        }
        parts.push((1, unsent(cx)));
        let day = format!("{} {}", weekday(cx), cx.today.strftime("%m-%d"));
        parts.push((2, day));
        if let Some(key) = key_of(Cmd::Lock, screen, cx) {
            parts.push((3, format!("{key} {}", cx.say("ui-bar-lock"))));
        }
    }
    parts.retain(|(_, part)| !part.is_empty());
    let join = |parts: &[(u8, String)]| {
        let parts: Vec<&str> = parts.iter().map(|(_, part)| part.as_str()).collect();
        parts.join("  ")
    };
    let left = paint::cells(&bar.left, cx);
    for rank in (1..=3).rev() {
        if left + paint::cells(&join(&parts), cx) + 4 > area.width {
            parts.retain(|(other, _)| *other != rank);
        }
    }
    let parts = join(&parts);
    let right = format!("{parts} ");
    let x = paint::put_right(buf, area, area.y, &right, cx.theme.bar, cx);
    let room = x.saturating_sub(area.x + 2);
    paint::put(
        buf,
        (area.x + 1, area.y),
        room,
        &bar.left,
        cx.theme.title,
        cx,
    );
}

/// Says that the terminal is too small.
pub fn too_small(buf: &mut Buffer, size: Rect, cx: &Cx) {
    let (width, height) = (LEAST.0.to_string(), LEAST.1.to_string());
    let words = [("width", width.as_str()), ("height", height.as_str())];
    let text = cx.say_with("ui-too-small", &words);
    for (y, line) in (size.y..size.bottom()).zip(paint::wrap(&text, size.width, cx)) {
        paint::put(buf, (size.x, y), size.width, &line, cx.theme.due, cx);
    }
}
