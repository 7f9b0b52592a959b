//! What a coordinator decides, from the command line: the words of each step.

use serde_json::json;

use crate::kit::{Desk, VILLAGE, example, id};

fn coordinator() -> Desk {
    Desk::made("陈协调", "coordinator", VILLAGE)
}

#[test]
fn a_person_is_erased_and_the_answer_says_what_is_out_of_reach() {
    let desk = coordinator();
    let client = id(&desk.give(&["new", "client"], &example("client")).json());
    let case = ["new", "F1", "--parent", &client];
    let case = id(&desk.give(&case, &example("F1")).json());
    let paper = desk.path("case.txt");
    desk.run(&["print", &case, "--out", paper.to_str().unwrap()])
        .text();
    let erase = |of: &str| desk.json(&["erase", of, "--ground", "本人要求"]);
    assert_eq!(erase(&case).codes(), ["E_ERASE_ROOT"]);
    // The beginning of an id is that of all records of a day: it shows, and erases nothing.
    let begin: String = client.chars().take(18).collect();
    assert_eq!(erase(&begin).codes(), ["E_ERASE_WORD"]);
    desk.json(&["show", &client]).json();
    let told = erase(&client).json();
    assert_eq!(told["out_of_reach"]["prints"].as_array().unwrap().len(), 1);
    assert!(told["records"].as_u64().unwrap() >= 2);
    for gone in [&client, &case] {
        assert_eq!(desk.json(&["show", gone]).codes(), ["E_NO_RECORD"]);
    }
    assert_eq!(erase(&client).codes(), ["E_NO_RECORD"]);
    assert_eq!(desk.json(&["undo"]).codes(), ["E_NOTHING_TO_UNDO"]);
    let all = desk.json(&["erasures"]).json();
    assert_eq!(all["items"][0]["id"], client.as_str());
    assert_eq!(all["items"][0]["done"], json!(["陈协调"]));
    let said = desk.run(&["erasures", "--lang", "zh"]);
    assert!(said.text().contains("本人要求"), "{}", said.out);
    desk.run(&["check", "--rebuild"]).text();
}

#[test]
fn minutes_are_returned_and_handed_in_again() {
    let desk = coordinator();
    let minutes = id(&desk.give(&["new", "minutes"], &example("minutes")).json());
    let said = desk.run(&["return", &minutes, "--reason", "缺期限", "--lang", "zh"]);
    assert!(said.text().contains("已退回") && said.out.contains("缺期限"));
    assert_eq!(
        desk.json(&["approve", &minutes]).codes(),
        ["E_APPROVE_RETURNED"]
    );
    assert!(!desk.run(&["hand-in", &minutes]).text().contains("缺期限"));
    assert_eq!(
        desk.json(&["hand-in", &minutes]).codes(),
        ["E_NOT_RETURNED"]
    );
    desk.json(&["approve", &minutes]).json();
    let volunteer = id(&desk
        .give(&["new", "volunteer"], &example("volunteer"))
        .json());
    let fault = desk.json(&["return", &volunteer, "--reason", "缺"]);
    assert_eq!(fault.codes(), ["E_NO_RETURN"]);
    // The reason is written by returning, not by hand.
    let fault = desk.give(&["--json", "set", &minutes], r#"{"returned":""}"#);
    assert_eq!(fault.codes(), ["E_UNKNOWN_FIELD"]);
}

#[test]
fn what_is_not_held_back_is_not_decided_about() {
    let desk = coordinator();
    for word in ["admit", "refuse"] {
        assert_eq!(desk.json(&[word, "0123456789ab"]).codes(), ["E_NOT_HELD"]);
    }
    assert_eq!(desk.json(&["held"]).json()["items"], json!([]));
    assert_eq!(desk.json(&["erasures"]).json()["items"], json!([]));
}
