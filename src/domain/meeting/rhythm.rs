//! Which regular meeting a place holds, and the stretch of days in which it is due:
//! villages weekly, townships monthly, counties and the city quarterly.

use jiff::ToSpan;
use jiff::civil::Date;

/// A regular meeting and the days in which one is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The code of `enum.meeting_kind`.
    pub kind: &'static str,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The number of the round in its year: of the ISO week, the month, the quarter.
    pub number: i16,
}

impl Round {
    /// The round of a place on a day; the length of its division code tells its level.
    #[must_use]
    pub fn of(place: &str, day: Date) -> Self {
        match place.len() {
            12 => {
                let back = i32::from(day.weekday().to_monday_zero_offset());
                let from = day.saturating_sub(back.days());
                let to = from.saturating_add(6.days());
                let number = day.iso_week_date().week().into();
                let kind = "weekly_village";
                Self {
                    kind,
                    from,
                    to,
                    number,
                }
            }
            9 => Self {
                kind: "monthly_township",
                from: day.first_of_month(),
                to: day.last_of_month(),
                number: day.month().into(),
            },
            _ => {
                let quarter = (day.month() - 1) / 3;
                let first = day.first_of_month();
                let from = first.saturating_sub(i32::from((day.month() - 1) % 3).months());
                let to = from.saturating_add(2.months()).last_of_month();
                Self {
                    kind: "quarterly_county",
                    from,
                    to,
                    number: i16::from(quarter) + 1,
                }
            }
        }
    }
}

/// The rounds of a place from the one of `first` on whose last day comes before `end`.
pub fn rounds(place: &str, first: Date, end: Date) -> impl Iterator<Item = Round> {
    let begin = Some(Round::of(place, first));
    let next = |round: &Round| Some(Round::of(place, round.to.tomorrow().ok()?));
    std::iter::successors(begin, next).take_while(move |round| round.to < end)
}

/// The number behind a title or a number of minutes that counts (`第12期`, `第 3 次`,
/// `〔2026〕12号`), one higher; `None` if it does not count. A week (`第48周`) is no count:
/// see [`in_week`].
#[must_use]
pub fn next_number(text: &str) -> Option<String> {
    let ends = ['期', '次', '号', '届'];
    count(text, &ends, |n| n.checked_add(1))
}

/// The title with the number of this week in the place of another (`第47周`).
#[must_use]
pub fn in_week(text: &str, week: i16) -> Option<String> {
    let week = u32::try_from(week).ok()?;
    count(text, &['周'], |_| Some(week))
}

/// Changes the last number that stands before one of `ends`.
fn count(text: &str, ends: &[char], change: impl Fn(u32) -> Option<u32>) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut at = chars.len();
    while at > 0 {
        at -= 1;
        if !chars.get(at).is_some_and(|c| ends.contains(c)) {
            continue;
        }
        let before = chars.get(..at).unwrap_or_default();
        let spaces = before.iter().rev().take_while(|c| **c == ' ').count();
        let end = at - spaces;
        let digits = before.get(..end).unwrap_or_default();
        let digits = digits.iter().rev().take_while(|c| c.is_ascii_digit());
        let from = end - digits.count();
        let number: String = chars.get(from..end).unwrap_or_default().iter().collect();
        let Ok(number) = number.parse::<u32>() else {
            continue;
        };
        let head: String = chars.get(..from).unwrap_or_default().iter().collect();
        let tail: String = chars.get(end..).unwrap_or_default().iter().collect();
        return Some(format!("{head}{}{tail}", change(number)?));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_level_has_its_rhythm() {
        let day = date(2026, 11, 23);
        for (place, kind, from, to, number) in [
            (
                "320585101201",
                "weekly_village",
                "2026-11-23",
                "2026-11-29",
                48,
            ),
            (
                "320585101",
                "monthly_township",
                "2026-11-01",
                "2026-11-30",
                11,
            ),
            ("320585", "quarterly_county", "2026-10-01", "2026-12-31", 4),
            ("3205", "quarterly_county", "2026-10-01", "2026-12-31", 4),
        ] {
            let round = Round::of(place, day);
            assert_eq!(
                (
                    round.kind,
                    round.from.to_string(),
                    round.to.to_string(),
                    round.number
                ),
                (kind, from.to_owned(), to.to_owned(), number)
            );
        }
        // The first days of a year may lie in the last week of the year before.
        let round = Round::of("320585101201", date(2027, 1, 3));
        assert_eq!(
            (round.from, round.to, round.number),
            (date(2026, 12, 28), date(2027, 1, 3), 53)
        );
    }

    #[test]
    fn rounds_follow_one_another_without_a_gap() {
        for place in ["320585101201", "320585101", "320585"] {
            let all: Vec<Round> = rounds(place, date(2026, 2, 27), date(2028, 3, 1)).collect();
            assert!(all.first().is_some_and(|r| r.from <= date(2026, 2, 27)));
            assert!(
                all.windows(2)
                    .all(|w| w[0].to.tomorrow().unwrap() == w[1].from)
            );
            assert!(all.iter().all(|r| r.to < date(2028, 3, 1)));
        }
        let weeks = |end| rounds("320585101201", date(2026, 11, 25), end).count();
        assert_eq!(weeks(date(2026, 11, 29)), 0);
        assert_eq!(weeks(date(2026, 11, 30)), 1);
        assert_eq!(weeks(date(2026, 12, 7)), 2);
    }

    #[test]
    fn numbers_count_on() {
        for (text, next) in [
            ("第12期", Some("第13期")),
            ("〔2026〕9号", Some("〔2026〕10号")),
            (
                "沿河社区第 12 次项目推进例会",
                Some("沿河社区第 13 次项目推进例会"),
            ),
            ("HY-T01-2026-A0007", None),
            ("例会 第48周", None),
            ("第期", None),
            ("第4294967295期", None),
            ("第99999999999期", None),
            ("", None),
        ] {
            assert_eq!(next_number(text).as_deref(), next, "{text}");
        }
        assert_eq!(
            in_week("上林村例会 第48周", 49).as_deref(),
            Some("上林村例会 第49周")
        );
        assert_eq!(in_week("上林村例会", 49), None);
    }
}
