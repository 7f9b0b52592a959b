//! The numbers of forms and their indexed fields: given out once when a database is
//! opened, so that index entries are made where no database is at hand.

use std::collections::HashMap;

use super::{Store, Tx};
use crate::domain::fault::Result;
use crate::domain::form::{Form, Forms, Machine, RETURNED, REVIEW};

/// The number of each form here and of each of its indexed fields.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<String, OfForm>);

/// The numbers of one form.
#[derive(Debug)]
pub(super) struct OfForm {
    /// The form's own.
    pub(super) form: i64,
    /// Those of its fields, in the form's order; `None` where a field is not indexed.
    fields: Vec<Option<i64>>,
    /// That of state and order together, with the places of both among the form's fields.
    queue: Option<(i64, usize, usize)>,
    /// Those of "given back to be mended" and of "to be reviewed", if its records can be.
    gate: Option<(i64, i64)>,
}

/// Under which name state and order stand in the index together; no field is called so.
pub(super) fn queue_name(machine: &Machine) -> Option<String> {
    let by = machine.by.as_ref()?;
    Some(format!("{}+{by}", machine.field))
}

/// Where a form's records wait by state and order.
fn queue(tx: &Tx, form: &Form) -> Result<Option<(i64, usize, usize)>> {
    let Some((machine, name)) = form.state.as_ref().and_then(|m| Some((m, queue_name(m)?))) else {
        return Ok(None);
    };
    let place = |id: &str| form.fields.iter().position(|f| f.id == id);
    let places = place(&machine.field).zip(machine.by.as_deref().and_then(place));
    let Some((state, by)) = places else {
        return Ok(None);
    };
    Ok(Some((tx.names().text(&tx.conn, &name)?, state, by)))
}

/// Whether a field's values stand in the index: those the form says, and the state.
fn indexed(form: &Form, field: usize) -> bool {
    form.fields.get(field).is_some_and(|field| {
        field.indexed || form.state.as_ref().is_some_and(|m| m.field == field.id)
    })
}

impl Numbers {
    /// The numbers of a form; `None` for a form that this version doesn't know.
    pub(super) fn of(&self, form: &str) -> Option<&OfForm> {
        self.0.get(form)
    }

    fn given(tx: &Tx, forms: &Forms) -> Result<Self> {
        let mut numbers = HashMap::new();
        for form in forms.iter() {
            let number = |(at, id): (usize, &String)| {
                let number = indexed(form, at).then(|| tx.names().text(&tx.conn, id));
                number.transpose()
            };
            let ids = form.fields.iter().map(|field| &field.id);
            let text = |id: &str| tx.names().text(&tx.conn, id);
            let gate = if form.approve.is_empty() {
                None
            } else {
                Some((text(RETURNED)?, text(REVIEW)?))
            };
            let of = OfForm {
                form: text(&form.id)?,
                gate,
                queue: queue(tx, form)?,
                fields: ids.enumerate().map(number).collect::<Result<_>>()?,
            };
            numbers.insert(form.id.clone(), of);
        }
        Ok(Self(numbers))
    }
}

impl OfForm {
    /// The number of the form's `at`-th field, if it is indexed.
    pub(super) fn field(&self, at: usize) -> Option<i64> {
        self.fields.get(at).copied().flatten()
    }

    /// The number of state and order together, and the places of both fields.
    pub(super) fn queue(&self) -> Option<(i64, usize, usize)> {
        self.queue
    }

    /// For whom a record waits: for its writer while it is given back, else for whoever
    /// approves it. What was approved once costs nothing for ever after.
    pub(super) fn waits(&self, approved: bool, returned: bool) -> Option<i64> {
        let (back, review) = self.gate.filter(|_| !approved)?;
        Some(if returned { back } else { review })
    }
}

impl Store {
    /// Gives every form and indexed field its number, if it has none yet.
    pub(super) fn number_forms(&mut self) -> Result<()> {
        let forms = std::sync::Arc::clone(&self.forms);
        self.numbers = self.transact(|tx| Numbers::given(tx, &forms))?.into();
        Ok(())
    }
}
