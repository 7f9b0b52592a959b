//! Large exports: one volume after another, each taken in alone, in any order, once.

use std::fmt::Write;

use sanshe::domain::id::{DeviceId, RecordId};
use sanshe::storage::Tx;
use sanshe::sync::runs::Runs;

use crate::exchange::{Pair, Side, equal, pair, send, take};
use crate::kit::{change_in, plain_change};

/// A volume of this size is full with one segment of the test, which is packed into a
/// bit over 300 KiB.
const SMALL: usize = (1 << 20) + (500 << 10);
const SEGMENTS: u64 = 4;

/// A change whose text packs to half of its length.
fn write(tx: &Tx, device: DeviceId, seq: u64) -> sanshe::domain::fault::Result<()> {
    plain_change(tx, device, seq, noise(seq, 600 << 10))
}

fn noise(seed: u64, length: usize) -> String {
    let mut text = String::new();
    let mut x = seed | 1;
    while text.len() < length {
        x = x
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(text, "{:016x}", x ^ (x >> 29));
    }
    text
}

/// Segments as so many exports cut them.
fn segments(pair: &mut Pair) {
    let worker = &mut pair.worker;
    let device = worker.ws.me.device;
    for seq in 1..=SEGMENTS {
        worker
            .ws
            .store
            .transact(|tx| write(tx, device, seq))
            .unwrap();
        let out = pair.dir.path().join(format!("cut-{seq}.sanshe"));
        let mut go_on = |_, _| true;
        worker
            .ws
            .export(&mut worker.world, "陈协调", &out, &mut go_on)
            .unwrap();
    }
}

fn volumes(pair: &mut Pair) -> Vec<std::path::PathBuf> {
    volumes_of(pair, "big.sanshe", SMALL)
}

fn volumes_of(pair: &mut Pair, name: &str, most: usize) -> Vec<std::path::PathBuf> {
    let worker = &mut pair.worker;
    let out = pair.dir.path().join(name);
    let mut go_on = |_, _| true;
    let made = worker
        .ws
        .export_in_volumes(&mut worker.world, "陈协调", &out, most, &mut go_on)
        .unwrap();
    assert_eq!((made.segments, made.changes), (SEGMENTS, SEGMENTS));
    made.files
}

#[test]
fn volumes_are_taken_in_alone_in_any_order_and_once() {
    let mut pair = pair();
    segments(&mut pair);
    let files = volumes(&mut pair);
    assert_eq!(files.len(), 4);
    let names: Vec<_> = files
        .iter()
        .map(|f| f.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names[0], "big-1.sanshe");
    for file in &files {
        let bytes = std::fs::metadata(file).unwrap().len();
        assert!(bytes <= SMALL as u64, "{bytes}");
    }
    let came = take(&mut pair.chief, &files[2]);
    assert_eq!((came.file.volume, came.came.changes), ((3, false), 1));
    let number = came.file.number;
    let missing = |volumes: &[u32]| volumes.iter().map(|v| (number, *v)).collect::<Vec<_>>();
    assert_eq!(came.volumes_missing, missing(&[1, 2, 4]));
    assert_eq!(came.missing[0].segments, "1-2,4");
    let came = take(&mut pair.chief, &files[3]);
    assert_eq!(came.file.volume, (4, true));
    assert_eq!(came.volumes_missing, missing(&[1, 2]));
    // All of them again, as after a break: what came is passed over.
    let came: Vec<_> = files.iter().map(|f| take(&mut pair.chief, f)).collect();
    let new: Vec<u64> = came.iter().map(|c| c.came.changes).collect();
    assert_eq!(new, [1, 1, 0, 0]);
    assert!(came[3].volumes_missing.is_empty() && came[3].missing.is_empty());
    equal(&mut pair);
}

/// What fits is together: a person carries no more files than they must.
#[test]
fn a_volume_is_filled_with_what_fits() {
    let mut pair = pair();
    segments(&mut pair);
    let three = SMALL + (600 << 10);
    let all = volumes_of(&mut pair, "all.sanshe", three + (600 << 10));
    assert_eq!(all.len(), 1);
    let files = volumes_of(&mut pair, "three.sanshe", three);
    assert_eq!(files.len(), 2);
    let bytes = std::fs::metadata(&files[0]).unwrap().len();
    assert!(bytes <= three as u64, "{bytes}");
    let came: Vec<u64> = files
        .iter()
        .map(|file| take(&mut pair.chief, file).came.changes)
        .collect();
    assert_eq!(came, [3, 1]);
    equal(&mut pair);
}

/// Two long segments that lie in turn in the log, and a short one that ends within them:
/// compressed in several pieces, each stays whole and in its order.
#[test]
fn segments_written_in_turn_travel_in_pieces() {
    let mut pair = pair();
    let worker = &mut pair.worker;
    let device = worker.ws.me.device;
    let written = worker.ws.store.transact(|tx| {
        for n in 1..=40u64 {
            for (at, class) in ["open", "people", "case"].into_iter().enumerate() {
                let record = RecordId::from_u128(u128::from(n * 10 + at as u64));
                let short = class == "case";
                let length = if short { 100 } else { 60 << 10 };
                if !short || (10..13).contains(&n) {
                    let seq = if short { n - 9 } else { n };
                    let text = noise(n * 10 + at as u64, length);
                    change_in(tx, device, (class, record), seq, text)?;
                }
            }
        }
        Ok(())
    });
    written.unwrap();
    let one_each = (1 << 20) + (1600 << 10);
    for (name, most, volumes) in [("some", one_each, 2), ("one", 32 << 20, 1)] {
        let out = pair.dir.path().join(format!("{name}.sanshe"));
        let Side { ws, world, .. } = &mut pair.worker;
        let made = ws.export_in_volumes(world, "陈协调", &out, most, &mut |_, _| true);
        let made = made.unwrap();
        assert_eq!((made.segments, made.changes), (3, 83), "{name}");
        assert_eq!(made.files.len(), volumes, "{name}");
        for file in &made.files {
            let bytes = std::fs::metadata(file).unwrap().len();
            assert!(bytes <= most as u64, "{name}: {bytes}");
            take(&mut pair.chief, file);
        }
        equal(&mut pair);
    }
}

/// An import that is cancelled leaves nothing of that volume, and all of those before it.
#[test]
fn a_cancelled_volume_leaves_those_before_it() {
    let mut pair = pair();
    segments(&mut pair);
    let files = volumes(&mut pair);
    take(&mut pair.chief, &files[0]);
    let before = pair.chief.ws.check(false).unwrap();
    let Side { ws, world, .. } = &mut pair.chief;
    let fault = ws.import(world, &files[1], false, &mut |_, _| false);
    assert_eq!(fault.unwrap_err().code(), "E_CANCELLED");
    let after = pair.chief.ws.check(false).unwrap();
    assert_eq!(before.channels, after.channels);
    for file in &files[1..] {
        take(&mut pair.chief, file);
    }
    equal(&mut pair);
}

/// Cancelled while it is written, an export leaves no volume behind.
#[test]
fn a_cancelled_export_leaves_no_volume() {
    let mut pair = pair();
    segments(&mut pair);
    let folder = pair.dir.path().join("stick");
    std::fs::create_dir(&folder).unwrap();
    let Side { ws, world, .. } = &mut pair.worker;
    let mut go_on = |done: u64, _| done < 3;
    let made = ws.export_in_volumes(world, "陈协调", &folder, SMALL, &mut go_on);
    assert_eq!(made.unwrap_err().code(), "E_CANCELLED");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
}

/// As if the other one had said that they have all of it.
fn acknowledged(side: &mut Side) {
    let said = side.ws.store.transact(|tx| {
        let key = tx.peers()?[0].key;
        let mut have = Vec::new();
        for channel in tx.channels()? {
            let runs = Runs::of(&tx.seals(&channel)?)?;
            have.push((channel.to_string(), runs.to_text()?));
        }
        tx.put_have(&key, &have)
    });
    said.unwrap();
}

/// A file without changes takes the last number again: it says that a file of this number
/// is, and hides neither the file nor a volume of it that was lost.
#[test]
fn a_word_without_changes_hides_nothing_that_is_missing() {
    let mut pair = pair();
    segments(&mut pair);
    let files = volumes(&mut pair);
    let dir = pair.dir.path().to_path_buf();
    for file in &files[1..] {
        take(&mut pair.chief, file);
    }
    acknowledged(&mut pair.worker);
    let word = send(&mut pair.worker, "陈协调", &dir, "word.sanshe");
    let came = take(&mut pair.chief, &word);
    let number = came.file.number;
    assert_eq!((came.file.changes, came.file.volume), (0, (1, true)));
    assert_eq!(came.volumes_missing, [(number, 1)]);
    // The next one is lost as a whole, and only its number is heard of.
    let worker = &mut pair.worker;
    let device = worker.ws.me.device;
    let wrote = worker
        .ws
        .store
        .transact(|tx| write(tx, device, SEGMENTS + 1));
    wrote.unwrap();
    send(worker, "陈协调", &dir, "lost.sanshe");
    acknowledged(worker);
    let word = send(worker, "陈协调", &dir, "word-2.sanshe");
    let came = take(&mut pair.chief, &word);
    assert_eq!(came.file.number, number + 1);
    assert!(
        came.files_missing.contains(&(number + 1)),
        "{:?}",
        came.files_missing
    );
    assert_eq!(came.missing[0].segments, "1,5");
    // Another word would have the same number: nobody can say that this one came before.
    assert!(take(&mut pair.chief, &word).again.is_none());
    let lost = dir.join("lost.sanshe");
    let came = take(&mut pair.chief, &lost);
    assert!(!came.files_missing.contains(&(number + 1)));
    // Four files were lost before the volumes, and the volumes hold all that they held.
    assert_eq!(came.files_missing, [1, 2, 3, 4]);
    let came = take(&mut pair.chief, &files[0]);
    assert!(came.volumes_missing.is_empty() && came.missing.is_empty());
    assert!(came.files_missing.is_empty());
    equal(&mut pair);
}

/// The first file that somebody ever makes may have nothing to bring; then it is the first
/// file, and nobody waits for another one.
#[test]
fn a_first_file_without_changes_is_a_file() {
    let mut pair = pair();
    let dir = pair.dir.path().to_path_buf();
    let word = send(&mut pair.chief, "周社工", &dir, "1.sanshe");
    let came = take(&mut pair.worker, &word);
    assert_eq!((came.file.number, came.file.changes), (1, 0));
    assert!(came.files_missing.is_empty());
    let (receipts, _) = pair.worker.ws.receipts().unwrap();
    assert!(receipts[0].files_missing.is_empty());
}
