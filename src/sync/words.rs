//! Text that others wrote and that will stand on a screen: names, teams, dates, places.

use uuid::Uuid;

/// The longest name, in characters.
const MAX_NAME: usize = 64;

/// Whether a name may be shown as it is: 1 to 64 characters, no space at either end, no
/// control characters or escape sequences, nothing that turns or hides the text after it.
#[must_use]
pub fn is_clean(text: &str) -> bool {
    let count = text.chars().count();
    (1..=MAX_NAME).contains(&count) && text.trim() == text && !text.chars().any(is_trick)
}

/// Control characters, line separators, and invisible or direction-turning marks.
fn is_trick(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether the text is a UUID in its usual spelling: lower case, with hyphens.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    Uuid::try_parse(text).is_ok_and(|u| u.hyphenated().to_string() == text)
}

/// Whether the text is a real date, `YYYY-MM-DD`.
#[must_use]
pub fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>()
        .is_ok_and(|d| d.to_string() == text)
}

/// Whether the text is a prefix of places: 2, 4, 6, 9 or 12 digits.
#[must_use]
pub fn is_prefix(text: &str) -> bool {
    matches!(text.len(), 2 | 4 | 6 | 9 | 12) && text.bytes().all(|b| b.is_ascii_digit())
}

/// The prefix that all places inside a place share. A county, township or village is its
/// own prefix; a city (`320500`) or province (`320000`) is written with zeros that its
/// counties do not have.
#[must_use]
pub fn prefix_of(place: &str) -> &str {
    if place.len() != 6 {
        return place;
    }
    let city = place.strip_suffix("00").unwrap_or(place);
    if city.len() == 4 {
        city.strip_suffix("00").unwrap_or(city)
    } else {
        city
    }
}

/// Whether a place reaches beyond a prefix that lies in it.
#[must_use]
pub fn is_wider(place: &str, prefix: &str) -> bool {
    let wider = prefix_of(place);
    wider != prefix && prefix.starts_with(wider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_play_tricks_on_a_terminal_are_refused() {
        for good in ["张三", "O'Neill", "古丽·买买提", "沙溪镇 第一组", "𠮷田"] {
            assert!(is_clean(good), "{good}");
        }
        for bad in [
            "",
            " 张三",
            "张三\u{3000}",
            "张\u{1b}[31m三",
            "张\u{9b}2J",
            "张\n三",
            "张\0三",
            "张\u{202e}三",
            "张\u{200b}三",
            "张\u{2028}三",
            "张\u{feff}三",
            "\u{7f}张",
        ] {
            assert!(!is_clean(bad), "{bad:?}");
        }
        assert!(is_clean(&"长".repeat(64)) && !is_clean(&"长".repeat(65)));
    }

    #[test]
    fn places_dates_and_ids_have_one_spelling() {
        for (place, prefix) in [
            ("320500", "3205"),
            ("320000", "32"),
            ("320585", "320585"),
            ("320510", "320510"),
            ("320585100", "320585100"),
            ("320585101200", "320585101200"),
        ] {
            assert_eq!(prefix_of(place), prefix);
            assert!(is_prefix(prefix));
        }
        assert!(!is_prefix("320") && !is_prefix("") && !is_prefix("32058５"));
        assert!(is_date("2025-02-28") && !is_date("2025-02-29") && !is_date("2025-2-28"));
        assert!(is_uuid("0190f5a0-0000-7000-8000-000000000001"));
        assert!(!is_uuid("0190F5A0-0000-7000-8000-000000000001"));
        assert!(!is_uuid("0190f5a0000070008000000000000001"));
    }
}
