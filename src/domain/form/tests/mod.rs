//! The rules of forms, on the built-in forms and on small ones made for the purpose.

mod builtin;
mod files;
mod input;
mod kinds;
mod limits;
mod records;

use super::lookup::{Facts as ResidentFacts, Folded, Lookup};
use crate::domain::fault::Note;

/// Stands for the other rooms: every list exists that does not begin with `no_`,
/// every code but `nope`, and a resident number is 18 digits.
pub(super) struct Fake;

fn folded(text: &str) -> Folded {
    if text.contains('\u{202e}') {
        return Err(vec![Note::new("E_SIGN")]);
    }
    Ok((text.trim().to_owned(), Vec::new()))
}

impl Lookup for Fake {
    fn list_exists(&self, list: &str) -> bool {
        !list.starts_with("no_")
    }
    fn code_place(&self, list: &str, code: &str) -> Option<usize> {
        // Lists are in the order of their first letters.
        let first = usize::from(*code.as_bytes().first()?);
        (self.list_exists(list) && code != "nope").then_some(first)
    }
    fn resident(&self, text: &str, _today: &str) -> Folded {
        if text.len() == 18 {
            folded(text)
        } else {
            Err(vec![Note::new("E_LEN")])
        }
    }
    fn resident_facts(&self, number: &str) -> Option<ResidentFacts> {
        let part = |a: usize, b: usize| number.get(a..b);
        Some(ResidentFacts {
            birth: format!("{}-{}-{}", part(6, 10)?, part(10, 12)?, part(12, 14)?),
            gender: if part(16, 17)?.parse::<u8>().ok()? % 2 == 1 {
                "1"
            } else {
                "2"
            }
            .to_owned(),
        })
    }
    fn resident_differs(
        &self,
        number: &str,
        gender: Option<&str>,
        birth: Option<&str>,
    ) -> Vec<Note> {
        let Some(says) = self.resident_facts(number) else {
            return Vec::new();
        };
        let mut notes = Vec::new();
        if birth.is_some_and(|b| b != says.birth) {
            notes.push(Note::new("W_BIRTH"));
        }
        if gender.is_some_and(|g| g != says.gender) {
            notes.push(Note::new("W_SEX"));
        }
        notes
    }
    fn phone(&self, text: &str) -> Folded {
        if text.starts_with(['0', '1']) {
            folded(text)
        } else {
            Err(vec![Note::new("E_PHONE")])
        }
    }
    fn uscc(&self, text: &str) -> Folded {
        folded(text)
    }
    fn division(&self, text: &str, digits: &[usize]) -> Folded {
        if digits.contains(&text.len()) {
            folded(text)
        } else {
            Err(vec![Note::new("E_LEN")])
        }
    }
    fn date(&self, text: &str) -> Folded {
        let date: Result<jiff::civil::Date, _> = text.parse();
        date.map(|d| (d.to_string(), Vec::new()))
            .map_err(|_| vec![Note::new("E_DATE_FORMAT")])
    }
    fn time(&self, text: &str) -> Folded {
        let part = |t: &str, below: u8| t.parse().ok().filter(|n: &u8| *n < below);
        text.split_once(':')
            .and_then(|(h, m)| part(h, 25).zip(part(m, 60)))
            .map(|(h, m)| (format!("{h:02}:{m:02}"), Vec::new()))
            .ok_or_else(|| vec![Note::new("E_TIME_FORMAT")])
    }
    fn date_time(&self, text: &str) -> Folded {
        let refuse = || vec![Note::new("E_DATETIME_FORMAT")];
        let (date, time) = text.split_once(['T', ' ']).ok_or_else(refuse)?;
        match (self.date(date), self.time(time)) {
            (Ok(d), Ok(t)) => Ok((format!("{}T{}", d.0, t.0), Vec::new())),
            _ => Err(refuse()),
        }
    }
    fn clean_line(&self, text: &str) -> Folded {
        if text.contains('\n') {
            Err(vec![Note::new("E_SIGN")])
        } else {
            folded(text)
        }
    }
    fn clean_text(&self, text: &str) -> Folded {
        folded(text)
    }
    fn clean_code(&self, text: &str) -> String {
        text.trim().replace('０', "0").replace('１', "1")
    }
}

pub(super) fn codes(notes: &[Note]) -> Vec<String> {
    notes
        .iter()
        .map(|n| match &n.field {
            Some(f) => format!("{} {f}", n.code),
            None => n.code.to_owned(),
        })
        .collect()
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    let sources = [
        include_str!("../check.rs"),
        include_str!("../expr.rs"),
        include_str!("../input.rs"),
        include_str!("../limits.rs"),
        include_str!("../parse.rs"),
        include_str!("../registry.rs"),
    ];
    let named: std::collections::BTreeSet<&str> = sources
        .iter()
        .flat_map(|s| s.split('"'))
        .filter(|w| w.starts_with("E_") || w.starts_with("W_"))
        .filter(|w| *w != "W_SEX") // belongs to the identifiers
        .collect();
    assert!(named.len() > 35, "{named:?}");
    for file in [
        include_str!("../../../../config/locales/zh-CN/form.ftl"),
        include_str!("../../../../config/locales/en/form.ftl"),
    ] {
        let written: std::collections::BTreeSet<&str> = file
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once(" = ").map(|(code, _)| code))
            .collect();
        assert_eq!(written, named);
    }
}
