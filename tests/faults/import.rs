//! `import`, killed.

use crate::kit::{Desk, finish};
use crate::scene::{
    CHIEF, Dice, End, Killed, Pair, copy_folder, hashes, kills, leftovers, open, timed, whole,
    world,
};

/// Changes in the file: enough that most of the time is spent in the transaction.
const CHANGES: u64 = 1_500;

#[test]
fn a_killed_import_changed_nothing_or_everything_and_goes_again() {
    let pair = Pair::new(CHANGES);
    let file = pair.desk.path("x.sanshe");
    let mut worker = open(&pair.desk.home());
    worker
        .export(&mut world(), CHIEF, &file, &mut |_, _| true)
        .unwrap();
    drop(worker);
    // Another desk at which the coordinator's home is a fresh copy each time.
    let desk = Desk::new();
    let command = || desk.command(&["import", file.to_str().unwrap()]);
    copy_folder(&pair.chief, &desk.home());
    let open_alone = timed(|| drop(desk.run(&["held"]).text().to_owned()));
    let whole_run = timed(|| drop(finish(command(), "").text().to_owned()));
    let all = whole(&mut open(&desk.home()));
    let nothing = whole(&mut open(&pair.chief));
    let (mut dice, killed) = (Dice::new(2), Killed::default());
    let count = kills(10);
    for _ in 0..count {
        copy_folder(&pair.chief, &desk.home());
        let after = dice.moment(whole_run, whole_run.saturating_sub(open_alone));
        let end = killed.run(command(), "", after);
        leftovers(&desk.home());
        let mut ws = open(&desk.home());
        let state = whole(&mut ws);
        if end == End::Killed && state != all {
            assert_eq!(state, nothing, "after {after:?} of {whole_run:?}");
        } else {
            assert_eq!(state, all);
        }
        ws.import(&mut world(), &file, false, &mut |_, _| true)
            .unwrap();
        assert_eq!(hashes(&ws.check(false).unwrap()), all);
        assert!(ws.held().unwrap().is_empty());
    }
    killed.enough(count);
    assert!(leftovers(&desk.home()).is_empty());
    assert!(
        desk.state()["complaints"]
            .as_array()
            .is_none_or(Vec::is_empty)
    );
}
