//! The line under the cursor in a list that is shown as it stands.

use std::cell::Cell;

use ratatui::layout::Rect;

use super::spots::Spots;
use crate::ui::commands::Code;
use crate::ui::kit::Msg;

/// Which line it is, and how far a page reaches.
#[derive(Debug, Default)]
pub struct Steps {
    at: usize,
    rows: Cell<u16>,
    spots: Spots<usize>,
}

impl Steps {
    /// The line under the cursor.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Moves if that is what a message says: keys, the wheel, a click, and the place that a
    /// person comes back to after the lock, before the list is here again. Answers whether
    /// the line under the cursor was clicked once more.
    pub fn hear(&mut self, msg: &Msg, count: usize) -> bool {
        let page = isize::try_from(self.rows.get().max(1)).unwrap_or(1);
        let by = match msg {
            Msg::Key(key) => match key.code {
                Code::Up => -1,
                Code::Down => 1,
                Code::PageUp => -page,
                Code::PageDown => page,
                _ => return false,
            },
            Msg::Click(place) => {
                let clicked = self.spots.at(*place).filter(|at| *at < count);
                let again = clicked == Some(self.at);
                self.at = clicked.unwrap_or(self.at);
                return again;
            }
            Msg::Wheel(lines) => (*lines).into(),
            Msg::Resume(at) => {
                self.at = at.parse().unwrap_or(0);
                return false;
            }
            _ => return false,
        };
        self.at = self.at.saturating_add_signed(by);
        self.keep_within(count);
        false
    }

    /// Notes where a line of the list was drawn.
    pub fn drew(&self, area: Rect, y: u16, at: usize) {
        self.spots.drew(Rect::new(area.x, y, area.width, 1), at);
    }

    /// Keeps the cursor in a list that came anew.
    pub fn keep_within(&mut self, count: usize) {
        self.at = self.at.min(count.saturating_sub(1));
    }

    /// Notes how many lines are shown, and answers the first of them if the cursor stands
    /// on this one.
    pub fn first(&self, line: usize, rows: u16) -> usize {
        self.rows.set(rows);
        self.spots.begin();
        (line + 1).saturating_sub(usize::from(rows.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_the_list_and_comes_back_after_the_lock() {
        let mut steps = Steps::default();
        steps.hear(&Msg::Wheel(3), 2);
        assert_eq!(steps.at(), 1);
        steps.hear(&Msg::Wheel(-3), 2);
        assert_eq!(steps.at(), 0);
        // The list is not here yet.
        steps.hear(&Msg::Resume("7".into()), 0);
        assert_eq!(steps.at(), 7);
        steps.keep_within(20);
        assert_eq!((steps.at(), steps.first(7, 5)), (7, 3));
        steps.keep_within(3);
        assert_eq!(steps.at(), 2);
    }

    #[test]
    fn a_click_moves_to_what_was_drawn_there_and_once_more_opens_it() {
        let mut steps = Steps::default();
        let area = Rect::new(0, 2, 80, 20);
        for round in [0, 1] {
            steps.first(0, 20);
            for at in 0..3_u16 {
                // One line lies between two: only where it was drawn last counts.
                steps.drew(area, area.y + round + at * 2, at.into());
            }
        }
        let click = |y: u16| Msg::Click(ratatui::layout::Position::new(5, y));
        assert!(!steps.hear(&click(5), 3));
        assert_eq!(steps.at(), 1);
        assert!(steps.hear(&click(5), 3));
        // Between the lines, and on a line that is gone.
        assert!(!steps.hear(&click(6), 3) && !steps.hear(&click(7), 2));
        assert_eq!(steps.at(), 1);
    }
}
