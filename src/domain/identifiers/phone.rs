//! Phone numbers of the mainland: the form is checked, never the carrier, because
//! carriers' prefixes change. The rules are the national numbering plan's general
//! form: mobile numbers have 11 digits and begin with 13 to 19, subscriber numbers
//! behind an area code do not begin with 0 or 1.

use super::{fold, mask_between};
use crate::domain::fault::Note;

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhoneKind {
    /// 11 digits, `1[3-9]…`.
    Mobile,
    /// Area code, 7 or 8 digits, perhaps an extension.
    Landline,
}

/// A number that passed the check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    /// The stored text: `13800000001`, `0512-60000001`, `0512-60000001-801`.
    pub text: String,
    /// Mobile or landline.
    pub kind: PhoneKind,
}

impl Phone {
    /// As it may stand on a screen: see [`mask`].
    #[must_use]
    pub fn mask(&self) -> String {
        mask(&self.text)
    }
}

/// `138****0001`; of a landline the area code and the last four digits of the number
/// stay (`0512-****0001`), and an extension is hidden whole. Works on anything stored,
/// checked or not.
#[must_use]
pub fn mask(text: &str) -> String {
    match text.split_once('-') {
        None => mask_between(text, 3, 4),
        Some((area, rest)) => match rest.split_once('-') {
            None => format!("{area}-{}", mask_between(rest, 0, 4)),
            Some((number, extension)) => format!(
                "{area}-{}-{}",
                mask_between(number, 0, 4),
                mask_between(extension, 0, 0)
            ),
        },
    }
}

/// Checks a number; anything else is `E_PHONE`. Spaces, hyphens of every kind and a
/// leading `+86`, `0086` or `86` (only if 11 digits remain) are taken off. A landline is
/// stored with one hyphen behind its area code; written without, the area code has three
/// digits after 01 and 02 and four otherwise.
pub fn check(raw: &str) -> Result<Phone, Note> {
    let text: String = fold(raw).chars().map(hyphen).collect();
    let bare: String = text.chars().filter(|c| *c != '-').collect();
    if let Some(text) = mobile(&bare) {
        return Ok(Phone {
            text,
            kind: PhoneKind::Mobile,
        });
    }
    let domestic = ["+86", "0086", "86"]
        .iter()
        .find_map(|p| text.strip_prefix(p).filter(|_| digits_left(&bare, p) == 11))
        .map_or(text.as_str(), |rest| rest.trim_start_matches('-'));
    landline(domestic)
        .map(|text| Phone {
            text,
            kind: PhoneKind::Landline,
        })
        .ok_or_else(|| Note::new("E_PHONE"))
}

fn hyphen(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' => '-',
        c => c,
    }
}

fn digits_left(bare: &str, prefix: &str) -> usize {
    bare.strip_prefix(prefix).map_or(0, str::len)
}

fn mobile(bare: &str) -> Option<String> {
    let digits = ["+86", "0086", "86"]
        .iter()
        .find_map(|p| bare.strip_prefix(p).filter(|rest| rest.len() == 11))
        .unwrap_or(bare);
    let mut bytes = digits.bytes();
    let fits = digits.len() == 11
        && bytes.next() == Some(b'1')
        && bytes.next().is_some_and(|b| (b'3'..=b'9').contains(&b))
        && bytes.all(|b| b.is_ascii_digit());
    fits.then(|| digits.to_owned())
}

fn landline(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split('-').collect();
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(|p| all_digits(p)) {
        return None;
    }
    let (area, number, extension) = match parts.as_slice() {
        [whole] => {
            let (area, number) = split_area(whole)?;
            (area, number, None)
        }
        [area, number] if area.len() <= 4 => (*area, *number, None),
        [whole, extension] => {
            let (area, number) = split_area(whole)?;
            (area, number, Some(*extension))
        }
        [area, number, extension] => (*area, *number, Some(*extension)),
        _ => return None,
    };
    let fits = (3..=4).contains(&area.len())
        && area.starts_with('0')
        && (7..=8).contains(&number.len())
        && !number.starts_with(['0', '1'])
        && extension.is_none_or(|e| e.len() <= 6);
    fits.then(|| match extension {
        Some(extension) => format!("{area}-{number}-{extension}"),
        None => format!("{area}-{number}"),
    })
}

fn split_area(whole: &str) -> Option<(&str, &str)> {
    let short = whole.starts_with("01") || whole.starts_with("02");
    whole.split_at_checked(if short { 3 } else { 4 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn valid_numbers_are_stored_in_one_form() {
        use PhoneKind::{Landline, Mobile};
        for (raw, text, kind, masked) in [
            ("13800000001", "13800000001", Mobile, "138****0001"),
            ("+86 199-0000-0001", "19900000001", Mobile, "199****0001"),
            ("0086 13800000001", "13800000001", Mobile, "138****0001"),
            ("8613800000001", "13800000001", Mobile, "138****0001"),
            (
                "１３８ ００００ ０００１",
                "13800000001",
                Mobile,
                "138****0001",
            ),
            ("138－0000—0001", "13800000001", Mobile, "138****0001"),
            ("0512-60000001", "0512-60000001", Landline, "0512-****0001"),
            ("051260000001", "0512-60000001", Landline, "0512-****0001"),
            (
                "０５１２－６０００ ０００１",
                "0512-60000001",
                Landline,
                "0512-****0001",
            ),
            (
                "0512-60000001-801",
                "0512-60000001-801",
                Landline,
                "0512-****0001-***",
            ),
            (
                "051260000001-801",
                "0512-60000001-801",
                Landline,
                "0512-****0001-***",
            ),
            ("+86 0512-2000001", "0512-2000001", Landline, "0512-***0001"),
            ("02120000001", "021-20000001", Landline, "021-****0001"),
            ("010-2000001", "010-2000001", Landline, "010-***0001"),
        ] {
            let phone = check(raw).unwrap_or_else(|n| panic!("{raw}: {n:?}"));
            assert_eq!((phone.text.as_str(), phone.kind), (text, kind), "{raw}");
            assert_eq!(phone.mask(), masked);
        }
    }

    #[test]
    fn invalid_numbers() {
        for raw in [
            "12800000001",
            "1380000000",
            "138000000012",
            "0512-10000001",
            "0512-00000001",
            "0512-600001",
            "0512-600000012",
            "05-60000001",
            "60000001",
            "0512-60000001-8012345",
            "0512--60000001",
            "+86 1380000000",
            "+86",
            "电话",
            "",
        ] {
            assert_eq!(check(raw).expect_err(raw).code, "E_PHONE", "{raw}");
        }
    }

    proptest! {
        #[test]
        fn checking_the_stored_text_changes_nothing(raw in "(\\+?(00)?86)?[-0-9 ]{7,16}") {
            if let Ok(phone) = check(&raw) {
                prop_assert_eq!(check(&phone.text), Ok(phone));
            }
        }

        #[test]
        fn nothing_typed_panics(raw in any::<String>()) {
            let _ = check(&raw);
            let _ = mask(&raw);
        }
    }
}
