//! No clock decides what is true: field laptops have wrong ones.

use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::Value;

use crate::exchange::{equal, pair, send, take};
use crate::kit::{json, worker, world};
use crate::records::CLIENT;

const DAY: i64 = 24 * 3600 * 1000;

#[test]
fn stamps_of_a_device_grow_when_its_clock_steps_back() {
    let dir = tempfile::tempdir().unwrap();
    let (mut w, clock) = world(71);
    let mut ws = worker(&dir.path().join("ws"), &mut w);
    let saved = ws.new_record(&mut w, "client", None, &json(CLIENT));
    let id = saved.unwrap().view.record.id;
    for (turn, phone) in [(-3 * DAY, 2), (2 * DAY, 3), (-DAY, 4)] {
        clock.turn(turn);
        let input = json(&format!(r#"{{"phone":"1380000000{phone}"}}"#));
        ws.set(&mut w, id, &input).unwrap();
    }
    let past = ws.history(id).unwrap();
    let stamps: Vec<Stamp> = past.iter().map(|p| p.stamp).collect();
    assert_eq!(stamps.len(), 4);
    assert!(stamps.is_sorted_by(|a, b| a < b), "{stamps:?}");
    let view = ws.show(&w, id).unwrap();
    assert_eq!(view.record.get("phone"), &Value::from("13800000004"));
}

#[test]
fn who_saw_the_other_wins_though_the_clock_says_otherwise() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    // The worker's laptop believes in a day three years from now.
    pair.worker.clock.turn(1100 * DAY);
    let worker = &mut pair.worker;
    let saved = worker
        .ws
        .new_record(&mut worker.world, "client", None, &json(CLIENT));
    let id = saved.unwrap().view.record.id;
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    let chief = &mut pair.chief;
    let input = json(r#"{"phone":"13800000008"}"#);
    chief.ws.set(&mut chief.world, id, &input).unwrap();
    let file = send(&mut pair.chief, "周社工", &dir, "2.sanshe");
    let came = take(&mut pair.worker, &file);
    assert!(came.came.conflicts.is_empty());
    let view = pair.worker.ws.show(&pair.worker.world, id).unwrap();
    assert_eq!(view.record.get("phone"), &Value::from("13800000008"));
    equal(&mut pair);
    // Nor does that laptop drag the other's stamps along: a day at most.
    let past = pair.chief.ws.history(id).unwrap();
    let own = past.iter().find(|p| p.author.as_deref() == Some("陈协调"));
    let limit = Stamp::at(pair.chief.world.now_ms() + u64::try_from(2 * DAY).unwrap());
    assert!(own.unwrap().stamp < limit);
}

#[test]
fn a_moment_that_comes_twice_makes_two_records() {
    let dir = tempfile::tempdir().unwrap();
    let mut ws = worker(&dir.path().join("ws"), &mut world(71).0);
    // A clock set back, and the same chance as before.
    let mut make = || {
        let saved = ws.new_record(&mut world(72).0, "client", None, &json(CLIENT));
        saved.unwrap().view.record.id
    };
    let (one, other) = (make(), make());
    assert_ne!(one, other);
    assert_eq!(ws.history(one).unwrap().len(), 1);
    assert_eq!(ws.history(other).unwrap().len(), 1);
}
