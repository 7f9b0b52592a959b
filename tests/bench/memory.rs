//! Memory after unlock: a fresh process opens the workspace, then lists, searches,
//! shows and saves; the peak is reset once the keys are open (Linux only).

use crate::data::{self, SECRET};
use crate::table;
use sanshe::domain::form::Object;
use sanshe::ops::workspace::Workspace;
use sanshe::storage::Query;

const MEMORY: &str = "peak memory after unlock";

pub fn run(size: u64) {
    let dir = tempfile::tempdir().expect("a folder");
    let home = dir.path().join("ws");
    let (_, _, written) = data::filled(size, &home);
    let exe = std::env::current_exe().expect("this program");
    let out = std::process::Command::new(exe)
        .env("SANSHE_BENCH_HOME", &home)
        .output()
        .expect("a run");
    let value = String::from_utf8_lossy(&out.stdout);
    let peak = value
        .trim()
        .split(' ')
        .next()
        .and_then(|kb| kb.parse::<f64>().ok());
    match peak {
        Some(kb) => table::figure(MEMORY, written, (kb / 1024.0, "MB"), "< 100 MB"),
        None => table::missing(MEMORY, written, value.trim()),
    }
}

/// What the fresh process does.
pub fn child(home: &std::path::Path) {
    let mut world = data::world(5);
    let mut ws = Workspace::open(home, SECRET, &mut world).expect("a workspace");
    if std::fs::write("/proc/self/clear_refs", "5").is_err() {
        println!("not measured here");
        return;
    }
    for form in ["minutes", "volunteer", "hours", "action"] {
        let mut after = None;
        for _ in 0..50 {
            let query = Query {
                form: form.into(),
                limit: 50,
                after,
                ..Query::default()
            };
            let page = ws.list(&query).expect("a page");
            if let Some(first) = page.items.first() {
                ws.show(&world, first.id).expect("a record");
            }
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    for typed in ["z", "zh", "助餐", "地点", "li"] {
        ws.search(&world, typed, 50).expect("hits");
    }
    let mut maker = data::Maker::new(9);
    for _ in 0..50 {
        let mut input: Object = data::person(&mut maker)
            .iter()
            .map(|(k, v)| (k.clone(), v.to_json()))
            .collect();
        input.insert("id_type".into(), "passport".into());
        input.insert("id_no".into(), "P1".into());
        input.insert("status".into(), serde_json::Value::Null);
        ws.new_record(&mut world, "volunteer", None, &input)
            .expect("a volunteer");
    }
    let status = std::fs::read_to_string("/proc/self/status").expect("status");
    let peak = status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .unwrap_or("?")
        .trim();
    println!("{peak}");
}
