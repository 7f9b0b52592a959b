//! Division codes (区划代码): six digits name a county (GB/T 2260), nine a township,
//! twelve a village or residents' committee (the statistics bureau's rules). A code is
//! in a scope when the scope's digits begin it.

use super::{fold, wrong_length};
use crate::domain::fault::Note;
use crate::domain::places::Places;

/// How deep a code goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Six digits.
    County,
    /// Nine digits.
    Township,
    /// Twelve digits.
    Village,
}

/// What the digits seven to nine say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TownshipKind {
    /// 街道, 001 to 099.
    Street,
    /// 镇, 100 to 199.
    Town,
    /// 乡, 200 to 399.
    Township,
    /// 政企合一 and parks, 400 to 599.
    Zone,
    /// Any other number.
    Other,
}

/// What the last three digits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommitteeKind {
    /// 居民委员会, 001 to 199.
    Residents,
    /// 村民委员会, 200 to 399.
    Villagers,
    /// Similar to a residents' committee, 400 to 499.
    LikeResidents,
    /// Similar to a villagers' committee, 500 to 599.
    LikeVillagers,
    /// Any other number.
    Other,
}

/// A code that passed every check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// 6, 9 or 12 digits: this is what is stored.
    pub text: String,
    /// How deep it goes.
    pub level: Level,
}

impl Division {
    /// The six digits of the county.
    #[must_use]
    pub fn county(&self) -> &str {
        self.head(6).unwrap_or_default()
    }

    /// The nine digits of the township, if the code goes so deep.
    #[must_use]
    pub fn township(&self) -> Option<&str> {
        self.head(9)
    }

    /// The kind of the township by its number, if the code goes so deep.
    #[must_use]
    pub fn township_kind(&self) -> Option<TownshipKind> {
        Some(match self.number_at(6)? {
            1..=99 => TownshipKind::Street,
            100..=199 => TownshipKind::Town,
            200..=399 => TownshipKind::Township,
            400..=599 => TownshipKind::Zone,
            _ => TownshipKind::Other,
        })
    }

    /// The kind of the committee and its number, if the code goes so deep.
    #[must_use]
    pub fn committee(&self) -> Option<(CommitteeKind, u16)> {
        let number = self.number_at(9)?;
        let kind = match number {
            1..=199 => CommitteeKind::Residents,
            200..=399 => CommitteeKind::Villagers,
            400..=499 => CommitteeKind::LikeResidents,
            500..=599 => CommitteeKind::LikeVillagers,
            _ => CommitteeKind::Other,
        };
        Some((kind, number))
    }

    /// `W_PLACE` when the township or the village is on no list we have: lists change
    /// every year, so such a code is doubted and never refused.
    #[must_use]
    pub fn warnings(&self, places: &Places) -> Vec<Note> {
        let unknown_township = self.township().filter(|t| !places.known(t));
        let doubtful =
            unknown_township.or_else(|| (!places.known(&self.text)).then_some(self.text.as_str()));
        doubtful
            .map(|code| Note::new("W_PLACE").with("code", code))
            .into_iter()
            .collect()
    }

    fn head(&self, digits: usize) -> Option<&str> {
        self.text.get(..digits)
    }

    fn number_at(&self, from: usize) -> Option<u16> {
        self.text.get(from..from + 3)?.parse().ok()
    }
}

/// Whether `code` lies in `scope`: a prefix test on the digits.
#[must_use]
pub fn in_scope(code: &str, scope: &str) -> bool {
    code.starts_with(scope)
}

/// Checks a code: `E_LEN` (6, 9 or 12 digits), `E_CHAR`, `E_SCOPE` (does not begin with
/// `scope_prefix`, the city's digits of the settings), `E_AREA` (no such county today;
/// an alias counts, and six digits may name the city itself); the first failure names
/// the error. An unknown township or village is a warning: [`Division::warnings`].
pub fn check(raw: &str, scope_prefix: &str, places: &Places) -> Result<Division, Note> {
    let (text, level) = shape(raw)?;
    if !in_scope(&text, scope_prefix) {
        return Err(Note::new("E_SCOPE")
            .with("code", &text)
            .with("scope", scope_prefix));
    }
    let division = Division { text, level };
    let county = division.county();
    let good = places.is_county(county) || (level == Level::County && places.is_city(county));
    if !good {
        let note = Note::new("E_AREA")
            .with("kind", "division")
            .with("area", county);
        return Err(note);
    }
    Ok(division)
}

/// The folded digits and the level, without any question of what is known.
pub(crate) fn shape(raw: &str) -> Result<(String, Level), Note> {
    let text = fold(raw);
    let count = text.chars().count();
    let level = match count {
        6 => Level::County,
        9 => Level::Township,
        12 => Level::Village,
        _ => return Err(wrong_length("division", "6/9/12", count)),
    };
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Note::new("E_CHAR").with("kind", "division"));
    }
    Ok((text, level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> Places {
        Places::built_in().unwrap()
    }

    fn parse(raw: &str) -> Result<Division, Note> {
        check(raw, "3205", &places())
    }

    #[test]
    fn a_code_says_county_township_and_committee() {
        let gusu = parse("320508018001").unwrap();
        assert_eq!(gusu.level, Level::Village);
        assert_eq!(
            (gusu.county(), gusu.township()),
            ("320508", Some("320508018"))
        );
        assert_eq!(gusu.township_kind(), Some(TownshipKind::Street));
        assert_eq!(gusu.committee(), Some((CommitteeKind::Residents, 1)));
        let taicang = parse("３２０５８５１０１２０１").unwrap();
        assert_eq!(taicang.text, "320585101201");
        assert_eq!(taicang.township_kind(), Some(TownshipKind::Town));
        assert_eq!(taicang.committee(), Some((CommitteeKind::Villagers, 201)));
        let county = parse("320581").unwrap();
        assert_eq!(county.level, Level::County);
        assert_eq!((county.township(), county.township_kind()), (None, None));
        assert_eq!(county.committee(), None);
    }

    #[test]
    fn the_bands_of_numbers() {
        use CommitteeKind as C;
        use TownshipKind as T;
        let at = |n: u16| Division {
            text: format!("320585{n:03}{n:03}"),
            level: Level::Village,
        };
        for (n, township, committee) in [
            (0, T::Other, C::Other),
            (1, T::Street, C::Residents),
            (99, T::Street, C::Residents),
            (100, T::Town, C::Residents),
            (199, T::Town, C::Residents),
            (200, T::Township, C::Villagers),
            (399, T::Township, C::Villagers),
            (400, T::Zone, C::LikeResidents),
            (499, T::Zone, C::LikeResidents),
            (500, T::Zone, C::LikeVillagers),
            (599, T::Zone, C::LikeVillagers),
            (600, T::Other, C::Other),
        ] {
            assert_eq!(at(n).township_kind(), Some(township), "{n}");
            assert_eq!(at(n).committee(), Some((committee, n)), "{n}");
        }
    }

    #[test]
    fn refusals_name_the_first_failure() {
        for (raw, code) in [
            ("32050801800", "E_LEN"),
            ("3205", "E_LEN"),
            ("", "E_LEN"),
            ("32050801800X", "E_CHAR"),
            ("330508018001", "E_SCOPE"),
            ("320599", "E_AREA"),
            ("320599001001", "E_AREA"),
            ("320503001", "E_AREA"),
            ("320500001", "E_AREA"),
        ] {
            assert_eq!(parse(raw).expect_err(raw).code, code, "{raw}");
        }
        assert!(parse("320500").is_ok());
    }

    #[test]
    fn another_city_is_a_setting() {
        assert_eq!(
            check("320508", "3301", &places()).unwrap_err().code,
            "E_SCOPE"
        );
        assert!(check("320508", "32", &places()).is_ok());
    }

    #[test]
    fn the_industrial_park_has_two_codes() {
        for raw in ["320571", "320576", "320571050", "320576050"] {
            let park = parse(raw).unwrap();
            assert!(park.warnings(&places()).is_empty(), "{raw}");
        }
    }

    #[test]
    fn unknown_places_only_warn() {
        let doubt = |raw| -> Vec<String> {
            let notes = parse(raw).unwrap().warnings(&places());
            assert!(notes.iter().all(|n| n.code == "W_PLACE"));
            notes.into_iter().map(|n| n.args[0].1.clone()).collect()
        };
        assert!(doubt("320508018").is_empty());
        assert_eq!(doubt("320508998"), ["320508998"]);
        assert_eq!(doubt("320508998001"), ["320508998"]);
        assert_eq!(doubt("320508018001"), ["320508018001"]);
    }

    proptest! {
        #[test]
        fn nothing_typed_panics(raw in any::<String>()) {
            let _ = check(&raw, "3205", &Places::default());
        }
    }
}
