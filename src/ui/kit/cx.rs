//! What a screen may know of its surroundings.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};

use super::theme::{Marks, Theme};
use crate::domain::fault::Note;
use crate::domain::form::{Field, Forms};
use crate::domain::reference::Reference;
use crate::domain::value::Value;
use crate::i18n::values::{Names, Show};
use crate::i18n::{Lang, say, sentence};
use crate::text::width::Ambiguous;
use crate::ui::commands::Keymap;

/// Who works here.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Their id as text, as references to people carry it.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What the unit is called on paper: its name, or the team's short name.
    pub unit: String,
    /// The division code of the place of work.
    pub place: String,
    /// The role: `worker`, `supervisor`, `coordinator`.
    pub role: String,
}

/// The surroundings of a screen. The loop renews them before each message.
pub struct Cx {
    /// The language.
    pub lang: Lang,
    /// The colours.
    pub theme: Theme,
    /// Which marks the terminal draws one cell wide.
    pub marks: Marks,
    /// The keys.
    pub keymap: Keymap,
    /// The forms in use here.
    pub forms: Arc<Forms>,
    /// Code lists, places and identifiers, as forms ask for them.
    pub reference: Arc<Reference>,
    /// Who works here; empty before the workspace is open.
    pub me: Person,
    /// The day.
    pub today: Date,
    /// Day and time here.
    pub now: DateTime,
    /// How many changes are in no file for the coordinator.
    pub unsent: u64,
    /// How many are in one, and the coordinator has not said that it arrived.
    pub made: u64,
    /// Whether this is made-up data in a folder that will be thrown away.
    pub demo: bool,
    /// Nothing to look names up in.
    pub no_names: Names,
}

impl Cx {
    /// Surroundings before a workspace is open, in the dark theme.
    #[must_use]
    pub fn new(lang: Lang, forms: Arc<Forms>, reference: Arc<Reference>, now: DateTime) -> Self {
        Self {
            lang,
            theme: Theme::named("dark"),
            marks: Marks {
                ambiguous: Ambiguous::One,
            },
            keymap: Keymap::default(),
            forms,
            reference,
            me: Person::default(),
            today: now.date(),
            now,
            unsent: 0,
            made: 0,
            demo: false,
            no_names: Names::new(),
        }
    }

    /// The words of this id.
    #[must_use]
    pub fn say(&self, id: &str) -> String {
        say(self.lang, id, &[])
    }

    /// The words of this id, filled with these.
    #[must_use]
    pub fn say_with(&self, id: &str, words: &[(&str, &str)]) -> String {
        say(self.lang, id, words)
    }

    /// The sentence of a remark.
    #[must_use]
    pub fn sentence(&self, note: &Note) -> String {
        sentence(self.lang, note)
    }

    /// How values are shown, with the names behind references.
    #[must_use]
    pub fn show<'a>(&'a self, names: &'a Names, reveal: bool) -> Show<'a> {
        Show {
            lang: self.lang,
            codes: &self.reference.codes,
            places: &self.reference.places,
            names,
            reveal,
        }
    }

    /// One value that is no reference, unmasked: what a person is just typing.
    #[must_use]
    pub fn value(&self, field: &Field, value: &Value) -> String {
        self.show(&self.no_names, true).value(field, value)
    }

    /// The day as the forms keep it.
    #[must_use]
    pub fn today_text(&self) -> String {
        self.today.to_string()
    }
}

/// Surroundings for tests: the built-in forms, Chinese, Monday 2026-11-23.
#[cfg(test)]
pub(crate) fn test_cx() -> Cx {
    use crate::domain::codes::Codes;
    use crate::domain::places::Places;
    let reference = Reference {
        codes: Codes::built_in(None).unwrap(),
        places: Places::built_in().unwrap(),
        city: "3205".into(),
    };
    let forms = Arc::new(Forms::builtin(&reference).unwrap());
    let now = jiff::civil::datetime(2026, 11, 23, 14, 32, 7, 0);
    Cx::new(Lang::Zh, forms, Arc::new(reference), now)
}
