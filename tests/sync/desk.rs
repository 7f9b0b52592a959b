//! Real encrypted databases, played like those on paper: steps are written by
//! `ops::step`, changes travel as their verbatim bytes and are taken in by `ingest`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use sanshe::domain::change::{Body, Head, head_hash};
use sanshe::domain::control::{Control, Target, is_control, takes_coordinator};
use sanshe::domain::fault::Result;
use sanshe::domain::id::DeviceId;
use sanshe::domain::record::{Place, Record};
use sanshe::domain::role::Role;
use sanshe::domain::value::Patch;
use sanshe::ops::step::{Step, keep_stamp, last_stamp};
use sanshe::ops::workspace::Me;
use sanshe::ops::world::World;
use sanshe::storage::{DbKey, Ingestion, LogRow, Status, Store, Tx, Verdict, check_body};
use uuid::Uuid;

use crate::kit::{FORMS, NOW, chance, place, shuffle};

/// A change under way: its bytes as they were written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parcel {
    pub head: Vec<u8>,
    pub body: Option<([u8; 16], Vec<u8>)>,
}

impl Parcel {
    pub fn read(&self) -> Head {
        Head::parse(&self.head).unwrap()
    }
}

/// One database and who sits at it.
pub struct Desk {
    pub store: Store,
    pub me: Me,
    pub roster: bool,
    path: PathBuf,
    world: World,
    now: Arc<AtomicU64>,
    backed_up: bool,
}

fn key() -> DbKey {
    DbKey::new([7; 32])
}

fn world(seed: u64, now: u64) -> (World, Arc<AtomicU64>) {
    let now = Arc::new(AtomicU64::new(now));
    let read = Arc::clone(&now);
    let tick = move || read.fetch_add(7, Ordering::SeqCst);
    let chance = ChaCha20Rng::seed_from_u64(seed);
    (World::new(None, Box::new(tick), Box::new(chance)), now)
}

/// The first 16 bytes of a person's devices.
pub fn key_digest(person: u8) -> [u8; 16] {
    [person + 1; 16]
}

impl Desk {
    pub fn new(folder: &Path, person: u8, seed: u64) -> Self {
        let path = folder.join(format!("{person}.db"));
        let (world, now) = world(seed, NOW);
        let me = Me {
            person: Uuid::from_u128(person.into()),
            name: "周社工".into(),
            team: "T01".into(),
            unit: "T01".into(),
            place: "320585101201".into(),
            role: Role::Worker,
            letter: "A".into(),
            device: DeviceId([person + 1; 20]),
        };
        let mut desk = Self {
            store: Store::create(&path, &key(), Arc::clone(&FORMS)).unwrap(),
            me,
            roster: false,
            path,
            world,
            now,
            backed_up: false,
        };
        desk.become_another();
        desk
    }

    fn digest(&self) -> [u8; 16] {
        self.me.device.0[..16].try_into().unwrap()
    }

    /// A new incarnation, as after a restore.
    pub fn become_another(&mut self) {
        self.me.device.0[16..].copy_from_slice(&self.world.bytes::<4>());
        let device = self.me.device.to_string();
        let set = |tx: &Tx| {
            tx.set_meta("device", &device)?;
            tx.forget_steps()
        };
        self.store.transact(set).unwrap();
    }

    pub fn turn(&self, ms: i64) {
        let now = self.now.load(Ordering::SeqCst);
        self.now
            .store(now.saturating_add_signed(ms), Ordering::SeqCst);
    }

    pub fn record(&mut self, n: u8) -> Option<Record> {
        self.store.read(|tx| tx.record(place(n).id)).unwrap()
    }

    /// One step of one change.
    pub fn write(&mut self, place: &Place, before: Option<&Record>, patch: &Patch) {
        let (me, world) = (&self.me, &mut self.world);
        let wrote: Result<()> = self.store.transact(|tx| {
            let mut step = Step::begin(tx, me, world, None)?;
            step.write(place, before, patch)?;
            step.finish()?;
            Ok(())
        });
        wrote.unwrap();
    }

    /// Everything in the log.
    pub fn parcels(&mut self) -> Vec<Parcel> {
        let mut parcels = Vec::new();
        let read = |tx: &Tx| {
            for channel in tx.channels()? {
                tx.each_change(&channel, (1, u64::MAX >> 1), |_, _, head, body| {
                    parcels.push(Parcel {
                        head: head.to_vec(),
                        body: body.map(|(salt, patch)| (salt.try_into().unwrap(), patch.to_vec())),
                    });
                    Ok(())
                })?;
            }
            Ok(())
        };
        self.store.read(read).unwrap();
        parcels
    }

    /// Takes parcels in, in some order, some of them twice, in one import or two, some at once,
    /// after a dry run that must leave no trace.
    pub fn take(&mut self, mut parcels: Vec<Parcel>, newcomer: Option<u8>, seed: u64) {
        let again = parcels.len() / 4;
        parcels.extend_from_within(..again);
        shuffle(&mut parcels, seed);
        let verdict = verdict(self.digest(), self.roster, newcomer);
        let me = self.digest();
        // As many at once as a reader hands over, or fewer than a record has changes.
        let at_once = [1, 2, 5, 256][usize::try_from(seed % 4).unwrap_or(0)];
        let work = |tx: &Tx, parcels: &[Parcel]| {
            let scales = tx.scales(&verdict)?;
            let mut run = Ingestion::new(me, &scales);
            for together in parcels.chunks(at_once) {
                let weighed = together.iter().map(|parcel| {
                    let head = parcel.read();
                    let body = parcel.body.clone();
                    let body = body.map(|(salt, patch)| Body { salt, patch });
                    let body = match body {
                        Some(body) => Some((body.clone(), check_body(&head, &body)?)),
                        None => None,
                    };
                    Ok(scales.weigh(head, parcel.head.clone(), body))
                });
                let mut weighed = weighed.collect::<Result<Vec<_>>>()?;
                scales.weigh_together(weighed.iter_mut());
                for change in weighed {
                    tx.ingest(&mut run, change)?;
                }
            }
            tx.finish_ingest(run)
        };
        let mut twin = false;
        let cut = usize::try_from(chance(seed, 1)).unwrap_or(0) % (parcels.len() + 1);
        let cut = if seed.is_multiple_of(2) { 0 } else { cut };
        for half in [&parcels[..cut], &parcels[cut..]] {
            let rehearsed = self.store.rehearse(|tx| work(tx, half)).unwrap();
            let now = self.world.now_ms();
            let taken = self.store.transact(|tx| {
                let done = work(tx, half)?;
                keep_stamp(tx, last_stamp(tx)?.observe(done.latest, now))?;
                Ok(done)
            });
            let taken = taken.unwrap();
            twin |= taken.twin;
            assert_eq!(taken, rehearsed, "the dry run said something else");
        }
        if twin {
            self.become_another();
        }
        self.nothing_lost(&parcels);
    }

    /// Decides about something, if this person's decision would not be held back here.
    pub fn decide(&mut self, kind: u8, n: u64, newcomer: Option<u8>) {
        let verdict = verdict(self.digest(), self.roster, newcomer);
        let (me, world) = (&self.me, &mut self.world);
        let pick = |len: usize| usize::try_from(n).unwrap_or(0) % len;
        let done: Result<()> = self.store.transact(|tx| {
            let (scope, says) = match kind % 8 {
                0 => {
                    let root = place(if n.is_multiple_of(2) { 0 } else { 2 });
                    (root.scope, Control::Erase(root.id, "本人要求".into()))
                }
                1 => {
                    let root = place(if n.is_multiple_of(2) { 0 } else { 2 });
                    (root.scope, Control::Erased(root.id))
                }
                // Also about what takes part, which no person could ask for.
                2 => {
                    let Some(row) = tx.changes_of(place(2).id)?.pop() else {
                        return Ok(());
                    };
                    (row.head.scope.clone(), Control::Refuse(target(&row)))
                }
                kind => {
                    let rows = tx.inactive()?;
                    if rows.is_empty() {
                        return Ok(());
                    }
                    let row = &rows[pick(rows.len())];
                    let target = target(row);
                    let says = if kind < 6 {
                        Control::Admit(target)
                    } else {
                        Control::Refuse(target)
                    };
                    (row.head.scope.clone(), says)
                }
            };
            let mut step = Step::begin(tx, me, world, None)?;
            step.control(&scope, &says, &verdict)?;
            step.finish()?;
            Ok(())
        });
        if let Err(fault) = done {
            assert_eq!(fault.code(), "E_ROLE_DECIDE");
        }
        self.stands_by_the_letter(newcomer);
    }

    /// Every change stands as the paper says, asked without the program's own rules.
    pub fn stands_by_the_letter(&mut self, newcomer: Option<u8>) {
        let verdict = verdict(self.digest(), self.roster, newcomer);
        let rows = self.store.read(|tx| {
            let mut logs = Vec::new();
            for channel in tx.channels()? {
                tx.each_change(&channel, (1, u64::MAX >> 1), |_, log, _, _| {
                    logs.push(log);
                    Ok(())
                })?;
            }
            logs.into_iter().map(|log| tx.change(log)).collect()
        });
        let rows: Vec<LogRow> = rows.unwrap();
        crate::letter::decided_by_the_letter(&rows, &verdict);
    }

    /// Every change that arrived is in the log, and takes part, is listed or is erased.
    pub fn nothing_lost(&mut self, parcels: &[Parcel]) {
        let look = |tx: &Tx| {
            let inactive = tx.inactive()?;
            let erasures: Vec<_> = tx
                .controls()?
                .iter()
                .filter_map(|row| match Control::read(&row.head, row.patch.as_ref()?)? {
                    Control::Erase(root, _) => Some(root),
                    _ => None,
                })
                .collect();
            for parcel in parcels {
                let hash = head_hash(&parcel.head);
                let head = parcel.read();
                let rows = if is_control(&head) {
                    tx.controls()?
                } else {
                    tx.changes_of(head.record)?
                };
                let row = rows.iter().find(|r| r.hash == hash).expect("lost");
                let listed = inactive.iter().any(|r| r.hash == hash);
                if row.status == Status::Erased {
                    assert!(tx.decisions()?.erase(&row.head) && row.body.is_none() && !listed);
                    continue;
                }
                assert_eq!(listed, row.status != Status::Active);
                let reason = tx.held_reason(row.id)?;
                assert_eq!(reason.is_some(), row.status == Status::Held);
                // A body that came while an erasure counted is asked for again if it
                // counts no more.
                let doubted = erasures.contains(&row.head.root);
                assert!(
                    row.body.is_some() || parcel.body.is_none() || doubted,
                    "a body is lost"
                );
            }
            Ok(())
        };
        self.store.read(look).unwrap();
    }

    /// The roster that names the newcomer comes.
    pub fn learn_roster(&mut self, newcomer: Option<u8>) {
        self.roster = true;
        let verdict = verdict(self.digest(), true, newcomer);
        self.store
            .transact(|tx| tx.judge_again(&verdict, None))
            .unwrap();
    }

    fn backup_path(&self) -> PathBuf {
        self.path.with_extension("backup")
    }

    pub fn back_up(&mut self) {
        self.store.checkpoint().unwrap();
        std::fs::copy(&self.path, self.backup_path()).unwrap();
        self.backed_up = true;
    }

    pub fn restore(&mut self) {
        if !self.backed_up {
            return;
        }
        self.store.checkpoint().unwrap();
        let spare = self.path.with_extension("restored");
        std::fs::copy(self.backup_path(), &spare).unwrap();
        self.store = Store::open(&spare, &key(), Arc::clone(&FORMS)).unwrap();
        std::fs::rename(&spare, &self.path).unwrap();
        self.store.checkpoint().unwrap();
        self.become_another();
        if self.roster {
            self.learn_roster(None);
        }
    }

    /// A second database that takes itself for the same device.
    pub fn copied(&mut self, path: &Path, seed: u64) -> Self {
        self.store.checkpoint().unwrap();
        std::fs::copy(&self.path, path).unwrap();
        let (world, now) = world(seed, self.now.load(Ordering::SeqCst));
        Self {
            store: Store::open(path, &key(), Arc::clone(&FORMS)).unwrap(),
            me: self.me.clone(),
            roster: self.roster,
            path: path.to_owned(),
            world,
            now,
            backed_up: false,
        }
    }

    /// The projections say what the log says.
    pub fn is_sound(&mut self) {
        let health = self.store.rebuild(&mut |_, _| true).unwrap();
        assert!(health.differed.is_empty(), "{:?}", health.differed);
    }
}

fn target(row: &LogRow) -> Target {
    Target {
        dot: row.head.dot(),
        head: row.hash,
    }
}

/// Until its roster has come, the newcomer's changes are held back everywhere but
/// at the newcomer's own desk. The first person and the third are coordinators.
fn verdict(me: [u8; 16], roster: bool, newcomer: Option<u8>) -> impl Fn(&Head) -> Verdict {
    move |head| {
        let by = newcomer.map(key_digest);
        let theirs = by.is_some_and(|key| head.device.0.starts_with(&key) && key != me);
        let decides = [0, 2]
            .iter()
            .any(|n| head.device.0.starts_with(&key_digest(*n)));
        if theirs && !roster || takes_coordinator(head) && !decides {
            Verdict::Held("E_ROLE".into())
        } else {
            Verdict::Active
        }
    }
}
