//! Identity numbers, credit codes, division codes, phones, own numbers: checks and
//! masks. All of them fold what was typed with [`fold`] first and hand back the
//! folded text, which is what is stored. Refusals are [`Note`]s
//! whose code begins with `E_`; warnings are asked for apart and never refuse.

pub mod division;
pub mod own_number;
pub mod phone;
pub mod resident;
pub mod uscc;

use super::fault::Note;

/// The text every check looks at: NFKC (full-width forms become ASCII), no white
/// space anywhere, ASCII letters in upper case (`x` becomes `X`).
#[must_use]
pub fn fold(raw: &str) -> String {
    crate::text::fold::fold_code(raw).to_ascii_uppercase()
}

/// `E_LEN` for a code of this kind: how long it should be, how long it is.
fn wrong_length(kind: &'static str, want: &'static str, got: usize) -> Note {
    Note::new("E_LEN")
        .with("kind", kind)
        .with("want", want)
        .with("got", got)
}

/// The first characters as they are, the last ones as they are, `*` between.
fn mask_between(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    text.chars()
        .enumerate()
        .map(|(i, c)| {
            if i < head || i + tail >= count {
                c
            } else {
                '*'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_one_text_of_all_ways_to_type_it() {
        for raw in [
            "32050819000101001X",
            "32050819000101001x",
            "３２０５０８１９０００１０１００１Ｘ",
            "３２０５０８１９０００１０１００１ｘ",
            "  320508 19000101 001x\t",
            "320508\u{3000}19000101\u{a0}001X\r\n",
        ] {
            assert_eq!(fold(raw), "32050819000101001X", "{raw:?}");
        }
    }
}
