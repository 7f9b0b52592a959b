//! What the worker answers: plain data that screens can show.

use std::collections::BTreeMap;

use crate::domain::fault::Note;
use crate::domain::form::Forms;
use crate::domain::id::RecordId;
use crate::domain::record::{Record, RowStep, Saw, Seen};
use crate::domain::value::{Patch, Value};
use crate::i18n::values::Names;
use crate::ui::kit::ask::{FigureAsk, ListAsk};

pub use super::desk::*;

/// Indexed fields and the value each must have.
pub type Filters = Vec<(String, Value)>;

/// Any answer.
#[derive(Debug)]
pub enum Answer {
    /// The workspace is open; what the person should hear once.
    Opened(Vec<Note>),
    /// It is closed.
    Closed,
    /// The drives that are plugged in, by their folders.
    Sticks(Vec<String>),
    /// What waits for me.
    Today(Today),
    /// One page of a list.
    Page(Page),
    /// How many there are in all.
    Counts(Box<Counts>),
    /// One record.
    Sheet(Box<Sheet>),
    /// Its changes and those of its rows, oldest first; the names behind references.
    History(Vec<Past>, Names),
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
    /// The line of the home screen that counts the findings and leads to them, if there
    /// are any.
    FindingCount(Option<Waiting>),
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
    /// The figures of a period.
    Figures(Figures),
    /// A report was saved: which record, and the sentence about it.
    Reported(RecordId, String),
    /// What undo would take back: the question about it.
    LastStep(String),
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
    /// `(path, whose it is)` of files that may be received.
    Senders(Vec<(String, String)>),
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
    /// To the records of this form that wait for a yes: the field and the code that
    /// its list is filtered by.
    Review(String, (String, String)),
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
    pub more: Option<String>,
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

/// The row that a change was about.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRow {
    /// Its form.
    pub form: String,
    /// What was done to it.
    pub step: RowStep,
    /// What it said then.
    pub says: Patch,
}

/// One change of a record, or of a row of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// The change.
    pub change: String,
    /// The step that it was a part of.
    pub step: String,
    /// The row, if it was one.
    pub row: Option<PastRow>,
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

/// The figures of a period, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// The period.
    pub of: FigureAsk,
    /// Of each line the figure, of which, and the number or what stands in its place.
    pub rows: Vec<[String; 3]>,
    /// That records were left out, and why.
    pub left: Option<String>,
    /// Why this person may not save it.
    pub refused: Option<String>,
}
