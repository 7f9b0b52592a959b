//! What every command shares: language, where the workspace is, how to speak.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::Answer;
use super::args::Global;
use super::counter::counter;
use super::secret::{self, Secret};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::Forms;
pub(super) use crate::i18n::values::label;
use crate::i18n::{Lang, say, sentence};
use crate::ops::workspace::{DATABASE, KEYS, Workspace};
use crate::ops::world::World;

/// The desk a command works at.
pub struct Desk {
    /// The language of all that is said.
    pub(super) lang: Lang,
    /// Whether a program listens.
    pub(super) json: bool,
    /// Clock and chance.
    pub(super) world: World,
    /// The language asked for on the command line.
    pub(super) asked: Option<Lang>,
    /// The day asked for on the command line.
    pub(super) today: Option<jiff::civil::Date>,
    home: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    at_hand: Option<(Arc<Forms>, String)>,
    left: Option<Answer>,
}

impl Desk {
    pub(super) fn new(global: Global, lang: Lang) -> Self {
        Self {
            lang,
            json: global.json,
            asked: match global.lang.as_deref() {
                Some("zh") => Some(Lang::Zh),
                Some(_) => Some(Lang::En),
                None => None,
            },
            today: global.today,
            world: World::real(global.today),
            home: global.home,
            passphrase_file: global.passphrase_file,
            at_hand: None,
            left: None,
        }
    }

    /// The folder of the workspace: as told, else the platform's own place for data.
    pub(super) fn home(&self) -> Result<PathBuf> {
        if let Some(home) = &self.home {
            return Ok(home.clone());
        }
        let folders = directories::ProjectDirs::from("", "", "sanshe");
        folders
            .map(|f| f.data_dir().to_path_buf())
            .ok_or_else(|| Fault::new("E_NO_HOME"))
    }

    /// Opens the workspace with its passphrase.
    pub(super) fn open(&mut self) -> Result<Workspace> {
        let home = self.home()?;
        // Whoever forgot `init` is told so before being asked for a passphrase.
        if ![DATABASE, KEYS].iter().any(|name| home.join(name).exists()) {
            return Err(Fault::new("E_NO_WORKSPACE").with("path", home.display()));
        }
        let passphrase = self.passphrase()?;
        let mut progress = counter(self.lang, !self.json, "out-renewing");
        let opened = Workspace::open_watched(&home, &passphrase, &mut self.world, &mut progress);
        drop(progress);
        let workspace = opened?;
        self.warn(&workspace.notices);
        Ok(workspace)
    }

    /// The passphrase in the file that was named, if one was.
    pub(super) fn secret_from_file(&mut self) -> Result<Option<Secret>> {
        let file = self.passphrase_file.clone();
        file.map(|path| self.passphrase_from(&path)).transpose()
    }

    /// The passphrase of the workspace.
    pub(super) fn passphrase(&mut self) -> Result<Secret> {
        match self.passphrase_file.clone() {
            Some(path) => self.passphrase_from(&path),
            None => secret::ask(&self.say("ask-passphrase", &[])),
        }
    }

    /// The passphrase of a workspace that is being made.
    pub(super) fn first_passphrase(&mut self) -> Result<Secret> {
        self.chosen_passphrase(self.passphrase_file.clone().as_deref())
    }

    /// A passphrase that is to be set: from a file, or asked twice.
    pub(super) fn chosen_passphrase(&mut self, file: Option<&Path>) -> Result<Secret> {
        let chosen = match file {
            Some(path) => self.passphrase_from(path)?,
            None => secret::ask_twice(
                &self.say("ask-new-passphrase", &[]),
                &self.say("ask-passphrase-again", &[]),
            )?,
        };
        if let Some(hint) = crate::domain::passphrase::hint(&chosen) {
            self.warn(&[hint]);
        }
        Ok(chosen)
    }

    fn passphrase_from(&mut self, path: &Path) -> Result<Secret> {
        let (passphrase, warning) = secret::from_file(path)?;
        self.warn(warning.as_slice());
        Ok(passphrase)
    }

    /// The form that remarks are about from here on, for the names of its fields.
    pub(super) fn about(&mut self, workspace: &Workspace, form: &str) {
        self.at_hand = Some((workspace.forms(), form.to_owned()));
    }

    /// The words of this id in the language at hand.
    pub(super) fn say(&self, id: &str, words: &[(&str, &str)]) -> String {
        say(self.lang, id, words)
    }

    /// An answer of one sentence for people, `{"message": …}` for programs.
    pub(super) fn line(&self, id: &str, words: &[(&str, &str)]) -> Answer {
        self.answer(
            || json!({"message": self.say(id, words)}),
            || self.say(id, words),
        )
    }

    /// The answer in the form that was asked for.
    pub(super) fn answer(
        &self,
        json: impl FnOnce() -> Json,
        text: impl FnOnce() -> String,
    ) -> Answer {
        if self.json {
            Answer::Json(json())
        } else {
            let mut text = text();
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            Answer::Text(text)
        }
    }

    /// An answer that is printed though the command fails: what was found or done first.
    pub(super) fn leave(&mut self, answer: Answer) {
        self.left = Some(answer);
    }

    /// Says what is odd; it changes no exit status.
    pub(super) fn warn(&self, notes: &[Note]) {
        if !notes.is_empty() {
            self.complain("warnings", notes);
        }
    }

    /// What is under way, for a person who waits.
    pub(super) fn progress(&self, id: &str) {
        if io::stderr().is_terminal() && !self.json {
            // A terminal that is gone hears nothing.
            let _ = writeln!(io::stderr(), "{}", self.say(id, &[]));
        }
    }

    fn complain(&self, kind: &str, notes: &[Note]) {
        let text = if self.json {
            let items: Vec<Json> = notes.iter().map(|n| self.note_json(n)).collect();
            format!("{}\n", json!({ kind: items }))
        } else {
            let mark = if kind == "warnings" {
                self.say("word-warning", &[])
            } else {
                String::new()
            };
            let lines = notes
                .iter()
                .map(|n| format!("{mark}{}\n", self.note_line(n)));
            let mut text: String = lines.collect();
            if let Some((_, form)) = self.at_hand.as_ref()
                && kind == "errors"
                && notes.iter().any(|n| n.code == "E_REQUIRED")
            {
                text.push_str(&self.say("out-fields", &[("form", form)]));
                text.push('\n');
            }
            text
        };
        // Where nobody listens the exit status still tells.
        let _ = io::stderr().write_all(text.as_bytes());
    }

    pub(super) fn note_json(&self, note: &Note) -> Json {
        json!({"field": note.field, "code": note.code, "message": sentence(self.lang, note)})
    }

    /// The sentence of a remark, behind the name of its field.
    pub(super) fn note_line(&self, note: &Note) -> String {
        let sentence = sentence(self.lang, note);
        match self.field_label(note) {
            Some(label) if !sentence.contains(&label) => {
                self.say("out-labelled", &[("label", &label), ("text", &sentence)])
            }
            _ => sentence,
        }
    }

    /// The name of the field a remark is about: `参会人员 3 姓名` for `attendees[2].name`.
    fn field_label(&self, note: &Note) -> Option<String> {
        let field = note.field.as_deref().filter(|f| !f.is_empty())?;
        let (forms, id) = self.at_hand.as_ref()?;
        let form = forms.get(id)?;
        if let Some(known) = form.field(field) {
            return Some(label(self.lang, form, &known.id));
        }
        let (rows, rest) = field.split_once('[')?;
        let (place, inner) = rest.split_once("].")?;
        let place = place.parse::<usize>().ok()?.saturating_add(1);
        let of = form.field(rows)?;
        let mut text = format!("{} {place}", label(self.lang, form, &of.id));
        let row_form = forms.iter().find(|f| {
            let of = f.rows_of.as_ref();
            of.is_some_and(|o| o.form == form.id && o.field == rows)
        });
        if let Some(row_form) = row_form.filter(|f| f.field(inner).is_some()) {
            text.push(' ');
            text.push_str(&label(self.lang, row_form, inner));
        }
        Some(text)
    }

    /// Prints a part of the answer at once, where the rest may take a while.
    pub(super) fn tell(&self, text: &str) -> Result<()> {
        if self.json { Ok(()) } else { put(text) }
    }

    /// Prints what came of the command and ends with its status.
    #[must_use]
    pub fn finish(mut self, done: Result<Answer>) -> ExitCode {
        let (answer, fault) = match done {
            Ok(answer) => (Some(answer), None),
            Err(fault) => (self.left.take(), Some(fault)),
        };
        let fault = fault.or(answer.and_then(|answer| print(&answer).err()));
        match fault {
            None => ExitCode::SUCCESS,
            Some(fault) => {
                self.complain("errors", &fault.notes);
                ExitCode::FAILURE
            }
        }
    }
}

fn print(answer: &Answer) -> Result<()> {
    match answer {
        Answer::Text(text) => put(text),
        Answer::Json(value) => put(&format!("{value}\n")),
    }
}

fn put(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Whoever closed the pipe has read enough.
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => {
            Err(crate::ops::files::io_fault(Path::new("stdout"), e))
        }
        _ => Ok(()),
    }
}
