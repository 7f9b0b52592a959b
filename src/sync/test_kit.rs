//! Fixed keys and public tools for the tests of this room.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

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
        if found.is_err_and(|e| e.kind() == ErrorKind::NotFound) {
            panic!("the test needs the program {tool}: install the Debian package {package}");
        }
    }
    let out = Command::new("sh")
        .args(["-ec", line])
        .current_dir(dir)
        .output()
        .expect("sh runs");
    let text = String::from_utf8_lossy(&out.stdout).into_owned()
        + &String::from_utf8_lossy(&out.stderr);
    (out.status.success(), text)
}

/// The same, and the line must succeed.
pub fn must(dir: &Path, tools: &[(&str, &str)], line: &str) -> String {
    let (ok, text) = shell(dir, tools, line);
    assert!(ok, "{line}\n{text}");
    text
}

/// The age identity number `n`, made by the library's own reading of fixed text.
pub fn age_identity(n: u8) -> age::x25519::Identity {
    const KEYS: [&str; 3] = [
        "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX",
        "",
        "",
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
