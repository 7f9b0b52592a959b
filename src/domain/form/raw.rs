//! A form file as TOML has it, before anything is understood. Unknown keys are errors.
//!
//! The head: `id`, `version`, `noun`, `zh`, `en`, `class`, and as needed `parent` (with
//! `parent_field`) or `rows_of`, `number`, `place`, `[state]` with `[[state.move]]`,
//! `roles` (who may write it), `approve`, `open_after_approval`, `title`, `list`, `[[unique]]`
//! (`fields`, and as needed `year_of`, `states`, `warn`), `[[group]]`, `[[check]]`. Then `[[page]]`s with `[[page.field]]`s in the order of the paper.
//!
//! A field has `id`, `zh`, `en`, `type`, and as needed `hint`, `required`,
//! `required_if`, `shown_if`, `[[page.field.check]]` (`that`, `zh`, `en`, `warn`),
//! `default` or `default_expr`, `computed`, `sensitive`, `protected`, `indexed`,
//! `search` (`name`, `text`, `exact`), `hidden`, `off`. Types: `text50`, `int`,
//! `int1-5`, `int0+`, `decimal1`, `bool`, `date`, `time`, `datetime`, `money`, `phone`,
//! `id`, `uscc`, `sha256`, `division`, `division12`, `auto`, `code:LIST`, `multi:LIST`,
//! `choice` (with `choices`), `ref:FORM`, `rows:FORM`, `edits:FORM` (with `set`), `grid`
//! (with `rows` and `choices`). Parts of a group are fields called `group.part`.

use serde::Deserialize;
use toml::Spanned;

use crate::domain::id::Class;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub id: Spanned<String>,
    pub version: Spanned<u32>,
    pub noun: Spanned<String>,
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
    pub class: Class,
    pub parent: Option<String>,
    pub parent_field: Option<Spanned<String>>,
    pub rows_of: Option<RowsOf>,
    pub number: Option<Number>,
    pub place: Option<Spanned<String>>,
    pub state: Option<State>,
    #[serde(default)]
    pub roles: Vec<String>,
    #[serde(default)]
    pub approve: Vec<String>,
    #[serde(default)]
    pub open_after_approval: Vec<Spanned<String>>,
    #[serde(default)]
    pub title: Vec<Spanned<String>>,
    #[serde(default)]
    pub list: Vec<Spanned<String>>,
    #[serde(default)]
    pub unique: Vec<Unique>,
    #[serde(default)]
    pub group: Vec<Group>,
    #[serde(default)]
    pub check: Vec<Check>,
    pub page: Vec<Page>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowsOf {
    pub form: String,
    pub field: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Number {
    pub prefix: String,
    pub field: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub field: Spanned<String>,
    pub list: String,
    pub order: Vec<Spanned<String>>,
    pub start: Spanned<String>,
    pub by: Option<Spanned<String>>,
    #[serde(default, rename = "move")]
    pub moves: Vec<Move>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Move {
    pub from: Vec<Spanned<String>>,
    pub to: Spanned<String>,
    #[serde(default)]
    pub guards: Vec<String>,
    #[serde(default)]
    pub roles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unique {
    pub fields: Vec<Spanned<String>>,
    pub year_of: Option<Spanned<String>>,
    #[serde(default)]
    pub states: Vec<Spanned<String>>,
    #[serde(default)]
    pub warn: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub id: Spanned<String>,
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub id: Spanned<String>,
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
    #[serde(default)]
    pub field: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Check {
    pub that: Spanned<String>,
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
    #[serde(default)]
    pub warn: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    pub code: Spanned<String>,
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    pub field: String,
    pub from: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "the flags of the file")]
pub(super) struct Field {
    pub id: Spanned<String>,
    pub zh: Spanned<String>,
    pub en: Spanned<String>,
    pub hint: Option<Label>,
    #[serde(rename = "type")]
    pub kind: Spanned<String>,
    #[serde(default)]
    pub choices: Vec<Choice>,
    #[serde(default)]
    pub rows: Vec<Choice>,
    #[serde(default)]
    pub set: Vec<Set>,
    #[serde(default)]
    pub required: bool,
    pub required_if: Option<Spanned<String>>,
    pub shown_if: Option<Spanned<String>>,
    #[serde(default)]
    pub check: Vec<Check>,
    pub default: Option<Spanned<toml::Value>>,
    pub default_expr: Option<Spanned<String>>,
    pub computed: Option<Spanned<String>>,
    #[serde(default)]
    pub sensitive: bool,
    #[serde(default)]
    pub protected: bool,
    #[serde(default)]
    pub indexed: bool,
    pub search: Option<Spanned<String>>,
    #[serde(default)]
    pub hidden: bool,
    #[serde(default)]
    pub off: bool,
}
