//! The only room that knows rusqlite.
