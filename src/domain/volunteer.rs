//! Rules of volunteers' hours: no minute counts twice, no day is longer than a day.

use super::date::{parse_end_time, parse_time};
use super::id::RecordId;
use super::value::{Patch, Value};

/// One entry of service time: the typed view that the rules read. Minutes since
/// midnight, of one local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursEntry {
    /// The record.
    pub id: RecordId,
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Begins at.
    pub start: u16,
    /// Ends at; midnight at the end of the day is 1440.
    pub end: u16,
    /// What is taken off for a break.
    pub break_min: u16,
}

impl HoursEntry {
    /// The fields of the form `hours` that it is read out of.
    pub const FIELDS: [&str; 5] = ["date", "start", "end", "break_min", "status"];

    /// Reads it out of a record's fields; `None` while they are incomplete or the
    /// entry is void and counts nowhere.
    #[must_use]
    pub fn read(id: RecordId, fields: &Patch) -> Option<Self> {
        let text = |field: &str| fields.get(field).and_then(Value::text);
        if text("status") == Some("void") {
            return None;
        }
        let break_min = fields.get("break_min").and_then(Value::int).unwrap_or(0);
        Some(Self {
            id,
            date: text("date")?.to_owned(),
            start: parse_time(text("start")?).ok()?,
            end: parse_end_time(text("end")?).ok()?,
            break_min: u16::try_from(break_min).ok()?,
        })
    }

    /// Minutes of service: end less start less break.
    #[must_use]
    pub fn minutes(&self) -> u16 {
        self.end
            .saturating_sub(self.start)
            .saturating_sub(self.break_min)
    }

    /// The minutes that two entries of one person both claim.
    #[must_use]
    pub fn overlap(&self, other: &Self) -> u16 {
        if self.date != other.date {
            return 0;
        }
        self.end
            .min(other.end)
            .saturating_sub(self.start.max(other.start))
    }
}

/// The pairs of entries of one person that overlap, with the minutes they share, in
/// the order of their ids.
#[must_use]
pub fn overlaps(entries: &[HoursEntry]) -> Vec<(RecordId, RecordId, u16)> {
    let mut sorted: Vec<&HoursEntry> = entries.iter().collect();
    sorted.sort_by_key(|e| (e.date.clone(), e.start, e.id));
    let mut pairs = Vec::new();
    for (i, first) in sorted.iter().enumerate() {
        for second in sorted.iter().skip(i + 1) {
            if second.date != first.date || second.start >= first.end {
                break;
            }
            let shared = first.overlap(second);
            if shared > 0 {
                pairs.push((first.id.min(second.id), first.id.max(second.id), shared));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::{BUILT_IN, Forms};
    use proptest::prelude::*;

    fn entry(n: u128, start: u16, end: u16) -> HoursEntry {
        let date = "2026-11-14".to_owned();
        HoursEntry {
            id: RecordId::from_u128(n),
            date,
            start,
            end,
            break_min: 0,
        }
    }

    #[test]
    fn neighbours_touch_without_overlap() {
        assert!(overlaps(&[entry(1, 540, 600), entry(2, 600, 660)]).is_empty());
        let pairs = overlaps(&[entry(2, 580, 660), entry(1, 540, 600)]);
        assert_eq!(
            pairs,
            [(RecordId::from_u128(1), RecordId::from_u128(2), 20)]
        );
    }

    #[test]
    fn the_typed_view_matches_its_form() {
        let forms = Forms::read(BUILT_IN).unwrap();
        for field in HoursEntry::FIELDS {
            assert!(
                forms.get("hours").unwrap().field(field).is_some(),
                "{field}"
            );
        }
    }

    proptest! {
        #[test]
        fn overlaps_are_those_of_every_pair(times in proptest::collection::vec((0u16..200, 1u16..60), 0..12)) {
            let entries: Vec<HoursEntry> = times.iter().enumerate()
                .map(|(i, (start, length))| entry(i as u128, *start, start + length)).collect();
            let mut slow = Vec::new();
            for (i, a) in entries.iter().enumerate() {
                for b in &entries[i + 1..] {
                    if a.overlap(b) > 0 {
                        slow.push((a.id.min(b.id), a.id.max(b.id), a.overlap(b)));
                    }
                }
            }
            slow.sort_unstable();
            prop_assert_eq!(overlaps(&entries), slow);
        }
    }
}
