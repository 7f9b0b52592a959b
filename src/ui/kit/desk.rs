//! What the worker answers about other people's work: conflicts, findings, decisions,
//! files that come and go, teams.

use super::answer::Press;
use crate::domain::fault::Note;
use crate::domain::id::RecordId;

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// The change.
    pub change: String,
    /// The value, ready to be read.
    pub value: String,
    /// Who.
    pub who: String,
    /// When.
    pub when: String,
    /// What else this change says: `(field's name, value)`.
    pub beside: Vec<(String, String)>,
}

/// A field that two people changed at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Its id.
    pub id: String,
    /// The record.
    pub record: RecordId,
    /// The record's one line.
    pub title: String,
    /// The field's name.
    pub field: String,
    /// Whether it waits for changes of these people, which may settle it.
    pub waits: Vec<String>,
    /// The values.
    pub sides: Vec<Side>,
    /// Whether some of what it says is protected.
    pub masked: bool,
    /// Whether that is shown nevertheless.
    pub revealed: bool,
}

/// What does not agree, or was held back.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The record, if it is here.
    pub record: Option<RecordId>,
    /// Its one line.
    pub title: String,
    /// The sentence.
    pub text: String,
    /// Whether a change was held back.
    pub held: bool,
}

/// A change that takes no part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldChange {
    /// The name by which it is decided about.
    pub id: String,
    /// The record, if it is here.
    pub record: Option<RecordId>,
    /// Its one line, or the form's name.
    pub title: String,
    /// Who wrote it.
    pub who: String,
    /// When, day and time.
    pub when: String,
    /// Why it takes no part.
    pub why: String,
    /// What it says.
    pub says: String,
    /// Whether anything can be decided about it.
    pub open: bool,
    /// Whether some of what it says is protected.
    pub masked: bool,
    /// Whether that is shown.
    pub revealed: bool,
}

/// An erasure in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureLines {
    /// When, what, who, why.
    pub head: String,
    /// Who has erased it and who has not, and whether that still waits.
    pub lines: Vec<(String, bool)>,
}

/// A file that can be taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDrive {
    /// Where.
    pub path: String,
    /// Its name and the drive's.
    pub name: String,
    /// When it was written, day and time.
    pub when: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// To whom a file can go and where to.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Choices {
    /// `(id, name, about)`: people we hold a card of, the coordinator first.
    pub people: Vec<(String, String, String)>,
    /// `(folder, what it is)`: sticks first, then the person's own folders.
    pub drives: Vec<(String, String)>,
    /// What is unsent: `(noun's name, changes)`.
    pub unsent: Vec<(String, u64)>,
    /// Changes in files that were made, which nobody has said to have arrived.
    pub made: u64,
    /// Files on the drives, newest first.
    pub files: Vec<OnDrive>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Where.
    pub path: String,
    /// Its number.
    pub number: u64,
    /// Changes in it.
    pub changes: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// What the person should hear.
    pub notes: Vec<Note>,
}

/// What a file brings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Came {
    /// Lines about sender, number and signature.
    pub from: Vec<String>,
    /// `(noun's name, [new, changed, conflicts, findings, held])`.
    pub table: Vec<(String, [u64; 5])>,
    /// Lines about what was decided, and the answers to decisions.
    pub decisions: Vec<String>,
    /// Lines about conflicts and findings.
    pub lines: Vec<String>,
    /// Whether values in them are masked.
    pub masked: bool,
    /// Lines about what is missing.
    pub missing: Vec<String>,
    /// What the sender will see.
    pub after: String,
    /// That nothing of it is new, in words.
    pub nothing: Option<String>,
    /// The records that come or change, one by one.
    pub changes: Vec<Change>,
    /// How many more there are than `changes` tells.
    pub more: u64,
}

/// What a file does to one record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// The record.
    pub id: RecordId,
    /// Form and one line.
    pub title: String,
    /// Whether the record is new here.
    pub new: bool,
    /// The fields: name, what stood there, what would, whether both stay as a conflict.
    pub fields: Vec<(String, String, String, bool)>,
    /// Whether some of them are protected.
    pub masked: bool,
    /// Whether these are shown.
    pub revealed: bool,
}

/// What has arrived at whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// Whose.
    pub who: String,
    /// What: sentences.
    pub lines: Vec<String>,
    /// Changes of mine they do not have.
    pub missing: u64,
}

/// A page of the board of teams.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Teams {
    /// The devices.
    pub rows: Vec<TeamRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// How many devices there are in all.
    pub all: u64,
}

/// One device on the board.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamRow {
    /// The device.
    pub id: String,
    /// Whose it is.
    pub name: String,
    /// The team.
    pub team: String,
    /// Its last file.
    pub file: String,
    /// For how long it is silent.
    pub silence: String,
    /// What is missing, by name.
    pub missing: String,
    /// Records that wait for an approval.
    pub review: u64,
    /// Changes held back.
    pub held: u64,
    /// Whether its key was revoked.
    pub revoked: bool,
    /// How pressing.
    pub press: Press,
}

/// One device, to be looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Team {
    /// Sentences; the first names it.
    pub lines: Vec<String>,
    /// Whether its key was revoked.
    pub revoked: bool,
    /// Whether it can be revoked from here.
    pub may_revoke: bool,
}
