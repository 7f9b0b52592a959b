//! Signatures in OpenSSH's own format (SSHSIG), so that `ssh-keygen -Y verify` checks
//! them. A namespace says what was signed; a signature for one purpose is worthless for
//! another.

use ed25519_dalek::Signature;
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, SshSig};

use super::public_key;
use crate::domain::fault::{Fault, Result};

/// What a signature is for. No other namespace is ever made or accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Namespace {
    /// The manifest of a sync file.
    File,
    /// The heads of one sealed segment.
    Segment,
    /// A coordinator's roster.
    Roster,
    /// A device's own card.
    Card,
}

impl Namespace {
    /// All namespaces, in the order in which exports list them.
    pub const ALL: [Self; 4] = [Self::File, Self::Segment, Self::Roster, Self::Card];

    /// The name inside the signature.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "sanshe-file-v1",
            Self::Segment => "sanshe-segment-v1",
            Self::Roster => "sanshe-roster-v1",
            Self::Card => "sanshe-card-v1",
        }
    }
}

/// The public half of a signing key, as 32 bytes. Another kind of key is `E_SIG_KEY`.
pub fn public_of(key: &PrivateKey) -> Result<[u8; 32]> {
    match key.public_key().key_data() {
        KeyData::Ed25519(public) => Ok(public.0),
        _ => Err(Fault::new("E_SIG_KEY")),
    }
}

/// Signs the message for this purpose; the result is the text that
/// `ssh-keygen -Y sign -n NAMESPACE` writes, line end included.
pub fn sign(key: &PrivateKey, namespace: Namespace, message: &[u8]) -> Result<String> {
    public_of(key)?;
    SshSig::sign(key, namespace.name(), HashAlg::Sha512, message)
        .and_then(|sig| sig.to_pem(LineEnding::LF))
        .map_err(|e| Fault::new("E_SIG").because(e))
}

/// Checks a signature made for exactly this purpose over exactly these bytes, and
/// returns the key that made it. Whether that key is trusted is the caller's question.
///
/// `E_SIG` when the text is not the one spelling of an Ed25519 signature over SHA-512 or
/// does not fit the message, `E_SIG_NAMESPACE` when it was made for something else,
/// `E_SIG_KEY` when the key is weak or of another kind.
pub fn verify(namespace: Namespace, pem: &str, message: &[u8]) -> Result<[u8; 32]> {
    let refused = || Fault::new("E_SIG");
    let sig = SshSig::from_pem(pem).map_err(|e| refused().because(e))?;
    if sig.namespace() != namespace.name() {
        return Err(Fault::new("E_SIG_NAMESPACE").with("expected", namespace.name()));
    }
    let KeyData::Ed25519(key) = sig.public_key() else {
        return Err(Fault::new("E_SIG_KEY"));
    };
    let strong = public_key::strong(&key.0)?;
    let canonical = sig.version() == SshSig::VERSION
        && sig.hash_alg() == HashAlg::Sha512
        && sig.algorithm() == Algorithm::Ed25519
        && sig.reserved().is_empty()
        && sig.to_pem(LineEnding::LF).is_ok_and(|again| again == pem);
    if !canonical {
        return Err(refused());
    }
    let signed = SshSig::signed_data(namespace.name(), HashAlg::Sha512, message)
        .map_err(|e| refused().because(e))?;
    let raw = Signature::from_slice(sig.signature_bytes()).map_err(|_| refused())?;
    strong
        .verify_strict(&signed, &raw)
        .map_err(|e| refused().because(e))?;
    Ok(key.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::test_kit::{must, signer};

    #[test]
    fn a_signature_names_its_key_and_fits_one_purpose_only() {
        let me = signer(1);
        for made in Namespace::ALL {
            let pem = sign(&me.private, made, b"text").unwrap();
            for asked in Namespace::ALL {
                match verify(asked, &pem, b"text") {
                    Ok(key) => assert!(made == asked && key == me.public),
                    Err(e) => assert!(made != asked && e.code() == "E_SIG_NAMESPACE"),
                }
            }
            let other = verify(made, &pem, b"texT").unwrap_err();
            assert_eq!(other.code(), "E_SIG");
        }
    }

    #[test]
    fn a_namespace_outside_the_four_is_refused() {
        let me = signer(1);
        for name in ["file", "git", "sanshe-file-v2", "sanshe-file-v1 "] {
            let pem = SshSig::sign(&me.private, name, HashAlg::Sha512, b"text")
                .and_then(|s| s.to_pem(LineEnding::LF))
                .unwrap();
            for asked in Namespace::ALL {
                let e = verify(asked, &pem, b"text").unwrap_err();
                assert_eq!(e.code(), "E_SIG_NAMESPACE");
            }
        }
    }

    #[test]
    fn another_hash_or_spelling_is_refused() {
        let me = signer(1);
        let short = SshSig::sign(&me.private, "sanshe-file-v1", HashAlg::Sha256, b"text")
            .and_then(|s| s.to_pem(LineEnding::LF))
            .unwrap();
        assert_eq!(
            verify(Namespace::File, &short, b"text").unwrap_err().code(),
            "E_SIG"
        );
        let good = sign(&me.private, Namespace::File, b"text").unwrap();
        for bad in [
            good.replace('\n', "\r\n"),
            format!("{good}\n"),
            format!("\n{good}"),
            good.trim_end().to_owned(),
            format!("{good}more"),
            String::new(),
        ] {
            assert_eq!(
                verify(Namespace::File, &bad, b"text").unwrap_err().code(),
                "E_SIG"
            );
        }
    }

    #[test]
    fn labels_that_the_signature_does_not_cover_are_refused() {
        let me = signer(1);
        let good = sign(&me.private, Namespace::File, b"text").unwrap();
        // The same signature, said to be over another hash.
        let sig = SshSig::from_pem(&good).unwrap();
        let key = sig.public_key().clone();
        let raw = sig.signature().clone();
        let other = SshSig::new(key, "sanshe-file-v1", HashAlg::Sha256, raw).unwrap();
        let other = other.to_pem(LineEnding::LF).unwrap();
        assert!(verify(Namespace::File, &other, b"text").is_err());
        // The same signature with something in its reserved field, which lies between
        // the namespace and the name of the hash.
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("sig"), &good).unwrap();
        let line = "grep -v -e ----- sig | base64 -d > raw\n\
             at=$(grep -abo sha512 raw | cut -d: -f1)\n\
             { head -c $((at - 8)) raw; printf '\\000\\000\\000\\001x'\n\
             tail -c +$((at - 3)) raw; } | base64 -w70 > body\n\
             { head -n1 sig; cat body; tail -n1 sig; } > changed; cat changed";
        let changed = must(
            dir.path(),
            &[("base64", "coreutils"), ("grep", "grep")],
            line,
        );
        assert_eq!(SshSig::from_pem(&changed).unwrap().reserved(), b"x");
        assert_eq!(
            verify(Namespace::File, &changed, b"text")
                .unwrap_err()
                .code(),
            "E_SIG"
        );
    }

    #[test]
    fn every_flipped_byte_of_a_signature_is_refused() {
        let me = signer(1);
        let good = sign(&me.private, Namespace::Card, b"text").unwrap();
        for at in 0..good.len() {
            let mut bytes = good.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(bad) = String::from_utf8(bytes) else {
                continue;
            };
            assert!(verify(Namespace::Card, &bad, b"text").is_err(), "byte {at}");
        }
    }
}
