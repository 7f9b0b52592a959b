# The screen

ui-name = sanshe
ui-demo = demo
ui-unsent = { $n } unsent
ui-made = { $n } unconfirmed
ui-at-of = { $at }/{ $of }
ui-search = Find
ui-question = Please confirm
ui-undo-question = Take back the save of { $at } ({ $what })? Records it made become void, and its changes are undone.
ui-and-more = { $what } and { $n } more
ui-leave-unkept = What is written here could not be stored and is gone once you leave. Really leave? y leaves, n stays. ({ $why })
ui-choose = Choose
ui-loading = Reading …
ui-nothing-fits = Nothing fits. Change a few letters, or go back with Esc.
ui-take-typed = Enter takes this folder.
ui-too-small = This window is too small: make it at least { $width } columns by { $height } lines. Nothing typed is lost.
ui-paste-cleaned = { $n } unseen characters were taken out of what was pasted.
ui-not-now = “{ $name }” is of no use here just now.
ui-paste-nowhere = Nothing can be pasted here. Go to a field first.
ui-locked = Locked. Everything is kept encrypted.
ui-locked-unkept = Locked. Something you wrote could not be stored and is only in memory: it is there again after unlocking, and gone if the program ends.
ui-passphrase = Passphrase
ui-renewing = The program or a form is newer: arranging all records anew
ui-renewing-help = Only this once, and no record changes. Ctrl+Q leaves; the next opening begins it again.
ui-bar-lock = lock
ui-opening = Opening …
ui-unlock = Unlock
ui-demo-passphrase = Demonstration; the passphrase is demo demo demo
ui-forgotten = Forgotten? Set a new one on the command line with sanshe recover and the recovery file.
ui-making = Making the encrypted workspace, please wait …
ui-weekday-1 = Mon
ui-weekday-2 = Tue
ui-weekday-3 = Wed
ui-weekday-4 = Thu
ui-weekday-5 = Fri
ui-weekday-6 = Sat
ui-weekday-7 = Sun

E_TERMINAL = This is no terminal, so the screen can't open. Run it in a terminal window, or use the commands (sanshe --help).
E_BROKEN = The program broke down. What was saved and what was typed are kept; open it again, and tell the lines above to whoever looks after it.
E_LOCKED = The workspace is locked. Unlock it first.
E_SETTINGS = The settings { $path } can't be read: { $what }. Mend or delete the file.
E_KEYMAP = The file keymap.toml can't be used: { $what }. Mend or delete it.
E_THEME = The colours { $name } can't be read: { $what }.

# First run
welcome-name = First run
welcome-language = Language
welcome-language-help = Choose with ↑ ↓ and Enter. It can be changed at any time.
welcome-person = Name
welcome-person-help = Your name, as it stands on your card and your records.
welcome-team = Team
welcome-team-help = The team's short name, as it stands in numbers (T01): 1 to 12 letters, Chinese characters or digits, without spaces and marks; small letters become capitals. After a space the unit’s full name may follow, for minutes: T01 Shaxi Social Work Station.
welcome-place = Place
welcome-place-help = Type pinyin initials, a name or a division code. If a village is not listed, type its 12 digits and its name: 320585101201 印溪村.
welcome-place-unnamed = This village is not listed. Type a space and its name after the code: 320585101201 印溪村.
welcome-place-none = There is no such place. Change the name; a village on no list is its 12 digits, a space and its name.
welcome-role = Role
welcome-role-help = It decides which steps are yours.
welcome-role-worker = records cases, meetings, volunteers
welcome-role-supervisor = approves cases, too
welcome-role-coordinator = merges the files of teams, too
welcome-secret = Passphrase
welcome-secret-help = Asked each time. At least 8 characters; a sentence only you know is best.
welcome-again = Once more
welcome-again-help = The same passphrase once more.
welcome-differs = The two differ. Type it once more, or go back with Esc and choose another.
welcome-recovery = Recovery file
welcome-recovery-help = If the passphrase is lost, only the recovery file helps. Name a stick's folder (E:\) or a file on it; lock the stick away. Without one leave this empty; later: “sanshe passphrase --recovery-out FILE”.
welcome-recovery-stick = If the passphrase is lost, only the recovery file helps. Choose a stick with ↑ ↓ and lock it away, or type a path; none on this computer. Later: “sanshe passphrase --recovery-out FILE”.
welcome-recovery-on = Keep it on { $path }
welcome-empty = Please fill this in first.
welcome-later = later
welcome-weak = Strength: weak, quickly guessed. A sentence is better.
welcome-fair = Strength: fair, holds against a passer-by.
welcome-strong = Strength: strong.
welcome-make = Make it

# Three steps
tour-name = Three steps
tour-step = Step { $at } of { $of }
tour-next = Next
tour-skip = Skip
tour-1-title = Today comes first
tour-1 =
    Home puts what waits for you in order: overdue actions, this week's meeting, drafts.
    { "" }
    | > 3d late   action   Call the caterer about lunch   Li   11-20
    { "" }
    Move with ↑ ↓, open the line with Enter.
tour-2-title = F2 begins, / finds
tour-2 =
    F2 begins an intake, minutes or a list of volunteers.
    Called away? What you typed is kept: go back with Esc, and go on later.
    { "" }
    | For example zsf   →   张三丰
    { "" }
    Pinyin initials are enough.
tour-3-title = F9 hands over to the coordinator
tour-3 =
    F9 makes one encrypted, signed file for a stick or a chat.
    Answers come in there, too; you see what would change first.
    { "" }
    | F1 keys of this screen    Ctrl+P any command    Ctrl+Q leave

# Today
home-today = Today
home-urgent = Urgent
home-post = Post
home-month = Month
home-nothing = Nothing waits for you.
home-begin = F2 begins something, / finds.
home-more = { $n } more are in the list (Ctrl+P, actions).
home-cut = { $n } more below
home-no-post = Nothing was sent or received yet. F9 does both.

home-late = { $n }d late
home-this-day = today
home-tomorrow = tomorrow
home-action = action
home-meeting = meeting
home-draft = draft
home-to-fill = to fill in
home-review = review
home-reviews = { $n } × { $form }, latest: { $title }
home-figure-review = to review { $n }
home-conflict = differs
home-conflicts = { $n ->
    [one] 1 field differs; choose a value
   *[other] { $n } fields differ; choose a value
}
home-finding = check
home-findings = { $n ->
    [one] 1 contradiction to mend
   *[other] { $n } contradictions to mend
}
home-held = held
home-not-held = not held
home-weekly_village = This week's meeting (week { $n })
home-monthly_township = This month's meeting (month { $n })
home-quarterly_county = This quarter's meeting (quarter { $n })
home-colleague = colleague
home-never = never
home-peer = { $name }: last sent { $sent } · last received { $heard }
home-unsent = unsent
home-changes = { $n } changes: { $parts }
home-made = made
home-changes-made = { $n } in files, not said to have arrived: { $parts }
home-figures = meeting { $held } · late { $overdue } · open { $open } · drafts { $drafts } · differences { $conflicts }

# Scopes
scope-everywhere = everywhere
scope-welcome = first run
scope-unlock = unlock
scope-home = today
scope-list = list
scope-search = search
scope-record = record
scope-form = form
scope-minutes = minutes
scope-quick = many at once
scope-sync = send and receive
scope-paper = printing and backup
scope-conflicts = differences
scope-teams = teams
scope-team = one device
scope-findings = findings
scope-picker = choice
scope-palette = commands
scope-confirm = question

# Commands
do-open = Open
do-open-help = Opens the line under the cursor, or goes on
do-next-field = Next
do-next-field-help = To the next field
do-new = New
do-new-help = Begins a new record
do-edit = Edit
do-edit-help = Changes this record
do-find = Find
do-find-help = Finds by name, pinyin, number or words
do-next-page = Next page
do-next-page-help = To the next page of the form
do-prev-page = Page before
do-prev-page-help = To the page before
do-save = Save
do-save-help = Checks and saves
do-next-error = Next to mend
do-next-error-help = To the next field that needs mending
do-next-topic = Next topic
do-next-topic-help = To the next topic; after the last one a new one begins
do-prev-topic = Topic before
do-prev-topic-help = To the topic before
do-attendance = Attendance
do-attendance-help = Who was there
do-details = Details
do-details-help = The other fields of the minutes
do-compare = Compare
do-compare-help = Shows who may be the same person
do-add-row = Add row
do-add-row-help = Adds a row
do-drop-draft = Discard draft
do-drop-draft-help = Throws away what was typed and is not saved; saved records stay as they are
do-remove-row = Remove row
do-remove-row-help = Takes the row under the cursor away
do-write-full = Full screen
do-write-full-help = Writes a long text on the whole screen
do-next-tab = Next part
do-next-tab-help = To the next part of the screen
do-prev-tab = Part before
do-prev-tab-help = To the part before
do-child = Add below
do-child-help = Adds a record below this one
do-sort = Sort
do-sort-help = Sorts by another column
do-filter = Filter
do-filter-help = Filters by what a field says
do-keep-filter = Keep filter
do-keep-filter-help = Keeps this filter under a name
do-drop-filter = Drop filter
do-drop-filter-help = Drops the kept filter under the cursor; no record changes
do-reveal = Show masked
do-reveal-help = Shows what is masked; the look is logged
do-history = History
do-history-help = Who changed what, and when
do-move = Next stage
do-move-help = Takes the record to its next state
do-approve = Approve
do-approve-help = Approves the record and locks it
do-void = Void
do-void-help = Takes the record out of lists, with a reason; nothing is deleted
do-keep-this = Keep this
do-keep-this-help = Keeps the value under the cursor
do-accept = Yes
do-accept-help = Does it
do-refuse = No
do-refuse-help = Does not do it
do-sync = Send/receive
do-sync-help = Sends changes, takes files in
do-back = Back
do-back-help = Goes back; what was typed is kept
do-undo = Undo
do-undo-help = Takes the last saved step back
do-palette = Commands
do-palette-help = Finds any command by name
do-help = Help
do-help-help = All keys of this screen
do-home = Today
do-home-help = Back to what waits for me
do-people = Clients
do-people-help = The list of clients
do-cases = Cases
do-cases-help = The list of cases
do-meetings = Meetings
do-meetings-help = The list of minutes
do-actions = Actions
do-actions-help = The list of actions
do-volunteers = Volunteers
do-volunteers-help = The list of volunteers
do-hours = Hours
do-hours-help = The list of hours of service
do-new-case = New case
do-new-case-help = A client, then the intake form
do-new-minutes = New minutes
do-new-minutes-help = Minutes of this week's meeting
do-new-volunteers = New volunteers
do-new-volunteers-help = Many volunteers at once
do-teams = Teams
do-teams-help = Each team’s last file, what is missing, silence, what waits
do-revoke = Revoke
do-revoke-help = A lost laptop: see what stays good, then revoke it
do-answer-file = Answer
do-answer-file-help = Makes a file for this device
do-conflict-desk = Differences
do-conflict-desk-help = What two people changed at once
do-finding-desk = Findings
do-finding-desk-help = What does not agree between records
do-theme = Colours
do-theme-help = Between dark and light
do-language = Language (中文)
do-language-help = Between Chinese and English
do-print = Print
do-print-help = Makes a paper of this record, or an empty form
do-backup = Backup
do-backup-help = Copies all records and keys into one encrypted file
do-one-by-one = One by one
do-one-by-one-help = Looks at each change of the file before it is taken in
do-restore = Restore
do-restore-help = Takes a void record back into lists and counts
do-lock = Lock
do-lock-help = Locks the screen; what was typed is kept
do-quit = Leave
do-quit-help = Leaves the program; what was typed is kept
