//! One step of a person: the changes of one save, each appended as it is made.

use std::collections::HashMap;

use super::workspace::Me;
use super::world::World;
use crate::domain::change::{Body, Head};
use crate::domain::control::{self, Control};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Form;
use crate::domain::id::{Channel, DeviceId, Dot, RecordId, Scope};
use crate::domain::record::{Place, Record, Seen, sorted};
use crate::domain::stamp::Stamp;
use crate::domain::value::Patch;
use crate::storage::{Judged, Tx, Verdict};

/// The setting that holds the last stamp given.
const CLOCK: &str = "clock";

/// A step under way, inside one transaction.
pub struct Step<'a, 's> {
    tx: &'a Tx<'s>,
    me: &'a Me,
    world: &'a mut World,
    now_ms: u64,
    last: Stamp,
    begun: Option<Stamp>,
    undoes: Option<Stamp>,
    tips: HashMap<Scope, u64>,
    seen: Option<&'a Seen>,
    /// Scope and gate heads of records above, as long as this step leaves those alone:
    /// all rows of a save hang on one.
    above: HashMap<RecordId, Option<(Scope, Vec<Dot>)>>,
}

impl<'a, 's> Step<'a, 's> {
    /// Begins a step; `undoes` names the one it takes back.
    pub fn begin(
        tx: &'a Tx<'s>,
        me: &'a Me,
        world: &'a mut World,
        undoes: Option<Stamp>,
    ) -> Result<Self> {
        let now_ms = world.now_ms();
        let last = last_stamp(tx)?;
        Ok(Self {
            tx,
            me,
            world,
            now_ms,
            last,
            begun: None,
            undoes,
            tips: HashMap::new(),
            seen: None,
            above: HashMap::new(),
        })
    }

    /// Goes on with a step that was begun before, in the same transaction.
    pub fn join(&mut self, begun: Option<Stamp>) {
        self.begun = begun;
    }

    /// What the person had on the screen, where that may be older than what stands: a value
    /// that came meanwhile is then not covered unseen, but stands beside the new one.
    pub fn saw(&mut self, seen: Option<&'a Seen>) {
        self.seen = seen;
    }

    /// The heads of a field as the person saw them.
    fn heads<'r>(&'r self, record: &'r Record, field: &str) -> &'r [Dot] {
        let seen = self.seen.and_then(|s| s.get(&record.id)?.get(field));
        seen.map_or_else(|| record.heads_of(field), Vec::as_slice)
    }

    fn all_heads(&self, record: &Record) -> Vec<Dot> {
        let fields = record.heads.keys();
        sorted(fields.flat_map(|f| self.heads(record, f).iter().copied()))
    }

    /// Appends one change of a record that was seen as `before` (`None`: it is new).
    /// An empty patch changes nothing and is no change.
    pub fn write(
        &mut self,
        place: &Place,
        before: Option<&Record>,
        patch: &Patch,
    ) -> Result<Option<Record>> {
        if patch.is_empty() {
            return Ok(None);
        }
        let form = self.tx.forms().get(&place.form);
        form.map_or(Ok(()), |form| may_write(form, self.me))?;
        let gates = self.gates(place, form, before)?;
        let seq = self.next_seq(&place.scope)?;
        self.last = self.last.next(self.now_ms);
        let step = *self.begun.get_or_insert(self.last);
        let body = Body::new(patch, self.world.bytes())?;
        let saw = |field: &String| {
            before
                .map(|b| self.heads(b, field).to_vec())
                .unwrap_or_default()
        };
        let head = Head {
            device: self.me.device,
            scope: place.scope.clone(),
            seq,
            stamp: self.last,
            form: place.form.clone(),
            form_version: form.map_or(1, |f| f.version),
            record: place.id,
            parent: place.parent,
            root: place.root,
            step,
            undoes: self.undoes,
            gates,
            rows: self.seen_rows(form, before, patch)?,
            fields: patch.keys().map(|f| (f.clone(), saw(f))).collect(),
            commitment: body.commitment(),
        };
        self.above.remove(&place.id);
        self.tx.append(&head, &body, patch).map(Some)
    }

    /// Appends a control change about what belongs to a scope, and does what follows from
    /// it. One that others would hold back is refused here.
    pub fn control(
        &mut self,
        scope: &Scope,
        says: &Control,
        verdict: &dyn Fn(&Head) -> Verdict,
    ) -> Result<Judged> {
        let patch = says.patch();
        let what = (control::FORM, None, scope);
        let place = fresh_place(self.tx, self.world, self.me.device, what)?;
        let body = Body::new(&patch, self.world.bytes())?;
        let stamp = self.last.next(self.now_ms);
        let head = Head {
            device: self.me.device,
            scope: scope.clone(),
            seq: self.next_seq(scope)?,
            stamp,
            form: control::FORM.to_owned(),
            form_version: control::VERSION,
            record: place.id,
            parent: None,
            root: place.id,
            step: *self.begun.get_or_insert(stamp),
            undoes: None,
            gates: Vec::new(),
            rows: Vec::new(),
            fields: patch.into_keys().map(|f| (f, Vec::new())).collect(),
            commitment: body.commitment(),
        };
        if verdict(&head) != Verdict::Active {
            return Err(Fault::new("E_ROLE_DECIDE").with("place", scope.place()));
        }
        self.last = stamp;
        self.tx.decide(verdict, &head, &body)
    }

    /// The stamp that names the step, if anything was written.
    pub fn finish(self) -> Result<Option<Stamp>> {
        keep_stamp(self.tx, self.last)?;
        Ok(self.begun)
    }

    fn next_seq(&mut self, scope: &Scope) -> Result<u64> {
        let tip = match self.tips.get(scope) {
            Some(tip) => *tip,
            None => self.tx.tip(&Channel {
                device: self.me.device,
                scope: scope.clone(),
            })?,
        };
        self.tips.insert(scope.clone(), tip + 1);
        Ok(tip + 1)
    }

    /// The gate heads that the person saw: here and on the parent.
    fn gates(
        &mut self,
        place: &Place,
        form: Option<&Form>,
        before: Option<&Record>,
    ) -> Result<Vec<Dot>> {
        let mut dots = before.map(|b| b.gate_heads(form)).unwrap_or_default();
        if let Some(parent) = place.parent {
            if !self.above.contains_key(&parent) {
                let above = self.tx.record(parent)?;
                let heads = above.map(|above| {
                    let heads = above.gate_heads(self.tx.forms().get(&above.form));
                    (above.scope, heads)
                });
                self.above.insert(parent, heads);
            }
            if let Some(Some((scope, heads))) = self.above.get(&parent)
                && *scope == place.scope
            {
                dots.extend(heads);
            }
        }
        Ok(sorted(dots.into_iter()))
    }

    /// On a gate change: all heads of the record and its rows that the person saw.
    fn seen_rows(
        &self,
        form: Option<&Form>,
        before: Option<&Record>,
        patch: &Patch,
    ) -> Result<Vec<Dot>> {
        let (Some(form), Some(before)) = (form, before) else {
            return Ok(Vec::new());
        };
        if !patch.keys().any(|f| form.is_gate(f)) {
            return Ok(Vec::new());
        }
        let mut dots = self.all_heads(before);
        for (_, row_form) in form.row_fields() {
            for row in self.tx.children(before.id, Some(row_form))? {
                dots.extend(self.all_heads(&row));
            }
        }
        Ok(sorted(dots.into_iter()))
    }
}

/// Refuses a form that only other roles write: others would hold the change back.
pub(super) fn may_write(form: &Form, me: &Me) -> Result<()> {
    if form.is_written_by(me.role.code()) {
        return Ok(());
    }
    Err(Fault::new("E_ROLE_FORM")
        .with("zh", &form.label.zh)
        .with("en", &form.label.en)
        .with("roles", form.roles.join(" ")))
}

/// The last stamp this workspace gave or was dragged to.
pub fn last_stamp(tx: &Tx) -> Result<Stamp> {
    tx.meta(CLOCK)?
        .map_or(Ok(Stamp::default()), |text| text.parse())
}

/// Keeps the last stamp, in the same transaction as what it stamped.
pub fn keep_stamp(tx: &Tx, stamp: Stamp) -> Result<()> {
    tx.set_meta(CLOCK, &stamp.to_string())
}

/// The place of a record that is made now: its form, what it hangs on, and its scope. A
/// clock that was set back may tell a moment once more, whose id is taken.
pub(super) fn fresh_place(
    tx: &Tx,
    world: &mut World,
    device: DeviceId,
    (form, above, scope): (&str, Option<(RecordId, RecordId)>, &Scope),
) -> Result<Place> {
    loop {
        let place = Place::made(device, form, above, scope.clone(), world.moment());
        if !tx.is_in_log(place.id)? {
            return Ok(place);
        }
    }
}
