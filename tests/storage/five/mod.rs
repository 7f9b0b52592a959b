//! Two months of five workspaces: what the post loses, repeats and mixes up, and what
//! happens to laptops. At the end all of them say the same wherever two were granted it.
//!
//! `WEEKS=104 cargo test --test storage five` plays two years, to the end of the season,
//! `WEEKS_SEED=7` another story.

mod cast;
mod life;
mod post;
mod troubles;

use std::collections::{BTreeMap, BTreeSet};

use sanshe::domain::id::RecordId;
use sanshe::storage::{LogRow, Status};

use crate::kit::{SECRET, TOWN};
use crate::pages::{holds, pages};
use cast::{CHIEF, COUNTY, Cast, Dice, Player};
use post::Letter;
use troubles::{SEASON, TROUBLES, Thief};

const DAY: i64 = 24 * 3600 * 1000;

/// Stands in what is erased and nowhere else.
const MARK: &str = "孟姜女";

struct Story {
    cast: Cast,
    dice: Dice,
    week: usize,
    serial: usize,
    letters: Vec<Letter>,
    /// Whose laptop is gone, until they have another.
    away: Option<usize>,
    /// A copy of a worker's folder that somebody works in too.
    copy: Option<(usize, Player)>,
    backup: Option<(usize, std::path::PathBuf)>,
    /// How far the segments of each channel of the stolen laptop are honest.
    good: BTreeMap<String, u64>,
    /// And how far they are the owner's own work, sent or not.
    honest: BTreeMap<String, u64>,
    thieves: Vec<Thief>,
    /// Somebody has asked to be erased and is still there.
    asking: bool,
    /// Who asked to be erased, and whether they were.
    asked: Vec<(RecordId, bool)>,
    made: Vec<RecordId>,
    /// Records that the coordinator has shown at the end of some week.
    witnessed: BTreeSet<RecordId>,
}

fn told(name: &str, usual: u64) -> u64 {
    let told = std::env::var(name).ok();
    told.map_or(usual, |n| n.parse().expect("a number"))
}

#[test]
fn five_workspaces_end_equal_after_two_months_of_bad_luck() {
    let weeks = usize::try_from(told("WEEKS", SEASON as u64)).unwrap();
    // What begins in a season ends in it.
    let weeks = weeks.next_multiple_of(SEASON);
    let mut story = Story::begin(told("WEEKS_SEED", 5));
    for week in 0..weeks {
        story.live(week);
    }
    story.settle();
    story.is_equal().unwrap();
    story.nothing_is_lost();
    story.thieves_changed_nothing();
    story.erased_is_gone();
    story.is_sound();
}

impl Story {
    fn begin(seed: u64) -> Self {
        Self {
            cast: Cast::begin(seed * 100),
            dice: Dice::new(seed),
            week: 0,
            serial: 0,
            letters: Vec::new(),
            away: None,
            copy: None,
            backup: None,
            good: BTreeMap::new(),
            honest: BTreeMap::new(),
            thieves: Vec::new(),
            asking: false,
            asked: Vec::new(),
            made: Vec::new(),
            witnessed: BTreeSet::new(),
        }
    }

    /// A week: what goes wrong, everybody's work, the post.
    fn live(&mut self, week: usize) {
        self.week = week;
        let (season, day) = (week / SEASON, week % SEASON);
        for (_, trouble) in TROUBLES.iter().filter(|(at, _)| *at == day) {
            self.suffer(*trouble, season);
        }
        self.erase_who_asked();
        for who in 0..self.cast.all.len() {
            if self.away != Some(who) {
                let player = &mut self.cast.all[who];
                let made = life::week(player, &mut self.dice, &mut self.serial);
                self.made.extend(made);
            }
        }
        if let Some((_, player)) = &mut self.copy {
            let made = life::week(player, &mut self.dice, &mut self.serial);
            self.made.extend(made);
        }
        self.post_all();
        self.deliver();
        self.cast.pass(7 * DAY);
        if let Some((_, player)) = &self.copy {
            player.clock.turn(7 * DAY);
        }
        let chief = &mut self.cast.all[CHIEF];
        let shown = |id: &&RecordId| chief.ws.show(&chief.world, **id).is_ok();
        self.witnessed.extend(self.made.iter().filter(shown));
    }

    /// What comes too late comes now, then rounds in which nothing is lost.
    fn settle(&mut self) {
        self.week = usize::MAX;
        self.deliver();
        let mut rounds = 0;
        while let Err(differs) = self.is_equal() {
            assert!(rounds < 4, "after {rounds} rounds {differs}");
            rounds += 1;
            self.round();
        }
        // Nothing is left to be sent.
        let changes = self.round();
        assert_eq!(changes, 0, "after {rounds} rounds");
        eprintln!("equal after {rounds} rounds");
    }

    /// Everybody sends to whom they know, and all of it arrives. Answers how many
    /// changes went.
    fn round(&mut self) -> u64 {
        let up = (0..CHIEF).map(|w| (w, CHIEF));
        let down = (0..CHIEF).map(|w| (CHIEF, w));
        let way: Vec<_> = up
            .chain([(CHIEF, COUNTY), (COUNTY, CHIEF)])
            .chain(down)
            .collect();
        let mut changes = 0;
        for (from, to) in way {
            let (path, sent) = self.write(from, to);
            changes += sent;
            let player = &mut self.cast.all[to];
            post::take(player, &path).unwrap();
        }
        changes
    }

    /// The hash of each channel, and of what each scope shows, by pairs: equal wherever
    /// both are granted the scope.
    fn is_equal(&mut self) -> Result<(), String> {
        let mut states = Vec::new();
        for player in &mut self.cast.all {
            let found = player.ws.check(false).unwrap();
            let channels = found.channels.into_iter().map(|c| {
                let said = format!("{} {}", c.tip, c.hash);
                (c.channel.scope.clone(), c.channel.to_string(), said)
            });
            let scopes = found.scopes.into_iter().map(|s| {
                let said = format!("{} {}", s.records, s.hash);
                (s.scope.clone(), s.scope.to_string(), said)
            });
            states.push(channels.chain(scopes).collect::<Vec<_>>());
        }
        for a in 0..states.len() {
            for b in 0..a {
                let players = (&self.cast.all[a], &self.cast.all[b]);
                let common = |n: usize| -> BTreeMap<_, _> {
                    let both = states[n].iter().filter(|(scope, ..)| {
                        players.0.may_have(scope) && players.1.may_have(scope)
                    });
                    both.map(|(_, name, said)| (name.clone(), said.clone()))
                        .collect()
                };
                let (of_a, of_b) = (common(a), common(b));
                if let Some(name) = differing(&of_a, &of_b) {
                    return Err(format!(
                        "{} and {} differ on {name}: {:?} {:?}",
                        players.0.name,
                        players.1.name,
                        of_a.get(&name),
                        of_b.get(&name)
                    ));
                }
                let met = a.max(b) == COUNTY || a.max(b) == CHIEF;
                assert!(!of_a.is_empty() || !met, "nothing was compared");
            }
        }
        Ok(())
    }

    /// Whatever the coordinator had once is still there, is listed as held back because it
    /// came with a thief's file, or was erased.
    fn nothing_is_lost(&mut self) {
        assert!(self.witnessed.len() > 20, "{}", self.witnessed.len());
        let erased: BTreeSet<_> = self.asked.iter().map(|(id, _)| *id).collect();
        let chief = &mut self.cast.all[CHIEF];
        let held = chief.ws.held().unwrap();
        let told = |row: &LogRow| match row.status {
            Status::Erased => erased.contains(&row.head.root),
            _ => held
                .iter()
                .any(|h| h.dot == row.head.dot() && h.reason == "H_REVOKED"),
        };
        for id in &self.witnessed {
            let rows = chief.ws.store.read(|tx| tx.changes_of(*id)).unwrap();
            let shown = chief.ws.show(&chief.world, *id).is_ok();
            assert!(shown || !rows.is_empty() && rows.iter().all(told), "{id}");
        }
    }

    /// What was written on stolen laptops counts nowhere, and where it came it is listed.
    fn thieves_changed_nothing(&mut self) {
        assert!(!self.thieves.is_empty());
        for thief in &self.thieves {
            for (n, player) in self.cast.all.iter_mut().enumerate() {
                let (held, others) = thief.changes_at(player);
                assert_eq!(others, 0, "{} {held:?}", player.name);
                assert!(!held.is_empty() || n != CHIEF && player.name != thief.laptop.name);
                let listed = player.ws.held().unwrap();
                for dot in held {
                    let mut of = listed.iter().filter(|h| h.dot == dot);
                    assert!(of.any(|h| h.reason == "H_REVOKED"), "{} {dot}", player.name);
                }
            }
        }
    }

    /// All who had it answered; whoever lost their laptop never will.
    fn erased_is_gone(&mut self) {
        assert!(self.asked.iter().all(|(_, erased)| *erased));
        for player in &mut self.cast.all {
            let erasures = player.ws.erasures().unwrap();
            let of = |(id, _): &&(RecordId, bool)| erasures.iter().any(|e| e.root == *id);
            let known = self.asked.iter().filter(of).count();
            assert!(known == self.asked.len() || player.place != TOWN);
            for erasure in erasures {
                assert!(player.may_have(&erasure.scope));
                assert!(erasure.waiting.is_empty(), "{} {erasure:?}", player.name);
                assert!(!erasure.lost.is_empty(), "{} {erasure:?}", player.name);
                assert!(erasure.done.len() >= 2, "{} {erasure:?}", player.name);
            }
        }
        for player in &mut self.cast.all {
            player.ws.store.checkpoint().unwrap();
            let pages = pages(&player.ws.home, SECRET);
            assert!(holds(&pages, "CREATE TABLE log"));
            assert!(!holds(&pages, MARK), "{}", player.name);
        }
    }

    fn is_sound(&mut self) {
        for player in &mut self.cast.all {
            let found = player.ws.check(true).unwrap();
            assert!(found.is_good(), "{}: {found:?}", player.name);
        }
    }
}

/// The first name for which two lists say different things.
fn differing(a: &BTreeMap<String, String>, b: &BTreeMap<String, String>) -> Option<String> {
    let names = a.keys().chain(b.keys());
    names.into_iter().find(|n| a.get(*n) != b.get(*n)).cloned()
}
