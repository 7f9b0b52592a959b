//! Who takes part: three workers, the coordinator of their town, and the county.

use std::path::PathBuf;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sanshe::domain::id::{Class, Scope};
use sanshe::domain::role::Role;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;
use tempfile::TempDir;

use crate::kit::{Clock, SECRET, TOWN, setup, world};

/// Where the coordinator stands in the cast, after the workers.
pub const CHIEF: usize = 3;
/// And the county.
pub const COUNTY: usize = 4;

const PEOPLE: [(&str, &str, Role); 5] = [
    ("周社工", "320585101201", Role::Worker),
    ("李社工", "320585101202", Role::Worker),
    ("王社工", "320585101203", Role::Worker),
    ("陈协调", TOWN, Role::Coordinator),
    ("县协调", "320585", Role::Coordinator),
];

/// Chance that can be had again.
pub struct Dice(ChaCha20Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.next_u64() % n.max(1) as u64).unwrap()
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let n = self.below(of.len());
        of.get(n)
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, self.below(i + 1));
        }
    }
}

/// Somebody at a workspace, with a clock of their own.
pub struct Player {
    pub name: &'static str,
    pub place: &'static str,
    pub role: Role,
    pub ws: Workspace,
    pub world: World,
    pub clock: Clock,
}

impl Player {
    /// Whether this person is granted a scope, and is sent what belongs to it.
    pub fn may_have(&self, scope: &Scope) -> bool {
        let above = self.place.len() < TOWN.len();
        scope.place().starts_with(self.place) && (!above || scope.class() == Class::Open)
    }
}

pub struct Cast {
    pub dir: TempDir,
    pub all: Vec<Player>,
    /// How far the true clock has gone.
    pub elapsed: i64,
    names: usize,
}

impl Cast {
    /// Five workspaces; whoever exchanges files has compared cards.
    pub fn begin(seed: u64) -> Self {
        let mut cast = Self {
            dir: tempfile::tempdir().unwrap(),
            all: Vec::new(),
            elapsed: 0,
            names: 0,
        };
        for n in 0..PEOPLE.len() {
            let player = cast.enter(n, seed + n as u64);
            cast.all.push(player);
        }
        for n in (0..PEOPLE.len()).filter(|n| *n != CHIEF) {
            cast.meet(n, None);
        }
        cast
    }

    /// A name in the common folder that nothing has yet.
    pub fn fresh(&mut self, end: &str) -> PathBuf {
        self.names += 1;
        self.dir.path().join(format!("{}{end}", self.names))
    }

    /// A world with a clock that goes right.
    pub fn world(&self, seed: u64) -> (World, Clock) {
        let (world, clock) = world(seed);
        clock.turn(self.elapsed);
        (world, clock)
    }

    /// A new workspace of a person: on their first computer, or on another one.
    pub fn enter(&mut self, who: usize, seed: u64) -> Player {
        let (name, place, role) = PEOPLE[who];
        let (mut world, clock) = self.world(seed);
        let letter = letter(self.names);
        let home = self.fresh("");
        let mut setup = setup(name, place, role, &letter);
        setup.team = format!("T{who:02}");
        let ws = Workspace::init(&home, &setup, SECRET, &mut world).unwrap();
        Player {
            name,
            place,
            role,
            ws,
            world,
            clock,
        }
    }

    /// Somebody and the coordinator trust each other's cards; `person` says whose
    /// further device it is.
    pub fn meet(&mut self, who: usize, person: Option<&str>) {
        let (theirs, chiefs) = (self.fresh(".card"), self.fresh(".card"));
        let player = &mut self.all[who];
        let print = player.ws.write_card(&player.world, &theirs).unwrap();
        let chief = &mut self.all[CHIEF];
        let own = chief.ws.write_card(&chief.world, &chiefs).unwrap();
        chief
            .ws
            .trust_as(&mut chief.world, &theirs, &print, &[], person)
            .unwrap();
        let player = &mut self.all[who];
        player
            .ws
            .trust(&mut player.world, &chiefs, &own, &[])
            .unwrap();
    }

    /// The true clock goes on; wrong ones go on as wrong as they are.
    pub fn pass(&mut self, ms: i64) {
        self.elapsed += ms;
        for player in &self.all {
            player.clock.turn(ms);
        }
    }
}

/// Two letters, another pair for each number.
fn letter(n: usize) -> String {
    let at = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap());
    [at(n / 26), at(n)].iter().collect()
}
