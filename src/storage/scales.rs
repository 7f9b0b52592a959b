//! Weighing what comes in: all of an import that needs no database.

use std::collections::HashMap;
use std::sync::Arc;

use super::copied::last_named;
use super::ingest::Verdict;
use super::numbers::Numbers;
use super::place::{place, same_place};
use super::project::in_a_row;
use super::records::Ready;
use super::{Status, Tx};
use crate::domain::change::{Body, Head, head_hash};
use crate::domain::control::{Decisions, is_control};
use crate::domain::fault::Result;
use crate::domain::form::{Forms, RETURNED};
use crate::domain::id::{Channel, DeviceId, Dot, RecordId};
use crate::domain::stamp::Stamp;
use crate::domain::value::Patch;

/// What a change is weighed against before the database is asked. Reading a file is
/// the longer part of an import, so another thread may do it.
pub struct Scales<'a> {
    pub(super) verdict: &'a (dyn Fn(&Head) -> Verdict + Sync),
    own: Option<DeviceId>,
    pub(super) decisions: Decisions,
    forms: Arc<Forms>,
    numbers: Arc<Numbers>,
}

impl Scales<'_> {
    /// A verified change, weighed.
    #[must_use]
    pub fn weigh(&self, head: Head, bytes: Vec<u8>, body: Option<(Body, Patch)>) -> Incoming {
        let (body, patch) = body.unzip();
        let hash = head_hash(&bytes);
        let (erased, control) = (self.decisions.erase(&head), is_control(&head));
        // Most changes are the only ones of a new record.
        let plain = !erased && !control && !head.fields.contains_key(RETURNED);
        let alone = patch.as_ref().filter(|_| plain).and_then(|patch| {
            let creates = head.fields.values().all(Vec::is_empty);
            creates
                .then(|| Ready::alone(&self.forms, &self.numbers, &head, patch).ok())?
                .map(Box::new)
        });
        Incoming {
            hash,
            verdict: (self.verdict)(&head),
            control,
            erased,
            ruled: if self.decisions.refuses(&head, hash) {
                Ruled::Refused
            } else if self.decisions.admits(&head, hash) {
                Ruled::Admitted
            } else {
                Ruled::Nothing
            },
            names: self.own.and_then(|own| last_named(&head, own)),
            written_here: Some(head.device) == self.own,
            channel: head.channel(),
            seq: head.seq,
            stamp: head.stamp,
            record: head.record,
            parent: head.parent,
            says: Some(Box::new((head, patch))),
            bytes,
            body,
            shows: alone.map(|ready| (1, ready)),
        }
    }

    /// Looks at changes that come together for such as are of one record: most records are
    /// shown by those of their changes that come one after the other.
    pub fn weigh_together<'c>(&self, changes: impl Iterator<Item = &'c mut Incoming>) {
        let mut of: HashMap<RecordId, Vec<&mut Incoming>> = HashMap::new();
        for change in changes {
            of.entry(change.record).or_default().push(change);
        }
        for mut together in of.into_values().filter(|changes| changes.len() > 1) {
            let ready = self.shown_by(&together).ok().flatten();
            let many = together.len();
            if let Some(last) = together.last_mut() {
                last.shows = ready.map(|ready| (many, Box::new(ready)));
            }
        }
    }

    /// What these changes, all of one record, show if each saw what the ones before it
    /// left, and nothing was decided about any.
    fn shown_by(&self, changes: &[&mut Incoming]) -> Result<Option<Ready>> {
        let plain = |change: &&&mut Incoming| {
            let nothing_said = change.ruled == Ruled::Nothing && !change.control;
            nothing_said && change.status() == Status::Active
        };
        let says = changes.iter().filter(plain);
        let says = says.filter_map(|change| change.says.as_deref());
        let says: Vec<(&Head, &Patch)> = says
            .filter(|(head, _)| !head.fields.contains_key(RETURNED))
            .filter_map(|(head, patch)| Some((head, patch.as_ref()?)))
            .collect();
        let first = says.first().filter(|_| says.len() == changes.len());
        let first = first.filter(|(first, _)| says.iter().all(|(h, _)| same_place(first, h)));
        let Some(place) = first.map(|(head, _)| place(head)) else {
            return Ok(None);
        };
        in_a_row(&self.forms, &place, says.into_iter())
            .map(|record| Ready::new(&self.forms, &self.numbers, &record))
            .transpose()
    }
}

/// What a coordinator said of a change.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ruled {
    Nothing,
    Admitted,
    Refused,
}

/// A verified change on its way in: what the log keeps of it, and what was found when
/// it was weighed.
pub struct Incoming {
    pub(super) channel: Channel,
    pub(super) seq: u64,
    pub(super) stamp: Stamp,
    pub(super) record: RecordId,
    pub(super) parent: Option<RecordId>,
    /// Head and patch, as they were read; gone once a record was merged of them.
    pub(super) says: Option<Box<(Head, Option<Patch>)>>,
    pub(super) hash: [u8; 32],
    pub(super) bytes: Vec<u8>,
    /// The body, if it came.
    pub body: Option<Body>,
    pub(super) verdict: Verdict,
    /// It is a decision, part of no record.
    pub(super) control: bool,
    /// What decisions that were here before this import say of it.
    pub(super) erased: bool,
    pub(super) ruled: Ruled,
    /// The last of this device's own changes that its author saw.
    pub(super) names: Option<Dot>,
    /// It says that this very device wrote it.
    pub(super) written_here: bool,
    /// What its record shows if this and those that came just before it, together so many,
    /// are all its changes.
    pub(super) shows: Option<(usize, Box<Ready>)>,
}

impl Incoming {
    /// How it stands, as long as nothing was decided about it.
    pub(super) fn status(&self) -> Status {
        match self.verdict {
            _ if self.erased => Status::Erased,
            Verdict::Active => Status::Active,
            Verdict::Held(_) => Status::Held,
        }
    }

    pub(super) fn form(&self) -> &str {
        self.says.as_ref().map_or("", |says| &says.0.form)
    }
}

impl Tx<'_> {
    /// What changes of an import into this database are weighed against.
    pub fn scales<'a>(&self, verdict: &'a (dyn Fn(&Head) -> Verdict + Sync)) -> Result<Scales<'a>> {
        Ok(Scales {
            verdict,
            own: self.meta("device")?.map(|text| text.parse()).transpose()?,
            decisions: self.decisions()?,
            forms: Arc::clone(&self.forms),
            numbers: Arc::clone(&self.numbers),
        })
    }
}
