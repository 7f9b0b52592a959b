//! A record is a filled form: what its changes show after merging.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::change::Head;
use super::form::{APPROVED, Form, Kind, MENDED, RETURNED, VOID};
use super::id::{DeviceId, Dot, RecordId, Scope};
use super::merge::{Fields, Outcome};
use super::stamp::Stamp;
use super::value::{Patch, Value};
use crate::text::fold::fold_code;

/// Why a field has no single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// Two people wrote apart; one of them or a third value must be kept.
    Conflict,
    /// Changes that may settle it have not arrived.
    Waiting,
}

/// One record as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Its form.
    pub form: String,
    /// The record it hangs on.
    pub parent: Option<RecordId>,
    /// The record at the top, itself for a root.
    pub root: RecordId,
    /// The scope of the root, fixed when it was made.
    pub scope: Scope,
    /// The value of each field; of a field in conflict, the latest one.
    pub fields: Patch,
    /// The heads of each field, as the next change names them.
    pub heads: BTreeMap<String, Vec<Dot>>,
    /// The fields without a single value.
    pub open: BTreeMap<String, Open>,
    /// The state that counts, if the form has states.
    pub state: Option<String>,
    /// Taken out of lists and counts.
    pub void: bool,
    /// Locked, except what the form leaves open.
    pub approved: bool,
    /// The first stamp, for display.
    pub created: Stamp,
    /// The last stamp, for display.
    pub changed: Stamp,
}

/// What a person had on the screen while changing records: the heads of each field, empty
/// where nothing was written yet. What is not named here was seen as it stands.
pub type Seen = BTreeMap<RecordId, Saw>;

/// The heads of each field of one record, as a person saw them.
pub type Saw = BTreeMap<String, Vec<Dot>>;

/// What stays the same in all changes of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The record.
    pub id: RecordId,
    /// Its form.
    pub form: String,
    /// The record it hangs on.
    pub parent: Option<RecordId>,
    /// The record at the top.
    pub root: RecordId,
    /// The scope of the root.
    pub scope: Scope,
}

/// What a record's id is hashed under, besides its place.
const BOUND: &str = "sanshe-record-v1";

impl Place {
    /// The place of a new record, with an id that says it: the last 62 bits are a hash
    /// of the device, the place, and the time and counter at the beginning of the id.
    /// Whoever knows the id can't say another place by it. `above` is the parent and
    /// the root; `moment` is a time in milliseconds and a counter within it, never the
    /// same twice on one device.
    #[must_use]
    pub fn made(
        device: DeviceId,
        form: &str,
        above: Option<(RecordId, RecordId)>,
        scope: Scope,
        (ms, count): (u64, u16),
    ) -> Self {
        let mut tail = [0; 10];
        tail[..2].copy_from_slice(&count.to_be_bytes());
        let id = |tail: &[u8; 10]| uuid::Builder::from_unix_timestamp_millis(ms, tail).into_uuid();
        let begun = id(&tail);
        let mut place = Self {
            id: begun,
            form: form.to_owned(),
            parent: above.map(|(parent, _)| parent),
            root: above.map_or(begun, |(_, root)| root),
            scope,
        };
        tail[2..].copy_from_slice(&place.binding(device));
        place.id = id(&tail);
        if above.is_none() {
            place.root = place.id;
        }
        place
    }

    /// Whether the id says this very place and that this device made it.
    #[must_use]
    pub fn is_bound_to(&self, device: DeviceId) -> bool {
        let mut tail = self.binding(device);
        tail[0] = tail[0] & 0x3f | 0x80;
        self.id.as_bytes().ends_with(&tail)
    }

    fn binding(&self, device: DeviceId) -> [u8; 8] {
        let or_none = |id: Option<RecordId>| id.map_or_else(|| "-".to_owned(), |i| i.to_string());
        let root = Some(self.root).filter(|root| *root != self.id);
        let (begin, _) = self.id.as_u64_pair();
        let text = format!(
            "{BOUND}\n{begin:016x}\n{device}\n{}\n{}\n{}\n{}",
            self.scope,
            or_none(self.parent),
            or_none(root),
            self.form,
        );
        let hash: [u8; 32] = Sha256::digest(text).into();
        let mut tail = [0; 8];
        tail.copy_from_slice(hash.first_chunk::<8>().unwrap_or(&[0; 8]));
        tail
    }
}

/// So many signs at the end of an id tell records apart: its beginning is a time.
const TAIL: usize = 6;

/// The end of a record's id, for people to tell it by.
#[must_use]
pub fn ending(id: RecordId) -> String {
    let id = id.simple().to_string();
    id.chars().skip(id.len().saturating_sub(TAIL)).collect()
}

/// Whether two texts are one, however they were typed.
#[must_use]
pub fn is_same_word(word: &str, typed: &str) -> bool {
    let fold = |text: &str| fold_code(text).to_lowercase();
    fold(word) == fold(typed)
}

impl Record {
    /// What a person types to say that they mean this very record: its own number, else
    /// the first text of its title, else the end of its id.
    #[must_use]
    pub fn word(&self, form: Option<&Form>) -> String {
        let number = form.and_then(|f| f.number.as_ref()).map(|n| &n.field);
        let titles = form.into_iter().flat_map(|f| &f.title);
        let is_text = |id: &&String| {
            let kind = form.and_then(|f| f.field(id)).map(|f| &f.kind);
            matches!(kind, Some(Kind::Text { .. }))
        };
        let mut asked = number.into_iter().chain(titles.filter(is_text));
        let word = asked.find_map(|field| self.get(field).text());
        word.map_or_else(|| ending(self.id), str::to_owned)
    }

    /// Whether a text says that this very record is meant: its [`Record::word`], or its
    /// whole id. The beginning of an id says a day.
    #[must_use]
    pub fn is_meant(&self, form: Option<&Form>, text: &str) -> bool {
        let id = text.trim().parse::<RecordId>();
        id.is_ok_and(|id| id == self.id) || is_same_word(&self.word(form), text)
    }

    /// The record that these merged fields show. `form` is absent for a form that
    /// this version doesn't know: its fields are kept, its rules unknown.
    #[must_use]
    pub fn from_fields(
        place: Place,
        form: Option<&Form>,
        merged: &Fields,
        created: Stamp,
        changed: Stamp,
    ) -> Self {
        let mut record = Self {
            id: place.id,
            form: place.form,
            parent: place.parent,
            root: place.root,
            scope: place.scope,
            fields: Patch::new(),
            heads: BTreeMap::new(),
            open: BTreeMap::new(),
            state: None,
            void: false,
            approved: false,
            created,
            changed,
        };
        for (name, field) in merged {
            match field.outcome() {
                Outcome::One(_) => {}
                Outcome::Conflict => {
                    record.open.insert(name.clone(), Open::Conflict);
                }
                Outcome::Waiting => {
                    record.open.insert(name.clone(), Open::Waiting);
                }
            }
            record.fields.insert(name.clone(), field.shown().clone());
            record.heads.insert(name.clone(), field.dots());
        }
        record.settle_gates(form, merged);
        record
    }

    /// Rule 5: while a gate is in conflict the least advanced value counts.
    fn settle_gates(&mut self, form: Option<&Form>, merged: &Fields) {
        let no_first = [Value::Bool(false), Value::Bool(true)];
        let yes = |name: &str| {
            merged
                .get(name)
                .is_some_and(|field| field.least_advanced(&no_first).is_true())
        };
        self.void = yes(VOID);
        self.approved = yes(APPROVED);
        let Some(machine) = form.and_then(|f| f.state.as_ref()) else {
            return;
        };
        let order: Vec<Value> = machine.order.iter().map(|s| s.as_str().into()).collect();
        if let Some(field) = merged.get(&machine.field) {
            let counts = field.least_advanced(&order).clone();
            self.state = counts.text().map(str::to_owned);
            self.fields.insert(machine.field.clone(), counts);
        }
    }

    /// Why the record was given back to be mended, while it was not handed in again and
    /// its giving back stands.
    #[must_use]
    pub fn returned(&self) -> Option<&str> {
        let reason = self.get(RETURNED).text().filter(|t| !t.is_empty())?;
        let answered = !self.open.contains_key(MENDED)
            && self.get(MENDED).text() == Some(self.return_named().as_str());
        (!answered).then_some(reason)
    }

    /// The changes by which the record was given back, as [`MENDED`] names them.
    #[must_use]
    pub fn return_named(&self) -> String {
        let dots = sorted(self.heads_of(RETURNED).iter().copied());
        let dots: Vec<String> = dots.iter().map(ToString::to_string).collect();
        dots.join(" ")
    }

    /// A record of which nothing is known yet.
    #[must_use]
    pub fn blank(place: Place, created: Stamp) -> Self {
        Self::from_fields(place, None, &Fields::new(), created, created)
    }

    /// The fast path of merging: takes one more change in, if it covers exactly the
    /// current heads of every field it touches; else changes nothing, answers false,
    /// and the record must be merged anew. Only for a change that no other can have
    /// named yet, as one that was just written here.
    #[must_use]
    pub fn apply(&mut self, form: Option<&Form>, head: &Head, patch: &Patch) -> bool {
        let fits = head
            .fields
            .iter()
            .all(|(name, saw)| self.heads_of(name) == saw.as_slice());
        if !fits {
            return false;
        }
        for name in head.fields.keys() {
            let value = patch.get(name).cloned().unwrap_or_default();
            self.open.remove(name);
            self.heads.insert(name.clone(), vec![head.dot()]);
            if form
                .and_then(|f| f.state.as_ref())
                .is_some_and(|m| m.field == *name)
            {
                self.state = value.text().map(str::to_owned);
            }
            match name.as_str() {
                VOID => self.void = value.is_true(),
                APPROVED => self.approved = value.is_true(),
                _ => {}
            }
            self.fields.insert(name.clone(), value);
        }
        // A clock may be behind that of the change before: the order of stamps says nothing.
        self.created = self.created.min(head.stamp);
        self.changed = self.changed.max(head.stamp);
        true
    }

    /// The value of a field, `Empty` where nothing was ever written.
    #[must_use]
    pub fn get(&self, field: &str) -> &Value {
        self.fields.get(field).unwrap_or(&Value::Empty)
    }

    /// The heads of one field.
    #[must_use]
    pub fn heads_of(&self, field: &str) -> &[Dot] {
        self.heads.get(field).map_or(&[], Vec::as_slice)
    }

    /// What a person sees who has it on the screen: its heads, none of a field where
    /// nothing was ever written.
    #[must_use]
    pub fn saw(&self, form: &Form) -> Saw {
        let mut saw = self.heads.clone();
        for field in form.visible() {
            saw.entry(field.id.clone()).or_default();
        }
        saw
    }

    /// The heads of its gate fields, as changes below and here list them.
    #[must_use]
    pub fn gate_heads(&self, form: Option<&Form>) -> Vec<Dot> {
        let gates = self.heads.iter().filter(|(name, _)| match form {
            Some(form) => form.is_gate(name),
            None => name.as_str() == VOID || name.as_str() == APPROVED,
        });
        sorted(gates.flat_map(|(_, dots)| dots.iter().copied()))
    }

    /// All its heads, as a gate change lists them.
    #[must_use]
    pub fn all_heads(&self) -> Vec<Dot> {
        sorted(self.heads.values().flatten().copied())
    }

    /// What the record is and where, without its values.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            id: self.id,
            form: self.form.clone(),
            parent: self.parent,
            root: self.root,
            scope: self.scope.clone(),
        }
    }
}

/// Dots in the order that a head lists them in, each once.
#[must_use]
pub fn sorted(dots: impl Iterator<Item = Dot>) -> Vec<Dot> {
    let mut dots: Vec<Dot> = dots.collect();
    dots.sort_unstable();
    dots.dedup();
    dots
}

/// What a change did to a row, as a history tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowStep {
    /// The row was made.
    Added,
    /// Something in it is other.
    Changed,
    /// It was taken out.
    Removed,
    /// It was put back.
    Restored,
}

impl RowStep {
    /// Its word: `past-row-<word>` is the sentence about it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Restored => "restored",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    #[test]
    fn an_id_says_its_place_and_its_device_and_no_other() {
        let device = DeviceId([7; 20]);
        let people = scope("320585101201/people");
        let root = Place::made(
            device,
            "volunteer",
            None,
            people.clone(),
            (1_795_395_600_000, 3),
        );
        assert_eq!((root.id, root.id.get_version_num()), (root.root, 7));
        let above = Some((root.id, root.id));
        let row = Place::made(device, "hours", above, people, (1_795_395_600_000, 4));
        for place in [&root, &row] {
            assert!(place.is_bound_to(device));
            assert!(!place.is_bound_to(DeviceId([8; 20])));
            let elsewhere = [
                Place {
                    form: "fund".into(),
                    ..place.clone()
                },
                Place {
                    parent: Some(RecordId::from_u128(1)),
                    ..place.clone()
                },
                Place {
                    root: RecordId::from_u128(1),
                    ..place.clone()
                },
                Place {
                    scope: scope("320585102201/people"),
                    ..place.clone()
                },
            ];
            for other in elsewhere {
                assert!(!other.is_bound_to(device), "{other:?}");
            }
        }
    }

    /// Frozen: other programs check ids in this way.
    #[test]
    fn the_binding_is_frozen() {
        let people = scope("320585101201/people");
        let moment = (1_795_395_600_000, 3);
        let root = Place::made(DeviceId([7; 20]), "volunteer", None, people, moment);
        assert_eq!(root.id.to_string(), "01a205ea-be80-7003-924d-8e349c8b2891");
    }
}
