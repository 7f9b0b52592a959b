//! Seals are bytes of the format paper; a broken chain is refused.

use super::*;
use crate::sync::test_kit::{device, signer};

const G: &str = "320585101201/case";

/// A chain of `n` seals of the device of key 1, three heads each.
fn chain(n: usize) -> Vec<Seal> {
    let d = device(1);
    let mut seals: Vec<Seal> = Vec::new();
    for i in 0..n {
        let heads = format!("{{\"s\":{}}}\n", i * 3 + 1);
        let last = i as u64 * 3 + 3;
        let statement = next(seals.last(), (&d, G), last, heads.as_bytes());
        seals.push(seal(&signer(1).private, &statement).unwrap());
    }
    seals
}

fn part(seals: &[Seal]) -> String {
    seals.iter().map(|s| s.to_line().unwrap()).collect()
}

#[test]
fn the_text_is_exactly_that_of_the_format_paper() {
    let one = &chain(1)[0];
    let expected = format!(
        "{{\"v\":1,\"d\":\"{}\",\"g\":\"{G}\",\"n\":1,\"first\":1,\"last\":3,\"prev\":\"\",\
         \"sha256\":\"{}\"}}",
        device(1),
        hex::encode(&Sha256::digest(b"{\"s\":1}\n"))
    );
    assert_eq!(one.text, expected);
    assert!(one.check_heads(b"{\"s\":1}\n").is_ok());
    assert_eq!(
        one.check_heads(b"{\"s\":1}").unwrap_err().code(),
        "E_SEAL_HEADS"
    );
}

#[test]
fn a_part_reads_back_with_one_thread_and_with_two() {
    for n in [0, 1, 2, MANY - 1, MANY, MANY + 1] {
        let seals = chain(n);
        assert_eq!(parse_seals(part(&seals).as_bytes()).unwrap(), seals);
    }
}

#[test]
fn a_bad_line_anywhere_refuses_the_part() {
    for n in [3, MANY + 1] {
        let good: Vec<String> = chain(n).iter().map(|s| s.to_line().unwrap()).collect();
        for at in [0, n / 2, n - 1] {
            for edit in [
                |l: &str| l.replace("\\\"last\\\":", "\\\"last\\\":1"),
                |l: &str| l.replace("{\"statement\"", "{ \"statement\""),
                |l: &str| l.replace('\n', "\n\n"),
                |l: &str| l.replace("SIGNATURE", "SIGNATURES"),
                |l: &str| l.replace('\n', ""),
                |l: &str| l.replace('\n', "\r\n"),
            ] {
                let mut lines = good.clone();
                lines[at] = edit(&lines[at]);
                assert!(parse_seals(lines.concat().as_bytes()).is_err());
            }
        }
    }
    assert_eq!(parse_seals(b"\n").unwrap_err().code(), "E_SEAL");
    assert_eq!(parse_seals(&[0xff, b'\n']).unwrap_err().code(), "E_SEAL");
}

#[test]
fn another_keys_device_and_another_namespace_are_refused() {
    let statement = chain(1)[0].statement.clone();
    let e = seal(&signer(2).private, &statement).unwrap_err();
    assert_eq!(e.code(), "E_SEAL_DEVICE");
    let text = statement.to_text().unwrap();
    let sig = sign::sign(&signer(1).private, Namespace::File, text.as_bytes()).unwrap();
    assert_eq!(
        Seal::verify(text, sig).unwrap_err().code(),
        "E_SIG_NAMESPACE"
    );
}

#[test]
fn impossible_statements_are_refused() {
    let good = chain(2)[1].statement.clone();
    assert!(good.check().is_ok());
    let big = MAX_NUMBER + 1;
    for bad in [
        Statement {
            n: 0,
            ..good.clone()
        },
        Statement {
            n: 1,
            ..good.clone()
        },
        Statement {
            n: big,
            ..good.clone()
        },
        Statement {
            first: 0,
            ..good.clone()
        },
        Statement {
            first: 1,
            ..good.clone()
        },
        Statement {
            last: 3,
            ..good.clone()
        },
        Statement {
            last: big,
            ..good.clone()
        },
        Statement {
            prev: String::new(),
            ..good.clone()
        },
        Statement {
            sha256: good.sha256.to_uppercase() + "0",
            ..good.clone()
        },
        Statement {
            d: "x".into(),
            ..good.clone()
        },
        Statement {
            g: "320585101201/cases".into(),
            ..good.clone()
        },
        Statement {
            v: 0,
            ..good.clone()
        },
    ] {
        assert_eq!(seal(&signer(1).private, &bad).unwrap_err().code(), "E_SEAL");
        assert_eq!(
            Statement::from_text(&bad.to_text().unwrap())
                .unwrap_err()
                .code(),
            "E_SEAL"
        );
    }
    let newer = Statement { v: 2, ..good }.to_text().unwrap();
    assert_eq!(
        Statement::from_text(&newer).unwrap_err().code(),
        "E_FILE_NEWER"
    );
}

#[test]
fn a_chain_breaks_when_a_seal_is_missing_recut_or_exchanged() {
    let seals = chain(3);
    assert!(follows(&seals[0], &seals[1]).is_ok() && follows(&seals[1], &seals[2]).is_ok());
    let breaks = |a: &Seal, b: &Seal| follows(a, b).unwrap_err().code();
    assert_eq!(breaks(&seals[0], &seals[2]), "E_SEAL_CHAIN");
    assert_eq!(breaks(&seals[1], &seals[0]), "E_SEAL_CHAIN");
    let d = device(1);
    let recut = seal(&signer(1).private, &next(None, (&d, G), 2, b"x\n")).unwrap();
    assert_eq!(breaks(&recut, &seals[1]), "E_SEAL_CHAIN");
    let twin = seal(&signer(1).private, &next(None, (&d, G), 3, b"y\n")).unwrap();
    assert_eq!(breaks(&twin, &seals[1]), "E_SEAL_CHAIN");
}
