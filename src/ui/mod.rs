//! The screen: one loop, one worker that owns the database, one direction.
//!
//! A key press goes `term -> input -> router -> screens/…/update -> Effect -> effect ->
//! ops -> storage`, and what comes back is a `Msg` to the screen that asked. Screens are
//! pure: they know forms, values and words, never files, the database or the clock.

pub mod app;
mod away;
pub mod commands;
mod effect;
pub mod input;
pub mod kit;
pub mod router;
pub mod screens;
pub mod settings;
mod term;
pub mod widgets;
