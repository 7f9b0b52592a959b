//! One form for text that looks the same, and a watch on characters nobody sees.

use unicode_normalization::UnicodeNormalization;

/// The text every code and number is read from: NFKC (full-width forms become ASCII),
/// no white space anywhere.
#[must_use]
pub fn fold_code(raw: &str) -> String {
    raw.nfkc().filter(|c| !c.is_whitespace()).collect()
}

/// NFC, the form in which all text is stored.
#[must_use]
pub fn nfc(raw: &str) -> String {
    raw.nfc().collect()
}

/// A kind of character that does not belong into text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unseen {
    /// The start of a terminal escape sequence.
    Escape,
    /// A control character, a line or paragraph separator.
    Control,
    /// A character of no width: zero-width space and joiners, fillers, tags.
    ZeroWidth,
    /// A mark or override of the writing direction.
    Direction,
}

/// One such character in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Unseen,
    /// The character.
    pub character: char,
    /// How many characters stand before it.
    pub position: usize,
}

/// What kind of unwanted character this is, if it is one. Variation selectors stay: they
/// choose the form of rare characters in names.
#[must_use]
pub fn unseen(c: char) -> Option<Unseen> {
    match c {
        '\u{1b}' | '\u{9b}' => Some(Unseen::Escape),
        '\u{2028}' | '\u{2029}' => Some(Unseen::Control),
        c if c.is_control() => Some(Unseen::Control),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' => {
            Some(Unseen::Direction)
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{17b4}'
        | '\u{17b5}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200d}'
        | '\u{2060}'..='\u{2065}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(Unseen::ZeroWidth),
        _ => None,
    }
}

/// One line of text as it is stored: NFC, trimmed. Refused when anything unseen is in it,
/// a tab or a line break too; what was found is told in the order of the text. Nothing at
/// the ends is forgiven but white space that can be seen as such.
pub fn clean_line(raw: &str) -> Result<String, Vec<Found>> {
    let text = nfc(raw.trim_matches([' ', '\u{3000}', '\u{a0}', '\t', '\r', '\n']));
    let found: Vec<Found> = text
        .chars()
        .enumerate()
        .filter_map(|(position, character)| {
            let kind = unseen(character)?;
            Some(Found {
                kind,
                character,
                position,
            })
        })
        .collect();
    if found.is_empty() {
        Ok(text)
    } else {
        Err(found)
    }
}

/// Long text as it is stored, and how many unseen characters were taken out: NFC, line
/// ends `\n`, white space at the end cut. Tabs and line breaks stay; an escape sequence is
/// taken out whole and counts one.
#[must_use]
pub fn clean_text(raw: &str) -> (String, usize) {
    let mut clean = String::with_capacity(raw.len());
    let mut taken = 0;
    let mut rest = raw.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' => {
                rest.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\n' | '\t' => clean.push(c),
            '\u{1b}' | '\u{9b}' => {
                taken += 1;
                skip_sequence(c, &mut rest);
            }
            c if unseen(c).is_some() => taken += 1,
            c => clean.push(c),
        }
    }
    (nfc(clean.trim_end()), taken)
}

/// Takes the rest of an escape sequence (ECMA-48): parameters and a final letter after
/// `ESC [`, anything up to BEL or ST (on the same line) after `ESC ]`, one character else.
fn skip_sequence(first: char, rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let control = first == '\u{9b}' || rest.next_if_eq(&'[').is_some();
    if control {
        while rest
            .next_if(|c| ('\u{20}'..='\u{3f}').contains(c))
            .is_some()
        {}
        rest.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
    } else if rest
        .next_if(|c| matches!(c, ']' | 'P' | 'X' | '^' | '_'))
        .is_some()
    {
        while rest
            .next_if(|c| !matches!(c, '\u{7}' | '\u{1b}' | '\u{9c}' | '\r' | '\n'))
            .is_some()
        {}
        match rest.peek() {
            Some('\u{7}' | '\u{9c}') => {
                rest.next();
            }
            Some('\u{1b}') => {
                rest.next();
                rest.next_if_eq(&'\\');
            }
            _ => {}
        }
    } else {
        rest.next_if(|c| ('\u{20}'..='\u{7e}').contains(c));
    }
}

/// Text for showing: every unseen character stands as a visible mark, `␛` for a control
/// character of ASCII, `⟨U+202E⟩` for any other. Line breaks and tabs are marked too.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match (c, unseen(c)) {
            (c, None) => shown.push(c),
            ('\u{7f}', _) => shown.push('␡'),
            (c, Some(_)) if c.is_ascii() => {
                shown.extend(char::from_u32(0x2400 + u32::from(c)));
            }
            (c, Some(_)) => shown.extend(["⟨U+", &format!("{:04X}", u32::from(c)), "⟩"]),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_fold() {
        assert_eq!(fold_code(" ３２０５ \u{3000}０８Ｘ\t\n"), "320508X");
        assert_eq!(fold_code("㈱"), "(株)");
    }

    #[test]
    fn a_line_is_composed_and_trimmed() {
        assert_eq!(clean_line("\u{3000} 张三 \r\n").unwrap(), "张三");
        assert_eq!(clean_line("Jose\u{301}").unwrap(), "José");
        // A variation selector chooses the form of a character.
        assert_eq!(clean_line("葛\u{e0100}").unwrap(), "葛\u{e0100}");
        assert_eq!(clean_line("").unwrap(), "");
    }

    #[test]
    fn a_line_with_anything_unseen_is_refused() {
        use Unseen::{Control, Direction, Escape, ZeroWidth};
        for (raw, kind, position) in [
            ("张\u{1b}[31m三", Escape, 1),
            ("张\u{9b}31m", Escape, 1),
            ("张\t三", Control, 1),
            ("张\n三", Control, 1),
            ("张\u{2028}三", Control, 1),
            ("张三\u{7f}", Control, 2),
            ("张\u{200b}三", ZeroWidth, 1),
            ("\u{feff}张三", ZeroWidth, 0),
            ("张\u{3164}", ZeroWidth, 1),
            ("\u{202e}张三", Direction, 0),
            ("张\u{2066}三", Direction, 1),
        ] {
            let found = clean_line(raw).expect_err(raw);
            assert_eq!(
                (found[0].kind, found[0].position),
                (kind, position),
                "{raw:?}"
            );
        }
        assert_eq!(clean_line("a\u{200b}b\u{202e}").unwrap_err().len(), 2);
    }

    #[test]
    fn long_text_is_cleaned_and_counted() {
        for (raw, clean, taken) in [
            ("一\r\n二\r三\n四", "一\n二\n三\n四", 0),
            ("一\r\r\n二", "一\n\n二", 0),
            ("一\t二 \n\n", "一\t二", 0),
            ("红\u{1b}[1;31m字\u{1b}[0m", "红字", 2),
            ("题\u{1b}]0;title\u{7}目", "题目", 1),
            ("题\u{1b}]0;title\u{1b}\\目", "题目", 1),
            ("题\u{1b}]0;没有结尾\n目", "题\n目", 1),
            ("张\u{200b}三\u{202e}", "张三", 2),
            ("\u{0}\u{1b}", "", 2),
        ] {
            assert_eq!(clean_text(raw), (clean.to_owned(), taken), "{raw:?}");
        }
    }

    #[test]
    fn marks_stand_for_what_is_unseen() {
        assert_eq!(visible("张\u{1b}[31m三"), "张␛[31m三");
        assert_eq!(
            visible("a\tb\u{7f}\u{202e}\u{e0041}"),
            "a␉b␡⟨U+202E⟩⟨U+E0041⟩"
        );
        assert_eq!(visible("照常"), "照常");
    }

    proptest! {
        #[test]
        fn what_is_clean_stays(raw in any::<String>()) {
            let (clean, _) = clean_text(&raw);
            prop_assert_eq!(clean_text(&clean), (clean.clone(), 0));
            if let Ok(line) = clean_line(&raw) {
                prop_assert_eq!(clean_line(&line), Ok(line.clone()));
            }
            let shown = visible(&raw);
            prop_assert!(shown.chars().all(|c| unseen(c).is_none()));
        }
    }
}
