//! The pages of a database as they are when decrypted, deleted and forgotten ones too.

use std::path::Path;

use aes::Aes256;
use aes::cipher::generic_array::GenericArray;
use aes::cipher::{BlockDecrypt, KeyInit};
use sanshe::ops::workspace::{DATABASE, KEYS};
use sanshe::sync::keys::Secrets;

const PAGE: usize = 4096;
/// What `SQLCipher` keeps at the end of a page: 16 bytes to begin the chain with, 64 of MAC.
const RESERVE: usize = 80;

/// A page as it is when decrypted; of the first one, without its salt.
fn decrypted(key: &[u8; 32], page: &[u8], first: bool) -> Vec<u8> {
    let cipher = Aes256::new(GenericArray::from_slice(key));
    let begin = if first { 16 } else { 0 };
    let (text, end) = page[begin..].split_at(PAGE - RESERVE - begin);
    let mut before = end[..16].to_vec();
    let mut plain = Vec::with_capacity(text.len());
    for block in text.chunks_exact(16) {
        let mut out = GenericArray::clone_from_slice(block);
        cipher.decrypt_block(&mut out);
        plain.extend(out.iter().zip(&before).map(|(a, b)| a ^ b));
        before = block.to_vec();
    }
    plain
}

/// Every page of the database and of its write-ahead log, in plain.
pub fn pages(home: &Path, secret: &str) -> Vec<u8> {
    let sealed = std::fs::read(home.join(KEYS)).unwrap();
    let secrets = Secrets::open_with_passphrase(&sealed, secret).unwrap();
    let mut plain = Vec::new();
    let file = std::fs::read(home.join(DATABASE)).unwrap();
    for (n, page) in file.chunks_exact(PAGE).enumerate() {
        plain.extend(decrypted(&secrets.db_key, page, n == 0));
    }
    let wal = std::fs::read(home.join(format!("{DATABASE}-wal"))).unwrap_or_default();
    for frame in wal.get(32..).unwrap_or_default().chunks_exact(PAGE + 24) {
        let number = u32::from_be_bytes(frame[..4].try_into().unwrap());
        plain.extend(decrypted(&secrets.db_key, &frame[24..], number == 1));
    }
    plain
}

/// Whether these bytes hold a text.
pub fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}
