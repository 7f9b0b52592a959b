//! The unified social credit code (统一社会信用代码) of GB 32100-2015: registering
//! department, class, six digits of the area, nine characters of the subject code
//! (GB 11714, with a check character of its own) and one check character.

use super::{fold, wrong_length};
use crate::domain::fault::Note;

/// The 31 characters of the code; a character's value is its index.
const CHARSET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// 3^i mod 31.
const WEIGHTS: [usize; 17] = [
    1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
];
/// Weights of GB 11714 over the first eight characters of the subject code.
const SUBJECT_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A credit code that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uscc {
    /// The 18 folded characters: this is what is stored.
    pub text: String,
    /// Digits three to eight: the area of the registering office.
    pub area: String,
    subject_ok: bool,
}

impl Uscc {
    /// `W_ORG` when the subject code's own check character does not fit. Never an
    /// error: codes with such a flaw were issued.
    #[must_use]
    pub fn warnings(&self) -> Vec<Note> {
        if self.subject_ok {
            Vec::new()
        } else {
            vec![Note::new("W_ORG")]
        }
    }
}

/// Checks a credit code: `E_LEN` (18 characters), `E_CHAR` (no I, O, S, V, Z),
/// `E_AREA` (characters three to eight are digits), `E_CHECK`; the first failure
/// names the error. The department and class are never refused.
pub fn check(raw: &str) -> Result<Uscc, Note> {
    let text = fold(raw);
    let count = text.chars().count();
    if count != 18 {
        return Err(wrong_length("uscc", "18", count));
    }
    let values: Option<Vec<usize>> = text.chars().map(value).collect();
    let values = values.ok_or_else(|| {
        let bad = text.chars().find(|c| value(*c).is_none());
        Note::new("E_CHAR")
            .with("kind", "uscc")
            .with("char", bad.unwrap_or_default().escape_debug())
    })?;
    let area: String = text.chars().skip(2).take(6).collect();
    if !area.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Note::new("E_AREA").with("kind", "uscc").with("area", area));
    }
    let sum: usize = values.iter().zip(WEIGHTS).map(|(v, w)| v * w).sum();
    if values.last() != Some(&((31 - sum % 31) % 31)) {
        return Err(Note::new("E_CHECK").with("kind", "uscc"));
    }
    let subject: Vec<char> = text.chars().skip(8).take(9).collect();
    Ok(Uscc {
        subject_ok: subject_fits(&subject),
        text,
        area,
    })
}

fn value(c: char) -> Option<usize> {
    CHARSET.chars().position(|x| x == c)
}

fn subject_fits(subject: &[char]) -> bool {
    let sum: u32 = subject
        .iter()
        .zip(SUBJECT_WEIGHTS)
        .map(|(c, w)| c.to_digit(36).unwrap_or_default() * w)
        .sum();
    let want = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        n => char::from_digit(n, 10).unwrap_or_default(),
    };
    subject.last() == Some(&want)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn valid_codes() {
        for raw in [
            "91350100M000100Y43",
            "52320599MJT000010X",
            "51320599500123T01J",
            "53320599MJK000276K",
            "52320599MJT0002560",
        ] {
            let uscc = check(raw).unwrap_or_else(|n| panic!("{raw}: {n:?}"));
            assert_eq!(uscc.text, raw);
            assert!(uscc.warnings().is_empty(), "{raw}");
        }
        let typed = check(" 52320599ｍｊｔ000010ｘ ").unwrap();
        assert_eq!(typed.text, "52320599MJT000010X");
        assert_eq!(typed.area, "320599");
    }

    #[test]
    fn invalid_codes_name_the_first_failure() {
        for (raw, code) in [
            ("91350100M000100Y4Z", "E_CHAR"),
            ("52320599MJT000010A", "E_CHECK"),
            ("52320599MIT000010X", "E_CHAR"),
            ("52320599MJT000010", "E_LEN"),
            ("5232059XMJT000010Y", "E_AREA"),
            ("52320599MJT00001中X", "E_CHAR"),
        ] {
            assert_eq!(check(raw).expect_err(raw).code, code, "{raw}");
        }
    }

    #[test]
    fn a_flawed_subject_code_only_warns() {
        let uscc = check("52320599MJT000019R").unwrap();
        let codes: Vec<_> = uscc.warnings().iter().map(|n| n.code).collect();
        assert_eq!(codes, ["W_ORG"]);
    }

    proptest! {
        #[test]
        fn every_wrong_character_is_caught(at in 0..18_usize, wrong in 0..31_usize) {
            let good = "52320599MJT000010X";
            let mut chars: Vec<char> = good.chars().collect();
            chars[at] = CHARSET.chars().nth(wrong).unwrap();
            let broken: String = chars.into_iter().collect();
            prop_assert_eq!(check(&broken).is_ok(), broken == good);
        }

        #[test]
        fn nothing_typed_panics(raw in any::<String>()) {
            let _ = check(&raw);
        }
    }
}
