//! The coordinator's board: what came of each device, what did not, and what waits.

use sanshe::domain::role::Role;
use sanshe::ops::board::Row;
use sanshe::ops::today::NEWEST;
use sanshe::ops::workspace::Workspace;
use sanshe::storage::Query;
use serde_json::json;

use crate::exchange::{Pair, pair, send, take};
use crate::kit::{SECRET, setup, world};
use crate::meetings::minutes;

const DAY: i64 = 86_400_000;

/// Two more teams whose cards the coordinator trusts; nothing ever comes of them.
fn more_teams(pair: &mut Pair) {
    for (seed, name) in [(21, "甲社工"), (22, "乙社工")] {
        let (mut w, _) = world(seed);
        let home = pair.dir.path().join(name);
        let setup = setup(name, "320585101202", Role::Worker, "A");
        let mut ws = Workspace::init(&home, &setup, SECRET, &mut w).unwrap();
        let card = pair.dir.path().join(format!("{name}.card"));
        let print = ws.write_card(&w, &card).unwrap();
        let chief = &mut pair.chief;
        chief
            .ws
            .trust(&mut chief.world, &card, &print, &[])
            .unwrap();
    }
}

fn board(pair: &mut Pair) -> Vec<Row> {
    let chief = &mut pair.chief;
    let whole = chief.ws.board(&chief.world, None, 100).unwrap();
    assert!(whole.next.is_none());
    // Page by page it is the same.
    let mut names = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = chief.ws.board(&chief.world, after.as_deref(), 1).unwrap();
        assert!(page.rows.len() <= 1);
        assert_eq!(page.all, whole.rows.len() as u64);
        names.extend(page.rows.into_iter().map(|r| r.called));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let all: Vec<String> = whole.rows.iter().map(|r| r.called.clone()).collect();
    assert_eq!(names, all);
    whole.rows
}

fn meeting(pair: &mut Pair, place: &str, number: &str) {
    let worker = &mut pair.worker;
    let input = minutes(&json!({"scope_code": place, "minutes_no": number}));
    let made = worker
        .ws
        .new_record(&mut worker.world, "minutes", None, &input);
    made.unwrap();
}

#[test]
fn each_device_with_its_last_file_and_what_is_missing_by_name() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    more_teams(&mut pair);
    let find = |rows: &[Row], name: &str| rows.iter().find(|r| r.called == name).unwrap().clone();
    let rows = board(&mut pair);
    assert_eq!(rows.len(), 3);
    let silent = find(&rows, "周社工");
    assert_eq!((silent.last, silent.silent_days), (None, None));
    // The first file is lost, the second came three days ago.
    meeting(&mut pair, "320585101201", "第1期");
    send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    meeting(&mut pair, "320585101202", "第2期");
    let worker = &mut pair.worker;
    let key = worker.ws.store.read(|tx| Ok(tx.peers()?[0].key)).unwrap();
    // As if the first had been acknowledged: it is not in the second.
    let had = sanshe::sync::runs::Runs::of(
        &worker
            .ws
            .store
            .read(|tx| {
                let channels = tx.channels()?;
                tx.seals(&channels[0])
            })
            .unwrap(),
    );
    let channel = worker.ws.check(false).unwrap().channels[0]
        .channel
        .to_string();
    let had = vec![(channel, had.unwrap().to_text().unwrap())];
    worker
        .ws
        .store
        .transact(|tx| tx.put_have(&key, &had))
        .unwrap();
    let second = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &second);
    pair.chief.clock.turn(3 * DAY);
    let row = find(&board(&mut pair), "周社工");
    assert_eq!((row.last, row.silent_days), (Some(2), Some(3)));
    assert_eq!(row.files, [1]);
    assert_eq!(row.segments.len(), 1);
    assert_eq!(row.segments[0].segments, "1");
    assert!(row.segments[0].channel.ends_with("320585101201/open"));
    // What lies outside the grants is held back, and is nothing to review yet.
    assert_eq!(row.review, 0);
    assert!(row.held > 0);
    let first = dir.join("1.sanshe");
    take(&mut pair.chief, &first);
    let row = find(&board(&mut pair), "周社工");
    assert!(row.files.is_empty() && row.segments.is_empty());
    assert_eq!(row.review, 1);
    assert_eq!(find(&board(&mut pair), "甲社工").review, 0);
}

#[test]
fn a_revocation_is_looked_at_before_it_is_done() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    more_teams(&mut pair);
    meeting(&mut pair, "320585101201", "第1期");
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let rows = board(&mut pair);
    let id = rows.iter().find(|r| r.called == "周社工").unwrap().id();
    let before = pair.chief.ws.check(false).unwrap();
    let chief = &mut pair.chief;
    let would = chief.ws.would_revoke(&mut chief.world, &id, &[]).unwrap();
    assert_eq!(would.good.values().collect::<Vec<_>>(), [&1]);
    assert_eq!(would.judged.withdrawn, 0);
    let after = pair.chief.ws.check(false).unwrap();
    assert_eq!(
        (before.channels, before.scopes),
        (after.channels, after.scopes)
    );
    let chief = &mut pair.chief;
    assert!(!chief.ws.board_row(&chief.world, &id).unwrap().revoked);
    let done = chief.ws.revoke(&mut chief.world, &id, &[]).unwrap();
    assert_eq!((&done.good, done.roster), (&would.good, would.roster));
    let mut needs = done.needs;
    needs.sort();
    assert_eq!(needs, ["乙社工", "甲社工"]);
    assert!(chief.ws.board_row(&chief.world, &id).unwrap().revoked);
    // The board says it, and nothing goes there any more.
    let out = dir.join("2.sanshe");
    let made = chief
        .ws
        .export(&mut chief.world, &id, &out, &mut |_, _| true);
    assert_eq!(made.unwrap_err().code(), "E_PEER_REVOKED");
    assert_eq!(
        chief.ws.board_row(&chief.world, "0123").unwrap_err().code(),
        "E_NO_DEVICE"
    );
}

/// Two people may have one name; what is missing of one is not missing of the other.
#[test]
fn what_is_missing_is_told_of_the_device_it_is_of() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let (mut w, _) = world(23);
    let setup = setup("周社工", "320585101202", Role::Worker, "A");
    let mut ws = Workspace::init(&dir.join("namesake"), &setup, SECRET, &mut w).unwrap();
    let card = dir.join("namesake.card");
    let print = ws.write_card(&w, &card).unwrap();
    let chief = &mut pair.chief;
    chief
        .ws
        .trust(&mut chief.world, &card, &print, &[])
        .unwrap();
    meeting(&mut pair, "320585101201", "第1期");
    send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    meeting(&mut pair, "320585101201", "第2期");
    let worker = &mut pair.worker;
    let said = worker.ws.store.transact(|tx| {
        let channel = tx.channels()?.remove(0);
        let runs = sanshe::sync::runs::Runs::of(&tx.seals(&channel)?)?;
        let key = tx.peers()?[0].key;
        tx.put_have(&key, &[(channel.to_string(), runs.to_text()?)])
    });
    said.unwrap();
    let file = send(worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &file);
    let own = pair.worker.ws.me.person;
    let (receipts, missing) = pair.chief.ws.receipts().unwrap();
    let of = |person: bool| {
        let found = receipts.iter().find(|r| (r.peer.person == own) == person);
        let key = found.unwrap().peer.key;
        missing.iter().filter(|m| m.is_of(&key)).count()
    };
    assert_eq!((of(true), of(false)), (1, 0));
}

/// The home screen's lines, the list and the board's totals come from one query: what is
/// approved or given back waits for nobody's approval any more.
#[test]
fn what_waits_for_an_approval_is_the_same_on_every_screen() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    for (n, number) in ["第1期", "第2期", "第3期", "第4期", "第5期"]
        .into_iter()
        .enumerate()
    {
        pair.worker.clock.turn(i64::try_from(n).unwrap() * 60_000);
        meeting(&mut pair, "320585101201", number);
    }
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let seen = |pair: &mut Pair| {
        let chief = &mut pair.chief;
        let today = chief.ws.today(chief.world.today(), 8).unwrap();
        let query = Query {
            limit: 50,
            ..Query::in_review("minutes")
        };
        let listed = chief.ws.list(&query).unwrap().items;
        let review = today.reviews.iter().find(|r| r.form == "minutes");
        let told = review.map_or(0, |r| r.count.n);
        assert!(review.is_none_or(|r| !r.count.more));
        assert_eq!(told, listed.len() as u64);
        assert_eq!(told, chief.ws.count(&query).unwrap());
        // What was written down last comes first, on the home screen as in the list.
        let newest: Vec<_> = review
            .iter()
            .flat_map(|r| &r.newest)
            .map(|r| r.id)
            .collect();
        let first = listed.iter().map(|r| r.id).take(NEWEST as usize);
        assert_eq!(newest, first.collect::<Vec<_>>());
        let mut days = listed.iter().map(|r| r.created).collect::<Vec<_>>();
        days.reverse();
        assert!(days.is_sorted());
        // The worker wrote in all of them.
        let row = board(pair).into_iter().find(|r| r.called == "周社工");
        assert_eq!(told, row.unwrap().review);
        listed
    };
    let all = seen(&mut pair);
    assert_eq!(all.len(), 5);
    let chief = &mut pair.chief;
    chief.ws.approve(&mut chief.world, all[0].id).unwrap();
    assert_eq!(seen(&mut pair).len(), 4);
    let chief = &mut pair.chief;
    chief
        .ws
        .give_back(&mut chief.world, all[1].id, "缺到会人数")
        .unwrap();
    assert_eq!(seen(&mut pair).len(), 3);
    let chief = &mut pair.chief;
    chief.ws.hand_in(&mut chief.world, all[1].id).unwrap();
    assert_eq!(seen(&mut pair).len(), 4);
    let chief = &mut pair.chief;
    chief.ws.void(&mut chief.world, all[2].id, "重复").unwrap();
    assert_eq!(seen(&mut pair).len(), 3);
    assert!(pair.chief.ws.check(true).unwrap().is_good());
    // Who approves nothing is told of nothing.
    let worker = &mut pair.worker;
    let today = worker.ws.today(worker.world.today(), 8).unwrap();
    assert!(today.reviews.is_empty());
}
