//! What lines say of how it was voted and decided, and what is taken where they say
//! nothing: the page shows it, so that no paper states what nobody could see.

use super::paper::Paper;
use super::rows::{house, rule};
use crate::domain::codes::Code;
use crate::domain::meeting::live::{Row, Vote};
use crate::domain::meeting::vote::Outcome;
use crate::ui::kit::Cx;

/// How it is voted where nobody says it.
pub const METHOD: &str = "show_hands";
/// How it is decided where nobody says it and no vote stands by it.
pub const AGREED: &str = "consensus";

/// What parts the words behind the counts.
pub fn parts_words(c: char) -> bool {
    c.is_whitespace() || matches!(c, '，' | ',' | '、')
}

fn is_named(code: &Code, word: &str) -> bool {
    let lower = word.to_lowercase();
    let begun = code.zh.starts_with(word) || code.en.starts_with(&lower);
    code.code == lower || (word.chars().count() >= 2 && begun)
}

/// The method that a word behind the counts names: `无记名`.
pub fn method_of<'a>(word: &str, cx: &'a Cx) -> Option<&'a Code> {
    let list = cx.reference.codes.list("enum.vote_method")?;
    list.codes.iter().find(|c| is_named(c, word))
}

/// The method that a vote's line says.
pub fn method<'a>(vote: &Vote, cx: &'a Cx) -> Option<&'a Code> {
    let mut words = vote.rest.split(parts_words);
    words.find_map(|w| method_of(w, cx))
}

/// The kind that a decision's line says in brackets before its words, and its words:
/// `（暂缓）再议`.
pub fn kind<'a, 't>(text: &'t str, cx: &'a Cx) -> (Option<&'a str>, &'t str) {
    let inner = text.strip_prefix(['（', '(']);
    let Some((word, rest)) = inner.and_then(|t| t.split_once(['）', ')'])) else {
        return (None, text);
    };
    let list = cx.reference.codes.list("enum.decision_kind");
    let mut codes = list.into_iter().flat_map(|l| &l.codes);
    match codes.find(|c| c.zh == word || c.en.eq_ignore_ascii_case(word)) {
        Some(code) => (Some(&code.code), rest.trim_start()),
        None => (None, text),
    }
}

/// Which vote each decision among the rows of a topic rests on: the first behind it, or
/// one right before it that no other rests on.
pub fn votes(rows: &[&Row]) -> Vec<Option<usize>> {
    let mut of = vec![None; rows.len()];
    let (mut free, mut waits) = (None, None);
    for (n, row) in rows.iter().enumerate() {
        match row {
            Row::Decision(_) => {
                let vote = free.take();
                waits = vote.is_none().then_some(n);
                if let Some(slot) = of.get_mut(n) {
                    *slot = vote;
                }
            }
            Row::Vote(_) => match waits.take().and_then(|d: usize| of.get_mut(d)) {
                Some(slot) => *slot = Some(n),
                None => free = Some(n),
            },
            Row::Action(_) => {}
        }
    }
    of
}

/// How a decision came about that says nothing of it.
pub fn kind_by(vote: Option<&Row>, paper: &Paper, cx: &Cx) -> &'static str {
    let Some(Row::Vote(vote)) = vote else {
        return AGREED;
    };
    let outcome = rule(paper, vote, cx).map(|r| vote.counts.outcome(house(paper), r));
    match outcome {
        Some(Outcome::Failed | Outcome::NoQuorum) => "rejected",
        _ => "vote",
    }
}
