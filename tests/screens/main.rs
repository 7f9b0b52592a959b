//! Screens as people see them: whole frames, in both languages, at three sizes. Each
//! snapshot was looked at before it was accepted.
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod decide;
mod files;
mod home;
mod intake;
mod kit;
mod lists;
mod lock;
mod minutes;
mod paper;
mod picture;
mod post;
mod records;
mod report;
mod teams;
mod unkept;
