//! Nothing is said without a sentence in the locale files, and none is left over.
#![allow(
    clippy::string_slice,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "it reads our own sources"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::i18n::Lang;
use crate::i18n::messages::ids;

/// The sources without their tests: `(path, text)`.
fn sources() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && !name.ends_with("_test.rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
                found.push((name, text[..end].to_owned()));
            }
        }
    }
    found
}

/// Everything between quotes, roughly: enough for ids, which hold no quotes.
fn literals(text: &str) -> impl Iterator<Item = &str> {
    text.split('"')
        .filter(|piece| !piece.is_empty() && !piece.contains(['\n', ' ']))
}

fn is_code(text: &str) -> bool {
    let mut chars = text.chars();
    matches!(chars.next(), Some('E' | 'W' | 'H' | 'F'))
        && chars.next() == Some('_')
        && text.len() > 2
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

fn is_wording(text: &str) -> bool {
    ["out-", "ask-", "word-", "col-", "paper-", "ui-"]
        .iter()
        .any(|p| text.strip_prefix(p).is_some_and(|r| !r.is_empty()))
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[test]
fn every_code_in_the_sources_has_its_sentence_and_no_sentence_is_left_over() {
    let known = ids(Lang::Zh);
    let mut used: BTreeSet<String> = super::help::ids(&super::args::definition());
    let mut families: BTreeSet<String> = BTreeSet::new();
    for (file, text) in sources() {
        for literal in literals(&text) {
            if is_code(literal) || is_wording(literal) {
                assert!(
                    known.contains_key(literal),
                    "{file}: no sentence for {literal}"
                );
                used.insert(literal.to_owned());
            }
            if known.contains_key(literal) {
                used.insert(literal.to_owned());
            }
            // `do-{}` names a family of sentences.
            if let Some((family, _)) = literal.split_once('{')
                && family.ends_with('-')
            {
                families.insert(family.to_owned());
            }
        }
    }
    let in_family = |id: &str| families.iter().any(|f| id.starts_with(f.as_str()));
    let left: Vec<&String> = known
        .keys()
        .filter(|id| !used.contains(*id) && !in_family(id))
        .collect();
    assert!(left.is_empty(), "nothing says {left:?}");
    let missing: Vec<&String> = used.iter().filter(|id| !known.contains_key(*id)).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn every_word_of_a_sentence_is_given_where_its_code_stands() {
    let sources = sources();
    // Form files have a test of their own for what their remarks carry.
    for (id, words) in ids(Lang::Zh)
        .iter()
        .filter(|(id, _)| is_code(id) && !id.starts_with("E_FORM_"))
    {
        let quoted = format!("\"{id}\"");
        let near: Vec<&str> = sources
            .iter()
            .flat_map(|(_, text)| {
                let places = text
                    .match_indices(&quoted)
                    .map(|(at, _)| at)
                    .collect::<Vec<_>>();
                places.into_iter().map(|at| {
                    let mut from = at.saturating_sub(2200);
                    let mut to = (at + 700).min(text.len());
                    while !text.is_char_boundary(from) {
                        from -= 1;
                    }
                    while !text.is_char_boundary(to) {
                        to += 1;
                    }
                    &text[from..to]
                })
            })
            .collect();
        // Files and lines are added where a fault passes by, and whose a channel is.
        let channel = near.iter().any(|n| n.contains("with(\"channel\""));
        let named = |w: &str| channel && ["author", "scope"].contains(&w);
        for word in words
            .iter()
            .filter(|w| !["path", "file", "line"].contains(&w.as_str()) && !named(w))
        {
            let given = format!("with(\"{word}\"");
            let spread = format!("\"{word}\",");
            assert!(
                near.iter()
                    .any(|n| n.contains(&given) || n.contains(&spread)),
                "{id} says {word}, which is never given"
            );
        }
    }
}
