//! Rules and shapes without I/O and without a clock.
pub mod fault;
pub mod form;
pub mod id;
pub mod identifiers;
pub mod value;
