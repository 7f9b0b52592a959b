//! Sets of numbers from 1 on, kept as ranges: what arrived and what is missing. Never a
//! maximum, which would hide a hole.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::fault::{Fault, Result};

/// The largest number in any file: every JSON reader in the world still counts it right.
pub const MAX_NUMBER: u64 = (1 << 53) - 1;

/// A set of numbers between 1 and `MAX_NUMBER`. Written `1-5,7` for people and
/// `[[1,5],[7,7]]` in JSON; only the shortest, sorted form is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// The empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads pairs `(first, last)`. Zero, a pair that ends before it begins, and pairs
    /// that are unsorted, overlap or touch are `E_RANGES`.
    pub fn from_pairs(pairs: Vec<(u64, u64)>) -> Result<Self> {
        let mut next_free = 1;
        for (first, last) in &pairs {
            if *first < next_free || last < first || *last > MAX_NUMBER {
                return Err(Fault::new("E_RANGES"));
            }
            // One number must lie between two ranges, else they were one.
            next_free = last + 2;
        }
        Ok(Self(pairs))
    }

    /// The pairs `(first, last)`, sorted, apart from each other.
    #[must_use]
    pub fn pairs(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// Adds one number; zero and numbers beyond `MAX_NUMBER` are left out.
    pub fn insert(&mut self, n: u64) {
        self.insert_range(n, n);
    }

    /// Adds all numbers from `first` to `last`, as far as they lie between 1 and
    /// `MAX_NUMBER`.
    pub fn insert_range(&mut self, first: u64, last: u64) {
        let (mut first, mut last) = (first.max(1), last.min(MAX_NUMBER));
        if last < first {
            return;
        }
        // All pairs that overlap or touch the new one melt into it.
        let from = self.0.partition_point(|p| p.1 + 1 < first);
        let to = self.0.partition_point(|p| p.0 <= last + 1);
        if let Some(p) = self.0.get(from).filter(|_| from < to) {
            first = first.min(p.0);
        }
        if let Some(p) = to
            .checked_sub(1)
            .and_then(|i| self.0.get(i))
            .filter(|_| from < to)
        {
            last = last.max(p.1);
        }
        self.0.splice(from..to, [(first, last)]);
    }

    /// Whether the number is in the set.
    #[must_use]
    pub fn contains(&self, n: u64) -> bool {
        let at = self.0.partition_point(|p| p.1 < n);
        self.0.get(at).is_some_and(|p| p.0 <= n)
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many numbers are in the set.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.iter().map(|(first, last)| last - first + 1).sum()
    }

    /// The largest number, if there is one.
    #[must_use]
    pub fn last(&self) -> Option<u64> {
        self.0.last().map(|p| p.1)
    }

    /// All numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// The numbers that are in both sets.
    #[must_use]
    pub fn common(&self, other: &Self) -> Self {
        let mut common = Self::new();
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            common.insert_range(a.0.max(b.0), a.1.min(b.1));
            if a.1 < b.1 {
                left.next();
            } else {
                right.next();
            }
        }
        common
    }

    /// The numbers from 1 to `tip` that are not in the set.
    #[must_use]
    pub fn missing_up_to(&self, tip: u64) -> Self {
        let tip = tip.min(MAX_NUMBER);
        let mut missing = Self::new();
        let mut next = 1;
        for (first, last) in &self.0 {
            if *first > tip {
                break;
            }
            missing.insert_range(next, first - 1);
            next = last + 1;
        }
        missing.insert_range(next, tip);
        missing
    }
}

impl FromIterator<u64> for Ranges {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        let mut set = Self::new();
        for n in numbers {
            set.insert(n);
        }
        set
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (first, last)) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            if first == last {
                write!(f, "{first}")?;
            } else {
                write!(f, "{first}-{last}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Ranges {
    type Err = Fault;

    /// Reads the form that `Display` writes; anything else is `E_RANGES`.
    fn from_str(text: &str) -> Result<Self> {
        if text.is_empty() {
            return Ok(Self::new());
        }
        let number = |s: &str| s.parse::<u64>().map_err(|_| Fault::new("E_RANGES"));
        let pairs = text
            .split(',')
            .map(|part| match part.split_once('-') {
                None => number(part).map(|n| (n, n)),
                Some((first, last)) => Ok((number(first)?, number(last)?)),
            })
            .collect::<Result<Vec<_>>>()?;
        let read = Self::from_pairs(pairs)?;
        if read.to_string() == text {
            Ok(read)
        } else {
            Err(Fault::new("E_RANGES"))
        }
    }
}

impl Serialize for Ranges {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Ranges {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        Self::from_pairs(Vec::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn ranges_behave_as_a_set(
            inserts in prop::collection::vec((1u64..40, 0u64..6), 0..24), tip in 0u64..60
        ) {
            let mut set = BTreeSet::new();
            let mut ranges = Ranges::new();
            for (first, more) in inserts {
                set.extend(first..=first + more);
                ranges.insert_range(first, first + more);
                prop_assert_eq!(&Ranges::from_pairs(ranges.pairs().to_vec()).unwrap(), &ranges);
            }
            prop_assert!(ranges.iter().eq(set.iter().copied()));
            prop_assert_eq!(ranges.count(), set.len() as u64);
            prop_assert_eq!(ranges.last(), set.last().copied());
            for n in 0..60 {
                prop_assert_eq!(ranges.contains(n), set.contains(&n));
            }
            let missing: Vec<u64> = (1..=tip).filter(|n| !set.contains(n)).collect();
            prop_assert!(ranges.missing_up_to(tip).iter().eq(missing));
            prop_assert_eq!(&ranges.to_string().parse::<Ranges>().unwrap(), &ranges);
            let json = serde_json::to_string(&ranges).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Ranges>(&json).unwrap(), &ranges);
            prop_assert_eq!(set.into_iter().rev().collect::<Ranges>(), ranges);
        }
    }

    proptest! {
        #[test]
        fn what_two_sets_share_is_in_both(
            a in prop::collection::btree_set(1u64..30, 0..20),
            b in prop::collection::btree_set(1u64..30, 0..20)
        ) {
            let set = |numbers: &BTreeSet<u64>| numbers.iter().copied().collect::<Ranges>();
            let common = set(&a).common(&set(&b));
            prop_assert!(common.iter().eq(a.intersection(&b).copied()));
        }
    }

    #[test]
    fn only_the_shortest_form_is_read() {
        assert_eq!("1-5,7".parse::<Ranges>().unwrap().pairs(), [(1, 5), (7, 7)]);
        let most = format!("1-{MAX_NUMBER}").parse::<Ranges>().unwrap();
        assert_eq!(most.count(), MAX_NUMBER);
        for bad in [
            "0",
            "0-3",
            "3-1",
            "1-2,3",
            "1-2,2-4",
            "5,1",
            "1-1",
            "01",
            "+1",
            " 1",
            "1,",
            ",",
            "a",
            "1-2-3",
            "9007199254740992",
            "18446744073709551616",
            "1-18446744073709551615",
        ] {
            assert_eq!(
                bad.parse::<Ranges>().unwrap_err().code(),
                "E_RANGES",
                "{bad}"
            );
        }
        for bad in [
            "[[1,5],[6,7]]",
            "[[2,1]]",
            "[[0,1]]",
            "[[1]]",
            "[[1,2,3]]",
            "[[-1,2]]",
            "{}",
        ] {
            assert!(serde_json::from_str::<Ranges>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_ends_of_the_number_line_hold() {
        let mut set = Ranges::new();
        set.insert(0);
        set.insert(u64::MAX);
        assert!(set.is_empty());
        set.insert(MAX_NUMBER);
        assert_eq!(set.missing_up_to(u64::MAX).pairs(), [(1, MAX_NUMBER - 1)]);
    }
}
