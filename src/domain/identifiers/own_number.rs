//! The program's own numbers, as `GA-SX-2026-A0001`: kind, team, year, the letters of
//! the device and a sequence that starts again each year (own default). Two laptops
//! never collide because the team lead gives each its own letters. A number once shown
//! is never used again.

use std::fmt;

use super::fold;
use crate::domain::clean;
use crate::domain::fault::Note;

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberKind {
    /// 个案, `GA`.
    Case,
    /// 会议, `HY`.
    Meeting,
    /// 志愿者, `ZY`.
    Volunteer,
    /// 证明, `ZM`.
    Certificate,
    /// 焦点问题, `JD`.
    FocusIssue,
    /// 公益金收支, `GY`.
    FundEntry,
}

impl NumberKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Case,
        Self::Meeting,
        Self::Volunteer,
        Self::Certificate,
        Self::FocusIssue,
        Self::FundEntry,
    ];

    /// The two letters a number begins with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Case => "GA",
            Self::Meeting => "HY",
            Self::Volunteer => "ZY",
            Self::Certificate => "ZM",
            Self::FocusIssue => "JD",
            Self::FundEntry => "GY",
        }
    }
}

/// One number in its parts. Shown with at least four digits of sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OwnNumber {
    /// What is numbered.
    pub kind: NumberKind,
    /// The team's short name: 1 to 12 letters, Chinese characters or digits.
    pub team: String,
    /// The year, four digits.
    pub year: u16,
    /// The device's letters.
    pub device: String,
    /// From 1 on; starts again each year.
    pub sequence: u32,
}

impl OwnNumber {
    /// Puts a number together. Refuses with `E_TEAM_NAME`, `E_DEVICE_LETTERS` or
    /// `E_NUMBER` (year or sequence out of range).
    pub fn new(
        kind: NumberKind,
        team: &str,
        year: u16,
        device: &str,
        sequence: u32,
    ) -> Result<Self, Note> {
        let number = Self {
            kind,
            team: team_name(team)?,
            year,
            device: device_letters(device)?,
            sequence,
        };
        if (1000..=9999).contains(&year) && sequence > 0 {
            Ok(number)
        } else {
            Err(Note::new("E_NUMBER").with("text", number))
        }
    }

    /// Reads a number back. Refuses with `E_NUMBER`.
    pub fn parse(raw: &str) -> Result<Self, Note> {
        let text = fold(raw);
        Self::read(&text).ok_or_else(|| Note::new("E_NUMBER").with("text", &text))
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (prefix, team, year, last) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let kind = NumberKind::ALL.into_iter().find(|k| k.prefix() == prefix)?;
        let digits_at = last.find(|c: char| c.is_ascii_digit())?;
        let (device, digits) = last.split_at_checked(digits_at)?;
        let number = Self::new(kind, team, year.parse().ok()?, device, digits.parse().ok()?);
        number
            .ok()
            .filter(|n| parts.next().is_none() && n.to_string() == text)
    }
}

impl fmt::Display for OwnNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            team,
            year,
            device,
            sequence,
        } = self;
        write!(
            f,
            "{}-{team}-{year:04}-{device}{sequence:04}",
            kind.prefix()
        )
    }
}

/// The folded letters of a device: one or two of A to Z. Refuses with `E_DEVICE_LETTERS`.
pub fn device_letters(raw: &str) -> Result<String, Note> {
    let text = fold(raw);
    if (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(text)
    } else {
        Err(Note::new("E_DEVICE_LETTERS").with("text", text))
    }
}

/// The folded short name of a team: 1 to 12 letters, Chinese characters or digits.
/// Refuses with `E_TEAM_NAME`.
pub fn team_name(raw: &str) -> Result<String, Note> {
    let text = fold(raw);
    if (1..=12).contains(&text.chars().count()) && text.chars().all(char::is_alphanumeric) {
        Ok(text)
    } else {
        Err(Note::new("E_TEAM_NAME").with("text", text))
    }
}

/// A unit's name on paper has at least so many characters (own default).
const UNIT: usize = 2;
/// And at most so many, as the forms have room for.
const UNIT_AT_MOST: usize = 100;

/// A team as it is typed: its short name and, after a space, what the unit is called on
/// paper, as `T01 上林社工服务站`; the second is empty if it was left out. Refuses with
/// `E_TEAM_NAME`, or with `E_UNSEEN` or `E_TOO_LONG` for the name of the unit.
pub fn team_and_unit(raw: &str) -> Result<(String, String), Note> {
    let (short, unit) = raw
        .trim()
        .split_once(char::is_whitespace)
        .unwrap_or((raw, ""));
    let unit = clean::line(unit)?;
    // A short name that was typed with a space in it, as `T 01`.
    let one = unit.chars().all(|c| c.is_ascii_alphanumeric()) && team_name(raw).is_ok();
    match unit.chars().count() {
        _ if one => Ok((team_name(raw)?, String::new())),
        0..UNIT => Ok((team_name(raw)?, String::new())),
        count if count > UNIT_AT_MOST => Err(Note::new("E_TOO_LONG")
            .with("max", UNIT_AT_MOST)
            .with("count", count)),
        _ => Ok((team_name(short)?, unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_name_of_the_unit_may_follow_the_short_one() {
        for (raw, short, unit) in [
            ("t01", "T01", ""),
            ("T01 上林社工服务站", "T01", "上林社工服务站"),
            (" 上林　沙溪镇 社工站 ", "上林", "沙溪镇 社工站"),
            // A space within the short name.
            ("T 01", "T01", ""),
            ("T01 SW", "T01SW", ""),
            ("上林 社工站", "上林", "社工站"),
        ] {
            let read = team_and_unit(raw);
            assert_eq!(read, Ok((short.to_owned(), unit.to_owned())), "{raw}");
        }
        let code = |raw: &str| team_and_unit(raw).unwrap_err().code;
        for raw in [
            "",
            "S-X",
            "S-X 上林社工服务站",
            "一个长过十二个字的团队简称",
        ] {
            assert_eq!(code(raw), "E_TEAM_NAME", "{raw}");
        }
        assert_eq!(code("T01 上林\u{200b}社工服务站"), "E_UNSEEN");
        assert_eq!(code(&format!("T01 {}", "站".repeat(101))), "E_TOO_LONG");
    }

    #[test]
    fn a_number_is_written_in_one_form() {
        for (kind, team, device, sequence, text) in [
            (NumberKind::Case, "sx", "a", 1, "GA-SX-2026-A0001"),
            (NumberKind::Meeting, "沙溪", "AB", 12, "HY-沙溪-2026-AB0012"),
            (NumberKind::Volunteer, "SX1", "Z", 9999, "ZY-SX1-2026-Z9999"),
            (
                NumberKind::Certificate,
                "SX",
                "Z",
                10_000,
                "ZM-SX-2026-Z10000",
            ),
            (NumberKind::FocusIssue, "SX", "B", 7, "JD-SX-2026-B0007"),
            (NumberKind::FundEntry, "SX", "B", 7, "GY-SX-2026-B0007"),
        ] {
            let number = OwnNumber::new(kind, team, 2026, device, sequence).unwrap();
            assert_eq!(number.to_string(), text);
            assert_eq!(OwnNumber::parse(text).unwrap(), number);
        }
        assert!(OwnNumber::parse(" ga－sx－2026－a0001 ").is_ok());
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in [
            "",
            "GA-SX-2026",
            "XX-SX-2026-A0001",
            "GA--2026-A0001",
            "GA-SX-26-A0001",
            "GA-SX-2026-0001",
            "GA-SX-2026-ABC0001",
            "GA-SX-2026-A0000",
            "GA-SX-2026-A001",
            "GA-SX-2026-A00001",
            "GA-SX-2026-A0001-B",
            "GA-SX-+202-A0001",
        ] {
            assert_eq!(
                OwnNumber::parse(bad).expect_err(bad).code,
                "E_NUMBER",
                "{bad}"
            );
        }
        let new = |team, device| OwnNumber::new(NumberKind::Case, team, 2026, device, 1);
        assert_eq!(new("S-X", "A").unwrap_err().code, "E_TEAM_NAME");
        assert_eq!(new("", "A").unwrap_err().code, "E_TEAM_NAME");
        assert_eq!(new("SX", "").unwrap_err().code, "E_DEVICE_LETTERS");
        assert_eq!(new("SX", "A1").unwrap_err().code, "E_DEVICE_LETTERS");
        assert_eq!(new("SX", "ABC").unwrap_err().code, "E_DEVICE_LETTERS");
    }

    proptest! {
        #[test]
        fn numbers_of_two_devices_never_meet(
            a in "[A-Z]{1,2}", b in "[A-Z]{1,2}", m in 1..20_000_u32, n in 1..20_000_u32,
        ) {
            let text = |d: &str, s| {
                OwnNumber::new(NumberKind::Case, "SX", 2026, d, s).unwrap().to_string()
            };
            prop_assert_eq!(text(&a, m) == text(&b, n), (a, m) == (b, n));
        }

        #[test]
        fn nothing_typed_panics(raw in any::<String>()) {
            let _ = OwnNumber::parse(&raw);
        }
    }
}
