//! What a coordinator decides about changes that are held back or forked, and records
//! that are given back: everywhere alike, whatever the order of arrival.

use sanshe::domain::change::{Body, Head};
use sanshe::domain::form::APPROVED;
use sanshe::domain::id::RecordId;
use sanshe::domain::value::{Patch, Value};
use sanshe::ops::decide::Ruling;
use sanshe::ops::sync::{Decided, Ruled};
use sanshe::ops::workspace::Workspace;
use sanshe::storage::{Ingestion, Tx, Verdict};
use serde_json::json;

use crate::exchange::{Pair, Side, equal, pair, send, take};
use crate::kit::{SECRET, VILLAGE};
use crate::meetings::minutes;

fn made_minutes(side: &mut Side) -> RecordId {
    let input = minutes(&json!({"scope_code": VILLAGE}));
    let saved = side.ws.new_record(&mut side.world, "minutes", None, &input);
    saved.unwrap().view.record.id
}

/// Both take what the other has.
fn exchange(pair: &mut Pair, name: &str) {
    let dir = pair.dir.path().to_path_buf();
    for round in ["a", "b"] {
        let up = format!("{name}{round}-up.sanshe");
        let up = send(&mut pair.worker, "陈协调", &dir, &up);
        take(&mut pair.chief, &up);
        let down = format!("{name}{round}-down.sanshe");
        let down = send(&mut pair.chief, "周社工", &dir, &down);
        take(&mut pair.worker, &down);
    }
}

/// A change that the worker's key might have signed in another program.
fn forged(side: &mut Side, record: RecordId, seq: u64, fields: &[(&str, Value)]) -> (Head, Body) {
    let changes = side.ws.store.read(|tx| tx.changes_of(record)).unwrap();
    let patch: Patch = fields
        .iter()
        .map(|(f, v)| ((*f).to_owned(), v.clone()))
        .collect();
    let body = Body::new(&patch, [7; 16]).unwrap();
    let head = Head {
        seq,
        fields: patch.keys().map(|f| (f.clone(), vec![])).collect(),
        commitment: body.commitment(),
        ..changes[0].head.clone()
    };
    (head, body)
}

/// Puts a change in the log of both, as a file would.
fn plant(pair: &mut Pair, (change, body): &(Head, Body)) {
    for side in [&mut pair.worker, &mut pair.chief] {
        let held = change.fields.contains_key(APPROVED);
        let verdict = |_: &Head| {
            if held {
                Verdict::Held("H_ROLE".into())
            } else {
                Verdict::Active
            }
        };
        side.ws
            .store
            .transact(|tx| {
                let scales = tx.scales(&verdict)?;
                let mut run = Ingestion::new([0; 16], &scales);
                let patch = body.read()?;
                let came = Some((body.clone(), patch));
                tx.ingest(
                    &mut run,
                    scales.weigh(change.clone(), change.to_bytes(), came),
                )?;
                tx.finish_ingest(run)
            })
            .unwrap();
    }
}

fn tip(side: &mut Side, record: RecordId) -> u64 {
    let changes = side.ws.store.read(|tx| tx.changes_of(record)).unwrap();
    let channel = changes[0].head.channel();
    side.ws.store.read(|tx| tx.tip(&channel)).unwrap()
}

fn shows(side: &mut Side, id: RecordId, field: &str) -> Value {
    let view = side.ws.show(&side.world, id).unwrap();
    view.record.get(field).clone()
}

fn reasons(side: &mut Side) -> Vec<String> {
    let held = side.ws.held().unwrap();
    held.into_iter().map(|h| h.reason).collect()
}

/// The worker said yes to minutes of their own, which is held back here and there.
fn own_approval() -> (Pair, RecordId) {
    let mut pair = pair();
    let id = made_minutes(&mut pair.worker);
    exchange(&mut pair, "1");
    let next = tip(&mut pair.worker, id) + 1;
    let change = forged(&mut pair.worker, id, next, &[(APPROVED, true.into())]);
    plant(&mut pair, &change);
    (pair, id)
}

#[test]
fn what_was_held_back_counts_everywhere_once_it_is_admitted() {
    let (mut pair, id) = own_approval();
    assert_eq!(reasons(&mut pair.chief), ["H_ROLE"]);
    let held = pair.chief.ws.held().unwrap().remove(0);
    // A worker decides nothing, and what is not held back is not decided about.
    let worker = &mut pair.worker;
    let fault = worker.ws.rule(&mut worker.world, &held.id(), Ruling::Admit);
    assert_eq!(fault.unwrap_err().code(), "E_ROLE_DECIDE");
    let chief = &mut pair.chief;
    let fault = chief
        .ws
        .rule(&mut chief.world, "0123456789ab", Ruling::Admit);
    assert_eq!(fault.unwrap_err().code(), "E_NOT_HELD");
    assert!(!chief.ws.record(id).unwrap().approved);
    chief
        .ws
        .rule(&mut chief.world, &held.id(), Ruling::Admit)
        .unwrap();
    assert!(chief.ws.record(id).unwrap().approved);
    assert!(reasons(chief).is_empty());
    exchange(&mut pair, "2");
    assert!(pair.worker.ws.record(id).unwrap().approved);
    equal(&mut pair);
    // At the worker's only the steps differ: the forged change is not one made there.
    assert!(pair.chief.ws.check(true).unwrap().is_good());
    equal(&mut pair);
}

#[test]
fn of_a_fork_one_head_is_chosen_or_one_is_struck_out() {
    let mut pair = pair();
    let id = made_minutes(&mut pair.worker);
    let title = |text: &str| vec![("title", Value::from(text))];
    let set = json!({"title": "真的"});
    let worker = &mut pair.worker;
    worker
        .ws
        .set(&mut worker.world, id, set.as_object().unwrap())
        .unwrap();
    exchange(&mut pair, "1");
    let last = tip(&mut pair.worker, id);
    let change = forged(&mut pair.worker, id, last, &title("假的"));
    plant(&mut pair, &change);
    assert_eq!(reasons(&mut pair.chief), ["H_FORK", "H_FORK"]);
    let old = shows(&mut pair.chief, id, "title");
    assert!(![Value::from("真的"), Value::from("假的")].contains(&old));
    let chief = &mut pair.chief;
    let held = chief.ws.held().unwrap();
    let dot = held[0].dot.to_string();
    let fault = chief.ws.rule(&mut chief.world, &dot, Ruling::Admit);
    assert_eq!(fault.unwrap_err().code(), "E_HELD_MANY");
    let says = |text: &str| {
        let value = Some(Value::from(text));
        let one = held.iter().find(|h| h.fields[0].1 == value);
        one.unwrap().id()
    };
    chief
        .ws
        .rule(&mut chief.world, &says("真的"), Ruling::Admit)
        .unwrap();
    assert_eq!(shows(chief, id, "title"), Value::from("真的"));
    assert_eq!(reasons(chief), ["H_TWIN"]);
    // Refusing the other one says the same once more; refusing is for good.
    chief
        .ws
        .rule(&mut chief.world, &says("假的"), Ruling::Refuse)
        .unwrap();
    assert_eq!(reasons(chief), ["H_REFUSED"]);
    let fault = chief
        .ws
        .rule(&mut chief.world, &says("假的"), Ruling::Admit);
    assert_eq!(fault.unwrap_err().code(), "E_REFUSED_ALREADY");
    exchange(&mut pair, "2");
    assert_eq!(shows(&mut pair.worker, id, "title"), Value::from("真的"));
    equal(&mut pair);
}

#[test]
fn what_was_refused_stays_out_though_the_roster_lets_it_in_later() {
    let mut pair = pair();
    let card = pair.dir.path().join("a.card");
    let print = sanshe::sync::card::Card::parse(&std::fs::read(&card).unwrap());
    let print = print.unwrap().fingerprint();
    let grant = |pair: &mut Pair, grants: &[&str]| {
        let grants: Vec<String> = grants.iter().map(ToString::to_string).collect();
        let chief = &mut pair.chief;
        chief
            .ws
            .trust(&mut chief.world, &card, &print, &grants)
            .unwrap();
    };
    grant(&mut pair, &["320585101201/people"]);
    let id = made_minutes(&mut pair.worker);
    let dir = pair.dir.path().to_path_buf();
    let up = send(&mut pair.worker, "陈协调", &dir, "up.sanshe");
    take(&mut pair.chief, &up);
    let chief = &mut pair.chief;
    let held = chief.ws.held().unwrap();
    assert!(held.iter().all(|h| h.reason == "H_SCOPE" && h.is_open()));
    let own = held.iter().find(|h| h.record == id).unwrap().id();
    chief
        .ws
        .rule(&mut chief.world, &own, Ruling::Refuse)
        .unwrap();
    assert!(chief.ws.record(id).is_err());
    grant(&mut pair, &["320585101201/*"]);
    // Its rows count now, the minutes themselves never.
    assert_eq!(reasons(&mut pair.chief), ["H_REFUSED"]);
    assert!(pair.chief.ws.record(id).is_err());
    exchange(&mut pair, "1");
    assert!(pair.worker.ws.record(id).is_err());
    equal(&mut pair);
}

#[test]
fn what_is_given_back_waits_until_it_is_handed_in_again() {
    let mut pair = pair();
    let id = made_minutes(&mut pair.worker);
    exchange(&mut pair, "1");
    let worker = &mut pair.worker;
    let fault = worker.ws.give_back(&mut worker.world, id, "缺期限");
    assert_eq!(fault.unwrap_err().code(), "E_ROLE_RETURN");
    let fault = worker.ws.hand_in(&mut worker.world, id);
    assert_eq!(fault.unwrap_err().code(), "E_NOT_RETURNED");
    let chief = &mut pair.chief;
    let fault = chief.ws.give_back(&mut chief.world, id, "  ");
    assert_eq!(fault.unwrap_err().code(), "E_REASON");
    chief
        .ws
        .give_back(&mut chief.world, id, "待办缺期限")
        .unwrap();
    let fault = chief.ws.approve(&mut chief.world, id);
    assert_eq!(fault.unwrap_err().code(), "E_APPROVE_RETURNED");
    exchange(&mut pair, "2");
    let waits = |side: &mut Side| -> Vec<(RecordId, String)> {
        let today = side.ws.today(side.world.today(), 5).unwrap();
        let returned = today.returned.into_iter();
        returned.map(|(record, why)| (record.id, why)).collect()
    };
    let worker = &mut pair.worker;
    assert_eq!(waits(worker), [(id, "待办缺期限".to_owned())]);
    // Mending is not handing in: who has several things to mend takes several saves.
    let mend = json!({"title": "例会（补期限）"});
    let mend = mend.as_object().unwrap();
    worker.ws.set(&mut worker.world, id, mend).unwrap();
    assert_eq!(waits(worker).len(), 1);
    worker.ws.hand_in(&mut worker.world, id).unwrap();
    assert!(waits(worker).is_empty());
    exchange(&mut pair, "3");
    assert!(waits(&mut pair.chief).is_empty());
    // Given back once more, it waits once more, for the same reason too.
    let chief = &mut pair.chief;
    chief
        .ws
        .give_back(&mut chief.world, id, "待办缺期限")
        .unwrap();
    exchange(&mut pair, "4");
    assert_eq!(waits(&mut pair.worker).len(), 1);
    let worker = &mut pair.worker;
    worker.ws.hand_in(&mut worker.world, id).unwrap();
    exchange(&mut pair, "5");
    let chief = &mut pair.chief;
    chief.ws.approve(&mut chief.world, id).unwrap();
    exchange(&mut pair, "6");
    equal(&mut pair);
}

#[test]
fn a_return_signed_by_a_worker_is_held_back() {
    let mut pair = pair();
    let id = made_minutes(&mut pair.chief);
    let id_of_worker = made_minutes(&mut pair.worker);
    exchange(&mut pair, "1");
    let _ = id;
    let next = tip(&mut pair.worker, id_of_worker) + 1;
    let change = forged(
        &mut pair.worker,
        id_of_worker,
        next,
        &[("returned", "不要".into())],
    );
    let dir = pair.dir.path().to_path_buf();
    plant(&mut pair, &change);
    // Whatever let it in: once rights are judged again it is held back.
    let card = dir.join("a.card");
    let print = sanshe::sync::card::Card::parse(&std::fs::read(&card).unwrap());
    let print = print.unwrap().fingerprint();
    let chief = &mut pair.chief;
    let grants = ["320585101201/*".to_owned(), "320585101202/open".to_owned()];
    chief
        .ws
        .trust(&mut chief.world, &card, &print, &grants)
        .unwrap();
    assert_eq!(reasons(&mut pair.chief), ["H_ROLE"]);
    let record = pair.chief.ws.record(id_of_worker).unwrap();
    assert_eq!(record.returned(), None);
}

/// What a file would decide, told before it is taken in: what, by whom, about what.
fn told(side: &mut Side, path: &std::path::Path, dry_run: bool) -> Vec<Decided> {
    let came = side
        .ws
        .import_shown(&mut side.world, path, dry_run, &mut |_, _| true);
    came.unwrap().detail.unwrap().decisions
}

#[test]
fn a_file_names_what_it_decides_before_it_is_taken_in() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let approved = made_minutes(&mut pair.worker);
    let second = json!({"scope_code": VILLAGE, "minutes_no": "第2期"});
    let worker = &mut pair.worker;
    let back = worker
        .ws
        .new_record(&mut worker.world, "minutes", None, &minutes(&second));
    let back = back.unwrap().view.record.id;
    let person = crate::kit::json(crate::records::CLIENT);
    let person = worker
        .ws
        .new_record(&mut worker.world, "client", None, &person);
    let person = person.unwrap().view.record.id;
    exchange(&mut pair, "1");
    let next = tip(&mut pair.worker, back) + 1;
    let change = forged(&mut pair.worker, back, next, &[(APPROVED, true.into())]);
    plant(&mut pair, &change);
    let chief = &mut pair.chief;
    let held = chief.ws.held().unwrap().remove(0).id();
    chief
        .ws
        .rule(&mut chief.world, &held, Ruling::Refuse)
        .unwrap();
    chief.ws.approve(&mut chief.world, approved).unwrap();
    chief
        .ws
        .give_back(&mut chief.world, back, "缺期限")
        .unwrap();
    chief
        .ws
        .erase(&mut chief.world, person, "本人要求")
        .unwrap();
    let down = send(&mut pair.chief, "周社工", &dir, "down.sanshe");
    // Twice as a dry run: nothing is written, and what will be erased still has its name.
    for dry_run in [true, true, false] {
        let decisions = told(&mut pair.worker, &down, dry_run);
        let find = |ruled: &Ruled| {
            let one = decisions.iter().find(|d| d.ruled == *ruled);
            let one = one.unwrap_or_else(|| panic!("{ruled:?} is missing: {decisions:?}"));
            assert_eq!(one.author.as_deref(), Some("陈协调"));
            assert!(!one.held);
            (
                one.id.unwrap(),
                one.form.clone().unwrap(),
                one.about.is_some(),
            )
        };
        let minutes = || "minutes".to_owned();
        assert_eq!(find(&Ruled::Refuse), (back, minutes(), true));
        assert_eq!(find(&Ruled::Approve), (approved, minutes(), true));
        let returned = Ruled::Return("缺期限".into());
        assert_eq!(find(&returned), (back, minutes(), true));
        let erased = find(&Ruled::Erase("本人要求".into()));
        assert_eq!(erased, (person, "client".to_owned(), dry_run));
        assert_eq!(decisions.len(), 4);
    }
    // The answer goes up, and is named there.
    let up = send(&mut pair.worker, "陈协调", &dir, "up.sanshe");
    let decisions = told(&mut pair.chief, &up, true);
    assert_eq!(decisions.len(), 1);
    assert_eq!(decisions[0].ruled, Ruled::Erased);
    assert_eq!(decisions[0].author.as_deref(), Some("周社工"));
    assert_eq!(decisions[0].id, Some(person));
    // Once it is here, it is no news.
    assert_eq!(told(&mut pair.chief, &up, false).len(), 1);
    assert!(told(&mut pair.chief, &up, true).is_empty());
}

/// A long list names the first decisions and counts the rest: none is passed over.
#[test]
fn decisions_beyond_those_that_are_named_are_counted() {
    const MANY: usize = 303;
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let worker = &mut pair.worker;
    let mut all = Vec::new();
    for n in 0..MANY {
        let input = json!({"scope_code": VILLAGE, "minutes_no": format!("第{n}期")});
        let made = worker
            .ws
            .new_record(&mut worker.world, "minutes", None, &minutes(&input));
        all.push(made.unwrap().view.record.id);
    }
    exchange(&mut pair, "1");
    let chief = &mut pair.chief;
    for id in &all {
        chief.ws.approve(&mut chief.world, *id).unwrap();
    }
    let down = send(&mut pair.chief, "周社工", &dir, "down.sanshe");
    let worker = &mut pair.worker;
    let came = worker
        .ws
        .import_shown(&mut worker.world, &down, true, &mut |_, _| true);
    let detail = came.unwrap().detail.unwrap();
    assert!(detail.decisions.iter().all(|d| d.ruled == Ruled::Approve));
    assert!(detail.more_decisions > 0);
    assert_eq!(
        detail.decisions.len() as u64 + detail.more_decisions,
        MANY as u64
    );
}

/// What a version before let in, whose forms said nothing of roles, is asked about again
/// when the workspace is opened with other forms.
#[test]
fn what_other_forms_let_in_is_held_where_these_forbid_it() {
    let (pair, id) = own_approval();
    let Side {
        mut ws, mut world, ..
    } = pair.chief;
    let as_before = |tx: &Tx| {
        tx.judge_again(&|_| Verdict::Active, None)?;
        tx.set_meta("forms", "those of another version")
    };
    ws.store.transact(as_before).unwrap();
    assert!(ws.record(id).unwrap().approved);
    let home = ws.home.clone();
    drop(ws);
    let mut ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert!(!ws.record(id).unwrap().approved);
    let held: Vec<String> = ws.held().unwrap().into_iter().map(|h| h.reason).collect();
    assert_eq!(held, ["H_ROLE"]);
    let codes = |ws: &Workspace| ws.notices.iter().map(|n| n.code).collect::<Vec<_>>();
    assert_eq!(codes(&ws), ["W_JUDGED_AGAIN"]);
    assert!(ws.check(true).unwrap().is_good());
    drop(ws);
    // It was asked: the next opening asks nothing.
    let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
    assert_eq!(codes(&ws), [""; 0]);
}

/// What a coordinator refused is decided: the board counts it among nothing that waits.
#[test]
fn what_was_refused_waits_no_more_on_the_board() {
    let (mut pair, _) = own_approval();
    let held = |chief: &mut Side| {
        let board = chief.ws.board(&chief.world, None, 10).unwrap();
        let worker = board.rows.into_iter().find(|row| row.called == "周社工");
        worker.unwrap().held
    };
    let chief = &mut pair.chief;
    assert_eq!(held(chief), 1);
    let one = chief.ws.held().unwrap().remove(0).id();
    chief
        .ws
        .rule(&mut chief.world, &one, Ruling::Refuse)
        .unwrap();
    assert_eq!(reasons(chief), ["H_REFUSED"]);
    assert_eq!(held(chief), 0);
}
