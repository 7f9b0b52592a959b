//! Whose a file is, before anything of it is opened: what its front says.

use std::fs::File;
use std::path::Path;

use crate::domain::fault::{Fault, Result};
use crate::ops::files::io_fault;
use crate::ops::keys::load_trust;
use crate::ops::workspace::Workspace;
use crate::storage::Tx;
use crate::sync::{container, public_key};

/// What the front of a file says. Who signed it is checked, its contents are not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// The sender's name, if their key is trusted here.
    pub from: Option<String>,
    /// Whether it was made at this device.
    pub own: bool,
    /// The file's number among those to its receiver.
    pub number: u64,
    /// Whether it was taken in here before.
    pub received: bool,
    /// Whether it brings no changes; its number is then another file's too.
    pub receipt: bool,
}

impl Workspace {
    /// The fronts of these files, each by itself: one that cannot be read is no fault of
    /// the others.
    pub fn fronts(&mut self, paths: &[String]) -> Result<Vec<Result<Front>>> {
        let (me, secrets) = (&self.me, &self.secrets);
        let own = secrets.key_line()?;
        let trust = self.store.read(|tx| load_trust(tx, me, secrets))?;
        let front = |tx: &Tx, path: &String| {
            let path = Path::new(path);
            if path.is_dir() {
                return Err(Fault::new("E_FILE_FOLDER").with("path", path.display()));
            }
            let file = File::open(path).map_err(|e| io_fault(path, e))?;
            let manifest = container::front(file, &secrets.identity)?;
            let (key, person) = (&manifest.from.key, &manifest.from.person);
            let who = trust.who(key).filter(|_| trust.is_person(key, person));
            let at = (manifest.number, manifest.volume.n);
            let received = tx.received_at(&public_key::of_known_line(key)?, at.0, at.1)?;
            Ok(Front {
                received: received.is_some(),
                from: who.map(|(_, name)| name.to_owned()),
                own: *key == own,
                number: manifest.number,
                receipt: manifest.part("seals.zst").is_none_or(|p| p.plain == 0),
            })
        };
        self.store
            .read(|tx| Ok(paths.iter().map(|path| front(tx, path)).collect()))
    }
}
