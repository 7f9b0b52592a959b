//! A disk of any size that can be filled, emptied and closed to writers.

use std::io::Write;
use std::path::Path;
use std::process::Command;

/// Set in the run of a test that has a view of the disks of its own.
const ALONE: &str = "SANSHE_TEST_ALONE";

/// Runs the test of this name again where its mounts are seen by nobody else and go
/// with it; true in that run. Needs root, as in the container of the tests.
pub fn alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let said = Command::new("unshare")
        .args(["-m", "--propagation", "private"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .expect("the test needs the program unshare: install the Debian package util-linux");
    let out = String::from_utf8_lossy(&said.stdout);
    let err = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success(), "{out}\n{err}");
    assert!(out.contains("1 passed"), "no test is called {test}: {out}");
    false
}

/// A file system in memory.
pub struct Room {
    mount: tempfile::TempDir,
}

impl Room {
    pub fn new(kib: u64) -> Self {
        assert!(std::env::var_os(ALONE).is_some());
        let mount = tempfile::tempdir().unwrap();
        let room = Self { mount };
        room.mount(&["-t", "tmpfs", "-o", &format!("size={kib}k"), "none"]);
        room
    }

    #[track_caller]
    fn mount(&self, words: &[&str]) {
        let done = Command::new("mount").args(words).arg(self.path()).output();
        let done = done.expect("the test needs the program mount");
        let err = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "the test must run as root: {err}");
    }

    pub fn path(&self) -> &Path {
        self.mount.path()
    }

    /// Fills what is left but for so many bytes.
    pub fn fill(&self, but: usize) {
        let mut file = std::fs::File::create(self.path().join("filler")).unwrap();
        let (chunk, mut length) = (vec![1; 4096], 0);
        while file.write_all(&chunk).is_ok() {
            length += chunk.len();
        }
        file.set_len((length - but) as u64).unwrap();
    }

    pub fn empty(&self) {
        std::fs::remove_file(self.path().join("filler")).unwrap();
    }

    pub fn read_only(&self, yes: bool) {
        self.mount(&["-o", if yes { "remount,ro" } else { "remount,rw" }]);
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // Without this the folder could not be removed; the mount goes anyway.
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}
