//! Large exports: one volume after another, each taken in alone, in any order, once.

use std::fmt::Write;

use sanshe::domain::id::DeviceId;
use sanshe::storage::Tx;

use crate::exchange::{Pair, Side, equal, pair, take};
use crate::kit::plain_change;

/// A volume of this size is full with one segment of the test.
const SMALL: usize = (9 << 20) + (200 << 10);
const SEGMENTS: u64 = 4;

/// A change whose text does not compress.
fn write(tx: &Tx, device: DeviceId, seq: u64) -> sanshe::domain::fault::Result<()> {
    let mut text = String::new();
    let mut x = seq | 1;
    while text.len() < 600 << 10 {
        x = x
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(text, "{:016x}", x ^ (x >> 29));
    }
    plain_change(tx, device, seq, text)
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
    let worker = &mut pair.worker;
    let out = pair.dir.path().join("big.sanshe");
    let made = worker
        .ws
        .export_in_volumes(&mut worker.world, "陈协调", &out, SMALL, &mut |_, _| {
            true
        })
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
