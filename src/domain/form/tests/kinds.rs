//! The format carries what the coming forms need: each kind of field at work, in
//! shapes taken from the forms that are not built in yet.

use serde_json::json;
use uuid::Uuid;

use super::{Fake, codes};
use crate::domain::form::{Facts, Forms, Row, Rows, check_record, computed, fill_new, read_input};
use crate::domain::value::{Patch, Value};

const HEAD: &str = "version = 1\nnoun = \"case\"\nzh = \"表\"\nen = \"form\"\nclass = \"case\"\n[[page]]\nid = \"p\"\nzh = \"页\"\nen = \"page\"\n";

fn form(head: &str, fields: &[&str]) -> String {
    let (top, group) = head.split_once("[[group]]").unwrap_or((head, ""));
    let mut text = format!("{top}\n{HEAD}");
    if !group.is_empty() {
        text = text.replacen("[[page]]", &format!("[[group]]{group}\n[[page]]"), 1);
    }
    for field in fields {
        text.push_str("[[page.field]]\nzh = \"字段\"\nen = \"field\"\n");
        text.push_str(field);
        text.push('\n');
    }
    text
}

fn programme() -> Forms {
    let plan = form(
        "id = \"F4\"",
        &[
            "id = \"version_no\"\ntype = \"int1+\"\ndefault = 1",
            "id = \"goals\"\ntype = \"rows:goal\"\nrequired = true",
            "id = \"steps\"\ntype = \"rows:step\"",
            "id = \"planned_sessions\"\ntype = \"int1-200\"",
        ],
    );
    let goal = form(
        "id = \"goal\"\nrows_of = { form = \"F4\", field = \"goals\" }",
        &[
            "id = \"text\"\ntype = \"text300\"\nrequired = true",
            "id = \"due\"\ntype = \"date\"",
        ],
    );
    let step = form(
        "id = \"step\"\nrows_of = { form = \"F4\", field = \"steps\" }",
        &["id = \"goal\"\ntype = \"ref:goal\"\nrequired = true"],
    );
    let closing = form(
        "id = \"F7\"\nparent = \"F4\"",
        &[
            "id = \"evaluated\"\ntype = \"bool\"\nrequired = true",
            "id = \"not_evaluated_why\"\ntype = \"text300\"\nrequired_if = \"!evaluated\"\nshown_if = \"!evaluated\"",
            "id = \"goals\"\ntype = \"rows:goal_result\"\nrequired_if = \"evaluated\"\n[[page.field.check]]\nthat = \"rows.goals.all(g, g.percent <= 100)\"\nzh = \"不\"\nen = \"no\"",
            "id = \"mean\"\ntype = \"int\"\ncomputed = \"parent.planned_sessions * 2\"",
        ],
    );
    let goal_result = form(
        "id = \"goal_result\"\nrows_of = { form = \"F7\", field = \"goals\" }",
        &[
            "id = \"goal\"\ntype = \"ref:goal\"",
            "id = \"percent\"\ntype = \"int0+\"",
        ],
    );
    let referral = form(
        "id = \"F8\"\nparent = \"F4\"\n[[group]]\nid = \"other_org\"\nzh = \"对方\"\nen = \"other\"",
        &[
            "id = \"direction\"\ntype = \"choice\"\nchoices = [{ code = \"in\", zh = \"转入\", en = \"in\" }, { code = \"out\", zh = \"转出\", en = \"out\" }]\ndefault = \"out\"",
            "id = \"other_org.name\"\ntype = \"text100\"\nrequired = true",
            "id = \"other_org.uscc\"\ntype = \"uscc\"",
            "id = \"fields_shared\"\ntype = \"multi:fields\"",
            "id = \"sent_on\"\ntype = \"date\"\ndefault_expr = \"today\"",
            "id = \"reply_due\"\ntype = \"date\"\ndefault_expr = \"add_days(sent_on, 7)\"",
            "id = \"legal_ground\"\ntype = \"text200\"\nrequired_if = \"direction == 'out' && empty(fields_shared)\"",
            "id = \"other\"\ntype = \"bool\"\nrequired_if = \"empty(other_org.uscc) && parent.planned_sessions > 3\"",
        ],
    );
    let crisis = form(
        "id = \"crisis\"\nparent = \"F4\"",
        &[
            "id = \"at\"\ntype = \"datetime\"\nrequired = true",
            "id = \"score\"\ntype = \"decimal1\"",
            "id = \"amount\"\ntype = \"money\"",
            "id = \"scan\"\ntype = \"sha256\"",
            "id = \"no\"\ntype = \"auto\"",
            "id = \"place\"\ntype = \"division\"",
            "id = \"who\"\ntype = \"ref:worker\"",
            "id = \"look_back\"\ntype = \"edits:goal\"\nset = [{ field = \"text\", from = \"remark\" }]",
            "id = \"week\"\ntype = \"grid\"\nrows = [{ code = \"mon\", zh = \"一\", en = \"Mon\" }]\nchoices = [{ code = \"am\", zh = \"上\", en = \"am\" }, { code = \"pm\", zh = \"下\", en = \"pm\" }]",
            "id = \"phone\"\ntype = \"phone\"",
            "id = \"start\"\ntype = \"time\"",
        ],
    );
    let texts = [plan, goal, step, closing, goal_result, referral, crisis];
    let files: Vec<(&str, &str)> = texts.iter().map(|t| ("x.toml", t.as_str())).collect();
    let forms = Forms::read(&files).unwrap();
    assert_eq!(codes(&forms.cross_check(&Fake)), Vec::<String>::new());
    forms
}

#[test]
fn every_kind_is_read_into_its_value() {
    let forms = programme();
    let crisis = forms.get("crisis").unwrap();
    let id = Uuid::from_u128(5).to_string();
    let good = [
        (
            "at",
            json!("2026-11-23 14:05"),
            Value::from("2026-11-23T14:05"),
        ),
        ("at", json!("2026-11-23T7:05"), "2026-11-23T07:05".into()),
        ("score", json!(3.5), Value::Int(35)),
        ("score", json!(-3), Value::Int(-30)),
        ("score", json!("0.1"), Value::Int(1)),
        ("amount", json!(105_000_000), Value::Int(105_000_000)),
        ("scan", json!("AB".repeat(32)), "ab".repeat(32).into()),
        ("no", json!("GA-T01-2026-A0001"), "GA-T01-2026-A0001".into()),
        ("place", json!("320585101"), "320585101".into()),
        ("who", json!(id.to_uppercase()), id.as_str().into()),
        ("who", json!("goals[2]"), "goals[2]".into()),
        (
            "week",
            json!(["mon_pm", "mon_am", "mon_pm"]),
            Value::Codes(vec!["mon_am".into(), "mon_pm".into()]),
        ),
        ("week", json!([]), Value::Empty),
        ("phone", json!(""), Value::Empty),
        ("start", json!("9:05"), "09:05".into()),
        ("amount", json!(null), Value::Empty),
    ];
    for (field, given, expected) in good {
        let input = read_input(
            crisis,
            json!({field: given.clone()}).as_object().unwrap(),
            &Patch::new(),
            "2026-11-23",
            &Fake,
        );
        assert_eq!(codes(&input.notes), Vec::<String>::new(), "{field} {given}");
        assert_eq!(input.patch[field], expected, "{field} {given}");
    }
    let bad = [
        ("at", json!("2026-11-23"), "E_DATETIME_FORMAT"),
        ("at", json!("2026-02-30T10:00"), "E_DATETIME_FORMAT"),
        ("score", json!(3.55), "E_TYPE"),
        ("score", json!(1e30), "E_TYPE"),
        ("score", json!("3."), "E_TYPE"),
        ("amount", json!(10.5), "E_TYPE"),
        ("amount", json!("10"), "E_TYPE"),
        ("scan", json!("ab"), "E_DIGEST"),
        ("no", json!(7), "E_TYPE"),
        ("place", json!("3205"), "E_LEN"),
        ("who", json!("somebody"), "E_REF"),
        ("who", json!("goals[-1]"), "E_REF"),
        ("week", json!(["sun_am"]), "E_CODE"),
        ("week", json!("mon_am"), "E_TYPE"),
        ("phone", json!("x"), "E_PHONE"),
        ("start", json!("25:61"), "E_TIME_FORMAT"),
        ("look_back", json!([1]), "E_TYPE"),
        ("look_back", json!({}), "E_TYPE"),
    ];
    for (field, given, code) in bad {
        let input = read_input(
            crisis,
            json!({field: given.clone()}).as_object().unwrap(),
            &Patch::new(),
            "2026-11-23",
            &Fake,
        );
        assert_eq!(
            codes(&input.notes),
            [format!("{code} {field}")],
            "{field} {given}"
        );
        assert!(input.patch.is_empty() && input.rows.is_empty());
    }
}

#[test]
fn conditions_reach_rows_groups_and_the_record_above() {
    let forms = programme();
    let check = |form: &str, values: &Patch, rows: &Rows, parent: &Patch| {
        let form = forms.get(form).unwrap();
        codes(&check_record(
            &Facts {
                forms: &forms,
                form,
                values,
                rows,
                parent: Some(parent),
                today: "2026-11-23",
            },
            &Fake,
        ))
    };
    let plan = Patch::from([("planned_sessions".into(), Value::Int(8))]);
    let row = |percent: i64| Row {
        id: Uuid::nil(),
        values: Patch::from([("percent".into(), Value::Int(percent))]),
    };
    let yes = Patch::from([("evaluated".into(), Value::Bool(true))]);
    let no = Patch::from([("evaluated".into(), Value::Bool(false))]);
    let rows = |percents: &[i64]| {
        Rows::from([(
            "goals".to_owned(),
            percents.iter().map(|p| row(*p)).collect(),
        )])
    };
    assert_eq!(check("F7", &yes, &Rows::new(), &plan), ["E_REQUIRED goals"]);
    assert_eq!(
        check("F7", &yes, &rows(&[50, 101]), &plan),
        ["E_RULE goals"]
    );
    assert_eq!(
        check("F7", &yes, &rows(&[50, 100]), &plan),
        Vec::<String>::new()
    );
    assert_eq!(
        check("F7", &no, &Rows::new(), &plan),
        ["E_REQUIRED not_evaluated_why"]
    );

    let form = forms.get("F8").unwrap();
    let name = Patch::from([("other_org.name".into(), "医院".into())]);
    let facts = Facts {
        forms: &forms,
        form,
        values: &name,
        rows: &Rows::new(),
        parent: Some(&plan),
        today: "2026-11-23",
    };
    let filled = fill_new(&facts, &Fake);
    assert_eq!(filled["direction"], "out".into());
    assert_eq!(filled["sent_on"], "2026-11-23".into());
    assert_eq!(filled["reply_due"], "2026-11-30".into());
    let mut all = name.clone();
    all.extend(filled);
    assert_eq!(
        check("F8", &all, &Rows::new(), &plan),
        ["E_REQUIRED legal_ground", "E_REQUIRED other"]
    );
    assert_eq!(
        check("F8", &all, &Rows::new(), &Patch::new()),
        ["E_REQUIRED legal_ground"]
    );

    let closing = Facts {
        form: forms.get("F7").unwrap(),
        values: &yes,
        ..facts
    };
    assert_eq!(computed(&closing)["mean"], Value::Int(16));
}
