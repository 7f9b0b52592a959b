//! Hybrid time: orders what is shown, decides nothing.
//!
//! Field laptops have wrong clocks, so no rule of merging reads a stamp. Our own
//! thirty lines, because the usual crates refuse or repeat stamps after a clock
//! steps back.

use std::fmt;
use std::str::FromStr;

use super::fault::Fault;
use super::id::unhex;

/// Milliseconds a remote stamp may lie ahead of this clock and still drag it along.
const DRAG_MS: u64 = 24 * 60 * 60 * 1000;

/// The greatest stamp that is read: databases keep it as a signed number.
const GREATEST: u64 = u64::MAX >> 1;

/// Milliseconds since 1970 (48 bits) and a counter (16 bits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Stamp(u64);

impl Stamp {
    /// The stamp of a moment, counter 0.
    #[must_use]
    pub fn at(ms: u64) -> Self {
        Self((ms & 0xffff_ffff_ffff) << 16)
    }

    /// The milliseconds since 1970 in it.
    #[must_use]
    pub fn ms(self) -> u64 {
        self.0 >> 16
    }

    /// The next stamp after `self`, the last one given, at `now_ms`: it always
    /// grows, even when the clock was stepped back.
    #[must_use]
    pub fn next(self, now_ms: u64) -> Self {
        Self((self.0 + 1).max(Self::at(now_ms).0))
    }

    /// The last stamp after a remote one was seen at `now_ms`. A stamp more than
    /// 24 hours ahead drags nothing.
    #[must_use]
    pub fn observe(self, remote: Self, now_ms: u64) -> Self {
        if remote.ms() > now_ms + DRAG_MS {
            self
        } else {
            self.max(remote)
        }
    }

    /// The stamp as one number, as the database keeps it.
    #[must_use]
    pub fn to_bits(self) -> u64 {
        self.0
    }

    /// The stamp of such a number.
    #[must_use]
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Stamp {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        unhex::<8>(text)
            .map(|bytes| Self(u64::from_be_bytes(bytes)))
            .filter(|stamp| stamp.0 <= GREATEST)
            .ok_or_else(|| Fault::new("E_STAMP_TEXT").with("text", text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_grow_when_the_clock_steps_back() {
        let a = Stamp::at(1000).next(2000);
        let b = a.next(500);
        let c = b.next(500);
        assert!(a < b && b < c);
        assert_eq!((a.ms(), c.ms()), (2000, 2000));
        assert_eq!(c.to_string().parse::<Stamp>().unwrap(), c);
    }

    #[test]
    fn a_far_future_stamp_drags_nothing() {
        let here = Stamp::at(1_000);
        assert_eq!(here.observe(Stamp::at(DRAG_MS + 1_001), 1_000), here);
        let near = Stamp::at(DRAG_MS + 1_000);
        assert_eq!(here.observe(near, 1_000), near);
    }

    #[test]
    fn a_stamp_that_no_database_can_keep_is_not_read() {
        let read = |text: &str| text.parse::<Stamp>();
        assert!(read("7fffffffffffffff").is_ok());
        for beyond in ["8000000000000000", "ffffffffffffffff"] {
            assert_eq!(read(beyond).unwrap_err().code(), "E_STAMP_TEXT");
        }
    }

    #[test]
    fn a_full_counter_flows_into_the_milliseconds() {
        let full = Stamp::from_bits((7 << 16) | 0xffff);
        assert_eq!(full.next(0), Stamp::at(8));
    }
}
