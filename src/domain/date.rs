//! Days and times of day as people write them: local, without a time zone.

use jiff::civil::{Date, DateTime, Time};

use super::fault::Note;
use crate::text::fold::fold_code;

/// Minutes of one day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// Reads `YYYY-MM-DD` (full-width digits are folded first). Refuses with
/// `E_DATE_FORMAT` what is written otherwise or is no day of the calendar.
pub fn parse_date(raw: &str) -> Result<Date, Note> {
    let text = fold_code(raw);
    read_date(&text).ok_or_else(|| Note::new("E_DATE_FORMAT").with("text", &text))
}

/// Reads `HH:MM` as minutes since midnight, 0 to 1439. Refuses with `E_TIME_FORMAT`.
pub fn parse_time(raw: &str) -> Result<u16, Note> {
    let text = fold_code(raw);
    read_time(&text).ok_or_else(|| Note::new("E_TIME_FORMAT").with("text", &text))
}

/// Reads the end of a span on one day: as [`parse_time`], and `24:00` is 1440, so that
/// service over midnight can be split there without losing a minute.
pub fn parse_end_time(raw: &str) -> Result<u16, Note> {
    if fold_code(raw) == "24:00" {
        return Ok(DAY_MINUTES);
    }
    parse_time(raw)
}

/// Reads `YYYY-MM-DDTHH:MM` (a space may stand for the `T`). Refuses with
/// `E_DATETIME_FORMAT`.
pub fn parse_datetime(raw: &str) -> Result<DateTime, Note> {
    let refuse = || Note::new("E_DATETIME_FORMAT").with("text", raw.trim());
    let (day, time) = raw
        .trim()
        .split_once(['T', 't', ' ', '\u{3000}'])
        .ok_or_else(refuse)?;
    let day = read_date(&fold_code(day)).ok_or_else(refuse)?;
    let minutes = read_time(&fold_code(time)).ok_or_else(refuse)?;
    let time = clock(minutes).ok_or_else(refuse)?;
    Ok(DateTime::from_parts(day, time))
}

/// Writes minutes since midnight as `HH:MM`; 1440 is written `24:00`.
#[must_use]
pub fn show_time(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Full years of life on `day`: one year less while the birthday is still to come.
/// Who was born on 29 February grows a year older on 1 March of a common year (own
/// rule). Negative when `day` lies before `birth`.
#[must_use]
pub fn age_on(birth: Date, day: Date) -> i16 {
    let years = day.year() - birth.year();
    if (day.month(), day.day()) < (birth.month(), birth.day()) {
        years - 1
    } else {
        years
    }
}

/// A day out of eight ASCII digits, if the calendar has it.
pub(crate) fn digits_date(digits: &str) -> Option<Date> {
    let number: u32 = digits.parse().ok()?;
    let year = i16::try_from(number / 10_000).ok()?;
    let month = i8::try_from(number / 100 % 100).ok()?;
    let day = i8::try_from(number % 100).ok()?;
    Date::new(year, month, day).ok()
}

fn read_date(text: &str) -> Option<Date> {
    let mut digits = String::with_capacity(8);
    for (i, c) in text.chars().enumerate() {
        match (i, c) {
            (4 | 7, '-') => {}
            (4 | 7, _) => return None,
            (_, '0'..='9') => digits.push(c),
            _ => return None,
        }
    }
    if digits.len() == 8 && text.len() == 10 {
        digits_date(&digits)
    } else {
        None
    }
}

fn read_time(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |s: &str| s.len() == 2 && s.bytes().all(|b| b.is_ascii_digit());
    if !two(hours) || !two(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn clock(minutes: u16) -> Option<Time> {
    let hour = i8::try_from(minutes / 60).ok()?;
    let minute = i8::try_from(minutes % 60).ok()?;
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_is_year_month_day() {
        assert_eq!(parse_date("2026-02-28").unwrap(), date(2026, 2, 28));
        assert_eq!(
            parse_date(" ２０２４－０２－２９ ").unwrap(),
            date(2024, 2, 29)
        );
        for bad in [
            "",
            "2026-2-28",
            "2026-02-29",
            "2026-13-01",
            "2026/02/28",
            "20260228",
            "2026-02-28x",
            "02026-02-28",
            "-026-02-28",
            "2026-0--28",
        ] {
            assert_eq!(parse_date(bad).unwrap_err().code, "E_DATE_FORMAT", "{bad}");
        }
    }

    #[test]
    fn a_time_is_minutes_since_midnight() {
        assert_eq!(parse_time("00:00").unwrap(), 0);
        assert_eq!(parse_time("23:59").unwrap(), 1439);
        assert_eq!(parse_time("０９：３０").unwrap(), 570);
        for bad in [
            "", "9:30", "24:00", "12:60", "12:3", "1230", "+1:00", "12:30:00",
        ] {
            assert_eq!(parse_time(bad).unwrap_err().code, "E_TIME_FORMAT", "{bad}");
        }
        assert_eq!(parse_end_time("24:00").unwrap(), 1440);
        assert_eq!(parse_end_time("23:00").unwrap(), 1380);
        assert!(parse_end_time("24:01").is_err());
    }

    #[test]
    fn a_time_is_shown_as_it_is_read() {
        for minutes in 0..=DAY_MINUTES {
            assert_eq!(parse_end_time(&show_time(minutes)).unwrap(), minutes);
        }
    }

    #[test]
    fn a_datetime_has_a_t_or_a_space() {
        let want = date(2026, 1, 2).at(3, 4, 0, 0);
        for good in [
            "2026-01-02T03:04",
            "2026-01-02 03:04",
            "２０２６-01-02　03：04",
        ] {
            assert_eq!(parse_datetime(good).unwrap(), want, "{good}");
        }
        for bad in [
            "2026-01-02",
            "2026-01-02T",
            "2026-01-02T24:00",
            "T03:04",
            "2026-02-30T03:04",
        ] {
            assert_eq!(
                parse_datetime(bad).unwrap_err().code,
                "E_DATETIME_FORMAT",
                "{bad}"
            );
        }
    }

    #[test]
    fn age_turns_on_the_birthday() {
        let cases = [
            (date(2015, 6, 15), date(2029, 6, 14), 13),
            (date(2015, 6, 15), date(2029, 6, 15), 14),
            (date(2000, 2, 29), date(2018, 2, 28), 17),
            (date(2000, 2, 29), date(2018, 3, 1), 18),
            (date(2000, 2, 29), date(2020, 2, 28), 19),
            (date(2000, 2, 29), date(2020, 2, 29), 20),
            (date(1999, 12, 31), date(2000, 1, 1), 0),
            (date(2000, 1, 1), date(1999, 12, 31), -1),
        ];
        for (birth, day, age) in cases {
            assert_eq!(age_on(birth, day), age, "{birth} on {day}");
        }
    }
}
