//! Two workspaces, and a program that is killed.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sanshe::domain::role::Role;
use sanshe::ops::health::Checkup;
use sanshe::ops::workspace::{Setup, Workspace};
use sanshe::ops::world::World;
use sanshe::storage::{ChannelState, ScopeState};

use crate::kit::{Desk, PASSPHRASE};

pub const CHIEF: &str = "陈协调";

/// Kills of one command: `SANSHE_KILLS`, or what fits an everyday run.
pub fn kills(usual: u64) -> u64 {
    let told = std::env::var("SANSHE_KILLS").ok();
    told.map_or(usual, |n| n.parse().expect("SANSHE_KILLS is a number"))
}

/// The real calendar, chance and clock.
pub fn world() -> World {
    World::real(None)
}

pub fn make(home: &Path, name: &str, place: &str, role: Role) -> Workspace {
    let setup = Setup {
        person: name.into(),
        team: "T01".into(),
        place: place.into(),
        role,
        letter: "A".into(),
        recovery_out: None,
    };
    Workspace::init(home, &setup, PASSPHRASE, &mut world()).unwrap()
}

pub fn open(home: &Path) -> Workspace {
    Workspace::open(home, PASSPHRASE, &mut world()).unwrap()
}

/// A worker at the desk's own home and a coordinator beside it, cards exchanged.
pub struct Pair {
    pub desk: Desk,
    pub chief: PathBuf,
}

impl Pair {
    /// The worker has about so many changes.
    pub fn new(changes: u64) -> Self {
        let desk = Desk::new();
        let chief_home = desk.path("chief");
        let mut worker = make(&desk.home(), "周社工", crate::kit::VILLAGE, Role::Worker);
        let mut chief = make(&chief_home, CHIEF, "320585101", Role::Coordinator);
        let (a, b) = (desk.path("a.card"), desk.path("b.card"));
        let mine = worker.write_card(&world(), &a).unwrap();
        let theirs = chief.write_card(&world(), &b).unwrap();
        worker.trust(&mut world(), &b, &theirs, &[]).unwrap();
        chief.trust(&mut world(), &a, &mine, &[]).unwrap();
        if changes > 0 {
            crate::data::fill(&mut worker, &mut world(), changes);
        }
        Self {
            desk,
            chief: chief_home,
        }
    }
}

/// Both log and records, as hashes.
pub type Hashes = (Vec<ChannelState>, Vec<ScopeState>);

pub fn hashes(checked: &Checkup) -> Hashes {
    (checked.channels.clone(), checked.scopes.clone())
}

/// File and projections are whole.
#[track_caller]
pub fn whole(ws: &mut Workspace) -> Hashes {
    let checked = ws.check(true).unwrap();
    assert!(checked.is_good(), "{checked:?}");
    hashes(&checked)
}

pub fn copy_folder(from: &Path, to: &Path) {
    let _ = std::fs::remove_dir_all(to);
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// Files that a killed run left under no final name; none of them in plain.
pub fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|e| e.unwrap().path());
    let left = |p: &PathBuf| {
        let name = p.file_name().unwrap().to_str().unwrap();
        name.starts_with(".sanshe-")
    };
    let left: Vec<PathBuf> = paths.filter(left).collect();
    for path in &left {
        let bytes = std::fs::read(path).unwrap();
        for plain in ["SQLite format", "\"format\":1", "F1/1", "社工", "\"d\":\""] {
            let found = bytes.windows(plain.len()).any(|w| w == plain.as_bytes());
            assert!(!found, "{} holds {plain}", path.display());
        }
    }
    left
}

/// Chance that each test draws the same, and that is told when it fails.
pub struct Dice(ChaCha20Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// A moment of a run that usually takes `whole`: half of them anywhere, half in
    /// the part after the passphrase, where the work is.
    pub fn moment(&mut self, whole: Duration, work: Duration) -> Duration {
        let part =
            |d: Duration, r: u64| d.mul_f64(f64::from(u32::try_from(r % 1000).unwrap()) / 1000.0);
        let draw = self.0.next_u64();
        if draw & 1 == 0 {
            part(whole, draw >> 8)
        } else {
            whole.saturating_sub(work) + part(work.mul_f64(1.1), draw >> 8)
        }
    }
}

/// How a run ended that may have been killed.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    Killed,
    /// It was faster, and said this.
    Done(String),
}

/// Counts how many of the runs of a test were killed while they ran.
#[derive(Default)]
pub struct Killed(AtomicU64);

impl Killed {
    /// Runs the command with this input and kills it after the delay.
    pub fn run(&self, mut command: Command, input: &str, after: Duration) -> End {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        std::thread::sleep(after);
        child.kill().unwrap();
        let said = child.wait_with_output().unwrap();
        match said.status.code() {
            None => {
                self.0.fetch_add(1, Ordering::Relaxed);
                End::Killed
            }
            Some(code) => {
                let err = String::from_utf8_lossy(&said.stderr);
                assert_eq!(code, 0, "{err}");
                End::Done(String::from_utf8(said.stdout).unwrap())
            }
        }
    }

    /// A test whose runs all got through proves nothing.
    pub fn enough(&self, of: u64) {
        let killed = self.0.load(Ordering::Relaxed);
        assert!(killed * 4 >= of, "only {killed} of {of} were killed");
    }
}

/// How long a run takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    work();
    begin.elapsed()
}
