//! All that is kept about one person, or another root, as one file for that person: every
//! record, every change of it, and who looked at it here.

use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::outside;
use super::print::{Printed, filled};
use super::view::{Past, View};
use super::workspace::Workspace;
use super::world::{World, clock_at};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::POS;
use crate::domain::id::RecordId;
use crate::domain::stamp::Stamp;
use crate::i18n::{Lang, say};
use crate::report::{Block, Format, Layout, Pen, Sheet, Table, record};
use crate::storage::Access;

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnFormat {
    /// For people.
    Paper(Format),
    /// For programs: what another keeper of records reads.
    Json,
}

impl OwnFormat {
    /// The format of this word, or of this ending of a file name.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        if word.eq_ignore_ascii_case("json") {
            return Some(Self::Json);
        }
        Format::of(word).map(Self::Paper)
    }
}

/// Everything about one root, gathered.
struct Own {
    views: Vec<View>,
    history: Vec<(usize, Past)>,
    looks: Vec<Access>,
}

fn minute(at: Stamp) -> String {
    clock_at(at.ms()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// What was done, in words.
#[must_use]
pub fn looked(lang: Lang, what: &str) -> String {
    let id = match what {
        "show" => "word-look-show",
        "reveal" => "word-look-reveal",
        "list" => "word-look-list",
        "search" => "word-look-search",
        "export" => "word-look-export",
        "print" => "word-look-print",
        "takeout" => "word-look-takeout",
        "backup" => "word-look-backup",
        _ => return what.to_owned(),
    };
    say(lang, id, &[])
}

impl Workspace {
    /// Writes all that is kept under a root to the file that a person named, unmasked: it
    /// is theirs. The access log says so before the file is made.
    pub fn print_all(
        &mut self,
        world: &World,
        id: RecordId,
        (format, lang): (OwnFormat, Lang),
        out: &Path,
    ) -> Result<Printed> {
        outside::must_be_free(out)?;
        let own = self.own(world, id)?;
        let bytes = match format {
            OwnFormat::Json => self.own_json(&own)?,
            OwnFormat::Paper(format) => {
                let sheet = self.own_sheet(&own, lang)?;
                sheet.render(format, &world.today().to_string())?
            }
        };
        let records: Vec<RecordId> = own.views.iter().map(|v| v.record.id).collect();
        self.log_look(world, "print", &records)?;
        self.log_look(world, "reveal", &records)?;
        let fault = |e| super::files::io_fault(out, e);
        let length = outside::write(
            out,
            |sink| sink.write_all(&bytes).map_err(fault),
            |_| Ok(()),
        )?;
        Ok(Printed {
            bytes: length,
            records: records.len(),
            warnings: vec![Note::new("W_UNENCRYPTED").with("path", out.display())],
        })
    }

    fn own(&mut self, world: &World, id: RecordId) -> Result<Own> {
        let root = self.record(id)?.root;
        let records = self.store.read(|tx| {
            let under = tx.records_under(root)?;
            let records = under.iter().map(|id| tx.record(*id));
            let records: Vec<_> = records.collect::<Result<_>>()?;
            Ok(records.into_iter().flatten().collect::<Vec<_>>())
        })?;
        let mut records = records;
        // The root first, then as things happened.
        records.sort_by_key(|r| (r.id != root, r.created, r.id));
        let looks = self.store.read(|tx| {
            let all = tx.all_accesses()?.into_iter();
            let about = |a: &Access| {
                a.record
                    .is_some_and(|id| records.iter().any(|r| r.id == id))
            };
            Ok(all.filter(about).collect())
        })?;
        let views = self.views(world, records)?;
        let mut history = Vec::new();
        for (n, view) in views.iter().enumerate() {
            let past = self.history(view.record.id)?.into_iter();
            history.extend(past.map(|p| (n, p)));
        }
        history.sort_by_key(|(_, p)| (p.stamp, p.dot));
        Ok(Own {
            views,
            history,
            looks,
        })
    }

    fn own_sheet(&mut self, own: &Own, lang: Lang) -> Result<Sheet> {
        let forms = self.forms();
        let names = self.names(&own.views, lang, true)?;
        let pen = self.pen(&forms, &names, lang, true);
        let mut blocks = vec![Block::Title(pen.word("paper-own"))];
        for view in &own.views {
            let form = forms.get(&view.record.form);
            // Rows stand with the record that they are rows of.
            let Some(form) = form.filter(|f| f.rows_of.is_none()) else {
                continue;
            };
            let sheet = record::sheet(&pen, form, &filled(view), None);
            let body = sheet.blocks.into_iter();
            blocks.extend(body.filter_map(|block| match block {
                Block::Title(text) => Some(Block::Subject(text)),
                Block::Sign(_) => None,
                other => Some(other),
            }));
        }
        let table = |headings: &[&str], rows| {
            Block::Table(Table {
                headings: headings.iter().map(|id| pen.word(id)).collect(),
                rows,
                by_hand: false,
            })
        };
        let rows = own.history.iter().map(|(n, past)| {
            let unknown = || pen.word("word-someone");
            vec![
                minute(past.stamp),
                past.author.clone().unwrap_or_else(unknown),
                said(&pen, &own.views[*n], past),
            ]
        });
        blocks.push(Block::Subject(pen.word("paper-own-history")));
        let headings = ["word-time", "word-who", "word-what"];
        blocks.push(table(&headings, rows.collect()));
        let rows = own.looks.iter().map(|look| {
            let record = own.views.iter().find(|v| Some(v.record.id) == look.record);
            let form = record.and_then(|v| forms.get(&v.record.form));
            vec![
                minute(look.at),
                self.me.name.clone(),
                looked(lang, &look.what),
                form.map(|f| pen.form(f)).unwrap_or_default(),
            ]
        });
        let rows: Vec<_> = rows.collect();
        if !rows.is_empty() {
            blocks.push(Block::Subject(pen.word("paper-own-looks")));
            let headings = ["word-time", "word-who", "word-what", "word-form"];
            blocks.push(table(&headings, rows));
        }
        blocks.push(Block::Text(pen.word("paper-own-elsewhere")));
        Ok(Sheet {
            layout: Layout::Form,
            blocks,
        })
    }

    fn own_json(&self, own: &Own) -> Result<Vec<u8>> {
        let fields = |values: &crate::domain::value::Patch| -> Map<String, Json> {
            let shown = values.iter().filter(|(id, v)| *id != POS && !v.is_empty());
            shown.map(|(id, v)| (id.clone(), v.to_json())).collect()
        };
        let records = own.views.iter().map(|view| {
            let record = &view.record;
            json!({
                "id": record.id.to_string(),
                "form": record.form,
                "parent": record.parent.map(|p| p.to_string()),
                "place": record.scope.place(),
                "state": record.state,
                "void": record.void,
                "approved": record.approved,
                "fields": fields(&record.fields),
            })
        });
        let history = own.history.iter().map(|(n, past)| {
            let changed = past.fields.iter().map(|(field, before, after)| {
                let pair = json!({"before": before.to_json(), "after": after.to_json()});
                (field.clone(), pair)
            });
            json!({
                "record": own.views[*n].record.id.to_string(),
                "at": minute(past.stamp).replace(' ', "T"),
                "author": past.author,
                "undo": past.undo,
                "held": past.held,
                "fields": changed.collect::<Map<_, _>>(),
            })
        });
        let looks = own.looks.iter().map(|look| {
            json!({
                "at": minute(look.at).replace(' ', "T"),
                "by": self.me.name,
                "what": look.what,
                "record": look.record.map(|id| id.to_string()),
            })
        });
        let all = json!({
            "records": records.collect::<Vec<_>>(),
            "history": history.collect::<Vec<_>>(),
            "looks": looks.collect::<Vec<_>>(),
        });
        let mut bytes =
            serde_json::to_vec_pretty(&all).map_err(|e| Fault::new("E_FILE_WRITE").because(e))?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// What one change did, in a line.
fn said(pen: &Pen, view: &View, past: &Past) -> String {
    let Some(form) = pen.forms.get(&view.record.form) else {
        return view.record.form.clone();
    };
    let mut parts = Vec::new();
    for (field, before, after) in past.fields.iter().filter(|(field, ..)| field != POS) {
        let Some(known) = form.field(field) else {
            continue;
        };
        let (before, after) = (pen.value(known, before), pen.value(known, after));
        let label = pen.label(form, field);
        parts.push(if before.is_empty() {
            format!("{label} {after}")
        } else {
            format!("{label} {before} → {after}")
        });
    }
    let mut text = format!("{}: {}", pen.form(form), pen.joined(&parts));
    if let Some(reason) = &past.held {
        text = format!("{text} ({})", pen.word(reason));
    }
    text
}
