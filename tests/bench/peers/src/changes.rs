//! The changes that sanshe's log holds.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;
use taskchampion::Uuid;

pub struct Change {
    pub record: Uuid,
    pub form: String,
    pub parent: Option<Uuid>,
    /// Whether the record is new.
    pub new: bool,
    pub fields: BTreeMap<String, Value>,
}

pub fn read(path: &Path) -> Result<Vec<Change>> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut seen = std::collections::HashSet::new();
    let mut changes = Vec::new();
    for line in BufReader::new(file).lines() {
        let line: Value = serde_json::from_str(&line?)?;
        let id = |name: &str| line[name].as_str().map(Uuid::parse_str).transpose();
        let record = id("record")?.context("a change without a record")?;
        let fields = line["fields"].as_object().context("no fields")?;
        changes.push(Change {
            record,
            form: line["form"].as_str().context("no form")?.to_owned(),
            parent: id("parent")?,
            new: seen.insert(record),
            fields: fields.clone().into_iter().collect(),
        });
    }
    Ok(changes)
}
