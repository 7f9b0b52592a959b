//! Paper and copies: files with a name of their own in a folder that a person chose.

use std::path::{Path, PathBuf};

use super::Bench;
use crate::domain::fault::{Fault, Result};
use crate::i18n::{Lang, say};
use crate::ops::drives;
use crate::ops::folders::Purpose;
use crate::ops::print::{Printing, Subject};
use crate::ops::workspace::Workspace;
use crate::report::Format;
use crate::ui::kit::answer::{Answer, Written};
use crate::ui::kit::ask::{Out, Printable};

/// So many files of one name and day are told apart; who makes more clears up first.
const SAME: u32 = 1000;

impl Bench {
    pub(super) fn out(&mut self, ask: Out) -> Result<Answer> {
        match ask {
            Out::Folders { copy } => {
                let purpose = if copy {
                    Purpose::Backup
                } else {
                    Purpose::Print
                };
                Ok(Answer::Folders(self.offered(purpose)?))
            }
            Out::Print {
                paper,
                format,
                reveal,
                folder,
            } => self.print(paper, &format, reveal, &folder),
            Out::Backup(folder) => self.backup(&folder),
        }
    }

    fn print(
        &mut self,
        paper: Printable,
        ending: &str,
        reveal: bool,
        folder: &str,
    ) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, world) = self.open()?;
        let forms = workspace.forms();
        let called = |form: &str| {
            let form = forms.get(form);
            form.map_or("", |f| f.label.text(lang.is_chinese()))
                .to_owned()
        };
        let (subject, name) = match paper {
            Printable::Record(id) => {
                let form = workspace.record(id)?.form;
                (Subject::Record(id), called(&form))
            }
            Printable::SignIn(of) => (Subject::SignIn(of), say(lang, "print-sign-in", &[])),
            Printable::Blank(form) => {
                let label = called(&form);
                let name = say(lang, "print-blank", &[("form", label.as_str())]);
                (Subject::Blank(form), name)
            }
        };
        // The name of a file is read by whoever sees the drive: it names nobody.
        let name = format!("{}-{}", plain(&name), world.today());
        let job = Printing {
            subject,
            format: Format::of(ending).ok_or_else(|| Fault::new("E_PRINT_FORMAT"))?,
            lang,
            reveal,
            out: free(folder, &name, ending)?,
        };
        let printed = workspace.print(world, &job)?;
        keep(workspace, Purpose::Print, folder);
        Ok(Answer::Written(Written {
            path: job.out.display().to_string(),
            bytes: printed.bytes,
            notes: printed.warnings,
        }))
    }

    fn backup(&mut self, folder: &str) -> Result<Answer> {
        let (workspace, world) = self.open()?;
        let out = free(folder, &format!("sanshe-{}", world.today()), "backup")?;
        let bytes = workspace.backup(world, &out)?;
        keep(workspace, Purpose::Backup, folder);
        Ok(Answer::Written(Written {
            path: out.display().to_string(),
            bytes,
            notes: Vec::new(),
        }))
    }

    /// The folders that are offered, with what they are; the last one for this purpose
    /// comes first.
    pub(super) fn offered(&mut self, purpose: Purpose) -> Result<Vec<(String, String)>> {
        let lang = self.lang;
        let mut all = folders(lang);
        if let Some(last) = self.open()?.0.last_folder(purpose)? {
            let known = all.iter().position(|(path, _)| *path == last);
            let line = if let Some(at) = known {
                all.remove(at)
            } else {
                let words = say(lang, "sync-folder", &[("path", last.as_str())]);
                (last, words)
            };
            all.insert(0, line);
        }
        Ok(all)
    }
}

/// Notes where something went. What was written stands there all the same.
pub(super) fn keep(workspace: &mut Workspace, purpose: Purpose, out: &str) {
    let _ = workspace.keep_folder(purpose, out);
}

/// The folders that are there, with what they are.
fn folders(lang: Lang) -> Vec<(String, String)> {
    let folders = drives::folders().into_iter().map(|folder| {
        let id = if folder.stick {
            "sync-stick"
        } else {
            "sync-folder"
        };
        let path = folder.path.display().to_string();
        let words = say(lang, id, &[("path", path.as_str())]);
        (path, words)
    });
    folders.collect()
}

/// Signs that every system takes in the name of a file.
fn plain(name: &str) -> String {
    let sign = |c: char| if c.is_alphanumeric() { c } else { '_' };
    name.chars().map(sign).collect()
}

/// A name in a folder that no file has.
fn free(folder: &str, name: &str, ending: &str) -> Result<PathBuf> {
    let folder = Path::new(folder);
    if !folder.is_dir() {
        return Err(Fault::new("E_NO_FOLDER").with("path", folder.display()));
    }
    let numbered = |n: u32| match n {
        1 => folder.join(format!("{name}.{ending}")),
        n => folder.join(format!("{name}-{n}.{ending}")),
    };
    let taken = |path: &PathBuf| path.symlink_metadata().is_ok();
    let mut all = (1..SAME).map(numbered);
    all.find(|path| !taken(path))
        .ok_or_else(|| Fault::new("E_PATH_TAKEN").with("path", numbered(SAME).display()))
}
