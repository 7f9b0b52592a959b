//! Rosters that came late, or from someone who has no say here.

use sanshe::domain::role::Role;
use sanshe::sync::card::Identity;
use sanshe::sync::roster::{Entry, Roster};

use crate::forge::{Draft, Hand, PEOPLE, Scene, two};
use crate::kit::TOWN;

pub fn entry(hand: &Hand, name: &str, place: &str, role: Role) -> Entry {
    let identity = Identity {
        person: hand.person.clone(),
        name: name.into(),
        team: "T01".into(),
        place: place.into(),
        role,
        letter: "A".into(),
        key: hand.line(),
        age: hand.secrets.recipient().to_string(),
    };
    Entry::new(&identity, &[])
}

pub fn roster(by: &Hand, version: u64, devices: Vec<Entry>) -> (String, String) {
    roster_of(by, version, TOWN, devices)
}

pub fn roster_of(by: &Hand, version: u64, prefix: &str, devices: Vec<Entry>) -> (String, String) {
    let roster = Roster {
        v: 1,
        version,
        prefix: prefix.into(),
        by: by.line(),
        made: "2026-11-23".into(),
        devices,
    };
    let signed = roster.sign(&by.secrets.signing).unwrap();
    (signed.text, signed.sig)
}

pub fn people(scene: &Scene) -> Vec<Entry> {
    vec![
        entry(&scene.chief, "陈协调", TOWN, Role::Coordinator),
        entry(&scene.worker, "周社工", "320585101201", Role::Worker),
    ]
}

/// A file of the coordinator with this roster and a stranger's change.
fn send(scene: &Scene, number: u64, roster: (String, String)) -> Vec<u8> {
    let stranger = Hand::stranger();
    let changes = [stranger.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
    let draft = Draft {
        roster: Some(roster),
        ..Draft::of(&stranger, &changes)
    };
    let manifest = Scene::manifest_of(&scene.chief, &scene.worker, number);
    scene.wrap_by(&scene.chief, manifest, &draft.parts(), |text| text)
}

#[test]
fn only_a_newer_roster_of_a_pinned_coordinator_counts() {
    let mut scene = Scene::at_the_worker();
    let stranger = Hand::stranger();
    // A stranger's roster that admits the stranger, in a trusted hand's file.
    let mut all = people(&scene);
    all.push(entry(&stranger, "某人", "320585101201", Role::Worker));
    let own = roster(
        &stranger,
        7,
        vec![entry(&stranger, "某人", TOWN, Role::Coordinator)],
    );
    let came = scene.import(&send(&scene, 1, own)).unwrap();
    assert_eq!(came.roster, None);
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
    let kept = |scene: &mut Scene| scene.ws.store.read(|tx| Ok(tx.rosters()?.pop())).unwrap();
    assert!(kept(&mut scene).is_none());
    // The coordinator's own third roster admits them, and what was held back counts.
    let third = roster(&scene.chief, 3, all);
    let came = scene.import(&send(&scene, 2, third.clone())).unwrap();
    assert_eq!((came.roster, came.admitted), (Some(3), 1));
    assert!(scene.held().is_empty());
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    // The second comes late and takes nothing away again.
    let second = roster(&scene.chief, 2, people(&scene));
    let came = scene.import(&send(&scene, 3, second)).unwrap();
    assert_eq!(came.roster, None);
    assert_eq!(kept(&mut scene).unwrap().version, 3);
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    // Another third roster: somebody copied the coordinator's workspace.
    let other = roster(&scene.chief, 3, people(&scene));
    let file = send(&scene, 4, other);
    scene.refused(&file, "E_ROSTER_TWIN");
    // A roster under another's signature.
    let mut swapped = roster(&scene.chief, 4, people(&scene));
    swapped.1 = third.1;
    let file = send(&scene, 5, swapped);
    scene.refused(&file, "E_SIG");
    let who = scene.chief.secrets.public_key().unwrap();
    let received = scene.ws.store.read(|tx| tx.received(&who)).unwrap();
    let numbers: Vec<u64> = received.iter().map(|f| f.number).collect();
    assert_eq!(numbers, [1, 2, 3]);
    scene.whole();
}

/// The roster that takes a device off comes in the file that carries its changes.
#[test]
fn a_new_roster_counts_for_the_file_it_comes_with() {
    let mut scene = Scene::at_the_worker();
    let stranger = Hand::stranger();
    let mut all = people(&scene);
    all.push(entry(&stranger, "某人", "320585101201", Role::Worker));
    let with = roster(&scene.chief, 3, all.clone());
    let manifest = Scene::manifest_of(&scene.chief, &scene.worker, 1);
    let draft = Draft {
        roster: Some(with),
        ..Draft::default()
    };
    let file = scene.wrap_by(&scene.chief, manifest, &draft.parts(), |text| text);
    assert_eq!(scene.import(&file).unwrap().roster, Some(3));
    all.last_mut().unwrap().revoked = Some(std::collections::BTreeMap::new());
    let without = roster(&scene.chief, 4, all);
    let came = scene.import(&send(&scene, 2, without)).unwrap();
    assert_eq!(came.roster, Some(4));
    assert_eq!(scene.held(), ["H_REVOKED"]);
    assert_eq!(scene.shown(31, "name"), None);
}

/// What a colleague relayed before its author was enrolled counts from then on.
#[test]
fn a_card_that_the_coordinator_trusts_lets_in_what_was_held_back() {
    let mut scene = Scene::new();
    let stranger = Hand::stranger();
    let mut draft = Draft::of(&scene.worker, &two(&scene.worker));
    let foreign = [stranger.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
    draft.add(&stranger.seal(None, &foreign), &foreign);
    let file = scene.file(1, &draft);
    scene.import(&file).unwrap();
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
    let identity = entry(&stranger, "某人", "320585101201", Role::Worker).identity();
    let key = &stranger.secrets.signing;
    let card = sanshe::sync::card::Card::write(&identity, "2026-11-23", key).unwrap();
    let print = sanshe::sync::card::Card::parse(card.as_bytes()).unwrap();
    let path = scene.dir.path().join("late.card");
    std::fs::write(&path, card).unwrap();
    scene
        .ws
        .trust(&mut scene.world, &path, &print.fingerprint(), &[])
        .unwrap();
    assert!(scene.held().is_empty());
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    scene.whole();
}

/// Nobody becomes another person by writing their id on a card.
#[test]
fn a_card_with_the_id_of_somebody_else_is_not_theirs() {
    let mut scene = Scene::new();
    let posing = Hand {
        person: scene.worker.person.clone(),
        ..Hand::stranger()
    };
    let identity = Identity {
        letter: "B".into(),
        ..entry(&posing, "周社工", "320585101201", Role::Worker).identity()
    };
    let key = &posing.secrets.signing;
    let card = sanshe::sync::card::Card::write(&identity, "2026-11-23", key).unwrap();
    let print = sanshe::sync::card::Card::parse(card.as_bytes()).unwrap();
    let path = scene.dir.path().join("posing.card");
    std::fs::write(&path, card).unwrap();
    let print = print.fingerprint();
    let mut trust = |person: Option<&str>| {
        let done = scene
            .ws
            .trust_as(&mut scene.world, &path, &print, &[], person);
        done.map(drop).map_err(|f| f.code())
    };
    assert_eq!(trust(None), Err("E_PERSON_TAKEN"));
    // Unless the coordinator, who saw them, says so.
    assert_eq!(trust(Some(&posing.person)), Ok(()));
    assert_eq!(trust(None), Ok(()));
}

/// An id that somebody goes by is nobody's former one.
#[test]
fn a_roster_gives_nobody_the_id_of_another() {
    let scene = Scene::new();
    let mut all = people(&scene);
    all[1].was = Some(scene.chief.person.clone());
    let roster = Roster {
        v: 1,
        version: 3,
        prefix: TOWN.into(),
        by: scene.chief.line(),
        made: "2026-11-23".into(),
        devices: all,
    };
    let refused = roster.sign(&scene.chief.secrets.signing).unwrap_err();
    assert_eq!(refused.code(), "E_ROSTER");
}

/// Who is coordinator of a part says whose devices are there, and of nobody whom others
/// know that they are somebody else.
#[test]
fn a_coordinator_below_takes_nobody_s_id() {
    let village = "320585101201";
    let mut scene = Scene::new();
    let below = Hand::stranger();
    let own = entry(&below, "村协调", village, Role::Coordinator);
    let key = &below.secrets.signing;
    let card = sanshe::sync::card::Card::write(&own.identity(), "2026-11-23", key).unwrap();
    let print = sanshe::sync::card::Card::parse(card.as_bytes()).unwrap();
    let path = scene.dir.path().join("below.card");
    std::fs::write(&path, card).unwrap();
    let print = print.fingerprint();
    scene
        .ws
        .trust(&mut scene.world, &path, &print, &[])
        .unwrap();
    let further = |hand: &Hand, was: &str| {
        let mut entry = entry(hand, "某人", village, Role::Worker);
        entry.person = "0190f5a0-0000-7000-8000-000000000099".into();
        entry.was = Some(was.into());
        entry
    };
    let another = |n: u8| {
        let (mut world, _) = crate::kit::world(u64::from(n));
        Hand {
            secrets: sanshe::sync::keys::Secrets::generate(&mut world.chance()),
            ..below.clone()
        }
    };
    let free = "0190f5a0-0000-7000-8000-000000000088";
    let (chief, worker) = (scene.chief.clone(), scene.worker.clone());
    let all = vec![
        own,
        further(&chief, &chief.person),
        further(&another(81), &worker.person),
        further(&another(82), free),
    ];
    let draft = Draft {
        roster: Some(roster_of(&below, 1, village, all)),
        ..Draft::default()
    };
    let manifest = Scene::manifest_of(&below, &chief, 1);
    let file = scene.wrap_by(&below, manifest, &draft.parts(), |text| text);
    assert_eq!(scene.import(&file).unwrap().roster, Some(1));
    assert_eq!(scene.ws.me.person.to_string(), chief.person);
    let mut now = |id: &str| {
        let now = scene.ws.store.read(|tx| tx.person_now(id.parse().unwrap()));
        now.unwrap().to_string()
    };
    assert_eq!(now(&chief.person), chief.person);
    assert_eq!(now(&worker.person), worker.person);
    assert_eq!(now(free), "0190f5a0-0000-7000-8000-000000000099");
}
