//! What stands on a paper, whatever it is written as.

use crate::domain::fault::Result;
use crate::text::fold::visible;

use super::{docx, markdown, plain};

/// What a sheet is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A Word document.
    Docx,
    /// Markdown, UTF-8.
    Markdown,
    /// Plain text, UTF-8, aligned in the cells of a fixed-width font.
    Text,
}

impl Format {
    /// The format of this word, or of this ending of a file name.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "docx" => Some(Self::Docx),
            "md" => Some(Self::Markdown),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

/// How a page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A form: facts in tables, upright.
    Form,
    /// A list with many columns: the page lies on its side.
    Wide,
    /// Minutes by GB/T 9704-2012.
    Minutes,
}

/// Headings and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The headings.
    pub headings: Vec<String>,
    /// The rows, as long as the headings.
    pub rows: Vec<Vec<String>>,
    /// Whether people write into it by hand: its rows are high.
    pub by_hand: bool,
}

/// One piece of a sheet, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// The name of the paper; in minutes the masthead.
    Title(String),
    /// A centred line below it; in minutes the number.
    Under(String),
    /// A centred title of its own, below a masthead.
    Subject(String),
    /// What follows belongs to this.
    Heading(String),
    /// Names and values.
    Facts(Vec<(String, String)>),
    /// A table.
    Table(Table),
    /// A paragraph.
    Text(String),
    /// A name, then text that stays to the right of it.
    Hanging(String, String),
    /// An empty line.
    Space,
    /// Where people sign, beside each other.
    Sign(Vec<String>),
}

/// One paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// How it is laid out.
    pub layout: Layout,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

impl Sheet {
    /// The sheet as a file. `day` (`YYYY-MM-DD`) is when it was made, for formats that
    /// say so.
    pub fn render(&self, format: Format, day: &str) -> Result<Vec<u8>> {
        match format {
            Format::Docx => docx::write(self, day),
            Format::Markdown => Ok(markdown::write(self).into_bytes()),
            Format::Text => Ok(plain::write(self).into_bytes()),
        }
    }
}

/// The lines of a value; what nobody sees is marked in them.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(visible).collect()
}
