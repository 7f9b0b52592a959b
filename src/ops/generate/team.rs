//! One team: a worker with a device of their own, some villages, and one signed file.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::{Clock, made_up};
use super::season::Season;
use super::villages::Village;
use super::words::Words;
use crate::domain::fault::{Fault, Result};
use crate::domain::id::RecordId;
use crate::domain::role::Role;
use crate::ops::workspace::{Setup, Workspace};
use crate::ops::world::World;

/// Villages that one team looks after, or one more: 515 of them have 171 teams.
const VILLAGES: usize = 3;
/// Weeks that are saved in one transaction.
const CHUNK: usize = 13;

/// How many teams so many villages have.
pub(super) fn teams(villages: usize) -> usize {
    (villages / VILLAGES).max(1)
}

/// The villages of the `n`th team: the first of them, and the one after the last.
pub(super) fn share(n: usize, villages: usize) -> std::ops::Range<usize> {
    let teams = teams(villages);
    n * villages / teams..(n + 1) * villages / teams
}

/// What all teams share.
pub(super) struct Frame<'a> {
    pub(super) words: &'a Words,
    pub(super) seed: u64,
    /// The Monday after the last week.
    pub(super) until: Date,
    pub(super) weeks: usize,
    pub(super) coordinator: String,
    /// Meetings held by all teams so far.
    pub(super) held: AtomicU64,
    pub(super) stop: AtomicBool,
}

/// A team at work.
pub(super) struct Team {
    pub(super) ws: Workspace,
    pub(super) world: World,
    pub(super) clock: Clock,
    pub(super) seasons: Vec<Season>,
    /// Where it works.
    pub(super) places: Vec<String>,
}

/// What a team hands over.
pub(super) struct Handed {
    pub(super) folder: PathBuf,
    pub(super) card: PathBuf,
    pub(super) fingerprint: String,
    pub(super) places: Vec<String>,
    pub(super) files: Vec<PathBuf>,
    /// Its volunteers; the minutes and the hours that are older than two weeks.
    pub(super) volunteers: Vec<RecordId>,
    pub(super) minutes: Vec<RecordId>,
    pub(super) hours: Vec<RecordId>,
}

impl Team {
    /// The `n`th team in a folder of its own, with a workspace that lasts as long as it
    /// is open. `villages` are its own, the first of them the `first`th of all.
    pub(super) fn found(
        frame: &Frame,
        folder: &Path,
        n: usize,
        (first, villages): (usize, &[Village]),
    ) -> Result<Self> {
        let (mut world, clock) = made_up(frame.seed, &format!("team {n}"));
        clock.set(frame.monday(0), 8, 30);
        let worker = frame.words.worker(n);
        let agencies = &frame.words.agencies;
        let agency = agencies.get(n % agencies.len().max(1));
        let agency = agency.map_or("", String::as_str);
        let setup = Setup {
            person: worker.clone(),
            team: format!("T{:02} {agency}", n + 1),
            place: villages.first().map_or(String::new(), |v| v.code.clone()),
            role: Role::Worker,
            letter: "A".into(),
            recovery_out: None,
        };
        let ws = Workspace::passing(folder, &setup, &mut world)?;
        let people = (worker.as_str(), agency, frame.coordinator.as_str());
        let season = |(i, village): (usize, &Village)| {
            Season::new(frame.words, frame.seed, first + i, village, people)
        };
        Ok(Self {
            seasons: villages.iter().enumerate().map(season).collect(),
            places: villages.iter().map(|v| v.code.clone()).collect(),
            ws,
            world,
            clock,
        })
    }

    /// Lives and writes down some weeks.
    pub(super) fn live(&mut self, frame: &Frame, weeks: std::ops::Range<usize>) -> Result<()> {
        let (seasons, world, clock) = (&mut self.seasons, &mut self.world, &self.clock);
        let mut from = weeks.start;
        while from < weeks.end {
            let to = weeks.end.min(from + CHUNK);
            self.ws.batch(|saver| {
                for week in from..to {
                    if frame.stop.load(Ordering::Relaxed) {
                        return Err(Fault::new("E_CANCELLED"));
                    }
                    let monday = frame.monday(week);
                    for day in 0..5 {
                        for season in seasons.iter_mut() {
                            season.day(frame.words, saver, world, clock, (monday, day))?;
                        }
                    }
                    let held = u64::try_from(seasons.len()).unwrap_or(0);
                    frame.held.fetch_add(held, Ordering::Relaxed);
                }
                Ok(())
            })?;
            from = to;
        }
        Ok(())
    }

    /// Pins the coordinator's card.
    pub(super) fn meet(&mut self, card: &Path, fingerprint: &str) -> Result<()> {
        self.ws
            .trust(&mut self.world, card, fingerprint, &[])
            .map(drop)
    }

    fn all(&self, of: impl Fn(&Season) -> Vec<RecordId>) -> Vec<RecordId> {
        self.seasons.iter().flat_map(of).collect()
    }

    /// Signs and encrypts everything for the coordinator.
    pub(super) fn hand_over(&mut self, frame: &Frame, folder: &Path) -> Result<Handed> {
        let card = folder.join("card");
        let fingerprint = self.ws.write_card(&self.world, &card)?;
        let out = folder.join("out");
        std::fs::create_dir_all(&out).map_err(|e| crate::ops::files::io_fault(&out, e))?;
        let to = &frame.coordinator;
        let made = self.ws.export(&mut self.world, to, &out, &mut |_, _| {
            !frame.stop.load(Ordering::Relaxed)
        })?;
        Ok(Handed {
            folder: folder.to_path_buf(),
            card,
            fingerprint,
            places: self.places.clone(),
            files: made.files,
            volunteers: self.all(|s| s.volunteers().to_vec()),
            minutes: self.all(Season::old_minutes),
            hours: self.all(Season::old_hours),
        })
    }
}

impl<'a> Frame<'a> {
    /// Before anything was done.
    pub(super) fn new(
        words: &'a Words,
        seed: u64,
        until: Date,
        weeks: usize,
        coordinator: &str,
    ) -> Self {
        Self {
            words,
            seed,
            until,
            weeks,
            coordinator: coordinator.to_owned(),
            held: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        }
    }

    /// The Monday of a week.
    pub(super) fn monday(&self, week: usize) -> Date {
        let back = i32::try_from(self.weeks.saturating_sub(week)).unwrap_or(i32::MAX / 7);
        self.until.saturating_sub((back.saturating_mul(7)).days())
    }
}

/// A whole team from its first week to the file that it hands over after so many weeks;
/// its workspace is gone afterwards.
pub(super) fn work(
    frame: &Frame,
    (folder, n): (&Path, usize),
    villages: &[Village],
    weeks: usize,
    (card, fingerprint): (&Path, &str),
) -> Result<Handed> {
    let share = share(n, villages.len());
    let first = share.start;
    let villages = villages.get(share).unwrap_or_default();
    let home = folder.join("home");
    let mut team = Team::found(frame, &home, n, (first, villages))?;
    team.meet(card, fingerprint)?;
    team.live(frame, 0..weeks)?;
    let handed = team.hand_over(frame, folder)?;
    drop(team);
    // What can't be removed now goes with the folder it is in.
    let _ = std::fs::remove_dir_all(&home);
    Ok(handed)
}
