//! The code is held to the map of the house in `src/lib.rs`: who may use whom, files
//! that a person reads in one sitting, no clock and no chance but what is passed in.
#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking; the exemption for tests does not reach their helpers"
)]

#[path = "architecture/rust.rs"]
mod rust;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rust::{Word, crate_paths, paths_behind, words};

/// What each room may use of the others; a room always may use itself. `cli`, the rest
/// of `ui` and `main` may use everything.
const LAYERS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("domain", &["text"]),
    ("storage", &["domain", "text"]),
    ("sync", &["domain", "storage"]),
    ("i18n", &["domain", "text"]),
    ("report", &["domain", "text", "i18n"]),
    (
        "ops",
        &["domain", "text", "storage", "sync", "i18n", "report"],
    ),
    ("ui/commands", &["domain", "text", "i18n"]),
    ("ui/kit", &["domain", "text", "i18n", "ui/commands"]),
    (
        "ui/widgets",
        &["domain", "text", "i18n", "ui/commands", "ui/kit"],
    ),
    (
        "ui/screens",
        &[
            "domain",
            "text",
            "i18n",
            "ui/commands",
            "ui/kit",
            "ui/widgets",
        ],
    ),
];

/// Crates that only these rooms know.
const CRATES: &[(&str, &[&str])] = &[
    ("rusqlite", &["storage"]),
    ("ratatui", &["ui", "ui/kit", "ui/widgets", "ui/screens"]),
    ("crossterm", &["ui"]),
    ("age", &["sync", "ops"]),
    ("ssh_key", &["sync"]),
    ("ed25519_dalek", &["sync"]),
    ("zstd", &["sync"]),
    ("docx_rs", &["report"]),
    ("rust_xlsxwriter", &["report"]),
    ("calamine", &["ops"]),
    ("clap", &["cli", "main"]),
];

/// Rooms without files, processes and the environment.
const PURE: &[&str] = &[
    "domain",
    "text",
    "ui/commands",
    "ui/kit",
    "ui/screens",
    "ui/widgets",
];
const IMPURE: &[&str] = &["fs", "io", "net", "process", "env", "thread"];

/// Names that ask the clock or chance.
const ASKS: &[(&str, &str)] = &[
    ("SystemTime", "now"),
    ("Instant", "now"),
    ("Timestamp", "now"),
    ("Zoned", "now"),
    ("Uuid", "now_v7"),
    ("Uuid", "new_v4"),
    ("Identity", "generate"),
];
const CHANCE: &[&str] = &["OsRng", "thread_rng", "ThreadRng", "getrandom"];

/// Who may ask all the same, and why.
const ASKERS: &[(&str, &str)] = &[
    (
        "src/ops/world.rs",
        "the one place where the real world is passed in",
    ),
    (
        "src/sync/keys.rs",
        "the age library draws an identity from the system's generator and takes no other",
    ),
    (
        "src/ui/app.rs",
        "timers run by a clock that never steps back; no record ever sees it",
    ),
];

/// Words with which a statement of SQL begins, with one that follows.
const SQL: &[(&str, &str)] = &[
    ("SELECT ", " FROM "),
    ("INSERT ", " INTO "),
    ("UPDATE ", " SET "),
    ("DELETE ", "FROM "),
    ("CREATE ", "TABLE "),
    ("PRAGMA ", ""),
];

/// What the top level may hold, besides what git ignores.
const TOP: &[&str] = &[
    ".ci",
    ".git",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "clippy.toml",
    "config",
    "rustfmt.toml",
    "src",
    "target",
    "tests",
];

/// A file has at most this many lines.
const LINES: usize = 500;

/// The room that a path from the crate's root, or a file below `src`, belongs to.
fn room(parts: &[&str]) -> String {
    match parts {
        ["ui", part, ..] if ["commands", "kit", "screens", "widgets"].contains(part) => {
            format!("ui/{part}")
        }
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}

fn room_of_file(file: &str) -> String {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    room(&path.split('/').collect::<Vec<_>>())
}

/// What one file below `src` does that its room may not.
fn breaches(file: &str, source: &str) -> Vec<String> {
    let words = words(source);
    let here = room_of_file(file);
    let mut found = Vec::new();
    let mut say = |line: usize, what: String| found.push(format!("{file}:{line} {what}"));
    if let Some((_, may)) = LAYERS.iter().find(|(name, _)| *name == here) {
        for (path, line) in crate_paths(file, &words) {
            let there = room(&path.iter().map(String::as_str).collect::<Vec<_>>());
            let known = LAYERS.iter().any(|(name, _)| *name == there)
                || ["cli", "ui", "main"].contains(&there.as_str());
            if known && there != here && !may.contains(&there.as_str()) {
                say(line, format!("{here} uses {there}: {}", path.join("::")));
            }
        }
    }
    let asks_freely = ASKERS.iter().any(|(path, _)| *path == file);
    for (i, (word, line)) in words.iter().enumerate() {
        let after = |n: usize| words.get(i + n).map(|(word, _)| word);
        match word {
            Word::Name(name) => {
                let rooms = CRATES.iter().find(|(krate, _)| krate == name);
                let named = i > 0 && words[i - 1].0 == Word::Name("use".into())
                    || after(1) == Some(&Word::Sign("::"));
                if let Some((_, rooms)) = rooms
                    && named
                    && !rooms.contains(&here.as_str())
                {
                    say(*line, format!("{here} knows the crate {name}"));
                }
                let asks = CHANCE.contains(&name.as_str())
                    || matches!(after(2), Some(Word::Name(call))
                        if ASKS.contains(&(name.as_str(), call.as_str())));
                if asks && !asks_freely {
                    say(*line, format!("{name} asks the clock or chance"));
                }
                if name == "std" && PURE.contains(&here.as_str()) {
                    for path in paths_behind(&words, i) {
                        if path
                            .first()
                            .is_some_and(|part| IMPURE.contains(&part.as_str()))
                        {
                            say(*line, format!("{here} uses std::{}", path.join("::")));
                        }
                    }
                }
            }
            Word::Text(text) if here != "storage" => {
                let text = text.trim_start();
                let begins =
                    |(first, then): &&(&str, &str)| text.starts_with(first) && text.contains(then);
                if let Some((verb, _)) = SQL.iter().find(begins) {
                    say(*line, format!("SQL outside storage: {verb}…"));
                }
            }
            _ => {}
        }
    }
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, by their paths from the top.
fn files(folder: &str) -> BTreeMap<String, PathBuf> {
    fn gather(folder: &Path, all: &mut BTreeMap<String, PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, all);
            } else {
                let name = path.strip_prefix(root()).unwrap().to_string_lossy();
                all.insert(name.replace('\\', "/"), path);
            }
        }
    }
    let mut all = BTreeMap::new();
    gather(&root().join(folder), &mut all);
    all
}

fn rust_files() -> Vec<(String, String)> {
    let both = ["src", "tests"].into_iter().flat_map(files);
    both.filter(|(_, path)| path.extension().is_some_and(|e| e == "rs"))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn every_room_keeps_to_its_place() {
    let all = rust_files();
    let src = all.iter().filter(|(name, _)| name.starts_with("src/"));
    let found: Vec<String> = src.flat_map(|(name, text)| breaches(name, text)).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    for (file, why) in ASKERS {
        assert!(root().join(file).exists(), "{file}: {why}");
    }
}

/// The table of rooms in the crate's doc is what a newcomer reads first.
#[test]
fn the_map_says_what_is_enforced() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut mapped = Vec::new();
    for line in lib.lines().filter_map(|l| l.strip_prefix("//! | `")) {
        let cells: Vec<&str> = line.split('|').collect();
        let names = |cell: &str| -> Vec<String> {
            let inside = cell.split('`').skip(1).step_by(2);
            inside.map(str::to_owned).collect()
        };
        let name = names(&format!("`{}", cells[0])).remove(0);
        match LAYERS.iter().find(|(room, _)| *room == name) {
            Some((_, may)) => {
                let may = may.iter().filter(|room| is_there(room));
                let may: Vec<&str> = may.copied().collect();
                assert_eq!(names(cells[1]), may, "{name}");
            }
            None => assert_eq!(cells[1].trim(), "everything", "{name}"),
        }
        mapped.push(name);
    }
    for (room, _) in LAYERS.iter().filter(|(room, _)| is_there(room)) {
        assert!(mapped.iter().any(|m| m == room), "{room} is not on the map");
    }
}

fn is_there(room: &str) -> bool {
    let path = root().join("src").join(room);
    path.is_dir() || path.with_extension("rs").is_file()
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let all = rust_files();
    let mut lines: Vec<usize> = Vec::new();
    let mut long = Vec::new();
    let mut bare = Vec::new();
    for (name, text) in &all {
        let count = text.lines().count();
        lines.push(count);
        if count > LINES {
            long.push(format!("{name}: {count} lines"));
        }
        if !text.starts_with("//!") {
            bare.push(name);
        }
    }
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    println!("{} files, median {median} lines", lines.len());
    assert!(long.is_empty(), "{long:#?}");
    assert!(
        bare.is_empty(),
        "begin with what the file is about: {bare:#?}"
    );
    assert!(median <= 250, "median {median}");
    let main = all.iter().find(|(name, _)| name == "src/main.rs").unwrap();
    assert!(main.1.lines().count() < 60);
}

#[test]
fn the_top_level_holds_only_what_belongs_there() {
    let there = fs::read_dir(root()).unwrap();
    let there = there.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let strange: Vec<String> = there.filter(|n| !TOP.contains(&n.as_str())).collect();
    assert!(strange.is_empty(), "{strange:?}");
}

#[test]
fn nothing_refers_to_what_is_not_in_the_project() {
    let outside = concat!("..", "/shared");
    let folders = ["src", "tests", "config"].into_iter().flat_map(files);
    let tops = TOP.iter().map(|n| ((*n).to_owned(), root().join(n)));
    let mut looked = 0;
    for (name, path) in folders.chain(tops.filter(|(_, p)| p.is_file())) {
        let Ok(text) = fs::read_to_string(&path) else {
            continue; // golden files are not text
        };
        looked += 1;
        assert!(!text.contains(outside), "{name}");
    }
    assert!(looked > 100, "{looked}");
}

#[test]
fn the_rules_see_what_breaks_them() {
    let caught = [
        ("src/domain/a.rs", "use crate::storage::Tx;"),
        (
            "src/domain/a.rs",
            "use crate::{text::fold, ops::{save, view}};",
        ),
        (
            "src/domain/form/a.rs",
            "fn f() { super::super::super::sync::go() }",
        ),
        (
            "src/domain/a.rs",
            "mod tests { use super::super::super::sync::x; }",
        ),
        ("src/text/a.rs", "use crate::domain::value::Value;"),
        ("src/sync/a.rs", "use crate::ops::files;"),
        ("src/ops/a.rs", "use crate::cli;"),
        ("src/ops/a.rs", "use rusqlite::Connection;"),
        ("src/ui/screens/case.rs", "use crate::ui::app::App;"),
        ("src/ui/screens/case.rs", "use crossterm::event;"),
        ("src/domain/a.rs", "use std::{collections, fs::File};"),
        ("src/text/a.rs", "std::env::var(\"x\")"),
        ("src/sync/a.rs", "let t = std::time::SystemTime::now();"),
        ("src/ops/a.rs", "use rand_core::OsRng;"),
        ("src/ops/a.rs", "tx.run(\"SELECT a FROM b\")"),
        ("src/sync/a.rs", "r#\"  DELETE FROM log\"#"),
    ];
    for (file, text) in caught {
        assert!(!breaches(file, text).is_empty(), "{file} {text}");
    }
    let free = [
        (
            "src/domain/a.rs",
            "// use crate::storage::Tx;\n/* /* */ use crate::ops; */",
        ),
        (
            "src/domain/a.rs",
            "const A: &str = \"use crate::storage::Tx; \\\" OsRng\";",
        ),
        (
            "src/domain/a.rs",
            "const A: &str = r#\"use \"crate::storage\"\"#; type B<'a> = &'a str;",
        ),
        (
            "src/domain/a.rs",
            "let q = ['\"', '\\'', '\\\\']; use super::form; use crate::domain::id;",
        ),
        (
            "src/ops/sync/a.rs",
            "use super::super::sync; mod tests { use super::super::x; }",
        ),
        (
            "src/domain/a.rs",
            "use std::collections::BTreeMap; fn io(fs: u8) -> u8 { fs }",
        ),
        (
            "src/ops/a.rs",
            "Note::new(\"E_SELECT\"); age(birth); person.age; \"SELECTED\"",
        ),
        (
            "src/cli/a.rs",
            "use crate::{storage, ops}; use clap::Parser;",
        ),
        ("src/ops/world.rs", "let n = jiff::Timestamp::now();"),
    ];
    for (file, text) in free {
        assert_eq!(breaches(file, text), [""; 0], "{file} {text}");
    }
    assert_eq!(
        words("a\n\"b\nc\"\nd").last(),
        Some(&(Word::Name("d".into()), 4))
    );
}
