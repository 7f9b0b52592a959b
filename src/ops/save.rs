//! Saving: read, check, one transaction.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::batch::Saver;
use super::draft::{At, Draft, Drafts, Reader, beneath, drop_echoes};
use super::gate::{check_given, move_state};
use super::keys::counts_with_others;
use super::rules;
use super::step::Step;
use super::view::{View, view};
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::{
    Facts, Form, Kind, Number, Object, Row, Rows, VOID, VOID_REASON, WORKER, check_record, fill_new,
};
use crate::domain::id::RecordId;
use crate::domain::identifiers::own_number::{NumberKind, OwnNumber};
use crate::domain::record::{Record, Seen};
use crate::domain::stamp::Stamp;
use crate::domain::value::{Patch, Value};
use crate::storage::{Query, Tx};

/// Records that may agree in what must differ are read so many at a time.
const TWINS: u32 = 200;

/// What came of a save.
#[derive(Debug)]
pub struct Saved {
    /// The record as it stands now, with its rows.
    pub view: View,
    /// What is odd but was saved all the same.
    pub warnings: Vec<Note>,
    /// Rows it made: where they stand in the input, as `topics[1]`, and their records.
    pub made: Vec<(String, RecordId)>,
}

impl Saver<'_, '_> {
    /// Records a new record of `form`, below `parent` if the form hangs on another.
    pub fn new_record(
        &self,
        world: &mut World,
        form: &str,
        parent: Option<RecordId>,
        input: &Object,
    ) -> Result<Saved> {
        let forms = Arc::clone(self.tx.forms());
        let form = forms.need(form)?;
        let parent = parent.or_else(|| parent_named(form, input));
        let above = parent.map(|p| need_record(self.tx, p)).transpose()?;
        let at = At::New(above.as_ref());
        self.keep(world, (form, at, above.as_ref()), input, |_| Ok(()))
    }

    /// Changes a record and, with `to`, moves it to that state: one step, all or nothing.
    pub(super) fn change(
        &self,
        world: &mut World,
        id: RecordId,
        input: &Object,
        to: Option<&str>,
    ) -> Result<Saved> {
        let forms = Arc::clone(self.tx.forms());
        let record = need_record(self.tx, id)?;
        let form = forms.need(&record.form)?;
        if record.void {
            return Err(Fault::new("E_VOID"));
        }
        let above = record.parent.map(|p| need_record(self.tx, p)).transpose()?;
        if let Some(field) = form.state.as_ref().map(|m| &m.field)
            && input.contains_key(field)
        {
            return Err(Fault::new("E_STATE_BY_MOVE").at(field));
        }
        let at = At::There(Box::new(record));
        self.keep(world, (form, at, above.as_ref()), input, |drafts| {
            match (to, drafts.all.first_mut()) {
                (Some(to), Some(main)) => move_state(form, main, to, self.me),
                _ => Ok(()),
            }
        })
    }

    /// Reads what was typed at a place below `above`, lets `moved` have its way with it,
    /// completes and saves it.
    fn keep(
        &self,
        world: &mut World,
        (form, at, above): (&Form, At, Option<&Record>),
        input: &Object,
        moved: impl FnOnce(&mut Drafts) -> Result<()>,
    ) -> Result<Saved> {
        let Self {
            tx,
            me,
            reference,
            step,
            seen,
        } = *self;
        let mut reader = Reader {
            tx,
            reference,
            me,
            world,
        };
        let mut drafts = reader.read(form, at, input)?;
        moved(&mut drafts)?;
        let mut saving = Saving {
            tx,
            forms: tx.forms(),
            me,
            reference,
            world,
            step,
            seen,
        };
        saving.complete_new(&mut drafts, above)?;
        saving.save(drafts, above)
    }
}

/// The record of this id; `E_NO_RECORD` if there is none.
pub fn need_record(tx: &Tx, id: RecordId) -> Result<Record> {
    tx.record(id)?
        .ok_or_else(|| Fault::new("E_NO_RECORD").with("id", id))
}

/// The parent that a field of the input names, as the volunteer of an hours entry.
fn parent_named(form: &Form, input: &Object) -> Option<RecordId> {
    let field = form.parent_field.as_ref()?;
    input.get(field)?.as_str()?.parse().ok()
}

struct Saving<'a, 's> {
    tx: &'a Tx<'s>,
    forms: &'a crate::domain::form::Forms,
    me: &'a super::workspace::Me,
    reference: &'a super::reference::Reference,
    world: &'a mut World,
    step: Option<&'a Cell<Option<Stamp>>>,
    seen: Option<&'a Seen>,
}

impl Saving<'_, '_> {
    /// Fills what new records get by themselves: defaults, the state they begin in,
    /// who records, own numbers.
    fn complete_new(&mut self, drafts: &mut Drafts, above: Option<&Record>) -> Result<()> {
        let today = self.world.today().to_string();
        for i in 0..drafts.all.len() {
            let Some(draft) = drafts.all.get(i).filter(|d| d.before.is_none()) else {
                continue;
            };
            let form = self.forms.need(&draft.place.form)?;
            let (rows, parent) = self.around(drafts, draft, above);
            let facts = Facts {
                forms: self.forms,
                form,
                values: &draft.patch,
                rows: &rows,
                parent: parent.as_ref(),
                today: &today,
            };
            let mut filled = fill_new(&facts, self.reference);
            for field in form.visible().filter(|f| f.required) {
                let empty = draft.patch.get(&field.id).is_none_or(Value::is_empty);
                if empty && matches!(&field.kind, Kind::Ref { to } if to == WORKER) {
                    filled.insert(field.id.clone(), self.me.person.to_string().into());
                }
            }
            if let (Some(field), Some(parent)) = (&form.parent_field, draft.place.parent) {
                filled.insert(field.clone(), parent.to_string().into());
            }
            if let Some(number) = &form.number
                && draft.patch.get(&number.field).is_none_or(Value::is_empty)
            {
                filled.insert(number.field.clone(), self.own_number(form, number)?.into());
            }
            if let Some(draft) = drafts.all.get_mut(i) {
                draft.patch.extend(filled);
                // A new record says nothing of what it leaves empty.
                draft.patch.retain(|_, value| !value.is_empty());
            }
        }
        Ok(())
    }

    /// The next own number: kind, team, year, the device's letter and a sequence.
    fn own_number(&self, form: &Form, number: &Number) -> Result<String> {
        let prefix = &number.prefix;
        let kind = NumberKind::ALL.into_iter().find(|k| k.prefix() == prefix);
        let kind = kind.ok_or_else(|| Fault::new("E_NUMBER").with("text", prefix))?;
        let year = self.world.today().year().unsigned_abs();
        let series = format!("{prefix}-{}-{year}-{}", self.me.team, self.me.letter);
        loop {
            let sequence = u32::try_from(self.tx.count_up(&series)?).unwrap_or(u32::MAX);
            let (team, letter) = (&self.me.team, &self.me.letter);
            let made = OwnNumber::new(kind, team, year, letter, sequence)?.to_string();
            // After a restore the counter is behind what comes home in files.
            let taken = self
                .tx
                .having(&form.id, &number.field, &made.as_str().into(), 1)?;
            if taken.is_empty() {
                return Ok(made);
            }
        }
    }

    fn save(&mut self, mut drafts: Drafts, above: Option<&Record>) -> Result<Saved> {
        let main = drafts.all.first().map(|d| d.place.id).unwrap_or_default();
        keep_changes(&mut drafts);
        let today = self.world.today().to_string();
        let mut notes = std::mem::take(&mut drafts.notes);
        for draft in &drafts.all {
            notes.extend(self.check(&drafts, draft, above, &today)?);
        }
        drop_echoes(&mut notes);
        if let Some(seen) = self.seen {
            let meanwhile = |d: &Draft| d.meanwhile(seen, self.me.device);
            notes.extend(drafts.all.iter().flat_map(meanwhile));
        }
        let scopes = drafts.all.iter().filter(|d| !d.patch.is_empty());
        for scope in scopes.map(|d| &d.place.scope).collect::<BTreeSet<_>>() {
            if !counts_with_others(self.tx, self.me, scope)? {
                let note = Note::new("W_NOT_GRANTED").with("place", scope.place());
                notes.push(note.with("class", scope.class().word()));
            }
        }
        let (errors, warnings): (Vec<_>, Vec<_>) = notes.into_iter().partition(|n| !n.is_warning());
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let mut step = Step::begin(self.tx, self.me, self.world, None)?;
        step.saw(self.seen);
        if let Some(shared) = self.step {
            step.join(shared.get());
        }
        for draft in &drafts.all {
            step.write(&draft.place, draft.before.as_ref(), &draft.patch)?;
        }
        let begun = step.finish()?;
        if let Some(shared) = self.step {
            shared.set(begun);
        }
        let record = need_record(self.tx, main)?;
        let new = |d: &&Draft| d.before.is_none() && d.rows_field.is_some();
        let rows = drafts.all.iter().filter(new);
        let made = rows.map(|d| (d.path.trim_end_matches('.').to_owned(), d.place.id));
        Ok(Saved {
            view: view(self.tx, record, &today)?,
            warnings,
            made: made.collect(),
        })
    }

    fn check(
        &self,
        drafts: &Drafts,
        draft: &Draft,
        above: Option<&Record>,
        today: &str,
    ) -> Result<Vec<Note>> {
        let form = self.forms.need(&draft.place.form)?;
        let mut notes = Vec::new();
        let main = draft.path.is_empty();
        if draft.patch.is_empty() && draft.before.is_some() && !main {
            return Ok(notes);
        }
        notes.extend(self.locked(form, drafts, draft)?);
        if draft.voids() {
            return Ok(notes.into_iter().map(|n| beneath(&draft.path, n)).collect());
        }
        notes.extend(check_given(form, draft, self.me.role.code()));
        let after = draft.after();
        let (rows, parent) = self.around(drafts, draft, above);
        let facts = Facts {
            forms: self.forms,
            form,
            values: &after,
            rows: &rows,
            parent: parent.as_ref(),
            today,
        };
        notes.extend(check_record(&facts, self.reference));
        notes.extend(self.references(form, drafts, &draft.patch)?);
        notes.extend(self.unique(form, draft, &after)?);
        notes.extend(rules::check(self.tx, self.me, &draft.place, &after)?);
        Ok(notes.into_iter().map(|n| beneath(&draft.path, n)).collect())
    }

    /// An approved record, and a row of one, is closed except for what its form
    /// leaves open.
    fn locked(&self, form: &Form, drafts: &Drafts, draft: &Draft) -> Result<Vec<Note>> {
        let own = draft.before.as_ref().is_some_and(|b| b.approved);
        let approved = |r: &Record| r.approved;
        let above = match (draft.place.parent, drafts.all.first()) {
            (Some(parent), Some(main)) if form.rows_of.is_some() => {
                if main.place.id == parent {
                    main.before.as_ref().is_some_and(approved)
                } else {
                    self.tx.record(parent)?.as_ref().is_some_and(approved)
                }
            }
            _ => false,
        };
        if !own && !above {
            return Ok(Vec::new());
        }
        let open = |field: &&String| !form.open_after_approval.contains(*field);
        let closed = draft.patch.keys().filter(open);
        Ok(closed
            .map(|field| Note::new("E_APPROVED").at(field))
            .collect())
    }

    /// Rows as they will be, and the fields of the record above.
    fn around(
        &self,
        drafts: &Drafts,
        draft: &Draft,
        above: Option<&Record>,
    ) -> (Rows, Option<Patch>) {
        let mut rows = Rows::new();
        if draft.rows_field.is_none() && draft.path.is_empty() {
            rows = self.rows_of(drafts, draft);
        }
        let parent = match drafts.all.first() {
            Some(main) if draft.place.parent == Some(main.place.id) => Some(main.after()),
            _ if draft.place.parent == above.map(|a| a.id) => above.map(|a| a.fields.clone()),
            _ => {
                let parent = draft
                    .place
                    .parent
                    .and_then(|p| self.tx.record(p).ok().flatten());
                parent.map(|p| p.fields)
            }
        };
        (rows, parent)
    }

    fn rows_of(&self, drafts: &Drafts, draft: &Draft) -> Rows {
        let mut rows = Rows::new();
        let Some(form) = self.forms.get(&draft.place.form) else {
            return rows;
        };
        for (field, row_form) in form.row_fields() {
            let mut all: BTreeMap<RecordId, Patch> = BTreeMap::new();
            if draft.before.is_some() {
                let there = self
                    .tx
                    .children(draft.place.id, Some(row_form))
                    .unwrap_or_default();
                all.extend(
                    there
                        .into_iter()
                        .filter(|r| !r.void)
                        .map(|r| (r.id, r.fields)),
                );
            }
            for row in drafts
                .all
                .iter()
                .filter(|d| d.rows_field.as_ref() == Some(&field.id))
            {
                if row.voids() {
                    all.remove(&row.place.id);
                } else {
                    all.insert(row.place.id, row.after());
                }
            }
            let list = all
                .into_iter()
                .map(|(id, values)| Row { id, values })
                .collect();
            rows.insert(field.id.clone(), list);
        }
        for (field, items) in drafts.all.iter().filter_map(|d| {
            let (field, _) = d.path.split_once('[')?;
            Some((field, d))
        }) {
            if matches!(form.field(field).map(|f| &f.kind), Some(Kind::Edits { .. })) {
                let row = Row {
                    id: items.place.id,
                    values: items.after(),
                };
                rows.entry(field.to_owned()).or_default().push(row);
            }
        }
        rows
    }

    /// References must lead somewhere: to a record of that form that is not void, to a
    /// row of the same record, to a person whose card is here.
    fn references(&self, form: &Form, drafts: &Drafts, patch: &Patch) -> Result<Vec<Note>> {
        let mut notes = Vec::new();
        for (field, value) in patch {
            let Some(Kind::Ref { to }) = form.field(field).map(|f| &f.kind) else {
                continue;
            };
            let Some(text) = value.text().filter(|t| !t.is_empty()) else {
                continue;
            };
            let Ok(id) = text.parse::<RecordId>() else {
                notes.push(Note::new("E_REF").with("value", text).at(field));
                continue;
            };
            if to == WORKER {
                if self.tx.person_now(id)? != self.me.person && self.tx.person_name(id)?.is_none() {
                    notes.push(Note::new("W_PERSON_UNKNOWN").at(field));
                }
                continue;
            }
            let drafted = drafts.all.iter().find(|d| d.place.id == id);
            let good = match drafted {
                Some(draft) => draft.place.form == *to && !draft.voids(),
                None => self
                    .tx
                    .record(id)?
                    .is_some_and(|r| r.form == *to && !r.void),
            };
            if !good {
                notes.push(Note::new("E_REF_MISSING").with("value", text).at(field));
            }
        }
        Ok(notes)
    }

    /// What must not stand in two records.
    fn unique(&self, form: &Form, draft: &Draft, after: &Patch) -> Result<Vec<Note>> {
        let mut notes = Vec::new();
        for rule in &form.unique {
            let state = form.state.iter().map(|m| &m.field);
            let state = state.filter(|_| !rule.states.is_empty());
            let mut asked = rule.fields.iter().chain(&rule.year_of).chain(state);
            let touched = asked.any(|f| draft.patch.contains_key(f));
            let (Some(first), Some(key)) = (
                rule.fields.first().filter(|_| touched),
                rule.key(form, after),
            ) else {
                continue;
            };
            let indexed = |(f, _): &(&String, &Value)| form.field(f).is_some_and(|f| f.indexed);
            let filters = rule.fields.iter().zip(&key.0).filter(indexed);
            let mut query = Query {
                form: form.id.clone(),
                filters: filters.map(|(f, v)| (f.clone(), v.clone())).collect(),
                limit: TWINS,
                ..Query::default()
            };
            let same = |other: &Record| {
                other.id != draft.place.id && rule.key(form, &other.fields).as_ref() == Some(&key)
            };
            loop {
                let page = self.tx.list(&query)?;
                if page.items.iter().any(same) {
                    notes.push(rule.remark(form, after).at(first));
                    break;
                }
                if page.next.is_none() {
                    break;
                }
                query.after = page.next;
            }
        }
        Ok(notes)
    }
}

/// Leaves in each patch only what differs from what stood there.
fn keep_changes(drafts: &mut Drafts) {
    for draft in &mut drafts.all {
        if let Some(before) = &draft.before {
            let open = &before.open;
            draft
                .patch
                .retain(|field, value| before.get(field) != value || open.contains_key(field));
        }
        if draft.voids() {
            draft
                .patch
                .retain(|field, _| field == VOID || field == VOID_REASON);
        }
    }
}
