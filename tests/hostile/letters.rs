//! Manifests of a trusted hand that say what they may not.

use sanshe::domain::value::Value;
use sanshe::sync::manifest::Evidence;
use sanshe::sync::runs::{Run, Runs};

use crate::forge::{Draft, Hand, PEOPLE, Scene, two};

/// The greatest number of the format: 2^53 − 1.
const MOST: u64 = (1 << 53) - 1;

#[test]
fn a_manifest_says_who_sends_what_to_whom() {
    let mut scene = Scene::new();
    let stranger = Hand::stranger();
    let parts = Draft::of(&scene.worker, &two(&scene.worker)).parts();
    let same = |text: String| text;

    let mut other = scene.manifest(1);
    other.to.clone_from(&stranger.person);
    let file = scene.wrap(other, &parts, same);
    scene.refused(&file, "E_FILE_TO");

    // The key of another person, with or without their device; the signature is mine.
    let mut swapped = scene.manifest(1);
    swapped.from.key = scene.chief.line();
    let file = scene.wrap(swapped.clone(), &parts, same);
    scene.refused(&file, "E_MANIFEST");
    swapped.from.device = scene.chief.device().to_string();
    let file = scene.wrap(swapped, &parts, same);
    scene.refused(&file, "E_MANIFEST");

    // Another person's id than the one on the card of this key.
    let mut other = scene.manifest(1);
    other.from.person.clone_from(&scene.chief.person);
    let file = scene.wrap(other, &parts, same);
    scene.refused(&file, "E_SENDER_UNKNOWN");

    // A stranger under the worker's name, with keys of their own.
    let mut posing = Scene::manifest_of(&stranger, &scene.chief, 1);
    posing.from.person.clone_from(&scene.worker.person);
    let file = scene.wrap_by(&stranger, posing, &parts, same);
    scene.refused(&file, "E_SENDER_UNKNOWN");

    // A signature for another purpose.
    let text = serde_json::to_string(&scene.manifest(1)).unwrap() + "\n";
    let key = &scene.worker.secrets.signing;
    let card = sanshe::sync::sign::Namespace::Card;
    let sig = sanshe::sync::sign::sign(key, card, text.as_bytes()).unwrap();
    let to = scene.recipients();
    let file = sanshe::sync::container::write(Vec::new(), &to, (&text, &sig), &parts).unwrap();
    scene.refused(&file, "E_SIG_NAMESPACE");
}

#[test]
fn numbers_end_where_the_format_ends() {
    let mut scene = Scene::new();
    let parts = Draft::of(&scene.worker, &two(&scene.worker)).parts();
    for number in [
        "0",
        "9007199254740992",
        "9223372036854775807",
        "-1",
        "1.0",
        "1e3",
    ] {
        let manifest = scene.manifest(1);
        let file = scene.wrap(manifest, &parts, |text| {
            text.replace("\"number\":1,", &format!("\"number\":{number},"))
        });
        scene.refused(&file, "E_MANIFEST");
    }
    for tip in ["0", "9007199254740992", "18446744073709551616"] {
        let channel = format!("{}/{PEOPLE}", scene.worker.device());
        let file = scene.wrap(scene.manifest(1), &parts, |text| {
            text.replace("\"tips\":{}", &format!("\"tips\":{{\"{channel}\":{tip}}}"))
        });
        scene.refused(&file, "E_MANIFEST");
    }
}

#[test]
fn the_greatest_numbers_cost_nothing() {
    let mut scene = Scene::new();
    let parts = Draft::of(&scene.worker, &two(&scene.worker)).parts();
    let mut manifest = scene.manifest(MOST);
    let channel = format!("{}/{PEOPLE}", scene.worker.device());
    manifest.tips.insert(channel.clone(), MOST);
    let file = scene.wrap(manifest, &parts, |text| text);
    let came = scene.import(&file).unwrap();
    assert_eq!(came.came.changes, 2);
    assert_eq!(came.missing[0].channel, channel);
    assert_eq!(came.missing[0].segments, format!("2-{MOST}"));
    assert_eq!(scene.shown(11, "name"), Some(Value::from("王芳")));
}

/// A number in a trusted hand's manifest must not keep my own work here.
#[test]
fn false_claims_of_my_own_segments_hold_nothing_back() {
    let mut scene = Scene::new();
    let mine = sanshe::domain::id::Channel {
        device: scene.ws.me.device,
        scope: PEOPLE.parse().unwrap(),
    };
    let chief = scene.chief.clone();
    let own = Hand {
        device: mine.device.0,
        ..chief
    };
    for (seq, record) in [(1, 21), (2, 22)] {
        let change = own.change(PEOPLE, seq, record, &[("name", "陈芳".into())]);
        let body = change.body.unwrap();
        let patch = body.read().unwrap();
        scene
            .ws
            .store
            .transact(|tx| tx.append(&change.head, &body, &patch).map(drop))
            .unwrap();
    }
    let parts = Draft::of(&scene.worker, &two(&scene.worker)).parts();
    let mut manifest = scene.manifest(1);
    manifest.tips.insert(mine.to_string(), MOST);
    let file = scene.wrap(manifest, &parts, |text| text);
    scene.import(&file).unwrap();
    let out = scene.dir.path().join("out.sanshe");
    let to = scene.worker.person.clone();
    let made = scene
        .ws
        .export(&mut scene.world, &to, &out, &mut |_, _| true)
        .unwrap();
    assert_eq!((made.changes, made.segments), (4, 2));
    assert!(made.warnings.is_empty());
    // What they may really have under that number shows by its hash.
    let opened = sanshe::sync::container::Opened::new(
        &std::fs::read(&out).unwrap(),
        &scene.worker.secrets.identity,
        &sanshe::sync::container::Limits::default(),
    );
    let manifest = opened.unwrap().manifest().unwrap();
    let have = &manifest.have[&mine.to_string()];
    assert_eq!(have.runs().len(), 1);
    assert_eq!(have.last(), Some(1));
}

#[test]
fn many_seals_of_the_greatest_length_are_refused_without_an_overflow() {
    let mut scene = Scene::new();
    let mut draft = Draft::default();
    let worker = &scene.worker;
    let whole = worker.seal(None, &two(worker));
    for n in 1..=2_100 {
        let mut statement = whole.statement.clone();
        statement.last = MOST;
        statement.g = format!("{}/people", 320_585_000_000_u64 + n);
        let seal = sanshe::sync::seal::seal(&worker.secrets.signing, &statement).unwrap();
        draft.seals += &seal.to_line().unwrap();
    }
    let file = scene.file(1, &draft);
    scene.refused(&file, "E_SEGMENTS");
    let path = scene.write(&file);
    assert_eq!(scene.ws.verify(&path).unwrap_err().code(), "E_SEGMENTS");
}

#[test]
fn a_manifest_has_one_spelling() {
    let mut scene = Scene::new();
    let parts = Draft::of(&scene.worker, &two(&scene.worker)).parts();
    let edits: [(&str, &str); 7] = [
        ("\"number\":1", "\"number\": 1"),
        ("\"number\":1", "\"number\":1,\"number\":1"),
        ("\"number\":1", "\"number\":1,\"more\":2"),
        ("\"roster\":0", "\"roster\":0.0"),
        ("\"last\":true", "\"last\":1"),
        ("\"made\":\"2026-11-23\"", "\"made\":\"2026-02-30\""),
        ("heads.zst", "../heads.zst"),
    ];
    for (old, new) in edits {
        let file = scene.wrap(scene.manifest(1), &parts, |text| text.replace(old, new));
        scene.refused(&file, "E_MANIFEST");
    }
    let file = scene.wrap(scene.manifest(1), &parts, |text| {
        text.replace("\"format\":1", "\"format\":3")
    });
    scene.refused(&file, "E_FILE_NEWER");
}

/// A sender restored from a backup counts from an earlier number and has lost segments:
/// what they still say they have is all that need not go again.
#[test]
fn a_lower_number_takes_back_what_its_sender_no_longer_has() {
    let mut scene = Scene::new();
    let channel = format!("{}/{PEOPLE}", scene.chief.device());
    let mut told = |number: u64, last: u64| {
        let mut manifest = Scene::manifest_of(&scene.worker, &scene.chief, number);
        let run = Run {
            first: 1,
            last,
            sha256: format!("{last:064x}"),
        };
        let have = Runs::from_runs(vec![run]).unwrap();
        manifest.have = [(channel.clone(), have)].into();
        manifest.tips = [(channel.clone(), last)].into();
        let parts = Draft::default().parts();
        let file = scene.wrap_by(&scene.worker.clone(), manifest, &parts, |text| text);
        scene.import(&file).unwrap();
        let who = scene.worker.secrets.public_key().unwrap();
        scene.ws.store.read(|tx| tx.have_of(Some(&who))).unwrap()
    };
    let has = |last: u64| vec![(channel.clone(), format!("[[1,{last},\"{last:064x}\"]]"))];
    assert_eq!(told(9, 5), has(5));
    assert_eq!(told(7, 3), has(3));
    // A file that merely came late adds nothing.
    assert_eq!(told(8, 4), has(3));
    assert_eq!(told(10, 6), has(6));
}

fn evidence(hand: &Hand, first: u64) -> Vec<Evidence> {
    let change = hand.change(PEOPLE, first, 31, &[("name", "某人".into())]);
    let seal = hand.seal(None, &[change]);
    vec![Evidence {
        statement: seal.text,
        sig: seal.sig,
    }]
}

/// Whoever may send files may not make me another device with each of them.
#[test]
fn only_my_own_seal_shows_that_my_database_was_set_back() {
    let mut scene = Scene::new();
    let parts = Draft::default().parts();
    let me = scene.ws.me.device;
    let own = Hand {
        device: me.0,
        ..scene.chief.clone()
    };
    let channel = format!("{me}/{PEOPLE}");
    // Numbers of segments that I never made are only missed.
    let mut manifest = scene.manifest(1);
    manifest.tips.insert(channel.clone(), 9);
    let came = scene.wrap(manifest, &parts, |text| text);
    let came = scene.import(&came).unwrap();
    assert!(!came.came.twin && came.file.warnings.is_empty());
    assert_eq!(came.missing[0].segments, "1-9");
    assert_eq!(scene.ws.me.device, me);
    // Seals of others, and of my key as another device, say nothing about this one.
    let former = Hand {
        device: sanshe::sync::device::device_id(&own.secrets.public_key().unwrap(), [7; 4]),
        ..own.clone()
    };
    let worker = scene.worker.clone();
    for (number, hand) in [(2, &worker), (3, &former)] {
        let mut manifest = scene.manifest(number);
        manifest.yours = evidence(hand, 1);
        let file = scene.wrap(manifest, &parts, |text| text);
        assert!(!scene.import(&file).unwrap().came.twin);
    }
    assert_eq!(scene.ws.me.device, me);
    // Two keys, or a statement that its key did not sign, are no evidence.
    let mut mixed = scene.manifest(4);
    mixed.yours = [evidence(&worker, 1), evidence(&own, 1)].concat();
    mixed.yours.sort();
    let file = scene.wrap(mixed.clone(), &parts, |text| text);
    scene.refused(&file, "E_MANIFEST");
    mixed.yours = evidence(&own, 1);
    mixed.yours[0].sig = evidence(&own, 2)[0].sig.clone();
    let file = scene.wrap(mixed.clone(), &parts, |text| text);
    scene.refused(&file, "E_SIG");
    // A seal of this very device that is not here is one.
    mixed.yours = evidence(&own, 1);
    let file = scene.wrap(mixed, &parts, |text| text);
    let came = scene.import(&file).unwrap();
    assert_eq!(came.file.warnings.last().unwrap().code, "W_COPIED");
    assert_ne!(scene.ws.me.device, me);
}
