//! A workspace's own copy of a form stays within its limits.

use super::Fake;
use crate::domain::form::{BUILT_IN, Forms};

fn built_in(path: &str) -> String {
    let (_, text) = BUILT_IN.iter().find(|(p, _)| *p == path).unwrap();
    text.replacen("version = 1", "version = 2", 1)
}

fn load(path: &str, changes: &[(&str, &str)]) -> Result<Forms, Vec<(String, String)>> {
    let mut text = built_in(path);
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    Forms::with_overrides(&[("own.toml".to_owned(), text)], &Fake).map_err(|fault| {
        fault
            .notes
            .iter()
            .map(|n| {
                assert!(
                    n.args.iter().any(|(k, v)| *k == "file" && v == "own.toml"),
                    "{n:?}"
                );
                assert!(
                    n.args
                        .iter()
                        .any(|(k, v)| *k == "line" && v.parse::<usize>().unwrap() > 0),
                    "{n:?}"
                );
                let name = n
                    .args
                    .iter()
                    .find(|(k, _)| *k == "name")
                    .map_or("", |(_, v)| v);
                (n.code.to_owned(), name.to_owned())
            })
            .collect()
    })
}

const TEAM: &str =
    "[[page.field]]\nid = \"team\"\nzh = \"所属服务队\"\nen = \"Team\"\ntype = \"ref:org\"\n";

#[test]
fn a_copy_may_rename_add_drop_and_switch_on() {
    let own = "[[page.field]]\nid = \"x_bus\"\nzh = \"公交线\"\nen = \"Bus\"\ntype = \"text20\"\n";
    let forms = load("volunteer/volunteer.toml", &[
        ("zh = \"职业\"", "zh = \"从事职业\""),
        (TEAM, own),
        ("off = true", "off = false"),
        ("id = \"certificates\"\nzh = \"专业证书\"\nen = \"Certificates\"\ntype = \"text200\"", "id = \"certificates\"\nzh = \"专业证书\"\nen = \"Certificates\"\ntype = \"text50\""),
    ])
    .unwrap();
    let form = forms.get("volunteer").unwrap();
    assert_eq!(form.tag(), "volunteer/2");
    assert_eq!(form.field("occupation").unwrap().label.zh, "从事职业");
    assert!(form.field("x_bus").is_some_and(|f| !f.hidden));
    let team = form.field("team").unwrap();
    assert!(team.hidden && !team.required);
    assert!(form.visible().any(|f| f.id == "political"));
}

#[test]
fn every_breach_is_named() {
    for (path, changes, code, name) in BREACHES {
        let notes = load(path, changes).unwrap_err();
        assert!(
            notes.contains(&((*code).to_owned(), (*name).to_owned())),
            "{changes:?}: {notes:?}"
        );
    }
}

/// File, changes to its text, the code and the name in the refusal.
type Breach = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
    &'static str,
);

const BREACHES: &[Breach] = &[
    (
        "volunteer/volunteer.toml",
        &[("version = 2", "version = 1")],
        "E_FORM_LIMIT_VERSION",
        "1",
    ),
    (
        "volunteer/volunteer.toml",
        &[("class = \"people\"", "class = \"open\"")],
        "E_FORM_LIMIT_CLASS",
        "people",
    ),
    (
        "volunteer/volunteer.toml",
        &[("noun = \"volunteer\"", "noun = \"meeting\"")],
        "E_FORM_LIMIT_FIXED",
        "noun",
    ),
    (
        "volunteer/volunteer.toml",
        &[("place = \"village_code\"", "place = \"name\"")],
        "E_FORM_LIMIT_FIXED",
        "place",
    ),
    (
        "volunteer/volunteer.toml",
        &[(
            "from = [\"active\"]\nto = \"suspended\"",
            "from = [\"withdrawn\"]\nto = \"suspended\"",
        )],
        "E_FORM_LIMIT_FIXED",
        "state",
    ),
    (
        "volunteer/volunteer.toml",
        &[("id = \"team\"", "id = \"bus\"")],
        "E_FORM_LIMIT_OWN_FIELD",
        "bus",
    ),
    (
        "volunteer/volunteer.toml",
        &[(
            "type = \"text200\"\nhint = { zh = \"敏感",
            "type = \"text300\"\nhint = { zh = \"敏感",
        )],
        "E_FORM_LIMIT_KIND",
        "health_note",
    ),
    (
        "volunteer/volunteer.toml",
        &[("type = \"code:political\"", "type = \"text10\"")],
        "E_FORM_LIMIT_KIND",
        "political",
    ),
    (
        "volunteer/volunteer.toml",
        &[("type = \"int1-60\"", "type = \"int0-60\"")],
        "E_FORM_LIMIT_KIND",
        "max_hours_week",
    ),
    (
        "volunteer/volunteer.toml",
        &[("sensitive = true", "sensitive = false")],
        "E_FORM_LIMIT_SENSITIVE",
        "health_note",
    ),
    (
        "volunteer/volunteer.toml",
        &[("protected = true", "protected = false")],
        "E_FORM_LIMIT_PROTECTED",
        "id_no",
    ),
    (
        "volunteer/hours.toml",
        &[("minutes(start, end) - break_min", "minutes(start, end)")],
        "E_FORM_LIMIT_COMPUTED",
        "minutes",
    ),
    (
        "meeting/minutes.toml",
        &[("approve = [\"coordinator\"]", "approve = [\"worker\"]")],
        "E_FORM_LIMIT_FIXED",
        "approve",
    ),
    (
        "meeting/action.toml",
        &[(
            "\"done_on\", \"result\"]",
            "\"done_on\", \"result\", \"due\"]",
        )],
        "E_FORM_LIMIT_FIXED",
        "open_after_approval",
    ),
    (
        "meeting/action.toml",
        &[
            ("id = \"action\"", "id = \"deed\""),
            ("field = \"actions\"", "field = \"deeds\""),
        ],
        "E_FORM_LIMIT_NEW_FORM",
        "deed",
    ),
];

#[test]
fn built_in_rules_stay_where_a_copy_drops_them() {
    let rule = "\n[[page.field.check]]\nthat = \"id_type != 'none'\"\nzh = \"志愿者要凭有效证件实名登记。\"\nen = \"Volunteers are registered under their real name with a document.\"\n";
    let forms = load("volunteer/volunteer.toml", &[(rule, "")]).unwrap();
    let checks = &forms
        .get("volunteer")
        .unwrap()
        .field("id_type")
        .unwrap()
        .checks;
    assert_eq!(checks.len(), 1);
}

#[test]
fn a_choice_may_gain_codes_of_the_town_only() {
    let from = "    { code = \"none\", zh = \"无\", en = \"none\" },\n";
    let more = |code: &str| {
        format!("{from}    {{ code = \"{code}\", zh = \"不详\", en = \"unknown\" }},\n")
    };
    assert!(load("case/client.toml", &[(from, &more("x_unknown"))]).is_ok());
    assert!(load("case/client.toml", &[(from, &more("unknown"))]).is_err());
    assert!(load("case/client.toml", &[(from, "")]).is_err());
}

#[test]
fn two_copies_of_one_form_are_refused() {
    let text = built_in("volunteer/award.toml");
    let own = [
        ("a.toml".to_owned(), text.clone()),
        ("b.toml".to_owned(), text),
    ];
    assert_eq!(
        Forms::with_overrides(&own, &Fake).unwrap_err().code(),
        "E_FORM_TWICE"
    );
}
