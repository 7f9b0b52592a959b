//! Screens about volunteers.

mod lines;
mod quick;

pub use quick::Quick;
