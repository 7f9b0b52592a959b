//! All forms together: the built-in ones, a workspace's own, and what must fit between them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::limits;
use super::literals::unknown_codes;
use super::lookup::Lookup;
use super::vars::sample;
use super::{Fixed, Form, Kind, parse};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::meeting::VoteRule;

/// The rooms a form may belong to.
pub const NOUNS: [&str; 6] = [
    "case",
    "meeting",
    "volunteer",
    "programme",
    "review",
    "place",
];
/// The rules that moves between states may name; they are code in the rooms of the nouns.
pub const GUARDS: [&str; 3] = ["decision_not_accept", "reason_given", "supervisor_seen"];
/// The roles of a team.
pub const ROLES: [&str; 3] = ["worker", "supervisor", "coordinator"];
/// The target of `ref:worker`: a person, not a record.
pub const WORKER: &str = "worker";

macro_rules! built_in {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../config/forms/", $path)))),+]
    };
}

/// The form files of the program: `(path under config/forms, content)`.
pub const BUILT_IN: &[(&str, &str)] = built_in![
    "case/client.toml",
    "case/client_household.toml",
    "case/client_disability.toml",
    "case/F1.toml",
    "meeting/minutes.toml",
    "meeting/attendee.toml",
    "meeting/topic.toml",
    "meeting/decision.toml",
    "meeting/vote.toml",
    "meeting/action.toml",
    "volunteer/volunteer.toml",
    "volunteer/insurance.toml",
    "volunteer/training.toml",
    "volunteer/award.toml",
    "volunteer/hours.toml",
    "place/place.toml",
    "programme/report.toml",
    "programme/report_figure.toml",
];

/// All forms, by id.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    forms: BTreeMap<String, Form>,
    rules: Arc<BTreeMap<String, VoteRule>>,
}

impl Forms {
    /// The forms of the program.
    pub fn builtin(lookup: &dyn Lookup) -> Result<Self> {
        Self::with_overrides(&[], lookup)
    }

    /// The forms of the program and a workspace's own files `(path, content)`, which
    /// override the built-in form of the same id within [`limits`].
    pub fn with_overrides(own: &[(String, String)], lookup: &dyn Lookup) -> Result<Self> {
        let mut forms = Self::read(BUILT_IN)?;
        forms.rules = Arc::new(lookup.vote_rules());
        let mut notes = Vec::new();
        let mut changed = Vec::<String>::new();
        for (path, text) in own {
            match parse(path, text) {
                Err(fault) => notes.extend(fault.notes),
                Ok(form) if changed.contains(&form.id) => notes.push(
                    Note::new("E_FORM_TWICE")
                        .with("id", &form.id)
                        .with("file", path)
                        .with("line", 1),
                ),
                Ok(form) => {
                    changed.push(form.id.clone());
                    match limits::within(forms.get(&form.id), form) {
                        Ok(form) => {
                            forms.forms.insert(form.id.clone(), form);
                        }
                        Err(breaches) => notes.extend(breaches),
                    }
                }
            }
        }
        if notes.is_empty() {
            notes = forms.cross_check(lookup);
        }
        if notes.is_empty() {
            Ok(forms)
        } else {
            Err(notes.into())
        }
    }

    /// Reads a set of form files that stand on their own.
    pub fn read(files: &[(&str, &str)]) -> Result<Self> {
        let mut forms = Self::default();
        for (path, text) in files {
            let form = parse(path, text)?;
            if let Some(twin) = forms.forms.insert(form.id.clone(), form) {
                return Err(Fault::new("E_FORM_TWICE")
                    .with("id", twin.id)
                    .with("file", path)
                    .with("line", 1));
            }
        }
        Ok(forms)
    }

    /// The form of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Form> {
        self.forms.get(id)
    }

    /// The form of this id; `E_FORM_UNKNOWN` if there is none.
    pub fn need(&self, id: &str) -> Result<&Form> {
        self.get(id)
            .ok_or_else(|| Fault::new("E_FORM_UNKNOWN").with("form", id))
    }

    /// The rules of votes, for the function `vote_passed` of expressions.
    pub(super) fn rules(&self) -> Arc<BTreeMap<String, VoteRule>> {
        Arc::clone(&self.rules)
    }

    /// All forms, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.forms.values()
    }

    /// The form of the record above a record of this form.
    #[must_use]
    pub fn above(&self, form: &Form) -> Option<&Form> {
        let id = form
            .rows_of
            .as_ref()
            .map(|r| &r.form)
            .or(form.parent.as_ref())?;
        self.get(id)
    }

    /// Whether following the records above comes to no end: nothing would be a root.
    fn in_circle(&self, form: &Form) -> bool {
        let mut at = form;
        for _ in 0..=self.forms.len() {
            match self.above(at) {
                Some(above) => at = above,
                None => return false,
            }
        }
        true
    }

    /// What does not fit between the forms: targets, lists, columns, expressions.
    #[must_use]
    pub fn cross_check(&self, lookup: &dyn Lookup) -> Vec<Note> {
        let mut notes = Vec::new();
        for form in self.forms.values() {
            let mut refuse = |note: Note, line: usize| {
                notes.push(note.with("file", &form.file).with("line", line.max(1)));
            };
            for (name, line) in self.missing_names(form, lookup) {
                refuse(Note::new("E_FORM_REFERS").with("name", name), line);
            }
            if let Some(above) = self.above(form)
                && above.class != form.class
            {
                refuse(Note::new("E_FORM_CLASS").with("name", &above.id), 1);
            }
            if self.in_circle(form) {
                refuse(Note::new("E_FORM_CIRCLE").with("name", &form.id), 1);
            }
            let vars = sample(self, form);
            for (expr, line) in expressions(form) {
                if let Err(note) = expr.rehearse(&vars) {
                    refuse(note, line);
                }
                for code in unknown_codes(expr, self, form, lookup) {
                    refuse(Note::new("E_FORM_REFERS").with("name", code), line);
                }
            }
        }
        notes
    }

    fn missing_names(&self, form: &Form, lookup: &dyn Lookup) -> Vec<(String, usize)> {
        let mut missing = Vec::new();
        let mut need = |there: bool, name: &str, line: usize| {
            if !there {
                missing.push((name.to_owned(), line));
            }
        };
        need(NOUNS.contains(&form.noun.as_str()), &form.noun, 1);
        if let Some(parent) = &form.parent {
            need(self.get(parent).is_some(), parent, 1);
        }
        if let Some(rows) = &form.rows_of {
            let field = self.get(&rows.form).and_then(|f| f.field(&rows.field));
            let fits =
                matches!(field.map(|f| &f.kind), Some(Kind::Rows { form: id }) if *id == form.id);
            need(fits, &format!("{}.{}", rows.form, rows.field), 1);
        }
        for column in form.title.iter().chain(&form.list) {
            let there = match column.strip_prefix("parent.") {
                Some(id) => self.above(form).is_some_and(|p| p.field(id).is_some()),
                None => form.field(column).is_some(),
            };
            need(there, column, 1);
        }
        for role in form.approve.iter().chain(&form.roles) {
            need(ROLES.contains(&role.as_str()), role, 1);
        }
        if let Some(state) = &form.state {
            for code in &state.order {
                need(lookup.code_exists(&state.list, code), code, 1);
            }
            for step in &state.moves {
                for guard in &step.guards {
                    need(GUARDS.contains(&guard.as_str()), guard, 1);
                }
                for role in &step.roles {
                    need(ROLES.contains(&role.as_str()), role, 1);
                }
            }
        }
        for field in &form.fields {
            let line = field.line;
            match &field.kind {
                Kind::Code { list } | Kind::Multi { list } => {
                    need(lookup.list_exists(list), list, line);
                }
                Kind::Ref { to } => {
                    // The forms of the coming releases may be named before they exist.
                    need(
                        to == WORKER || self.get(to).is_some() || COMING.contains(&to.as_str()),
                        to,
                        line,
                    );
                }
                Kind::Rows { form: rows } => {
                    let back = self.get(rows).and_then(|r| r.rows_of.as_ref());
                    let fits = back.is_some_and(|b| b.form == form.id && b.field == field.id);
                    need(fits, rows, line);
                }
                Kind::Edits { form: other, set } => {
                    need(self.get(other).is_some(), other, line);
                    for (into, _) in set {
                        let there = self.get(other).is_some_and(|f| f.field(into).is_some());
                        need(there, into, line);
                    }
                }
                _ => {}
            }
            if let Some(Fixed::Literal(value)) = &field.default
                && let (Kind::Code { list }, Some(code)) = (&field.kind, value.text())
            {
                need(lookup.code_exists(list, code), code, line);
            }
        }
        missing
    }
}

/// Forms that built-in forms refer to and that this version does not have yet.
pub(super) const COMING: [&str; 2] = ["activity", "org"];

/// All expressions of a form with the lines of their fields.
fn expressions(form: &Form) -> impl Iterator<Item = (&super::Expr, usize)> {
    let own = form.checks.iter().map(|c| (&c.expr, 1));
    own.chain(form.fields.iter().flat_map(|f| {
        let default = match &f.default {
            Some(Fixed::Expr(e)) => Some(e),
            _ => None,
        };
        [&f.required_if, &f.shown_if, &f.computed]
            .into_iter()
            .flatten()
            .chain(default)
            .chain(f.checks.iter().map(|c| &c.expr))
            .map(|e| (e, f.line))
    }))
}
