//! Minutes with everything in them, saved at once and changed row by row.

use sanshe::domain::fault::Fault;
use sanshe::domain::id::RecordId;
use sanshe::domain::record::Record;
use sanshe::domain::role::Role;
use sanshe::domain::value::Value;
use sanshe::ops::save::Saved;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use serde_json::{Value as Json, json};

use crate::kit::{SECRET, TOWN, VILLAGE, json, setup, worker, world};

fn coordinator(home: &std::path::Path, w: &mut World) -> Workspace {
    let setup = setup("钱协调", TOWN, Role::Coordinator, "B");
    Workspace::init(home, &setup, SECRET, w).unwrap()
}

/// Minutes with two of each kind of row, or those parts replaced.
pub fn minutes(changes: &Json) -> sanshe::domain::form::Object {
    let mut input = json(
        r##"{
        "minutes_no":"第12期", "kind":"monthly_township", "body":"沙溪镇三社联动联席会议",
        "scope_code":"320585101", "title":"十一月例会", "date":"2026-11-20",
        "start":"14:00", "end":"15:30", "place":"镇二楼会议室",
        "chair":"#1", "recorder":"#2",
        "attendees":[
          {"name":"吴主任","unit":"沙溪镇","role":"leader"},
          {"name":"周社工","unit":"阳光社工","role":"worker","attendance":"present"},
          {"name":"郑书记","unit":"印溪村","role":"committee","attendance":"leave"}],
        "topics":[
          {"title":"助餐点选址","kind":"need","presenter":"周社工","discussion":"两处都看过。"},
          {"title":"公益金上季收支","kind":"fund"}],
        "decisions":[
          {"topic":"#1","text":"设在老年活动室。","kind":"vote","vote":"#1","publish":true},
          {"topic":"#2","text":"知悉。","kind":"noted"}],
        "votes":[{"topic":"#1","method":"show_hands","rule":"robert_simple","eligible":3,
          "present":2,"in_favour":2,"against":0}],
        "actions":[
          {"text":"量尺寸","owner":"周社工","owner_unit":"阳光社工","due":"2026-12-01","decision":"#1"},
          {"text":"张榜公布","owner":"郑书记","owner_unit":"印溪村","due":"2026-12-05"}]
        }"##,
    );
    for (field, value) in changes.as_object().unwrap() {
        input.insert(field.clone(), value.clone());
    }
    input
}

fn save(ws: &mut Workspace, w: &mut World, changes: &Json) -> Result<Saved, Fault> {
    ws.new_record(w, "minutes", None, &minutes(changes))
}

fn set(ws: &mut Workspace, w: &mut World, id: RecordId, input: &Json) -> Result<Saved, Fault> {
    ws.set(w, id, input.as_object().unwrap())
}

fn refused(result: Result<Saved, Fault>) -> Vec<String> {
    let said = |n: &sanshe::domain::fault::Note| {
        format!("{} {}", n.code, n.field.as_deref().unwrap_or("-"))
    };
    result.unwrap_err().notes.iter().map(said).collect()
}

fn words(rows: &[Record], field: &str) -> Vec<String> {
    let word = |r: &Record| r.get(field).text().unwrap_or_default().to_owned();
    rows.iter().map(word).collect()
}

#[test]
fn whole_minutes_are_saved_in_one_step_and_their_rows_find_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(21);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let saved = save(&mut ws, &mut w, &json!({})).unwrap();
    // They are the township's, and this worker was granted a village.
    let warned: Vec<_> = saved.warnings.iter().map(|n| n.code).collect();
    assert_eq!(warned, ["W_NOT_GRANTED"]);
    let rows = &saved.view.rows;
    let id = |field: &str, n: usize| Value::from(rows[field][n].id.to_string());
    let record = &saved.view.record;
    assert_eq!(record.get("chair"), &id("attendees", 0));
    assert_eq!(record.get("recorder"), &id("attendees", 1));
    assert_eq!(
        words(&rows["attendees"], "name"),
        ["吴主任", "周社工", "郑书记"]
    );
    assert_eq!(rows["decisions"][0].get("topic"), &id("topics", 0));
    assert_eq!(rows["decisions"][1].get("topic"), &id("topics", 1));
    assert_eq!(rows["decisions"][0].get("vote"), &id("votes", 0));
    assert_eq!(rows["actions"][0].get("decision"), &id("decisions", 0));
    assert_eq!(words(&rows["actions"], "status"), ["open", "open"]);
    for row in rows.values().flatten() {
        assert_eq!((row.parent, row.root), (Some(record.id), record.id));
        assert_eq!(row.scope, record.scope);
        // The number of a row is its place, never a value of its own.
        assert!(row.get("no").is_empty(), "{row:?}");
    }
    assert_eq!(record.scope.to_string(), format!("{TOWN}/open"));
    // One step: every change of it names the same first change.
    let own = [record.id].into_iter();
    let ids: Vec<RecordId> = own.chain(rows.values().flatten().map(|r| r.id)).collect();
    assert_eq!(ids.len(), 1 + 3 + 2 + 2 + 1 + 2);
    let mut steps = Vec::new();
    for id in ids {
        let changes = ws.store.read(|tx| tx.changes_of(id)).unwrap();
        steps.extend(changes.iter().map(|c| c.head.step));
    }
    assert_eq!(steps.len(), 11);
    steps.dedup();
    assert_eq!(steps.len(), 1);
}

#[test]
fn an_input_with_one_bad_row_saves_nothing_and_names_the_row() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(22);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let bad = json!({"actions": [
        {"text": "量尺寸", "owner": "周社工", "owner_unit": "阳光社工", "due": "2026-12-01"},
        {"text": "张榜公布", "owner_unit": "印溪村", "due": "2026-11-19", "decision": "#9"}]});
    let notes = refused(save(&mut ws, &mut w, &bad));
    assert_eq!(
        notes,
        [
            "E_ROW_MISSING actions[1].decision",
            "E_REQUIRED actions[1].owner",
            "E_RULE actions[1].due",
            "E_REF actions[1].decision"
        ]
    );
    assert_eq!(
        refused(save(&mut ws, &mut w, &json!({"chair": "#2"}))),
        ["E_RULE recorder"]
    );
    assert_eq!(
        refused(save(&mut ws, &mut w, &json!({"chair": "#3"}))),
        ["E_RULE chair"]
    );
    let all = ws.store.read(|tx| tx.list(&all_of("minutes"))).unwrap();
    assert!(all.items.is_empty());
}

fn all_of(form: &str) -> sanshe::storage::Query {
    sanshe::storage::Query {
        form: form.into(),
        limit: 100,
        ..Default::default()
    }
}

#[test]
fn rows_are_edited_by_id_added_and_taken_away() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(23);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let saved = save(&mut ws, &mut w, &json!({})).unwrap();
    let record = saved.view.record.id;
    let before = saved.view.rows["attendees"].clone();
    let input = json!({"attendees": [
        {"id": before[1].id.to_string(), "post": "主任"},
        {"id": before[2].id.to_string(), "void": true},
        {"name": "冯代表", "unit": "印溪村", "role": "resident_rep"}],
        "actions": [{"text": "补录", "owner": "冯代表", "owner_unit": "印溪村",
            "due": "2026-12-09"}]});
    let after = set(&mut ws, &mut w, record, &input).unwrap().view;
    let rows = &after.rows["attendees"];
    assert_eq!(words(rows, "name"), ["吴主任", "周社工", "冯代表"]);
    assert_eq!(words(rows, "post"), ["", "主任", ""]);
    assert_eq!(rows[1].id, before[1].id);
    // A row added later gets what a row of new minutes gets: attendance, a first state.
    assert_eq!(words(rows, "attendance")[2], "present");
    assert_eq!(words(&after.rows["actions"], "status"), ["open"; 3]);
    // What is not named stays as it is.
    assert_eq!(after.rows["topics"].len(), 2);
    // A row that still carries a rule cannot be taken away, and nothing else changes.
    let input =
        json!({"title": "改过的", "attendees": [{"id": before[1].id.to_string(), "void": true}]});
    let notes = refused(set(&mut ws, &mut w, record, &input));
    assert_eq!(notes, ["E_RULE recorder"]);
    assert_eq!(
        ws.show(&w, record).unwrap().record.get("title"),
        &Value::from("十一月例会")
    );
    // A row of other minutes is no row of these.
    let other = save(&mut ws, &mut w, &json!({"minutes_no": "第13期"})).unwrap();
    let foreign = other.view.rows["topics"][0].id.to_string();
    let input = json!({"topics": [{"id": foreign, "title": "不属于这里"}]});
    assert_eq!(
        refused(set(&mut ws, &mut w, record, &input)),
        ["E_ROW_MISSING topics[0].id"]
    );
}

#[test]
fn looking_back_changes_the_action_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(24);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let last = save(&mut ws, &mut w, &json!({})).unwrap();
    let actions = last.view.rows["actions"].clone();
    let next = json!({"minutes_no": "第13期", "date": "2026-11-23", "actions": null, "review": [
        {"action": actions[0].id.to_string(), "status": "done", "remark": "已量好"},
        {"action": actions[1].id.to_string(), "status": "doing"}]});
    let next = save(&mut ws, &mut w, &next).unwrap();
    assert!(!next.view.rows.contains_key("actions"));
    let after = ws.show(&w, last.view.record.id).unwrap().rows["actions"].clone();
    assert_eq!(words(&after, "status"), ["done", "doing"]);
    assert_eq!(words(&after, "result"), ["已量好", ""]);
    // It was said to be done at the meeting of that day.
    assert_eq!(words(&after, "done_on"), ["2026-11-23", ""]);
    assert_eq!(after[0].parent, Some(last.view.record.id));
    let missing = json!({"minutes_no": "第14期", "review": [
        {"action": last.view.record.id.to_string(), "status": "done"}]});
    assert_eq!(
        refused(save(&mut ws, &mut w, &missing)),
        ["E_ROW_MISSING review[0].action"]
    );
}

#[test]
fn approved_minutes_are_locked_but_actions_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(25);
    let mut ws = coordinator(&dir.path().join("ws"), &mut w);
    let saved = save(&mut ws, &mut w, &json!({})).unwrap();
    let id = saved.view.record.id;
    let action = saved.view.rows["actions"][0].id;
    let locked = ws.approve(&mut w, id).unwrap();
    assert!(locked.record.approved);
    assert_eq!(
        ws.approve(&mut w, id).unwrap_err().code(),
        "E_APPROVED_ALREADY"
    );
    let closed = [
        (id, json!({"title": "改过的"}), "E_APPROVED title"),
        (action, json!({"owner": "别人"}), "E_APPROVED owner"),
        (
            id,
            json!({"topics": [{"title": "补一条", "kind": "other"}]}),
            "E_APPROVED topics[0].title",
        ),
        (
            id,
            json!({"actions": [{"id": action.to_string(), "void": true}]}),
            "E_APPROVED actions[0].void",
        ),
    ];
    for (record, input, expected) in closed {
        let notes = refused(set(&mut ws, &mut w, record, &input));
        assert!(notes.contains(&expected.to_owned()), "{input}: {notes:?}");
        assert!(
            notes.iter().all(|n| n.starts_with("E_APPROVED ")),
            "{input}: {notes:?}"
        );
    }
    set(&mut ws, &mut w, action, &json!({"result": "量了一半"})).unwrap();
    let done = json(r#"{"done_on":"2026-11-22","result":"量好了"}"#);
    let view = ws.move_to(&mut w, action, "done", &done).unwrap();
    assert_eq!(view.record.state.as_deref(), Some("done"));
    assert_eq!(view.record.get("result"), &Value::from("量好了"));
    // The meeting's own words stand as they were approved.
    let after = ws.show(&w, id).unwrap();
    assert_eq!(after.record, locked.record);
    assert_eq!(after.rows["topics"], locked.rows["topics"]);
}

#[test]
fn no_row_leaves_approved_minutes_by_itself() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(29);
    let mut ws = coordinator(&dir.path().join("ws"), &mut w);
    let saved = save(&mut ws, &mut w, &json!({})).unwrap();
    let (id, topic) = (saved.view.record.id, saved.view.rows["topics"][1].id);
    ws.approve(&mut w, id).unwrap();
    let fault = ws.void(&mut w, topic, "不要了").unwrap_err();
    assert_eq!(fault.code(), "E_APPROVED");
    assert_eq!(ws.show(&w, id).unwrap().rows["topics"].len(), 2);
    // The whole record can be taken out by who may approve it.
    assert!(ws.void(&mut w, id, "重复登记").unwrap().record.void);
}

#[test]
fn a_look_back_goes_the_ways_between_states() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(30);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let last = save(&mut ws, &mut w, &json!({})).unwrap();
    let (id, action) = (last.view.record.id, last.view.rows["actions"][0].id);
    ws.move_to(&mut w, action, "cancelled", &json("{}"))
        .unwrap();
    let review = json!({"minutes_no": "第13期", "actions": null, "review": [
        {"action": action.to_string(), "status": "done"}]});
    assert_eq!(
        refused(save(&mut ws, &mut w, &review)),
        ["E_NO_MOVE review[0].status"]
    );
    let row = json!({"actions": [{"id": action.to_string(), "status": "escalated"}]});
    assert_eq!(
        refused(set(&mut ws, &mut w, id, &row)),
        ["E_NO_MOVE actions[0].status"]
    );
    let row = json!({"actions": [{"id": action.to_string(), "status": "open"}]});
    set(&mut ws, &mut w, id, &row).unwrap();
}

#[test]
fn a_worker_cannot_approve_and_done_needs_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(26);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let saved = save(&mut ws, &mut w, &json!({})).unwrap();
    let fault = ws.approve(&mut w, saved.view.record.id).unwrap_err();
    assert_eq!(fault.code(), "E_ROLE_APPROVE");
    let action = saved.view.rows["actions"][0].id;
    let fault = ws.move_to(&mut w, action, "done", &json("{}")).unwrap_err();
    assert_eq!(fault.code(), "E_REQUIRED");
    assert_eq!(fault.notes[0].field.as_deref(), Some("done_on"));
    let view = ws.show(&w, action).unwrap();
    assert_eq!(view.record.state.as_deref(), Some("open"));
}

#[test]
fn a_number_stands_once_per_body_and_year() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(27);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let first = save(&mut ws, &mut w, &json!({})).unwrap();
    assert_eq!(
        refused(save(&mut ws, &mut w, &json!({}))),
        ["E_UNIQUE minutes_no"]
    );
    save(&mut ws, &mut w, &json!({"body": "印溪村议事会"})).unwrap();
    let early = json!({"date": "2025-11-20", "next_meeting": null});
    save(&mut ws, &mut w, &early).unwrap();
    // A town has more bodies than a page of a list: each number is still found.
    for n in 0..60 {
        save(&mut ws, &mut w, &json!({"body": format!("第{n}议事会")})).unwrap();
    }
    let again = json!({"body": "第59议事会"});
    assert_eq!(
        refused(save(&mut ws, &mut w, &again)),
        ["E_UNIQUE minutes_no"]
    );
    // A voided number is free again; without one the program makes its own.
    ws.void(&mut w, first.view.record.id, "重复登记").unwrap();
    save(&mut ws, &mut w, &json!({})).unwrap();
    let made = save(&mut ws, &mut w, &json!({"minutes_no": null})).unwrap();
    assert_eq!(
        made.view.record.get("minutes_no"),
        &Value::from("HY-T01-2026-A0001")
    );
}

/// As after a restore, when the counter is behind what comes home in files.
#[test]
fn a_number_that_is_taken_is_passed_over() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(31);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let taken = json!({"minutes_no": "HY-T01-2026-A0001"});
    save(&mut ws, &mut w, &taken).unwrap();
    let made = save(&mut ws, &mut w, &json!({"minutes_no": null})).unwrap();
    assert_eq!(
        made.view.record.get("minutes_no"),
        &Value::from("HY-T01-2026-A0002")
    );
}

#[test]
fn a_save_tells_which_rows_it_made_and_leaves_alone_what_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (mut w, _) = world(77);
    let mut ws = coordinator(&folder.path().join("w"), &mut w);
    let saved = save(&mut ws, &mut w, &json!({})).unwrap();
    let minutes = saved.view.record.id;
    let rows = &saved.view.rows;
    let told = |saved: &Saved, path: &str| {
        let row = saved.made.iter().find(|(p, _)| p == path);
        row.map(|(_, id)| *id)
    };
    for field in ["attendees", "topics", "decisions", "votes", "actions"] {
        for (at, row) in rows[field].iter().enumerate() {
            assert_eq!(told(&saved, &format!("{field}[{at}]")), Some(row.id));
        }
    }
    let topic = rows["topics"][0].id.to_string();
    let known = rows["actions"][1].id.to_string();
    let input = json!({
        "actions": [
            {"id": known, "due": "2026-12-06"},
            {"text": "排班", "owner": "周社工", "owner_unit": "阳光社工", "due": "2026-12-07"}],
        "decisions": [{"topic": topic, "text": "再议。", "kind": "noted"}],
    });
    let saved = set(&mut ws, &mut w, minutes, &input).unwrap();
    assert_eq!(saved.made.len(), 2, "{:?}", saved.made);
    assert_eq!(told(&saved, "actions[0]"), None);
    let made = told(&saved, "actions[1]").unwrap();
    let row = saved.view.rows["actions"].iter().find(|r| r.id == made);
    assert_eq!(row.unwrap().get("text").text(), Some("排班"));
    let texts = words(&saved.view.rows["actions"], "text");
    assert_eq!(texts, ["量尺寸", "张榜公布", "排班"]);
    assert_eq!(saved.view.rows["topics"].len(), 2);
}

/// Nothing forbids a second weekly meeting; but minutes that were begun twice look like one,
/// so whoever saves them hears of the other.
#[test]
fn a_second_regular_meeting_of_one_week_is_remarked() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(31);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let codes = |saved: &Saved| -> Vec<&str> {
        let codes = saved.warnings.iter().map(|n| n.code);
        codes.filter(|c| *c == "W_SECOND_MEETING").collect()
    };
    let weekly = |number: &str, date: &str| json!({"kind": "weekly_village", "scope_code": VILLAGE, "minutes_no": number, "date": date});
    let none: [&str; 0] = [];
    // Monday and Sunday of one week; the Monday after it is in the next one.
    let first = save(&mut ws, &mut w, &weekly("第1期", "2026-11-09")).unwrap();
    assert_eq!(codes(&first), none);
    let second = save(&mut ws, &mut w, &weekly("第2期", "2026-11-15")).unwrap();
    assert_eq!(codes(&second), ["W_SECOND_MEETING"]);
    let next = save(&mut ws, &mut w, &weekly("第3期", "2026-11-16")).unwrap();
    assert_eq!(codes(&next), none);
    // Another kind of meeting may be held in any week.
    let mut other = weekly("第4期", "2026-11-10");
    other["kind"] = "joint".into();
    assert_eq!(codes(&save(&mut ws, &mut w, &other).unwrap()), none);
    // It is said once, not with every later change; and again when the day moves there.
    let id = second.view.record.id;
    let title = set(&mut ws, &mut w, id, &json!({"title": "另一次例会"})).unwrap();
    assert_eq!(codes(&title), none);
    let id = next.view.record.id;
    let moved = set(&mut ws, &mut w, id, &json!({"date": "2026-11-12"})).unwrap();
    assert_eq!(codes(&moved), ["W_SECOND_MEETING"]);
}
