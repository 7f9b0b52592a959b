//! Where files can go to and come from: sticks first, then the person's own folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A folder that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where.
    pub path: PathBuf,
    /// Whether it is a drive that can be taken out.
    pub stick: bool,
}

/// A file that may be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// When it was written, in milliseconds since 1970.
    pub at_ms: u64,
    /// Its length in bytes.
    pub bytes: u64,
}

/// The ending of files for handing over.
const ENDING: &str = "sanshe";

/// The folders that are offered: drives that are plugged in, then desktop, downloads and
/// documents.
#[must_use]
pub fn folders() -> Vec<Folder> {
    let mut all: Vec<Folder> = sticks()
        .into_iter()
        .map(|path| Folder { path, stick: true })
        .collect();
    if let Some(dirs) = directories::UserDirs::new() {
        let own = [dirs.desktop_dir(), dirs.download_dir(), dirs.document_dir()];
        let own = own.into_iter().flatten().filter(|p| p.is_dir());
        all.extend(own.map(|path| Folder {
            path: path.to_path_buf(),
            stick: false,
        }));
    }
    all
}

/// The files for handing over that lie in these folders, the newest first.
#[must_use]
pub fn files_in(folders: &[Folder]) -> Vec<Found> {
    let mut found = Vec::new();
    for folder in folders {
        // A drive may be pulled out at any moment; then it holds nothing.
        let Ok(entries) = fs::read_dir(&folder.path) else {
            continue;
        };
        found.extend(entries.flatten().filter_map(|entry| seen(&entry.path())));
    }
    found.sort_by(|a, b| (b.at_ms, &a.path).cmp(&(a.at_ms, &b.path)));
    found.dedup();
    found
}

fn seen(path: &Path) -> Option<Found> {
    let hidden = path.file_name()?.to_string_lossy().starts_with('.');
    if hidden || path.extension()? != ENDING {
        return None;
    }
    let meta = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let at = meta.modified().ok()?;
    let at = at.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(Found {
        path: path.to_path_buf(),
        at_ms: u64::try_from(at.as_millis()).ok()?,
        bytes: meta.len(),
    })
}

/// Below these folders desktops mount what is plugged in.
#[cfg(any(target_os = "linux", test))]
const MOUNTED: [&str; 3] = ["/run/media/", "/media/", "/mnt/"];

#[cfg(target_os = "linux")]
fn sticks() -> Vec<PathBuf> {
    let text = fs::read_to_string("/proc/mounts").unwrap_or_default();
    let mounts = mounts(&text).into_iter().map(PathBuf::from);
    mounts.filter(|path| path.is_dir()).collect()
}

/// The places of plugged-in drives in a list of mounts, each once.
#[cfg(any(target_os = "linux", test))]
fn mounts(text: &str) -> Vec<String> {
    // What is no device is no stick: folders shared from elsewhere are mounted there too.
    let devices = text.lines().filter(|line| line.starts_with("/dev/"));
    let places = devices.filter_map(|line| line.split(' ').nth(1));
    let mut all: Vec<String> = places
        .map(plain)
        .filter(|place| MOUNTED.iter().any(|begin| place.starts_with(begin)))
        .collect();
    all.sort();
    all.dedup();
    all
}

/// A path of the list of mounts: spaces and the like stand there as `\040`.
#[cfg(any(target_os = "linux", test))]
fn plain(place: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = place.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = after
            .first_chunk::<3>()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match octal {
            Some(byte) if *first == b'\\' => {
                bytes.push(byte);
                rest = after.get(3..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(target_os = "macos")]
fn sticks() -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir("/Volumes") else {
        return Vec::new();
    };
    let mut all: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    // The system's own disk stands there as a link to the root.
    all.retain(|p| p.is_dir() && p.canonicalize().is_ok_and(|real| real != Path::new("/")));
    all.sort();
    all
}

#[cfg(windows)]
fn sticks() -> Vec<PathBuf> {
    // A and B are floppies, C is the system's disk.
    let letters = (b'D'..=b'Z').map(char::from);
    let roots = letters.map(|letter| PathBuf::from(format!("{letter}:\\")));
    roots.filter(|path| path.is_dir()).collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn sticks() -> Vec<PathBuf> {
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plugged_in_drives_are_told_from_the_rest() {
        let text = "proc /proc proc rw 0 0\n\
                    /dev/sda1 / ext4 rw 0 0\n\
                    /dev/sdb1 /run/media/zhou/U\\040盘 vfat rw 0 0\n\
                    /dev/sdc1 /media/zhou/SANSHE exfat rw 0 0\n\
                    /dev/sdc1 /media/zhou/SANSHE exfat rw 0 0\n\
                    host /mnt/shared 9p rw 0 0\n\
                    bad line\n";
        assert_eq!(mounts(text), ["/media/zhou/SANSHE", "/run/media/zhou/U 盘"]);
        assert_eq!(plain("a\\134b\\04"), "a\\b\\04");
    }

    #[test]
    fn files_for_handing_over_are_found_newest_first() {
        let dir = tempfile::tempdir().unwrap();
        for (name, seconds) in [
            ("1.sanshe", 10),
            ("2.sanshe", 30),
            (".3.sanshe", 40),
            ("x.txt", 50),
        ] {
            let file = fs::File::create(dir.path().join(name)).unwrap();
            let at = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            file.set_modified(at).unwrap();
        }
        fs::create_dir(dir.path().join("folder.sanshe")).unwrap();
        let folder = Folder {
            path: dir.path().to_path_buf(),
            stick: true,
        };
        let gone = Folder {
            path: dir.path().join("gone"),
            stick: true,
        };
        let found = files_in(&[gone, folder]);
        let names: Vec<_> = found.iter().map(|f| f.path.file_name().unwrap()).collect();
        assert_eq!(names, ["2.sanshe", "1.sanshe"]);
        assert_eq!(found[0].at_ms, 30_000);
    }
}
