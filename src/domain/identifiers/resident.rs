//! The resident identity number (公民身份号码) of GB 11643-1999: six digits of the
//! area, eight of the birth date, three of the sequence (odd = male, even = female)
//! and one check character (ISO 7064, MOD 11-2).

use jiff::civil::Date;

use super::{fold, wrong_length};
use crate::domain::date::{age_on, digits_date};
use crate::domain::fault::Note;

/// Weights of the first 17 digits: 2^(17-i) mod 11.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by remainder.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Provinces of GB/T 2260; 81, 82 and 83 stand on the residence permits of people from
/// Hong Kong, Macao and Taiwan, whose number is built alike.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];
/// Earlier births are refused; the standard's own example is born in 1880.
const FIRST_YEAR: i16 = 1850;
/// Above this age a number is doubted, not refused.
const OLD: i16 = 120;

/// What the number says about the bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Odd sequence.
    Male,
    /// Even sequence.
    Female,
}

impl Sex {
    /// The code of GB/T 2261.1-2003: `1` male, `2` female.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }
}

/// A number that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentId {
    /// The 18 folded characters: this is what is stored.
    pub text: String,
    /// The first six digits: where the number was first issued.
    pub area: String,
    /// The birth date in it.
    pub birth: Date,
    /// The sex in it.
    pub sex: Sex,
}

impl ResidentId {
    /// What is odd about the number itself: `W_AREA` when `area_known` does not know its
    /// first six digits (historic codes and those of police districts of their own stand
    /// on many real cards), `W_AGE` over 120 years.
    pub fn warnings(&self, today: Date, area_known: impl Fn(&str) -> bool) -> Vec<Note> {
        let mut notes = Vec::new();
        if !area_known(&self.area) {
            notes.push(Note::new("W_AREA").with("area", &self.area));
        }
        let age = age_on(self.birth, today);
        if age > OLD {
            notes.push(Note::new("W_AGE").with("age", age));
        }
        notes
    }

    /// Where the form and the number disagree: `W_SEX` when the gender code is `1` or `2`
    /// and not the number's, `W_BIRTH` when the birth date is another one. What the form
    /// leaves open (`None`, `0` unknown, `9` unspecified) agrees.
    #[must_use]
    pub fn compare(&self, gender: Option<&str>, birth: Option<Date>) -> Vec<Note> {
        let mut notes = Vec::new();
        if let Some(code @ ("1" | "2")) = gender
            && code != self.sex.code()
        {
            let number = match self.sex {
                Sex::Male => "male",
                Sex::Female => "female",
            };
            notes.push(Note::new("W_SEX").with("number", number));
        }
        if let Some(birth) = birth
            && birth != self.birth
        {
            notes.push(
                Note::new("W_BIRTH")
                    .with("number", self.birth)
                    .with("form", birth),
            );
        }
        notes
    }

    /// As it may stand on a screen: see [`mask`].
    #[must_use]
    pub fn mask(&self) -> String {
        mask(&self.text)
    }
}

/// First four and last two characters, always ten stars between: `3205**********1X`, so
/// that passports show no length either. What has no more than eight characters is
/// hidden whole. Works on anything stored, checked or not.
#[must_use]
pub fn mask(text: &str) -> String {
    const STARS: &str = "**********";
    let count = text.chars().count();
    if count <= 8 {
        return if count == 0 {
            String::new()
        } else {
            STARS.to_owned()
        };
    }
    let head: String = text.chars().take(4).collect();
    let tail: String = text.chars().skip(count - 2).collect();
    format!("{head}{STARS}{tail}")
}

/// Checks a number in this order, and the first failure names the error: `E_LEN`
/// (18 characters; the 15 digits of the first generation are void), `E_CHAR`, `E_PROV`,
/// `E_DATE` (no day of the calendar), `E_DATE_RANGE` (before 1850 or after `today`),
/// `E_CHECK`.
pub fn check(raw: &str, today: Date) -> Result<ResidentId, Note> {
    let text = fold(raw);
    let chars: Vec<char> = text.chars().collect();
    let Ok(chars) = <[char; 18]>::try_from(chars.as_slice()) else {
        let old = chars.len() == 15 && chars.iter().all(char::is_ascii_digit);
        let kind = if old { "resident_old" } else { "resident" };
        return Err(wrong_length(kind, "18", chars.len()));
    };
    let (digits, last) =
        digits_and_check(&chars).ok_or_else(|| Note::new("E_CHAR").with("kind", "resident"))?;
    let part = |from: usize, len: usize| chars.iter().skip(from).take(len).collect::<String>();

    let province = part(0, 2);
    if !PROVINCES.contains(&province.as_str()) {
        return Err(Note::new("E_PROV").with("province", province));
    }
    let born = part(6, 8);
    let birth = digits_date(&born).ok_or_else(|| Note::new("E_DATE").with("date", &born))?;
    if birth.year() < FIRST_YEAR || birth > today {
        return Err(Note::new("E_DATE_RANGE").with("date", birth));
    }
    if check_char(&digits) != Some(last) {
        return Err(Note::new("E_CHECK").with("kind", "resident"));
    }
    let [.., sequence] = digits;
    let sex = if sequence % 2 == 1 {
        Sex::Male
    } else {
        Sex::Female
    };
    Ok(ResidentId {
        area: part(0, 6),
        text,
        birth,
        sex,
    })
}

/// The check character over the first 17 digits.
fn check_char(digits: &[u32; 17]) -> Option<char> {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum();
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

fn digits_and_check(chars: &[char; 18]) -> Option<([u32; 17], char)> {
    let [body @ .., last] = chars;
    let mut digits = [0; 17];
    for (digit, c) in digits.iter_mut().zip(body) {
        *digit = c.to_digit(10)?;
    }
    (last.is_ascii_digit() || *last == 'X').then_some((digits, *last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2025, 12, 31);

    fn known(area: &str) -> bool {
        ["320508", "320509", "110105", "440524"].contains(&area)
    }

    #[test]
    fn valid_numbers_say_who() {
        let cases: [(&str, Sex, Date, &str, &[&str]); 10] = [
            (
                "32050819000101001X",
                Sex::Male,
                date(1900, 1, 1),
                "320508",
                &[],
            ),
            (
                "320509190102280023",
                Sex::Female,
                date(1901, 2, 28),
                "320509",
                &[],
            ),
            (
                "32050819020704002X",
                Sex::Female,
                date(1902, 7, 4),
                "320508",
                &[],
            ),
            (
                "320599201506150247",
                Sex::Female,
                date(2015, 6, 15),
                "320599",
                &["W_AREA"],
            ),
            (
                "320599200002290137",
                Sex::Male,
                date(2000, 2, 29),
                "320599",
                &["W_AREA"],
            ),
            (
                "320599194803150363",
                Sex::Female,
                date(1948, 3, 15),
                "320599",
                &["W_AREA"],
            ),
            (
                "11010519491231002X",
                Sex::Female,
                date(1949, 12, 31),
                "110105",
                &[],
            ),
            (
                "440524188001010014",
                Sex::Male,
                date(1880, 1, 1),
                "440524",
                &["W_AGE"],
            ),
            (
                "３２０５０８１９０００１０１００１Ｘ",
                Sex::Male,
                date(1900, 1, 1),
                "320508",
                &[],
            ),
            (
                "32050819000101001x",
                Sex::Male,
                date(1900, 1, 1),
                "320508",
                &[],
            ),
        ];
        for (raw, sex, birth, area, warnings) in cases {
            let id = check(raw, TODAY).unwrap_or_else(|n| panic!("{raw}: {n:?}"));
            assert_eq!(
                (id.sex, id.birth, id.area.as_str()),
                (sex, birth, area),
                "{raw}"
            );
            assert_eq!(id.text, fold(raw));
            // The elders of 1900 to 1902 are over 120 on the reference date as well.
            let expected: Vec<&str> = if (1900..1905).contains(&birth.year()) {
                vec!["W_AGE"]
            } else {
                warnings.to_vec()
            };
            let got: Vec<_> = id.warnings(TODAY, known).iter().map(|n| n.code).collect();
            assert_eq!(got, expected, "{raw}");
        }
    }

    #[test]
    fn invalid_numbers_name_the_first_failure() {
        for (raw, code) in [
            ("320508190001010011", "E_CHECK"),
            ("320599201506150427", "E_CHECK"),
            ("32050819000101001", "E_LEN"),
            ("320508000101001", "E_LEN"),
            ("", "E_LEN"),
            ("3205X8190001010010", "E_CHAR"),
            ("32050819000101001Y", "E_CHAR"),
            ("３２０５０８一９０００１０１００１０", "E_CHAR"),
            ("320599200102290134", "E_DATE"),
            ("320599201513150245", "E_DATE"),
            ("320599299901010111", "E_DATE_RANGE"),
            ("003205200002290139", "E_PROV"),
        ] {
            let note = check(raw, TODAY).expect_err(raw);
            assert_eq!(note.code, code, "{raw}");
            assert!(!note.is_warning());
        }
    }

    #[test]
    fn the_old_form_has_a_sentence_of_its_own() {
        let kind = |raw| {
            check(raw, TODAY)
                .unwrap_err()
                .args
                .first()
                .cloned()
                .unwrap()
                .1
        };
        assert_eq!(kind("320508000101001"), "resident_old");
        assert_eq!(kind("32050800010100X"), "resident");
    }

    #[test]
    fn the_range_ends_today_and_begins_in_1850() {
        let born = |digits: &str| with_check(&format!("320599{digits}001"));
        assert!(check(&born("20251231"), TODAY).is_ok());
        assert_eq!(
            check(&born("20260101"), TODAY).unwrap_err().code,
            "E_DATE_RANGE"
        );
        assert!(check(&born("18500101"), TODAY).is_ok());
        assert_eq!(
            check(&born("18491231"), TODAY).unwrap_err().code,
            "E_DATE_RANGE"
        );
    }

    #[test]
    fn all_provinces_and_no_others() {
        let ok: Vec<u32> = (0..100)
            .filter(|p| check(&with_check(&format!("{p:02}059920000101001")), TODAY).is_ok())
            .collect();
        let mut want: Vec<u32> = [
            11..=15,
            21..=23,
            31..=37,
            41..=46,
            50..=54,
            61..=65,
            71..=71,
        ]
        .into_iter()
        .flatten()
        .collect();
        want.extend([81, 82, 83]);
        assert_eq!(ok, want);
    }

    #[test]
    fn age_warns_from_121() {
        let id = check("440524188001010014", TODAY).unwrap();
        let on = |day| id.warnings(day, |_| true).len();
        assert_eq!(on(date(2000, 12, 31)), 0);
        assert_eq!(on(date(2001, 1, 1)), 1);
    }

    #[test]
    fn the_form_is_compared_with_the_number() {
        let id = check("320599201506150247", TODAY).unwrap();
        let codes = |gender, birth| -> Vec<_> {
            id.compare(gender, birth).iter().map(|n| n.code).collect()
        };
        let born = Some(date(2015, 6, 15));
        assert!(codes(Some("2"), born).is_empty());
        for open in [None, Some("0"), Some("9")] {
            assert!(codes(open, None).is_empty());
        }
        assert_eq!(codes(Some("1"), born), ["W_SEX"]);
        assert_eq!(codes(None, Some(date(2015, 6, 16))), ["W_BIRTH"]);
        assert_eq!(
            codes(Some("1"), Some(date(2014, 6, 15))),
            ["W_SEX", "W_BIRTH"]
        );
    }

    #[test]
    fn the_mask_shows_four_and_two() {
        let id = check("32050819000101001X", TODAY).unwrap();
        assert_eq!(id.mask(), "3205**********1X");
        assert_eq!(mask(""), "");
        assert_eq!(mask("E1234567"), "**********");
        assert_eq!(mask("E12345678"), "E123**********78");
    }

    fn with_check(body: &str) -> String {
        let digits: Vec<u32> = body.chars().filter_map(|c| c.to_digit(10)).collect();
        let last = check_char(&digits.try_into().unwrap()).unwrap();
        format!("{body}{last}")
    }

    prop_compose! {
        fn synthetic()(days in 0..60_000_i32, sequence in 0..1000_u32) -> String {
            let birth = date(1860, 1, 1).saturating_add(jiff::Span::new().days(days));
            let born = birth.to_string().replace('-', "");
            with_check(&format!("320599{born}{sequence:03}"))
        }
    }

    proptest! {
        #[test]
        fn every_wrong_digit_is_caught(id in synthetic()) {
            prop_assert!(check(&id, TODAY).is_ok());
            for at in 0..18 {
                for wrong in "0123456789X".chars() {
                    let mut chars: Vec<char> = id.chars().collect();
                    if chars[at] == wrong {
                        continue;
                    }
                    chars[at] = wrong;
                    let broken: String = chars.into_iter().collect();
                    prop_assert!(check(&broken, TODAY).is_err(), "{} -> {}", id, broken);
                }
            }
        }

        #[test]
        fn every_swap_of_neighbours_is_caught(id in synthetic()) {
            for at in 0..17 {
                let mut chars: Vec<char> = id.chars().collect();
                if chars[at] == chars[at + 1] {
                    continue;
                }
                chars.swap(at, at + 1);
                let broken: String = chars.into_iter().collect();
                prop_assert!(check(&broken, TODAY).is_err(), "{} -> {}", id, broken);
            }
        }

        #[test]
        fn nothing_typed_panics(raw in any::<String>()) {
            let _ = check(&raw, TODAY);
            let _ = mask(&raw);
        }
    }
}
