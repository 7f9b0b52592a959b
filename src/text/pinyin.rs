//! Search keys of a person's name, for prefix scans of an ordered table: full pinyin,
//! initials, surname in full with the initials of the given name, and the given name
//! alone, in every reading of every character that is heard today.
//!
//! Each key stands in the table as it is spelt and as the southern fold
//! spells it (zh/z, ch/c, sh/s, ng/n, l/n, ü as v or u are one). A typed text finds a name when it, or its fold, is the beginning of a key:
//! [`query`] gives the fold, which finds everything the spelling itself would find;
//! [`queries`] gives the spelling first, so that exact matches can be listed first.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::readings::{plain_letter, readings};
use super::southern::fold;
use super::split::stands_alone;
use super::surnames;

/// With more combinations of readings than this, one character is varied at a time and
/// the others keep their first reading.
const MOST_COMBINATIONS: usize = 64;

/// The keys of a name, in order, none twice. A name without letters has none. `ü` is
/// spelt `v`. Names of other scripts are lower-case words: each word begins a key.
#[must_use]
pub fn keys(name: &str) -> Vec<String> {
    let name = Name::read(name);
    let mut keys = BTreeSet::new();
    for reading in name.readings() {
        for key in name.keys_of(&reading) {
            keys.insert(fold(&key));
            keys.insert(key);
        }
    }
    keys.remove("");
    keys.into_iter().collect()
}

/// The folded text to look for: every name with a key in `query..upper_bound(query)`.
/// `None` when nothing typed can begin a key (nothing at all, or Chinese characters: look
/// for those in the full text).
#[must_use]
pub fn query(typed: &str) -> Option<String> {
    spelling(typed).map(|s| fold(&s))
}

/// The texts to look for in turn: as typed (exact matches first), then folded.
#[must_use]
pub fn queries(typed: &str) -> Vec<String> {
    let Some(typed) = spelling(typed) else {
        return Vec::new();
    };
    let folded = fold(&typed);
    if folded == typed {
        vec![typed]
    } else {
        vec![typed, folded]
    }
}

/// The end, not included, of the range of keys that begin with `query`, in the order of
/// bytes.
#[must_use]
pub fn upper_bound(query: &str) -> String {
    format!("{query}{}", char::MAX)
}

/// How the name sounds: the folded full pinyin of every reading. Two names may sound
/// alike when they share one.
#[must_use]
pub fn sounds(name: &str) -> Vec<String> {
    let name = Name::read(name);
    let sounds: BTreeSet<String> = name
        .readings()
        .iter()
        .map(|reading| fold(&reading.concat()))
        .filter(|s| !s.is_empty())
        .collect();
    sounds.into_iter().collect()
}

/// Whether two names of as many characters may sound alike (`张三` and `章三`, and with
/// southern ears `陈平` and `岑萍`).
#[must_use]
pub fn homophone(a: &str, b: &str) -> bool {
    if Name::read(a).parts.len() != Name::read(b).parts.len() {
        return false;
    }
    let other = sounds(b);
    sounds(a).iter().any(|s| other.contains(s))
}

/// One Chinese character with its readings, or one word of another script.
struct Part {
    readings: Vec<String>,
    /// Whether a new word of the name begins here.
    word: bool,
}

struct Name {
    parts: Vec<Part>,
    /// How many parts are the surname.
    surname: usize,
}

impl Name {
    fn read(name: &str) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut chinese = Vec::new();
        let (mut word, mut dotted) = (String::new(), true);
        let folded: Vec<char> = name.nfkc().flat_map(char::to_lowercase).collect();
        for c in folded.into_iter().chain([' ']) {
            if !stands_alone(c) && c.is_alphanumeric() {
                word.extend(plain_letter(c));
                continue;
            }
            if unicode_normalization::char::is_combining_mark(c) || c == '\'' || c == '’' {
                continue;
            }
            if !word.is_empty() {
                let readings = vec![std::mem::take(&mut word)];
                parts.push(Part {
                    readings,
                    word: true,
                });
                dotted = false;
            }
            if let Some(readings) = readings(c) {
                chinese.push(c);
                parts.push(Part {
                    readings,
                    word: dotted,
                });
                dotted = false;
            } else if matches!(c, '·' | '•' | '・' | '‧' | '∙' | '.') {
                dotted = true;
            }
        }
        let mut name = Self { parts, surname: 0 };
        name.find_surname(&chinese);
        name
    }

    /// Only a name of nothing but Chinese characters, in one word, has a surname in front.
    fn find_surname(&mut self, chinese: &[char]) {
        let one_word = self.parts.iter().filter(|p| p.word).count() == 1;
        if chinese.len() != self.parts.len() || !one_word {
            return;
        }
        let (Some(first), second) = (chinese.first(), chinese.get(1)) else {
            return;
        };
        match second.filter(|s| surnames::is_compound(*first, **s) && chinese.len() > 2) {
            Some(second) => {
                self.surname = 2;
                for (i, reading) in surnames::compound_reading(*first, *second)
                    .into_iter()
                    .flatten()
                    .enumerate()
                {
                    self.put_first(i, reading);
                }
            }
            None => self.surname = 1,
        }
        if self.surname == 1 {
            for reading in surnames::readings(*first).iter().rev() {
                self.put_first(0, reading);
            }
        }
    }

    fn put_first(&mut self, part: usize, reading: &str) {
        if let Some(part) = self.parts.get_mut(part) {
            part.readings.retain(|r| r != reading);
            part.readings.insert(0, reading.to_owned());
        }
    }

    /// Every combination of readings, one reading for each part; the first is the likeliest.
    fn readings(&self) -> Vec<Vec<&str>> {
        let combinations = self
            .parts
            .iter()
            .try_fold(1_usize, |n, p| n.checked_mul(p.readings.len()));
        if combinations.is_some_and(|n| n <= MOST_COMBINATIONS) {
            self.all_readings()
        } else {
            self.one_at_a_time()
        }
    }

    fn all_readings(&self) -> Vec<Vec<&str>> {
        let mut all: Vec<Vec<&str>> = vec![Vec::new()];
        for part in &self.parts {
            all = all
                .iter()
                .flat_map(|done| {
                    part.readings.iter().map(move |r| {
                        let mut next = done.clone();
                        next.push(r.as_str());
                        next
                    })
                })
                .collect();
        }
        all
    }

    fn one_at_a_time(&self) -> Vec<Vec<&str>> {
        let first: Vec<&str> = self
            .parts
            .iter()
            .filter_map(|p| p.readings.first().map(String::as_str))
            .collect();
        let mut all = vec![first.clone()];
        for (i, part) in self.parts.iter().enumerate() {
            for reading in part.readings.iter().skip(1) {
                let mut varied = first.clone();
                if let Some(place) = varied.get_mut(i) {
                    *place = reading;
                }
                all.push(varied);
            }
        }
        all
    }

    fn keys_of(&self, reading: &[&str]) -> Vec<String> {
        let mut keys = vec![reading.concat(), initials(reading)];
        if let Some((surname, given)) = reading.split_at_checked(self.surname)
            && !surname.is_empty()
        {
            keys.push(surname.concat() + &initials(given));
            keys.push(given.concat());
            // A single initial begins the full reading anyway.
            if given.len() > 1 {
                keys.push(initials(given));
            }
        }
        for (i, part) in self.parts.iter().enumerate().skip(1) {
            if part.word {
                let rest = reading.get(i..).unwrap_or_default();
                keys.push(rest.concat());
                if rest.len() > 1 {
                    keys.push(initials(rest));
                }
            }
        }
        keys
    }
}

fn initials(reading: &[&str]) -> String {
    reading.iter().filter_map(|r| r.chars().next()).collect()
}

/// What was typed, as a key would be spelt: lower case, `v` for ü, without tones, spaces,
/// apostrophes, hyphens and dots.
fn spelling(typed: &str) -> Option<String> {
    let mut spelling = String::new();
    for c in typed.nfkc().flat_map(char::to_lowercase) {
        if stands_alone(c) {
            return None;
        }
        if c.is_alphanumeric() {
            spelling.extend(plain_letter(c));
        }
    }
    (!spelling.is_empty()).then_some(spelling)
}

#[cfg(test)]
#[path = "pinyin_test.rs"]
mod tests;
