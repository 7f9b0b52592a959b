//! Lines of the table: median and spread, beside a yardstick.

use std::time::{Duration, Instant};

pub const HEAD: &str = "what                                     size    median (min … max)            yardstick (min … max)         ratio   aim";

#[derive(Clone, Copy)]
pub struct Spread {
    pub min: f64,
    pub median: f64,
    pub max: f64,
}

pub fn spread(times: &mut [Duration]) -> Spread {
    times.sort();
    let ms = |d: &Duration| d.as_secs_f64() * 1e3;
    Spread {
        min: times.first().map_or(0.0, ms),
        median: times.get(times.len() / 2).map_or(0.0, ms),
        max: times.last().map_or(0.0, ms),
    }
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
    println!(
        "{what:<40} {size:>7} {:<30} {:<30} {ratio:>5.2}   {aim}",
        show(ours),
        show(yard)
    );
}

/// One line without a yardstick.
pub fn alone(what: &str, size: u64, value: &str, aim: &str) {
    println!("{what:<40} {size:>7} {value:<68} {aim}");
}
