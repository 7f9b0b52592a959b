//! The counts of a vote, read out of its line: `赞成8 反对1 弃权1`, `8:1:1`.

use super::live::Vote;
use super::vote::Counts;

/// Words before a count, the one to write first: Chinese, English.
pub(super) const COUNTED: [(&[&str], &str, &str); 4] = [
    (&["赞成", "同意", "for", "in favour", "yes"], "赞成", "for"),
    (&["反对", "不同意", "against", "no"], "反对", "against"),
    (
        &["弃权", "abstain", "abstained", "abstentions"],
        "弃权",
        "abstain",
    ),
    (&["无效", "废票", "invalid"], "无效", "invalid"),
];

/// Where a count of a finished vote's line ends: characters before that place. The
/// count is named as the field of the vote is: `in_favour`.
pub(super) fn count_at(line: &str, field: &str) -> Option<usize> {
    let fields = ["in_favour", "against", "abstain", "invalid"];
    let slot = fields.iter().position(|f| *f == field)?;
    let (_, zh, en) = COUNTED.get(slot)?;
    let (head, rest) = [zh, en].iter().find_map(|word| {
        let (head, rest) = line.split_once(&format!("  {word} "))?;
        Some((format!("{head}  {word} "), rest))
    })?;
    let digits = rest.chars().take_while(char::is_ascii_digit).count();
    Some(head.chars().count() + digits)
}

/// A vote out of what follows its word.
pub(super) fn read(rest: &str) -> Vote {
    let mut counts = [0_i64; 4];
    let mut left = String::new();
    let mut word = String::new();
    let mut chars = rest.chars().peekable();
    let mut bare = 0;
    while let Some(c) = chars.next() {
        let c = crate::text::fold::fold_code(&c.to_string())
            .chars()
            .next()
            .unwrap_or(c);
        if !c.is_ascii_digit() {
            word.push(c);
            continue;
        }
        let mut number = i64::from(c.to_digit(10).unwrap_or(0));
        while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit.into());
            chars.next();
        }
        while chars.next_if(|c| *c == ' ').is_some() {}
        let unit = chars.next_if(|c| matches!(c, '票' | '人')).is_some();
        let (slot, before) = slot_of(&word);
        // `8票赞成，1票反对`: the word stands behind its number.
        let after = slot.is_none().then(|| chars.clone().collect::<String>());
        let after = after.and_then(|text| named_next(&text, unit));
        let (slot, before) = match after {
            Some((at, long)) => {
                chars.by_ref().take(long).for_each(drop);
                (Some(at), word.as_str())
            }
            None => (slot, before),
        };
        let named = slot.is_some();
        let slot = slot.or_else(|| (bare_gap(&word) && bare < 3).then_some(bare));
        match slot.and_then(|at| counts.get_mut(at)) {
            Some(count) => {
                *count = number;
                bare = slot.map_or(bare, |s| s + 1);
                if named {
                    behind(&mut left, before);
                }
            }
            None => left.extend([word.as_str(), &number.to_string()]),
        }
        word.clear();
    }
    behind(&mut left, &word);
    let [in_favour, against, abstain, invalid] = counts;
    Vote {
        counts: Counts {
            in_favour,
            against,
            abstain,
            invalid,
        },
        rest: left.trim_matches(is_loose).to_owned(),
    }
}

fn is_loose(c: char) -> bool {
    c.is_whitespace() || matches!(c, '，' | ',' | '。' | '、' | ';' | '；')
}

/// Puts words behind what is left already, apart from it.
fn behind(left: &mut String, words: &str) {
    let words = words.trim_matches(is_loose);
    if !left.is_empty() && !words.is_empty() {
        left.push(' ');
    }
    left.push_str(words);
}

/// Whether only signs stand between two counts: `8:1:1`.
fn bare_gap(word: &str) -> bool {
    word.chars()
        .all(|c| c.is_whitespace() || matches!(c, ':' | '/' | ','))
}

/// Which count a text behind a number begins to name, and how many characters its name
/// takes with the spaces before it; `unit` says that the number ended in `票`.
fn named_next(text: &str, unit: bool) -> Option<(usize, usize)> {
    let trimmed = text.trim_start();
    let spaces = text.chars().count() - trimmed.chars().count();
    let lower = trimmed.to_lowercase();
    let names = COUNTED.iter().enumerate();
    let names = names.flat_map(|(at, (names, ..))| names.iter().map(move |name| (at, *name)));
    let fits = |name: &str| {
        let rest = lower.strip_prefix(name)?;
        let whole = !name.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphabetic());
        // Before a number it names that one, as in `8 反对1`; not so in `8票赞成 1票反对`.
        let joined = unit && spaces == 0;
        let next = rest.trim_start_matches([' ', ':', '：']).chars().next();
        let other = !joined && next.is_some_and(|c| c.is_ascii_digit());
        (whole && !other).then(|| name.chars().count())
    };
    let found = names.filter_map(|(at, name)| Some((at, spaces + fits(name)?)));
    found.max_by_key(|(_, long)| *long)
}

/// Which count a word names, and what stands before the word.
fn slot_of(word: &str) -> (Option<usize>, &str) {
    let trimmed = word.trim_end_matches(|c: char| c.is_whitespace() || c == ':' || c == '：');
    let lower = trimmed.to_lowercase();
    let mut best: Option<(usize, usize)> = None;
    for (slot, (names, _, _)) in COUNTED.iter().enumerate() {
        for name in *names {
            if lower.ends_with(name) && best.is_none_or(|(_, long)| name.len() > long) {
                best = Some((slot, name.len()));
            }
        }
    }
    match best {
        Some((slot, long)) => {
            let at = trimmed.len().saturating_sub(long);
            let before = trimmed.split_at_checked(at).map_or("", |(b, _)| b);
            let loose = |c: char| c.is_whitespace() || matches!(c, '，' | ',' | '、' | ';' | '；');
            (Some(slot), before.trim_matches(loose))
        }
        None => (None, word),
    }
}
