//! Rust read as words: enough to see who uses whom, with comments and strings set apart.

/// One word of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A name or keyword.
    Name(String),
    /// A sign; `::` is one.
    Sign(&'static str),
    /// Any other sign.
    Other(char),
    /// What a text literal holds, escapes as written.
    Text(String),
}

/// The words of a file, each with its line from 1.
pub fn words(source: &str) -> Vec<(Word, usize)> {
    let chars: Vec<char> = source.chars().collect();
    let mut words = Vec::new();
    let (mut at, mut line) = (0, 1);
    let is = |at: usize, text: &str| {
        text.chars()
            .enumerate()
            .all(|(i, c)| chars.get(at + i) == Some(&c))
    };
    while let Some(&c) = chars.get(at) {
        let begin = at;
        let first_line = line;
        match c {
            '/' if is(at, "//") => {
                while chars.get(at).is_some_and(|c| *c != '\n') {
                    at += 1;
                }
            }
            '/' if is(at, "/*") => {
                let mut depth = 0;
                loop {
                    if is(at, "/*") {
                        depth += 1;
                        at += 2;
                    } else if is(at, "*/") {
                        depth -= 1;
                        at += 2;
                    } else {
                        at += 1;
                    }
                    if depth == 0 || at >= chars.len() {
                        break;
                    }
                }
            }
            '"' => at = text(&chars, at, &mut words, line),
            'r' | 'b' | 'c' if literal_at(&chars, at).is_some() => {
                let quote = literal_at(&chars, at).unwrap_or(at);
                at = if chars[at..quote].contains(&'r') {
                    raw_text(&chars, quote, &mut words, line)
                } else {
                    text(&chars, quote, &mut words, line)
                };
            }
            '\'' if is(at, "'\\") => {
                at += 3;
                while chars.get(at).is_some_and(|c| *c != '\'') {
                    at += 1;
                }
                at += 1;
            }
            '\'' if chars.get(at + 2) == Some(&'\'') => at += 3,
            c if c.is_alphanumeric() || c == '_' => {
                while chars
                    .get(at)
                    .is_some_and(|c| c.is_alphanumeric() || *c == '_')
                {
                    at += 1;
                }
                words.push((Word::Name(chars[begin..at].iter().collect()), line));
            }
            ':' if is(at, "::") => {
                at += 2;
                words.push((Word::Sign("::"), line));
            }
            c => {
                at += 1;
                if !c.is_whitespace() {
                    words.push((Word::Other(c), line));
                }
            }
        }
        line = first_line
            + chars[begin..at.min(chars.len())]
                .iter()
                .filter(|c| **c == '\n')
                .count();
    }
    words
}

/// Where the quotes or hashes of `r"…"`, `br#"…"#`, `b"…"`, `c"…"` begin, if one stands here.
fn literal_at(chars: &[char], at: usize) -> Option<usize> {
    let mut end = at;
    while end < at + 2 && chars.get(end).is_some_and(|c| ['r', 'b', 'c'].contains(c)) {
        end += 1;
    }
    let mut quote = end;
    while chars.get(quote) == Some(&'#') {
        quote += 1;
    }
    let raw = chars[at..end].contains(&'r');
    (chars.get(quote) == Some(&'"') && (raw || quote == end)).then_some(end)
}

fn text(chars: &[char], quote: usize, words: &mut Vec<(Word, usize)>, line: usize) -> usize {
    let mut at = quote + 1;
    while chars.get(at).is_some_and(|c| *c != '"') {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    let end = at.min(chars.len());
    words.push((Word::Text(chars[quote + 1..end].iter().collect()), line));
    at + 1
}

fn raw_text(chars: &[char], from: usize, words: &mut Vec<(Word, usize)>, line: usize) -> usize {
    let hashes = chars[from..].iter().take_while(|c| **c == '#').count();
    let begin = from + hashes + 1;
    let closes = |at: usize| {
        chars[at] == '"'
            && chars[at + 1..]
                .iter()
                .take(hashes)
                .filter(|c| **c == '#')
                .count()
                == hashes
    };
    let end = (begin..chars.len())
        .find(|at| closes(*at))
        .unwrap_or(chars.len());
    words.push((Word::Text(chars[begin..end].iter().collect()), line));
    end + 1 + hashes
}

/// The paths from the crate's root that a file names, each with its line: those of
/// `crate::`, of `use crate::{…}`, and of `super::` seen from the file's place.
pub fn crate_paths(file: &str, words: &[(Word, usize)]) -> Vec<(Vec<String>, usize)> {
    let place = module_of(file);
    let mut inline: Vec<(String, i32)> = Vec::new();
    let mut depth = 0_i32;
    let mut paths = Vec::new();
    for (i, (word, line)) in words.iter().enumerate() {
        let joins = matches!(words.get(i + 1), Some((Word::Sign("::"), _)));
        let first = i == 0 || !matches!(words[i - 1].0, Word::Sign("::"));
        match word {
            Word::Other('{') => {
                depth += 1;
                if let Some([(Word::Name(key), _), (Word::Name(name), _)]) =
                    i.checked_sub(2).map(|b| &words[b..i])
                    && key == "mod"
                {
                    inline.push((name.clone(), depth));
                }
            }
            Word::Other('}') => {
                inline.retain(|(_, at)| *at != depth);
                depth -= 1;
            }
            Word::Name(name) if name == "crate" && joins => {
                tree(words, i + 2, &[], *line, &mut paths);
            }
            Word::Name(name) if name == "super" && joins && first => {
                let mut here: Vec<String> = place.clone();
                here.extend(inline.iter().map(|(name, _)| name.clone()));
                let mut at = i;
                while matches!(words.get(at), Some((Word::Name(name), _)) if name == "super") {
                    here.pop();
                    at += 2;
                }
                tree(words, at, &here, *line, &mut paths);
            }
            _ => {}
        }
    }
    paths
}

/// The paths that begin behind the word `at` and its `::`, as those of `std::{fs, io}`.
pub fn paths_behind(words: &[(Word, usize)], at: usize) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    if matches!(words.get(at + 1), Some((Word::Sign("::"), _))) {
        tree(words, at + 2, &[], 0, &mut paths);
    }
    paths.into_iter().map(|(path, _)| path).collect()
}

/// Follows `a::b`, `a::{b, c::d}` from a word on; answers the word behind it.
fn tree(
    words: &[(Word, usize)],
    from: usize,
    before: &[String],
    line: usize,
    paths: &mut Vec<(Vec<String>, usize)>,
) -> usize {
    let mut path = before.to_vec();
    let mut at = from;
    loop {
        match words.get(at).map(|(word, _)| word) {
            Some(Word::Name(name)) => {
                path.push(name.clone());
                at += 1;
            }
            Some(Word::Other('{')) => {
                at += 1;
                while !matches!(words.get(at).map(|(w, _)| w), None | Some(Word::Other('}'))) {
                    at = tree(words, at, &path, line, paths);
                    // What follows is a comma, or another name for it.
                    while matches!(words.get(at).map(|(w, _)| w), Some(w) if *w != Word::Other('}'))
                    {
                        at += 1;
                        if words[at - 1].0 == Word::Other(',') {
                            break;
                        }
                    }
                }
                return at + 1;
            }
            _ => break,
        }
        if matches!(words.get(at).map(|(w, _)| w), Some(Word::Sign("::"))) {
            at += 1;
        } else {
            break;
        }
    }
    paths.push((path, line));
    at
}

/// The module that a file below `src` is: `src/sync/card/tests.rs` is `sync::card::tests`.
fn module_of(file: &str) -> Vec<String> {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    if matches!(
        parts.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        parts.pop();
    }
    parts
}
