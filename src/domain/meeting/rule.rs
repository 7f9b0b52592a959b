//! The rules a vote passes by, as data: whether enough came and enough agreed.

use crate::domain::codes::Code;

/// The code list that holds the rules, as data: laws change, and a town may add its own.
pub const VOTE_RULES: &str = "vote_rule";

/// Of whom a share is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Eligible,
    Present,
    /// Votes for and against; abstentions don't count.
    Cast,
}

/// A share of a number of people: `of / in`, reached or, when strict, exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Share {
    of: i64,
    whole: i64,
    strict: bool,
}

impl Share {
    fn read(code: &Code, numbers: &str, strict: &str) -> Option<Self> {
        match code.numbers(numbers).as_slice() {
            [of, whole] if *of >= 0 && *whole > 0 => Some(Self {
                of: *of,
                whole: *whole,
                strict: code.flag(strict),
            }),
            _ => None,
        }
    }

    /// Whole numbers only: 三分之二以上 of 100 is 67, and no fraction is ever rounded.
    fn is_met(self, part: i64, all: i64) -> bool {
        let (part, all) = (
            i128::from(part) * i128::from(self.whole),
            i128::from(all) * i128::from(self.of),
        );
        if self.strict { part > all } else { part >= all }
    }
}

/// How many must come and how many must agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoteRule {
    quorum: Share,
    pass: Share,
    base: Base,
}

/// The counts of one vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Who may vote.
    pub eligible: i64,
    /// Who came.
    pub present: i64,
    /// Votes for.
    pub in_favour: i64,
    /// Votes against.
    pub against: i64,
}

impl VoteRule {
    /// The rule that a code of [`VOTE_RULES`] states by its attributes; `None` if it
    /// states none.
    #[must_use]
    pub fn of(code: &Code) -> Option<Self> {
        let base = match code.text("base")? {
            "eligible" => Base::Eligible,
            "present" => Base::Present,
            "cast" => Base::Cast,
            _ => return None,
        };
        Some(Self {
            quorum: Share::read(code, "quorum", "quorum_strict")?,
            pass: Share::read(code, "pass", "pass_strict")?,
            base,
        })
    }

    /// Whether enough came.
    #[must_use]
    pub fn has_quorum(&self, present: i64, eligible: i64) -> bool {
        self.quorum.is_met(present, eligible)
    }

    /// Whether the vote passed: enough came, enough agreed, and somebody did.
    #[must_use]
    pub fn passed(&self, count: &Count) -> bool {
        let all = match self.base {
            Base::Eligible => count.eligible,
            Base::Present => count.present,
            Base::Cast => count.in_favour.saturating_add(count.against),
        };
        count.in_favour > 0
            && self.has_quorum(count.present, count.eligible)
            && self.pass.is_met(count.in_favour, all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Codes;

    #[test]
    fn every_rule_passes_at_its_bound_and_fails_below_it() {
        let codes = Codes::built_in(None).unwrap();
        let rules = &codes.list(VOTE_RULES).unwrap().codes;
        assert!(rules.iter().all(|code| VoteRule::of(code).is_some()));
        // Rule, then eligible, present, for, against, and whether it passed.
        for (rule, [eligible, present, in_favour, against], passed) in [
            ("consensus", [9, 5, 5, 0], true),
            ("consensus", [9, 5, 4, 1], false),
            ("consensus", [9, 0, 0, 0], false),
            ("villagers_assembly", [100, 51, 26, 25], true),
            ("villagers_assembly", [100, 50, 50, 0], false),
            ("villagers_assembly", [100, 52, 26, 26], false),
            ("villagers_assembly_households", [30, 20, 11, 9], true),
            ("villagers_reps", [30, 20, 11, 9], true),
            ("villagers_reps", [30, 19, 19, 0], false),
            ("villagers_reps", [31, 21, 10, 0], false),
            ("villager_group", [3, 2, 2, 0], true),
            ("residents_assembly", [10, 6, 4, 2], true),
            ("residents_assembly", [10, 5, 5, 0], false),
            ("party_assembly", [30, 20, 15, 5], true),
            ("party_assembly", [30, 20, 14, 0], false),
            ("two_committees", [7, 4, 3, 1], true),
            ("two_committees", [7, 4, 2, 0], false),
            ("robert_simple", [10, 6, 2, 1], true),
            ("robert_simple", [10, 6, 2, 2], false),
            ("robert_simple", [10, 5, 5, 0], false),
        ] {
            let code = rules.iter().find(|c| c.code == rule).unwrap();
            let count = Count {
                eligible,
                present,
                in_favour,
                against,
            };
            assert_eq!(
                VoteRule::of(code).unwrap().passed(&count),
                passed,
                "{rule} {count:?}"
            );
        }
    }
}
