//! Chance that can be had again, and a clock that is set: the same seed makes the same
//! data.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::{Date, Time};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

use crate::ops::world::World;

/// Milliseconds between two looks at a made-up clock.
const TICK: u64 = 37;
/// Suzhou is this many hours ahead of UTC.
const ZONE: i64 = 8;

fn stream(seed: u64, name: &str) -> ChaCha20Rng {
    let mut sha = Sha256::new();
    sha.update(seed.to_be_bytes());
    sha.update(name);
    ChaCha20Rng::from_seed(sha.finalize().into())
}

/// A clock that stands where it is set and ticks when it is read.
#[derive(Clone)]
pub(super) struct Clock(Arc<AtomicU64>);

impl Clock {
    /// Sets it to a time of day in Suzhou.
    pub(super) fn set(&self, day: Date, hour: i8, minute: i8) {
        let time = Time::new(hour, minute, 0, 0).unwrap_or(Time::midnight());
        let offset = jiff::tz::Offset::UTC;
        let ms = offset
            .to_timestamp(day.to_datetime(time))
            .map_or(0, jiff::Timestamp::as_millisecond);
        let ms = ms - ZONE * 3_600_000;
        self.0
            .store(u64::try_from(ms).unwrap_or(0), Ordering::Relaxed);
    }
}

/// A made-up world of its own for everyone who has a name of their own.
pub(super) fn made_up(seed: u64, name: &str) -> (World, Clock) {
    let now = Arc::new(AtomicU64::new(0));
    let clock = Clock(Arc::clone(&now));
    let tick = move || now.fetch_add(TICK, Ordering::Relaxed);
    let world = World::new(None, Box::new(tick), Box::new(stream(seed, name)));
    (world, clock)
}

/// What happens and what is said.
pub(super) struct Dice(ChaCha20Rng);

impl Dice {
    pub(super) fn new(seed: u64, name: &str) -> Self {
        Self(stream(seed, name))
    }

    /// One of `0..n`; 0 if there is none.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.0.next_u64() % n).unwrap_or(0)
    }

    /// True `percent` times of a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list; nothing of an empty one.
    pub(super) fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        of.get(self.below(of.len())).map_or("", String::as_str)
    }

    /// One of a few words.
    pub(super) fn pick(&mut self, of: &[&'static str]) -> &'static str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// A list in another order.
    pub(super) fn shuffled(&mut self, n: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..n).collect();
        for i in (1..n).rev() {
            all.swap(i, self.below(i + 1));
        }
        all
    }
}
