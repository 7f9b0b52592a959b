//! What screens draw with. All text goes through [`paint`], which knows cells.

pub mod area;
pub mod entry;
pub mod paint;
