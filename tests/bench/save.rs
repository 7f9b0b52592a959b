//! A save beside a bare SQLCipher transaction that writes one row of the same bytes.

use sanshe::domain::form::Object;

use crate::data;
use crate::table::{self, spread, timed};
use crate::transfer::bare;

const ROUNDS: usize = 200;

pub fn run(size: u64) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut world = data::world(data::SEED);
    let mut ws = data::worker(&dir.path().join("ws"), &mut world);
    let written = data::fill(&mut ws, &mut world, size);
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
    table::line(
        "a save (checks, log, projection, indexes)",
        written,
        ours,
        theirs,
        ours.median / theirs.median,
        "beside a bare transaction",
    );
}
