//! A person with two devices, and one device that was set back.

use sanshe::domain::role::Role;
use sanshe::domain::value::Value;
use sanshe::i18n::{Lang, sentence};
use sanshe::ops::look::Referred;
use sanshe::ops::workspace::Workspace;

use crate::exchange::{Pair, Side, equal, pair, send, take};
use crate::kit::{SECRET, VILLAGE, json, setup, world};
use crate::records::CLIENT;

const CASE: &str = r#"{"source":"self","contact_method":"home","request":"午餐和买药",
  "problem_types":["elder_care"],"primary_problem":"elder_care","urgency":"soon",
  "risk_level":"high","decision":"accept"}"#;

/// A second laptop of the worker, set up with a letter.
fn second(pair: &Pair, letter: &str) -> Side {
    let (mut w, clock) = world(9);
    let setup = setup("周社工", VILLAGE, Role::Worker, letter);
    let home = pair.dir.path().join("second");
    let ws = Workspace::init(&home, &setup, SECRET, &mut w).unwrap();
    Side {
        ws,
        world: w,
        clock,
    }
}

fn trust(pair: &mut Pair, person: Option<&str>) -> Result<(), &'static str> {
    let card = pair.dir.path().join("second.card");
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    let chief = &mut pair.chief;
    let done = chief
        .ws
        .trust_as(&mut chief.world, &card, &print, &[], person);
    done.map(drop).map_err(|f| f.code())
}

fn cards(pair: &Pair, other: &mut Side) {
    let card = pair.dir.path().join("second.card");
    other.ws.write_card(&other.world, &card).unwrap();
    let card = pair.dir.path().join("b.card");
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    other
        .ws
        .trust(&mut other.world, &card, &print, &[])
        .unwrap();
}

fn case_of(side: &mut Side) -> sanshe::domain::id::RecordId {
    let client = side
        .ws
        .new_record(&mut side.world, "client", None, &json(CLIENT))
        .unwrap();
    let client = client.view.record.id;
    let case = side
        .ws
        .new_record(&mut side.world, "F1", Some(client), &json(CASE));
    case.unwrap().view.record.id
}

/// Who takes the case, as this workspace reads it.
fn worker_of(side: &mut Side, case: sanshe::domain::id::RecordId) -> (Value, Vec<String>) {
    let view = side.ws.show(&side.world, case).unwrap();
    let found = side.ws.referred(std::slice::from_ref(&view)).unwrap();
    let names = found.into_values().filter_map(|r| match r {
        Referred::Person(name) => Some(name),
        Referred::Record(_) => None,
    });
    (view.record.get("worker").clone(), names.collect())
}

#[test]
fn a_second_device_becomes_its_persons_and_gets_files_of_its_own() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let mut other = second(&pair, "B");
    cards(&pair, &mut other);
    let person = pair.worker.ws.me.person.to_string();
    let own = other.ws.me.person;
    // What is written before anybody says whose device it is carries its own id.
    let early = case_of(&mut other);
    let before = send(&mut other, "陈协调", &dir, "b1.sanshe");
    let nobody = "0190f5a0-0000-7000-8000-000000000099";
    assert_eq!(trust(&mut pair, Some(nobody)), Err("E_NO_PERSON"));
    trust(&mut pair, Some(&person)).unwrap();
    let known = pair.chief.ws.acquaintances().unwrap();
    let devices: Vec<_> = known
        .iter()
        .map(|a| (a.peer.person.to_string(), a.called.as_str()))
        .collect();
    assert_eq!(devices.len(), 2);
    assert!(devices.contains(&(person.clone(), "周社工/A")));
    assert!(devices.contains(&(person.clone(), "周社工/B")));
    // A file made under the old id is taken all the same, and its people are the person.
    let came = take(&mut pair.chief, &before);
    assert_eq!(came.file.from.as_deref(), Some("周社工"));
    let (worker, names) = worker_of(&mut pair.chief, early);
    assert_eq!(
        (worker, names),
        (own.to_string().into(), vec!["周社工".into()])
    );
    // A file goes to one device.
    let out = dir.join("both.sanshe");
    let chief = &mut pair.chief;
    let both = chief
        .ws
        .export(&mut chief.world, "周社工", &out, &mut |_, _| true);
    assert_eq!(both.unwrap_err().code(), "E_PEER_DEVICES");
    let to_b = send(chief, "周社工/B", &dir, "c1.sanshe");
    let worker = &mut pair.worker;
    let refused = worker
        .ws
        .import(&mut worker.world, &to_b, false, &mut |_, _| true);
    assert_eq!(refused.unwrap_err().code(), "E_FILE_NOT_FOR_YOU");
    take(&mut other, &to_b);
    assert_eq!(other.ws.me.person.to_string(), person);
    drop(other.ws);
    let home = dir.join("second");
    other.ws = Workspace::open(&home, SECRET, &mut other.world).unwrap();
    assert_eq!(other.ws.me.person.to_string(), person);
    let (_, names) = worker_of(&mut other, early);
    assert_eq!(names, ["周社工"]);
    // Numbers don't collide: each device has its letter.
    let late = case_of(&mut other);
    let here = case_of(&mut pair.worker);
    let number = |side: &mut Side, id| {
        let view = side.ws.show(&side.world, id).unwrap();
        view.record.get("case_no").text().unwrap().to_owned()
    };
    assert_eq!(number(&mut other, late), "GA-T01-2026-B0002");
    assert_eq!(number(&mut pair.worker, here), "GA-T01-2026-A0001");
    assert_eq!(worker_of(&mut other, late).0, Value::from(person.clone()));
    // What one device has is not what the other has.
    let from_b = send(&mut other, "陈协调", &dir, "b2.sanshe");
    let from_a = send(&mut pair.worker, "陈协调", &dir, "a1.sanshe");
    take(&mut pair.chief, &from_b);
    take(&mut pair.chief, &from_a);
    let to_a = send(&mut pair.chief, "周社工/A", &dir, "c2.sanshe");
    let came = take(&mut pair.worker, &to_a);
    assert_eq!(came.came.conflicts, []);
    assert!(pair.worker.ws.show(&pair.worker.world, early).is_ok());
    let to_b = send(&mut pair.chief, "周社工/B", &dir, "c3.sanshe");
    take(&mut other, &to_b);
    assert!(other.ws.show(&other.world, here).is_ok());
    equal(&mut pair);
    let (receipts, missing) = pair.chief.ws.receipts().unwrap();
    assert!(missing.is_empty(), "{missing:?}");
    let called: Vec<_> = receipts.iter().map(|r| r.called.as_str()).collect();
    assert_eq!(called.len(), 2);
    assert!(called.contains(&"周社工/A") && called.contains(&"周社工/B"));
    assert!(pair.chief.ws.held().unwrap().is_empty());
}

#[test]
fn two_devices_of_one_person_need_two_letters() {
    let mut pair = pair();
    let mut other = second(&pair, "A");
    cards(&pair, &mut other);
    let person = pair.worker.ws.me.person.to_string();
    assert_eq!(trust(&mut pair, Some(&person)), Err("E_LETTER_TAKEN"));
    // Without a word of whose it is, it is another person's.
    trust(&mut pair, None).unwrap();
    let known = pair.chief.ws.acquaintances().unwrap();
    assert_ne!(known[0].peer.person, known[1].peer.person);
    // A worker does not say whose a device is.
    let card = pair.dir.path().join("b.card");
    let print = Workspace::read_card(&card).unwrap().fingerprint();
    let worker = &mut pair.worker;
    let fault = worker
        .ws
        .trust_as(&mut worker.world, &card, &print, &[], Some(&person));
    assert_eq!(fault.unwrap_err().code(), "E_PERSON_BY_COORDINATOR");
}

/// A workspace that is restored with an unsealed tail seals another first segment than
/// the one that others have: both travel, and what was lost comes home.
#[test]
fn two_segments_of_one_number_both_arrive_everywhere() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let first = case_of(&mut pair.worker);
    let backup = dir.join("worker.backup");
    pair.worker.ws.backup(&pair.worker.world, &backup).unwrap();
    let lost = case_of_another(&mut pair.worker);
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let Side {
        ws,
        mut world,
        clock,
    } = pair.worker;
    drop(ws);
    let home = dir.join("restored");
    Workspace::restore(&home, &backup).unwrap();
    let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    pair.worker = Side { ws, world, clock };
    // The tail is sealed under the number that is taken.
    let file = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    let came = take(&mut pair.chief, &file);
    let codes: Vec<_> = came.file.warnings.iter().map(|n| n.code).collect();
    assert_eq!(codes, ["W_SEGMENT_TWIN"]);
    // It says whose and where in words, not by the digits of a channel.
    let said = sentence(Lang::Zh, &came.file.warnings[0]);
    assert!(said.contains("周社工") && said.contains("个案"), "{said}");
    let digits = pair.chief.ws.check(false).unwrap().channels[0]
        .channel
        .device
        .to_string();
    assert!(!said.contains(&digits), "{said}");
    assert_eq!(came.came.changes, 0);
    // The coordinator sees by the hash that the other one is wanted.
    let file = send(&mut pair.chief, "周社工", &dir, "3.sanshe");
    let came = take(&mut pair.worker, &file);
    assert!(came.missing.is_empty(), "{:?}", came.missing);
    for case in [first, lost] {
        assert!(pair.worker.ws.show(&pair.worker.world, case).is_ok());
    }
    equal(&mut pair);
    // From here on nothing goes twice.
    let worker = &mut pair.worker;
    let out = dir.join("4.sanshe");
    let made = worker
        .ws
        .export(&mut worker.world, "陈协调", &out, &mut |_, _| true);
    assert_eq!(made.unwrap().changes, 0);
    take(&mut pair.chief, &out);
    let chief = &mut pair.chief;
    let out = dir.join("5.sanshe");
    let made = chief
        .ws
        .export(&mut chief.world, "周社工", &out, &mut |_, _| true);
    assert_eq!(made.unwrap().changes, 0);
    assert!(pair.chief.ws.held().unwrap().is_empty());
}

fn case_of_another(side: &mut Side) -> sanshe::domain::id::RecordId {
    let other = CLIENT
        .replace("张三丰", "李四光")
        .replace("320599194803150363", "320599200002290137");
    let client = side
        .ws
        .new_record(&mut side.world, "client", None, &json(&other))
        .unwrap();
    client.view.record.id
}
