//! Other programs on the same data in the same run. They live in a crate of their own,
//! `tests/bench/peers/`; this writes the data, does sanshe's part, and sets theirs beside it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::Command;

use sanshe::domain::change::Head;
use sanshe::domain::fault::Result;
use sanshe::storage::{Query, Tx};
use sanshe::text::pinyin;
use serde_json::{Value as Json, json};

use crate::data;
use crate::search::TYPED;
use crate::table::{self, Spread, spread, spread_of, timed, timed_alone};
use crate::transfer::{Pair, chiefs, pair, rounds};

const BINARY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/target/peers/release/sanshe-peers"
);
const BUILD: &str = "cargo build --release --locked --manifest-path tests/bench/peers/Cargo.toml --target-dir target/peers";
/// People on one page of the list of names.
const PAGE: u32 = 1000;

const NOTES: &str = "  What the others leave out, and sanshe does in the same time:
  SQLite's session: no author, no signature, no encryption of file or database, no search
    and filter indexes, no history; a conflict is a callback for the program to settle.
  taskchampion: no author, no signature, nothing encrypted with a local server, no search;
    the later clock wins silently. Its push leaves one row for each megabyte of operations.
  fzf: one process for each search, which reads all names as plain text; it finds letters in
    order anywhere, and all of them; sanshe's page of 20 comes from an encrypted index.";

pub fn run(size: u64) {
    if !Path::new(BINARY).exists() {
        table::missing(
            "peers",
            size,
            &format!("not built; build them with: {BUILD}"),
        );
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let mut pair = pair(size);
    write_changes(&mut pair, &dir.path().join("changes.jsonl")).expect("the changes");
    let (push, pull) = transfer(&mut pair);
    drop(pair);
    let search = search(size, dir.path());
    let out = Command::new(BINARY)
        .arg(dir.path())
        .arg(rounds(size).to_string())
        .output()
        .expect("the peers");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    for line in String::from_utf8_lossy(&out.stdout).lines() {
        let told: Json = serde_json::from_str(line).expect("a line of the peers");
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        let (ours, word) = match text("what").as_str() {
            "push" => (push, "export / push of"),
            "pull" => (pull, "import / pull by"),
            _ => (search, "search per key / "),
        };
        let what = format!("{word} {}", text("by")).replace("  ", " ");
        let n = told["n"].as_u64().unwrap_or(size);
        match told["ms"].as_array() {
            Some(ms) => {
                let theirs = spread_of(ms.iter().filter_map(Json::as_f64).collect());
                table::line(
                    &what,
                    n,
                    ours,
                    theirs,
                    ours.median / theirs.median,
                    "ours / theirs",
                );
            }
            None => table::missing(&what, n, &text("why")),
        }
    }
    println!("{NOTES}");
}

/// Every change in the order of the log: its record, the record above, the fields it sets.
fn write_changes(pair: &mut Pair, path: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(path).expect("a file"));
    pair.worker.store.read(|tx: &Tx| {
        let mut all: BTreeMap<(u64, u64), String> = BTreeMap::new();
        for channel in tx.channels()? {
            let tip = tx.tip(&channel)?;
            tx.each_change(&channel, (1, tip), |seq, _, head, body| {
                let head = Head::parse(head)?;
                let (_, said) = body.expect("a body");
                let fields: Json = serde_json::from_slice(said).expect("a patch");
                let line = json!({
                    "record": head.record.to_string(), "form": head.form,
                    "parent": head.parent.map(|p| p.to_string()), "fields": fields,
                });
                all.insert((head.stamp.to_bits(), seq), line.to_string());
                Ok(())
            })?;
        }
        for line in all.values() {
            writeln!(out, "{line}").expect("a line");
        }
        Ok(())
    })?;
    out.flush().expect("a file");
    Ok(())
}

/// sanshe's own export and import of these changes.
fn transfer(pair: &mut Pair) -> (Spread, Spread) {
    let at = pair.dir.path().to_path_buf();
    let (mut push, mut pull) = (Vec::new(), Vec::new());
    for (i, (mut chief, mut world, _, name)) in chiefs(pair, &at).into_iter().enumerate() {
        let out = at.join(format!("peers{i}"));
        std::fs::create_dir(&out).expect("a folder");
        let (time, made) = timed_alone(|| {
            pair.worker
                .export(&mut pair.world, &name, &out, &mut |_, _| true)
                .expect("a file")
        });
        push.push(time);
        let (time, came) = timed_alone(|| {
            let mut came = 0;
            for file in &made.files {
                let done = chief.import(&mut world, file, false, &mut |_, _| true);
                came += done.expect("an import").came.changes;
            }
            came
        });
        assert_eq!(came, pair.written);
        pull.push(time);
    }
    (spread(&push), spread(&pull))
}

/// Writes everybody's name with its pinyin, and what is typed; sanshe's own searches.
fn search(people: u64, folder: &Path) -> Spread {
    let (mut ws, _) = data::people(people);
    let mut out = BufWriter::new(File::create(folder.join("names.txt")).expect("a file"));
    let mut query = Query {
        form: "volunteer".into(),
        limit: PAGE,
        ..Query::default()
    };
    loop {
        let page = ws.list(&query).expect("a page");
        for record in &page.items {
            let name = record.get("name").text().unwrap_or_default();
            let keys: Vec<String> = pinyin::keys(name).into_iter().collect();
            let phone = record.get("phone").text().unwrap_or_default();
            writeln!(out, "{} {name} {phone}", keys.join(" ")).expect("a line");
        }
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    out.flush().expect("a file");
    std::fs::write(folder.join("typed.txt"), TYPED.join("\n")).expect("a file");
    let mut times = Vec::new();
    for typed in TYPED {
        for _ in 0..rounds(people) {
            let look = || ws.store.read(|tx| tx.search(typed, 20)).expect("hits");
            times.push(timed(look).0);
        }
    }
    spread(&times)
}
