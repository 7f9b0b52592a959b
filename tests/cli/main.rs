//! The command line as people and scripts use it: the real program on real workspaces.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod decide;
mod generate;
mod kit;
mod languages;
mod refusals;
mod report;
mod story;
mod sync;
mod workspace;
