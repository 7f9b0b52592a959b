//! Screens about volunteers.

mod check;
mod grid;
mod lines;
mod quick;

pub use quick::{Quick, is_quick};
