//! What goes wrong beside the post, week by week; after a season it begins again with
//! the next worker.

use std::collections::BTreeMap;
use std::path::Path;

use sanshe::domain::id::Dot;
use sanshe::ops::workspace::Workspace;
use sanshe::storage::Status;

use super::cast::{CHIEF, Player};
use super::{DAY, MARK, Story, life, post};
use crate::kit::SECRET;

/// Weeks after which troubles begin again.
pub const SEASON: usize = 9;

#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// The first worker registers somebody who will ask to be erased.
    Registers,
    /// The first worker's clock steps back by more than a year.
    ClockStepsBack,
    /// The second worker makes a backup.
    BacksUp,
    /// The third worker's folder is copied, and both are worked in.
    Copied,
    /// The second worker's computer dies, and the backup is all there is.
    Restored,
    /// The third worker goes on in the copy alone.
    CopyStays,
    /// The first worker's laptop is stolen. The thief writes, and sends a file.
    Stolen,
    /// The coordinator hears of it and revokes it; the worker gets another laptop.
    Revoked,
    /// Somebody asks to be erased.
    AsksToBeErased,
}

pub const TROUBLES: [(usize, Trouble); 9] = [
    (0, Trouble::Registers),
    (1, Trouble::ClockStepsBack),
    (2, Trouble::BacksUp),
    (3, Trouble::Copied),
    (4, Trouble::Restored),
    (5, Trouble::CopyStays),
    (5, Trouble::Stolen),
    (6, Trouble::Revoked),
    (7, Trouble::AsksToBeErased),
];

/// A stolen laptop, and how far its channels are its owner's own work.
pub struct Thief {
    pub laptop: Player,
    pub honest: BTreeMap<String, u64>,
}

impl Thief {
    /// The thief's changes in somebody's log, and how many of them are not held back.
    pub fn changes_at(&self, player: &mut Player) -> (Vec<Dot>, usize) {
        let key = &self.laptop.ws.me.device.0[..16];
        let read = player.ws.store.read(|tx| {
            let (mut held, mut others) = (Vec::new(), 0);
            for channel in tx.channels()? {
                if !channel.device.0.starts_with(key) {
                    continue;
                }
                let honest = self.honest.get(&channel.to_string()).copied();
                let mut logs = Vec::new();
                let after = (honest.unwrap_or(0) + 1, u64::MAX >> 1);
                tx.each_change(&channel, after, |_, log, _, _| {
                    logs.push(log);
                    Ok(())
                })?;
                for log in logs {
                    let row = tx.change(log)?;
                    match row.status {
                        Status::Held => held.push(row.head.dot()),
                        Status::Erased => {}
                        _ => others += 1,
                    }
                }
            }
            Ok((held, others))
        });
        read.unwrap()
    }
}

impl Story {
    pub fn suffer(&mut self, trouble: Trouble, season: usize) {
        let [first, second, third] = [0, 1, 2].map(|n| (season + n) % CHIEF);
        match trouble {
            Trouble::Registers => {
                self.serial += 1;
                let name = format!("{MARK}{}", self.serial);
                let id = life::register(&mut self.cast.all[first], &name, self.serial);
                self.asked.push((id, false));
            }
            Trouble::ClockStepsBack => self.cast.all[first].clock.turn(-400 * DAY),
            Trouble::BacksUp => {
                let path = self.cast.fresh(".backup");
                let player = &mut self.cast.all[second];
                player.ws.backup(&player.world, &path).unwrap();
                self.backup = Some((second, path));
            }
            Trouble::Restored => self.restore(),
            Trouble::Copied => self.copy(third),
            Trouble::CopyStays => {
                let (who, copy) = self.copy.take().unwrap();
                self.cast.all[who] = copy;
            }
            Trouble::Stolen => self.steal(first),
            Trouble::Revoked => self.revoke(first),
            Trouble::AsksToBeErased => self.asking = true,
        }
    }

    fn restore(&mut self) {
        let (who, backup) = self.backup.take().unwrap();
        let home = self.cast.fresh("");
        Workspace::restore(&home, &backup).unwrap();
        let player = &mut self.cast.all[who];
        player.ws = Workspace::open(&home, SECRET, &mut player.world).unwrap();
        assert!(player.ws.notices.iter().any(|n| n.code == "W_RESTORED"));
    }

    fn copy(&mut self, who: usize) {
        let home = self.cast.fresh("");
        let (mut world, clock) = self.cast.world(1000 + self.week as u64);
        let player = &mut self.cast.all[who];
        player.ws.store.checkpoint().unwrap();
        copy_folder(&player.ws.home, &home);
        let ws = Workspace::open(&home, SECRET, &mut world).unwrap();
        assert!(ws.notices.iter().any(|n| n.code == "W_COPIED"));
        let copy = Player {
            ws,
            world,
            clock,
            ..*player
        };
        self.copy = Some((who, copy));
    }

    /// From here on nothing that this laptop writes is its owner's.
    fn steal(&mut self, who: usize) {
        self.good = self.segments_of(who);
        self.away = Some(who);
        self.letters.retain(|letter| letter.to != who);
        let thief = &mut self.cast.all[who];
        let channels = thief.ws.check(false).unwrap().channels;
        let tips = channels.iter().map(|c| (c.channel.to_string(), c.tip));
        self.honest = tips.collect();
        life::week(thief, &mut self.dice, &mut self.serial);
        let (path, changes) = self.write(who, CHIEF);
        assert!(changes > 0);
        post::take(&mut self.cast.all[CHIEF], &path).unwrap();
    }

    /// The last segment of each channel of somebody's key that the coordinator has.
    fn segments_of(&mut self, who: usize) -> BTreeMap<String, u64> {
        let device = self.cast.all[who].ws.me.device;
        let key = device.0[..16].to_vec();
        let chief = &mut self.cast.all[CHIEF];
        let read = chief.ws.store.read(|tx| {
            let mut last = BTreeMap::new();
            for channel in tx.channels()? {
                if channel.device.0.starts_with(&key) {
                    let n = tx.seals(&channel)?.last().map_or(0, |s| s.n);
                    last.insert(channel.to_string(), n);
                }
            }
            Ok(last)
        });
        read.unwrap()
    }

    fn revoke(&mut self, who: usize) {
        let now = self.segments_of(who);
        let good: Vec<(String, u64)> = now
            .into_keys()
            .map(|channel| {
                let n = self.good.get(&channel).copied().unwrap_or(0);
                (channel, n)
            })
            .collect();
        let device = self.cast.all[who].ws.me.device.to_string();
        let person = self.cast.all[who].ws.me.person.to_string();
        let chief = &mut self.cast.all[CHIEF];
        let done = chief.ws.revoke(&mut chief.world, &device, &good).unwrap();
        assert!(done.judged.withdrawn > 0, "{done:?}");
        let another = self.cast.enter(who, 2000 + self.week as u64);
        let laptop = std::mem::replace(&mut self.cast.all[who], another);
        self.cast.meet(who, Some(&person));
        self.away = None;
        let honest = std::mem::take(&mut self.honest);
        let mut thief = Thief { laptop, honest };
        // Nothing more is taken from it, nor what was still on its way.
        for letter in self.letters.iter_mut().filter(|l| l.from == who) {
            letter.refused = true;
        }
        life::week(&mut thief.laptop, &mut self.dice, &mut self.serial);
        let path = self.cast.fresh(".sanshe");
        post::write(&mut thief.laptop, self.cast.all[CHIEF].name, &path);
        let refused = post::take(&mut self.cast.all[CHIEF], &path);
        assert_eq!(refused.unwrap_err().code(), "E_SENDER_REVOKED");
        self.thieves.push(thief);
    }

    /// Whoever asked is erased as soon as the coordinator has their record.
    pub fn erase_who_asked(&mut self) {
        let chief = &mut self.cast.all[CHIEF];
        for (id, erased) in self.asked.iter_mut().filter(|_| self.asking) {
            if !*erased && chief.ws.show(&chief.world, *id).is_ok() {
                let done = chief.ws.erase(&mut chief.world, *id, "本人要求").unwrap();
                assert!(done.records >= 2 && done.warnings.is_empty(), "{done:?}");
                *erased = true;
            }
        }
        self.asking &= self.asked.iter().any(|(_, erased)| !erased);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}
