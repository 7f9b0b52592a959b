//! What screens draw with. All text goes through [`paint`], which knows cells.

pub mod area;
pub mod choices;
pub mod entry;
pub mod form;
pub mod frame;
pub mod matching;
pub mod paint;
pub mod rows;
pub mod spots;
pub mod steps;
mod wrapped;
