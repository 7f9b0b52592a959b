//! Minutes while they are written: a line that begins with `决议：`, `待办：` or `表决：`
//! is a row of its own. The text stays the truth: rows are read out of it, so nothing
//! that was typed can be lost, and what is wrong is mended by writing.

use jiff::civil::Date;

use super::due;
use super::tally::{self, COUNTED};
use super::vote::Counts;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A decision.
    Decision,
    /// An action.
    Action,
    /// A vote.
    Vote,
}

/// Words that begin a row, as they are kept in the text.
const WORDS: [(&str, Kind); 6] = [
    ("决议", Kind::Decision),
    ("待办", Kind::Action),
    ("表决", Kind::Vote),
    ("Decision", Kind::Decision),
    ("Action", Kind::Action),
    ("Vote", Kind::Vote),
];

/// What a finished row begins with.
pub const MARKS: [char; 2] = ['┃', '|'];
/// Stands where an action has no owner or no day yet.
pub const OPEN: &str = "?";
/// Between the parts of a finished row.
const GAP: &str = "  ";

/// An action as far as its line tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Action {
    /// Who.
    pub owner: String,
    /// Of which unit, where the line says so: `吴生（社工站）`.
    pub unit: String,
    /// Until when.
    pub due: Option<Date>,
    /// What.
    pub text: String,
}

/// A vote as far as its line tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vote {
    /// The counts.
    pub counts: Counts,
    /// What else the line says: a rule by name.
    pub rest: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A decision: its words.
    Decision(String),
    /// An action.
    Action(Action),
    /// A vote.
    Vote(Vote),
}

impl Row {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Decision(_) => Kind::Decision,
            Self::Action(_) => Kind::Action,
            Self::Vote(_) => Kind::Vote,
        }
    }
}

/// The kind of a line that begins as a row and is not finished, its word and what
/// follows it: `待办：@ws`.
#[must_use]
pub fn begun(line: &str) -> Option<(Kind, &'static str, &str)> {
    let line = line.trim_start();
    WORDS.iter().find_map(|(word, kind)| {
        let rest = strip(line, word)?;
        let rest = rest.trim_start_matches(' ').strip_prefix(['：', ':'])?;
        Some((*kind, *word, rest))
    })
}

/// Takes the word off, whatever the case of its letters.
fn strip<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = line.split_at_checked(word.len())?;
    head.eq_ignore_ascii_case(word).then_some(rest)
}

/// Splits a line behind a sentence: `……8,200 元。待办：@ws` is a line of text and a row.
#[must_use]
pub fn split(line: &str) -> Option<(&str, &str)> {
    let mut ends = line
        .char_indices()
        .filter(|(_, c)| matches!(c, '。' | '；' | '！' | '？' | ';' | '.' | '!' | '?'));
    ends.find_map(|(at, c)| {
        let (head, row) = line.split_at_checked(at + c.len_utf8())?;
        begun(row).map(|_| (head, row))
    })
}

/// The kind of a finished row, its word and its parts.
fn finished(line: &str) -> Option<(Kind, &'static str, &str)> {
    let rest = line.strip_prefix(MARKS)?.trim_start();
    WORDS.iter().find_map(|(word, kind)| {
        let rest = strip(rest, word)?;
        let next = rest.chars().next();
        let apart = next.is_none_or(|c| c.is_whitespace() || matches!(c, '：' | ':'));
        apart.then(|| (*kind, *word, rest.trim_start_matches([' ', '：', ':'])))
    })
}

/// The row of a finished line.
#[must_use]
pub fn row(line: &str, names: &[&str], from: Date) -> Option<Row> {
    let (kind, _, rest) = finished(line)?;
    Some(read(kind, rest, names, from))
}

/// The row of a line, whether it is finished or not.
#[must_use]
pub fn any_row(line: &str, names: &[&str], from: Date) -> Option<Row> {
    if let Some((kind, _, rest)) = begun(line) {
        return (!rest.trim().is_empty()).then(|| read(kind, rest, names, from));
    }
    row(line, names, from)
}

/// Text with every line that begins as a row finished, but for the last one, which goes
/// on: what was pasted.
#[must_use]
pub fn finish_all(text: &str, mark: &str, names: &[&str], from: Date) -> String {
    let mut lines = Vec::new();
    let all: Vec<&str> = text.split('\n').collect();
    let last = all.len() - 1;
    for (at, line) in all.into_iter().enumerate() {
        if at == last {
            lines.push(line.to_owned());
            break;
        }
        let (head, tail) = split(line).unwrap_or(("", line));
        match finish(tail, mark, names, from) {
            Some(row) => {
                if !head.is_empty() {
                    lines.push(head.to_owned());
                }
                lines.push(row);
            }
            None => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// The kind of a line that is a row, or begins as one.
#[must_use]
pub fn kind(line: &str) -> Option<Kind> {
    let kind = finished(line).map(|(kind, _, _)| kind);
    kind.or_else(|| begun(line).map(|(kind, _, _)| kind))
}

/// Whether a line is a finished row.
#[must_use]
pub fn is_row(line: &str) -> bool {
    finished(line).is_some()
}

/// The line as it stands once it is finished, if it begins as a row and says anything.
#[must_use]
pub fn finish(line: &str, mark: &str, names: &[&str], from: Date) -> Option<String> {
    let (kind, word, rest) = begun(line)?;
    if rest.trim().is_empty() {
        return None;
    }
    Some(write(&read(kind, rest, names, from), mark, word, from))
}

/// A row as a line of the text.
#[must_use]
pub fn line_of(row: &Row, mark: &str, chinese: bool, from: Date) -> String {
    let kind = row.kind();
    let mut words = WORDS.iter().filter(|(_, k)| *k == kind);
    let word = if chinese {
        words.next()
    } else {
        words.next_back()
    };
    write(row, mark, word.map_or("", |(w, _)| w), from)
}

fn write(row: &Row, mark: &str, word: &str, from: Date) -> String {
    let head = format!("{mark} {word}{GAP}");
    match row {
        Row::Decision(text) => format!("{head}{text}"),
        Row::Action(action) => {
            let owner = match (action.owner.as_str(), action.unit.as_str()) {
                ("", _) => OPEN.to_owned(),
                (owner, "") => owner.to_owned(),
                (owner, unit) => format!("{owner}（{unit}）"),
            };
            let due = action
                .due
                .map_or_else(|| OPEN.to_owned(), |d| short(d, from));
            format!("{head}{owner}{GAP}{due}{GAP}{}", action.text)
        }
        Row::Vote(vote) => {
            let english = word.is_ascii();
            let said = COUNTED
                .iter()
                .map(|(_, zh, en)| if english { *en } else { *zh });
            let counts = vote.counts;
            let all = [
                counts.in_favour,
                counts.against,
                counts.abstain,
                counts.invalid,
            ];
            let parts = said.zip(all).enumerate();
            let parts = parts.filter(|(i, (_, n))| *i < 3 || *n > 0);
            let parts: Vec<String> = parts.map(|(_, (w, n))| format!("{w} {n}")).collect();
            let gap = if vote.rest.is_empty() { "" } else { GAP };
            format!("{head}{}{gap}{}", parts.join(GAP), vote.rest)
        }
    }
}

/// The day as it is written: with a year only where the nearest day is another.
fn short(day: Date, from: Date) -> String {
    let text = day.strftime("%m-%d").to_string();
    let found = due::find(&text, from).map(|(d, _)| d);
    if found == Some(day) {
        text
    } else {
        day.to_string()
    }
}

fn read(kind: Kind, rest: &str, names: &[&str], from: Date) -> Row {
    match kind {
        Kind::Decision => Row::Decision(rest.trim().to_owned()),
        Kind::Action => Row::Action(action(rest, names, from)),
        Kind::Vote => Row::Vote(tally::read(rest)),
    }
}

fn action(rest: &str, names: &[&str], from: Date) -> Action {
    let rest = rest.trim();
    if let Some(action) = parts(rest, from) {
        return action;
    }
    let rest = &without_open(rest);
    let (owner, after) = owner(rest, names, from);
    let (owner, unit) = unit(owner);
    let (due, text) = match due::find(after, from) {
        Some((day, text)) => (Some(day), text),
        None => (None, after.to_owned()),
    };
    Action {
        owner,
        unit,
        due,
        text: text.trim().to_owned(),
    }
}

/// Whether this stands for a part that is not there yet.
fn is_open(part: &str) -> bool {
    matches!(part, OPEN | "？")
}

/// A part without the sign of what is not there yet, where it was written beside it.
fn beside_open(part: &str) -> &str {
    part.trim_matches(|c: char| c.is_whitespace() || matches!(c, '?' | '？' | '，' | ','))
}

/// What follows the parts: a sign left behind is none of its words.
fn behind_open(text: &str) -> &str {
    let text = text.trim();
    let rest = text.strip_prefix(['?', '？']).unwrap_or(text);
    if rest.is_empty() || rest.starts_with(char::is_whitespace) {
        rest.trim_start()
    } else {
        text
    }
}

/// A line whose parts ran together, without the signs for what was not there yet: they
/// stand among its first words.
fn without_open(rest: &str) -> String {
    let mut left = Vec::new();
    for (at, word) in rest.split(' ').enumerate() {
        let day = word.strip_prefix(['?', '？']);
        let day = day.filter(|d| d.starts_with(|c: char| c.is_ascii_digit() || c == '+'));
        match day {
            _ if at > 4 => left.push(word),
            Some(day) => left.push(day),
            None if is_open(word) => {}
            None => left.push(word),
        }
    }
    left.join(" ").trim().to_owned()
}

/// The three parts of a finished line, where it has them still. A day or a name written
/// right beside its `?` counts, and so does the only day of the text while none stands in
/// its place.
fn parts(rest: &str, from: Date) -> Option<Action> {
    let mut parts = rest.splitn(3, GAP);
    let (owner_part, due_part) = (parts.next()?.trim(), parts.next()?.trim());
    let text = parts.next().unwrap_or_default();
    let day = due::find(beside_open(due_part), from).filter(|(_, rest)| rest.is_empty());
    if !is_open(due_part) && day.is_none() {
        // The name was written behind its `?`.
        let (_, behind) = rest.split_once(GAP).filter(|_| is_open(owner_part))?;
        return self::parts(behind, from).filter(|a| !a.owner.is_empty());
    }
    if text.trim().is_empty() && !is_open(due_part) {
        return None;
    }
    let (owner, unit) = unit(beside_open(owner_part).trim_start_matches('@'));
    let mut due = day.map(|(d, _)| d);
    let mut text = behind_open(text).to_owned();
    if due.is_none()
        && let Some((day, left)) = due::find(&text, from)
        && due::find(&left, from).is_none()
    {
        (due, text) = (Some(day), behind_open(&left).to_owned());
    }
    Some(Action {
        owner,
        unit,
        due,
        text,
    })
}

/// Where the `?` of an action's owner (0) or day (1) stands: characters before it in the
/// line.
#[must_use]
pub fn open_at(line: &str, part: usize) -> Option<usize> {
    let (Kind::Action, _, rest) = finished(line)? else {
        return None;
    };
    let head = line.chars().count() - rest.chars().count();
    let mut at = head;
    let mut found = Vec::new();
    for (n, word) in rest.splitn(3, GAP).take(2).enumerate() {
        if is_open(word.trim()) {
            found.push((
                n,
                at + word.chars().take_while(|c| c.is_whitespace()).count(),
            ));
        }
        at += word.chars().count() + GAP.len();
    }
    found.iter().find(|(n, _)| *n == part).map(|(_, at)| *at)
}

/// Where a count of a finished vote ends: characters before that place in the line. The
/// count is named as the field of the vote is: `in_favour`.
#[must_use]
pub fn count_at(line: &str, field: &str) -> Option<usize> {
    let (Kind::Vote, ..) = finished(line)? else {
        return None;
    };
    tally::count_at(line, field)
}

/// A finished action that was mended where something was missing, or a vote whose counts
/// were written anew, as it stands now: what is seen is what is saved.
#[must_use]
pub fn mended(line: &str, mark: &str, names: &[&str], from: Date) -> Option<String> {
    let (kind, word, rest) = finished(line)?;
    let open = line.contains(['?', '？']);
    if kind == Kind::Decision || (kind == Kind::Action && !open) {
        return None;
    }
    let now = write(&read(kind, rest, names, from), mark, word, from);
    (now != line).then_some(now)
}

/// The title of a line that begins a topic: `议题：选址`.
#[must_use]
pub fn topic(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let rest = strip(line, "议题").or_else(|| strip(line, "Topic"))?;
    let title = rest
        .trim_start_matches(' ')
        .strip_prefix(['：', ':'])?
        .trim();
    (!title.is_empty()).then_some(title)
}

/// What parts a name from what follows it.
fn ends_name(c: char) -> bool {
    c.is_whitespace()
        || c.is_ascii_digit()
        || matches!(c, '：' | ':' | '，' | ',' | '、' | '。' | '+')
}

/// The owner at the beginning, and the rest. A name is taken for one where `@` says so,
/// where it is known, or where a colon or a day follows it.
fn owner<'a>(rest: &'a str, names: &[&str], from: Date) -> (&'a str, &'a str) {
    let loose = |c: char| c.is_whitespace() || matches!(c, '：' | ':' | '，' | ',');
    if let Some(named) = rest.strip_prefix(['@', '＠']) {
        let known = longest(named, names);
        let (name, after) = known.unwrap_or_else(|| cut(named, ends_name));
        let (name, after) = with_unit(named, name, after);
        return (name, after.trim_start_matches(loose));
    }
    if let Some((name, after)) = longest(rest, names) {
        let (name, after) = with_unit(rest, name, after);
        return (name, after.trim_start_matches(loose));
    }
    let (name, after) = cut(rest, ends_name);
    let (name, after) = with_unit(rest, name, after);
    let long = name.chars().count();
    let colon = after.starts_with(['：', ':']);
    let behind = after.trim_start();
    let day = due::find(behind, from)
        .is_some_and(|(_, left)| !left.is_empty() && behind.ends_with(&left));
    if (2..=20).contains(&long) && (colon || (day && after.starts_with(' '))) {
        return (name, after.trim_start_matches(loose));
    }
    ("", rest)
}

/// The longest known name that a text begins with.
fn longest<'a>(text: &'a str, names: &[&str]) -> Option<(&'a str, &'a str)> {
    let fits = names
        .iter()
        .filter(|n| !n.is_empty() && text.starts_with(**n));
    let name = fits.max_by_key(|n| n.len())?;
    text.split_at_checked(name.len())
}

fn cut(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    let at = text.find(ends).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// Takes a unit in brackets to the name before it.
fn with_unit<'a>(whole: &'a str, name: &'a str, after: &'a str) -> (&'a str, &'a str) {
    if !after.starts_with(['（', '(']) {
        return (name, after);
    }
    let Some((at, end)) = after.char_indices().find(|(_, c)| matches!(c, '）' | ')')) else {
        return (name, after);
    };
    let till = name.len() + at + end.len_utf8();
    whole.split_at_checked(till).unwrap_or((name, after))
}

fn unit(owner: &str) -> (String, String) {
    let owner = owner.trim();
    match owner.split_once(['（', '(']) {
        Some((name, unit)) => {
            let unit = unit.trim_end_matches(['）', ')']);
            (name.trim().to_owned(), unit.trim().to_owned())
        }
        None => (owner.to_owned(), String::new()),
    }
}

#[cfg(test)]
#[path = "live_test.rs"]
mod tests;
