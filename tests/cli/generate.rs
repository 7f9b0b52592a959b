//! Made-up data from the command line.

use serde_json::json;

use crate::kit::{Desk, VILLAGE, bare, finish};

const TOWN: &str = "320585101";

#[test]
fn an_empty_workspace_is_filled_once_and_only_by_one_plan() {
    let desk = Desk::made("陈协调", "coordinator", TOWN);
    let plan = ["generate", "--villages", "2", "--weeks", "3", "--seed", "5"];
    let made = desk.json(&plan).json();
    assert_eq!((&made["teams"], &made["before"]), (&json!(1), &json!(0)));
    assert_eq!(desk.state()["records"]["minutes"], 6);
    let places = desk.run(&["places", "list", TOWN]);
    assert!(places.text().contains("印溪村"), "{}", places.out);
    let again = desk.run(&plan);
    assert!(again.text().contains("请不要记真实的资料"), "{}", again.out);
    let other = desk.json(&["generate", "--seed", "6"]);
    assert_eq!(other.codes(), ["E_GENERATE_OTHER"]);
    assert_eq!(desk.state()["records"]["minutes"], 6);
    let worker = Desk::made("周社工", "worker", VILLAGE);
    assert_eq!(worker.json(&plan).codes(), ["E_GENERATE_ROLE"]);
    let village = Desk::made("陈协调", "coordinator", VILLAGE);
    assert_eq!(village.json(&plan).codes(), ["E_GENERATE_PLACE"]);
}

#[test]
fn the_help_says_what_is_made_and_what_it_is_not_for() {
    for (lang, words) in [
        ("zh", ["三个村合用一个团队", "不要用来记真实的资料"]),
        (
            "en",
            ["three villages share one team", "Keep no real records"],
        ),
    ] {
        let help = finish(bare(&["generate", "--help", "--lang", lang]), "");
        for word in words {
            assert!(help.text().contains(word), "{}", help.out);
        }
        assert!(!help.out.contains("--demo"), "{}", help.out);
    }
}
