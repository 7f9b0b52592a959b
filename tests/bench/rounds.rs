//! What the files of a week, a year and a township cost those who get them, each beside
//! its yardsticks: inserting the same rows into the same tables, decrypting and hashing
//! the same files, or the public tools that make such files.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sanshe::domain::role::Role;
use sanshe::ops::workspace::Workspace;
use sanshe::ops::world::World;

use crate::data;
use crate::table::{self, spread, timed_alone};
use crate::transfer::{
    Mark, chiefs, insert_same_rows, pair, public_pipeline, read_all, rounds, secrets,
};

/// Teams of the city, each with a file a week.
const TEAMS: u64 = 171;
/// Changes of a team in a week.
const WEEK: u64 = 120;
/// Changes of a team in a year.
const YEAR: u64 = 52 * WEEK;
/// Teams of a township.
const TOWNSHIP: u64 = 4;

/// Each of these rounds that is wanted, at the size that it has in a city.
pub fn usual(wanted: &dyn Fn(&str) -> bool) {
    if wanted("county") {
        county(TEAMS * WEEK);
    }
    if wanted("year") || wanted("increment") {
        year(YEAR);
    }
    if wanted("relay") {
        relay(TOWNSHIP * YEAR);
    }
}

struct Desk {
    ws: Workspace,
    world: World,
    home: PathBuf,
    name: String,
}

impl Desk {
    fn new(at: &Path, name: &str, (place, role): (&str, Role), seed: u64) -> Self {
        let mut world = data::world(seed);
        let home = at.join(name);
        let ws = data::workspace(&home, name, place, role, &mut world);
        let name = name.to_owned();
        Self {
            ws,
            world,
            home,
            name,
        }
    }

    fn team(at: &Path, n: u64) -> Self {
        let place = ("320585101201", Role::Worker);
        Self::new(at, &format!("周社工{n}"), place, 1000 + n)
    }

    fn counties(at: &Path, size: u64) -> Vec<Self> {
        let county = |i| {
            let name = format!("县协调{i}");
            Self::new(at, &name, ("320585", Role::Coordinator), 300 + i as u64)
        };
        (0..rounds(size)).map(county).collect()
    }

    /// Trusts another's card.
    fn trusts(&mut self, other: &mut Self) {
        let card = other.home.join(&self.name);
        let print = other.ws.write_card(&other.world, &card).expect("a card");
        let trusted = self.ws.trust(&mut self.world, &card, &print, &[]);
        trusted.expect("trust");
    }

    fn meets(&mut self, other: &mut Self) {
        self.trusts(other);
        other.trusts(self);
    }

    fn sends(&mut self, to: &str, out: &Path) -> Vec<PathBuf> {
        std::fs::create_dir_all(out).expect("a folder");
        let made = self
            .ws
            .export(&mut self.world, to, out, &mut |_, _| true)
            .expect("a file");
        made.files
    }

    fn takes(&mut self, files: &[PathBuf]) -> u64 {
        take(&mut self.ws, &mut self.world, files)
    }
}

fn take(ws: &mut Workspace, world: &mut World, files: &[PathBuf]) -> u64 {
    let mut import = |file| {
        ws.import(world, file, false, &mut |_, _| true)
            .expect("an import")
    };
    files.iter().map(|f| import(f).came.changes).sum()
}

/// What it cost to take files in, beside inserting the same rows and beside only reading
/// the files.
#[derive(Default)]
struct Taken {
    imports: Vec<Duration>,
    inserts: Vec<Duration>,
    reads: Vec<Duration>,
}

impl Taken {
    fn add(&mut self, time: Duration, home: &Path, files: &[PathBuf], since: Option<Mark>) {
        let yard = tempfile::tempdir().expect("a folder");
        let at = yard.path().join("yard.db");
        self.imports.push(time);
        self.inserts.push(insert_same_rows(home, &at, "rid", since));
        self.reads.push(read_all(files, &secrets(home)));
    }

    fn report(&self, what: &str, size: u64) {
        let ours = spread(&self.imports);
        for (yard, by) in [
            (&self.inserts, "inserting the same rows"),
            (&self.reads, "decrypt and hash"),
        ] {
            let yard = spread(yard);
            let what = format!("{what} / {by}");
            table::line(&what, size, ours, yard, ours.median / yard.median, "");
        }
    }
}

/// One week's file of each team into one workspace: 171 teams from 20,520 changes on.
pub fn county(size: u64) {
    let dir = tempfile::tempdir().expect("a folder");
    let at = dir.path();
    let teams = (size / WEEK).clamp(1, TEAMS);
    let mut counties = Desk::counties(at, size);
    let mut files = vec![Vec::new(); counties.len()];
    let mut written = 0;
    for n in 0..teams {
        let mut team = Desk::team(at, n);
        written += data::fill(&mut team.ws, &mut team.world, size / teams);
        for (county, files) in counties.iter_mut().zip(&mut files) {
            team.meets(county);
            files.extend(team.sends(&county.name, &at.join(format!("to-{}", county.name))));
        }
    }
    let mut taken = Taken::default();
    for (county, files) in counties.iter_mut().zip(&files) {
        let (time, came) = timed_alone(|| county.takes(files));
        assert_eq!(came, written);
        taken.add(time, &county.home, files, None);
    }
    taken.report(&format!("a week of {teams} teams"), written);
}

/// The first merge of a year of one team, and then of one per cent more.
pub fn year(size: u64) {
    let mut pair = pair(size);
    let at = pair.dir.path().to_path_buf();
    let mut chiefs = chiefs(&mut pair, &at);
    for (what, more) in [("a year", 0), ("one per cent more", (size / 100).max(1))] {
        let new = if more > 0 {
            data::fill(&mut pair.worker, &mut pair.world, more)
        } else {
            pair.written
        };
        let mut taken = Taken::default();
        for (i, (chief, world, home, name)) in chiefs.iter_mut().enumerate() {
            let out = at.join(format!("{more}-{i}"));
            std::fs::create_dir(&out).expect("a folder");
            let made = pair
                .worker
                .export(&mut pair.world, name, &out, &mut |_, _| true);
            let files = made.expect("a file").files;
            let since = (more > 0).then(|| Mark::of(home));
            let (time, came) = timed_alone(|| take(chief, world, &files));
            assert_eq!(came, new);
            taken.add(time, home, &files, since);
            // The answer: what has come is not sent again.
            let answer = chief.export(world, "周社工", &out, &mut |_, _| true);
            let answer = answer.expect("an answer").files;
            take(&mut pair.worker, &mut pair.world, &answer);
        }
        taken.report(&format!("{what} of a team"), new);
    }
}

/// What the teams of a township sealed, passed on by their coordinator and verified by a
/// county that never met them.
pub fn relay(size: u64) {
    let dir = tempfile::tempdir().expect("a folder");
    let at = dir.path();
    let mut chief = Desk::new(at, "陈协调", ("320585101", Role::Coordinator), 200);
    for n in 0..TOWNSHIP {
        let mut team = Desk::team(at, n);
        data::fill(&mut team.ws, &mut team.world, size / TOWNSHIP);
        team.meets(&mut chief);
        let files = team.sends(&chief.name, &at.join("up"));
        chief.takes(&files);
    }
    let (mut exports, mut pipes) = (Vec::new(), Vec::new());
    let mut taken = Taken::default();
    let mut relayed = 0;
    for mut county in Desk::counties(at, size) {
        chief.meets(&mut county);
        let out = at.join(format!("to-{}", county.name));
        let (time, files) = timed_alone(|| chief.sends(&county.name, &out));
        exports.push(time);
        let keys = secrets(&county.home);
        pipes.push(public_pipeline(&files, &keys, &at.join("plain")));
        let (time, came) = timed_alone(|| county.takes(&files));
        taken.add(time, &county.home, &files, None);
        assert!(came > 0, "nothing was relayed");
        relayed = came;
    }
    let (ours, yard) = (spread(&exports), spread(&pipes));
    let what = "relay of a township / zstd, tar, age by shell";
    table::line(what, relayed, ours, yard, ours.median / yard.median, "");
    taken.report("a township relayed, taken in", relayed);
}
