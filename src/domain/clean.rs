//! Cleaning of typed and imported text, with the remark a person reads.

use super::fault::Note;
use crate::text::fold::{Unseen, clean_line, clean_text};

/// One line as it is stored (NFC, trimmed). `E_UNSEEN` when a control, zero-width or
/// direction character is in it; `position` counts characters from 1.
pub fn line(raw: &str) -> Result<String, Note> {
    clean_line(raw).map_err(|found| {
        let note = Note::new("E_UNSEEN");
        let Some(first) = found.first() else {
            return note;
        };
        let kind = match first.kind {
            Unseen::Escape => "escape",
            Unseen::Control => "control",
            Unseen::ZeroWidth => "zero_width",
            Unseen::Direction => "direction",
        };
        note.with("position", first.position + 1)
            .with("character", format!("U+{:04X}", u32::from(first.character)))
            .with("kind", kind)
    })
}

/// Long text as it is stored, and `W_UNSEEN` with the `count` of characters that were
/// taken out.
#[must_use]
pub fn text(raw: &str) -> (String, Option<Note>) {
    let (clean, taken) = clean_text(raw);
    let note = (taken > 0).then(|| Note::new("W_UNSEEN").with("count", taken));
    (clean, note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_where_and_what() {
        assert_eq!(line(" 张三 ").unwrap(), "张三");
        let note = line("张三\u{202e}丰\u{200b}").unwrap_err();
        let args: Vec<&str> = note.args.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(
            (note.code, args),
            ("E_UNSEEN", vec!["3", "U+202E", "direction"])
        );
    }

    #[test]
    fn long_text_is_warned_about_only_when_changed() {
        assert_eq!(text("一\r\n二"), ("一\n二".to_owned(), None));
        let (clean, note) = text("一\u{200b}\u{1b}[0m二");
        assert_eq!(clean, "一二");
        assert_eq!(note, Some(Note::new("W_UNSEEN").with("count", 2)));
    }
}
