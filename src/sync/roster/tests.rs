//! Rosters grant, revoke and never go back.

use super::*;
use crate::sync::hex;
use crate::sync::test_kit::{identity, signer};

fn roster(version: u64) -> Roster {
    Roster {
        v: 1,
        version,
        prefix: "320585".into(),
        by: public_key::to_line(&signer(1).public),
        made: "2025-03-01".into(),
        devices: vec![
            Entry::new(
                &Identity {
                    role: Role::Coordinator,
                    ..identity(1)
                },
                &["320585/*".into()],
            ),
            Entry::new(&identity(2), &[]),
        ],
    }
}

fn channel(n: u8, scope: &str) -> String {
    hex::encode(&device::device_id(&signer(n).public, [0, 0, 0, 9])) + "/" + scope
}

#[test]
fn grants_are_prefixes_with_a_class() {
    for (grant, scope, expected) in [
        ("320585/*", "320585101201/case", true),
        ("320585101201/*", "320585101201/open", true),
        ("320585101201/case", "320585101201/open", false),
        ("320585101201/*", "320585101/case", false),
        ("3205/people", "320585101201/people", true),
        ("320585/*", "320583101201/case", false),
        ("32058/*", "320585101201/case", false),
        ("/*", "320585101201/case", false),
        ("320585/*", "320585101201/*", false),
    ] {
        assert_eq!(covers(grant, scope), expected, "{grant} {scope}");
    }
}

#[test]
fn a_roster_grants_until_it_revokes() {
    let mut r = roster(1);
    let (one, two) = (r.devices[0].key.clone(), r.devices[1].key.clone());
    let here = "320585101201/case";
    assert_eq!(r.grants(&one, "320585/open"), Some(Role::Coordinator));
    assert_eq!(r.grants(&two, here), Some(Role::Worker));
    assert_eq!(r.grants(&two, "320585101202/case"), None);
    assert_eq!(
        r.grants(&public_key::to_line(&signer(3).public), here),
        None
    );
    let last = LastGood {
        n: 4,
        sha256: "ab".repeat(32),
    };
    let revoked = |channel: String| Some(BTreeMap::from([(channel, last.clone())]));
    r.devices[1].revoked = revoked(channel(2, here));
    assert_eq!(r.grants(&two, here), None);
    assert!(r.clone().sign(&signer(1).private).is_ok());
    r.devices[1].revoked = revoked(channel(1, here));
    let foreign = r.sign(&signer(1).private).unwrap_err();
    assert_eq!(foreign.code(), "E_ROSTER");
}

#[test]
fn a_signed_roster_reads_back_and_every_flip_is_refused() {
    let signed = roster(3).sign(&signer(1).private).unwrap();
    let read = Signed::parse(signed.text.as_bytes(), signed.sig.as_bytes()).unwrap();
    assert_eq!(read, signed);
    for at in 0..signed.text.len() {
        let mut bytes = signed.text.clone().into_bytes();
        bytes[at] ^= 1;
        assert!(
            Signed::parse(&bytes, signed.sig.as_bytes()).is_err(),
            "byte {at}"
        );
    }
    assert_eq!(
        roster(3).sign(&signer(2).private).unwrap_err().code(),
        "E_ROSTER"
    );
}

#[test]
fn an_older_number_and_a_twin_are_refused() {
    let sign = |r: Roster| r.sign(&signer(1).private).unwrap();
    let (two, three) = (sign(roster(2)), sign(roster(3)));
    let twin = sign(Roster {
        made: "2025-03-02".into(),
        ..roster(3)
    });
    assert_eq!(Signed::newer(None, &two).unwrap(), Newer::Take);
    assert_eq!(Signed::newer(Some(&two), &three).unwrap(), Newer::Take);
    assert_eq!(Signed::newer(Some(&three), &three).unwrap(), Newer::Same);
    assert_eq!(
        Signed::newer(Some(&three), &two).unwrap_err().code(),
        "E_ROSTER_OLD"
    );
    assert_eq!(
        Signed::newer(Some(&three), &twin).unwrap_err().code(),
        "E_ROSTER_TWIN"
    );
}

#[test]
fn nonsense_in_a_well_signed_roster_is_refused() {
    let text = roster(1).to_text().unwrap();
    let read = |text: &str, n: u8| {
        let sig = sign::sign(&signer(n).private, Namespace::Roster, text.as_bytes()).unwrap();
        Signed::parse(text.as_bytes(), sig.as_bytes()).map_or_else(|e| e.code(), |_| "read")
    };
    assert_eq!(read(&text, 1), "read");
    assert_eq!(read(&text, 2), "E_ROSTER");
    for (from, to, expected) in [
        ("\"version\":1", "\"version\":0", "E_ROSTER"),
        (
            "\"version\":1",
            "\"version\":18446744073709551615",
            "E_ROSTER",
        ),
        ("{\"v\":1", "{\"v\":2", "E_ROSTER_NEWER"),
        ("\"prefix\":\"320585\"", "\"prefix\":\"320583\"", "E_ROSTER"),
        ("\"320585/*\"", "\"3205/*\"", "E_ROSTER"),
        ("\"320585/*\"", "\"320585/*\",\"320585/*\"", "E_ROSTER"),
        ("测试员2", "测试\\u001b[0m", "E_CARD_NAME"),
        ("\"devices\":[", "\"devices\": [", "E_ROSTER"),
    ] {
        let bad = text.replacen(from, to, 1);
        assert_ne!(bad, text, "{from}");
        assert_eq!(read(&bad, 1), expected, "{to}");
    }
}
