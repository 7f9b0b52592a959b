//! Rules of case work that must hold whatever a town changes in its forms.

use super::fault::Note;
use super::value::{Patch, Value};

/// The states in which a case is open (DOMAIN: one open case per client and team).
pub const OPEN: [&str; 5] = [
    "intake",
    "assessment",
    "planning",
    "intervention",
    "evaluation",
];

/// What an intake form says of the decision: the typed view that guards read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intake {
    /// `accept`, `brief`, `refer`, `reject` or `pending`.
    pub decision: Option<String>,
    /// Why the case was not accepted.
    pub reject_reason: Option<String>,
    /// The supervisor who saw it.
    pub supervisor: Option<String>,
    /// When.
    pub supervised_on: Option<String>,
}

impl Intake {
    /// The fields of the form F1 that it is read out of.
    pub const FIELDS: [&str; 4] = ["decision", "reject_reason", "supervisor", "supervised_on"];

    /// Reads it out of a record's fields.
    #[must_use]
    pub fn read(fields: &Patch) -> Self {
        let get = |field: &str| {
            let text = fields.get(field).and_then(Value::text)?;
            (!text.is_empty()).then(|| text.to_owned())
        };
        Self {
            decision: get("decision"),
            reject_reason: get("reject_reason"),
            supervisor: get("supervisor"),
            supervised_on: get("supervised_on"),
        }
    }
}

/// Why a guard of a move does not hold; `None` if it does. A guard that this program
/// doesn't know never holds.
#[must_use]
pub fn guard(name: &str, fields: &Patch) -> Option<Note> {
    let intake = Intake::read(fields);
    let decision = intake.decision.as_deref().unwrap_or_default();
    let (holds, note) = match name {
        "decision_not_accept" => (
            ["brief", "refer", "reject"].contains(&decision),
            Note::new("E_GUARD_DECISION").at("decision"),
        ),
        "reason_given" => (
            decision == "brief" || intake.reject_reason.is_some(),
            Note::new("E_GUARD_REASON").at("reject_reason"),
        ),
        "supervisor_seen" => (
            intake.supervisor.is_some() && intake.supervised_on.is_some(),
            Note::new("E_GUARD_SUPERVISOR").at(if intake.supervisor.is_none() {
                "supervisor"
            } else {
                "supervised_on"
            }),
        ),
        _ => (false, Note::new("E_GUARD_UNKNOWN").with("guard", name)),
    };
    (!holds).then_some(note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{Forms, GUARDS};

    fn fields(pairs: &[(&str, &str)]) -> Patch {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), Value::from(*v)))
            .collect()
    }

    #[test]
    fn a_case_is_turned_down_only_with_decision_reason_and_supervisor() {
        let all = [
            ("decision", "reject"),
            ("reject_reason", "out_of_scope"),
            ("supervisor", "x"),
            ("supervised_on", "2026-11-23"),
        ];
        let unmet = |f: &Patch| GUARDS.iter().filter_map(|g| guard(g, f)).count();
        assert_eq!(unmet(&fields(&all)), 0);
        assert_eq!(unmet(&fields(&all[1..])), 1);
        assert_eq!(unmet(&fields(&[])), 3);
        assert_eq!(unmet(&fields(&[("decision", "brief"), all[2], all[3]])), 0);
        assert_eq!(
            unmet(&fields(&[("decision", "accept"), all[1], all[2], all[3]])),
            1
        );
    }

    #[test]
    fn every_guard_a_form_may_name_is_code() {
        for name in GUARDS {
            let note = guard(name, &Patch::new()).unwrap();
            assert_ne!(note.code, "E_GUARD_UNKNOWN", "{name}");
        }
        assert_eq!(
            guard("nonsense", &Patch::new()).unwrap().code,
            "E_GUARD_UNKNOWN"
        );
    }

    #[test]
    fn the_typed_view_matches_its_form() {
        let files = crate::domain::form::BUILT_IN;
        let forms = Forms::read(files).unwrap();
        for field in Intake::FIELDS {
            assert!(forms.get("F1").unwrap().field(field).is_some(), "{field}");
        }
        let machine = forms.get("F1").unwrap().state.clone().unwrap();
        assert!(OPEN.iter().all(|s| machine.order.iter().any(|o| o == s)));
    }
}
