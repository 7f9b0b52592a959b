//! Made-up data: the same for the same seed, sound in itself, and finished by a second
//! run where the first was stopped.

use std::collections::BTreeMap;
use std::path::Path;

use sanshe::domain::record::Record;
use sanshe::domain::role::Role;
use sanshe::ops::generate::{PASSPHRASE, Plan, demo, fill};
use sanshe::ops::health::Checkup;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use sanshe::storage::Query;

use crate::kit::{SECRET, TOWN, VILLAGE, setup, world};

const PLAN: Plan = Plan {
    villages: 6,
    weeks: 9,
    seed: 7,
};

fn coordinator(home: &Path, seed: u64) -> (Workspace, World) {
    let (mut w, _) = world(seed);
    let setup = setup("陈协调", TOWN, Role::Coordinator, "B");
    (Workspace::init(home, &setup, SECRET, &mut w).unwrap(), w)
}

/// What is shown, and what the made-up devices wrote.
fn state(ws: &mut Workspace) -> (Vec<(String, u64, String)>, Vec<String>) {
    let own = ws.me.device;
    let found: Checkup = ws.check(true).unwrap();
    assert!(found.is_good(), "{found:?}");
    // The coordinator's own records have ids that are bound to the device, which is
    // another each time: of their scope only the number can be the same.
    let place = ws.me.place.clone();
    let scopes = found.scopes.iter().map(|s| {
        let own = s.scope.place() == place;
        let hash = if own { String::new() } else { s.hash.clone() };
        (s.scope.to_string(), s.records, hash)
    });
    let others = found.channels.iter().filter(|c| c.channel.device != own);
    (scopes.collect(), others.map(|c| c.hash.clone()).collect())
}

fn all(ws: &mut Workspace, form: &str) -> Vec<Record> {
    let query = Query {
        form: form.into(),
        limit: 100_000,
        ..Query::default()
    };
    ws.store.read(|tx| tx.list(&query)).unwrap().items
}

fn word<'a>(record: &'a Record, field: &str) -> &'a str {
    record.get(field).text().unwrap_or_default()
}

#[test]
fn a_filled_workspace_is_sound_and_its_seed_alone_decides_what_is_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut states = Vec::new();
    for (i, seed) in [PLAN.seed, PLAN.seed, 8].into_iter().enumerate() {
        // The workspace's own keys are others each time.
        let (mut ws, mut w) = coordinator(&dir.path().join(i.to_string()), 90 + i as u64);
        let plan = Plan { seed, ..PLAN };
        let filled = fill(&mut ws, plan, &mut w, &mut |_, _| true).unwrap();
        assert_eq!((filled.teams, filled.before), (2, 0));
        assert!(!ws.home.join("generating").exists());
        states.push(state(&mut ws));
        if i > 0 {
            continue;
        }
        let census: BTreeMap<String, u64> = ws.check(false).unwrap().census.into_iter().collect();
        assert_eq!(census["minutes"], 6 * 9 + 2, "{census:?}");
        let people = all(&mut ws, "client")
            .into_iter()
            .chain(all(&mut ws, "volunteer"));
        let numbers: Vec<String> = people.map(|p| word(&p, "id_no").to_owned()).collect();
        assert!(numbers.len() >= 60);
        assert!(
            numbers.iter().all(|n| n.starts_with("320599")),
            "{numbers:?}"
        );
        assert_eq!(ws.findings().unwrap(), []);
        assert_eq!(ws.conflicts().unwrap(), []);
        assert!(ws.held().unwrap().is_empty());
        carried_over(&mut ws);
    }
    assert_eq!(states[0], states[1]);
    assert_ne!(states[0], states[2]);
}

/// Actions of one meeting come up at a later one until they are done.
fn carried_over(ws: &mut Workspace) {
    let actions = all(ws, "action");
    let mut by_state: BTreeMap<&str, usize> = BTreeMap::new();
    let mut later = 0;
    for action in &actions {
        *by_state.entry(word(action, "status")).or_default() += 1;
        let parent = ws
            .store
            .read(|tx| tx.record(action.parent.unwrap()))
            .unwrap();
        let held = word(&parent.unwrap(), "date").to_owned();
        if word(action, "status") == "done" {
            assert!(word(action, "done_on") > held.as_str());
            assert!(!word(action, "result").is_empty());
            later += 1;
        }
    }
    assert!(later > 10, "{by_state:?}");
    assert!(
        by_state["open"] > 5 && by_state["doing"] > 3,
        "{by_state:?}"
    );
    let approved = all(ws, "minutes").iter().filter(|m| m.approved).count();
    assert_eq!(approved, 6 * 7);
}

#[test]
fn a_stopped_run_is_finished_by_the_next_and_nothing_tells_the_difference() {
    let dir = tempfile::tempdir().unwrap();
    let (mut whole, mut w) = coordinator(&dir.path().join("whole"), 90);
    fill(&mut whole, PLAN, &mut w, &mut |_, _| true).unwrap();
    let (mut ws, mut w) = coordinator(&dir.path().join("stopped"), 91);
    let stopped = fill(&mut ws, PLAN, &mut w, &mut |_, _| false).unwrap_err();
    assert_eq!(stopped.code(), "E_CANCELLED");
    // Once more, until the first team's file was taken in; the second is on its way.
    let mut one_in = |done, _| done <= 27;
    let stopped = fill(&mut ws, PLAN, &mut w, &mut one_in);
    assert!(stopped.is_err() && !ws.home.join("generating").exists());
    // A run that was killed leaves its folder.
    let left = ws.home.join("generating").join("1").join("home");
    std::fs::create_dir_all(&left).unwrap();
    std::fs::write(left.join("sanshe.db"), b"left").unwrap();
    // Another day: the weeks stay those of the first run.
    let (w, clock) = &mut world(92);
    clock.turn(9 * 24 * 3_600_000);
    let other = Plan { weeks: 10, ..PLAN };
    let refused = fill(&mut ws, other, w, &mut |_, _| true).unwrap_err();
    assert_eq!(refused.code(), "E_GENERATE_OTHER");
    fill(&mut ws, PLAN, w, &mut |_, _| true).unwrap();
    assert_eq!(state(&mut ws), state(&mut whole));
    let again = fill(&mut ws, PLAN, w, &mut |_, _| true).unwrap();
    assert_eq!((again.teams, again.before, again.changes), (0, 2, 0));
}

#[test]
fn only_an_empty_workspace_of_a_coordinator_is_filled() {
    let dir = tempfile::tempdir().unwrap();
    let (mut ws, mut w) = coordinator(&dir.path().join("taken"), 90);
    let fault = |ws: &mut Workspace, w: &mut World, plan| {
        let fault = fill(ws, plan, w, &mut |_, _| true).unwrap_err();
        assert!(ws.check(false).unwrap().scopes.len() <= 1);
        fault.code()
    };
    let none = Plan { weeks: 0, ..PLAN };
    assert_eq!(fault(&mut ws, &mut w, none), "E_GENERATE_WEEKS");
    let many = Plan {
        villages: 399,
        ..PLAN
    };
    assert_eq!(fault(&mut ws, &mut w, many), "E_GENERATE_VILLAGES");
    let ages = Plan {
        weeks: 1041,
        ..PLAN
    };
    assert_eq!(fault(&mut ws, &mut w, ages), "E_GENERATE_WEEKS");
    let (mut ws, mut w) = coordinator(&dir.path().join("other"), 90);
    crate::volunteers::volunteer(&mut ws, &mut w, "李志愿");
    assert_eq!(fault(&mut ws, &mut w, PLAN), "E_GENERATE_TAKEN");
    let home = dir.path().join("worker");
    let mut ws = crate::kit::worker(&home, &mut w);
    assert_eq!(fault(&mut ws, &mut w, PLAN), "E_GENERATE_ROLE");
}

#[test]
fn the_demonstration_shows_a_monday_with_something_of_everything() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("demo");
    let (w, _) = world(93);
    let mut ws = demo(&home, 7, &w, &mut |_, _| true).unwrap();
    assert_eq!((ws.me.role, ws.me.place.as_str()), (Role::Worker, VILLAGE));
    let found = ws.check(true).unwrap();
    assert!(found.is_good());
    let census: BTreeMap<String, u64> = found.census.into_iter().collect();
    assert_eq!(census["minutes"], 12 * 25 + 3 + 6, "{census:?}");
    let today = w.today().to_string();
    let monday = today.as_str();
    let minutes = all(&mut ws, "minutes");
    assert!(minutes.iter().all(|m| word(m, "date") < monday));
    let mine = |r: &&Record| r.scope.to_string().starts_with(VILLAGE);
    let open = ["open", "doing"];
    let actions = all(&mut ws, "action");
    let waiting = actions.iter().filter(mine);
    let waiting = waiting.filter(|a| open.contains(&word(a, "status")));
    let (late, due): (Vec<_>, Vec<_>) = waiting.partition(|a| word(a, "due") < monday);
    assert!(
        !late.is_empty() && !due.is_empty(),
        "{} {}",
        late.len(),
        due.len()
    );
    let conflicts = ws.conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0].field, "occupation");
    let authors: Vec<_> = conflicts[0]
        .sides
        .iter()
        .map(|s| s.author.clone())
        .collect();
    assert!(
        authors.contains(&Some("陈协调".into())) && authors.contains(&Some(ws.me.name.clone()))
    );
    let findings = ws.findings().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].note.code, "F_HOURS_OVERLAP");
    let unsent: u64 = found
        .channels
        .iter()
        .filter(|c| c.channel.device == ws.me.device)
        .map(|c| {
            let seals = ws.store.read(|tx| tx.seals(&c.channel)).unwrap();
            c.tip - seals.last().map_or(0, |s| s.last)
        })
        .sum();
    assert!(unsent > 30, "{unsent}");
    // It opens again after a lock, and nothing of the others is left beside it.
    drop(ws);
    let (mut w, _) = world(93);
    let again = Workspace::open(&home, PASSPHRASE, &mut w).unwrap();
    assert_eq!(again.notices, []);
    let names = std::fs::read_dir(&home).unwrap();
    let names: Vec<_> = names.map(|n| n.unwrap().file_name()).collect();
    assert!(
        names.iter().all(|n| !n.to_string_lossy().starts_with('.')),
        "{names:?}"
    );
}
