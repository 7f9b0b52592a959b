//! Showing what an import gathered: asked for together, merged side by side, written
//! in the order of the keys.

use rusqlite::{OptionalExtension, params};

use super::gathered::IndexBatch;
use super::ingest::{Ingestion, Spent};
use super::numbers::Numbers;
use super::place::settle;
use super::project::merged;
use super::records::{Ready, Stood};
use super::tally::{note_overruled, tally_of, tell};
use super::{LogRow, Tx};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Forms;
use crate::domain::id::RecordId;
use crate::domain::record::Record;

impl Tx<'_> {
    /// Shows what was gathered: the database is asked first, then every record is
    /// merged side by side, then all are written.
    pub(super) fn flush(&self, run: &mut Ingestion) -> Result<()> {
        let mut pending: Vec<_> = std::mem::take(&mut run.pending).into_iter().collect();
        run.waiting = 0;
        if pending.is_empty() {
            return Ok(());
        }
        // In the order of ids, which is near the order of time: pages are found warm.
        pending.sort_unstable_by_key(|(id, _)| *id);
        let newest = run.newest.unwrap_or(RecordId::max());
        run.newest = pending
            .last()
            .map(|(id, _)| newest.max(*id))
            .or(Some(newest));
        let mut shown = Vec::with_capacity(pending.len());
        let mut work = Vec::new();
        for (id, mut pending) in pending {
            // Ids grow with time: beyond the newest there is nothing to look for.
            let fresh = !pending.reread && (id > newest || !self.in_log_before(id, pending.log)?);
            if let Some(ready) = pending.ready.take().filter(|_| fresh) {
                let tally = tally_of(&mut run.done, &ready.place.form, ready.unknown);
                tally.new += 1;
                tell(&mut run.done, id, None);
                shown.push((None, Some(ready)));
                continue;
            }
            let (old, changes) = if fresh {
                let mut rows = run.rows_of(&pending);
                settle(&mut rows);
                (None, rows)
            } else {
                (self.find(id)?, self.changes_of(id)?)
            };
            self.note_elsewhere(&changes)?;
            work.push(Work { old, changes });
        }
        for done in side_by_side(&self.forms, &self.numbers, work)? {
            if let Some((record, _)) = &done.new {
                self.tally(run, done.old.as_ref().map(|o| &o.record), record);
                note_overruled(run, &done.changes);
            }
            run.spent.merged.push(done.changes);
            shown.push((done.old, done.new.map(|(_, ready)| Box::new(ready))));
        }
        for (old, mut new) in shown {
            self.show(&mut run.index, old.as_ref(), new.as_deref_mut())?;
            run.spent.ready.extend(new);
        }
        if let Some(spent) = self.write_if_many(&mut run.index)? {
            run.spent.index = Some(spent);
        }
        Ok(())
    }

    /// Shows records of which nothing is shown yet, each of all its changes; their entries
    /// are gathered.
    pub(super) fn show_anew(
        &self,
        records: Vec<Vec<LogRow>>,
        batch: &mut IndexBatch,
    ) -> Result<()> {
        let work = records
            .into_iter()
            .map(|changes| Work { old: None, changes });
        for done in side_by_side(&self.forms, &self.numbers, work.collect())? {
            if let Some((_, mut ready)) = done.new {
                self.show(batch, None, Some(&mut ready))?;
            }
        }
        Ok(())
    }

    /// Writes what was gathered, if that is something, while nothing comes in.
    pub fn use_pause(&self, run: &mut Ingestion) -> Result<Option<Spent>> {
        if !run.index.is_something() {
            return Ok(None);
        }
        let mut batch = std::mem::take(&mut run.index);
        self.write_index(&mut batch)?;
        Ok(Some(Spent {
            index: Some(batch),
            ..Spent::default()
        }))
    }

    /// The greatest id of a record in the log.
    pub(super) fn newest_record(&self) -> Result<RecordId> {
        let sql = "SELECT record FROM log ORDER BY record DESC LIMIT 1";
        let newest: Option<[u8; 16]> = self.conn.query_row(sql, [], |r| r.get(0)).optional()?;
        Ok(newest.map_or(RecordId::nil(), RecordId::from_bytes))
    }

    /// Whether any change of this record came before this place in the log.
    pub(super) fn in_log_before(&self, record: RecordId, log: i64) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM log WHERE record = ?1 AND id < ?2 LIMIT 1")?
            .exists(params![&record.as_bytes()[..], log])?)
    }
}

/// A record to be merged.
struct Work {
    old: Option<(i64, Record)>,
    changes: Vec<LogRow>,
}

/// A record merged, not yet written.
struct Done {
    old: Option<Stood>,
    changes: Vec<LogRow>,
    new: Option<(Record, Ready)>,
}

/// Fewer records than this are merged sooner than a thread is begun.
const FEW: usize = 64;

/// Merges many records on as many threads as the machine has, at most four: this part
/// needs no database.
fn side_by_side(forms: &Forms, numbers: &Numbers, work: Vec<Work>) -> Result<Vec<Done>> {
    let one = |Work { old, changes }: Work| -> Result<Done> {
        let old = old.map(|(rid, record)| Stood::new(forms, numbers, rid, record));
        let new = match merged(forms, &changes) {
            Some(record) => {
                let ready = Ready::new(forms, numbers, &record)?;
                Some((record, ready))
            }
            None => None,
        };
        Ok(Done { old, changes, new })
    };
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(4);
    if threads < 2 || work.len() < FEW {
        return work.into_iter().map(one).collect();
    }
    let share = work.len().div_ceil(threads);
    let mut work = work.into_iter();
    std::thread::scope(|scope| {
        let mut running = Vec::new();
        for _ in 0..threads {
            let part: Vec<_> = work.by_ref().take(share).collect();
            running
                .push(scope.spawn(move || part.into_iter().map(one).collect::<Result<Vec<_>>>()));
        }
        let mut all = Vec::new();
        for thread in running {
            all.extend(thread.join().map_err(|_| Fault::new("E_THREAD"))??);
        }
        Ok(all)
    })
}
