//! Meetings: their rhythm, their numbers, what minutes say while they are written.

pub mod rhythm;
