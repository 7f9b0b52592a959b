//! A search after each key, among many people.

use crate::data;
use crate::table::{self, spread, timed};

const TYPED: [&str; 12] = [
    "z", "zh", "zha", "zhan", "zhang", "zhangw", "zw", "zwf", "张", "张伟", "13800000", "助餐",
];
const ROUNDS: usize = 20;

pub fn run(people: u64) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut world = data::world(data::SEED);
    let mut ws = data::worker(&dir.path().join("ws"), &mut world);
    let (time, ()) = timed(|| data::fill_people(&mut ws, &mut world, people));
    println!("  {people} people written in {:.1} s", time.as_secs_f64());
    let mut all = Vec::new();
    let mut worst = ("", 0.0f64);
    for typed in TYPED {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let (time, hits) = timed(|| ws.store.read(|tx| tx.search(typed, 20)).expect("hits"));
            assert!(!hits.is_empty() || typed == "助餐", "{typed}");
            times.push(time);
        }
        let median = spread(&mut times).median;
        if median > worst.1 {
            worst = (typed, median);
        }
        all.extend(times);
    }
    let s = spread(&mut all);
    let mut sorted = all.clone();
    sorted.sort();
    let p99 = sorted[sorted.len() * 99 / 100].as_secs_f64() * 1e3;
    let value = format!(
        "median {:.3} ms, p99 {p99:.3} ms, slowest key {:?} {:.3} ms",
        s.median, worst.0, worst.1
    );
    table::alone("search per key, names and text", people, &value, "< 5 ms");
}
