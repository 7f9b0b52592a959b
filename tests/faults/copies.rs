//! `backup`, `restore`, `passphrase` and `init`, killed.

use std::time::Duration;

use sanshe::ops::workspace::Workspace;

use crate::kit::{Desk, PASSPHRASE, VILLAGE, finish};
use crate::scene::{Dice, End, Killed, Pair, kills, leftovers, open, timed, whole, world};

const NEW: &str = "后来的很长的口令 6she";

#[test]
fn a_killed_backup_is_no_backup_and_a_killed_restore_goes_again() {
    let pair = Pair::new(1_000);
    let desk = &pair.desk;
    let all = whole(&mut open(&desk.home()));
    let good = desk.path("good.backup");
    let backup = |path: &std::path::Path| desk.command(&["backup", path.to_str().unwrap()]);
    let open_alone = timed(|| drop(desk.run(&["held"]).text().to_owned()));
    let whole_run = timed(|| drop(finish(backup(&good), "").text().to_owned()));
    let other = Desk::new();
    let restore = |from: &std::path::Path| other.command(&["restore", from.to_str().unwrap()]);
    let restored = timed(|| drop(finish(restore(&good), "").text().to_owned()));
    std::fs::remove_dir_all(other.home()).unwrap();
    let (mut dice, killed) = (Dice::new(4), Killed::default());
    let count = kills(8);
    let folder = desk.path("stick");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("x.backup");
    for _ in 0..count {
        let work = whole_run.saturating_sub(open_alone) + Duration::from_millis(20);
        let end = killed.run(backup(&path), "", dice.moment(whole_run, work));
        leftovers(&folder);
        assert!(path.exists() || end == End::Killed);
        if path.exists() {
            finish(restore(&path), "").text();
            assert_eq!(whole(&mut open(&other.home())), all);
            std::fs::remove_file(&path).unwrap();
            std::fs::remove_dir_all(other.home()).unwrap();
        }
    }
    killed.enough(count);
    finish(backup(&path), "").text();
    assert!(leftovers(&folder).is_empty());
    // A restore needs no passphrase and is quick: it is killed more often.
    let (killed, count) = (Killed::default(), kills(16));
    for _ in 0..count {
        let after = dice.moment(restored, restored.mul_f64(0.5));
        let end = killed.run(restore(&good), "", after);
        if other.home().exists() {
            leftovers(&other.home());
        }
        // Either it is a workspace, or it can be made one by the same command.
        if end == End::Killed && finish(restore(&good), "").code == 1 {
            let codes = other.json(&["restore", good.to_str().unwrap()]).codes();
            assert_eq!(codes, ["E_WORKSPACE_EXISTS"]);
        }
        assert_eq!(whole(&mut open(&other.home())), all);
        assert!(leftovers(&other.home()).is_empty());
        std::fs::remove_dir_all(other.home()).unwrap();
    }
    killed.enough(count);
}

#[test]
fn after_a_killed_change_one_of_the_two_passphrases_opens() {
    let desk = Desk::made("周社工", "worker", VILLAGE);
    let names = [("pass", PASSPHRASE), ("next", NEW)];
    let mut now = 0;
    desk.write("next", &format!("{NEW}\n"));
    let command = |now: usize| {
        let mut command = crate::kit::bare(&["passphrase"]);
        command
            .arg("--home")
            .arg(desk.home())
            .arg("--passphrase-file")
            .arg(desk.path(names[now].0))
            .arg("--new-passphrase-file")
            .arg(desk.path(names[1 - now].0));
        command
    };
    let whole_run = timed(|| drop(finish(command(0), "").text().to_owned()));
    now = 1 - now;
    let (mut dice, killed) = (Dice::new(5), Killed::default());
    let count = kills(8);
    for _ in 0..count {
        let work = Duration::from_millis(40);
        let end = killed.run(command(now), "", dice.moment(whole_run, work));
        leftovers(&desk.home());
        let opens = |i: usize| Workspace::open(&desk.home(), names[i].1, &mut world()).is_ok();
        if opens(now) {
            assert_eq!(end, End::Killed);
        } else {
            assert!(opens(1 - now), "no passphrase opens it");
            now = 1 - now;
        }
        assert!(leftovers(&desk.home()).is_empty());
    }
    killed.enough(count);
}

#[test]
fn a_killed_init_can_be_begun_again() {
    let desk = Desk::new();
    let count = kills(12);
    let recovery = |i: u64| desk.path(&format!("recovery{i}.txt"));
    let words = |out: &std::path::Path| {
        let out = out.to_str().unwrap().to_owned();
        let words = [
            "init",
            "--person",
            "陈协调",
            "--team",
            "SX",
            "--place",
            "320585101",
            "--role",
            "coordinator",
            "--recovery-out",
        ];
        let mut words: Vec<String> = words.map(str::to_owned).to_vec();
        words.push(out);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        desk.command(&words)
    };
    let whole_run = timed(|| drop(finish(words(&recovery(1000)), "").text().to_owned()));
    std::fs::remove_dir_all(desk.home()).unwrap();
    let (mut dice, killed) = (Dice::new(6), Killed::default());
    for i in 0..count {
        let out = recovery(i);
        let end = killed.run(words(&out), "", dice.moment(whole_run, whole_run));
        let opened = Workspace::open(&desk.home(), PASSPHRASE, &mut world());
        if let Err(fault) = opened {
            assert_eq!(end, End::Killed);
            assert_eq!(fault.code(), "E_NO_WORKSPACE");
            // The stick may hold a recovery file of the attempt; it opens nothing.
            finish(words(&recovery(i + 2000)), "").text();
        }
        let mut ws = open(&desk.home());
        whole(&mut ws);
        // A coordinator is one only with a roster.
        assert_eq!(ws.store.read(|tx| Ok(tx.rosters()?.len())).unwrap(), 1);
        drop(ws);
        assert!(leftovers(&desk.home()).is_empty());
        std::fs::remove_dir_all(desk.home()).unwrap();
    }
    killed.enough(count);
}
