//! Signs that another database writes under the name of this one.

use super::Tx;
use crate::domain::change::Head;
use crate::domain::fault::Result;
use crate::domain::id::{Channel, DeviceId, Dot, Scope};

/// The last change of a device that the author of another one saw.
pub(super) fn last_named(head: &Head, device: DeviceId) -> Option<Dot> {
    let dots = head.fields.values().flatten();
    let dots = dots.chain(&head.gates).chain(&head.rows);
    dots.filter(|dot| dot.device == device).max().copied()
}

impl Tx<'_> {
    /// Does a change in this scope name one of this device that this database never wrote?
    /// A copy of the database may have; and if nobody has, the next change written here
    /// would be covered before its author wrote it.
    pub(super) fn is_unwritten(&self, scope: &Scope, names: Option<Dot>) -> Result<bool> {
        let Some(Dot { device, seq }) = names else {
            return Ok(false);
        };
        let scope = scope.clone();
        Ok(seq > self.tip(&Channel { device, scope })?)
    }

    /// The same of a change that was held back when it came, and takes part from now on.
    pub(super) fn names_unwritten(&self, head: &Head) -> Result<bool> {
        let own: Option<DeviceId> = self.meta("device")?.map(|text| text.parse()).transpose()?;
        self.is_unwritten(&head.scope, own.and_then(|own| last_named(head, own)))
    }
}
