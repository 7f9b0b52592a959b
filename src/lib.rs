//! sanshe (三社): records of case work, meetings and volunteers for social workers,
//! kept offline on each laptop and handed over in signed, encrypted files.
//!
//! This page is the map of the house. `tests/architecture.rs` holds the code to it.
//!
//! # Three ideas
//!
//! 1. **A form is data.** Every form is a TOML file under `config/forms/<noun>/`: its
//!    fields, labels, rules, states, and what of it is sensitive. A town changes a form
//!    in its own workspace, without a compiler, within the limits of
//!    [`domain::form::limits`].
//! 2. **A record is a filled form** ([`domain::record`]). A case is its intake form `F1`
//!    below a client; rows of a form (attendees, actions) are records of their own, so
//!    two people who add rows never collide. Where code needs to know what a form says,
//!    it reads a typed view out of the record ([`domain::case::Intake`],
//!    [`domain::volunteer::HoursEntry`]), and a test proves that view and form agree.
//! 3. **A change is one save of one record** ([`domain::change`]), appended to the log of
//!    this device and never rewritten. Tables, search, history, undo and sync files are
//!    all read from the log. What a record shows is a function of the *set* of its
//!    changes ([`domain::merge`]), so files may come late, twice or in any order, and all
//!    machines end equal. Clocks order displays and decide nothing.
//!
//! # Rooms
//!
//! | room | may use | what is in it |
//! |---|---|---|
//! | `text` | | Chinese text: width, folding, pinyin, single characters |
//! | `domain` | `text` | forms, records, changes, merging, identifiers, places; rules of one noun each; no I/O and no clock |
//! | `storage` | `domain` `text` | the only room that knows SQLite: log, projections, lists, search |
//! | `sync` | `domain` `storage` | keys, cards, rosters, seals, the file; its paper is `FORMAT.md` beside it |
//! | `i18n` | `domain` `text` | sentences and labels by language |
//! | `report` | `domain` `text` `i18n` | what leaves on paper and in office tables: what stands there, layout, formats |
//! | `ops` | `domain` `text` `storage` `sync` `i18n` `report` | what a person does: check, one transaction, what to undo |
//! | `ui/commands` | `domain` `text` `i18n` | the catalogue of commands: footer, help, palette, keymap and the README's table come from it |
//! | `ui/kit` | `domain` `text` `i18n` `ui/commands` | what screens and the loop share: routes, messages, effects, asks and answers, colours |
//! | `ui/widgets` | `domain` `text` `i18n` `ui/commands` `ui/kit` | the frame around every screen, forms, choices, text in cells |
//! | `ui/screens` | `domain` `text` `i18n` `ui/commands` `ui/kit` `ui/widgets` | one folder for each noun; pure |
//! | `ui` | everything | `app`, the loop; `router`, the stack of screens; `away`, leaving what is not on disk; `effect`, the worker that owns the database |
//! | `cli` | everything | one file for each family of commands: parse, call `ops`, print |
//!
//! The same noun names the same thing everywhere: `find . -path '*meeting*'` answers
//! where everything about meetings is. `main.rs` only opens the door to `cli`.
//!
//! # The way of one save
//!
//! `cli` reads arguments or JSON into an object of field ids and values. [`ops::save`]
//! reads it against the form ([`ops::draft`] makes one draft for the record, one for each
//! row, one for each record elsewhere that the form edits), fills what fills itself,
//! checks the form's rules ([`domain::form::check_record`]), the neighbours
//! ([`ops::rules`]), references, numbers and locks. If one remark refuses, nothing was
//! written. Else [`ops::step`] appends one change for each draft: it names the heads that
//! the person saw, stamps, salts and commits to the values. [`storage`] writes the log
//! row, the record, its index and its search keys, all in one transaction. What comes
//! back is read anew from the projection, never from what was typed.
//!
//! An import takes the same road from the log row on; `--dry-run` takes it too, and is
//! rolled back at the end.
//!
//! # The way of one key press
//!
//! [`ui::input`] reads what the terminal sent: keys, pastes, clicks. [`ui::router`] asks
//! the catalogue ([`ui::commands`]) which command the key is on the topmost screen, and
//! tells that screen, or does what works everywhere. A screen's
//! [`update`](ui::kit::Screen::update) changes its own state and returns what it wants as
//! [`ui::kit::Effect`]s: another screen, a sentence, or an [`ui::kit::ask::Ask`]. The loop
//! ([`ui::app`]) hands an ask to the worker in `ui/effect`, the only thread with the
//! database, which calls `ops`; a save goes on as above. The answer comes back as a
//! [`ui::kit::Msg`] to the screen that asked; if that screen is gone it is dropped. One
//! frame is drawn for all that came together, and none while nothing happens.
//!
//! # Where to add
//!
//! * **a field or a form**: a file in `config/forms/<noun>/`, its name in
//!   [`domain::form::BUILT_IN`], its fields in the list of the form tests. A field id
//!   never changes its meaning; what changes gets a new id and a higher form version.
//! * **a code list**: `config/codes.toml`; places: `config/places.toml`.
//! * **a figure of a report**: an entry in `config/figures.toml`, its name in the code list
//!   `enum.indicator`; a new way of counting is a [`domain::figure::Measure`] and its code
//!   in `ops/report/count.rs`.
//! * **words of made-up data**: `config/sample.toml`; what is made of them: `ops::generate`.
//! * **a rule inside one record**: a `[[page.field.check]]` in its form file.
//! * **a rule over several records**: [`ops::rules`] for whoever saves, and
//!   [`ops::finding`] for what two people broke apart, where each had kept it.
//! * **a guard of a move between states**: its name in [`domain::form::GUARDS`], its code
//!   in the noun's room, as [`domain::case::guard`].
//! * **a paper**: what stands on it is a [`report::Sheet`]; `report` writes sheets in all
//!   formats, and [`ops::print`] gathers what they are made of.
//! * **a decision of a coordinator about changes**: a kind in [`domain::control`], after its
//!   row in `FORMAT.md` 2.4; what it does to the log is in `storage/judge.rs`.
//! * **a heading of a table that is brought in**: `config/columns.toml`.
//! * **a sentence**: faults are codes ([`domain::fault`]); the sentence stands under the
//!   code in `config/locales/zh-CN` and `config/locales/en`, in the file of its noun.
//! * **a command of the command line**: its arguments in `cli/args.rs`, its help in
//!   `help.ftl` of both languages, and a function that calls `ops` and prints.
//! * **a command of the screen**: its line in [`ui::commands::CATALOGUE`], its words
//!   `do-<id>` and `do-<id>-help` in `ui.ftl`; then the `update` of the screens it lives
//!   on, or [`ui::router::Router::command`] if it works everywhere.
//! * **a screen**: a [`ui::kit::Route`], a type in `ui/screens/<noun>/` that is a
//!   [`ui::kit::Screen`], its line in [`ui::screens::open`], its [`spot`](ui::kit::Screen::spot) so that
//!   the lock leads back to it; for commands of its own a [`ui::commands::Scope`]. Its frames go to `tests/screens/`, its words to
//!   a `ui_<noun>.ftl` that is named in `i18n/mod.rs`.
//! * **what a screen can ask**: a variant in [`ui::kit::ask`] and one in
//!   [`ui::kit::answer`], and the call of `ops` between them in `ui/effect`.
//! * **a change of the format**: `src/sync/FORMAT.md` first. Heads, bodies and seals are
//!   frozen; manifest, card and roster carry a version.
//!
//! # Decided otherwise than first drawn, and why
//!
//! * **Computed fields are never stored.** A row's number, the minutes of service, whether
//!   a vote passed are computed when shown or indexed. Two people's edits could not agree
//!   on a stored one.
//! * **A move and the fields it brings are one change**, so that a refused move leaves
//!   nothing behind and guards see the record as it will be.
//! * **A record's id says where it is.** It ends in a hash of the device that made it, its
//!   form, parent, root and scope; a change that puts a record elsewhere takes no part and
//!   is a finding. Neither a clock nor whoever knows an id can move a record
//!   (`storage/place.rs`, `FORMAT.md` 2.3).
//! * **A head has a key `o`**, the step that it takes back. Undo is a new change like any
//!   other, and every machine can tell that it is one.
//! * **A dot of the same channel is a bare integer in a head.** Most changes name only
//!   their own device's, and heads are kept for ever.
//! * **A body is a line `dot salt patch`**, the patch verbatim and last: it is never parsed
//!   and written again, so what was committed to is what travels.
//! * **Decisions are changes**, of a form that is part of no record, in the scope that they
//!   are about. So they are sealed, relayed and held back as all changes are, the right to
//!   decide is a right in that scope, and what they bring about follows from the set of them.
//! * **Seals are kept by the hash of their statement**, not by channel and number alone:
//!   a second seal with one number is evidence of a copied device, not an overwrite.
//! * **The recorder of hours is told from the volunteer by name.** One is a person, the
//!   other a record; their ids can never be equal.
//! * **Statements of SQL stand in the function that runs them**, and only the schema in a
//!   file of its own: statement, parameters and columns are read together. Still, none
//!   stands outside `storage`.
//! * **Rooms of `ops` are named by what a person does** (`save`, `gate`, `undo`), not by
//!   noun: forms are data, so a save is the same for all of them.
#![warn(missing_docs)]

/// Why there is one of our own: `Cargo.toml`, where it is named.
#[cfg(all(target_arch = "x86_64", not(windows)))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

pub mod cli;
pub mod domain;
pub mod i18n;
pub mod ops;
pub mod report;
pub mod storage;
pub mod sync;
pub mod text;
pub mod ui;
