//! `sanshe-peers FOLDER ROUNDS`: what other programs take for the data that sanshe's bench
//! wrote there. Prints one JSON object to a line: what was done, by which version, how many
//! of what, the milliseconds of each round, or why it was not run.
//!
//! `changes.jsonl` holds the changes in the order of sanshe's log, each with its record, the
//! record above, and the fields it sets; `names.txt` one person to a line, pinyin and name;
//! `typed.txt` what is typed, one search to a line.

mod changes;
mod fuzzy;
mod session;
mod tasks;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().context("usage: sanshe-peers FOLDER [ROUNDS]")?;
    let folder = Path::new(&folder);
    let rounds = args.next().map_or(Ok(3), |r| r.parse())?;
    let changes = changes::read(&folder.join("changes.jsonl"))?;
    session::run(&changes, rounds)?;
    tasks::run(&changes, rounds)?;
    fuzzy::run(folder, rounds)
}

/// Milliseconds that something took.
fn timed<T>(work: impl FnOnce() -> Result<T>) -> Result<(f64, T)> {
    let begun = Instant::now();
    let out = work()?;
    Ok((begun.elapsed().as_secs_f64() * 1e3, out))
}

fn told(what: &str, by: &str, n: usize, rest: (&str, Value)) {
    let mut line = json!({"what": what, "by": by, "n": n});
    line[rest.0] = rest.1;
    println!("{line}");
}
