//! A worker, the coordinator of the town, and the county, who never met the worker.

use sanshe::domain::id::{Class, RecordId};
use sanshe::domain::role::Role;
use sanshe::domain::value::Value;
use sanshe::ops::decide::Ruling;
use sanshe::ops::workspace::Workspace;
use serde_json::json;

use crate::exchange::{Pair, Side, pair, send, take};
use crate::kit::{SECRET, VILLAGE, json as object, setup, world};
use crate::meetings::minutes;
use crate::records::CLIENT;

pub struct Tiers {
    pub pair: Pair,
    pub county: Side,
}

/// Three workspaces; county and coordinator trust each other's cards with these grants.
pub fn tiers(down: &[&str], up: &[&str]) -> Tiers {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let (mut w, clock) = world(3);
    let setup = setup("县协调", "320585", Role::Coordinator, "C");
    let ws = Workspace::init(&dir.join("county"), &setup, SECRET, &mut w).unwrap();
    let mut county = Side {
        ws,
        world: w,
        clock,
    };
    let grants = |all: &[&str]| all.iter().map(|g| (*g).to_owned()).collect::<Vec<_>>();
    let card = dir.join("county.card");
    let print = county.ws.write_card(&county.world, &card).unwrap();
    let chief = &mut pair.chief;
    chief
        .ws
        .trust(&mut chief.world, &card, &print, &grants(up))
        .unwrap();
    let card = dir.join("b.card");
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    county
        .ws
        .trust(&mut county.world, &card, &print, &grants(down))
        .unwrap();
    Tiers { pair, county }
}

impl Tiers {
    pub fn round(&mut self, name: &str) {
        let dir = self.pair.dir.path().to_path_buf();
        let Pair { worker, chief, .. } = &mut self.pair;
        let file = send(worker, "陈协调", &dir, &format!("{name}-1.sanshe"));
        take(chief, &file);
        let file = send(chief, "县协调", &dir, &format!("{name}-2.sanshe"));
        take(&mut self.county, &file);
        let file = send(
            &mut self.county,
            "陈协调",
            &dir,
            &format!("{name}-3.sanshe"),
        );
        take(chief, &file);
        let file = send(chief, "周社工", &dir, &format!("{name}-4.sanshe"));
        take(worker, &file);
    }
}

fn held_minutes(side: &mut Side, place: &str, number: &str) -> RecordId {
    let input = minutes(&json!({"scope_code": place, "minutes_no": number}));
    let made = side.ws.new_record(&mut side.world, "minutes", None, &input);
    made.unwrap().view.record.id
}

fn classes(side: &mut Side) -> Vec<Class> {
    let channels = side.ws.check(false).unwrap().channels;
    channels.iter().map(|c| c.channel.scope.class()).collect()
}

fn title(side: &mut Side, id: RecordId) -> Value {
    let view = side.ws.show(&side.world, id).unwrap();
    view.record.get("title").clone()
}

#[test]
fn the_county_verifies_what_a_worker_it_never_met_sealed() {
    let mut it = tiers(&[], &[]);
    let worker = &mut it.pair.worker;
    let client = worker
        .ws
        .new_record(&mut worker.world, "client", None, &object(CLIENT))
        .unwrap();
    let met = held_minutes(worker, "320585101201", "第1期");
    it.round("1");
    // What is open went up, under the worker's own seals; nothing else did, not even the
    // names of its channels.
    let Tiers { pair, county } = &mut it;
    assert!(classes(county).iter().all(|c| *c == Class::Open));
    assert!(
        county
            .ws
            .show(&county.world, client.view.record.id)
            .is_err()
    );
    assert!(county.ws.held().unwrap().is_empty());
    let told = county.ws.store.read(|tx| {
        let tips = tx.tips()?;
        Ok(tips)
    });
    let told = told.unwrap();
    assert!(told.iter().all(|(channel, _)| channel.ends_with("/open")));
    let past = county.ws.history(met).unwrap();
    assert_eq!(past[0].author.as_deref(), Some("周社工"));
    let seals = |side: &mut Side| {
        let all = side.ws.store.read(|tx| {
            let mut lines = Vec::new();
            for channel in tx.channels()? {
                let open = channel.scope.class() == Class::Open;
                lines.extend(tx.seals(&channel)?.into_iter().filter(|_| open));
            }
            Ok(lines)
        });
        all.unwrap()
    };
    assert_eq!(seals(county), seals(&mut pair.worker));
    // What the county changes counts with the coordinator and with the worker.
    let set = object(r#"{"title":"县里看过"}"#);
    county.ws.set(&mut county.world, met, &set).unwrap();
    it.round("2");
    it.round("3");
    let Tiers { pair, county } = &mut it;
    for side in [&mut pair.worker, &mut pair.chief, county] {
        assert_eq!(title(side, met), Value::from("县里看过"));
        assert!(side.ws.held().unwrap().is_empty());
        let checked = side.ws.check(true).unwrap();
        assert!(checked.is_good());
    }
    let open = |side: &mut Side| {
        let mut states = side.ws.check(false).unwrap().scopes;
        states.retain(|s| s.scope.to_string() == "320585101201/open");
        states
    };
    assert_eq!(open(&mut it.pair.worker), open(&mut it.county));
    assert_eq!(open(&mut it.pair.chief), open(&mut it.county));
    let (_, missing) = it.county.ws.receipts().unwrap();
    assert!(missing.is_empty());
}

/// Whatever is granted to whoever is above: what names people stays.
#[test]
fn no_grant_lets_case_work_go_up() {
    let mut it = tiers(&[], &["320585101/*"]);
    let worker = &mut it.pair.worker;
    worker
        .ws
        .new_record(&mut worker.world, "client", None, &object(CLIENT))
        .unwrap();
    held_minutes(worker, "320585101201", "第1期");
    it.round("1");
    assert!(classes(&mut it.county).iter().all(|c| *c == Class::Open));
    // Reports are open records of the coordinator, and go up.
    let report = held_minutes(&mut it.pair.chief, "320585101", "月报");
    it.round("2");
    assert_eq!(
        it.county.ws.history(report).unwrap()[0].author.as_deref(),
        Some("陈协调")
    );
}

#[test]
fn a_change_outside_its_authors_grants_is_held_back_at_every_tier() {
    let mut it = tiers(&[], &[]);
    held_minutes(&mut it.pair.worker, "320585101202", "第1期");
    it.round("1");
    for side in [&mut it.pair.chief, &mut it.county] {
        let held = side.ws.held().unwrap();
        assert!(!held.is_empty());
        assert!(held.iter().all(|h| h.reason == "H_SCOPE"), "{held:?}");
    }
}

/// A coordinator speaks for what the county granted, not for what it says of itself.
#[test]
fn a_roster_wider_than_its_grant_does_not_count() {
    let mut it = tiers(&["320585101201/*"], &[]);
    held_minutes(&mut it.pair.worker, "320585101201", "第1期");
    let dir = it.pair.dir.path().to_path_buf();
    let file = send(&mut it.pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut it.pair.chief, &file);
    let file = send(&mut it.pair.chief, "县协调", &dir, "2.sanshe");
    let came = take(&mut it.county, &file);
    let codes: Vec<_> = came.file.warnings.iter().map(|n| n.code).collect();
    assert_eq!(codes, ["W_ROSTER_OUTSIDE"]);
    let held = it.county.ws.held().unwrap();
    assert!(held.iter().all(|h| h.reason == "H_UNKNOWN"), "{held:?}");
    // The whole town is granted, and what was held back counts.
    let card = dir.join("b.card");
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    let county = &mut it.county;
    county
        .ws
        .trust(&mut county.world, &card, &print, &[])
        .unwrap();
    let file = send(&mut it.pair.chief, "县协调", &dir, "3.sanshe");
    let came = take(county, &file);
    assert!(came.admitted > 0);
    assert!(it.county.ws.held().unwrap().is_empty());
    // A coordinator whose laptop is lost vouches for nobody any more.
    let county = &mut it.county;
    county.ws.revoke(&mut county.world, "陈协调", &[]).unwrap();
    let held = county.ws.held().unwrap();
    assert!(held.iter().all(|h| h.reason == "H_UNKNOWN"), "{held:?}");
    assert!(!held.is_empty());
}

fn name_of(side: &Side, code: &str) -> Option<String> {
    side.ws.reference.places.name_of(code).map(str::to_owned)
}

/// What a worker adds to the list of places is on everybody's, and a correction comes back.
#[test]
fn a_place_that_a_worker_adds_is_everybodys() {
    let mut it = tiers(&[], &[]);
    let (own, next) = ("320585101201", "320585101299");
    let worker = &mut it.pair.worker;
    let mut add = |code: &str, name: &str| {
        let (changed, warnings) = worker.ws.add_place(&mut worker.world, code, name).unwrap();
        (changed, warnings.iter().map(|n| n.code).collect::<Vec<_>>())
    };
    assert_eq!(add(own, "印溪新村"), (true, vec![]));
    assert_eq!(add(own, "印溪新村"), (false, vec![]));
    // Another place is another team's to name.
    assert_eq!(add(next, "邻村"), (true, vec!["W_NOT_GRANTED"]));
    it.round("1");
    for side in [&it.pair.worker, &it.pair.chief, &it.county] {
        assert_eq!(name_of(side, own).as_deref(), Some("印溪新村"));
    }
    for side in [&it.pair.chief, &it.county] {
        assert_eq!(name_of(side, next), None);
    }
    let county = &mut it.county;
    let renamed = county.ws.add_place(&mut county.world, own, "印溪社区");
    assert!(renamed.unwrap().0);
    it.round("2");
    it.round("3");
    let home = it.pair.worker.ws.home.clone();
    drop(it.pair.worker.ws);
    it.pair.worker.ws = Workspace::open(&home, SECRET, &mut it.pair.worker.world).unwrap();
    for side in [&it.pair.worker, &it.pair.chief, &it.county] {
        assert_eq!(name_of(side, own).as_deref(), Some("印溪社区"));
    }
    // A voided record names nothing.
    let id = {
        let worker = &mut it.pair.worker;
        let found = worker.ws.list(&sanshe::storage::Query {
            form: "place".into(),
            limit: 9,
            ..sanshe::storage::Query::default()
        });
        let found = found.unwrap().items;
        found
            .iter()
            .find(|r| r.get("code").text() == Some(own))
            .unwrap()
            .id
    };
    let worker = &mut it.pair.worker;
    let void = worker.ws.void(&mut worker.world, id, "写错了");
    assert!(void.is_ok());
    it.round("4");
    assert_ne!(name_of(&it.county, own).as_deref(), Some("印溪社区"));
}

/// An erasure whose author is revoked counts no more, though the list beside the database
/// could not be written when that was found.
#[test]
fn a_list_that_was_left_behind_erases_nothing_again() {
    let mut it = tiers(&[], &[]);
    let met = held_minutes(&mut it.pair.worker, VILLAGE, "第1期");
    it.round("1");
    let chief = &mut it.pair.chief;
    chief.ws.erase(&mut chief.world, met, "本人要求").unwrap();
    let device = chief.ws.me.device;
    it.round("2");
    let county = &mut it.county;
    let buried = |ws: &mut Workspace| {
        let count = ws.store.read(|tx| Ok(tx.buried_roots()?.len()));
        count.unwrap()
    };
    assert_eq!(buried(&mut county.ws), 1);
    let home = county.ws.home.clone();
    let (list, aside) = (home.join("erased"), home.join("aside"));
    std::fs::rename(&list, &aside).unwrap();
    std::fs::create_dir_all(list.join("in the way")).unwrap();
    let none = [(format!("{device}/{VILLAGE}/open"), 0)];
    county
        .ws
        .revoke(&mut county.world, "陈协调", &none)
        .unwrap();
    assert_eq!(buried(&mut county.ws), 0);
    std::fs::remove_dir_all(&list).unwrap();
    std::fs::rename(&aside, &list).unwrap();
    let Side { ws, mut world, .. } = it.county;
    drop(ws);
    let mut ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(buried(&mut ws), 0);
    assert_eq!(std::fs::read(&list).unwrap(), b"");
}

/// What a place is called follows from the changes that count: an admission, an undo and a
/// revocation change it at once.
#[test]
fn the_name_of_a_place_follows_what_counts() {
    let mut it = tiers(&[], &[]);
    let (own, next) = ("320585101201", "320585101299");
    let worker = &mut it.pair.worker;
    worker
        .ws
        .add_place(&mut worker.world, next, "邻村")
        .unwrap();
    worker
        .ws
        .add_place(&mut worker.world, own, "印溪新村")
        .unwrap();
    it.round("1");
    let chief = &mut it.pair.chief;
    assert_eq!(name_of(chief, next), None);
    for held in chief.ws.held().unwrap() {
        chief
            .ws
            .rule(&mut chief.world, &held.id(), Ruling::Admit)
            .unwrap();
    }
    assert_eq!(name_of(chief, next).as_deref(), Some("邻村"));
    let before = name_of(&it.pair.worker, own);
    let worker = &mut it.pair.worker;
    worker
        .ws
        .add_place(&mut worker.world, own, "又一个名")
        .unwrap();
    assert_eq!(name_of(worker, own).as_deref(), Some("又一个名"));
    worker.ws.undo(&mut worker.world).unwrap();
    assert_eq!(name_of(worker, own), before);
    let county = &mut it.county;
    assert_eq!(name_of(county, own), before);
    county.ws.revoke(&mut county.world, "陈协调", &[]).unwrap();
    assert_ne!(name_of(county, own), before);
}
