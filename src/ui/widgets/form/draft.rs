//! A form on its way to the drafts and back: what a person touched, nothing else, so that
//! what changed meanwhile in the record is not lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::cursor::unfit;
use super::{Cell, Filling, RowFill};
use crate::domain::fault::Note;
use crate::domain::form::{Kind, Object};
use crate::domain::id::{Dot, RecordId};
use crate::domain::value::Patch;
use crate::ui::kit::Cx;

/// A form as a draft keeps it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// What was touched: typed text as it was typed, choices as values.
    #[serde(default)]
    pub cells: BTreeMap<String, Json>,
    /// The heads of what was touched, as they were on the screen: what comes into the
    /// record meanwhile was not seen.
    #[serde(default)]
    pub seen: BTreeMap<String, Vec<String>>,
    /// What was typed into fields with choices and fitted none.
    #[serde(default)]
    pub loose: BTreeMap<String, String>,
    /// Rows by field.
    #[serde(default)]
    pub rows: BTreeMap<String, Vec<KeptRow>>,
    /// The field under the cursor.
    #[serde(default)]
    pub at: String,
    /// The page.
    #[serde(default)]
    pub page: usize,
}

/// A row as a draft keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptRow {
    id: Option<String>,
    #[serde(default)]
    void: bool,
    fill: Kept,
    /// The saved fields of a record elsewhere that is changed.
    #[serde(default)]
    elsewhere: Option<Patch>,
}

impl Filling {
    /// Whether anything stands here otherwise than it is saved.
    #[must_use]
    pub fn differs(&self, cx: &Cx) -> bool {
        let Some(form) = self.form(&cx.forms) else {
            return true;
        };
        let other = |id: &String| {
            let (Some(field), Some(cell)) = (form.field(id), self.cells.get(id)) else {
                return true;
            };
            let saved = self.before.get(id).cloned().unwrap_or_default();
            cell.to_json() != Cell::of(field, &saved).to_json()
        };
        let row = |r: &RowFill| r.void || r.id.is_none() || r.fill.differs(cx);
        self.touched.iter().any(other)
            || !self.loose.is_empty()
            || !self.search.text().is_empty()
            || self.rows.values().flatten().any(row)
    }

    /// As a draft keeps it.
    #[must_use]
    pub fn kept(&self) -> Kept {
        self.kept_with(false)
    }

    /// As a draft keeps it, with what was seen of all fields or of those touched.
    fn kept_with(&self, all: bool) -> Kept {
        let seen = self
            .seen
            .iter()
            .filter(|(f, _)| all || self.touched.contains(*f) || self.loose.contains_key(*f));
        let text = |dots: &Vec<Dot>| dots.iter().map(Dot::to_string).collect();
        let loose = self.loose.iter();
        let loose = loose.filter_map(|(f, n)| Some((f.clone(), unfit(n)?.to_owned())));
        let cell = |id: &String| Some((id.clone(), self.cells.get(id)?.to_json()));
        let row = |r: &RowFill| KeptRow {
            id: r.id.map(|id| id.to_string()),
            void: r.void,
            // Who takes a row away answers for all that stood in it.
            fill: r.fill.kept_with(r.void),
            elsewhere: r.fill.only.as_ref().map(|_| r.fill.before.clone()),
        };
        Kept {
            cells: self.touched.iter().filter_map(cell).collect(),
            seen: seen.map(|(f, dots)| (f.clone(), text(dots))).collect(),
            loose: loose.collect(),
            rows: self
                .rows
                .iter()
                .map(|(field, rows)| (field.clone(), rows.iter().map(row).collect()))
                .collect(),
            at: self.at.clone(),
            page: self.page,
        }
    }

    /// Puts what a draft kept over what stands here.
    pub fn restore(&mut self, kept: &Kept, cx: &Cx) {
        self.restore_own(kept, cx);
        self.refresh_all(cx);
        self.settle(cx);
    }

    fn restore_own(&mut self, kept: &Kept, cx: &Cx) {
        let Some(form) = self.form(&cx.forms) else {
            return;
        };
        for (id, json) in &kept.cells {
            // A field that the form has no more stays in the draft and is not shown.
            let Some(field) = form.field(id).filter(|f| !f.hidden && !f.is_rows()) else {
                continue;
            };
            self.cells.insert(id.clone(), Cell::from_json(field, json));
            self.touched.insert(id.clone());
            self.left.insert(id.clone());
        }
        for (field, typed) in &kept.loose {
            let note = Note::new("E_NO_CHOICE").with("value", typed).at(field);
            self.loose.insert(field.clone(), note);
        }
        for (field, dots) in &kept.seen {
            let dots = dots.iter().filter_map(|d| d.parse().ok()).collect();
            self.seen.insert(field.clone(), dots);
        }
        for (field, rows) in &kept.rows {
            let kind = form.field(field).map(|f| &f.kind);
            let list = self.rows.entry(field.clone()).or_default();
            for row in rows {
                let id: Option<RecordId> = row.id.as_ref().and_then(|id| id.parse().ok());
                let known = id.and_then(|id| list.iter().position(|r| r.id == Some(id)));
                let at = known.unwrap_or_else(|| {
                    let fill = match (kind, &row.elsewhere) {
                        (Some(Kind::Rows { form }), None) if id.is_none() => cx
                            .forms
                            .get(form)
                            .map(|f| Self::fresh(f, &Object::new(), None, cx)),
                        (Some(Kind::Edits { form, set }), Some(before)) => {
                            cx.forms.get(form).map(|f| Self::edits(f, before, set, cx))
                        }
                        // A saved row that is gone: nothing to change any more.
                        _ => None,
                    };
                    if let Some(fill) = fill {
                        list.push(RowFill {
                            id,
                            void: row.void,
                            fill,
                        });
                    }
                    list.len().saturating_sub(1)
                });
                if let Some(there) = list.get_mut(at).filter(|r| r.id == id) {
                    there.void = row.void;
                    there.fill.restore_own(&row.fill, cx);
                }
            }
        }
        self.at.clone_from(&kept.at);
        self.page = kept.page;
    }
}
