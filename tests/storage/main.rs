//! Workspaces on real encrypted databases.
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
#![allow(
)]
mod exchange;
mod kit;
mod meetings;
mod records;
mod volunteers;
