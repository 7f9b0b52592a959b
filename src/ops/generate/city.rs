//! Filling a coordinator's empty workspace: every team's device writes its weeks and
//! hands a signed file over, and the coordinator takes them in one after another.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::coordinator::{look_over, township_months};
use super::team::{self, Frame, Handed, teams};
use super::villages::{Village, townships, villages};
use super::words::Words;
use crate::domain::fault::{Fault, Result};
use crate::domain::role::Role;
use crate::ops::files::{self, io_fault};
use crate::ops::sync::Progress;
use crate::ops::workspace::{MADE_UP, Workspace};
use crate::ops::world::World;

/// Where the teams work, below the workspace's folder.
const WORK: &str = "generating";
/// The setting that says how far it got.
const KEPT: &str = MADE_UP;
/// What a village's week takes in the end, and what the work needs besides, in bytes:
/// measured, and rounded up.
const BYTES: u64 = 40_000;
const BESIDES: u64 = 256 << 20;
/// Twenty years; people of that time were born when numbers began.
const WEEKS: usize = 1040;
/// How often a person who waits hears something.
const PATIENCE: Duration = Duration::from_millis(200);

/// What to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Villages and communities; three of them share one team.
    pub villages: usize,
    /// Weeks of meetings, up to the one before this.
    pub weeks: usize,
    /// The same seed makes the same data.
    pub seed: u64,
}

/// What was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filled {
    /// Teams whose files were taken in now.
    pub teams: usize,
    /// Teams whose files were there from an earlier run.
    pub before: usize,
    /// Changes taken in now.
    pub changes: u64,
    /// Bytes of the files they came in.
    pub bytes: u64,
}

/// How far an earlier run got.
#[derive(Serialize, Deserialize)]
struct Kept {
    plan: Plan,
    until: String,
    version: String,
    done: usize,
}

impl Kept {
    fn text(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Fault::new("E_UNKNOWN").because(e))
    }
}

/// Fills an empty coordinator's workspace, or goes on where an earlier run stopped.
/// `progress` hears meetings held, of how many; if it answers false, what was taken in
/// stays and the next run goes on from there.
pub fn fill(
    ws: &mut Workspace,
    plan: Plan,
    world: &mut World,
    progress: &mut Progress,
) -> Result<Filled> {
    if ws.me.role != Role::Coordinator {
        return Err(Fault::new("E_GENERATE_ROLE"));
    }
    let words = Words::built_in()?;
    let towns = townships(&ws.reference.places, &ws.me.place)?;
    let all = villages(&words, &towns, plan.villages)?;
    if plan.weeks == 0 || plan.weeks > WEEKS {
        return Err(Fault::new("E_GENERATE_WEEKS").with("most", WEEKS));
    }
    let mut kept = begin(ws, plan, world.today())?;
    let teams = teams(plan.villages);
    let meetings = (plan.villages * plan.weeks) as u64;
    let before = kept.done.min(teams);
    let left = meetings * (teams - before) as u64 / teams as u64;
    files::need_space(&ws.home.join(WORK), left * BYTES + BESIDES)?;
    add_places(ws, &all)?;
    let work = ws.home.join(WORK);
    clear(&work)?;
    files::make_private_folder(&work)?;
    let card = work.join("card");
    let fingerprint = ws.write_card(world, &card)?;
    let until = kept.until.parse();
    let until: Date = until.map_err(|e: jiff::Error| Fault::new("E_UNKNOWN").because(e))?;
    let frame = Frame::new(&words, plan.seed, until, plan.weeks, &ws.me.name);
    let frame = &frame;
    let held = (meetings - left, meetings);
    let mut filled = Filled {
        before,
        ..Filled::default()
    };
    let done = std::thread::scope(|scope| {
        // As many as the machine has: taking in is the lesser part of the work.
        let makers = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(4);
        let (work, all, card, print) = (&work, &all, &card, &fingerprint);
        let mut lines = Vec::new();
        for first in 0..makers {
            let (send, line) = sync_channel(1);
            let mine = (before + first..teams).step_by(makers);
            scope.spawn(move || make(frame, mine, work, all, (card, print), &send));
            lines.push(line);
        }
        let mut take = || -> Result<()> {
            for n in before..teams {
                let Some(line) = lines.get((n - before) % makers) else {
                    continue;
                };
                let handed = wait(frame, line, held, progress)?;
                take_in(ws, world, &handed, &mut filled)?;
                kept.done = n + 1;
                let text = kept.text()?;
                look_over(
                    ws,
                    frame,
                    (n, until.saturating_sub(2.days())),
                    &handed,
                    |tx| tx.set_meta(KEPT, &text),
                )?;
                // What can't be removed now goes with the folder it is in.
                let _ = std::fs::remove_dir_all(&handed.folder);
                filled.teams += 1;
            }
            Ok(())
        };
        let done = take();
        // Whoever still makes something stops at the next week, or when nobody takes it.
        frame.stop.store(true, Ordering::Relaxed);
        lines.clear();
        done
    });
    clear(&work)?;
    done?;
    for (n, town) in towns.iter().enumerate() {
        if !progress(held.1, Some(held.1)) {
            return Err(Fault::new("E_CANCELLED"));
        }
        if kept.done > teams + n || !all.iter().any(|v| v.township() == town.0) {
            continue;
        }
        kept.done = teams + n + 1;
        let text = kept.text()?;
        township_months(ws, frame, n, town, |tx| tx.set_meta(KEPT, &text))?;
    }
    Ok(filled)
}

/// Refuses a workspace with something else in it, and keeps the plan.
fn begin(ws: &mut Workspace, plan: Plan, today: Date) -> Result<Kept> {
    let version = env!("CARGO_PKG_VERSION");
    ws.store.transact(|tx| {
        if let Some(text) = tx.meta(KEPT)? {
            let kept: Kept =
                serde_json::from_str(&text).map_err(|e| Fault::new("E_UNKNOWN").because(e))?;
            if kept.plan == plan && kept.version == version {
                return Ok(kept);
            }
            return Err(Fault::new("E_GENERATE_OTHER")
                .with("villages", kept.plan.villages)
                .with("weeks", kept.plan.weeks)
                .with("seed", kept.plan.seed)
                .with("version", kept.version));
        }
        if !tx.channels()?.is_empty() || !tx.peers()?.is_empty() {
            return Err(Fault::new("E_GENERATE_TAKEN"));
        }
        let kept = Kept {
            plan,
            until: monday_of(today).to_string(),
            version: version.to_owned(),
            done: 0,
        };
        tx.set_meta(KEPT, &kept.text()?)?;
        Ok(kept)
    })
}

/// The Monday of the week that a day lies in.
pub(super) fn monday_of(day: Date) -> Date {
    day.saturating_sub(i32::from(day.weekday().since(Weekday::Monday)).days())
}

pub(super) fn add_places(ws: &mut Workspace, all: &[Village]) -> Result<()> {
    let line = |v: &Village| format!("{},{}\n", v.code, v.name);
    let table: String = all.iter().map(line).collect();
    ws.import_places(table.as_bytes()).map(drop)
}

/// Takes away what a run left: workspaces whose keys went with it, and files taken in.
fn clear(work: &Path) -> Result<()> {
    match std::fs::remove_dir_all(work) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io_fault(work, e)),
        _ => Ok(()),
    }
}

/// Makes the files of some teams, one after another, for as long as somebody takes them.
fn make(
    frame: &Frame,
    teams: impl Iterator<Item = usize>,
    work: &Path,
    all: &[Village],
    card: (&PathBuf, &String),
    send: &SyncSender<Result<Handed>>,
) {
    for n in teams {
        let folder = work.join(n.to_string());
        let made = files::make_private_folder(&folder)
            .and_then(|()| team::work(frame, (&folder, n), all, frame.weeks, (card.0, card.1)));
        let failed = made.is_err();
        if send.send(made).is_err() || failed {
            return;
        }
    }
}

fn wait(
    frame: &Frame,
    line: &Receiver<Result<Handed>>,
    (before, all): (u64, u64),
    progress: &mut Progress,
) -> Result<Handed> {
    loop {
        let held = (before + frame.held.load(Ordering::Relaxed)).min(all);
        if !progress(held, Some(all)) {
            return Err(Fault::new("E_CANCELLED"));
        }
        match line.recv_timeout(PATIENCE) {
            Ok(handed) => return handed,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(Fault::new("E_THREAD")),
        }
    }
}

/// Enrols the team's device and imports its file, as after a handover face to face.
pub(super) fn take_in(
    ws: &mut Workspace,
    world: &mut World,
    handed: &Handed,
    filled: &mut Filled,
) -> Result<()> {
    ws.trust(world, &handed.card, &handed.fingerprint, &handed.places)?;
    for file in &handed.files {
        let came = ws.import(world, file, false, &mut |_, _| true)?;
        filled.changes += came.came.changes;
        filled.bytes += came.file.bytes;
    }
    Ok(())
}
