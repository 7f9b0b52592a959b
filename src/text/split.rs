//! Chinese for a full-text index: no words, single characters. A query is a phrase of
//! them, so that words of two characters are found as surely as long ones.

use unicode_normalization::UnicodeNormalization;

/// The text as the index takes it: after NFKC and lower-casing, every character of
/// Chinese, Japanese or Korean writing alone, every other word (letters and digits) whole,
/// one space between. Marks and spaces are left out.
#[must_use]
pub fn index_text(text: &str) -> String {
    tokens(text).join(" ")
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

fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        let alone = stands_alone(c);
        if alone || !part_of_word(c) {
            if !word.is_empty() {
                tokens.push(std::mem::take(&mut word));
            }
            if alone {
                tokens.push(c.to_string());
            }
        } else {
            word.push(c);
        }
    }
    if !word.is_empty() {
        tokens.push(word);
    }
    tokens
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
