//! Files read back as written; every flip, cut, bomb and stray entry is refused.

use super::*;
use crate::sync::test_kit::{age_identity, manifest, signer};

const LIMITS: Limits = Limits {
    encrypted: 1 << 20,
    plain: 1 << 20,
};

fn stored(name: &'static str, plain: &[u8]) -> Packed {
    packing::Frame::of(plain).unwrap().into_part(name).unwrap()
}

fn parts() -> Vec<Packed> {
    vec![
        stored("seals.zst", b"seals\n"),
        stored("heads.zst", b"heads\n"),
        stored("bodies.zst", b"bodies\n"),
    ]
}

fn with_roster() -> Vec<Packed> {
    let mut all = vec![
        Packed::stored("roster.json", b"roster\n".to_vec()),
        Packed::stored("roster.json.sig", b"sig\n".to_vec()),
    ];
    all.extend(parts());
    all
}

/// The manifest text and signature of person 1 for person 2, for these parts.
fn signed(parts: &[Packed]) -> (Manifest, String, String) {
    let mut m = manifest(1, 2);
    m.parts = parts.iter().map(|p| p.part.clone()).collect();
    let (text, sig) = m.sign(&signer(1).private).unwrap();
    (m, text, sig)
}

fn file(parts: &[Packed]) -> Vec<u8> {
    let (_, text, sig) = signed(parts);
    let to = [age_identity(2).to_public(), age_identity(1).to_public()];
    write(Vec::new(), &to, (&text, &sig), parts).unwrap()
}

/// The whole way of a reader that trusts any signer, up to the unpacked parts.
fn read_tar(opened: Result<Opened>) -> Result<Vec<Vec<u8>>> {
    let opened = opened?;
    let manifest = opened.manifest()?;
    opened.check_parts(&manifest, &LIMITS)?;
    ["seals.zst", "heads.zst", "bodies.zst"]
        .iter()
        .map(|n| opened.unpack(&manifest, n, &LIMITS))
        .collect()
}

fn read(bytes: &[u8]) -> Result<Vec<Vec<u8>>> {
    read_tar(Opened::new(bytes, &age_identity(2), &LIMITS))
}

/// Any tar in an age file for person 2: what a hostile sender could write.
fn encrypt(tar: &[u8]) -> Vec<u8> {
    let to = age_identity(2).to_public();
    let mut w = Encryptor::with_recipients(std::iter::once(&to as &dyn age::Recipient))
        .unwrap()
        .wrap_output(Vec::new())
        .unwrap();
    w.write_all(tar).unwrap();
    w.finish().unwrap()
}

fn tar_of(bytes: &[u8]) -> Vec<u8> {
    decrypt(bytes, &age_identity(2)).unwrap().to_vec()
}

/// A tar of raw entries: header as given, then the bytes, then padding.
fn raw(entries: &[(Header, &[u8])]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (header, bytes) in entries {
        tar.extend_from_slice(header.as_bytes());
        tar.extend_from_slice(bytes);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    tar.resize(tar.len() + END, 0);
    tar
}

/// The entries of a good container, to be put together wrongly.
fn entries(parts: &[Packed]) -> Vec<(&'static str, Vec<u8>)> {
    let opened = Opened::new(&file(parts), &age_identity(2), &LIMITS).unwrap();
    let all = NAMES.iter().map(|n| (*n, opened.entry(n).to_vec()));
    all.filter(|(_, b)| !b.is_empty()).collect()
}

fn put(entries: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let list: Vec<(Header, &[u8])> = entries
        .iter()
        .map(|(n, b)| (named(n, b.len() as u64), b.as_slice()))
        .collect();
    raw(&list)
}

/// A header of ours with any name at all, `../` included.
fn named(name: &str, size: u64) -> Header {
    let mut h = header("heads.zst", size).unwrap();
    let field = &mut h.as_old_mut().name;
    field.fill(0);
    field[..name.len()].copy_from_slice(name.as_bytes());
    h.set_cksum();
    h
}

fn refusal(tar: &[u8]) -> (&'static str, String) {
    let e = read(&encrypt(tar)).unwrap_err();
    let why = e.notes[0]
        .args
        .first()
        .map(|a| a.1.clone())
        .unwrap_or_default();
    (e.code(), why)
}

#[test]
fn receiver_and_sender_open_it_and_nobody_else() {
    for parts in [parts(), with_roster()] {
        let bytes = file(&parts);
        for n in [1, 2] {
            let opened = Opened::new(&bytes, &age_identity(n), &LIMITS).unwrap();
            assert_eq!(opened.roster().is_some(), parts.len() == 5);
            let plain = read_tar(Ok(opened)).unwrap();
            assert_eq!(plain, [&b"seals\n"[..], b"heads\n", b"bodies\n"]);
        }
        let e = Opened::new(&bytes, &age_identity(3), &LIMITS).unwrap_err();
        assert_eq!(e.code(), "E_FILE_NOT_FOR_YOU");
    }
}

#[test]
fn every_flipped_byte_every_truncation_and_every_longer_file_is_refused() {
    let bytes = file(&with_roster());
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(read(&bad).is_err(), "byte {at}");
        assert!(read(&bytes[..at]).is_err(), "cut at {at}");
    }
    for more in [&b"\n"[..], b"\0", &[0; 512]] {
        assert!(read(&[&bytes, more].concat()).is_err());
    }
}

#[test]
fn what_stands_behind_a_full_last_chunk_is_refused() {
    // A tar of exactly two chunks: the last one does not show by its length that it is.
    let mut size = 100 * 1024;
    let full = loop {
        let noise: Vec<u8> = (0..size)
            .map(|i: usize| ((i * 7919) >> 5).to_le_bytes()[0])
            .collect();
        let parts = [
            stored("seals.zst", b""),
            stored("heads.zst", b""),
            Packed {
                part: crate::sync::manifest::Part::describe("bodies.zst", &noise, 0),
                bytes: noise,
            },
        ];
        let bytes = file(&parts);
        match tar_of(&bytes).len().cmp(&(128 * 1024)) {
            std::cmp::Ordering::Less => size += BLOCK,
            std::cmp::Ordering::Equal => break bytes,
            std::cmp::Ordering::Greater => panic!("no size fits"),
        }
    };
    let open = |b: &[u8]| {
        Opened::new(b, &age_identity(2), &LIMITS)
            .map(|_| ())
            .map_err(|e| e.code())
    };
    assert_eq!(open(&full), Ok(()));
    for more in [vec![0], vec![7; 20], vec![7; 70_000]] {
        assert_eq!(open(&[full.clone(), more].concat()), Err("E_FILE_DAMAGED"));
    }
}

#[test]
fn every_flipped_byte_inside_the_encryption_is_refused() {
    let tar = tar_of(&file(&with_roster()));
    assert!(read_tar(Opened::from_tar(Zeroizing::new(tar.clone()))).is_ok());
    for at in 0..tar.len() {
        let mut bad = tar.clone();
        bad[at] ^= 1 << (at % 8);
        assert!(
            read_tar(Opened::from_tar(Zeroizing::new(bad))).is_err(),
            "byte {at}"
        );
        let cut = Zeroizing::new(tar[..at].to_vec());
        assert!(read_tar(Opened::from_tar(cut)).is_err(), "cut at {at}");
    }
}

#[test]
fn extra_duplicate_missing_and_misplaced_entries_are_refused() {
    let good = entries(&with_roster());
    assert!(read(&encrypt(&put(&good))).is_ok());
    let with = |at: usize, name: &'static str| {
        let mut list = good.clone();
        list.insert(at, (name, b"x".to_vec()));
        refusal(&put(&list))
    };
    for at in 0..=good.len() {
        for name in [
            "more.txt",
            "../heads.zst",
            "/etc/passwd",
            "seals.zst",
            "./heads.zst",
            "",
        ] {
            let (code, why) = with(at, name);
            assert_eq!(code, "E_FILE_PARTS", "{name} at {at}");
            assert!(
                ["order", "manifest", "sha256"].contains(&why.as_str()),
                "{name} {why}"
            );
        }
    }
    for at in 0..good.len() {
        let mut list = good.clone();
        let gone = list.remove(at);
        assert_eq!(refusal(&put(&list)).0, "E_FILE_PARTS", "without {}", gone.0);
        let mut twice = good.clone();
        twice.insert(at, good[at].clone());
        assert_eq!(refusal(&put(&twice)), ("E_FILE_PARTS", "order".into()));
        for other in at + 1..good.len() {
            let mut list = good.clone();
            list.swap(at, other);
            assert_eq!(refusal(&put(&list)), ("E_FILE_PARTS", "order".into()));
        }
    }
    // Both roster parts gone: a form that exists, but not what the manifest says.
    let list = [&good[..2], &good[4..]].concat();
    assert_eq!(refusal(&put(&list)), ("E_FILE_PARTS", "manifest".into()));
}

#[test]
fn huge_sizes_links_and_slack_are_refused() {
    let good = entries(&parts());
    let change = |edit: &dyn Fn(&mut Header)| {
        let list: Vec<(Header, &[u8])> = good
            .iter()
            .map(|(n, b)| {
                let mut h = header(n, b.len() as u64).unwrap();
                if *n == "heads.zst" {
                    edit(&mut h);
                    h.set_cksum();
                }
                (h, b.as_slice())
            })
            .collect();
        refusal(&raw(&list))
    };
    let refused = |why: &str| ("E_FILE_PARTS", why.to_owned());
    for size in [1 << 32, 0o777_7777_7777, u64::MAX, u64::MAX - 600, 1 << 63] {
        let (code, why) = change(&|h| h.set_size(size));
        assert_eq!(code, "E_FILE_PARTS", "{size}");
        assert!(why == "size" || why == "header", "{size} {why}");
    }
    for kind in [
        EntryType::Symlink,
        EntryType::Link,
        EntryType::Directory,
        EntryType::GNUSparse,
        EntryType::XHeader,
        EntryType::Char,
        EntryType::Continuous,
    ] {
        assert_eq!(
            change(&|h| h.set_entry_type(kind)),
            refused("header"),
            "{kind:?}"
        );
    }
    assert_eq!(change(&|h| h.set_mode(0o4755)), refused("header"));
    assert_eq!(change(&|h| h.set_uid(1)), refused("header"));
    assert_eq!(change(&|h| h.set_mtime(1)), refused("header"));
    assert_eq!(change(&|h| h.as_old_mut().pad[250] = 1), refused("header"));
    assert_eq!(
        change(&|h| h.as_old_mut().size[..].copy_from_slice(b"not a number")).1,
        "size"
    );

    let tar = put(&good);
    let last_data = tar.len() - END - 1;
    let mut slack = tar.clone();
    slack[last_data] = 1;
    assert_eq!(refusal(&slack), refused("padding"));
    assert_eq!(
        refusal(&[tar.as_slice(), &[0; 512]].concat()),
        refused("end")
    );
    assert_eq!(refusal(&tar[..tar.len() - 512]), refused("end"));
    assert_eq!(refusal(b""), refused("end"));
}

#[test]
fn bombs_and_false_lengths_in_a_well_signed_manifest_are_refused() {
    let bomb = stored("heads.zst", &vec![0; 8 << 20]);
    let with = |plain: u64| {
        let mut list = parts();
        list[1] = bomb.clone();
        list[1].part.plain = plain;
        read(&file(&list)).unwrap_err().code()
    };
    assert_eq!(with(8 << 20), "E_FILE_SIZE");
    assert_eq!(with(1000), "E_FILE_BOMB");
    assert_eq!(with(crate::sync::ranges::MAX_NUMBER), "E_FILE_SIZE");
    let mut swapped = parts();
    swapped[0].part.sha256 = swapped[1].part.sha256.clone();
    assert_eq!(read(&file(&swapped)).unwrap_err().code(), "E_FILE_PARTS");
    let mut longer = parts();
    longer[2].part.plain += 1;
    assert_eq!(read(&file(&longer)).unwrap_err().code(), "E_FILE_DAMAGED");
}

#[test]
fn files_that_are_not_ours_say_so() {
    let code = |b: &[u8]| read(b).unwrap_err().code();
    assert_eq!(code(b""), "E_FILE_FORMAT");
    assert_eq!(code(b"PK\x03\x04 an office file"), "E_FILE_FORMAT");
    assert_eq!(code(&vec![b'a'; (1 << 20) + 1]), "E_FILE_SIZE");
    let small = Limits {
        encrypted: 10,
        plain: 10,
    };
    assert_eq!(
        read_in(&b"0123456789"[..], 10, &small).unwrap(),
        b"0123456789"
    );
    assert_eq!(
        read_in(&b"0123456789a"[..], 10, &small).unwrap_err().code(),
        "E_FILE_SIZE"
    );
    assert_eq!(
        read_in(std::io::repeat(0), u64::MAX, &small)
            .unwrap_err()
            .code(),
        "E_FILE_SIZE"
    );
    // A header of a million lines would be read again for each of them.
    let mut endless = AGE_V1.to_vec();
    endless.extend(b"-> x\n\n".repeat(100_000));
    assert_eq!(code(&endless), "E_FILE_DAMAGED");
}

#[test]
fn a_full_stick_is_reported_with_the_systems_error() {
    struct Full(usize);
    impl Write for Full {
        fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
            if self.0 < buf.len() {
                return Err(std::io::ErrorKind::StorageFull.into());
            }
            self.0 -= buf.len();
            Ok(buf.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let parts = parts();
    let (_, text, sig) = signed(&parts);
    let whole = file(&parts).len();
    for room in [0, 10, 200, whole - 300] {
        let to = [age_identity(2).to_public()];
        let e = write(Full(room), &to, (&text, &sig), &parts)
            .map(|_| ())
            .unwrap_err();
        assert_eq!(e.code(), "E_FILE_WRITE");
        assert!(e.source.is_some());
    }
}

/// Whose a file is can be said without the rest of it; what is wrong in front is refused
/// as it is where the whole is read.
#[test]
fn the_front_says_whose_it_is_without_the_rest() {
    let mut all = parts();
    all[2] = stored("bodies.zst", &noise(200_000));
    let (manifest, ..) = signed(&all);
    let bytes = file(&all);
    let read = |bytes: &[u8], who| front(bytes, &age_identity(who));
    assert!(bytes.len() > 150_000);
    for long in [bytes.len(), 100_000] {
        assert_eq!(read(&bytes[..long], 2).unwrap(), manifest);
    }
    assert_eq!(read(&bytes, 3).unwrap_err().code(), "E_FILE_NOT_FOR_YOU");
    assert_eq!(read(b"PK", 2).unwrap_err().code(), "E_FILE_FORMAT");
    assert_eq!(
        read(&bytes[..2000], 2).unwrap_err().code(),
        "E_FILE_DAMAGED"
    );
    let mut bad = bytes;
    bad[2000] ^= 1;
    assert_eq!(read(&bad, 2).unwrap_err().code(), "E_FILE_DAMAGED");
}

/// Bytes that no packing makes shorter.
fn noise(long: usize) -> Vec<u8> {
    let mut state = 1u64;
    let next = move |_| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        state.to_be_bytes()[0]
    };
    (0..long).map(next).collect()
}
