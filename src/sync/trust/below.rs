//! The coordinators below this one, as far down as people made them.

use std::collections::BTreeMap;

use super::Trust;
use crate::domain::role::Role;
use crate::sync::roster::Roster;
use crate::sync::words;

fn signed_by<'r>(rosters: &[&'r Roster], key: &str) -> Vec<&'r Roster> {
    rosters.iter().filter(|r| r.by == key).copied().collect()
}

impl Trust {
    /// Whom this coordinator made coordinators of a part, their rosters count there; and of
    /// whom these made coordinators inside their part, step by step. Nobody who is above
    /// some roster's part is pinned by it, nor whose key a roster higher up revoked.
    pub(super) fn pin_all_below<'r>(&mut self, own: &str, rosters: &[&'r Roster]) {
        let mut level = signed_by(rosters, own);
        let mut lost: Vec<(&'r str, &'r str)> = Vec::new();
        let mut depth = 0;
        while !level.is_empty() {
            depth += 1;
            for roster in &level {
                let gone = roster.devices.iter().filter(|e| e.revoked.is_some());
                lost.extend(gone.map(|e| (e.key.as_str(), roster.prefix.as_str())));
            }
            let mut found: BTreeMap<&'r str, Vec<&'r str>> = BTreeMap::new();
            for roster in level {
                let others = roster.devices.iter().filter(|e| {
                    e.role == Role::Coordinator
                        && e.revoked.is_none()
                        && e.key != own
                        && e.key != roster.by
                        && !words::is_wider(&e.place, &roster.prefix)
                        && !self.above.contains(&e.key)
                        && !self.below.contains_key(&e.key)
                });
                for entry in others {
                    let parts = entry.grants.iter().filter_map(|g| g.strip_suffix("/*"));
                    let counts = |part: &&str| {
                        let ends = |(key, prefix): &(&str, &str)| {
                            *key == entry.key && part.starts_with(prefix)
                        };
                        !lost.iter().any(ends)
                    };
                    let parts = parts.filter(counts);
                    found.entry(&entry.key).or_default().extend(parts);
                }
            }
            found.retain(|_, parts| !parts.is_empty());
            for (key, parts) in &found {
                self.below.insert((*key).to_owned(), depth);
                for part in parts {
                    self.pin(key, part);
                }
            }
            level = found.keys().flat_map(|by| signed_by(rosters, by)).collect();
            level.retain(|roster| self.believes(roster));
        }
    }

    /// Whether this is the key, given as its line, of a coordinator to whom this one reports.
    #[must_use]
    pub fn reports_to(&self, line: &str) -> bool {
        self.above.contains(line)
    }

    /// Whether this is the key, given as its line, of a coordinator of a part of this one's.
    #[must_use]
    pub fn is_below(&self, line: &str) -> bool {
        self.below.contains_key(line)
    }
}
