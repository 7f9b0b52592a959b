//! Reading: lists, one record, its history, searches, what two people did apart.

use super::Bench;
use super::list;
use super::show::{Words, minute};
use super::today;
use crate::domain::fault::Result;
use crate::domain::form::POS;
use crate::domain::id::RecordId;
use crate::i18n::sentence;
use crate::ops::conflict::Conflict;
use crate::storage::{Cursor, Query};
use crate::ui::kit::answer::{Answer, Counts, Finding, Page, Past, PastRow};
use crate::ui::kit::ask::{ListAsk, Look};

/// Counts go this far: a list that is typed at needs no more.
const MOST: u32 = 100_000;
/// Among what was typed every record found is read, so counts go this far.
const MOST_TYPED: u32 = 1000;

impl Bench {
    pub(super) fn look(&mut self, ask: Look) -> Result<Answer> {
        match ask {
            Look::Carry => self.carry(),
            Look::LastStep => self.last_step(),
            Look::List(ask) => self.list(ask),
            Look::Count(ask) => self.count(ask),
            Look::Record { id, reveal } => self.record(id, reveal),
            Look::History(id) => self.history(id),
            Look::Search(typed) => self.search(typed),
            Look::Conflicts { reveal } => self.conflicts(reveal.as_deref()),
            Look::Findings => self.findings(),
            Look::FindingCount => self.count_findings(),
            Look::Teams(after) => self.teams(after.as_deref()),
            Look::Figures(of) => self.figures(of),
            Look::Team(id) => self.team(&id),
            Look::Filters(form) => {
                let (workspace, _) = self.open()?;
                Ok(Answer::KeptFilters(workspace.kept_filters(&form)?))
            }
            Look::KeepFilter {
                form,
                name,
                filters,
            } => {
                let (workspace, _) = self.open()?;
                let kept = workspace.keep_filter(&form, &name, filters)?;
                Ok(Answer::KeptFilters(kept))
            }
            Look::Names { form, typed } => self.names(&form, &typed),
            Look::Alike(ask) => self.alike(&ask),
        }
    }

    fn list(&mut self, ask: ListAsk) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let page = workspace.list(&query(&ask)?)?;
        let views = workspace.views(world, page.items)?;
        let today = world.today();
        let words = Words::of(lang, workspace, &views)?;
        let rows = views.iter().map(|v| list::row(&words, v, today)).collect();
        Ok(Answer::Page(Page {
            rows,
            next: page.next.map(|c| c.to_word()),
            of: ask,
        }))
    }

    fn count(&mut self, ask: ListAsk) -> Result<Answer> {
        let (workspace, _) = self.open()?;
        let most = if ask.typed.trim().is_empty() {
            MOST
        } else {
            MOST_TYPED
        };
        let found = workspace.counted(&query(&ask)?, most)?;
        let all = workspace.counted(
            &Query {
                form: ask.form.clone(),
                ..Query::default()
            },
            MOST,
        )?;
        Ok(Answer::Counts(Box::new(Counts {
            of: ask,
            found: (found.n, found.more),
            all: (all.n, all.more),
        })))
    }

    fn record(&mut self, id: RecordId, reveal: bool) -> Result<Answer> {
        let (workspace, world) = self.open()?;
        let view = workspace.show(world, id)?;
        if reveal {
            workspace.log_look(world, "reveal", &[id])?;
        }
        Ok(Answer::Sheet(self.sheet(view, reveal)?))
    }

    fn history(&mut self, id: RecordId) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let someone = crate::i18n::say(lang, "word-someone", &[]);
        let past = workspace.history_whole(id)?;
        let form = workspace.record(id)?.form;
        let referred = workspace.referred_in(&form, &past)?;
        let names = Words::about(lang, workspace, referred).into_names();
        let past = past.into_iter().map(|past| {
            let shown = past.fields.into_iter().filter(|(f, _, _)| f != POS);
            let row = past.row.map(|row| PastRow {
                form: row.form,
                step: row.step,
                says: row.says,
            });
            Past {
                change: past.dot.to_string(),
                step: format!("{} {}", past.dot.device, past.step),
                row,
                when: minute(past.stamp.ms()),
                who: past.author.unwrap_or_else(|| someone.clone()),
                fields: shown.collect(),
                undo: past.undo,
                held: past.held.map(|why| crate::i18n::say(lang, &why, &[])),
            }
        });
        Ok(Answer::History(past.collect(), names))
    }

    fn conflicts(&mut self, reveal: Option<&str>) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let all = workspace.conflicts()?;
        let shown = |c: &Conflict| reveal == Some(c.id().as_str());
        if let Some(conflict) = all.iter().find(|c| shown(c)) {
            workspace.log_look(world, "reveal", &[conflict.record])?;
        }
        let mut ids: Vec<RecordId> = all.iter().map(|c| c.record).collect();
        ids.dedup();
        let records = ids.into_iter().map(|id| workspace.record(id));
        let records = records.collect::<Result<_>>()?;
        let views = workspace.views(world, records)?;
        let words = Words::of(lang, workspace, &views)?;
        let said = all.iter().filter_map(|conflict| {
            let view = views.iter().find(|v| v.record.id == conflict.record)?;
            Some(words.conflict(view, conflict, shown(conflict)))
        });
        Ok(Answer::Conflicts(said.collect()))
    }

    /// Counted once, and anew after something was written.
    fn count_findings(&mut self) -> Result<Answer> {
        let counted = match self.findings {
            Some(count) => count,
            None => self.open()?.0.findings()?.len(),
        };
        self.findings = Some(counted);
        Ok(Answer::FindingCount(today::findings(counted, self.lang)))
    }

    fn findings(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let findings = workspace.findings()?;
        let held = workspace.held()?;
        let mut ids: Vec<RecordId> = findings.iter().flat_map(|f| f.records.clone()).collect();
        ids.extend(held.iter().map(|h| h.record));
        ids.sort_unstable();
        ids.dedup();
        // What was held back may be all there is of a record: then it is not here.
        let records = ids.into_iter().filter_map(|id| workspace.record(id).ok());
        let records = records.collect();
        let views = workspace.views(world, records)?;
        let words = Words::of(lang, workspace, &views)?;
        let find = |id: &RecordId| views.iter().find(|v| v.record.id == *id);
        let mut shown = Vec::new();
        for finding in &findings {
            for id in &finding.records {
                shown.push(Finding {
                    record: Some(*id),
                    title: find(id).map_or_else(|| id.to_string(), |v| words.heading(v)),
                    text: sentence(lang, &finding.note),
                    held: false,
                });
            }
        }
        let someone = words.say("word-someone", &[]);
        for one in &held {
            let view = find(&one.record);
            let author = one.author.as_deref().unwrap_or(&someone);
            let why = words.say(&one.reason, &[]);
            shown.push(Finding {
                record: view.map(|v| v.record.id),
                title: view.map_or_else(|| words.form_name(&one.form), |v| words.heading(v)),
                text: words.say("findings-held", &[("author", author), ("why", &why)]),
                held: true,
            });
        }
        Ok(Answer::Findings(shown))
    }
}

fn query(ask: &ListAsk) -> Result<Query> {
    Ok(Query {
        form: ask.form.clone(),
        typed: ask.typed.clone(),
        filters: ask.filters.clone(),
        sort: ask.sort.clone(),
        descending: ask.descending,
        void: ask.void,
        after: ask.after.as_deref().map(Cursor::from_word).transpose()?,
        limit: ask.limit.max(1),
    })
}
