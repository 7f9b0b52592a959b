//! Rosters that a coordinator passes on of others below: each counts inside what the one
//! above it granted, and for nothing else.

use sanshe::domain::role::Role;
use sanshe::sync::keys::Secrets;
use sanshe::sync::manifest::{Below, Manifest};
use sanshe::sync::roster::Entry;

use crate::forge::{Draft, Hand, PEOPLE, Scene};
use crate::kit::VILLAGE;
use crate::rosters::{entry, roster_of};

const OTHER: &str = "320585101202";

fn hand(n: u8) -> Hand {
    let (mut world, _) = crate::kit::world(u64::from(n));
    let secrets = Secrets::generate(&mut world.chance());
    let key = secrets.public_key().unwrap();
    Hand {
        device: sanshe::sync::device::device_id(&key, [n; 4]),
        person: format!("0190f5a0-0000-7000-8000-0000000000{n}"),
        secrets,
    }
}

/// The coordinator of a village, whom the coordinator of the town trusts; one below them;
/// and a worker whom only that one knows.
struct Cast {
    scene: Scene,
    between: Hand,
    under: Hand,
    worker: Hand,
}

fn cast() -> Cast {
    let mut scene = Scene::new();
    let (between, under, worker) = (hand(41), hand(42), hand(43));
    let own = entry(&between, "村协调", VILLAGE, Role::Coordinator).identity();
    let key = &between.secrets.signing;
    let card = sanshe::sync::card::Card::write(&own, "2026-11-23", key).unwrap();
    let print = sanshe::sync::card::Card::parse(card.as_bytes()).unwrap();
    let print = print.fingerprint();
    let path = scene.dir.path().join("between.card");
    std::fs::write(&path, card).unwrap();
    scene
        .ws
        .trust(&mut scene.world, &path, &print, &[])
        .unwrap();
    Cast {
        scene,
        between,
        under,
        worker,
    }
}

impl Cast {
    /// The roster of who is between, with this entry for the one below.
    fn middle(&self, version: u64, under: Option<Entry>) -> (String, String) {
        let own = entry(&self.between, "村协调", VILLAGE, Role::Coordinator);
        let devices = [Some(own), under].into_iter().flatten().collect();
        roster_of(&self.between, version, VILLAGE, devices)
    }

    fn under_entry(&self) -> Entry {
        entry(&self.under, "组协调", VILLAGE, Role::Coordinator)
    }

    /// The roster of the one below, for this place, with the worker on it.
    fn low(&self, prefix: &str) -> Below {
        let devices = vec![
            entry(&self.under, "组协调", prefix, Role::Coordinator),
            entry(&self.worker, "组社工", prefix, Role::Worker),
        ];
        let (roster, sig) = roster_of(&self.under, 1, prefix, devices);
        Below { roster, sig }
    }

    /// A file of who is between with these rosters and a change of the worker.
    fn file(&self, number: u64, roster: (String, String), below: Vec<Below>) -> Vec<u8> {
        let changes = [self
            .worker
            .change(PEOPLE, 1, 31, &[("name", "某人".into())])];
        let draft = Draft {
            roster: Some(roster),
            ..Draft::of(&self.worker, &changes)
        };
        let manifest = Manifest {
            format: if below.is_empty() { 1 } else { 2 },
            below,
            ..Scene::manifest_of(&self.between, &self.scene.chief, number)
        };
        let between = self.between.clone();
        self.scene
            .wrap_by(&between, manifest, &draft.parts(), |text| text)
    }
}

fn codes(came: &sanshe::ops::sync::Imported) -> Vec<&'static str> {
    came.file.warnings.iter().map(|n| n.code).collect()
}

#[test]
fn a_roster_from_below_counts_by_the_word_of_who_is_between() {
    let mut it = cast();
    let file = it.file(
        1,
        it.middle(1, Some(it.under_entry())),
        vec![it.low(VILLAGE)],
    );
    let came = it.scene.import(&file).unwrap();
    assert_eq!((codes(&came), it.scene.held()), (vec![], vec![]));
    assert_eq!(it.scene.shown(31, "name"), Some("某人".into()));
    // It lasts without coming again, and ends with the word it hangs on.
    let file = it.file(2, it.middle(2, Some(it.under_entry())), vec![]);
    it.scene.import(&file).unwrap();
    assert!(it.scene.held().is_empty());
    let mut gone = it.under_entry();
    gone.revoked = Some(std::collections::BTreeMap::new());
    let file = it.file(3, it.middle(3, Some(gone)), vec![it.low(VILLAGE)]);
    let came = it.scene.import(&file).unwrap();
    assert_eq!(codes(&came), ["W_ROSTERS_LEFT"]);
    assert_eq!(it.scene.held(), ["H_UNKNOWN"]);
    it.scene.whole();
}

/// How the roster of who is between names the one below.
type Under<'a> = &'a dyn Fn(&Cast) -> Option<Entry>;

#[test]
fn a_roster_from_below_counts_for_nothing_else() {
    let narrow = |it: &Cast| {
        let mut under = it.under_entry();
        under.grants = vec![format!("{VILLAGE}/open")];
        under
    };
    let only_works = |it: &Cast| Entry {
        role: Role::Worker,
        ..it.under_entry()
    };
    let cases: [(&str, Under, &str); 4] = [
        ("whom nobody names", &|_| None, VILLAGE),
        (
            "who may not coordinate",
            &|it| Some(only_works(it)),
            VILLAGE,
        ),
        ("who was granted one class", &|it| Some(narrow(it)), VILLAGE),
        (
            "that speaks for another place",
            &|it| Some(it.under_entry()),
            OTHER,
        ),
    ];
    for (what, under, prefix) in cases {
        let mut it = cast();
        let file = it.file(1, it.middle(1, under(&it)), vec![it.low(prefix)]);
        let came = it.scene.import(&file).unwrap();
        assert_eq!(codes(&came), ["W_ROSTERS_LEFT"], "{what}");
        assert_eq!(it.scene.held(), ["H_UNKNOWN"], "{what}");
        it.scene.whole();
    }
}

/// Nobody below hands the town's own roster back in an older version, nor that of whoever
/// passes it on.
#[test]
fn a_roster_of_who_is_above_is_not_taken_from_below() {
    let mut it = cast();
    let kept = |scene: &mut Scene| {
        let all = scene.ws.store.read(|tx| {
            let rosters = tx.rosters()?;
            let mut all: Vec<_> = rosters.iter().map(|r| (r.key, r.version)).collect();
            all.sort_unstable();
            Ok(all)
        });
        all.unwrap()
    };
    let before = kept(&mut it.scene);
    let chief = it.scene.chief.clone();
    let own = vec![entry(&chief, "陈协调", crate::kit::TOWN, Role::Coordinator)];
    let (roster, sig) = roster_of(&chief, 99, crate::kit::TOWN, own);
    let mut below = vec![it.low(VILLAGE), Below { roster, sig }];
    below.sort_by_key(|b| {
        let (text, sig) = (b.roster.as_bytes(), b.sig.as_bytes());
        sanshe::sync::roster::Signed::parse(text, sig)
            .unwrap()
            .roster
            .by
    });
    let file = it.file(1, it.middle(1, Some(it.under_entry())), below);
    let came = it.scene.import(&file).unwrap();
    assert_eq!(codes(&came), ["W_ROSTERS_LEFT"]);
    let after = kept(&mut it.scene);
    assert!(before.iter().all(|one| after.contains(one)), "{after:?}");
    assert_eq!(after.len(), before.len() + 2);
    assert!(it.scene.held().is_empty());
}

#[test]
fn a_manifest_that_passes_rosters_on_is_checked_whole() {
    let mut it = cast();
    let middle = || it.middle(1, Some(it.under_entry()));
    let (low, twin) = (it.low(VILLAGE), it.low(VILLAGE));
    let mut altered = it.low(VILLAGE);
    altered.roster = altered.roster.replace("组社工", "组社王");
    let files = [
        (it.file(1, middle(), vec![altered]), "E_SIG"),
        (it.file(1, middle(), vec![low, twin]), "E_MANIFEST"),
    ];
    let one = vec![it.low(VILLAGE)];
    let draft = Draft::default();
    let spelt = |from: &str, to: &str, below: Vec<Below>| {
        let manifest = Manifest {
            format: if below.is_empty() { 1 } else { 2 },
            below,
            ..Scene::manifest_of(&it.between, &it.scene.chief, 1)
        };
        let edit = |text: String| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        };
        it.scene
            .wrap_by(&it.between, manifest, &draft.parts(), edit)
    };
    let more = [
        (
            spelt("\"format\":2", "\"format\":1", one.clone()),
            "E_MANIFEST",
        ),
        (spelt("\"format\":2", "\"format\":3", one), "E_FILE_NEWER"),
        (spelt("\"format\":1", "\"format\":2", vec![]), "E_MANIFEST"),
        (
            spelt("\"yours\":[]", "\"yours\":[],\"below\":[]", vec![]),
            "E_MANIFEST",
        ),
    ];
    for (file, code) in files.into_iter().chain(more) {
        it.scene.refused(&file, code);
    }
}

/// Whose rights came from somebody takes theirs from nobody on that way: the village's
/// coordinator goes on counting whatever the one below says of them.
#[test]
fn nobody_below_takes_back_the_rights_of_who_is_above_them() {
    let mut it = cast();
    let mut over = entry(&it.between, "村协调", VILLAGE, Role::Coordinator);
    over.revoked = Some(std::collections::BTreeMap::new());
    let devices = vec![
        entry(&it.under, "组协调", VILLAGE, Role::Coordinator),
        over,
        entry(&it.worker, "组社工", VILLAGE, Role::Worker),
    ];
    let (roster, sig) = roster_of(&it.under, 1, VILLAGE, devices);
    let middle = it.middle(1, Some(it.under_entry()));
    let file = it.file(1, middle, vec![Below { roster, sig }]);
    let came = it.scene.import(&file).unwrap();
    assert_eq!((codes(&came), it.scene.held()), (vec![], vec![]));
    let changes = [it
        .between
        .change(PEOPLE, 1, 33, &[("name", "另一人".into())])];
    let draft = Draft::of(&it.between, &changes);
    let manifest = Scene::manifest_of(&it.between, &it.scene.chief, 2);
    let between = it.between.clone();
    let file = it
        .scene
        .wrap_by(&between, manifest, &draft.parts(), |text| text);
    it.scene.import(&file).unwrap();
    assert!(it.scene.held().is_empty());
    assert_eq!(it.scene.shown(33, "name"), Some("另一人".into()));
    it.scene.whole();
}
