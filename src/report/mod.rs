//! Paper and tables: what a record, a meeting or a list looks like outside the program.
//!
//! A [`Sheet`] says what stands on the paper; [`Sheet::render`] writes it as a Word
//! document, as Markdown or as plain text. [`Pen`] knows how a value is written. Nothing
//! here reads the database or writes a file.

mod blank;
mod docx;
pub mod figures;
pub mod list;
mod markdown;
pub mod minutes;
mod pen;
mod plain;
pub mod record;
mod sheet;
pub mod sign_in;
pub mod table;

pub use pen::{Filled, Pen};
pub use sheet::{Block, Format, Layout, Sheet, Table};
