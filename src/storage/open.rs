//! Making and opening the database file.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::{Progress, Store, names::Names};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Forms;
use crate::domain::id::hex;

/// The raw 32-byte key of the database. It opens in under a millisecond, where a
/// passphrase would be stretched anew at every connection.
pub type DbKey = Zeroizing<[u8; 32]>;

/// The version of the schema this program writes. A database of a newer one is
/// refused untouched; older ones are migrated step by step.
const SCHEMA: i64 = 5;

/// What each older version lacks: `STEPS[v - 1]` makes version `v + 1` of version `v`.
const STEPS: &[&str] = &[
    "CREATE TABLE draft (
       key TEXT PRIMARY KEY, form TEXT NOT NULL, title TEXT NOT NULL,
       body TEXT NOT NULL, at INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;",
    "CREATE INDEX log_inactive ON log(id) WHERE status <> 0;",
    // What was exchanged is kept for each device. What others have is forgotten: numbers
    // without hashes say too little, and the next file of each says it anew.
    "ALTER TABLE card ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
     ALTER TABLE card ADD COLUMN sent_at INTEGER;
     ALTER TABLE card ADD COLUMN heard_at INTEGER;
     UPDATE card SET (sent, sent_at, heard_at) =
       (SELECT sent, sent_at, heard_at FROM peer WHERE peer.person = card.person);
     ALTER TABLE peer DROP COLUMN sent;
     ALTER TABLE peer DROP COLUMN sent_at;
     ALTER TABLE peer DROP COLUMN heard_at;
     CREATE TABLE alias (was BLOB PRIMARY KEY, person BLOB NOT NULL) STRICT, WITHOUT ROWID;
     DROP TABLE peer_have;
     CREATE TABLE peer_have (
       key BLOB NOT NULL, channel TEXT NOT NULL, runs TEXT NOT NULL,
       PRIMARY KEY (key, channel)
     ) STRICT, WITHOUT ROWID;
     ALTER TABLE peer_tip RENAME TO old_tip;
     CREATE TABLE peer_tip (
       key BLOB NOT NULL, channel TEXT NOT NULL, tip INTEGER NOT NULL,
       PRIMARY KEY (key, channel)
     ) STRICT, WITHOUT ROWID;
     INSERT INTO peer_tip SELECT c.key, t.channel, t.tip
       FROM old_tip t JOIN card c ON c.person = t.person;
     DROP TABLE old_tip;
     ALTER TABLE received RENAME TO old_received;
     CREATE TABLE received (
       key BLOB NOT NULL, number INTEGER NOT NULL, volume INTEGER NOT NULL,
       last INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (key, number, volume)
     ) STRICT, WITHOUT ROWID;
     INSERT INTO received SELECT c.key, r.number, 1, 1, r.at
       FROM old_received r JOIN card c ON c.person = r.person;
     DROP TABLE old_received;",
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
        make_private(path)?;
        let conn = connect(path, key, true)?;
        conn.execute_batch("BEGIN EXCLUSIVE")?;
        conn.execute_batch(include_str!("schema.sql"))?;
        conn.pragma_update(None, "application_id", APPLICATION)?;
        conn.pragma_update(None, "user_version", SCHEMA)?;
        conn.execute_batch("COMMIT")?;
        let mut store = Self::new(conn, forms);
        store.remember_forms()?;
        store.number_forms()?;
        Ok(store)
    }

    /// Opens a database. If the forms index other fields than when it was last
    /// open, the projections are built anew first.
    pub fn open(path: &Path, key: &DbKey, forms: Arc<Forms>) -> Result<Self> {
        Self::open_watched(path, key, forms, &mut |_, _| true)
    }

    /// [`Store::open`], and `progress` hears how far it is if projections are built anew.
    /// If that is cancelled the database stays as it was, and the next opening begins it
    /// again.
    pub fn open_watched(
        path: &Path,
        key: &DbKey,
        forms: Arc<Forms>,
        progress: &mut Progress,
    ) -> Result<Self> {
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
        let mut store = Self::new(conn, forms);
        store.number_forms()?;
        if !store.forms_remembered()? {
            store.renew(progress)?;
        }
        Ok(store)
    }

    fn new(conn: Connection, forms: Arc<Forms>) -> Self {
        Self {
            conn,
            forms,
            names: Names::default(),
            numbers: Arc::default(),
        }
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

/// Makes the file, empty, for its owner alone: the files that the library puts beside it
/// take their rights from it.
fn make_private(path: &Path) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let full = |e: &ErrorKind| matches!(e, ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
    options.open(path).map(drop).map_err(|e| {
        let code = if full(&e.kind()) {
            "E_DISK_FULL"
        } else {
            "E_READ_ONLY"
        };
        Fault::new(code).with("path", path.display()).because(e)
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
