//! Keys, seals, the signed and encrypted file, the roster. `FORMAT.md` beside this file
//! is the byte-exact paper; the modules follow it section by section.
pub mod device;
pub mod hex;
pub mod keys;
pub mod passphrase;
pub mod public_key;
pub mod sign;

#[cfg(test)]
mod test_kit;
