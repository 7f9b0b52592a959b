//! `export`, killed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::kit::{example, finish};
use crate::scene::{CHIEF, Dice, Killed, Pair, kills, leftovers, open, timed, whole, world};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|e| e.unwrap().path());
    paths
        .filter(|p| p.extension().is_some_and(|e| e == "sanshe"))
        .collect()
}

#[test]
fn a_killed_export_leaves_no_half_file_and_cuts_no_segment_twice() {
    let pair = Pair::new(2_000);
    let (desk, count) = (&pair.desk, kills(12));
    let out = desk.path("stick");
    std::fs::create_dir(&out).unwrap();
    let command = || desk.command(&["export", "--to", CHIEF, "--out", out.to_str().unwrap()]);
    let open_alone = timed(|| drop(desk.run(&["held"]).text().to_owned()));
    let whole_run = timed(|| drop(finish(command(), "").text().to_owned()));
    let (mut dice, killed) = (Dice::new(3), Killed::default());
    let record = minutes();
    for _ in 0..count {
        // Something new to seal each time.
        let mut ws = open(&desk.home());
        ws.new_record(&mut world(), "minutes", None, &record)
            .unwrap();
        drop(ws);
        let after = dice.moment(whole_run, whole_run.saturating_sub(open_alone));
        killed.run(command(), "", after);
        leftovers(&out);
    }
    killed.enough(count);
    finish(command(), "").text();
    assert!(leftovers(&out).is_empty() && leftovers(&desk.home()).is_empty());
    let all = whole(&mut open(&desk.home()));
    let mut chief = open(&pair.chief);
    let mut numbers = BTreeSet::new();
    let files = files(&out);
    for file in &files {
        let said = chief.verify(file).unwrap();
        assert!(said.warnings.is_empty(), "{:?}", said.warnings);
        assert!(numbers.insert(said.number), "number {} twice", said.number);
        chief
            .import(&mut world(), file, false, &mut |_, _| true)
            .unwrap();
    }
    assert!(files.len() >= 2);
    assert!(chief.held().unwrap().is_empty());
    assert_eq!(whole(&mut chief), all);
}

fn minutes() -> sanshe::domain::form::Object {
    serde_json::from_str(&example("minutes")).unwrap()
}
