//! Cards read back as written; forged and broken ones are refused.

use super::*;
use crate::sync::test_kit::{identity, signer};

fn code(text: &str) -> &'static str {
    Card::parse(text.as_bytes()).map_or_else(|e| e.code(), |_| "read")
}

/// A card with this statement, signed by the key `n`, whatever the statement says.
fn forge(statement: &str, n: u8) -> String {
    let sig = sign::sign(&signer(n).private, Namespace::Card, statement.as_bytes()).unwrap();
    json(&Envelope {
        card: statement.to_owned(),
        sig,
    })
    .unwrap()
        + "\n"
}

#[test]
fn a_card_reads_back_and_every_flip_and_cut_is_refused() {
    let me = identity(1);
    let text = Card::write(&me, "2025-03-01", &signer(1).private).unwrap();
    let card = Card::parse(text.as_bytes()).unwrap();
    assert_eq!((&card.identity, card.made.as_str()), (&me, "2025-03-01"));
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        assert!(Card::parse(&bytes).is_err(), "byte {at}");
        assert!(Card::parse(&text.as_bytes()[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn the_fingerprint_is_thirty_digits_over_everything_the_card_says() {
    let me = identity(1);
    let print = |who: &Identity| {
        let text = Card::write(who, "2025-03-01", &signer(1).private).unwrap();
        Card::parse(text.as_bytes()).unwrap().fingerprint()
    };
    let mine = print(&me);
    assert_eq!(mine.split(' ').map(str::len).collect::<Vec<_>>(), [5; 6]);
    for other in [
        Identity {
            place: "320585101202".into(),
            ..me.clone()
        },
        Identity {
            role: Role::Coordinator,
            ..me.clone()
        },
        Identity {
            age: identity(2).age,
            ..me.clone()
        },
        Identity {
            person: identity(2).person,
            ..me.clone()
        },
    ] {
        assert_ne!(print(&other), mine);
    }
    let text = Card::write(&me, "2025-03-01", &signer(1).private).unwrap();
    let card = Card::parse(text.as_bytes()).unwrap();
    let wide: String = mine
        .chars()
        .map(|c| {
            c.to_digit(10)
                .map_or('－', |d| char::from_u32(0xFF10 + d).unwrap())
        })
        .collect();
    for typed in [
        mine.clone(),
        mine.replace(' ', ""),
        mine.replace(' ', "-"),
        wide,
    ] {
        assert!(card.check_fingerprint(&typed).is_ok(), "{typed}");
    }
    // Computed apart: `printf abc | sha256sum`, each five bytes modulo 100000.
    assert_eq!(digits_of(b"abc"), "73807 03137 88322 66979 05876 85760");
    let longer = format!("{mine}0");
    for typed in ["12345 12345", &longer, "", "一二三", &format!("{mine}x")] {
        let e = card.check_fingerprint(typed).unwrap_err();
        assert_eq!(e.code(), "E_CARD_FINGERPRINT");
    }
}

#[test]
fn nonsense_in_a_well_signed_card_is_refused() {
    let good = Card::write(&identity(1), "2025-03-01", &signer(1).private).unwrap();
    let said = serde_json::from_str::<Envelope>(&good).unwrap().card;
    assert_eq!(code(&forge(&said, 1)), "read");
    let name = &identity(1).name;
    for (from, to, expected) in [
        (name.as_str(), "\\u001b[2J张三", "E_CARD_NAME"),
        (name.as_str(), "张\\u202e三", "E_CARD"),
        (name.as_str(), "张\u{202e}三", "E_CARD_NAME"),
        ("\"worker\"", "\"owner\"", "E_CARD"),
        ("\"letter\":\"A\"", "\"letter\":\"a\"", "E_CARD_FIELD"),
        ("\"place\":\"3", "\"place\":\"", "E_CARD_FIELD"),
        ("2025-03-01", "2025-02-30", "E_CARD"),
        ("{\"v\":1", "{\"v\":2", "E_CARD_NEWER"),
        ("{\"v\":1", "{\"v\":0", "E_CARD"),
        ("{\"v\":1,", "{\"v\":1,\"more\":1,", "E_CARD"),
        ("{\"v\":1,", "{\"v\": 1,", "E_CARD"),
    ] {
        let bad = said.replacen(from, to, 1);
        assert_ne!(bad, said, "{from}");
        assert_eq!(code(&forge(&bad, 1)), expected, "{to}");
    }
    assert_eq!(code(&forge(&said, 2)), "E_SIG_KEY");
    let relabelled = {
        let sig = sign::sign(&signer(1).private, Namespace::File, said.as_bytes()).unwrap();
        json(&Envelope { card: said, sig }).unwrap() + "\n"
    };
    assert_eq!(code(&relabelled), "E_SIG_NAMESPACE");
    assert_eq!(code(&"x".repeat(MAX_FILE + 1)), "E_CARD");
}

#[test]
fn a_card_is_not_written_for_another_key() {
    let e = Card::write(&identity(1), "2025-03-01", &signer(2).private).unwrap_err();
    assert_eq!(e.code(), "E_SIG_KEY");
}
