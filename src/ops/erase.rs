//! Erasing what belongs to one root, on every machine that has it: the decision, the
//! answers to it, the list beside the database, and what no program can reach.

mod reach;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

pub use reach::{Copies, Reach};

use super::files;
use super::keys::load_trust;
use super::places::PLACE;
use super::save::need_record;
use super::step::Step;
use super::workspace::{Me, Workspace};
use super::world::World;
use crate::domain::change::Head;
use crate::domain::control::{Control, GROUND, is_ground};
use crate::domain::fault::{Fault, Note, Result};
use crate::domain::form::Forms;
use crate::domain::id::{DeviceId, RecordId, Scope, hex, unhex};
use crate::domain::stamp::Stamp;
use crate::storage::{LogRow, Store, Tx};
use crate::sync::keys::Secrets;
use crate::sync::trust::{self, Trust};

/// The list of erased roots beside the database.
pub(super) const BESIDE: &str = "erased";
/// The setting that holds the hash of the list as this database wrote it last.
const WRITTEN: &str = "erased";
/// It is never longer, in bytes.
const LONGEST: u64 = 16 << 20;

/// What an erasure did here.
#[derive(Debug, Clone)]
pub struct Erased {
    /// The root.
    pub root: RecordId,
    /// Its form.
    pub form: String,
    /// Records that are gone.
    pub records: u64,
    /// Changes that say nothing any more.
    pub changes: u64,
    /// What the program can't reach.
    pub reach: Reach,
    /// What the person should know.
    pub warnings: Vec<Note>,
}

/// An erasure, and who carried it out.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// The root.
    pub root: RecordId,
    /// Its scope.
    pub scope: Scope,
    /// On what ground.
    pub ground: String,
    /// Who decided, if known here.
    pub by: Option<String>,
    /// When, by their clock.
    pub at: Stamp,
    /// Whose machines erased it.
    pub done: Vec<String>,
    /// Whose machines have not said so.
    pub waiting: Vec<String>,
    /// Whose machines were revoked and never will.
    pub lost: Vec<String>,
}

impl Workspace {
    /// Erases a root and all that hangs on it, here at once and elsewhere as soon as this
    /// decision arrives. Only a coordinator's decision counts; nobody takes it back.
    pub fn erase(&mut self, world: &mut World, id: RecordId, ground: &str) -> Result<Erased> {
        let ground = ground.trim();
        if !is_ground(ground) {
            return Err(Fault::new("E_GROUND").with("max", GROUND).at("ground"));
        }
        let (me, secrets) = (&self.me, &self.secrets);
        let mut erased = self.store.transact(|tx| {
            let record = need_record(tx, id)?;
            if record.root != record.id {
                return Err(Fault::new("E_ERASE_ROOT").with("root", record.root));
            }
            let trust = load_trust(tx, me, secrets)?;
            let forms = std::sync::Arc::clone(tx.forms());
            let verdict = |head: &Head| trust.verdict(&forms, head);
            let under = tx.records_under(record.id)?;
            let reach = reach::find(tx, &trust, &under, &record.scope)?;
            let says = Control::Erase(record.id, ground.to_owned());
            let mut step = Step::begin(tx, me, world, None)?;
            let judged = step.control(&record.scope, &says, &verdict)?;
            step.finish()?;
            Ok(Erased {
                root: record.id,
                form: record.form,
                records: under.len() as u64,
                changes: judged.erased,
                reach,
                warnings: drafts_gone(&forms, &judged.drafts),
            })
        })?;
        erased.warnings.extend(self.after_erasure());
        if erased.form == PLACE {
            self.read_places()?;
        }
        Ok(erased)
    }

    /// [`Workspace::erase`], if what was typed says that this very record is meant: its
    /// own number or name, or its whole id.
    pub fn erase_named(
        &mut self,
        world: &mut World,
        id: RecordId,
        typed: &str,
        ground: &str,
    ) -> Result<Erased> {
        let record = self.record(id)?;
        let forms = self.forms();
        let form = forms.get(&record.form);
        if !record.is_meant(form, typed) {
            return Err(Fault::new("E_ERASE_WORD")
                .with("text", typed)
                .with("word", record.word(form))
                .with("id", record.id)
                .at("id"));
        }
        self.erase(world, id, ground)
    }

    /// Every erasure that counts here, the newest first, with who carried it out.
    pub fn erasures(&mut self) -> Result<Vec<Erasure>> {
        let (me, secrets) = (&self.me, &self.secrets);
        self.store.read(|tx| {
            let trust = load_trust(tx, me, secrets)?;
            let in_force = tx.in_force()?;
            let mut all = Vec::new();
            for (row, says) in &in_force {
                if let Control::Erase(root, ground) = says {
                    all.push(erasure(&trust, &in_force, row, (*root, ground)));
                }
            }
            all.sort_by_key(|e| std::cmp::Reverse(e.at));
            Ok(all)
        })
    }

    /// Keeps the list beside the database and overwrites what deleting left in pages. What
    /// fails here is tried again at the next opening: the erasure itself stands.
    pub(super) fn after_erasure(&mut self) -> Vec<Note> {
        bring_to_end(&self.home, &mut self.store)
    }
}

/// What was typed, not saved, and went with what was erased.
pub(super) fn drafts_gone(forms: &Forms, drafts: &BTreeMap<String, u64>) -> Vec<Note> {
    let note = |(form, count): (&String, &u64)| {
        let label = forms.get(form).map(|f| &f.label);
        let (zh, en) = label.map_or((form, form), |l| (&l.zh, &l.en));
        let note = Note::new("W_DRAFTS_ERASED").with("count", count);
        note.with("zh", zh).with("en", en)
    };
    drafts.iter().map(note).collect()
}

fn bring_to_end(home: &Path, store: &mut Store) -> Vec<Note> {
    let kept = keep_beside(home, store);
    let done = kept.and_then(|()| store.scrub());
    match done {
        Ok(_) => Vec::new(),
        Err(fault) => {
            let why = fault.notes.first().map_or("", |n| n.code);
            vec![Note::new("W_SCRUB_LATER").with("why", why)]
        }
    }
}

/// When a workspace is opened: what the list names and the database does not is erased
/// again, and what was interrupted is brought to its end. If there is no room for that,
/// the work of the day does not wait for it.
pub(super) fn replay(
    home: &Path,
    store: &mut Store,
    me: &Me,
    secrets: &Secrets,
) -> Result<Vec<Note>> {
    let path = home.join(BESIDE);
    let mut notes = Vec::new();
    if path.exists() {
        let bytes = files::read_capped(&path, LONGEST)?;
        let text = String::from_utf8_lossy(&bytes);
        let hashes: BTreeSet<[u8; 32]> = text.lines().filter_map(unhex).collect();
        let judged = store.transact(|tx| {
            // What this database itself wrote it knows, and may know better since.
            if tx.meta(WRITTEN)? == Some(written(&bytes)) {
                return Ok(crate::storage::Judged::default());
            }
            if hashes.is_subset(&tx.buried_roots()?) {
                return Ok(crate::storage::Judged::default());
            }
            let trust = load_trust(tx, me, secrets)?;
            let forms = std::sync::Arc::clone(tx.forms());
            tx.bury_again(&hashes, &|head| trust.verdict(&forms, head))
        })?;
        if judged.erased > 0 {
            notes.push(Note::new("W_ERASED_AGAIN").with("changes", judged.erased));
            notes.extend(drafts_gone(store.forms(), &judged.drafts));
        }
    }
    notes.extend(bring_to_end(home, store));
    Ok(notes)
}

fn written(list: &[u8]) -> String {
    hex(&crate::domain::change::head_hash(list))
}

/// Writes the list if it says something else.
fn keep_beside(home: &Path, store: &mut Store) -> Result<()> {
    let path = home.join(BESIDE);
    let (roots, last) = store.read(|tx: &Tx| Ok((tx.buried_roots()?, tx.meta(WRITTEN)?)))?;
    let text: String = roots.iter().map(|hash| hex(hash) + "\n").collect();
    let there = match fs::read(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        there => there.map_err(|e| files::io_fault(&path, e))?,
    };
    if there != text.as_bytes() {
        files::write_bytes(&path, text.as_bytes())?;
    }
    let now = written(text.as_bytes());
    if text.is_empty() && last.is_none() || last.as_ref() == Some(&now) {
        return Ok(());
    }
    store.transact(|tx| tx.set_meta(WRITTEN, &now))
}

/// Answers every erasure that was carried out here and not answered yet by this key.
pub(super) fn acknowledge(tx: &Tx, me: &Me, secrets: &Secrets, world: &mut World) -> Result<u64> {
    let own = trust::digest(&secrets.public_key()?);
    let mine = |row: &LogRow| row.head.device.0.starts_with(&own);
    let in_force = tx.in_force()?;
    let mut owed: BTreeSet<(Scope, RecordId)> = BTreeSet::new();
    for (row, says) in &in_force {
        if let Control::Erase(root, _) = says {
            owed.insert((row.head.scope.clone(), *root));
        }
    }
    for (row, says) in in_force.iter().filter(|(row, _)| mine(row)) {
        if let Control::Erase(root, _) | Control::Erased(root) = says {
            owed.remove(&(row.head.scope.clone(), *root));
        }
    }
    if owed.is_empty() {
        return Ok(0);
    }
    let trust = load_trust(tx, me, secrets)?;
    let forms = std::sync::Arc::clone(tx.forms());
    let verdict = |head: &Head| trust.verdict(&forms, head);
    let mut answered = 0;
    let mut step = Step::begin(tx, me, world, None)?;
    for (scope, root) in owed {
        match step.control(&scope, &Control::Erased(root), &verdict) {
            Ok(_) => answered += 1,
            // Nobody would take the answer of somebody without a grant there.
            Err(fault) if fault.code() == "E_ROLE_DECIDE" => {}
            Err(fault) => return Err(fault),
        }
    }
    step.finish()?;
    Ok(answered)
}

fn erasure(
    trust: &Trust,
    in_force: &[(LogRow, Control)],
    row: &LogRow,
    (root, ground): (RecordId, &str),
) -> Erasure {
    let scope = &row.head.scope;
    let key = |device: &DeviceId| device.0.first_chunk::<16>().copied().unwrap_or_default();
    let about = |(other, says): &&(LogRow, Control)| {
        let says = match says {
            Control::Erase(r, _) | Control::Erased(r) => *r == root,
            Control::Admit(_) | Control::Refuse(_) => false,
        };
        says && other.head.scope == *scope
    };
    let answered: BTreeSet<[u8; 16]> = in_force
        .iter()
        .filter(about)
        .map(|(other, _)| key(&other.head.device))
        .collect();
    let mut all = Erasure {
        root,
        scope: scope.clone(),
        ground: ground.to_owned(),
        by: trust.names().get(&hex(&key(&row.head.device))).cloned(),
        at: row.head.stamp,
        done: Vec::new(),
        waiting: Vec::new(),
        lost: Vec::new(),
    };
    for (key, name, revoked) in trust.replicas(scope) {
        let list = if answered.contains(&key) {
            &mut all.done
        } else if revoked {
            &mut all.lost
        } else {
            &mut all.waiting
        };
        list.push(name);
    }
    all
}
