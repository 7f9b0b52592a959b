//! What stands where on the screen: a click means what was drawn there last.

use std::cell::RefCell;

use ratatui::layout::{Position, Rect};

/// Places that were drawn, each with what it is.
#[derive(Debug)]
pub struct Spots<T>(RefCell<Vec<(Rect, T)>>);

impl<T> Default for Spots<T> {
    fn default() -> Self {
        Self(RefCell::new(Vec::new()))
    }
}

impl<T: Copy> Spots<T> {
    /// Nothing is drawn yet.
    pub fn begin(&self) {
        self.0.borrow_mut().clear();
    }

    /// This was drawn here.
    pub fn drew(&self, area: Rect, what: T) {
        self.0.borrow_mut().push((area, what));
    }

    /// What was drawn at a place.
    #[must_use]
    pub fn at(&self, place: Position) -> Option<T> {
        let spots = self.0.borrow();
        let hit = spots.iter().find(|(area, _)| area.contains(place));
        hit.map(|(_, what)| *what)
    }
}
