//! The recovery file: it opens the keys of whoever forgot the passphrase.

use std::fs;
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
/// The remark that there is none.
pub const NONE: &str = "W_NO_RECOVERY";
/// So many recovery files of one name may lie in a folder.
const SAME: u32 = 99;

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
/// under a name of its own, which is counted on where colleagues of a team keep theirs on
/// one stick. It names nobody. Nothing that stands there is overwritten.
pub(super) fn place(out: &Path, me: &Me) -> Result<PathBuf> {
    let begin = format!("sanshe-recovery-{}-{}", me.team, me.letter);
    let names = (2..=SAME).map(|n| format!("{begin}-{n}.txt"));
    let mut names = std::iter::once(format!("{begin}.txt")).chain(names);
    let path = if out.is_dir() {
        let free = names.find(|name| !out.join(name).exists());
        out.join(free.unwrap_or_else(|| format!("{begin}.txt")))
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
    let file = files::Pending::write(out, MARK, |sink| {
        sink.write_all(identity.as_bytes())
            .map_err(|e| io_fault(out, e))
    })?;
    file.publish_new()?;
    let sealed = secrets.seal_for_recovery(&recipient);
    let done = sealed.and_then(|sealed| files::write_bytes(&home.join(RECOVERY), &sealed));
    if done.is_err() {
        take_back(out);
    }
    done
}

/// Removes a file that opens nothing, because the work that it was made for failed.
pub(super) fn take_back(out: &Path) {
    // The fault of the work is what is told.
    let _ = fs::remove_file(out);
}

/// What the person should know of a file that was made.
#[must_use]
pub fn kept(path: &Path) -> Note {
    Note::new(KEPT).with("path", path.display())
}

/// What the person should know of a new workspace: where its recovery file lies, or that
/// there is none.
#[must_use]
pub fn told(file: Option<&Path>) -> Note {
    file.map_or_else(|| Note::new(NONE), kept)
}
