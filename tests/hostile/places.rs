//! Records that somebody says are elsewhere.

use sanshe::domain::id::RecordId;
use sanshe::domain::record::Place;
use sanshe::domain::role::Role;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::Value;
use sanshe::storage::ScopeState;

use crate::forge::{Change, Draft, Hand, PEOPLE, Scene};
use crate::kit::NOW;
use crate::rosters::entry;

const NEXT_VILLAGE: &str = "320585101202/people";

/// A worker of the next village, enrolled with rights of their own there.
fn neighbour(scene: &mut Scene) -> Hand {
    let hand = Hand::stranger();
    let identity = entry(&hand, "邻村", "320585101202", Role::Worker).identity();
    let key = &hand.secrets.signing;
    let card = sanshe::sync::card::Card::write(&identity, "2026-11-23", key).unwrap();
    let print = sanshe::sync::card::Card::parse(card.as_bytes()).unwrap();
    let path = scene.dir.path().join("neighbour.card");
    std::fs::write(&path, card).unwrap();
    let print = print.fingerprint();
    scene
        .ws
        .trust(&mut scene.world, &path, &print, &[])
        .unwrap();
    hand
}

fn about(hand: &Hand, scope: &str, seq: u64, id: RecordId, name: &str) -> Change {
    let mut change = hand.change(scope, seq, 1, &[("name", name.into())]);
    change.head.record = id;
    change.head.root = id;
    change
}

/// An id that the worker's device made for a volunteer of its village.
fn made(worker: &Hand) -> RecordId {
    let scope = PEOPLE.parse().unwrap();
    Place::made(worker.device(), "volunteer", None, scope, (NOW, 1)).id
}

/// Takes one file for each of these, in this order.
fn take(scene: &mut Scene, parts: &[(&Hand, Vec<Change>)], order: &[usize]) {
    for (number, at) in (1..).zip(order) {
        let (hand, changes) = &parts[*at];
        let file = scene.file(number, &Draft::of(hand, changes));
        scene.import(&file).unwrap();
    }
}

fn name_of(scene: &mut Scene, id: RecordId) -> Option<(String, Value)> {
    let record = scene.ws.store.read(|tx| tx.record(id)).unwrap()?;
    Some((record.scope.to_string(), record.get("name").clone()))
}

fn findings(scene: &mut Scene) -> Vec<&'static str> {
    let found = scene.ws.findings().unwrap();
    found.into_iter().map(|f| f.note.code).collect()
}

/// Whoever knows an id and has rights anywhere takes the record nowhere: not with an
/// early clock, not by coming first, not by writing more.
#[test]
fn a_neighbour_does_not_take_a_record_over() {
    let states: Vec<Vec<ScopeState>> = [[0, 1], [1, 0]]
        .into_iter()
        .map(|order| {
            let mut scene = Scene::new();
            let thief = neighbour(&mut scene);
            let worker = scene.worker.clone();
            let id = made(&worker);
            let mut taken = vec![
                about(&thief, NEXT_VILLAGE, 1, id, "贼"),
                about(&thief, NEXT_VILLAGE, 2, id, "贼二"),
            ];
            for change in &mut taken {
                change.head.stamp = Stamp::at(1);
            }
            let parts = [
                (&worker, vec![about(&worker, PEOPLE, 1, id, "王芳")]),
                (&thief, taken),
            ];
            take(&mut scene, &parts, &order);
            assert_eq!(
                name_of(&mut scene, id),
                Some((PEOPLE.into(), "王芳".into()))
            );
            assert_eq!(scene.held(), ["H_PLACE", "H_PLACE"]);
            assert_eq!(findings(&mut scene), ["F_PLACE"]);
            let past = scene.ws.history(id).unwrap();
            assert_eq!(past.iter().filter(|p| p.held.is_some()).count(), 2);
            scene.whole();
            assert_eq!(scene.held(), ["H_PLACE", "H_PLACE"]);
            scene.ws.check(false).unwrap().scopes
        })
        .collect();
    assert_eq!(states[0], states[1]);
}

/// One device that says two places, as a thief of a laptop may, moves nothing either;
/// and a change that is held back proves its record's place all the same.
#[test]
fn the_making_of_a_record_proves_its_place_even_when_held_back() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut scene = Scene::new();
        let worker = scene.worker.clone();
        let stranger = Hand::stranger();
        let id = made(&stranger);
        let parts = [
            (&stranger, vec![about(&stranger, PEOPLE, 1, id, "某人")]),
            (
                &stranger,
                vec![about(&stranger, NEXT_VILLAGE, 1, id, "别处")],
            ),
            (&worker, {
                let mut change = about(&worker, PEOPLE, 1, id, "王芳");
                change.head.form = "fund".into();
                vec![change]
            }),
        ];
        take(&mut scene, &parts, &order);
        assert_eq!(name_of(&mut scene, id), None, "{order:?}");
        let mut held = scene.held();
        held.sort();
        assert_eq!(held, ["H_PLACE", "H_UNKNOWN", "H_UNKNOWN"], "{order:?}");
        assert_eq!(findings(&mut scene), ["F_PLACE_OPEN"]);
        scene.whole();
    }
}

/// An id that no program bound to a place: nobody's word is worth more than another's,
/// so more people decide, and until then nothing is shown but the disagreement.
#[test]
fn of_an_unbound_id_more_keys_decide_and_else_nothing() {
    let mut states = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let mut scene = Scene::new();
        let thief = neighbour(&mut scene);
        let (worker, chief) = (scene.worker.clone(), scene.chief.clone());
        let id = RecordId::from_u128(11);
        let parts = [
            (&worker, vec![about(&worker, PEOPLE, 1, id, "王芳")]),
            (&thief, vec![about(&thief, NEXT_VILLAGE, 1, id, "贼")]),
            (&chief, {
                let mut other = about(&chief, PEOPLE, 1, id, "王芳芳");
                other.head.device.0[16..].copy_from_slice(&[9; 4]);
                let saw = vec![about(&worker, PEOPLE, 1, id, "王芳").head.dot()];
                other.head.fields.insert("name".into(), saw);
                vec![other]
            }),
        ];
        take(&mut scene, &parts[..2], &[0, 1]);
        assert_eq!(name_of(&mut scene, id), None);
        assert_eq!(findings(&mut scene), ["F_PLACE_OPEN"]);
        scene.whole();
        let mut scene = Scene::new();
        neighbour(&mut scene);
        take(&mut scene, &parts, &order);
        let shown = name_of(&mut scene, id);
        assert_eq!(shown, Some((PEOPLE.into(), "王芳芳".into())), "{order:?}");
        assert_eq!(scene.held(), ["H_PLACE"], "{order:?}");
        scene.whole();
        states.push(scene.ws.check(false).unwrap().scopes);
    }
    assert!(states.windows(2).all(|pair| pair[0] == pair[1]));
}
