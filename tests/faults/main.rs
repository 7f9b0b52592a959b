//! What a pulled plug, a full disk and a failing stick leave behind: the program is
//! killed at random moments and starved of room, and its workspace is looked at after.
//!
//! The number of kills fits an everyday run; `SANSHE_KILLS=500 cargo test --test faults`
//! kills each command that often.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]
#![cfg(unix)]

mod copies;
#[path = "../bench/data.rs"]
#[allow(dead_code, reason = "the made-up records are shared with the bench")]
mod data;
mod disk;
mod erase;
mod export;
mod import;
#[path = "../cli/kit.rs"]
#[allow(
    dead_code,
    reason = "the desk is shared with the tests of the command line"
)]
mod kit;
#[path = "../storage/pages.rs"]
mod pages;
mod room;
mod save;
mod scene;
