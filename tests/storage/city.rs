//! A worker, the coordinator of the town, the county above it, and the city above that: who
//! is at the top verifies what came through two hands, without having met the worker.

use std::path::{Path, PathBuf};

use sanshe::domain::id::{Class, RecordId};
use sanshe::domain::role::Role;
use sanshe::ops::workspace::{KEYS, Workspace};
use sanshe::sync::container::Limits;
use sanshe::sync::inbox::Letter;
use sanshe::sync::keys::Secrets;
use serde_json::json;

use crate::exchange::{Side, send, take};
use crate::kit::{SECRET, VILLAGE, setup, world};
use crate::meetings::minutes;
use crate::tiers::{Tiers, tiers};

struct City {
    below: Tiers,
    city: Side,
}

fn trust(who: &mut Side, whom: &mut Side, card: &Path) {
    if !card.exists() {
        whom.ws.write_card(&whom.world, card).unwrap();
    }
    let print = Workspace::read_card(card).unwrap().fingerprint();
    who.ws.trust(&mut who.world, card, &print, &[]).unwrap();
}

fn city() -> City {
    let mut below = tiers(&[], &[]);
    let dir = below.pair.dir.path().to_path_buf();
    let (mut w, clock) = world(4);
    let setup = setup("市协调", "320500", Role::Coordinator, "D");
    let ws = Workspace::init(&dir.join("city"), &setup, SECRET, &mut w).unwrap();
    let mut city = Side {
        ws,
        world: w,
        clock,
    };
    trust(&mut below.county, &mut city, &dir.join("city.card"));
    trust(&mut city, &mut below.county, &dir.join("county.card"));
    City { below, city }
}

impl City {
    fn dir(&self) -> PathBuf {
        self.below.pair.dir.path().to_path_buf()
    }

    fn up(&mut self, name: &str) -> sanshe::ops::sync::Imported {
        let dir = self.dir();
        let file = send(
            &mut self.below.county,
            "市协调",
            &dir,
            &format!("{name}.sanshe"),
        );
        take(&mut self.city, &file)
    }
}

fn met(side: &mut Side, number: &str) -> RecordId {
    let input = minutes(&json!({"scope_code": VILLAGE, "minutes_no": number}));
    let made = side.ws.new_record(&mut side.world, "minutes", None, &input);
    made.unwrap().view.record.id
}

/// The version of a file's format, and how many rosters it passes on.
fn format(to: &Side, file: &Path) -> (u32, usize) {
    let sealed = std::fs::read(to.ws.home.join(KEYS)).unwrap();
    let keys = Secrets::open_with_passphrase(&sealed, SECRET).unwrap();
    let bytes = std::fs::read(file).unwrap();
    let letter = Letter::open(&bytes, &keys.identity, Limits::default()).unwrap();
    (letter.manifest.format, letter.manifest.below.len())
}

fn reasons(side: &mut Side) -> Vec<String> {
    let held = side.ws.held().unwrap();
    held.into_iter().map(|h| h.reason).collect()
}

#[test]
fn the_city_verifies_what_came_through_two_hands() {
    let mut it = city();
    let minutes = met(&mut it.below.pair.worker, "第1期");
    it.below.round("1");
    let came = it.up("1-5");
    assert_eq!(came.file.warnings, []);
    assert_eq!(reasons(&mut it.city), [""; 0]);
    let past = it.city.ws.history(minutes).unwrap();
    assert_eq!(past[0].author.as_deref(), Some("周社工"));
    let channels = it.city.ws.check(false).unwrap().channels;
    assert!(
        channels
            .iter()
            .all(|c| c.channel.scope.class() == Class::Open)
    );
    // Only who is above gets rosters from below; all other files are read by older readers.
    let dir = it.dir();
    let file = |name: &str| dir.join(format!("{name}.sanshe"));
    let (pair, county) = (&it.below.pair, &it.below.county);
    assert_eq!(format(county, &file("1-2")), (1, 0));
    assert_eq!(format(&pair.chief, &file("1-3")), (1, 0));
    assert_eq!(format(&pair.worker, &file("1-4")), (1, 0));
    assert_eq!(format(&it.city, &file("1-5")), (2, 1));
    // A correction from the county counts at the top, and one from there comes down to it.
    let set = |side: &mut Side, title: &str| {
        let input = json!({"title": title});
        let input = input.as_object().unwrap();
        side.ws.set(&mut side.world, minutes, input).unwrap();
    };
    set(&mut it.city, "市里看过");
    let down = send(&mut it.city, "县协调", &dir, "down.sanshe");
    take(&mut it.below.county, &down);
    let down = send(&mut it.below.county, "陈协调", &dir, "down-2.sanshe");
    take(&mut it.below.pair.chief, &down);
    for side in [&mut it.below.county, &mut it.below.pair.chief] {
        let shown = side.ws.show(&side.world, minutes).unwrap();
        assert_eq!(shown.record.get("title").text(), Some("市里看过"));
    }
    for side in [&mut it.city, &mut it.below.county, &mut it.below.pair.chief] {
        assert!(side.ws.check(true).unwrap().is_good());
    }
}

/// A coordinator two steps below is known by the word of the one between, and by nothing
/// else: what that one takes back counts at the top with the next file.
#[test]
fn who_is_between_takes_a_coordinator_back() {
    let mut it = city();
    met(&mut it.below.pair.worker, "第1期");
    it.below.round("1");
    it.up("1-5");
    assert_eq!(reasons(&mut it.city), [""; 0]);
    let county = &mut it.below.county;
    county.ws.revoke(&mut county.world, "陈协调", &[]).unwrap();
    let came = it.up("2");
    assert!(came.withdrawn > 0);
    let all = reasons(&mut it.city);
    assert!(
        !all.is_empty() && all.iter().all(|r| r == "H_UNKNOWN"),
        "{all:?}"
    );
    // The city takes the county itself back: nobody below is left.
    let mut it = city();
    met(&mut it.below.pair.worker, "第1期");
    it.below.round("1");
    it.up("1-5");
    let city = &mut it.city;
    city.ws.revoke(&mut city.world, "县协调", &[]).unwrap();
    let all = reasons(city);
    assert!(
        !all.is_empty() && all.iter().all(|r| r == "H_UNKNOWN"),
        "{all:?}"
    );
}

/// A worker's new laptop, which the town attaches, is known at the top with the next file.
#[test]
fn a_new_roster_of_the_town_comes_to_the_top() {
    let mut it = city();
    it.below.round("1");
    it.up("1-5");
    let dir = it.dir();
    let (mut w, clock) = world(6);
    let setup = setup("新社工", VILLAGE, Role::Worker, "C");
    let ws = Workspace::init(&dir.join("new"), &setup, SECRET, &mut w).unwrap();
    let mut new = Side {
        ws,
        world: w,
        clock,
    };
    let chief = &mut it.below.pair.chief;
    trust(chief, &mut new, &dir.join("new.card"));
    trust(&mut new, chief, &dir.join("b.card"));
    let minutes = met(&mut new, "第2期");
    let file = send(&mut new, "陈协调", &dir, "new.sanshe");
    take(&mut it.below.pair.chief, &file);
    it.below.round("2");
    it.up("2-5");
    let past = it.city.ws.history(minutes).unwrap();
    assert_eq!(past[0].author.as_deref(), Some("新社工"));
    assert_eq!(reasons(&mut it.city), [""; 0]);
}

/// A file that brings a roster from below and nothing else brings something.
#[test]
fn a_roster_from_below_alone_is_news() {
    let mut it = city();
    it.below.round("1");
    let came = it.up("1-5");
    assert_eq!(came.rosters_below, 1);
    let again = it.up("1-6");
    assert_eq!(again.rosters_below, 0);
    assert!(again.is_nothing_new());
    let dir = it.dir();
    let (mut w, clock) = world(6);
    let setup = setup("新社工", VILLAGE, Role::Worker, "C");
    let ws = Workspace::init(&dir.join("new"), &setup, SECRET, &mut w).unwrap();
    let mut new = Side {
        ws,
        world: w,
        clock,
    };
    trust(&mut it.below.pair.chief, &mut new, &dir.join("new.card"));
    it.below.round("2");
    let came = it.up("2-5");
    assert_eq!((came.came.changes, came.came.bodies), (0, 0));
    assert_eq!((came.roster, came.rosters_below), (None, 1));
    assert!(!came.is_nothing_new());
    assert!(it.up("2-6").is_nothing_new());
}
