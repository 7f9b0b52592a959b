//! Whether a vote passed: the counts, and a rule of the list `vote_rule`.

use super::rule::{Count, VoteRule};
use crate::domain::codes::Code;

/// The counts of one vote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// In favour.
    pub in_favour: i64,
    /// Against.
    pub against: i64,
    /// Abstentions.
    pub abstain: i64,
    /// Invalid.
    pub invalid: i64,
}

/// Who could vote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct House {
    /// How many are entitled.
    pub eligible: i64,
    /// How many came.
    pub present: i64,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No votes were counted.
    Uncounted,
    /// More votes than voters.
    Wrong,
    /// Too few came.
    NoQuorum,
    /// It passed.
    Passed,
    /// It did not.
    Failed,
}

impl Counts {
    /// All votes together.
    #[must_use]
    pub fn all(&self) -> i64 {
        self.in_favour + self.against + self.abstain + self.invalid
    }

    /// What came of it under a rule.
    #[must_use]
    pub fn outcome(&self, house: House, rule: &Code) -> Outcome {
        if self.all() == 0 {
            return Outcome::Uncounted;
        }
        if self.all() > house.present || house.present > house.eligible {
            return Outcome::Wrong;
        }
        let Some(rule) = VoteRule::of(rule) else {
            return Outcome::Failed;
        };
        let count = Count {
            eligible: house.eligible,
            present: house.present,
            in_favour: self.in_favour,
            against: self.against,
        };
        if !rule.has_quorum(house.present, house.eligible) {
            Outcome::NoQuorum
        } else if rule.passed(&count) {
            Outcome::Passed
        } else {
            Outcome::Failed
        }
    }
}

/// The rule that meetings of a kind vote by, where its list has one of its own.
#[must_use]
pub fn rule_of(kind: &str) -> &'static str {
    match kind {
        "villagers_assembly" => "villagers_assembly",
        "villagers_reps" => "villagers_reps",
        "villager_group" => "villager_group",
        "residents_assembly" => "residents_assembly",
        "party_assembly" => "party_assembly",
        "two_committees" => "two_committees",
        _ => "robert_simple",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Codes;

    #[test]
    fn each_rule_counts_as_its_law_says() {
        let codes = Codes::built_in(None).unwrap();
        let list = codes.list("vote_rule").unwrap();
        for (rule, votes, house, outcome) in [
            ("robert_simple", (8, 1, 1), (12, 10), Outcome::Passed),
            ("robert_simple", (5, 5, 0), (12, 10), Outcome::Failed),
            ("robert_simple", (2, 1, 7), (12, 10), Outcome::Passed),
            ("robert_simple", (0, 0, 10), (12, 10), Outcome::Failed),
            ("robert_simple", (6, 0, 0), (12, 6), Outcome::NoQuorum),
            ("robert_simple", (8, 3, 0), (12, 10), Outcome::Wrong),
            ("robert_simple", (8, 1, 0), (8, 10), Outcome::Wrong),
            ("two_committees", (5, 1, 4), (12, 10), Outcome::Failed),
            ("two_committees", (6, 1, 3), (12, 10), Outcome::Passed),
            ("villagers_reps", (8, 1, 1), (15, 10), Outcome::Passed),
            ("villagers_reps", (8, 1, 0), (15, 9), Outcome::NoQuorum),
            ("party_assembly", (6, 2, 0), (12, 8), Outcome::Passed),
            ("party_assembly", (5, 3, 0), (12, 8), Outcome::Failed),
            ("consensus", (10, 0, 0), (12, 10), Outcome::Passed),
            ("consensus", (9, 1, 0), (12, 10), Outcome::Failed),
        ] {
            let (in_favour, against, abstain) = votes;
            let counts = Counts {
                in_favour,
                against,
                abstain,
                invalid: 0,
            };
            let (eligible, present) = house;
            let house = House { eligible, present };
            let found = counts.outcome(house, list.get(rule).unwrap());
            assert_eq!(found, outcome, "{rule} {votes:?}");
        }
    }

    #[test]
    fn every_kind_of_meeting_votes_by_a_rule_there_is() {
        let codes = Codes::built_in(None).unwrap();
        let rules = codes.list("vote_rule").unwrap();
        for kind in &codes.list("enum.meeting_kind").unwrap().codes {
            assert!(rules.get(rule_of(&kind.code)).is_some(), "{}", kind.code);
        }
    }
}
