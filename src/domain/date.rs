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

/// Reads a day as people type it in a hurry: `今天`, `明天`, `+7`, `-1`, `周五` (the next one,
/// today included), `下周三`, `上周一`, `12-05`, `12/5`, `1205`, `20261205`, `2026-12-05`,
/// `12月5日`. A month and a day without a year are the nearest such day to today.
#[must_use]
pub fn typed_date(raw: &str, today: Date) -> Option<Date> {
    let text = fold_code(raw).to_lowercase();
    if let Some(day) = read_date(&text) {
        return Some(day);
    }
    let after = |days: i64| {
        today
            .checked_add(jiff::Span::new().try_days(days).ok()?)
            .ok()
    };
    match text.as_str() {
        "今天" | "今日" | "today" => return Some(today),
        "明天" | "明日" | "tomorrow" => return after(1),
        "后天" => return after(2),
        "昨天" | "昨日" | "yesterday" => return after(-1),
        "前天" => return after(-2),
        _ => {}
    }
    if text.starts_with(['+', '-']) {
        let (sign, digits) = text.split_at_checked(1)?;
        let days: i64 = plain_number(digits)?.into();
        return after(if sign == "-" { -days } else { days });
    }
    if let Some(day) = weekday(&text, today) {
        return Some(day);
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return match text.len() {
            8 => digits_date(&text),
            4 => nearest(
                plain_number(text.get(..2)?)?,
                plain_number(text.get(2..)?)?,
                today,
            ),
            _ => None,
        };
    }
    let parts: Vec<u32> = text
        .split(['-', '/', '.', '年', '月', '日', '号'])
        .filter(|p| !p.is_empty())
        .map(plain_number)
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [year, month, day] if *year >= 1000 => digits_date(&format!("{year:04}{month:02}{day:02}")),
        [month, day] => nearest(*month, *day, today),
        _ => None,
    }
}

/// Reads a time as people type it in a hurry: `1430`, `930`, `9`, `14:30`, `9:5`, `14点半`.
/// Minutes since midnight; `24:00` is 1440.
#[must_use]
pub fn typed_time(raw: &str) -> Option<u16> {
    let text = fold_code(raw);
    if text.chars().all(|c| c.is_ascii_digit()) {
        let number = plain_number(&text)?;
        return match text.len() {
            1 | 2 => minutes_of(number, 0),
            3 | 4 => minutes_of(number / 100, number % 100),
            _ => None,
        };
    }
    let (hours, rest) = text.split_once([':', '点', '时', '.'])?;
    let rest = rest.strip_suffix('分').unwrap_or(rest);
    let minutes = match rest {
        "" if !text.ends_with(':') => 0,
        "半" => 30,
        _ if rest.len() <= 2 => plain_number(rest)?,
        _ => return None,
    };
    minutes_of(plain_number(hours)?, minutes)
}

fn minutes_of(hours: u32, minutes: u32) -> Option<u16> {
    let all = u16::try_from(hours.checked_mul(60)?.checked_add(minutes)?).ok()?;
    (minutes < 60 && all <= DAY_MINUTES).then_some(all)
}

fn plain_number(digits: &str) -> Option<u32> {
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The day of this month and day that lies nearest to today.
fn nearest(month: u32, day: u32, today: Date) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let years = [today.year() - 1, today.year(), today.year() + 1];
    let days = years
        .into_iter()
        .filter_map(|y| Date::new(y, month, day).ok());
    days.min_by_key(|d| {
        let apart = (*d - today).get_days().abs();
        // Of two days as far away, the one to come.
        (apart, *d < today)
    })
}

/// `周五`, `星期五`, `本周五`, `下周三`, `下下周一`, `上周日`, `fri`.
fn weekday(text: &str, today: Date) -> Option<Date> {
    const DAYS: [[&str; 3]; 7] = [
        ["一", "1", "mon"],
        ["二", "2", "tue"],
        ["三", "3", "wed"],
        ["四", "4", "thu"],
        ["五", "5", "fri"],
        ["六", "6", "sat"],
        ["日", "天", "sun"],
    ];
    let mut rest = text;
    let mut weeks: Option<i64> = None;
    while let Some(after) = rest.strip_prefix('下') {
        weeks = Some(weeks.unwrap_or(0) + 1);
        rest = after;
    }
    if let Some(after) = rest.strip_prefix('上') {
        weeks = Some(-1);
        rest = after;
    } else if let Some(after) = rest.strip_prefix(['本', '这']) {
        weeks = Some(0);
        rest = after;
    }
    let named = ["周", "星期", "礼拜"]
        .iter()
        .find_map(|w| rest.strip_prefix(w));
    let at = |word: &str| DAYS.iter().position(|names| names.contains(&word));
    let wanted = match named {
        Some(day) => at(day)?,
        None if weeks.is_none() && rest.len() == 3 && rest.is_ascii() => at(rest)?,
        None => return None,
    };
    let now = i64::from(today.weekday().to_monday_zero_offset());
    let wanted = i64::try_from(wanted).ok()?;
    let days = match weeks {
        Some(weeks) => wanted - now + 7 * weeks,
        None => (wanted - now).rem_euclid(7),
    };
    today
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
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

/// Whole years; a birthday on 29 February counts from 1 March in common years.
#[must_use]
pub fn age(birth: Date, on: Date) -> i64 {
    let years = i64::from(on.year()) - i64::from(birth.year());
    if (on.month(), on.day()) < (birth.month(), birth.day()) {
        years - 1
    } else {
        years
    }
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

    #[test]
    fn a_day_may_be_typed_in_a_hurry() {
        // A Monday.
        let today = date(2026, 11, 23);
        for (typed, day) in [
            ("今天", date(2026, 11, 23)),
            ("明天", date(2026, 11, 24)),
            ("昨天", date(2026, 11, 22)),
            ("+7", date(2026, 11, 30)),
            ("＋７", date(2026, 11, 30)),
            ("-1", date(2026, 11, 22)),
            ("周五", date(2026, 11, 27)),
            ("周一", date(2026, 11, 23)),
            ("周日", date(2026, 11, 29)),
            ("星期天", date(2026, 11, 29)),
            ("fri", date(2026, 11, 27)),
            ("下周三", date(2026, 12, 2)),
            ("下下周一", date(2026, 12, 7)),
            ("上周五", date(2026, 11, 20)),
            ("本周二", date(2026, 11, 24)),
            ("12-05", date(2026, 12, 5)),
            ("12/5", date(2026, 12, 5)),
            ("1205", date(2026, 12, 5)),
            ("12月5日", date(2026, 12, 5)),
            ("01-05", date(2027, 1, 5)),
            ("0930", date(2026, 9, 30)),
            ("20251205", date(2025, 12, 5)),
            ("2026-12-05", date(2026, 12, 5)),
            ("2026年12月5日", date(2026, 12, 5)),
            ("1948/3/15", date(1948, 3, 15)),
        ] {
            assert_eq!(typed_date(typed, today), Some(day), "{typed}");
        }
        for typed in [
            "",
            "+",
            "-",
            "+x",
            "周",
            "周八",
            "13-05",
            "02-30",
            "1332",
            "123",
            "5",
            "下",
            "abc",
            "2026-13-01",
            "+99999999999",
            "1-2-3",
            "月日",
        ] {
            assert_eq!(typed_date(typed, today), None, "{typed}");
        }
        // The nearest 29 February lies in a leap year, or there is none near.
        assert_eq!(
            typed_date("0229", date(2027, 3, 1)),
            Some(date(2028, 2, 29))
        );
        assert_eq!(typed_date("0229", date(2026, 3, 1)), None);
    }

    #[test]
    fn a_time_may_be_typed_in_a_hurry() {
        for (typed, minutes) in [
            ("1430", 870),
            ("930", 570),
            ("9", 540),
            ("14", 840),
            ("14:30", 870),
            ("9:30", 570),
            ("９：３０", 570),
            ("9点", 540),
            ("9点半", 570),
            ("9点5分", 545),
            ("24:00", 1440),
            ("2400", 1440),
        ] {
            assert_eq!(typed_time(typed), Some(minutes), "{typed}");
        }
        for typed in [
            "", "25", "2460", "14:60", "14:", "x", "14:300", "24:01", "12345",
        ] {
            assert_eq!(typed_time(typed), None, "{typed}");
        }
    }
}
