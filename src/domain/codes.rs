//! Code lists: those of the standards (fixed), the program's own (a town may add codes),
//! the vote rules and star schemes, and the service catalogue as the list `catalogue`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::fault::Result;
pub use super::toml_text::Text;
use super::toml_text::parse;

/// The list id under which the service catalogue is found.
pub const CATALOGUE: &str = "catalogue";
/// What a town's own list must begin with.
const OWN: &str = "x_";

/// One code with its labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Code {
    /// The stored string; leading zeros matter.
    pub code: String,
    /// The Chinese label.
    pub zh: String,
    /// The English label.
    pub en: String,
    /// Whether a town added it.
    pub added: bool,
    attributes: BTreeMap<String, Value>,
}

impl Code {
    /// The label in the language of this tag: English for `en…`, else Chinese.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        choose(language, &self.zh, &self.en)
    }

    /// A yes-or-no attribute (`sensitive`, `extension`, `quorum_strict`); absent is no.
    #[must_use]
    pub fn flag(&self, attribute: &str) -> bool {
        self.value(attribute).and_then(Value::as_bool) == Some(true)
    }

    /// An attribute in words (`group`, `direction`, `level`, `short`, `alpha`, `rule`,
    /// `base`, `category`, `unit`, `record`).
    #[must_use]
    pub fn text(&self, attribute: &str) -> Option<&str> {
        self.value(attribute).and_then(Value::as_str)
    }

    /// An attribute that is a row of whole numbers (`hours`, `medals`, `quorum`, `pass`);
    /// absent is empty.
    #[must_use]
    pub fn numbers(&self, attribute: &str) -> Vec<i64> {
        let row = self.value(attribute).and_then(Value::as_array);
        row.into_iter()
            .flatten()
            .filter_map(Value::as_integer)
            .collect()
    }

    /// An attribute that is a row of words (`medal_names`); absent is empty.
    #[must_use]
    pub fn words(&self, attribute: &str) -> Vec<&str> {
        let row = self.value(attribute).and_then(Value::as_array);
        row.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Whether a form offers it. Minor codes of education (GB/T 4658-2006) are accepted
    /// and not offered.
    #[must_use]
    pub fn offered(&self) -> bool {
        self.text("level") != Some("minor")
    }

    fn value(&self, attribute: &str) -> Option<&Value> {
        self.attributes.get(attribute)
    }
}

/// One list.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeList {
    /// As a form names it: `gender`, `enum.case_source`, `catalogue`.
    pub id: String,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
    /// The standard, for the lists of standards: `GB/T 2261.1-2003`. Such a list is fixed.
    pub source: Option<String>,
    /// In the order they are shown.
    pub codes: Vec<Code>,
}

impl CodeList {
    /// The code, if it is on the list.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|c| c.code == code)
    }

    /// The list's name in the language of this tag.
    #[must_use]
    pub fn label(&self, language: &str) -> &str {
        choose(language, &self.zh, &self.en)
    }

    /// The codes a form offers.
    pub fn offered(&self) -> impl Iterator<Item = &Code> {
        self.codes.iter().filter(|c| c.offered())
    }
}

/// All lists.
#[derive(Debug, Clone, PartialEq)]
pub struct Codes {
    /// Which catalogue the codes of [`CATALOGUE`] belong to; stored with a record.
    pub catalogue_id: String,
    /// Its version; stored with a record.
    pub catalogue_version: u32,
    lists: Vec<CodeList>,
}

impl Codes {
    /// The built-in lists and catalogue, with a town's own codes over them.
    pub fn built_in(town: Option<Text<'_>>) -> Result<Self> {
        let codes = Text {
            file: "codes.toml",
            text: include_str!("../../config/codes.toml"),
        };
        let catalogue = Text {
            file: "catalogue.toml",
            text: include_str!("../../config/catalogue.toml"),
        };
        Self::read(codes, catalogue, town)
    }

    /// Reads lists, a catalogue (a town's tender list may stand in its place) and a
    /// town's own codes. The latter adds codes to lists that are of no standard, adds lists
    /// whose id begins with `x_`, and gives codes and lists other labels; it never removes
    /// or changes a built-in code. Anything broken is `E_CODES_FILE` with `file`, `line`,
    /// `reason` (`syntax`, `twice`, `no_label`, `bad_code`, `empty`, `fixed`, `unknown_list`,
    /// `changed`) and `detail`.
    pub fn read(codes: Text<'_>, catalogue: Text<'_>, town: Option<Text<'_>>) -> Result<Self> {
        let mut lists = Vec::new();
        for list in parse::<CodesText>(codes)?.list {
            add_list(&mut lists, codes, list, false)?;
        }
        let text: CatalogueText = parse(catalogue)?;
        let (catalogue_id, catalogue_version) = (text.catalogue_id.clone(), text.version);
        lists.push(catalogue_list(catalogue, text)?);
        if let Some(town) = town {
            for list in parse::<CodesText>(town)?.list {
                match lists.iter_mut().find(|l| l.id == list.get_ref().id) {
                    Some(known) => overlay(known, town, list.into_inner())?,
                    None => add_list(&mut lists, town, list, true)?,
                }
            }
        }
        Ok(Self {
            catalogue_id,
            catalogue_version,
            lists,
        })
    }

    /// The list of this id.
    #[must_use]
    pub fn list(&self, id: &str) -> Option<&CodeList> {
        self.lists.iter().find(|l| l.id == id)
    }

    /// Every list, in the order of the files.
    #[must_use]
    pub fn lists(&self) -> &[CodeList] {
        &self.lists
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CodesText {
    #[serde(rename = "version")]
    _version: Option<String>,
    #[serde(default)]
    list: Vec<Spanned<ListText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListText {
    id: String,
    zh: Option<String>,
    en: Option<String>,
    source: Option<String>,
    #[serde(default)]
    codes: Vec<Spanned<CodeText>>,
}

#[derive(Deserialize)]
struct CodeText {
    code: String,
    zh: Option<String>,
    en: Option<String>,
    #[serde(flatten)]
    attributes: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueText {
    catalogue_id: String,
    version: u32,
    zh: String,
    en: Option<String>,
    category: Vec<CategoryText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryText {
    id: String,
    zh: String,
    en: Option<String>,
    items: Vec<Spanned<CodeText>>,
}

fn add_list(
    lists: &mut Vec<CodeList>,
    file: Text<'_>,
    list: Spanned<ListText>,
    town: bool,
) -> Result<()> {
    let at = list.span().start;
    let text = list.into_inner();
    if lists.iter().any(|l| l.id == text.id) {
        return Err(file.fault(at, "twice", &text.id));
    }
    if town && !text.id.starts_with(OWN) {
        return Err(file.fault(at, "unknown_list", &text.id));
    }
    let zh = text
        .zh
        .ok_or_else(|| file.fault(at, "no_label", &text.id))?;
    if text.codes.is_empty() {
        return Err(file.fault(at, "empty", &text.id));
    }
    let mut list = CodeList {
        en: text.en.unwrap_or_else(|| zh.clone()),
        id: text.id,
        zh,
        source: text.source,
        codes: Vec::with_capacity(text.codes.len()),
    };
    for code in text.codes {
        add_code(&mut list, file, code, town)?;
    }
    lists.push(list);
    Ok(())
}

fn add_code(
    list: &mut CodeList,
    file: Text<'_>,
    code: Spanned<CodeText>,
    town: bool,
) -> Result<()> {
    let at = code.span().start;
    let code = code.into_inner();
    if list.get(&code.code).is_some() {
        return Err(file.fault(at, "twice", &code.code));
    }
    if !well_formed(&code.code) {
        return Err(file.fault(at, "bad_code", &code.code));
    }
    let zh = code
        .zh
        .ok_or_else(|| file.fault(at, "no_label", &code.code))?;
    list.codes.push(Code {
        en: code.en.unwrap_or_else(|| zh.clone()),
        code: code.code,
        zh,
        added: town,
        attributes: code.attributes,
    });
    Ok(())
}

/// A town's lines over a list that is there.
fn overlay(list: &mut CodeList, file: Text<'_>, town: ListText) -> Result<()> {
    relabel(&mut list.zh, town.zh);
    relabel(&mut list.en, town.en);
    for code in town.codes {
        let Range { start: at, .. } = code.span();
        let id = &code.get_ref().code;
        match list.codes.iter().position(|c| c.code == *id && !c.added) {
            Some(index) => {
                if let Some(known) = list.codes.get_mut(index) {
                    relabel_code(known, file, at, code.into_inner())?;
                }
            }
            None if list.source.is_some() => return Err(file.fault(at, "fixed", id)),
            None => add_code(list, file, code, true)?,
        }
    }
    Ok(())
}

fn relabel_code(known: &mut Code, file: Text<'_>, at: usize, town: CodeText) -> Result<()> {
    for (name, value) in town.attributes {
        match known.attributes.get_mut(&name) {
            Some(same) if *same == value => {}
            // A short label is a label.
            Some(label @ Value::String(_)) if name == "short" && value.is_str() => *label = value,
            _ => return Err(file.fault(at, "changed", &town.code)),
        }
    }
    relabel(&mut known.zh, town.zh);
    relabel(&mut known.en, town.en);
    Ok(())
}

fn relabel(label: &mut String, new: Option<String>) {
    if let Some(new) = new {
        *label = new;
    }
}

fn catalogue_list(file: Text<'_>, text: CatalogueText) -> Result<CodeList> {
    let mut list = CodeList {
        id: CATALOGUE.to_owned(),
        en: text.en.unwrap_or_else(|| text.zh.clone()),
        zh: text.zh,
        source: None,
        codes: Vec::new(),
    };
    for category in text.category {
        let CategoryText { id, zh, en, items } = category;
        let en = en.unwrap_or_else(|| zh.clone());
        for item in items {
            add_code(&mut list, file, item, false)?;
            if let Some(code) = list.codes.last_mut() {
                let mut set = |name: &str, value: &str| {
                    code.attributes
                        .insert(name.to_owned(), Value::String(value.to_owned()));
                };
                set("category", &id);
                set("category_zh", &zh);
                set("category_en", &en);
            }
        }
    }
    Ok(list)
}

/// What may be stored as a code: 1 to 60 ASCII letters, digits, `_`, `-` or `.`.
fn well_formed(code: &str) -> bool {
    (1..=60).contains(&code.len())
        && code
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

fn choose<'a>(language: &str, zh: &'a str, en: &'a str) -> &'a str {
    if language.starts_with("en") { en } else { zh }
}

#[cfg(test)]
#[path = "codes_test.rs"]
mod tests;
