//! Files that leave the program unencrypted: only under the name that a person gave, and
//! never over a file that is there. Nothing else is left on the disk on the way.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::files::{Tee, digest_of, folder_of, io_fault, sync_folder};
use crate::domain::fault::{Fault, Result};

/// Refuses a name that is taken, before any work.
pub(super) fn must_be_free(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(Fault::new("E_PATH_TAKEN").with("path", path.display()));
    }
    Ok(())
}

/// Writes a new file by `fill`, syncs it, reads it back and lets `check` look at it. If
/// anything fails the file is gone. Answers its length.
pub(super) fn write(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    check: impl FnOnce(&Path) -> Result<()>,
) -> Result<u64> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let opened = options.open(path).map_err(|e| io_fault(path, e))?;
    let done = fill_in(path, opened, fill).and_then(|bytes| check(path).map(|()| bytes));
    if done.is_err() {
        // It holds half of what it should; the fault is what is told.
        let _ = fs::remove_file(path);
    }
    done
}

fn fill_in(
    path: &Path,
    opened: File,
    fill: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<u64> {
    let mut tee = Tee {
        file: BufWriter::new(opened),
        sha: Sha256::new(),
        bytes: 0,
    };
    fill(&mut tee)?;
    let written = tee
        .file
        .into_inner()
        .map_err(|e| io_fault(path, e.into_error()))?;
    written.sync_all().map_err(|e| io_fault(path, e))?;
    drop(written);
    sync_folder(&folder_of(path))?;
    if digest_of(path)? != (tee.sha.finalize().into(), tee.bytes) {
        return Err(Fault::new("E_READ_BACK").with("path", path.display()));
    }
    Ok(tee.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_a_file_that_failed_and_none_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        let half = |out: &mut dyn Write| {
            out.write_all(b"half").unwrap();
            Err(Fault::new("E_CANCELLED"))
        };
        assert_eq!(
            write(&path, half, |_| Ok(())).unwrap_err().code(),
            "E_CANCELLED"
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        let whole = |out: &mut dyn Write| {
            out.write_all(b"whole").unwrap();
            Ok(())
        };
        let bad = |_: &Path| Err(Fault::new("E_ROWS_DIFFER"));
        assert_eq!(
            write(&path, whole, bad).unwrap_err().code(),
            "E_ROWS_DIFFER"
        );
        assert!(!path.exists());
        assert_eq!(write(&path, whole, |_| Ok(())).unwrap(), 5);
        assert_eq!(
            write(&path, whole, |_| Ok(())).unwrap_err().code(),
            "E_PATH_TAKEN"
        );
        assert_eq!(must_be_free(&path).unwrap_err().code(), "E_PATH_TAKEN");
        assert_eq!(fs::read(&path).unwrap(), b"whole");
    }
}
