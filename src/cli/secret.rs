//! Passphrases: from a file or typed without echo, never from an argument or the
//! environment, and wiped from memory.

use std::path::Path;

use zeroize::Zeroizing;

use crate::domain::fault::{Fault, Note, Result};
use crate::ops::files;

/// A passphrase file holds one line.
const FILE: u64 = 4096;

/// A secret in memory.
pub(super) type Secret = Zeroizing<String>;

/// The first line of the file; a warning where others may read it.
pub(super) fn from_file(path: &Path) -> Result<(Secret, Option<Note>)> {
    let bytes = Zeroizing::new(files::read_capped(path, FILE)?);
    let unreadable = || Fault::new("E_PASSPHRASE_FILE").with("path", path.display());
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(unreadable());
    }
    Ok((Zeroizing::new(line.to_owned()), open_to_others(path)))
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> Option<Note> {
    use std::os::unix::fs::MetadataExt;
    let mode = std::fs::metadata(path).ok()?.mode();
    (mode & 0o077 != 0).then(|| Note::new("W_PASSPHRASE_FILE").with("path", path.display()))
}

/// On Windows a file in the user's own folders is closed to others already.
#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> Option<Note> {
    None
}

/// Asks at the terminal, without echo.
pub(super) fn ask(prompt: &str) -> Result<Secret> {
    let typed = rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|e| Fault::new("E_NO_PASSPHRASE").because(e))?;
    if typed.is_empty() {
        return Err(Fault::new("E_NO_PASSPHRASE"));
    }
    Ok(typed)
}

/// Asks twice for a passphrase that is to be set.
pub(super) fn ask_twice(prompt: &str, again: &str) -> Result<Secret> {
    let first = ask(prompt)?;
    if *first == *ask(again)? {
        Ok(first)
    } else {
        Err(Fault::new("E_PASSPHRASE_DIFFERS"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_of_a_file_is_the_passphrase() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p");
        for (text, expected) in [
            ("密 码\n", Some("密 码")),
            ("a b \r\nsecond", Some("a b ")),
            ("\u{feff}abc", Some("abc")),
            ("", None),
            ("\nabc", None),
        ] {
            std::fs::write(&path, text).unwrap();
            let read = from_file(&path);
            assert_eq!(read.ok().map(|(s, _)| s.to_string()).as_deref(), expected);
        }
        std::fs::write(&path, b"\xff").unwrap();
        assert_eq!(from_file(&path).unwrap_err().code(), "E_PASSPHRASE_FILE");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_warns() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p");
        std::fs::write(&path, "secret").unwrap();
        for (mode, warns) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(from_file(&path).unwrap().1.is_some(), warns, "{mode:o}");
        }
    }
}
