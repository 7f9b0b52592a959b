//! What a screen may want of the worker, by family; `ui/effect` has one file for each.

use jiff::civil::Date;
use zeroize::Zeroizing;

use crate::domain::form::Object;
use crate::domain::id::RecordId;
use crate::domain::record::Seen;

/// A secret on its way to the worker; printed as nothing.
#[derive(Clone)]
pub struct Secret(pub Zeroizing<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// The slot of what is counted while nobody waits: it gives way to whatever is asked.
pub const ASIDE: u8 = 9;

/// Anything a screen may want.
#[derive(Debug)]
pub enum Ask {
    /// Opening and making workspaces.
    Door(Door),
    /// What waits for me.
    Today,
    /// Reading records.
    Look(Look),
    /// Writing records.
    Write(Write),
    /// What was typed and is not saved.
    Draft(Draft),
    /// Sending and receiving.
    Sync(Sync),
    /// A coordinator's decisions.
    Decide(Decide),
    /// Paper and copies.
    Out(Out),
}

impl Ask {
    /// Asks of one slot replace each other while they wait: only the last of a row of
    /// typed searches is run.
    #[must_use]
    pub fn slot(&self) -> Option<u8> {
        match self {
            Self::Today => Some(1),
            Self::Look(Look::List(_)) => Some(2),
            Self::Look(Look::Search(_)) => Some(3),
            Self::Look(Look::Alike(_)) => Some(4),
            Self::Look(Look::Count(_)) => Some(5),
            Self::Look(Look::Names { .. }) => Some(6),
            Self::Look(Look::Figures(_)) => Some(8),
            Self::Draft(Draft::Keep { .. }) => Some(7),
            Self::Sync(Sync::Senders(_)) => Some(10),
            Self::Look(Look::FindingCount) => Some(ASIDE),
            _ => None,
        }
    }

    /// Whether a person has said that it be so: it is done even if they leave before its
    /// turn comes.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        match self {
            Self::Door(door) => !matches!(door, Door::Sticks),
            Self::Write(_) | Self::Draft(_) => true,
            Self::Decide(decide) => matches!(decide, Decide::Rule { .. } | Decide::Erase { .. }),
            Self::Sync(sync) => matches!(sync, Sync::Revoke(_)),
            Self::Today | Self::Look(_) | Self::Out(_) => false,
        }
    }
}

/// Opening and making workspaces.
#[derive(Debug)]
pub enum Door {
    /// Opens the workspace.
    Unlock(Secret),
    /// Which drives are plugged in: a recovery file belongs on one.
    Sticks,
    /// Makes one.
    Init(Box<FirstRun>),
    /// Closes it: the keys leave the memory.
    Lock,
}

/// What the first run asks.
#[derive(Debug, Clone)]
pub struct FirstRun {
    /// The person's name.
    pub person: String,
    /// The team's short name, and after a space what its unit is called on paper.
    pub team: String,
    /// The division code.
    pub place: String,
    /// The name of a village that is on no list yet.
    pub place_name: Option<String>,
    /// The role's code.
    pub role: String,
    /// The passphrase.
    pub secret: Secret,
    /// Where the recovery file goes, if it is written now.
    pub recovery_out: Option<String>,
}

/// Reading.
#[derive(Debug, Clone)]
pub enum Look {
    /// One page of a list.
    List(ListAsk),
    /// How many records the list has in all.
    Count(ListAsk),
    /// One record whole; `reveal` shows what is masked, and is logged.
    Record {
        /// The record.
        id: RecordId,
        /// Whether masked values are wanted.
        reveal: bool,
    },
    /// A record's changes.
    History(RecordId),
    /// People, numbers and words.
    Search(String),
    /// Who is known already and may be this person.
    Alike(AlikeAsk),
    /// Records of a form whose names begin so: for pickers of references.
    Names {
        /// The form, or `worker` for people.
        form: String,
        /// What was typed.
        typed: String,
    },
    /// What undo would take back.
    LastStep,
    /// What the next minutes of my place begin with.
    Carry,
    /// Fields that two people changed at once.
    Conflicts {
        /// The one whose masked values are shown, which is logged.
        reveal: Option<String>,
    },
    /// What does not agree between records, and changes held back.
    Findings,
    /// How many of them there are.
    FindingCount,
    /// A page of the board of teams, behind where the page before ended.
    Teams(Option<String>),
    /// One device of it.
    Team(String),
    /// The figures of a period, of my place.
    Figures(FigureAsk),
    /// The filters that were kept for a form.
    Filters(String),
    /// Keeps a filter under a name, or drops it where `filters` is empty.
    KeepFilter {
        /// The form.
        form: String,
        /// The name.
        name: String,
        /// The filters.
        filters: Vec<(String, crate::domain::value::Value)>,
    },
}

/// A period: its first day, and the first after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureAsk {
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub to: Date,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListAsk {
    /// The form.
    pub form: String,
    /// What was typed: pinyin, a number, words. Empty: all.
    pub typed: String,
    /// `(indexed field, value as the form keeps it)`.
    pub filters: Vec<(String, crate::domain::value::Value)>,
    /// An indexed field to sort by.
    pub sort: Option<String>,
    /// Backwards.
    pub descending: bool,
    /// Those that are void, and no others.
    pub void: bool,
    /// Where the page before ended.
    pub after: Option<String>,
    /// Rows to a page.
    pub limit: u32,
}

/// What is typed of a person so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AlikeAsk {
    /// The form: `client` or `volunteer`.
    pub form: String,
    /// The record itself, which is no match.
    pub but: Option<RecordId>,
    /// The name.
    pub name: String,
    /// The identity number.
    pub id_no: String,
    /// The telephone number.
    pub phone: String,
}

/// Writing.
#[derive(Debug, Clone)]
pub enum Write {
    /// A new record or changes to one; the draft of this key goes with it.
    Save {
        /// The form.
        form: String,
        /// The record; none for a new one.
        id: Option<RecordId>,
        /// What a new one hangs on.
        parent: Option<RecordId>,
        /// What was filled in.
        input: Object,
        /// The draft that is done with.
        draft: Option<String>,
        /// What stood on the screen, where that may be older than what is saved.
        seen: Seen,
        /// The form that comes next, below what is saved.
        then: Option<String>,
    },
    /// To another state, with the fields this needs.
    Move {
        /// The record.
        id: RecordId,
        /// The state.
        to: String,
        /// Fields that the move brings.
        input: Object,
        /// What stood on the screen.
        seen: Seen,
    },
    /// Out of lists and counts.
    Void {
        /// The record.
        id: RecordId,
        /// Why.
        reason: String,
        /// What stood on the screen.
        seen: Seen,
    },
    /// Back into lists and counts.
    Restore(RecordId, Seen),
    /// Approves, over what stood on the screen.
    Approve(RecordId, Seen),
    /// Gives back to be mended.
    Return {
        /// The record.
        id: RecordId,
        /// Why.
        reason: String,
    },
    /// Hands in again what was given back.
    HandIn(RecordId),
    /// Takes the last step back.
    Undo,
    /// Saves the figures of a period as a report.
    Report(FigureAsk),
    /// Decides a conflict.
    Keep {
        /// The conflict's id.
        conflict: String,
        /// The change that is kept.
        change: String,
    },
}

/// A coordinator's decisions, and what they are about.
#[derive(Debug, Clone)]
pub enum Decide {
    /// The changes that take no part.
    Held {
        /// The one whose masked values are shown; that is logged.
        reveal: Option<String>,
    },
    /// Lets one of them in, or keeps it out for good.
    Rule {
        /// Its name.
        change: String,
        /// Whether it is let in.
        admit: bool,
    },
    /// Erases a root and all that hangs on it.
    Erase {
        /// The root.
        id: RecordId,
        /// On what ground.
        ground: String,
    },
    /// What was erased, and who has answered.
    Erasures,
}

/// What was typed and is not saved.
#[derive(Debug, Clone)]
pub enum Draft {
    /// Keeps it, in place of what was kept under this key.
    Keep {
        /// The key: form and record or parent.
        key: String,
        /// The form.
        form: String,
        /// What people see of it on the home screen.
        title: String,
        /// The state of the form as JSON.
        body: String,
    },
    /// Reads it.
    Read(String),
    /// It is done with.
    Drop(String),
}

/// Sending and receiving.
#[derive(Debug, Clone)]
pub enum Sync {
    /// To whom, what, where to: all that can be chosen.
    Choices,
    /// Whose these files are, as far as their fronts say it.
    Senders(Vec<String>),
    /// Writes the file.
    Export {
        /// The person's name or id.
        to: String,
        /// File or folder.
        out: String,
    },
    /// Looks into a file and writes nothing.
    Look {
        /// The file.
        path: String,
        /// The record whose masked values are shown; that is logged.
        reveal: Option<RecordId>,
    },
    /// Takes the file in.
    Import(String),
    /// What has arrived at whom.
    Receipts,
    /// What revoking a device would do.
    WouldRevoke(String),
    /// Revokes it.
    Revoke(String),
}

/// What stands on a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printable {
    /// A record.
    Record(RecordId),
    /// The sign-in sheet of these minutes, or an empty one.
    SignIn(Option<RecordId>),
    /// An empty form.
    Blank(String),
}

/// What leaves as a file that is no hand-over.
#[derive(Debug, Clone)]
pub enum Out {
    /// Where to: the folders that are offered for paper, or for a copy of all.
    Folders {
        /// Whether it is a copy.
        copy: bool,
    },
    /// A paper.
    Print {
        /// What stands on it.
        paper: Printable,
        /// The ending of the format: `docx`, `md`, `txt`.
        format: String,
        /// Whether protected values stand there whole.
        reveal: bool,
        /// The folder.
        folder: String,
    },
    /// A copy of all, into this folder.
    Backup(String),
}
