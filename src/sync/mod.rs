//! Keys, seals, the signed and encrypted file, the roster. `FORMAT.md` beside this file
//! is the byte-exact paper; the modules follow it section by section.
pub mod card;
pub mod container;
pub mod device;
mod filling;
pub mod hex;
pub mod inbox;
pub mod key_lists;
pub mod keys;
pub mod letterhead;
pub mod manifest;
mod one_pass;
pub mod outbox;
pub mod packing;
pub mod public_key;
pub mod ranges;
mod revoked;
pub mod roster;
pub mod runs;
pub mod seal;
pub mod sealing;
pub mod sign;
pub mod trust;
pub mod words;

#[cfg(test)]
mod public_tools;
#[cfg(test)]
mod test_kit;
