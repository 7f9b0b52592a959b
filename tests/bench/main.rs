//! `cargo bench`: what a save, an import, an export, a search and a key cost, each beside
//! its yardstick in the same run. Seed, sizes, versions and spread are printed.
//!
//! * `cargo bench` runs everything at two sizes, searches among a million people.
//! * `cargo bench -- table` runs everything at 10,000, 100,000 and 1,000,000 records and
//!   prints how each cost grows with the data; the rounds of a city (`county`, `year`,
//!   `relay`) at the size that they have there.
//! * `cargo bench -- 20000` runs one size only, `cargo bench -- search pty` some parts.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking, and its figures need no exact integers"
)]

mod data;
mod memory;
mod peers;
mod pty;
mod rounds;
mod save;
mod screen;
mod search;
mod table;
mod transfer;

use data::SEED;

const SIZES: [u64; 2] = [20_000, 200_000];
const PEOPLE: u64 = 1_000_000;
const TABLE: [u64; 3] = [10_000, 100_000, 1_000_000];

fn main() {
    if let Some(home) = std::env::var_os("SANSHE_BENCH_HOME") {
        return memory::child(std::path::Path::new(&home));
    }
    let args = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let (sizes, mut parts): (Vec<String>, Vec<String>) =
        args.partition(|a| a.parse::<u64>().is_ok());
    let sizes: Vec<u64> = sizes.iter().filter_map(|a| a.parse().ok()).collect();
    let table = parts.iter().any(|p| p == "table");
    parts.retain(|p| p != "table");
    let (sizes, people) = match (sizes.is_empty(), table) {
        (false, _) => (sizes.clone(), sizes),
        (true, true) => (TABLE.to_vec(), TABLE.to_vec()),
        (true, false) => (SIZES.to_vec(), vec![PEOPLE]),
    };
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| p == part);
    println!("seed {SEED}, changes {sizes:?}, people {people:?}");
    println!("{}", machine());
    println!("{}", table::HEAD);
    if wanted("screen") {
        screen::run();
    }
    for size in &sizes {
        table::at(*size);
        if wanted("save") {
            save::run(*size);
        }
        if wanted("transfer") {
            transfer::run(*size);
        }
        if wanted("memory") {
            memory::run(*size);
        }
        if wanted("county") && !table {
            rounds::county(*size);
        }
        if (wanted("year") || wanted("increment")) && !table {
            rounds::year(*size);
        }
        if wanted("relay") && !table {
            rounds::relay(*size);
        }
    }
    if table {
        table::at(0);
        rounds::usual(&wanted);
    }
    for size in &people {
        table::at(*size);
        if wanted("search") {
            search::run(*size);
        }
        if wanted("pty") {
            pty::run(*size);
        }
    }
    for size in &sizes {
        table::at(*size);
        if wanted("peers") {
            peers::run(*size);
        }
    }
    table::growth();
}

/// What it ran on.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let processors = read("/proc/cpuinfo");
    let named = processors
        .lines()
        .find_map(|l| l.strip_prefix("model name"));
    let processor = named.map_or("an unknown processor", |n| {
        n.trim_start_matches([' ', '\t', ':'])
    });
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "sanshe {} on {processor}, {cores} cores, {} {}, SQLite {} in SQLCipher",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::OS,
        std::env::consts::ARCH,
        rusqlite::version()
    )
}
