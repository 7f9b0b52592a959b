//! Made-up data, to try the program on and to measure it with. It takes the road of a
//! person's saves, checks and all; every team writes on a device of its own and hands a
//! signed file over. Nobody in it exists: identity numbers have the area 320599.
//!
//! The keys of made-up devices follow from the seed, so whoever knows it can write in
//! their names: a workspace that was filled is for trying things out and for nothing else.

mod city;
mod coordinator;
mod demo;
mod dice;
mod meetings;
mod people;
mod season;
mod team;
mod villages;
mod words;

pub use city::{Filled, Plan, fill};
pub use demo::{PASSPHRASE, demo};

/// The seed where none is given.
pub const SEED: u64 = 320_599;
