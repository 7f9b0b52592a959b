//! sanshe (三社): records of case work, meetings and volunteers, offline.
#![warn(missing_docs)]
// The map of the house is written when the rooms stand.
pub mod cli;
pub mod domain;
pub mod i18n;
pub mod ops;
pub mod storage;
pub mod sync;
pub mod text;
