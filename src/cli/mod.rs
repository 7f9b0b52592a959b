//! The command line: each command reads its arguments, calls `ops`, prints.

mod args;
mod bring;
mod conflicts;
mod counter;
mod decide;
mod desk;
mod forms;
mod generate;
mod help;
mod input;
mod json;
mod keys;
mod look;
mod paper;
mod places;
mod print;
mod record;
mod report;
mod screen;
mod secret;
mod shell;
mod sync;
mod table;
mod teams;
#[cfg(test)]
mod words_test;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::FromArgMatches;

use self::args::{Cli, Command, Decision, Keys, Places};
pub use self::desk::Desk;
use crate::domain::fault::Result;
use crate::i18n::Lang;
use crate::ops::decide::Ruling;

/// A command that was read and waits to be run.
pub struct Job {
    command: Option<Command>,
    demo: Option<u64>,
}

/// What a command has to say: text for people or one JSON value.
pub enum Answer {
    /// For people, ending in a line break.
    Text(String),
    /// For programs.
    Json(serde_json::Value),
}

/// Reads the command line. What it can't read, and help, is printed at once; the exit
/// status is then 2, or 0 for help.
pub fn read(args: Vec<OsString>) -> std::result::Result<(Desk, Job), ExitCode> {
    let lang = asked_language(&args)
        .unwrap_or_else(|| Lang::from_environment(|name| std::env::var(name).ok()));
    let matches = help::dress(args::definition(), lang).try_get_matches_from(args);
    let cli = matches.and_then(|m| Cli::from_arg_matches(&m));
    match cli {
        Ok(cli) => Ok((
            Desk::new(cli.global, lang),
            Job {
                command: cli.command,
                demo: cli.demo.then_some(cli.seed),
            },
        )),
        Err(error) => {
            // A closed pipe is no news.
            let _ = error.print();
            Err(ExitCode::from(if error.use_stderr() { 2 } else { 0 }))
        }
    }
}

/// Help and complaints about the command line come before it is read.
fn asked_language(args: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = args.iter().filter_map(|a| a.to_str()).collect();
    let named = words.iter().enumerate().find_map(|(i, word)| {
        word.strip_prefix("--lang=").or_else(|| {
            (*word == "--lang")
                .then(|| words.get(i + 1).copied())
                .flatten()
        })
    });
    match named? {
        "en" => Some(Lang::En),
        "zh" => Some(Lang::Zh),
        _ => None,
    }
}

impl Job {
    /// Runs the command.
    pub fn run(self, desk: &mut Desk) -> Result<Answer> {
        let Some(command) = self.command else {
            return match self.demo {
                Some(seed) => screen::demo(desk, seed),
                None => screen::open(desk),
            };
        };
        match command {
            Command::Init(args) => workspace::init(desk, args),
            Command::New(args) => record::new(desk, &args),
            Command::Set(args) => record::set(desk, &args),
            Command::Move(args) => record::move_to(desk, &args),
            Command::Void(args) => record::void(desk, &args),
            Command::Unvoid(args) => record::unvoid(desk, &args),
            Command::Undo(args) => record::undo(desk, args.skip),
            Command::Approve(args) => record::approve(desk, &args),
            Command::Show(args) => look::show(desk, &args),
            Command::List(args) => look::list(desk, &args),
            Command::Search(args) => look::search(desk, &args),
            Command::Access(args) => look::access(desk, &args),
            Command::Conflicts(args) => match args.command {
                None => conflicts::list(desk, args.reveal),
                Some(Decision::Keep(args)) => conflicts::keep(desk, &args),
            },
            Command::Findings => conflicts::findings(desk),
            Command::Teams(args) => teams::teams(desk, &args),
            Command::Held => decide::held(desk),
            Command::Admit(args) => decide::rule(desk, &args, Ruling::Admit),
            Command::Refuse(args) => decide::rule(desk, &args, Ruling::Refuse),
            Command::Return(args) => record::give_back(desk, &args),
            Command::HandIn(args) => record::hand_in(desk, &args),
            Command::Erase(args) => decide::erase(desk, &args),
            Command::Erasures => decide::erasures(desk),
            Command::Keys(Keys::Card(args)) => keys::card(desk, &args.out),
            Command::Keys(Keys::Trust(args)) => keys::trust(desk, &args),
            Command::Keys(Keys::Revoke(args)) => keys::revoke(desk, &args),
            Command::Keys(Keys::List) => keys::list(desk),
            Command::Keys(Keys::Export(args)) => keys::export(desk, &args.out),
            Command::Export(args) => sync::export(desk, &args),
            Command::Verify(args) => sync::verify(desk, &args.file),
            Command::Import(args) => sync::import(desk, &args),
            Command::ImportVolunteers(args) => bring::volunteers(desk, &args),
            Command::Print(args) => print::print(desk, &args),
            Command::Report(args) => report::report(desk, &args),
            Command::Check(args) => workspace::check(desk, &args),
            Command::Backup(args) => workspace::backup(desk, &args.file),
            Command::Restore(args) => workspace::restore(desk, &args.file),
            Command::Passphrase(args) => workspace::passphrase(desk, &args),
            Command::Recover(args) => workspace::recover(desk, &args),
            Command::Places(Places::List(args)) => places::list(desk, &args.under),
            Command::Places(Places::Import(args)) => places::import(desk, &args.file),
            Command::Places(Places::Add(args)) => places::add(desk, &args),
            Command::Forms(args) => forms::forms(desk, &args),
            Command::Generate(args) => generate::generate(desk, &args),
            Command::Completions(args) => Ok(shell::completions(desk, args.shell)),
            Command::Man => shell::man(desk),
        }
    }
}
