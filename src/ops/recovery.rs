//! The recovery file: it opens the keys of whoever forgot the passphrase.

use std::path::{Path, PathBuf, absolute};

use super::files::{self, io_fault};
use super::unfinished;
use super::workspace::{KEY_FILE, KEYS, Me, RECOVERY, Workspace, take_lock};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::passphrase;
use crate::sync::keys::{self, Secrets};

/// With what a recovery file's name begins until it has its own.
const MARK: &str = "recovery-";
/// The remark that says where it lies.
pub const KEPT: &str = "W_RECOVERY_KEPT";

impl Workspace {
    /// Seals the keys with another passphrase; with `recovery_out`, makes a new
    /// recovery file too, and the old one opens nothing any more. Answers where it lies.
    pub fn change_passphrase(
        &mut self,
        new: &str,
        recovery_out: Option<&Path>,
    ) -> Result<Option<PathBuf>> {
        let sealed = self.secrets.seal_with_passphrase(new)?;
        let out = recovery_out.map(|out| place(out, &self.me)).transpose()?;
        if let Some(out) = &out {
            write(&self.home, out, &self.secrets)?;
        }
        files::write_bytes(&self.home.join(KEYS), &sealed)?;
        Ok(out)
    }

    /// Opens the keys with the recovery file and seals them with a new passphrase.
    pub fn recover(home: &Path, recovery: &Path, new: &str) -> Result<()> {
        passphrase::check(new)?;
        let _lock = take_lock(home)?;
        let path = home.join(RECOVERY);
        if unfinished::is_unfinished(home) || !path.exists() {
            return Err(Fault::new("E_NO_RECOVERY").with("path", home.display()));
        }
        let sealed = files::read_capped(&path, KEY_FILE)?;
        let identity = zeroize::Zeroizing::new(files::read_capped(recovery, KEY_FILE)?);
        let identity = std::str::from_utf8(&identity).map_err(|_| Fault::new("E_RECOVERY"))?;
        let secrets = Secrets::open_with_recovery(&sealed, identity)?;
        files::write_bytes(&home.join(KEYS), &secrets.seal_with_passphrase(new)?)
    }
}

/// Where a recovery file goes: to the path given or, as other files do, into a folder
/// under a name of its own. It tells whose sticks lie in a safe apart and names nobody.
/// Nothing that stands there is overwritten.
pub(super) fn place(out: &Path, me: &Me) -> Result<PathBuf> {
    let path = if out.is_dir() {
        out.join(format!("sanshe-recovery-{}-{}.txt", me.team, me.letter))
    } else {
        out.to_path_buf()
    };
    if path.exists() {
        return Err(Fault::new("E_PATH_TAKEN").with("path", path.display()));
    }
    Ok(absolute(&path).unwrap_or(path))
}

/// Makes the file, and seals the keys for it.
pub(super) fn write(home: &Path, out: &Path, secrets: &Secrets) -> Result<()> {
    let (identity, recipient) = keys::new_recovery();
    files::sweep(&files::folder_of(out), MARK);
    files::write_whole(out, MARK, |sink| {
        sink.write_all(identity.as_bytes())
            .map_err(|e| io_fault(out, e))
    })?;
    files::write_bytes(
        &home.join(RECOVERY),
        &secrets.seal_for_recovery(&recipient)?,
    )
}

/// What the person should know of a file that was made.
#[must_use]
pub fn kept(path: &Path) -> Note {
    Note::new(KEPT).with("path", path.display())
}
