//! Places that people add: codes and names of townships and villages.

use super::workspace::Workspace;
use crate::domain::fault::{Fault, Result};
use crate::domain::places::Imported;

impl Workspace {
    /// Adds or renames one place. Answers whether anything changed.
    pub fn add_place(&mut self, code: &str, name: &str) -> Result<bool> {
        let mut places = self.reference.places.clone();
        let changed = places.add(code, name).map_err(Fault::from)?;
        let place = places.get(code).map(|p| (p.code.clone(), p.name.clone()));
        if let Some((code, name)) = place.filter(|_| changed) {
            self.store.transact(|tx| tx.put_place(&code, &name))?;
        }
        self.reference.places = places;
        Ok(changed)
    }

    /// Adds the places of a table `code,name`. Good rows are kept; bad ones are
    /// listed with their lines.
    pub fn import_places(&mut self, csv: &[u8]) -> Result<Imported> {
        let mut places = self.reference.places.clone();
        let imported = places.import_csv(csv, &self.reference.city)?;
        self.store.transact(|tx| {
            imported
                .rows
                .iter()
                .try_for_each(|(code, name)| tx.put_place(code, name))
        })?;
        self.reference.places = places;
        Ok(imported)
    }
}
