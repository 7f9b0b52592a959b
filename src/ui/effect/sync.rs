//! Handing over and taking in.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::Ordering;

use super::show::{Words, minute};
use super::{Bench, Reply, Ticket, came};
use crate::domain::control::FORM;
use crate::domain::fault::{Fault, Result};
use crate::domain::form::{Field, Form, Forms};
use crate::domain::id::RecordId;
use crate::domain::value::Value;
use crate::i18n::values::label;
use crate::i18n::{Lang, say, sentence};
use crate::ops::drives;
use crate::ops::folders::Purpose;
use crate::ops::sync::{Detail, Imported, Missing};
use crate::ops::workspace::Workspace;
use crate::ui::kit::answer::{Answer, Came, Change, Choices, Conflict, OnDrive, Receipt, Sent};
use crate::ui::kit::ask::Sync;
use crate::ui::kit::{Msg, Progress};

/// So many conflicts and findings are told one by one; the rest are counted.
const LINES: usize = 50;

fn folder(path: &str) -> drives::Folder {
    drives::Folder {
        path: path.into(),
        stick: false,
    }
}

impl Bench {
    pub(super) fn sync(&mut self, ask: Sync) -> Result<Answer> {
        match ask {
            Sync::Choices => self.choices(),
            Sync::Senders(paths) => self.senders(paths),
            Sync::Export { to, out } => self.export(&to, &out),
            Sync::Look { path, .. } if Path::new(&path).is_dir() => {
                let (workspace, _) = self.open()?;
                if drives::files_in(&[folder(&path)]).is_empty() {
                    return Err(Fault::new("E_FOLDER_WITHOUT").with("path", path));
                }
                workspace.keep_folder(Purpose::Import, &path)?;
                self.choices()
            }
            Sync::Look { path, reveal } => {
                let came = self.take_in(&path, true, reveal)?;
                Ok(Answer::Looked(Box::new(came)))
            }
            Sync::Import(path) => {
                let came = self.take_in(&path, false, None)?;
                let (workspace, _) = self.open()?;
                // What came is in: a folder that can't be noted is only not offered.
                let _ = workspace.keep_folder(Purpose::Import, &path);
                // Places may have come, and whose device this is.
                self.tell_surroundings();
                Ok(Answer::Imported(Box::new(came)))
            }
            Sync::Receipts => self.receipts(),
            Sync::WouldRevoke(id) => self.revoke(&id, false),
            Sync::Revoke(id) => self.revoke(&id, true),
        }
    }

    fn choices(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let mut known = workspace.acquaintances()?;
        known.retain(|a| a.entry.revoked.is_none());
        known.sort_by_key(|a| !a.peer.pinned);
        let people = known.into_iter().map(|one| {
            let id = if one.peer.pinned {
                "sync-my-coordinator"
            } else {
                "sync-colleague"
            };
            let mut about = say(lang, id, &[]);
            if let Some(at) = one.peer.sent_at {
                let (n, at) = (one.peer.sent.to_string(), minute(at));
                let words = [("n", n.as_str()), ("at", at.as_str())];
                about = format!("{about}  {}", say(lang, "sync-last-sent", &words));
            }
            (one.id(), one.called, about)
        });
        let people = people.collect();
        let outgoing = workspace.outgoing()?;
        let unsent = outgoing.iter().filter(|o| o.unsent > 0).map(|o| {
            let id = format!("class-{}", o.class.word());
            (say(lang, &id, &[]), o.unsent)
        });
        let unsent = unsent.collect();
        let made = outgoing.iter().map(|o| o.made).sum();
        let mut folders = drives::folders();
        for last in [Purpose::Import, Purpose::Export] {
            folders.extend(workspace.last_folder(last)?.as_deref().map(folder));
        }
        let files = drives::files_in(&folders).into_iter().map(|file| {
            let name = file.path.file_name().unwrap_or_default().to_string_lossy();
            let folder = file.path.parent().unwrap_or(Path::new(""));
            OnDrive {
                name: format!("{name}  {}", folder.display()),
                path: file.path.display().to_string(),
                when: minute(file.at_ms),
                bytes: file.bytes,
            }
        });
        let files = files.collect();
        Ok(Answer::Choices(Choices {
            people,
            drives: self.offered(Purpose::Export)?,
            unsent,
            made,
            files,
        }))
    }

    fn export(&mut self, to: &str, out: &str) -> Result<Answer> {
        let ticket = self.ticket;
        let Self {
            workspace,
            world,
            say: tell,
            cancel,
            ..
        } = self;
        let workspace = workspace.as_mut().ok_or_else(|| Fault::new("E_LOCKED"))?;
        // A folder that is not there must not become a file that nobody finds again.
        let named = Path::new(out).extension().is_some_and(|e| e == "sanshe");
        if !named && !Path::new(out).is_dir() {
            return Err(Fault::new("E_NO_FOLDER_OUT").with("path", out));
        }
        let mut progress = |done: u64, of: Option<u64>| {
            said(&**tell, ticket, "sync-packing", done, of);
            !cancel.load(Ordering::Relaxed)
        };
        let sent = workspace.export(world, to, Path::new(out), &mut progress)?;
        super::out::keep(workspace, Purpose::Export, out);
        // Read as its receiver will read it, once more from the drive.
        let mut notes = sent.warnings;
        for file in &sent.files {
            said(&**tell, ticket, "sync-verifying", 0, None);
            notes.extend(workspace.verify(file)?.warnings);
        }
        let paths: Vec<String> = sent.files.iter().map(|p| p.display().to_string()).collect();
        Ok(Answer::Exported(Sent {
            path: paths.join("\n"),
            number: sent.number,
            changes: sent.changes,
            bytes: sent.bytes,
            notes,
        }))
    }

    fn take_in(&mut self, path: &str, dry_run: bool, reveal: Option<RecordId>) -> Result<Came> {
        let (ticket, lang) = (self.ticket, self.lang);
        let Self {
            workspace,
            world,
            say: tell,
            cancel,
            ..
        } = self;
        let workspace = workspace.as_mut().ok_or_else(|| Fault::new("E_LOCKED"))?;
        let what = if dry_run {
            "sync-looking"
        } else {
            "sync-taking"
        };
        let mut progress = |done: u64, of: Option<u64>| {
            said(&**tell, ticket, what, done, of);
            !cancel.load(Ordering::Relaxed)
        };
        let imported = workspace.import_shown(world, Path::new(path), dry_run, &mut progress)?;
        let brought = imported.detail.iter().flat_map(|d| &d.changes);
        let shown = brought.map(|(view, _)| view.record.id);
        let shown: Vec<_> = shown.filter(|id| Some(*id) == reveal).collect();
        if !shown.is_empty() {
            workspace.log_look(world, "reveal", &shown)?;
        }
        came(lang, workspace, &imported, reveal)
    }

    fn receipts(&mut self) -> Result<Answer> {
        let lang = self.lang;
        let (workspace, _) = self.open()?;
        let (receipts, mut lacking) = workspace.receipts()?;
        let mut all: Vec<Receipt> = Vec::new();
        for one in receipts {
            let peer = &one.peer;
            let mut lines = Vec::new();
            match peer.heard_at {
                Some(at) => {
                    let at = minute(at);
                    lines.push(say(lang, "receipt-heard", &[("at", at.as_str())]));
                    let (has, made) = ((one.made - one.lacking).to_string(), one.made.to_string());
                    let words = [("has", has.as_str()), ("made", made.as_str())];
                    lines.push(say(lang, "receipt-has", &words));
                }
                None => lines.push(say(lang, "receipt-silent", &[])),
            }
            if let Some(at) = peer.sent_at {
                let (n, at) = (peer.sent.to_string(), minute(at));
                let words = [("n", n.as_str()), ("at", at.as_str())];
                lines.push(say(lang, "receipt-sent", &words));
            }
            if !one.files_missing.is_empty() {
                let files = numbers(&one.files_missing);
                lines.push(say(lang, "receipt-files", &[("files", files.as_str())]));
            }
            let (theirs, others): (Vec<Missing>, Vec<Missing>) =
                lacking.into_iter().partition(|m| m.is_of(&peer.key));
            lacking = others;
            let theirs = theirs.iter();
            lines.extend(theirs.map(|m| missing_line(lang, m)));
            all.push(Receipt {
                who: one.called.clone(),
                lines,
                missing: one.lacking,
            });
        }
        // What others made and passed on, of people we hold no card of.
        let others: Vec<String> = lacking.iter().map(|m| missing_line(lang, m)).collect();
        if !others.is_empty() {
            all.push(Receipt {
                who: say(lang, "receipt-others", &[]),
                lines: others,
                missing: 0,
            });
        }
        Ok(Answer::Receipts(all))
    }
}

pub(super) fn said(
    tell: &(dyn Fn(Reply) + Send),
    ticket: Ticket,
    what: &'static str,
    done: u64,
    of: Option<u64>,
) {
    tell(Reply::To(
        ticket,
        Msg::Progress(Progress { what, done, of }),
    ));
}

fn numbers(all: &[u64]) -> String {
    let words: Vec<String> = all.iter().map(u64::to_string).collect();
    words.join("、")
}

fn missing_line(lang: Lang, missing: &Missing) -> String {
    let someone = say(lang, "word-someone", &[]);
    let who = missing.author.as_ref().unwrap_or(&someone);
    let words = [("who", who.as_str()), ("parts", missing.segments.as_str())];
    say(lang, "receipt-missing", &words)
}

/// What an import did, or would do, in words.
fn came(
    lang: Lang,
    workspace: &mut Workspace,
    imported: &Imported,
    reveal: Option<RecordId>,
) -> Result<Came> {
    let file = &imported.file;
    let someone = say(lang, "word-someone", &[]);
    let who = file.from.as_ref().unwrap_or(&someone);
    let number = file.number.to_string();
    let words = [
        ("who", who.as_str()),
        ("n", number.as_str()),
        ("made", file.made.as_str()),
    ];
    let id = if file.is_receipt() {
        "came-from-word"
    } else {
        "came-from"
    };
    let mut from = vec![say(lang, id, &words)];
    let (n, last) = file.volume;
    if n > 1 || !last {
        let id = if last {
            "came-volume-last"
        } else {
            "came-volume"
        };
        from.push(say(lang, id, &[("n", n.to_string().as_str())]));
    }
    let mut missing = Vec::new();
    let files = &imported.files_missing;
    if files.is_empty() && imported.volumes_missing.is_empty() && imported.missing.is_empty() {
        from.push(say(lang, "came-nothing-missing", &[]));
    }
    if !files.is_empty() {
        let files = numbers(files);
        let words = [("who", who.as_str()), ("files", files.as_str())];
        missing.push(say(lang, "came-files-missing", &words));
    }
    for (number, volume) in &imported.volumes_missing {
        let (n, volume) = (number.to_string(), volume.to_string());
        let words = [
            ("who", who.as_str()),
            ("n", n.as_str()),
            ("volume", volume.as_str()),
        ];
        missing.push(say(lang, "came-volume-missing", &words));
    }
    from.extend(file.warnings.iter().map(|n| sentence(lang, n)));
    if let Some(version) = imported.roster {
        let n = version.to_string();
        from.push(say(lang, "came-roster", &[("n", n.as_str())]));
    }
    if imported.rosters_below > 0 {
        let n = imported.rosters_below.to_string();
        from.push(say(lang, "came-rosters-below", &[("n", n.as_str())]));
    }
    missing.extend(imported.missing.iter().map(|m| missing_line(lang, m)));
    let detail = imported.detail.clone().unwrap_or_default();
    let forms = workspace.forms();
    let table = table(lang, &forms, imported, &detail);
    let (lines, masked) = lines(lang, workspace, &detail, reveal)?;
    let decisions = came::decisions(lang, workspace, imported, &detail)?;
    let n = (imported.came.changes + imported.came.known).to_string();
    let nothing = imported.is_nothing_new().then(|| match imported.again {
        _ if file.is_receipt() => say(lang, "came-word", &[]),
        Some(at) => say(lang, "came-again", &[("at", minute(at).as_str())]),
        None => say(lang, "came-nothing-new", &[]),
    });
    let changes = changes(lang, workspace, &detail, reveal)?;
    let all = imported.came.forms.values().map(|t| t.new + t.changed);
    let more = all.sum::<u64>().saturating_sub(changes.len() as u64);
    Ok(Came {
        from,
        table,
        decisions,
        lines,
        masked,
        missing,
        after: say(lang, "came-after", &[("n", n.as_str())]),
        nothing,
        changes,
        more,
    })
}

/// New, changed, conflicts, findings and held, by noun, and all together last.
fn table(
    lang: Lang,
    forms: &Forms,
    imported: &Imported,
    detail: &Detail,
) -> Vec<(String, [u64; 5])> {
    let mut by_noun: BTreeMap<String, [u64; 5]> = BTreeMap::new();
    let noun = |form: &str| {
        let unknown = if form == FORM { "decision" } else { "other" };
        forms
            .get(form)
            .map_or(unknown, |f| f.noun.as_str())
            .to_owned()
    };
    let mut sum = [0; 5];
    let mut add = |noun: String, more: [u64; 5]| {
        let row = by_noun.entry(noun).or_default();
        for ((cell, all), n) in row.iter_mut().zip(&mut sum).zip(more) {
            *cell += n;
            *all += n;
        }
    };
    for (form, tally) in &imported.came.forms {
        let row = [tally.new, tally.changed, tally.conflicts, 0, tally.held];
        add(noun(form), row);
    }
    for (_, form) in &detail.findings {
        add(noun(form), [0, 0, 0, 1, 0]);
    }
    let rows = by_noun.into_iter();
    let mut table: Vec<_> = rows
        .map(|(noun, row)| (say(lang, &format!("noun-{noun}"), &[]), row))
        .collect();
    table.push((say(lang, "came-all", &[]), sum));
    table
}

/// What would be other in each record; protected values stay masked but in the one that
/// was asked for.
fn changes(
    lang: Lang,
    workspace: &mut Workspace,
    detail: &Detail,
    reveal: Option<RecordId>,
) -> Result<Vec<Change>> {
    let views: Vec<_> = detail.changes.iter().map(|(v, _)| v.clone()).collect();
    let words = Words::of(lang, workspace, &views)?.among(&views);
    let changes = detail.changes.iter().map(|(view, was)| {
        let record = &view.record;
        let revealed = reveal == Some(record.id);
        let form = words.forms.get(&record.form);
        let other = |f: &&Field| match was {
            Some(was) => was.contains_key(&f.id),
            None => !record.get(&f.id).is_empty(),
        };
        let all = form.into_iter().flat_map(Form::visible);
        let touched: Vec<&Field> = all.filter(other).collect();
        let masked = touched.iter().any(|f| f.protected);
        let fields = touched.iter().map(|field| {
            let shown = |value: &Value| words.show(revealed).value(field, value);
            let before = was.as_ref().and_then(|w| w.get(&field.id));
            let apart = detail
                .conflicts
                .iter()
                .find(|(v, _)| v.record.id == record.id);
            let apart = apart.and_then(|(_, all)| all.iter().find(|c| c.field == field.id));
            let now = apart.map_or_else(
                || shown(record.get(&field.id)),
                |c| sides(lang, &words.conflict(view, c, revealed)),
            );
            (
                form.map_or_else(String::new, |form| label(lang, form, &field.id)),
                before.map(shown).unwrap_or_default(),
                now,
                record.open.contains_key(&field.id),
            )
        });
        Change {
            id: record.id,
            title: words.heading(view),
            new: was.is_none(),
            fields: fields.collect(),
            masked,
            revealed: masked && revealed,
        }
    });
    let mut changes: Vec<Change> = changes.collect();
    // What has to be decided comes first, what is only added last.
    changes.sort_by_key(|c| (!c.fields.iter().any(|(.., conflict)| *conflict), c.new));
    Ok(changes)
}

/// Who wrote what.
fn sides(lang: Lang, conflict: &Conflict) -> String {
    let sides = conflict.sides.iter().map(|side| {
        let words = [("who", side.who.as_str()), ("value", side.value.as_str())];
        say(lang, "came-side", &words)
    });
    let sides: Vec<String> = sides.collect();
    sides.join(if lang.is_chinese() { "，" } else { ", " })
}

/// Conflicts and findings in words, and whether values in them are masked.
fn lines(
    lang: Lang,
    workspace: &mut Workspace,
    detail: &Detail,
    reveal: Option<RecordId>,
) -> Result<(Vec<String>, bool)> {
    let views: Vec<_> = detail.conflicts.iter().map(|(v, _)| v.clone()).collect();
    let words = Words::of(lang, workspace, &views)?;
    let (mut lines, mut masked) = (Vec::new(), false);
    for (view, conflicts) in &detail.conflicts {
        for conflict in conflicts {
            let revealed = reveal == Some(view.record.id);
            let shown = words.conflict(view, conflict, revealed);
            let form = words.forms.get(&conflict.form);
            let field = form.and_then(|form| form.field(&conflict.field));
            let hides = !revealed && field.is_some_and(|f| f.protected);
            masked |= hides && lines.len() < LINES;
            let sides = sides(lang, &shown);
            let words = [
                ("title", shown.title.as_str()),
                ("field", shown.field.as_str()),
                ("sides", sides.as_str()),
            ];
            lines.push(say(lang, "came-conflict", &words));
        }
    }
    for (finding, _) in &detail.findings {
        let text = sentence(lang, &finding.note);
        lines.push(say(lang, "came-finding", &[("text", text.as_str())]));
    }
    if lines.len() > LINES {
        let n = (lines.len() - LINES).to_string();
        lines.truncate(LINES);
        lines.push(say(lang, "came-more", &[("n", n.as_str())]));
    }
    Ok((lines, masked))
}
