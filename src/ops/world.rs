//! What is passed in: today, the clock, chance. Nothing below reads them elsewhere.

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use rand_core::{CryptoRng, OsRng, RngCore};

/// A source of chance fit for keys.
pub trait Chance: RngCore + CryptoRng + Send {}
impl<T: RngCore + CryptoRng + Send> Chance for T {}

/// The world outside the program.
pub struct World {
    today: Option<Date>,
    now: Box<dyn Fn() -> u64 + Send>,
    chance: Box<dyn Chance>,
    last: (u64, u16),
}

impl World {
    /// The real world; `today` replaces the calendar's date for late entry and tests.
    #[must_use]
    pub fn real(today: Option<Date>) -> Self {
        let now = || u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(0);
        Self::new(today, Box::new(now), Box::new(OsRng))
    }

    /// A made-up world, for tests and made-up data.
    #[must_use]
    pub fn new(
        today: Option<Date>,
        now: Box<dyn Fn() -> u64 + Send>,
        chance: Box<dyn Chance>,
    ) -> Self {
        Self {
            today,
            now,
            chance,
            last: (0, 0),
        }
    }

    /// Milliseconds since 1970 by this machine's clock.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        (self.now)()
    }

    /// The day in Asia/Shanghai (UTC+8, no summer time).
    #[must_use]
    pub fn today(&self) -> Date {
        self.today.unwrap_or_else(|| date_at(self.now_ms()))
    }

    /// The clock's time on [`World::today`], in milliseconds since 1970: for what people
    /// are shown as written on that day.
    #[must_use]
    pub fn here_ms(&self) -> u64 {
        let now = self.now_ms();
        let Some(today) = self.today else { return now };
        let zone = TimeZone::fixed(Offset::constant(8));
        let moment = today.to_datetime(clock_at(now).time()).to_zoned(zone);
        let ms = moment.map(|m| m.timestamp().as_millisecond());
        ms.ok().and_then(|ms| ms.try_into().ok()).unwrap_or(now)
    }

    /// The source of chance.
    pub fn chance(&mut self) -> &mut dyn Chance {
        &mut *self.chance
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill_bytes(&mut bytes);
        bytes
    }

    /// When a new record is made, for its id: milliseconds since 1970 and a counter in
    /// them of twelve bits, which begins anywhere in its lower half.
    pub fn moment(&mut self) -> (u64, u16) {
        let (ms, count) = self.last;
        let now = self.now_ms();
        self.last = if now != ms {
            (now, u16::from_be_bytes(self.bytes()) & 0x7ff)
        } else if count < 0xfff {
            (ms, count + 1)
        } else {
            (ms + 1, 0)
        };
        self.last
    }
}

/// The day in Asia/Shanghai at a moment.
#[must_use]
pub fn date_at(ms: u64) -> Date {
    clock_at(ms).date()
}

/// Day and time in Asia/Shanghai at a moment.
#[must_use]
pub fn clock_at(ms: u64) -> jiff::civil::DateTime {
    let zone = TimeZone::fixed(Offset::constant(8));
    let ms = i64::try_from(ms).unwrap_or(i64::MAX);
    let moment = jiff::Timestamp::from_millisecond(ms).unwrap_or(jiff::Timestamp::MAX);
    moment.to_zoned(zone).datetime()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_on_a_given_day_has_that_day_and_the_clock_s_time() {
        // 2026-11-23 00:00:05 in Suzhou.
        let clock = || 1_795_363_205_000;
        let given = jiff::civil::date(2026, 3, 1);
        let world = |today| World::new(today, Box::new(clock), Box::new(OsRng));
        assert_eq!(
            clock_at(world(Some(given)).here_ms()).to_string(),
            "2026-03-01T00:00:05"
        );
        assert_eq!(world(None).here_ms(), 1_795_363_205_000);
    }

    #[test]
    fn the_day_turns_at_midnight_in_suzhou() {
        // 2026-11-22 15:59:59.999 UTC and a millisecond later.
        let before = 1_795_363_199_999;
        assert_eq!(date_at(before).to_string(), "2026-11-22");
        assert_eq!(date_at(before + 1).to_string(), "2026-11-23");
        assert_eq!(clock_at(before + 1).to_string(), "2026-11-23T00:00:00");
    }
}
