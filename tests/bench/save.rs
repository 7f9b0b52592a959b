//! A save beside a bare SQLCipher transaction that writes one row of the same bytes; what
//! waits today, and what does not agree between all records.

use sanshe::domain::form::Object;
use sanshe::ops::workspace::Workspace;

use crate::data;
use crate::table::{self, spread, timed};
use crate::transfer::bare;

const ROUNDS: usize = 200;

pub fn run(size: u64) {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut ws, mut world, written) = data::filled(size, &dir.path().join("ws"));
    let yard = bare(&dir.path().join("bare.db"));
    yard.execute_batch("CREATE TABLE t (id INTEGER PRIMARY KEY, b BLOB NOT NULL)")
        .expect("a table");
    let row = vec![7u8; 1300];
    let mut maker = data::Maker::new(1);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let person = data::person(&mut maker);
        let input: Object = person
            .iter()
            .map(|(k, v)| (k.clone(), v.to_json()))
            .collect();
        let mut input = input;
        input.insert(
            "id_no".into(),
            format!("P{}", maker.below(1_000_000_000)).into(),
        );
        input.insert("id_type".into(), "passport".into());
        input.insert("phone".into(), "13800000001".into());
        input.insert("status".into(), serde_json::Value::Null);
        let (time, saved) = timed(|| ws.new_record(&mut world, "volunteer", None, &input));
        saved.expect("a saved volunteer");
        ours.push(time);
        let (time, done) = timed(|| {
            yard.execute_batch("BEGIN IMMEDIATE")?;
            yard.prepare_cached("INSERT INTO t(b) VALUES (?1)")?
                .execute([&row])?;
            yard.execute_batch("COMMIT")
        });
        done.expect("a row");
        theirs.push(time);
    }
    let (ours, theirs) = (spread(&ours), spread(&theirs));
    let day = jiff::civil::date(2026, 11, 23);
    let today = |ws: &mut Workspace| drop(ws.today(day, 8).expect("what waits"));
    many("what waits today", written, &mut ws, today, "< 150 ms");
    let findings = |ws: &mut Workspace| drop(ws.findings().expect("findings"));
    many("findings", written, &mut ws, findings, "");
    table::line(
        "a save (checks, log, projection, indexes)",
        written,
        ours,
        theirs,
        ours.median / theirs.median,
        "beside a bare transaction",
    );
}

/// What something takes that reads much, a few times over.
fn many(what: &str, size: u64, ws: &mut Workspace, look: impl Fn(&mut Workspace), aim: &str) {
    let times: Vec<_> = (0..5).map(|_| timed(|| look(ws)).0).collect();
    table::times(what, size, spread(&times), "", aim);
}
