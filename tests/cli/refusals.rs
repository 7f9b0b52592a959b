//! What is refused: one sentence each, the right status, and nothing changed.

use serde_json::Value as Json;

use crate::kit::{Desk, TODAY, VILLAGE, bare, example, finish, id};

#[test]
fn refused_input_changes_nothing() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    let client = id(&desk.give(&["new", "client"], &example("client")).json());
    let before = desk.state();
    let mut bad: Json = serde_json::from_str(&example("client")).unwrap();
    bad["id_no"] = "320599195206071144".into();
    bad["village_code"] = "330102001001".into();
    bad["capacity"] = "half".into();
    bad["shoe_size"] = 43.into();
    bad["household"][0]["relationship"] = Json::Null;
    let said = desk.give(&["new", "client"], &bad.to_string());
    let mut codes = said.codes();
    codes.sort();
    assert_eq!(
        codes,
        [
            "E_CHECK",
            "E_CODE",
            "E_REQUIRED",
            "E_REQUIRED",
            "E_SCOPE",
            "E_UNKNOWN_FIELD"
        ],
        "{}",
        said.err
    );
    assert!(
        said.err.contains("household[0].relationship"),
        "{}",
        said.err
    );

    let cases: [(&[&str], &str, &str); 10] = [
        (&["new", "client"], "", "E_NO_INPUT"),
        (&["new", "client"], "{\"name\": }", "E_JSON"),
        (&["new", "nothing"], "{}", "E_FORM_UNKNOWN"),
        (&["new", "F1"], &example("F1"), "E_PARENT"),
        (
            &["new", "client", "--set", "household=x"],
            "",
            "E_ROWS_BY_JSON",
        ),
        (
            &["set", &client, "--set", "birth_date=2099-01-01"],
            "",
            "E_RULE",
        ),
        (
            &["set", &client, "--set", "village_code=320585101"],
            "",
            "E_LEN",
        ),
        (&["approve", &client], "", "E_ROLE_APPROVE"),
        (
            &["list", "client", "--where", "live_address=x"],
            "",
            "E_NOT_INDEXED",
        ),
        (&["conflicts", "keep", "x", "y"], "", "E_NO_CONFLICT"),
    ];
    for (words, input, code) in cases {
        let said = desk.give(words, input);
        assert_eq!(said.codes()[0], code, "{words:?} {}", said.err);
    }
    people_read_a_sentence_with_the_name_of_the_field(&desk);
    assert_eq!(desk.state(), before);
}

fn people_read_a_sentence_with_the_name_of_the_field(desk: &Desk) {
    let said = desk.run(&[
        "new",
        "client",
        "--set",
        "name=张三",
        "--set",
        "phone=123",
        "--set",
        "categories=nobody",
    ]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(
        lines
            .iter()
            .any(|l| l.starts_with("联系电话：") && l.ends_with('。')),
        "{lines:?}"
    );
    assert!(
        lines
            .iter()
            .any(|l| l.starts_with("人群类别：") && l.contains("nobody")),
        "{lines:?}"
    );
    assert!(!said.err.contains("E_"), "{}", said.err);
    let english = desk.run(&["--lang", "en", "new", "client", "--set", "phone=123"]);
    assert!(
        english.err.lines().any(|l| l.starts_with("Phone: ")),
        "{}",
        english.err
    );
}

#[test]
fn wrong_usage_ends_with_2_and_reads_nothing() {
    for words in [
        vec!["nonsense"],
        vec!["new"],
        vec!["show", "x", "--nonsense"],
        vec!["list", "client", "--limit", "0"],
        vec!["new", "client", "--set", "name"],
        vec!["--today", "yesterday", "held"],
        vec!["--lang", "fr", "held"],
        vec![
            "init", "--person", "x", "--team", "x", "--place", "x", "--role", "boss",
        ],
        vec!["keys"],
    ] {
        let said = finish(bare(&words), "");
        assert_eq!(said.code, 2, "{words:?}");
        assert_eq!(said.out, "", "{words:?}");
        assert!(!said.err.is_empty(), "{words:?}");
    }
}

#[test]
fn odd_values_warn_and_are_saved() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    let mut odd: Json = serde_json::from_str(&example("client")).unwrap();
    odd["gender"] = "1".into();
    let said = desk.give(&["new", "client"], &odd.to_string());
    assert_eq!(said.json()["fields"]["gender"], "1");
    let warnings: Vec<Json> = said
        .err
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let all: Vec<&str> = warnings
        .iter()
        .flat_map(|w| w["warnings"].as_array().unwrap())
        .filter_map(|w| w["code"].as_str())
        .collect();
    assert!(all.contains(&"W_SEX"), "{all:?}");
    let late = desk.give(
        &["new", "F1", "--parent", &id(&said.json())],
        &example("F1").replace("2026-11-20", "2026-12-01"),
    );
    assert!(late.err.contains("W_RULE"), "{} {TODAY}", late.err);
    late.json();
}
