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
    fn code_exists(&self, list: &str, code: &str) -> bool {
        self.list_exists(list) && code != "nope"
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
    fn date(&self, text: &str) -> Option<String> {
        text.parse::<jiff::civil::Date>()
            .ok()
            .map(|d| d.to_string())
    }
    fn time(&self, text: &str) -> Option<String> {
        let (h, m) = text.split_once(':')?;
        let (h, m): (u8, u8) = (h.parse().ok()?, m.parse().ok()?);
        (h < 25 && m < 60).then(|| format!("{h:02}:{m:02}"))
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
