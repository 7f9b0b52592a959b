//! Meetings: their rhythm, their numbers, what minutes say while they are written.

pub mod due;
pub mod live;
pub mod rhythm;
mod rule;
mod tally;
pub mod vote;

pub use rule::{Count, VOTE_RULES, VoteRule};
