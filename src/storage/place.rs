//! Where a record is, when its changes disagree.
//!
//! All changes of a record say one place: form, parent, root and scope. A program that
//! is broken or hostile may sign a change that says another, and whoever knows an id
//! could so take a record over. Which place counts is decided without a clock, and by
//! nothing that the author of a late change can choose: the id is bound to the place
//! ([`Place::is_bound_to`]), and the change of the device that made the record proves
//! it, even if that change is held back. The other changes take no part and are listed.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params;

use super::{LogRow, Status, Tx};
use crate::domain::change::Head;
use crate::domain::fault::Result;
use crate::domain::record::Place;

/// A change that puts a record where it is not.
const ELSEWHERE: &str = "H_PLACE";

/// The place of the record that a head is about.
pub(super) fn place(head: &Head) -> Place {
    Place {
        id: head.record,
        form: head.form.clone(),
        parent: head.parent,
        root: head.root,
        scope: head.scope.clone(),
    }
}

pub(super) fn same_place(a: &Head, b: &Head) -> bool {
    a.form == b.form && a.parent == b.parent && a.root == b.root && a.scope == b.scope
}

fn agree(changes: &[LogRow]) -> bool {
    changes.windows(2).all(|pair| match pair {
        [a, b] => same_place(&a.head, &b.head),
        _ => true,
    })
}

/// Marks the active changes that put their record where it is not. What is left active
/// says one place.
pub(super) fn settle(changes: &mut [LogRow]) {
    if agree(changes) {
        return;
    }
    let common = common_place(changes).map(|at| changes[at].head.clone());
    for row in changes.iter_mut().filter(|r| r.status == Status::Active) {
        if !common.as_ref().is_some_and(|c| same_place(c, &row.head)) {
            row.status = Status::Elsewhere;
        }
    }
}

/// A change that says the place which counts; `None` if nothing decides.
fn common_place(changes: &[LogRow]) -> Option<usize> {
    let active = |c: &LogRow| c.status == Status::Active;
    let bound = |c: &LogRow| place(&c.head).is_bound_to(c.head.device);
    let proven: Vec<usize> = (0..changes.len()).filter(|i| bound(&changes[*i])).collect();
    let same = |a: usize, b: usize| same_place(&changes[a].head, &changes[b].head);
    if let Some(first) = proven.first().copied()
        && proven.iter().all(|other| same(first, *other))
    {
        return Some(first);
    }
    // Nobody here made the record, or somebody spent years to find a second place for
    // its id. The place that more keys wrote at counts; between equals nothing does,
    // and all stays listed until the change that made the record comes.
    let open = (0..changes.len()).filter(|i| active(&changes[*i]));
    let open: Vec<usize> = open
        .filter(|i| proven.is_empty() || proven.iter().any(|p| same(*p, *i)))
        .collect();
    let mut keys: BTreeMap<usize, BTreeSet<&[u8]>> = BTreeMap::new();
    for i in &open {
        let first = open.iter().copied().find(|j| same(*i, *j)).unwrap_or(*i);
        let key = changes[*i].head.device.0.split_at(16).0;
        keys.entry(first).or_default().insert(key);
    }
    let most = keys.values().map(BTreeSet::len).max()?;
    let mut best = keys.iter().filter(|(_, keys)| keys.len() == most);
    let (first, _) = best.next()?;
    best.next().is_none().then_some(*first)
}

impl Tx<'_> {
    /// Lists which changes of a record put it where it is not, after [`settle`].
    pub(super) fn note_elsewhere(&self, changes: &[LogRow]) -> Result<()> {
        if agree(changes) {
            return Ok(());
        }
        for row in changes {
            match row.status {
                Status::Elsewhere => self.hold(row.id, ELSEWHERE)?,
                Status::Active => {
                    self.conn
                        .prepare_cached("DELETE FROM held WHERE log = ?1")?
                        .execute(params![row.id])?;
                }
                Status::Held | Status::Forked | Status::Erased => {}
            }
        }
        Ok(())
    }
}
