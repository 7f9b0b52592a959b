//! A day inside a sentence: `12-05前`, `周五前`, `+7`, `三天内`.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::date::typed_date;

/// What may stand behind a day that is a limit.
const UNTIL: [&str; 7] = ["之前", "以前", "前", "完成", "截止", "内", "止"];
/// What may stand before one.
const BY: [&str; 5] = ["by ", "By ", "before ", "due ", "于"];
/// The longest word that names a day: `2026年12月05日`.
const LONGEST: usize = 11;
/// Characters of a day that, alone, would be a word of some other sentence.
const NUMBERS: [(&str, i32); 12] = [
    ("一", 1),
    ("二", 2),
    ("两", 2),
    ("三", 3),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("七", 7),
    ("八", 8),
    ("九", 9),
    ("十", 10),
    ("半", 0),
];

/// The first day that a sentence names, on or after `from`, and the sentence without it.
#[must_use]
pub fn find(text: &str, from: Date) -> Option<(Date, String)> {
    let chars: Vec<char> = text.chars().collect();
    for at in 0..chars.len() {
        let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
        // The day of a month that has no such day is none of this month: `2月30日`.
        let month = before == Some('月');
        let numbered = at.checked_sub(2).and_then(|i| chars.get(i));
        let numbered = numbered.is_some_and(char::is_ascii_digit);
        if (month && numbered) || !opens(before, chars.get(at).copied()) {
            continue;
        }
        let most = LONGEST.min(chars.len() - at);
        for long in (2..=most).rev() {
            let word: String = chars
                .get(at..at + long)
                .unwrap_or_default()
                .iter()
                .collect();
            let behind: String = chars.get(at + long..).unwrap_or_default().iter().collect();
            let Some((day, rest)) = read(&word, &behind, from) else {
                continue;
            };
            let head: String = chars.get(..at).unwrap_or_default().iter().collect();
            return Some((day, join(&head, rest)));
        }
    }
    None
}

/// Whether a day may begin here: not in the middle of a number or a word of letters.
fn opens(before: Option<char>, first: Option<char>) -> bool {
    let Some(first) = first else { return false };
    let sign = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '/' | '.');
    match before {
        Some(c) if sign(c) || c == '每' => false,
        Some(c) if c.is_ascii_alphabetic() => !first.is_ascii_alphanumeric(),
        _ => !matches!(first, '.' | '/' | '-'),
    }
}

/// The day of one word, with what stands behind it and its `前`.
fn read<'a>(word: &str, behind: &'a str, from: Date) -> Option<(Date, &'a str)> {
    if word.starts_with(char::is_whitespace) || word.ends_with(char::is_whitespace) {
        return None;
    }
    // Half of a number is no day: `2月3` of `2月30日`.
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if digit(word.chars().next_back()) && digit(behind.chars().next()) {
        return None;
    }
    let until = UNTIL.iter().find_map(|u| behind.strip_prefix(u));
    if let Some(days) = within(word) {
        return Some((from.checked_add(days.days()).ok()?, until?));
    }
    match word {
        "月底" => return Some((from.last_of_month(), until.unwrap_or(behind))),
        "年底" => return Some((from.last_of_year(), until.unwrap_or(behind))),
        _ => {}
    }
    // `3-5人`, `1205元`: a number of something else.
    let bare = word
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.'));
    let ends = match behind.chars().next() {
        None => true,
        Some(c) => !c.is_alphanumeric() && !matches!(c, '-' | '/' | '.' | '%' | '％' | '+'),
    };
    let digits = word.chars().all(|c| c.is_ascii_digit());
    if word.contains('.') || (digits && word.len() != 8) || (bare && !ends && until.is_none()) {
        return None;
    }
    let plus = word.starts_with('+');
    if (plus || word.is_ascii()) && behind.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let day = typed_date(word, from)?;
    let rest = until.unwrap_or(behind);
    // Minutes are written after a meeting: what is due is due after it.
    let day = if day < from && !has_year(word) && bare_month(word) {
        day.checked_add(1.year()).ok()?
    } else {
        day
    };
    (day >= from || has_year(word)).then_some((day, rest))
}

fn has_year(word: &str) -> bool {
    word.chars().take_while(char::is_ascii_digit).count() >= 4
}

fn bare_month(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// `三天`, `10日`, `两周`, `一个月` as days.
fn within(word: &str) -> Option<i32> {
    let units = [
        ("个月", 30),
        ("天", 1),
        ("日", 1),
        ("周", 7),
        ("星期", 7),
        ("月", 30),
    ];
    let (number, unit) = units
        .iter()
        .find_map(|(name, days)| Some((word.strip_suffix(name)?, *days)))?;
    if let Ok(count) = number.parse::<u16>() {
        return i32::from(count).checked_mul(unit);
    }
    let (_, count) = NUMBERS.iter().find(|(name, _)| *name == number)?;
    if *count == 0 {
        return (unit == 30).then_some(15);
    }
    count.checked_mul(unit)
}

fn join(head: &str, rest: &str) -> String {
    let mut head = head.trim_end();
    head = BY
        .iter()
        .find_map(|b| head.strip_suffix(b.trim()))
        .unwrap_or(head);
    let loose = |c: char| c.is_whitespace() || matches!(c, '，' | ',' | '、' | '：' | ':');
    let (head, rest) = (head.trim_end_matches(loose), rest.trim_start_matches(loose));
    let rest = rest.trim_end();
    let letters = head.chars().last().is_some_and(|c| c.is_ascii_graphic());
    let gap = if head.is_empty() || rest.is_empty() {
        ""
    } else if letters {
        " "
    } else {
        "，"
    };
    format!("{head}{gap}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_found_where_a_sentence_names_them() {
        // A Monday.
        let from = date(2026, 11, 23);
        for (text, day, rest) in [
            ("12-05前联系供餐单位", "2026-12-05", "联系供餐单位"),
            ("联系供餐单位，12-05前", "2026-12-05", "联系供餐单位"),
            ("联系供餐单位 12/5", "2026-12-05", "联系供餐单位"),
            ("周五前联系供餐单位", "2026-11-27", "联系供餐单位"),
            ("下周三之前把价格问清", "2026-12-02", "把价格问清"),
            ("+7 排班", "2026-11-30", "排班"),
            ("排班 +7", "2026-11-30", "排班"),
            ("三天内排班", "2026-11-26", "排班"),
            ("两周内排班", "2026-12-07", "排班"),
            ("10日内排班", "2026-12-03", "排班"),
            ("12月5日前排班", "2026-12-05", "排班"),
            ("2026-12-05 排班", "2026-12-05", "排班"),
            ("01-05前排班", "2027-01-05", "排班"),
            ("09-30前排班", "2027-09-30", "排班"),
            ("月底前排班", "2026-11-30", "排班"),
            ("明天张贴公告", "2026-11-24", "张贴公告"),
            ("call the kitchen by Fri", "2026-11-27", "call the kitchen"),
            ("请周五前、和村里一起定", "2026-11-27", "请，和村里一起定"),
        ] {
            let found = find(text, from);
            let found = found.map(|(day, rest)| (day.to_string(), rest));
            assert_eq!(found, Some((day.to_owned(), rest.to_owned())), "{text}");
        }
        for text in [
            "",
            "联系供餐单位",
            "找3-5人帮忙",
            "花1205元买菜",
            "上升 3.5%",
            "每周三次",
            "电话 0512-58001234",
            "GA-T01-2026-A0031",
            "2小时",
            "5天",
            "version 1.2",
            "2月30日前 搬椅子",
            "11月31日 搬椅子",
        ] {
            assert_eq!(find(text, from), None, "{text}");
        }
    }
}
