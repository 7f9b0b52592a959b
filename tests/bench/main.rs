//! `cargo bench`: what a save, an import, an export and a search cost, each beside its
//! yardstick in the same run. Figures are ratios or distributions; seed and sizes are
//! printed. `cargo bench -- 20000` runs one size only; `cargo bench -- search` one part.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a bench fails by panicking; the exemption for tests does not reach it"
)]

mod data;
mod memory;
mod save;
mod screen;
mod search;
mod table;
mod transfer;

use data::SEED;

const SIZES: [u64; 2] = [20_000, 200_000];
const PEOPLE: u64 = 1_000_000;

fn main() {
    if let Some(home) = std::env::var_os("SANSHE_BENCH_HOME") {
        return memory::child(std::path::Path::new(&home));
    }
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let sizes: Vec<u64> = args.iter().filter_map(|a| a.parse().ok()).collect();
    let sizes = if sizes.is_empty() {
        SIZES.to_vec()
    } else {
        sizes
    };
    let parts: Vec<&String> = args.iter().filter(|a| a.parse::<u64>().is_err()).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|p| *p == part);
    println!("seed {SEED}, changes {sizes:?}, people for search {PEOPLE}");
    println!("{}", table::HEAD);
    for size in &sizes {
        if wanted("save") {
            save::run(*size);
        }
        if wanted("transfer") {
            transfer::run(*size);
        }
    }
    if wanted("screen") {
        screen::run();
    }
    if wanted("search") {
        search::run(PEOPLE.min(sizes.iter().copied().max().unwrap_or(PEOPLE) * 5));
    }
    if wanted("memory") {
        memory::run(*sizes.last().unwrap_or(&20_000));
    }
}
