//! Many people, many machines, bad luck: what merging must keep whatever happens.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod cases;
mod desk;
mod frozen;
mod golden;
mod golden_below;
mod history;
mod kit;
mod letter;
mod mix;
mod oracle;
mod script;
mod store;
