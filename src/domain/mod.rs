//! Rules and shapes without I/O and without a clock.
pub mod fault;
pub mod identifiers;
pub mod role;
