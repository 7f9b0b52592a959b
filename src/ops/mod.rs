//! What a person does: validate, one transaction, and what to undo.

pub mod files;
pub mod health;
pub mod reference;
pub mod workspace;
pub mod world;
