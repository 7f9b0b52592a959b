//! The built-in forms hold together and have every field the paper forms ask for.

use std::collections::BTreeSet;

use super::Fake;
use crate::domain::form::registry::COMING;
use crate::domain::form::{Forms, Kind, WORKER};
use crate::domain::id::Class;

const FIELDS: &[(&str, &str)] = &[
    (
        "client",
        "name anonymous gender birth_date birth_year id_type id_no ethnic marital education political phone hukou_address live_address village_code residence job_state monthly_income health disability categories household emergency_contact.name emergency_contact.relationship emergency_contact.phone guardian.name guardian.relationship guardian.phone capacity",
    ),
    (
        "client_household",
        "name relationship birth_year health lives_together phone",
    ),
    ("client_disability", "kind grade card_no"),
    (
        "F1",
        "case_no intake_date worker source referrer.org referrer.person referrer.phone contact_method place request problem_types primary_problem tried_before expectation urgency risk_level decision reject_reason supervisor_opinion supervisor supervised_on state",
    ),
    (
        "minutes",
        "minutes_no kind body scope_code title date start end place chair recorder attendees review topics decisions votes actions next_meeting.date next_meeting.place next_meeting.topics approved_on approved",
    ),
    ("attendee", "name unit post role attendance proxy_for pos"),
    ("topic", "title kind presenter discussion pos"),
    ("decision", "topic text kind publish published_on vote pos"),
    (
        "vote",
        "topic method rule eligible present in_favour against abstain invalid passed pos",
    ),
    (
        "action",
        "text owner owner_unit due decision status done_on result pos",
    ),
    (
        "volunteer",
        "volunteer_no name gender birth_date id_type id_no phone village_code political education ethnic occupation employer skills certificates service_fields available max_hours_week health_note team emergency_contact.name emergency_contact.relationship emergency_contact.phone insurance guardian.name guardian.relationship guardian.phone registered_on status trainings awards",
    ),
    ("insurance", "policy_no from to"),
    ("training", "date title minutes"),
    ("award", "date title by"),
    ("place", "code name"),
    ("report", "from to place figures"),
    ("report_figure", "indicator part value hidden pos"),
    (
        "hours",
        "volunteer activity title date start end break_min minutes place content beneficiaries recorder evaluation status",
    ),
];

#[test]
fn every_field_of_the_paper_forms_is_there() {
    let forms = Forms::builtin(&Fake).unwrap();
    assert_eq!(forms.iter().count(), FIELDS.len());
    for (id, fields) in FIELDS {
        let form = forms.get(id).unwrap();
        let named: BTreeSet<&str> = fields.split(' ').chain(["void", "void_reason"]).collect();
        let there: Vec<&str> = form.fields.iter().map(|f| f.id.as_str()).collect();
        for field in &named {
            assert!(there.contains(field), "{id}.{field}");
        }
        for field in &there {
            assert!(
                named.contains(field) || ["pos", "approved", "returned", "mended"].contains(field),
                "{id}.{field}"
            );
        }
        assert_eq!(
            there.iter().collect::<BTreeSet<_>>().len(),
            there.len(),
            "{id}"
        );
    }
}

#[test]
fn every_label_is_in_both_languages() {
    let forms = Forms::builtin(&Fake).unwrap();
    let chinese = |t: &str| t.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for form in forms.iter() {
        let mut labels = vec![&form.label];
        labels.extend(form.pages.iter().map(|p| &p.label));
        labels.extend(form.groups.iter().map(|g| &g.label));
        for field in &form.fields {
            labels.push(&field.label);
            labels.extend(&field.hint);
            labels.extend(field.checks.iter().map(|c| &c.message));
            if let Kind::Choice { of } = &field.kind {
                labels.extend(of.iter().map(|c| &c.label));
            }
        }
        for label in labels {
            let latin = label.en.chars().any(|c| c.is_ascii_alphabetic());
            assert!(chinese(&label.zh) && latin, "{} {label:?}", form.id);
        }
    }
}

#[test]
fn personal_data_carry_their_flags() {
    let forms = Forms::builtin(&Fake).unwrap();
    for form in forms.iter() {
        for field in &form.fields {
            let number =
                matches!(field.kind, Kind::Phone | Kind::Id) || field.id.ends_with("_address");
            assert!(!number || field.protected, "{}.{}", form.id, field.id);
            let health = ["health", "health_note", "disability", "monthly_income"]
                .contains(&field.id.as_str());
            assert!(!health || field.sensitive, "{}.{}", form.id, field.id);
            assert_eq!(
                field.off,
                ["political", "monthly_income"].contains(&field.id.as_str()),
                "{}.{}",
                form.id,
                field.id
            );
        }
    }
}

#[test]
fn rows_and_children_have_the_class_of_their_root() {
    let forms = Forms::builtin(&Fake).unwrap();
    for form in forms.iter() {
        let class = match form.noun.as_str() {
            "case" => Class::Case,
            "volunteer" => Class::People,
            _ => Class::Open,
        };
        assert_eq!(form.class, class, "{}", form.id);
        if let Some(above) = forms.above(form) {
            assert_eq!(above.class, form.class, "{}", form.id);
            assert!(form.place.is_none(), "{}", form.id);
        }
    }
}

#[test]
fn states_and_locks_stand_in_the_forms() {
    let forms = Forms::builtin(&Fake).unwrap();
    let f1 = forms.get("F1").unwrap();
    assert!(f1.is_gate("state") && f1.is_gate("void") && f1.is_gate("approved"));
    let moves = &f1.state.as_ref().unwrap().moves;
    assert_eq!(moves.len(), 1);
    assert_eq!(
        moves[0].guards,
        ["decision_not_accept", "reason_given", "supervisor_seen"]
    );
    let action = forms.get("action").unwrap();
    assert_eq!(action.open_after_approval, ["status", "done_on", "result"]);
    assert!(action.is_gate("status") && !action.is_gate("approved"));
    assert!(!forms.get("client").unwrap().is_gate("approved"));
}

/// A name in the list of coming forms that nothing refers to, or whose form has come,
/// would let a misspelt reference pass.
#[test]
fn what_is_still_to_come_is_referred_to_and_not_there() {
    let forms = Forms::builtin(&Fake).unwrap();
    let mut missing = BTreeSet::new();
    for field in forms.iter().flat_map(|form| &form.fields) {
        if let Kind::Ref { to } = &field.kind
            && to != WORKER
            && forms.get(to).is_none()
        {
            missing.insert(to.as_str());
        }
    }
    assert_eq!(missing, BTreeSet::from(COMING));
}

/// Who is told that something waits for their yes, and in which list it stands.
#[test]
fn what_waits_for_a_role_follows_from_the_form() {
    let forms = Forms::builtin(&Fake).unwrap();
    let of = |role: &str| {
        let all = forms.iter().filter_map(|form| {
            let (field, code) = form.awaits(role)?;
            Some(format!("{} {field} {code}", form.id))
        });
        all.collect::<Vec<_>>()
    };
    let [hours, volunteer] = ["hours status recorded", "volunteer status pending"];
    let [case, minutes] = ["F1 ?review true", "minutes ?review true"];
    assert_eq!(of("worker"), [""; 0]);
    assert_eq!(of("supervisor"), [case, hours, volunteer]);
    // A case begins with a move too, but every worker may make it.
    assert_eq!(of("coordinator"), [case, hours, minutes, volunteer]);
}
