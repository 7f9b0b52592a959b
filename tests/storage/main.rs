//! Workspaces on real encrypted databases.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod board;
mod city;
mod clocks;
mod copies;
mod decisions;
mod devices;
mod drafts;
mod erasure;
mod exchange;
mod five;
mod generate;
mod kit;
mod lists;
mod meetings;
mod own_forms;
mod pages;
mod past;
mod post;
mod records;
mod reports;
mod rights;
mod rounds;
mod tiers;
mod volumes;
mod volunteers;
mod workspaces;
