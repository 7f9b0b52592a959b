//! The definition of the command line. Help, completions and the manual come from it;
//! the words of the help stand in `config/locales/*/help.ftl`.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};
use jiff::civil::Date;

use crate::domain::date;

#[derive(Debug, Parser)]
#[command(name = "sanshe", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[arg(long)]
    pub(crate) demo: bool,
    #[arg(long, value_name = "N", requires = "demo", default_value_t = crate::ops::generate::SEED)]
    pub(crate) seed: u64,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    #[arg(long, global = true, env = "SANSHE_HOME", value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    #[arg(long, global = true, value_name = "LANG", value_parser = ["zh", "en"])]
    pub(crate) lang: Option<String>,
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[arg(long, global = true, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) today: Option<Date>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    New(New),
    Set(Set),
    Show(Show),
    List(List),
    Search(Search),
    Move(Move),
    Void(Void),
    Unvoid(One),
    Undo(Undo),
    Approve(One),
    Conflicts(Conflicts),
    Findings,
    Held,
    Teams(Teams),
    Admit(Change),
    Refuse(Change),
    Return(Void),
    HandIn(One),
    Erase(Erase),
    Erasures,
    #[command(subcommand)]
    Keys(Keys),
    Export(Export),
    Verify(FileArg),
    Import(Import),
    ImportVolunteers(ImportVolunteers),
    Print(Print),
    Report(Report),
    Check(Check),
    Backup(FileArg),
    Restore(FileArg),
    Passphrase(Passphrase),
    Recover(Recover),
    #[command(subcommand)]
    Places(Places),
    Forms(Forms),
    Access(Access),
    Generate(Generate),
    Completions(Completions),
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[arg(long, value_name = "NAME")]
    pub(crate) person: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) team: String,
    #[arg(long, value_name = "CODE")]
    pub(crate) place: String,
    #[arg(long, value_name = "ROLE", value_parser = ["worker", "supervisor", "coordinator"])]
    pub(crate) role: String,
    #[arg(long, value_name = "LETTER", default_value = "A")]
    pub(crate) device: String,
    #[arg(long, value_name = "FILE")]
    pub(crate) recovery_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    pub(crate) form: String,
    #[arg(long, value_name = "ID")]
    pub(crate) parent: Option<String>,
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) set: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    pub(crate) id: String,
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) set: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Show {
    pub(crate) id: String,
    #[arg(long)]
    pub(crate) history: bool,
    #[arg(long)]
    pub(crate) reveal: bool,
}

#[derive(Debug, Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct List {
    pub(crate) form: String,
    #[arg(long = "where", value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) filter: Vec<(String, String)>,
    #[arg(long, value_name = "FIELD")]
    pub(crate) sort: Option<String>,
    #[arg(long)]
    pub(crate) desc: bool,
    #[arg(long)]
    pub(crate) void: bool,
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = limit())]
    pub(crate) limit: u32,
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
    #[arg(long)]
    pub(crate) count: bool,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["after", "limit", "count"])]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, requires = "out")]
    pub(crate) reveal: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    pub(crate) text: String,
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = limit())]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Move {
    pub(crate) id: String,
    pub(crate) state: String,
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) set: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(crate) struct Undo {
    #[arg(long)]
    pub(crate) skip: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Void {
    pub(crate) id: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct Change {
    pub(crate) change: String,
}

#[derive(Debug, Args)]
pub(crate) struct Erase {
    pub(crate) id: String,
    #[arg(long, value_name = "TEXT")]
    pub(crate) ground: String,
}

#[derive(Debug, Args)]
pub(crate) struct One {
    pub(crate) id: String,
}

#[derive(Debug, Args)]
pub(crate) struct Conflicts {
    #[arg(long)]
    pub(crate) reveal: bool,
    #[command(subcommand)]
    pub(crate) command: Option<Decision>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Decision {
    Keep(Keep),
}

#[derive(Debug, Args)]
pub(crate) struct Keep {
    pub(crate) conflict: String,
    pub(crate) change: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    Card(OutFile),
    Trust(Trust),
    Revoke(Revoke),
    List,
    Export(OutFolder),
}

#[derive(Debug, Args)]
pub(crate) struct OutFile {
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct OutFolder {
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Trust {
    pub(crate) file: PathBuf,
    #[arg(long, value_name = "DIGITS")]
    pub(crate) fingerprint: String,
    #[arg(long, value_name = "PLACE/CLASS")]
    pub(crate) grant: Vec<String>,
    #[arg(long, value_name = "ID")]
    pub(crate) person: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Teams {
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = limit())]
    pub(crate) limit: u32,
    #[arg(long, value_name = "CURSOR")]
    pub(crate) after: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    pub(crate) device: String,
    #[arg(long, value_name = "CHANNEL=N", value_parser = segment)]
    pub(crate) last_good: Vec<(String, u64)>,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[arg(long, value_name = "NAME")]
    pub(crate) to: String,
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct FileArg {
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportVolunteers {
    pub(crate) file: PathBuf,
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    pub(crate) map: Vec<(String, String)>,
    #[arg(long, value_name = "FIELD=VALUE", value_parser = pair)]
    pub(crate) set: Vec<(String, String)>,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("subject").required(true).args(["id", "sign_in", "blank", "list"]))]
pub(crate) struct Print {
    pub(crate) id: Option<String>,
    #[arg(long, requires = "id")]
    pub(crate) all: bool,
    #[arg(long, value_name = "ID")]
    pub(crate) sign_in: Option<String>,
    #[arg(long, value_name = "FORM")]
    pub(crate) blank: Option<String>,
    #[arg(long, value_name = "FORM")]
    pub(crate) list: Option<String>,
    #[arg(long = "where", value_name = "FIELD=VALUE", value_parser = pair, requires = "list")]
    pub(crate) filter: Vec<(String, String)>,
    #[arg(long, value_name = "FIELD", requires = "list")]
    pub(crate) sort: Option<String>,
    #[arg(long, requires = "list")]
    pub(crate) desc: bool,
    #[arg(long, value_name = "FORMAT", value_parser = ["docx", "md", "txt", "json"])]
    pub(crate) format: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    #[arg(long)]
    pub(crate) reveal: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Report {
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) from: Option<Date>,
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) to: Option<Date>,
    #[arg(long, value_name = "CODE")]
    pub(crate) place: Option<String>,
    #[arg(long, value_name = "FORMAT", value_parser = ["table", "json", "csv", "xlsx"])]
    pub(crate) format: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long)]
    pub(crate) record: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    #[arg(long)]
    pub(crate) rebuild: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Passphrase {
    #[arg(long, value_name = "FILE")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(crate) recovery_out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Recover {
    #[arg(long, value_name = "FILE")]
    pub(crate) recovery: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub(crate) new_passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Places {
    List(PlacesList),
    Import(FileArg),
    Add(Place),
}

#[derive(Debug, Args)]
pub(crate) struct PlacesList {
    #[arg(value_name = "DIGITS", default_value = "")]
    pub(crate) under: String,
}

#[derive(Debug, Args)]
pub(crate) struct Place {
    pub(crate) code: String,
    pub(crate) name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Forms {
    pub(crate) form: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Access {
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = limit())]
    pub(crate) limit: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Generate {
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) villages: usize,
    #[arg(long, value_name = "N", default_value_t = 26)]
    pub(crate) weeks: usize,
    #[arg(long, value_name = "N", default_value_t = crate::ops::generate::SEED)]
    pub(crate) seed: u64,
    /// Makes the demonstration's workspace instead, to measure it without a screen.
    #[arg(long, hide = true)]
    pub(crate) demo: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    pub(crate) shell: clap_complete::Shell,
}

/// The bare definition, without words.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

/// Pages have at least one line, and no more than fit into memory at once.
fn limit() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=10_000)
}

fn day(text: &str) -> Result<Date, String> {
    date::parse_date(text).map_err(|_| "YYYY-MM-DD".to_owned())
}

fn segment(text: &str) -> Result<(String, u64), String> {
    let (channel, n) = text.rsplit_once('=').ok_or("CHANNEL=N")?;
    let n = n.trim().parse().map_err(|_| "CHANNEL=N")?;
    Ok((channel.trim().to_owned(), n))
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (field, value) = text.split_once('=').ok_or("FIELD=VALUE")?;
    Ok((field.trim().to_owned(), value.to_owned()))
}
