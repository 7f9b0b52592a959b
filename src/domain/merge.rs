//! What a set of changes of one record shows: the five rules of merging, pure.
//!
//! The result is a function of the *set*: order, repeats and holes don't matter.
//! 1. K covers J on x if K names J's dot among the heads its author saw of x, or if
//!    both are of one device, K is the later one, and both touch x.
//! 2. heads(x) = active changes touching x that no active change covers.
//! 3. Heads of equal value are one value. Otherwise, if a head names a dot that is
//!    absent, the field is incomplete; otherwise it is in conflict, which is data.
//! 4. Gate fields (`void`, the state field, `approved`) carry what their author saw.
//! 5. While a state is in conflict the least advanced state counts.

use std::collections::{BTreeMap, BTreeSet};

use super::id::Dot;
use super::stamp::Stamp;
use super::value::{Patch, Value};

/// One change of the record, as merging sees it.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// Its name.
    pub dot: Dot,
    /// When, for display only.
    pub stamp: Stamp,
    /// The fields it touches, each with the heads its author saw.
    pub fields: &'a BTreeMap<String, Vec<Dot>>,
    /// What it says, unless its body is missing.
    pub patch: Option<&'a Patch>,
    /// Held back or forked changes are in the log but take no part.
    pub active: bool,
}

/// A change that still speaks for a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldHead {
    /// The change.
    pub dot: Dot,
    /// When, for display only.
    pub stamp: Stamp,
    /// What it says; `None` while its body is missing.
    pub value: Option<Value>,
}

/// A field after merging: its heads in the order of their dots.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    /// The changes that no other covers.
    pub heads: Vec<FieldHead>,
    /// Dots that heads name and that the log lacks.
    pub absent: Vec<Dot>,
}

/// How a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// One value, whoever wrote it.
    One(&'a Value),
    /// Heads differ, but changes that may settle it have not arrived.
    Waiting,
    /// Heads differ: a person keeps one or writes a third.
    Conflict,
}

const EMPTY: Value = Value::Empty;

impl Field {
    /// Rule 3.
    #[must_use]
    pub fn outcome(&self) -> Outcome<'_> {
        let mut values = self.heads.iter().map(|h| h.value.as_ref());
        let Some(first) = values.next() else {
            return Outcome::One(&EMPTY);
        };
        match first {
            Some(value) if values.all(|v| v == Some(value)) => Outcome::One(value),
            None if self.heads.len() == 1 => Outcome::Waiting,
            _ if self.absent.is_empty() => Outcome::Conflict,
            _ => Outcome::Waiting,
        }
    }

    /// The value that lists show: the one value or, while heads differ, the latest
    /// by stamp and dot. A display, not a verdict.
    #[must_use]
    pub fn shown(&self) -> &Value {
        self.heads
            .iter()
            .filter_map(|h| h.value.as_ref().map(|v| (h.stamp, h.dot, v)))
            .max_by_key(|(stamp, dot, _)| (*stamp, *dot))
            .map_or(&EMPTY, |(_, _, value)| value)
    }

    /// The dots of the heads, as the next change of this field names them.
    #[must_use]
    pub fn dots(&self) -> Vec<Dot> {
        self.heads.iter().map(|h| h.dot).collect()
    }

    /// Rule 5 and its like for yes-and-no gates: of the values that heads hold, the
    /// one that stands first in `order`, least advanced first; values that the
    /// order doesn't know count as less advanced than all.
    #[must_use]
    pub fn least_advanced(&self, order: &[Value]) -> &Value {
        let rank = |value: &Value| order.iter().position(|o| o == value).map_or(0, |i| i + 1);
        self.heads
            .iter()
            .filter_map(|h| h.value.as_ref())
            .min_by_key(|value| rank(value))
            .unwrap_or(&EMPTY)
    }
}

/// All fields of one record after merging.
pub type Fields = BTreeMap<String, Field>;

/// Merges a record's changes, in any order.
#[must_use]
pub fn merge(changes: &[Seen]) -> Fields {
    let known: BTreeSet<Dot> = changes.iter().map(|c| c.dot).collect();
    let mut touched: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for change in changes.iter().filter(|c| c.active) {
        for field in change.fields.keys() {
            touched.entry(field).or_default().push(change);
        }
    }
    touched
        .into_iter()
        .map(|(name, changes)| (name.to_owned(), merge_field(name, &changes, &known)))
        .collect()
}

fn merge_field(name: &str, changes: &[&Seen], known: &BTreeSet<Dot>) -> Field {
    let saw = |change: &Seen| change.fields.get(name).cloned().unwrap_or_default();
    let named: BTreeSet<Dot> = changes.iter().flat_map(|c| saw(c)).collect();
    let mut last: BTreeMap<_, &Seen> = BTreeMap::new();
    for change in changes {
        let slot = last.entry(change.dot.device).or_insert(change);
        if slot.dot.seq < change.dot.seq {
            *slot = change;
        }
    }
    let mut field = Field::default();
    for change in last.into_values().filter(|c| !named.contains(&c.dot)) {
        field.heads.push(FieldHead {
            dot: change.dot,
            stamp: change.stamp,
            value: change.patch.and_then(|p| p.get(name)).cloned(),
        });
        field
            .absent
            .extend(saw(change).into_iter().filter(|d| !known.contains(d)));
    }
    field.absent.sort_unstable();
    field.absent.dedup();
    field
}

/// Changes that are heads now and that a gate change did not see, written by people
/// who had not seen the gate change either: "changed apart" (voided here, edited
/// there; approved here, amended there). Rule 4.
///
/// `heads` are the current heads of the record and its rows, each with the gate
/// heads that its author saw; `saw` is what the gate change lists.
#[must_use]
pub fn changed_apart(gate: Dot, saw: &[Dot], heads: &[(Dot, &[Dot])]) -> Vec<Dot> {
    let apart = heads.iter().filter(|(dot, gates)| {
        let same_device_earlier = dot.device == gate.device && dot.seq <= gate.seq;
        !same_device_earlier && !saw.contains(dot) && !gates.contains(&gate)
    });
    let mut dots: Vec<Dot> = apart.map(|(dot, _)| *dot).collect();
    dots.sort_unstable();
    dots.dedup();
    dots
}

#[cfg(test)]
mod tests {
    use super::super::id::DeviceId;
    use super::*;

    fn dot(device: u8, seq: u64) -> Dot {
        Dot {
            device: DeviceId([device; 20]),
            seq,
        }
    }

    type Made = (Dot, BTreeMap<String, Vec<Dot>>, Patch, bool);

    fn write(d: Dot, saw: &[Dot], value: &str) -> Made {
        let fields = BTreeMap::from([("x".to_owned(), saw.to_vec())]);
        (d, fields, Patch::from([("x".into(), value.into())]), true)
    }

    fn x(made: &[Made]) -> Field {
        let seen: Vec<Seen> = made
            .iter()
            .map(|(dot, fields, patch, active)| Seen {
                dot: *dot,
                stamp: Stamp::at(dot.seq),
                fields,
                patch: Some(patch),
                active: *active,
            })
            .collect();
        merge(&seen).remove("x").unwrap_or_default()
    }

    fn dots(field: &Field) -> Vec<Dot> {
        field.dots()
    }

    #[test]
    fn a_later_change_covers_what_its_author_saw() {
        let made = [
            write(dot(1, 1), &[], "a"),
            write(dot(2, 1), &[dot(1, 1)], "b"),
        ];
        assert_eq!(x(&made).outcome(), Outcome::One(&"b".into()));
    }

    #[test]
    fn one_device_covers_itself_without_naming() {
        let made = [write(dot(1, 1), &[], "a"), write(dot(1, 2), &[], "b")];
        assert_eq!(dots(&x(&made)), [dot(1, 2)]);
    }

    #[test]
    fn what_nobody_saw_is_a_conflict_with_both_values() {
        let made = [
            write(dot(1, 1), &[], "a"),
            write(dot(1, 2), &[dot(1, 1)], "b"),
            write(dot(2, 1), &[dot(1, 1)], "c"),
        ];
        let field = x(&made);
        assert_eq!(field.outcome(), Outcome::Conflict);
        assert_eq!(dots(&field), [dot(1, 2), dot(2, 1)]);
    }

    #[test]
    fn equal_values_are_one_value() {
        let made = [write(dot(1, 1), &[], "a"), write(dot(2, 1), &[], "a")];
        assert_eq!(x(&made).outcome(), Outcome::One(&"a".into()));
    }

    #[test]
    fn a_head_that_names_an_absent_dot_waits() {
        let made = [
            write(dot(1, 2), &[], "a"),
            write(dot(2, 1), &[dot(3, 1)], "b"),
        ];
        let field = x(&made);
        assert_eq!(field.outcome(), Outcome::Waiting);
        assert_eq!(field.absent, [dot(3, 1)]);
        let alone = x(&made[1..]);
        assert_eq!(alone.outcome(), Outcome::One(&"b".into()));
    }

    #[test]
    fn a_change_that_keeps_one_of_two_ends_the_conflict() {
        let made = [
            write(dot(1, 1), &[], "a"),
            write(dot(2, 1), &[], "b"),
            write(dot(3, 1), &[dot(1, 1), dot(2, 1)], "b"),
        ];
        assert_eq!(x(&made).outcome(), Outcome::One(&"b".into()));
    }

    #[test]
    fn an_inactive_change_neither_speaks_nor_covers() {
        let mut made = [
            write(dot(1, 1), &[], "a"),
            write(dot(2, 1), &[dot(1, 1)], "b"),
        ];
        made[1].3 = false;
        assert_eq!(x(&made).outcome(), Outcome::One(&"a".into()));
    }

    #[test]
    fn the_least_advanced_state_counts() {
        let order = ["intake".into(), "assessment".into(), "closed".into()];
        let made = [
            write(dot(1, 1), &[], "closed"),
            write(dot(2, 1), &[], "assessment"),
        ];
        assert_eq!(x(&made).least_advanced(&order), &"assessment".into());
        let strange = [
            write(dot(1, 1), &[], "closed"),
            write(dot(2, 1), &[], "x_new"),
        ];
        assert_eq!(x(&strange).least_advanced(&order), &"x_new".into());
    }

    #[test]
    fn edited_there_while_voided_here_is_changed_apart() {
        let gate = dot(1, 5);
        let heads: [(Dot, &[Dot]); 4] = [
            (dot(2, 1), &[]),
            (dot(2, 2), &[]),
            (dot(1, 4), &[]),
            (dot(3, 1), &[gate]),
        ];
        assert_eq!(changed_apart(gate, &[dot(2, 1)], &heads), [dot(2, 2)]);
    }
}
