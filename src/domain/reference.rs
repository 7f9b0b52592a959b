//! Code lists, places and identifiers behind the one door that forms ask at.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::clean;
use crate::domain::codes::Codes;
use crate::domain::date;
use crate::domain::fault::Note;
use crate::domain::form::{Folded, Lookup, ResidentFacts};
use crate::domain::identifiers::{division, phone, resident, uscc};
use crate::domain::meeting::{VOTE_RULES, VoteRule};
use crate::domain::places::Places;
use crate::text::fold;

/// Everything a form looks values up in.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The code lists, with the town's own.
    pub codes: Codes,
    /// The places known, with those that people added.
    pub places: Places,
    /// The digits that division codes must begin with (`3205`, Suzhou).
    pub city: String,
}

fn one(note: Note) -> Vec<Note> {
    vec![note]
}

/// A day as the forms write it; the calendar's last day if it is none, so that no
/// date is refused for lying in the future by mistake.
fn day(text: &str) -> Date {
    date::parse_date(text).unwrap_or(Date::MAX)
}

impl Lookup for Reference {
    fn list_exists(&self, list: &str) -> bool {
        self.codes.list(list).is_some()
    }

    fn code_place(&self, list: &str, code: &str) -> Option<usize> {
        self.codes
            .list(list)?
            .codes
            .iter()
            .position(|c| c.code == code)
    }

    fn vote_rules(&self) -> BTreeMap<String, VoteRule> {
        let list = self.codes.list(VOTE_RULES).into_iter();
        list.flat_map(|l| &l.codes)
            .filter_map(|c| Some((c.code.clone(), VoteRule::of(c)?)))
            .collect()
    }

    fn resident(&self, text: &str, today: &str) -> Folded {
        let today = day(today);
        let id = resident::check(text, today).map_err(one)?;
        let warnings = id.warnings(today, |area| self.places.area_known(area, &self.city));
        Ok((id.text.clone(), warnings))
    }

    fn resident_facts(&self, number: &str) -> Option<ResidentFacts> {
        let id = resident::check(number, Date::MAX).ok()?;
        Some(ResidentFacts {
            birth: id.birth.to_string(),
            gender: id.sex.code().to_owned(),
        })
    }

    fn resident_differs(
        &self,
        number: &str,
        gender: Option<&str>,
        birth: Option<&str>,
    ) -> Vec<Note> {
        let birth = birth.and_then(|b| date::parse_date(b).ok());
        let id = resident::check(number, Date::MAX);
        id.map(|id| id.compare(gender, birth)).unwrap_or_default()
    }

    fn phone(&self, text: &str) -> Folded {
        Ok((phone::check(text).map_err(one)?.text, Vec::new()))
    }

    fn uscc(&self, text: &str) -> Folded {
        let code = uscc::check(text).map_err(one)?;
        Ok((code.text.clone(), code.warnings()))
    }

    fn division(&self, text: &str, digits: &[usize]) -> Folded {
        let division = division::check(text, &self.city, &self.places).map_err(one)?;
        if !digits.contains(&division.text.len()) {
            // Only villages are asked for by one length.
            let kind = if digits == [12] {
                "village"
            } else {
                "division"
            };
            return Err(one(Note::new("E_LEN")
                .with("kind", kind)
                .with("got", division.text.len())));
        }
        let warnings = division.warnings(&self.places);
        Ok((division.text, warnings))
    }

    fn date(&self, text: &str) -> Folded {
        Ok((date::parse_date(text).map_err(one)?.to_string(), Vec::new()))
    }

    fn time(&self, text: &str) -> Folded {
        let minutes = date::parse_end_time(text).map_err(one)?;
        Ok((date::show_time(minutes), Vec::new()))
    }

    fn date_time(&self, text: &str) -> Folded {
        let moment = date::parse_datetime(text).map_err(one)?;
        Ok((moment.strftime("%Y-%m-%dT%H:%M").to_string(), Vec::new()))
    }

    fn clean_line(&self, text: &str) -> Folded {
        Ok((clean::line(text).map_err(one)?, Vec::new()))
    }

    fn clean_text(&self, text: &str) -> Folded {
        let (clean, warning) = clean::text(text);
        Ok((clean, warning.into_iter().collect()))
    }

    fn clean_code(&self, text: &str) -> String {
        fold::fold_code(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes::Text;
    use crate::domain::form::{BUILT_IN, Forms};

    fn real() -> Reference {
        Reference {
            codes: Codes::built_in(None).unwrap(),
            places: Places::built_in().unwrap(),
            city: "3205".into(),
        }
    }

    #[test]
    fn the_built_in_forms_fit_the_real_lists() {
        let forms = Forms::builtin(&real()).unwrap();
        assert_eq!(forms.cross_check(&real()), []);
        assert_eq!(forms.iter().count(), BUILT_IN.len());
    }

    #[test]
    fn a_list_that_a_form_needs_is_missed() {
        let catalogue = Text {
            file: "catalogue.toml",
            text: include_str!("../../config/catalogue.toml"),
        };
        let nothing = Text {
            file: "codes.toml",
            text: "",
        };
        let bare = Reference {
            codes: Codes::read(nothing, catalogue, None).unwrap(),
            ..real()
        };
        assert_eq!(Forms::builtin(&bare).unwrap_err().code(), "E_FORM_REFERS");
    }
}
