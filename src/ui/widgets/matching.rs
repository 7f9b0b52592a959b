//! How something is found by typing: by its words, by pinyin in full or by initials, by
//! its code. One way for all that is chosen from a list.

use crate::text::{fold, pinyin};

/// So many characters of a name are looked at for what begins within it.
const INNER: usize = 16;

/// What a thing is found by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// From its beginning.
    begin: Vec<String>,
    /// From a later word or character.
    inner: Vec<String>,
}

impl Keys {
    /// The keys of a thing with these names, which is also found by these words as they
    /// are written: its code, what is read.
    #[must_use]
    pub fn of(names: &[&str], words: &[&str]) -> Self {
        let mut keys = Self::default();
        keys.begin.extend(words.iter().map(|w| w.to_lowercase()));
        for name in names {
            let lower = name.to_lowercase();
            keys.begin.extend(pinyin::keys(name));
            keys.inner.extend(words_after(&lower));
            keys.begin.push(lower);
        }
        keys
    }
}

/// What begins within a name: each later word, each later Chinese character as it is
/// written, spoken and abbreviated.
fn words_after(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().take(INNER).collect();
    let mut found = Vec::new();
    for at in 1..chars.len() {
        let (Some(before), Some(rest)) = (chars.get(at - 1), chars.get(at..)) else {
            continue;
        };
        let Some(first) = rest.first().filter(|c| c.is_alphanumeric()) else {
            continue;
        };
        let rest: String = rest.iter().collect();
        if first.is_ascii() {
            if !before.is_alphanumeric() {
                found.push(rest);
            }
        } else {
            found.extend(pinyin::keys(&rest));
            found.push(rest);
        }
    }
    found
}

/// Which of these fit what was typed, by their places: what is just that first, then what
/// begins so, then what holds it; all of them in their order while nothing is typed.
#[must_use]
pub fn ranked<'a>(all: impl Iterator<Item = &'a Keys>, typed: &str) -> Vec<usize> {
    let words = typed.split_whitespace().map(fold::fold_code);
    let word = words.collect::<Vec<_>>().join(" ").to_lowercase();
    let sounds = pinyin::queries(&word);
    let rank = |keys: &Keys| -> Option<u8> {
        if keys.begin.iter().any(|k| *k == word || sounds.contains(k)) {
            return Some(0);
        }
        let begins = |k: &String| k.starts_with(&word) || sounds.iter().any(|s| k.starts_with(s));
        if keys.begin.iter().any(begins) {
            return Some(1);
        }
        keys.inner.iter().any(begins).then_some(2)
    };
    let ranked = all.enumerate();
    let mut ranked: Vec<(u8, usize)> = ranked
        .filter_map(|(at, keys)| Some((rank(keys)?, at)))
        .collect();
    if !word.is_empty() {
        ranked.sort_unstable();
    }
    ranked.into_iter().map(|(_, at)| at).collect()
}
