//! Runs the program in a folder of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;
use tempfile::TempDir;

pub const PASSPHRASE: &str = "一把很长的口令 3she";
pub const VILLAGE: &str = "320585101201";
pub const TODAY: &str = "2026-11-23";

/// A folder with a passphrase file and, after `init`, a workspace.
pub struct Desk {
    pub dir: TempDir,
}

/// What a run said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    fn of(output: &Output) -> Self {
        let said = Self {
            code: output.status.code().expect("it ended by itself"),
            out: String::from_utf8(output.stdout.clone()).expect("UTF-8"),
            err: String::from_utf8(output.stderr.clone()).expect("UTF-8"),
        };
        for text in [&said.out, &said.err] {
            assert!(!text.contains("{$"), "a sentence lacks a word: {text}");
            assert!(!text.contains('\u{1b}'), "an escape got through: {text}");
            assert!(!text.contains(PASSPHRASE), "a secret was printed: {text}");
        }
        said
    }

    /// It worked, and this is the JSON it printed.
    #[track_caller]
    pub fn json(&self) -> Json {
        assert_eq!(self.code, 0, "{}", self.err);
        serde_json::from_str(&self.out).expect("one JSON value")
    }

    /// It worked, and this is what it printed.
    #[track_caller]
    pub fn text(&self) -> &str {
        assert_eq!(self.code, 0, "{}", self.err);
        &self.out
    }

    /// It was refused with these codes, and printed nothing else.
    #[track_caller]
    pub fn codes(&self) -> Vec<String> {
        assert_eq!(self.code, 1, "{} {}", self.out, self.err);
        assert_eq!(self.out, "");
        let line = self.err.lines().last().unwrap_or_default();
        let errors: Json = serde_json::from_str(line).expect("JSON on stderr");
        let list = errors["errors"].as_array().expect("errors").clone();
        let codes = list.iter().map(|e| {
            assert!(!e["message"].as_str().expect("a message").is_empty());
            e["code"].as_str().expect("a code").to_owned()
        });
        codes.collect()
    }
}

impl Desk {
    pub fn new() -> Self {
        let desk = Self {
            dir: tempfile::tempdir().expect("a folder"),
        };
        desk.write("pass", &format!("{PASSPHRASE}\n"));
        desk
    }

    /// A desk with a workspace of this role.
    #[track_caller]
    pub fn made(person: &str, role: &str, place: &str) -> Self {
        let desk = Self::new();
        let words = [
            "init", "--person", person, "--team", "SX", "--place", place, "--role", role,
        ];
        desk.run(&words).text();
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn home(&self) -> PathBuf {
        self.path("ws")
    }

    /// Writes a file that only its owner may read.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).expect("written");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&path, mode).expect("closed to others");
        }
        path
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = bare(words);
        command
            .arg("--home")
            .arg(self.home())
            .arg("--passphrase-file")
            .arg(self.path("pass"))
            .args(["--today", TODAY]);
        command
    }

    /// Runs with nothing on standard input.
    pub fn run(&self, words: &[&str]) -> Said {
        finish(self.command(words), "")
    }

    /// Runs for a program.
    pub fn json(&self, words: &[&str]) -> Said {
        let mut command = self.command(words);
        command.arg("--json");
        finish(command, "")
    }

    /// Runs for a program, with this on standard input.
    pub fn give(&self, words: &[&str], input: &str) -> Said {
        let mut command = self.command(words);
        command.arg("--json");
        finish(command, input)
    }

    /// What the workspace holds, as `check` says it.
    #[track_caller]
    pub fn state(&self) -> Json {
        self.json(&["check"]).json()
    }
}

/// The program without a workspace, in Chinese whatever the machine speaks.
pub fn bare(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sanshe"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "SANSHE_HOME"] {
        command.env_remove(name);
    }
    command.args(words);
    command
}

pub fn finish(mut command: Command, input: &str) -> Said {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program that refuses before reading closes the pipe.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    Said::of(&child.wait_with_output().expect("it ends"))
}

/// An example of a form.
pub fn example(form: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cli/data")
        .join(format!("{form}.json"));
    std::fs::read_to_string(path).expect("an example")
}

#[track_caller]
pub fn id(record: &Json) -> String {
    record["id"].as_str().expect("an id").to_owned()
}
