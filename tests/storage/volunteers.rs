//! Volunteers and their hours: whose word counts, and no minute twice.

use sanshe::domain::fault::Fault;
use sanshe::domain::id::RecordId;
use sanshe::domain::role::Role;
use sanshe::domain::value::Value;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use sanshe::storage::Query;

use crate::kit::{SECRET, TOWN, json, setup, worker, world};

pub fn volunteer(ws: &mut Workspace, w: &mut World, name: &str) -> RecordId {
    let input = format!(
        r#"{{"name":"{name}","id_type":"resident_id","id_no":"320599200002290137",
        "phone":"13800000001","village_code":"320585101201"}}"#
    );
    let saved = ws.new_record(w, "volunteer", None, &json(&input)).unwrap();
    assert_eq!(saved.view.record.get("gender"), &Value::from("1"));
    saved.view.record.id
}

fn hours(
    ws: &mut Workspace,
    w: &mut World,
    who: RecordId,
    date: &str,
    times: (&str, &str),
) -> Result<(RecordId, Vec<String>), Fault> {
    let input = format!(
        r#"{{"volunteer":"{who}","title":"助餐","date":"{date}","start":"{}","end":"{}",
        "content":"送餐到户"}}"#,
        times.0, times.1
    );
    let saved = ws.new_record(w, "hours", None, &json(&input))?;
    let warnings = saved.warnings.iter().map(said).collect();
    Ok((saved.view.record.id, warnings))
}

fn said(note: &sanshe::domain::fault::Note) -> String {
    format!("{} {}", note.code, note.field.as_deref().unwrap_or("-"))
}

fn refused<T: std::fmt::Debug>(result: Result<T, Fault>) -> Vec<String> {
    result.unwrap_err().notes.iter().map(said).collect()
}

#[test]
fn nobody_records_their_own_hours() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(11);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    // The worker of this workspace is 周社工; another person of another name is not.
    let own = volunteer(&mut ws, &mut w, "周社工");
    let other = volunteer(&mut ws, &mut w, "周义工");
    let times = ("09:00", "10:00");
    assert_eq!(
        refused(hours(&mut ws, &mut w, own, "2026-11-21", times)),
        ["E_RECORDER_IS_VOLUNTEER recorder"]
    );
    let (entry, warnings) = hours(&mut ws, &mut w, other, "2026-11-21", times).unwrap();
    assert_eq!(warnings, [""; 0]);
    let view = ws.show(&w, entry).unwrap();
    assert_eq!(
        view.record.get("recorder"),
        &Value::from(ws.me.person.to_string())
    );
    assert_eq!(view.record.parent, Some(other));
    assert_eq!(view.computed["minutes"], Value::Int(60));
    assert_eq!(ws.show(&w, own).unwrap().children.len(), 0);
}

#[test]
fn no_minute_counts_twice_and_a_long_day_is_remarked() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(12);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let who = volunteer(&mut ws, &mut w, "李志愿");
    let day = "2026-11-21";
    let (first, warnings) = hours(&mut ws, &mut w, who, day, ("08:00", "12:00")).unwrap();
    assert_eq!(warnings, [""; 0]);
    assert_eq!(
        refused(hours(&mut ws, &mut w, who, day, ("11:59", "13:00"))),
        ["E_HOURS_OVERLAP start"]
    );
    // Entries that touch do not overlap; together they come to eight hours and one minute.
    let (second, warnings) = hours(&mut ws, &mut w, who, day, ("12:00", "16:01")).unwrap();
    assert_eq!(warnings, ["W_LONG_DAY end"]);
    // The same times on another day and by another person are free.
    hours(&mut ws, &mut w, who, "2026-11-20", ("08:00", "12:00")).unwrap();
    let other = volunteer(&mut ws, &mut w, "王志愿");
    hours(&mut ws, &mut w, other, day, ("08:00", "12:00")).unwrap();
    // An entry does not overlap itself when it is edited, but may not grow into the next.
    let grow = |ws: &mut Workspace, w: &mut World, end: &str| {
        ws.set(w, first, &json(&format!(r#"{{"end":"{end}"}}"#)))
    };
    grow(&mut ws, &mut w, "11:30").unwrap();
    assert_eq!(
        refused(grow(&mut ws, &mut w, "12:01")),
        ["E_HOURS_OVERLAP start"]
    );
    // What was voided leaves its time free.
    ws.void(&mut w, second, "记错了人").unwrap();
    grow(&mut ws, &mut w, "12:01").unwrap();
}

#[test]
fn a_day_of_more_than_sixteen_hours_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(13);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let who = volunteer(&mut ws, &mut w, "李志愿");
    let entry =
        |ws: &mut Workspace, w: &mut World, end| hours(ws, w, who, "2026-11-21", ("00:00", end));
    // The warning stands beside the error: both name the same field.
    let notes = refused(entry(&mut ws, &mut w, "16:01"));
    assert!(notes.contains(&"E_RULE minutes".to_owned()), "{notes:?}");
    assert_eq!(
        refused(entry(&mut ws, &mut w, "00:00")),
        ["E_RULE end", "E_RULE minutes"]
    );
    let (_, warnings) = entry(&mut ws, &mut w, "16:00").unwrap();
    assert_eq!(warnings, ["W_RULE minutes", "W_LONG_DAY end"]);
}

#[test]
fn a_worker_cannot_confirm_hours() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(14);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let who = volunteer(&mut ws, &mut w, "李志愿");
    let (id, _) = hours(&mut ws, &mut w, who, "2026-11-21", ("08:00", "12:00")).unwrap();
    let nothing = json("{}");
    let fault = ws.move_to(&mut w, id, "confirmed", &nothing).unwrap_err();
    assert_eq!(fault.code(), "E_ROLE_MOVE");
    let fault = ws.set(&mut w, id, &json(r#"{"status":"confirmed"}"#));
    assert_eq!(fault.unwrap_err().code(), "E_STATE_BY_MOVE");
    let view = ws.show(&w, id).unwrap();
    assert_eq!(view.record.state.as_deref(), Some("recorded"));
    // Taking an entry back is anyone's right, and there is no way out of it.
    let view = ws.move_to(&mut w, id, "void", &nothing).unwrap();
    assert_eq!(view.record.state.as_deref(), Some("void"));
    let fault = ws.move_to(&mut w, id, "recorded", &nothing).unwrap_err();
    assert_eq!(fault.code(), "E_NO_MOVE");
    hours(&mut ws, &mut w, who, "2026-11-21", ("09:00", "11:00")).unwrap();
}

#[test]
fn a_refused_move_leaves_nothing_of_what_came_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(15);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let who = volunteer(&mut ws, &mut w, "李志愿");
    let (id, _) = hours(&mut ws, &mut w, who, "2026-11-21", ("08:00", "12:00")).unwrap();
    let input = json(r#"{"evaluation":5}"#);
    let fault = ws.move_to(&mut w, id, "confirmed", &input).unwrap_err();
    assert_eq!(fault.code(), "E_ROLE_MOVE");
    let view = ws.show(&w, id).unwrap();
    assert!(view.record.get("evaluation").is_empty());
    assert_eq!(ws.history(id).unwrap().len(), 1);
    // A move that is made carries its fields in the same step.
    let view = ws.move_to(&mut w, id, "void", &input).unwrap();
    assert_eq!(view.record.get("evaluation"), &Value::Int(5));
}

/// One person may be registered once. Whoever types the number again hears of it, and so
/// does whoever looks at the findings; the number itself is not written out.
#[test]
fn a_document_number_in_two_registrations_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(13);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let first = volunteer(&mut ws, &mut w, "李志愿");
    assert_eq!(ws.findings().unwrap(), []);
    let again = r#"{"name":"李志原","id_type":"resident_id","id_no":"320599200002290137",
        "phone":"13800000002","village_code":"320585101201"}"#;
    let saved = ws
        .new_record(&mut w, "volunteer", None, &json(again))
        .unwrap();
    let mut twice = saved.warnings.iter().filter(|n| n.code == "W_UNIQUE");
    let warned = twice.next().unwrap();
    assert_eq!(
        (warned.field.as_deref(), twice.next()),
        (Some("id_no"), None)
    );
    let found = ws.findings().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].note.code, "F_VALUE_TWICE");
    let mut both = vec![first, saved.view.record.id];
    both.sort_unstable();
    assert_eq!(found[0].records, both);
    let words = warned.args.iter().chain(&found[0].note.args);
    let mut shown = words.filter(|(name, _)| *name == "value");
    assert!(shown.all(|(_, value)| value.contains('*')));
    // Who withdrew may be registered again.
    let none = json("{}");
    ws.move_to(&mut w, first, "withdrawn", &none).unwrap();
    assert_eq!(ws.findings().unwrap(), []);
    let third = r#"{"name":"李志愿","id_type":"resident_id","id_no":"320599200107170211",
        "phone":"13800000003","village_code":"320585101201"}"#;
    let saved = ws.new_record(&mut w, "volunteer", None, &json(third));
    assert!(saved.unwrap().warnings.iter().all(|n| n.code != "W_UNIQUE"));
}

/// Whoever may move a record on from where it begins is told how many wait, and in which
/// list; it ends with the move. A worker, who may not, is told nothing.
#[test]
fn what_waits_to_be_moved_on_is_told_to_whoever_may() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, clock) = world(17);
    let setup = setup("陈协调", TOWN, Role::Coordinator, "B");
    let mut ws = Workspace::init(&dir.path().join("chief"), &setup, SECRET, &mut w).unwrap();
    let mut ids = Vec::new();
    for name in ["甲志愿", "乙志愿", "丙志愿", "丁志愿"] {
        clock.turn(1000);
        ids.push(volunteer(&mut ws, &mut w, name));
    }
    // How many, those that are told by themselves, and the very list that Enter leads to.
    let waits = |ws: &mut Workspace, w: &World, form: &str, by: (&str, &str)| {
        let reviews = ws.today(w.today(), 8).unwrap().reviews;
        let listed = ws.list(&Query {
            limit: 50,
            ..Query::awaiting(form, by)
        });
        let listed: Vec<RecordId> = listed.unwrap().items.iter().map(|r| r.id).collect();
        let told = reviews.into_iter().find(|r| r.form == form);
        assert_eq!(told.as_ref().map_or(0, |r| r.count.n), listed.len() as u64);
        let Some(told) = told else {
            return Vec::new();
        };
        assert_eq!((told.by.0.as_str(), told.by.1.as_str()), by);
        let newest = told.newest.iter().map(|r| r.id);
        let newest: Vec<RecordId> = newest.collect();
        assert_eq!(newest, listed[..newest.len()]);
        listed
    };
    let pending = ("status", "pending");
    let newest_first: Vec<RecordId> = ids.iter().rev().copied().collect();
    assert_eq!(waits(&mut ws, &w, "volunteer", pending), newest_first);
    let none = json("{}");
    ws.move_to(&mut w, ids[3], "active", &none).unwrap();
    assert_eq!(waits(&mut ws, &w, "volunteer", pending), newest_first[1..]);
    // Whoever was suspended was moved on by a coordinator: it waits for nobody's first yes.
    ws.move_to(&mut w, ids[3], "suspended", &none).unwrap();
    ws.void(&mut w, ids[0], "重复").unwrap();
    assert_eq!(waits(&mut ws, &w, "volunteer", pending), newest_first[1..3]);
    let recorded = ("status", "recorded");
    assert!(waits(&mut ws, &w, "hours", recorded).is_empty());
    let times = ("09:00", "10:00");
    let (entry, _) = hours(&mut ws, &mut w, ids[1], "2026-11-21", times).unwrap();
    assert_eq!(waits(&mut ws, &w, "hours", recorded), [entry]);
    ws.move_to(&mut w, entry, "confirmed", &none).unwrap();
    assert!(waits(&mut ws, &w, "hours", recorded).is_empty());
    let mut ws = worker(&dir.path().join("worker"), &mut w);
    volunteer(&mut ws, &mut w, "甲志愿");
    assert!(ws.today(w.today(), 8).unwrap().reviews.is_empty());
}
