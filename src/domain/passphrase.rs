//! What a passphrase must be, and a hint how well it holds.

use crate::domain::fault::{Fault, Note, Result};

/// The fewest characters a passphrase may have (own rule).
pub const MIN_CHARS: usize = 8;

/// A rough hint for the person who chooses a passphrase; it never refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Quickly guessed: a date, a telephone number, one letter repeated.
    Weak,
    /// Holds against a passer-by.
    Fair,
    /// Holds against somebody who took the laptop.
    Strong,
}

/// Refuses a passphrase of fewer than eight characters: `E_PASSPHRASE_SHORT`.
pub fn check(passphrase: &str) -> Result<()> {
    if passphrase.chars().count() < MIN_CHARS {
        return Err(Fault::new("E_PASSPHRASE_SHORT").with("min", MIN_CHARS));
    }
    Ok(())
}

/// How well this passphrase holds, by the number of steps that are not the same as or
/// next to the character before, and by the kinds of characters (own estimate).
#[must_use]
pub fn strength(passphrase: &str) -> Strength {
    let mut kinds = [false; 5];
    let mut bits = 0.0_f64;
    let mut before: Option<char> = None;
    for c in passphrase.chars() {
        let (kind, worth) = match c {
            '0'..='9' => (0, 2.5),
            'a'..='z' => (1, 3.0),
            'A'..='Z' => (2, 3.0),
            c if c.is_ascii() => (3, 4.0),
            _ => (4, 7.0),
        };
        let easy = before.is_some_and(|b| (b as u32).abs_diff(c as u32) <= 1);
        bits += if easy { 0.5 } else { worth };
        if let Some(seen) = kinds.get_mut(kind) {
            *seen = true;
        }
        before = Some(c);
    }
    // Numbers alone are nearly always a date or a telephone number.
    if kinds == [true, false, false, false, false] {
        bits /= 2.0;
    }
    match bits {
        b if b < 28.0 => Strength::Weak,
        b if b < 48.0 => Strength::Fair,
        _ => Strength::Strong,
    }
}

/// A warning for a weak passphrase: `W_PASSPHRASE_WEAK`.
#[must_use]
pub fn hint(passphrase: &str) -> Option<Note> {
    (strength(passphrase) == Strength::Weak).then(|| Note::new("W_PASSPHRASE_WEAK"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_characters_are_asked_and_counted_as_people_count() {
        for short in ["", "1234567", "七个字的口令呢"] {
            assert_eq!(check(short).unwrap_err().code(), "E_PASSPHRASE_SHORT");
        }
        for enough in ["12345678", "八个字的口令够了"] {
            assert!(check(enough).is_ok());
        }
    }

    #[test]
    fn the_hint_tells_dates_from_sentences() {
        for (text, expected) in [
            ("12345678", Strength::Weak),
            ("19800101", Strength::Weak),
            ("13800138000", Strength::Weak),
            ("aaaaaaaaaaaaaaaa", Strength::Weak),
            ("shequ2024x", Strength::Fair),
            ("correct horse battery staple", Strength::Strong),
            ("老街口的桂花八月才开", Strength::Strong),
        ] {
            assert_eq!(strength(text), expected, "{text}");
        }
    }
}
