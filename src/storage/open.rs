//! Making and opening the database file.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::{Store, names::Names};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Forms;
use crate::domain::id::hex;

/// The raw 32-byte key of the database. It opens in under a millisecond, where a
/// passphrase would be stretched anew at every connection.
pub type DbKey = Zeroizing<[u8; 32]>;

/// The version of the schema this program writes. A database of a newer one is
/// refused untouched; older ones are migrated step by step.
const SCHEMA: i64 = 3;

/// What each older version lacks: `STEPS[v - 1]` makes version `v + 1` of version `v`.
const STEPS: &[&str] = &[
    "CREATE TABLE draft (
       key TEXT PRIMARY KEY, form TEXT NOT NULL, title TEXT NOT NULL,
       body TEXT NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;",
    "CREATE TABLE buried (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
     CREATE TABLE control (log INTEGER PRIMARY KEY REFERENCES log(id)) STRICT;",
];

/// What marks the file as a workspace database ("3she").
const APPLICATION: i64 = 0x3373_6865;

impl Store {
    /// Makes a new database; refuses to touch an existing file.
    pub fn create(path: &Path, key: &DbKey, forms: Arc<Forms>) -> Result<Self> {
        if path.exists() {
            return Err(Fault::new("E_WORKSPACE_EXISTS").with("path", path.display()));
        }
        let conn = connect(path, key, true)?;
        conn.execute_batch("BEGIN EXCLUSIVE")?;
        conn.execute_batch(include_str!("schema.sql"))?;
        conn.pragma_update(None, "application_id", APPLICATION)?;
        conn.pragma_update(None, "user_version", SCHEMA)?;
        conn.execute_batch("COMMIT")?;
        let store = Self {
            conn,
            forms,
            names: Names::default(),
        };
        store.remember_forms()?;
        Ok(store)
    }

    /// Opens a database. If the forms index other fields than when it was last
    /// open, the projections are built anew first.
    pub fn open(path: &Path, key: &DbKey, forms: Arc<Forms>) -> Result<Self> {
        if !path.exists() {
            return Err(Fault::new("E_NO_WORKSPACE").with("path", path.display()));
        }
        let conn = connect(path, key, false)?;
        let application: i64 = conn.pragma_query_value(None, "application_id", |r| r.get(0))?;
        let version: i64 = conn.pragma_query_value(None, "user_version", |r| r.get(0))?;
        if application != APPLICATION {
            return Err(Fault::new("E_DB_DAMAGED").with("path", path.display()));
        }
        if version > SCHEMA {
            return Err(Fault::new("E_DB_NEWER")
                .with("theirs", version)
                .with("ours", SCHEMA));
        }
        migrate(&conn, version)?;
        let mut store = Self {
            conn,
            forms,
            names: Names::default(),
        };
        if !store.forms_remembered()? {
            store.rebuild()?;
            store.remember_forms()?;
        }
        Ok(store)
    }

    /// A digest of everything in the forms that decides what projections hold.
    fn forms_digest(&self) -> String {
        super::index::digest(&self.forms)
    }

    fn remember_forms(&self) -> Result<()> {
        self.set_meta("forms", &self.forms_digest())
    }

    fn forms_remembered(&self) -> Result<bool> {
        Ok(self.meta("forms")?.as_deref() == Some(self.forms_digest().as_str()))
    }
}

/// Brings an older database up to this program's schema, step by step, all or nothing.
fn migrate(conn: &Connection, version: i64) -> Result<()> {
    let behind = usize::try_from(version - 1).map_err(|_| Fault::new("E_DB_DAMAGED"))?;
    let steps = STEPS.get(behind..).unwrap_or_default();
    if steps.is_empty() {
        return Ok(());
    }
    conn.execute_batch("BEGIN EXCLUSIVE")?;
    let work = || -> Result<()> {
        for step in steps {
            conn.execute_batch(step)?;
        }
        conn.pragma_update(None, "user_version", SCHEMA)?;
        conn.execute_batch("COMMIT")?;
        Ok(())
    };
    work().inspect_err(|_| {
        // What failed is told; an open transaction would only hide it.
        let _ = conn.execute_batch("ROLLBACK");
    })
}

/// One connection is keyed at a time in this process: `SQLCipher` sets its provider up
/// when a key is given, and two threads doing so together have made it refuse the key.
static KEYING: Mutex<()> = Mutex::new(());

fn connect(path: &Path, key: &DbKey, create: bool) -> Result<Connection> {
    let _alone = KEYING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = Connection::open_with_flags(path, flags)?;
    let hexed = Zeroizing::new(hex(&key[..]));
    let raw = Zeroizing::new(format!("PRAGMA key = \"x'{}'\"", hexed.as_str()));
    // What went wrong is said once, by the fault; the library would write to stderr too.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&raw)?;
    conn.execute_batch(
        "PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA busy_timeout = 0;",
    )?;
    // The first read shows whether key and file belong together.
    let _: i64 = conn.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get(0))?;
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    conn.set_prepared_statement_cache_capacity(128);
    Ok(conn)
}
