//! What a person or a script gives is folded, typed, or refused by field.

use serde_json::{Value as Json, json};

use super::{Fake, codes};
use crate::domain::form::{Forms, Input, flatten, read_input};
use crate::domain::value::{Patch, Value};

fn read(form: &str, json: &Json, before: &Patch) -> Input {
    let forms = Forms::builtin(&Fake).unwrap();
    read_input(
        forms.get(form).unwrap(),
        json.as_object().unwrap(),
        before,
        "2026-11-23",
        &Fake,
    )
}

#[test]
fn groups_may_be_nested_or_dotted() {
    let forms = Forms::builtin(&Fake).unwrap();
    let f1 = forms.get("F1").unwrap();
    let nested = json!({"referrer": {"org": "村委会", "phone": null}});
    let dotted = json!({"referrer.org": "村委会", "referrer.phone": null});
    assert_eq!(
        flatten(f1, nested.as_object().unwrap()),
        *dotted.as_object().unwrap()
    );
    assert_eq!(
        read("F1", &nested, &Patch::new()).patch,
        read("F1", &dotted, &Patch::new()).patch
    );
    let cleared = read("F1", &json!({"referrer": null}), &Patch::new());
    assert_eq!(cleared.patch.len(), 3);
    assert!(cleared.patch.values().all(Value::is_empty));
    assert_eq!(
        codes(&read("F1", &json!({"referrer": {"fax": "1"}}), &Patch::new()).notes),
        ["E_UNKNOWN_FIELD referrer.fax"]
    );
    assert_eq!(
        codes(&read("F1", &json!({"referrer": "x"}), &Patch::new()).notes),
        ["E_UNKNOWN_FIELD referrer"]
    );
}

#[test]
fn each_refusal_names_its_field() {
    let long = "字".repeat(2001);
    let cases = [
        ("F1", json!({"nothing": 1}), "E_UNKNOWN_FIELD nothing"),
        ("F1", json!({"state": "closed"}), "E_GATE_FIELD state"),
        ("F1", json!({"void": true}), "E_GATE_FIELD void"),
        ("F1", json!({"approved": true}), "E_GATE_FIELD approved"),
        (
            "F1",
            json!({"void_reason": "x"}),
            "E_UNKNOWN_FIELD void_reason",
        ),
        ("attendee", json!({"pos": "a"}), "E_UNKNOWN_FIELD pos"),
        ("hours", json!({"minutes": 60}), "E_COMPUTED minutes"),
        ("hours", json!({"break_min": -1}), "E_RANGE break_min"),
        ("hours", json!({"break_min": 961}), "E_RANGE break_min"),
        ("hours", json!({"break_min": "15"}), "E_TYPE break_min"),
        ("hours", json!({"date": "2026-02-29"}), "E_DATE_FORMAT date"),
        (
            "client",
            json!({"political": "01"}),
            "E_FIELD_OFF political",
        ),
        ("client", json!({"gender": "nope"}), "E_CODE gender"),
        (
            "client",
            json!({"categories": ["nope"]}),
            "E_CODE categories",
        ),
        ("client", json!({"capacity": "half"}), "E_CODE capacity"),
        ("client", json!({"anonymous": "yes"}), "E_TYPE anonymous"),
        ("client", json!({"name": "a\nb"}), "E_SIGN name"),
        ("client", json!({"name": "a\u{202e}b"}), "E_SIGN name"),
        ("client", json!({"name": ["a"]}), "E_TYPE name"),
        (
            "client",
            json!({"village_code": "320585"}),
            "E_LEN village_code",
        ),
        ("client", json!({"household": "x"}), "E_TYPE household"),
        ("F1", json!({"request": long}), "E_TOO_LONG request"),
    ];
    for (form, given, expected) in cases {
        let input = read(form, &given, &Patch::new());
        assert_eq!(codes(&input.notes), [expected], "{given}");
        assert!(input.is_refused() && input.patch.is_empty());
    }
    assert!(!read("F1", &json!({"request": "字".repeat(2000)}), &Patch::new()).is_refused());
    assert_eq!(
        read("F1", &json!({"request": "a\nb"}), &Patch::new()).patch["request"],
        "a\nb".into()
    );
}

#[test]
fn only_resident_numbers_have_rules() {
    let short = json!({"id_no": "E12345678"});
    let kind = |k: &str| Patch::from([("id_type".to_owned(), Value::from(k))]);
    assert_eq!(
        codes(&read("client", &short, &kind("resident_id")).notes),
        ["E_LEN id_no"]
    );
    assert!(!read("client", &short, &kind("passport")).is_refused());
    assert!(!read("client", &short, &Patch::new()).is_refused());
    // What is given in the same step counts before what the record had, in any order.
    let both = json!({"id_no": "E12345678", "id_type": "resident_id"});
    assert_eq!(
        codes(&read("client", &both, &kind("passport")).notes),
        ["E_LEN id_no"]
    );
    assert_eq!(
        codes(
            &read(
                "client",
                &json!({"id_no": "1".repeat(41)}),
                &kind("passport")
            )
            .notes
        ),
        ["E_TOO_LONG id_no"]
    );
}

#[test]
fn codes_are_folded_sorted_and_said_once() {
    let input = read(
        "client",
        &json!({"gender": " １ ", "categories": ["elder_alone", "dibao", "elder_alone"]}),
        &Patch::new(),
    );
    assert_eq!(input.patch["gender"], "1".into());
    assert_eq!(
        input.patch["categories"],
        Value::Codes(vec!["dibao".into(), "elder_alone".into()])
    );
}

#[test]
fn rows_come_back_in_the_order_of_the_form() {
    let input = read(
        "minutes",
        &json!({"actions": [{"text": "a"}], "attendees": [{"name": "b"}, {}], "review": [{"action": "x", "status": "done"}], "votes": null}),
        &Patch::new(),
    );
    assert!(!input.is_refused());
    let order: Vec<(&str, usize)> = input
        .rows
        .iter()
        .map(|(f, r)| (f.as_str(), r.len()))
        .collect();
    assert_eq!(
        order,
        [
            ("attendees", 2),
            ("review", 1),
            ("votes", 0),
            ("actions", 1)
        ]
    );
    assert_eq!(
        codes(&read("minutes", &json!({"attendees": [1]}), &Patch::new()).notes),
        ["E_TYPE attendees"]
    );
}
