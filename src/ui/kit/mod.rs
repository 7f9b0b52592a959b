//! What screens, widgets and the loop share: messages in, effects out, and what a screen
//! may know of its surroundings.

pub mod answer;
pub mod ask;
mod cx;
mod desk;
mod msg;
mod theme;

#[cfg(test)]
pub(crate) use cx::test_cx;
pub use cx::{Cx, Person};
pub use msg::{Bar, Effect, Msg, Progress, Route, Screen, Spot, Toast, Tone};
pub use theme::{Marks, Theme};
