//! The entries of the fuzz targets over golden files, whole and mutated in the ways of a
//! fuzzer. `FUZZ=200000 cargo test --test hostile fuzz` tries so many of each.

use std::path::{Path, PathBuf};

use sanshe::sync::container::{Limits, Opened};
use sanshe::sync::keys::Secrets;

#[path = "../fuzz/entry.rs"]
mod entry;

const MUTANTS: usize = 400;

/// A reader, and what it is given to begin with.
struct Target {
    name: &'static str,
    entry: fn(&[u8]),
    seeds: Vec<Vec<u8>>,
}

/// The parts of the golden file, as each reader gets them.
fn targets() -> Vec<Target> {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sync/golden");
    let read = |name: &str| std::fs::read(golden.join(name)).unwrap();
    let keys = String::from_utf8(read("v1/keys.txt")).unwrap();
    let identity = Secrets::from_text(&keys).unwrap().identity;
    let file = read("v1/x.sanshe");
    let limits = Limits::default();
    let opened = Opened::new(&file, &identity, &limits).unwrap();
    let manifest = opened.manifest().unwrap();
    let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let all = bytes.split_inclusive(|b| *b == b'\n');
        all.map(<[u8]>::to_vec).collect()
    };
    let mut small = lines(&opened.unpack(&manifest, "seals.zst", &limits).unwrap());
    for head in lines(&opened.unpack(&manifest, "heads.zst", &limits).unwrap()) {
        small.push(head.strip_suffix(b"\n").unwrap().to_vec());
    }
    for body in lines(&opened.unpack(&manifest, "bodies.zst", &limits).unwrap()) {
        let patch = body.splitn(3, |b| *b == b' ').nth(2).unwrap();
        small.push(patch.strip_suffix(b"\n").unwrap().to_vec());
    }
    vec![
        Target {
            name: "sealed",
            entry: entry::sealed,
            seeds: vec![file.clone()],
        },
        Target {
            name: "container",
            entry: entry::container,
            seeds: vec![opened.payload().to_vec()],
        },
        Target {
            name: "manifest",
            entry: entry::manifest,
            seeds: vec![
                opened.entry("manifest.json").to_vec(),
                opened.entry("roster.json").to_vec(),
                read("v1/chief.card"),
            ],
        },
        Target {
            name: "head",
            entry: entry::head,
            seeds: small,
        },
    ]
}

struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n.max(1) as u64).unwrap()
    }

    /// A few of: a byte replaced, a piece taken out, doubled or cut off, a digit or a
    /// sign that parsers care for put in.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        const SIGNS: &[&[u8]] = &[
            b"\"",
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b":",
            b"\\u0000",
            b"-",
            b"e9",
            b"\n",
            b"\0",
            b"\xff",
            b"\xe2\x80\xae",
            b"9007199254740992",
            b"18446744073709551616",
            b"null",
        ];
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            let end = (at + 1 + self.below(32)).min(bytes.len());
            match self.below(6) {
                0 => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << (self.next() % 8);
                    }
                }
                1 if at < end => drop(bytes.drain(at..end)),
                2 if at < end => {
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                3 => bytes.truncate(at),
                _ => {
                    let sign = SIGNS[self.below(SIGNS.len())];
                    bytes.splice(at..at, sign.iter().copied());
                }
            }
        }
    }
}

#[test]
fn fuzzed_readers_take_golden_files_and_survive_mutants_of_them() {
    let mutants = std::env::var("FUZZ").ok().and_then(|n| n.parse().ok());
    for target in targets() {
        for seed in &target.seeds {
            (target.entry)(seed);
        }
        let mut chance = Chance(0x3373_6865);
        for n in 0..mutants.unwrap_or(MUTANTS) {
            let mut bytes = target.seeds[n % target.seeds.len()].clone();
            chance.mutate(&mut bytes);
            (target.entry)(&bytes);
        }
    }
}

/// `SANSHE_CORPUS=tests/fuzz/corpus` writes what `cargo fuzz` begins with.
#[test]
fn corpus_of_golden_files_is_what_the_targets_read() {
    let to = std::env::var_os("SANSHE_CORPUS").map(PathBuf::from);
    let kept = tempfile::tempdir().unwrap();
    let to = to.unwrap_or_else(|| kept.path().to_owned());
    for target in targets() {
        let folder = to.join(target.name);
        std::fs::create_dir_all(&folder).unwrap();
        for (n, seed) in target.seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("golden-{n}")), seed).unwrap();
        }
        let there = std::fs::read_dir(&folder).unwrap().count();
        assert!(there >= target.seeds.len() && there > 0);
        let named = format!("name = \"{}\"", target.name);
        assert!(include_str!("../fuzz/Cargo.toml").contains(&named));
    }
}
