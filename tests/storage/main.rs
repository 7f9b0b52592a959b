//! Workspaces on real encrypted databases.
mod kit;
mod records;
