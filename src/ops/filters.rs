//! Filters of lists that a person keeps under a name. They lie in the database: whom one
//! looks for is nobody else's business.

use super::workspace::Workspace;
use crate::domain::fault::{Fault, Result};
use crate::domain::value::Value;

/// Indexed fields and the value each must have.
pub type Filters = Vec<(String, Value)>;

/// A name of a filter is at most this long, in characters.
const NAME: usize = 30;

fn key(form: &str) -> String {
    format!("filters {form}")
}

impl Workspace {
    /// The filters kept for a form, in the order they were kept.
    pub fn kept_filters(&mut self, form: &str) -> Result<Vec<(String, Filters)>> {
        let text = self.store.read(|tx| tx.meta(&key(form)))?;
        let Some(text) = text else {
            return Ok(Vec::new());
        };
        serde_json::from_str(&text).map_err(|e| Fault::new("E_DB_DAMAGED").because(e))
    }

    /// Keeps a filter under a name, in place of one of that name; one without conditions
    /// is dropped. Answers what is kept now.
    pub fn keep_filter(
        &mut self,
        form: &str,
        name: &str,
        filters: Filters,
    ) -> Result<Vec<(String, Filters)>> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME {
            return Err(Fault::new("E_FILTER_NAME").with("max", NAME));
        }
        let mut kept = self.kept_filters(form)?;
        kept.retain(|(known, _)| known != name);
        if !filters.is_empty() {
            kept.push((name.to_owned(), filters));
        }
        let text = serde_json::to_string(&kept).map_err(|e| Fault::new("E_DB").because(e))?;
        self.store.transact(|tx| tx.set_meta(&key(form), &text))?;
        Ok(kept)
    }
}
