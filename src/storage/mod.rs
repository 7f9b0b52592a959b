//! The only room that knows rusqlite: one encrypted database, the log and what is
//! projected from it.

mod board;
mod control;
mod copied;
mod drafts;
mod erase;
mod error;
mod find;
mod fit;
mod flush;
mod gathered;
mod groups;
mod index;
mod ingest;
mod interrupt;
mod judge;
mod list;
mod log;
mod met;
mod names;
mod numbers;
mod open;
mod peers;
mod place;
mod project;
mod rebuild;
mod records;
mod scales;
mod seals;
mod search;
mod small;
mod tally;
mod waiting;

use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};

use crate::domain::fault::Result;
use crate::domain::form::Forms;

pub use drafts::Kept;
pub use ingest::{Ingested, Ingestion, Overruled, Spent, Tally, Verdict, check_body};
pub use interrupt::Interrupter;
pub use judge::Judged;
pub use list::{Counted, Cursor, Page, Query};
pub use log::{LogRow, Status};
pub use open::DbKey;
pub use peers::{Peer, StoredRoster, Taken};
pub use rebuild::{ChannelState, Health, Progress, ScopeState};
pub use scales::{Incoming, Scales};
pub use seals::StoredSeal;
pub use search::Hit;
pub use small::Access;
pub use tally::TOLD;
pub use waiting::{Waiting, Waits};

/// The open database.
pub struct Store {
    conn: Connection,
    forms: Arc<Forms>,
    names: names::Names,
    numbers: Arc<numbers::Numbers>,
}

/// One transaction: everything in it happens, or nothing.
pub struct Tx<'s> {
    conn: rusqlite::Transaction<'s>,
    forms: Arc<Forms>,
    names: &'s names::Names,
    numbers: Arc<numbers::Numbers>,
}

impl Store {
    /// Runs `work` in one transaction: committed if it returns `Ok`, else undone.
    pub fn transact<T>(&mut self, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.run(work, true)
    }

    /// Runs `work` like [`Store::transact`], then takes everything back: what a dry
    /// run shows is what would happen, by the same road.
    pub fn rehearse<T>(&mut self, work: impl FnOnce(&Tx) -> Result<T>) -> Result<T> {
        self.run(work, false)
    }

    fn run<T>(&mut self, work: impl FnOnce(&Tx) -> Result<T>, keep: bool) -> Result<T> {
        let conn = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let tx = Tx {
            conn,
            forms: Arc::clone(&self.forms),
            names: &self.names,
            numbers: Arc::clone(&self.numbers),
        };
        let done = match work(&tx) {
            Ok(answer) if keep => tx.conn.commit().map(|()| answer).map_err(Into::into),
            other => {
                drop(tx);
                self.names.forget();
                return other;
            }
        };
        // A full disk may show only now: numbers that were not kept must not be used.
        if done.is_err() {
            self.names.forget();
        }
        done
    }

    /// The forms that records are read with.
    #[must_use]
    pub fn forms(&self) -> &Arc<Forms> {
        &self.forms
    }
}

impl Tx<'_> {
    /// The forms that records are read with.
    #[must_use]
    pub fn forms(&self) -> &Arc<Forms> {
        &self.forms
    }

    /// One part of a transaction that may fail by itself: if `work` does, what it wrote
    /// is taken back, and the transaction goes on.
    pub fn attempt<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.conn.execute_batch("SAVEPOINT attempt")?;
        let done = work();
        if done.is_err() {
            self.conn.execute_batch("ROLLBACK TO attempt")?;
            self.names.forget();
        }
        self.conn.execute_batch("RELEASE attempt")?;
        done
    }
}
