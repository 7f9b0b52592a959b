//! The way of `FORMAT.md`, last section: a stranger to our code opens and checks a file
//! with public tools alone.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::container;
use super::hex;
use super::key_lists;
use super::keys::{Secrets, new_recovery};
use super::packing::{Frame, Packed};
use super::roster::{Entry, Roster};
use super::seal;
use super::test_kit::{age_identity, device, identity, manifest, must, shell, signer};
use crate::domain::role::Role;

const TOOLS: [(&str, &str); 6] = [
    ("age", "age"),
    ("ssh-keygen", "openssh-client"),
    ("tar", "tar"),
    ("sha256sum", "coreutils"),
    ("basenc", "coreutils"),
    ("zstd", "zstd"),
];
const G: &str = "320585101201/case";

fn secrets(n: u8) -> Secrets {
    Secrets {
        db_key: zeroize::Zeroizing::new([n; 32]),
        signing: signer(n).private,
        identity: age_identity(n),
    }
}

fn packed(name: &str, plain: &str) -> Packed {
    // In two pieces, as long parts are.
    let (one, other) = plain.split_at(plain.find('\n').map_or(0, |end| end + 1));
    let mut all = Frame::of(one.as_bytes()).unwrap();
    all.append(&Frame::of(other.as_bytes()).unwrap());
    all.into_part(name).unwrap()
}

/// A file from coordinator 1 to person 2 with one channel of two segments, two heads each.
fn write_file(at: &Path) {
    let (d, mut seals, mut heads, mut bodies) =
        (device(1), Vec::new(), String::new(), String::new());
    for n in 0..2u64 {
        let mut segment = String::new();
        for s in n * 2 + 1..=n * 2 + 2 {
            let salt = [u8::try_from(s).unwrap(); 16];
            let patch = format!("{{\"name\":\"测试{s}\"}}");
            let c = hex::encode(&Sha256::digest([&salt, patch.as_bytes()].concat()));
            let head = format!("{{\"d\":\"{d}\",\"g\":\"{G}\",\"s\":{s},\"c\":\"{c}\"}}\n");
            segment.push_str(&head);
            let salt = hex::encode(&salt);
            let body = format!("{d}/{G}/{s} {salt} {patch}\n");
            bodies.push_str(&body);
        }
        let statement = seal::next(seals.last(), (&d, G), n * 2 + 2, segment.as_bytes());
        seals.push(seal::seal(&signer(1).private, &statement).unwrap());
        heads += &segment;
    }
    let chief = super::card::Identity {
        role: Role::Coordinator,
        ..identity(1)
    };
    let roster = Roster {
        v: 1,
        version: 1,
        prefix: "320585".into(),
        by: chief.key.clone(),
        made: "2025-03-01".into(),
        devices: vec![Entry::new(&chief, &[]), Entry::new(&identity(2), &[])],
    };
    let lists = key_lists::allowed_signers(&roster.devices);
    std::fs::write(at.join("allowed_signers"), lists).unwrap();
    std::fs::write(
        at.join("revoked_keys"),
        key_lists::revoked_keys(&roster.devices),
    )
    .unwrap();
    let roster = roster.sign(&signer(1).private).unwrap();
    let lines: String = seals.iter().map(|s| s.to_line().unwrap()).collect();
    let parts = [
        Packed::stored("roster.json", roster.text.into_bytes()),
        Packed::stored("roster.json.sig", roster.sig.into_bytes()),
        packed("seals.zst", &lines),
        packed("heads.zst", &heads),
        packed("bodies.zst", &bodies),
    ];
    let mut m = manifest(1, 2);
    m.roster = 1;
    m.parts = parts.iter().map(|p| p.part.clone()).collect();
    let (text, sig) = m.sign(&signer(1).private).unwrap();
    let to = [age_identity(2).to_public(), age_identity(1).to_public()];
    let out = std::fs::File::create(at.join("x.sanshe")).unwrap();
    container::write(out, &to, (&text, &sig), &parts).unwrap();
    let keys = secrets(2).to_text().unwrap();
    std::fs::write(at.join("keys.txt"), keys.as_bytes()).unwrap();
}

#[test]
fn a_file_is_opened_and_checked_with_public_tools_alone() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    write_file(at);
    let run = |line: &str| must(at, &TOOLS, line);
    run("age -d -i keys.txt -o x.tar x.sanshe");
    let listed = run("tar --numeric-owner -tvf x.tar");
    assert_eq!(listed.lines().count(), 7, "{listed}");
    assert!(
        listed.lines().all(|l| l.starts_with("-rw------- 0/0 ")),
        "{listed}"
    );
    run("tar -xf x.tar");
    let who = identity(1).person;
    let verify = |ns: &str, file: &str| {
        format!(
            "ssh-keygen -Y verify -f allowed_signers -r revoked_keys -I {who} -n {ns} -s {file}.sig < {file}"
        )
    };
    run(&verify("sanshe-file-v1", "manifest.json"));
    run(&verify("sanshe-roster-v1", "roster.json"));
    assert!(!shell(at, &TOOLS, &verify("sanshe-roster-v1", "manifest.json")).0);
    let parts = "grep -o '\"name\":\"[^\"]*\",\"bytes\":[0-9]*,\"plain\":[0-9]*,\"sha256\":\"[0-9a-f]*\"' \
         manifest.json | sed -E 's/\"name\":\"([^\"]*)\".*\"sha256\":\"([0-9a-f]*)\"/\\2  \\1/'";
    let checked = run(&format!("{parts} | sha256sum -c -"));
    assert_eq!(checked.matches(": OK").count(), 5, "{checked}");
    run("zstd -q -d seals.zst heads.zst bodies.zst");
    for n in [1, 2] {
        run(&format!(
            "sed -n '{n}p' seals | sed -E 's/^.\"statement\":\"(.*)\",\"sig\":\".*$/\\1/; s/\\\\\"/\"/g' \
             | tr -d '\\n' > seal\n\
             sed -n '{n}p' seals | sed -E 's/^.*,\"sig\":\"(.*)\".$/\\1/; s/\\\\n/\\n/g' > seal.sig"
        ));
        run(&verify("sanshe-segment-v1", "seal"));
        let (from, to) = (n * 2 - 1, n * 2);
        let hash = run(&format!(
            "sed -n '{from},{to}p' heads | sha256sum | cut -d' ' -f1"
        ));
        let statement = std::fs::read_to_string(at.join("seal")).unwrap();
        assert!(
            statement.contains(&format!("\"sha256\":\"{}\"", hash.trim())),
            "{statement}"
        );
        if n == 2 {
            let before = std::fs::read_to_string(at.join("seal.1")).unwrap();
            assert!(statement.contains(&format!("\"prev\":\"{}\"", before.trim())));
        }
        run("sha256sum seal | cut -d' ' -f1 > seal.1");
    }
    let commitment = run(
        "{ sed -n 3p bodies | cut -d' ' -f2 | tr -d '\\n' | tr a-f A-F | basenc --base16 -d\n\
         sed -n 3p bodies | cut -d' ' -f3- | tr -d '\\n'; } | sha256sum | cut -d' ' -f1",
    );
    let head = run("sed -n 3p heads");
    assert!(
        head.contains(&format!("\"c\":\"{}\"", commitment.trim())),
        "{head}"
    );
}

#[test]
fn the_stock_program_opens_a_file_with_keys_age_and_its_passphrase() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    write_file(at);
    let sealed = secrets(2)
        .seal_with_passphrase("osmanthus in August")
        .unwrap();
    std::fs::write(at.join("keys.age"), sealed).unwrap();
    let tools = [
        ("age", "age"),
        ("script", "bsdutils"),
        ("timeout", "coreutils"),
    ];
    // age asks on a terminal: script gives it one.
    let typed = |passphrase: &str, out: &str| {
        let line = format!(
            "printf '{passphrase}\\n' | timeout 60 script -qec \
             'age -d -i keys.age -o {out} x.sanshe' /dev/null"
        );
        shell(at, &tools, &line)
    };
    let (ok, text) = typed("osmanthus in August", "x.tar");
    assert!(ok, "{text}");
    assert!(
        std::fs::read(at.join("x.tar"))
            .unwrap()
            .starts_with(b"manifest.json.sig\0")
    );
    assert!(!typed("osmanthus in July", "y.tar").0);
}

#[test]
fn the_stock_program_opens_the_recovery_copy_with_the_recovery_file() {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path();
    let (file, recipient) = new_recovery();
    let sealed = secrets(2).seal_for_recovery(&recipient).unwrap();
    std::fs::write(at.join("keys.recovery.age"), sealed).unwrap();
    std::fs::write(at.join("recovery.txt"), file.as_bytes()).unwrap();
    let text = must(
        at,
        &[("age", "age")],
        "age -d -i recovery.txt keys.recovery.age",
    );
    assert_eq!(text, *secrets(2).to_text().unwrap());
}
