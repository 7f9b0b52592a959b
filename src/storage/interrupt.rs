//! Stopping a long read from another thread: what was typed over need not be found.

use rusqlite::InterruptHandle;

use super::Store;

/// Stops what the database is doing just now; it fails with `E_CANCELLED`.
pub struct Interrupter(InterruptHandle);

impl Interrupter {
    /// Stops it. Nothing happens while nothing is running.
    pub fn stop(&self) {
        self.0.interrupt();
    }
}

impl Store {
    /// A handle for another thread to stop what this one does.
    #[must_use]
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.conn.get_interrupt_handle())
    }
}
