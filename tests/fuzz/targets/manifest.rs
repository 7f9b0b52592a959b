//! A manifest, a roster, a card.
#![no_main]

#[path = "../entry.rs"]
#[allow(dead_code, reason = "one file of entries for all targets")]
mod entry;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::manifest(bytes));
