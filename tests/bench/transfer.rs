//! Export, import and repeat import, each beside its yardstick.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params_from_iter};
use sanshe::domain::role::Role;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use sanshe::sync::container::{Limits, Opened};
use sanshe::sync::keys::Secrets;
use sanshe::text::split;

use crate::data::{self, SECRET};
use crate::table::{self, Spread, spread, timed, timed_alone};

/// How often each thing is done; once with so much data that it takes minutes.
pub fn rounds(size: u64) -> usize {
    match size {
        0..=50_000 => 9,
        50_001..=500_000 => 3,
        _ => 1,
    }
}

/// So often is a file taken in again: it takes milliseconds.
const AGAIN: usize = 5;

/// So often at least is a file made: one round of an import takes minutes, a file seconds.
const EXPORTS: usize = 3;

const SCHEMA: &str = include_str!("../../src/storage/schema.sql");
const PRAGMAS: &str = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768;
    PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

/// An encrypted database with the workspace's pragmas and nothing in it.
pub fn bare(path: &Path) -> Connection {
    open(path, &"5a".repeat(32))
}

fn open(path: &Path, key: &str) -> Connection {
    let conn = Connection::open(path).expect("a database");
    conn.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {PRAGMAS}"))
        .expect("pragmas");
    conn
}

pub fn secrets(home: &Path) -> Secrets {
    let sealed = std::fs::read(home.join("keys.age")).expect("keys");
    Secrets::open_with_passphrase(&sealed, SECRET).expect("secrets")
}

/// A worker whose workspace is full.
pub struct Pair {
    pub dir: tempfile::TempDir,
    pub worker: Workspace,
    pub world: World,
    pub written: u64,
}

pub fn pair(size: u64) -> Pair {
    let dir = tempfile::tempdir().expect("a folder");
    let (worker, world, written) = data::filled(size, &dir.path().join("worker"));
    Pair {
        dir,
        worker,
        world,
        written,
    }
}

pub type Chief = (Workspace, World, PathBuf, String);

/// Coordinators who know the worker, one for each round.
pub fn chiefs(pair: &mut Pair, at: &Path) -> Vec<Chief> {
    let mut chiefs = Vec::new();
    for i in 0..rounds(pair.written) {
        let mut world = data::world(100 + i as u64);
        let name = format!("陈协调{i}");
        let home = at.join(format!("chief{i}"));
        let mut ws = data::workspace(&home, &name, "320585101", Role::Coordinator, &mut world);
        let (a, b) = (at.join(format!("a{i}")), at.join(format!("b{i}")));
        let a_print = pair.worker.write_card(&pair.world, &a).expect("a card");
        let b_print = ws.write_card(&world, &b).expect("a card");
        ws.trust(&mut world, &a, &a_print, &[]).expect("trust");
        pair.worker
            .trust(&mut pair.world, &b, &b_print, &[])
            .expect("trust");
        chiefs.push((ws, world, home, name));
    }
    chiefs
}

/// A file with everything for one of the coordinators, into a new folder.
fn export(pair: &mut Pair, name: &str, out: &Path) -> (Duration, Vec<PathBuf>) {
    std::fs::create_dir(out).expect("a folder");
    let (time, made) = timed_alone(|| {
        pair.worker
            .export(&mut pair.world, name, out, &mut |_, _| true)
            .expect("a file")
    });
    (time, made.files)
}

/// The first file: all that was written is sealed for it, which is done once.
fn first_export(pair: &mut Pair, (_, _, home, name): &Chief, at: &Path) {
    let (time, files) = export(pair, name, &at.join("first"));
    let pipe = public_pipeline(&files, &secrets(home), &at.join("plain"));
    let (ours, yard) = (spread(&[time]), spread(&[pipe]));
    table::line(
        "the first export: everything is sealed too",
        pair.written,
        ours,
        yard,
        ours.median / yard.median,
        "once",
    );
}

pub fn run(size: u64) {
    let mut pair = pair(size);
    let at = pair.dir.path().to_path_buf();
    let mut chiefs = chiefs(&mut pair, &at);
    first_export(&mut pair, &chiefs[0], &at);
    let mut exports = Vec::new();
    let mut pipes = Vec::new();
    let mut imports = Vec::new();
    let mut inserts = Vec::new();
    let mut sorted = Vec::new();
    let mut repeats = Vec::new();
    let mut reads = Vec::new();
    let mut per_change = 0;
    for (i, (chief, world, home, name)) in chiefs.iter_mut().enumerate() {
        let secrets = secrets(home);
        let mut files = Vec::new();
        for n in 0..EXPORTS.div_ceil(rounds(pair.written)) {
            let (time, made) = export(&mut pair, name, &at.join(format!("out{i}-{n}")));
            exports.push(time);
            pipes.push(public_pipeline(&made, &secrets, &at.join("plain")));
            files = made;
        }
        let (time, came) = timed_alone(|| {
            let mut import = |f| {
                chief
                    .import(world, f, false, &mut |_, _| true)
                    .expect("an import")
            };
            files.iter().map(|f| import(f).came.changes).sum::<u64>()
        });
        assert_eq!(came, pair.written);
        imports.push(time);
        for _ in 0..AGAIN {
            let (time, known) = timed(|| {
                let mut import = |f| {
                    chief
                        .import(world, f, false, &mut |_, _| true)
                        .expect("an import")
                };
                files.iter().map(|f| import(f).came.changes).sum::<u64>()
            });
            assert_eq!(known, 0);
            repeats.push(time);
            reads.push(read_all(&files, &secrets));
        }
        chief.store.checkpoint().expect("checkpoint");
        per_change =
            std::fs::metadata(home.join("sanshe.db")).map_or(0, |m| m.len()) / pair.written;
        inserts.push(insert_same_rows(
            home,
            &at.join(format!("yard{i}.db")),
            "rid",
            None,
        ));
        sorted.push(insert_same_rows(
            home,
            &at.join(format!("sorted{i}.db")),
            "1",
            None,
        ));
    }
    report(
        pair.written,
        [&exports, &pipes],
        [&imports, &inserts],
        [&repeats, &reads],
    );
    let (ours, best) = (spread(&imports), spread(&sorted));
    table::line(
        "  the same, rows already sorted by key",
        pair.written,
        ours,
        best,
        best.median / ours.median,
        "",
    );
    table::figure(
        "bytes per change in the database",
        pair.written,
        (per_change as f64, "B"),
        "",
    );
}

fn report(n: u64, export: [&[Duration]; 2], import: [&[Duration]; 2], repeat: [&[Duration]; 2]) {
    let both = |[a, b]: [&[Duration]; 2]| -> (Spread, Spread) { (spread(a), spread(b)) };
    let (ours, yard) = both(export);
    table::line(
        "export / zstd, tar, age by shell",
        n,
        ours,
        yard,
        ours.median / yard.median,
        "<= 1.3",
    );
    let (ours, yard) = both(import);
    table::line(
        "import speed / inserting the same rows",
        n,
        ours,
        yard,
        yard.median / ours.median,
        ">= 0.8",
    );
    let (ours, yard) = both(repeat);
    table::line(
        "repeat import / decrypt and hash",
        n,
        ours,
        yard,
        ours.median / yard.median,
        "<= 1.5",
    );
}

/// Decrypts files and hashes their parts.
pub fn read_all(files: &[PathBuf], secrets: &Secrets) -> Duration {
    let (time, ()) = timed(|| {
        for file in files {
            let bytes = std::fs::read(file).expect("a file");
            let opened = Opened::new(&bytes, &secrets.identity, &Limits::default());
            let opened = opened.expect("opened");
            opened
                .check_parts(&opened.manifest().expect("manifest"), &Limits::default())
                .expect("hashes");
        }
    });
    time
}

/// The public tools on the same bytes: `zstd -3` of each part, sha256 of each, one
/// `tar`, one `age` to the same recipient.
pub fn public_pipeline(files: &[PathBuf], secrets: &Secrets, at: &Path) -> Duration {
    std::fs::create_dir_all(at).expect("a folder");
    for (i, file) in files.iter().enumerate() {
        let bytes = std::fs::read(file).expect("a file");
        let opened = Opened::new(&bytes, &secrets.identity, &Limits::default()).expect("opened");
        let manifest = opened.manifest().expect("a manifest");
        for name in ["seals.zst", "heads.zst", "bodies.zst"] {
            let plain = opened
                .unpack(&manifest, name, &Limits::default())
                .expect("a part");
            let plain_name = format!("{i}-{}", name.trim_end_matches(".zst"));
            std::fs::write(at.join(plain_name), plain).expect("a part");
        }
    }
    let script = "set -e; for f in *-seals *-heads *-bodies; do zstd -q -3 $f; done; \
                  sha256sum *.zst > sums; tar -cf - *.zst | age -r \"$TO\" -o out.age; sync out.age";
    let (time, done) = timed_alone(|| {
        Command::new("sh")
            .args(["-c", script])
            .current_dir(at)
            .env("TO", secrets.recipient().to_string())
            .stdin(Stdio::null())
            .status()
    });
    assert!(
        done.expect("a shell").success(),
        "zstd, tar and age are needed (Debian: zstd tar age)"
    );
    std::fs::remove_dir_all(at).expect("removed");
    time
}

/// How far a database had come: its last change and its last record.
#[derive(Clone, Copy)]
pub struct Mark {
    log: i64,
    rid: i64,
}

impl Mark {
    /// How far the workspace in this folder has come.
    pub fn of(home: &Path) -> Self {
        let from = own(home);
        let last = |sql: &str| from.query_row(sql, [], |r| r.get(0)).expect("a number");
        Self {
            log: last("SELECT coalesce(max(id), 0) FROM log"),
            rid: last("SELECT coalesce(max(rid), 0) FROM record"),
        }
    }

    /// The rows of a table up to here, and those after.
    fn parts(self, table: &str) -> [String; 2] {
        let (column, last) = match table {
            "log" => ("id", self.log),
            "record" | "ix" | "prefix" => ("rid", self.rid),
            _ => return ["true".into(), "false".into()],
        };
        [format!("{column} <= {last}"), format!("{column} > {last}")]
    }
}

/// The database of the workspace in this folder.
fn own(home: &Path) -> Connection {
    let key = sanshe::domain::id::hex(&secrets(home).db_key[..]);
    open(&home.join("sanshe.db"), &key)
}

type Rows = Vec<(String, Vec<Vec<Sql>>)>;

/// The rows of every table that satisfy what `such` says of the table, each table with
/// the statement that inserts one.
fn rows(from: &Connection, by: &str, such: &dyn Fn(&str) -> String) -> Rows {
    let tables = [
        "name", "device", "channel", "log", "seal", "record", "ix", "prefix",
    ];
    let of = |table: &str| {
        let order = if ["ix", "prefix"].contains(&table) {
            by
        } else {
            "1"
        };
        let such = such(table);
        let sql = format!("SELECT * FROM {table} WHERE {such} ORDER BY {order}");
        let mut select = from.prepare(&sql).expect("select");
        let width = select.column_count();
        let all = select
            .query_map([], |r| {
                (0..width)
                    .map(|i| r.get(i))
                    .collect::<rusqlite::Result<Vec<Sql>>>()
            })
            .expect("rows");
        let marks: Vec<String> = (1..=width).map(|i| format!("?{i}")).collect();
        let insert = format!("INSERT INTO {table} VALUES ({})", marks.join(","));
        (insert, all.collect::<rusqlite::Result<_>>().expect("rows"))
    };
    tables.into_iter().map(of).collect()
}

fn insert(conn: &Connection, rows: &Rows, words: &[&(i64, String)]) {
    conn.execute_batch("BEGIN IMMEDIATE").expect("begin");
    for (insert, rows) in rows {
        let mut insert = conn.prepare(insert).expect("insert");
        for row in rows {
            insert.execute(params_from_iter(row)).expect("a row");
        }
    }
    let mut insert = conn
        .prepare("INSERT INTO words(rowid, text) VALUES (?1, ?2)")
        .expect("insert");
    for (rid, text) in words {
        insert.execute((rid, text)).expect("a row");
    }
    conn.execute_batch("COMMIT").expect("commit");
}

/// Inserts every row of a workspace's database into an empty one, in one transaction,
/// into the same tables with the same indexes and pragmas. Index rows come record by
/// record (`by` = `rid`), as records come to any program, or already sorted by key. With
/// a mark, what lies before it is there already, and the time is that of the rest.
pub fn insert_same_rows(home: &Path, yard: &Path, by: &str, since: Option<Mark>) -> Duration {
    let from = own(home);
    let words = words(&from);
    let conn = open(yard, &"5b".repeat(32));
    conn.execute_batch(SCHEMA).expect("the schema");
    let rid = since.map_or(0, |mark| mark.rid);
    let (old, new): (Vec<_>, Vec<_>) = words.iter().partition(|(at, _)| *at <= rid);
    if let Some(mark) = since {
        let before = rows(&from, by, &|table| mark.parts(table)[0].clone());
        insert(&conn, &before, &old);
    }
    let after = |table: &str| since.map_or("true".into(), |mark| mark.parts(table)[1].clone());
    let rest = rows(&from, by, &after);
    drop(from);
    timed_alone(|| insert(&conn, &rest, &new)).0
}

/// The text of each record's words, as the index got it.
fn words(from: &Connection) -> Vec<(i64, String)> {
    let forms = sanshe::domain::form::Forms::read(sanshe::domain::form::BUILT_IN).expect("forms");
    let mut select = from
        .prepare("SELECT r.rid, n.text, r.fields FROM record r JOIN name n ON n.id = r.form WHERE r.void = 0")
        .expect("select");
    let rows = select
        .query_map([], |r| {
            Ok((
                r.get::<_, i64>(0)?,
                r.get::<_, String>(1)?,
                r.get::<_, String>(2)?,
            ))
        })
        .expect("rows");
    rows.map(|row| {
        let (rid, form, fields) = row.expect("a row");
        let fields: serde_json::Value = serde_json::from_str(&fields).expect("fields");
        let form = forms.get(&form).expect("a form");
        let searched = form.fields.iter().filter(|f| {
            matches!(
                f.search,
                Some(sanshe::domain::form::Search::Name | sanshe::domain::form::Search::Text)
            )
        });
        let texts: Vec<String> = searched
            .filter_map(|f| fields[&f.id].as_str())
            .map(split::index_text)
            .collect();
        (rid, texts.join(" \u{e000} "))
    })
    .filter(|(_, text)| !text.is_empty())
    .collect()
}
