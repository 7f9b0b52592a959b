//! Made-up villages with division codes under a coordinator's place.

use super::words::Words;
use crate::domain::fault::{Fault, Result};
use crate::domain::places::Places;
use crate::sync::words::prefix_of;

/// Villagers' committees have the numbers 200 to 399 (the statistics bureau's rules).
const VILLAGES: std::ops::Range<usize> = 201..400;
/// Residents' committees have the numbers 001 to 199.
const COMMUNITIES: std::ops::Range<usize> = 1..200;

/// One village or community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Village {
    /// Twelve digits.
    pub(super) code: String,
    /// As `印溪村`.
    pub(super) name: String,
    /// Who convenes its meetings.
    pub(super) committee: String,
}

impl Village {
    /// The nine digits of its township.
    pub(super) fn township(&self) -> String {
        self.code.chars().take(9).collect()
    }
}

/// The townships under a place: itself, if it is one; a coordinator of a village has none.
pub(super) fn townships(places: &Places, place: &str) -> Result<Vec<(String, String)>> {
    let prefix = prefix_of(place);
    if place.len() == 12 {
        return Err(Fault::new("E_GENERATE_PLACE").with("place", place));
    }
    let known = places.under(prefix).filter(|p| p.code.len() == 9);
    let known: Vec<_> = known.map(|p| (p.code.clone(), p.name.clone())).collect();
    if known.is_empty() && place.len() == 9 {
        return Ok(vec![(place.to_owned(), place.to_owned())]);
    }
    if known.is_empty() {
        return Err(Fault::new("E_GENERATE_PLACE").with("place", place));
    }
    Ok(known)
}

/// `count` villages, dealt out to the townships one after another.
pub(super) fn villages(
    words: &Words,
    townships: &[(String, String)],
    count: usize,
) -> Result<Vec<Village>> {
    let each = VILLAGES.len() + COMMUNITIES.len();
    let most = each * townships.len();
    if count == 0 || count > most {
        return Err(Fault::new("E_GENERATE_VILLAGES").with("most", most));
    }
    let mut all = Vec::with_capacity(count);
    for n in 0..count {
        let within = n / townships.len();
        let Some((township, _)) = townships.get(n % townships.len()) else {
            continue;
        };
        // Every third is a community, and all once there are no more numbers for villages.
        let (thirds, rest) = (within / 3, within % 3);
        let villages = thirds * 2 + rest.min(2);
        let (number, ending) = if villages >= VILLAGES.len() {
            (COMMUNITIES.start + within - VILLAGES.len(), "社区")
        } else if rest == 2 {
            (COMMUNITIES.start + thirds, "社区")
        } else {
            (VILLAGES.start + villages, "村")
        };
        let name = format!("{}{ending}", name(words, n));
        let body = if ending == "村" { "村民" } else { "居民" };
        all.push(Village {
            code: format!("{township}{number:03}"),
            committee: format!("{name}{body}委员会"),
            name,
        });
    }
    Ok(all)
}

fn name(words: &Words, n: usize) -> String {
    let first: Vec<char> = words.village_first.chars().collect();
    let second: Vec<char> = words.village_second.chars().collect();
    let of = first.len().max(1);
    let a = n % of;
    let b = (n / of + a) % second.len().max(1);
    [first.get(a), second.get(b)]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::identifiers::division::shape;

    #[test]
    fn a_city_and_a_full_township_have_codes_of_their_own() {
        let words = Words::built_in().unwrap();
        let places = Places::built_in().unwrap();
        for (place, count) in [("320500", 515), ("320585101", 12), ("320585101", 398)] {
            let townships = townships(&places, place).unwrap();
            let all = villages(&words, &townships, count).unwrap();
            let codes: BTreeSet<&String> = all.iter().map(|v| &v.code).collect();
            assert_eq!(codes.len(), count, "{place}");
            assert!(codes.iter().all(|c| c.len() == 12 && shape(c).is_ok()));
        }
        let one = townships(&places, "320585101").unwrap();
        let all = villages(&words, &one, 12).unwrap();
        assert_eq!(all[0].code, "320585101201");
        assert_eq!(all[0].name, "印溪村");
        assert!(all.iter().any(|v| v.name.ends_with("社区")));
        for (count, code) in [(0, "E_GENERATE_VILLAGES"), (399, "E_GENERATE_VILLAGES")] {
            assert_eq!(villages(&words, &one, count).unwrap_err().code(), code);
        }
        assert!(townships(&places, "320585101201").is_err());
    }
}
