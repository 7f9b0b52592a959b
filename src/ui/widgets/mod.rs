//! What screens draw with. All text goes through [`paint`], which knows cells.

pub mod choices;
pub mod entry;
pub mod frame;
pub mod paint;
