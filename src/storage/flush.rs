//! Showing what an import gathered: asked for together, merged side by side, written
//! in the order of the keys.

use rusqlite::{OptionalExtension, params};

use super::ingest::{Ingestion, note_overruled};
use super::place::settle;
use super::project::merged;
use super::records::{Ready, Stood};
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
        let newest = match run.newest {
            Some(newest) => newest,
            None => self.newest_record_before(&pending)?,
        };
        run.newest = pending
            .last()
            .map(|(id, _)| newest.max(*id))
            .or(Some(newest));
        let mut work = Vec::with_capacity(pending.len());
        for (id, rows) in pending {
            let ready = run.ready.remove(&id);
            let first = rows.first().map(|row| row.id);
            let fresh = !run.stale.remove(&id)
                && first.is_some_and(|first| {
                    // Ids grow with time: beyond the newest there is nothing to look for.
                    id > newest || !self.in_log_before(id, first).unwrap_or(true)
                });
            let (old, changes) = if fresh {
                let mut rows = rows;
                settle(&mut rows);
                (None, rows)
            } else {
                (self.find(id)?, self.changes_of(id)?)
            };
            self.note_elsewhere(&changes)?;
            run.parents
                .extend(changes.iter().filter_map(|c| c.head.parent));
            let ready = ready.filter(|_| fresh && changes.len() == 1);
            work.push(Work {
                old,
                changes,
                ready,
            });
        }
        let mut batch = std::mem::take(&mut run.index);
        for done in side_by_side(self.forms(), work)? {
            if let Some(ready) = &done.new {
                self.tally(run, done.old.as_ref().map(|o| &o.record), &ready.record);
                note_overruled(run, &done.changes);
            }
            if done.old.as_ref().is_some_and(|old| batch.holds(old.rid)) {
                self.write_index(std::mem::take(&mut batch))?;
            }
            self.show(&mut batch, done.old.as_ref(), done.new)?;
        }
        if batch.is_full() {
            return self.write_index(batch);
        }
        run.index = batch;
        Ok(())
    }

    /// The greatest id of a record in the log but for the changes just gathered.
    fn newest_record_before(&self, gathered: &[(RecordId, Vec<LogRow>)]) -> Result<RecordId> {
        let first = gathered
            .iter()
            .flat_map(|(_, rows)| rows)
            .map(|row| row.id)
            .min();
        let newest: Option<[u8; 16]> = self
            .conn
            .query_row(
                "SELECT record FROM log WHERE id < ?1 ORDER BY record DESC LIMIT 1",
                [first.unwrap_or(i64::MAX)],
                |r| r.get(0),
            )
            .optional()?;
        Ok(newest.map_or(RecordId::nil(), RecordId::from_bytes))
    }

    fn in_log_before(&self, record: RecordId, log: i64) -> Result<bool> {
        Ok(self
            .conn
            .prepare_cached("SELECT 1 FROM log WHERE record = ?1 AND id < ?2 LIMIT 1")?
            .exists(params![&record.as_bytes()[..], log])?)
    }
}

/// A record to be merged, unless it came ready.
struct Work {
    old: Option<(i64, Record)>,
    changes: Vec<LogRow>,
    ready: Option<Ready>,
}

/// A record merged, not yet written.
struct Done {
    old: Option<Stood>,
    changes: Vec<LogRow>,
    new: Option<Ready>,
}

/// Merges many records on as many threads as the machine has, at most four: this part
/// needs no database.
fn side_by_side(forms: &Forms, work: Vec<Work>) -> Result<Vec<Done>> {
    let one = |Work {
                   old,
                   changes,
                   ready,
               }: Work|
     -> Result<Done> {
        let old = old.map(|(rid, record)| Stood::new(forms, rid, record));
        let new = match ready {
            Some(ready) => Some(ready),
            None => merged(forms, &changes)?,
        };
        Ok(Done { old, changes, new })
    };
    let to_merge = work.iter().filter(|w| w.ready.is_none()).count();
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(4);
    if threads < 2 || to_merge < 256 {
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
