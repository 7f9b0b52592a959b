//! A person's own data: all of it, unmasked, as one file; and a line in the access log.

use std::fs;

use crate::filled;

const CASE: &str = "GA-SX-2026-A0001";

#[test]
fn all_that_is_kept_about_a_person_stands_in_one_file() {
    let desk = filled();
    let out = |name: &str| desk.path(name).to_str().unwrap().to_owned();
    let set = r#"{"phone":"13800000002"}"#;
    let case = desk.json(&["show", CASE]).json();
    let client = case["parent"].as_str().unwrap().to_owned();
    desk.give(&["set", &client], set).json();
    let (text, json) = (out("own.txt"), out("own.json"));
    // The case is asked for; the person above it is whose data it is.
    desk.run(&["print", CASE, "--all", "--out", &text]).text();
    let text = fs::read_to_string(&text).unwrap();
    // Whole values, both of the number that was changed, the case below the person.
    for there in [
        "320599195206071143",
        "13800000001",
        "13800000002",
        "沿河街",
        CASE,
    ] {
        assert!(text.contains(there), "{there} is not in\n{text}");
    }
    assert!(
        text.contains("→ 13800000002") && text.contains("周社工"),
        "{text}"
    );
    assert!(!text.contains("****"), "{text}");
    desk.run(&["print", &client, "--all", "--out", &json])
        .text();
    let own: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let records = own["records"].as_array().unwrap();
    assert_eq!(records[0]["id"], client.as_str());
    let forms: Vec<_> = records
        .iter()
        .map(|r| r["form"].as_str().unwrap())
        .collect();
    assert!(
        forms.contains(&"F1") && !forms.contains(&"minutes"),
        "{forms:?}"
    );
    let history = own["history"].as_array().unwrap();
    let phone = history
        .iter()
        .find(|h| h["fields"]["phone"]["before"] == "13800000001");
    assert_eq!(phone.unwrap()["fields"]["phone"]["after"], "13800000002");
    // The first file is in the second one's list of who looked.
    let looks = own["looks"].as_array().unwrap();
    assert!(
        looks
            .iter()
            .any(|l| l["what"] == "print" && l["record"] == client.as_str())
    );
    let log = desk.json(&["access", "--limit", "1"]).json();
    assert_eq!(log["items"][0]["what"], "reveal");
    let fault = desk.json(&["print", CASE, "--all", "--out", &out("x.pdf")]);
    assert_eq!(fault.codes(), ["E_PRINT_ALL_FORMAT"]);
    assert_eq!(
        desk.json(&["print", "--all", "--out", &out("y.txt")]).code,
        2
    );
}
