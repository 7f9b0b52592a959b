//! What a person may do, and what the program says when others won't take it.

use sanshe::domain::id::RecordId;
use sanshe::domain::value::Value;
use serde_json::json;

use crate::exchange::{Pair, Side, equal, pair, send, take};
use crate::kit::json as object;
use crate::meetings::minutes;

fn minutes_of_all() -> sanshe::storage::Query {
    sanshe::storage::Query {
        form: "minutes".into(),
        limit: 100,
        ..sanshe::storage::Query::default()
    }
}

fn made_minutes(side: &mut Side, village: &str) -> (RecordId, Vec<&'static str>) {
    // No two minutes have one number.
    let number = format!(
        "第{}期",
        side.ws.list(&minutes_of_all()).unwrap().items.len()
    );
    let input = minutes(&json!({"scope_code": village, "minutes_no": number}));
    let saved = side.ws.new_record(&mut side.world, "minutes", None, &input);
    let saved = saved.unwrap();
    let warnings = saved.warnings.iter().map(|n| n.code);
    let warnings = warnings.filter(|code| *code == "W_NOT_GRANTED").collect();
    (saved.view.record.id, warnings)
}

fn set(side: &mut Side, id: RecordId, text: &str) {
    side.ws.set(&mut side.world, id, &object(text)).unwrap();
}

/// Both take what the other has.
fn exchange(pair: &mut Pair, name: &str) {
    let dir = pair.dir.path().to_path_buf();
    let up = send(
        &mut pair.worker,
        "陈协调",
        &dir,
        &format!("{name}-up.sanshe"),
    );
    let down = send(
        &mut pair.chief,
        "周社工",
        &dir,
        &format!("{name}-down.sanshe"),
    );
    take(&mut pair.chief, &up);
    take(&mut pair.worker, &down);
    let up = send(
        &mut pair.worker,
        "陈协调",
        &dir,
        &format!("{name}-again.sanshe"),
    );
    take(&mut pair.chief, &up);
}

#[test]
fn a_record_outside_the_grants_is_saved_with_a_warning() {
    let mut pair = pair();
    let near = "320585101201";
    assert!(made_minutes(&mut pair.worker, near).1.is_empty());
    let outside = ["W_NOT_GRANTED"];
    assert_eq!(made_minutes(&mut pair.worker, "320585101").1, outside);
    // Once a roster grants less than the card's place, that is what others go by.
    let card = pair.dir.path().join("a.card");
    let print = sanshe::sync::card::Card::parse(&std::fs::read(&card).unwrap());
    let print = print.unwrap().fingerprint();
    let people = ["320585101201/people".to_owned()];
    let chief = &mut pair.chief;
    chief
        .ws
        .trust(&mut chief.world, &card, &print, &people)
        .unwrap();
    exchange(&mut pair, "1");
    assert_eq!(made_minutes(&mut pair.worker, near).1, outside);
    assert!(
        pair.chief
            .ws
            .held()
            .unwrap()
            .iter()
            .all(|h| h.reason == "H_SCOPE")
    );
}

#[test]
fn a_new_record_begins_where_its_form_says_or_one_allowed_move_on() {
    let mut pair = pair();
    let volunteer = |status: &str| {
        object(&format!(
            r#"{{"name":"李志愿","id_type":"resident_id","id_no":"320599200002290137",
            "phone":"13800000001","village_code":"320585101201","status":"{status}"}}"#
        ))
    };
    let worker = &mut pair.worker;
    let mut new = |status: &str| {
        let made = worker
            .ws
            .new_record(&mut worker.world, "volunteer", None, &volunteer(status));
        made.map(|s| s.view.record.state).map_err(|f| f.code())
    };
    assert_eq!(new("active"), Err("E_ROLE_MOVE"));
    assert_eq!(new("suspended"), Err("E_NO_MOVE"));
    assert_eq!(new("pending"), Ok(Some("pending".into())));
    let chief = &mut pair.chief;
    let made = chief
        .ws
        .new_record(&mut chief.world, "volunteer", None, &volunteer("active"));
    assert_eq!(made.unwrap().view.record.state.as_deref(), Some("active"));
    // A row is a new record too.
    let input = minutes(
        &json!({"scope_code": "320585101201", "actions": [{"text": "量尺寸",
        "owner": "周社工", "owner_unit": "阳光社工", "due": "2026-12-01", "status": "nowhere"}]}),
    );
    let worker = &mut pair.worker;
    let made = worker
        .ws
        .new_record(&mut worker.world, "minutes", None, &input);
    assert!(made.is_err());
}

#[test]
fn what_an_approval_closed_only_an_approver_settles() {
    let mut pair = pair();
    let (id, _) = made_minutes(&mut pair.worker, "320585101201");
    exchange(&mut pair, "1");
    set(&mut pair.worker, id, r#"{"title":"甲"}"#);
    set(&mut pair.chief, id, r#"{"title":"乙"}"#);
    pair.chief.ws.approve(&mut pair.chief.world, id).unwrap();
    exchange(&mut pair, "2");
    let name = format!("{id}.title");
    let worker = &mut pair.worker;
    let fault = worker.ws.keep(&mut worker.world, &name, "周社工");
    assert_eq!(fault.unwrap_err().code(), "E_APPROVED");
    let chief = &mut pair.chief;
    let view = chief.ws.keep(&mut chief.world, &name, "周社工").unwrap();
    assert_eq!(view.record.get("title"), &Value::from("甲"));
    exchange(&mut pair, "3");
    equal(&mut pair);
}

#[test]
fn keeping_a_state_needs_a_way_to_it() {
    let mut pair = pair();
    let input = object(
        r#"{"name":"李志愿","id_type":"resident_id","id_no":"320599200002290137",
        "phone":"13800000001","village_code":"320585101201"}"#,
    );
    let worker = &mut pair.worker;
    let made = worker
        .ws
        .new_record(&mut worker.world, "volunteer", None, &input);
    let id = made.unwrap().view.record.id;
    exchange(&mut pair, "1");
    let to = |side: &mut Side, state: &str, input: &str| {
        side.ws
            .move_to(&mut side.world, id, state, &object(input))
            .unwrap();
    };
    to(&mut pair.worker, "withdrawn", "{}");
    to(&mut pair.chief, "active", "{}");
    exchange(&mut pair, "2");
    let name = format!("{id}.status");
    // Active counts, being less advanced; a worker may take a volunteer out of it, but
    // not keep one in it whom a coordinator made active.
    let worker = &mut pair.worker;
    assert_eq!(
        worker
            .ws
            .show(&worker.world, id)
            .unwrap()
            .record
            .state
            .as_deref(),
        Some("active")
    );
    let view = worker.ws.keep(&mut worker.world, &name, "周社工").unwrap();
    assert_eq!(view.record.state.as_deref(), Some("withdrawn"));
}

#[test]
fn an_approval_freezes_the_numbers_of_rows() {
    let mut pair = pair();
    let (id, _) = made_minutes(&mut pair.worker, "320585101201");
    exchange(&mut pair, "1");
    let view = pair.worker.ws.show(&pair.worker.world, id).unwrap();
    let [first, second] = [0, 1].map(|n| view.rows["topics"][n].id);
    assert_eq!(view.rows["votes"][0].get("passed"), &Value::Bool(true));
    pair.chief.ws.approve(&mut pair.chief.world, id).unwrap();
    // Apart from the approval the worker takes one topic out and puts another in.
    let change = format!(
        r#"{{"topics":[{{"id":"{first}","void":true}},{{"title":"新议题","kind":"need"}}],
        "decisions":[{{"id":"{}","topic":"{second}"}}]}}"#,
        view.rows["decisions"][0].id
    );
    set(&mut pair.worker, id, &change);
    let numbers = |side: &mut Side| {
        let view = side.ws.show(&side.world, id).unwrap();
        let topics = view.rows["topics"].iter();
        topics.map(|r| view.numbers[&r.id]).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&mut pair.worker), [1, 2]);
    exchange(&mut pair, "2");
    assert_eq!(numbers(&mut pair.worker), [2, 3]);
    assert_eq!(numbers(&mut pair.chief), [2, 3]);
    let view = pair.chief.ws.show(&pair.chief.world, id).unwrap();
    assert_eq!(view.numbers[&second], 2);
}

#[test]
fn undo_passes_over_an_approval_only_when_asked_to() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    let (first, _) = made_minutes(chief, "320585101");
    let (second, _) = made_minutes(chief, "320585101");
    chief.ws.approve(&mut chief.world, first).unwrap();
    let fault = chief.ws.undo(&mut chief.world).unwrap_err();
    assert_eq!(fault.code(), "E_UNDO_APPROVED");
    let undone = chief.ws.undo_skipping(&mut chief.world).unwrap();
    assert!(undone.records.iter().any(|(id, ..)| *id == second));
    assert!(chief.ws.show(&chief.world, second).unwrap().record.void);
    assert!(chief.ws.show(&chief.world, first).unwrap().record.approved);
    // The minutes that are approved now stay, and there is nothing before them.
    let fault = chief.ws.undo_skipping(&mut chief.world).unwrap_err();
    assert_eq!(fault.code(), "E_NOTHING_TO_UNDO");
}
