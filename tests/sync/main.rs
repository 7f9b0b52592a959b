//! Many people, many machines, bad luck: what merging must keep whatever happens.
mod desk;
mod history;
mod kit;
mod oracle;
mod script;
mod store;
