//! Many people, many machines, bad luck: what merging must keep whatever happens.
mod history;
mod kit;
mod script;
