//! A broken form file names file, line and reason.

use super::Fake;
use crate::domain::fault::Note;
use crate::domain::form::{Forms, parse};

const GOOD: &str = r#"id = "x_visit"
version = 1
noun = "case"
zh = "探访"
en = "Visit"
class = "case"
title = ["date"]
list = ["date", "parent.name"]
parent = "client"

[[page]]
id = "p"
zh = "页"
en = "page"

[[page.field]]
id = "date"
zh = "日期"
en = "Date"
type = "date"
required_if = "today > '2020'"

[[page.field]]
id = "x_kind"
zh = "种类"
en = "Kind"
type = "choice"
choices = [{ code = "a", zh = "甲", en = "A" }]
default = "a"
"#;

fn where_and_why(notes: &[Note]) -> Vec<(String, String, String)> {
    let arg = |n: &Note, name: &str| {
        n.args
            .iter()
            .find(|(k, _)| *k == name)
            .map(|(_, v)| v.clone())
            .unwrap_or_default()
    };
    notes
        .iter()
        .map(|n| (n.code.to_owned(), arg(n, "file"), arg(n, "line")))
        .collect()
}

#[test]
fn the_good_file_is_good() {
    let form = parse("x.toml", GOOD).unwrap();
    assert_eq!(form.tag(), "x_visit/1");
    assert_eq!(form.field("date").unwrap().line, 17);
    let own = vec![("x.toml".to_owned(), GOOD.to_owned())];
    assert!(
        Forms::with_overrides(&own, &Fake)
            .unwrap()
            .get("x_visit")
            .is_some()
    );
}

#[test]
fn editors_of_windows_do_no_harm() {
    let text = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(
        parse("x.toml", &text).unwrap().field("date").unwrap().line,
        17
    );
}

#[test]
fn a_huge_or_deep_file_is_refused() {
    let long = format!("{GOOD}# {}", "x".repeat(300_000));
    assert_eq!(parse("x.toml", &long).unwrap_err().code(), "E_FORM_SIZE");
    let deep = GOOD.replacen(
        "version = 1",
        &format!("version = {}", "[".repeat(100_000)),
        1,
    );
    assert_eq!(parse("x.toml", &deep).unwrap_err().code(), "E_FORM_SYNTAX");
}

#[test]
fn each_fault_has_its_line_and_code() {
    let cases = [
        ("version = 1", "version = ", "E_FORM_SYNTAX", 2),
        ("version = 1", "version = \"1\"", "E_FORM_SYNTAX", 2),
        ("version = 1", "version = 0", "E_FORM_VERSION", 2),
        ("version = 1", "version = -1", "E_FORM_SYNTAX", 2),
        ("zh = \"探访\"", "zh = \"探访\"\nzg = 1", "E_FORM_KEY", 5),
        (
            "type = \"date\"",
            "type = \"date\"\nrequird = true",
            "E_FORM_KEY",
            21,
        ),
        ("zh = \"日期\"\n", "", "E_FORM_MISSING", 16),
        ("en = \"Date\"", "en = \" \"", "E_FORM_LABEL", 19),
        ("type = \"date\"", "type = \"dates\"", "E_FORM_KIND", 20),
        ("type = \"date\"", "type = \"choice\"", "E_FORM_KIND", 20),
        ("id = \"date\"", "id = \"日期\"", "E_FORM_NAME", 17),
        ("id = \"date\"", "id = \"today\"", "E_FORM_NAME", 17),
        ("id = \"x_kind\"", "id = \"date\"", "E_FORM_TWICE", 24),
        ("id = \"x_kind\"", "id = \"void\"", "E_FORM_TWICE", 24),
        ("id = \"x_kind\"", "id = \"x_a.b\"", "E_FORM_GROUP", 24),
        ("default = \"a\"", "default = \"b\"", "E_FORM_VALUE", 29),
        ("default = \"a\"", "default = 1", "E_FORM_VALUE", 29),
        ("default = \"a\"", "search = \"fuzzy\"", "E_FORM_VALUE", 29),
        (
            "default = \"a\"",
            "computed = \"date\"\nindexed = true",
            "E_FORM_VALUE",
            29,
        ),
        ("today > '2020'", "today >", "E_FORM_EXPR", 21),
        ("today > '2020'", "todey > '2020'", "E_FORM_EXPR_NAME", 21),
        ("today > '2020'", "now() > '2020'", "E_FORM_EXPR_NAME", 21),
        (
            "title = [\"date\"]",
            "title = [\"dat\"]",
            "E_FORM_REFERS",
            7,
        ),
        (
            "parent = \"client\"",
            "place = \"where\"",
            "E_FORM_REFERS",
            9,
        ),
        ("class = \"case\"", "class = \"secret\"", "E_FORM_SYNTAX", 6),
    ];
    for (from, to, code, line) in cases {
        let text = GOOD.replacen(from, to, 1);
        assert_ne!(text, GOOD, "{from}");
        let fault = parse("x.toml", &text).unwrap_err();
        let expected = (code.to_owned(), "x.toml".to_owned(), line.to_string());
        assert!(
            where_and_why(&fault.notes).contains(&expected),
            "{to}: {:?}",
            fault.notes
        );
    }
}

#[test]
fn what_does_not_fit_the_other_forms_is_refused() {
    let cases = [
        (
            "parent = \"client\"",
            "parent = \"nobody\"",
            "E_FORM_REFERS",
            "1",
        ),
        (
            "\"parent.name\"",
            "\"parent.nothing\"",
            "E_FORM_REFERS",
            "1",
        ),
        ("class = \"case\"", "class = \"open\"", "E_FORM_CLASS", "1"),
        (
            "parent = \"client\"",
            "parent = \"x_visit\"",
            "E_FORM_CIRCLE",
            "1",
        ),
        ("noun = \"case\"", "noun = \"cases\"", "E_FORM_REFERS", "1"),
        (
            "type = \"date\"",
            "type = \"code:no_list\"",
            "E_FORM_REFERS",
            "17",
        ),
        (
            "type = \"date\"",
            "type = \"ref:nobody\"",
            "E_FORM_REFERS",
            "17",
        ),
        (
            "type = \"date\"",
            "type = \"rows:attendee\"",
            "E_FORM_REFERS",
            "17",
        ),
        ("today > '2020'", "today > 2020", "E_FORM_EXPR", "17"),
        ("today > '2020'", "parent.nothing == 1", "E_FORM_EXPR", "17"),
        (
            "today > '2020'",
            "rows.nothing.size() == 1",
            "E_FORM_EXPR",
            "17",
        ),
        ("today > '2020'", "age(date) > 1", "E_FORM_EXPR", "17"),
    ];
    for (from, to, code, line) in cases {
        let own = vec![("x.toml".to_owned(), GOOD.replacen(from, to, 1))];
        let fault = Forms::with_overrides(&own, &Fake).unwrap_err();
        let expected = (code.to_owned(), "x.toml".to_owned(), line.to_owned());
        assert!(
            where_and_why(&fault.notes).contains(&expected),
            "{to}: {:?}",
            fault.notes
        );
    }
}

#[test]
fn every_cut_of_a_form_file_is_refused_or_read_without_a_panic() {
    for head in (0..GOOD.len()).filter_map(|end| GOOD.get(..end)) {
        let _ = parse("x.toml", head);
    }
}

#[test]
fn a_misspelt_code_in_a_condition_is_refused() {
    let run = |condition: &str| {
        let text = GOOD.replacen("today > '2020'", condition, 1);
        assert_ne!(text, GOOD);
        let own = vec![("x.toml".to_owned(), text)];
        Forms::with_overrides(&own, &Fake).map_err(|f| where_and_why(&f.notes))
    };
    for good in [
        "x_kind == 'a'",
        "x_kind in ['a']",
        "parent.gender != '1'",
        "'dibao' in parent.categories",
        "parent.name == 'nope'",
    ] {
        assert!(run(good).is_ok(), "{good}");
    }
    let refused = vec![("E_FORM_REFERS".into(), "x.toml".into(), "17".into())];
    for bad in [
        "x_kind == 'b'",
        "'b' != x_kind",
        "x_kind in ['a', 'b']",
        "parent.gender == 'nope'",
        "!('nope' in parent.categories)",
        "[1].exists(n, x_kind == 'b')",
        "empty(today) ? x_kind == 'b' : true",
    ] {
        assert_eq!(run(bad).unwrap_err(), refused, "{bad}");
    }
}
