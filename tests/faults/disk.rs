//! No room, no right to write, a writer that fails halfway.

use std::path::Path;
use std::process::Command;

use sanshe::ops::workspace::Workspace;

use crate::kit::{Desk, Said, bare, example, finish};
use crate::room::{Room, alone};
use crate::scene::{CHIEF, Pair, copy_folder, hashes, open, world};

/// The desk's command with its home elsewhere.
fn at(desk: &Desk, home: &Path, words: &[&str], input: &str) -> Said {
    let mut command = bare(words);
    command
        .arg("--home")
        .arg(home)
        .arg("--passphrase-file")
        .arg(desk.path("pass"))
        .arg("--json");
    finish(command, input)
}

fn state(home: &Path) -> crate::scene::Hashes {
    hashes(&open(home).check(false).unwrap())
}

/// A worker with a file for the coordinator, whose home lies in the room.
struct Scene {
    pair: Pair,
    room: Room,
    home: std::path::PathBuf,
    file: std::path::PathBuf,
}

fn scene(kib: u64) -> Scene {
    let pair = Pair::new(1_000);
    let file = pair.desk.path("x.sanshe");
    open(&pair.desk.home())
        .export(&mut world(), CHIEF, &file, &mut |_, _| true)
        .unwrap();
    let room = Room::new(kib);
    let home = room.path().join("ws");
    copy_folder(&pair.chief, &home);
    // A copy becomes a device of its own once, while there is room.
    drop(open(&home));
    Scene {
        pair,
        room,
        home,
        file,
    }
}

#[test]
fn on_a_full_disk_nothing_is_saved_imported_or_lost() {
    if !alone("disk::on_a_full_disk_nothing_is_saved_imported_or_lost") {
        return;
    }
    let Scene {
        pair,
        room,
        home,
        file,
    } = scene(16 << 10);
    let desk = &pair.desk;
    let before = state(&home);
    let next = desk.write("next", "后来的很长的口令 6she\n");
    let import = ["import", file.to_str().unwrap()];
    let passphrase = [
        "passphrase",
        "--new-passphrase-file",
        next.to_str().unwrap(),
    ];
    for free in [0, 64 << 10, 256 << 10] {
        room.fill(free);
        let mut commands = vec![(&import[..], String::new())];
        if free == 0 {
            commands.push((&["new", "client"][..], example("client")));
            commands.push((&passphrase[..], String::new()));
        }
        for (words, input) in commands {
            let said = at(desk, &home, words, &input);
            // How much an import takes is known before it begins; with nothing left, the
            // workspace does not even open.
            let code = if words == import && free > 0 {
                "E_NO_SPACE"
            } else {
                "E_DISK_FULL"
            };
            assert_eq!(said.codes(), [code], "{words:?} with {free} bytes");
        }
        room.empty();
        assert_eq!(state(&home), before);
    }
    // With room, the same commands do their work; the old passphrase was still good.
    assert_eq!(
        at(desk, &home, &["new", "client"], &example("client")).code,
        0
    );
    at(desk, &home, &import, "").json();
    at(desk, &home, &passphrase, "").json();
    assert!(crate::scene::leftovers(&home).is_empty());
}

#[test]
fn a_full_or_closed_stick_gets_no_half_file() {
    if !alone("disk::a_full_or_closed_stick_gets_no_half_file") {
        return;
    }
    let Scene {
        pair,
        room,
        home: _,
        file: _,
    } = scene(4 << 10);
    let desk = &pair.desk;
    let stick = room.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let before = state(&desk.home());
    let backup = stick.join("x.backup");
    let export = ["export", "--to", CHIEF, "--out", stick.to_str().unwrap()];
    let backup = ["backup", backup.to_str().unwrap()];
    room.fill(40 << 10);
    for words in [&export[..], &backup[..]] {
        let said = at(desk, &desk.home(), words, "");
        assert_eq!(said.codes(), ["E_NO_SPACE"]);
    }
    room.empty();
    room.read_only(true);
    for words in [&export[..], &backup[..]] {
        let said = at(desk, &desk.home(), words, "");
        assert_eq!(said.codes(), ["E_READ_ONLY"]);
    }
    assert_eq!(std::fs::read_dir(&stick).unwrap().count(), 0);
    room.read_only(false);
    let made = at(desk, &desk.home(), &export, "").json();
    // A number of a file that nobody got is not given again, nor is it missed.
    assert!(made["number"].as_u64().unwrap() >= 2, "{made}");
    assert_eq!(state(&desk.home()), before);
}

#[test]
fn a_read_only_workspace_says_so() {
    if !alone("disk::a_read_only_workspace_says_so") {
        return;
    }
    let Scene {
        pair,
        room,
        home,
        file,
    } = scene(8 << 10);
    let desk = &pair.desk;
    let before = state(&home);
    room.read_only(true);
    for (words, input) in [
        (&["new", "client"][..], example("client")),
        (&["import", file.to_str().unwrap()], String::new()),
        (&["list", "client"], String::new()),
    ] {
        assert_eq!(
            at(desk, &home, words, &input).codes(),
            ["E_READ_ONLY"],
            "{words:?}"
        );
    }
    let other = room.path().join("other");
    let init = [
        "init",
        "--person",
        "周社工",
        "--team",
        "SX",
        "--place",
        "320585101201",
        "--role",
        "worker",
    ];
    assert_eq!(at(desk, &other, &init, "").codes(), ["E_READ_ONLY"]);
    room.read_only(false);
    assert_eq!(state(&home), before);
}

#[test]
fn an_init_without_room_leaves_nothing() {
    if !alone("disk::an_init_without_room_leaves_nothing") {
        return;
    }
    let desk = Desk::new();
    let room = Room::new(1 << 10);
    let home = room.path().join("ws");
    let init = [
        "init",
        "--person",
        "周社工",
        "--team",
        "SX",
        "--place",
        "320585101201",
        "--role",
        "worker",
    ];
    for free in [0, 4 << 10, 16 << 10, 64 << 10] {
        room.fill(free);
        let said = at(&desk, &home, &init, "");
        assert_eq!(said.codes(), ["E_DISK_FULL"], "{free} bytes");
        room.empty();
        let names = |f: &Path| -> Vec<_> {
            let entries = std::fs::read_dir(f).into_iter().flatten();
            entries.map(|e| e.unwrap().file_name()).collect()
        };
        assert!(
            names(&home).iter().all(|n| n == "lock"),
            "{:?}",
            names(&home)
        );
    }
}

/// The system refuses to let any file grow beyond a size, as FAT does at 4 GiB: writes
/// fail halfway.
#[test]
fn a_writer_that_fails_halfway_changes_nothing() {
    let pair = Pair::new(1_000);
    let desk = &pair.desk;
    let file = desk.path("x.sanshe");
    let stick = desk.path("stick");
    std::fs::create_dir(&stick).unwrap();
    open(&desk.home())
        .export(&mut world(), CHIEF, &file, &mut |_, _| true)
        .unwrap();
    let limited = |home: &Path, words: &[&str]| {
        let mut command = Command::new("sh");
        let script = "ulimit -f 100 && trap '' XFSZ && exec \"$0\" \"$@\"";
        command
            .args(["-c", script, env!("CARGO_BIN_EXE_sanshe")])
            .args(words)
            .arg("--home")
            .arg(home)
            .arg("--passphrase-file")
            .arg(desk.path("pass"))
            .arg("--json")
            .env("LANG", "zh_CN.UTF-8");
        finish(command, "")
    };
    let (before, worker_before) = (state(&pair.chief), state(&desk.home()));
    let import = ["import", file.to_str().unwrap()];
    let codes = limited(&pair.chief, &import).codes();
    assert!(
        ["E_DISK_IO", "E_DISK_FULL"].contains(&codes[0].as_str()),
        "{codes:?}"
    );
    assert_eq!(state(&pair.chief), before);
    let backup = stick.join("x.backup");
    let backup = ["backup", backup.to_str().unwrap()];
    let export = ["export", "--to", CHIEF, "--out", stick.to_str().unwrap()];
    // The database's own file may be the one that is too long.
    for (words, fit) in [
        (&backup[..], ["E_FILE_LIMIT", "E_DISK_IO"]),
        (&export[..], ["E_FILE_LIMIT", "E_FILE_WRITE"]),
    ] {
        let codes = limited(&desk.home(), words).codes();
        assert!(fit.contains(&codes[0].as_str()), "{words:?}: {codes:?}");
    }
    assert_eq!(std::fs::read_dir(&stick).unwrap().count(), 0);
    assert_eq!(state(&desk.home()), worker_before);
}

/// A database of an earlier version is brought up to date whole, or stays as it was.
#[test]
fn a_first_opening_without_room_or_right_to_write_changes_nothing() {
    let name = "disk::a_first_opening_without_room_or_right_to_write_changes_nothing";
    if !alone(name) {
        return;
    }
    let room = Room::new(4 << 10);
    let home = room.path().join("ws");
    let backup = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/storage/data/before-devices.backup"
    );
    Workspace::restore(&home, Path::new(backup)).unwrap();
    let opened = || Workspace::open(&home, "osmanthus in August", &mut world());
    for free in [0, 32 << 10, 128 << 10] {
        room.fill(free);
        let fault = opened().err().unwrap();
        assert_eq!(fault.code(), "E_DISK_FULL", "with {free} bytes");
        room.empty();
    }
    room.read_only(true);
    assert_eq!(opened().err().unwrap().code(), "E_READ_ONLY");
    room.read_only(false);
    let mut ws = opened().unwrap();
    assert!(ws.check(true).unwrap().is_good());
    assert_eq!(ws.acquaintances().unwrap().len(), 1);
}
