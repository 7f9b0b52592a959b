//! Places that people add: codes and names of townships and villages. One that is added by
//! itself is a record like any other and travels; a whole table stays here, for everybody
//! gets the same one from whoever publishes it.

use super::workspace::Workspace;
use super::world::World;
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::Object;
use crate::domain::places::{Imported, Places};
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::storage::{Query, Tx};

/// The form of a place.
pub(super) const PLACE: &str = "place";
/// Places read at a time.
const PAGE: u32 = 500;

/// The places of this database: tables that were brought in, then what people added.
pub(super) fn add_own(tx: &Tx, places: &mut Places) -> Result<()> {
    for (code, name) in tx.places()? {
        let _ = places.add(&code, &name);
    }
    let mut query = Query {
        form: PLACE.into(),
        limit: PAGE,
        ..Query::default()
    };
    loop {
        let page = tx.list(&query)?;
        for record in &page.items {
            let (code, name) = (record.get("code").text(), record.get("name").text());
            if let (Some(code), Some(name)) = (code, name)
                && counts(record)
            {
                places.take(code, name);
            }
        }
        query.after = page.next;
        if query.after.is_none() {
            return Ok(());
        }
    }
}

/// Whoever may write in one place does not rename another.
fn counts(record: &Record) -> bool {
    !record.void && record.get("code").text() == Some(record.scope.place())
}

impl Workspace {
    /// Adds or renames one place, as a record of its own. Answers whether anything
    /// changed, and what there is to say of it.
    pub fn add_place(
        &mut self,
        world: &mut World,
        code: &str,
        name: &str,
    ) -> Result<(bool, Vec<Note>)> {
        let mut places = self.reference.places.clone();
        if !places.add(code, name).map_err(Fault::from)? {
            return Ok((false, Vec::new()));
        }
        let place = places.get(code).map(|p| (p.code.clone(), p.name.clone()));
        let Some((code, name)) = place else {
            return Ok((false, Vec::new()));
        };
        let there = self.store.read(|tx| {
            let page = tx.list(&Query {
                form: PLACE.into(),
                filters: vec![("code".into(), Value::from(code.as_str()))],
                limit: PAGE,
                ..Query::default()
            })?;
            Ok(page.items.into_iter().find(counts))
        })?;
        let mut input = Object::new();
        input.insert("name".into(), name.into());
        let saved = if let Some(record) = there {
            self.set(world, record.id, &input)?
        } else {
            input.insert("code".into(), code.into());
            self.new_record(world, PLACE, None, &input)?
        };
        self.reference.places = places;
        let mut warnings = saved.warnings;
        // That the code was not on the list is why it is added.
        warnings.retain(|n| n.code != "W_PLACE");
        Ok((true, warnings))
    }

    /// Reads the places anew, after changes of them came.
    pub(super) fn read_places(&mut self) -> Result<()> {
        let mut places = Places::built_in()?;
        self.store.read(|tx| add_own(tx, &mut places))?;
        self.reference.places = places;
        Ok(())
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
