//! The doors: the first run with its tour, and the lock.

mod tour;
mod unlock;
mod welcome;

pub use tour::Tour;
pub use unlock::Unlock;
pub use welcome::Welcome;
