//! Lost devices, and what several rosters say of one key.

use std::collections::BTreeMap;

use sanshe::domain::id::hex;
use sanshe::domain::role::Role;
use sanshe::sync::roster::{Entry, LastGood};
use sanshe::sync::seal::Seal;
use sha2::{Digest, Sha256};

use crate::forge::{Change, Draft, Hand, PEOPLE, Scene, two};
use crate::rosters::{entry, people, roster, roster_of};

/// A stranger's two segments of one change each, and a thief's other first one.
struct Lost {
    hand: Hand,
    parts: [(Seal, Vec<Change>); 3],
}

impl Lost {
    fn new() -> Self {
        let hand = Hand::stranger();
        let first = vec![hand.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
        let second = vec![hand.change(PEOPLE, 2, 32, &[("name", "后来".into())])];
        let thief = vec![hand.change(PEOPLE, 1, 33, &[("name", "贼".into())])];
        let seal = hand.seal(None, &first);
        let next = hand.seal(Some(&seal), &second);
        let other = hand.seal(None, &thief);
        Self {
            parts: [(seal, first), (next, second), (other, thief)],
            hand,
        }
    }

    /// The roster, with the key in use or revoked after a segment.
    fn roster(&self, scene: &Scene, version: u64, good: Option<usize>) -> (String, String) {
        let mut all = people(scene);
        let mut lost = entry(&self.hand, "某人", "320585101201", Role::Worker);
        lost.revoked = good.map(|at| {
            let seal = &self.parts[at].0;
            let (n, channel) = (seal.statement.n, seal.statement.channel());
            let sha256 = hex(&Sha256::digest(seal.text.as_bytes()));
            BTreeMap::from([(channel, LastGood { n, sha256 })])
        });
        all.push(lost);
        roster(&scene.chief, version, all)
    }
}

/// A file of the coordinator with these segments and this roster.
fn send(
    scene: &Scene,
    number: u64,
    lost: &Lost,
    parts: &[usize],
    roster: Option<(String, String)>,
) -> Vec<u8> {
    let mut draft = Draft {
        roster,
        ..Draft::default()
    };
    for at in parts {
        draft.add(&lost.parts[*at].0, &lost.parts[*at].1);
    }
    let manifest = Scene::manifest_of(&scene.chief, &scene.worker, number);
    scene.wrap_by(&scene.chief, manifest, &draft.parts(), |text| text)
}

fn names(scene: &mut Scene) -> [bool; 3] {
    [31, 32, 33].map(|id| scene.shown(id, "name").is_some())
}

#[test]
fn a_revocation_acts_backwards_and_gives_back_what_a_later_one_calls_good() {
    let mut scene = Scene::at_the_worker();
    let lost = Lost::new();
    let file = send(
        &scene,
        1,
        &lost,
        &[0, 1],
        Some(lost.roster(&scene, 3, None)),
    );
    scene.import(&file).unwrap();
    assert_eq!(names(&mut scene), [true, true, false]);
    let file = send(&scene, 2, &lost, &[], Some(lost.roster(&scene, 4, Some(0))));
    let came = scene.import(&file).unwrap();
    assert_eq!((came.withdrawn, came.admitted), (1, 0));
    assert_eq!(names(&mut scene), [true, false, false]);
    assert_eq!(scene.held(), ["H_REVOKED"]);
    // Who has the key seals another first segment: it takes nothing with it.
    let file = send(&scene, 3, &lost, &[2], None);
    let came = scene.import(&file).unwrap();
    assert!(came.came.forked.is_empty());
    assert_eq!(names(&mut scene), [true, false, false]);
    assert_eq!(scene.held(), ["H_REVOKED", "H_REVOKED"]);
    scene.whole();
    let file = send(&scene, 4, &lost, &[], Some(lost.roster(&scene, 5, Some(1))));
    let came = scene.import(&file).unwrap();
    assert_eq!((came.withdrawn, came.admitted), (0, 1));
    assert_eq!(names(&mut scene), [true, true, false]);
    scene.whole();
}

#[test]
fn what_counts_of_a_revoked_key_does_not_depend_on_what_came_first() {
    let lost = Lost::new();
    let mut states = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]] {
        for early in [true, false] {
            let mut scene = Scene::at_the_worker();
            let with = lost.roster(&scene, 3, None);
            let file = send(&scene, 1, &lost, &[], Some(with));
            scene.import(&file).unwrap();
            let without = lost.roster(&scene, 4, Some(0));
            let file = send(&scene, 2, &lost, &[], Some(without));
            if early {
                scene.import(&file).unwrap();
            }
            for (number, at) in (3..).zip(order) {
                let file = send(&scene, number, &lost, &[at], None);
                scene.import(&file).unwrap();
            }
            if !early {
                let forked = lost.parts[0].1.len();
                assert_eq!(names(&mut scene), [false, true, false]);
                assert_eq!(scene.held().len(), forked + 1);
                scene.import(&file).unwrap();
            }
            assert_eq!(names(&mut scene), [true, false, false], "{order:?} {early}");
            assert_eq!(scene.held(), ["H_REVOKED", "H_REVOKED"]);
            scene.whole();
            let checked = scene.ws.check(false).unwrap();
            states.push((checked.scopes, checked.channels));
        }
    }
    assert!(states.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Two coordinators may each grant a place of theirs to one device; neither takes away
/// what the other gave, and neither speaks for more than its card's place.
#[test]
fn rosters_add_up_and_stay_in_their_signers_place() {
    let mut scene = Scene::at_the_worker();
    let lost = Lost::new();
    let second = {
        let mut hand = Hand::stranger();
        let (mut world, _) = crate::kit::world(78);
        hand.secrets = sanshe::sync::keys::Secrets::generate(&mut world.chance());
        hand.person = "0190f5a0-0000-7000-8000-000000000078".into();
        let key = hand.secrets.public_key().unwrap();
        hand.device = sanshe::sync::device::device_id(&key, [7; 4]);
        hand
    };
    let chief = entry(&second, "邻镇", "320585102", Role::Coordinator);
    let key = &second.secrets.signing;
    let card = sanshe::sync::card::Card::write(&chief.identity(), "2026-11-23", key).unwrap();
    let print = sanshe::sync::card::Card::parse(card.as_bytes()).unwrap();
    let path = scene.dir.path().join("second.card");
    std::fs::write(&path, card).unwrap();
    let print = print.fingerprint();
    scene
        .ws
        .trust(&mut scene.world, &path, &print, &[])
        .unwrap();
    let file = send(&scene, 1, &lost, &[0], Some(lost.roster(&scene, 3, None)));
    scene.import(&file).unwrap();
    let far = "320585102201/people";
    let there = [lost.hand.change(far, 1, 41, &[("name", "邻镇人".into())])];
    let mut other = entry(&lost.hand, "某人", "320585102201", Role::Worker);
    other.grants = vec!["320585102201/*".into()];
    let by_second = |scene: &Scene, number, prefix: &str, devices: Vec<Entry>| {
        let draft = Draft {
            roster: Some(roster_of(&second, number, prefix, devices)),
            ..Draft::of(&lost.hand, &there)
        };
        let manifest = Scene::manifest_of(&second, &scene.worker, number);
        scene.wrap_by(&second, manifest, &draft.parts(), |text| text)
    };
    // Beyond its own place a roster is left out and told of.
    let mut wide = other.clone();
    wide.revoked = Some(BTreeMap::new());
    let file = by_second(&scene, 1, "320585", vec![chief.clone(), wide]);
    let came = scene.import(&file).unwrap();
    let warned: Vec<_> = came.file.warnings.iter().map(|n| n.code).collect();
    assert_eq!((came.roster, warned), (None, vec!["W_ROSTER_OUTSIDE"]));
    assert_eq!(scene.held(), ["H_SCOPE"]);
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    let file = by_second(&scene, 2, "320585102", vec![chief.clone(), other.clone()]);
    assert_eq!(scene.import(&file).unwrap().roster, Some(2));
    assert!(scene.held().is_empty());
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    assert_eq!(scene.shown(41, "name"), Some("邻镇人".into()));
    // A revocation counts inside the place of the roster that says so.
    other.revoked = Some(BTreeMap::new());
    let file = by_second(&scene, 3, "320585102", vec![chief, other]);
    scene.import(&file).unwrap();
    assert_eq!(scene.held(), ["H_REVOKED"]);
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    scene.whole();
}

/// A grant for meetings is none for people under the name of meetings.
#[test]
fn a_form_is_held_back_in_a_scope_of_another_class() {
    let mut scene = Scene::new();
    let open = "320585101201/open";
    let change = scene.worker.change(open, 1, 51, &[("name", "某人".into())]);
    let file = scene.file(1, &Draft::of(&scene.worker, &[change]));
    scene.import(&file).unwrap();
    assert_eq!(scene.held(), ["H_CLASS"]);
    assert_eq!(scene.shown(51, "name"), None);
}

#[test]
fn a_coordinator_revokes_a_lost_device_and_sends_it_nothing() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let file = scene.file(1, &Draft::of(&scene.worker, &changes));
    scene.import(&file).unwrap();
    let revoke = |scene: &mut Scene, who: &str, last: &[(String, u64)]| {
        scene.ws.revoke(&mut scene.world, who, last)
    };
    let code = |done: sanshe::domain::fault::Result<_>| {
        done.map(|_: sanshe::ops::revoke::Revocation| ())
            .unwrap_err()
            .code()
    };
    assert_eq!(code(revoke(&mut scene, "无此人", &[])), "E_NO_DEVICE");
    assert_eq!(code(revoke(&mut scene, "陈协调", &[])), "E_REVOKE_OWN");
    let channel = changes[0].head.channel().to_string();
    let none = [(channel.clone(), 9)];
    assert_eq!(code(revoke(&mut scene, "周社工", &none)), "E_NO_SEGMENT");
    let done = revoke(&mut scene, "周社工", &[]).unwrap();
    assert_eq!(done.good, BTreeMap::from([(channel.clone(), 1)]));
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    let out = scene.dir.path().join("to.sanshe");
    let fault = scene
        .ws
        .export(&mut scene.world, "周社工", &out, &mut |_, _| true);
    assert_eq!(fault.unwrap_err().code(), "E_PEER_REVOKED");
    let file = scene.file(2, &Draft::of(&scene.worker, &changes));
    scene.refused(&file, "E_SENDER_REVOKED");
    let device = scene.worker.device().to_string();
    let done = revoke(&mut scene, &device, &[(channel, 0)]).unwrap();
    assert_eq!((done.judged.withdrawn, done.roster), (2, 4));
    assert_eq!(scene.shown(11, "name"), None);
    assert_eq!(scene.held(), ["H_REVOKED", "H_REVOKED"]);
    scene.whole();
}
