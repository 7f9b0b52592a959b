//! What a person does: validate, one transaction, and what to undo.

pub mod alike;
pub mod batch;
pub mod bring;
pub mod conflict;
pub mod decide;
pub mod draft;
pub mod drives;
pub mod erase;
pub mod files;
pub mod filters;
pub mod finding;
pub mod gate;
pub mod generate;
pub mod health;
pub mod keys;
pub mod look;
pub mod meeting;
mod outside;
pub mod own_data;
pub mod places;
pub mod post;
pub mod print;
pub mod revoke;
pub mod rules;
pub mod save;
pub mod step;
pub mod sync;
pub mod take_out;
pub mod today;
pub mod undo;
mod unfinished;
pub mod unsaved;
pub mod view;
pub mod workspace;
pub mod world;

pub use crate::domain::reference;
