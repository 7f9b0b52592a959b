//! What was typed and is not saved yet.

use rusqlite::{OptionalExtension, params};

use super::Tx;
use crate::domain::fault::Result;
use crate::domain::stamp::Stamp;

/// One kept draft, without its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its key.
    pub key: String,
    /// The form.
    pub form: String,
    /// What people see of it.
    pub title: String,
    /// When it was kept last.
    pub at: Stamp,
}

impl Tx<'_> {
    /// Keeps a draft in place of what was kept under its key.
    pub fn keep_draft(&self, draft: &Kept, body: &str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO draft(key, form, title, body, at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                draft.key,
                draft.form,
                draft.title,
                body,
                draft.at.to_bits()
            ])?;
        Ok(())
    }

    /// The body of a draft.
    pub fn draft_body(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT body FROM draft WHERE key = ?1")?
            .query_row([key], |r| r.get(0))
            .optional()?)
    }

    /// It is done with.
    pub fn drop_draft(&self, key: &str) -> Result<()> {
        self.conn
            .prepare_cached("DELETE FROM draft WHERE key = ?1")?
            .execute([key])?;
        Ok(())
    }

    /// All drafts, the newest first, and whether anything stands in each.
    pub fn drafts(&self) -> Result<Vec<(Kept, bool)>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT key, form, title, at, body <> '' FROM draft ORDER BY at DESC, key",
        )?;
        let rows = statement.query_map([], |r| {
            let kept = Kept {
                key: r.get(0)?,
                form: r.get(1)?,
                title: r.get(2)?,
                at: Stamp::from_bits(r.get(3)?),
            };
            Ok((kept, r.get(4)?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
