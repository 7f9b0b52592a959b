//! SQLite's session extension: a changeset is made, written to a file, and applied to an
//! empty database with the same schema and sanshe's durability.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use rusqlite::session::{ConflictAction, Session};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::changes::Change;
use crate::{timed, told};

const SCHEMA: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE record (
      id BLOB PRIMARY KEY, form TEXT NOT NULL, parent BLOB, fields TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX record_form ON record(form, id);
    CREATE INDEX record_parent ON record(parent, form) WHERE parent IS NOT NULL;";

pub fn run(changes: &[Change], rounds: usize) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (mut made, mut applied) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let at = |name: &str| dir.path().join(format!("{name}{round}"));
        let from = open(&at("from"))?;
        // A changeset keeps one change of a record; edits get a second one.
        let mut time = 0.0;
        for (new, name) in [(true, "new"), (false, "edits")] {
            let mut session = Session::new(&from)?;
            session.attach::<&str>(None)?;
            write(&from, changes.iter().filter(|c| c.new == new))?;
            time += timed(|| {
                let mut file = File::create(at(name))?;
                session.changeset_strm(&mut file as &mut dyn Write)?;
                Ok(file.sync_all()?)
            })?
            .0;
        }
        made.push(time);
        let to = open(&at("to"))?;
        let (time, ()) = timed(|| {
            for name in ["new", "edits"] {
                let mut file = File::open(at(name))?;
                to.apply_strm(&mut file, None::<fn(&str) -> bool>, |_, _| {
                    ConflictAction::SQLITE_CHANGESET_ABORT
                })?;
            }
            Ok(())
        })?;
        applied.push(time);
        let count = |c: &Connection| c.query_row("SELECT count(*) FROM record", [], |r| r.get(0));
        let (a, b): (u64, u64) = (count(&from)?, count(&to)?);
        anyhow::ensure!(a == b, "{a} records became {b}");
    }
    let by = format!("SQLite {} session", rusqlite::version());
    told("push", &by, changes.len(), ("ms", json!(made)));
    told("pull", &by, changes.len(), ("ms", json!(applied)));
    Ok(())
}

fn open(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch(SCHEMA)?;
    Ok(conn)
}

fn write<'a>(conn: &Connection, changes: impl Iterator<Item = &'a Change>) -> Result<()> {
    conn.execute_batch("BEGIN")?;
    for c in changes {
        let fields = serde_json::to_string(&c.fields)?;
        if c.new {
            conn.prepare_cached("INSERT INTO record VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![
                    &c.record.as_bytes()[..],
                    c.form,
                    c.parent.as_ref().map(|p| &p.as_bytes()[..]),
                    fields
                ])?;
            continue;
        }
        let id = &c.record.as_bytes()[..];
        let old: String = conn
            .prepare_cached("SELECT fields FROM record WHERE id = ?1")?
            .query_row([id], |r| r.get(0))?;
        let mut old: Value = serde_json::from_str(&old)?;
        for (name, value) in &c.fields {
            old[name] = value.clone();
        }
        conn.prepare_cached("UPDATE record SET fields = ?2 WHERE id = ?1")?
            .execute(params![id, old.to_string()])?;
    }
    conn.execute_batch("COMMIT")?;
    Ok(())
}
