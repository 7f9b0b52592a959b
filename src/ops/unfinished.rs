//! What a killed run leaves behind: files not yet under their names, and folders whose
//! workspace was never finished.

use std::fs;
use std::path::Path;

use super::files::{self, io_fault};
use super::workspace::{DATABASE, KEYS, RECOVERY, RESTORED};
use crate::domain::fault::{Fault, Result};

/// Stands in a folder while `init` or `restore` makes a workspace of it.
const UNFINISHED: &str = "sanshe.unfinished";

/// Whether a workspace was begun here and never finished: nobody was told that it was
/// made, and it holds nothing of its own.
#[must_use]
pub(super) fn is_unfinished(home: &Path) -> bool {
    home.join(UNFINISHED).exists()
}

/// Refuses a folder that holds a workspace already.
pub(super) fn must_be_free(home: &Path) -> Result<()> {
    let taken = [DATABASE, KEYS].iter().any(|n| home.join(n).exists());
    if taken && !is_unfinished(home) {
        return Err(Fault::new("E_WORKSPACE_EXISTS").with("path", home.display()));
    }
    Ok(())
}

/// Marks a folder whose lock is held, and takes away what an earlier attempt left.
pub(super) fn begin(home: &Path) -> Result<()> {
    // Somebody else may have finished between the first look and the lock.
    must_be_free(home)?;
    if is_unfinished(home) {
        clear(home);
        return Ok(());
    }
    files::write_bytes(&home.join(UNFINISHED), b"")
}

/// Ends the work: from here on the folder holds a workspace, after a power cut too.
pub(super) fn finish(home: &Path) -> Result<()> {
    files::sync_folder(home)?;
    let mark = home.join(UNFINISHED);
    fs::remove_file(&mark).map_err(|e| io_fault(&mark, e))?;
    files::sync_folder(home)
}

/// Gives up: nothing of the attempt stays.
pub(super) fn give_up(home: &Path) {
    clear(home);
    files::sweep(home, "");
    let _ = fs::remove_file(home.join(UNFINISHED));
}

fn clear(home: &Path) {
    let database = ["-wal", "-shm", "-journal"].map(|end| format!("{DATABASE}{end}"));
    let names = [DATABASE, KEYS, RECOVERY, RESTORED].into_iter();
    for name in names.chain(database.iter().map(String::as_str)) {
        let _ = fs::remove_file(home.join(name));
    }
}
