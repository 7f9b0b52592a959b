//! Files that a broken stick or a hostile program may bring, at the level of a whole
//! import: refused with a code and nothing changed, or kept and held back.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

mod below;
mod changes;
mod container;
mod decisions;
mod flips;
mod forge;
mod fuzz;
#[path = "../storage/kit.rs"]
#[allow(
    dead_code,
    reason = "the made-up world is shared; not every test turns its clock"
)]
mod kit;
mod letters;
mod places;
mod revocation;
mod rosters;
mod segments;
mod shown;
