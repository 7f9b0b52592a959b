//! Writing files that must be whole: beside, sync, rename, read back.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, PersistError};

use crate::domain::fault::{Fault, Result};

/// An error of the file system in the words of the workspace.
#[must_use]
pub fn io_fault(path: &Path, error: io::Error) -> Fault {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "E_DISK_FULL",
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => "E_READ_ONLY",
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "E_NO_SUCH_PATH",
        io::ErrorKind::AlreadyExists => "E_PATH_TAKEN",
        io::ErrorKind::IsADirectory => "E_IS_FOLDER",
        io::ErrorKind::FileTooLarge => "E_FILE_LIMIT",
        _ => "E_FILE",
    };
    Fault::new(code).with("path", path.display()).because(error)
}

/// Reads a whole file of at most `cap` bytes.
pub fn read_capped(path: &Path, cap: u64) -> Result<Vec<u8>> {
    let file = File::open(path).map_err(|e| io_fault(path, e))?;
    let mut bytes = Vec::new();
    file.take(cap + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| io_fault(path, e))?;
    if bytes.len() as u64 > cap {
        return Err(Fault::new("E_FILE_TOO_LARGE")
            .with("path", path.display())
            .with("cap", cap));
    }
    Ok(bytes)
}

/// With what the names of files begin that have not their own name yet.
const BESIDE: &str = ".sanshe-";
/// How many random characters follow.
const RANDOM: usize = 6;

/// Removes what a killed run left under names that begin with this mark. Whoever calls
/// knows that no other process writes under it in this folder.
pub fn sweep(folder: &Path, mark: &str) {
    let begin = format!("{BESIDE}{mark}");
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let rest = name.to_str().and_then(|n| n.strip_prefix(&begin));
        let random = |rest: &str| {
            rest.len() >= RANDOM && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        // What can't be removed harms nobody: it is encrypted, and under no final name.
        if rest.is_some_and(random) && entry.file_type().is_ok_and(|t| t.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A file written beside its place and synced, not yet under its name: dropped, it is
/// gone.
pub struct Pending {
    path: PathBuf,
    temp: NamedTempFile,
    digest: [u8; 32],
    bytes: u64,
}

impl Pending {
    /// Writes a temporary file in the folder of `path` by `fill` and syncs it. Only its
    /// owner may read it. Its name begins with `mark`, for [`sweep`].
    pub fn write(
        path: &Path,
        mark: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<Self> {
        let folder = folder_of(path);
        let temp = temporary(&folder, mark)?;
        let mut tee = Tee {
            file: io::BufWriter::new(temp),
            sha: Sha256::new(),
            bytes: 0,
        };
        fill(&mut tee).map_err(|fault| place(fault, path))?;
        let temp = tee
            .file
            .into_inner()
            .map_err(|e| io_fault(path, e.into_error()))?;
        temp.as_file().sync_all().map_err(|e| io_fault(path, e))?;
        let digest = tee.sha.finalize().into();
        Ok(Self {
            path: path.to_path_buf(),
            temp,
            digest,
            bytes: tee.bytes,
        })
    }

    /// Gives the file its name, in the place of what stood there, syncs the folder,
    /// reads it back and compares. Answers its length.
    pub fn publish(self) -> Result<u64> {
        self.settle(|temp, path| temp.persist(path).map(drop))
    }

    /// [`Pending::publish`] to a path where nothing may stand: what came there in the
    /// meantime is left, and `E_PATH_TAKEN` the answer.
    pub fn publish_new(self) -> Result<u64> {
        self.settle(|temp, path| match temp.persist_noclobber(path) {
            Ok(_) => Ok(()),
            // Some file systems of sticks know neither this kind of rename nor links.
            Err(e) if e.error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
                e.file.persist(path).map(drop)
            }
            Err(e) => Err(e),
        })
    }

    fn settle(
        self,
        name: impl FnOnce(NamedTempFile, &Path) -> std::result::Result<(), PersistError>,
    ) -> Result<u64> {
        let Self {
            path,
            temp,
            digest,
            bytes,
        } = self;
        name(temp, &path).map_err(|e| io_fault(&path, e.error))?;
        sync_folder(&folder_of(&path))?;
        if digest_of(&path)? == (digest, bytes) {
            Ok(bytes)
        } else {
            Err(Fault::new("E_READ_BACK").with("path", path.display()))
        }
    }
}

/// A file in this folder that is gone when dropped.
pub fn temporary(folder: &Path, mark: &str) -> Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(&format!("{BESIDE}{mark}"))
        .rand_bytes(RANDOM)
        .tempfile_in(folder)
        .map_err(|e| io_fault(folder, e))
}

/// Writes a file that appears whole or not at all; see [`Pending`]. Answers its length.
pub fn write_whole(
    path: &Path,
    mark: &str,
    fill: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<u64> {
    Pending::write(path, mark, fill)?.publish()
}

/// [`write_whole`] of bytes at hand.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, "", |out| {
        out.write_all(bytes).map_err(|e| io_fault(path, e))
    })
    .map(drop)
}

/// [`write_bytes`] to a path where nothing may stand yet.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<()> {
    if path.exists() {
        return Err(Fault::new("E_PATH_TAKEN").with("path", path.display()));
    }
    Pending::write(path, "", |out| {
        out.write_all(bytes).map_err(|e| io_fault(path, e))
    })?
    .publish_new()
    .map(drop)
}

/// sha256 and length of a file.
pub fn digest_of(path: &Path) -> Result<([u8; 32], u64)> {
    let mut file = File::open(path).map_err(|e| io_fault(path, e))?;
    let mut sha = Sha256::new();
    let mut chunk = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut chunk).map_err(|e| io_fault(path, e))?;
        if n == 0 {
            return Ok((sha.finalize().into(), bytes));
        }
        sha.update(chunk.get(..n).unwrap_or_default());
        bytes += n as u64;
    }
}

/// Makes a folder, and those above it, that only its owner may enter.
pub fn make_private_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|e| {
        // Where a file stands in the place of a folder above, Windows says only that
        // something is there already.
        let above = e.kind() == io::ErrorKind::AlreadyExists && !path.exists();
        let kind = io::ErrorKind::NotADirectory;
        io_fault(path, if above { kind.into() } else { e })
    })?;
    keep_private(path, 0o700)
}

/// Takes everybody else's rights off a file or folder. On Windows the user's profile
/// folder already keeps others out.
pub fn keep_private(path: &Path, mode: u32) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|e| io_fault(path, e))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Refuses before work begins that the disk has no room for.
pub fn need_space(path: &Path, bytes: u64) -> Result<()> {
    let folder = folder_of(path);
    let free = fs4::available_space(&folder).map_err(|e| io_fault(&folder, e))?;
    if free >= bytes {
        return Ok(());
    }
    let mib = |n: u64| n.div_ceil(1 << 20);
    Err(Fault::new("E_NO_SPACE")
        .with("path", folder.display())
        .with("need", mib(bytes))
        .with("free", mib(free)))
}

/// The folder a path lies in.
#[must_use]
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// Makes a rename last through a power cut. Windows has no such call for folders:
/// there NTFS journals the rename itself.
pub fn sync_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|f| f.sync_all())
        .map_err(|e| io_fault(folder, e))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// A failing writer inside `fill` knows no path: the fault gets it here.
fn place(fault: Fault, path: &Path) -> Fault {
    let named = fault
        .notes
        .iter()
        .any(|n| n.args.iter().any(|(name, _)| *name == "path"));
    if named {
        fault
    } else {
        fault.with("path", path.display())
    }
}

pub(super) struct Tee<W: Write> {
    pub(super) file: W,
    pub(super) sha: Sha256,
    pub(super) bytes: u64,
}

impl<W: Write> Write for Tee<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.file.write(buf)?;
        self.sha.update(buf.get(..n).unwrap_or_default());
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        write_bytes(&path, b"one").unwrap();
        let failed = write_whole(&path, "", |out| {
            out.write_all(b"half").unwrap();
            Err(Fault::new("E_CANCELLED"))
        });
        assert_eq!(failed.unwrap_err().code(), "E_CANCELLED");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert_eq!(write_new(&path, b"x").unwrap_err().code(), "E_PATH_TAKEN");
        let late = dir.path().join("late");
        let pending = Pending::write(&late, "", |out| {
            out.write_all(b"mine").unwrap();
            Ok(())
        });
        fs::write(&late, b"theirs").unwrap();
        let taken = pending.unwrap().publish_new();
        assert_eq!(taken.unwrap_err().code(), "E_PATH_TAKEN");
        assert_eq!(fs::read(&late).unwrap(), b"theirs");
        fs::remove_file(&late).unwrap();
        assert_eq!(
            read_capped(&path, 2).unwrap_err().code(),
            "E_FILE_TOO_LARGE"
        );
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                fs::metadata(&path).unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn only_what_was_left_under_this_mark_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        let left = |mark| temporary(dir.path(), mark).unwrap().keep().unwrap().1;
        let (own, other) = (left("0a1b-"), left("ffff-"));
        let users = [
            ".sanshe-",
            ".sanshe-notes.txt",
            "x.sanshe",
            ".sanshe-0a1b-x",
        ];
        for name in users {
            fs::write(dir.path().join(name), b"x").unwrap();
        }
        sweep(dir.path(), "0a1b-");
        assert!(!own.exists() && other.exists());
        sweep(dir.path(), "");
        assert!(!other.exists());
        let there = |name: &&&str| dir.path().join(name).exists();
        assert_eq!(users.iter().filter(there).count(), 3);
        sweep(Path::new("/no/such/folder"), "");
    }

    #[test]
    fn a_missing_folder_is_named() {
        let fault = write_bytes(Path::new("/no/such/folder/x"), b"x").unwrap_err();
        assert_eq!(fault.code(), "E_NO_SUCH_PATH");
    }

    #[test]
    fn too_little_room_is_said_before_the_work() {
        let dir = tempfile::tempdir().unwrap();
        assert!(need_space(&dir.path().join("x"), 1).is_ok());
        let fault = need_space(&dir.path().join("x"), u64::MAX).unwrap_err();
        assert_eq!(fault.code(), "E_NO_SPACE");
    }
}
