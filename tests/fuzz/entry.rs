//! What is fuzzed: the readers of everything that comes from a stick. Each takes any
//! bytes, must not panic, and what it reads it must write again in the same bytes.
//!
//! `cargo fuzz` calls these through `targets/`; the tests call them with mutated golden
//! files.

use std::io::Write;
use std::sync::OnceLock;

use age::{Encryptor, x25519};
use sanshe::domain::change::{Body, Head};
use sanshe::sync::card::Card;
use sanshe::sync::container::{Limits, Opened};
use sanshe::sync::inbox::Letter;
use sanshe::sync::manifest::Manifest;
use sanshe::sync::roster::Signed;
use sanshe::sync::seal::{self, Statement};
use sanshe::sync::sign::{self, Namespace};
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

/// A key that signs what is fuzzed, so that not the signature is what stops it.
pub fn key() -> &'static PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::from(Ed25519Keypair::from_seed(&[1; 32])))
}

fn identity() -> &'static x25519::Identity {
    static IDENTITY: OnceLock<x25519::Identity> = OnceLock::new();
    IDENTITY.get_or_init(x25519::Identity::generate)
}

fn limits() -> Limits {
    Limits {
        encrypted: 4 << 20,
        plain: 4 << 20,
    }
}

/// An encrypted file.
pub fn sealed(bytes: &[u8]) {
    let _ = Opened::new(bytes, identity(), &limits());
}

/// What is inside one: the tar with all parts.
pub fn container(payload: &[u8]) {
    let to = identity().to_public();
    let Ok(encryptor) = Encryptor::with_recipients(std::iter::once(&to as &dyn age::Recipient))
    else {
        return;
    };
    let mut file = Vec::new();
    let wrote = encryptor.wrap_output(&mut file).and_then(|mut sink| {
        sink.write_all(payload)?;
        sink.finish()
    });
    if wrote.is_err() {
        return;
    }
    if let Ok(letter) = Letter::open(&file, identity(), limits()) {
        let all = vec![true; letter.seals.len()];
        let _ = letter.walk(&all, |_| Ok(()));
    }
}

/// A manifest, a roster and a card with a good signature.
pub fn manifest(bytes: &[u8]) {
    let sign = |namespace| sign::sign(key(), namespace, bytes).unwrap_or_default();
    if let Ok(read) = Manifest::open(bytes, sign(Namespace::File).as_bytes()) {
        let (text, _) = read.sign(key()).expect("what was read is fit to be signed");
        assert_eq!(text.as_bytes(), bytes);
    }
    if let Ok(read) = Signed::parse(bytes, sign(Namespace::Roster).as_bytes()) {
        let again = read
            .roster
            .sign(key())
            .expect("what was read is fit to be signed");
        assert_eq!(again.text.as_bytes(), bytes);
    }
    if let Ok(card) = Card::parse(bytes) {
        assert!(!card.fingerprint().is_empty());
    }
}

/// One line of heads, seals or statements, or a patch.
pub fn head(bytes: &[u8]) {
    if let Ok(head) = Head::parse(bytes) {
        assert_eq!(head.to_bytes(), bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(statement) = Statement::from_text(text)
    {
        let again = statement.to_text().expect("what was read is written");
        assert_eq!(again, text);
    }
    if let Ok(seals) = seal::parse_seals(bytes) {
        let lines = seals.iter().map(|s| s.to_line().expect("a line"));
        assert_eq!(lines.collect::<String>().as_bytes(), bytes);
    }
    let body = Body {
        salt: [0; 16],
        patch: bytes.to_vec(),
    };
    let _ = body.read();
}
