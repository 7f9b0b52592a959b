//! Lines of the table: median and spread, beside a yardstick; at the end, how each cost
//! grows with the data.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

pub const HEAD: &str = "what                                                          size    median (min … max)            yardstick (min … max)         ratio   aim";

/// What one line said: the value in its unit, or that there is none.
struct Said {
    what: String,
    at: u64,
    value: Option<(f64, &'static str)>,
}

thread_local! {
    static SAID: RefCell<Vec<Said>> = const { RefCell::new(Vec::new()) };
    static AT: Cell<u64> = const { Cell::new(0) };
}

/// From here on lines belong to this size of the data.
pub fn at(size: u64) {
    AT.set(size);
}

fn keep(what: &str, value: Option<(f64, &'static str)>) {
    let said = Said {
        what: what.trim().to_owned(),
        at: AT.get(),
        value,
    };
    SAID.with_borrow_mut(|all| all.push(said));
}

#[derive(Clone, Copy)]
pub struct Spread {
    pub min: f64,
    pub median: f64,
    pub p99: f64,
    pub max: f64,
}

/// The spread of some figures.
pub fn spread_of(mut all: Vec<f64>) -> Spread {
    all.sort_by(f64::total_cmp);
    let at = |n: usize| all.get(n).copied().unwrap_or(0.0);
    Spread {
        min: at(0),
        median: at(all.len() / 2),
        p99: at(all.len() * 99 / 100),
        max: at(all.len().saturating_sub(1)),
    }
}

/// The spread of some times, in milliseconds.
pub fn spread(times: &[Duration]) -> Spread {
    spread_of(times.iter().map(|t| t.as_secs_f64() * 1e3).collect())
}

/// Lets everything written so far reach the disk: what is timed next would otherwise pay
/// for it when it waits for its own. Without the tool (Windows) it is paid as it comes.
pub fn settle() {
    let _ = std::process::Command::new("sync").status();
}

/// [`timed`], after everything before is on the disk.
pub fn timed_alone<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    settle();
    timed(work)
}

pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let out = work();
    (begun.elapsed(), out)
}

fn show(s: Spread) -> String {
    format!("{:.3} ms ({:.3} … {:.3})", s.median, s.min, s.max)
}

/// One line; `ratio` is ours to the yardstick's, by medians.
pub fn line(what: &str, size: u64, ours: Spread, yard: Spread, ratio: f64, aim: &str) {
    keep(what, Some((ours.median, "ms")));
    println!(
        "{what:<56} {size:>8} {:<30} {:<30} {ratio:>5.2}   {aim}",
        show(ours),
        show(yard)
    );
}

/// One line without a yardstick; the median counts.
pub fn times(what: &str, size: u64, s: Spread, more: &str, aim: &str) {
    keep(what, Some((s.median, "ms")));
    let value = format!(
        "{:.3} ms ({:.3} … {:.3}), p99 {:.3} ms{more}",
        s.median, s.min, s.max, s.p99
    );
    println!("{what:<56} {size:>8} {value:<68} {aim}");
}

/// One figure.
pub fn figure(what: &str, size: u64, (value, unit): (f64, &'static str), aim: &str) {
    keep(what, Some((value, unit)));
    let value = format!("{value:.1} {unit}");
    println!("{what:<56} {size:>8} {value:<68} {aim}");
}

/// What could not be measured, and why.
pub fn missing(what: &str, size: u64, why: &str) {
    keep(what, None);
    println!("{what:<56} {size:>8} — {why}");
}

/// How each cost grows: medians by size, and what ten times the data multiply them by.
pub fn growth() {
    SAID.with_borrow(|all| {
        let mut sizes: Vec<u64> = all.iter().map(|s| s.at).filter(|s| *s > 0).collect();
        sizes.sort_unstable();
        sizes.dedup();
        if sizes.len() < 2 {
            return;
        }
        let heads: Vec<String> = sizes.iter().map(|s| format!("{s:>14}")).collect();
        let pairs: Vec<&[u64]> = sizes.windows(2).collect();
        println!(
            "\nHow it grows (medians; the last columns: times so much for ten times the data)"
        );
        let steps: String = pairs.iter().map(|_| "     ×10").collect();
        println!("{:<56}      {}{steps}", "what", heads.concat());
        let mut seen: Vec<&str> = Vec::new();
        for one in all {
            if seen.contains(&one.what.as_str()) {
                continue;
            }
            seen.push(&one.what);
            let of = |size: u64| {
                let mut here = all.iter().filter(|s| s.what == one.what && s.at == size);
                here.next().and_then(|s| s.value)
            };
            let values: Vec<Option<(f64, &str)>> = sizes.iter().map(|s| of(*s)).collect();
            if values.iter().flatten().count() < 2 {
                continue;
            }
            let unit = values.iter().flatten().next().map_or("", |v| v.1);
            let cells = values.iter().map(|v| match v {
                Some((value, _)) => format!("{value:>14.3}"),
                None => format!("{:>14}", "—"),
            });
            let cells: String = cells.collect();
            let steps = pairs.iter().zip(values.windows(2)).map(|(size, value)| {
                let (&[small, large], &[Some((a, _)), Some((b, _))]) = (*size, value) else {
                    return format!("{:>8}", "—");
                };
                let decades = (large as f64 / small as f64).log10();
                format!("{:>8.2}", (b / a).powf(1.0 / decades))
            });
            let steps: String = steps.collect();
            println!("{:<56} {unit:<4} {cells}{steps}", one.what);
        }
    });
}
