//! Two of one workspace: a copied folder, a restored backup. Each goes on as a device
//! of its own, so that no change is named twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sanshe::domain::id::{DeviceId, RecordId};
use sanshe::ops::workspace::{KEYS, Workspace};
use sanshe::ops::world::World;

use crate::exchange::{pair, send, take};
use crate::kit::{SECRET, json};
use crate::records::CLIENT;
use crate::workspaces::closed;

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

fn codes(ws: &Workspace) -> Vec<&'static str> {
    ws.notices.iter().map(|n| n.code).collect()
}

fn new_client(ws: &mut Workspace, w: &mut World) -> RecordId {
    let saved = ws.new_record(w, "client", None, &json(CLIENT)).unwrap();
    saved.view.record.id
}

fn author(ws: &mut Workspace, id: RecordId) -> BTreeSet<DeviceId> {
    let changes = ws.store.read(|tx| tx.changes_of(id)).unwrap();
    changes.iter().map(|c| c.head.device).collect()
}

#[test]
fn a_copied_folder_goes_on_as_another_device() {
    let mut it = closed(51, None);
    let first = it.whole(SECRET).me.device;
    let copy = it.dir.path().join("copy");
    copy_folder(&it.home, &copy);
    let mut twin = Workspace::open(&copy, SECRET, &mut it.world).unwrap();
    assert_eq!(codes(&twin), ["W_COPIED"]);
    assert_ne!(twin.me.device, first);
    let device = twin.me.device;
    let made = new_client(&mut twin, &mut it.world);
    assert_eq!(author(&mut twin, made), BTreeSet::from([device]));
    drop(twin);
    // It is told once, and the original goes on as it was.
    let twin = Workspace::open(&copy, SECRET, &mut it.world).unwrap();
    assert_eq!((codes(&twin), twin.me.device), (vec![], device));
    let original = it.whole(SECRET);
    assert_eq!((codes(&original), original.me.device), (vec![], first));
}

#[test]
fn a_renamed_folder_stays_the_same_device() {
    let mut it = closed(52, None);
    let first = it.whole(SECRET).me.device;
    let moved = it.dir.path().join("moved");
    fs::rename(&it.home, &moved).unwrap();
    it.home = moved;
    let ws = it.whole(SECRET);
    assert_eq!((codes(&ws), ws.me.device), (vec![], first));
}

#[test]
fn what_both_copies_wrote_arrives_without_a_fork() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let shared = new_client(&mut pair.worker.ws, &mut pair.worker.world);
    let home = pair.worker.ws.home.clone();
    let copy = dir.join("copy");
    copy_folder(&home, &copy);
    let own = new_client(&mut pair.worker.ws, &mut pair.worker.world);
    let file = send(&mut pair.worker, "陈协调", &dir, "1.sanshe");
    take(&mut pair.chief, &file);
    // The copy takes the place of the original, which stays closed.
    pair.worker.ws = Workspace::open(&copy, SECRET, &mut pair.worker.world).unwrap();
    let other = new_client(&mut pair.worker.ws, &mut pair.worker.world);
    let file = send(&mut pair.worker, "陈协调", &dir, "2.sanshe");
    take(&mut pair.chief, &file);
    for id in [shared, own, other] {
        pair.chief.ws.show(&pair.chief.world, id).unwrap();
    }
    let held = pair.chief.ws.held().unwrap();
    assert!(held.is_empty(), "{held:?}");
    let devices = |ws: &mut Workspace, id| author(ws, id);
    assert_ne!(
        devices(&mut pair.chief.ws, own),
        devices(&mut pair.chief.ws, other)
    );
}

#[test]
fn a_backup_comes_back_whole_as_another_device() {
    let mut it = closed(53, None);
    let backup = it.dir.path().join("backup.tar");
    let restored = it.dir.path().join("restored");
    let mut ws = it.whole(SECRET);
    let first = ws.me.device;
    assert_eq!(
        ws.backup(&it.world, &backup).unwrap(),
        fs::metadata(&backup).unwrap().len()
    );
    let again = ws.backup(&it.world, &backup).unwrap_err();
    assert_eq!(again.code(), "E_PATH_TAKEN");
    let fault = Workspace::restore(&it.home, &backup).unwrap_err();
    assert_eq!(fault.code(), "E_WORKSPACE_EXISTS");
    // The passphrase of the day of the backup opens it, not a later one.
    ws.change_passphrase("后来的很长的口令 6she", None).unwrap();
    drop(ws);
    Workspace::restore(&restored, &backup).unwrap();
    let original = std::mem::replace(&mut it.home, restored);
    assert_eq!(it.refused("后来的很长的口令 6she"), "E_PASSPHRASE");
    let ws = it.whole(SECRET);
    assert_eq!(codes(&ws), ["W_RESTORED"]);
    assert_ne!(ws.me.device, first);
    drop(ws);
    assert_eq!(codes(&it.whole(SECRET)), [""; 0]);
    it.home = original;
    it.whole("后来的很长的口令 6she");
}

#[test]
fn a_damaged_backup_leaves_no_half_workspace() {
    let mut it = closed(54, None);
    let backup = it.dir.path().join("backup.tar");
    it.whole(SECRET).backup(&it.world, &backup).unwrap();
    let good = fs::read(&backup).unwrap();
    let cases: [(&str, Vec<u8>); 4] = [
        ("cut", good[..good.len() / 2].to_vec()),
        ("empty", Vec::new()),
        ("header", {
            let mut bytes = good.clone();
            bytes[0] ^= 1;
            bytes
        }),
        ("other", b"this is no archive".repeat(100)),
    ];
    for (name, bytes) in cases {
        let to = it.dir.path().join(name);
        fs::write(&backup, bytes).unwrap();
        let fault = Workspace::restore(&to, &backup).unwrap_err();
        assert_eq!(fault.code(), "E_BACKUP_DAMAGED", "{name}");
        assert!(!to.join(KEYS).exists(), "{name}");
        let fault = Workspace::open(&to, SECRET, &mut it.world).err().unwrap();
        assert_eq!(fault.code(), "E_NO_WORKSPACE", "{name}");
    }
    it.whole(SECRET);
}
