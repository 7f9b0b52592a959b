//! Fixed keys and public tools for the tests of this room.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

use super::card::Identity;
use super::device::device_id;
use super::hex;
use super::manifest::{Evidence, Manifest, PARTS, Part, Sender, Volume};
use super::public_key;
use super::runs::{Run, Runs};
use super::seal;
use crate::domain::role::Role;

/// A signing key with its public half at hand.
pub struct Signer {
    pub private: PrivateKey,
    pub public: [u8; 32],
}

/// The signing key number `n`: always the same, never used outside tests.
pub fn signer(n: u8) -> Signer {
    let pair = Ed25519Keypair::from_seed(&[n; 32]);
    Signer {
        public: pair.public.0,
        private: PrivateKey::from(pair),
    }
}

/// Runs a shell line in a folder with the named tools and returns what it printed.
/// A missing tool is a failure that names its Debian package, not a skipped test.
pub fn shell(dir: &Path, tools: &[(&str, &str)], line: &str) -> (bool, String) {
    for (tool, package) in tools {
        let found = Command::new(tool).arg("--version").output();
        assert!(
            !found.is_err_and(|e| e.kind() == ErrorKind::NotFound),
            "the test needs the program {tool}: install the Debian package {package}"
        );
    }
    let out = Command::new("sh")
        .args(["-ec", line])
        .current_dir(dir)
        .output()
        .expect("sh runs");
    let text =
        String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    (out.status.success(), text)
}

/// The same, and the line must succeed.
pub fn must(dir: &Path, tools: &[(&str, &str)], line: &str) -> String {
    let (ok, text) = shell(dir, tools, line);
    assert!(ok, "{line}\n{text}");
    text
}

/// The age identity number `n`: always the same, never used outside tests.
pub fn age_identity(n: u8) -> age::x25519::Identity {
    const KEYS: [&str; 3] = [
        "AGE-SECRET-KEY-14KEP5SJ3EXNT9Z8UN7G2MLKPJ2R4SGW4H55KXPHDE9R6F5VUV9CQAFYG6T",
        "AGE-SECRET-KEY-14YKNWJUHFJL87L3V7QFP44E5MQYP4KQS6KWFLGJFWYUWPZ6WQS3Q39GDV7",
        "AGE-SECRET-KEY-129X0WAV0C3ED433VDYEYAXK6M8P37N3GCAC0HGS2RMM78GEF5ZQQMG855F",
    ];
    KEYS[usize::from(n) - 1].parse().expect("a test key")
}

/// The synthetic person number `n` with the signing key `n`.
pub fn identity(n: u8) -> Identity {
    Identity {
        person: format!("0190f5a0-0000-7000-8000-0000000000{n:02}"),
        name: format!("测试员{n}"),
        team: "CS".into(),
        place: "320585101201".into(),
        role: Role::Worker,
        letter: "A".into(),
        key: public_key::to_line(&signer(n).public),
        age: age_identity(n).to_public().to_string(),
    }
}

/// The device id of the key `n` in its first incarnation.
pub fn device(n: u8) -> String {
    hex::encode(&device_id(&signer(n).public, [0, 0, 0, 1]))
}

/// A manifest from person `from` to person `to`, with three empty parts.
pub fn manifest(from: u8, to: u8) -> Manifest {
    let scope = "320585101201/case";
    let channel = format!("{}/{scope}", device(from));
    let run = Run {
        first: 1,
        last: 2,
        sha256: "ab".repeat(32),
    };
    let theirs = device(to);
    let statement = seal::next(None, (&theirs, scope), 3, b"heads");
    let theirs = seal::seal(&signer(to).private, &statement).expect("a seal");
    Manifest {
        format: 1,
        from: Sender {
            person: identity(from).person,
            device: device(from),
            key: identity(from).key,
        },
        to: identity(to).person,
        number: 1,
        made: "2025-03-01".into(),
        roster: 0,
        volume: Volume { n: 1, last: true },
        have: [(channel.clone(), Runs::from_runs(vec![run]).expect("a run"))].into(),
        tips: [(channel, 3)].into(),
        yours: vec![Evidence {
            statement: theirs.text,
            sig: theirs.sig,
        }],
        below: vec![],
        parts: PARTS[2..]
            .iter()
            .map(|n| Part::describe(n, b"", 0))
            .collect(),
    }
}
