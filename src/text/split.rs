//! Chinese for a full-text index: no words, single characters. A query is a phrase of
//! them, so that words of two characters are found as surely as long ones.

use unicode_normalization::UnicodeNormalization;

/// The text as the index takes it: after NFKC and lower-casing, every character of
/// Chinese, Japanese or Korean writing alone, every other word (letters and digits) whole,
/// one space between. Marks and spaces are left out.
#[must_use]
pub fn index_text(text: &str) -> String {
    plain_tokens(text).unwrap_or_else(|| tokens(text.nfkc(), text.len()))
}

/// The short road for text of common characters, letters, digits and marks, none of
/// which NFKC would turn into a letter; `None` as soon as anything else stands in it.
fn plain_tokens(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + text.len() / 3 + 1);
    let mut in_word = false;
    for c in text.chars() {
        match c {
            '\u{4e00}'..='\u{9fff}' => {
                out.extend((!out.is_empty()).then_some(' '));
                out.push(c);
                in_word = false;
            }
            '0'..='9' | 'a'..='z' | 'A'..='Z' => {
                out.extend((!in_word && !out.is_empty()).then_some(' '));
                out.push(c.to_ascii_lowercase());
                in_word = true;
            }
            '\0'..='\u{7f}'
            | '，'
            | '。'
            | '、'
            | '；'
            | '：'
            | '？'
            | '！'
            | '（'
            | '）'
            | '“'
            | '”'
            | '《'
            | '》'
            | '\u{3000}' => in_word = false,
            _ => return None,
        }
    }
    Some(out)
}

/// The full-text query (FTS5 syntax) for what was typed: each part between white space
/// is a quoted phrase, and all of them must be found. `None` when nothing can be searched.
/// Nothing typed is ever an operator: only letters and digits come through, in quotes.
#[must_use]
pub fn phrase(query: &str) -> Option<String> {
    let folded: String = query.nfkc().collect();
    let phrases: Vec<String> = folded
        .split_whitespace()
        .map(index_text)
        .filter(|part| !part.is_empty())
        .map(|part| format!("\"{part}\""))
        .collect();
    (!phrases.is_empty()).then(|| phrases.join(" "))
}

fn tokens(text: impl Iterator<Item = char>, length: usize) -> String {
    let mut out = String::with_capacity(length + length / 3 + 1);
    let mut in_word = false;
    for c in text {
        if stands_alone(c) {
            out.extend((!out.is_empty()).then_some(' '));
            out.push(c);
            in_word = false;
            continue;
        }
        for c in c.to_lowercase() {
            if !part_of_word(c) {
                in_word = false;
                continue;
            }
            if !in_word && !out.is_empty() {
                out.push(' ');
            }
            out.push(c);
            in_word = true;
        }
    }
    out
}

fn part_of_word(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Han with its extensions, kana, bopomofo and Hangul.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{30fa}'
        | '\u{30fc}'..='\u{31bf}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_short_road_ends_where_the_long_one_does(text in "[一-龥a-zA-Z0-9，。、；：？！（）“”《》 \u{3000}~!\u{0}-\u{7f}é②Ａ]{0,40}") {
            if let Some(short) = plain_tokens(&text) {
                prop_assert_eq!(short, tokens(text.nfkc(), text.len()));
            }
        }
    }

    #[test]
    fn characters_alone_words_whole() {
        for (text, index) in [
            (
                "在新服务中心设助餐点 abc 12",
                "在 新 服 务 中 心 设 助 餐 点 abc 12",
            ),
            ("ＡＢＣ１２", "abc12"),
            ("助餐，点。", "助 餐 点"),
            ("Vitamin-C维生素B12片", "vitamin c 维 生 素 b12 片"),
            ("〇一二", "〇 一 二"),
            ("Jose\u{301}", "josé"),
            ("\u{20000}\u{30000}", "\u{20000} \u{30000}"),
            ("\"'*():^", ""),
            ("", ""),
        ] {
            assert_eq!(index_text(text), index, "{text}");
        }
    }

    #[test]
    fn a_query_is_quoted_phrases() {
        for (query, phrase_text) in [
            ("助餐", Some("\"助 餐\"")),
            ("助餐 点", Some("\"助 餐\" \"点\"")),
            ("助餐\u{3000}ＡＢ", Some("\"助 餐\" \"ab\"")),
            ("a\" OR b*", Some("\"a\" \"or\" \"b\"")),
            ("NEAR(助 餐)", Some("\"near 助\" \"餐\"")),
            ("  ，。", None),
            ("\"", None),
            ("", None),
        ] {
            assert_eq!(phrase(query).as_deref(), phrase_text, "{query}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_in_it(
            text in "[一-龥]{6,12}", from in 0..3_usize, len in 1..4_usize,
        ) {
            let part: String = text.chars().skip(from).take(len).collect();
            let phrase = phrase(&part).unwrap();
            prop_assert!(index_text(&text).contains(phrase.trim_matches('"')));
        }

        #[test]
        fn quotes_are_always_paired(query in any::<String>()) {
            if let Some(phrase) = phrase(&query) {
                let inside: Vec<&str> = phrase.split('"').collect();
                prop_assert_eq!(inside.len() % 2, 1);
                prop_assert!(inside.iter().step_by(2).all(|s| s.trim().is_empty()));
            }
        }

        #[test]
        fn splitting_twice_changes_nothing(text in any::<String>()) {
            let once = index_text(&text);
            prop_assert_eq!(index_text(&once), once.clone());
        }
    }
}
