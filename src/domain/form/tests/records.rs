//! What must be filled and what must hold, on the built-in forms.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::{Fake, codes};
use crate::domain::form::{Facts, Forms, Row, Rows, check_record, computed, fill_new, read_input};
use crate::domain::value::{Patch, Value};

const TODAY: &str = "2026-11-23";

fn patch(forms: &Forms, form: &str, json: &Json) -> Patch {
    let form = forms.get(form).unwrap();
    let input = read_input(form, json.as_object().unwrap(), &Patch::new(), TODAY, &Fake);
    assert!(!input.is_refused(), "{:?}", input.notes);
    input.patch
}

fn check(
    forms: &Forms,
    form: &str,
    values: &Patch,
    rows: &Rows,
    parent: Option<&Patch>,
) -> Vec<String> {
    let facts = Facts {
        forms,
        form: forms.get(form).unwrap(),
        values,
        rows,
        parent,
        today: TODAY,
    };
    let mut values = values.clone();
    values.extend(fill_new(&facts, &Fake));
    codes(&check_record(
        &Facts {
            values: &values,
            ..facts
        },
        &Fake,
    ))
}

fn client() -> Json {
    json!({"name": "张三", "gender": "1", "birth_date": "1948-03-15", "id_type": "resident_id", "id_no": "320599194803150355",
        "village_code": "320585101201", "categories": ["elder_alone"], "capacity": "full"})
}

fn with(base: &Json, changes: &Json) -> Json {
    let mut all = base.clone();
    for (key, value) in changes.as_object().unwrap() {
        all[key] = value.clone();
    }
    all
}

#[test]
fn a_client_needs_what_the_conditions_say() {
    let forms = Forms::builtin(&Fake).unwrap();
    let cases = [
        (json!({}), vec![]),
        (json!({"id_no": null}), vec!["E_REQUIRED id_no"]),
        (json!({"id_no": null, "id_type": "none"}), vec![]),
        (json!({"name": " "}), vec!["E_REQUIRED name"]),
        (
            json!({"capacity": "limited"}),
            vec![
                "E_REQUIRED guardian.name",
                "E_REQUIRED guardian.relationship",
                "E_REQUIRED guardian.phone",
            ],
        ),
        (
            json!({"capacity": "limited", "guardian": {"name": "李某", "relationship": "20", "phone": "13800000001"}}),
            vec![],
        ),
        (
            json!({"birth_date": "1948-03-16"}),
            vec!["W_BIRTH birth_date"],
        ),
        (json!({"gender": "2"}), vec!["W_SEX gender"]),
        // The number of another document says nothing about birth and sex.
        (
            json!({"id_type": "passport", "birth_date": "1950-01-01", "gender": "2"}),
            vec![],
        ),
        (
            json!({"id_type": "none", "id_no": null, "birth_date": "2027-01-01"}),
            vec![
                "E_RULE birth_date",
                "W_RULE capacity",
                "W_RULE capacity",
                "E_REQUIRED guardian.name",
                "E_REQUIRED guardian.relationship",
                "E_REQUIRED guardian.phone",
            ],
        ),
        (
            json!({"id_type": "none", "id_no": null, "birth_date": null, "birth_year": 2015, "guardian.name": "李某", "guardian.phone": "13800000001"}),
            vec!["E_REQUIRED guardian.relationship"],
        ),
    ];
    for (changes, expected) in cases {
        let values = patch(&forms, "client", &with(&client(), &changes));
        assert_eq!(
            check(&forms, "client", &values, &Rows::new(), None),
            expected,
            "{changes}"
        );
    }
}

#[test]
fn birth_and_sex_come_from_the_number_only_where_empty() {
    let forms = Forms::builtin(&Fake).unwrap();
    let fill = |changes: Json| {
        let values = patch(&forms, "client", &with(&client(), &changes));
        let rows = Rows::new();
        fill_new(
            &Facts {
                forms: &forms,
                form: forms.get("client").unwrap(),
                values: &values,
                rows: &rows,
                parent: None,
                today: TODAY,
            },
            &Fake,
        )
    };
    let filled = fill(json!({"birth_date": null, "gender": null}));
    assert_eq!(filled["birth_date"], "1948-03-15".into());
    assert_eq!(filled["gender"], "1".into());
    assert_eq!(filled["ethnic"], "01".into());
    assert!(!fill(json!({})).contains_key("birth_date"));
    assert!(!fill(json!({"birth_date": null, "id_type": "passport"})).contains_key("birth_date"));
}

#[test]
fn an_intake_needs_referrer_and_reason_where_the_rules_say() {
    let forms = Forms::builtin(&Fake).unwrap();
    let base = json!({"case_no": "GA-T01-2026-A0001", "worker": Uuid::nil().to_string(), "source": "self", "contact_method": "home", "request": "助餐",
        "problem_types": ["elder_care", "livelihood"], "primary_problem": "elder_care", "urgency": "soon", "risk_level": "high", "decision": "accept"});
    let cases = [
        (json!({}), vec![]),
        (
            json!({"source": "committee"}),
            vec!["E_REQUIRED referrer.org", "E_REQUIRED referrer.person"],
        ),
        (
            json!({"source": "committee", "referrer": {"org": "村委会", "person": "吴某"}}),
            vec![],
        ),
        (
            json!({"decision": "refer"}),
            vec!["E_REQUIRED reject_reason"],
        ),
        (json!({"decision": "brief"}), vec![]),
        (
            json!({"primary_problem": "legal"}),
            vec!["E_RULE primary_problem"],
        ),
        (
            json!({"intake_date": "2026-12-01"}),
            vec!["W_RULE intake_date"],
        ),
        (
            json!({"supervised_on": "2026-11-01"}),
            vec!["E_RULE supervised_on"],
        ),
        (json!({"request": null}), vec!["E_REQUIRED request"]),
    ];
    for (changes, expected) in cases {
        let values = patch(&forms, "F1", &with(&base, &changes));
        assert_eq!(
            check(&forms, "F1", &values, &Rows::new(), Some(&Patch::new())),
            expected,
            "{changes}"
        );
    }
    let values = patch(&forms, "F1", &base);
    let facts = Facts {
        forms: &forms,
        form: forms.get("F1").unwrap(),
        values: &values,
        rows: &Rows::new(),
        parent: None,
        today: TODAY,
    };
    let filled = fill_new(&facts, &Fake);
    assert_eq!(filled["state"], "intake".into());
    assert_eq!(filled["intake_date"], TODAY.into());
}

#[test]
fn minutes_look_at_their_rows() {
    let forms = Forms::builtin(&Fake).unwrap();
    let person = |n: u128, role: &str, attendance: &str| Row {
        id: Uuid::from_u128(n),
        values: patch(
            &forms,
            "attendee",
            &json!({"name": "吴某", "unit": "村委会", "role": role, "attendance": attendance}),
        ),
    };
    let base = json!({"minutes_no": "第1期", "kind": "weekly_village", "body": "上林村", "scope_code": "320585101201", "title": "例会", "date": TODAY,
        "start": "14:00", "end": "15:10", "place": "村委会", "chair": Uuid::from_u128(1).to_string(), "recorder": Uuid::from_u128(2).to_string()});
    let topic = Row {
        id: Uuid::from_u128(9),
        values: patch(&forms, "topic", &json!({"title": "助餐", "kind": "need"})),
    };
    let run = |changes: Json, people: Vec<Row>| {
        let rows = Rows::from([
            ("attendees".into(), people),
            ("topics".into(), vec![topic.clone()]),
        ]);
        check(
            &forms,
            "minutes",
            &patch(&forms, "minutes", &with(&base, &changes)),
            &rows,
            None,
        )
    };
    let two = || {
        vec![
            person(1, "coordinator", "present"),
            person(2, "worker", "present"),
        ]
    };
    assert_eq!(run(json!({}), two()), Vec::<String>::new());
    assert_eq!(
        run(json!({}), vec![]),
        ["E_REQUIRED attendees", "E_RULE chair", "E_RULE recorder"]
    );
    assert_eq!(
        run(
            json!({}),
            vec![
                person(1, "coordinator", "present"),
                person(2, "worker", "nonvoting")
            ]
        ),
        ["E_RULE attendees"]
    );
    assert_eq!(
        run(
            json!({}),
            vec![
                person(1, "party", "present"),
                person(2, "worker", "present"),
                person(3, "leader", "absent")
            ]
        ),
        ["E_RULE attendees"]
    );
    assert_eq!(
        run(
            json!({"kind": "special"}),
            vec![
                person(1, "party", "present"),
                person(2, "worker", "present")
            ]
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        run(json!({"recorder": Uuid::from_u128(1).to_string()}), two()),
        ["E_RULE recorder"]
    );
    assert_eq!(
        run(json!({"chair": Uuid::from_u128(7).to_string()}), two()),
        ["E_RULE chair"]
    );
    assert_eq!(run(json!({"end": "14:00"}), two()), ["E_RULE end"]);
    assert_eq!(run(json!({"end": null}), two()), Vec::<String>::new());
    assert_eq!(
        run(json!({"next_meeting": {"date": TODAY}}), two()),
        ["E_RULE next_meeting.date"]
    );
}

#[test]
fn votes_and_actions_keep_their_bounds() {
    let forms = Forms::builtin(&Fake).unwrap();
    let vote = |changes: Json| {
        let base = json!({"method": "secret", "rule": "villagers_reps", "eligible": 30, "present": 20, "in_favour": 12, "against": 8});
        check(
            &forms,
            "vote",
            &patch(&forms, "vote", &with(&base, &changes)),
            &Rows::new(),
            Some(&Patch::new()),
        )
    };
    assert_eq!(vote(json!({})), Vec::<String>::new());
    assert_eq!(vote(json!({"abstain": 1})), ["E_RULE in_favour"]);
    assert_eq!(vote(json!({"present": 31})), ["E_RULE present"]);
    let minutes = Patch::from([("date".into(), TODAY.into())]);
    let action = |changes: Json| {
        let base =
            json!({"text": "送餐", "owner": "李某", "owner_unit": "社工站", "due": "2026-12-05"});
        check(
            &forms,
            "action",
            &patch(&forms, "action", &with(&base, &changes)),
            &Rows::new(),
            Some(&minutes),
        )
    };
    assert_eq!(action(json!({})), Vec::<String>::new());
    assert_eq!(action(json!({"due": "2026-11-22"})), ["E_RULE due"]);
    assert_eq!(
        action(json!({"due": null, "owner": null})),
        ["E_REQUIRED owner", "E_REQUIRED due"]
    );
    assert_eq!(action(json!({"status": "done"})), ["E_REQUIRED done_on"]);
}

#[test]
fn minutes_of_service_are_computed_and_bounded() {
    let forms = Forms::builtin(&Fake).unwrap();
    let (volunteer, recorder) = (
        Uuid::from_u128(1).to_string(),
        Uuid::from_u128(2).to_string(),
    );
    let base = json!({"volunteer": volunteer, "title": "送餐", "date": TODAY, "start": "09:00", "end": "10:30", "break_min": 15, "content": "三组送餐", "recorder": recorder});
    let cases = [
        (json!({}), Value::Int(75), vec![]),
        (
            json!({"break_min": 90}),
            Value::Int(0),
            vec!["E_RULE minutes"],
        ),
        (
            json!({"end": "09:00"}),
            Value::Int(-15),
            vec!["E_RULE end", "E_RULE minutes"],
        ),
        (
            json!({"start": "00:00", "end": "08:15"}),
            Value::Int(480),
            vec![],
        ),
        (
            json!({"start": "00:00", "end": "08:16"}),
            Value::Int(481),
            vec!["W_RULE minutes"],
        ),
        (
            json!({"start": "00:00", "end": "16:15"}),
            Value::Int(960),
            vec!["W_RULE minutes"],
        ),
        (
            json!({"start": "00:00", "end": "16:16"}),
            Value::Int(961),
            vec!["E_RULE minutes", "W_RULE minutes"],
        ),
        (json!({"end": null}), Value::Empty, vec!["E_REQUIRED end"]),
    ];
    for (changes, minutes, expected) in cases {
        let values = patch(&forms, "hours", &with(&base, &changes));
        let facts = Facts {
            forms: &forms,
            form: forms.get("hours").unwrap(),
            values: &values,
            rows: &Rows::new(),
            parent: None,
            today: TODAY,
        };
        assert_eq!(computed(&facts)["minutes"], minutes, "{changes}");
        assert_eq!(
            check(&forms, "hours", &values, &Rows::new(), None),
            expected,
            "{changes}"
        );
    }
}

#[test]
fn a_minor_volunteer_needs_a_guardian_and_a_number_of_their_own() {
    let forms = Forms::builtin(&Fake).unwrap();
    let base = json!({"volunteer_no": "ZY-1", "name": "王山", "gender": "2", "birth_date": "2015-06-15", "id_type": "resident_id", "id_no": "320599201506150247",
        "phone": "13800000001", "village_code": "320585101201", "registered_on": TODAY, "guardian": {"name": "王某", "relationship": "51", "phone": "13800000002"}});
    let cases = [
        (json!({}), vec![]),
        (
            json!({"guardian": null}),
            vec![
                "E_REQUIRED guardian.name",
                "E_REQUIRED guardian.relationship",
                "E_REQUIRED guardian.phone",
            ],
        ),
        (
            json!({"volunteer_no": "320599201506150247"}),
            vec!["E_RULE volunteer_no"],
        ),
        (
            json!({"registered_on": "2023-06-14"}),
            vec!["E_RULE birth_date"],
        ),
        (
            json!({"registered_on": "2033-06-15", "guardian": null}),
            vec!["W_RULE registered_on"],
        ),
        (json!({"id_type": "none"}), vec!["E_RULE id_type"]),
    ];
    for (changes, expected) in cases {
        let values = patch(&forms, "volunteer", &with(&base, &changes));
        assert_eq!(
            check(&forms, "volunteer", &values, &Rows::new(), None),
            expected,
            "{changes}"
        );
    }
}

#[test]
fn digits_and_punctuation_in_a_persons_name_are_remarked() {
    let forms = Forms::builtin(&Fake).unwrap();
    let remarked = |form: &str, name: &str| {
        let values = patch(&forms, form, &json!({ "name": name }));
        let codes = check(&forms, form, &values, &Rows::new(), Some(&Patch::new()));
        assert!(!codes.contains(&"E_RULE name".to_owned()), "{codes:?}");
        codes.contains(&"W_RULE name".to_owned())
    };
    for form in ["client", "client_household", "volunteer"] {
        let slips = [
            "张三13900000002",
            "张三２",
            "138-0000",
            "张三、李四",
            "张三,男",
        ];
        for name in slips {
            assert!(remarked(form, name), "{form} {name}");
        }
        let names = [
            "张三",
            "买买提·吐尔逊",
            "Mary-Ann O'Neill Jr.",
            "张 三",
            "王某(小王)",
        ];
        for name in names {
            assert!(!remarked(form, name), "{form} {name}");
        }
    }
    // Whoever stays anonymous may go by a number.
    let values = patch(
        &forms,
        "client",
        &json!({ "name": "案主1", "anonymous": true }),
    );
    let codes = check(&forms, "client", &values, &Rows::new(), Some(&Patch::new()));
    assert!(!codes.contains(&"W_RULE name".to_owned()), "{codes:?}");
}
