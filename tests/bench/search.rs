//! A search after each key, among many people.

use sanshe::domain::value::Value;
use sanshe::storage::Query;

use crate::data;
use crate::table::{self, spread, timed};

pub const TYPED: [&str; 12] = [
    "z", "zh", "zha", "zhan", "zhang", "zhangw", "zw", "zwf", "张", "张伟", "13800000", "助餐",
];
const ROUNDS: usize = 20;

pub fn run(people: u64) {
    let (mut ws, _) = data::people(people);
    per_key(people, "search per key, names and text", |typed| {
        let hits = ws.store.read(|tx| tx.search(typed, 20)).expect("hits");
        let rare = people < 100_000 && typed.len() > 2;
        assert!(!hits.is_empty() || rare || typed == "助餐", "{typed}");
    });
    // The list: a page of what was typed, alone and with a filter that most fit, that few
    // fit, that nobody does; then its count.
    let list = |typed: &str, filters: &[(&str, &str)]| Query {
        form: "volunteer".into(),
        typed: typed.into(),
        filters: filters
            .iter()
            .map(|(f, v)| ((*f).to_owned(), Value::from(*v)))
            .collect(),
        limit: 60,
        ..Query::default()
    };
    let filters: [(&str, &[(&str, &str)]); 4] = [
        ("list per key", &[]),
        ("list per key, filtered, most fit", &[("status", "active")]),
        (
            "list per key, filtered, few fit",
            &[("registered_on", "2026-03-01")],
        ),
        (
            "list per key, filtered, nobody fits",
            &[("status", "withdrawn")],
        ),
    ];
    for (what, filters) in filters {
        per_key(people, what, |typed| {
            ws.list(&list(typed, filters)).expect("a page");
        });
    }
    per_key(people, "count of the list per key, up to 1000", |typed| {
        ws.counted(&list(typed, &[]), 1000).expect("a count");
    });
    let sorted = Query {
        sort: Some("name".into()),
        ..list("", &[])
    };
    per_key(people, "list by name, first page", |_| {
        ws.list(&sorted).expect("a page");
    });
    per_key(people, "count of the whole list, up to 100000", |_| {
        ws.counted(&sorted, 100_000).expect("a count");
    });
}

/// What each key costs, over all of [`TYPED`].
fn per_key(people: u64, what: &str, mut look: impl FnMut(&str)) {
    let mut all = Vec::new();
    let mut worst = ("", 0.0f64);
    for typed in TYPED {
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            times.push(timed(|| look(typed)).0);
        }
        let median = spread(&times).median;
        if median > worst.1 {
            worst = (typed, median);
        }
        all.extend(times);
    }
    let slowest = format!(", slowest {:?} {:.3} ms", worst.0, worst.1);
    table::times(what, people, spread(&all), &slowest, "< 5 ms");
}
