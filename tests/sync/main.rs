//! Many people, many machines, bad luck: what merging must keep whatever happens.
mod cases;
mod desk;
mod history;
mod kit;
mod letter;
mod mix;
mod oracle;
mod script;
mod store;
