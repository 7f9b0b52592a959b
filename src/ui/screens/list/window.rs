//! The rows of a list that are in memory: the page under the cursor and its neighbours.

use std::collections::VecDeque;

use crate::ui::kit::answer::{Page, Row};

/// Rows to a page.
pub const PAGE: u32 = 60;
/// Pages that are kept.
const PAGES: usize = 3;
/// So near to an end the page behind it is asked for.
const NEAR: usize = 20;

/// One page and where it begins.
#[derive(Debug)]
struct Part {
    /// The cursor that the page was asked with; none for the first.
    after: Option<String>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// A page to ask for, by the cursor it is asked with; none for the first.
#[derive(Debug, PartialEq, Eq)]
pub struct Wanted(pub Option<String>);

/// The window and its cursor.
#[derive(Debug, Default)]
pub struct Window {
    parts: VecDeque<Part>,
    /// Where the pages before the window begin.
    before: Vec<Option<String>>,
    /// The cursor, counted in the window.
    at: usize,
    /// Whether the first page came.
    loaded: bool,
}

impl Window {
    /// The page that should be asked for now.
    #[must_use]
    pub fn wants(&self) -> Option<Wanted> {
        if !self.loaded {
            return Some(Wanted(None));
        }
        if self.at + NEAR >= self.len()
            && let Some(next) = self.parts.back().and_then(|p| p.next.clone())
        {
            return Some(Wanted(Some(next)));
        }
        if self.at < NEAR {
            return self.before.last().cloned().map(Wanted);
        }
        None
    }

    /// Takes a page that was asked for with this cursor; false if it has no place here.
    pub fn take(&mut self, after: Option<String>, page: Page) -> bool {
        let part = Part {
            after,
            rows: page.rows,
            next: page.next,
        };
        if !self.loaded && part.after.is_none() {
            self.loaded = true;
            self.parts.push_back(part);
        } else if part.after.is_some() && self.parts.back().map(|p| &p.next) == Some(&part.after) {
            self.parts.push_back(part);
            if self.parts.len() > PAGES
                && let Some(gone) = self.parts.pop_front()
            {
                self.at = self.at.saturating_sub(gone.rows.len());
                self.before.push(gone.after);
            }
        } else if self.before.last() == Some(&part.after) {
            self.before.pop();
            self.at += part.rows.len();
            self.parts.push_front(part);
            if self.parts.len() > PAGES {
                self.parts.pop_back();
            }
        } else {
            return false;
        }
        self.at = self.at.min(self.len().saturating_sub(1));
        true
    }

    /// The rows here.
    #[must_use]
    pub fn len(&self) -> usize {
        self.parts.iter().map(|p| p.rows.len()).sum()
    }

    /// Whether the first page came.
    #[must_use]
    pub fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// The row at a place of the window.
    #[must_use]
    pub fn row(&self, mut at: usize) -> Option<&Row> {
        for part in &self.parts {
            if at < part.rows.len() {
                return part.rows.get(at);
            }
            at -= part.rows.len();
        }
        None
    }

    /// The row under the cursor.
    #[must_use]
    pub fn here(&self) -> Option<&Row> {
        self.row(self.at)
    }

    /// The cursor, counted in the window.
    #[must_use]
    pub fn at(&self) -> usize {
        self.at
    }

    /// Moves the cursor.
    pub fn step(&mut self, by: isize) {
        let last = self.len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }

    /// Puts the cursor on a row of the window; whether it was there already.
    pub fn point(&mut self, at: usize) -> Option<bool> {
        (at < self.len()).then(|| std::mem::replace(&mut self.at, at) == at)
    }

    /// Whether the window begins at the list's first row.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.before.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RecordId;
    use crate::ui::kit::ask::ListAsk;

    fn row(n: usize) -> Row {
        Row {
            id: RecordId::from_u128(n as u128),
            cells: vec![n.to_string()],
            about: String::new(),
            press: None,
        }
    }

    /// The page that a worker with `all` rows would answer.
    fn page(after: Option<&str>, all: usize) -> Page {
        let from: usize = after.map_or(0, |a| a.parse().unwrap());
        let to = (from + PAGE as usize).min(all);
        Page {
            rows: (from..to).map(row).collect(),
            next: (to < all).then(|| to.to_string()),
            of: ListAsk::default(),
        }
    }

    fn feed(window: &mut Window, all: usize) {
        for _ in 0..9 {
            let Some(Wanted(after)) = window.wants() else {
                return;
            };
            let came = page(after.as_deref(), all);
            assert!(window.take(after, came));
        }
        panic!("asks without an end");
    }

    #[test]
    fn a_walk_to_the_end_and_back_sees_every_row_and_keeps_three_pages() {
        let all = 500;
        let mut window = Window::default();
        feed(&mut window, all);
        for n in 0..all {
            assert_eq!(window.here().unwrap().cells, [n.to_string()]);
            assert!(window.len() <= PAGES * PAGE as usize);
            window.step(1);
            feed(&mut window, all);
        }
        for n in (0..all).rev() {
            assert_eq!(window.here().unwrap().cells, [n.to_string()]);
            window.step(-1);
            feed(&mut window, all);
        }
        assert!(window.is_first());
    }

    #[test]
    fn a_page_nobody_asked_for_is_left() {
        let mut window = Window::default();
        assert!(!window.take(Some("60".into()), page(Some("60"), 200)));
        assert!(window.take(None, page(None, 0)));
        assert!(window.here().is_none() && window.wants().is_none());
    }
}
