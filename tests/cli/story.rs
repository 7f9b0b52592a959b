//! A week of work: a client, a case, a meeting, a volunteer and her hours.

use serde_json::Value as Json;

use crate::kit::{Desk, VILLAGE, example, id};

#[test]
fn a_week_of_records_from_the_examples() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    let client = desk.give(&["new", "client"], &example("client")).json();
    assert_eq!(client["form"], "client");
    assert_eq!(client["place"], VILLAGE);
    // The resident number says both.
    assert_eq!(client["fields"]["birth_date"], "1952-06-07");
    assert_eq!(client["fields"]["gender"], "2");
    assert_eq!(client["fields"]["phone"], "13800000001");
    assert_eq!(client["fields"]["emergency_contact.name"], "张小明");
    assert_eq!(client["rows"]["household"][0]["no"], 1);
    assert_eq!(client["rows"]["household"][0]["birth_year"], 1978);
    let client_id = id(&client);

    let case = desk
        .give(&["new", "f1", "--parent", &client_id], &example("F1"))
        .json();
    assert_eq!(case["no"], "GA-SX-2026-A0001");
    assert_eq!(case["state"], "intake");
    assert_eq!(case["parent"], client_id.as_str());
    assert_eq!(case["fields"]["referrer.org"], "沿河社区居委会");

    let minutes = desk.give(&["new", "minutes"], &example("minutes")).json();
    let rows = &minutes["rows"];
    assert_eq!(minutes["fields"]["chair"], rows["attendees"][0]["id"]);
    assert_eq!(rows["attendees"][0]["attendance"], "present");
    assert_eq!(rows["decisions"][0]["vote"], rows["votes"][0]["id"]);
    assert_eq!(rows["actions"][0]["decision"], rows["decisions"][0]["id"]);
    assert_eq!(minutes["no"], "HY-SX-2026-A0001");

    let volunteer = desk
        .give(&["new", "volunteer"], &example("volunteer"))
        .json();
    let volunteer_no = volunteer["no"].as_str().unwrap().to_owned();
    let hours = desk
        .give(
            &["new", "hours", "--parent", &volunteer_no],
            &example("hours"),
        )
        .json();
    assert_eq!(hours["fields"]["minutes"], 150);
    assert_eq!(hours["fields"]["volunteer"], volunteer["id"]);
    assert_eq!(hours["state"], "recorded");

    looks(&desk, &client_id, &hours);
    edits(&desk, &client_id, &case, &minutes, &hours);
}

/// Lists, searches and sheets, for people and for programs.
fn looks(desk: &Desk, client: &str, hours: &Json) {
    let list = desk
        .json(&["list", "client", "--where", "gender=2", "--sort", "name"])
        .json();
    assert_eq!(list["items"][0]["id"], client);
    assert_eq!(list["next"], Json::Null);
    let none = desk.json(&["list", "client", "--where", "gender=1"]).json();
    assert_eq!(none["items"], Json::Array(Vec::new()));
    let on = desk
        .json(&["list", "hours", "--where", "date=2026-11-22", "--count"])
        .json();
    assert_eq!(on["count"], 1);

    let found = desk.json(&["search", "zsf"]).json();
    assert_eq!(found["items"][0]["id"], client);
    let found = desk.json(&["search", "助餐"]).json();
    let forms: Vec<&str> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|r| r["form"].as_str())
        .collect();
    for form in ["F1", "topic", "hours"] {
        assert!(forms.contains(&form), "{forms:?}");
    }

    let text = desk.run(&["list", "client"]);
    assert!(text.text().contains("138****0001"), "{}", text.out);
    assert!(text.text().contains("张三丰"), "{}", text.out);
    let text = desk.run(&["show", client]);
    assert!(text.text().contains("3205**********43"), "{}", text.out);
    assert!(!text.text().contains("沿河街"), "{}", text.out);
    assert!(text.text().contains("GA-SX-2026-A0001"), "{}", text.out);
    let text = desk.run(&["show", client, "--reveal"]);
    assert!(text.text().contains("320599195206071143"), "{}", text.out);
    let log = desk.json(&["access", "--limit", "2"]).json();
    let what: Vec<&str> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|a| a["what"].as_str())
        .collect();
    assert_eq!(what, ["reveal", "show"]);
    assert_eq!(log["items"][0]["record"], client);
    let text = desk.run(&["show", hours["id"].as_str().unwrap()]);
    assert!(text.text().contains("150"), "{}", text.out);
    assert!(text.text().contains("周社工"), "{}", text.out);
}

/// Edits by `--set` and by JSON, moves, voiding, undo, history.
fn edits(desk: &Desk, client: &str, case: &Json, minutes: &Json, hours: &Json) {
    let short: String = client.chars().take(18).collect();
    let set = desk
        .json(&[
            "set",
            &short,
            "--set",
            "categories=elder_alone,dibao",
            "--set",
            "anonymous=否",
        ])
        .json();
    assert_eq!(
        set["fields"]["categories"],
        serde_json::json!(["dibao", "elder_alone"])
    );
    // What `show` prints is input too; the same values change nothing.
    let shown = desk.json(&["show", client]).json();
    let mut edited = shown.clone();
    edited["fields"]["job_state"] = "farming".into();
    edited["rows"]["household"][0]["void"] = true.into();
    let set = desk.give(&["set", client], &edited.to_string()).json();
    assert_eq!(set["fields"]["job_state"], "farming");
    assert_eq!(set["rows"], serde_json::json!({}));
    let history = desk.json(&["show", client, "--history"]).json();
    let last = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["fields"]["job_state"]["after"] == "farming")
        .unwrap();
    assert_eq!(last["fields"]["job_state"]["before"], "retired");
    assert_eq!(last["author"], "周社工");

    let action = id(&minutes["rows"]["actions"][0]);
    let moved = desk.json(&["move", &action, "doing"]).json();
    assert_eq!(moved["state"], "doing");
    let undone = desk.json(&["undo"]).json();
    assert_eq!(undone["records"][0]["id"], action.as_str());
    assert_eq!(desk.json(&["show", &action]).json()["state"], "open");

    let number = case["no"].as_str().unwrap();
    let unmet = desk.json(&["move", number, "not_accepted"]);
    assert_eq!(
        unmet.codes(),
        ["E_GUARD_DECISION", "E_GUARD_REASON", "E_GUARD_SUPERVISOR"]
    );

    let hours = id(hours);
    let voided = desk.json(&["void", &hours, "--reason", "记错了人"]).json();
    assert_eq!(voided["fields"]["void"], true);
    assert_eq!(voided["fields"]["void_reason"], "记错了人");
    assert_eq!(desk.json(&["list", "hours", "--count"]).json()["count"], 0);
    assert_eq!(
        desk.json(&["list", "hours", "--void"]).json()["items"][0]["id"],
        hours.as_str()
    );
    desk.json(&["undo"]).json();
    assert_eq!(desk.json(&["list", "hours", "--count"]).json()["count"], 1);
    let rebuilt = desk.json(&["check", "--rebuild"]).json();
    assert_eq!(rebuilt["good"], true);
    assert_eq!(rebuilt["rebuilt"]["differed"], serde_json::json!([]));
}
