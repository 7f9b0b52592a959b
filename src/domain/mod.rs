//! Rules and shapes without I/O and without a clock.
pub mod clean;
pub mod codes;
pub mod date;
pub mod fault;
pub mod identifiers;
pub mod places;
#[cfg(test)]
mod sentences_test;
pub mod toml_text;
