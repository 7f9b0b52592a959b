//! What a person does: validate, one transaction, and what to undo.

pub mod draft;
pub mod files;
pub mod gate;
pub mod keys;
pub mod reference;
pub mod rules;
pub mod save;
pub mod step;
pub mod view;
pub mod workspace;
pub mod world;
