//! A file that was looked into, record by record: what would be other, before anything is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Post, Stage};
use crate::ui::commands::{Cmd, Code};
use crate::ui::kit::answer::{Came, Change};
use crate::ui::kit::ask::Sync as Work;
use crate::ui::kit::{Cx, Effect, Msg};
use crate::ui::widgets::paint;
use crate::ui::widgets::rows::LEFT;

/// The change under the eyes, and how far it is scrolled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct One {
    /// Which.
    pub at: usize,
    /// The first line shown.
    pub first: usize,
}

impl One {
    /// To the next or the last one; whether there was one.
    pub fn step(&mut self, forward: bool, all: usize) -> bool {
        let next = if forward {
            Some(self.at + 1).filter(|next| *next < all)
        } else {
            self.at.checked_sub(1)
        };
        if let Some(at) = next {
            *self = Self { at, first: 0 };
        }
        next.is_some()
    }

    /// Scrolls by lines.
    pub fn scroll(&mut self, by: isize) {
        self.first = self.first.saturating_add_signed(by);
    }

    pub(super) fn draw(self, buf: &mut Buffer, area: Rect, came: &Came, cx: &Cx) {
        let Some(change) = came.changes.get(self.at) else {
            return;
        };
        let room = area.width.saturating_sub(LEFT + 2);
        let id = if change.new { "one-new" } else { "one-changed" };
        let head = format!("{}  {}", cx.say(id), change.title);
        paint::put(
            buf,
            (area.x + LEFT, area.y),
            room,
            &head,
            cx.theme.title,
            cx,
        );
        let lines = lines(change, room, cx);
        let rows = area.height.saturating_sub(2);
        let most = lines.len().saturating_sub(usize::from(rows.max(1)));
        let first = self.first.min(most);
        let shown = lines.iter().skip(first);
        for ((text, due), y) in shown.zip(area.y + 2..area.bottom()) {
            let style = if *due { cx.theme.due } else { cx.theme.text };
            paint::put(buf, (area.x + LEFT, y), room, text, style, cx);
        }
        if first < most {
            let y = area.bottom().saturating_sub(1);
            paint::put_right(buf, area, y, cx.marks.cut(), cx.theme.quiet, cx);
        }
    }
}

impl Post {
    /// The change of the file that is looked at by itself.
    pub(super) fn change(&self) -> Option<&Change> {
        match (&self.stage, self.one) {
            (Stage::Looked(_, came), Some(one)) => came.changes.get(one.at),
            _ => None,
        }
    }

    /// Shows the masked values of the change under the eyes, or masks them again: the file
    /// is looked into once more, for nothing of it is kept in the clear.
    fn reveal(&mut self) -> Vec<Effect> {
        let Some(change) = self.change().filter(|c| c.masked) else {
            return Vec::new();
        };
        let reveal = (!change.revealed).then_some(change.id);
        let path = self.path.clone();
        self.stage = Stage::Working(None);
        Self::ask(Work::Look { path, reveal })
    }

    /// The changes of the file that was looked into.
    pub(super) fn changes(&self) -> usize {
        match &self.stage {
            Stage::Looked(_, came) => came.changes.len(),
            _ => 0,
        }
    }

    /// What happens while one change is looked at; `None` if that is none of its business.
    pub(super) fn looking(&mut self, msg: &Msg) -> Option<Vec<Effect>> {
        if !matches!(self.stage, Stage::Looked(..)) {
            return None;
        }
        if matches!(msg, Msg::Do(Cmd::Reveal)) {
            return Some(self.reveal());
        }
        let all = self.changes();
        let one = self.one.as_mut()?;
        let on = match msg {
            Msg::Do(Cmd::Back | Cmd::OneByOne | Cmd::Sync) => false,
            Msg::Do(Cmd::Open | Cmd::NextTab) => one.step(true, all),
            Msg::Do(Cmd::PrevTab) => one.step(false, all) || one.at == 0,
            Msg::Key(key) => {
                match key.code {
                    Code::Right => drop(one.step(true, all)),
                    Code::Left => drop(one.step(false, all)),
                    Code::Up => one.scroll(-1),
                    Code::Down => one.scroll(1),
                    Code::PageUp => one.scroll(-10),
                    Code::PageDown => one.scroll(10),
                    _ => {}
                }
                true
            }
            Msg::Wheel(lines) => {
                one.scroll((*lines).into());
                true
            }
            _ => return None,
        };
        if !on {
            self.one = None;
        }
        Some(Vec::new())
    }
}

/// Field by field: what stood there, and what would.
fn lines(change: &Change, room: u16, cx: &Cx) -> Vec<(String, bool)> {
    let mut lines = Vec::new();
    let mut add = |text: &str, due: bool| {
        lines.extend(paint::wrap(text, room, cx).into_iter().map(|l| (l, due)));
    };
    for (name, was, now, conflict) in &change.fields {
        if change.new {
            add(&format!("{name}  {now}"), false);
            continue;
        }
        add(name, false);
        let was = if was.is_empty() {
            cx.say("one-empty")
        } else {
            was.clone()
        };
        add(&format!("  - {was}"), *conflict);
        add(&format!("  + {now}"), *conflict);
        if *conflict {
            add(&format!("    {}", cx.say("one-conflict")), true);
        }
    }
    lines
}
