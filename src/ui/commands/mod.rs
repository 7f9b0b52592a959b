//! THE catalogue of commands. Footer, help, palette, the check of a keymap and the
//! README's table of keys all come from it. Labels stand in `ui.ftl` as `do-<id>`, one
//! sentence of help as `do-<id>-help`.

mod key;
mod keymap;

pub use key::{Code, Key};
pub use keymap::{Keymap, Shadow};

/// Where a command can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Everywhere once the workspace is open.
    Everywhere,
    /// The first run.
    Welcome,
    /// The locked screen.
    Unlock,
    /// What waits for me.
    Home,
    /// Lists of records.
    List,
    /// Search over everything.
    Search,
    /// One record.
    Record,
    /// A form that is being filled in.
    Form,
    /// The page that minutes are written on.
    Minutes,
    /// Many volunteers quickly.
    Quick,
    /// Sending and receiving.
    Sync,
    /// Paper and copies.
    Paper,
    /// Two values for one field.
    Conflicts,
    /// What several records say together.
    Findings,
    /// The board of teams.
    Teams,
    /// One device of it.
    Team,
    /// Changes that are held back.
    Held,
    /// Erasing, and what was erased.
    Erase,
    /// The figures of a period.
    Report,
    /// A list of choices over the screen.
    Picker,
    /// Help and palette.
    Palette,
    /// Yes or no.
    Confirm,
}

impl Scope {
    /// All scopes, in the order of the help.
    pub const ALL: [Self; 22] = [
        Self::Everywhere,
        Self::Welcome,
        Self::Unlock,
        Self::Home,
        Self::List,
        Self::Search,
        Self::Record,
        Self::Form,
        Self::Minutes,
        Self::Quick,
        Self::Sync,
        Self::Paper,
        Self::Conflicts,
        Self::Findings,
        Self::Teams,
        Self::Team,
        Self::Held,
        Self::Erase,
        Self::Report,
        Self::Picker,
        Self::Palette,
        Self::Confirm,
    ];

    /// The id of its name in `ui.ftl`: `scope-<id>`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::Welcome => "welcome",
            Self::Unlock => "unlock",
            Self::Home => "home",
            Self::List => "list",
            Self::Search => "search",
            Self::Record => "record",
            Self::Form => "form",
            Self::Minutes => "minutes",
            Self::Quick => "quick",
            Self::Sync => "sync",
            Self::Paper => "paper",
            Self::Conflicts => "conflicts",
            Self::Findings => "findings",
            Self::Teams => "teams",
            Self::Team => "team",
            Self::Held => "held",
            Self::Erase => "erase",
            Self::Report => "report",
            Self::Picker => "picker",
            Self::Palette => "palette",
            Self::Confirm => "confirm",
        }
    }

    /// Whether the commands of `Everywhere` live here too.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Welcome | Self::Unlock | Self::Picker | Self::Palette | Self::Confirm
        )
    }
}

macro_rules! catalogue {
    ($($name:ident $id:literal $rank:literal [$($scope:ident)*] [$($key:literal)*] $doc:literal;)*) => {
        /// A command by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Cmd { $(#[doc = $doc] $name,)* }
        /// All commands, in the order of footer and help.
        pub const CATALOGUE: &[Command] = &[
            $(Command { cmd: Cmd::$name, id: $id, rank: $rank, scopes: &[$(Scope::$scope),*], keys: &[$($key),*] },)*
        ];
    };
}

/// One command of the catalogue.
#[derive(Debug)]
pub struct Command {
    /// Its name in code.
    pub cmd: Cmd,
    /// Its id in keymap and locale files.
    pub id: &'static str,
    /// What the footer drops first when it is narrow: high ranks; 9 is never in it.
    pub rank: u8,
    /// Where it lives.
    pub scopes: &'static [Scope],
    /// The keys it has if nobody says otherwise.
    pub keys: &'static [&'static str],
}

// name id rank [scopes] [keys] "what it does"
catalogue! {
    Open "open" 1 [Home List Search Record Sync Paper Findings Held Erase Teams Team Picker Palette Welcome Unlock Confirm Quick] ["enter"] "Opens what is under the cursor, or goes on.";
    NextField "next-field" 1 [Form Welcome] ["tab"] "To the next field.";
    New "new" 1 [Everywhere] ["f2"] "Begins a new record.";
    Edit "edit" 1 [Record Conflicts] ["f3" "e"] "Changes the record.";
    Move "move" 3 [Record] ["f7"] "Takes the record to its next state.";
    Approve "approve" 3 [Record] ["f8"] "Approves the record.";
    Find "find" 1 [Home List Record Sync Conflicts Findings] ["/" "ctrl+f"] "Finds people, numbers and words.";
    NextPage "next-page" 2 [Form] ["ctrl+down" "ctrl+n"] "To the next page of the form.";
    PrevPage "prev-page" 9 [Form] ["ctrl+up"] "To the page before.";
    Save "save" 1 [Form Minutes Quick Report] ["ctrl+s"] "Saves.";
    NextError "next-error" 2 [Form Quick Minutes] ["f8"] "To the next field that needs mending.";
    NextTopic "next-topic" 2 [Minutes] ["f7"] "To the next topic.";
    PrevTopic "prev-topic" 9 [Minutes] ["shift+f7" "alt+f7"] "To the topic before.";
    Attendance "attendance" 2 [Minutes] ["f6"] "Who was there.";
    Details "details" 3 [Minutes] ["f3"] "The other fields of the minutes.";
    Earlier "earlier" 3 [Minutes] ["f4"] "What became of the actions of earlier meetings.";
    TopicKind "topic-kind" 9 [Minutes] ["f5"] "What kind of topic this is.";
    Compare "compare" 2 [Form Quick] ["f6"] "Shows the person who may be the same.";
    AddRow "add-row" 3 [Form] ["f3" "ctrl+o"] "Adds a row.";
    RemoveRow "remove-row" 9 [Form Quick] ["ctrl+d"] "Takes the row away.";
    WriteFull "write-full" 4 [Form] ["f5"] "Writes a long text on the whole screen.";
    DropDraft "drop-draft" 9 [Form Minutes Quick] [] "Throws away what was typed and is not saved.";
    NextTab "next-tab" 3 [Home List Record Sync Report] ["tab"] "To the next part of the screen.";
    PrevTab "prev-tab" 9 [Home List Record Sync Form Welcome] ["shift+tab"] "To the part before.";
    OneByOne "one-by-one" 2 [Sync] ["f6"] "Looks at each change of a file before it is taken in.";
    Child "child" 3 [Record] ["f4"] "Records a service, a note or another form below this record.";
    Sort "sort" 3 [List] ["f4"] "Sorts by another column.";
    Filter "filter" 3 [List] ["f5"] "Filters by field and value.";
    KeepFilter "keep-filter" 4 [List] ["f6"] "Keeps this filter under a name.";
    DropFilter "drop-filter" 2 [Picker] ["ctrl+d"] "Drops the kept filter under the cursor.";
    Reveal "reveal" 3 [Record Conflicts Held Sync] ["f5"] "Shows what is masked; the look is logged.";
    History "history" 3 [Record] ["f6" "h"] "Who changed what, and when.";
    Return "return" 4 [Record] ["r"] "Gives the record back to be mended, with a reason.";
    HandIn "hand-in" 1 [Record] ["i"] "Hands in again what was returned.";
    Erase "erase" 9 [Record] [] "Erases a person, a meeting or a file on every machine.";
    Void "void" 9 [Record] ["ctrl+d"] "Takes the record out of lists and counts, with a reason.";
    KeepThis "keep-this" 2 [Conflicts] ["enter"] "Keeps the value under the cursor.";
    Revoke "revoke" 3 [Team] ["f7"] "A lost laptop: what stays good, then revokes it.";
    AnswerFile "answer-file" 2 [Teams Team] ["f6"] "Makes a file for this device.";
    Admit "admit" 2 [Held] ["f7"] "Lets the change under the cursor count, everywhere.";
    TurnDown "turn-down" 2 [Held] ["f8"] "Keeps the change under the cursor out, for good.";
    Restore "restore" 2 [Record] ["ctrl+r"] "Takes a void record back into lists and counts.";
    Accept "accept" 9 [Confirm] ["y"] "Says yes.";
    Refuse "refuse" 9 [Confirm] ["n"] "Says no.";
    Sync "sync" 4 [Everywhere] ["f9"] "Sends and receives.";
    Back "back" 2 [Everywhere Picker Palette Confirm Welcome] ["esc"] "Goes back; nothing typed is lost.";
    Print "print" 5 [Home List Record Minutes] ["ctrl+k"] "Makes a paper of what is on the screen, or an empty form.";
    Backup "backup" 9 [Everywhere] [] "Copies everything into one encrypted file.";
    Undo "undo" 5 [Everywhere] ["ctrl+z"] "Takes the last saved step back.";
    Palette "palette" 4 [Everywhere] ["ctrl+p"] "Any command by name.";
    Help "help" 2 [Everywhere Welcome Unlock] ["f1" "?"] "All keys of this screen.";
    Home "home" 9 [Everywhere] ["ctrl+t"] "To what waits for me.";
    People "people" 9 [Everywhere] [] "The list of clients.";
    Cases "cases" 9 [Everywhere] [] "The list of cases.";
    Meetings "meetings" 9 [Everywhere] [] "The list of minutes.";
    Actions "actions" 9 [Everywhere] [] "The list of actions.";
    Volunteers "volunteers" 9 [Everywhere] [] "The list of volunteers.";
    Hours "hours" 9 [Everywhere] [] "The list of hours of service.";
    Reports "reports" 9 [Everywhere] [] "The list of reports that went up or came in.";
    NewReport "new-report" 9 [Everywhere] [] "Figures of a month, a quarter or a year, and a report of them.";
    NewCase "new-case" 9 [Everywhere] [] "Registers a client and opens the intake form.";
    NewMinutes "new-minutes" 9 [Everywhere] [] "Begins the minutes of this week.";
    NewVolunteers "new-volunteers" 9 [Everywhere] [] "Registers many volunteers quickly.";
    ConflictDesk "conflict-desk" 9 [Everywhere] [] "Fields that two people changed at once.";
    FindingDesk "finding-desk" 9 [Everywhere] [] "What does not agree between records.";
    Teams "teams" 9 [Everywhere] [] "Each team's last file, what is missing, silence, what waits.";
    HeldDesk "held-desk" 9 [Everywhere] [] "Changes that are held back.";
    ErasureDesk "erasure-desk" 9 [Everywhere] [] "What was erased, and who has answered.";
    Theme "theme" 9 [Everywhere] [] "Changes between dark and light.";
    Language "language" 9 [Everywhere] [] "Changes between Chinese and English.";
    Lock "lock" 6 [Everywhere] ["ctrl+l"] "Locks the screen; what was typed is kept.";
    Quit "quit" 7 [Everywhere Welcome Unlock] ["ctrl+q"] "Leaves; what was typed is kept.";
}

impl Cmd {
    /// Its entry in the catalogue.
    #[must_use]
    pub fn entry(self) -> &'static Command {
        // The macro makes both from one list, so the index is the name.
        &CATALOGUE[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Lang, has};

    #[test]
    fn names_and_entries_agree() {
        for (at, command) in CATALOGUE.iter().enumerate() {
            assert_eq!(command.cmd as usize, at);
            assert_eq!(command.cmd.entry().id, command.id);
        }
    }

    #[test]
    fn every_command_and_scope_has_its_words() {
        for lang in Lang::ALL {
            for command in CATALOGUE {
                assert!(has(lang, &format!("do-{}", command.id)), "{}", command.id);
                let help = format!("do-{}-help", command.id);
                assert!(has(lang, &help), "{}", command.id);
            }
            for scope in Scope::ALL {
                assert!(has(lang, &format!("scope-{}", scope.id())), "{scope:?}");
            }
        }
    }
}
