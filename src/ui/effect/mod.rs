//! The worker: one thread that owns the database and does what screens ask, one thing
//! after the other, so that no frame ever waits for a commit.

mod alike;
mod came;
mod decide;
mod door;
mod draft;
mod list;
mod look;
mod meeting;
mod out;
mod report;
mod review;
mod search;
mod senders;
mod show;
mod sync;
mod teams;
mod today;
mod write;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::kit::answer::Answer;
use super::kit::ask::{ASIDE, Ask};
use super::kit::{Msg, Person};
use crate::domain::fault::{Fault, Result};
use crate::domain::form::Forms;
use crate::i18n::Lang;
use crate::ops::reference::Reference;
use crate::ops::workspace::Workspace;
use crate::ops::world::World;
use crate::storage::Interrupter;

/// Which screen asked.
pub type Ticket = u64;

/// One thing to do.
struct Job {
    ticket: Ticket,
    ask: Ask,
    lang: Lang,
}

/// What the worker says to the loop.
pub enum Reply {
    /// A message for the screen of this ticket.
    To(Ticket, Msg),
    /// A workspace was opened: what the surroundings of screens become.
    Opened(Box<Surroundings>),
    /// How many changes are in no file for the coordinator, and how many are in one that
    /// nobody has said to have arrived.
    Unsent(u64, u64),
    /// The worker broke down; nothing is written any more.
    Gone,
}

/// What an open workspace gives to the surroundings of screens.
pub struct Surroundings {
    /// The forms.
    pub forms: Arc<Forms>,
    /// What forms look values up in.
    pub reference: Reference,
    /// Who works here.
    pub me: Person,
}

/// What is under way, and how to stop it once something else was typed.
#[derive(Default)]
struct Running {
    /// Whose it is, and its slot, if others may take its place.
    job: Option<(Ticket, u8)>,
    /// Whether another took its place: then nobody waits for the answer.
    replaced: bool,
    stop: Option<Interrupter>,
}

impl Running {
    /// Something else was asked: what it takes the place of is stopped, if that only
    /// reads, and so is what is counted while nobody waits. What writes is let finish, for
    /// a person hears of it if it fails.
    fn give_way(&mut self, ticket: Ticket, ask: &Ask) {
        let slot = ask.slot().filter(|_| !ask.is_settled());
        let aside = self.job.is_some_and(|(_, slot)| slot == ASIDE);
        if aside || slot.is_some_and(|slot| self.job == Some((ticket, slot))) {
            self.replaced = true;
            if let Some(stop) = &self.stop {
                stop.stop();
            }
        }
    }
}

/// The lock of what is under way; nothing panics while it is held.
fn hold(running: &Mutex<Running>) -> MutexGuard<'_, Running> {
    running.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The worker's end in the loop.
pub struct Worker {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    cancel: Arc<AtomicBool>,
    leaving: Arc<AtomicBool>,
    running: Arc<Mutex<Running>>,
}

/// The worker's own desk.
pub(super) struct Bench {
    /// The folder of the workspace.
    pub(super) home: PathBuf,
    /// The workspace, while it is open.
    pub(super) workspace: Option<Workspace>,
    /// Clock and chance.
    pub(super) world: World,
    /// The language of what is answered.
    pub(super) lang: Lang,
    /// Set when the person cancels what is under way.
    pub(super) cancel: Arc<AtomicBool>,
    leaving: Arc<AtomicBool>,
    running: Arc<Mutex<Running>>,
    ticket: Ticket,
    /// The screen whose search is in the access log already: it is written there once,
    /// not for every key.
    searched: Ticket,
    /// How many findings there are, since anything was written.
    pub(super) findings: Option<usize>,
    say: Box<dyn Fn(Reply) + Send>,
}

impl Worker {
    /// Starts the thread; `say` carries its replies to the loop. A workspace that is open
    /// already, as the demo's, is handed over.
    ///
    /// # Errors
    /// `E_THREAD` where the system gives no thread.
    pub fn start(
        home: PathBuf,
        open: Option<Workspace>,
        world: World,
        say: impl Fn(Reply) + Send + 'static,
    ) -> Result<Self> {
        let (jobs, todo) = channel();
        let cancel = Arc::new(AtomicBool::new(false));
        let leaving = Arc::new(AtomicBool::new(false));
        let running = Arc::new(Mutex::new(Running::default()));
        let bench = Bench {
            home,
            workspace: open,
            world,
            lang: Lang::default(),
            cancel: Arc::clone(&cancel),
            leaving: Arc::clone(&leaving),
            running: Arc::clone(&running),
            ticket: 0,
            searched: 0,
            findings: None,
            say: Box::new(say),
        };
        let thread = std::thread::Builder::new()
            .name("worker".into())
            .spawn(move || bench.work(&todo))
            .map_err(|e| Fault::new("E_THREAD").because(e))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            cancel,
            leaving,
            running,
        })
    }

    /// Hands something to the worker.
    pub fn ask(&self, ticket: Ticket, ask: Ask, lang: Lang) {
        if let Some(jobs) = &self.jobs {
            hold(&self.running).give_way(ticket, &ask);
            // A worker that is gone said so when it went.
            let _ = jobs.send(Job { ticket, ask, lang });
        }
    }

    /// Stops the long work that is under way and does none of it any more; drafts, saves
    /// and decisions that wait are still written.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Stops the long work that is under way.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// Lets the worker finish what it was given, and waits for it.
    pub fn finish(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was printed by its own hook.
            let _ = thread.join();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.finish();
    }
}

impl Bench {
    fn work(mut self, todo: &Receiver<Job>) {
        if self.workspace.is_some() {
            self.tell_surroundings();
        }
        let mut waiting: Vec<Job> = Vec::new();
        loop {
            if waiting.is_empty() {
                match todo.recv() {
                    Ok(job) => waiting.push(job),
                    Err(_) => return,
                }
            }
            waiting.extend(todo.try_iter());
            drop_replaced(&mut waiting);
            let job = waiting.remove(0);
            if self.leaving.load(Ordering::Relaxed) {
                if !job.ask.is_settled() {
                    continue;
                }
            } else {
                self.cancel.store(false, Ordering::Relaxed);
            }
            self.lang = job.lang;
            self.ticket = job.ticket;
            let writes = matches!(
                job.ask,
                Ask::Write(_) | Ask::Sync(_) | Ask::Decide(_) | Ask::Today
            );
            if !matches!(
                job.ask,
                Ask::Look(_) | Ask::Today | Ask::Draft(_) | Ask::Out(_)
            ) {
                self.findings = None;
            }
            let mut running = hold(&self.running);
            running.job = job.ask.slot().map(|slot| (job.ticket, slot));
            running.replaced = false;
            running.stop = self.workspace.as_ref().map(|w| w.store.interrupter());
            drop(running);
            let done = self.run(job.ask);
            let mut running = hold(&self.running);
            running.job = None;
            running.stop = None;
            let replaced = running.replaced;
            drop(running);
            match done {
                Ok(answer) => {
                    let msg = Msg::Answer(Box::new(answer));
                    (self.say)(Reply::To(job.ticket, msg));
                }
                // What took its place is answered.
                Err(fault) if replaced && fault.code() == "E_CANCELLED" => {}
                Err(fault) => (self.say)(Reply::To(job.ticket, Msg::Refused(fault))),
            }
            if writes {
                self.tell_unsent();
            }
        }
    }

    fn run(&mut self, ask: Ask) -> Result<Answer> {
        match ask {
            Ask::Door(door) => self.door(door),
            Ask::Today => self.today(),
            Ask::Look(look) => self.look(look),
            Ask::Write(write) => self.write(write),
            Ask::Draft(draft) => self.draft(draft),
            Ask::Sync(sync) => self.sync(sync),
            Ask::Decide(decide) => self.decide(decide),
            Ask::Out(out) => self.out(out),
        }
    }

    /// The open workspace with clock and chance.
    ///
    /// # Errors
    /// `E_LOCKED` while it is locked.
    pub(super) fn open(&mut self) -> Result<(&mut Workspace, &mut World)> {
        match &mut self.workspace {
            Some(workspace) => Ok((workspace, &mut self.world)),
            None => Err(Fault::new("E_LOCKED")),
        }
    }

    fn tell_surroundings(&self) {
        let Some(workspace) = &self.workspace else {
            return;
        };
        let me = &workspace.me;
        (self.say)(Reply::Opened(Box::new(Surroundings {
            forms: workspace.forms(),
            reference: workspace.reference.clone(),
            me: Person {
                id: me.person.to_string(),
                name: me.name.clone(),
                unit: if me.unit.is_empty() {
                    me.team.clone()
                } else {
                    me.unit.clone()
                },
                place: me.place.clone(),
                role: me.role.code().to_owned(),
            },
        })));
    }

    fn tell_unsent(&mut self) {
        if let Some(workspace) = &mut self.workspace
            && let Ok(all) = workspace.outgoing()
        {
            let unsent = all.iter().map(|o| o.unsent).sum();
            let made = all.iter().map(|o| o.made).sum();
            (self.say)(Reply::Unsent(unsent, made));
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        if std::thread::panicking() {
            (self.say)(Reply::Gone);
        }
    }
}

/// Of several asks of one screen that replace each other only the last is run.
fn drop_replaced(waiting: &mut Vec<Job>) {
    let mut at = 0;
    while let Some(job) = waiting.get(at) {
        let slot = job.ask.slot();
        let replaced = slot.is_some()
            && waiting
                .iter()
                .skip(at + 1)
                .any(|later| later.ticket == job.ticket && later.ask.slot() == slot);
        if replaced {
            waiting.remove(at);
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
#[path = "worker_test.rs"]
mod tests;
