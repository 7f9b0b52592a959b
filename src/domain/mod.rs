//! Rules and shapes without I/O and without a clock.
pub mod codes;
pub mod date;
pub mod fault;
pub mod identifiers;
pub mod places;
pub mod toml_text;
