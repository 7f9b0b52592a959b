//! Heads, bodies and seals are frozen: from the same inputs always the same bytes.
//!
//! `SANSHE_GOLDEN=make cargo test --test sync frozen` writes the files anew. Do so only
//! before a first release: afterwards the bytes that others hold can't change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sanshe::domain::change::{Body, Head};
use sanshe::domain::fault::Result;
use sanshe::domain::id::{DeviceId, Dot, RecordId};
use sanshe::domain::role::Role;
use sanshe::domain::stamp::Stamp;
use sanshe::domain::value::{Patch, Value};
use sanshe::storage::{Store, Tx};
use sanshe::sync::card::Identity;
use sanshe::sync::outbox::{Load, Plan};
use sanshe::sync::roster::Entry;
use sanshe::sync::trust::Trust;
use sanshe::sync::{device, outbox, packing, public_key, sealing};
use ssh_key::PrivateKey;
use ssh_key::private::Ed25519Keypair;

use crate::kit::FORMS;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sync/golden")
}

pub fn make() -> bool {
    std::env::var("SANSHE_GOLDEN").is_ok_and(|v| v == "make")
}

/// Compares with a golden file, or writes it.
#[track_caller]
pub fn golden(name: &str, bytes: &[u8]) {
    let path = folder().join(name);
    if make() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    let kept = std::fs::read(&path).unwrap();
    let (kept, made) = (
        String::from_utf8_lossy(&kept),
        String::from_utf8_lossy(bytes),
    );
    assert_eq!(made, kept, "{name}");
}

struct Author {
    key: PrivateKey,
    device: DeviceId,
}

fn author(n: u8) -> Author {
    let pair = Ed25519Keypair::from_seed(&[n; 32]);
    let device = DeviceId(device::device_id(&pair.public.0, [0, 0, 0, n]));
    Author {
        key: PrivateKey::from(pair),
        device,
    }
}

const PEOPLE: &str = "320585101201/people";
const OPEN: &str = "320585101201/open";

/// One change with every part that a head may have.
fn change(
    author: &Author,
    scope: &str,
    seq: u64,
    edit: impl FnOnce(&mut Head, &mut Patch),
) -> (Head, Body, Patch) {
    let stamp = Stamp::from_bits((1_795_395_600_000 << 16) + seq);
    let record = RecordId::from_u128(0x0190_f5a0_0000_7000_8000_0000_0000_0000 + u128::from(seq));
    let mut patch = Patch::new();
    let mut head = Head {
        device: author.device,
        scope: scope.parse().unwrap(),
        seq,
        stamp,
        form: "volunteer".into(),
        form_version: 1,
        record,
        parent: None,
        root: record,
        step: stamp,
        undoes: None,
        gates: vec![],
        rows: vec![],
        fields: BTreeMap::new(),
        commitment: [0; 32],
    };
    edit(&mut head, &mut patch);
    let body = Body::new(&patch, [u8::try_from(seq).unwrap(); 16]).unwrap();
    for field in patch.keys() {
        head.fields.entry(field.clone()).or_default();
    }
    head.commitment = body.commitment();
    (head, body, patch)
}

fn mine(a: &Author) -> Vec<(Head, Body, Patch)> {
    let dot = |seq| Dot {
        device: a.device,
        seq,
    };
    let other = Dot {
        device: author(2).device,
        seq: 1,
    };
    let first = RecordId::from_u128(0x0190_f5a0_0000_7000_8000_0000_0000_0001);
    vec![
        change(a, PEOPLE, 1, |_, p| {
            p.insert("name".into(), "孙小美 \"\\/".into());
            p.insert("phone".into(), "13800000001".into());
            p.insert("max_hours_week".into(), Value::Int(4));
            p.insert(
                "skills".into(),
                Value::Codes(vec!["education".into(), "first_aid".into()]),
            );
            p.insert("consent".into(), true.into());
            p.insert(
                "unknown".into(),
                Value::Other(serde_json::json!({"b": [1, null], "a": 1.5})),
            );
        }),
        // A row below it: parent and root, and what its author saw of gates.
        change(a, PEOPLE, 2, |h, p| {
            h.form = "training".into();
            (h.parent, h.root) = (Some(first), first);
            h.gates = vec![dot(1)];
            p.insert("pos".into(), "80".into());
            p.insert("title".into(), "志愿服务\u{7f}\n基础培训".into());
        }),
        // Fields seen before, here and by another device; a field is cleared.
        change(a, PEOPLE, 3, |h, p| {
            h.record = first;
            h.root = first;
            h.form_version = 12;
            let mut saw = vec![dot(1), other];
            saw.sort();
            h.fields.insert("phone".into(), saw);
            h.fields.insert("name".into(), vec![dot(1)]);
            p.insert("phone".into(), Value::Empty);
            p.insert("name".into(), "孙某".into());
        }),
        // A gate change with the rows seen, taking a step back.
        change(a, PEOPLE, 4, |h, p| {
            h.record = first;
            h.root = first;
            h.undoes = Some(Stamp::from_bits(1_795_395_600_000 << 16));
            h.step = Stamp::from_bits(0x0001_0203_0405_0607);
            h.gates = vec![dot(1), dot(3)];
            h.rows = vec![dot(2), dot(3)];
            h.fields.insert("void".into(), vec![]);
            p.insert("void".into(), true.into());
            p.insert("void_reason".into(), "重复".into());
        }),
        change(a, OPEN, 1, |h, p| {
            h.form = "minutes".into();
            h.record = RecordId::from_u128(0x0190_f5a0_0000_7000_8000_0000_0000_0009);
            h.root = h.record;
            p.insert("title".into(), "例会".into());
        }),
    ]
}

/// The one volume of a plan.
fn pack(tx: &Tx, plan: &Plan) -> Result<Load> {
    let mut loads = Vec::new();
    let mut each = |load| {
        loads.push(load);
        Ok(())
    };
    outbox::pack(tx, plan, outbox::VOLUME, &mut each, &mut |_| true)?;
    assert_eq!(loads.len(), 1);
    Ok(loads.remove(0))
}

fn unpacked(load: &Load) -> [Vec<u8>; 3] {
    let plain = |p: &packing::Packed| packing::unpack(&p.bytes, p.part.plain, 1 << 20).unwrap();
    load.parts.each_ref().map(plain)
}

/// Seals, heads and bodies as a file would hold them.
fn parts() -> [Vec<u8>; 3] {
    let dir = tempfile::tempdir().unwrap();
    let key = zeroize::Zeroizing::new([9; 32]);
    let mut store = Store::create(&dir.path().join("db"), &key, Arc::clone(&FORMS)).unwrap();
    let (a, b) = (author(1), author(2));
    let identity = Identity {
        person: "0190f5a0-0000-7000-8000-000000000001".into(),
        name: "周社工".into(),
        team: "T01".into(),
        place: "320585101201".into(),
        role: Role::Worker,
        letter: "A".into(),
        key: public_key::to_line(&sanshe::sync::sign::public_of(&a.key).unwrap()),
        age: "age1".into(),
    };
    let packed = store.transact(|tx| {
        tx.set_meta("device", &a.device.to_string())?;
        let mut cut = 0;
        let theirs = change(&b, PEOPLE, 1, |h, p| {
            h.record = RecordId::from_u128(0x0190_f5a0_0000_7000_8000_0000_0000_0001);
            h.root = h.record;
            p.insert("phone".into(), "13800000002".into());
        });
        tx.append(&theirs.0, &theirs.1, &theirs.2)?;
        // Two segments of the first channel: the first two changes, then the others.
        for (head, body, patch) in mine(&a) {
            tx.append(&head, &body, &patch)?;
            cut += 1;
            if cut == 2 {
                sealing::seal_own(tx, &a.key)?;
            }
        }
        sealing::seal_own(tx, &a.key)?;
        sealing::seal_own(tx, &b.key)?;
        let trust = Trust::load(tx, &Entry::new(&identity, &[]))?;
        let plan = outbox::plan(tx, &trust, &identity.key, &BTreeMap::new())?;
        let whole = pack(tx, &plan)?;
        assert_eq!((whole.segments, whole.changes), (4, 6));
        // The order of segments is free; what is kept has them by channel.
        let mut seals = plan.seals;
        seals.sort_by_key(|s| (s.channel.clone(), s.n));
        let mut parts: [Vec<u8>; 3] = Default::default();
        for seal in seals {
            let plan = Plan {
                seals: vec![seal],
                ..Plan::default()
            };
            for (part, more) in parts.iter_mut().zip(unpacked(&pack(tx, &plan)?)) {
                part.extend(more);
            }
        }
        let lines = |parts: &[Vec<u8>; 3]| {
            let text = parts.concat();
            let mut lines: Vec<Vec<u8>> = text.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
            lines.sort();
            lines
        };
        assert_eq!(lines(&unpacked(&whole)), lines(&parts));
        Ok(parts)
    });
    packed.unwrap()
}

#[test]
fn the_bytes_of_heads_bodies_and_seals_are_frozen() {
    let [seals, heads, bodies] = parts();
    golden("frozen/heads", &heads);
    golden("frozen/bodies", &bodies);
    golden("frozen/seals", &seals);
    // What was kept is what the reader of today reads.
    for line in String::from_utf8(heads).unwrap().lines() {
        let head = Head::parse(line.as_bytes()).unwrap();
        assert_eq!(head.to_bytes(), line.as_bytes());
    }
    let seals = sanshe::sync::seal::parse_seals(&seals).unwrap();
    let chain: Vec<u64> = seals.iter().map(|s| s.statement.n).collect();
    assert_eq!(chain.len(), 4);
    assert!(chain.contains(&2));
}

/// A segment that was cut before the database was set back is not cut again while a
/// later one shows that it exists; what stays here is counted.
#[test]
fn a_hole_before_a_seal_that_came_home_is_not_cut_again() {
    let a = author(1);
    let dir = tempfile::tempdir().unwrap();
    let open = |name: &str| {
        let key = zeroize::Zeroizing::new([9; 32]);
        Store::create(&dir.path().join(name), &key, Arc::clone(&FORMS)).unwrap()
    };
    let people = || {
        let all = mine(&a).into_iter();
        all.filter(|(head, ..)| head.scope.to_string() == PEOPLE)
    };
    let mut first = open("first");
    let seals = first.transact(|tx| {
        for (at, (head, body, patch)) in people().enumerate() {
            tx.append(&head, &body, &patch)?;
            if at == 0 {
                assert!(sealing::seal_own(tx, &a.key)?.is_empty());
            }
        }
        assert!(sealing::seal_own(tx, &a.key)?.is_empty());
        tx.seals(&tx.channels()?[0])
    });
    let seals = seals.unwrap();
    assert_eq!(seals.len(), 2);
    let back = open("back").transact(|tx| {
        for (head, body, patch) in people() {
            tx.append(&head, &body, &patch)?;
        }
        tx.add_seal(&seals[1])?;
        let unsent = sealing::seal_own(tx, &a.key)?;
        assert_eq!(unsent.len(), 1);
        assert_eq!((unsent[0].changes, unsent[0].segment), (1, 1));
        assert_eq!(tx.seals(&seals[0].channel)?, seals[1..]);
        tx.add_seal(&seals[0])?;
        assert!(sealing::seal_own(tx, &a.key)?.is_empty());
        tx.seals(&seals[0].channel)
    });
    assert_eq!(back.unwrap(), seals);
}
