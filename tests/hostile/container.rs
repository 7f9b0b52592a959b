//! Containers by hand: bombs, lies about lengths, entries that don't belong.

use std::io::Write;

use sanshe::sync::manifest::Part;
use sanshe::sync::packing::Packed;
use sanshe::sync::sign::{self, Namespace};
use tar::{EntryType, Header};

use crate::forge::{Draft, Scene, two};

/// Encrypts any bytes to the coordinator and the worker.
fn encrypted(scene: &Scene, plain: &[u8]) -> Vec<u8> {
    let to = scene.recipients();
    let to = to.iter().map(|r| r as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(to).unwrap();
    let mut out = encryptor.wrap_output(Vec::new()).unwrap();
    out.write_all(plain).unwrap();
    out.finish().unwrap()
}

/// The entries of a good file, in order.
fn entries(scene: &Scene) -> Vec<(String, Vec<u8>)> {
    let parts = Draft::of(&scene.worker, &two(&scene.worker)).parts();
    let mut manifest = scene.manifest(1);
    manifest.parts = parts.iter().map(|p| p.part.clone()).collect();
    let (text, sig) = manifest.sign(&scene.worker.secrets.signing).unwrap();
    let mut entries = vec![
        ("manifest.json.sig".to_owned(), sig.into_bytes()),
        ("manifest.json".to_owned(), text.into_bytes()),
    ];
    entries.extend(parts.into_iter().map(|p| (p.part.name, p.bytes)));
    entries
}

fn header(name: &str, size: u64, kind: EntryType) -> Header {
    let mut header = Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_size(size);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

fn tar(entries: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, bytes) in entries {
        let header = header(name, bytes.len() as u64, EntryType::Regular);
        out.extend(header.as_bytes());
        out.extend(bytes);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

#[test]
fn extra_doubled_missing_and_climbing_entries_are_refused() {
    let mut scene = Scene::new();
    let good = entries(&scene);
    let whole = tar(&good);
    let own = |name: &str| (name.to_owned(), b"x".to_vec());
    let mut cases: Vec<Vec<(String, Vec<u8>)>> = Vec::new();
    for extra in ["extra", "../manifest.json", "/etc/passwd", "roster.json"] {
        for at in [0, 2, good.len()] {
            let mut list = good.clone();
            list.insert(at, own(extra));
            cases.push(list);
        }
    }
    for at in 0..good.len() {
        let mut list = good.clone();
        list.insert(at, good[at].clone());
        cases.push(list);
        let mut list = good.clone();
        list.remove(at);
        cases.push(list);
        let mut list = good.clone();
        list.swap(at, (at + 1) % good.len());
        cases.push(list);
        let mut list = good.clone();
        list[at].0 = format!("../{}", list[at].0);
        cases.push(list);
    }
    for case in cases {
        let file = encrypted(&scene, &tar(&case));
        scene.refused(&file, "E_FILE_PARTS");
    }
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::XHeader,
    ] {
        let mut bytes = whole.clone();
        let link = header("manifest.json.sig", good[0].1.len() as u64, kind);
        bytes[..512].copy_from_slice(link.as_bytes());
        let file = encrypted(&scene, &bytes);
        scene.refused(&file, "E_FILE_PARTS");
    }
    let file = encrypted(&scene, &whole);
    assert_eq!(scene.import(&file).unwrap().came.changes, 2);
}

#[test]
fn a_size_that_the_file_does_not_have_is_refused() {
    let mut scene = Scene::new();
    let whole = tar(&entries(&scene));
    for size in [1 << 33, (1 << 33) - 1, 1 << 62, u64::MAX] {
        let mut bytes = whole.clone();
        let lie = header("manifest.json.sig", size, EntryType::Regular);
        bytes[..512].copy_from_slice(lie.as_bytes());
        let file = encrypted(&scene, &bytes);
        scene.refused(&file, "E_FILE_PARTS");
    }
    for odd in [&b""[..], &[0; 1024], &[0; 512], b"no archive"] {
        let file = encrypted(&scene, odd);
        scene.refused(&file, "E_FILE_PARTS");
    }
    for plain in [
        &whole[..whole.len() - 512],
        &[whole.clone(), vec![0; 512]].concat(),
    ] {
        let file = encrypted(&scene, plain);
        scene.refused(&file, "E_FILE_PARTS");
    }
}

#[test]
fn parts_unpack_to_what_they_declare_and_no_further() {
    let mut scene = Scene::new();
    let draft = Draft::of(&scene.worker, &two(&scene.worker));
    let zeros = sanshe::sync::packing::Frame::of(&vec![b'\n'; 64 << 20]).unwrap();
    let zeros = zeros.into_part("heads.zst").unwrap().bytes;
    for (name, at) in [("seals.zst", 0), ("heads.zst", 1), ("bodies.zst", 2)] {
        for (declared, code) in [
            (1000, "E_FILE_BOMB"),
            (600 << 20, "E_FILE_SIZE"),
            ((1 << 53) - 1, "E_FILE_SIZE"),
            (65 << 20, "E_FILE_DAMAGED"),
        ] {
            let mut parts = draft.parts();
            parts[at] = Packed {
                part: Part::describe(name, &zeros, declared),
                bytes: zeros.clone(),
            };
            let file = scene.wrap(scene.manifest(1), &parts, |text| text);
            scene.refused(&file, code);
        }
    }
    // A hash or length that the entry does not have.
    let parts = draft.parts();
    let hash = parts[1].part.sha256.clone();
    let other = "0".repeat(64);
    for (old, new) in [
        ("\"bytes\":", "\"bytes\":1"),
        (hash.as_str(), other.as_str()),
    ] {
        let file = scene.wrap(scene.manifest(1), &parts, |text| text.replacen(old, new, 1));
        scene.refused(&file, "E_FILE_PARTS");
    }
}

#[test]
fn a_file_of_another_make_is_no_sync_file() {
    let mut scene = Scene::new();
    scene.refused(b"", "E_FILE_FORMAT");
    scene.refused(b"age-encryption.org/v2\n", "E_FILE_FORMAT");
    let long = [
        &b"age-encryption.org/v1\n"[..],
        &b"-> X25519 x\n".repeat(2000),
    ]
    .concat();
    scene.refused(&long, "E_FILE_DAMAGED");
    let armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n";
    scene.refused(armored, "E_FILE_FORMAT");
    // For a stranger only.
    let stranger = crate::forge::Hand::stranger();
    let good = entries(&scene);
    let to = stranger.secrets.recipient();
    let to = std::iter::once(&to as &dyn age::Recipient);
    let mut out = age::Encryptor::with_recipients(to)
        .unwrap()
        .wrap_output(Vec::new())
        .unwrap();
    out.write_all(&tar(&good)).unwrap();
    let file = out.finish().unwrap();
    scene.refused(&file, "E_FILE_NOT_FOR_YOU");
    // A hash under another key's signature.
    let mut entries = good;
    let key = &stranger.secrets.signing;
    let sig = sign::sign(key, Namespace::File, &entries[1].1).unwrap();
    entries[0].1 = sig.into_bytes();
    let file = encrypted(&scene, &tar(&entries));
    scene.refused(&file, "E_MANIFEST");
}
