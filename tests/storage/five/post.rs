//! Files on their way: some are lost, some late, some come twice, and none in order.

use std::path::{Path, PathBuf};

use sanshe::domain::fault::Result;
use sanshe::ops::sync::Imported;

use super::Story;
use super::cast::{CHIEF, COUNTY, Player};

/// A file, and in which week it arrives.
pub struct Letter {
    pub path: PathBuf,
    pub from: usize,
    pub to: usize,
    pub week: usize,
    /// Its sender was revoked since it was written.
    pub refused: bool,
}

/// In how many weeks a file arrives: one of these falls to it.
const LUCK: [&[usize]; 10] = [&[], &[], &[1], &[2], &[0, 2], &[0], &[0], &[0], &[0], &[0]];

pub fn take(player: &mut Player, path: &Path) -> Result<Imported> {
    player
        .ws
        .import(&mut player.world, path, false, &mut |_, _| true)
}

/// Writes a file to somebody.
pub fn write(player: &mut Player, to: &str, path: &Path) -> u64 {
    let made = player
        .ws
        .export(&mut player.world, to, path, &mut |_, _| true);
    made.unwrap().changes
}

impl Story {
    pub fn write(&mut self, from: usize, to: usize) -> (PathBuf, u64) {
        let path = self.cast.fresh(".sanshe");
        let name = self.cast.all[to].name;
        let changes = write(&mut self.cast.all[from], name, &path);
        (path, changes)
    }

    /// Everybody writes to whom they know, except to and from whoever has no computer.
    pub fn post_all(&mut self) {
        let pairs = (0..CHIEF).flat_map(|w| [(w, CHIEF), (CHIEF, w)]);
        let pairs: Vec<_> = pairs.chain([(CHIEF, COUNTY), (COUNTY, CHIEF)]).collect();
        for (from, to) in pairs {
            if self.away == Some(from) || self.away == Some(to) {
                continue;
            }
            let (path, _) = self.write(from, to);
            self.send(&path, (from, to));
        }
        if let Some((who, player)) = &mut self.copy {
            let from = *who;
            let path = self.cast.fresh(".sanshe");
            write(player, self.cast.all[CHIEF].name, &path);
            self.send(&path, (from, CHIEF));
        }
    }

    fn send(&mut self, path: &Path, (from, to): (usize, usize)) {
        for later in LUCK[self.dice.below(LUCK.len())] {
            self.letters.push(Letter {
                path: path.to_path_buf(),
                from,
                to,
                week: self.week + later,
                refused: false,
            });
        }
    }

    /// What arrives this week, in some order. A file to somebody whose folder was copied
    /// comes to one of the two.
    pub fn deliver(&mut self) {
        let now = self.week;
        let due = |letter: &mut Letter| letter.week <= now;
        let mut arrived: Vec<Letter> = self.letters.extract_if(.., due).collect();
        self.dice.shuffle(&mut arrived);
        for letter in arrived {
            let player = match &mut self.copy {
                Some((who, copy)) if *who == letter.to && self.dice.below(2) == 0 => copy,
                _ => &mut self.cast.all[letter.to],
            };
            let came = take(player, &letter.path);
            if letter.refused {
                assert_eq!(came.unwrap_err().code(), "E_SENDER_REVOKED");
            } else {
                came.unwrap();
            }
        }
    }
}
