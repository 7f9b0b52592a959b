//! The words that made-up data is made of: `config/sample.toml`.

use serde::Deserialize;

use super::dice::Dice;
use crate::domain::fault::Result;
use crate::domain::toml_text::{Text, parse};

/// Everything that may be said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    pub(super) surnames: String,
    pub(super) old_men: Vec<String>,
    pub(super) old_women: Vec<String>,
    pub(super) young_men: Vec<String>,
    pub(super) young_women: Vec<String>,
    pub(super) village_first: String,
    pub(super) village_second: String,
    pub(super) agencies: Vec<String>,
    pub(super) rooms: Vec<String>,
    pub(super) posts: Vec<String>,
    pub(super) openings: Vec<String>,
    pub(super) opinions: Vec<String>,
    pub(super) closings: Vec<String>,
    pub(super) done: Vec<String>,
    pub(super) doing: Vec<String>,
    pub(super) stuck: Vec<String>,
    #[serde(rename = "project")]
    pub(super) projects: Vec<Project>,
    #[serde(rename = "service")]
    pub(super) services: Vec<Service>,
    #[serde(rename = "intake")]
    pub(super) intakes: Vec<Intake>,
}

/// What a village talks about for some weeks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Project {
    pub(super) title: String,
    pub(super) kind: String,
    pub(super) points: Vec<String>,
    pub(super) decisions: Vec<String>,
    pub(super) actions: Vec<String>,
}

/// What a volunteer does; it begins at this hour.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Service {
    pub(super) title: String,
    pub(super) content: String,
    pub(super) start: i8,
    pub(super) hours: i8,
}

/// With what somebody comes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Intake {
    pub(super) categories: Vec<String>,
    pub(super) ages: [i16; 2],
    pub(super) problems: Vec<String>,
    pub(super) requests: Vec<String>,
    pub(super) hopes: Vec<String>,
}

impl Words {
    pub(super) fn built_in() -> Result<Self> {
        parse(Text {
            file: "sample.toml",
            text: include_str!("../../../config/sample.toml"),
        })
    }

    /// A full name; `old` people have other names than young ones.
    pub(super) fn name(&self, dice: &mut Dice, woman: bool, old: bool) -> String {
        let surname = self.surname(dice);
        format!("{surname}{}", self.given(dice, woman, old))
    }

    pub(super) fn surname(&self, dice: &mut Dice) -> char {
        let n = self.surnames.chars().count();
        // Some surnames are more common than others.
        let i = dice.below(n).min(dice.below(n));
        self.surnames.chars().nth(i).unwrap_or('王')
    }

    pub(super) fn given(&self, dice: &mut Dice, woman: bool, old: bool) -> &str {
        dice.one(match (woman, old) {
            (true, true) => &self.old_women,
            (true, false) => &self.young_women,
            (false, true) => &self.old_men,
            (false, false) => &self.young_men,
        })
    }

    /// The name of the `n`th worker, no two alike before 30 times 48 of them.
    pub(super) fn worker(&self, n: usize) -> String {
        let surnames: Vec<char> = self.surnames.chars().collect();
        let of = surnames.len().max(1);
        let surname = surnames.get(n % of).copied().unwrap_or('王');
        let given: Vec<&String> = self.young_women.iter().chain(&self.young_men).collect();
        let place = (n / of + n % of * 7) % given.len().max(1);
        let given = given.get(place).map_or("", |g| g.as_str());
        format!("{surname}{given}")
    }
}

/// Fills `{n}`, `{m}`, `{who}`, `{village}` and `{case}` into a sentence.
pub(super) fn fill(
    sentence: &str,
    dice: &mut Dice,
    who: &[String],
    village: &str,
    case: &str,
) -> String {
    let mut text = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match name {
            "n" => text.push_str(&(2 + dice.below(15)).to_string()),
            "m" => text.push_str(&(30 + dice.below(220)).to_string()),
            "who" => text.push_str(dice.one(who)),
            "village" => text.push_str(village),
            "case" => text.push_str(case),
            _ => {}
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_words_are_whole_and_every_gap_is_filled() {
        let words = Words::built_in().unwrap();
        let mut dice = Dice::new(1, "test");
        let sentences = words.projects.iter().flat_map(|p| {
            let all = p.points.iter().chain(&p.decisions).chain(&p.actions);
            all.chain([&p.title])
        });
        let other = [&words.openings, &words.opinions, &words.closings];
        let other = other
            .into_iter()
            .chain([&words.done, &words.doing, &words.stuck]);
        let services = words.services.iter().map(|s| &s.content);
        for sentence in sentences.chain(other.flatten()).chain(services) {
            let text = fill(sentence, &mut dice, &["某人".into()], "印溪村", "GA-1");
            assert!(!text.contains(['{', '}']), "{text}");
            for (gap, word) in [("{who}", "某人"), ("{case}", "GA-1")] {
                assert_eq!(sentence.contains(gap), text.contains(word), "{sentence}");
            }
        }
    }

    #[test]
    fn workers_have_names_of_their_own() {
        let words = Words::built_in().unwrap();
        let names: std::collections::BTreeSet<String> = (0..600).map(|n| words.worker(n)).collect();
        assert_eq!(names.len(), 600);
    }
}
