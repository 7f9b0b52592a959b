//! Paper: gathers what stands on it, writes down that it was taken, makes the file.

use std::path::PathBuf;

use super::look::{Referred, ReferredById};
use super::outside;
use super::view::View;
use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::{Form, Forms};
use crate::domain::id::RecordId;
use crate::i18n::Lang;
use crate::i18n::values::Names;
use crate::report::{Filled, Format, Pen, Sheet, list, minutes, record, sign_in};
use crate::storage::Query;

/// A list on paper is never longer: a longer one is for an office table.
const LONGEST: u64 = 5_000;
/// Records read at a time.
const PAGE: u32 = 500;

/// What is printed.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A record; minutes in their own layout, an intake with its client.
    Record(RecordId),
    /// An empty form.
    Blank(String),
    /// A list; the query's limit and cursor don't count.
    List(Query),
    /// The sign-in sheet of a meeting, or an empty one.
    SignIn(Option<RecordId>),
}

/// What to print, and how.
#[derive(Debug, Clone)]
pub struct Printing {
    /// What.
    pub subject: Subject,
    /// As which kind of file.
    pub format: Format,
    /// In which language.
    pub lang: Lang,
    /// Whether protected and sensitive values stand there whole.
    pub reveal: bool,
    /// The file; it must not be there yet.
    pub out: PathBuf,
}

/// What was printed.
#[derive(Debug)]
pub struct Printed {
    /// The length of the file.
    pub bytes: u64,
    /// How many records stand in it.
    pub records: usize,
    /// That the file is not encrypted.
    pub warnings: Vec<Note>,
}

impl Workspace {
    /// Writes a paper to the file that a person named. The access log says so, and says
    /// that values were revealed, before the file is made.
    pub fn print(&mut self, world: &World, job: &Printing) -> Result<Printed> {
        outside::must_be_free(&job.out)?;
        let (sheet, records) = self.sheet(world, &job.subject, job.lang, job.reveal)?;
        let bytes = sheet.render(job.format, &world.today().to_string())?;
        self.log_look(world, "print", &records)?;
        if job.reveal {
            self.log_look(world, "reveal", &records)?;
        }
        let fault = |e| super::files::io_fault(&job.out, e);
        let length = outside::write(
            &job.out,
            |out| out.write_all(&bytes).map_err(fault),
            |_| Ok(()),
        )?;
        let mut warnings = Vec::new();
        if !records.is_empty() {
            warnings.push(Note::new("W_UNENCRYPTED").with("path", job.out.display()));
        }
        Ok(Printed {
            bytes: length,
            records: records.len(),
            warnings,
        })
    }

    /// What would stand on the paper, and whose records. Nothing is logged yet: who shows
    /// this to a person does that, as for a record.
    pub fn sheet(
        &mut self,
        world: &World,
        subject: &Subject,
        lang: Lang,
        reveal: bool,
    ) -> Result<(Sheet, Vec<RecordId>)> {
        let forms = self.forms();
        match subject {
            Subject::Record(id) => self.record_sheet(world, *id, lang, reveal),
            Subject::SignIn(Some(id)) => {
                let view = self.view_of(world, *id)?;
                let form = forms.need(&view.record.form)?;
                if form.id != sign_in::FORM {
                    return Err(Fault::new("E_SIGN_IN"));
                }
                let names = self.names(std::slice::from_ref(&view), lang, reveal)?;
                let pen = self.pen(&forms, &names, lang, reveal);
                Ok((sign_in::sheet(&pen, form, Some(&filled(&view))), vec![*id]))
            }
            Subject::SignIn(None) => {
                let names = Names::new();
                let pen = self.pen(&forms, &names, lang, reveal);
                let form = forms.need(sign_in::FORM)?;
                Ok((sign_in::sheet(&pen, form, None), Vec::new()))
            }
            Subject::Blank(form) => {
                let names = Names::new();
                let pen = self.pen(&forms, &names, lang, reveal);
                Ok((record::empty(&pen, forms.need(form)?), Vec::new()))
            }
            Subject::List(query) => self.list_sheet(world, query, lang, reveal),
        }
    }

    fn record_sheet(
        &mut self,
        world: &World,
        id: RecordId,
        lang: Lang,
        reveal: bool,
    ) -> Result<(Sheet, Vec<RecordId>)> {
        let forms = self.forms();
        let view = self.view_of(world, id)?;
        let form = forms.need(&view.record.form)?;
        let parent = view.parent.clone().filter(|_| with_above(form));
        let mut views = self.views(world, parent.into_iter().collect())?;
        views.push(view);
        let names = self.names(&views, lang, reveal)?;
        let pen = self.pen(&forms, &names, lang, reveal);
        let records = views.iter().map(|v| v.record.id).collect();
        let sheet = match views.as_slice() {
            [above, own] => record::sheet(&pen, form, &filled(own), Some(&filled(above))),
            [own] if form.id == minutes::FORM => minutes::sheet(&pen, form, &filled(own)),
            [own] => record::sheet(&pen, form, &filled(own), None),
            _ => return Err(Fault::new("E_NO_RECORD").with("id", id)),
        };
        Ok((sheet, records))
    }

    fn list_sheet(
        &mut self,
        world: &World,
        query: &Query,
        lang: Lang,
        reveal: bool,
    ) -> Result<(Sheet, Vec<RecordId>)> {
        let forms = self.forms();
        let form = forms.need(&query.form)?;
        let count = self.count(query)?;
        if count > LONGEST {
            return Err(Fault::new("E_PRINT_LONG")
                .with("count", count)
                .with("max", LONGEST));
        }
        let (mut rows, mut records) = (Vec::new(), Vec::new());
        self.each_page(world, query, lang, reveal, |pen, views| {
            rows.extend(views.iter().map(|v| list::cells(pen, form, &filled(v))));
            records.extend(views.iter().map(|v| v.record.id));
            Ok(())
        })?;
        let names = Names::new();
        let pen = self.pen(&forms, &names, lang, reveal);
        let day = world.today().to_string();
        Ok((list::sheet(&pen, form, rows, &day), records))
    }

    /// Gives every page of a list to `work`, one at a time, with a pen that knows its
    /// names.
    pub(super) fn each_page(
        &mut self,
        world: &World,
        query: &Query,
        lang: Lang,
        reveal: bool,
        mut work: impl FnMut(&Pen, &[View]) -> Result<()>,
    ) -> Result<()> {
        let forms = self.forms();
        let mut query = Query {
            limit: PAGE,
            after: None,
            ..query.clone()
        };
        loop {
            let page = self.list(&query)?;
            let views = self.views(world, page.items)?;
            let names = self.names(&views, lang, reveal)?;
            work(&self.pen(&forms, &names, lang, reveal), &views)?;
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    fn view_of(&mut self, world: &World, id: RecordId) -> Result<View> {
        let record = self.record(id)?;
        let mut views = self.views(world, vec![record])?;
        views
            .pop()
            .ok_or_else(|| Fault::new("E_NO_RECORD").with("id", id))
    }

    pub(super) fn pen<'a>(
        &'a self,
        forms: &'a Forms,
        names: &'a Names,
        lang: Lang,
        reveal: bool,
    ) -> Pen<'a> {
        Pen {
            lang,
            forms,
            codes: &self.reference.codes,
            places: &self.reference.places,
            names,
            reveal,
        }
    }

    /// What the references of these views are called.
    pub(super) fn names(&mut self, views: &[View], lang: Lang, reveal: bool) -> Result<Names> {
        let referred: ReferredById = self.referred(views)?;
        let forms = self.forms();
        let none = Names::new();
        let pen = self.pen(&forms, &none, lang, reveal);
        let name = |referred: Referred| match referred {
            Referred::Person(name) => name,
            Referred::Record(record) => {
                let form = forms.get(&record.form);
                let parts = form.into_iter().flat_map(|form| {
                    let own = form.title.iter().filter(|t| form.field(t).is_some());
                    own.map(|field| pen.of(form, &record, field))
                });
                let parts: Vec<String> = parts.filter(|p| !p.is_empty()).collect();
                parts.join(" ")
            }
        };
        Ok(referred.into_iter().map(|(id, r)| (id, name(r))).collect())
    }
}

/// Whether the paper of a form begins with the record above: in case work it does.
fn with_above(form: &Form) -> bool {
    form.noun == "case" && form.rows_of.is_none()
}

/// A view as paper reads it.
pub(super) fn filled(view: &View) -> Filled<'_> {
    Filled {
        record: &view.record,
        computed: &view.computed,
        rows: &view.rows,
        parent: view.parent.as_ref(),
    }
}
