//! What happens to a screen, and what it wants to happen.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::answer::Answer;
use super::ask::Ask;
use super::cx::Cx;
use crate::domain::fault::{Fault, Note};
use crate::domain::id::RecordId;
use crate::ui::commands::{Cmd, Key, Scope};

/// What happens to a screen.
#[derive(Debug)]
pub enum Msg {
    /// It was opened, or what lay over it was closed: time to load.
    Shown,
    /// A command of the catalogue.
    Do(Cmd),
    /// A key that is no command here: text, arrows, editing.
    Key(Key),
    /// Text that was pasted, line ends already `\n`, nothing unseen in it.
    Paste(String),
    /// A click at a place of the screen's own area.
    Click(Position),
    /// The wheel: lines down, or up if negative.
    Wheel(i16),
    /// The time asked for with [`Effect::Wake`] has come.
    Wake,
    /// What the worker found or did; boxed, answers are large.
    Answer(Box<Answer>),
    /// What the worker refused.
    Refused(Fault),
    /// Long work has come so far.
    Progress(Progress),
    /// What the screen that was opened over this one was left with: a choice of a picker,
    /// yes or no.
    Result(String),
    /// A new size; the screen is drawn anew anyhow.
    Resized,
    /// It was opened again after the lock: this is where its [`Spot`] said the cursor was.
    Resume(String),
    /// It is about to be closed, or locked: time to keep what was typed. Of the effects
    /// that come back only [`Effect::Ask`] counts.
    Leaving,
}

impl Msg {
    /// Whether a person typed it: who types ahead of a screen that is still reading
    /// what it shows loses nothing. Going back waits for nothing.
    #[must_use]
    pub fn is_typed(&self) -> bool {
        match self {
            Self::Key(_) | Self::Paste(_) => true,
            Self::Do(cmd) => *cmd != Cmd::Back,
            _ => false,
        }
    }
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The id of the words for it.
    pub what: &'static str,
    /// Done so far.
    pub done: u64,
    /// In all, if that is known.
    pub of: Option<u64>,
}

impl Progress {
    /// What is done, and how far it is, in words.
    #[must_use]
    pub fn text(&self, cx: &Cx) -> String {
        let what = cx.say(self.what);
        let done = self.done.to_string();
        match self.of.map(|of| of.to_string()) {
            Some(of) => {
                let words = [("at", done.as_str()), ("of", of.as_str())];
                format!("{what}  {}", cx.say_with("ui-at-of", &words))
            }
            None if self.done > 0 => format!("{what}  {done}"),
            None => what,
        }
    }
}

/// What a screen wants to happen.
#[derive(Debug)]
pub enum Effect {
    /// Opens another screen over this one.
    Go(Route),
    /// Opens another screen in place of this one.
    Swap(Route),
    /// Goes back to the screen below.
    Back,
    /// Goes back and leaves a result for the screen below.
    Leave(String),
    /// Goes back and has the screen below do this.
    Run(Cmd),
    /// Wants something of the worker; the answer comes to this screen.
    Ask(Ask),
    /// Says something in the line above the keys.
    Say(Toast),
    /// Sends [`Msg::Wake`] after so many milliseconds; a later wish replaces it.
    Wake(u64),
    /// Stops the long work that is under way.
    Cancel,
    /// Says why something was refused.
    Fault(Fault),
    /// The workspace is open: home, and the tour first if it is new.
    Entered(bool),
    /// Locks.
    Lock,
    /// Leaves.
    Quit,
    /// The other language.
    Language,
}

/// How a toast sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Done.
    Good,
    /// Look at this.
    Warn,
    /// Refused.
    Bad,
}

/// A sentence in the line above the keys.
#[derive(Debug, Clone)]
pub struct Toast {
    /// The sentence.
    pub text: String,
    /// How it sounds.
    pub tone: Tone,
}

impl Toast {
    /// Something was done.
    #[must_use]
    pub fn good(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone: Tone::Good,
        }
    }
    /// Something to look at.
    #[must_use]
    pub fn warn(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone: Tone::Warn,
        }
    }
    /// Something was refused.
    #[must_use]
    pub fn bad(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone: Tone::Bad,
        }
    }
}

/// Where to go.
#[derive(Debug, Clone, PartialEq)]
pub enum Route {
    /// First run.
    Welcome,
    /// Three steps on a made-up record.
    Tour,
    /// The locked screen.
    Unlock,
    /// What waits for me.
    Home,
    /// The list of a form's records, filtered so.
    List {
        /// The form.
        form: String,
        /// `(field, code)` the list begins with.
        filters: Vec<(String, String)>,
    },
    /// Search over everything.
    Search,
    /// One record.
    Record(RecordId),
    /// A form: a new record below `parent`, or an existing one.
    Form {
        /// The form.
        form: String,
        /// The record to change; none for a new one.
        id: Option<RecordId>,
        /// What a new record hangs on.
        parent: Option<RecordId>,
        /// Values a new record begins with, by field id as JSON.
        given: serde_json::Map<String, serde_json::Value>,
        /// The key of the draft to go on with.
        draft: Option<String>,
    },
    /// The page that minutes are written on: existing ones, or new ones.
    Minutes {
        /// The minutes; none for new ones.
        id: Option<RecordId>,
        /// The key of the draft to go on with.
        draft: Option<String>,
    },
    /// A new case: first whether the person is known.
    NewCase,
    /// A new record, and then a new one of another form below it: client, then intake.
    Then {
        /// The form.
        form: String,
        /// Values it begins with.
        given: serde_json::Map<String, serde_json::Value>,
        /// The form that comes next.
        then: String,
    },
    /// What can be begun.
    NewMenu,
    /// Many volunteers quickly, with the draft of this key if it is not the usual one.
    Quick(Option<String>),
    /// Sending, receiving, receipts.
    Sync,
    /// Sending to one device.
    SyncTo(String),
    /// The board of teams.
    Teams,
    /// One device of it.
    Team(String),
    /// The conflict desk.
    Conflicts,
    /// The findings desk.
    Findings,
    /// The desk of changes that are held back.
    Held,
    /// Erasing a root.
    Erase {
        /// The root.
        id: RecordId,
        /// Its one line.
        title: String,
        /// What must be typed before it is erased.
        word: String,
    },
    /// What was erased.
    Erasures,
    /// Figures of a period, before they are saved as a report.
    Report,
    /// A paper: of this record and its form, or of none.
    Print(Option<(RecordId, String)>),
    /// A copy of all.
    Backup,
    /// A choice from a list.
    Pick {
        /// What stands above.
        title: String,
        /// `(what is left as the result, what is read)`.
        of: Vec<(String, String)>,
    },
    /// Yes or no; the result is `yes` or nothing comes.
    Confirm {
        /// The question.
        text: String,
    },
    /// Yes or no, where yes loses something: only `y` says yes.
    Beware {
        /// The question.
        text: String,
    },
    /// One line of text; the result is the text.
    Prompt {
        /// What is asked for; what follows its first line helps, and stands below the
        /// answer.
        title: String,
        /// What stands there already.
        text: String,
    },
    /// Commands of this scope by name: help, or any command.
    Palette {
        /// Whose commands.
        scope: Scope,
        /// Whether every command gets its sentence: help.
        help: bool,
    },
}

/// Where a person was, to come back to after the lock. Ids, codes and numbers only: what
/// anybody wrote is not kept where the screen is locked, unless it could not be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// The screen.
    pub route: Route,
    /// Where on it; the screen reads it back from [`Msg::Resume`].
    pub at: String,
}

impl Spot {
    /// A spot on a screen.
    #[must_use]
    pub fn new(route: Route, at: impl std::fmt::Display) -> Self {
        Self {
            route,
            at: at.to_string(),
        }
    }
}

/// The bar on top of a screen.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    /// Where am I.
    pub left: String,
    /// What I should know here; the loop adds what is unsent and the day.
    pub right: String,
}

/// One screen. Pure: what it wants of the world it says as effects.
pub trait Screen {
    /// Something happened.
    fn update(&mut self, msg: Msg, cx: &Cx) -> Vec<Effect>;
    /// Draws into the area between the bar and the line of keys.
    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx);
    /// Where the hardware cursor stands, so that the input method opens there.
    fn cursor(&self, area: Rect, cx: &Cx) -> Option<Position>;
    /// Which commands live here.
    fn scope(&self) -> Scope;
    /// The bar on top.
    fn bar(&self, cx: &Cx) -> Bar;
    /// Where a person is, to come back to after the lock; none for what is over with a
    /// lock, as a question or the first run.
    fn spot(&self, _cx: &Cx) -> Option<Spot> {
        None
    }
    /// The saved record on the screen and its form: what is printed from here.
    fn shows(&self) -> Option<(RecordId, String)> {
        None
    }
    /// Whether characters are text just now, and letters no commands.
    fn typing(&self) -> bool {
        false
    }
    /// Why what is written here could not be stored, as long as it stands only here.
    fn unkept(&self) -> Option<&[Note]> {
        None
    }
    /// Whether the screen below stays visible: popups.
    fn over(&self) -> bool {
        false
    }
    /// Whether the screen itself does a command that else works everywhere: a form takes
    /// Undo for what was typed, a list takes New for its own form.
    fn takes(&self, _cmd: Cmd) -> bool {
        false
    }
    /// Commands of this scope that make no sense just now.
    fn hides(&self, _cmd: Cmd, _cx: &Cx) -> bool {
        false
    }
    /// Why a hidden command is no use just now, where more can be said than that.
    fn why_not(&self, _cmd: Cmd, _cx: &Cx) -> Option<String> {
        None
    }
    /// A command whose footer words are said otherwise just now, by their id.
    fn names(&self, _cmd: Cmd, _cx: &Cx) -> Option<String> {
        None
    }
}
