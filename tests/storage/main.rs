//! Workspaces on real encrypted databases.
mod exchange;
mod kit;
mod records;
