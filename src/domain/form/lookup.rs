//! What reading a form's values needs from the other rooms of the domain.

use std::collections::BTreeMap;

use crate::domain::fault::Note;
use crate::domain::meeting::VoteRule;

/// A folded text and warnings about it, or why it was refused.
pub type Folded = std::result::Result<(String, Vec<Note>), Vec<Note>>;

/// What a resident number says about its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The date of birth, `YYYY-MM-DD`.
    pub birth: String,
    /// The code of list `gender`: `1` or `2`.
    pub gender: String,
}

/// Code lists, identifiers, dates and clean text, as the forms need them.
pub trait Lookup {
    /// Whether there is a list of this id.
    fn list_exists(&self, list: &str) -> bool;
    /// The place of a code in its list, from 0; `None` if the list does not have it.
    fn code_place(&self, list: &str, code: &str) -> Option<usize>;
    /// Whether the list has this code.
    fn code_exists(&self, list: &str, code: &str) -> bool {
        self.code_place(list, code).is_some()
    }
    /// The rules of votes, by code.
    fn vote_rules(&self) -> BTreeMap<String, VoteRule> {
        BTreeMap::new()
    }
    /// A resident number, folded and checked.
    fn resident(&self, text: &str, today: &str) -> Folded;
    /// What a valid resident number says; `None` for any other text.
    fn resident_facts(&self, number: &str) -> Option<Facts>;
    /// Where a form and a valid resident number disagree: `W_SEX`, `W_BIRTH`. `birth` is
    /// `YYYY-MM-DD`; what the form leaves open agrees.
    fn resident_differs(
        &self,
        number: &str,
        gender: Option<&str>,
        birth: Option<&str>,
    ) -> Vec<Note>;
    /// A telephone number, folded and checked.
    fn phone(&self, text: &str) -> Folded;
    /// A unified social credit code, folded and checked.
    fn uscc(&self, text: &str) -> Folded;
    /// A division code of one of these lengths, folded and checked.
    fn division(&self, text: &str, digits: &[usize]) -> Folded;
    /// A date, folded to `YYYY-MM-DD`.
    fn date(&self, text: &str) -> Folded;
    /// A time from `00:00` to `24:00`, folded to `HH:MM`.
    fn time(&self, text: &str) -> Folded;
    /// A date and a time, folded to `YYYY-MM-DDTHH:MM`.
    fn date_time(&self, text: &str) -> Folded;
    /// One line: NFC, trimmed; refuses control, zero-width and direction signs.
    fn clean_line(&self, text: &str) -> Folded;
    /// Several lines: as `clean_line`, line breaks allowed and folded to `\n`.
    fn clean_text(&self, text: &str) -> Folded;
    /// A code: NFKC, trimmed, so that full-width digits are the plain ones.
    fn clean_code(&self, text: &str) -> String;
}
