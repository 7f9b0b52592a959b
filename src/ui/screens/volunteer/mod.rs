//! Screens about volunteers.

mod check;
mod grid;
mod line;
mod lines;
mod quick;

pub use quick::{Quick, is_quick};
