//! `new`, killed.

use std::collections::BTreeSet;
use std::time::Duration;

use sanshe::ops::workspace::Workspace;
use sanshe::storage::Query;

use crate::kit::{example, finish};
use crate::scene::{CHIEF, Dice, End, Killed, Pair, kills, leftovers, open, timed, whole, world};

/// The numbers of all minutes, each of which is whole: with all rows that were typed.
fn minutes(ws: &mut Workspace) -> Vec<String> {
    let query = Query {
        form: "minutes".into(),
        limit: 10_000,
        ..Query::default()
    };
    let page = ws.list(&query).unwrap();
    let rows = ws.store.read(|tx| {
        let mut counts = Vec::new();
        for record in &page.items {
            counts.push(tx.children(record.id, None)?.len());
        }
        Ok(counts)
    });
    let counts: BTreeSet<usize> = rows.unwrap().into_iter().collect();
    assert!(
        counts.len() <= 1,
        "records with some of their rows: {counts:?}"
    );
    let number =
        |r: &sanshe::domain::record::Record| r.get("minutes_no").text().unwrap().to_owned();
    page.items.iter().map(number).collect()
}

#[test]
fn a_killed_save_is_there_whole_or_not_at_all_and_its_number_is_not_given_twice() {
    let pair = Pair::new(0);
    let (desk, count) = (&pair.desk, kills(12));
    let input = example("minutes");
    let command = || {
        let mut command = desk.command(&["new", "minutes"]);
        command.arg("--json");
        command
    };
    let whole_run = timed(|| drop(finish(command(), &input).json()));
    let (mut dice, killed) = (Dice::new(1), Killed::default());
    let mut told = BTreeSet::new();
    let mut files = Vec::new();
    for i in 0..count {
        let after = dice.moment(whole_run, Duration::from_millis(60));
        if let End::Done(said) = killed.run(command(), &input, after) {
            let said: serde_json::Value = serde_json::from_str(&said).unwrap();
            told.insert(said["no"].as_str().unwrap().to_owned());
        }
        if i % 4 == 3 || i + 1 == count {
            let mut ws = open(&desk.home());
            whole(&mut ws);
            minutes(&mut ws);
            let path = desk.path(&format!("{i}.sanshe"));
            ws.export(&mut world(), CHIEF, &path, &mut |_, _| true)
                .unwrap();
            files.push(path);
        }
    }
    killed.enough(count);
    let mut ws = open(&desk.home());
    let numbers = minutes(&mut ws);
    let different: BTreeSet<String> = numbers.iter().cloned().collect();
    assert_eq!(different.len(), numbers.len(), "{numbers:?}");
    assert!(told.is_subset(&different), "{told:?} {different:?}");
    let all = whole(&mut ws);
    drop(ws);
    assert!(leftovers(&desk.home()).is_empty());
    // Every segment was cut once: no file contradicts another.
    let mut chief = open(&pair.chief);
    for file in files {
        chief
            .import(&mut world(), &file, false, &mut |_, _| true)
            .unwrap();
    }
    assert!(chief.held().unwrap().is_empty());
    assert_eq!(whole(&mut chief), all);
}
