//! Rules and shapes without I/O and without a clock.
pub mod fault;
pub mod id;
pub mod identifiers;
pub mod value;
