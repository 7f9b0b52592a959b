//! Counties, townships and villages by division code: the built-in list and the rows
//! a team adds, because the official lists change every year.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::fault::{Fault, Note, Result};
use super::identifiers::division::{Level, in_scope, shape};
use super::toml_text::{Text, parse};
use crate::text::fold::clean_line;

/// No name of a place is longer, in characters.
const MAX_NAME: usize = 50;

/// What a place of the first level is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// A province.
    Province,
    /// A city of prefecture level.
    Prefecture,
    /// A county of today (GB/T 2260), or one a team added.
    County,
    /// A code of the statistics bureau that GB/T 2260 does not have.
    Statistical,
    /// A county of the past; stands in identity numbers only.
    Historic,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// 6, 9 or 12 digits.
    pub code: String,
    /// The Chinese name of this level alone: `沙溪镇`.
    pub name: String,
    /// The English name, where there is one.
    pub english: Option<String>,
    /// What it is, at the first level.
    pub kind: Option<PlaceKind>,
    /// Whether a person added or renamed it.
    pub added: bool,
}

/// What came of a table of places.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The rows taken in, `(code, name)`, in the order of the table: these are kept in
    /// the workspace.
    pub rows: Vec<(String, String)>,
    /// Rows that said what was known before.
    pub unchanged: usize,
    /// One `E_PLACE_ROW` for each row refused, with `line`, `reason` and `text`.
    pub refused: Vec<Note>,
}

/// All places known, by code.
#[derive(Debug, Clone, Default)]
pub struct Places {
    by_code: BTreeMap<String, Place>,
    aliases: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesText {
    aliases: Vec<(String, String)>,
    counties: Vec<CountyText>,
    townships: Vec<TownshipText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CountyText {
    code: String,
    zh: String,
    en: Option<String>,
    kind: PlaceKind,
    #[serde(rename = "since")]
    _since: Option<String>,
    #[serde(rename = "until")]
    _until: Option<String>,
    #[serde(default, rename = "successors")]
    _successors: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TownshipText {
    code: String,
    zh: String,
}

/// Counts the lines of a table as an editor shows them; the reader of the table counts
/// otherwise after `\r\n` and empty lines.
struct Lines<'a> {
    text: &'a [u8],
    read: usize,
    line: usize,
}

impl Lines<'_> {
    fn of(&mut self, position: Option<&csv::Position>) -> usize {
        let start = position
            .and_then(|p| usize::try_from(p.byte()).ok())
            .unwrap_or(self.read);
        while let Some(byte) = self.text.get(self.read) {
            if self.read >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += usize::from(*byte == b'\n');
            self.read += 1;
        }
        self.line
    }
}

impl Places {
    /// The built-in list of `config/places.toml`.
    pub fn built_in() -> Result<Self> {
        Self::parse(Text {
            file: "places.toml",
            text: include_str!("../../config/places.toml"),
        })
    }

    /// Reads a list in the form of `config/places.toml`. A broken file is `E_CODES_FILE`
    /// with `file`, `line`, `reason` and `detail`.
    pub fn parse(source: Text<'_>) -> Result<Self> {
        let text: PlacesText = parse(source)?;
        let mut places = Self {
            by_code: BTreeMap::new(),
            aliases: text.aliases,
        };
        for county in text.counties {
            places.insert(Place {
                code: county.code,
                name: county.zh,
                english: county.en,
                kind: Some(county.kind),
                added: false,
            });
        }
        for township in text.townships {
            places.insert(Place {
                code: township.code,
                name: township.zh,
                english: None,
                kind: None,
                added: false,
            });
        }
        Ok(places)
    }

    /// Adds or renames one place, as a person's own row. The code must have 6, 9 or 12
    /// digits: `E_LEN`, `E_CHAR` otherwise. Returns whether anything changed.
    pub fn add(&mut self, code: &str, name: &str) -> std::result::Result<bool, Note> {
        let (code, level) = shape(code)?;
        let before = self.by_code.get(&code);
        if before.is_some_and(|p| p.name == name) {
            return Ok(false);
        }
        let county = (level == Level::County).then_some(PlaceKind::County);
        let place = Place {
            english: None,
            kind: before.map_or(county, |p| p.kind),
            name: name.to_owned(),
            added: true,
            code,
        };
        self.insert(place);
        Ok(true)
    }

    /// [`Places::add`] of what somebody else wrote: nothing happens when the code is none,
    /// or the name is empty, long or hides something. Returns whether anything changed.
    pub fn take(&mut self, code: &str, name: &str) -> bool {
        let name = clean_line(name).ok();
        let name = name.filter(|n| (1..=MAX_NAME).contains(&n.chars().count()));
        name.is_some_and(|name| self.add(code, &name).unwrap_or(false))
    }

    /// Takes in a table `code,name` (UTF-8, with or without a byte order mark; a first row
    /// without a digit in its first cell is a heading; further columns are left alone).
    /// Good rows are taken, each bad one is refused for a reason of its own: `columns`,
    /// `length`, `digits`, `scope` (does not begin with `scope_prefix`), `county` (its
    /// county is unknown; a table may add the county in an earlier row), `name` (empty,
    /// over 50 characters or with invisible characters), `twice` (another name for a code
    /// of the same table). Refuses all with `E_PLACES_UTF8` or `E_PLACES_CSV`.
    pub fn import_csv(&mut self, bytes: &[u8], scope_prefix: &str) -> Result<Imported> {
        let text =
            std::str::from_utf8(bytes).map_err(|e| Fault::new("E_PLACES_UTF8").because(e))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut done = Imported::default();
        let mut lines = Lines {
            text: text.as_bytes(),
            read: 0,
            line: 1,
        };
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        for (index, row) in reader.records().enumerate() {
            let row = row.map_err(|e| {
                let line = lines.of(e.position());
                Fault::new("E_PLACES_CSV").with("line", line).because(e)
            })?;
            let line = lines.of(row.position());
            let code = row.get(0).unwrap_or_default();
            if index == 0 && !code.chars().any(char::is_numeric) {
                continue;
            }
            match self.csv_row(code, row.get(1), scope_prefix, &seen) {
                Ok((code, name)) => {
                    seen.insert(code.clone(), name.clone());
                    if self.add(&code, &name)? {
                        done.rows.push((code, name));
                    } else {
                        done.unchanged += 1;
                    }
                }
                Err(reason) => done.refused.push(
                    Note::new("E_PLACE_ROW")
                        .with("line", line)
                        .with("reason", reason)
                        .with("text", row.iter().collect::<Vec<_>>().join(",")),
                ),
            }
        }
        Ok(done)
    }

    fn csv_row(
        &self,
        code: &str,
        name: Option<&str>,
        scope_prefix: &str,
        seen: &BTreeMap<String, String>,
    ) -> std::result::Result<(String, String), &'static str> {
        let name = name.ok_or("columns")?;
        let (code, level) = shape(code).map_err(|note| match note.code {
            "E_LEN" => "length",
            _ => "digits",
        })?;
        if !in_scope(&code, scope_prefix) {
            return Err("scope");
        }
        let county = code.get(..6).unwrap_or_default();
        if level != Level::County && !self.is_county(county) {
            return Err("county");
        }
        let name = clean_line(name).map_err(|_| "name")?;
        if name.is_empty() || name.chars().count() > MAX_NAME {
            return Err("name");
        }
        if seen.get(&code).is_some_and(|before| *before != name) {
            return Err("twice");
        }
        Ok((code, name))
    }

    /// Whether this place is on the list, under its code or the alias of its county.
    #[must_use]
    pub fn known(&self, code: &str) -> bool {
        self.get(code).is_some()
    }

    /// The place of this code, or of the same code under the alias of its county.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Place> {
        self.by_code
            .get(code)
            .or_else(|| self.by_code.get(&self.other_name(code)?))
    }

    /// The name of this level alone: `沙溪镇`.
    #[must_use]
    pub fn name_of(&self, code: &str) -> Option<&str> {
        self.get(code).map(|p| p.name.as_str())
    }

    /// The names from the county down: `太仓市沙溪镇`. A level that is not on the list
    /// shows its three digits: `太仓市沙溪镇201`. `None` when the county is unknown.
    #[must_use]
    pub fn full_name(&self, code: &str) -> Option<String> {
        let mut full = self.name_of(code.get(..6)?)?.to_owned();
        for end in [9, 12] {
            let Some(part) = code.get(..end) else { break };
            match self.name_of(part) {
                Some(name) => full.push_str(name),
                None => full.push_str(code.get(end - 3..end).unwrap_or_default()),
            }
        }
        Some(full)
    }

    /// Whether these six digits name a county of today, or an alias of one.
    #[must_use]
    pub fn is_county(&self, code: &str) -> bool {
        self.kind_of(code)
            .is_some_and(|k| matches!(k, PlaceKind::County | PlaceKind::Statistical))
    }

    /// Whether these six digits name a city of prefecture level.
    #[must_use]
    pub fn is_city(&self, code: &str) -> bool {
        self.kind_of(code) == Some(PlaceKind::Prefecture)
    }

    /// Whether the first six digits of an identity number raise no doubt. Of other cities
    /// we have no list, so only digits that begin with `scope_prefix` can be unknown;
    /// historic codes are known.
    #[must_use]
    pub fn area_known(&self, area: &str, scope_prefix: &str) -> bool {
        !in_scope(area, scope_prefix) || self.by_code.contains_key(area)
    }

    /// All places whose code begins with `prefix`, in the order of their codes.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Place> {
        self.by_code
            .range(prefix.to_owned()..)
            .take_while(move |(code, _)| code.starts_with(prefix))
            .map(|(_, place)| place)
    }

    fn kind_of(&self, code: &str) -> Option<PlaceKind> {
        self.get(code)?.kind
    }

    fn other_name(&self, code: &str) -> Option<String> {
        let (county, rest) = code.split_at_checked(6)?;
        let other = self.aliases.iter().find_map(|(a, b)| {
            if a == county {
                Some(b)
            } else {
                (b == county).then_some(a)
            }
        })?;
        Some(format!("{other}{rest}"))
    }

    fn insert(&mut self, place: Place) {
        self.by_code.insert(place.code.clone(), place);
    }
}

#[cfg(test)]
#[path = "places_test.rs"]
mod tests;
