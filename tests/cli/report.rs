//! Figures of a period: on paper, in tables, and as the record that goes up.

use calamine::{Reader, Xlsx, open_workbook};
use serde_json::{Value as Json, json};

use crate::kit::{Desk, VILLAGE, example, id};

const NOVEMBER: [&str; 5] = ["report", "--from", "2026-11-01", "--to", "2026-12-01"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    NOVEMBER.iter().chain(more).copied().collect()
}

fn figure(report: &Json, name: &str, part: Option<&str>) -> Json {
    let all = report["figures"].as_array().unwrap();
    let mut found = all.iter().filter(|f| f["indicator"] == name);
    found.find(|f| f["part"].as_str() == part).unwrap().clone()
}

#[test]
fn a_coordinator_counts_prints_and_saves() {
    let desk = Desk::made("陈协调", "coordinator", VILLAGE);
    let client = id(&desk.give(&["new", "client"], &example("client")).json());
    desk.give(&["new", "F1", "--parent", &client], &example("F1"))
        .json();
    desk.give(&["new", "minutes"], &example("minutes")).json();
    let told = desk.json(&NOVEMBER).json();
    assert_eq!(
        (&told["place"], &told["id"]),
        (&json!(VILLAGE), &Json::Null)
    );
    // One case: as one person's it is not told, nor what it is about.
    let few = json!({"indicator": "cases_new", "part": null, "value": null, "hidden": "few"});
    assert_eq!(figure(&told, "cases_new", None), few);
    let all = told["figures"].as_array().unwrap();
    assert!(all.iter().all(|f| f["part"].is_null()));
    let hidden =
        json!({"indicator": "cases_new", "part": null, "value": null, "hidden": "withheld"});
    assert_eq!(all[1], hidden);
    assert_eq!(figure(&told, "volunteers_registered", None)["value"], 0);
    let text = desk.run(&with(&["--lang", "zh"]));
    assert!(
        text.text().contains("新接个案") && text.out.contains("<5"),
        "{}",
        text.out
    );
    let english = desk.run(&with(&["--lang", "en"]));
    assert!(english.text().contains("meetings held"), "{}", english.out);
    let csv = desk.run(&with(&["--format", "csv", "--lang", "zh"]));
    assert!(
        csv.text()
            .starts_with("指标,其中,数值\r\n新接个案,,<5\r\n新接个案,人数少的不列出,\r\n"),
        "{}",
        csv.out
    );
    // Files, by their endings; nothing is overwritten.
    for name in ["a.csv", "a.json", "a.txt"] {
        let path = desk.path(name);
        let said = desk.json(&with(&["--out", path.to_str().unwrap()])).json();
        assert_eq!(
            said["rows"].as_u64().unwrap(),
            told["figures"].as_array().unwrap().len() as u64
        );
        let again = desk.json(&with(&["--out", path.to_str().unwrap()]));
        assert_eq!(again.codes(), ["E_PATH_TAKEN"]);
    }
    let kept: Json = serde_json::from_slice(&std::fs::read(desk.path("a.json")).unwrap()).unwrap();
    assert_eq!(kept, told);
    let path = desk.path("a.xlsx");
    desk.json(&with(&["--out", path.to_str().unwrap()])).json();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(
        sheet.height(),
        told["figures"].as_array().unwrap().len() + 1
    );
    assert_eq!(
        desk.json(&with(&["--format", "xlsx"])).codes(),
        ["E_REPORT_OUT"]
    );
    let odd = ["report", "--from", "2026-11-02", "--to", "2026-11-02"];
    assert_eq!(desk.json(&odd).codes(), ["E_REPORT_PERIOD"]);
    assert_eq!(desk.json(&with(&["--place", "12"])).codes(), ["E_LEN"]);
    // Saved, it is a record like any other.
    let saved = desk.json(&with(&["--record"])).json();
    let shown = desk.json(&["show", saved["id"].as_str().unwrap()]).json();
    assert_eq!(shown["fields"]["from"], "2026-11-01");
    let rows = shown["rows"]["figures"].as_array().unwrap();
    assert_eq!(rows[0]["hidden"], "few");
    assert_eq!(desk.json(&["list", "report", "--count"]).json()["count"], 1);
    let again = desk.run(&with(&["--record", "--lang", "zh"]));
    assert!(
        again.err.contains("重叠") && again.err.contains("2026-11-01"),
        "{}",
        again.err
    );
    desk.run(&["check", "--rebuild"]).text();
}

#[test]
fn a_worker_is_told_who_saves_reports() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    desk.run(&NOVEMBER).text();
    assert_eq!(desk.json(&with(&["--record"])).codes(), ["E_ROLE_FORM"]);
    let said = desk.run(&with(&["--record", "--lang", "zh"]));
    assert_eq!(said.code, 1);
    assert!(said.err.contains("协调员"), "{}", said.err);
    assert_eq!(desk.json(&["list", "report", "--count"]).json()["count"], 0);
}
