//! What a history tells of a record and of its rows.

use sanshe::domain::form::{MENDED, VOID_REASON};
use sanshe::domain::record::RowStep;
use sanshe::domain::role::Role;
use sanshe::domain::value::Value;
use sanshe::ops::look::Referred;
use sanshe::ops::view::Past;
use sanshe::ops::workspace::Workspace;
use serde_json::json;

use crate::kit::{SECRET, TOWN, json, setup, world};
use crate::meetings::minutes;

fn says<'a>(past: &'a Past, field: &str) -> &'a str {
    let row = past.row.as_ref().unwrap();
    row.says.get(field).and_then(Value::text).unwrap()
}

/// Minutes are given back, one who was there is corrected and one taken out, and they are
/// handed in again: each is told where it happened, with what the row said.
#[test]
fn the_history_of_minutes_has_their_rows_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, clock) = world(91);
    let setup = setup("钱协调", TOWN, Role::Coordinator, "B");
    let mut ws = Workspace::init(&dir.path().join("ws"), &setup, SECRET, &mut w).unwrap();
    let saved = ws.new_record(&mut w, "minutes", None, &minutes(&json!({})));
    let view = saved.unwrap().view;
    let id = view.record.id;
    let people = &view.rows["attendees"];
    clock.turn(1000);
    ws.give_back(&mut w, id, "单位写错了").unwrap();
    let unit = json(r#"{"unit":"明光社工"}"#);
    ws.set(&mut w, people[1].id, &unit).unwrap();
    ws.void(&mut w, people[2].id, "没有来").unwrap();
    ws.hand_in(&mut w, id).unwrap();
    assert_eq!(ws.history(id).unwrap().len(), 3, "its own alone");
    let past = ws.history_whole(id).unwrap();
    let steps: Vec<&[Past]> = past.chunk_by(|a, b| a.step == b.step).collect();
    assert_eq!(steps.len(), 5);
    let made = |form: &str| {
        let rows = steps[0].iter().filter_map(|p| p.row.as_ref());
        let rows = rows.filter(|row| row.form == form);
        let added: Vec<bool> = rows.map(|row| row.step == RowStep::Added).collect();
        (added.len(), added.into_iter().all(|added| added))
    };
    for (form, n) in [("attendee", 3), ("topic", 2), ("decision", 2), ("vote", 1)] {
        assert_eq!(made(form), (n, true), "{form}");
    }
    assert!(steps[0].iter().any(|p| p.row.is_none()));
    let [mended] = steps[2] else {
        panic!("{:?}", steps[2])
    };
    assert_eq!(mended.row.as_ref().unwrap().step, RowStep::Changed);
    assert_eq!(
        (says(mended, "name"), says(mended, "unit")),
        ("周社工", "明光社工")
    );
    let unit = ("unit".to_owned(), "阳光社工".into(), "明光社工".into());
    assert_eq!(mended.fields, [unit]);
    let [gone] = steps[3] else {
        panic!("{:?}", steps[3])
    };
    assert_eq!(gone.row.as_ref().unwrap().step, RowStep::Removed);
    assert_eq!(
        (says(gone, "name"), says(gone, VOID_REASON)),
        ("郑书记", "没有来")
    );
    let [again] = steps[4] else {
        panic!("{:?}", steps[4])
    };
    assert!(again.row.is_none());
    let handed = again.fields.iter().find(|(field, ..)| field == MENDED);
    assert!(handed.is_some_and(|(_, before, now)| before.is_empty() && !now.is_empty()));
    // What rows refer to has a name, though nothing of it stands in the record itself.
    let referred = ws.referred_in("minutes", &past).unwrap();
    let topic = &view.rows["topics"][0];
    let named = matches!(&referred[&topic.id], Referred::Record(r) if r.id == topic.id);
    assert!(named);
}
