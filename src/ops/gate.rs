//! Changes of gate fields: moves between states, voiding, approving.

use std::sync::Arc;

use super::batch::Saver;
use super::draft::Draft;
use super::save::{Saved, need_record};
use super::step::Step;
use super::view::{View, view};
use super::workspace::Me;
use super::world::World;
use crate::domain::case;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::{APPROVED, Form, MENDED, Move, Object, RETURNED, VOID, VOID_REASON};
use crate::domain::id::RecordId;
use crate::domain::record::Record;
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};
use crate::storage::Tx;

/// A reason is at most this long, in characters.
const REASON: usize = 200;

impl Saver<'_, '_> {
    /// Moves a record to another state; `input` sets fields in the same change. Guards
    /// that don't hold are listed, one remark each, and then nothing is written.
    pub fn move_to(
        &self,
        world: &mut World,
        id: RecordId,
        state: &str,
        input: &Object,
    ) -> Result<Saved> {
        self.change(world, id, input, Some(state))
    }

    /// Takes a record out of lists and counts; nothing is deleted.
    pub fn void(&self, world: &mut World, id: RecordId, reason: &str) -> Result<View> {
        let reason = reason_of(reason)?;
        let role = self.me.role.code();
        self.gate(world, id, |record, form, tx| {
            if record.void {
                return Err(Fault::new("E_VOID"));
            }
            // Who may approve a record may void it whole, but not take a row out of it.
            let may = record.approved && form.approve.iter().any(|r| r == role);
            if is_locked(tx, form, record)? && !may {
                return Err(Fault::new("E_APPROVED").at(VOID));
            }
            Ok(Patch::from([
                (VOID.into(), true.into()),
                (VOID_REASON.into(), reason.into()),
            ]))
        })
    }

    /// Takes a void record back into lists and counts.
    pub fn restore(&self, world: &mut World, id: RecordId) -> Result<View> {
        let role = self.me.role.code();
        self.gate(world, id, |record, form, tx| {
            if !record.void {
                return Err(Fault::new("E_NOT_VOID"));
            }
            let may = record.approved && form.approve.iter().any(|r| r == role);
            if is_locked(tx, form, record)? && !may {
                return Err(Fault::new("E_APPROVED").at(VOID));
            }
            // A row of a void record is in no list by itself.
            let above = record.parent.map(|p| tx.record(p)).transpose()?.flatten();
            if above.is_some_and(|a| a.void) {
                return Err(Fault::new("E_VOID_ABOVE"));
            }
            let fields = [VOID, VOID_REASON];
            Ok(fields.map(|f| (f.into(), Value::Empty)).into())
        })
    }

    /// Approves a record: it locks, except for what its form leaves open.
    pub fn approve(&self, world: &mut World, id: RecordId) -> Result<View> {
        let role = self.me.role.code();
        self.gate(world, id, |record, form, tx| {
            if record.void {
                return Err(Fault::new("E_VOID"));
            }
            if !form.approve.iter().any(|r| r == role) {
                return Err(Fault::new("E_ROLE_APPROVE").with("roles", form.approve.join(" ")));
            }
            if record.approved {
                return Err(Fault::new("E_APPROVED_ALREADY"));
            }
            if let Some(reason) = record.returned() {
                return Err(Fault::new("E_APPROVE_RETURNED").with("reason", reason));
            }
            let rows = tx.children(record.id, None)?.into_iter();
            let rows = rows.filter(|r| form.row_fields().any(|(_, f)| f == r.form));
            let open = rows.filter(|r| !r.void).any(|r| !r.open.is_empty());
            if open || !record.open.is_empty() || !tx.apart(record.id)?.is_empty() {
                return Err(Fault::new("E_APPROVE_OPEN"));
            }
            Ok(Patch::from([(APPROVED.into(), true.into())]))
        })
    }

    /// Gives a record back to be mended, and says why; nothing is locked by it, and it
    /// can't be approved until it was handed in again.
    pub fn give_back(&self, world: &mut World, id: RecordId, reason: &str) -> Result<View> {
        let reason = reason_of(reason)?;
        let role = self.me.role.code();
        self.gate(world, id, |record, form, _| {
            if record.void {
                return Err(Fault::new("E_VOID"));
            }
            if form.field(RETURNED).is_none() {
                return Err(Fault::new("E_NO_RETURN")
                    .with("zh", &form.label.zh)
                    .with("en", &form.label.en));
            }
            if !form.approve.iter().any(|r| r == role) {
                return Err(Fault::new("E_ROLE_RETURN").with("roles", form.approve.join(" ")));
            }
            if record.approved {
                return Err(Fault::new("E_APPROVED_ALREADY"));
            }
            Ok(Patch::from([(RETURNED.into(), reason.into())]))
        })
    }

    /// Hands in a record again that was given back.
    pub fn hand_in(&self, world: &mut World, id: RecordId) -> Result<View> {
        self.gate(world, id, |record, _, _| {
            if record.void {
                return Err(Fault::new("E_VOID"));
            }
            if record.returned().is_none() {
                return Err(Fault::new("E_NOT_RETURNED"));
            }
            let named = record.return_named();
            Ok(Patch::from([(MENDED.into(), named.into())]))
        })
    }

    fn gate(
        &self,
        world: &mut World,
        id: RecordId,
        patch: impl FnOnce(&Record, &Form, &Tx) -> Result<Patch>,
    ) -> Result<View> {
        let Self { tx, me, seen, .. } = *self;
        let today = world.today().to_string();
        let forms = Arc::clone(tx.forms());
        let record = need_record(tx, id)?;
        let patch = patch(&record, forms.need(&record.form)?, tx)?;
        let mut step = Step::begin(tx, me, world, None)?;
        step.saw(seen);
        step.write(&record.place(), Some(&record), &patch)?;
        step.finish()?;
        view(tx, need_record(tx, id)?, &today)
    }
}

fn reason_of(text: &str) -> Result<&str> {
    let reason = text.trim();
    if reason.is_empty() || reason.chars().count() > REASON {
        return Err(Fault::new("E_REASON").with("max", REASON).at("reason"));
    }
    Ok(reason)
}

/// Whether an approval closes the record: its own or, for a row, that of the record it
/// is a row of.
pub(super) fn is_locked(tx: &Tx, form: &Form, record: &Record) -> Result<bool> {
    if record.approved || form.rows_of.is_none() {
        return Ok(record.approved);
    }
    let above = record.parent.map(|p| tx.record(p)).transpose()?.flatten();
    Ok(above.is_some_and(|a| a.approved))
}

/// Whether the move is one of the form's, the role may make it, and its guards hold for
/// the fields as they will be (`after`); answers the state field.
pub(super) fn check_move(
    form: &Form,
    record: &Record,
    after: &Patch,
    to: &str,
    role: &str,
) -> Result<String> {
    let machine = form.state.as_ref().ok_or_else(|| {
        Fault::new("E_NO_STATES")
            .with("zh", &form.label.zh)
            .with("en", &form.label.en)
    })?;
    if record.void {
        return Err(Fault::new("E_VOID"));
    }
    let from = record
        .state
        .clone()
        .unwrap_or_else(|| machine.start.clone());
    let ways: Vec<&Move> = machine.moves.iter().filter(|m| m.from == from).collect();
    let Some(way) = ways.iter().find(|m| m.to == to) else {
        let open: Vec<&str> = ways.iter().map(|m| m.to.as_str()).collect();
        return Err(Fault::new("E_NO_MOVE")
            .with("from", from)
            .with("to", to)
            .with(
                "open",
                if open.is_empty() {
                    "-".to_owned()
                } else {
                    open.join(" ")
                },
            ));
    };
    if record.approved && !form.open_after_approval.contains(&machine.field) {
        return Err(Fault::new("E_APPROVED").at(&machine.field));
    }
    if !way.roles.is_empty() && !way.roles.iter().any(|r| r == role) {
        return Err(Fault::new("E_ROLE_MOVE").with("roles", way.roles.join(" ")));
    }
    let unmet: Vec<Note> = way
        .guards
        .iter()
        .filter_map(|g| case::guard(g, after))
        .collect();
    if unmet.is_empty() {
        Ok(machine.field.clone())
    } else {
        Err(unmet.into())
    }
}

/// Whether a field says that a record is void: it alone is settled while it is.
pub(super) fn is_voiding(field: &str) -> bool {
    [VOID, VOID_REASON].contains(&field)
}

/// Whether one side of a conflict may be kept: what an approval closed only an approver
/// settles, an approval itself too, and a state must be reachable by the form's moves from
/// the one that counts, with the roles and guards of each.
pub(super) fn check_keep(
    tx: &Tx,
    form: &Form,
    record: &Record,
    (field, value): (&str, &Value),
    role: &str,
) -> Result<()> {
    // Of a row, who may approve what it is a row of.
    let above = form.rows_of.as_ref().and_then(|r| tx.forms().get(&r.form));
    let approve = &above.unwrap_or(form).approve;
    let approver = approve.iter().any(|r| r == role);
    if record.void && !is_voiding(field) {
        return Err(Fault::new("E_VOID"));
    }
    if [APPROVED, RETURNED].contains(&field) && !approver {
        return Err(Fault::new("E_ROLE_APPROVE").with("roles", approve.join(" ")));
    }
    let open = form.open_after_approval.iter().any(|f| f == field);
    if !open && !approver && is_locked(tx, form, record)? {
        return Err(Fault::new("E_APPROVED").at(field));
    }
    let Some(machine) = form.state.as_ref().filter(|m| m.field == field) else {
        return Ok(());
    };
    let to = value.text().unwrap_or_default();
    let mut after = record.fields.clone();
    after.insert(field.to_owned(), value.clone());
    let mut reached = vec![
        record
            .state
            .clone()
            .unwrap_or_else(|| machine.start.clone()),
    ];
    let mut next = 0;
    while let Some(from) = reached.get(next).cloned() {
        next += 1;
        if from == to {
            return Ok(());
        }
        for way in machine.moves.iter().filter(|m| m.from == from) {
            let may = way.roles.is_empty() || way.roles.iter().any(|r| r == role);
            let holds = way.guards.iter().all(|g| case::guard(g, &after).is_none());
            if may && holds && !reached.contains(&way.to) {
                reached.push(way.to.clone());
            }
        }
    }
    // None of the ways is open to this person: the nearest remark says why.
    check_move(form, record, &after, to, role).map(drop)
}

/// A state that is given with a row, or with a look back at one, goes the form's ways
/// too; so does one that a new record is to begin in, from the form's own beginning. Of
/// a record that is there a state is asked for by name, and was checked.
pub(super) fn check_given(form: &Form, draft: &Draft, role: &str) -> Vec<Note> {
    let Some(machine) = &form.state else {
        return Vec::new();
    };
    let Some(to) = draft.patch.get(&machine.field) else {
        return Vec::new();
    };
    let to = to.text().unwrap_or_default();
    let blank = Record::blank(draft.place.clone(), Stamp::default());
    let before = draft.before.as_ref().unwrap_or(&blank);
    let from = before.state.as_deref().unwrap_or(&machine.start);
    if draft.path.is_empty() && draft.before.is_some() || from == to {
        return Vec::new();
    }
    match check_move(form, before, &draft.after(), to, role) {
        Ok(_) => Vec::new(),
        Err(fault) => {
            let at = |note: Note| note.at(&machine.field);
            fault.notes.into_iter().map(at).collect()
        }
    }
}

/// Writes the state that a draft moves to, if the form, the role and the guards let it.
pub(super) fn move_state(form: &Form, draft: &mut Draft, to: &str, me: &Me) -> Result<()> {
    if let Some(before) = &draft.before {
        let field = check_move(form, before, &draft.after(), to, me.role.code())?;
        draft.patch.insert(field, to.into());
    }
    Ok(())
}
