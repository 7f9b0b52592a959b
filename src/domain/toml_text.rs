//! Reading a data file of ours: a broken one names file, line and reason.

use serde::de::DeserializeOwned;

use super::fault::{Fault, Result};

/// A data file: its name, for the sentence, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// The name a person knows the file by.
    pub file: &'a str,
    /// Its whole text.
    pub text: &'a str,
}

impl Text<'_> {
    /// `E_CODES_FILE` about the line of this byte: `reason` is a keyword of the locale
    /// files, `detail` the word it is about.
    #[must_use]
    pub fn fault(&self, at: usize, reason: &str, detail: &str) -> Fault {
        let before = self.text.as_bytes().iter().take(at);
        let line = 1 + before.filter(|b| **b == b'\n').count();
        Fault::new("E_CODES_FILE")
            .with("file", self.file)
            .with("line", line)
            .with("reason", reason)
            .with("detail", detail)
    }
}

/// Reads the file, or says where it is broken.
pub fn parse<T: DeserializeOwned>(source: Text<'_>) -> Result<T> {
    toml::from_str(source.text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start);
        let message = e.message().lines().collect::<Vec<_>>().join(" ");
        source.fault(at, "syntax", &message).because(e)
    })
}
