//! Journeys: the program in a real terminal, from outside, as a person drives it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod case;
mod door;
mod draft;
mod kit;
mod meeting;
mod paper;
mod post;
mod volunteer;
