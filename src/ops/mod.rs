//! What a person does: validate, one transaction, and what to undo.

pub mod alike;
pub mod conflict;
pub mod draft;
pub mod files;
pub mod finding;
pub mod gate;
pub mod health;
pub mod keys;
pub mod look;
pub mod meeting;
pub mod places;
pub mod post;
pub use crate::domain::reference;
pub mod revoke;
pub mod rules;
pub mod save;
pub mod step;
pub mod sync;
pub mod today;
pub mod undo;
mod unfinished;
pub mod unsaved;
pub mod view;
pub mod workspace;
pub mod world;
