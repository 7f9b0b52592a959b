//! `erase`, killed and without room: it happened whole or not at all, and once it did
//! nothing of it is left, at the latest when the workspace is opened again.

use std::path::{Path, PathBuf};

use sanshe::domain::id::RecordId;
use sanshe::domain::role::Role;
use sanshe::ops::workspace::Workspace;

use crate::kit::{Desk, PASSPHRASE, bare, example, finish};
use crate::pages::{holds, pages};
use crate::room::{Room, alone};
use crate::scene::{Dice, Killed, copy_folder, kills, make, open, timed, whole, world};

const MARK: &str = "孟姜女";

/// A coordinator with some hundred records and a client whose every text bears the mark.
fn scene(desk: &Desk) -> (PathBuf, RecordId) {
    let home = desk.path("chief");
    let mut ws = make(&home, "陈协调", crate::kit::VILLAGE, Role::Coordinator);
    crate::data::fill(&mut ws, &mut world(), 400);
    let mut client: sanshe::domain::form::Object =
        serde_json::from_str(&example("client")).unwrap();
    client.insert("name".into(), MARK.into());
    let id = ws
        .new_record(&mut world(), "client", None, &client)
        .unwrap();
    (home, id.view.record.id)
}

fn is_there(ws: &mut Workspace, id: RecordId) -> bool {
    ws.record(id).is_ok()
}

fn marked(home: &Path) -> bool {
    holds(&pages(home, PASSPHRASE), MARK)
}

#[test]
fn a_killed_erasure_is_whole_or_nothing_and_leaves_nothing_once_opened() {
    let desk = Desk::new();
    let (from, id) = scene(&desk);
    let named = id.to_string();
    let command = || desk.command(&["erase", &named, "--ground", "本人要求"]);
    copy_folder(&from, &desk.home());
    assert!(marked(&desk.home()));
    let open_alone = timed(|| drop(desk.run(&["held"]).text().to_owned()));
    let whole_run = timed(|| drop(finish(command(), "").text().to_owned()));
    assert!(!marked(&desk.home()));
    let (mut dice, killed) = (Dice::new(4), Killed::default());
    let count = kills(12);
    for _ in 0..count {
        copy_folder(&from, &desk.home());
        // Else every run would first become a device of its own.
        drop(open(&desk.home()));
        let after = dice.moment(whole_run, whole_run.saturating_sub(open_alone));
        killed.run(command(), "", after);
        let mut ws = open(&desk.home());
        if !is_there(&mut ws, id) {
            assert!(!marked(&desk.home()), "after {after:?} of {whole_run:?}");
            assert_eq!(ws.erasures().unwrap().len(), 1);
            let beside = std::fs::read_to_string(desk.home().join("erased")).unwrap();
            assert_eq!(beside.lines().count(), 1);
        }
        whole(&mut ws);
        if is_there(&mut ws, id) {
            ws.erase(&mut world(), id, "本人要求").unwrap();
        }
        assert!(!is_there(&mut ws, id) && !marked(&desk.home()));
        whole(&mut ws);
    }
    killed.enough(count);
}

#[test]
fn without_room_nothing_is_erased_or_all_of_it_and_the_rest_later() {
    if !alone("erase::without_room_nothing_is_erased_or_all_of_it_and_the_rest_later") {
        return;
    }
    let desk = Desk::new();
    let (from, id) = scene(&desk);
    let room = Room::new(16 << 10);
    let home = room.path().join("ws");
    let named = id.to_string();
    for free in [0_usize, 32 << 10, 128 << 10, 512 << 10] {
        copy_folder(&from, &home);
        drop(open(&home));
        room.fill(free);
        let mut command = bare(&["erase", &named, "--ground", "本人要求"]);
        command
            .arg("--home")
            .arg(&home)
            .arg("--passphrase-file")
            .arg(desk.path("pass"))
            .arg("--json");
        let said = finish(command, "");
        room.empty();
        let mut ws = open(&home);
        if said.code == 0 {
            assert!(!is_there(&mut ws, id));
        } else {
            assert_eq!(said.codes(), ["E_DISK_FULL"], "with {free} bytes");
            assert!(is_there(&mut ws, id), "with {free} bytes");
            ws.erase(&mut world(), id, "本人要求").unwrap();
        }
        assert!(!marked(&home), "with {free} bytes");
        whole(&mut ws);
        drop(ws);
        std::fs::remove_dir_all(&home).unwrap();
    }
}
