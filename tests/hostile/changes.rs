//! Changes that are well made, and whose author had no right to them.

use sanshe::domain::id::{DeviceId, Dot, RecordId};
use sanshe::domain::role::Role;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::decide::Ruling;
use sanshe::ops::step::Step;
use sanshe::sync::card::Card;

use crate::forge::{Change, Draft, Hand, PEOPLE, Scene, two};
use crate::kit::NOW;
use crate::rosters::entry;

const FAR: &str = "320585102201/people";

#[test]
fn what_a_stranger_sealed_is_kept_and_held_back() {
    let mut scene = Scene::new();
    let stranger = Hand::stranger();
    let mut draft = Draft::of(&scene.worker, &two(&scene.worker));
    let foreign = [stranger.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
    draft.add(&stranger.seal(None, &foreign), &foreign);
    let file = scene.file(1, &draft);
    let came = scene.import(&file).unwrap();
    assert_eq!(came.came.changes, 3);
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
    assert_eq!(scene.shown(31, "name"), None);
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    scene.whole();
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
}

#[test]
fn a_change_outside_the_grant_is_held_back_alone() {
    let mut scene = Scene::new();
    let mut draft = Draft::of(&scene.worker, &two(&scene.worker));
    let far = [scene.worker.change(FAR, 1, 41, &[("name", "远村".into())])];
    draft.add(&scene.worker.seal(None, &far), &far);
    let file = scene.file(1, &draft);
    let came = scene.import(&file).unwrap();
    assert_eq!(came.came.forms["volunteer"].held, 1);
    assert_eq!(scene.held(), ["H_SCOPE"]);
    assert_eq!(scene.shown(41, "name"), None);
    assert_eq!(scene.shown(12, "name"), Some("李娜".into()));
    scene.whole();
}

#[test]
fn an_approval_by_a_worker_has_no_effect() {
    let mut scene = Scene::new();
    let mut changes = two(&scene.worker);
    let mut approval = scene
        .worker
        .change(PEOPLE, 3, 11, &[("approved", true.into())]);
    approval.head.rows = vec![changes[0].head.dot()];
    changes.push(approval);
    let file = scene.file(1, &Draft::of(&scene.worker, &changes));
    scene.import(&file).unwrap();
    assert_eq!(scene.held(), ["H_ROLE"]);
    let id = sanshe::domain::id::RecordId::from_u128(11);
    let record = scene.ws.store.read(|tx| tx.record(id)).unwrap().unwrap();
    assert!(!record.approved);
    assert_eq!(record.get("name"), &Value::from("王芳"));
    scene.whole();
}

#[test]
fn a_stamp_years_ahead_does_not_drag_the_clock() {
    let mut scene = Scene::new();
    let mut changes = two(&scene.worker);
    changes[1].head.stamp = Stamp::at(NOW + 5 * 365 * 24 * 3600 * 1000);
    changes[1].head.step = changes[1].head.stamp;
    let file = scene.file(1, &Draft::of(&scene.worker, &changes));
    scene.import(&file).unwrap();
    let clock = scene.ws.store.read(|tx| tx.meta("clock")).unwrap().unwrap();
    let clock: Stamp = clock.parse().unwrap();
    assert!(clock.ms() < NOW + 24 * 3600 * 1000, "{clock}");
    let saved = scene
        .ws
        .new_record(
            &mut scene.world,
            "volunteer",
            None,
            &crate::kit::json(
                r#"{"name":"周明","id_type":"resident_id","id_no":"320599194803150363",
                "phone":"13800000002","village_code":"320585101201","status":"active"}"#,
            ),
        )
        .unwrap();
    let stamp = saved.view.record.changed;
    assert!(stamp.ms() < NOW + 24 * 3600 * 1000, "{stamp}");
}

/// A signed stamp that a database can't keep must not come to lie in a log and stop
/// every file that carries it.
#[test]
fn a_stamp_beyond_all_databases_is_refused_with_its_file() {
    let mut scene = Scene::new();
    let mut changes = two(&scene.worker);
    changes[1].head.stamp = Stamp::from_bits(u64::MAX);
    let file = scene.file(1, &Draft::of(&scene.worker, &changes));
    scene.refused(&file, "E_STAMP_TEXT");
}

/// Two segments of the worker, taken in either order, show the same.
fn alike_in_any_order(made: impl Fn(&Hand) -> [Vec<Change>; 2]) {
    let states = [[0, 1], [1, 0]].map(|order| {
        let mut scene = Scene::new();
        let worker = scene.worker.clone();
        let changes = made(&worker);
        let seal = worker.seal(None, &changes[0]);
        let next = worker.seal(Some(&seal), &changes[1]);
        let seals = [seal, next];
        for (number, at) in order.into_iter().enumerate() {
            let mut draft = Draft::default();
            draft.add(&seals[at], &changes[at]);
            let file = scene.file(number as u64 + 1, &draft);
            scene.import(&file).unwrap();
        }
        scene.whole();
        scene.ws.check(false).unwrap().scopes
    });
    assert_eq!(states[0], states[1]);
}

/// Whoever names what I have not written yet would cover it before they saw it. So I
/// never write under those names: it costs one incarnation for each that they heard of.
#[test]
fn nobody_covers_what_i_write_later() {
    let mut scene = Scene::new();
    let me = scene.ws.me.device;
    let worker = scene.worker.clone();
    let later = |device: DeviceId| (1..=9).map(move |seq| Dot { device, seq });
    let first = vec![worker.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
    let seal = worker.seal(None, &first);
    let mut second = vec![worker.change(PEOPLE, 2, 31, &[("name", "另一人".into())])];
    let mut saw: Vec<Dot> = later(me).chain([first[0].head.dot()]).collect();
    saw.sort();
    second[0].head.fields.insert("name".into(), saw.clone());
    let next = worker.seal(Some(&seal), &second);
    let mut draft = Draft::of(&worker, &first);
    draft.add(&next, &second);
    let file = scene.file(1, &draft);
    let came = scene.import(&file).unwrap();
    assert_eq!(came.file.warnings.last().unwrap().code, "W_COPIED");
    assert_ne!(scene.ws.me.device, me);
    let write = |scene: &mut Scene, name: &str| {
        let patch = Patch::from([("name".into(), name.into())]);
        let (ws, world) = (&mut scene.ws, &mut scene.world);
        let me = &ws.me;
        let wrote = ws.store.transact(|tx| {
            let record = tx.record(RecordId::from_u128(31))?.unwrap();
            let mut step = Step::begin(tx, me, world, None)?;
            step.write(&record.place(), Some(&record), &patch)?;
            step.finish()
        });
        wrote.unwrap();
        assert_eq!(scene.shown(31, "name"), Some(name.into()));
    };
    write(&mut scene, "王芳");
    // The names of an incarnation that writes no more are nobody's.
    let now = scene.ws.me.device;
    let mut third = vec![worker.change(PEOPLE, 3, 31, &[("phone", "1".into())])];
    third[0].head.fields.insert("phone".into(), saw);
    let last = worker.seal(Some(&next), &third);
    let mut draft = Draft::default();
    draft.add(&last, &third);
    let file = scene.file(2, &draft);
    assert!(!scene.import(&file).unwrap().came.twin);
    assert_eq!(scene.ws.me.device, now);
    write(&mut scene, "王红");
    scene.whole();
}

/// Nor does a change that was held back when it came, and is let in later: by a decision,
/// or because its author is known from then on.
#[test]
fn what_is_let_in_later_covers_nothing_of_mine_either() {
    for admitted in [true, false] {
        let mut scene = Scene::new();
        let me = scene.ws.me.device;
        let stranger = Hand::stranger();
        let mut changes = vec![stranger.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
        let later = (1..=9).map(|seq| Dot { device: me, seq }).collect();
        changes[0].head.fields.insert("name".into(), later);
        let draft = Draft::of(&stranger, &changes);
        let file = scene.file(1, &draft);
        let came = scene.import(&file).unwrap();
        assert!(!came.came.twin, "a stranger may name what they like");
        assert_eq!(
            (scene.held(), scene.ws.me.device),
            (vec!["H_UNKNOWN".into()], me)
        );
        let warnings = if admitted {
            let id = scene.ws.held().unwrap()[0].id();
            scene
                .ws
                .rule(&mut scene.world, &id, Ruling::Admit)
                .unwrap()
                .warnings
        } else {
            let own = entry(&stranger, "某人", "320585101201", Role::Worker).identity();
            let key = &stranger.secrets.signing;
            let card = Card::write(&own, "2026-11-23", key).unwrap();
            let print = Card::parse(card.as_bytes()).unwrap().fingerprint();
            let path = scene.dir.path().join("stranger.card");
            std::fs::write(&path, card).unwrap();
            scene
                .ws
                .trust(&mut scene.world, &path, &print, &[])
                .unwrap()
                .warnings
        };
        assert_eq!(
            warnings.iter().map(|n| n.code).collect::<Vec<_>>(),
            ["W_COPIED"]
        );
        assert!(scene.held().is_empty());
        assert_ne!(scene.ws.me.device, me);
        // And so it stays when the workspace is opened again.
        let now = scene.ws.me.device;
        let kept = scene.ws.store.read(|tx| tx.meta("device")).unwrap();
        assert_eq!(kept, Some(now.to_string()));
        scene.whole();
    }
}

/// A device that contradicts itself shows the same on all machines, whatever comes first.
#[test]
fn an_earlier_change_that_names_a_later_one_shows_alike_in_any_order() {
    alike_in_any_order(|worker| {
        let mut first = vec![worker.change(PEOPLE, 1, 11, &[("name", "甲".into())])];
        let second = vec![worker.change(PEOPLE, 2, 11, &[("name", "乙".into())])];
        let saw = vec![second[0].head.dot()];
        first[0].head.fields.insert("name".into(), saw);
        [first, second]
    });
}

/// All changes of a record say the same place. Where a broken program says otherwise,
/// what is shown doesn't depend on what came first, and a rebuild shows the same.
#[test]
fn a_record_said_to_be_elsewhere_shows_alike_in_any_order() {
    alike_in_any_order(|worker| {
        let here = vec![worker.change(PEOPLE, 1, 11, &[("name", "甲".into())])];
        let mut there = vec![worker.change(PEOPLE, 2, 11, &[("name", "乙".into())])];
        there[0].head.form = "insurance".into();
        there[0].head.stamp = Stamp::at(NOW - 5);
        there[0].head.parent = Some(sanshe::domain::id::RecordId::from_u128(99));
        [here, there]
    });
}

/// A grant for one class is no way into the records of another.
#[test]
fn a_row_from_another_scope_is_not_shown_under_a_record() {
    let mut scene = Scene::new();
    let worker = scene.worker.clone();
    let mut draft = Draft::of(&worker, &two(&worker));
    let open = "320585101201/open";
    let mut row = worker.change(open, 1, 61, &[("course", "急救".into())]);
    row.head.form = "training".into();
    row.head.parent = Some(sanshe::domain::id::RecordId::from_u128(11));
    row.head.root = sanshe::domain::id::RecordId::from_u128(11);
    let row = [row];
    draft.add(&worker.seal(None, &row), &row);
    let file = scene.file(1, &draft);
    scene.import(&file).unwrap();
    let id = sanshe::domain::id::RecordId::from_u128(11);
    let view = scene.ws.show(&scene.world, id).unwrap();
    assert!(view.rows.is_empty(), "{:?}", view.rows);
    scene.whole();
}

/// What this version doesn't know is kept to the byte and goes on to others.
#[test]
fn an_unknown_form_and_an_unknown_field_are_kept_counted_and_relayed() {
    let mut scene = Scene::new();
    let mut changes = vec![
        scene
            .worker
            .change(PEOPLE, 1, 51, &[("dreams", "飞".into())]),
        scene.worker.change(
            PEOPLE,
            2,
            11,
            &[("name", "王芳".into()), ("shoe_size", 38.into())],
        ),
    ];
    changes[0].head.form = "dream".into();
    changes[0].head.form_version = 9;
    let draft = Draft::of(&scene.worker, &changes);
    let file = scene.file(1, &draft);
    let came = scene.import(&file).unwrap();
    assert_eq!((came.came.unknown_forms, came.came.unknown_fields), (1, 1));
    assert!(scene.held().is_empty());
    assert_eq!(scene.shown(11, "shoe_size"), Some(38.into()));
    scene.whole();
    // The worker said to have nothing, so everything goes back, byte for byte.
    let out = scene.dir.path().join("back.sanshe");
    let made = scene
        .ws
        .export(&mut scene.world, "周社工", &out, &mut |_, _| true)
        .unwrap();
    assert_eq!((made.changes, made.segments), (2, 1));
    let bytes = std::fs::read(&out).unwrap();
    let limits = sanshe::sync::container::Limits::default();
    let identity = &scene.worker.secrets.identity;
    let opened = sanshe::sync::container::Opened::new(&bytes, identity, &limits).unwrap();
    let manifest = opened.manifest().unwrap();
    let part = |name| opened.unpack(&manifest, name, &limits).unwrap();
    assert_eq!(part("seals.zst"), draft.seals.as_bytes());
    assert_eq!(part("heads.zst"), draft.heads);
    assert_eq!(part("bodies.zst"), draft.bodies);
}
