//! Where files went, or came from, last: it is offered first. It lies in the database, for a path may
//! name a person.

use std::path::{Path, absolute};

use super::workspace::Workspace;
use crate::domain::fault::Result;

/// What a folder was chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Files for others.
    Export,
    /// Files from others.
    Import,
    /// Paper.
    Print,
    /// Copies of everything.
    Backup,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::Export => "folder export",
            Self::Import => "folder import",
            Self::Print => "folder print",
            Self::Backup => "folder backup",
        }
    }
}

impl Workspace {
    /// The folder that was chosen last for this, if it is there now.
    pub fn last_folder(&mut self, purpose: Purpose) -> Result<Option<String>> {
        let kept = self.store.read(|tx| tx.meta(purpose.key()))?;
        Ok(kept.filter(|folder| Path::new(folder).is_dir()))
    }

    /// Notes where something went: a folder, or the folder of a file that was named.
    pub fn keep_folder(&mut self, purpose: Purpose, out: &str) -> Result<()> {
        let path = Path::new(out);
        let folder = if path.is_dir() {
            Some(path)
        } else {
            path.parent()
        };
        // A path that is no text can't be offered as one.
        let Some(folder) = folder.and_then(|f| absolute(f).ok()) else {
            return Ok(());
        };
        match folder.to_str() {
            Some(folder) => self.store.transact(|tx| tx.set_meta(purpose.key(), folder)),
            None => Ok(()),
        }
    }
}
