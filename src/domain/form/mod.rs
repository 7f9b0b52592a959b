//! A form is data: a TOML file under `config/forms/<noun>/` that says which fields
//! a record has, on which page, under which rules. Nothing here knows one form from
//! another; what only code may decide is named in the file (guards, roles) and
//! stands in the rooms of the nouns.

mod check;
mod expr;
mod field;
mod functions;
mod input;
mod kind;
pub mod limits;
mod literals;
mod lookup;
mod parse;
mod raw;
mod registry;
mod unique;
mod vars;

pub use check::{check_record, computed, fill_new, no_rows, with_computed};
pub use expr::{Expr, Vars};
pub use field::{Check, Choice, Field, Fixed, Kind, ONE_LINE, Search};
pub use input::{Input, Object, flatten, read_input};
pub use lookup::{Facts as ResidentFacts, Folded, Lookup};
pub use parse::parse;
pub use registry::{BUILT_IN, Forms, GUARDS, NOUNS, ROLES, WORKER};
pub use unique::{Key, Unique};
pub use vars::{Facts, Row, Rows};

use super::id::Class;
use super::role::Role;

/// One text in both languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Label {
    /// Chinese, the first language.
    pub zh: String,
    /// English, never empty either.
    pub en: String,
}

impl Label {
    /// The text in the language asked for.
    #[must_use]
    pub fn text(&self, chinese: bool) -> &str {
        if chinese { &self.zh } else { &self.en }
    }
}

/// One form, read and checked.
#[derive(Debug, Clone)]
pub struct Form {
    /// The id that changes carry, as `F1` or `minutes`.
    pub id: String,
    /// The version that changes carry beside the id, from 1.
    pub version: u32,
    /// The folder and room it belongs to: `case`, `meeting`, `volunteer`, …
    pub noun: String,
    /// What people call it.
    pub label: Label,
    /// Which grants a record of it needs; rows and children take their root's.
    pub class: Class,
    /// The form of the record it hangs on, if it is never a root.
    pub parent: Option<String>,
    /// The reference field that names that record and always agrees with it, if the
    /// paper form has one.
    pub parent_field: Option<String>,
    /// Whose rows it is, if its records are rows.
    pub rows_of: Option<RowsOf>,
    /// The own number, made when the field was left empty.
    pub number: Option<Number>,
    /// The field whose division code gives a root record its scope; without it the
    /// workspace's own place does.
    pub place: Option<String>,
    /// The states a record goes through, if it has any.
    pub state: Option<Machine>,
    /// The roles that may write its records; empty: everyone with a grant there.
    pub roles: Vec<String>,
    /// The roles that may approve a record; empty where nothing is approved.
    pub approve: Vec<String>,
    /// The fields that stay open once this record or its parent is approved.
    pub open_after_approval: Vec<String>,
    /// The fields that make the record's one line.
    pub title: Vec<String>,
    /// The columns of its list: field ids, `parent.<field>` for the record above.
    pub list: Vec<String>,
    /// What must not stand in two records.
    pub unique: Vec<Unique>,
    /// Groups of fields that share the beginning of their ids.
    pub groups: Vec<Group>,
    /// The pages, in the order of the paper form.
    pub pages: Vec<Page>,
    /// Rules over several fields that belong to none of them.
    pub checks: Vec<Check>,
    /// All fields in order: those of the pages, then the implied ones (hidden).
    pub fields: Vec<Field>,
    /// The file it was read from, for messages.
    pub file: String,
}

/// Whose rows a form's records are: the field `field` of the form `form`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowsOf {
    /// The form above.
    pub form: String,
    /// Its field of rows.
    pub field: String,
}

/// An own number, `<prefix>-<team>-<year>-<device letter><sequence>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// The letters it begins with, as `GA`.
    pub prefix: String,
    /// The field it is written into.
    pub field: String,
}

/// The states of a form's records. It is part of the program: a workspace's copy of
/// a built-in form cannot change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// The gate field that holds the state.
    pub field: String,
    /// The code list of the states.
    pub list: String,
    /// All states, the least advanced first.
    pub order: Vec<String>,
    /// The state of a record that was just saved.
    pub start: String,
    /// The field in whose order records wait in a state, usually the day they are due: one
    /// index holds both, so that those that waited and are done cost nothing.
    pub by: Option<String>,
    /// The moves a person may make.
    pub moves: Vec<Move>,
}

/// One move from a state to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// The names of the rules that must hold; the rules themselves are code.
    pub guards: Vec<String>,
    /// The roles that may; empty: everyone who may change the record.
    pub roles: Vec<String>,
}

/// Fields `<id>.<part>` that stand together on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The part of the ids before the dot.
    pub id: String,
    /// What stands before the group.
    pub label: Label,
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its id, unique in the form.
    pub id: String,
    /// Its name in the row of pages.
    pub label: Label,
}

/// The hidden field that orders rows: a fractional key, compared as text.
pub const POS: &str = "pos";
/// The gate field that takes a record out of every list and count.
pub const VOID: &str = "void";
/// Why a record was voided.
pub const VOID_REASON: &str = "void_reason";
/// What stands there when the making of a record was undone: a code, which is shown in
/// words. Earlier versions wrote the second.
pub const UNDONE: [&str; 2] = ["undo", "撤销 undo"];
/// The gate field that locks a record.
pub const APPROVED: &str = "approved";
/// The field that says why a record was given back to be mended; whoever may approve it
/// writes it. It is no gate: nothing is locked by it.
pub const RETURNED: &str = "returned";
/// What lists are filtered by for records that wait for an approval: no field, but it
/// stands in the index as one. What is given back waits for its writer, not for this.
pub const REVIEW: &str = "?review";
/// The field by which a returned record is handed in again: it names the changes of
/// [`RETURNED`] that it answers.
pub const MENDED: &str = "mended";

impl Form {
    /// The field of this id, hidden ones too.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.id == id)
    }

    /// Where a record waits until a person of this role says yes to it: a filter of its
    /// list, as a field and a code. That is an approval, or the first state if a move out
    /// of it is this role's and not every worker's.
    #[must_use]
    pub fn awaits(&self, role: &str) -> Option<(&str, &str)> {
        if self.approve.iter().any(|r| r == role) {
            return Some((REVIEW, "true"));
        }
        let machine = self.state.as_ref()?;
        let by = |way: &Move, role: &str| way.roles.iter().any(|r| r == role);
        let mut begins = machine.moves.iter().filter(|m| m.from == machine.start);
        let mine = begins.any(|way| by(way, role) && !by(way, Role::Worker.code()));
        mine.then_some((machine.field.as_str(), machine.start.as_str()))
    }

    /// How many of these field ids the form doesn't have.
    #[must_use]
    pub fn unknown<'a>(&self, ids: impl Iterator<Item = &'a String>) -> u64 {
        ids.filter(|id| self.field(id).is_none())
            .map(|_| 1)
            .sum::<u64>()
    }

    /// The fields a person sees, in order: neither hidden nor off.
    pub fn visible(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| !f.hidden && !f.off)
    }

    /// The fields of one page, in order.
    pub fn on_page<'a>(&'a self, page: &'a str) -> impl Iterator<Item = &'a Field> {
        self.visible()
            .filter(move |f| f.page.as_deref() == Some(page))
    }

    /// The fields that hold rows, with the form of the rows.
    pub fn row_fields(&self) -> impl Iterator<Item = (&Field, &str)> {
        self.fields.iter().filter_map(|f| match &f.kind {
            Kind::Rows { form } => Some((f, form.as_str())),
            _ => None,
        })
    }

    /// The name changes carry: `F1/1`.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("{}/{}", self.id, self.version)
    }

    /// Whether this role may write a record of it.
    #[must_use]
    pub fn is_written_by(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|r| r == role)
    }

    /// Whether this is a gate field: void, approved, or the state.
    #[must_use]
    pub fn is_gate(&self, id: &str) -> bool {
        id == VOID
            || (id == APPROVED && !self.approve.is_empty())
            || self.state.as_ref().is_some_and(|s| s.field == id)
    }
}

#[cfg(test)]
mod tests;
