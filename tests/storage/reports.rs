//! A coordinator's report: what counts for each figure, and what of it the county sees.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use sanshe::domain::change::{Body, Head};
use sanshe::domain::figure::Told::{self, Few, Number, Withheld};
use sanshe::domain::id::RecordId;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::report::{Period, Report};
use sanshe::storage::Query;
use serde_json::{Value as Json, json};

use crate::exchange::{Pair, Side, pair, send, take};
use crate::kit::{NOW, TOWN, VILLAGE, plain_change};
use crate::meetings::minutes;
use crate::pages::{holds, pages};
use crate::tiers::tiers;

const NEXT: &str = "320585101202";

fn new(side: &mut Side, form: &str, parent: Option<RecordId>, input: &Json) -> RecordId {
    let input = input.as_object().unwrap();
    let made = side.ws.new_record(&mut side.world, form, parent, input);
    made.unwrap().view.record.id
}

fn client(side: &mut Side, name: &str, village: &str) -> RecordId {
    let input = json!({
        "name": name, "gender": "1", "birth_date": "1950-01-01", "id_type": "none",
        "village_code": village, "categories": ["elder_alone"], "capacity": "full",
    });
    new(side, "client", None, &input)
}

fn case(side: &mut Side, client: RecordId, day: &str, problem: &str) -> RecordId {
    let input = json!({
        "intake_date": day, "source": "self", "contact_method": "home", "request": "要帮忙",
        "problem_types": [problem], "primary_problem": problem, "urgency": "soon",
        "risk_level": "low", "decision": "accept",
    });
    new(side, "F1", Some(client), &input)
}

fn refuse(side: &mut Side, case: RecordId) {
    let me = side.ws.me.person.to_string();
    let input = json!({
        "decision": "reject", "reject_reason": "no_need", "supervisor": me,
        "supervised_on": "2026-11-20",
    });
    let reasons = side.ws.reference.codes.list("enum.reject_reason").unwrap();
    let mut input = input.as_object().unwrap().clone();
    input.insert("reject_reason".into(), reasons.codes[0].code.clone().into());
    let moved = side
        .ws
        .move_to(&mut side.world, case, "not_accepted", &input);
    moved.unwrap();
}

fn met(side: &mut Side, place: &str, kind: &str, day: &str, actions: &Json) -> RecordId {
    let number = format!("{place} {day}");
    let input = minutes(&json!({
        "minutes_no": number, "scope_code": place, "kind": kind, "date": day,
        "actions": actions, "decisions": [], "votes": [],
    }));
    new(side, "minutes", None, &Json::Object(input))
}

fn done(side: &mut Side, minutes: RecordId, at: usize, day: &str) {
    let view = side.ws.show(&side.world, minutes).unwrap();
    let action = view.rows["actions"][at].id;
    let input = json!({"done_on": day});
    let input = input.as_object().unwrap();
    let moved = side.ws.move_to(&mut side.world, action, "done", input);
    moved.unwrap();
}

fn volunteer(side: &mut Side, name: &str, day: &str) -> RecordId {
    let input = json!({
        "name": name, "gender": "2", "birth_date": "1990-01-01", "id_type": "passport",
        "id_no": format!("E{:08}", name.chars().map(u32::from).sum::<u32>()),
        "phone": "13800000001", "village_code": VILLAGE, "registered_on": day,
    });
    new(side, "volunteer", None, &input)
}

fn to(side: &mut Side, record: RecordId, state: &str) {
    let none = serde_json::Map::new();
    let moved = side.ws.move_to(&mut side.world, record, state, &none);
    moved.unwrap();
}

fn hours(side: &mut Side, who: RecordId, day: &str, end: &str, rest: u32) -> RecordId {
    let input = json!({
        "volunteer": who.to_string(), "title": "助餐", "date": day, "start": "09:00",
        "end": end, "break_min": rest, "content": "送餐到户",
    });
    new(side, "hours", None, &input)
}

/// Records in and beside 1 to 20 November, the period of the tests.
fn filled(side: &mut Side) {
    let days = ["01", "02", "03", "04", "05", "20"];
    for (n, day) in days.iter().enumerate() {
        let who = client(side, &format!("张甲{n}"), VILLAGE);
        case(side, who, &format!("2026-11-{day}"), "elder_care");
    }
    // One person twice: first not accepted, then taken on.
    let who = client(side, "李乙", VILLAGE);
    let first = case(side, who, "2026-11-05", "medical");
    refuse(side, first);
    case(side, who, "2026-11-06", "medical");
    // Before the period, in another village; the day after it; void; below a void person.
    let other = client(side, "王丙", NEXT);
    case(side, other, "2026-10-31", "elder_care");
    let late = client(side, "赵丁", VILLAGE);
    let void = case(side, late, "2026-11-07", "housing");
    side.ws.void(&mut side.world, void, "写错了").unwrap();
    case(side, late, "2026-11-21", "elder_care");
    let gone = client(side, "钱戊", VILLAGE);
    case(side, gone, "2026-11-08", "housing");
    side.ws.void(&mut side.world, gone, "重复").unwrap();
    let action =
        |due: &str| json!({"text": "办", "owner": "周社工", "owner_unit": "阳光", "due": due});
    met(side, VILLAGE, "weekly_village", "2026-10-20", &json!([]));
    let all = json!([
        action("2026-11-10"),
        action("2026-11-12"),
        action("2026-11-15")
    ]);
    let week = met(side, VILLAGE, "weekly_village", "2026-11-04", &all);
    done(side, week, 0, "2026-11-10");
    done(side, week, 1, "2026-11-13");
    let all = json!([action("2026-11-20"), action("2026-11-21")]);
    met(side, TOWN, "monthly_township", "2026-11-20", &all);
    let one = volunteer(side, "志愿一", "2026-11-01");
    let two = volunteer(side, "志愿二", "2026-11-20");
    volunteer(side, "志愿三", "2026-11-10");
    volunteer(side, "志愿四", "2026-11-21");
    for who in [one, two] {
        to(side, who, "active");
    }
    to(side, two, "withdrawn");
    for (who, day, end, rest, state) in [
        (one, "2026-11-03", "10:30", 10, "confirmed"),
        (one, "2026-11-05", "10:00", 0, "recorded"),
        (one, "2026-11-06", "10:00", 0, "void"),
        (one, "2026-11-21", "10:00", 0, "confirmed"),
        (two, "2026-11-03", "10:00", 0, "confirmed"),
    ] {
        let entry = hours(side, who, day, end, rest);
        if state != "recorded" {
            to(side, entry, state);
        }
    }
}

fn period(place: &str, from: Date, to: Date) -> Period {
    let place = place.to_owned();
    Period { from, to, place }
}

fn november(place: &str) -> Period {
    period(place, date(2026, 11, 1), date(2026, 11, 21))
}

fn told(report: &Report) -> BTreeMap<String, Told> {
    let lines = report.lines.iter().map(|line| {
        let part = line.part.as_ref().map(|(_, part)| format!(" {part}"));
        let part = part.or((line.told == Withheld).then(|| " …".to_owned()));
        let name = format!("{}{}", line.indicator, part.unwrap_or_default());
        (name, line.told)
    });
    lines.collect()
}

#[test]
fn each_figure_counts_by_its_rule() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    filled(chief);
    let report = chief.ws.report(&chief.world, &november(TOWN)).unwrap();
    let found = told(&report);
    let rules = [
        // Half-open: the first day counts, the day after the last doesn't; void never.
        ("cases_new", Number(8)),
        // Two of them are about health, which would be the whole less what is told of care.
        ("cases_new …", Withheld),
        // A person with two cases is one.
        ("cases_people", Number(7)),
        ("cases_open", Number(8)),
        ("cases_refused", Few),
        ("meetings_held", Number(2)),
        // A week of the village ended without minutes before the one that has some, and one
        // after it; the month of the township has not ended.
        ("meetings_missed", Number(2)),
        ("actions_due", Number(4)),
        ("actions_on_time", Number(1)),
        ("volunteers_registered", Number(3)),
        ("volunteers_recruited", Number(2)),
        ("volunteers_serving", Number(2)),
        ("service_minutes", Number(140)),
    ];
    let rules = rules.map(|(name, told)| (name.to_owned(), told));
    assert_eq!(found, BTreeMap::from(rules));
    assert_eq!(report.left_out, 0);
    // Inside one place only.
    let report = chief.ws.report(&chief.world, &november(NEXT)).unwrap();
    let found = told(&report);
    assert_eq!(found["cases_open"], Few);
    assert_eq!(found["cases_new"], Number(0));
    assert_eq!(found["meetings_held"], Number(0));
    let whole = period(TOWN, date(2026, 11, 21), date(2026, 11, 21));
    let fault = chief.ws.report(&chief.world, &whole).unwrap_err();
    assert_eq!(fault.code(), "E_REPORT_PERIOD");
    let nowhere = chief
        .ws
        .report(&chief.world, &november("3205"))
        .unwrap_err();
    assert_eq!(nowhere.code(), "E_LEN");
}

/// What Today counts of a month is what a report of that month says.
#[test]
fn today_and_a_report_agree() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    for n in 0..6 {
        let who = client(chief, &format!("张甲{n}"), VILLAGE);
        case(chief, who, "2026-11-03", "elder_care");
    }
    met(chief, VILLAGE, "weekly_village", "2026-11-04", &json!([]));
    volunteer(chief, "志愿一", "2026-11-01");
    let month = period(TOWN, date(2026, 11, 1), date(2026, 12, 1));
    let found = told(&chief.ws.report(&chief.world, &month).unwrap());
    let today = chief.ws.today(date(2026, 11, 23), 5).unwrap();
    let names = ["cases_new", "meetings_held", "volunteers_registered"];
    for (name, (_, count)) in names.iter().zip(&today.month) {
        assert_eq!(found[*name], Number(*count), "{name}");
    }
}

#[test]
fn two_people_who_broke_a_rule_apart_are_left_out_and_counted() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let chief = &mut pair.chief;
    for n in 0..5 {
        let who = client(chief, &format!("张甲{n}"), VILLAGE);
        case(chief, who, "2026-11-03", "elder_care");
    }
    let shared = client(chief, "李乙", VILLAGE);
    let file = send(chief, "周社工", &dir, "1.sanshe");
    take(&mut pair.worker, &file);
    case(&mut pair.worker, shared, "2026-11-04", "elder_care");
    case(&mut pair.chief, shared, "2026-11-04", "elder_care");
    let file = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &file);
    let chief = &mut pair.chief;
    let report = chief.ws.report(&chief.world, &november(TOWN)).unwrap();
    assert_eq!(report.left_out, 2);
    assert_eq!(told(&report)["cases_new"], Number(5));
}

/// A figure does not depend on which of two people is right.
#[test]
fn what_two_people_wrote_apart_is_left_out_and_counted() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let chief = &mut pair.chief;
    let mut cases = Vec::new();
    for n in 0..8 {
        let who = client(chief, &format!("张甲{n}"), VILLAGE);
        cases.push(case(chief, who, "2026-11-03", "elder_care"));
    }
    let file = send(chief, "周社工", &dir, "1.sanshe");
    take(&mut pair.worker, &file);
    let set = |side: &mut Side, record: RecordId, input: &Json| {
        let input = input.as_object().unwrap();
        side.ws.set(&mut side.world, record, input).unwrap();
    };
    // What it is about; the date, once in the period and once after it; and what no figure asks.
    for (side, problem, day, request) in [
        (&mut pair.chief, "medical", "2026-11-04", "甲"),
        (&mut pair.worker, "housing", "2026-11-21", "乙"),
    ] {
        set(
            side,
            cases[0],
            &json!({"primary_problem": problem, "problem_types": [problem]}),
        );
        set(side, cases[1], &json!({"intake_date": day}));
        set(side, cases[2], &json!({"request": request}));
    }
    let file = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &file);
    let chief = &mut pair.chief;
    assert!(!chief.ws.conflicts().unwrap().is_empty());
    let report = chief.ws.report(&chief.world, &november(TOWN)).unwrap();
    assert_eq!(report.left_out, 2);
    let found = told(&report);
    assert_eq!(found["cases_new"], Number(6));
    assert_eq!(found["cases_new elder_care"], Number(6));
    let later = period(TOWN, date(2026, 11, 21), date(2026, 12, 1));
    let report = chief.ws.report(&chief.world, &later).unwrap();
    assert_eq!(told(&report)["cases_new"], Number(0));
    assert_eq!(report.left_out, 1);
}

/// A month less its first half would be a report of fewer people.
#[test]
fn a_report_that_overlaps_with_another_is_warned_of() {
    let mut pair = pair();
    let chief = &mut pair.chief;
    let save = |side: &mut Side, period: &Period| {
        let (_, saved) = side.ws.record_report(&mut side.world, period).unwrap();
        let codes = saved.warnings.iter().map(|n| n.code);
        // The table of places of the tests does not know them all.
        let codes: Vec<_> = codes.filter(|code| *code != "W_PLACE").collect();
        (saved.view.record.id, codes)
    };
    let month = |place: &str, n: i8| period(place, date(2026, n, 1), date(2026, n + 1, 1));
    let quarter = period(TOWN, date(2026, 7, 1), date(2026, 10, 1));
    let none: [&str; 0] = [];
    assert_eq!(save(chief, &month(VILLAGE, 8)).1, none);
    assert_eq!(save(chief, &month(VILLAGE, 9)).1, none);
    assert_eq!(save(chief, &month(NEXT, 9)).1, none);
    let (whole, said) = save(chief, &quarter);
    assert_eq!(said, ["W_REPORT_OVERLAP"]);
    let (part, said) = save(chief, &month(VILLAGE, 7));
    assert_eq!(said, ["W_REPORT_OVERLAP"]);
    for id in [whole, part] {
        chief.ws.void(&mut chief.world, id, "重复").unwrap();
    }
    let (july, said) = save(chief, &month(VILLAGE, 7));
    assert_eq!(said, none);
    assert_eq!(save(chief, &month(TOWN, 10)).1, none);
    // One whose figures were all taken back tells nothing that could be subtracted.
    let rows = chief.ws.show(&chief.world, july).unwrap().rows;
    let mut rows: Vec<RecordId> = rows["figures"].iter().map(|r| r.id).collect();
    let last = rows.pop().unwrap();
    for id in rows {
        chief.ws.void(&mut chief.world, id, "重复").unwrap();
    }
    let half = |from: i8, to: i8| period(VILLAGE, date(2026, 7, from), date(2026, 7, to));
    assert_eq!(save(chief, &half(1, 5)).1, ["W_REPORT_OVERLAP"]);
    chief.ws.void(&mut chief.world, last, "重复").unwrap();
    assert_eq!(save(chief, &half(20, 25)).1, none);
}

/// What hangs on a record of a newer program does not keep the others from being counted.
#[test]
fn a_form_that_is_not_known_here_is_left_out_and_counted() {
    let mut pair = pair();
    let worker = &mut pair.worker;
    let device = worker.ws.me.device;
    let written = worker.ws.store.transact(|tx| {
        plain_change(tx, device, 1, "新".to_owned())?;
        let patch = Patch::from([
            ("text".to_owned(), Value::from("办")),
            ("due".to_owned(), Value::from("2026-11-10")),
            ("status".to_owned(), Value::from("open")),
        ]);
        let body = Body::new(&patch, [2; 16])?;
        let stamp = Stamp::at(NOW + 2);
        let head = Head {
            device,
            scope: "320585101201/open".parse()?,
            seq: 2,
            stamp,
            form: "action".into(),
            form_version: 1,
            record: RecordId::from_u128(2),
            parent: Some(RecordId::from_u128(1)),
            root: RecordId::from_u128(1),
            step: stamp,
            undoes: None,
            gates: vec![],
            rows: vec![],
            fields: patch.keys().map(|name| (name.clone(), vec![])).collect(),
            commitment: body.commitment(),
        };
        tx.append(&head, &body, &patch).map(drop)
    });
    written.unwrap();
    let report = worker.ws.report(&worker.world, &november(VILLAGE)).unwrap();
    assert_eq!(told(&report)["actions_due"], Number(0));
    assert_eq!(report.left_out, 1);
}

fn reports(side: &mut Side) -> Vec<RecordId> {
    let page = side.ws.list(&Query {
        form: "report".into(),
        limit: 9,
        ..Query::default()
    });
    page.unwrap().items.iter().map(|r| r.id).collect()
}

/// The county gets the figures under the coordinator's seal, and never a name.
#[test]
fn a_report_goes_up_and_says_no_name() {
    let mut it = tiers(&[], &[]);
    filled(&mut it.pair.chief);
    let chief = &mut it.pair.chief;
    let before = chief.ws.report(&chief.world, &november(TOWN)).unwrap();
    let (report, saved) = chief
        .ws
        .record_report(&mut chief.world, &november(TOWN))
        .unwrap();
    assert_eq!(report.lines, before.lines);
    assert_eq!(saved.warnings, []);
    it.round("1");
    let county = &mut it.county;
    let ids = reports(county);
    assert_eq!(ids, [saved.view.record.id]);
    let view = county.ws.show(&county.world, ids[0]).unwrap();
    assert_eq!(view.record.get("to").text(), Some("2026-11-21"));
    let rows = &view.rows["figures"];
    assert_eq!(rows.len(), report.lines.len());
    let row = |name: &str, part: Option<&str>| {
        let mut found = rows
            .iter()
            .filter(|r| r.get("indicator").text() == Some(name));
        found.find(|r| r.get("part").text() == part).unwrap()
    };
    assert_eq!(row("cases_new", None).get("value").int(), Some(8));
    assert!(rows.iter().all(|r| r.get("part").is_empty()));
    let mut left_out = rows
        .iter()
        .filter(|r| r.get("hidden").text() == Some("withheld"));
    let left_out = left_out.next().unwrap();
    assert_eq!(left_out.get("indicator").text(), Some("cases_new"));
    assert!(left_out.get("value").is_empty());
    assert_eq!(row("service_minutes", None).get("value").int(), Some(140));
    assert!(county.ws.held().unwrap().is_empty());
    let past = county.ws.history(ids[0]).unwrap();
    assert_eq!(past[0].author.as_deref(), Some("陈协调"));
    let home = county.ws.home.clone();
    drop(it.county);
    let pages = pages(&home, crate::kit::SECRET);
    assert!(holds(&pages, "service_minutes"));
    for name in ["李乙", "张甲", "志愿一", "要帮忙"] {
        assert!(!holds(&pages, name), "{name}");
    }
}

/// A worker may look; saving is for a coordinator, and what says otherwise is held back.
#[test]
fn a_worker_saves_no_report() {
    let mut pair = pair();
    let Pair { worker, dir, .. } = &mut pair;
    let dir = dir.path().to_path_buf();
    assert!(worker.ws.report(&worker.world, &november(VILLAGE)).is_ok());
    let refused = worker
        .ws
        .record_report(&mut worker.world, &november(VILLAGE));
    assert_eq!(refused.unwrap_err().code(), "E_ROLE_FORM");
    let input = json!({
        "from": "2026-11-01", "to": "2026-11-21", "place": VILLAGE,
        "figures": [{"indicator": "cases_new", "value": 900}],
    });
    let by_hand = worker.ws.new_record(
        &mut worker.world,
        "report",
        None,
        input.as_object().unwrap(),
    );
    assert_eq!(by_hand.unwrap_err().code(), "E_ROLE_FORM");
    // A program that does not ask: with the role of a coordinator in its own settings.
    worker.ws.me.role = sanshe::domain::role::Role::Coordinator;
    worker
        .ws
        .new_record(
            &mut worker.world,
            "report",
            None,
            input.as_object().unwrap(),
        )
        .unwrap();
    worker.ws.me.role = sanshe::domain::role::Role::Worker;
    let file = send(worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let held = pair.chief.ws.held().unwrap();
    assert_eq!(held.len(), 2);
    assert!(held.iter().all(|h| h.reason == "H_ROLE"), "{held:?}");
    assert!(reports(&mut pair.chief).is_empty());
}
