//! Rules and shapes without I/O and without a clock.
pub mod case;
pub mod change;
pub mod clean;
pub mod codes;
pub mod control;
pub mod date;
pub mod fault;
pub mod figure;
pub mod form;
pub mod id;
pub mod identifiers;
pub mod meeting;
pub mod merge;
pub mod passphrase;
pub mod places;
pub mod record;
pub mod reference;
pub mod role;
#[cfg(test)]
mod sentences_test;
pub mod stamp;
pub mod toml_text;
pub mod value;
pub mod volunteer;
