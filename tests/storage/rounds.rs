//! The round of meetings: held or not, what is open, what the next minutes begin with.

use jiff::civil::date;
use sanshe::domain::form::Object;
use sanshe::domain::id::RecordId;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use sanshe::storage::{Waiting, Waits};
use serde_json::{Value as Json, json};

use crate::kit::{VILLAGE, worker, world};
use crate::meetings::minutes;

/// Minutes of the village on a day, or with these parts replaced.
fn meeting(ws: &mut Workspace, w: &mut World, day: &str, more: &Json) -> RecordId {
    let mut input: Object = minutes(&json!({
        "minutes_no": format!("〔2026〕{}号", day.replace('-', "")), "kind": "weekly_village",
        "body": "印溪村村民委员会", "scope_code": VILLAGE, "title": "印溪村例会 第47周",
        "date": day,
    }));
    for (field, value) in more.as_object().unwrap() {
        input.insert(field.clone(), value.clone());
    }
    let saved = ws.new_record(w, "minutes", None, &input).unwrap();
    saved.view.record.id
}

fn action(text: &str, due: &str) -> Json {
    json!({"text": text, "owner": "周社工", "owner_unit": "阳光社工", "due": due})
}

fn texts(ws: &mut Workspace, limit: u32) -> Vec<String> {
    let found = ws.open_actions(date(2026, 11, 23), limit).unwrap();
    found.items.into_iter().map(|a| a.text).collect()
}

#[test]
fn a_week_is_held_by_its_own_kind_in_its_own_place() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(61);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    assert!(ws.week(date(2026, 11, 23)).unwrap().held.is_none());
    let town = json!({"scope_code": "320585101", "kind": "monthly_township"});
    meeting(&mut ws, &mut w, "2026-11-19", &town);
    let joint = json!({"minutes_no": "1", "kind": "joint"});
    meeting(&mut ws, &mut w, "2026-11-18", &joint);
    assert!(ws.week(date(2026, 11, 19)).unwrap().held.is_none());
    let id = meeting(&mut ws, &mut w, "2026-11-20", &json!({}));
    for (day, held) in [
        (date(2026, 11, 15), false),
        (date(2026, 11, 16), true),
        (date(2026, 11, 22), true),
        (date(2026, 11, 23), false),
    ] {
        let week = ws.week(day).unwrap();
        assert_eq!(week.held.map(|r| r.id), held.then_some(id), "{day}");
    }
    // Voided minutes hold no meeting, and leave nothing to be done.
    assert_eq!(texts(&mut ws, 9).len(), 6);
    ws.void(&mut w, id, "写错了").unwrap();
    assert!(ws.week(date(2026, 11, 20)).unwrap().held.is_none());
    assert_eq!(texts(&mut ws, 9).len(), 4);
}

#[test]
fn open_actions_come_by_due_day_and_are_counted_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(62);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let none = ws.open_actions(date(2026, 11, 23), 9).unwrap();
    assert_eq!((none.items.len(), none.open.n, none.overdue.n), (0, 0, 0));
    let actions = json!([
        action("丙", "2026-11-30"),
        action("甲", "2026-11-21"),
        action("乙", "2026-11-23"),
        action("完", "2026-11-20")
    ]);
    let minutes = meeting(&mut ws, &mut w, "2026-11-20", &json!({"actions": actions}));
    let view = ws.show(&w, minutes).unwrap();
    let row = |text: &str| {
        let rows = &view.rows["actions"];
        rows.iter()
            .find(|r| r.get("text").text() == Some(text))
            .unwrap()
            .id
    };
    ws.move_to(&mut w, row("丙"), "doing", &Object::new())
        .unwrap();
    let done = json!({"done_on": "2026-11-21"});
    ws.move_to(&mut w, row("完"), "done", done.as_object().unwrap())
        .unwrap();
    assert_eq!(texts(&mut ws, 9), ["甲", "乙", "丙"]);
    assert_eq!(texts(&mut ws, 1), ["甲"]);
    let found = ws.open_actions(date(2026, 11, 23), 1).unwrap();
    // What is due today is not overdue.
    assert_eq!((found.open.n, found.overdue.n), (3, 1));
    assert!(!found.open.more && !found.overdue.more);
    // Counted no further than asked, and that is said.
    let ask = Waiting {
        form: "action".into(),
        states: vec!["open".into(), "doing".into()],
        above: None,
    };
    let two = ws.store.read(|tx| tx.waiting_tally(&ask, "2026-11-23", 2));
    let Waits { all, before } = two.unwrap();
    assert_eq!(
        (all.n, all.more, before.n, before.more),
        (2, true, 1, false)
    );
    let first = &found.items[0];
    assert_eq!((first.minutes, first.met.as_str()), (minutes, "2026-11-20"));
    assert_eq!(
        (first.owner.as_str(), first.status.as_str()),
        ("周社工", "open")
    );
}

#[test]
fn the_next_minutes_begin_with_the_people_and_the_actions_of_the_last() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, _) = world(63);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let first = ws.carry(date(2026, 11, 23)).unwrap();
    assert!(first.last.is_none() && first.people.is_empty() && first.number.is_none());
    assert_eq!(first.round.number, 48);
    let older = json!({"minutes_no": "第11期", "actions": [action("旧", "2026-11-14")]});
    meeting(&mut ws, &mut w, "2026-11-13", &older);
    let newer = json!({"minutes_no": "第12期", "actions": [action("新", "2026-11-25")]});
    let last = meeting(&mut ws, &mut w, "2026-11-20", &newer);
    // Other meetings of the place, and meetings elsewhere, are not what a week follows.
    let joint =
        json!({"minutes_no": "1", "kind": "joint", "actions": [action("联", "2026-11-30")]});
    meeting(&mut ws, &mut w, "2026-11-22", &joint);
    let town = json!({"scope_code": "320585101"});
    meeting(&mut ws, &mut w, "2026-11-23", &town);
    let carried = ws.carry(date(2026, 11, 23)).unwrap();
    assert_eq!(carried.last.map(|r| r.id), Some(last));
    assert_eq!(carried.number.as_deref(), Some("第13期"));
    assert_eq!(carried.title.as_deref(), Some("印溪村例会 第48周"));
    let names: Vec<&str> = carried.people.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["吴主任", "周社工", "郑书记"]);
    assert_eq!((carried.chair, carried.recorder), (Some(0), Some(1)));
    let texts: Vec<&str> = carried
        .actions
        .items
        .iter()
        .map(|a| a.text.as_str())
        .collect();
    assert_eq!(texts, ["旧", "新", "联"]);
    assert_eq!((carried.actions.open.n, carried.actions.overdue.n), (3, 1));
}
