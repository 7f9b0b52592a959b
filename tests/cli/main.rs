//! The command line as people and scripts use it: the real program on real workspaces.
mod kit;
mod languages;
mod refusals;
mod story;
mod sync;
mod workspace;
