//! Health and copies: check, backup, restore.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use tempfile::NamedTempFile;

use super::files::{self, io_fault};
use super::unfinished;
use super::workspace::{DATABASE, KEYS, RECOVERY, RESTORED, Workspace, take_lock};
use super::world::World;
use crate::domain::fault::{Fault, Result};
use crate::domain::stamp::Stamp;
use crate::storage::{Access, ChannelState, Health, ScopeState};

/// A part of a check that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checking {
    /// Every page of the file by itself.
    Pages,
    /// Tables beside their indexes.
    Tables,
    /// The projections are built anew: so many changes are read, of so many.
    Rebuilding(u64, Option<u64>),
    /// The hash of each channel.
    Log,
    /// The hash of what each scope's records show.
    Records,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct Checkup {
    /// What the database says of its own file; empty if it is whole.
    pub complaints: Vec<String>,
    /// What a rebuild found, if one was asked for.
    pub rebuilt: Option<Health>,
    /// Each channel with its hash.
    pub channels: Vec<ChannelState>,
    /// What the records of each scope show, as a hash.
    pub scopes: Vec<ScopeState>,
    /// Records by form.
    pub census: Vec<(String, u64)>,
}

impl Checkup {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.complaints.is_empty() && self.rebuilt.as_ref().is_none_or(|h| h.differed.is_empty())
    }
}

impl Workspace {
    /// Checks the database file and, with `rebuild`, builds every projection anew from
    /// the log and compares.
    pub fn check(&mut self, rebuild: bool) -> Result<Checkup> {
        self.check_watched(rebuild, &mut |_| ())
    }

    /// [`Workspace::check`], telling which part of it begins: with the records of a whole
    /// city each takes its time.
    pub fn check_watched(
        &mut self,
        rebuild: bool,
        begins: &mut dyn FnMut(Checking),
    ) -> Result<Checkup> {
        begins(Checking::Pages);
        let mut complaints = self.store.page_complaints()?;
        begins(Checking::Tables);
        complaints.extend(self.store.table_complaints()?);
        let mut built_anew = None;
        if rebuild {
            let progress = &mut |done, of| {
                begins(Checking::Rebuilding(done, of));
                true
            };
            built_anew = Some(self.store.rebuild(progress)?);
        }
        self.store.read(|tx| {
            begins(Checking::Log);
            let channels = tx.channel_states()?;
            begins(Checking::Records);
            Ok(Checkup {
                complaints,
                rebuilt: built_anew,
                channels,
                scopes: tx.scope_states()?,
                census: tx.census()?,
            })
        })
    }

    /// Copies database and key files into one file, as encrypted as they are, and
    /// reads it back. Answers its length in bytes.
    pub fn backup(&mut self, world: &World, out: &Path) -> Result<u64> {
        if out.exists() {
            return Err(Fault::new("E_PATH_TAKEN").with("path", out.display()));
        }
        let at = Stamp::at(world.now_ms());
        self.store.transact(|tx| {
            let what = "backup".to_owned();
            tx.log_access(&[Access {
                at,
                what,
                record: None,
                note: None,
            }])
        })?;
        self.store.checkpoint()?;
        let home = self.home.clone();
        let size = |name: &str| fs::metadata(home.join(name)).map_or(0, |m| m.len());
        let bytes = [DATABASE, KEYS, RECOVERY]
            .iter()
            .map(|n| size(n))
            .sum::<u64>()
            + (1 << 16);
        files::need_space(out, bytes)?;
        // Nobody else writes while this workspace is open, and it waits here itself.
        let mark = self.mark();
        files::sweep(&files::folder_of(out), &mark);
        files::write_whole(out, &mark, |sink| {
            let mut tar = tar::Builder::new(sink);
            for name in [KEYS, RECOVERY, DATABASE] {
                let path = home.join(name);
                let mut file = match File::open(&path) {
                    Ok(file) => file,
                    Err(e) if name == RECOVERY && e.kind() == io::ErrorKind::NotFound => continue,
                    Err(e) => return Err(io_fault(&path, e)),
                };
                let length = file.metadata().map_err(|e| io_fault(&path, e))?.len();
                let mut header = tar::Header::new_ustar();
                header.set_size(length);
                header.set_mode(0o600);
                header.set_cksum();
                tar.append_data(&mut header, name, &mut file)
                    .map_err(|e| io_fault(out, e))?;
            }
            tar.finish().map_err(|e| io_fault(out, e))
        })
    }

    /// Unpacks a backup into a folder that holds no workspace. It opens with the
    /// passphrase it had when the backup was made, as a new incarnation.
    pub fn restore(home: &Path, from: &Path) -> Result<()> {
        unfinished::must_be_free(home)?;
        let file = File::open(from).map_err(|e| io_fault(from, e))?;
        let length = file.metadata().map_err(|e| io_fault(from, e))?.len();
        files::make_private_folder(home)?;
        let _lock = take_lock(home)?;
        unfinished::must_be_free(home)?;
        files::sweep(home, "");
        files::need_space(&home.join(DATABASE), length)?;
        let parts = unpack(home, from, file)?;
        // All parts are here and whole: now they get their names, the database last.
        unfinished::begin(home)?;
        files::write_bytes(&home.join(RESTORED), b"")?;
        for (name, part) in parts {
            let path = home.join(name);
            part.persist(&path).map_err(|e| io_fault(&path, e.error))?;
        }
        unfinished::finish(home)
    }
}

fn unpack(home: &Path, from: &Path, file: File) -> Result<Vec<(&'static str, NamedTempFile)>> {
    let bad = |e: io::Error| {
        Fault::new("E_BACKUP_DAMAGED")
            .with("path", from.display())
            .because(e)
    };
    let mut archive = tar::Archive::new(file);
    let mut parts: Vec<(&'static str, NamedTempFile)> = Vec::new();
    for entry in archive.entries().map_err(bad)? {
        let mut entry = entry.map_err(bad)?;
        let path = entry.path().map_err(bad)?.into_owned();
        let known = [KEYS, RECOVERY, DATABASE]
            .into_iter()
            .find(|n| Path::new(n) == path);
        let fresh = |name: &&str| parts.iter().all(|(n, _)| n != name);
        let Some(name) = known
            .filter(fresh)
            .filter(|_| entry.header().entry_type().is_file())
        else {
            return Err(Fault::new("E_BACKUP_DAMAGED").with("path", from.display()));
        };
        let length = entry.header().size().map_err(bad)?;
        let mut part = files::temporary(home, "")?;
        let copied = copy(&mut entry, &mut part, home, from)?;
        if copied != length {
            return Err(Fault::new("E_BACKUP_DAMAGED").with("path", from.display()));
        }
        part.as_file().sync_all().map_err(|e| io_fault(home, e))?;
        parts.push((name, part));
    }
    let has = |name: &str| parts.iter().any(|(n, _)| *n == name);
    if has(KEYS) && has(DATABASE) {
        Ok(parts)
    } else {
        Err(Fault::new("E_BACKUP_DAMAGED").with("path", from.display()))
    }
}

/// Copies, telling a broken source from a full target.
fn copy(from: &mut impl Read, to: &mut impl io::Write, home: &Path, source: &Path) -> Result<u64> {
    let mut chunk = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = from.read(&mut chunk).map_err(|e| {
            Fault::new("E_BACKUP_DAMAGED")
                .with("path", source.display())
                .because(e)
        })?;
        if n == 0 {
            return Ok(bytes);
        }
        to.write_all(chunk.get(..n).unwrap_or_default())
            .map_err(|e| io_fault(home, e))?;
        bytes += n as u64;
    }
}
