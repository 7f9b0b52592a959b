//! What has gone to whom, as people are told of it.

use sanshe::ops::folders::Purpose;
use sanshe::ops::workspace::Workspace;

use crate::exchange::{Side, pair, send, take};
use crate::kit::{SECRET, json};
use crate::records::CLIENT;

/// `(in no file, in a file that nobody has said to have arrived)`.
fn outgoing(side: &mut Side) -> (u64, u64) {
    let all = side.ws.outgoing().unwrap();
    let sum = |of: fn(&sanshe::ops::post::Outgoing) -> u64| all.iter().map(of).sum();
    (sum(|o| o.unsent), sum(|o| o.made))
}

fn client(side: &mut Side) {
    let saved = side
        .ws
        .new_record(&mut side.world, "client", None, &json(CLIENT));
    saved.unwrap();
}

#[test]
fn what_is_in_a_file_is_no_more_unsent_and_waits_for_word() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    client(&mut pair.worker);
    let (first, made) = outgoing(&mut pair.worker);
    assert!(first > 0 && made == 0, "{first} {made}");
    let lost = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    assert_eq!(outgoing(&mut pair.worker), (0, first));
    // What is written after it is in no file, and the next one holds both.
    client(&mut pair.worker);
    let (second, made) = outgoing(&mut pair.worker);
    assert_eq!(made, first);
    assert!(second > 0);
    std::fs::remove_file(lost).unwrap();
    let file = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    assert_eq!(outgoing(&mut pair.worker), (0, first + second));
    // It is known where the workspace is opened anew, and ends with the answer.
    drop(pair.worker.ws);
    let home = dir.join("worker");
    pair.worker.ws = Workspace::open(&home, SECRET, &mut pair.worker.world).unwrap();
    assert_eq!(outgoing(&mut pair.worker), (0, first + second));
    take(&mut pair.chief, &file);
    let word = send(&mut pair.chief, "周社工", &dir, "3.sanshe");
    take(&mut pair.worker, &word);
    assert_eq!(outgoing(&mut pair.worker), (0, 0));
}

/// Nobody stands above the coordinator: what they write goes to the teams, and then it is
/// sent.
#[test]
fn what_a_coordinator_wrote_is_sent_when_a_team_has_it() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    client(&mut pair.chief);
    let (written, made) = outgoing(&mut pair.chief);
    assert!(written > 0 && made == 0, "{written} {made}");
    let file = send(&mut pair.chief, "周社工", &dir, "1.sanshe");
    assert_eq!(outgoing(&mut pair.chief), (0, written));
    take(&mut pair.worker, &file);
    let word = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &word);
    assert_eq!(outgoing(&mut pair.chief), (0, 0));
}

#[test]
fn the_last_folder_is_offered_while_it_is_there() {
    let mut pair = pair();
    let ws = &mut pair.worker.ws;
    let stick = pair.dir.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let text = stick.to_str().unwrap().to_owned();
    assert_eq!(ws.last_folder(Purpose::Print).unwrap(), None);
    ws.keep_folder(Purpose::Print, &text).unwrap();
    assert_eq!(ws.last_folder(Purpose::Print).unwrap(), Some(text.clone()));
    // Each purpose has its own; of a file that was named, its folder.
    assert_eq!(ws.last_folder(Purpose::Export).unwrap(), None);
    let named = stick.join("给协调员.sanshe");
    ws.keep_folder(Purpose::Export, named.to_str().unwrap())
        .unwrap();
    assert_eq!(ws.last_folder(Purpose::Export).unwrap(), Some(text));
    std::fs::remove_dir(&stick).unwrap();
    assert_eq!(ws.last_folder(Purpose::Print).unwrap(), None);
    assert_eq!(ws.last_folder(Purpose::Backup).unwrap(), None);
}
