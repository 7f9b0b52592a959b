//! Decisions by those who have no say, about what they have no say in, or in two minds.

use sanshe::domain::control::{Control, FORM, Target};
use sanshe::domain::id::{Dot, RecordId};
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::decide::Ruling;

use crate::forge::{Change, Draft, Hand, PEOPLE, Scene, two};

const FAR: &str = "320585102201/people";
const OTHER: &str = "320585101201/open";

/// A control change of this hand.
fn says(hand: &Hand, scope: &str, seq: u64, control: &Control) -> Change {
    let patch: Patch = control.patch();
    control_of(hand, scope, seq, &patch)
}

fn control_of(hand: &Hand, scope: &str, seq: u64, patch: &Patch) -> Change {
    let fields: Vec<(&str, Value)> = patch.iter().map(|(f, v)| (f.as_str(), v.clone())).collect();
    let mut change = hand.change(scope, seq, 900 + u128::from(seq), &fields);
    change.head.form = FORM.into();
    change
}

fn target(change: &Change) -> Target {
    Target {
        dot: change.head.dot(),
        head: sanshe::domain::change::head_hash(&change.head.to_bytes()),
    }
}

fn erase(root: u128) -> Control {
    Control::Erase(RecordId::from_u128(root), "本人要求".into())
}

/// A file from the coordinator for the worker.
fn from_chief(scene: &mut Scene, number: u64, draft: &Draft) -> sanshe::ops::sync::Imported {
    let manifest = Scene::manifest_of(&scene.chief, &scene.worker, number);
    let chief = scene.chief.clone();
    let file = scene.wrap_by(&chief, manifest, &draft.parts(), |text| text);
    scene.import(&file).unwrap()
}

fn from_worker(scene: &mut Scene, number: u64, draft: &Draft) {
    let file = scene.file(number, draft);
    scene.import(&file).unwrap();
}

#[test]
fn what_a_worker_or_a_stranger_decides_has_no_effect() {
    let mut scene = Scene::new();
    let worker = scene.worker.clone();
    let mut changes = two(&worker);
    let far = [worker.change(FAR, 1, 41, &[("name", "远村".into())])];
    let controls = [
        erase(11),
        Control::Refuse(target(&changes[1])),
        Control::Admit(target(&far[0])),
    ];
    for (control, seq) in controls.iter().zip(3..) {
        changes.push(says(&worker, PEOPLE, seq, control));
    }
    let mut draft = Draft::of(&worker, &changes);
    draft.add(&worker.seal(None, &far), &far);
    let stranger = Hand::stranger();
    let theirs = [says(&stranger, PEOPLE, 1, &erase(12))];
    draft.add(&stranger.seal(None, &theirs), &theirs);
    from_worker(&mut scene, 1, &draft);
    let mut held = scene.held();
    held.sort();
    assert_eq!(held, ["H_ROLE", "H_ROLE", "H_ROLE", "H_SCOPE", "H_UNKNOWN"]);
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    assert_eq!(scene.shown(12, "name"), Some("李娜".into()));
    assert_eq!(scene.shown(41, "name"), None);
    // Nor does a coordinator let a worker's decision in by a slip.
    for held in scene.ws.held().unwrap() {
        if held.form == FORM {
            let fault = scene.ws.rule(&mut scene.world, &held.id(), Ruling::Admit);
            assert_eq!(fault.unwrap_err().code(), "E_HELD_CONTROL");
        }
    }
    assert!(scene.ws.erasures().unwrap().is_empty());
    scene.whole();
}

#[test]
fn a_coordinator_erases_nothing_outside_their_prefix_nor_their_decision_s_scope() {
    let mut scene = Scene::at_the_worker();
    let (worker, chief) = (scene.worker.clone(), scene.chief.clone());
    let mine = two(&worker);
    let mut draft = Draft::of(&worker, &mine);
    let far = [says(&chief, FAR, 1, &erase(11))];
    draft.add(&chief.seal(None, &far), &far);
    let beside = [says(&chief, OTHER, 1, &erase(11))];
    draft.add(&chief.seal(None, &beside), &beside);
    from_chief(&mut scene, 1, &draft);
    assert_eq!(scene.held(), ["H_SCOPE"]);
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    scene.whole();
}

#[test]
fn what_only_looks_like_a_decision_is_kept_and_has_no_effect() {
    let mut scene = Scene::at_the_worker();
    let (worker, chief) = (scene.worker.clone(), scene.chief.clone());
    let good = erase(11).patch();
    let mut more = good.clone();
    more.insert("more".into(), "x".into());
    let mut upper = good.clone();
    upper.insert("erase".into(), "0000000000000000000000000000000B".into());
    let mut newer = control_of(&chief, PEOPLE, 3, &good);
    newer.head.form_version = 2;
    let mut below = control_of(&chief, PEOPLE, 4, &good);
    below.head.parent = Some(RecordId::from_u128(11));
    let mut saw = control_of(&chief, PEOPLE, 5, &good);
    saw.head.gates = vec![worker.change(PEOPLE, 1, 11, &[]).head.dot()];
    let odd = [
        control_of(&chief, PEOPLE, 1, &more),
        control_of(&chief, PEOPLE, 2, &upper),
        newer,
        below,
        saw,
    ];
    let mut draft = Draft::of(&worker, &two(&worker));
    draft.add(&chief.seal(None, &odd), &odd);
    let came = from_chief(&mut scene, 1, &draft);
    assert_eq!(came.came.decisions, 5);
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    assert!(scene.held().is_empty());
    scene.whole();
}

#[test]
fn an_admission_lets_in_the_very_change_and_no_other_of_its_name() {
    let mut scene = Scene::at_the_worker();
    let (worker, chief) = (scene.worker.clone(), scene.chief.clone());
    let stranger = Hand::stranger();
    let theirs = |name: &str| stranger.change(PEOPLE, 1, 31, &[("name", name.into())]);
    let (meant, forged) = (theirs("真名"), theirs("假名"));
    let admit = [says(&chief, PEOPLE, 1, &Control::Admit(target(&meant)))];
    let mut draft = Draft::of(&worker, &two(&worker));
    draft.add(&chief.seal(None, &admit), &admit);
    let forged = [forged];
    draft.add(&stranger.seal(None, &forged), &forged);
    from_chief(&mut scene, 1, &draft);
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
    assert_eq!(scene.shown(31, "name"), None);
    // The one that was meant comes later, and counts beside the forged one.
    let meant = [meant];
    let mut draft = Draft::default();
    draft.add(&stranger.seal(None, &meant), &meant);
    from_chief(&mut scene, 2, &draft);
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
    assert_eq!(scene.shown(31, "name"), Some("真名".into()));
    scene.whole();
}

#[test]
fn a_decision_with_a_twin_counts_as_little_as_the_twin() {
    let mut scene = Scene::at_the_worker();
    let (worker, chief) = (scene.worker.clone(), scene.chief.clone());
    let mut draft = Draft::of(&worker, &two(&worker));
    let first = [says(&chief, PEOPLE, 1, &erase(11))];
    draft.add(&chief.seal(None, &first), &first);
    from_chief(&mut scene, 1, &draft);
    assert_eq!(scene.shown(11, "name"), None);
    let second = [says(&chief, PEOPLE, 1, &erase(12))];
    let mut draft = Draft::default();
    draft.add(&chief.seal(None, &second), &second);
    from_chief(&mut scene, 2, &draft);
    assert_eq!(scene.held(), ["H_FORK", "H_FORK"]);
    assert_eq!(scene.shown(12, "name"), Some("李娜".into()));
    assert!(scene.ws.erasures().unwrap().is_empty());
    // What was erased meanwhile waits for its bodies, and is asked for again.
    let missing = from_chief(&mut scene, 3, &Draft::default()).missing;
    assert_eq!(missing.len(), 0);
    let again = from_chief(&mut scene, 4, &Draft::of(&worker, &two(&worker)));
    assert_eq!(again.came.bodies, 1);
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    scene.whole();
}

#[test]
fn decisions_and_what_they_are_about_may_come_in_any_order() {
    let states = [[0, 1, 2], [2, 1, 0], [1, 2, 0], [0, 2, 1]].map(|order| {
        let mut scene = Scene::at_the_worker();
        let (worker, chief) = (scene.worker.clone(), scene.chief.clone());
        let stranger = Hand::stranger();
        let theirs = [
            stranger.change(PEOPLE, 1, 31, &[("name", "甲".into())]),
            stranger.change(PEOPLE, 2, 32, &[("name", "乙".into())]),
        ];
        let decisions = [
            says(&chief, PEOPLE, 1, &Control::Admit(target(&theirs[0]))),
            says(&chief, PEOPLE, 2, &Control::Refuse(target(&theirs[1]))),
            says(&chief, PEOPLE, 3, &Control::Admit(target(&theirs[1]))),
            says(&chief, PEOPLE, 4, &erase(12)),
        ];
        let mut drafts = [
            Draft::of(&worker, &two(&worker)),
            Draft::default(),
            Draft::default(),
        ];
        drafts[1].add(&stranger.seal(None, &theirs), &theirs);
        drafts[2].add(&chief.seal(None, &decisions), &decisions);
        for (number, at) in order.into_iter().enumerate() {
            from_chief(&mut scene, number as u64 + 1, &drafts[at]);
        }
        assert_eq!(scene.held(), ["H_REFUSED"]);
        assert_eq!(scene.shown(31, "name"), Some("甲".into()));
        assert_eq!(scene.shown(12, "name"), None);
        scene.whole();
        let checked = scene.ws.check(false).unwrap();
        // But for the answer, whose id is drawn anew.
        let own = scene.ws.me.device;
        let channels = checked.channels.into_iter();
        let channels: Vec<_> = channels.filter(|c| c.channel.device != own).collect();
        (channels, checked.scopes)
    });
    assert!(states.windows(2).all(|pair| pair[0] == pair[1]));
}

/// An admission that came first lets a change in as it comes: it names none of the dots
/// that this device has yet to write.
#[test]
fn what_was_admitted_before_it_came_covers_nothing_of_mine() {
    let mut scene = Scene::at_the_worker();
    let (me, chief, stranger) = (scene.ws.me.device, scene.chief.clone(), Hand::stranger());
    let mut changes = vec![stranger.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
    let later = (1..=9).map(|seq| Dot { device: me, seq }).collect();
    changes[0].head.fields.insert("name".into(), later);
    let admit = [says(
        &chief,
        PEOPLE,
        1,
        &Control::Admit(target(&changes[0])),
    )];
    let came = from_chief(&mut scene, 1, &Draft::of(&chief, &admit));
    assert!(!came.came.twin);
    let came = from_chief(&mut scene, 2, &Draft::of(&stranger, &changes));
    assert!(came.came.twin);
    assert_ne!(scene.ws.me.device, me);
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    scene.whole();
}

/// One file may erase one person and let in what was held of another: what was typed about
/// that one stays.
#[test]
fn a_draft_about_somebody_who_is_only_let_in_stays() {
    let mut scene = Scene::at_the_worker();
    let (chief, stranger) = (scene.chief.clone(), Hand::stranger());
    let first = vec![chief.change(PEOPLE, 1, 12, &[("name", "李娜".into())])];
    let seal = chief.seal(None, &first);
    let held = vec![stranger.change(PEOPLE, 1, 31, &[("name", "某人".into())])];
    let mut draft = Draft::of(&chief, &first);
    draft.add(&stranger.seal(None, &held), &held);
    from_chief(&mut scene, 1, &draft);
    assert_eq!(scene.held(), ["H_UNKNOWN"]);
    let keys = [31, 12].map(|id| format!("volunteer:{}", RecordId::from_u128(id)));
    for key in &keys {
        let named = (key.as_str(), "volunteer", "没有写完");
        scene.ws.keep_unsaved(&scene.world, named, "{}").unwrap();
    }
    let decided = vec![
        says(&chief, PEOPLE, 2, &Control::Admit(target(&held[0]))),
        says(&chief, PEOPLE, 3, &erase(12)),
    ];
    let mut draft = Draft::default();
    draft.add(&chief.seal(Some(&seal), &decided), &decided);
    from_chief(&mut scene, 2, &draft);
    assert_eq!(scene.shown(31, "name"), Some("某人".into()));
    let left = scene.ws.all_unsaved().unwrap();
    assert_eq!(left.iter().map(|d| &d.key).collect::<Vec<_>>(), [&keys[0]]);
}
