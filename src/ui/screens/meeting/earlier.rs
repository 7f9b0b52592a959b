//! What became of the actions of earlier meetings: F4.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Wants;
use super::paper::Paper;
use super::people::Came;
use super::view::{band, panel};
use crate::ui::commands::{Code, Key};
use crate::ui::kit::{Cx, Effect, Route};
use crate::ui::widgets::paint;
use crate::ui::widgets::spots::Spots;

/// States that a meeting may find an action in.
const STATES: [&str; 5] = ["done", "open", "doing", "cancelled", "escalated"];

/// A key on the list.
pub fn key(paper: &mut Paper, at: &mut usize, key: Key, cx: &Cx) -> Came {
    let last = paper.earlier.len().saturating_sub(1);
    match key.code {
        Code::Up => *at = at.saturating_sub(1),
        Code::Down => *at = (*at + 1).min(last),
        Code::Home => *at = 0,
        Code::End => *at = last,
        Code::Char(' ' | '\u{3000}') => {
            let Some(earlier) = paper.earlier.get_mut(*at) else {
                return Came::Nothing;
            };
            earlier.now = match earlier.now.as_deref() {
                None => Some("done".into()),
                Some("done") => Some(earlier.status.clone()),
                Some(_) => None,
            };
            return Came::Changed;
        }
        Code::Enter => {
            let Some(earlier) = paper.earlier.get(*at) else {
                return Came::Nothing;
            };
            let show = cx.show(&cx.no_names, true);
            let of = STATES
                .iter()
                .map(|s| ((*s).to_owned(), show.code("enum.action_status", s)));
            let route = Route::Pick {
                title: earlier.text.clone(),
                of: of.collect(),
            };
            return Came::Asks(Wants::Status(*at), Effect::Go(route));
        }
        _ => return Came::Nothing,
    }
    Came::Moved
}

/// The state that was chosen; what is said about it is asked next.
pub fn chosen(paper: &mut Paper, at: usize, state: &str, cx: &Cx) -> Option<(Wants, Effect)> {
    let earlier = paper.earlier.get_mut(at)?;
    earlier.now = Some(state.to_owned());
    let title = cx.say("minutes-remark");
    let text = earlier.remark.clone();
    Some((Wants::Remark(at), Effect::Go(Route::Prompt { title, text })))
}

/// One line about all of them.
pub fn summary(paper: &Paper, cx: &Cx) -> String {
    if paper.earlier.is_empty() {
        return String::new();
    }
    let (done, open) = paper.looked_back();
    let (all, done, open) = (
        paper.earlier.len().to_string(),
        done.to_string(),
        open.to_string(),
    );
    let words = [
        ("all", all.as_str()),
        ("done", done.as_str()),
        ("open", open.as_str()),
    ];
    cx.say_with("minutes-earlier", &words)
}

/// Draws the list.
pub fn view(
    (paper, at): (&Paper, usize),
    buf: &mut Buffer,
    area: Rect,
    spots: &Spots<usize>,
    cx: &Cx,
) {
    let head = if paper.earlier.is_empty() {
        cx.say("minutes-earlier-none")
    } else {
        summary(paper, cx)
    };
    let show = cx.show(&cx.no_names, true);
    let rows = usize::from(area.height.saturating_sub(5));
    let first = (at + 1).saturating_sub(rows);
    let end = area.bottom().saturating_sub(3);
    for ((line, earlier), y) in paper
        .earlier
        .iter()
        .enumerate()
        .skip(first)
        .zip(area.y + 2..end)
    {
        spots.drew(Rect::new(area.x, y, area.width, 1), line);
        let style = band(buf, area, y, line == at, cx);
        let late = earlier.now.is_none() && earlier.due < cx.today_text();
        let now = match &earlier.now {
            Some(now) => show.code("enum.action_status", now),
            None if late => cx.say("minutes-late"),
            None => show.code("enum.action_status", &earlier.status),
        };
        let mark = if earlier.now.is_some() {
            cx.marks.done()
        } else {
            " "
        };
        let now_style = if late && line != at {
            cx.theme.overdue
        } else {
            style
        };
        paint::put(buf, (area.x + 3, y), 2, mark, style, cx);
        paint::put(buf, (area.x + 5, y), 11, &now, now_style, cx);
        let day: String = earlier.due.chars().skip(5).collect();
        paint::put(buf, (area.x + 17, y), 5, &day, style, cx);
        paint::put(buf, (area.x + 24, y), 8, &earlier.owner, style, cx);
        let text = if earlier.remark.is_empty() {
            earlier.text.clone()
        } else {
            format!("{} {} {}", earlier.text, cx.marks.dot(), earlier.remark)
        };
        let x = area.x + 33;
        paint::put(
            buf,
            (x, y),
            (area.right() - 1).saturating_sub(x),
            &text,
            style,
            cx,
        );
    }
    if paper.more > 0 {
        let n = paper.more.to_string();
        let more = cx.say_with("minutes-earlier-more", &[("n", n.as_str())]);
        let y = area.bottom().saturating_sub(2);
        paint::put(
            buf,
            (area.x + 1, y),
            area.width - 2,
            &more,
            cx.theme.due,
            cx,
        );
    }
    let hint = cx.say("minutes-earlier-keys");
    panel(buf, area, &head, &hint, cx);
}
