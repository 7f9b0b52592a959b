//! What the worker answers: plain data that screens can show.

use std::collections::BTreeMap;

use crate::domain::fault::Note;
use crate::domain::form::Forms;
use crate::domain::id::RecordId;
use crate::domain::record::{Record, Saw, Seen};
use crate::domain::value::{Patch, Value};
use crate::i18n::values::Names;
use crate::ui::kit::ask::ListAsk;

/// Indexed fields and the value each must have.
pub type Filters = Vec<(String, Value)>;

/// Any answer.
#[derive(Debug)]
pub enum Answer {
    /// The workspace is open; what the person should hear once.
    Opened(Vec<Note>),
    /// It is closed.
    Closed,
    /// What waits for me.
    Today(Today),
    /// One page of a list.
    Page(Page),
    /// How many there are in all.
    Counts(Box<Counts>),
    /// One record.
    Sheet(Box<Sheet>),
    /// Its changes, oldest first.
    History(Vec<Past>),
    /// What a search found.
    Hits(Hits),
    /// Filters that were kept, by name.
    KeptFilters(Vec<(String, Filters)>),
    /// Who may be this person.
    Alike(Vec<Alike>),
    /// `(id, name)` for a picker of references.
    Names(Vec<(String, String)>),
    /// What the next minutes begin with.
    Carry(Box<Carry>),
    /// Conflicts.
    Conflicts(Vec<Conflict>),
    /// Findings and changes held back.
    Findings(Vec<Finding>),
    /// Changes that take no part.
    Held(Vec<HeldChange>),
    /// A change was let in or kept out: the sentence about it.
    Decided(String),
    /// Something was erased: what the person should know and see to.
    Erased(Vec<String>),
    /// What was erased, and who has answered.
    Erasures(Vec<ErasureLines>),
    /// Saved, moved, approved: the record as it stands, and warnings.
    Saved {
        /// The record.
        sheet: Box<Sheet>,
        /// Warnings.
        notes: Vec<Note>,
        /// Rows it made: where they stand in the input, as `topics[1]`, and their
        /// records.
        made: Vec<(String, RecordId)>,
    },
    /// A step was taken back: the sentence about it.
    Undone(String),
    /// A draft was kept, at this time of day.
    Kept,
    /// A draft, if there is one.
    Draft(Option<String>),
    /// It is gone.
    Dropped,
    /// To whom a file can go, and where to.
    Choices(Choices),
    /// A file was written and read back.
    Exported(Sent),
    /// What a file would bring.
    Looked(Box<Came>),
    /// What it brought.
    Imported(Box<Came>),
    /// What has arrived at whom.
    Receipts(Vec<Receipt>),
    /// A page of the board of teams.
    Teams(Teams),
    /// One device of it.
    Team(Box<Team>),
    /// What a revocation would do: sentences.
    WouldRevoke(Vec<String>),
    /// What it did.
    Revoked(Vec<String>),
    /// `(folder, what it is)`: where a file can go.
    Folders(Vec<(String, String)>),
    /// A paper or a copy was written and read back.
    Written(Written),
}

/// A file that is no hand-over.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// Where.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What the person should hear.
    pub notes: Vec<Note>,
}

/// One who was invited to the last meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invited {
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// The post.
    pub post: String,
    /// The code of the role.
    pub role: String,
}

/// An action of an earlier meeting that is not done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenAction {
    /// The action.
    pub id: String,
    /// What.
    pub text: String,
    /// Who.
    pub owner: String,
    /// Until when.
    pub due: String,
    /// The code of its state.
    pub status: String,
    /// What of it is on the screen.
    pub saw: Saw,
}

/// What the next minutes of my place begin with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carry {
    /// The code of the kind of meeting.
    pub kind: String,
    /// The number of the week, month or quarter.
    pub round: i16,
    /// Fields taken over from the last minutes, by id: title, number, place, body.
    pub fields: Vec<(String, String)>,
    /// Who was invited last time.
    pub people: Vec<Invited>,
    /// Which of them chaired.
    pub chair: Option<usize>,
    /// Which of them recorded.
    pub recorder: Option<usize>,
    /// Open actions of earlier meetings here, most urgent first.
    pub actions: Vec<OpenAction>,
    /// How many there are in all.
    pub open: u64,
}

/// How pressing a line of the home screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Press {
    /// After its day.
    Overdue,
    /// Today or within days.
    Soon,
    /// No hurry.
    Calm,
}

/// Where a line of the home screen leads.
#[derive(Debug, Clone, PartialEq)]
pub enum Leads {
    /// To a record.
    Record(RecordId),
    /// To this week's minutes, which are not begun.
    NewMinutes,
    /// To a draft: its key, its form.
    Draft(String, String),
    /// To the conflict desk.
    Conflicts,
    /// To the findings desk.
    Findings,
    /// To the changes that are held back.
    Held,
    /// To sending and receiving.
    Sync,
}

/// One line of the home screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// How pressing.
    pub press: Press,
    /// When: `逾期 3天`, `今天`, `周三`.
    pub when: String,
    /// What kind: `待办`, `会议`, `草稿`.
    pub kind: String,
    /// What.
    pub what: String,
    /// Who, or how far.
    pub who: String,
    /// The day, `MM-DD`, or a time.
    pub day: String,
    /// Where it leads.
    pub leads: Leads,
}

/// What waits for me.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Today {
    /// One line of figures: this week's meeting, overdue, open, drafts, conflicts.
    pub figures: String,
    /// Most pressing first.
    pub urgent: Vec<Waiting>,
    /// How many more there are that `urgent` leaves out.
    pub more: u64,
    /// What was sent and received.
    pub post: Vec<Waiting>,
    /// This month's figures.
    pub month: String,
    /// How many changes the coordinator does not have.
    pub unsent: u64,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The record.
    pub id: RecordId,
    /// Its cells, in the order of the form's list columns, ready to be read.
    pub cells: Vec<String>,
    /// What stands below the list while the cursor is on it.
    pub about: String,
    /// Overdue or risk: `(cell, how pressing)`.
    pub press: Option<(usize, Press)>,
}

/// One page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Row>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
    /// What was asked for: a page that nobody waits for any more is dropped.
    pub of: ListAsk,
}

/// How many records a list has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// What was asked for.
    pub of: ListAsk,
    /// How many fit what was typed and filtered, and whether there are more.
    pub found: (u64, bool),
    /// How many the form has, and whether there are more.
    pub all: (u64, bool),
}

/// What a search over everything found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// What was typed.
    pub typed: String,
    /// The first records found.
    pub hits: Vec<Hit>,
    /// Whether there are more.
    pub more: bool,
}

/// One record, ready to be shown or changed.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The record.
    pub record: Record,
    /// Its one line.
    pub title: String,
    /// Its computed fields.
    pub computed: Patch,
    /// Its rows by field, in their order.
    pub rows: BTreeMap<String, Vec<Record>>,
    /// What hangs on it: `(record, form's name, one line)`.
    pub children: Vec<(RecordId, String, String)>,
    /// The record above.
    pub parent: Option<Record>,
    /// The names behind references.
    pub names: Names,
    /// Whether masked values may be shown.
    pub revealed: bool,
    /// Its fields without a single value.
    pub conflicts: Vec<Conflict>,
}

impl Sheet {
    /// What a person sees who has it on the screen.
    #[must_use]
    pub fn seen(&self, forms: &Forms) -> Seen {
        let rows = self.rows.values().flatten();
        let all = std::iter::once(&self.record).chain(rows);
        all.filter_map(|r| Some((r.id, r.saw(forms.get(&r.form)?))))
            .collect()
    }
}

/// One change of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The change.
    pub change: String,
    /// When, day and time.
    pub when: String,
    /// Who.
    pub who: String,
    /// `(field id, before, after)`.
    pub fields: Vec<(String, Value, Value)>,
    /// Whether it took a step back.
    pub undo: bool,
    /// Why it takes no part, if it does not: a sentence.
    pub held: Option<String>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The record to open.
    pub id: RecordId,
    /// The form's name.
    pub form: String,
    /// Its one line.
    pub title: String,
    /// What tells it from another of this name: sex, age, village.
    pub beside: String,
    /// Where the words were found, if that is another line.
    pub about: String,
    /// The records it was found in, newest first, where one line stands for several.
    pub of: Vec<(RecordId, String)>,
}

/// Someone who may be the person that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The record.
    pub id: RecordId,
    /// Its one line.
    pub title: String,
    /// Why: `姓名同音，电话差一位`.
    pub why: String,
    /// Whether a number says so: the same document or telephone.
    pub strong: bool,
}

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
    /// Lines about conflicts and findings.
    pub lines: Vec<String>,
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
    /// Form and one line.
    pub title: String,
    /// Whether the record is new here.
    pub new: bool,
    /// The fields: name, what stood there, what would, whether both stay as a conflict.
    pub fields: Vec<(String, String, String, bool)>,
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
