//! A worker and a coordinator hand files to each other.

use std::path::Path;

use sanshe::domain::id::RecordId;
use sanshe::domain::role::Role;
use sanshe::domain::value::Value;
use sanshe::ops::sync::Imported;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use tempfile::TempDir;

use crate::kit::{Clock, SECRET, TOWN, json, plain_change, setup, worker, world};
use crate::records::CLIENT;

pub struct Side {
    pub ws: Workspace,
    pub world: World,
    pub clock: Clock,
}

pub struct Pair {
    pub dir: TempDir,
    pub worker: Side,
    pub chief: Side,
}

pub fn enrol(side: &mut Side, card: &Path, fingerprint: &str) {
    side.ws
        .trust(&mut side.world, card, fingerprint, &[])
        .unwrap();
}

/// Two workspaces whose cards were exchanged.
pub fn pair() -> Pair {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, clock) = world(1);
    let mut worker = Side {
        ws: worker(&dir.path().join("worker"), &mut w),
        world: w,
        clock,
    };
    let (mut w, clock) = world(2);
    let setup = setup("陈协调", TOWN, Role::Coordinator, "B");
    let ws = Workspace::init(&dir.path().join("chief"), &setup, SECRET, &mut w).unwrap();
    let mut chief = Side {
        ws,
        world: w,
        clock,
    };
    let (a, b) = (dir.path().join("a.card"), dir.path().join("b.card"));
    let a_print = worker.ws.write_card(&worker.world, &a).unwrap();
    let b_print = chief.ws.write_card(&chief.world, &b).unwrap();
    enrol(&mut worker, &b, &b_print);
    enrol(&mut chief, &a, &a_print);
    Pair { dir, worker, chief }
}

pub fn send(from: &mut Side, to: &str, dir: &Path, name: &str) -> std::path::PathBuf {
    let path = dir.join(name);
    let made = from
        .ws
        .export(&mut from.world, to, &path, &mut |_, _| true)
        .unwrap();
    assert_eq!(made.files, std::slice::from_ref(&path));
    path
}

pub fn take(side: &mut Side, path: &Path) -> Imported {
    side.ws
        .import(&mut side.world, path, false, &mut |_, _| true)
        .unwrap()
}

pub fn equal(pair: &mut Pair) {
    let a = pair.worker.ws.check(false).unwrap();
    let b = pair.chief.ws.check(false).unwrap();
    assert_eq!(a.channels, b.channels);
    assert_eq!(a.scopes, b.scopes);
}

fn new_client(side: &mut Side) -> RecordId {
    side.ws
        .new_record(&mut side.world, "client", None, &json(CLIENT))
        .unwrap()
        .view
        .record
        .id
}

#[test]
fn records_travel_conflicts_show_on_both_sides_and_end_on_both() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let client = new_client(&mut pair.worker);
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    let rehearsed = pair
        .chief
        .ws
        .import(&mut pair.chief.world, &file, true, &mut |_, _| true)
        .unwrap();
    assert_eq!(rehearsed.came.forms["client"].new, 1);
    assert!(pair.chief.ws.show(&pair.chief.world, client).is_err());
    let came = take(&mut pair.chief, &file);
    assert_eq!(came.came, rehearsed.came);
    assert!(came.missing.is_empty() && came.files_missing.is_empty());
    equal(&mut pair);
    // Both change the phone apart.
    let set = |side: &mut Side, text: &str| {
        side.ws.set(&mut side.world, client, &json(text)).unwrap();
    };
    set(&mut pair.worker, r#"{"phone":"13800000002"}"#);
    set(&mut pair.chief, r#"{"phone":"13800000003","marital":"10"}"#);
    let file = send(&mut pair.chief, "周社工", &dir, "2.sanshe");
    let came = take(&mut pair.worker, &file);
    assert_eq!(came.came.conflicts, [(client, "phone".to_owned())]);
    assert_eq!(came.receipt, (1, 1));
    assert_eq!(came.roster, Some(2));
    let file = send(&mut pair.worker, "陈协调", &dir, "3.sanshe");
    take(&mut pair.chief, &file);
    equal(&mut pair);
    let conflicts = pair.chief.ws.conflicts().unwrap();
    assert_eq!(conflicts.len(), 1);
    let sides: Vec<_> = conflicts[0]
        .sides
        .iter()
        .map(|s| (s.author.clone(), s.value.clone()))
        .collect();
    assert!(sides.contains(&(Some("周社工".into()), Some(Value::from("13800000002")))));
    let keep = conflicts[0]
        .sides
        .iter()
        .find(|s| s.author.as_deref() == Some("陈协调"))
        .unwrap();
    let (id, dot) = (conflicts[0].id(), keep.dot.to_string());
    pair.chief
        .ws
        .keep(&mut pair.chief.world, &id, &dot)
        .unwrap();
    let file = send(&mut pair.chief, "周社工", &dir, "4.sanshe");
    let came = take(&mut pair.worker, &file);
    assert_eq!(came.came.overruled.len(), 1);
    assert_eq!(came.came.overruled[0].kept, Value::from("13800000003"));
    let file = send(&mut pair.worker, "陈协调", &dir, "5.sanshe");
    take(&mut pair.chief, &file);
    equal(&mut pair);
    assert!(pair.worker.ws.conflicts().unwrap().is_empty());
}

/// Nobody can settle what is void; it waits until the record is restored.
#[test]
fn a_void_record_has_no_conflict_to_settle() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let client = new_client(&mut pair.worker);
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    for (side, phone) in [(&mut pair.worker, 2), (&mut pair.chief, 3)] {
        let set = json(&format!(r#"{{"phone":"1380000000{phone}"}}"#));
        side.ws.set(&mut side.world, client, &set).unwrap();
    }
    let file = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &file);
    let chief = &mut pair.chief;
    assert_eq!(chief.ws.conflicts().unwrap().len(), 1);
    chief.ws.void(&mut chief.world, client, "写错了").unwrap();
    assert_eq!(chief.ws.conflicts().unwrap(), []);
    chief.ws.restore_record(&mut chief.world, client).unwrap();
    assert_eq!(chief.ws.conflicts().unwrap().len(), 1);
}

#[test]
fn a_repeated_file_changes_nothing_and_a_lost_one_goes_again() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    new_client(&mut pair.worker);
    let first = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    let second_id = {
        let text = CLIENT.replace("320599194803150363", "320599201506150247");
        let guarded = text.replace("\"capacity\"", "\"guardian\":{\"name\":\"王某\",\"relationship\":\"52\",\"phone\":\"13800000009\"},\"capacity\"");
        pair.worker
            .ws
            .new_record(&mut pair.worker.world, "client", None, &json(&guarded))
            .unwrap()
            .view
            .record
            .id
    };
    let second = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    // The first file got lost; the second holds everything unacknowledged, so nobody has
    // to ask for the first.
    let came = take(&mut pair.chief, &second);
    assert_eq!(came.files_missing, [0u64; 0]);
    let (receipts, _) = pair.chief.ws.receipts().unwrap();
    assert!(receipts.iter().all(|r| r.files_missing.is_empty()));
    assert_eq!(came.came.forms["client"].new, 2);
    assert!(came.missing.is_empty());
    let before = pair.chief.ws.check(false).unwrap();
    let late = take(&mut pair.chief, &first);
    assert_eq!((late.came.changes, late.known_segments), (0, 1));
    assert!(late.came.known > 0);
    let again = take(&mut pair.chief, &second);
    assert_eq!((again.came.changes, again.known_segments), (0, 2));
    let after = pair.chief.ws.check(true).unwrap();
    assert_eq!(
        (before.channels, before.scopes),
        (after.channels.clone(), after.scopes.clone())
    );
    assert!(after.is_good());
    pair.chief.ws.show(&pair.chief.world, second_id).unwrap();
    // The answer acknowledges: the next file holds nothing old.
    let answer = send(&mut pair.chief, "周社工", &dir, "a.sanshe");
    assert_eq!(take(&mut pair.worker, &answer).receipt, (2, 2));
    let path = dir.join("3.sanshe");
    let made = pair
        .worker
        .ws
        .export(&mut pair.worker.world, "陈协调", &path, &mut |_, _| true)
        .unwrap();
    assert_eq!((made.segments, made.acknowledged), (0, 2));
}

#[test]
fn strangers_and_wrong_receivers_are_refused() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    new_client(&mut pair.worker);
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    let (mut w, clock) = world(9);
    let ws = worker(&dir.join("other"), &mut w);
    let mut stranger = Side {
        ws,
        world: w,
        clock,
    };
    let refused = stranger
        .ws
        .import(&mut stranger.world, &file, false, &mut |_, _| true);
    assert_eq!(refused.unwrap_err().code(), "E_FILE_NOT_FOR_YOU");
    // The sender can open its own file, but not import it.
    let own = pair
        .worker
        .ws
        .import(&mut pair.worker.world, &file, false, &mut |_, _| true);
    assert_eq!(own.unwrap_err().code(), "E_FILE_TO");
    assert!(pair.worker.ws.verify(&file).unwrap().for_me);
    // Someone who pinned the coordinator, but whom the coordinator never enrolled.
    let card = dir.join("b2.card");
    let print = pair.chief.ws.write_card(&pair.chief.world, &card).unwrap();
    enrol(&mut stranger, &card, &print);
    let file = send(&mut stranger, "陈协调", &dir, "s.sanshe");
    let before = pair.chief.ws.check(false).unwrap();
    let refused = pair
        .chief
        .ws
        .import(&mut pair.chief.world, &file, false, &mut |_, _| true);
    assert_eq!(refused.unwrap_err().code(), "E_SENDER_UNKNOWN");
    let after = pair.chief.ws.check(false).unwrap();
    assert_eq!(before.channels, after.channels);
}

#[test]
fn a_cancelled_import_and_export_leave_nothing() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    new_client(&mut pair.worker);
    let path = dir.join("1.sanshe");
    let cancelled =
        pair.worker
            .ws
            .export(&mut pair.worker.world, "陈协调", &path, &mut |_, _| {
                false
            });
    assert_eq!(cancelled.unwrap_err().code(), "E_CANCELLED");
    assert!(!path.exists());
    let made = pair
        .worker
        .ws
        .export(&mut pair.worker.world, "陈协调", &path, &mut |_, _| true)
        .unwrap();
    assert_eq!(made.number, 1);
}

#[test]
fn a_database_set_back_in_place_is_noticed_when_its_lost_changes_come_home() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let client = new_client(&mut pair.worker);
    let home = dir.join("worker");
    let reopen = |mut pair: Pair| {
        let Side {
            ws,
            mut world,
            clock,
        } = pair.worker;
        drop(ws);
        let before = std::fs::read(home.join("sanshe.db")).unwrap();
        let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
        pair.worker = Side { ws, world, clock };
        (pair, before)
    };
    let (mut pair, before) = reopen(pair);
    let set = |side: &mut Side, text: &str| {
        side.ws.set(&mut side.world, client, &json(text)).unwrap();
    };
    set(&mut pair.worker, r#"{"phone":"13800000002"}"#);
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    // Someone writes the old bytes over the file: same folder, same file, no trace.
    let Side {
        ws,
        mut world,
        clock,
    } = pair.worker;
    drop(ws);
    std::fs::write(home.join("sanshe.db"), &before).unwrap();
    let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert!(ws.notices.is_empty());
    let was = ws.me.device;
    pair.worker = Side { ws, world, clock };
    let file = send(&mut pair.chief, "周社工", &dir, "2.sanshe");
    let dry = pair
        .worker
        .ws
        .import(&mut pair.worker.world, &file, true, &mut |_, _| true)
        .unwrap();
    assert!(dry.came.twin);
    assert_eq!(pair.worker.ws.me.device, was);
    let came = take(&mut pair.worker, &file);
    assert_eq!(came.file.warnings.last().unwrap().code, "W_COPIED");
    assert_ne!(pair.worker.ws.me.device, was);
    // The lost segment is missed by number, and comes home with the next round.
    assert_eq!(came.missing.len(), 1);
    let file = send(&mut pair.worker, "陈协调", &dir, "3.sanshe");
    take(&mut pair.chief, &file);
    let file = send(&mut pair.chief, "周社工", &dir, "4.sanshe");
    let home = take(&mut pair.worker, &file);
    assert!(home.missing.is_empty() && !home.came.twin);
    let view = pair.worker.ws.show(&pair.worker.world, client).unwrap();
    assert_eq!(view.record.get("phone"), &Value::from("13800000002"));
    // What is written now collides with nothing.
    set(&mut pair.worker, r#"{"phone":"13800000004"}"#);
    let file = send(&mut pair.worker, "陈协调", &dir, "5.sanshe");
    assert!(take(&mut pair.chief, &file).came.forked.is_empty());
    equal(&mut pair);
    let view = pair.chief.ws.show(&pair.chief.world, client).unwrap();
    assert_eq!(view.record.get("phone"), &Value::from("13800000004"));
}

#[test]
fn undo_takes_nothing_out_of_minutes_that_another_approved() {
    let mut pair = pair();
    let folder = pair.dir.path().to_path_buf();
    let worker = &mut pair.worker;
    let made = worker
        .ws
        .new_record(
            &mut worker.world,
            "minutes",
            None,
            &crate::meetings::minutes(&serde_json::json!({"scope_code": "320585101201"})),
        )
        .unwrap();
    let id = made.view.record.id;
    let file = send(worker, "陈协调", &folder, "1.sanshe");
    take(&mut pair.chief, &file);
    pair.chief.ws.approve(&mut pair.chief.world, id).unwrap();
    let file = send(&mut pair.chief, "周社工", &folder, "2.sanshe");
    take(&mut pair.worker, &file);
    let worker = &mut pair.worker;
    let fault = worker.ws.undo(&mut worker.world).unwrap_err();
    assert_eq!(fault.code(), "E_UNDO_CHANGED_SINCE");
    let rows = worker.ws.show(&worker.world, id).unwrap().rows;
    assert_eq!((rows["topics"].len(), rows["actions"].len()), (2, 2));
}

#[test]
fn a_client_with_a_case_of_another_is_not_undone() {
    let mut pair = pair();
    let folder = pair.dir.path().to_path_buf();
    let mut client = json(CLIENT);
    client.remove("household");
    let worker = &mut pair.worker;
    let made = worker
        .ws
        .new_record(&mut worker.world, "client", None, &client);
    let id = made.unwrap().view.record.id;
    let file = send(&mut pair.worker, "陈协调", &folder, "1.sanshe");
    take(&mut pair.chief, &file);
    // The colleague hangs a case on it.
    let intake = json(
        r#"{"source":"self","contact_method":"home","request":"午餐和买药",
        "problem_types":["elder_care"],"primary_problem":"elder_care","urgency":"soon",
        "risk_level":"high","decision":"accept"}"#,
    );
    pair.chief
        .ws
        .new_record(&mut pair.chief.world, "F1", Some(id), &intake)
        .unwrap();
    let file = send(&mut pair.chief, "周社工", &folder, "2.sanshe");
    take(&mut pair.worker, &file);
    let worker = &mut pair.worker;
    let fault = worker.ws.undo(&mut worker.world).unwrap_err();
    assert_eq!(fault.code(), "E_UNDO_CHANGED_SINCE");
    assert!(!worker.ws.show(&worker.world, id).unwrap().record.void);
}

/// Long texts end a segment as long heads do: no volume outgrows what readers take.
#[test]
fn a_segment_ends_before_its_bodies_fill_a_volume() {
    let mut pair = pair();
    let device = pair.worker.ws.me.device;
    let worker = &mut pair.worker;
    let all = |tx: &sanshe::storage::Tx| {
        (1..=4).try_for_each(|seq| plain_change(tx, device, seq, "长".repeat(1 << 20)))
    };
    worker.ws.store.transact(all).unwrap();
    let out = pair.dir.path().join("long.sanshe");
    let made = worker
        .ws
        .export(&mut worker.world, "陈协调", &out, &mut |_, _| true)
        .unwrap();
    assert_eq!((made.changes, made.segments), (4, 2));
    take(&mut pair.chief, &out);
    equal(&mut pair);
}

#[test]
fn a_file_that_only_says_what_is_here_uses_no_number_up() {
    let mut pair = pair();
    let folder = pair.dir.path().to_path_buf();
    let client = new_client(&mut pair.worker);
    let file = send(&mut pair.worker, "陈协调", &folder, "1.sanshe");
    take(&mut pair.chief, &file);
    let file = send(&mut pair.chief, "周社工", &folder, "2.sanshe");
    take(&mut pair.worker, &file);
    let worker = &mut pair.worker;
    let mut export = |name: &str| {
        let out = folder.join(name);
        let mut go_on = |_, _| true;
        let made = worker
            .ws
            .export(&mut worker.world, "陈协调", &out, &mut go_on);
        (made.unwrap(), out)
    };
    let (made, empty) = export("3.sanshe");
    assert_eq!((made.number, made.changes), (1, 0));
    assert!(made.is_receipt());
    assert_eq!(export("4.sanshe").0.number, 1);
    let phone = json(r#"{"phone":"13800000002"}"#);
    worker.ws.set(&mut worker.world, client, &phone).unwrap();
    let file = send(&mut pair.worker, "陈协调", &folder, "5.sanshe");
    let came = take(&mut pair.chief, &file);
    assert_eq!(came.file.number, 2);
    assert!(came.files_missing.is_empty());
    // It has the number of a file that came, and yet nobody may say that it came before.
    let came = take(&mut pair.chief, &empty);
    assert!(came.is_nothing_new() && came.file.is_receipt());
    assert_eq!((came.came.changes, came.again), (0, None));
    let came = take(&mut pair.chief, &file);
    assert!(came.is_nothing_new() && !came.file.is_receipt());
    assert!(came.again.is_some());
    equal(&mut pair);
}
