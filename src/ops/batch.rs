//! Several things that a person does, in one transaction: each is checked and stamped as
//! if it stood alone, and all of them are kept or none.

use std::cell::Cell;

use super::reference::Reference;
use super::save::Saved;
use super::view::View;
use super::workspace::{Me, Workspace};
use super::world::World;
use crate::domain::fault::Result;
use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::record::Seen;
use crate::domain::stamp::Stamp;
use crate::storage::Tx;

/// Who saves, inside one transaction. What it does stands in `save` and `gate`.
#[derive(Clone, Copy)]
pub struct Saver<'a, 's> {
    pub(super) tx: &'a Tx<'s>,
    pub(super) me: &'a Me,
    pub(super) reference: &'a Reference,
    /// The step that all saves belong to, where one undo is to take all of them back.
    pub(super) step: Option<&'a Cell<Option<Stamp>>>,
    /// What the person had on the screen, if that may be older than what stands.
    pub(super) seen: Option<&'a Seen>,
}

impl<'s> Saver<'_, 's> {
    /// The same, for a person who had this on the screen: what came since then stays
    /// beside what is saved, as a conflict.
    #[must_use]
    pub fn saw<'b>(&'b self, seen: &'b Seen) -> Saver<'b, 's> {
        Saver {
            seen: Some(seen),
            ..*self
        }
    }

    /// Changes a record, its rows, and what the form edits elsewhere.
    pub fn set(&self, world: &mut World, id: RecordId, input: &Object) -> Result<Saved> {
        self.change(world, id, input, None)
    }
}

impl Workspace {
    /// Does several things together: if `work` fails, nothing of it was done.
    pub fn batch<T>(&mut self, work: impl FnOnce(&Saver) -> Result<T>) -> Result<T> {
        let (me, reference) = (&self.me, &self.reference);
        self.store.transact(|tx| {
            work(&Saver {
                tx,
                me,
                reference,
                step: None,
                seen: None,
            })
        })
    }

    /// Does several things as one step, which one undo takes back. With `keep` unset all
    /// of it is taken back at once: what came of it is what would have come.
    pub(super) fn one_step<T>(
        &mut self,
        keep: bool,
        work: impl FnOnce(&Saver) -> Result<T>,
    ) -> Result<T> {
        let (me, reference) = (&self.me, &self.reference);
        let step = Cell::new(None);
        let work = |tx: &Tx| {
            work(&Saver {
                tx,
                me,
                reference,
                step: Some(&step),
                seen: None,
            })
        };
        if keep {
            self.store.transact(work)
        } else {
            self.store.rehearse(work)
        }
    }

    /// Records a new record of `form`, below `parent` if the form hangs on another.
    pub fn new_record(
        &mut self,
        world: &mut World,
        form: &str,
        parent: Option<RecordId>,
        input: &Object,
    ) -> Result<Saved> {
        self.batch(|saver| saver.new_record(world, form, parent, input))
    }

    /// Changes a record, its rows, and what the form edits elsewhere.
    pub fn set(&mut self, world: &mut World, id: RecordId, input: &Object) -> Result<Saved> {
        self.batch(|saver| saver.set(world, id, input))
    }

    /// Moves a record to another state; `input` sets fields in the same change. Guards
    /// that don't hold are listed, one remark each, and then nothing is written.
    pub fn move_to(
        &mut self,
        world: &mut World,
        id: RecordId,
        state: &str,
        input: &Object,
    ) -> Result<View> {
        self.batch(|saver| Ok(saver.move_to(world, id, state, input)?.view))
    }

    /// Takes a record out of lists and counts; nothing is deleted.
    pub fn void(&mut self, world: &mut World, id: RecordId, reason: &str) -> Result<View> {
        self.batch(|saver| saver.void(world, id, reason))
    }

    /// Takes a void record back into lists and counts.
    pub fn restore_record(&mut self, world: &mut World, id: RecordId) -> Result<View> {
        self.batch(|saver| saver.restore(world, id))
    }

    /// Approves a record: it locks, except for what its form leaves open.
    pub fn approve(&mut self, world: &mut World, id: RecordId) -> Result<View> {
        self.batch(|saver| saver.approve(world, id))
    }

    /// Gives a record back to be mended, and says why.
    pub fn give_back(&mut self, world: &mut World, id: RecordId, reason: &str) -> Result<View> {
        self.batch(|saver| saver.give_back(world, id, reason))
    }

    /// Hands in a record again that was given back.
    pub fn hand_in(&mut self, world: &mut World, id: RecordId) -> Result<View> {
        self.batch(|saver| saver.hand_in(world, id))
    }
}
