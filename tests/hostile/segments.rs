//! Seals, heads and bodies that don't belong together.

use sanshe::domain::change::Body;
use sanshe::sync::seal::{self, Statement};

use crate::forge::{Change, Draft, Hand, PEOPLE, Scene, bodies, heads, two};

/// A seals part with this statement under the hand's signature, over two changes.
fn sealed(hand: &Hand, changes: &[Change], edit: impl FnOnce(&mut Statement)) -> Draft {
    let mut statement = hand.seal(None, changes).statement;
    edit(&mut statement);
    let text = statement.to_text().unwrap();
    let segment = sanshe::sync::sign::Namespace::Segment;
    let sig = sanshe::sync::sign::sign(&hand.secrets.signing, segment, text.as_bytes()).unwrap();
    let line = serde_json::json!({"statement": text, "sig": sig});
    let (statement, sig) = (line["statement"].to_string(), line["sig"].to_string());
    Draft {
        seals: format!("{{\"statement\":{statement},\"sig\":{sig}}}\n"),
        heads: heads(changes),
        bodies: bodies(changes),
        roster: None,
    }
}

type Edit = Box<dyn FnOnce(&mut Statement)>;

#[test]
fn a_relabelled_segment_is_refused() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let chief = scene.chief.device().to_string();
    let cases: [(Edit, &str); 8] = [
        // Another person's device; a place or class that the heads don't name.
        (Box::new(move |s| s.d = chief), "E_SEAL_DEVICE"),
        (
            Box::new(|s| s.g = "320585101202/people".into()),
            "E_SEGMENTS",
        ),
        (Box::new(|s| s.g = "320585101201/case".into()), "E_SEGMENTS"),
        (Box::new(|s| s.g = "320585101201/all".into()), "E_SEAL"),
        // Numbers that the heads don't have.
        (Box::new(|s| s.last = 1), "E_SEAL_HEADS"),
        (Box::new(|s| s.last = 3), "E_SEGMENTS"),
        (Box::new(|s| s.first = 2), "E_SEAL"),
        (Box::new(|s| s.n = 0), "E_SEAL"),
    ];
    for (edit, code) in cases {
        let file = scene.file(1, &sealed(&scene.worker, &changes, edit));
        scene.refused(&file, code);
    }
    let later = |s: &mut Statement| {
        (s.n, s.first, s.last) = (2, 3, 4);
        s.prev = "0".repeat(64);
    };
    let file = scene.file(1, &sealed(&scene.worker, &changes, later));
    scene.refused(&file, "E_SEGMENTS");
}

#[test]
fn heads_are_the_sealed_ones_in_their_one_spelling() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let good = Draft::of(&scene.worker, &changes);
    let another = scene
        .worker
        .change(PEOPLE, 2, 13, &[("name", "赵某".into())]);
    let other_heads = heads(&[changes[0].clone(), another]);
    let doubled = [good.heads.clone(), good.heads.clone()].concat();
    let shorter = good.heads[..good.heads.len() - 1].to_vec();
    for (heads, code) in [
        (other_heads, "E_SEAL_HEADS"),
        (doubled, "E_SEGMENTS"),
        (shorter, "E_SEGMENTS"),
        (Vec::new(), "E_SEGMENTS"),
    ] {
        let draft = Draft {
            heads,
            seals: good.seals.clone(),
            bodies: good.bodies.clone(),
            roster: None,
        };
        let file = scene.file(1, &draft);
        scene.refused(&file, code);
    }
    // Sealed with care, but not the spelling of the format.
    let text = String::from_utf8(changes[0].head.to_bytes()).unwrap();
    for (old, new) in [
        ("\"s\":1", "\"s\": 1"),
        ("\"s\":1", "\"s\":01"),
        ("\"s\":1", "\"s\":1,\"x\":1"),
        ("\"e\":\"volunteer/1\"", "\"e\":\"\\u0076olunteer/1\""),
        ("\"f\":{", "\"z\":[],\"f\":{"),
    ] {
        let mut odd = changes.clone();
        odd[0].line = Some(text.replacen(old, new, 1).into_bytes());
        assert_ne!(odd[0].line.as_deref(), Some(text.as_bytes()), "{old}");
        let file = scene.file(1, &Draft::of(&scene.worker, &odd));
        scene.refused(&file, "E_HEAD");
    }
    // Heads of other sequence numbers than the seal's.
    let mut jumped = changes.clone();
    jumped[1].head.seq = 3;
    let draft = sealed(&scene.worker, &jumped, |s| s.last = 2);
    let file = scene.file(1, &draft);
    scene.refused(&file, "E_SEGMENTS");
}

#[test]
fn bodies_say_what_their_heads_committed_to() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let good = Draft::of(&scene.worker, &changes);
    let with = |bodies: Vec<u8>| Draft {
        bodies,
        seals: good.seals.clone(),
        heads: good.heads.clone(),
        roster: None,
    };
    let text = String::from_utf8(good.bodies.clone()).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (text, code) in [
        (text.replace("王芳", "王方"), "E_COMMITMENT"),
        (text.replace(" 0101", " 0201"), "E_COMMITMENT"),
        (text.replace(" 0101", " 01"), "E_SEGMENTS"),
        (lines[0].repeat(2), "E_SEGMENTS"),
        ([lines[1], lines[0]].concat(), "E_SEGMENTS"),
        (text.replace("people/1 ", "people/9 "), "E_SEGMENTS"),
        (text.trim_end().to_owned(), "E_SEGMENTS"),
        (format!("{text}\n"), "E_SEGMENTS"),
    ] {
        let file = scene.file(1, &with(text.into_bytes()));
        scene.refused(&file, code);
    }
    // Committed to, but about other fields than the head says, or no patch at all.
    for patch in [
        "{\"name\":\"王芳\"}",
        "{\"name\":\"王芳\",\"phone\":\"1\",\"void\":true}",
        "{\"name\":\"王芳\",\"phone\":",
        "[]",
        "{\"name\":1,\"phone\":2,\"phone\":3}",
        "{\"phone\":2,\"name\":1}",
    ] {
        let mut odd = changes.clone();
        let body = Body {
            salt: [1; 16],
            patch: patch.as_bytes().to_vec(),
        };
        odd[0].head.commitment = body.commitment();
        odd[0].body = Some(body);
        let file = scene.file(1, &Draft::of(&scene.worker, &odd));
        scene.refused(&file, "E_BODY");
    }
}

#[test]
fn a_missing_body_is_asked_for_again_and_filled() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let mut holed = changes.clone();
    holed[0].body = None;
    let draft = Draft::of(&scene.worker, &holed);
    let channel = changes[0].head.channel().to_string();
    let mut manifest = scene.manifest(1);
    manifest.tips.insert(channel.clone(), 1);
    let file = scene.wrap(manifest, &draft.parts(), |text| text);
    let came = scene.import(&file).unwrap();
    assert_eq!(came.came.changes, 2);
    assert_eq!(
        (
            came.missing[0].channel.as_str(),
            came.missing[0].segments.as_str()
        ),
        (channel.as_str(), "1")
    );
    let file = scene.file(2, &Draft::of(&scene.worker, &changes));
    let came = scene.import(&file).unwrap();
    assert_eq!((came.came.bodies, came.came.known), (1, 2));
    assert!(came.missing.is_empty());
    assert_eq!(scene.shown(11, "name"), Some("王芳".into()));
    let again = scene.import(&file).unwrap();
    assert_eq!((again.came.bodies, again.known_segments), (0, 1));
    scene.whole();
}

#[test]
fn a_segment_that_comes_twice_counts_once() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let seal = scene.worker.seal(None, &changes);
    let mut draft = Draft::default();
    draft.add(&seal, &changes);
    draft.add(&seal, &changes);
    let file = scene.file(1, &draft);
    let came = scene.import(&file).unwrap();
    assert_eq!((came.came.changes, came.came.known), (2, 2));
    assert!(scene.held().is_empty());
    // Its bodies once: the second copy is the first's, without bodies.
    scene.whole();
}

#[test]
fn overlapping_segments_are_told_and_name_no_change_twice() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let first = scene.worker.seal(None, &changes);
    let third = scene
        .worker
        .change(PEOPLE, 3, 13, &[("name", "赵某".into())]);
    let overlap = vec![changes[1].clone(), third];
    let mut statement = scene.worker.seal(Some(&first), &overlap).statement;
    statement.first = 2;
    let second = seal::seal(&scene.worker.secrets.signing, &statement).unwrap();
    let mut draft = Draft::default();
    draft.add(&first, &changes);
    draft.add(&second, &overlap);
    let file = scene.file(1, &draft);
    let came = scene.import(&file).unwrap();
    assert_eq!((came.came.changes, came.came.known), (3, 1));
    let warned: Vec<&str> = came.file.warnings.iter().map(|w| w.code).collect();
    assert_eq!(warned, ["W_SEAL_CHAIN"]);
    for lang in sanshe::i18n::Lang::ALL {
        let said = sanshe::i18n::sentence(lang, &came.file.warnings[0]);
        let channel = first.statement.channel();
        assert!(!said.contains(&channel), "{said}");
    }
    assert!(scene.held().is_empty());
    scene.whole();
}

#[test]
fn a_second_head_of_one_dot_stops_both() {
    let mut scene = Scene::new();
    let changes = two(&scene.worker);
    let file = scene.file(1, &Draft::of(&scene.worker, &changes));
    scene.import(&file).unwrap();
    let twin = scene
        .worker
        .change(PEOPLE, 1, 11, &[("name", "王某".into())]);
    let file = scene.file(2, &Draft::of(&scene.worker, &[twin]));
    let came = scene.import(&file).unwrap();
    assert_eq!(came.came.forked.len(), 1);
    assert_eq!(scene.held(), ["H_FORK", "H_FORK"]);
    assert_eq!(scene.shown(11, "name"), None);
    assert_eq!(scene.shown(12, "name"), Some("李娜".into()));
    scene.whole();
}
